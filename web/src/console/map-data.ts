// SPDX-License-Identifier: Apache-2.0
// What the map draws, as GeoJSON, out of the picture and the live fixes. Pure.

import type { Entities, UnitStatus } from '../gen/types'
import type { Cluster, LiveUnit, Tables } from '../lib/fold'
import type { Coverage } from './coverage'
import type { Item } from './items'
import { age } from '../lib/format'
import { t } from '../lib/i18n'
import { areaName } from './items'

export type Position = [number, number]
export interface Feature {
    type: 'Feature'
    id?: number
    geometry:
        | { type: 'Point'; coordinates: Position }
        | { type: 'LineString'; coordinates: Position[] }
        | { type: 'MultiPolygon'; coordinates: Position[][][] }
    properties: Record<string, string | number | boolean>
}
export interface Features {
    type: 'FeatureCollection'
    features: Feature[]
}

export interface Bounds {
    west: number
    south: number
    east: number
    north: number
}

export const HOLLOW_S = 60
export const CROSSED_S = 120

const point = (lon: number, lat: number, properties: Feature['properties']): Feature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties,
})

const collection = (features: Feature[]): Features => ({ type: 'FeatureCollection', features })

function isPoint(value: unknown): value is [number, number] {
    return Array.isArray(value) && value.length >= 2 && typeof value[0] === 'number' && typeof value[1] === 'number'
}

/** Polygons of rings of [lon × 10⁷, lat × 10⁷]; anything else gives nothing. */
export function polygons(geometry: unknown): Position[][][] {
    if (!Array.isArray(geometry)) return []
    const out: Position[][][] = []
    for (const polygon of geometry as unknown[]) {
        if (!Array.isArray(polygon)) continue
        const rings: Position[][] = []
        for (const ring of polygon as unknown[]) {
            if (!Array.isArray(ring)) continue
            const points = ring.filter(isPoint).map(([lon, lat]): Position => [lon / 1e7, lat / 1e7])
            if (points.length >= 4) rings.push(points)
        }
        if (rings.length > 0) out.push(rings)
    }
    return out
}

export function areaFeatures(tables: Tables): { shapes: Features; labels: Features } {
    const shapes: Feature[] = []
    const labels: Feature[] = []
    for (const [id, area] of tables.area ?? []) {
        const coordinates = polygons(area.geometry)
        const leaf = area.kind !== 'country' && area.kind !== 'region'
        if (coordinates.length > 0) {
            shapes.push({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates }, properties: { id, leaf } })
        }
        if (leaf && area.lat !== undefined && area.lon !== undefined) {
            labels.push(point(area.lon, area.lat, { id, name: areaName(tables, id) }))
        }
    }
    return { shapes: collection(shapes), labels: collection(labels) }
}

/** A circle as a polygon: good enough to be looked at. */
function circle(lon: number, lat: number, m: number): Position[] {
    const out: Position[] = []
    for (let i = 0; i <= 48; i++) {
        const turn = (i / 48) * 2 * Math.PI
        out.push([lon + ((m / 111320) * Math.sin(turn)) / Math.max(0.05, Math.cos((lat * Math.PI) / 180)), lat + (m / 111320) * Math.cos(turn)])
    }
    return out
}

/** A warning's polygons and circles; anything else gives nothing. */
export function warningShapes(shapes: unknown): Position[][][] {
    const { polygons: list, circles } = (shapes ?? {}) as { polygons?: unknown; circles?: unknown }
    const out: Position[][][] = []
    for (const polygon of Array.isArray(list) ? (list as unknown[]) : []) {
        const rings = (Array.isArray(polygon) ? (polygon as unknown[]) : []).map((ring) => {
            const points = (Array.isArray(ring) ? ring : []).filter(isPoint).map(([lon, lat]): Position => [lon / 1e7, lat / 1e7])
            return points[0] ? [...points, points[0]] : []
        })
        if (rings.length > 0 && rings.every((ring) => ring.length >= 4)) out.push(rings)
    }
    for (const one of Array.isArray(circles) ? (circles as unknown[]) : []) {
        if (isPoint(one)) out.push([circle(one[0] / 1e7, one[1] / 1e7, Math.max(50, Number((one as number[])[2] ?? 0)))])
    }
    return out
}

/** Warnings in force, and the one that is selected, whatever became of it. */
export function warningFeatures(tables: Tables, selected: string): Features {
    const out: Feature[] = []
    for (const [id, warning] of tables.warning ?? []) {
        const chosen = 'warning/' + id === selected
        const coordinates = chosen || warning.state === 'active' ? warningShapes(warning.shapes) : []
        if (coordinates.length === 0) continue
        const bad = warning.severity === 'extreme' || warning.severity === 'severe'
        out.push({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates }, properties: { ref: 'warning/' + id, bad, chosen, real: warning.status === 'actual' } })
    }
    return collection(out)
}

/** Streets that are closed or slow: a ring around a place, a line between the ends of a stretch. */
export function closureFeatures(tables: Tables): Features {
    const out: Feature[] = []
    for (const [id, { lat, lon, to_lat, to_lon, radius_m, time_permille }] of tables.closure ?? []) {
        if (lat === undefined || lon === undefined) continue
        const stretch = to_lat !== undefined && to_lon !== undefined
        const coordinates: Position[] = stretch ? [[lon, lat], [to_lon, to_lat]] : circle(lon, lat, Math.max(10, radius_m ?? 0))
        out.push({ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { ref: 'closure/' + id, slow: (time_permille ?? 0) > 0 } })
    }
    return collection(out)
}

export function siteFeatures(tables: Tables): Features {
    const out: Feature[] = []
    for (const [id, site] of tables.site ?? []) {
        if (site.lat === undefined || site.lon === undefined) continue
        out.push(point(site.lon, site.lat, { ref: 'site/' + id, name: site.name ?? id, icon: 'site-' + (site.kind ?? 'other') }))
    }
    return collection(out)
}

/** Sites by what the report says of them; silent ones come last, so that they lie on top. */
export function coverageFeatures(tables: Tables, coverage: Coverage | undefined): Features {
    const out: Feature[] = []
    for (const [id, state] of coverage ?? []) {
        const site = tables.site?.get(id)
        if (site?.lat === undefined || site.lon === undefined) continue
        out.push(point(site.lon, site.lat, { ref: 'site/' + id, state, sort: state === 'silent' ? 1 : 0 }))
    }
    return collection(out)
}

/** Has a mark of its own: what stands where its site's mark is, is shown by that; phones are where their units are. */
export function standsApart(tables: Tables, device: Entities['device']): boolean {
    if (device.kind === 'camera') return true
    if (device.kind === 'tablet' || device.kind === 'tracker') return false
    const site = device.site ? tables.site?.get(device.site) : undefined
    return site === undefined || site.lat !== device.lat || site.lon !== device.lon
}

export function deviceFeatures(tables: Tables): Features {
    const out: Feature[] = []
    for (const [id, device] of tables.device ?? []) {
        if (device.lat === undefined || device.lon === undefined || !standsApart(tables, device)) continue
        const state = device.silent_since ? 'silent' : device.state === 'maintenance' ? 'off' : 'on'
        const sign = device.kind === 'camera' ? 'camera' : 'device'
        out.push(point(device.lon, device.lat, { ref: 'device/' + id, name: device.name ?? id, icon: `${sign}-${state}`, turn: sign === 'camera' ? (device.heading ?? 0) : 0 }))
    }
    return collection(out)
}

export type Fill = 'free' | 'going' | 'there' | 'busy' | 'off'

export function fillOf(unit: Entities['unit'] | undefined): Fill {
    if (!unit || unit.duty !== 'on') return 'off'
    const fills: Record<UnitStatus, Fill> = {
        available: 'free',
        dispatched: 'going',
        en_route: 'going',
        on_scene: 'there',
        busy: 'busy',
        out: 'off',
    }
    return fills[unit.status ?? 'busy']
}

export type Freshness = 'fresh' | 'hollow' | 'crossed'

export function freshness(fixS: number, nowS: number): Freshness {
    const age = nowS - fixS
    return age > CROSSED_S ? 'crossed' : age > HOLLOW_S ? 'hollow' : 'fresh'
}

export const inside = (bounds: Bounds, lat: number, lon: number): boolean =>
    lat >= bounds.south && lat <= bounds.north && lon >= bounds.west && lon <= bounds.east

/** The units in view; off duty ones are not tracked and not drawn. */
export function unitFeatures(
    units: Tables['unit'],
    live: Iterable<LiveUnit>,
    bounds: Bounds,
    nowS: number,
    limit: number,
): Features {
    const out: Feature[] = []
    for (const [id, lat, lon, speed, heading, fix] of live) {
        if (!inside(bounds, lat, lon)) continue
        const unit = units?.get(id)
        if (!unit || unit.duty !== 'on') continue
        const fresh = freshness(fix, nowS)
        out.push(
            point(lon, lat, {
                ref: 'unit/' + id,
                name: fresh === 'fresh' ? (unit.name ?? id) : `${unit.name ?? id}\n${age((nowS - fix) * 1000)}`,
                icon: `unit-${unit.kind ?? 'patrol'}-${fillOf(unit)}-${fresh}`,
                moves: fresh === 'fresh' && (speed ?? 0) > 3 && heading !== null,
                turn: heading ?? 0,
            }),
        )
        if (out.length >= limit) break
    }
    return collection(out)
}

export function clusterFeatures(clusters: readonly Cluster[]): Features {
    return collection(
        clusters.map(([lat, lon, count, by]) =>
            point(lon, lat, { count, free: by.available ?? 0, size: Math.min(1, Math.log10(count) / 4) }),
        ),
    )
}

/** Queue items with a place: their priority shape, and an arrow where a vehicle went. */
export function itemFeatures(items: readonly Item[], tables: Tables, selected: string): Features {
    const out: Feature[] = []
    for (const item of items) {
        if (item.lat === undefined || item.lon === undefined || (item.done && item.ref !== selected)) continue
        const moving = item.kind === 'hit' ? tables.hit?.get(item.id) : item.kind === 'violation' ? tables.violation?.get(item.id) : undefined
        out.push(
            point(item.lon, item.lat, {
                ref: item.ref,
                name: item.practice ? `${t(`practice.${item.practice}`)} · ${item.title}` : item.title,
                icon: `p${Math.min(item.priority, 4)}${item.quiet ? '-quiet' : ''}`,
                arrow: moving?.heading !== undefined ? `arrow-p${item.quiet ? 4 : Math.min(item.priority, 4)}` : '',
                turn: moving?.heading ?? 0,
                p: Math.min(item.priority, 4),
                sort: 10 - item.priority + (item.quiet ? 0 : 10),
            }),
        )
    }
    return collection(out)
}

/** From the selected thing to the units that are on it or were told of it. */
export function lineFeatures(selected: Item | undefined, tables: Tables, live: ReadonlyMap<string, LiveUnit>): Features {
    const out: Feature[] = []
    if (selected?.lat === undefined || selected.lon === undefined) return collection(out)
    const to: Position = [selected.lon, selected.lat]
    const add = (unit: string | undefined, kind: string): void => {
        const fix = unit ? live.get(unit) : undefined
        if (fix) out.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [[fix[2], fix[1]], to] }, properties: { kind } })
    }
    for (const one of tables.assignment?.values() ?? []) {
        if (`incident/${one.incident}` !== selected.ref) continue
        if (one.state !== 'cleared' && one.state !== 'refused' && one.state !== 'cancelled') add(one.unit, 'assigned')
    }
    for (const one of tables.notice?.values() ?? []) {
        if (one.about === selected.ref) add(one.unit, 'told')
    }
    return collection(out)
}

/** The box around all that has a place; undefined when nothing has. */
export function extent(tables: Tables): Bounds | undefined {
    const box = { west: 180, south: 90, east: -180, north: -90 }
    let any = false
    const grow = (lon: number, lat: number): void => {
        any = true
        box.west = Math.min(box.west, lon)
        box.east = Math.max(box.east, lon)
        box.south = Math.min(box.south, lat)
        box.north = Math.max(box.north, lat)
    }
    for (const area of tables.area?.values() ?? []) {
        for (const polygon of polygons(area.geometry)) for (const [lon, lat] of polygon[0] ?? []) grow(lon, lat)
    }
    if (any) return box
    for (const kind of ['site', 'device'] as const) {
        for (const row of tables[kind]?.values() ?? []) {
            if (row.lat !== undefined && row.lon !== undefined) grow(row.lon, row.lat)
        }
    }
    return any ? box : undefined
}
