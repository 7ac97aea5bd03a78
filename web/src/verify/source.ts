// SPDX-License-Identifier: Apache-2.0
// Where the log is read: an address of this centre, or a folder with a copy.

import { Fault, type Bytes } from '../tlog/bytes'
import type { Fetch } from '../tlog/tile'

export const OWN = '/log'

export function fromAddress(address: string): Fetch {
    const base = new URL(address.trim() || OWN, location.href)
    if (base.origin !== location.origin) throw new Fault('verify.fault.foreign')
    const prefix = base.pathname.replace(/\/+$/, '')
    return async (path, signal) => {
        const answer = await fetch(`${prefix}/${path}`, { credentials: 'omit', ...(signal ? { signal } : {}) }).catch((problem: unknown) => {
            signal?.throwIfAborted()
            throw problem instanceof TypeError ? new Fault('verify.fault.no_answer') : problem
        })
        if (answer.status === 404) return undefined
        if (!answer.ok) throw new Fault('verify.fault.answer', { status: answer.status })
        return new Uint8Array(await answer.arrayBuffer())
    }
}

/** Files of a chosen folder go by their path below it. */
export function fromFolder(files: readonly File[]): Fetch {
    const below = new Map(files.map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ''), file]))
    return async (path) => {
        const file = below.get(path)
        return file && bytesOf(file)
    }
}

export const bytesOf = async (file: File): Promise<Bytes> => new Uint8Array(await file.arrayBuffer())

/** Small enough that what is done with one is no wait for who presses a button. */
const PIECE = 256 * 1024

/** A file piece by piece, so that its size costs no memory. The page has its turn after each: hashes alone would never let it. */
export async function* piecesOf(file: Blob, progress: (done: number, total: number) => void, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.size; at += PIECE) {
        const piece = file.slice(at, at + PIECE)
        yield new Uint8Array(await piece.arrayBuffer())
        progress(at + piece.size, file.size)
        await new Promise((resolve) => setTimeout(resolve))
        signal.throwIfAborted()
    }
}
