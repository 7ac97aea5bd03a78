// SPDX-License-Identifier: Apache-2.0
// The centre's local time: what its clock shows, whatever zone this machine is set to. Until the centre has said it, and where this
// browser does not know the zone, the machine's own.

const QUARTER = 900_000 // no zone changes but at a whole quarter of an hour

let named: Intl.DateTimeFormat | undefined
let fixed: number | undefined
let known = new Map<number, number>()

/** An IANA name, or like +05:00, as the session's answer says it. */
export function setZone(name: string): void {
    const distance = /^([+-])(\d\d):(\d\d)$/.exec(name)
    known = new Map()
    named = undefined
    fixed = distance ? (distance[1] === '-' ? -60_000 : 60_000) * (Number(distance[2]) * 60 + Number(distance[3])) : undefined
    if (distance || !name) return
    try {
        named = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    } catch {
        // The machine's own clock is shown then.
    }
}

function read(format: Intl.DateTimeFormat, at: number): number {
    const part: Record<string, number> = {}
    for (const one of format.formatToParts(at)) part[one.type] = Number(one.value)
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second) - at
}

/** How far the centre's clock is east of UTC at that instant, in milliseconds. */
export function east(at: number): number {
    if (fixed !== undefined) return fixed
    if (!named || !Number.isFinite(at)) return -new Date(at).getTimezoneOffset() * 60_000
    const quarter = Math.floor(at / QUARTER) * QUARTER
    let found = known.get(quarter)
    if (found === undefined) {
        if (known.size > 5000) known.clear()
        found = read(named, quarter)
        known.set(quarter, found)
    }
    return found
}

/** A date whose UTC fields are what the centre's clock shows. */
export const shown = (at: number): Date => new Date(at + east(at))

/**
 * When the centre's clock shows "2026-10-25T02:30", in milliseconds; NaN when that is no time. What it shows twice is the first; what it
 * never shows is as long after the change: 02:30 becomes 03:30.
 */
export function instant(local: string): number {
    const wall = Date.parse(local.length === 16 ? local + ':00Z' : local + 'Z')
    const [before, after] = [wall - east(wall - 86_400_000), wall - east(wall + 86_400_000)]
    if (after + east(after) !== wall) return before
    return before + east(before) === wall ? Math.min(before, after) : after
}

/** The same as the centre wants it in a request. */
export const instantIso = (local: string): string => new Date(instant(local)).toISOString()
