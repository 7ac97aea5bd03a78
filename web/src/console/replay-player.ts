// SPDX-License-Identifier: Apache-2.0
// Plays recorded stretches: where in time we are, which way and how fast it goes, and when the next stretch has to be asked for.

import type { LiveUnit, Picture } from '../lib/fold'
import { shown } from '../lib/zone'
import { Places, type AskPlaces } from './replay-places'
import { asNow, type AsNow, type Learnt } from './replay-later'
import { readTape, readTapeTo, SPAN_S, type AskPast, type Known, type Tape } from './replay-tape'

export const SPEEDS = [1, 2, 5, 10, 20, 60] as const

/** As a form of the browser wants a time: by the centre's clock, to the second. */
export const localSecond = (at: number): string => shown(at).toISOString().slice(0, 19)

const NOTHING: ReadonlyMap<string, readonly Learnt[]> = new Map()

export interface PlayerOptions {
    ask: AskPast
    /** where units were; none: they are not shown */
    places?: AskPlaces
    /** the live picture that was had last, whole */
    base?: () => Picture | undefined
    journal: string
    /** the area that the reader is limited to */
    mine: string
    /** the centre's time, ms */
    now: () => number
    /** shows what was known at `at`, ms, and where units were */
    show: (picture: Picture, at: number, live: readonly LiveUnit[]) => void
    /** something else changed: playing, speed, loading, an error */
    changed: () => void
}

export class Player {
    tape: Tape | undefined
    /** of that stretch; they come after it */
    places: Places | undefined
    at = NaN
    /** whether what was learnt afterwards is shown, too */
    known: Known = 'then'
    /** what was, of the things of the moment that is shown, by "kind/id" */
    learnt: ReadonlyMap<string, readonly Learnt[]> = NOTHING
    playing = false
    speed = 1
    /** 1 forwards, -1 backwards */
    way: 1 | -1 = 1
    loading = false
    error: unknown
    /** the last event that is shown */
    seq = 0
    /** how many events of the stretch are shown */
    private n = 0
    /** what is shown until the next event, though time goes on */
    private made: { tape: Tape; n: number; of: AsNow } | undefined
    private start: { at: number } | { seq: number } = { at: 0 }
    private asked = 0
    private located = 0

    constructor(readonly options: PlayerOptions) {}

    /** Goes to a moment or to right after an event; asks for its stretch when that is not here. `goal`: where in it, ms. The newest question wins. */
    async open(start: { at: number } | { seq: number }, goal?: number): Promise<void> {
        const mine = ++this.asked
        this.loading = true
        this.error = undefined
        this.options.changed()
        try {
            const { ask, journal, mine: area, now } = this.options
            const last = this.options.base?.()
            const read =
                goal === undefined
                    ? { tape: await readTape(ask, start, journal, now(), area, this.known, last), start }
                    : await readTapeTo(goal, ask, start, journal, now(), area, this.known, last)
            if (mine !== this.asked) return
            this.tape = read.tape
            this.start = read.start
            this.places = undefined
            void this.locate(read.tape, read.start)
            if (goal === undefined && 'seq' in start) this.put(read.tape.from, 0)
            else this.put(Math.min(read.tape.to, Math.max(read.tape.from, goal ?? read.tape.from)))
        } catch (error) {
            if (mine !== this.asked) return
            this.error = error
            this.playing = false
        } finally {
            if (mine === this.asked) {
                this.loading = false
                this.options.changed()
            }
        }
    }

    /** Asks where units were in the whole of a stretch; the newest question wins. */
    private async locate(tape: Tape, start: { at: number } | { seq: number }): Promise<void> {
        const mine = ++this.located
        if (!this.options.places) return
        const moment = 'at' in start ? `at=${new Date(start.at).toISOString()}` : `seq=${start.seq}`
        try {
            const body = await this.options.places(`${moment}&span=${Math.min(SPAN_S, Math.ceil((tape.to - tape.from) / 1000))}${this.known === 'now' ? '&as=now' : ''}`)
            if (mine !== this.located) return
            this.places = new Places(body)
            this.again()
        } catch (error) {
            if (mine !== this.located) return
            this.error = error
            this.playing = false
        }
        this.options.changed()
    }

    /** To a moment, ms; nothing is known after now. */
    async seek(at: number): Promise<void> {
        const goal = Math.min(at, this.options.now())
        if (this.tape?.has(goal)) {
            this.asked++
            this.loading = false
            this.put(goal)
            this.options.changed()
            return
        }
        // Going back, the stretch that ends here; else the one that begins here.
        const back = this.tape !== undefined && goal < this.tape.from && this.tape.from - goal < SPAN_S * 1000
        await this.open({ at: back && this.tape ? this.tape.from - SPAN_S * 1000 : goal }, goal)
    }

    /** To the next event or to the one before; at the edge of a stretch, into the neighbouring one. */
    async step(by: 1 | -1): Promise<void> {
        this.playing = false
        const { tape } = this
        if (!tape) return
        const n = this.n + by
        if (n >= 0 && n <= tape.events.length) {
            this.put(tape.time(n), n)
            return this.options.changed()
        }
        const edge = tape.picture(this.n).seq
        if (by > 0) await this.open({ at: tape.to }, Math.min(tape.to + 1, this.options.now()))
        else await this.open({ at: tape.from - SPAN_S * 1000 + 1 }, tape.from) // events of the same millisecond are apart by their order alone
        const next: Tape = this.tape ?? tape
        if (this.error !== undefined || next === tape) return
        const there = by > 0 ? Math.min(next.before(edge + 1) + 1, next.events.length) : next.before(edge)
        this.put(next.time(there), there)
        this.options.changed()
    }

    play(on: boolean): void {
        this.playing = on
        this.options.changed()
    }

    turn(): void {
        this.way = this.way > 0 ? -1 : 1
        this.options.changed()
    }

    /** The next slower or faster speed. */
    shift(by: 1 | -1): void {
        const i = SPEEDS.findIndex((one) => one === this.speed) + by
        this.speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, i))] ?? 1
        this.options.changed()
    }

    /** So much time of the person has passed, ms. */
    pass(millis: number): void {
        if (!this.playing || this.loading || !this.tape) return
        const goal = this.at + millis * this.speed * this.way
        if (goal >= this.options.now()) this.playing = false
        void this.seek(goal)
    }

    /** The same moment, as known then or as known now. */
    async know(known: Known): Promise<void> {
        if (known === this.known || !this.tape) return
        const [was, seq, n] = [this.known, this.seq, this.n]
        this.known = known
        await this.open(this.start, this.at)
        if (this.error !== undefined) this.known = was
        else if (this.tape.picture(n).seq === seq) this.put(this.at, n) // one of several events of a moment
        this.options.changed()
    }

    /** Shows once more what is shown. */
    again(): void {
        this.put(this.at, this.n)
    }

    private put(at: number, count?: number): void {
        const { tape } = this
        if (!tape) return
        this.at = at
        const n = count ?? tape.count(at)
        this.n = n
        if (this.made?.tape !== tape || this.made.n !== n) this.made = { tape, n, of: asNow(tape.picture(n), tape.later) }
        const { picture, learnt } = this.made.of
        this.learnt = learnt
        this.seq = picture.seq
        this.options.show(picture, at, this.places?.at(at, picture) ?? [])
    }
}
