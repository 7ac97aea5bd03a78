// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyPicture, fold, patched, pictureFrom, splitStreamId, type Event, type Picture } from '../src/lib/fold'

const J = 'j1'
const plain = (picture: Picture): unknown =>
    Object.fromEntries(
        Object.entries(picture.tables).map(([kind, table]) => [kind, Object.fromEntries(table as ReadonlyMap<string, unknown>)]),
    )

/** Random histories of three alarms and two incidents, with rising sequences. */
const history = fc
    .array(
        fc.record({
            type: fc.constantFrom('alarm.raised', 'alarm.pressed', 'alarm.acknowledged', 'alarm.archived', 'incident.received', 'incident.archived'),
            id: fc.constantFrom('1', '2', '3'),
            data: fc.dictionary(fc.constantFrom('state', 'count', 'raised_at', 'acked_by'), fc.oneof(fc.string(), fc.integer(), fc.constant(''))),
            gap: fc.integer({ min: 1, max: 5 }),
        }),
        { maxLength: 40 },
    )
    .map((list) => {
        let seq = 0
        return list.map(({ type, id, data, gap }): Event => {
            seq += gap
            return { id: `${J}:${seq}`, type, subject: `${type.split('.')[0]}/${id}`, seq, data }
        })
    })

const start: Picture = { journal: J, seq: 0, tables: {} }

describe('fold', () => {
    it('gives the same picture however the events are cut into batches', () => {
        fc.assert(
            fc.property(history, fc.array(fc.nat(40)), (events, cuts) => {
                const whole = fold(start, events)
                let piecewise = start
                let from = 0
                for (const cut of [...cuts].sort((a, b) => a - b)) {
                    piecewise = fold(piecewise, events.slice(from, cut))
                    from = Math.max(from, cut)
                }
                piecewise = fold(piecewise, events.slice(from))
                expect(plain(piecewise)).toEqual(plain(whole))
                expect(piecewise.seq).toBe(whole.seq)
            }),
        )
    })

    it('takes a resend after a reconnect without effect', () => {
        fc.assert(
            fc.property(history, fc.nat(40), (events, back) => {
                const once = fold(start, events)
                expect(fold(once, events.slice(-back))).toBe(once)
            }),
        )
    })

    it('equals the picture loaded in the middle plus the rest', () => {
        fc.assert(
            fc.property(history, fc.nat(40), (events, middle) => {
                const half = fold(start, events.slice(0, middle))
                const loaded = pictureFrom({
                    stream_id: `${J}:${half.seq}`,
                    now: '',
                    entities: JSON.parse(JSON.stringify(plain(half))) as object,
                })
                expect(plain(fold(loaded, events))).toEqual(plain(fold(start, events)))
            }),
        )
    })

    it('never changes what it was given, and shares untouched tables', () => {
        fc.assert(
            fc.property(history, (events) => {
                const before = fold(start, events)
                const frozen = JSON.stringify(plain(before))
                const site: Event = { id: `${J}:${before.seq + 1}`, type: 'site.set', subject: 'site/s1', seq: before.seq + 1, data: { name: 'x' } }
                const after = fold(before, [site])
                expect(JSON.stringify(plain(before))).toBe(frozen)
                expect(after.tables.alarm).toBe(before.tables.alarm)
            }),
        )
    })

    it('removes at an end and forgets what became none', () => {
        const events: Event[] = [
            { id: `${J}:1`, type: 'device.set', subject: 'device/d', seq: 1, data: { name: 'Door', silent_since: '2026-01-01T00:00:00Z' } },
            { id: `${J}:2`, type: 'device.silent', subject: 'device/d', seq: 2, data: { silent_since: 0 } },
            { id: `${J}:3`, type: 'alarm.raised', subject: 'alarm/A', seq: 3, data: { count: 0 } },
            { id: `${J}:4`, type: 'alarm.archived', subject: 'alarm/A', seq: 4 },
        ]
        const picture = fold(start, events)
        expect(plain(picture)).toEqual({ device: { d: { name: 'Door', seq: 2 } }, alarm: {} })
    })

    it('forgets what left the area that the reader is limited to, and nothing else', () => {
        const events: Event[] = [
            { id: `${J}:1`, type: 'area.set', subject: 'area/north', seq: 1, data: { name: 'North' } },
            { id: `${J}:2`, type: 'area.set', subject: 'area/old-town', seq: 2, data: { name: 'Old town', parent: 'north' } },
            { id: `${J}:3`, type: 'area.set', subject: 'area/south', seq: 3, data: { name: 'South' } },
            { id: `${J}:4`, type: 'hit.found', subject: 'hit/H', seq: 4, data: { plate: '01A', area: 'north' } },
            { id: `${J}:5`, type: 'hit.moved', subject: 'hit/H', seq: 5, data: { count: 2, area: 'old-town' } },
            { id: `${J}:6`, type: 'hit.seen', subject: 'hit/H', seq: 6, data: { state: 'seen' } },
        ]
        const gone: Event = { id: `${J}:7`, type: 'hit.moved', subject: 'hit/H', seq: 7, data: { count: 3, area: 'south' } }
        const hit = { plate: '01A', count: 2, area: 'old-town', state: 'seen', seq: 6 }
        expect(fold(start, events, 'north').tables.hit?.get('H')).toEqual(hit)
        expect(fold(start, [...events, gone], 'north').tables.hit?.has('H')).toBe(false)
        expect(fold(start, [...events, gone], 'north').tables.area?.size).toBe(3)
        expect(fold(start, [...events, gone]).tables.hit?.get('H')?.count).toBe(3)
    })

    it('keeps the work of its own units in another area, from its first event to its last', () => {
        const events: Event[] = [
            { id: `${J}:1`, type: 'area.set', subject: 'area/north', seq: 1, data: { name: 'North' } },
            { id: `${J}:2`, type: 'area.set', subject: 'area/south', seq: 2, data: { name: 'South' } },
            { id: `${J}:3`, type: 'unit.set', subject: 'unit/M1', seq: 3, data: { name: 'M1', area: 'north' } },
            { id: `${J}:4`, type: 'notice.sent', subject: 'notice/O', seq: 4, data: { unit: 'M1', area: 'south', plate: '01A' } },
            { id: `${J}:5`, type: 'notice.changed', subject: 'notice/O', seq: 5, data: { distance_m: 70 } },
        ]
        const end: Event = { id: `${J}:6`, type: 'notice.ended', subject: 'notice/O', seq: 6, data: { state: 'withdrawn' } }
        const others: Event = { id: `${J}:7`, type: 'assignment.sent', subject: 'assignment/G', seq: 7, data: { unit: 'M9', area: 'south' } }
        const known = { unit: 'M1', area: 'south', plate: '01A', distance_m: 70, seq: 5 }
        expect(fold(start, events, 'north').tables.notice?.get('O')).toEqual(known)
        expect(fold(start, [...events, end], 'north').tables.notice?.has('O')).toBe(false)
        expect(fold(start, [...events, others], 'north').tables.assignment?.has('G') ?? false).toBe(false)
    })

    it('ignores another journal and subjects without an id', () => {
        const picture = fold(start, [
            { id: 'other:9', type: 'site.set', subject: 'site/a', seq: 9, data: {} },
            { id: `${J}:1`, type: 'site.set', subject: 'site', seq: 1, data: {} },
        ])
        expect(plain(picture)).toEqual({})
        expect(emptyPicture().seq).toBe(0)
    })
})

describe('parts', () => {
    it('reads stream ids, also broken ones', () => {
        expect(splitStreamId('abc:42')).toEqual({ journal: 'abc', seq: 42 })
        expect(splitStreamId('a:b:7')).toEqual({ journal: 'a:b', seq: 7 })
        expect(splitStreamId('abc')).toEqual({ journal: 'abc', seq: 0 })
        expect(splitStreamId('abc:-1')).toEqual({ journal: 'abc:-1', seq: 0 })
    })

    it('keeps zero and false where they are values', () => {
        expect(patched({ seq: 1 }, { heading: 0, listening: false, note: null }, 2)).toEqual({ seq: 2, heading: 0, listening: false })
    })
})
