// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alarm } from '../src/gen/types'
import { queueItems } from '../src/console/items'
import { pictureFrom } from '../src/lib/fold'
import { FLOOD_ROWS, groupAlarms } from '../src/lib/group'

const T0 = Date.parse('2026-11-22T10:00:00Z')
const at = (ms: number): string => new Date(T0 + ms).toISOString()
const alarm = (kind: Alarm['kind'], site: string, ms: number, more: Partial<Alarm> = {}): Alarm => ({
    seq: 1, kind, site, area: 'a' + site.slice(1, 2), device: 'd' + site + ms, state: 'active', priority: kind === 'panic' ? 1 : 2, raised_at: at(ms), ...more,
})
const rowsOf = (alarms: Record<string, Alarm>, opened = '') =>
    queueItems(pictureFrom({ stream_id: 'j:1', now: '', entities: { alarm: alarms } }).tables, { keep: '', devices: false, units: false, opened })

const KINDS = ['fire', 'intrusion', 'technical', 'tamper', 'silence', 'test', 'other', 'history'] as const

describe('rows of alarms', () => {
    it('puts one site and one cause together, and nothing else', () => {
        const groups = groupAlarms([
            ['A1', alarm('intrusion', 's1', 0)],
            ['A2', alarm('intrusion', 's1', 1000)],
            ['A3', alarm('technical', 's1', 2000)],
            ['A4', alarm('intrusion', 's2', 3000)],
        ])
        expect(groups.map((group) => [group.key, group.members, group.flood])).toEqual([['intrusion@s:s1', ['A1', 'A2'], false]])
    })

    it('a thousand alarms of any causes at any sites within ten seconds are at most ten rows, two calls for help first', () => {
        fc.assert(
            fc.property(fc.array(fc.record({ kind: fc.constantFrom(...KINDS), site: fc.nat(300), ms: fc.nat(10_000) }), { minLength: 900, maxLength: 1000 }), (ones) => {
                const alarms: Record<string, Alarm> = {}
                ones.forEach((one, i) => (alarms['A' + String(i)] = alarm(one.kind, 's' + String(one.site), one.ms, { priority: one.kind === 'fire' ? 1 : 2 })))
                alarms.P1 = alarm('panic', 's1', 9000)
                alarms.P2 = alarm('panic', 's2', 9500)
                const rows = rowsOf(alarms)
                expect(rows.length).toBeLessThanOrEqual(FLOOD_ROWS + 2)
                expect(rows.slice(0, 2).map((row) => row.id)).toEqual(['P1', 'P2'])
                expect(rows.reduce((sum, row) => sum + (row.group?.members.length ?? 1), 0)).toBe(ones.length + 2)
            }),
            { numRuns: 10 },
        )
    })

    it('the same alarms in another order are the same rows', () => {
        const one = fc.record({ kind: fc.constantFrom(...KINDS, 'panic' as const), site: fc.nat(30), ms: fc.nat(1_500_000) })
        fc.assert(
            fc.property(fc.array(one, { maxLength: 80 }), (ones) => {
                const list = ones.map((each, i): [string, Alarm] => ['A' + String(i), alarm(each.kind, 's' + String(each.site), each.ms)])
                const by = (groups: ReturnType<typeof groupAlarms>) => new Map(groups.map((group) => [group.key, group.members]))
                expect(by(groupAlarms([...list].reverse()))).toEqual(by(groupAlarms(list)))
            }),
        )
    })

    it('ten alarms of ten sites in ten minutes stay ten rows, calls for help are never put together with another site', () => {
        const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => ['A' + String(i), alarm('intrusion', 's' + String(i), i * 1000)]))
        expect(rowsOf(ten)).toHaveLength(10)
        const calls = Object.fromEntries(Array.from({ length: 50 }, (_, i) => ['A' + String(i), alarm('panic', 's' + String(i), i)]))
        expect(rowsOf(calls)).toHaveLength(50)
    })

    it('an opened row has its members behind it, a shelved alarm is no row', () => {
        const alarms = { A1: alarm('intrusion', 's1', 0), A2: alarm('intrusion', 's1', 1), A3: alarm('technical', 's2', 2, { shelved_until: at(3600_000) }), A4: alarm('other', 's3', 5) }
        expect(rowsOf(alarms).map((row) => row.ref)).toEqual(['group/intrusion@s:s1', 'alarm/A4'])
        expect(rowsOf(alarms, 'intrusion@s:s1').map((row) => row.ref)).toEqual(['group/intrusion@s:s1', 'alarm/A1', 'alarm/A2', 'alarm/A4'])
    })
})
