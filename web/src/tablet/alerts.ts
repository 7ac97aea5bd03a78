// SPDX-License-Identifier: Apache-2.0
// Rings for jobs and notices, and the receipts: delivered when the tablet has it, seen when it is on a visible screen.

import type { Job, Screen, Told, Words } from './now'
import type { NewAct } from './outbox'
import { play, type Tune } from './sound'

const AGAIN_MS = 4000
const TIMES_MAX = 10
/** so long on a visible screen counts as seen */
const SEEN_MS = 700

interface Ring {
    tune: Tune
    times: number
    at: number
}

interface Subject {
    ref: string
    /** what makes it ring anew: "observe" that became "confirmed" */
    version: string
    tune: Tune
    waits: boolean
    delivered: boolean
    seen: boolean
    path: string
    /** how often it rings; else until it is answered */
    times?: number
}

export class Alerts {
    private rings = new Map<string, Ring>()
    private quiet = new Set<string>()
    private receipts = new Set<string>()
    private plates = new Map<string, string>()
    private shown: { ref: string; since: number } | undefined

    constructor(private readonly send: (act: NewAct) => void) {}

    note(tune: Tune): void {
        play(tune)
    }

    plateOf(ref: string): string {
        return this.plates.get(ref) ?? ''
    }

    /** The officer did something about it: no more ringing. */
    answered(ref: string): void {
        this.quiet.add(ref)
    }

    /** Called on every change and every second. */
    sync(jobs: readonly Job[], notices: readonly Told[], words: readonly Words[], screen: Screen): void {
        const subjects = [...jobs.map(ofJob), ...notices.map(ofNotice), ...words.map(ofWords)]
        for (const told of notices) this.plates.set('notice/' + told.id, told.notice.plate ?? '')
        for (const subject of subjects) {
            if (!subject.delivered) this.receipt(subject, 'delivered')
            this.ring(subject)
        }
        const open = new Set(subjects.map((s) => s.ref + s.version))
        for (const key of this.rings.keys()) if (!open.has(key)) this.rings.delete(key)
        this.see(subjects, screen)
    }

    private ring(subject: Subject): void {
        const key = subject.ref + subject.version
        const now = Date.now()
        let ring = this.rings.get(key)
        if (!ring) {
            const changed = [...this.rings.keys()].some((k) => k.startsWith(subject.ref + '#'))
            if (!subject.waits && !changed) return
            if (changed) this.quiet.delete(subject.ref)
            ring = { tune: subject.tune, times: 0, at: 0 }
            this.rings.set(key, ring)
        } else if (!subject.waits || this.quiet.has(subject.ref)) return
        if (ring.times >= (subject.times ?? TIMES_MAX) || now - ring.at < AGAIN_MS) return
        ring.times++
        ring.at = now
        play(ring.tune)
    }

    private see(subjects: readonly Subject[], screen: Screen): void {
        const ref =
            screen.is === 'notice'
                ? 'notice/' + screen.told.id
                : screen.is === 'job'
                  ? 'assignment/' + screen.job.id
                  : ''
        if (ref === '' || document.visibilityState !== 'visible') {
            this.shown = undefined
            return
        }
        const now = Date.now()
        if (this.shown?.ref !== ref) this.shown = { ref, since: now }
        const subject = subjects.find((s) => s.ref === ref)
        if (!subject || subject.seen || now - this.shown.since < SEEN_MS) return
        this.receipt(subject, 'seen')
    }

    private receipt(subject: Subject, receipt: 'delivered' | 'seen'): void {
        const key = subject.ref + '/' + receipt
        if (this.receipts.has(key)) return
        this.receipts.add(key)
        this.send({
            lane: 'acts',
            path: subject.path,
            body: { receipt },
            label: 'tab.act.receipt',
            quiet: true,
            anonymous: true,
        })
    }
}

function ofJob(job: Job): Subject {
    const a = job.assignment
    return {
        ref: 'assignment/' + job.id,
        version: a.asked_at ? '#well' + (a.answer_until ?? '') : '#job',
        tune: 'job',
        waits: a.state === 'sent' || a.asked_at !== undefined,
        delivered: a.delivered_at !== undefined,
        seen: a.seen_at !== undefined,
        path: `/api/v1/assignments/${encodeURIComponent(job.id)}/receipt`,
    }
}

/** Words ring once; that they were read is said by a tap. */
function ofWords(words: Words): Subject {
    const m = words.message
    return {
        ref: 'message/' + words.id,
        version: '#',
        tune: 'notice',
        waits: true,
        delivered: m.delivered_at !== undefined,
        seen: m.seen_at !== undefined,
        path: `/api/v1/messages/${encodeURIComponent(words.id)}/receipt`,
        times: 1,
    }
}

function ofNotice(told: Told): Subject {
    const n = told.notice
    return {
        ref: 'notice/' + told.id,
        version: '#' + (n.action ?? ''),
        tune: n.action === 'observe' ? 'notice' : 'confirmed',
        waits: n.state === 'sent',
        delivered: n.delivered_at !== undefined,
        seen: n.seen_at !== undefined,
        path: `/api/v1/notices/${encodeURIComponent(told.id)}/receipt`,
    }
}
