// SPDX-License-Identifier: Apache-2.0
// Everything an officer does is an act with its own id and the device's own time. An act is stored before it is sent,
// sent in the order of the taps, tried again until the centre has answered, and dropped only by an answer: done, or
// refused with a reason that is shown. Help has a lane of its own, so that nothing can stand before it.

import type { Kind } from '../gen/types'
import type { Key } from '../lib/i18n'

export type Lane = 'help' | 'acts'

/** What the picture will hold once the act is done; shown at once, marked as queued. */
export interface Predict {
    kind: Kind
    id: string
    patch: Record<string, unknown>
}

export interface Act {
    /** idempotency: the same id gets the same answer, however often it is sent */
    id: string
    /** place in the order of the taps */
    n: number
    lane: Lane
    /** unit that acted; its acts wait for its own sign-in */
    owner: string
    path: string
    body: Record<string, unknown>
    /** key of the text shown for it */
    label: Key
    /** device time of the tap, RFC 3339 */
    at: string
    /** a refusal of a quiet act (a receipt) is of no interest to the officer */
    quiet?: boolean
    /** the command has no device time */
    untimed?: boolean
    /** the command has no id: doing it twice is doing it once */
    anonymous?: boolean
    predict?: Predict
}

export interface Store {
    all(): Promise<Act[]>
    put(act: Act): Promise<void>
    remove(id: string): Promise<void>
}

export type Outcome =
    | { kind: 'done'; seq: number }
    | { kind: 'refused'; status: number; detail: string }
    | { kind: 'later'; why: 'line' | 'busy' | 'sign_in'; after_ms?: number }

export interface Refusal {
    act: Act
    status: number
    detail: string
}

export interface OutboxEvents {
    /** the queue or its state changed */
    changed(): void
    done(act: Act, seq: number): void
    refused(refusal: Refusal): void
}

export interface OutboxParts {
    store: Store
    send(act: Act): Promise<Outcome>
    on: OutboxEvents
    /** injected by tests */
    setTimer?: (fn: () => void, ms: number) => unknown
    random?: () => number
}

const RETRY_FIRST_MS = 1000
const RETRY_LAST_MS = 30000

export type NewAct = Omit<Act, 'n' | 'id' | 'owner' | 'at'> & { id?: string; at?: string }

export class Outbox {
    /** the device's storage refused: acts are kept in memory only, and the page says so */
    unsafe = false
    private acts: Act[] = []
    private nextN = 1
    private busy: Record<Lane, boolean> = { help: false, acts: false }
    private waitMs: Record<Lane, number> = { help: RETRY_FIRST_MS, acts: RETRY_FIRST_MS }
    private round = 0
    private owner = ''
    /** who was signed in last: an act that was under way when the sign-in ended is still that unit's */
    private maker = ''
    /** stored, and waiting for what is still to be known; a page that ends meanwhile sends them as they are next time */
    private readonly open = new Set<string>()
    private ready: Promise<void>

    constructor(private parts: OutboxParts) {
        this.ready = this.load()
    }

    private async load(): Promise<void> {
        try {
            const stored = await this.parts.store.all()
            stored.sort((a, b) => a.n - b.n)
            const fresh = this.acts
            this.nextN = (stored.length ? stored[stored.length - 1]!.n : 0) + 1
            for (const act of fresh) act.n = this.nextN++
            this.acts = [...stored, ...fresh]
        } catch {
            this.unsafe = true
        }
        this.parts.on.changed()
    }

    /** Resolves when the acts of the last visit are back in the queue. */
    loaded(): Promise<void> {
        return this.ready
    }

    /** Whose acts may leave now; '' (signed out) holds everything back. */
    setOwner(unit: string): void {
        if (unit === this.owner) return
        this.owner = unit
        this.maker = unit || this.maker
        this.kick()
    }

    /** Acts not yet answered, oldest first. */
    pending(): readonly Act[] {
        return this.acts
    }

    /** Acts of other units, held until they sign in on this device. */
    foreign(): readonly Act[] {
        return this.acts.filter((a) => a.owner !== this.owner)
    }

    /** Is an act of this label still unanswered? */
    has(label: Key): boolean {
        return this.acts.some((a) => a.label === label && a.owner === this.owner)
    }

    /**
     * Queues an act; resolves when it is stored and may leave. It is shown before that. `more`: what its body still lacks;
     * the act is stored without it at once, and leaves when it is there.
     */
    async add(fresh: NewAct, more?: Promise<Record<string, unknown>>): Promise<Act> {
        const act: Act = {
            ...fresh,
            id: fresh.id ?? crypto.randomUUID(),
            at: fresh.at ?? new Date().toISOString(),
            owner: this.owner || this.maker,
            n: this.nextN++,
        }
        if (more) this.open.add(act.id)
        this.acts.push(act)
        this.parts.on.changed()
        await this.ready
        await this.keep(act)
        if (more) {
            const was = JSON.stringify(act.body)
            Object.assign(act.body, await more)
            if (JSON.stringify(act.body) !== was) await this.keep(act)
            this.open.delete(act.id)
        }
        this.run(act.lane)
        return act
    }

    private async keep(act: Act): Promise<void> {
        try {
            await this.parts.store.put(act)
        } catch {
            this.unsafe = true
            this.parts.on.changed()
        }
    }

    /** Something changed for the better (line, sign-in): try at once, and be patient anew. */
    kick(): void {
        this.round++
        for (const lane of ['help', 'acts'] as const) {
            this.waitMs[lane] = RETRY_FIRST_MS
            this.run(lane)
        }
    }

    private head(lane: Lane): Act | undefined {
        return this.acts.find((a) => a.lane === lane && a.owner === this.owner && a.owner !== '' && !this.open.has(a.id))
    }

    private run(lane: Lane): void {
        if (this.busy[lane] || this.owner === '') return
        this.busy[lane] = true
        void this.drain(lane)
    }

    private async drain(lane: Lane): Promise<void> {
        await this.ready
        try {
            for (;;) {
                const act = this.head(lane)
                if (!act) return
                const outcome = await this.attempt(act)
                if (outcome.kind === 'later') {
                    this.again(lane, outcome)
                    return
                }
                this.waitMs[lane] = RETRY_FIRST_MS
                await this.settle(act, outcome)
            }
        } finally {
            this.busy[lane] = false
            this.parts.on.changed()
        }
    }

    private async attempt(act: Act): Promise<Outcome> {
        try {
            return await this.parts.send(act)
        } catch {
            return { kind: 'later', why: 'line' }
        }
    }

    private again(lane: Lane, outcome: Outcome & { kind: 'later' }): void {
        if (outcome.why === 'sign_in') return
        const base = Math.max(this.waitMs[lane], outcome.after_ms ?? 0)
        this.waitMs[lane] = Math.min(this.waitMs[lane] * 2, RETRY_LAST_MS)
        const random = this.parts.random ?? Math.random
        const round = this.round
        const timer = this.parts.setTimer ?? ((fn, ms) => setTimeout(fn, ms))
        timer(
            () => {
                if (round === this.round) this.run(lane)
            },
            base * (0.75 + random() / 2),
        )
    }

    private async settle(act: Act, outcome: Exclude<Outcome, { kind: 'later' }>): Promise<void> {
        try {
            await this.parts.store.remove(act.id)
        } catch {
            this.unsafe = true
        }
        this.acts = this.acts.filter((a) => a !== act)
        if (outcome.kind === 'done') this.parts.on.done(act, outcome.seq)
        else if (!act.quiet)
            this.parts.on.refused({ act, status: outcome.status, detail: outcome.detail })
        this.parts.on.changed()
    }
}
