// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complete, parse, placeOf, statusOf } from '../src/console/command'
import { onlyKept, order, passes, queueItems, type Item } from '../src/console/items'
import { fillOf, freshness, lineFeatures, polygons, unitFeatures } from '../src/console/map-data'
import { pictureFrom } from '../src/lib/fold'
import type { LiveUnit } from '../src/lib/fold'

const UNITS = ['M21', 'M22', 'T7']

const picture = (entities: object) => pictureFrom({ stream_id: 'j:1', now: '', entities }).tables

describe('command line', () => {
    it('understands what the design promises', () => {
        expect(parse('/s M21 av', UNITS)).toEqual({ do: 'status', unit: 'M21', status: 'available' })
        expect(parse('/s m21 on_scene', UNITS)).toEqual({ do: 'status', unit: 'M21', status: 'on_scene' })
        expect(parse('/i robbery 12 Navoi', UNITS)).toEqual({ do: 'incident', kind: 'robbery', priority: 1, title: '12 Navoi' })
        expect(parse('/i noise p2 yard', UNITS)).toEqual({ do: 'incident', kind: 'noise', priority: 2, title: 'yard' })
        expect(parse('/g 41.31,69.24', UNITS)).toEqual({ do: 'go', lat: 41.31, lon: 69.24 })
        expect(parse('/u t', UNITS)).toEqual({ do: 'unit', unit: 'T7' })
        expect(parse('/a M22 closer by road', UNITS)).toEqual({ do: 'assign', unit: 'M22', why: 'closer by road' })
        expect(parse('/f navoi', UNITS)).toEqual({ do: 'find', text: 'navoi' })
    })

    it('says what is wrong', () => {
        expect(parse('/s M2 av', UNITS)).toEqual({ do: 'wrong', why: 'unit' })
        expect(parse('/s M21 flying', UNITS)).toEqual({ do: 'wrong', why: 'status' })
        expect(parse('/g here', UNITS)).toEqual({ do: 'wrong', why: 'place' })
        expect(parse('/x', UNITS)).toEqual({ do: 'wrong', why: 'word' })
        expect(parse(' / ', UNITS)).toEqual({ do: 'wrong', why: 'empty' })
    })

    it('never throws, and a completion it offers is understood as far as it goes', () => {
        fc.assert(
            fc.property(fc.string(), (text) => {
                parse(text, UNITS)
                for (const one of complete(text, UNITS)) expect(one.line.startsWith('/')).toBe(true)
            }),
        )
        expect(complete('/s M2', UNITS).map((one) => one.line)).toEqual(['/s M21 ', '/s M22 '])
        expect(complete('/s M21 o', UNITS).map((one) => one.value)).toEqual(['on_scene', 'out'])
    })

    it('reads places and statuses', () => {
        expect(placeOf('91,10')).toBeUndefined()
        expect(placeOf('-41.5; 69')).toEqual({ lat: -41.5, lon: 69 })
        expect(statusOf('os')).toBe('on_scene')
        expect(statusOf('o')).toBeUndefined()
    })
})

describe('an alarm of many silent devices', () => {
    it('says how many and around where, not the name of a port', () => {
        const alarm = { seq: 2, kind: 'silence', priority: 3, state: 'active', device: 'port:http', devices: 60, raised_at: '2026-01-01T12:00:00Z' }
        const tables = picture({ area: { north: { seq: 1, name: 'North' } }, alarm: { A1: { ...alarm, area: 'north' }, A2: alarm } })
        const rows = queueItems(tables, { keep: '', devices: false, units: false })
        expect(rows.map((row) => [row.title, row.where])).toEqual([
            ['alarm.many_silent', 'North'],
            ['alarm.many_silent', 'scope.everything'],
        ])
    })
})

describe('queue', () => {
    const tables = picture({
        site: { s: { seq: 1, name: 'School 114' } },
        alarm: {
            A1: { seq: 1, kind: 'panic', priority: 1, state: 'active', site: 's', raised_at: '2026-01-01T12:00:00Z', count: 2 },
            A2: { seq: 2, kind: 'fire', priority: 1, state: 'acknowledged', raised_at: '2026-01-01T11:00:00Z', acked_by: 'U1', area: 'r1' },
            A3: { seq: 3, kind: 'panic', priority: 1, state: 'closed', raised_at: '2026-01-01T10:00:00Z' },
            A4: { seq: 4, kind: 'panic', priority: 1, state: 'acknowledged', incident: 'I1', raised_at: '2026-01-01T10:00:00Z' },
        },
        incident: { I1: { seq: 5, kind: 'alarm', alarm: 'A4', priority: 1, state: 'dispatched', received_at: '2026-01-01T13:00:00Z' } },
        hit: { H1: { seq: 6, plate: '01A', state: 'unconfirmed', first_at: '2026-01-01T09:00:00Z' } },
        violation: { V1: { seq: 7, kind: 'speeding', plate: '02B', at: '2026-01-01T09:00:00Z' } },
        notice: { O1: { seq: 8, about: 'violation/V1', seen_at: '2026-01-01T09:00:01Z' } },
        device: { d: { seq: 9, state: 'unknown', kind: 'button' } },
        unit: {
            M1: { seq: 10, duty: 'on', silent_since: '2026-01-01T12:00:00Z' },
            M2: { seq: 11, duty: 'on', silent_since: '2026-01-01T12:01:00Z', assignment: 'G1' },
            M3: { seq: 12, duty: 'on' },
        },
    })
    const refs = (keep = '', devices = false, units = false): string[] => queueItems(tables, { keep, devices, units }).map((item) => item.ref)

    it('orders by priority, then by who waited longest; care changes no place', () => {
        expect(refs()).toEqual(['alarm/A2', 'alarm/A1', 'incident/I1', 'hit/H1', 'violation/V1'])
        const items = queueItems(tables, { keep: '', devices: false, units: false })
        expect(items.filter((item) => item.quiet).map((item) => item.ref)).toEqual(['alarm/A2', 'incident/I1', 'violation/V1'])
        expect(items.find((item) => item.ref === 'alarm/A1')?.where).toBe('School 114')
    })

    it('shows an alarm as its incident, a closed one only while it is selected, unknown devices to whom it concerns', () => {
        expect(refs()).not.toContain('alarm/A4')
        expect(refs('alarm/A3')).toContain('alarm/A3')
        expect(refs('', true).at(-1)).toBe('device/d')
    })

    it('shows units that fell silent on duty to their supervisor, those at work first', () => {
        expect(refs('', false, true).filter((ref) => ref.startsWith('unit/'))).toEqual(['unit/M2', 'unit/M1'])
        expect(refs().some((ref) => ref.startsWith('unit/'))).toBe(false)
    })

    it('knows which row is there only because it is selected', () => {
        for (const kind of ['alarm', 'incident', 'hit', 'violation', 'device'] as const) {
            for (const id of tables[kind]?.keys() ?? []) {
                const ref = `${kind}/${id}`
                expect(onlyKept(tables, ref), ref).toBe(!refs().includes(ref) && refs(ref).includes(ref))
            }
        }
        expect(onlyKept(tables, 'incident/none')).toBe(false)
        expect(onlyKept(tables, '')).toBe(false)
    })

    it('filters', () => {
        const items = queueItems(tables, { keep: '', devices: false, units: false })
        const left = (filter: Parameters<typeof passes>[1], scope = 'all'): string[] =>
            items.filter((item) => passes(item, filter, scope, 'U1')).map((item) => item.id)
        expect(left('waiting')).toEqual(['A1', 'H1'])
        expect(left('road')).toEqual(['H1', 'V1'])
        expect(left('all', 'mine')).toEqual(['A2'])
        expect(left('all', 'r1')).toEqual(['A2'])
    })

    it('has a total order', () => {
        const item = fc.record({ priority: fc.integer({ min: 1, max: 4 }), at: fc.oneof(fc.nat(5), fc.constant(NaN)), ref: fc.constantFrom('a', 'b', 'c') })
        fc.assert(
            fc.property(item, item, item, (a, b, c) => {
                const [x, y, z] = [a, b, c] as unknown as [Item, Item, Item]
                expect(Math.sign(order(x, y))).toBe(-Math.sign(order(y, x)) || 0)
                if (order(x, y) <= 0 && order(y, z) <= 0) expect(order(x, z)).toBeLessThanOrEqual(0)
            }),
        )
    })
})

describe('map', () => {
    const bounds = { west: 69, south: 41, east: 70, north: 42 }
    const tables = picture({
        unit: {
            M1: { seq: 1, name: 'M1', duty: 'on', status: 'available', kind: 'traffic' },
            M2: { seq: 1, duty: 'off', status: 'available' },
            M3: { seq: 1, duty: 'on', status: 'on_scene' },
        },
        assignment: { G1: { seq: 2, incident: 'I1', unit: 'M1', state: 'en_route' }, G2: { seq: 3, incident: 'I1', unit: 'M3', state: 'cancelled' } },
    })
    const live: LiveUnit[] = [
        ['M1', 41.5, 69.5, 40, 90, 1000, null],
        ['M2', 41.5, 69.5, 0, null, 1000, null],
        ['M3', 41.6, 69.6, null, null, 930, 0.5],
        ['M9', 41.6, 69.6, null, null, 930, 0.5],
        ['M1', 50, 69.5, 40, 90, 1000, null],
    ]

    it('draws only units on duty, in view, with age as sign', () => {
        const found = unitFeatures(tables.unit, live, bounds, 1000, 100).features.map((one) => one.properties)
        expect(found.map((one) => one.icon)).toEqual(['unit-traffic-free-fresh', 'unit-patrol-there-hollow'])
        expect(found[0]).toMatchObject({ moves: true, turn: 90 })
    })

    it('knows hollow from crossed', () => {
        expect([60, 61, 120, 121].map((age) => freshness(0, age))).toEqual(['fresh', 'hollow', 'hollow', 'crossed'])
        expect(fillOf(undefined)).toBe('off')
    })

    it('reads geometry and survives nonsense', () => {
        const ring = [[690000000, 410000000], [700000000, 410000000], [700000000, 420000000], [690000000, 410000000]]
        expect(polygons([[ring]])[0]?.[0]?.[1]).toEqual([70, 41])
        fc.assert(fc.property(fc.anything(), (value) => Array.isArray(polygons(value))))
    })

    it('draws lines to units that are on it', () => {
        const item = { ref: 'incident/I1', lat: 41.4, lon: 69.4 } as Item
        const found = lineFeatures(item, tables, new Map(live.map((one) => [one[0], one])))
        expect(found.features.length).toBe(1)
    })
})
