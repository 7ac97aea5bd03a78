// SPDX-License-Identifier: Apache-2.0
// A recorded stretch of time: what was known at its beginning, and each event that followed. Pure but for the question it is given.

import { fold, pictureFrom, splitRef, splitStreamId, type Event, type Picture, type PictureBody } from '../lib/fold'
import type { LaterFacts } from './replay-later'

/** The longest stretch that one question may ask for (PAST_SPAN_MAX in the server), in seconds. */
export const SPAN_S = 3600
/** Answers that continue one stretch, each of at most 5,000 events: a busier stretch is cut short, never left with a gap. */
export const PARTS_MAX = 10
/** A picture is kept every so many events, so that going back folds no more than that. */
const KEEP = 200

/** Body of GET /api/v1/replay. */
export interface Moment {
    seq: number
    at?: string
    hash?: string
    forgotten?: boolean
    entities?: PictureBody['entities']
    events: Event[]
    next: number
    more: boolean
    /** `entities` are what differs from the picture that was had after this event, in these kinds; `gone` ("kind/id") was not there then */
    base?: number
    kinds?: string[]
    gone?: string[]
    /** what was learnt afterwards, when that was asked for; there is more than is said */
    later?: LaterFacts
    later_more?: boolean
}

/** Asks GET /api/v1/replay with this query. */
export type AskPast = (query: string) => Promise<Moment>
type AnyTable = ReadonlyMap<string, { seq: number }>

/** The picture that an answer tells; `base`: the one that was had when it was asked for. */
export function pictureOf(moment: Moment, journal: string, base?: Picture): Picture {
    const told = { ...pictureFrom({ stream_id: `${journal}:${moment.seq}`, now: '', entities: moment.entities ?? {} }), journal, seq: moment.seq }
    if (moment.base === undefined) return told
    if (moment.base !== base?.seq || journal !== base.journal) throw new Error('the answer is to another picture')
    const tables: Record<string, AnyTable> = {}
    const fresh = new Map<string, Map<string, { seq: number }>>()
    const had = base.tables as Record<string, AnyTable | undefined>
    const writable = (kind: string): Map<string, { seq: number }> => {
        const table = fresh.get(kind) ?? new Map(tables[kind])
        fresh.set(kind, table)
        tables[kind] = table
        return table
    }
    for (const kind of moment.kinds ?? []) {
        const table = had[kind]
        if (table) tables[kind] = table
    }
    for (const ref of moment.gone ?? []) {
        const { kind, id } = splitRef(ref)
        if (tables[kind]?.has(id)) writable(kind).delete(id)
    }
    for (const [kind, table] of Object.entries(told.tables as Record<string, AnyTable>)) {
        for (const [id, one] of table) writable(kind).set(id, one)
    }
    return { ...told, tables: tables as Picture['tables'] }
}

/** A moment as it was known then, or as it is known now. */
export type Known = 'then' | 'now'

const recorded = (event: Event): number => Date.parse(event.recorded ?? event.time ?? '')

export class Tape {
    private readonly times: number[]
    private readonly kept: Picture[]

    /** from, to: ms; events: in order, none later than `to`; mine: the area that the reader is limited to. */
    constructor(
        begin: Picture,
        readonly hash: string,
        readonly forgotten: boolean,
        readonly from: number,
        readonly to: number,
        readonly events: readonly Event[],
        private readonly mine = '',
        /** what was learnt after its beginning */
        readonly later: LaterFacts = {},
        readonly laterMore = false,
    ) {
        this.times = events.map(recorded)
        this.kept = [begin]
    }

    /** How many of the events had been recorded by then. */
    count(at: number): number {
        let low = 0
        let high = this.times.length
        while (low < high) {
            const middle = (low + high) >> 1
            if ((this.times[middle] ?? Infinity) <= at) low = middle + 1
            else high = middle
        }
        return low
    }

    /** What was known after the first n events. */
    picture(n: number): Picture {
        const whole = Math.floor(n / KEEP)
        for (let i = this.kept.length; i <= whole; i++) {
            this.kept.push(fold(this.kept[i - 1] as Picture, this.events.slice((i - 1) * KEEP, i * KEEP), this.mine))
        }
        return fold(this.kept[whole] as Picture, this.events.slice(whole * KEEP, n), this.mine)
    }

    /** When the n-th event was recorded, ms; the beginning for 0. */
    time(n: number): number {
        return this.times[n - 1] ?? this.from
    }

    /** How many of the events are older than that one. */
    before(seq: number): number {
        const at = this.events.findIndex((one) => one.seq >= seq)
        return at < 0 ? this.events.length : at
    }

    has(at: number): boolean {
        return at >= this.from && at <= this.to
    }
}

/**
 * `base`: the live picture that was had last: of its registry hardly anything need be told again. Reads the stretch that begins at `start`, a time in ms or right after an event, and is SPAN_S long, or as long as PARTS_MAX answers reach. now: ms; nothing is
 * known after it.
 */
export async function readTape(ask: AskPast, start: { at: number } | { seq: number }, journal: string, now: number, mine = '', known: Known = 'then', base?: Picture): Promise<Tape> {
    const as = known === 'now' ? '&as=now' : ''
    const first = await ask(`${'at' in start ? `at=${new Date(start.at).toISOString()}` : `seq=${start.seq}`}&span=${SPAN_S}${as}${base ? `&base=${base.seq}` : ''}`)
    const from = 'at' in start ? start.at : Date.parse(first.at ?? '')
    let to = Math.min(from + SPAN_S * 1000, Math.max(now, from))
    const events = first.events.map(numbered)
    let later = first.later ?? {}
    let laterMore = first.later_more === true
    let last = first
    for (let part = 1; last.more && part < PARTS_MAX; part++) {
        const reached = recorded(events.at(-1) as Event)
        last = await ask(`seq=${last.next}&state=0&span=${Math.min(SPAN_S, Math.max(1, Math.ceil((to - reached) / 1000)))}${as}`)
        later = { ...last.later, ...later } // of a thing that both tell the earlier tells all that the later one does
        laterMore ||= last.later_more === true
        events.push(...last.events.map(numbered))
    }
    if (last.more) to = Math.min(to, recorded(events.at(-1) as Event))
    const begin = pictureOf(first, journal, base)
    return new Tape(begin, first.hash ?? '', first.forgotten === true, from, to, events.filter((one) => recorded(one) <= to), mine, later, laterMore)
}

/** As readTape, up to the stretch that holds `goal`, ms: of a time that is too busy for one stretch the first does not reach so far. `start`: where that one begins. */
export async function readTapeTo(goal: number, ask: AskPast, start: { at: number } | { seq: number }, journal: string, now: number, mine = '', known: Known = 'then', base?: Picture): Promise<{ tape: Tape; start: { at: number } | { seq: number } }> {
    let from = start
    let tape = await readTape(ask, from, journal, now, mine, known, base)
    while (tape.to < Math.min(goal, now, tape.from + SPAN_S * 1000) && tape.to > tape.from) {
        from = { at: tape.to }
        tape = await readTape(ask, from, journal, now, mine, known, base)
    }
    return { tape, start: from }
}

/** The sequence as the event's id says it. */
function numbered(event: Event): Event {
    return { ...event, seq: splitStreamId(event.id).seq }
}
