// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { Track, worth, type Fix, type FixStore, type Measured } from '../../src/tablet/track'
import { inside, way } from '../../src/tablet/way'

const at = (s: number, more: Partial<Measured> = {}): Measured => ({
    time_ms: 1_795_310_400_000 + s * 1000,
    lat: 41.3,
    lon: 69.24,
    speed: 0,
    heading: null,
    accuracy_m: 8,
    ...more,
})

class FakeFixes implements FixStore {
    disk: Fix[] = []
    async all(): Promise<Fix[]> {
        return this.disk.map((f) => ({ ...f }))
    }
    async put(fix: Fix): Promise<void> {
        this.disk.push({ ...fix })
    }
    async removeUntil(n: number): Promise<void> {
        this.disk = this.disk.filter((f) => f.n > n)
    }
}

describe('which fixes are worth a line', () => {
    it('takes one a second moving and one in 15 s still', () => {
        expect(worth(undefined, at(0))).toBe(true)
        expect(worth(at(0), at(0.5, { speed: 20 }))).toBe(false)
        expect(worth(at(0), at(1, { speed: 20 }))).toBe(true)
        expect(worth(at(0), at(5))).toBe(false)
        expect(worth(at(0), at(15))).toBe(true)
    })

    it('believes a jump only beyond the accuracy', () => {
        expect(worth(at(0), at(3, { speed: null, lat: 41.3003, accuracy_m: 80 }))).toBe(false)
        expect(worth(at(0), at(3, { speed: null, lat: 41.3003, accuracy_m: 10 }))).toBe(true)
    })
})

describe('track', () => {
    it('keeps fixes over a lost line and a reload, and sends them in order', async () => {
        const store = new FakeFixes()
        const batches: Record<string, unknown>[][] = []
        let open = false
        const parts = {
            store,
            send: async (lines: string): Promise<boolean> => {
                if (open)
                    batches.push(
                        lines
                            .trim()
                            .split('\n')
                            .map((l) => JSON.parse(l) as Record<string, unknown>),
                    )
                return open
            },
            maySend: () => true,
            changed: () => undefined,
        }
        const first = new Track(parts)
        for (let s = 0; s < 5; s++)
            await first.offer(at(s, { speed: 10, heading: 359.99 }), 'tab-M21', 0.5)
        expect(first.waiting()).toBe(5)
        const second = new Track(parts)
        open = true
        await second.offer(at(60, { speed: 10 }), 'tab-M21', undefined)
        const sent = batches.flat()
        expect(sent.map((f) => Date.parse(String(f.at)))).toEqual(
            [0, 1, 2, 3, 4, 60].map((s) => at(s).time_ms),
        )
        expect(sent[0]).toMatchObject({
            device: 'tab-M21',
            speed_kmh: 36,
            heading: 0,
            battery: 0.5,
            accuracy_m: 8,
        })
        expect(sent[0]).not.toHaveProperty('n')
        expect(new Set(sent.map((f) => f.id)).size).toBe(6)
        expect(second.waiting()).toBe(0)
        expect(store.disk).toEqual([])
    })

    it('waits while the centre does not know of the duty', async () => {
        let known = false
        let sent = 0
        const track = new Track({
            store: new FakeFixes(),
            send: async () => ((sent += 1), true),
            maySend: () => known,
            changed: () => undefined,
        })
        await track.offer(at(0), 'tab-M21', undefined)
        expect([sent, track.waiting()]).toEqual([0, 1])
        known = true
        await track.flush()
        expect([sent, track.waiting()]).toEqual([1, 0])
    })
})

describe('the way to a target', () => {
    it('turns the arrow against the own course', () => {
        const east = way({ lat: 41.3, lon: 69.2 }, { lat: 41.3, lon: 69.3 }, 90)
        expect(Math.cos((east.turn * Math.PI) / 180)).toBeGreaterThan(0.999)
        expect(east.relative).toBe(true)
        expect(Math.round(way({ lat: 41.3, lon: 69.2 }, { lat: 41.2, lon: 69.2 }, null).turn)).toBe(
            180,
        )
    })

    it('knows a hole from an area', () => {
        const square = (r: number): number[][] => [
            [-r, -r],
            [r, -r],
            [r, r],
            [-r, r],
        ]
        const ring = [square(10_000_000), square(1_000_000)]
        expect(inside(ring, { lat: 0.5, lon: 0.5 })).toBe(true)
        expect(inside(ring, { lat: 0.05, lon: 0.05 })).toBe(false)
        expect(inside([ring], { lat: 2, lon: 0 })).toBe(false)
    })
})
