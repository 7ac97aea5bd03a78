// SPDX-License-Identifier: Apache-2.0
// Signed notes as C2SP defines them (signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519. As strict as src/tlog/note.c.

import { verifyAsync } from '@noble/ed25519'
import { concat, equal, Fault, fromBase64, fromHex, number, sha256, textOf, utf8, type Bytes } from './bytes'

const NOTE_MAX = 16384
const SIGNATURES_MAX = 100
const NAME_MAX = 200
const LOG = 1
const COSIGNATURE = 4

export interface VerifierKey {
    readonly name: string
    readonly type: number
    readonly id: Bytes
    readonly pub: Bytes
}

const nameOk = (name: string): boolean => name.length > 0 && utf8(name).length <= NAME_MAX && !/[\u0000-\u0020\u007f+]/.test(name)

/** NAME+8 hex digits+base64 of type and public key. */
export async function readKey(vkey: string): Promise<VerifierKey> {
    const [name = '', id = '', ...rest] = vkey.trim().split('+')
    const typed = fromBase64(rest.join('+'), 33)
    const given = id.length === 8 ? fromHex(id) : undefined
    if (!nameOk(name) || !given || !typed) throw new Fault('verify.fault.key')
    const type = typed[0] as number
    if (type !== LOG && type !== COSIGNATURE) throw new Fault('verify.fault.key_type', { type })
    const is = (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4)
    if (!equal(is, given)) throw new Fault('verify.fault.key_id', { name })
    return { name, type, id: given, pub: typed.slice(1) }
}

export async function readLogKey(vkey: string): Promise<VerifierKey> {
    const key = await readKey(vkey)
    if (key.type !== LOG) throw new Fault('verify.fault.key_type', { type: key.type })
    return key
}

export async function readWitnessKey(vkey: string): Promise<VerifierKey> {
    const key = await readKey(vkey)
    if (key.type !== COSIGNATURE) throw new Fault('verify.fault.key_type', { type: key.type })
    return key
}

interface Signature {
    readonly name: string
    readonly id: Bytes
    readonly blob: Bytes
}

export interface Note {
    readonly text: string
    readonly signatures: readonly Signature[]
}

function readSignature(line: string): Signature {
    const parts = line.split(' ')
    const [dash, name = '', b64 = ''] = parts
    const blob = fromBase64(b64)
    if (parts.length !== 3 || dash !== '\u2014' || !nameOk(name) || !blob || blob.length < 5) throw new Fault('verify.fault.note')
    return { name, id: blob.slice(0, 4), blob: blob.slice(4) }
}

/** The last empty line divides text and signatures. */
export function readNote(bytes: Bytes): Note {
    const whole = bytes.length <= NOTE_MAX ? textOf(bytes) : undefined
    const gap = whole?.lastIndexOf('\n\n') ?? -1
    if (whole === undefined || gap < 0 || !whole.endsWith('\n') || whole.includes('\0')) throw new Fault('verify.fault.note')
    const lines = whole.slice(gap + 2).split('\n').slice(0, -1)
    if (lines.length === 0 || lines.length > SIGNATURES_MAX) throw new Fault('verify.fault.note')
    return { text: whole.slice(0, gap + 1), signatures: lines.map(readSignature) }
}

export interface Signed {
    readonly how: 'signed' | 'unsigned' | 'bad'
    /** When a witness says it signed, s. */
    readonly time?: number
}

function secondsOf(blob: Bytes): number | undefined {
    const n = new DataView(blob.buffer, blob.byteOffset, 8).getBigUint64(0)
    return n > 0n && n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : undefined
}

async function one(s: Signature, text: string, key: VerifierKey): Promise<Signed> {
    const cosigned = key.type === COSIGNATURE
    if (s.blob.length !== (cosigned ? 72 : 64)) return { how: 'bad' }
    const time = cosigned ? secondsOf(s.blob) : undefined
    if (cosigned && time === undefined) return { how: 'bad' }
    const what = utf8(cosigned ? `cosignature/v1\ntime ${time}\n${text}` : text)
    // RFC 8032 to the letter: nothing is taken here that openssl or the other verifiers refuse.
    const good = await verifyAsync(s.blob.slice(-64), what, key.pub, { zip215: false }).catch(() => false)
    return good ? { how: 'signed', ...(time === undefined ? {} : { time }) } : { how: 'bad' }
}

/** Lines of other keys are passed over; one line of this key that does not verify is enough for `bad`. */
export async function checkNote(note: Note, key: VerifierKey): Promise<Signed> {
    let found: Signed = { how: 'unsigned' }
    for (const s of note.signatures) {
        if (s.name !== key.name || !equal(s.id, key.id)) continue
        found = await one(s, note.text, key)
        if (found.how === 'bad') return found
    }
    return found
}

export interface Checkpoint {
    readonly origin: string
    readonly size: number
    readonly root: Bytes
}

/** Origin, size, root: three lines, no more. */
export function readCheckpoint(text: string): Checkpoint {
    const lines = text.split('\n')
    const [origin = '', size = '', root = ''] = lines
    const n = number(size)
    const hash = fromBase64(root, 32)
    if (lines.length !== 4 || lines[3] !== '' || !nameOk(origin) || n === undefined || !hash) throw new Fault('verify.fault.checkpoint')
    return { origin, size: n, root: hash }
}
