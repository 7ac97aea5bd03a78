// SPDX-License-Identifier: Apache-2.0
// Bytes and their texts, SHA-256 by WebCrypto, and faults that a page says in its reader's language.

import type { Key } from '../lib/i18n'

/** Only what WebCrypto takes: never a view on memory that is shared. */
export type Bytes = Uint8Array<ArrayBuffer>

/** What does not fit, or cannot be read: the key of a text, and what it names. */
export class Fault extends Error {
    constructor(
        readonly key: Key,
        readonly args: Record<string, string | number> = {},
    ) {
        super(`${key} ${JSON.stringify(args)}`)
    }
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Bytes => encoder.encode(text)

/** Undefined when it is no UTF-8. */
export function textOf(bytes: Bytes): string | undefined {
    try {
        return strict.decode(bytes)
    } catch {
        return undefined
    }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
    const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
    let at = 0
    for (const part of parts) {
        out.set(part, at)
        at += part.length
    }
    return out
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((v, i) => v === b[i])

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

export function fromHex(text: string): Bytes | undefined {
    if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined
    return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16))
}

export const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''))

/** The one base64 of some bytes; every other spelling of them is refused. */
export function fromBase64(text: string, length?: number): Bytes | undefined {
    let raw: string
    try {
        raw = atob(text)
    } catch {
        return undefined
    }
    const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0))
    if (base64(bytes) !== text || (length !== undefined && bytes.length !== length)) return undefined
    return bytes
}

/** A decimal number in its one form, small enough to be exact here. */
export function number(text: string): number | undefined {
    if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined
    const n = Number(text)
    return Number.isSafeInteger(n) ? n : undefined
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
