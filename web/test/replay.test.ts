// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { fold, pictureFrom, type Event, type Picture } from '../src/lib/fold'
import { Player, SPEEDS } from '../src/console/replay-player'
import { asNow, type Later } from '../src/console/replay-later'
import { Places, type Place, type PlacesBody } from '../src/console/replay-places'
import { pictureOf, readTape, type AskPast, type Moment } from '../src/console/replay-tape'

const J = 'j1'
const T0 = Date.parse('2026-11-22T10:00:00Z')
const HOUR = 3600e3
const iso = (at: number): string => new Date(at).toISOString()

/** A centre's past of one event every 30 s for three hours: alarms are raised, taken and archived in turn. */
const past: Event[] = Array.from({ length: 360 }, (_, i): Event => {
    const seq = i + 2
    const type = ['alarm.raised', 'alarm.acknowledged', 'alarm.archived'][i % 3] as string
    return { id: `${J}:${seq}`, seq, type, subject: `alarm/A${Math.floor(i / 3)}`, recorded: iso(T0 + i * 30e3), data: { state: String(i) } }
})
const empty = pictureFrom({ stream_id: `${J}:1`, now: '', entities: {} })
const known = (seq: number): Picture => fold(empty, past.filter((one) => one.seq <= seq))
const plain = (picture: Picture): unknown => [picture.seq, Object.fromEntries(picture.tables.alarm ?? [])]

/** Answers as the server does: events without a sequence of their own, `limit` of them at most. */
function server(limit = 5000): { ask: AskPast; asked: string[] } {
    const asked: string[] = []
    const ask: AskPast = async (query) => {
        asked.push(query)
        const q = new URLSearchParams(query)
        const when = q.get('at') ? Date.parse(q.get('at') as string) : NaN
        const seq = q.get('seq') ? Number(q.get('seq')) : past.filter((one) => Date.parse(one.recorded as string) <= when).length + 1
        const own = Date.parse(past[seq - 2]?.recorded ?? iso(T0))
        const until = (Number.isNaN(when) ? own : when) + Number(q.get('span')) * 1000
        const all = past.filter((one) => one.seq > seq && Date.parse(one.recorded as string) <= until)
        const some = all.slice(0, limit)
        const body: Moment = { seq, events: some.map(({ seq: _, ...one }) => one as Event), next: some.at(-1)?.seq ?? seq, more: some.length < all.length }
        if (q.get('state') === '0') return body
        return { ...body, at: iso(own), hash: `hash${seq}`, forgotten: false, entities: { alarm: Object.fromEntries(known(seq).tables.alarm ?? []) } }
    }
    return { ask, asked }
}

function player(limit?: number) {
    const { ask, asked } = server(limit)
    const seen: [unknown, number][] = []
    const one = new Player({ ask, journal: J, mine: '', now: () => T0 + 3 * HOUR, show: (picture, at) => seen.push([plain(picture), at]), changed: () => undefined })
    return { one, asked, shown: () => seen.at(-1) }
}

describe('a recorded stretch', () => {
    it('gives at each of its moments what folding all events gives, in whatever order they are asked for', async () => {
        const tape = await readTape(server().ask, { at: T0 + HOUR }, J, T0 + 3 * HOUR)
        for (let i = 0; i <= 120; i++) {
            const at = T0 + HOUR + ((i * 77) % 121) * 30e3
            expect(plain(tape.picture(tape.count(at)))).toEqual(plain(known(Math.floor((at - T0) / 30e3) + 2)))
        }
        expect([tape.from, tape.to, tape.hash]).toEqual([T0 + HOUR, T0 + 2 * HOUR, 'hash122'])
    })

    it('is read on when an answer does not hold it, and is the same', async () => {
        const { ask, asked } = server(13)
        const tape = await readTape(ask, { seq: 122 }, J, T0 + 3 * HOUR)
        expect(asked.length).toBe(10)
        expect(tape.events.map((one) => one.seq)).toEqual(past.slice(121, 241).map((one) => one.seq))
    })

    it('is cut where the last answer ends when it is too busy: no gap is played', async () => {
        const tape = await readTape(server(2).ask, { at: T0 }, J, T0 + 3 * HOUR)
        expect([tape.events.length, tape.to]).toEqual([20, T0 + 20 * 30e3])
    })

    it('ends now', async () => {
        const tape = await readTape(server().ask, { at: T0 + 2.5 * HOUR }, J, T0 + 2.75 * HOUR)
        expect(tape.to).toBe(T0 + 2.75 * HOUR)
    })
})

describe('playing', () => {
    it('goes forwards at its speed and on into the next stretch', async () => {
        const { one, shown, asked } = player()
        await one.open({ at: T0 })
        one.speed = 60
        one.play(true)
        one.pass(59_000)
        expect(shown()).toEqual([plain(known(120)), T0 + 59 * 60e3])
        expect(asked.length).toBe(1)
        one.pass(2000)
        await expect.poll(() => one.loading).toBe(false)
        expect(shown()).toEqual([plain(known(124)), T0 + 61 * 60e3])
        expect(asked.length).toBe(2)
    })

    it('goes backwards: what was archived is there again, across the beginning of a stretch too', async () => {
        const { one, shown, asked } = player()
        await one.open({ at: T0 + HOUR })
        one.turn()
        one.play(true)
        one.pass(90_000)
        await expect.poll(() => one.loading).toBe(false)
        expect(shown()).toEqual([plain(known(119)), T0 + HOUR - 90e3])
        expect(asked[1]).toContain(iso(T0))
    })

    it('goes backwards into a time that is too busy for one stretch, and leaves no event out', async () => {
        const { one, shown } = player(2) // ten minutes in a stretch
        await one.open({ at: T0 + HOUR })
        await one.seek(T0 + HOUR - 90e3)
        expect(shown()).toEqual([plain(known(119)), T0 + HOUR - 90e3])
        await one.open({ at: T0 + HOUR })
        const seen: number[] = []
        for (let i = 0; i < 45; i++) {
            await one.step(-1)
            seen.push(one.seq)
        }
        expect(seen).toEqual(Array.from({ length: 45 }, (_, i) => 121 - i))
    })

    it('stops at now', async () => {
        const { one, shown } = player()
        await one.open({ at: T0 + 2.9 * HOUR })
        one.speed = 60
        one.play(true)
        one.pass(3600e3)
        expect([one.playing, shown()?.[1]]).toEqual([false, T0 + 3 * HOUR])
    })

    it('steps from event to event both ways', async () => {
        const { one } = player()
        await one.open({ seq: 50 })
        await one.step(1)
        expect(one.seq).toBe(51)
        await one.step(-1)
        expect([one.seq, one.at]).toEqual([50, T0 + 48 * 30e3])
        await one.step(-1)
        await one.step(-1)
        expect(one.loading).toBe(false)
        expect(one.seq).toBe(48)
    })

    it('keeps to its speeds', () => {
        const { one } = player()
        one.shift(-1)
        expect(one.speed).toBe(1)
        for (let i = 0; i < 10; i++) one.shift(1)
        expect(one.speed).toBe(SPEEDS.at(-1))
    })

    it('stops and says so when the centre refuses', async () => {
        const one = new Player({ ask: () => Promise.reject(new Error('no')), journal: J, mine: '', now: () => T0, show: () => undefined, changed: () => undefined })
        one.playing = true
        await one.open({ at: T0 })
        expect([one.playing, one.loading, String(one.error)]).toEqual([false, false, 'Error: no'])
    })
})

describe('where units were', () => {
    const place = (ms: number, lat: number): Place => [ms, lat, 69.2, null, null, Math.floor((T0 + ms) / 1000), null]
    const body = (units: Record<string, Place[]>, more: Partial<PlacesBody> = {}): PlacesBody => ({ from: iso(T0), to: iso(T0 + HOUR), grain_s: 0, thinned: false, forgotten: false, units, ...more })
    const room = (unit: Record<string, { duty: string; duty_since?: string }>): Picture =>
        pictureFrom({ stream_id: `${J}:1`, now: '', entities: { unit: Object.fromEntries(Object.entries(unit).map(([id, one]) => [id, { seq: 1, ...one }])) } as never })

    it('is the last place by a moment, whichever way time goes', () => {
        const places = new Places(body({ M1: [place(-500, 41), place(1000, 42), place(9000, 43)], M2: [place(5000, 44)] }))
        const on = room({ M1: { duty: 'on' }, M2: { duty: 'on' } })
        const lats = (at: number): [string, number][] => places.at(T0 + at, on).map((one) => [one[0], one[1]])
        expect(lats(0)).toEqual([['M1', 41]])
        expect(lats(9000)).toEqual([['M1', 43], ['M2', 44]])
        expect(lats(5000)).toEqual([['M1', 42], ['M2', 44]])
        expect(lats(999)).toEqual([['M1', 41]])
        expect(lats(-501)).toEqual([])
    })

    it('is nobody’s business off duty, nor is a place of the duty before', () => {
        const places = new Places(body({ M1: [place(-500, 41), place(7000, 42)] }))
        expect(places.at(T0 + 100, room({ M1: { duty: 'off' } }))).toEqual([])
        expect(places.at(T0 + 100, room({}))).toEqual([])
        const again = room({ M1: { duty: 'on', duty_since: iso(T0 + 6000) } })
        expect(places.at(T0 + 6500, again)).toEqual([])
        expect(places.at(T0 + 7000, again).map((one) => one[1])).toEqual([42])
    })

    it('says how many are kept', () => {
        expect([new Places(body({})).every, new Places(body({}, { grain_s: 8 })).every, new Places(body({}, { thinned: true })).every]).toEqual([0, 8, 60])
    })

    it('comes with each stretch, of the whole of it, and a refusal stops the playing', async () => {
        const asked: string[] = []
        const shown: [number, number][] = []
        const on = { unit: { M1: { seq: 1, duty: 'on' } } }
        const ask: AskPast = async () => ({ seq: 1, at: iso(T0), hash: 'h', entities: on as never, events: [], next: 1, more: false })
        let refuse = false
        const one = new Player({
            ask,
            places: async (query) => {
                asked.push(query)
                if (refuse) throw new Error('no')
                return body({ M1: [place(-500, 41), place(60e3, 42)] })
            },
            journal: J,
            mine: '',
            now: () => T0 + 3 * HOUR,
            show: (_, at, live) => shown.push([at, live[0]?.[1] ?? 0]),
            changed: () => undefined,
        })
        await one.open({ at: T0 })
        await expect.poll(() => one.places !== undefined).toBe(true)
        expect(asked).toEqual([`at=${iso(T0)}&span=3600`])
        expect(shown.at(-1)).toEqual([T0, 41])
        await one.seek(T0 + 61e3)
        expect(shown.at(-1)).toEqual([T0 + 61e3, 42])
        await one.seek(T0)
        expect(shown.at(-1)).toEqual([T0, 41])
        expect(asked.length).toBe(1)
        refuse = true
        one.playing = true
        await one.open({ seq: 1 })
        await expect.poll(() => String(one.error)).toBe('Error: no')
        expect([one.playing, asked.at(-1)]).toEqual([false, 'seq=1&span=3600'])
    })
})

describe('as known now', () => {
    const incident = { seq: 5, kind: 'noise', title: 'Shouting', state: 'open' }
    const picture = { ...pictureFrom({ stream_id: `${J}:7`, now: '', entities: { incident: { I1: incident, I2: { ...incident } } } as never }) }
    const fact = (seq: number, data: Record<string, unknown>): Later => ({ seq, at: iso(T0 + seq), type: 'incident.changed', data })

    it('puts what was learnt later into the picture, and says what was known then', () => {
        const { picture: now, learnt } = asNow(picture, { 'incident/I1': [fact(6, { kind: 'fire' }), fact(9, { kind: 'robbery', lat: 41.3 }), fact(12, { title: 'Shots', kind: 'robbery' })] })
        expect(now.tables.incident?.get('I1')).toEqual({ seq: 5, kind: 'robbery', title: 'Shots', state: 'open', lat: 41.3 })
        expect(now.tables.incident?.get('I2')).toBe(picture.tables.incident?.get('I2'))
        expect(learnt.get('incident/I1')).toEqual([
            { field: 'kind', then: 'noise', now: 'robbery', at: iso(T0 + 12), seq: 12 },
            { field: 'lat', then: undefined, now: 41.3, at: iso(T0 + 9), seq: 9 },
            { field: 'title', then: 'Shouting', now: 'Shots', at: iso(T0 + 12), seq: 12 },
        ])
        expect(picture.tables.incident?.get('I1')).toEqual(incident)
    })

    it('is the picture itself where nothing was learnt that it does not say, of things that it has', () => {
        const none = asNow(picture, { 'incident/I1': [fact(6, { kind: 'fire' }), fact(8, { kind: 'noise' })], 'incident/I9': [fact(20, { kind: 'fire' })] })
        expect(none.picture).toBe(picture)
        expect(none.learnt.size).toBe(0)
    })

    it('forgets what was corrected to nothing', () => {
        const { picture: now, learnt } = asNow(picture, { 'incident/I2': [fact(9, { title: '' })] })
        expect(now.tables.incident?.get('I2')).toEqual({ seq: 5, kind: 'noise', state: 'open' })
        expect(learnt.get('incident/I2')?.[0]).toMatchObject({ then: 'Shouting', now: undefined })
    })

    it('is switched on and off at the moment that is shown, and asks for the whole of it', async () => {
        const { ask: then, asked } = server()
        const later = { 'alarm/A40': [{ seq: 999, at: iso(T0 + 5 * HOUR), type: 'alarm.closed', data: { disposition: 'test' } }] }
        const ask: AskPast = async (query) => ({ ...(await then(query)), ...(query.includes('as=now') ? { later } : {}) })
        const seen: unknown[] = []
        const one = new Player({ ask, journal: J, mine: '', now: () => T0 + 3 * HOUR, show: (picture) => seen.push(picture.tables.alarm?.get('A40')), changed: () => undefined })
        await one.open({ at: T0 + HOUR })
        await one.step(1)
        const { seq, at } = one
        expect([one.learnt.size, seen.at(-1)]).toEqual([0, expect.not.objectContaining({ disposition: 'test' })])
        await one.know('now')
        expect([one.seq, one.at, one.known]).toEqual([seq, at, 'now'])
        expect(one.learnt.get('alarm/A40')?.[0]).toMatchObject({ field: 'disposition', then: undefined, now: 'test' })
        expect(seen.at(-1)).toMatchObject({ disposition: 'test' })
        await one.know('then')
        expect([one.seq, one.learnt.size]).toEqual([seq, 0])
        expect(asked.map((query) => query.includes('as=now'))).toEqual([false, true, false])
    })
})

describe('a picture told as a difference', () => {
    const base = { ...pictureFrom({ stream_id: `${J}:50`, now: '', entities: { device: { D1: { seq: 2 }, D2: { seq: 40 }, D3: { seq: 45 } }, alarm: { A9: { seq: 48 } }, user: { U1: { seq: 3 } } } as never }) }
    const moment: Moment = { seq: 20, base: 50, kinds: ['device', 'alarm'], gone: ['device/D3', 'alarm/A9', 'alarm/A7'], entities: { device: { D2: { seq: 12 } }, alarm: { A1: { seq: 19 } } } as never, events: [], next: 20, more: false }
    const plainly = (picture: Picture): unknown => Object.fromEntries(Object.entries(picture.tables).map(([kind, table]) => [kind, Object.fromEntries(table as never)]))

    it('is what was had, less what was not there, with what was otherwise, of the kinds it is about', () => {
        const then = pictureOf(moment, J, base)
        expect([then.seq, plainly(then)]).toEqual([20, { device: { D1: { seq: 2 }, D2: { seq: 12 } }, alarm: { A1: { seq: 19 } } }])
        expect(plainly(base)).toMatchObject({ device: { D3: { seq: 45 } }, alarm: { A9: { seq: 48 } } })
    })

    it('is refused when it is one to another picture, and whole when the centre tells all', () => {
        expect(() => pictureOf(moment, J)).toThrow()
        expect(() => pictureOf({ ...moment, base: 49 }, J, base)).toThrow()
        const { base: _, kinds: __, gone: ___, ...whole } = moment
        expect(plainly(pictureOf(whole, J, base))).toEqual({ device: { D2: { seq: 12 } }, alarm: { A1: { seq: 19 } } })
    })

    it('is asked for with the picture that is had', async () => {
        const asked: string[] = []
        const ask: AskPast = async (query) => (asked.push(query), { ...moment, at: iso(T0), hash: 'h' })
        const tape = await readTape(ask, { seq: 20 }, J, T0 + HOUR, '', 'then', base)
        expect(asked).toEqual(['seq=20&span=3600&base=50'])
        expect([...(tape.picture(0).tables.device?.keys() ?? [])]).toEqual(['D1', 'D2'])
    })
})
