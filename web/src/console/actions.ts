// SPDX-License-Identifier: Apache-2.0
// What a person can do here. Each action says at once what was done, and offers to undo it where that is possible.

import type { Alarm, Disposition, Incident, IncidentKind, InIncidentChange, InIncidentOpen, Practice, UnitStatus } from '../gen/types'
import { newId, patch, post } from '../lib/api'
import { splitRef } from '../lib/fold'
import { differs, type Mine } from './conflict'
import { t } from '../lib/i18n'
import { store } from '../lib/store'
import { toastError } from '../lib/ui'
import { unitName } from './names'
import { select, setUi, ui } from './state'

interface Answer {
    id: string
    seq: number
}

const at = (): string => new Date().toISOString()

/** The foot line says it, with the undo beside it. */
export function said(text: string, undo?: () => void): void {
    setUi({ last: { text, at: Date.now(), ...(undo ? { undo } : {}) } })
}

/** Takes back what the foot line shows; once. */
export function undoLast(): void {
    const undo = ui.last?.undo
    if (!undo) return
    setUi({ last: undefined })
    undo()
}

/** Runs it, says what it did, shows what went wrong. Undefined when it failed. */
export async function act<T>(run: () => Promise<T>, text: (answer: T) => string, undo?: (answer: T) => void): Promise<T | undefined> {
    try {
        const answer = await run()
        said(text(answer), undo ? () => undo(answer) : undefined)
        return answer
    } catch (error) {
        toastError(error)
        return undefined
    }
}

/** The same of what somebody else may have changed meanwhile: then the person decides, in the place of the thing itself. */
export async function actSeen<T>(ref: string, mine: Mine, run: () => Promise<T>, text: (answer: T) => string, undo?: (answer: T) => void): Promise<T | undefined> {
    try {
        const answer = await run()
        said(text(answer), undo ? () => undo(answer) : undefined)
        return answer
    } catch (error) {
        const conflict = differs(ref, error, mine)
        if (conflict && ui.selected === ref) setUi({ asking: 'conflict', conflict })
        else toastError(error)
        return undefined
    }
}

/** Acknowledgements on their way: a quick `d` after `a` waits for it instead of sending a second one. */
const taking = new Map<string, Promise<Answer | undefined>>()

export function acknowledge(id: string): Promise<Answer | undefined> {
    const running = taking.get(id)
    if (running) return running
    const begun = act(
        () => post<Answer>(`/api/v1/alarms/${id}/acknowledge`, { at: at(), id: newId() }),
        () => t('did.acknowledged', { id }),
    )
    taking.set(id, begun)
    // The event may come a little later than the answer.
    void begun.finally(() => setTimeout(() => taking.delete(id), 2000))
    return begun
}

/** Those of one row, as they were shown: what came since is nobody's yet. */
export async function acknowledgeMany(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += 1000) {
        const alarms = ids.slice(from, from + 1000)
        await act(
            () => post<Answer & { acknowledged: number }>('/api/v1/alarms/acknowledge', { alarms, at: at() }),
            (answer) => t('did.acknowledged_many', { n: answer.acknowledged }),
        )
    }
}

export function shelve(device: string, hours: number, why: string): Promise<Answer | undefined> {
    setUi({ asking: '' })
    return act(
        () => post<Answer>(`/api/v1/devices/${device}/shelve`, { until: new Date(Date.now() + hours * 3600_000).toISOString(), why, id: newId() }),
        () => t('did.shelved', { id: device }),
        () => void unshelve(device),
    )
}

export function unshelve(device: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/devices/${device}/unshelve`, { id: newId() }),
        () => t('did.unshelved', { id: device }),
    )
}

/** seen: an incident's sequence when the person was asked how it ended. */
export function close(ref: string, disposition: Disposition, note = '', seen?: number): Promise<Answer | undefined> {
    const { kind, id } = splitRef(ref)
    const path = kind === 'alarm' ? `/api/v1/alarms/${id}` : `/api/v1/incidents/${id}`
    const body = { disposition, at: at(), id: newId(), ...(note ? { note } : {}), ...(kind === 'incident' && seen ? { seen } : {}) }
    setUi({ asking: '' })
    return actSeen(
        ref,
        { what: t('conflict.closing', { how: t(`disposition.${disposition}`) }), again: (now) => void close(ref, disposition, note, now) },
        () => post<Answer>(path + '/close', body),
        () => t('did.closed', { id, how: t(`disposition.${disposition}`) }),
        () => {
            select(ref)
            void act(
                () => post<Answer>(path + '/reopen', { at: at(), id: newId() }),
                () => t('did.reopened', { id }),
            )
        },
    )
}

export function reopen(ref: string): Promise<Answer | undefined> {
    const { kind, id } = splitRef(ref)
    const path = kind === 'alarm' ? `/api/v1/alarms/${id}/reopen` : `/api/v1/incidents/${id}/reopen`
    return act(
        () => post<Answer>(path, { at: at(), id: newId() }),
        () => t('did.reopened', { id }),
    )
}

export async function note(ref: string, text: string): Promise<boolean> {
    const { kind, id } = splitRef(ref)
    const path = kind === 'alarm' ? `/api/v1/alarms/${id}/note` : `/api/v1/incidents/${id}/note`
    const answer = await act(
        () => post<Answer>(path, { text, id: newId() }),
        () => t('did.noted'),
    )
    return answer !== undefined
}

/** Opens an incident and selects it. */
export async function openIncident(body: Omit<InIncidentOpen, 'id'>): Promise<string | undefined> {
    const answer = await act(
        () => post<Answer>('/api/v1/incidents', { ...body, id: newId() }),
        (done) => t('did.opened', { id: done.id }),
    )
    if (answer) select('incident/' + answer.id)
    return answer?.id
}

const FROM_ALARM: Record<string, IncidentKind> = { help: 'officer_help', fire: 'fire', medical: 'medical' }

export const isPractice = (row: { practice?: Practice } | undefined): boolean => row?.practice === 'drill' || row?.practice === 'maintenance'

/** A press in a drill or in maintenance is real: all hear it, and the drill ends. */
export function genuine(id: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/alarms/${id}/genuine`, { at: at(), id: newId() }),
        () => t('did.genuine', { id }),
    )
}

/** From an alarm to its incident: takes the alarm first when nobody has. */
export async function incidentFromAlarm(id: string, exercise = false): Promise<string | undefined> {
    const alarm = store.one('alarm', id)
    if (!alarm) return undefined
    if (isPractice(alarm) && !alarm.incident && !exercise) {
        said(t('did.not_sent'))
        return undefined
    }
    if (alarm.incident) {
        select('incident/' + alarm.incident)
        return alarm.incident
    }
    if (making.has(id)) return undefined
    making.add(id)
    try {
        if (alarm.state === 'active' && !(await acknowledge(id))) return undefined
        return await openFromAlarm(id, alarm)
    } finally {
        making.delete(id)
    }
}

/** Alarms whose incident is being made: a second press of the key makes no second incident. */
const making = new Set<string>()

/** The title is a name and not a text of this person's language: others read it in theirs. */
function openFromAlarm(id: string, alarm: Alarm): Promise<string | undefined> {
    const site = store.one('site', alarm.site)
    const name = site?.name ?? store.one('device', alarm.device)?.name ?? alarm.unit
    const title = name ?? (alarm.devices ? store.one('area', alarm.area)?.name : alarm.device) ?? ''
    return openIncident({
        kind: FROM_ALARM[alarm.kind ?? ''] ?? 'alarm',
        priority: alarm.priority ?? 1,
        alarm: id,
        title,
        ...(isPractice(alarm) ? { drill: true } : {}),
        ...(site?.address ? { address: site.address } : {}),
        ...(alarm.lat !== undefined && alarm.lon !== undefined ? { lat: alarm.lat, lon: alarm.lon } : {}),
    })
}

export function incidentFromHit(id: string): Promise<string | undefined> {
    const hit = store.one('hit', id)
    return openIncident({
        kind: 'wanted_vehicle',
        priority: 2,
        hit: id,
        title: hit?.plate ?? '',
        ...(hit?.lat !== undefined && hit.lon !== undefined ? { lat: hit.lat, lon: hit.lon } : {}),
    })
}

type Change = Omit<InIncidentChange, 'seen'>

/** base: the incident as it was in the form. The undo sets what it was then, unless somebody else changed it since. */
export function changeIncident(id: string, base: Incident, change: Change, seen = base.seq): Promise<Answer | undefined> {
    const fields = Object.keys(change) as (keyof Change)[]
    const before = Object.fromEntries(fields.map((field) => [field, base[field] ?? '']))
    const send = (body: Change, from: number): Promise<Answer> => patch<Answer>(`/api/v1/incidents/${id}`, { ...body, seen: from })
    const mine = (values: Change, from: Incident): Mine => ({
        what: t('conflict.changing'),
        values,
        again: (now) => void changeIncident(id, from, values, now),
        rest: (rest, now) => void changeIncident(id, from, rest, now),
    })
    setUi({ asking: '' })
    return actSeen(
        'incident/' + id,
        mine(change, base),
        () => send(change, seen),
        () => t('did.changed', { id }),
        (done) => {
            const after = { ...base, ...change, seq: done.seq }
            void actSeen('incident/' + id, mine(before, after), () => send(before, done.seq), () => t('did.changed_back', { id }))
        },
    )
}

let sentAt = 0

/** A key held or pressed twice sends one unit, not two. */
export async function assign(incident: string, unit: string, override = ''): Promise<Answer | undefined> {
    if (Date.now() - sentAt < 1200) return undefined
    sentAt = Date.now()
    return sendSeen(incident, unit, override, store.one('incident', incident)?.seq)
}

/** One after the other; who cannot be sent any more is told, and the others go all the same. One undo for all. */
export async function assignAll(incident: string, units: readonly string[]): Promise<void> {
    if (Date.now() - sentAt < 1200) return
    sentAt = Date.now()
    const sent: { id: string; unit: string }[] = []
    for (const unit of units) {
        try {
            const done = await post<Answer>(`/api/v1/incidents/${incident}/assign`, { unit, id: newId() })
            sent.push({ id: done.id, unit })
        } catch (error) {
            toastError(error)
        }
    }
    if (sent.length > 0) said(t('did.sent', { unit: sent.map((one) => unitName(one.unit)).join(', ') }), () => sent.forEach((one) => void cancel(one.id)))
}

function sendSeen(incident: string, unit: string, override: string, seen: number | undefined): Promise<Answer | undefined> {
    return actSeen(
        'incident/' + incident,
        { what: t('conflict.sending', { unit: unitName(unit) }), again: (now) => void sendSeen(incident, unit, override, now) },
        () => post<Answer>(`/api/v1/incidents/${incident}/assign`, { unit, id: newId(), ...(seen ? { seen } : {}), ...(override ? { override } : {}) }),
        () => t('did.sent', { unit: unitName(unit) }),
        (done) => void cancel(done.id),
    )
}

/** seen: the incident's sequence as it is shown. */
export function lead(incident: string, unit: string, seen = store.one('incident', incident)?.seq): Promise<Answer | undefined> {
    return actSeen(
        'incident/' + incident,
        { what: t('conflict.leading', { unit: unitName(unit) }), again: (now) => void lead(incident, unit, now) },
        () => post<Answer>(`/api/v1/incidents/${incident}/lead`, { unit, id: newId(), ...(seen ? { seen } : {}) }),
        () => t('did.lead', { unit: unitName(unit) }),
    )
}

export function cancel(assignment: string): Promise<Answer | undefined> {
    const unit = store.one('assignment', assignment)?.unit
    return act(
        () => post<Answer>(`/api/v1/assignments/${assignment}/step`, { state: 'cancelled', at: at(), id: newId() }),
        () => t('did.cancelled', { unit: unitName(unit) }),
    )
}

export function link(incident: string, to: string): Promise<Answer | undefined> {
    setUi({ asking: '' })
    return act(
        () => post<Answer>(`/api/v1/incidents/${incident}/link`, { to, id: newId() }),
        () => t('did.linked', { id: to }),
        () => void unlink(incident, to),
    )
}

export function unlink(incident: string, to: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/incidents/${incident}/unlink`, { to, id: newId() }),
        () => t('did.unlinked', { id: to }),
    )
}

/** A duplicate: the other one handles it from now on, and is shown. */
export async function merge(incident: string, into: string, seen: number): Promise<void> {
    const ref = 'incident/' + incident
    setUi({ asking: '' })
    const done = await actSeen(
        ref,
        { what: t('conflict.merging', { id: into }), again: (now) => void merge(incident, into, now) },
        () => post<Answer>(`/api/v1/incidents/${incident}/merge`, { into, seen, id: newId() }),
        () => t('did.merged', { id: incident, into }),
        () => {
            select(ref)
            void reopen(ref)
        },
    )
    if (done && ui.selected === ref) select('incident/' + into)
}

export async function writeTo(unit: string, text: string): Promise<boolean> {
    const done = await act(
        () => post<Answer>(`/api/v1/units/${encodeURIComponent(unit)}/message`, { text, id: newId() }),
        () => t('did.written', { to: unitName(unit) }),
    )
    return done !== undefined
}

/** To all on duty in an area, or at work on an incident. */
export async function broadcast(body: { text: string; area?: string; incident?: string }): Promise<boolean> {
    const done = await act(
        () => post<Answer & { units: number }>('/api/v1/broadcasts', { ...body, id: newId() }),
        (answer) => t('did.broadcast', { n: answer.units }),
    )
    return done !== undefined
}

export function readMessage(id: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/messages/${id}/receipt`, { receipt: 'seen', at: at() }),
        () => t('did.read'),
    )
}

export function well(assignment: string): Promise<Answer | undefined> {
    const unit = store.one('assignment', assignment)?.unit
    return act(
        () => post<Answer>(`/api/v1/assignments/${assignment}/well`, { at: at(), id: newId() }),
        () => t('did.well', { unit: unitName(unit) }),
    )
}

export function setStatus(unit: string, status: UnitStatus): Promise<Answer | undefined> {
    const before = store.one('unit', unit)?.status
    const send = (to: UnitStatus): Promise<Answer> =>
        post<Answer>(`/api/v1/units/${encodeURIComponent(unit)}/status`, { status: to, at: at(), id: newId() })
    return act(
        () => send(status),
        () => t('did.status', { unit: unitName(unit), status: t(`unit_status.${status}`) }),
        before && before !== status
            ? () => void act(() => send(before), () => t('did.status', { unit: unitName(unit), status: t(`unit_status.${before}`) }))
            : undefined,
    )
}

export function see(hit: string, same: { plate: boolean; region: boolean; class: boolean }): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/hits/${hit}/see`, { ...same, id: newId() }),
        () => t('did.compared'),
    )
}

export function reaffirm(hit: string, name: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/hits/${hit}/reaffirm`, { name, id: newId() }),
        () => t('did.reaffirmed', { name }),
    )
}

export function dismiss(hit: string, why: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer>(`/api/v1/hits/${hit}/dismiss`, { why, id: newId() }),
        () => t('did.dismissed'),
    )
}

export function adopt(device: string): Promise<Answer | undefined> {
    const known = store.one('device', device)
    const body = {
        kind: known?.kind ?? 'other',
        name: known?.name ?? device,
        ...(known?.lat !== undefined && known.lon !== undefined ? { lat: known.lat, lon: known.lon } : {}),
    }
    return act(
        () => post<Answer>(`/api/v1/devices/${encodeURIComponent(device)}/adopt`, body),
        () => t('did.adopted', { id: device }),
    )
}

export function testDevice(device: string): Promise<Answer | undefined> {
    return act(
        () => post<Answer & { alarm?: string }>(`/api/v1/devices/${encodeURIComponent(device)}/test`),
        (done) => t(done.alarm ? 'did.tested' : 'did.test_noted', { id: device }),
    )
}
