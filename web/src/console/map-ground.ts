// SPDX-License-Identifier: Apache-2.0
// What lies under the picture where a chart of the country was imported: vector tiles that the centre makes itself.

import type { ExpressionSpecification, FilterSpecification, LayerSpecification, VectorSourceSpecification } from 'maplibre-gl'
import { call } from '../lib/api'
import { getLang } from '../lib/i18n'
import { token } from '../lib/theme'

export interface Ground {
    chart: string
    bounds: [number, number, number, number]
    maxzoom: number
    attribution: string
}

/** The chart there is now; undefined: none. */
export async function findGround(): Promise<Ground | undefined> {
    const answer = await call<Partial<Ground>>('GET', '/api/v1/chart')
    return answer.chart ? (answer as Ground) : undefined
}

export function groundSource(g: Ground): VectorSourceSpecification {
    return {
        type: 'vector',
        tiles: [`${location.origin}/api/v1/chart/${g.chart}/{z}/{x}/{y}`],
        minzoom: 0,
        maxzoom: g.maxzoom,
        bounds: g.bounds,
        attribution: g.attribution,
    }
}

const FONT = ['Inter Variable']
const KIND: ExpressionSpecification = ['get', 'kind']
const among = (...kinds: string[]): FilterSpecification => ['in', KIND, ['literal', kinds]]

/** The name in the page's language; the local one where it has none. */
export function groundName(): ExpressionSpecification {
    return ['coalesce', ['get', 'name_' + getLang()], ['get', 'name']]
}

const base = (id: string, layer: string, filter: FilterSpecification) => ({ id: 'ground-' + id, source: 'ground', 'source-layer': layer, filter })

function area(id: string, kinds: string[], color: string, opacity: number): LayerSpecification {
    return { ...base(id, 'areas', among(...kinds)), type: 'fill', paint: { 'fill-color': token(color), 'fill-opacity': opacity } }
}

/** Widths in pixels at zoom 8 and 17; a road twice as near is twice as wide, nearly. */
function line(id: string, kinds: string[], color: string, far: number, near: number, dash?: number[]): LayerSpecification {
    return {
        ...base(id, 'lines', among(...kinds)),
        type: 'line',
        layout: { 'line-cap': dash ? 'butt' : 'round', 'line-join': 'round' },
        paint: {
            'line-color': token(color),
            'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, far, 17, near],
            ...(dash ? { 'line-dasharray': dash } : {}),
        },
    }
}

export function groundLayers(): LayerSpecification[] {
    return [
        area('built', ['built'], 'map-street', 0.18),
        area('green', ['green'], 'map-park', 1),
        area('water', ['water'], 'map-water', 1),
        line('stream', ['stream'], 'map-water', 0.4, 4),
        line('river', ['river'], 'map-water', 1, 14),
        area('building', ['building'], 'map-area-edge', 0.35),
        line('path', ['path'], 'map-street', 0.2, 1.6, [3, 2]),
        line('service', ['service'], 'map-street', 0.2, 4),
        line('street', ['street'], 'map-street', 0.4, 9),
        line('tertiary', ['tertiary'], 'map-street', 0.6, 11),
        line('secondary', ['secondary'], 'map-street', 0.9, 14),
        line('primary', ['primary'], 'map-street', 1.2, 16),
        line('trunk', ['trunk', 'motorway'], 'map-street', 1.7, 19),
        line('rail', ['rail', 'tram'], 'map-area-edge', 0.5, 2.4, [4, 2]),
        line('border', ['border', 'province'], 'map-label', 0.8, 2, [5, 3]),
    ]
}

function roadNames(id: string, kinds: string[], minzoom: number): LayerSpecification {
    return {
        ...base(id, 'lines', ['all', ['has', 'name'], among(...kinds)] as FilterSpecification),
        type: 'symbol',
        minzoom,
        layout: {
            'symbol-placement': 'line',
            'symbol-spacing': 420,
            'text-field': groundName(),
            'text-font': FONT,
            'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10, 17, 13],
            'text-max-angle': 35,
            'text-padding': 12,
        },
        paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.4 },
    }
}

function placeNames(id: string, kinds: string[], minzoom: number, maxzoom: number, size: number): LayerSpecification {
    return {
        ...base(id, 'points', ['all', ['has', 'name'], among(...kinds)] as FilterSpecification),
        type: 'symbol',
        minzoom,
        maxzoom,
        layout: { 'text-field': groundName(), 'text-font': FONT, 'text-size': size, 'text-max-width': 8, 'text-padding': 8 },
        paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.2 },
    }
}

/** Names that follow the page's language. */
export const GROUND_NAMES = ['ground-name-street', 'ground-name-wide', 'ground-city', 'ground-town', 'ground-village', 'ground-help'] as const

export function groundNames(): LayerSpecification[] {
    return [
        roadNames('name-street', ['street', 'tertiary', 'service'], 15),
        roadNames('name-wide', ['secondary', 'primary', 'trunk', 'motorway'], 13),
        placeNames('help', ['hospital', 'police', 'fire', 'school', 'station'], 15, 24, 10.5),
        placeNames('village', ['village', 'quarter'], 11, 15.5, 11),
        placeNames('town', ['town'], 8, 14, 12),
        placeNames('city', ['city'], 4, 12, 13.5),
    ]
}
