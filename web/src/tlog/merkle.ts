// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 6962, and its proofs as in RFC 9162, 2.1.3 and 2.1.4. No shifts: a size may be over 2^31.

import { concat, equal, sha256, type Bytes } from './bytes'

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
const EMPTY = new Uint8Array(0)

export const leafHash = (entry: Bytes): Promise<Bytes> => sha256(concat(LEAF, entry))
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(concat(NODE, left, right))
export const emptyRoot = (): Promise<Bytes> => sha256(EMPTY)

const half = (n: number): number => Math.floor(n / 2)
const odd = (n: number): boolean => n % 2 === 1

/** The way from a leaf to the root: its place among `last + 1` nodes of a level. */
class Way {
    constructor(
        public at: number,
        public last: number,
    ) {}
    up(): void {
        this.at = half(this.at)
        this.last = half(this.last)
    }
    /** A node without a right neighbour goes up unchanged until it is a right one. */
    get isRight(): boolean {
        return odd(this.at) || this.at === this.last
    }
    skipAlone(): void {
        while (!odd(this.at) && this.at !== 0) this.up()
    }
}

const sizes = (...all: number[]): boolean => all.every((n) => Number.isSafeInteger(n) && n >= 0)
const hashes = (all: readonly Bytes[]): boolean => all.length <= 64 && all.every((h) => h.length === 32)

/** Is the leaf the one at `index` of the tree of `size` leaves with this root? */
export async function included(leaf: Bytes, index: number, size: number, proof: readonly Bytes[], root: Bytes): Promise<boolean> {
    if (!sizes(index, size) || index >= size || !hashes([leaf, root]) || !hashes(proof)) return false
    const way = new Way(index, size - 1)
    let hash = leaf
    for (const beside of proof) {
        if (way.last === 0) return false
        if (way.isRight) {
            hash = await nodeHash(beside, hash)
            way.skipAlone()
        } else {
            hash = await nodeHash(hash, beside)
        }
        way.up()
    }
    return way.last === 0 && equal(hash, root)
}

/** Is the tree of `oldSize` leaves (at least one) the beginning of that of `newSize`? */
export async function consistent(oldSize: number, oldRoot: Bytes, newSize: number, newRoot: Bytes, proof: readonly Bytes[]): Promise<boolean> {
    if (!sizes(oldSize, newSize) || oldSize === 0 || oldSize > newSize || !hashes([oldRoot, newRoot]) || !hashes(proof)) return false
    if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot)
    const first = proof[0]
    if (first === undefined) return false
    const way = new Way(oldSize - 1, newSize - 1)
    while (odd(way.at)) way.up()
    // An old tree that is one full subtree of the new one is its own first hash.
    const full = way.at === 0
    let was = full ? oldRoot : first
    let is = was
    for (const beside of full ? proof : proof.slice(1)) {
        if (way.last === 0) return false
        if (way.isRight) {
            was = await nodeHash(beside, was)
            is = await nodeHash(beside, is)
            way.skipAlone()
        } else {
            is = await nodeHash(is, beside)
        }
        way.up()
    }
    return way.last === 0 && equal(was, oldRoot) && equal(is, newRoot)
}

/** The root of the full subtree number `index` of 2^level leaves. */
export type HashAt = (level: number, index: number) => Promise<Bytes>

/** The largest power of two below n, which is over 1. */
function split(n: number): number {
    let k = 1
    while (k * 2 < n) k *= 2
    return k
}

async function rootOf(get: HashAt, first: number, n: number): Promise<Bytes> {
    const level = Math.log2(n)
    if (Number.isInteger(level)) return get(level, first / n)
    const k = split(n)
    return nodeHash(await rootOf(get, first, k), await rootOf(get, first + k, n - k))
}

/** The root of the first `size` leaves. */
export const treeRoot = (get: HashAt, size: number): Promise<Bytes> => (size === 0 ? emptyRoot() : rootOf(get, 0, size))

async function sub(get: HashAt, m: number, first: number, n: number, whole: boolean): Promise<Bytes[]> {
    if (m === n) return whole ? [] : [await rootOf(get, first, n)]
    const k = split(n)
    if (m <= k) return [...(await sub(get, m, first, k, whole)), await rootOf(get, first + k, n - k)]
    return [...(await sub(get, m - k, first + k, n - k, false)), await rootOf(get, first, k)]
}

/** The proof that the tree of `oldSize` leaves (at least one) is the beginning of that of `newSize`. */
export const proveConsistent = (get: HashAt, oldSize: number, newSize: number): Promise<Bytes[]> => sub(get, oldSize, 0, newSize, true)

/** A tree that only grows, of full subtrees of one height: their roots, largest first. */
export class Growing {
    private readonly full: Bytes[] = []
    size = 0

    /** What became full with this one, from its own level up. */
    async add(hash: Bytes): Promise<Bytes[]> {
        const made = [hash]
        let top = hash
        for (let n = this.size; odd(n); n = half(n)) {
            top = await nodeHash(this.full.pop() as Bytes, top)
            made.push(top)
        }
        this.full.push(top)
        this.size++
        return made
    }

    /** Of this and of what is smaller and stands behind it. */
    async root(behind?: Growing): Promise<Bytes> {
        const all = [...this.full, ...(behind?.full ?? [])]
        let root = all.pop()
        if (root === undefined) return emptyRoot()
        for (let left = all.pop(); left !== undefined; left = all.pop()) root = await nodeHash(left, root)
        return root
    }
}

/** The root over a power of two of hashes, a level at a time: so WebCrypto has many to do at once. */
export async function fold(level: readonly Bytes[]): Promise<Bytes> {
    let now = [...level]
    while (now.length > 1) {
        now = await Promise.all(Array.from({ length: now.length / 2 }, (_, i) => nodeHash(now[2 * i] as Bytes, now[2 * i + 1] as Bytes)))
    }
    return now[0] as Bytes
}
