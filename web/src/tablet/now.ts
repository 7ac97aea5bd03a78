// SPDX-License-Identifier: Apache-2.0
// What the officer should see now: the picture with the queued acts laid over it, and one thing chosen from it.

import type { Assignment, Incident, Kind, Message, Note, Notice, Unit } from '../gen/types'
import type { Tables } from '../lib/fold'
import type { Predict } from './outbox'

export interface Job {
    id: string
    assignment: Assignment
    incident: Incident | undefined
    notes: Note[]
}

/** Words of the desk that the officer has not read yet, the oldest first. */
export interface Words {
    id: string
    message: Message
}

export function unread(tables: Tables, unit: string, predictions: readonly Predict[]): Words[] {
    const out: Words[] = []
    for (const [id, stored] of tables.message ?? []) {
        if (stored.unit !== unit || stored.way !== 'to_unit') continue
        const message = overlaid('message', id, stored, predictions)
        if (!message.seen_at) out.push({ id, message })
    }
    return out.sort((a, b) => (a.message.sent_at ?? '').localeCompare(b.message.sent_at ?? ''))
}

export interface Told {
    id: string
    notice: Notice
}

const OPEN_JOB = ['sent', 'accepted', 'en_route', 'on_scene']
/** Of a vehicle last read longer ago the tablet says nothing: without a line, what it knows may have been withdrawn. */
export const FRESH_MS = 15 * 60_000

function fresh(notice: Notice, nowMs: number): boolean {
    return nowMs - Date.parse(notice.at ?? notice.sent_at ?? '') <= FRESH_MS
}

/** Answers after which the officer is no longer concerned. */
const LEAVES = ['lost', 'busy']

/** An entity as it will be once the queue is empty. */
export function overlaid<T>(kind: Kind, id: string, entity: T, predictions: readonly Predict[]): T {
    let out = entity
    for (const p of predictions) {
        if (p.kind === kind && p.id === id) out = { ...out, ...p.patch }
    }
    return out
}

export function ownUnit(
    tables: Tables,
    unit: string,
    predictions: readonly Predict[],
): Unit | undefined {
    const found = tables.unit?.get(unit)
    return found && overlaid('unit', unit, found, predictions)
}

/** The unit's jobs that are not over, the newest first. */
export function openJobs(tables: Tables, unit: string, predictions: readonly Predict[]): Job[] {
    const out: Job[] = []
    for (const [id, stored] of tables.assignment ?? []) {
        if (stored.unit !== unit) continue
        const assignment = overlaid('assignment', id, stored, predictions)
        if (!OPEN_JOB.includes(assignment.state ?? '')) continue
        const incident = tables.incident?.get(assignment.incident ?? '')
        out.push({ id, assignment, incident, notes: notesOf(tables, assignment.incident) })
    }
    return out.sort((a, b) =>
        (b.assignment.sent_at ?? '').localeCompare(a.assignment.sent_at ?? ''),
    )
}

function notesOf(tables: Tables, incident: string | undefined): Note[] {
    const about = 'incident/' + (incident ?? '')
    const out = [...(tables.note ?? new Map<string, Note>()).values()].filter(
        (n) => n.about === about,
    )
    return out.sort((a, b) => a.seq - b.seq)
}

/** Notices that still concern the unit: unanswered ones first, then the newest. */
export function openNotices(
    tables: Tables,
    unit: string,
    predictions: readonly Predict[],
    nowMs: number,
): Told[] {
    const out: Told[] = []
    for (const [id, stored] of tables.notice ?? []) {
        if (stored.unit !== unit) continue
        const notice = overlaid('notice', id, stored, predictions)
        if (notice.action === 'withdrawn') continue
        if (notice.state !== 'sent' && notice.state !== 'answered') continue
        if (notice.state === 'answered' && LEAVES.includes(notice.answer ?? '')) continue
        if (notice.expires_at && Date.parse(notice.expires_at) <= nowMs) continue
        if (!fresh(notice, nowMs)) continue
        out.push({ id, notice })
    }
    const rank = (t: Told): number => (t.notice.state === 'sent' ? 0 : 1)
    return out.sort(
        (a, b) =>
            rank(a) - rank(b) || (b.notice.sent_at ?? '').localeCompare(a.notice.sent_at ?? ''),
    )
}

/** What the big button does next; '' when nothing is left to do. */
export function nextStep(job: Job): '' | 'accepted' | 'en_route' | 'on_scene' | 'cleared' {
    switch (job.assignment.state) {
        case 'sent':
            return 'accepted'
        case 'accepted':
            return 'en_route'
        case 'en_route':
            return 'on_scene'
        case 'on_scene':
            return 'cleared'
        default:
            return ''
    }
}

export type Screen = { is: 'notice'; told: Told } | { is: 'job'; job: Job } | { is: 'idle' }

/** One thing at a time. An unanswered notice comes before a job; `prefer` chooses when both are known. */
export function choose(
    jobs: readonly Job[],
    notices: readonly Told[],
    current: string | undefined,
    prefer: 'job' | 'notice' | undefined,
): Screen {
    const told = notices[0]
    const job = jobs.find((j) => j.id === current) ?? jobs[0]
    if (told && (told.notice.state === 'sent' || !job || prefer !== 'job')) {
        return { is: 'notice', told }
    }
    return job ? { is: 'job', job } : { is: 'idle' }
}
