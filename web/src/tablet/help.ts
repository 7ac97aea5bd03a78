// SPDX-License-Identifier: Apache-2.0
// Help: works on and off duty, with its own position, and stands in a lane of its own before everything else.

import type { Locator } from './locate'
import type { NewAct, Outbox } from './outbox'
import { play } from './sound'
import type { Measured } from './track'

export interface HelpCall {
    id: string
    at: string
    /** the centre has it */
    sent: boolean
    /** it carried a position */
    placed: boolean
}

const FRESH_MS = 20000
const WAIT_MS = 2500
const LATE_MS = 30000

export class Help {
    /** the last call of this visit, until the officer puts it away */
    call: HelpCall | undefined

    constructor(
        private readonly locator: Locator,
        private readonly outbox: Outbox,
        private readonly changed: () => void,
    ) {
        void outbox.loaded().then(() => this.restore())
    }

    /** A call that was not sent before the page was closed is still a call. */
    private restore(): void {
        const act = this.outbox.pending().find((a) => a.lane === 'help')
        if (!act || this.call) return
        this.call = { id: act.id, at: act.at, sent: false, placed: 'lat' in act.body }
        this.changed()
    }

    /**
     * Kept on the device at once; leaves with the newest position there is. When there is none within 2.5 s it leaves
     * without, and the position follows as a second press: nobody waits for a satellite.
     */
    async press(unit: string): Promise<void> {
        play('help')
        const call: HelpCall = {
            id: crypto.randomUUID(),
            at: new Date().toISOString(),
            sent: false,
            placed: false,
        }
        this.call = call
        this.changed()
        const place = this.locator.once(WAIT_MS, FRESH_MS).then((m) => {
            call.placed = m !== undefined
            return placeOf(m)
        })
        await this.outbox.add(act(unit, call.id, call.at, {}), place)
        if (call.placed) return
        const late = await this.locator.once(LATE_MS, FRESH_MS)
        if (!late) return
        call.placed = true
        await this.outbox.add(act(unit, crypto.randomUUID(), new Date().toISOString(), placeOf(late)))
    }

    arrived(id: string): void {
        if (this.call?.id === id) this.call.sent = true
    }

    forget(): void {
        this.call = undefined
        this.changed()
    }
}

function placeOf(m: Measured | undefined): Record<string, unknown> {
    return m ? { lat: m.lat, lon: m.lon, accuracy_m: Math.min(100000, Math.round(m.accuracy_m)) } : {}
}

function act(unit: string, id: string, at: string, body: Record<string, unknown>): NewAct {
    return { id, at, lane: 'help', path: `/api/v1/units/${encodeURIComponent(unit)}/help`, body, label: 'tab.act.help' }
}
