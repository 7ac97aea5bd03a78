// SPDX-License-Identifier: Apache-2.0
// All that happened to one thing: who, what, when by the centre and by the device.

import { useEffect, useState } from 'preact/hooks'
import { forgetEvents, splitRef, type Event } from '../lib/fold'
import { clock, ms } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { AskPurpose, asksPurpose, lookUp, usePurpose } from '../lib/purpose'
import { store, useStore } from '../lib/store'
import { ProblemBox, Time } from '../lib/ui'
import { actorName, personName, unitName } from './names'
import { ProofBadge, useReach } from '../lib/proof'
import { may } from '../lib/session'
import { openReplay, view } from './state'
import { answerText, reasonText } from './reasons'

/** Events that only repeat, beside another of the same moment, what the unit's step already says. */
function repeats(event: Event, of: string): boolean {
    if (event.type === 'photo.asked' || event.type === 'photo.stored' || event.type === 'photo.kept' || event.type.endsWith('.archived')) return true
    if (event.type === 'unit.status') return !of.startsWith('unit/')
    if (event.type === 'incident.shared' || (event.type === 'incident.crew' && !event.data?.lead)) return true
    return event.type === 'incident.state' && ['dispatched', 'en_route', 'on_scene'].includes(text(event.data?.state))
}

function concerns(event: Event, ref: string): boolean {
    return event.subject === ref || event.about === ref
}

/** The thing's history, kept up to date by the stream. What is no duty of ours waits for a purpose. */
export function useHistory(ref: string, purpose: string): { events: Event[]; error: unknown } {
    const [events, setEvents] = useState<Event[]>([])
    const [error, setError] = useState<unknown>()
    const journal = useStore((s) => s.picture.journal)
    useEffect(() => {
        let live = true
        const add = (more: readonly Event[]): void =>
            setEvents((before) => {
                const known = new Set(before.map((one) => one.seq))
                const fresh = more.filter((one) => !known.has(one.seq))
                return fresh.length === 0 ? before : [...before, ...fresh].sort((a, b) => a.seq - b.seq)
            })
        setEvents([])
        setError(undefined)
        const { kind, id } = splitRef(ref)
        lookUp<{ events: Event[] }>(`/api/v1/history/${kind}/${encodeURIComponent(id)}`, purpose).then(
            (answer) => live && add(answer.events),
            (problem: unknown) => live && setError(problem),
        )
        const stop = store.onEvents((more) => {
            const mine = more.filter((event) => concerns(event, ref))
            if (mine.length > 0) add(mine)
        })
        const stopForgetting = store.onForgotten((by, gone) => setEvents((before) => forgetEvents(before, by, gone)))
        return () => {
            live = false
            stop()
            stopForgetting()
        }
    }, [ref, journal, purpose])
    return { events, error }
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** What an event says, beyond its name. */
function details(event: Event): string {
    const d = event.data ?? {}
    const { kind, id } = splitRef(event.subject)
    if (event.forgotten) return t('timeline.forgotten')
    switch (event.type) {
        case 'note.added':
            return text(d.text)
        case 'message.sent':
            return [d.way === 'to_desk' ? '' : unitName(text(d.unit)), text(d.text)].filter(Boolean).join(' · ')
        case 'message.delivered':
        case 'message.undelivered':
        case 'message.seen':
            return unitName(store.one('message', id)?.unit)
        case 'assignment.sent':
            return [unitName(text(d.unit)), d.reason ? reasonText(text(d.reason)) : '', text(d.override)].filter(Boolean).join(' · ')
        case 'alarm.escalated':
            return d.escalated ? t('alarm.step', { n: Number(d.escalated) }) : ''
        case 'alarm.pressed':
            return `×${text(d.count)}`
        case 'alarm.followed':
            return text(d.detail)
        case 'device.reported':
            return text(d.reported)
        case 'alarm.closed':
        case 'incident.closed':
            return tOr('disposition.' + text(d.disposition), text(d.disposition))
        case 'hit.dismissed':
            return text(d.dismissal)
        case 'notice.sent':
            return unitName(text(d.unit))
        case 'notice.answered':
            return [unitName(store.one('notice', id)?.unit), answerText(text(d.answer))].filter(Boolean).join(' · ')
        case 'hit.moved':
        case 'violation.moved':
            return store.one('device', text(d.camera))?.name ?? text(d.camera)
        case 'incident.merged':
            return text(d.merged_into)
        case 'incident.linked':
            return Array.isArray(d.links) ? d.links.join(', ') : ''
        case 'incident.absorbed':
        case 'incident.released':
        case 'incident.unmerged':
            return splitRef(event.about ?? '').id
        case 'incident.crew':
            return unitName(text(d.lead))
        case 'alarm.linked':
            return text(d.incident)
        default:
            break
    }
    if (kind === 'assignment') {
        return [unitName(store.one('assignment', id)?.unit), text(d.refusal), d.offered ? t('assignment.offered', { unit: unitName(text(d.offered)) }) : ''].filter(Boolean).join(' · ')
    }
    if (kind === 'notice') return unitName(store.one('notice', id)?.unit)
    if (event.type === 'hit.confirmed') return personName(text(d.confirmed_by))
    return ''
}

/** A device speaks through a token that many may share: its own name says more. */
function who(event: Event): string {
    if (event.forgotten) return ''
    const device = text(event.data?.device)
    if (event.actor?.startsWith('token/') && device) return store.one('device', device)?.name ?? device
    return actorName(event.actor)
}

/** The event's name; those that carry a state are told by the state. */
function headline(event: Event): string {
    if (event.forgotten) return tOr('event.' + event.type, event.type)
    const state = text(event.data?.state)
    if (event.type === 'assignment.state') return tOr('event.assignment.' + state, state)
    if (event.type === 'incident.state') return tOr('event.incident.' + state, state)
    if (event.type === 'unit.status') return tOr('unit_status.' + text(event.data?.status), event.type)
    if (event.type === 'unit.duty') return tOr('unit_duty.' + text(event.data?.duty), event.type)
    if (event.type === 'unit.listening') return t(event.data?.listening ? 'unit.listens' : 'unit.deaf')
    return tOr('event.' + event.type, event.type)
}

/** The device's own time where it differs by a second or more. */
function DeviceTime(props: { event: Event }) {
    const own = ms(text(props.event.data?.device_at) || props.event.time)
    const server = ms(props.event.recorded)
    if (Number.isNaN(own) || Number.isNaN(server) || Math.abs(server - own) < 1000) return null
    return (
        <span class="faint num" title={t('timeline.device_time')}>
            {t('timeline.device', { time: clock(own) })}
        </span>
    )
}

export function Timeline(props: { of: string }) {
    const { purpose, atPhoto, give } = usePurpose(props.of)
    const { events, error } = useHistory(props.of, purpose)
    useStore((s) => s.picture.tables.assignment)
    const then = useStore((s) => (view === 'replay' ? s.picture.seq : Infinity))
    const shown = events.filter((event) => event.seq <= then && !repeats(event, props.of))
    const reach = useReach(shown.at(-1)?.seq ?? 0)
    return (
        <section class="block">
            <h3>{t('timeline.name')}</h3>
            {asksPurpose(error) ? (
                atPhoto ? (
                    <p class="dim">{t('purpose.at_photo')}</p>
                ) : (
                    <AskPurpose key={props.of} {...(purpose ? { error } : {})} onGiven={give} />
                )
            ) : (
                error !== undefined && <ProblemBox error={error} />
            )}
            <ol class="timeline">
                {shown.map((event) => (
                    <li key={event.seq} data-type={event.type} data-forgotten={event.forgotten}>
                        <Time at={event.recorded ?? event.time} />
                        <div>
                            <span class="strong">{headline(event)}</span> <span>{details(event)}</span>
                            <div class="dim">
                                {who(event)} <DeviceTime event={event} /> <ProofBadge seq={event.seq} reach={reach} />
                                {may('history.read') && view !== 'replay' && (
                                    <>
                                        {' '}
                                        <button type="button" class="link replay-from" title={t('replay.from.says')} onClick={() => openReplay(event.seq)}>
                                            {t('replay.from')}
                                        </button>
                                    </>
                                )}
                            </div>
                        </div>
                    </li>
                ))}
            </ol>
        </section>
    )
}
