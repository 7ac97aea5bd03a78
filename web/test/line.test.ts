// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { forgetEvents } from '../src/lib/fold'
import { Hub } from '../src/lib/hub'
import { Line, unionWindow, type LineMessage } from '../src/lib/line'

/** A centre made of answers: pictures, and streams that the test writes into. */
class Centre {
    pictures = 0
    streams: { after: string; write: (text: string) => void; end: () => void }[] = []
    windows: unknown[] = []
    status = 200
    seq = 10

    readonly fetch = (path: string, init?: RequestInit): Promise<Response> => {
        if (this.status === 0) return Promise.reject(new TypeError('no network'))
        if (this.status !== 200) return Promise.resolve(new Response('no', { status: this.status }))
        if (path.startsWith('/api/v1/picture')) {
            this.pictures++
            const body = { stream_id: `j:${this.seq}`, now: '2026-01-01T00:00:00Z', entities: { alarm: { A1: { seq: 3, state: 'active' } } } }
            return Promise.resolve(new Response(JSON.stringify(body)))
        }
        if (path.endsWith('/window')) {
            this.windows.push(JSON.parse(String(init?.body)))
            return Promise.resolve(new Response('{}'))
        }
        return Promise.resolve(this.stream(path, init))
    }

    private stream(path: string, init?: RequestInit): Response {
        const after = new URLSearchParams(path.split('?')[1]).get('after') ?? ''
        const body = new ReadableStream<Uint8Array>({
            start: (controller) => {
                let open = true
                const close = (): void => {
                    if (open) controller.close()
                    open = false
                }
                init?.signal?.addEventListener('abort', () => {
                    if (open) controller.error(new Error('aborted'))
                    open = false
                })
                this.streams.push({ after, write: (text) => open && controller.enqueue(new TextEncoder().encode(text)), end: close })
            },
        })
        return new Response(body)
    }

    get last() {
        const last = this.streams.at(-1)
        if (!last) throw new Error('no stream was opened')
        return last
    }

    hello(journal = 'j'): void {
        this.last.write(`event: hello\ndata: {"stream":"s1","stream_id":"${journal}:${this.seq}","now":"2026-01-01T00:00:00Z"}\n\n`)
    }

    tick(): void {
        this.last.write(`event: tick\ndata: {"seq":${this.seq},"now":"2026-01-01T00:00:02Z"}\n\n`)
    }

    event(seq: number, state: string): void {
        const event = { id: `j:${seq}`, type: 'alarm.acknowledged', subject: 'alarm/A1', seq, data: { state } }
        this.last.write(`id: j:${seq}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`)
    }
}

let centre: Centre
let heard: LineMessage[]
let line: Line
const states = (): string[] => heard.flatMap((one) => (one.t === 'line' ? [one.state] : []))
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
    vi.useFakeTimers()
    centre = new Centre()
    vi.stubGlobal('fetch', centre.fetch)
    heard = []
    line = new Line({ csrf: 'c', topics: '', geometry: true, area: '' }, (message) => heard.push(message))
})

afterEach(() => {
    line.stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
})

it('loads the picture, follows from its id, and folds events', async () => {
    line.start()
    await settle()
    centre.hello()
    centre.event(11, 'acknowledged')
    await settle()
    expect(centre.last.after).toBe('j:10')
    expect(line.state).toBe('open')
    expect(line.picture?.tables.alarm?.get('A1')).toEqual({ seq: 11, state: 'acknowledged' })
})

it('resumes after the last event it took, with one picture', async () => {
    line.start()
    await settle()
    centre.hello()
    centre.event(11, 'acknowledged')
    await settle()
    centre.last.end()
    await settle(1000)
    expect(centre.streams.length).toBe(2)
    expect(centre.last.after).toBe('j:11')
    expect(centre.pictures).toBe(1)
    centre.hello()
    await settle()
    expect(states().slice(-2)).toEqual(['lost', 'open'])
})

it('says within 5 s that a silent line is lost, and ticks keep it alive', async () => {
    line.start()
    await settle()
    centre.hello()
    for (let i = 0; i < 5; i++) {
        await settle(2000)
        centre.tick()
    }
    await settle()
    expect(line.state).toBe('open')
    await settle(4999)
    expect(states()).toContain('lost')
})

it('loads a new picture when resuming brings nothing again and again', async () => {
    line.start()
    await settle()
    for (let i = 0; i < 3; i++) {
        expect(centre.pictures).toBe(1)
        centre.hello()
        await settle()
        centre.last.end()
        await settle(2000)
    }
    expect(centre.pictures).toBe(2)
    centre.hello()
    centre.tick()
    await settle()
    centre.last.end()
    await settle(2000)
    expect(centre.pictures).toBe(2)
})

it('loads a new picture on reset and for another journal', async () => {
    line.start()
    await settle()
    centre.hello()
    centre.last.write('event: reset\ndata: {}\n\n')
    await settle(1000)
    expect(centre.pictures).toBe(2)
    centre.hello('other')
    await settle(1000)
    expect(centre.pictures).toBe(3)
})

it('stops when the session ended, and tries on without a network', async () => {
    centre.status = 0
    line.start()
    await settle(20_000)
    expect(line.state).toBe('lost')
    expect(line.tries).toBeGreaterThan(3)
    centre.status = 401
    await settle(10_000)
    expect(line.state).toBe('signed_out')
})

it('sends the window again to every new stream', async () => {
    line.setWindow({ west: 1, south: 2, east: 3, north: 4, zoom: 5 })
    line.start()
    await settle()
    centre.hello()
    await settle()
    centre.last.end()
    await settle(1000)
    centre.hello()
    await settle()
    expect(centre.windows.length).toBe(2)
})

it('serves many windows by one line, greets late ones, and unites what they look at', async () => {
    const hub = new Hub()
    const ports = [0, 1, 2, 3].map(() => ({ got: [] as LineMessage[] }))
    const real = ports.map((one) => ({ tell: (message: LineMessage) => void one.got.push(message) }))
    const options = { csrf: 'c', topics: '', geometry: true, area: '' }
    for (const port of real) hub.take(port, { t: 'hello', user: 'U1', options })
    await settle()
    centre.hello()
    await settle()
    expect(centre.streams.length).toBe(1)
    expect(ports.every((one) => one.got.some((message) => message.t === 'picture'))).toBe(true)
    const [a, b] = real
    if (!a || !b) throw new Error('four ports')
    hub.take(a, { t: 'window', window: { west: 1, south: 1, east: 2, north: 2, zoom: 9 } })
    hub.take(b, { t: 'window', window: { west: 0, south: 1.5, east: 1.5, north: 3, zoom: 12 } })
    await settle()
    expect(centre.windows.at(-1)).toEqual({ west: 0, south: 1, east: 2, north: 3, zoom: 12 })
    hub.take(a, { t: 'say', say: { selected: 'alarm/A1' } })
    expect(ports.map((one) => one.got.filter((message) => message.t === 'say').length)).toEqual([0, 1, 1, 1])
    hub.sweep(Date.now() + 500_000)
    expect(hub.size).toBe(0)
})

it('unites no windows to none', () => {
    expect(unionWindow([])).toBeNull()
})

it('tells which events were erased, and they say nothing any more', async () => {
    line.start()
    await settle()
    centre.hello()
    centre.event(11, 'acknowledged')
    await settle()
    centre.last.write('event: forgotten\ndata: {"by":12,"events":[4,11]}\n\n')
    await settle()
    expect(heard.filter((one) => one.t === 'forgotten')).toEqual([{ t: 'forgotten', by: 12, events: [4, 11] }])
    const [event] = heard.flatMap((one) => (one.t === 'events' ? one.events : []))
    const shown = [{ ...event!, actor: 'user/U1', recorded: '2026-01-01T00:00:00Z' }, { ...event!, seq: 20 }]
    const left = forgetEvents(shown, 12, new Set([4, 11]))
    expect(left[0]).toEqual({ id: 'j:11', type: 'alarm.acknowledged', subject: 'alarm/A1', seq: 11, recorded: '2026-01-01T00:00:00Z', forgotten: 12, data: {} })
    expect(left[1]).toBe(shown[1])
    expect(forgetEvents(shown, 12, new Set([5]))).toBe(shown)
})
