// SPDX-License-Identifier: Apache-2.0
// How open alarms become rows: by site and cause, and in a flood by fewer things until few rows are left (doc/load.md).
// A pure function of the picture, so that every page that knows the same alarms shows the same rows. Alarms stay what they
// are: a group is no thing of the centre's, and whoever acts on one acts on the alarms it names.

import type { Alarm } from '../gen/types'

/** more than so many alarms within FLOOD_MS are a flood (ISA-18.2) */
export const FLOOD = 10
export const FLOOD_MS = 600_000
/** rows that a flood may take, calls for help apart */
export const FLOOD_ROWS = 8

/** Who asks for a person is never put together with another place. */
const HUMAN = new Set(['panic', 'duress', 'help', 'medical'])

export interface Group {
    /** kind@s:site, kind@a:area or kind@, of practice kind.drill@…: what its alarms have in common */
    key: string
    kind: string
    site: string
    area: string
    /** of a flood: behind the single calls of its priority */
    flood: boolean
    /** ids, oldest first */
    members: string[]
}

interface One {
    id: string
    /** drill or maintenance: never in one row with what is real */
    practice: string
    kind: string
    site: string
    area: string
    at: number
}

const LEVELS = 3

function keyAt(one: One, level: number): string {
    const cause = one.kind + one.practice
    if (level === 0) return one.site ? `${cause}@s:${one.site}` : ''
    return level === 1 ? `${cause}@a:${one.area}` : `${cause}@`
}

/** Those of which some ten minutes hold more than FLOOD. `ones` are in the order of their times. */
function flooded(ones: readonly One[]): Set<string> {
    const out = new Set<string>()
    let marked = 0
    for (let i = 0; i + FLOOD < ones.length; i++) {
        if ((ones[i + FLOOD]?.at ?? 0) - (ones[i]?.at ?? 0) >= FLOOD_MS) continue
        for (marked = Math.max(marked, i); marked <= i + FLOOD; marked++) out.add(ones[marked]?.id ?? '')
    }
    return out
}

/** For each cause the narrowest level at which the flood has at most FLOOD_ROWS rows; the widest cause is narrowed down last. */
function levelsOf(flood: readonly One[]): Map<string, number> {
    const levels = new Map<string, number>()
    for (const one of flood) levels.set(one.kind, 0)
    for (;;) {
        const rows = new Map<string, Set<string>>()
        for (const one of flood) {
            const of = rows.get(one.kind) ?? new Set<string>()
            of.add(keyAt(one, levels.get(one.kind) ?? 0) || one.id)
            rows.set(one.kind, of)
        }
        const all = [...rows].reduce((sum, [, of]) => sum + of.size, 0)
        const widest = [...rows]
            .filter(([kind]) => (levels.get(kind) ?? 0) < LEVELS - 1)
            .sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))[0]
        if (all <= FLOOD_ROWS || !widest) return levels
        levels.set(widest[0], (levels.get(widest[0]) ?? 0) + 1)
    }
}

/** Groups of two and more among these alarms. An alarm in none is a row of its own. */
export function groupAlarms(alarms: Iterable<readonly [string, Alarm]>): Group[] {
    const ones: One[] = []
    for (const [id, alarm] of alarms) {
        if (alarm.devices) continue // many silent devices are one alarm already
        const practice = alarm.practice && alarm.practice !== 'no' ? '.' + alarm.practice : ''
        ones.push({ id, practice, kind: alarm.kind ?? 'other', site: alarm.site ?? '', area: alarm.area ?? '', at: Date.parse(alarm.raised_at ?? '') || 0 })
    }
    ones.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    const quiet = ones.filter((one) => one.practice || !HUMAN.has(one.kind))
    const inFlood = flooded(quiet)
    const levels = levelsOf(quiet.filter((one) => inFlood.has(one.id)))
    const groups = new Map<string, Group>()
    for (const one of ones) {
        const flood = inFlood.has(one.id)
        const level = flood ? (levels.get(one.kind) ?? 0) : 0
        const key = keyAt(one, level)
        if (!key) continue
        const group = groups.get(key) ?? { key, kind: one.kind, site: level === 0 ? one.site : '', area: level < 2 ? one.area : '', flood: false, members: [] }
        group.flood ||= flood
        group.members.push(one.id)
        groups.set(key, group)
    }
    return [...groups.values()].filter((group) => group.members.length > 1)
}
