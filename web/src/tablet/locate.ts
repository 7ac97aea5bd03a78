// SPDX-License-Identifier: Apache-2.0
// The device's position. The watch runs only on duty; off duty nothing is measured, except once for Help.

import type { Measured } from './track'

export type Permit = 'unknown' | 'granted' | 'denied' | 'missing'

const STILL_MS = 15000

function measured(p: GeolocationPosition): Measured {
    const c = p.coords
    return {
        time_ms: p.timestamp,
        lat: c.latitude,
        lon: c.longitude,
        speed: c.speed !== null && Number.isFinite(c.speed) ? c.speed : null,
        heading: c.heading !== null && Number.isFinite(c.heading) ? c.heading : null,
        accuracy_m: c.accuracy,
    }
}

export class Locator {
    permit: Permit = 'geolocation' in navigator ? 'unknown' : 'missing'
    /** the newest fix of any kind, for Help and for arrows */
    last: Measured | undefined
    private watch: number | undefined
    private timer: ReturnType<typeof setInterval> | undefined

    constructor(
        private onFix: (m: Measured) => void,
        private changed: () => void,
    ) {}

    running(): boolean {
        return this.watch !== undefined
    }

    start(): void {
        if (this.watch !== undefined || this.permit === 'missing') return
        this.watch = navigator.geolocation.watchPosition(
            (p) => this.take(p, true),
            (e) => this.failed(e),
            { enableHighAccuracy: true, maximumAge: 0 },
        )
        // A device that lies still may say nothing: ask it, so that the centre sees it alive.
        this.timer = setInterval(() => {
            if (this.last && Date.now() - this.last.time_ms < STILL_MS) return
            navigator.geolocation.getCurrentPosition(
                (p) => this.take(p, true),
                () => undefined,
                { enableHighAccuracy: true, maximumAge: 0, timeout: STILL_MS },
            )
        }, STILL_MS)
    }

    /** After this no fix is taken and the last one is forgotten. */
    stop(): void {
        if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch)
        clearInterval(this.timer)
        this.watch = undefined
        this.timer = undefined
        this.last = undefined
        this.changed()
    }

    private take(p: GeolocationPosition, ofWatch: boolean): Measured | undefined {
        if (ofWatch && this.watch === undefined) return undefined
        this.permit = 'granted'
        const m = measured(p)
        if (ofWatch) {
            if (!this.last || m.time_ms >= this.last.time_ms) this.last = m
            this.onFix(m)
        }
        this.changed()
        return m
    }

    private failed(e: GeolocationPositionError): void {
        if (e.code === e.PERMISSION_DENIED) this.permit = 'denied'
        this.changed()
    }

    /** Asks the browser's question before the shift, without sending anything. */
    ask(): void {
        if (this.permit === 'missing') return
        navigator.geolocation.getCurrentPosition(
            () => {
                this.permit = 'granted'
                this.changed()
            },
            (e) => this.failed(e),
            { maximumAge: 600000, timeout: 10000 },
        )
    }

    /** One position for Help: the newest known when fresh, else measured now; undefined after `waitMs`. */
    once(waitMs: number, freshMs: number): Promise<Measured | undefined> {
        const last = this.last
        if (last && Date.now() - last.time_ms <= freshMs) return Promise.resolve(last)
        if (this.permit === 'missing') return Promise.resolve(undefined)
        return new Promise((resolve) => {
            const end = setTimeout(() => resolve(last), waitMs)
            navigator.geolocation.getCurrentPosition(
                (p) => {
                    clearTimeout(end)
                    resolve(this.take(p, false))
                },
                () => {
                    clearTimeout(end)
                    resolve(last)
                },
                { enableHighAccuracy: true, maximumAge: 5000, timeout: waitMs },
            )
        })
    }
}
