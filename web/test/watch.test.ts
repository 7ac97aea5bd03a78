// SPDX-License-Identifier: Apache-2.0
// The guided watch goes on when things really happen, whoever did them, and is not led astray by others.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beginWatch, endWatch, skipStory, STEPS, takeEvents, watchNow } from '../src/console/watch'
import { pictureFrom, type Event } from '../src/lib/fold'
import { store } from '../src/lib/store'

let seq = 100
let stop = (): void => undefined

function happens(type: string, subject: string, data: object, about = ''): void {
    const event = { id: `j:${++seq}`, seq, type, subject, data, about, time: '', recorded: '', actor: 'core' } as unknown as Event
    store.take({ t: 'events', events: [event] })
}

const says = (): string | undefined => STEPS[watchNow()?.at ?? -1]?.says

function known(entities: object): void {
    store.take({ t: 'picture', picture: pictureFrom({ stream_id: 'j:1', now: '', entities }), live: [], seen: {}, now: '' })
}

beforeEach(() => {
    vi.stubGlobal('localStorage', { setItem: () => undefined, getItem: () => null })
    known({})
    stop = store.onEvents(takeEvents)
})
afterEach(() => {
    stop()
    endWatch()
    vi.unstubAllGlobals()
})

describe('guided watch', () => {
    it('follows its three stories to the end', () => {
        beginWatch()
        expect(says()).toBe('watch.alarm.wait')
        happens('alarm.raised', 'alarm/A1', { state: 'active', priority: 4, kind: 'technical' })
        happens('alarm.raised', 'alarm/A2', { state: 'active', priority: 1, kind: 'panic', unknown_device: true })
        expect(says()).toBe('watch.alarm.wait')
        happens('alarm.raised', 'alarm/A3', { state: 'active', priority: 1, kind: 'panic' })
        expect(says()).toBe('watch.alarm.take')
        happens('alarm.acknowledged', 'alarm/A2', { state: 'acknowledged' })
        expect(says()).toBe('watch.alarm.take')
        happens('alarm.acknowledged', 'alarm/A3', { state: 'acknowledged' })
        expect(says()).toBe('watch.alarm.incident')
        happens('incident.received', 'incident/I1', { state: 'received', alarm: 'A3' }, 'alarm/A3')
        happens('alarm.linked', 'alarm/A3', { incident: 'I1' })
        expect(says()).toBe('watch.alarm.send')
        happens('assignment.sent', 'assignment/G1', { incident: 'I9', state: 'sent' })
        expect(says()).toBe('watch.alarm.send')
        happens('assignment.sent', 'assignment/G2', { incident: 'I1', state: 'sent' })
        expect(says()).toBe('watch.alarm.follow')
        happens('incident.state', 'incident/I1', { state: 'on_scene' })
        expect(says()).toBe('watch.alarm.close')
        happens('incident.closed', 'incident/I1', { state: 'closed' })
        expect(says()).toBe('watch.racing.wait')
        happens('violation.found', 'violation/V1', { kind: 'speeding' })
        expect(says()).toBe('watch.racing.told')
        happens('notice.sent', 'notice/O1', { about: 'violation/V1', state: 'sent' }, 'violation/V1')
        expect(says()).toBe('watch.racing.told')
        happens('notice.seen', 'notice/O1', { seen_at: '2026-01-01T12:00:00Z' }, 'violation/V1')
        expect(says()).toBe('watch.wanted.wait')
        happens('hit.found', 'hit/H1', { state: 'unconfirmed' })
        expect(says()).toBe('watch.wanted.compare')
        happens('hit.seen', 'hit/H1', { state: 'seen' })
        expect(says()).toBe('watch.wanted.reaffirm')
        happens('hit.confirmed', 'hit/H1', { state: 'confirmed' })
        expect(says()).toBe('watch.end.says')
    })

    it('passes over what is so already', () => {
        known({
            alarm: { A1: { seq: 1, state: 'active', priority: 1 } },
            violation: { V1: { seq: 2 } },
            notice: { O1: { seq: 3, about: 'violation/V1', seen_at: '2026-01-01T12:00:00Z' } },
        })
        beginWatch()
        expect(says()).toBe('watch.alarm.take')
        happens('alarm.acknowledged', 'alarm/A1', { state: 'acknowledged' })
        happens('assignment.sent', 'assignment/G1', { incident: 'I1', state: 'sent' })
        happens('alarm.linked', 'alarm/A1', { incident: 'I1' }) // somebody else has sent a unit before
        expect(says()).toBe('watch.alarm.follow')
        skipStory()
        expect(says()).toBe('watch.wanted.wait')
        skipStory()
        expect(says()).toBe('watch.end.says')
    })
})
