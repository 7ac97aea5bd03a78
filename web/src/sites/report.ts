// SPDX-License-Identifier: Apache-2.0
// What GET /api/v1/reports/sites and /sites/{id}/ledger answer, and what this page makes of it. Pure.

import type { DeviceKind, DeviceState, ScheduleState, SiteKind, TestHow, Weekday } from '../gen/types'

export const STATES = ['tested', 'connected', 'silent', 'none'] as const
export type State = (typeof STATES)[number]

/** So many on the screen at once. */
export const PAGE = 300

export type Sums = Record<State, number> & { sites: number; due: number; overdue: number }

export interface Line {
    id: string
    name: string
    area: string
    state: State
    devices: number
    silent: number
    last_seen: string | null
    tested_at: string | null
    day?: Weekday
    opens?: string
    closes?: string
    test?: ScheduleState
    missed?: number
}

export interface Report {
    at: string
    seq: number
    /** not as of now: from the history alone */
    past: boolean
    zone: string
    tested_days: number
    kind: SiteKind
    totals: Sums
    areas: (Sums & { area: string; name: string })[]
    list: Line[]
}

export interface LedgerDevice {
    id: string
    name: string
    kind: DeviceKind
    state: DeviceState
    last_seen: string | null
    battery?: number
    silent_since: string | null
    battery_low_since: string | null
    tested_at: string | null
    tested_how?: TestHow
    maintained_until?: string
    maintained_by?: string
    maintained_why?: string
}

export interface Ledger {
    devices: LedgerDevice[]
}

export interface Narrow {
    state: State | 'due' | 'overdue' | ''
    area: string
    text: string
}

function isState(one: Line, state: Narrow['state']): boolean {
    if (state === 'due') return one.test === 'due'
    return state === '' || (state === 'overdue' ? one.test === 'overdue' || (one.missed ?? 0) > 0 : one.state === state)
}

export function narrowed(list: readonly Line[], by: Narrow): Line[] {
    const text = by.text.trim().toLocaleLowerCase()
    return list.filter(
        (one) =>
            isState(one, by.state) &&
            (by.area === '' || one.area === by.area) &&
            (text === '' || one.name.toLocaleLowerCase().includes(text) || one.id.toLocaleLowerCase().includes(text)),
    )
}
