// SPDX-License-Identifier: Apache-2.0
// The proof file of one event (C2SP tlog-proof), its entry's text, and what a disclosed payload must hash to.

import { base64, concat, Fault, fromBase64, fromHex, number, sha256, textOf, utf8, type Bytes } from './bytes'
import { included, leafHash } from './merkle'
import type { Checkpoint } from './note'
import { checkSigned, type Checked, type Policy } from './policy'

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
const HASHES_MAX = 64
const SALT = 32

export interface ProofFile {
    readonly index: number
    readonly hashes: readonly Bytes[]
    /** The signed note. */
    readonly checkpoint: Bytes
}

export function readProof(bytes: Bytes): ProofFile {
    const text = textOf(bytes)
    const gap = text?.indexOf('\n\n') ?? -1
    if (text === undefined || gap < 0) throw new Fault('verify.fault.proof')
    const lines = text.slice(0, gap).split('\n')
    if (lines.shift() !== FIRST_LINE) throw new Fault('verify.fault.proof')
    if (lines[0]?.startsWith('extra ')) lines.shift()
    const index = number(/^index (.*)$/.exec(lines.shift() ?? '')?.[1] ?? '')
    const hashes = lines.map((line) => fromBase64(line, 32))
    const checkpoint = utf8(text.slice(gap + 2))
    if (index === undefined || hashes.length > HASHES_MAX || checkpoint.length === 0 || !hashes.every((h) => h !== undefined)) throw new Fault('verify.fault.proof')
    return { index, hashes, checkpoint }
}

export interface Entry {
    readonly seq: number
    /** µs */
    readonly time: number
    readonly type: string
    readonly actor: string
    readonly commit: string
}

/** What follows the commitment: nothing, or the lines of an erasure or of a log that was begun anew. */
const MORE = '(?:policy \\S+\\nreason [a-z_]+\\n(?:target [1-9]\\d*\\n)*|origin \\S+\\nlost (?:none|[1-9]\\d* [1-9]\\d*)\\ncheckpoint [A-Za-z0-9+/=]+\\n)?'
const ENTRY = new RegExp(`^markaz/ev1\\nseq ([1-9]\\d*)\\ntime (\\d+)\\ntype ([a-z0-9_.]{1,48})\\nactor ([A-Za-z0-9_-]{22})\\ncommit ([A-Za-z0-9+/]{43}=)\\n${MORE}$`)

export function readEntry(bytes: Bytes): Entry {
    const found = ENTRY.exec(textOf(bytes) ?? '')
    if (!found) throw new Fault('verify.fault.entry')
    const [, seq = '', time = '', type = '', actor = '', commit = ''] = found
    return { seq: Number(seq), time: Number(time), type, actor, commit }
}

/** Is this text the entry of that proof, in the tree of a checkpoint that was checked before? */
export async function checkIncluded(proof: ProofFile, entry: Bytes, { size, root }: Checkpoint): Promise<Entry> {
    if (!(await included(await leafHash(entry), proof.index, size, proof.hashes, root))) {
        throw new Fault('verify.fault.not_in', { seq: proof.index + 1, n: size })
    }
    const read = readEntry(entry)
    if (read.seq !== proof.index + 1) throw new Fault('verify.fault.entry')
    return read
}

/** Is this text the entry of that proof, in a tree that is signed as the policy wants? */
export async function checkProof(proof: ProofFile, entry: Bytes, policy: Policy): Promise<Checked> {
    const checked = await checkSigned(proof.checkpoint, policy)
    await checkIncluded(proof, entry, checked.checkpoint)
    return checked
}

/** Salts are handed over as 32 bytes, or as their hex or base64. */
export function readSalt(bytes: Bytes): Bytes {
    if (bytes.length === SALT) return bytes
    const text = (textOf(bytes) ?? '').trim()
    const salt = text.length === 2 * SALT ? fromHex(text) : fromBase64(text, SALT)
    if (!salt) throw new Fault('verify.fault.salt')
    return salt
}

/** Is this payload what the entry commits to? */
export async function checkPayload(entry: Entry, salt: Bytes, payload: Bytes): Promise<void> {
    const commit = await sha256(concat(utf8('markaz/commit1\n'), salt, payload))
    if (base64(commit) !== entry.commit) throw new Fault('verify.fault.commit')
}
