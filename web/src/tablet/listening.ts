// SPDX-License-Identifier: Apache-2.0
// Keeps the centre's word "this tablet listens" true: visible page, open stream, sound on. It is said when it
// changes, said again when the centre believes otherwise, and taken back while the page goes away.

import type { Unit } from '../gen/types'
import { sayListening } from './send'

const AGAIN_MS = 3000

export class Listening {
    /** what the centre was told last; undefined: nothing yet */
    said: boolean | undefined
    private unit = ''
    private sound = false
    private at = 0
    private active = false

    constructor(private readonly changed: () => void) {}

    /** `believed` is the unit as the centre has it. */
    sync(
        onDuty: boolean,
        unit: string,
        believed: Unit | undefined,
        listening: boolean,
        sound: boolean,
    ): void {
        this.active = onDuty
        this.unit = unit
        this.sound = sound
        if (!onDuty) {
            this.said = undefined
            return
        }
        const agreed = this.said === listening && (!listening || same(believed, listening, sound))
        if (agreed || (this.said === listening && Date.now() - this.at < AGAIN_MS)) return
        this.say(listening)
    }

    /** The page is hidden or going away. */
    leave(): void {
        if (this.active && this.said !== false) this.say(false)
    }

    private say(listening: boolean): void {
        this.said = listening
        this.at = Date.now()
        void sayListening(this.unit, listening, this.sound)
        this.changed()
    }
}

function same(unit: Unit | undefined, listening: boolean, sound: boolean): boolean {
    return (unit?.listening ?? false) === listening && (unit?.sound ?? false) === sound
}
