// SPDX-License-Identifier: Apache-2.0
// How acts, fixes and heart-beats leave the tablet, and what the answers mean for the queue.

import { Problem, call, getCsrf, setCsrf, type Me } from '../lib/api'
import type { Act, Outcome } from './outbox'

const TIMEOUT_MS = 10000

/** Who is signed in, asked anew; also fetches the CSRF value. */
export async function askWho(): Promise<Me> {
    const me = await call<Me>('GET', '/api/v1/session', { timeoutMs: TIMEOUT_MS })
    setCsrf(me.csrf)
    return me
}

/** Is the answer one that another try may change? */
function outcomeOf(problem: Problem): Outcome {
    const { status } = problem
    if (status === 0) return { kind: 'later', why: 'line' }
    if (status === 401) return { kind: 'later', why: 'sign_in' }
    if (status === 408 || status === 425 || status === 429 || status >= 500) {
        return { kind: 'later', why: 'busy' }
    }
    return { kind: 'refused', status, detail: problem.detail || problem.title }
}

/** One try. The same act may be tried again: its id makes a resend harmless. */
export async function sendAct(act: Act): Promise<Outcome> {
    for (let again = false; ; again = true) {
        try {
            if (getCsrf() === '') await askWho()
            const body = {
                ...act.body,
                ...(act.anonymous ? {} : { id: act.id }),
                ...(act.untimed ? {} : { at: act.at }),
            }
            const answer = await call<{ seq?: number }>('POST', act.path, {
                body,
                timeoutMs: TIMEOUT_MS,
            })
            return { kind: 'done', seq: answer.seq ?? 0 }
        } catch (error) {
            if (!(error instanceof Problem)) return { kind: 'later', why: 'line' }
            if (error.status === 403 && !again && (await csrfChanged())) continue
            return outcomeOf(error)
        }
    }
}

/** A new sign-in in another window draws a new CSRF value. */
async function csrfChanged(): Promise<boolean> {
    const before = getCsrf()
    try {
        await askWho()
    } catch {
        return false
    }
    return getCsrf() !== before
}

export interface LinesAnswer {
    rejected: { line: number; error: string }[]
}

/** The centre's final word about these lines; undefined: none yet, send them again. */
export async function sendLines(path: string, lines: string): Promise<LinesAnswer | undefined> {
    try {
        if (getCsrf() === '') await askWho()
        const answer = await call<Partial<LinesAnswer>>('POST', path, {
            raw: { type: 'application/x-ndjson', data: lines },
            timeoutMs: TIMEOUT_MS,
        })
        return { rejected: answer.rejected ?? [] }
    } catch (error) {
        if (!(error instanceof Problem)) return undefined
        if (error.status === 403 && (await csrfChanged())) return undefined
        const outcome = outcomeOf(error)
        return outcome.kind === 'refused'
            ? { rejected: [{ line: 1, error: outcome.detail }] }
            : undefined
    }
}

/** Says whether this tablet listens, also while the page is going away. */
export async function sayListening(
    unit: string,
    listening: boolean,
    sound: boolean,
): Promise<boolean> {
    if (getCsrf() === '') return false
    try {
        const answer = await fetch(`/api/v1/units/${encodeURIComponent(unit)}/listening`, {
            method: 'POST',
            keepalive: true,
            credentials: 'same-origin',
            headers: { 'Content-Type': 'application/json', 'X-Markaz-CSRF': getCsrf() },
            body: JSON.stringify({ listening, sound, at: new Date().toISOString() }),
        })
        return answer.ok
    } catch {
        return false
    }
}
