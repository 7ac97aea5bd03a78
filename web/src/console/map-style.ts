// SPDX-License-Identifier: Apache-2.0
// A map style that needs no internet: land, areas, and what the picture knows. Colours come from the tokens.

import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { getLang } from '../lib/i18n'
import { token } from '../lib/theme'
import { groundLayers, groundNames, groundSource, type Ground } from './map-ground'

export const SOURCES = ['streets', 'areas', 'area-labels', 'warnings', 'closures', 'sites', 'coverage', 'cameras', 'ages', 'lines', 'clusters', 'units', 'items', 'ring'] as const
export type SourceName = (typeof SOURCES)[number]

const FONT = ['Inter Variable']

const KIND: ExpressionSpecification = ['get', 'kind']
const WIDE = ['ring', 'avenue', 'main']
const isKind = (...kinds: string[]): ExpressionSpecification => ['in', KIND, ['literal', kinds]]

/** The name in the page's language; English where it has none. */
export function streetName(): ExpressionSpecification {
    const lang = getLang()
    return lang === 'en' ? ['get', 'name'] : ['coalesce', ['get', 'name_' + lang], ['get', 'name']]
}

/** Streets lie under everything: thin, grey, there to find one's way and never to be looked at. */
function streets(): LayerSpecification[] {
    const line = (id: string, filter: ExpressionSpecification, from: number, to: number, minzoom: number): LayerSpecification => ({
        id,
        type: 'line',
        source: 'streets',
        filter,
        minzoom,
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
            'line-color': token('map-street'),
            'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 11, from, 17, to],
        },
    })
    return [
        {
            id: 'park',
            type: 'fill',
            source: 'streets',
            filter: isKind('park'),
            paint: { 'fill-color': token('map-park') },
        },
        {
            id: 'water-area',
            type: 'fill',
            source: 'streets',
            filter: ['all', isKind('water'), ['==', ['geometry-type'], 'Polygon']],
            paint: { 'fill-color': token('map-water') },
        },
        {
            id: 'water',
            type: 'line',
            source: 'streets',
            filter: isKind('water'),
            layout: { 'line-cap': 'round', 'line-join': 'round' },
            paint: {
                'line-color': token('map-water'),
                'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 10, 2, 17, 40],
            },
        },
        line('street-minor', isKind('minor'), 0.6, 8, 11.5),
        line('street-main', isKind('main'), 1.1, 12, 10),
        line('street-avenue', isKind('ring', 'avenue'), 1.8, 17, 8),
    ]
}

function streetNames(): LayerSpecification[] {
    const names = (id: string, filter: ExpressionSpecification, minzoom: number): LayerSpecification => ({
        id,
        type: 'symbol',
        source: 'streets',
        filter,
        minzoom,
        layout: {
            'symbol-placement': 'line',
            'symbol-spacing': 420,
            'text-field': streetName(),
            'text-font': FONT,
            'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10, 17, 13],
            'text-max-angle': 35,
            'text-padding': 12,
        },
        paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.4 },
    })
    return [
        names('street-name-minor', isKind('minor'), 15),
        names('street-name-wide', isKind(...WIDE), 13.2),
    ]
}

export const NAMED_LAYERS = ['street-name-minor', 'street-name-wide'] as const

/** Where warnings are: the worse, the stronger; an exercise or a test only as a broken line. */
function warned(): LayerSpecification[] {
    const color: ExpressionSpecification = ['case', ['get', 'bad'], token('p1'), token('p3')]
    return [
        { id: 'warning-fill', type: 'fill', source: 'warnings', filter: ['get', 'real'], paint: { 'fill-color': color, 'fill-opacity': ['case', ['get', 'chosen'], 0.25, 0.1] } },
        { id: 'warning-edge', type: 'line', source: 'warnings', filter: ['get', 'real'], paint: { 'line-color': color, 'line-width': ['case', ['get', 'chosen'], 3, 1.5] } },
        { id: 'warning-exercise', type: 'line', source: 'warnings', filter: ['!', ['get', 'real']], paint: { 'line-color': color, 'line-width': 1.5, 'line-dasharray': [3, 3] } },
    ]
}

/** Streets that are closed, whole; that are slow, broken. */
function closed(): LayerSpecification[] {
    return [
        { id: 'closures', type: 'line', source: 'closures', filter: ['!', ['get', 'slow']], paint: { 'line-color': token('p1'), 'line-width': 4 } },
        { id: 'closures-slow', type: 'line', source: 'closures', filter: ['get', 'slow'], paint: { 'line-color': token('p3'), 'line-width': 4, 'line-dasharray': [2, 1] } },
    ]
}

function land(ground: Ground | undefined): LayerSpecification[] {
    return [
        { id: 'land', type: 'background', paint: { 'background-color': token('map-land') } },
        {
            id: 'area-fill',
            type: 'fill',
            source: 'areas',
            filter: ['get', 'leaf'],
            paint: { 'fill-color': token('map-area'), 'fill-opacity': 0.9 },
        },
        ...(ground ? groundLayers() : []),
        ...streets(),
        {
            id: 'area-edge',
            type: 'line',
            source: 'areas',
            paint: {
                'line-color': token('map-area-edge'),
                'line-width': ['case', ['get', 'leaf'], 1, 1.8],
            },
        },
        ...warned(),
        ...streetNames(),
        ...(ground ? groundNames() : []),
        ...closed(),
        {
            id: 'area-name',
            type: 'symbol',
            source: 'area-labels',
            layout: {
                'text-field': ['get', 'name'],
                'text-font': FONT,
                'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10, 13, 15],
                'text-letter-spacing': 0.04,
                'text-max-width': 8,
                'text-allow-overlap': true,
                'text-ignore-placement': true,
            },
            maxzoom: 14.5,
            paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.2, 'text-opacity': 0.75 },
        },
    ]
}

/** Around each mark by the last contact: silent amber, not known or a day ago grey; and how long ago it was, in words. */
function ages(): LayerSpecification[] {
    const contact: ExpressionSpecification = ['get', 'contact']
    return [
        {
            id: 'contact',
            type: 'circle',
            source: 'ages',
            filter: ['!=', contact, 'fresh'],
            minzoom: 11,
            paint: {
                'circle-radius': 9.5,
                'circle-opacity': 0,
                'circle-stroke-width': ['match', contact, 'silent', 2, 1.2],
                'circle-stroke-color': ['match', contact, 'silent', token('p2'), token('map-label')],
                'circle-stroke-opacity': ['match', contact, 'silent', 1, 'old', 0.8, 0.55],
            },
        },
        {
            id: 'ages',
            type: 'symbol',
            source: 'ages',
            minzoom: 12.5,
            layout: {
                'text-field': ['get', 'text'],
                'text-font': FONT,
                'text-size': 10,
                'text-offset': [0.95, 0],
                'text-anchor': 'left',
                'text-padding': 0,
                'symbol-sort-key': ['match', contact, 'silent', 0, 'unknown', 1, 'old', 2, 3],
            },
            paint: {
                'text-color': ['match', contact, 'silent', token('p2'), token('map-label')],
                'text-halo-color': token('map-halo'),
                'text-halo-width': 1.3,
            },
        },
    ]
}

function fixed(): LayerSpecification[] {
    return [
        {
            id: 'cameras',
            type: 'symbol',
            source: 'cameras',
            minzoom: 11.5,
            layout: {
                'icon-image': ['get', 'icon'],
                'icon-rotate': ['get', 'turn'],
                'icon-rotation-alignment': 'map',
                'icon-allow-overlap': true,
            },
        },
        {
            id: 'sites',
            type: 'symbol',
            source: 'sites',
            minzoom: 11,
            layout: {
                'icon-image': ['get', 'icon'],
                'icon-allow-overlap': true,
                'text-field': ['step', ['zoom'], '', 14, ['get', 'name']],
                'text-font': FONT,
                'text-size': 11,
                'text-offset': [0, 0.9],
                'text-anchor': 'top',
                'text-optional': true,
            },
            paint: { 'text-color': token('map-label'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.2 },
        },
    ]
}

/** How many of a cluster are in this state. */
const counted = (state: string): ExpressionSpecification => ['+', ['case', ['==', ['get', 'state'], state], 1, 0]]

/** Sites by state; from far away so many together, with how many of them are silent behind an exclamation mark. */
function coverage(): LayerSpecification[] {
    const state = (of: Record<string, string>, other: string): ExpressionSpecification => ['match', ['get', 'state'], ...Object.entries(of).flat(), other] as unknown as ExpressionSpecification
    return [
        {
            id: 'coverage-site',
            type: 'circle',
            source: 'coverage',
            filter: ['!', ['has', 'point_count']],
            layout: { 'circle-sort-key': ['get', 'sort'] },
            paint: {
                'circle-color': state({ tested: token('accent'), connected: token('text-dim'), silent: token('p1') }, token('map-land')),
                'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 3, 12, 7],
                'circle-stroke-color': state({ silent: token('text-strong') }, token('text-dim')),
                'circle-stroke-width': ['case', ['==', ['get', 'state'], 'silent'], 2, 1.2],
            },
        },
        {
            id: 'coverage-cluster',
            type: 'circle',
            source: 'coverage',
            filter: ['has', 'point_count'],
            paint: {
                'circle-color': token('raised'),
                'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 12, 50, 18, 1000, 28],
                'circle-stroke-color': ['case', ['>', ['get', 'silent'], 0], token('p1'), ['==', ['get', 'tested'], ['get', 'point_count']], token('accent'), token('text-dim')],
                'circle-stroke-width': ['case', ['>', ['get', 'silent'], 0], 3, 2],
                'circle-opacity': 0.92,
            },
        },
        {
            id: 'coverage-count',
            type: 'symbol',
            source: 'coverage',
            filter: ['has', 'point_count'],
            layout: {
                'text-field': ['concat', ['to-string', ['get', 'point_count']], ['case', ['>', ['get', 'silent'], 0], ['concat', '\n!', ['to-string', ['get', 'silent']]], '']],
                'text-font': FONT,
                'text-size': 12,
                'text-allow-overlap': true,
            },
            paint: { 'text-color': token('text-strong') },
        },
    ]
}

function moving(): LayerSpecification[] {
    return [
        {
            id: 'lines',
            type: 'line',
            source: 'lines',
            paint: { 'line-color': token('accent'), 'line-width': 1.6, 'line-dasharray': [2, 2], 'line-opacity': 0.85 },
        },
        {
            id: 'clusters',
            type: 'circle',
            source: 'clusters',
            paint: {
                'circle-color': token('raised'),
                'circle-radius': ['interpolate', ['linear'], ['get', 'size'], 0, 11, 1, 34],
                'circle-stroke-color': token('unit-busy'),
                'circle-stroke-width': 1.4,
                'circle-opacity': 0.92,
            },
        },
        {
            id: 'cluster-count',
            type: 'symbol',
            source: 'clusters',
            layout: {
                'text-field': ['to-string', ['get', 'count']],
                'text-font': FONT,
                'text-size': 12,
                'text-allow-overlap': true,
            },
            paint: { 'text-color': token('text-strong') },
        },
        {
            id: 'unit-nose',
            type: 'symbol',
            source: 'units',
            filter: ['get', 'moves'],
            minzoom: 11,
            layout: {
                'icon-image': 'nose',
                'icon-rotate': ['get', 'turn'],
                'icon-rotation-alignment': 'map',
                'icon-allow-overlap': true,
                'icon-ignore-placement': true,
            },
        },
        {
            id: 'units',
            type: 'symbol',
            source: 'units',
            layout: {
                'icon-image': ['get', 'icon'],
                'icon-allow-overlap': true,
                'icon-ignore-placement': true,
                'text-field': ['step', ['zoom'], '', 12, ['get', 'name']],
                'text-font': FONT,
                'text-size': 11,
                'text-offset': [0, 0.95],
                'text-anchor': 'top',
                'text-optional': true,
            },
            paint: { 'text-color': token('text'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.4 },
        },
    ]
}

function urgent(): LayerSpecification[] {
    return [
        {
            id: 'item-arrow',
            type: 'symbol',
            source: 'items',
            filter: ['!=', ['get', 'arrow'], ''],
            layout: {
                'icon-image': ['get', 'arrow'],
                'icon-rotate': ['get', 'turn'],
                'icon-rotation-alignment': 'map',
                'icon-allow-overlap': true,
                'icon-ignore-placement': true,
            },
        },
        {
            id: 'items',
            type: 'symbol',
            source: 'items',
            layout: {
                'icon-image': ['get', 'icon'],
                'icon-size': ['interpolate', ['linear'], ['zoom'], 9, ['match', ['get', 'p'], [1, 2], 0.85, 0.5], 13, 1],
                'icon-allow-overlap': true,
                'symbol-sort-key': ['get', 'sort'],
            },
        },
        {
            id: 'ring',
            type: 'symbol',
            source: 'ring',
            layout: {
                'icon-image': 'ring',
                'icon-allow-overlap': true,
                'icon-ignore-placement': true,
                'text-field': ['get', 'name'],
                'text-font': FONT,
                'text-size': 12,
                'text-offset': [0, 1.9],
                'text-anchor': 'top',
                'text-allow-overlap': true,
                'text-ignore-placement': true,
                'text-max-width': 14,
            },
            paint: { 'text-color': token('text-strong'), 'text-halo-color': token('map-halo'), 'text-halo-width': 1.8 },
        },
    ]
}

export function mapStyle(ground?: Ground): StyleSpecification {
    const sources: StyleSpecification['sources'] = {}
    for (const name of SOURCES) {
        sources[name] = { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, maxzoom: 16, tolerance: name === 'areas' ? 0.3 : 0 }
    }
    sources.coverage = {
        ...(sources.coverage as GeoJSONSourceSpecification),
        cluster: true,
        clusterRadius: 46,
        clusterMaxZoom: 10,
        clusterProperties: { silent: counted('silent'), tested: counted('tested') },
    }
    if (ground) sources.ground = groundSource(ground)
    return { version: 8, sources, layers: [...land(ground), ...fixed(), ...coverage(), ...ages(), ...moving(), ...urgent()] }
}
