// SPDX-License-Identifier: Apache-2.0
// The ring: two rising tones for a new alarm of priority 1, again every 4 s until somebody, anywhere, takes it. Of the
// windows of one browser only one rings.

import { splitRef } from '../lib/fold'
import { ms } from '../lib/format'
import { store } from '../lib/store'

let audio: AudioContext | undefined
let leader = false
const watchers = new Set<() => void>()
const SWITCH = 'markaz.sound'

function tell(): void {
    for (const watcher of [...watchers]) watcher()
}

export function onSound(watcher: () => void): () => void {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
}

/** On, and the browser lets us: without a click or key it does not. */
export function soundOn(): boolean {
    return localStorage.getItem(SWITCH) !== 'off' && audio?.state === 'running'
}

async function wakeUp(): Promise<void> {
    audio ??= new AudioContext()
    audio.onstatechange = tell
    if (audio.state !== 'running') await audio.resume().catch(() => undefined)
    tell()
}

export function toggleSound(): void {
    const on = soundOn()
    localStorage.setItem(SWITCH, on ? 'off' : 'on')
    if (on) tell()
    else void wakeUp().then(playTest)
}

function tone(at: number, hertz: number, seconds: number, volume: number): void {
    if (!audio) return
    const gain = audio.createGain()
    const source = audio.createOscillator()
    source.type = 'triangle'
    source.frequency.value = hertz
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(volume, at + 0.015)
    gain.gain.setValueAtTime(volume, at + seconds - 0.04)
    gain.gain.linearRampToValueAtTime(0, at + seconds)
    source.connect(gain).connect(audio.destination)
    source.start(at)
    source.stop(at + seconds)
}

function ring(): void {
    if (!audio || audio.state !== 'running') return
    const now = audio.currentTime
    tone(now, 660, 0.16, 0.25)
    tone(now + 0.18, 880, 0.16, 0.25)
    tone(now + 0.36, 1108, 0.22, 0.25)
}

function chime(): void {
    if (audio?.state === 'running') tone(audio.currentTime, 587, 0.18, 0.15)
}

export function playTest(): void {
    void wakeUp().then(ring)
}

/** Alarms of priority 1 that nobody took, of the last ten minutes: older ones were heard often enough. */
export function ringing(now: number): number {
    let n = 0
    for (const alarm of store.table('alarm').values()) {
        if (alarm.state === 'active' && alarm.priority === 1 && alarm.kind !== 'test' && now - ms(alarm.pressed_at) < 600_000) n++
    }
    return n
}

/** A drill, a device in maintenance, a test that was expected: seen, not heard. */
function isQuiet(subject: string, data: Record<string, unknown> | undefined): boolean {
    const practice = data?.practice ?? store.one('alarm', splitRef(subject).id)?.practice
    return data?.state === 'closed' || practice === 'drill' || practice === 'maintenance'
}

/** Begins to listen. Called once, by windows that show the queue. */
export function startSound(): () => void {
    void navigator.locks?.request('markaz-sound', async () => {
        leader = true
        await new Promise(() => undefined)
    })
    if (!('locks' in navigator)) leader = true
    const onGesture = (): void => void wakeUp()
    addEventListener('pointerdown', onGesture, { once: true })
    addEventListener('keydown', onGesture, { once: true })
    void wakeUp()
    const timer = setInterval(() => {
        if (leader && soundOn() && ringing(Date.now()) > 0) ring()
    }, 4000)
    const stop = store.onEvents((events) => {
        if (!leader || !soundOn()) return
        for (const event of events) {
            if (event.data?.shelved_until) continue // put aside with its source
            const priority = Number(event.data?.priority ?? 0)
            if (event.type.startsWith('alarm.') && isQuiet(event.subject, event.data)) continue
            if (event.type === 'alarm.genuine') return ring()
            if (event.type === 'alarm.raised' || event.type === 'alarm.pressed') return priority === 1 ? ring() : chime()
            if (event.type === 'message.sent' && event.data?.way === 'to_desk') return chime()
            if (event.type === 'hit.found' || event.type === 'violation.found') return chime()
        }
    })
    return () => {
        clearInterval(timer)
        stop()
    }
}
