// SPDX-License-Identifier: Apache-2.0
// Sounds drawn by the device itself (no file to load). A browser plays nothing before the first touch of a visit, so
// "sound is on" is only true when the audio clock really runs and the officer said that the test was heard.

export type Tune = 'test' | 'job' | 'notice' | 'confirmed' | 'help' | 'gone'

interface Note {
    hz: number
    at: number
    s: number
}

const TUNES: Record<Tune, Note[]> = {
    test: [
        { hz: 660, at: 0, s: 0.25 },
        { hz: 880, at: 0.3, s: 0.25 },
        { hz: 1320, at: 0.6, s: 0.5 },
    ],
    job: [
        { hz: 880, at: 0, s: 0.18 },
        { hz: 660, at: 0.22, s: 0.18 },
        { hz: 880, at: 0.44, s: 0.3 },
    ],
    notice: [0, 0.3, 0.6].flatMap((at) => [
        { hz: 1200, at, s: 0.12 },
        { hz: 900, at: at + 0.14, s: 0.12 },
    ]),
    confirmed: [0, 0.2, 0.4, 0.6, 0.8].map((at) => ({ hz: 1400, at, s: 0.12 })),
    help: [{ hz: 520, at: 0, s: 0.5 }],
    gone: [{ hz: 330, at: 0, s: 0.15 }],
}

const SHAKES: Record<Tune, number[]> = {
    test: [200, 100, 200],
    job: [300, 150, 300],
    notice: [400, 120, 400, 120, 400],
    confirmed: [700, 100, 700],
    help: [150],
    gone: [60],
}

let audio: AudioContext | undefined

/** Call from a touch: opens the audio output. */
export function wakeSound(): void {
    try {
        audio ??= new AudioContext()
        if (audio.state !== 'running') void audio.resume()
    } catch {
        audio = undefined
    }
}

/** Can this page be heard at all right now (as far as a browser tells)? */
export function soundRuns(): boolean {
    return audio !== undefined && audio.state === 'running'
}

/** Plays and shakes; silently does what the device allows. */
export function play(tune: Tune): void {
    if ('vibrate' in navigator) navigator.vibrate(SHAKES[tune])
    if (!audio || audio.state !== 'running') return
    const start = audio.currentTime + 0.02
    for (const note of TUNES[tune]) {
        const tone = audio.createOscillator()
        const gain = audio.createGain()
        tone.type = 'square'
        tone.frequency.value = note.hz
        gain.gain.setValueAtTime(0, start + note.at)
        gain.gain.linearRampToValueAtTime(0.6, start + note.at + 0.01)
        gain.gain.setValueAtTime(0.6, start + note.at + note.s - 0.03)
        gain.gain.linearRampToValueAtTime(0, start + note.at + note.s)
        tone.connect(gain).connect(audio.destination)
        tone.start(start + note.at)
        tone.stop(start + note.at + note.s)
    }
}
