// SPDX-License-Identifier: Apache-2.0
// When devices were last heard, asked only for those that are looked at: one question at a time, of at most 500 devices.

import { useEffect, useState } from 'preact/hooks'
import { get } from './api'
import { serverNow } from './clock'
import { ms } from './format'

export interface Heard {
    /** milliseconds as the centre counts them; 0: the centre knows of no contact */
    at: number
    /** as of when the centre said so */
    asked: number
}

/** An answer that is older says nothing of now: it is not shown. */
const STALE_MS = 60_000
const MOST = 500
const EVERY_MS = 10_000
const SOON_MS = 300
const KEEP = 5000

interface Answer {
    at: string
    devices: Record<string, string | null>
}

/** Asks for what is wanted, who was never asked first, then the longest ago; tells when something came. */
export class SeenWatch {
    private readonly known = new Map<string, Heard>()
    private ids: readonly string[] = []
    private timer: ReturnType<typeof setTimeout> | undefined
    private due = Infinity
    private asking = false
    private stopped = false

    constructor(private readonly told: () => void) {}

    want(ids: readonly string[]): void {
        this.ids = ids
        if (ids.some((id) => !this.known.has(id))) this.plan(SOON_MS)
        else if (ids.length > 0) this.plan(EVERY_MS)
    }

    /** undefined: not known now. */
    of(id: string): Heard | undefined {
        const heard = this.known.get(id)
        return heard && serverNow() - heard.asked < STALE_MS ? heard : undefined
    }

    stop(): void {
        this.stopped = true
        clearTimeout(this.timer)
    }

    private plan(wait: number): void {
        const due = performance.now() + wait
        if (this.stopped || this.asking || due >= this.due) return
        clearTimeout(this.timer)
        this.due = due
        this.timer = setTimeout(() => void this.ask(), wait)
    }

    private async ask(): Promise<void> {
        this.due = Infinity
        const asked = (id: string): number => this.known.get(id)?.asked ?? 0
        const list = [...this.ids].sort((a, b) => asked(a) - asked(b)).slice(0, MOST)
        if (!document.hidden && list.length > 0) {
            this.asking = true
            const answer = await get<Answer>('/api/v1/seen?devices=' + list.map(encodeURIComponent).join(',')).catch(() => undefined)
            this.asking = false
            if (answer) this.take(list, answer)
        }
        if (this.ids.length > 0) this.plan(this.ids.some((id) => !this.known.has(id)) ? SOON_MS * 3 : EVERY_MS)
    }

    private take(list: readonly string[], answer: Answer): void {
        const asked = ms(answer.at)
        for (const id of list) this.known.set(id, { at: ms(answer.devices[id] ?? undefined) || 0, asked })
        if (this.known.size > KEEP) {
            const wanted = new Set(this.ids)
            for (const id of this.known.keys()) if (!wanted.has(id)) this.known.delete(id)
        }
        if (!this.stopped) this.told()
    }
}

const shown = new Map<string, number>()
const hearers = new Set<() => void>()
let shared: SeenWatch | undefined

function rewant(): void {
    shared ??= new SeenWatch(() => hearers.forEach((hear) => hear()))
    shared.want([...shown.keys()])
}

/** The newest contact of any of these while the caller is on the page; undefined until the centre has said it of all. */
export function useSeen(ids: readonly string[]): Heard | undefined {
    const [, again] = useState(0)
    const key = ids.join(',')
    useEffect(() => {
        const hear = (): void => again((n) => n + 1)
        hearers.add(hear)
        for (const id of ids) shown.set(id, (shown.get(id) ?? 0) + 1)
        rewant()
        return () => {
            hearers.delete(hear)
            for (const id of ids) {
                const left = (shown.get(id) ?? 1) - 1
                if (left > 0) shown.set(id, left)
                else shown.delete(id)
            }
            rewant()
        }
    }, [key])
    return newest(ids, (id) => shared?.of(id))
}

export function newest(ids: readonly string[], of: (id: string) => Heard | undefined): Heard | undefined {
    let found: Heard | undefined
    for (const id of ids) {
        const one = of(id)
        if (!one) return undefined
        if (!found || one.at > found.at) found = one
    }
    return found
}
