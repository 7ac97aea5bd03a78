// SPDX-License-Identifier: Apache-2.0
// All of a history, and whether one signed tree is the beginning of another: as src/tlog/verify.c does it.

import { concat, equal, Fault, type Bytes } from './bytes'
import { consistent, emptyRoot, fold, Growing, leafHash, proveConsistent, treeRoot } from './merkle'
import { checkSigned, type Checked, type Policy } from './policy'
import { cutBundle, hashesFrom, hashesOf, tilePath, tileWidth, WIDTH, type Fetch } from './tile'

const AHEAD = 4

export async function fetchCheckpoint(fetch: Fetch): Promise<Bytes> {
    const bytes = await fetch('checkpoint')
    if (!bytes) throw new Fault('verify.fault.missing', { path: 'checkpoint' })
    return bytes
}

export interface Grown {
    readonly was: Checked
    readonly is: Checked
}

/** Is the tree of the checkpoint `old` the beginning of that of `now`? The hashes come from the log. */
export async function checkGrown(fetch: Fetch, old: Bytes, now: Bytes, policy: Policy): Promise<Grown> {
    const was = await checkSigned(old, policy)
    const is = await checkSigned(now, policy)
    const from = was.checkpoint
    const to = is.checkpoint
    if (from.size > to.size) throw new Fault('verify.fault.shrunk', { old: from.size, is: to.size })
    const get = hashesFrom(fetch, to.size)
    if (!equal(await treeRoot(get, to.size), to.root)) throw new Fault('verify.fault.tiles_root')
    if (from.size === 0) {
        if (!equal(from.root, await emptyRoot())) throw new Fault('verify.fault.rewritten', { n: from.size })
        return { was, is }
    }
    const proof = await proveConsistent(get, from.size, to.size)
    if (!(await consistent(from.size, from.root, to.size, to.root, proof))) throw new Fault('verify.fault.rewritten', { n: from.size })
    return { was, is }
}

interface Piece {
    readonly leaves: Bytes[]
    readonly served: Bytes[]
}

/** A bundle and its tile; the first that does not fit is a fault. */
async function readPiece(fetch: Fetch, tile: number, size: number, signal?: AbortSignal): Promise<Piece> {
    const width = tileWidth(0, tile, size)
    const path = tilePath('entries', tile, width)
    const hashes = tilePath(0, tile, width)
    const [bundle, tileBytes] = await Promise.all([fetch(path, signal), fetch(hashes, signal)])
    if (!bundle) throw new Fault('verify.fault.missing', { path })
    if (!tileBytes) throw new Fault('verify.fault.missing', { path: hashes })
    const { entries, more } = cutBundle(bundle, width)
    const leaves = await Promise.all(entries.map(leafHash))
    const served = hashesOf(tileBytes)
    const differs = leaves.findIndex((leaf, i) => !equal(leaf, served[i] ?? new Uint8Array(0)))
    if (differs >= 0) throw new Fault('verify.fault.differs', { seq: tile * WIDTH + differs + 1 })
    if (entries.length < width || more) throw new Fault('verify.fault.differs', { seq: tile * WIDTH + Math.min(entries.length + 1, width) })
    if (tileBytes.length !== 32 * width) throw new Fault('verify.fault.tile', { path: hashes })
    return { leaves, served }
}

/** What each level above the leaves must hold, compared tile by tile as it becomes full. */
class Levels {
    private readonly made: Bytes[][] = Array.from({ length: 8 }, () => [])
    private readonly done: number[] = Array.from({ length: 8 }, () => 0)

    constructor(private readonly fetch: Fetch) {}

    async add(made: readonly Bytes[]): Promise<void> {
        for (let level = 1; level < 8 && (level - 1) * 8 < made.length; level++) {
            const row = this.made[level] as Bytes[]
            row.push(made[(level - 1) * 8] as Bytes)
            if (row.length === WIDTH) await this.compare(level)
        }
    }

    async compare(level: number): Promise<void> {
        const row = this.made[level] as Bytes[]
        if (row.length === 0) return
        const path = tilePath(level, this.done[level] as number, row.length)
        const is = await this.fetch(path)
        if (!is) throw new Fault('verify.fault.missing', { path })
        if (!equal(is, concat(...row))) throw new Fault('verify.fault.tile', { path })
        this.made[level] = []
        this.done[level] = (this.done[level] as number) + 1
    }

    async end(): Promise<void> {
        for (let level = 1; level < 8; level++) await this.compare(level)
    }
}

/** Every entry and every tile, against the root that is signed. Throws the first fault there is. */
export async function checkWhole(fetch: Fetch, policy: Policy, progress: (done: number, total: number) => void, signal?: AbortSignal): Promise<Checked> {
    const checked = await checkSigned(await fetchCheckpoint(fetch), policy)
    const { size, root } = checked.checkpoint
    const tiles = Math.ceil(size / WIDTH)
    const full = new Growing()
    const last = new Growing()
    const levels = new Levels(fetch)
    const ahead: Promise<Piece>[] = []
    for (let next = 0, tile = 0; tile < tiles; tile++) {
        for (; next < tiles && next < tile + AHEAD; next++) {
            const piece = readPiece(fetch, next, size, signal)
            piece.catch(() => undefined) // it is told when its turn comes
            ahead.push(piece)
        }
        const { leaves } = await (ahead.shift() as Promise<Piece>)
        signal?.throwIfAborted()
        if (leaves.length === WIDTH) await levels.add(await full.add(await fold(leaves)))
        else for (const leaf of leaves) await last.add(leaf)
        progress(Math.min(size, (tile + 1) * WIDTH), size)
    }
    await levels.end()
    if (!equal(await full.root(last), root)) throw new Fault('verify.fault.root')
    return checked
}
