// SPDX-License-Identifier: Apache-2.0
// The one line to the centre: loads the picture, follows the stream, resumes after a break without gap or double.
// Runs in a SharedWorker for all windows of a browser, or in the page where there is none.

import { fold, pictureFrom, splitStreamId, takeLive } from './fold'
import type { Cluster, Event, LiveChange, LiveUnit, Picture, PictureBody } from './fold'
import { SseParser, type SseMessage } from './sse'

export type LineState = 'connecting' | 'open' | 'lost' | 'signed_out' | 'refused'

export interface Window {
    west: number
    south: number
    east: number
    north: number
    zoom: number
}

/** What the line tells its windows. */
export type LineMessage =
    | { t: 'picture'; picture: Picture; people?: Record<string, string>; live: LiveUnit[]; seen: Record<string, number>; now: string }
    | { t: 'events'; events: Event[] }
    /** these events say nothing any more: erased by event `by` */
    | { t: 'forgotten'; by: number; events: readonly number[] }
    | { t: 'positions'; units: LiveChange[]; now: number }
    | { t: 'clusters'; clusters: Cluster[]; now: number }
    | { t: 'line'; state: LineState; since: number; tries: number; detail: string }
    | { t: 'tick'; seq: number; now: string }
    | { t: 'say'; say: unknown }

export interface LineOptions {
    csrf: string
    /** topics to ask for; empty: all the caller may see */
    topics: string
    /** load area geometry too */
    geometry: boolean
    /** what the caller is limited to; '' : nothing */
    area: string
}

/** Ticks come every 2 s; two missed ones and a bit is a lost line, shown before 5 s have passed. */
export const SILENCE_MS = 4500
const BARREN_MAX = 3
const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 5000] as const

export class Line {
    state: LineState = 'connecting'
    since = Date.now()
    tries = 0
    detail = ''
    picture: Picture | undefined
    people: Record<string, string> = {}
    readonly live = new Map<string, LiveUnit>()
    seen: Record<string, number> = {}
    private now = ''
    private stream = ''
    private window: Window | null = null
    private running = false
    private abort: AbortController | undefined
    private watchdog: ReturnType<typeof setTimeout> | undefined
    private retry: ReturnType<typeof setTimeout> | undefined
    private silent = false
    /** streams in a row that opened and then brought nothing: what they should resume from is of no use */
    private barren = 0
    private greeted = false
    private heard = false

    constructor(
        readonly options: LineOptions,
        private readonly tell: (message: LineMessage) => void,
    ) {}

    start(): void {
        if (this.running) return
        this.running = true
        void this.run()
    }

    stop(): void {
        this.running = false
        this.abort?.abort()
        clearTimeout(this.watchdog)
        clearTimeout(this.retry)
    }

    /** The picture and state for a window that came later. */
    greet(tell: (message: LineMessage) => void): void {
        tell(this.lineMessage())
        if (this.picture) tell(this.pictureMessage(this.picture))
    }

    /** What the windows together look at; null: no map is open. */
    setWindow(window: Window | null): void {
        const same = JSON.stringify(window) === JSON.stringify(this.window)
        this.window = window
        if (!same) void this.sendWindow()
    }

    /** Do not wait for the back-off: the browser says it is online, or a person asked. */
    hurry(): void {
        if (this.state !== 'lost') return
        clearTimeout(this.retry)
        this.wake?.()
    }

    private wake: (() => void) | undefined

    private lineMessage(): LineMessage {
        return { t: 'line', state: this.state, since: this.since, tries: this.tries, detail: this.detail }
    }

    private pictureMessage(picture: Picture): LineMessage {
        return { t: 'picture', picture, people: this.people, live: [...this.live.values()], seen: this.seen, now: this.now }
    }

    private setState(state: LineState, detail = ''): void {
        if (this.state !== state) this.since = Date.now()
        this.state = state
        this.detail = detail
        this.tell(this.lineMessage())
    }

    private async run(): Promise<void> {
        while (this.running) {
            try {
                if (!this.picture) await this.loadPicture()
                await this.follow()
                this.detail = ''
            } catch (error) {
                if (!this.running) return
                if (error instanceof Refused) {
                    this.setState(error.status === 401 ? 'signed_out' : 'refused', error.message)
                    if (error.status === 401) return void (this.running = false)
                }
            }
            if (!this.running) return
            this.giveUpResuming()
            this.tries++
            if (this.state !== 'refused') this.setState('lost', this.detail)
            await this.pause()
        }
    }

    /** A resume that fails again and again will not heal by itself; the picture loaded anew does. */
    private giveUpResuming(): void {
        this.barren = this.heard || !this.greeted ? 0 : this.barren + 1
        this.greeted = this.heard = false
        if (this.barren < BARREN_MAX) return
        this.barren = 0
        this.picture = undefined
    }

    private pause(): Promise<void> {
        const base = BACKOFF_MS[Math.min(this.tries - 1, BACKOFF_MS.length - 1)] ?? 5000
        return new Promise((resolve) => {
            this.wake = resolve
            this.retry = setTimeout(resolve, base * (0.75 + Math.random() / 2))
        })
    }

    private query(first: string, value: string): string {
        const q = new URLSearchParams()
        if (value !== '') q.set(first, value)
        if (this.options.topics !== '') q.set('topics', this.options.topics)
        const text = q.toString()
        return text === '' ? '' : '?' + text
    }

    private async loadPicture(): Promise<void> {
        this.abort = new AbortController()
        this.watch(30000)
        const path = '/api/v1/picture' + this.query('geometry', this.options.geometry ? '1' : '')
        const answer = await fetch(path, { signal: this.abort.signal, credentials: 'same-origin', cache: 'no-store' })
        await refuse(answer)
        const body = (await answer.json()) as PictureBody
        clearTimeout(this.watchdog)
        this.picture = pictureFrom(body)
        this.live.clear()
        takeLive(this.live, body.live?.units ?? [])
        this.people = body.people ?? {}
        this.seen = body.live?.devices_seen ?? {}
        this.now = body.now
        this.tell(this.pictureMessage(this.picture))
    }

    private watch(limitMs: number): void {
        clearTimeout(this.watchdog)
        this.watchdog = setTimeout(() => {
            this.silent = true
            if (this.state === 'open') this.setState('lost')
            this.abort?.abort()
        }, limitMs)
    }

    private async follow(): Promise<void> {
        const picture = this.picture
        if (!picture) return
        const after = `${picture.journal}:${picture.seq}`
        this.abort = new AbortController()
        this.silent = false
        this.watch(SILENCE_MS)
        const answer = await fetch('/api/v1/stream' + this.query('after', after), {
            headers: { Accept: 'text/event-stream', 'Last-Event-ID': after },
            signal: this.abort.signal,
            credentials: 'same-origin',
            cache: 'no-store',
        })
        await refuse(answer)
        if (!answer.body) throw new Error('no stream')
        const reader = answer.body.getReader()
        const decoder = new TextDecoder()
        const parser = new SseParser()
        try {
            for (;;) {
                const { done, value } = await reader.read()
                if (done || !this.running || this.silent) return
                this.watch(SILENCE_MS)
                if (!this.take(parser.feed(decoder.decode(value, { stream: true })))) return
            }
        } finally {
            clearTimeout(this.watchdog)
            this.stream = ''
            this.abort.abort()
        }
    }

    /** False: leave this stream and begin anew. */
    private take(messages: SseMessage[]): boolean {
        const events: Event[] = []
        let go = true
        for (const message of messages) {
            const data = JSON.parse(message.data) as Record<string, unknown>
            if (message.event === 'hello') this.greeted = true
            else this.heard = true
            if (message.event === 'event') events.push(data as unknown as Event)
            else if (!this.takeOther(message.event, data)) {
                go = false
                break
            }
        }
        if (events.length > 0 && this.picture) {
            this.picture = fold(this.picture, events, this.options.area)
            this.tell({ t: 'events', events })
        }
        if (!go) this.picture = undefined
        return go
    }

    private takeOther(event: string, data: Record<string, unknown>): boolean {
        switch (event) {
            case 'hello':
                return this.takeHello(data)
            case 'positions': {
                const units = data.units as LiveChange[]
                takeLive(this.live, units)
                this.tell({ t: 'positions', units, now: Number(data.now) })
                return true
            }
            case 'clusters':
                this.tell({ t: 'clusters', clusters: data.clusters as Cluster[], now: Number(data.now) })
                return true
            case 'forgotten':
                this.tell({ t: 'forgotten', by: Number(data.by), events: data.events as number[] })
                return true
            case 'tick':
                this.now = String(data.now)
                this.tell({ t: 'tick', seq: Number(data.seq), now: this.now })
                return true
            case 'reset':
                return false
            default:
                return true
        }
    }

    private takeHello(data: Record<string, unknown>): boolean {
        this.stream = String(data.stream)
        const { journal, seq } = splitStreamId(String(data.stream_id))
        if (this.picture && this.picture.journal !== journal) return false
        this.now = String(data.now)
        this.tries = 0
        this.setState('open')
        this.tell({ t: 'tick', seq, now: this.now })
        void this.sendWindow()
        return true
    }

    private async sendWindow(): Promise<void> {
        if (this.stream === '' || !this.window) return
        const path = `/api/v1/stream/${encodeURIComponent(this.stream)}/window`
        try {
            await fetch(path, {
                method: 'POST',
                headers: { 'Content-Type': 'application/json', 'X-Markaz-CSRF': this.options.csrf },
                body: JSON.stringify(this.window),
                credentials: 'same-origin',
            })
        } catch {
            // The next hello sends it again.
        }
    }
}

export class Refused extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message)
    }
}

async function refuse(answer: Response): Promise<void> {
    if (answer.ok) return
    const text = await answer.text().catch(() => '')
    if (answer.status === 401 || answer.status === 403) throw new Refused(answer.status, text)
    throw new Error(`${answer.status}`)
}

/** The smallest window that holds them all, at the closest zoom of any. */
export function unionWindow(windows: readonly Window[]): Window | null {
    if (windows.length === 0) return null
    return {
        west: Math.min(...windows.map((w) => w.west)),
        south: Math.min(...windows.map((w) => w.south)),
        east: Math.max(...windows.map((w) => w.east)),
        north: Math.max(...windows.map((w) => w.north)),
        zoom: Math.max(...windows.map((w) => w.zoom)),
    }
}
