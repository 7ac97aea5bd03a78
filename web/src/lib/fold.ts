// SPDX-License-Identifier: Apache-2.0
// The picture and how events change it. Pure: nothing given is changed, what did not change is shared.

import { EVENTS, type Entities, type Kind } from '../gen/types'

export type Table<K extends Kind> = ReadonlyMap<string, Entities[K]>
export type Tables = { readonly [K in Kind]?: Table<K> }

/** Everything known at one sequence of one journal. */
export interface Picture {
    readonly journal: string
    readonly seq: number
    readonly tables: Tables
}

/** A CloudEvent as the stream and the history give it. */
export interface Event {
    id: string
    type: string
    subject: string
    time?: string
    recorded?: string
    seq: number
    area?: string
    actor?: string
    about?: string
    /** what it told is erased: the sequence of the event that erased it */
    forgotten?: number
    data?: Record<string, unknown>
}

/** These events, of which those in `gone` were erased by event `by`: they say no more than the history does from then on. */
export function forgetEvents(events: Event[], by: number, gone: ReadonlySet<number>): Event[] {
    if (!events.some((one) => gone.has(one.seq))) return events
    return events.map((one) => {
        if (!gone.has(one.seq)) return one
        const { id, type, subject, seq } = one
        const times = { ...(one.time && { time: one.time }), ...(one.recorded && { recorded: one.recorded }) }
        return { id, type, subject, seq, ...times, ...(one.about && { about: one.about }), forgotten: by, data: {} }
    })
}

/** Body of GET /api/v1/picture. */
export interface PictureBody {
    stream_id: string
    now: string
    entities: { [K in Kind]?: Record<string, Entities[K]> }
    /** names of persons by user id, as far as the caller may know them */
    people?: Record<string, string>
    live?: { units?: LiveUnit[]; devices_seen?: Record<string, number> }
}

/** id, lat, lon, km/h, degrees, unix s of the fix, charge 0..1 */
export type LiveUnit = [string, number, number, number | null, number | null, number, number | null]

/** A fix as the line brings it: null instead of a place when the unit went off duty or its position is not known any more. */
export type LiveChange = LiveUnit | [string, null, ...unknown[]]

/** Takes fixes into what is known: the newest of each unit, and no more those that are gone. */
export function takeLive(live: Map<string, LiveUnit>, changes: readonly LiveChange[]): void {
    for (const one of changes) {
        if (one[1] === null) live.delete(one[0])
        else live.set(one[0], one as LiveUnit)
    }
}

/** lat, lon, how many, how many of each status */
export type Cluster = [number, number, number, Record<string, number>]

type AnyTables = { [kind: string]: ReadonlyMap<string, { seq: number }> | undefined }

export function emptyPicture(): Picture {
    return { journal: '', seq: 0, tables: {} }
}

/** "<journal>:<seq>" in its parts; seq 0 when it is not one. */
export function splitStreamId(id: string): { journal: string; seq: number } {
    const colon = id.lastIndexOf(':')
    const seq = Number(id.slice(colon + 1))
    if (colon < 0 || !Number.isSafeInteger(seq) || seq < 0) return { journal: id, seq: 0 }
    return { journal: id.slice(0, colon), seq }
}

export function pictureFrom(body: PictureBody): Picture {
    const tables: AnyTables = {}
    for (const [kind, rows] of Object.entries(body.entities)) {
        tables[kind] = new Map(Object.entries(rows ?? {}))
    }
    return { ...splitStreamId(body.stream_id), tables: tables as Tables }
}

const TIME_FIELD = /(^at|_at|_since|^from|^to|^blind_from|^blind_to)$/

/** An empty string, null, or a time of 0 means "none again". */
function isNone(field: string, value: unknown): boolean {
    return value === '' || value === null || (value === 0 && TIME_FIELD.test(field))
}

/** An entity with an event's new values; fields that became none are gone. */
export function patched<T extends { seq: number }>(
    before: T | undefined,
    data: Record<string, unknown>,
    seq: number,
): T {
    const after: Record<string, unknown> = { ...before }
    for (const [field, value] of Object.entries(data)) {
        if (isNone(field, value)) delete after[field]
        else after[field] = value
    }
    after.seq = seq
    return after as T
}

export function splitRef(ref: string): { kind: string; id: string } {
    const slash = ref.indexOf('/')
    return slash < 0 ? { kind: ref, id: '' } : { kind: ref.slice(0, slash), id: ref.slice(slash + 1) }
}

/** Does the area lie in the other? '' holds all. */
export function liesIn(tables: Tables, area: string, around: string): boolean {
    let at = area
    for (let level = 0; level < 8 && at !== around && at !== ''; level++) at = tables.area?.get(at)?.parent ?? ''
    return at === around
}

/** What a unit is at work on, wherever that lies: its own area's desk sees it too (visible_is_work in the server). */
const WORK = new Set(['assignment', 'notice', 'message'])

function ofOwnUnit(tables: AnyTables, kind: string, id: string, data: Record<string, unknown>, mine: string): boolean {
    if (!WORK.has(kind)) return false
    const before = tables[kind]?.get(id) as { unit?: string } | undefined
    const unit = (tables as Tables).unit?.get(String(data.unit ?? before?.unit ?? ''))
    return unit?.area !== undefined && liesIn(tables as Tables, unit.area, mine)
}

/** Whoever is limited to an area hears the event that takes a thing out of it, and nothing more of that thing. */
function left(tables: AnyTables, kind: string, id: string, data: Record<string, unknown>, mine: string): boolean {
    if (mine === '' || kind === 'area' || !('area' in data)) return false
    return !liesIn(tables as Tables, String(data.area ?? ''), mine) && !ofOwnUnit(tables, kind, id, data, mine)
}

/**
 * The picture after these events, in order; mine: the area that the reader is limited to. Events of another journal, or with a sequence that the picture already
 * has, change nothing: a resend after a reconnect is harmless.
 */
export function fold(picture: Picture, events: readonly Event[], mine = ''): Picture {
    let seq = picture.seq
    const tables: AnyTables = { ...picture.tables }
    const fresh = new Map<string, Map<string, { seq: number }>>()
    const writable = (kind: string): Map<string, { seq: number }> => {
        let table = fresh.get(kind)
        if (!table) {
            table = new Map(tables[kind])
            fresh.set(kind, table)
            tables[kind] = table
        }
        return table
    }
    for (const event of events) {
        if (event.seq <= seq || !sameJournal(picture, event)) continue
        seq = event.seq
        const { kind, id } = splitRef(event.subject)
        if (id === '') continue
        if (EVENTS[event.type]?.mode === 'ends' || left(tables, kind, id, event.data ?? {}, mine)) {
            if (tables[kind]?.has(id)) writable(kind).delete(id)
            continue
        }
        // Of a thing that was gone when it was erased nothing is left; it ends by an event that is still to come.
        if (event.forgotten && Object.keys(event.data ?? {}).length === 0) continue
        const table = writable(kind)
        table.set(id, patched(table.get(id), event.data ?? {}, event.seq))
    }
    if (seq === picture.seq) return picture
    return { journal: picture.journal, seq, tables: tables as Tables }
}

function sameJournal(picture: Picture, event: Event): boolean {
    return event.id === '' || splitStreamId(event.id).journal === picture.journal
}
