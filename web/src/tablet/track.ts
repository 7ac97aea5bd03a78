// SPDX-License-Identifier: Apache-2.0
// The unit's positions on their way to the centre: thinned to one a second moving and one in 15 s still, kept over a
// lost line and a reload, sent in order and in batches. Only fixes measured on duty ever come in here.

import type { InPosition } from '../gen/types'
import { metresBetween } from '../lib/format'

/** A line of POST /api/v1/positions, kept until the centre has it. */
export interface Fix extends Omit<InPosition, 'unread'> {
    /** order of measuring */
    n: number
    id: string
}

export interface FixStore {
    all(): Promise<Fix[]>
    put(fix: Fix): Promise<void>
    removeUntil(n: number): Promise<void>
}

/** What the device measured. `time_ms` is the time of the fix. */
export interface Measured {
    time_ms: number
    lat: number
    lon: number
    /** metres a second */
    speed: number | null
    heading: number | null
    accuracy_m: number
}

export interface TrackParts {
    store: FixStore
    /** Sends the lines of one batch; true: the centre answered and they need not be kept. */
    send(lines: string): Promise<boolean>
    /** false while the centre does not know yet that the unit is on duty: it would drop them */
    maySend(): boolean
    changed(): void
}

const MOVING_MS = 1000
const STILL_MS = 15000
const STILL_SPEED = 1
const SHOWN = 10
const BATCH_MAX = 2000
/** about eight hours of driving without a line; then the oldest go */
const KEPT_MAX = 30000

/** Is this fix worth a line, given the last one that was? */
export function worth(last: Measured | undefined, now: Measured): boolean {
    if (!last) return true
    const dt = now.time_ms - last.time_ms
    if (dt < MOVING_MS) return false
    if (dt >= STILL_MS) return true
    if (now.speed !== null && now.speed >= STILL_SPEED) return true
    return metresBetween(last.lat, last.lon, now.lat, now.lon) > Math.max(15, now.accuracy_m)
}

export class Track {
    /** the last fix of this visit that was kept */
    last: Measured | undefined
    /** what the centre took last, newest first, for the officer to see */
    recent: Fix[] = []
    private fixes: Fix[] = []
    private nextN = 1
    private sending = false
    private ready: Promise<void>

    constructor(private parts: TrackParts) {
        this.ready = this.load()
    }

    private async load(): Promise<void> {
        const stored = await this.parts.store.all().catch(() => [] as Fix[])
        this.nextN = stored.reduce((n, f) => Math.max(n, f.n), 0) + 1
        this.fixes = stored.sort((a, b) => a.n - b.n)
        this.parts.changed()
    }

    /** Fixes not yet with the centre. */
    waiting(): number {
        return this.fixes.length
    }

    /** A fix measured on duty. */
    async offer(m: Measured, device: string, battery: number | undefined): Promise<void> {
        if (!worth(this.last, m)) return
        this.last = m
        await this.ready
        const fix: Fix = {
            n: this.nextN++,
            device,
            at: new Date(m.time_ms).toISOString(),
            lat: round(m.lat, 7),
            lon: round(m.lon, 7),
            accuracy_m: Math.min(100000, Math.round(m.accuracy_m)),
            id: crypto.randomUUID(),
        }
        if (m.speed !== null) fix.speed_kmh = round(m.speed * 3.6, 1)
        if (m.heading !== null) fix.heading = round(m.heading % 360, 1) % 360
        if (battery !== undefined) fix.battery = round(battery, 3)
        this.fixes.push(fix)
        await this.parts.store.put(fix).catch(() => undefined)
        if (this.fixes.length > KEPT_MAX) await this.forget(this.fixes[0]!.n)
        await this.flush()
    }

    /** Sends what waits, oldest first, until nothing waits or the line fails. */
    async flush(): Promise<void> {
        await this.ready
        if (this.sending) return
        this.sending = true
        try {
            while (this.fixes.length && this.parts.maySend()) {
                const batch = this.fixes.slice(0, BATCH_MAX)
                const lines =
                    batch.map(({ n: _n, ...line }) => JSON.stringify(line)).join('\n') + '\n'
                if (!(await this.parts.send(lines).catch(() => false))) return
                this.recent = [...batch.slice(-SHOWN).reverse(), ...this.recent].slice(0, SHOWN)
                await this.forget(batch[batch.length - 1]!.n)
            }
        } finally {
            this.sending = false
            this.parts.changed()
        }
    }

    private async forget(until: number): Promise<void> {
        this.fixes = this.fixes.filter((f) => f.n > until)
        await this.parts.store.removeUntil(until).catch(() => undefined)
    }
}

function round(v: number, digits: number): number {
    const k = 10 ** digits
    return Math.round(v * k) / k
}
