// SPDX-License-Identifier: Apache-2.0
// The list of recommended units that is on the screen now: keys send exactly what the person sees.

let shown: readonly string[] = []

export function setRecommended(units: readonly string[]): void {
    shown = units
}

/** Sends the nth of the shown list; nothing when it has no such row. */
export function sendRecommended(n: number, send: (unit: string, n: number) => void): void {
    const unit = shown[n]
    if (unit) send(unit, n)
}
