// SPDX-License-Identifier: Apache-2.0
// The centre's time in this browser, and one heart-beat a second for everything that shows an age.

import { useEffect, useState } from 'preact/hooks'

let offsetMs = 0
let known = false
let held: number | undefined

/** A moment that has gone by is shown, ms: each age is counted to it, and stands still with it. */
export function holdClock(at: number): void {
    held = at
    beat()
}

/** Told by every hello and tick; jumps under 200 ms are the line's jitter and are ignored. */
export function setServerNow(iso: string): void {
    const at = Date.parse(iso)
    if (!Number.isFinite(at)) return
    const offset = at - Date.now()
    if (!known || Math.abs(offset - offsetMs) > 200) offsetMs = offset
    known = true
}

/** Milliseconds since 1970 as the centre counts them. */
export function serverNow(): number {
    return held ?? Date.now() + offsetMs
}

/** The centre's time now, whatever moment is shown. */
export function presentNow(): number {
    return Date.now() + offsetMs
}

/** How far this machine's clock is from the centre's. */
export function clockOffsetMs(): number {
    return offsetMs
}

/** ahead of it the centre believes nothing; behind it a unit looks silent */
const FAST_MS = 5 * 60000
const SLOW_MS = 2 * 60000

/** Minutes by which this machine's clock is so wrong that its positions are of no use: > 0 fast, < 0 slow, 0 right. */
export function clockWrong(offset: number): number {
    if (offset >= -FAST_MS && offset <= SLOW_MS) return 0
    return -Math.round(offset / 60000)
}

const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function beat(): void {
    for (const watcher of [...watchers]) watcher()
}

export function onSecond(watcher: () => void): () => void {
    watchers.add(watcher)
    timer ??= setInterval(beat, 1000)
    return () => {
        watchers.delete(watcher)
        if (watchers.size === 0) {
            clearInterval(timer)
            timer = undefined
        }
    }
}

/** The centre's time, re-rendering the caller every second. */
export function useNow(): number {
    const [now, setNow] = useState(serverNow)
    useEffect(() => onSecond(() => setNow(serverNow())), [])
    return now
}
