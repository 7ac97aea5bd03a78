// SPDX-License-Identifier: Apache-2.0
// Calls to the centre: the CSRF header, idempotency ids, and errors that say what to do next.

import type { Lang, Role } from '../gen/types'
import { getLang, t } from './i18n'

/** Who is signed in, as GET /api/v1/session answers. */
export interface Me {
    user: string
    name: string
    role: Role
    area: string
    unit: string
    full_name: string
    lang: Lang | ''
    permissions: string[]
    csrf: string
    /** when it ends, if nobody renews it; and at the latest. null: a token */
    expires: string
    ends: string
    journal: string
    version: string
    /** the centre's local time: an IANA name, or like +05:00 */
    zone: string
    demo: boolean
    /** somebody else set the password and knows it: nothing but changing it is answered */
    password_given: boolean
}

/** An RFC 9457 answer, or the lack of any answer (status 0). */
export class Problem extends Error {
    constructor(
        readonly status: number,
        readonly title: string,
        readonly detail = '',
        readonly field = '',
        readonly type = '',
        /** members beside those of RFC 9457 */
        readonly more: Record<string, unknown> = {},
    ) {
        super(detail || title)
    }
}

let csrf = ''

export function setCsrf(value: string): void {
    csrf = value
}

export function getCsrf(): string {
    return csrf
}

let looksOnly = false

/** From now on this page only looks: whatever would change something is refused before it leaves (but the session's own end and renewal). */
export function lookOnly(): void {
    looksOnly = true
}

/** A fresh idempotency id: a resend with the same id does nothing twice. */
export function newId(): string {
    const raw = crypto.getRandomValues(new Uint8Array(12))
    return 'w' + Array.from(raw, (b) => b.toString(16).padStart(2, '0')).join('')
}

export async function toProblem(answer: Response): Promise<Problem> {
    const text = await answer.text().catch(() => '')
    try {
        const body = JSON.parse(text) as Record<string, unknown>
        const s = (k: string): string => (typeof body[k] === 'string' ? (body[k] as string) : '')
        return new Problem(answer.status, s('title'), s('detail'), s('field'), s('type'), body)
    } catch {
        return new Problem(answer.status, answer.statusText, '')
    }
}

export interface CallOptions {
    body?: unknown
    /** raw body with its own type instead of JSON */
    raw?: { type: string; data: BodyInit }
    timeoutMs?: number
    headers?: Record<string, string>
}

/** One request. Throws Problem; never anything else. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    if (looksOnly && method !== 'GET' && !/^\/api\/v1\/session\b/.test(path)) throw new Problem(0, t('error.past'), t('error.past.next'), '', 'past')
    const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
    let body: BodyInit | undefined
    if (options.raw) {
        headers['Content-Type'] = options.raw.type
        body = options.raw.data
    } else if (options.body !== undefined) {
        headers['Content-Type'] = 'application/json'
        body = JSON.stringify(options.body)
    }
    if (method !== 'GET' && csrf !== '') headers['X-Markaz-CSRF'] = csrf
    let answer: Response
    try {
        answer = await fetch(path, {
            method,
            headers,
            ...(body === undefined ? {} : { body }),
            credentials: 'same-origin',
            cache: 'no-store',
            signal: AbortSignal.timeout(options.timeoutMs ?? 15000),
        })
    } catch {
        throw new Problem(0, t('error.no_line'), t('error.no_line.next'))
    }
    if (!answer.ok) throw await toProblem(answer)
    const text = await answer.text()
    if (text === '') return {} as T
    try {
        return JSON.parse(text) as T
    } catch {
        throw new Problem(answer.status, t('error.answer'), t('error.answer.next'))
    }
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, { body })
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, { body })
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>('PATCH', path, { body })
export const del = <T>(path: string): Promise<T> => call<T>('DELETE', path)

const SAYS: Partial<Record<number, 'denied' | 'gone' | 'conflict' | 'large' | 'rate' | 'busy'>> = {
    403: 'denied',
    404: 'gone',
    409: 'conflict',
    413: 'large',
    429: 'rate',
    503: 'busy',
}

/**
 * Two short sentences for a person: what happened, and what to do next. The centre's own words are English: a reader of
 * English has them as the first sentence, others after the same thing said in their language.
 */
export function explain(error: unknown): { what: string; next: string } {
    if (!(error instanceof Problem)) {
        return { what: t('error.page'), next: error instanceof Error ? error.message : String(error) }
    }
    const said = error.detail || error.title
    const own = (what: string, next: string, words: string): { what: string; next: string } =>
        getLang() === 'en' ? { what: words || what, next } : { what, next: words ? `${next} (${words})` : next }
    const key = SAYS[error.status]
    if (key) return own(t(`error.${key}`), t(`error.${key}.next`), said)
    switch (error.status) {
        case 0:
            if (error.type === 'past') return { what: t('error.past'), next: t('error.past.next') }
            return { what: t('error.no_line'), next: t('error.no_line.next') }
        case 400:
        case 422:
            return own(t('error.input'), t('error.input.next'), error.field ? t('error.field', { field: error.field, said }) : said)
        case 401:
            return { what: t('error.signed_out'), next: t('error.signed_out.next') }
        default:
            return own(t('error.server', { status: error.status }), t('error.server.next'), error.status < 500 ? said : '')
    }
}
