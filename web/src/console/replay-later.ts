// SPDX-License-Identifier: Apache-2.0
// As known now: what was learnt afterwards of the things that a past picture shows, put into it and told apart. Pure.

import { patched, splitRef, type Picture } from '../lib/fold'

/** A later event of a thing, with what it says the thing is. */
export interface Later {
    seq: number
    at: string
    type: string
    data: Record<string, unknown>
}

/** By "kind/id", each in order. */
export type LaterFacts = Readonly<Record<string, readonly Later[]>>

/** One fact as it was known then and as it is known now; undefined: nothing. */
export interface Learnt {
    field: string
    then: unknown
    now: unknown
    /** when it was learnt */
    at: string
    seq: number
}

export interface AsNow {
    picture: Picture
    learnt: ReadonlyMap<string, readonly Learnt[]>
}

type Row = { seq: number } & Record<string, unknown>

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function compare(before: Row, after: Row, facts: readonly Later[]): Learnt[] {
    const last = new Map<string, Later>()
    for (const one of facts) for (const field of Object.keys(one.data)) last.set(field, one)
    return [...last]
        .map(([field, one]) => ({ field, then: before[field], now: after[field], at: one.at, seq: one.seq }))
        .filter((one) => !same(one.then, one.now))
}

/** The picture with what was learnt after it. A thing keeps its sequence: nothing has happened to it yet. */
export function asNow(picture: Picture, later: LaterFacts): AsNow {
    const tables: Record<string, ReadonlyMap<string, { seq: number }> | undefined> = { ...picture.tables }
    const fresh = new Map<string, Map<string, { seq: number }>>()
    const learnt = new Map<string, readonly Learnt[]>()
    for (const [ref, all] of Object.entries(later)) {
        const { kind, id } = splitRef(ref)
        const before = tables[kind]?.get(id) as Row | undefined
        const facts = all.filter((one) => one.seq > picture.seq)
        if (!before || facts.length === 0) continue
        const after = facts.reduce<Row>((row, one) => patched(row, one.data, row.seq) as Row, before)
        const found = compare(before, after, facts)
        if (found.length === 0) continue
        learnt.set(ref, found)
        const table = fresh.get(kind) ?? new Map(tables[kind])
        fresh.set(kind, table)
        tables[kind] = table.set(id, after)
    }
    return { picture: learnt.size > 0 ? { ...picture, tables: tables as Picture['tables'] } : picture, learnt }
}
