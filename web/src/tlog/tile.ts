// SPDX-License-Identifier: Apache-2.0
// How a log is served (C2SP tlog-tiles): hashes and entries in tiles of 256, named by level and number.

import { Fault, type Bytes } from './bytes'
import { fold, type HashAt } from './merkle'

export const WIDTH = 256
const LEVELS = 8

/** The bytes at a path of a log; undefined when nothing is there. */
export type Fetch = (path: string, signal?: AbortSignal) => Promise<Bytes | undefined>

function name(index: number): string {
    const groups: string[] = []
    for (let n = index, first = true; first || n > 0; n = Math.floor(n / 1000), first = false) {
        groups.unshift((first ? '' : 'x') + String(n % 1000).padStart(3, '0'))
    }
    return groups.join('/')
}

export function tilePath(level: number | 'entries', index: number, width: number): string {
    return `tile/${level}/${name(index)}${width < WIDTH ? `.p/${width}` : ''}`
}

/** How many hashes tile number `index` of a level has in a tree of `size` leaves; 0: it is not there. */
export function tileWidth(level: number, index: number, size: number): number {
    const here = Math.floor(size / WIDTH ** level)
    return Math.max(0, Math.min(WIDTH, here - index * WIDTH))
}

/** Cut into entries; fewer than `width` where it breaks off. `more`: bytes are left over. */
export function cutBundle(bundle: Bytes, width: number): { entries: Bytes[]; more: boolean } {
    const entries: Bytes[] = []
    let at = 0
    while (entries.length < width && at + 2 <= bundle.length) {
        const n = (bundle[at] as number) * 256 + (bundle[at + 1] as number)
        if (at + 2 + n > bundle.length) break
        entries.push(bundle.slice(at + 2, at + 2 + n))
        at += 2 + n
    }
    return { entries, more: at < bundle.length }
}

export const hashesOf = (tile: Bytes): Bytes[] => Array.from({ length: Math.floor(tile.length / 32) }, (_, i) => tile.slice(32 * i, 32 * i + 32))

/** Hashes of a tree of `size` leaves, read tile by tile; each tile once. */
export function hashesFrom(fetch: Fetch, size: number): HashAt {
    const kept = new Map<string, Promise<Bytes[]>>()
    const load = async (path: string, width: number): Promise<Bytes[]> => {
        const bytes = await fetch(path)
        if (!bytes) throw new Fault('verify.fault.missing', { path })
        if (bytes.length !== 32 * width) throw new Fault('verify.fault.tile', { path })
        return hashesOf(bytes)
    }
    return async (level, index) => {
        const tileLevel = Math.floor(level / LEVELS)
        const n = 2 ** (level % LEVELS)
        const first = index * n
        const tile = Math.floor(first / WIDTH)
        const width = tileWidth(tileLevel, tile, size)
        const path = tilePath(tileLevel, tile, width)
        let hashes = kept.get(path)
        if (!hashes) {
            hashes = load(path, width)
            kept.set(path, hashes)
        }
        return fold((await hashes).slice(first % WIDTH, (first % WIDTH) + n))
    }
}

/** One entry's text, from its bundle. */
export async function fetchEntry(fetch: Fetch, index: number, size: number): Promise<Bytes> {
    const tile = Math.floor(index / WIDTH)
    const width = tileWidth(0, tile, size)
    const path = tilePath('entries', tile, width)
    const bundle = await fetch(path)
    const entry = bundle && cutBundle(bundle, width).entries[index % WIDTH]
    if (!entry) throw new Fault('verify.fault.missing', { path })
    return entry
}
