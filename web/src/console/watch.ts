// SPDX-License-Identifier: Apache-2.0
// The guided watch of the demo: three short stories that go on when things really happen. Nothing is simulated here.

import { useEffect, useState } from 'preact/hooks'
import type { Event } from '../lib/fold'
import { splitRef } from '../lib/fold'
import type { Key } from '../lib/i18n'
import { store } from '../lib/store'

export interface Step {
    story: Key
    says: Key
    /** what to press, shown beside the text */
    key?: string
    /** the thing to select, once it is known */
    shows: (s: Subject) => string
    /** goes on by this event */
    done: (event: Event, s: Subject) => boolean
    /** goes on at once: the thing is already so */
    already?: (s: Subject) => boolean
}

/** What the story is about, found as it goes. */
export interface Subject {
    alarm: string
    incident: string
    violation: string
    hit: string
}

const isOf = (event: Event, ref: string): boolean => event.subject === ref || event.about === ref

export const STEPS: readonly Step[] = [
    {
        story: 'watch.alarm',
        says: 'watch.alarm.wait',
        shows: () => '',
        done: (event, s) => {
            if (event.type !== 'alarm.raised' || event.data?.priority !== 1 || event.data.unknown_device) return false
            s.alarm = event.subject
            return true
        },
        already: (s) => {
            for (const [id, alarm] of store.table('alarm')) {
                if (alarm.state !== 'active' || alarm.unknown_device || alarm.priority !== 1) continue
                s.alarm = 'alarm/' + id
                return true
            }
            return false
        },
    },
    {
        story: 'watch.alarm',
        says: 'watch.alarm.take',
        key: 'a',
        shows: (s) => s.alarm,
        done: (event, s) => isOf(event, s.alarm) && (event.type === 'alarm.acknowledged' || event.type === 'alarm.linked'),
        already: (s) => store.one('alarm', splitRef(s.alarm).id)?.state === 'acknowledged',
    },
    {
        story: 'watch.alarm',
        says: 'watch.alarm.incident',
        key: 'd',
        shows: (s) => s.alarm,
        done: (event, s) => {
            if (event.type !== 'alarm.linked' || event.subject !== s.alarm) return false
            s.incident = 'incident/' + String(event.data?.incident)
            return true
        },
        already: (s) => {
            const incident = store.one('alarm', splitRef(s.alarm).id)?.incident
            if (incident) s.incident = 'incident/' + incident
            return !!incident
        },
    },
    {
        story: 'watch.alarm',
        says: 'watch.alarm.send',
        key: 'd',
        shows: (s) => s.incident,
        done: (event, s) => event.type === 'assignment.sent' && 'incident/' + String(event.data?.incident) === s.incident,
        already: (s) => [...store.table('assignment').values()].some((one) => 'incident/' + (one.incident ?? '') === s.incident),
    },
    {
        story: 'watch.alarm',
        says: 'watch.alarm.follow',
        shows: (s) => s.incident,
        done: (event, s) => event.subject === s.incident && ['on_scene', 'cleared', 'closed'].includes(String(event.data?.state)),
    },
    {
        story: 'watch.alarm',
        says: 'watch.alarm.close',
        key: 'c',
        shows: (s) => s.incident,
        done: (event, s) => event.type === 'incident.closed' && event.subject === s.incident,
        already: (s) => store.one('incident', splitRef(s.incident).id)?.state === 'closed',
    },
    {
        story: 'watch.racing',
        says: 'watch.racing.wait',
        shows: () => '',
        done: (event, s) => {
            if (event.type !== 'violation.found') return false
            s.violation = event.subject
            return true
        },
        already: (s) => {
            const first = store.table('violation').keys().next()
            if (!first.done) s.violation = 'violation/' + first.value
            return !first.done
        },
    },
    {
        story: 'watch.racing',
        says: 'watch.racing.told',
        shows: (s) => s.violation,
        done: (event, s) => event.about === s.violation && (event.type === 'notice.seen' || event.type === 'notice.answered'),
        already: (s) => [...store.table('notice').values()].some((one) => one.about === s.violation && !!one.seen_at),
    },
    {
        story: 'watch.wanted',
        says: 'watch.wanted.wait',
        shows: () => '',
        done: (event, s) => {
            if (event.type !== 'hit.found') return false
            s.hit = event.subject
            return true
        },
        already: (s) => {
            for (const [id, hit] of store.table('hit')) {
                if (hit.state !== 'unconfirmed') continue
                s.hit = 'hit/' + id
                return true
            }
            return false
        },
    },
    {
        story: 'watch.wanted',
        says: 'watch.wanted.compare',
        shows: (s) => s.hit,
        done: (event, s) => event.subject === s.hit && (event.type === 'hit.seen' || event.type === 'hit.dismissed'),
        already: (s) => store.one('hit', splitRef(s.hit).id)?.state === 'seen',
    },
    {
        story: 'watch.wanted',
        says: 'watch.wanted.reaffirm',
        shows: (s) => s.hit,
        done: (event, s) => event.subject === s.hit && event.type === 'hit.confirmed',
        already: (s) => store.one('hit', splitRef(s.hit).id)?.state !== 'seen',
    },
    { story: 'watch.end', says: 'watch.end.says', shows: () => '', done: () => false },
]

const SEEN = 'markaz.watch'

export interface Watch {
    at: number
    subject: Subject
}

let watch: Watch | undefined
const watchers = new Set<() => void>()

function tell(): void {
    for (const watcher of [...watchers]) watcher()
}

/** Where the watch is; undefined: none runs. */
export function watchNow(): Watch | undefined {
    return watch
}

/** Skips steps whose thing is already so. */
function settle(): void {
    while (watch && STEPS[watch.at]?.already?.(watch.subject)) watch = { ...watch, at: watch.at + 1 }
}

export function beginWatch(): void {
    watch = { at: 0, subject: { alarm: '', incident: '', violation: '', hit: '' } }
    settle()
    tell()
}

export function endWatch(): void {
    watch = undefined
    localStorage.setItem(SEEN, 'seen')
    tell()
}

/** To the first step of the next story. */
export function skipStory(): void {
    if (!watch) return
    const story = STEPS[watch.at]?.story
    let at = watch.at
    while (at < STEPS.length - 1 && STEPS[at]?.story === story) at++
    watch = { ...watch, at }
    settle()
    tell()
}

export function takeEvents(events: readonly Event[]): void {
    if (!watch) return
    const before = watch.at
    for (const event of events) {
        const step: Step | undefined = STEPS[watch.at]
        if (step?.done(event, watch.subject)) {
            watch = { ...watch, at: watch.at + 1 }
            settle()
        }
    }
    if (watch.at !== before) tell()
}

/** The running watch; begins by itself once in a browser when the demo runs. */
export function useWatch(demo: boolean): Watch | undefined {
    const [value, setValue] = useState(watch)
    useEffect(() => {
        const watcher = (): void => setValue(watch)
        watchers.add(watcher)
        const stop = store.onEvents(takeEvents)
        if (demo && !watch && localStorage.getItem(SEEN) === null) {
            const wait = setInterval(() => {
                if (!store.ready) return
                clearInterval(wait)
                beginWatch()
            }, 300)
        }
        watcher()
        return () => {
            watchers.delete(watcher)
            stop()
        }
    }, [])
    return value
}
