// SPDX-License-Identifier: Apache-2.0
// Somebody else has changed an incident since this person saw it: what the centre says of it, and what can be done.

import type { InIncidentChange } from '../gen/types'
import { Problem } from '../lib/api'

export const PARTS = ['kind', 'priority', 'title', 'address', 'detail', 'place', 'units', 'closed', 'lead', 'links', 'level'] as const
export type Part = (typeof PARTS)[number]

/** One part of the incident, and its last change. */
export interface Changed {
    part: Part
    seq: number
    by: string
    at: string
}

type Values = Omit<InIncidentChange, 'seen'>

/** What this person was about to do. */
export interface Mine {
    what: string
    /** of a change of the description: its new values */
    values?: Values
    /** all of it, knowing of changes up to this sequence */
    again: (seen: number) => void
    /** of a change: only what nobody else has changed */
    rest?: (values: Values, seen: number) => void
}

export interface Conflict extends Mine {
    ref: string
    changed: readonly Changed[]
    /** the last of the changes */
    seen: number
}

function isChanged(one: unknown): one is Changed {
    const row = one as Partial<Changed> | null
    return typeof row === 'object' && row !== null && PARTS.some((part) => part === row.part) && typeof row.seq === 'number' && typeof row.by === 'string'
}

/** What the answer says that somebody else changed; undefined: it is another error. */
export function differs(ref: string, error: unknown, mine: Mine): Conflict | undefined {
    if (!(error instanceof Problem) || error.status !== 409 || !Array.isArray(error.more.changed)) return undefined
    const changed = error.more.changed.filter(isChanged)
    if (changed.length === 0) return undefined
    return { ...mine, ref, changed, seen: Math.max(...changed.map((one) => one.seq)) }
}

/** Of the values that were to be set those that nobody else has changed; undefined: there are none. */
export function untouched(values: Values | undefined, changed: readonly Changed[]): Values | undefined {
    const theirs = new Set<string>(changed.map((one) => one.part))
    const isTheirs = (field: string): boolean => theirs.has('closed') || theirs.has(field === 'lat' || field === 'lon' ? 'place' : field)
    const left = Object.entries(values ?? {}).filter(([field]) => !isTheirs(field))
    return left.length > 0 ? (Object.fromEntries(left) as Values) : undefined
}
