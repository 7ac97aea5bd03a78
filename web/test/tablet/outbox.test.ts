// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
    Outbox,
    type Act,
    type NewAct,
    type Outcome,
    type Refusal,
    type Store,
} from '../../src/tablet/outbox'

/** Keeps what a device's disk would keep; copies, so that nothing leaks through shared objects. */
class FakeStore implements Store {
    readonly disk = new Map<string, string>()
    broken = false

    async all(): Promise<Act[]> {
        if (this.broken) throw new Error('no disk')
        return [...this.disk.values()].map((text) => JSON.parse(text) as Act)
    }
    async put(act: Act): Promise<void> {
        if (this.broken) throw new Error('no disk')
        this.disk.set(act.id, JSON.stringify(act))
    }
    async remove(id: string): Promise<void> {
        this.disk.delete(id)
    }
}

/** A centre behind a line that a test switches; remembers ids as the real one does. */
class FakeCentre {
    open = true
    signedIn = true
    refuse = new Set<string>()
    readonly seen: string[] = []
    readonly done: string[] = []
    tries = 0

    async send(act: Act): Promise<Outcome> {
        this.tries++
        await Promise.resolve()
        if (!this.open) return { kind: 'later', why: 'line' }
        if (!this.signedIn) return { kind: 'later', why: 'sign_in' }
        this.seen.push(act.id)
        if (this.refuse.has(act.id)) return { kind: 'refused', status: 409, detail: 'cancelled' }
        if (!this.done.includes(act.id)) this.done.push(act.id)
        return { kind: 'done', seq: this.done.length }
    }
}

interface Rig {
    outbox: Outbox
    timers: { fn: () => void; ms: number }[]
    refused: Refusal[]
    finished: Act[]
}

function rig(store: Store, centre: FakeCentre): Rig {
    const timers: Rig['timers'] = []
    const refused: Refusal[] = []
    const finished: Act[] = []
    const outbox = new Outbox({
        store,
        send: (act) => centre.send(act),
        on: {
            changed: () => undefined,
            done: (act) => void finished.push(act),
            refused: (refusal) => void refused.push(refusal),
        },
        setTimer: (fn, ms) => void timers.push({ fn, ms }),
        random: () => 0.5,
    })
    return { outbox, timers, refused, finished }
}

const act = (id: string, more: Partial<NewAct> = {}): NewAct => ({
    id,
    lane: 'acts',
    path: '/api/v1/x',
    body: {},
    label: 'tab.act.accepted',
    ...more,
})

const settle = async (): Promise<void> => {
    for (let i = 0; i < 60; i++) await Promise.resolve()
}

describe('outbox', () => {
    it('sends in the order of the taps', async () => {
        const centre = new FakeCentre()
        const { outbox } = rig(new FakeStore(), centre)
        outbox.setOwner('M21')
        await Promise.all(['a', 'b', 'c', 'd'].map((id) => outbox.add(act(id))))
        await settle()
        expect(centre.done).toEqual(['a', 'b', 'c', 'd'])
        expect(outbox.pending()).toEqual([])
    })

    it('keeps everything without a line, backs off, and sends when the line is back', async () => {
        const centre = new FakeCentre()
        centre.open = false
        const { outbox, timers } = rig(new FakeStore(), centre)
        outbox.setOwner('M21')
        await outbox.add(act('a'))
        await outbox.add(act('b'))
        await settle()
        expect(outbox.pending().map((a) => a.id)).toEqual(['a', 'b'])
        for (let i = 0; i < 7; i++) {
            timers[timers.length - 1]!.fn()
            await settle()
        }
        const waits = timers.map((one) => one.ms)
        expect(waits).toEqual([...waits].sort((x, y) => x - y))
        expect(Math.max(...waits)).toBeLessThanOrEqual(30000)
        centre.open = true
        outbox.kick()
        await settle()
        expect(centre.done).toEqual(['a', 'b'])
    })

    it('keeps a call for help before its position is known, and sends it with the position', async () => {
        const store = new FakeStore()
        const centre = new FakeCentre()
        const { outbox, finished } = rig(store, centre)
        outbox.setOwner('M1')
        let found: (place: Record<string, unknown>) => void = () => undefined
        const added = outbox.add(act('help', { lane: 'help', body: {} }), new Promise((done) => (found = done)))
        await settle()
        expect(store.disk.has('help')).toBe(true)
        expect(centre.seen).toEqual([])
        found({ lat: 41.3 })
        await added
        await settle()
        expect(finished.map((one) => one.body)).toEqual([{ lat: 41.3 }])
        expect(store.disk.size).toBe(0)
    })

    it('sends a call for help whose page ended before its position was known', async () => {
        const store = new FakeStore()
        const centre = new FakeCentre()
        const first = rig(store, centre)
        first.outbox.setOwner('M1')
        void first.outbox.add(act('help', { lane: 'help', body: {} }), new Promise(() => undefined))
        await settle()
        const second = rig(store, centre)
        second.outbox.setOwner('M1')
        await second.outbox.loaded()
        await settle()
        expect(centre.done).toEqual(['help'])
    })

    it('lets Help pass everything that waits', async () => {
        const centre = new FakeCentre()
        let free: (() => void) | undefined
        const parts = rig(new FakeStore(), centre)
        const slow = new Outbox({
            store: new FakeStore(),
            send: (one) =>
                one.lane === 'help'
                    ? centre.send(one)
                    : new Promise((resolve) => (free = () => resolve({ kind: 'done', seq: 1 }))),
            on: { changed: () => undefined, done: () => undefined, refused: () => undefined },
        })
        parts.outbox.setOwner('M21')
        slow.setOwner('M21')
        await slow.add(act('stuck'))
        await slow.add(act('help', { lane: 'help' }))
        await settle()
        expect(centre.done).toEqual(['help'])
        expect(slow.pending().map((a) => a.id)).toEqual(['stuck'])
        free?.()
        await settle()
        expect(slow.pending()).toEqual([])
    })

    it('shows a refusal, drops the act and goes on; a quiet one is only dropped', async () => {
        const centre = new FakeCentre()
        centre.refuse = new Set(['b', 'q'])
        const store = new FakeStore()
        const { outbox, refused } = rig(store, centre)
        outbox.setOwner('M21')
        for (const one of [act('a'), act('b'), act('q', { quiet: true }), act('c')])
            await outbox.add(one)
        await settle()
        expect(centre.done).toEqual(['a', 'c'])
        expect(refused.map((r) => [r.act.id, r.status, r.detail])).toEqual([
            ['b', 409, 'cancelled'],
        ])
        expect(store.disk.size).toBe(0)
    })

    it('holds the acts of one unit back while another is signed in', async () => {
        const centre = new FakeCentre()
        centre.open = false
        const store = new FakeStore()
        const first = rig(store, centre)
        first.outbox.setOwner('M21')
        await first.outbox.add(act('mine'))
        await settle()
        centre.open = true
        const second = rig(store, centre)
        await second.outbox.loaded()
        second.outbox.setOwner('M22')
        await second.outbox.add(act('yours'))
        await settle()
        expect(centre.done).toEqual(['yours'])
        expect(second.outbox.foreign().map((a) => a.id)).toEqual(['mine'])
        second.outbox.setOwner('M21')
        await settle()
        expect(centre.done).toEqual(['yours', 'mine'])
    })

    it('keeps what was under way when the sign-in ended, and sends it after the next', async () => {
        const centre = new FakeCentre()
        const store = new FakeStore()
        const first = rig(store, centre)
        first.outbox.setOwner('M21')
        first.outbox.setOwner('')
        await first.outbox.add(act('help', { lane: 'help' }))
        await settle()
        expect(centre.tries).toBe(0)
        const second = rig(store, centre)
        second.outbox.setOwner('M21')
        await settle()
        expect(centre.done).toEqual(['help'])
    })

    it('waits for the sign-in without asking again and again', async () => {
        const centre = new FakeCentre()
        centre.signedIn = false
        const { outbox, timers } = rig(new FakeStore(), centre)
        outbox.setOwner('M21')
        await outbox.add(act('a'))
        await settle()
        expect(timers.length).toBe(0)
        expect(centre.tries).toBe(1)
        centre.signedIn = true
        outbox.kick()
        await settle()
        expect(centre.done).toEqual(['a'])
    })

    it('works on in memory, and says so, when the device cannot store', async () => {
        const centre = new FakeCentre()
        const store = new FakeStore()
        store.broken = true
        const { outbox } = rig(store, centre)
        outbox.setOwner('M21')
        await outbox.add(act('a'))
        await settle()
        expect(outbox.unsafe).toBe(true)
        expect(centre.done).toEqual(['a'])
    })

    it('loses nothing and keeps the order over reloads and lost lines', async () => {
        const step = fc.oneof(
            { weight: 5, arbitrary: fc.constant('tap' as const) },
            { weight: 2, arbitrary: fc.constant('line' as const) },
            { weight: 2, arbitrary: fc.constant('reload' as const) },
            { weight: 2, arbitrary: fc.constant('kick' as const) },
            { weight: 2, arbitrary: fc.constant('wait' as const) },
        )
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
                const store = new FakeStore()
                const centre = new FakeCentre()
                let now = rig(store, centre)
                now.outbox.setOwner('M21')
                const taps: string[] = []
                for (const one of steps) {
                    if (one === 'tap') {
                        const id = 'act-' + taps.length
                        taps.push(id)
                        await now.outbox.add(act(id))
                    } else if (one === 'line') centre.open = !centre.open
                    else if (one === 'kick') now.outbox.kick()
                    else if (one === 'wait') await settle()
                    else {
                        now.outbox.setOwner('')
                        now = rig(store, centre)
                        now.outbox.setOwner('M21')
                    }
                }
                centre.open = true
                now.outbox.kick()
                await settle()
                now.outbox.kick()
                await settle()
                expect(centre.done).toEqual(taps)
                expect(store.disk.size).toBe(0)
                expect(now.outbox.pending()).toEqual([])
            }),
            { numRuns: 150 },
        )
    })
})
