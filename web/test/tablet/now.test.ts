// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Assignment, Incident, Notice } from '../../src/gen/types'
import type { Tables } from '../../src/lib/fold'
import { merged } from '../../src/tablet/heal'
import { choose, nextStep, openJobs, openNotices } from '../../src/tablet/now'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const job = (state: Assignment['state'], sent: string, unit = 'M21'): Assignment => ({
    seq: 1,
    unit,
    incident: 'I1',
    state,
    sent_at: `2026-11-22T11:${sent}:00Z`,
})
const told = (more: Partial<Notice>): Notice => ({
    seq: 1,
    unit: 'M21',
    action: 'danger',
    state: 'sent',
    sent_at: '2026-11-22T11:59:00Z',
    expires_at: '2026-11-22T12:05:00Z',
    ...more,
})
const tables = (
    assignment: Record<string, Assignment>,
    notice: Record<string, Notice> = {},
): Tables => ({
    assignment: new Map(Object.entries(assignment)),
    notice: new Map(Object.entries(notice)),
})

describe('what the officer sees', () => {
    it('shows own open jobs only, the newest first, as they will be when the queue is empty', () => {
        const all = tables({
            G1: job('sent', '10'),
            G2: job('on_scene', '20'),
            G3: job('sent', '30', 'M22'),
            G4: job('cleared', '40'),
        })
        expect(openJobs(all, 'M21', []).map((j) => j.id)).toEqual(['G2', 'G1'])
        const queued = [{ kind: 'assignment' as const, id: 'G2', patch: { state: 'cleared' } }]
        expect(openJobs(all, 'M21', queued).map((j) => j.id)).toEqual(['G1'])
        const accepted = [{ kind: 'assignment' as const, id: 'G1', patch: { state: 'accepted' } }]
        expect(nextStep(openJobs(all, 'M21', accepted)[1]!)).toBe('en_route')
        expect(all.assignment?.get('G1')?.state).toBe('sent')
    })

    it('lets a notice go when it expires, is given up or withdrawn', () => {
        const all = tables(
            {},
            {
                N1: told({}),
                N2: told({ expires_at: '2026-11-22T11:59:59Z' }),
                N3: told({ action: 'withdrawn' }),
                N4: told({ state: 'answered', answer: 'lost' }),
                N5: told({ state: 'answered', answer: 'following' }),
                N6: told({ unit: 'M22' }),
            },
        )
        expect(openNotices(all, 'M21', [], NOW).map((n) => n.id)).toEqual(['N1', 'N5'])
    })

    it('refuses what is older than 15 minutes, however long the centre meant it to last', () => {
        const at = (minutes: number, more = {}) => told({ at: new Date(NOW - minutes * 60_000).toISOString(), expires_at: '2026-11-22T23:00:00Z', ...more })
        const all = tables({}, { N1: at(14.9), N2: at(15.1), N3: at(16, { state: 'answered', answer: 'following' }), N4: told({ at: undefined, sent_at: undefined }) })
        expect(openNotices(all, 'M21', [], NOW).map((n) => n.id)).toEqual(['N1'])
        expect(openNotices(all, 'M21', [], NOW + 60_000)).toEqual([])
    })

    it('puts an unanswered notice before a job, and an answered one where the officer wants it', () => {
        const all = tables({ G1: job('accepted', '10') }, { N1: told({}) })
        const jobs = openJobs(all, 'M21', [])
        const fresh = openNotices(all, 'M21', [], NOW)
        expect(choose(jobs, fresh, 'G1', 'job').is).toBe('notice')
        const answer = [
            {
                kind: 'notice' as const,
                id: 'N1',
                patch: { state: 'answered', answer: 'following' },
            },
        ]
        const following = openNotices(all, 'M21', answer, NOW)
        expect(choose(jobs, following, 'G1', 'job').is).toBe('job')
        expect(choose(jobs, following, 'G1', undefined).is).toBe('notice')
        expect(choose([], following, undefined, 'job').is).toBe('notice')
        expect(choose([], [], undefined, undefined).is).toBe('idle')
    })
})

describe('an incident known in part', () => {
    it('is completed without losing what the stream told since', () => {
        const part: Incident = { seq: 20, state: 'dispatched' }
        const full: Incident = { seq: 12, state: 'received', kind: 'robbery', address: 'Navoi 12' }
        const own: Tables = { incident: new Map([['I1', part]]) }
        const asked: Tables = { incident: new Map([['I1', full]]) }
        expect(merged(own, asked, 'I1').incident?.get('I1')).toEqual({
            seq: 20,
            state: 'dispatched',
            kind: 'robbery',
            address: 'Navoi 12',
        })
        const newer: Tables = {
            incident: new Map([['I1', { ...full, seq: 30, state: 'cleared' as const }]]),
        }
        expect(merged(own, newer, 'I1').incident?.get('I1')?.state).toBe('cleared')
        expect(merged(own, {}, 'I1')).toBe(own)
    })
})
