// SPDX-License-Identifier: Apache-2.0
// What is asked of the account. Each question is a look-up with the purpose "audit", so an event itself: none is asked by a
// clock or by typing, only when somebody asks it.

import { useEffect, useState } from 'preact/hooks'
import type { Entities } from '../gen/types'
import { lookUp } from '../lib/purpose'
import { instantIso } from '../lib/zone'

export type Look = Entities['look'] & { id: string; seq: number }

export interface Act {
    seq: number
    type: string
    at: string
    of: string
    data?: Record<string, unknown>
}

export interface Page<T> {
    items: T[]
    /** to be given as `before` (looks) or `after` (acts) for the next page */
    next: number | null
    /** the event of this very question */
    looked: number
}

/** What looks are narrowed by; times as the fields of the form hold them, by the centre's clock and without a zone. */
export interface Filter {
    from: string
    to: string
    by: string
    route: string
    purpose: string
    subject: string
    incident: string
    casefile: string
    access: string
}

export const NO_FILTER: Filter = { from: '', to: '', by: '', route: '', purpose: '', subject: '', incident: '', casefile: '', access: '' }

const PAGE = 100

function query(filter: Partial<Filter>, more: Record<string, number>): string {
    const out = new URLSearchParams()
    for (const [name, value] of Object.entries(filter)) {
        if (!value) continue
        out.set(name, name === 'from' || name === 'to' ? instantIso(value) : value)
    }
    for (const [name, value] of Object.entries(more)) out.set(name, String(value))
    // An identifier's "/" may stand in a query as it is; a plus would be a blank.
    return out.toString().replaceAll('+', '%20').replaceAll('%2F', '/')
}

export function askLooks(filter: Filter, before?: number): Promise<Page<Look>> {
    return lookUp(`/api/v1/audit/looks?${query(filter, { limit: PAGE, ...(before ? { before } : {}) })}`, 'audit')
}

export function askActs(by: string, from: string, to: string, after?: number): Promise<Page<Act>> {
    return lookUp(`/api/v1/audit/acts/${encodeURIComponent(by)}?${query({ from, to }, { limit: PAGE, ...(after ? { after } : {}) })}`, 'audit')
}

/** The words of who broke the glass stand in the event alone. */
export async function askWhy(look: string): Promise<string> {
    const { events } = await lookUp<{ events: { data?: Record<string, unknown> }[] }>(`/api/v1/history/look/${encodeURIComponent(look)}`, 'audit')
    const why = events.find((one) => one.data?.why)?.data?.why
    return typeof why === 'string' ? why : ''
}

/** Pages of an answer, one after the other; another question begins anew. */
export function usePages<T>(ask: ((at?: number) => Promise<Page<T>>) | undefined, question: string) {
    const [rows, setRows] = useState<T[]>()
    const [next, setNext] = useState<number | null>(null)
    const [looked, setLooked] = useState(0)
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const take = (page: Page<T>, before: T[]): void => {
        setRows([...before, ...page.items])
        setNext(page.next)
        setLooked(page.looked)
        setError(undefined)
    }
    useEffect(() => {
        let live = true
        setRows(undefined)
        setNext(null)
        setError(undefined)
        if (!ask) return
        setBusy(true)
        ask()
            .then(
                (page) => live && take(page, []),
                (problem: unknown) => live && setError(problem),
            )
            .finally(() => live && setBusy(false))
        return () => void (live = false)
    }, [question])
    const more = (): void => {
        if (next === null || busy || !ask) return
        setBusy(true)
        ask(next)
            .then((page) => take(page, rows ?? []), setError)
            .finally(() => setBusy(false))
    }
    return { rows, looked, error, busy, more: next === null ? undefined : more }
}
