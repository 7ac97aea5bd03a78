// SPDX-License-Identifier: Apache-2.0
// The queue's rows out of the picture, and their order. Pure.

import type { Alarm, Assignment, Device, Hit, Incident, Message, Notice, Practice, Unit, Violation } from '../gen/types'
import { splitRef, type Tables } from '../lib/fold'
import { ms } from '../lib/format'
import { getLang, t } from '../lib/i18n'
import { may } from '../lib/session'
import { groupAlarms, type Group } from '../lib/group'
import type { Filter } from './state'

export type ItemKind = 'group' | 'alarm' | 'incident' | 'hit' | 'violation' | 'device' | 'unit' | 'message'

export interface Item {
    ref: string
    kind: ItemKind
    id: string
    priority: number
    /** somebody takes care of it: keeps its place, loses its colour */
    quiet: boolean
    /** closed: only shown while it is selected */
    done: boolean
    at: number
    title: string
    where: string
    state: string
    area: string
    lat: number | undefined
    lon: number | undefined
    /** who takes care of it */
    by: string[]
    /** whose the alarm is, or that an incident was made from; empty or absent: nobody's yet */
    owner?: string
    count: number
    /** pressed in a drill or in maintenance: marked wherever it is shown */
    practice: '' | 'drill' | 'maintenance'
    /** a row of several alarms: they */
    group?: Group
    /** the same, one by one */
    members?: readonly Item[]
    /** one of an opened row */
    inGroup?: boolean
}

/** Was it pressed in a drill or in maintenance? Empty: it is real. */
export function practiceOf(row: { practice?: Practice }): Item['practice'] {
    return row.practice === 'drill' || row.practice === 'maintenance' ? row.practice : ''
}

export function placeName(tables: Tables, of: { site?: string; device?: string; camera?: string; address?: string; area?: string; unit?: string }): string {
    const site = tables.site?.get(of.site ?? '')
    if (site?.name) return site.name
    if (of.address) return of.address
    if (of.unit) return tables.unit?.get(of.unit)?.name ?? of.unit
    const device = of.device ?? of.camera
    if (device) return tables.device?.get(device)?.name ?? device
    return areaName(tables, of.area)
}

export function areaName(tables: Tables, id: string | undefined): string {
    if (!id) return ''
    const area = tables.area?.get(id)
    if (!area) return id
    const lang = getLang()
    return (lang === 'en' ? area.name : area[`name_${lang}`]) || area.name || id
}

/** What an alarm says in a few words; of many silent devices there is one. */
export function alarmName(alarm: Alarm): string {
    if (alarm.cause === 'test_missed') return t('alarm.tests_missed', { n: alarm.devices ?? 0 })
    if (alarm.devices) return t('alarm.many_silent', { n: alarm.devices })
    if (alarm.cause === 'battery') return t('alarm.battery')
    return alarm.kind ? t(`alarm_kind.${alarm.kind}`) : t('kind.alarm')
}

/** Many silent devices are no place: the area around all of them. */
export function alarmPlace(tables: Tables, alarm: Alarm): string {
    if (alarm.kind === 'warning') return alarm.detail ?? areaName(tables, alarm.area)
    return alarm.devices ? areaName(tables, alarm.area) || t('scope.everything') : placeName(tables, alarm)
}

function alarmItem(tables: Tables, id: string, alarm: Alarm): Item {
    return {
        ...base('alarm', id, alarm),
        priority: alarm.priority ?? 1,
        quiet: alarm.state !== 'active',
        done: alarm.state === 'closed',
        at: ms(alarm.raised_at ?? alarm.at),
        title: alarmName(alarm),
        where: alarmPlace(tables, alarm),
        state: alarm.state ? t(`alarm_state.${alarm.state}`) : '',
        by: alarm.acked_by ? [alarm.acked_by] : [],
        owner: alarm.state === 'acknowledged' ? (alarm.owner ?? '') : '',
        count: alarm.count ?? 1,
        practice: practiceOf(alarm),
    }
}

/** Put aside with its source: recorded, but nobody's work now. */
export function isShelved(alarm: Alarm): boolean {
    return alarm.state === 'active' && !!alarm.shelved_until
}

/** Not a call for help, and of a device: names of the centre's own are none. */
export function canShelve(alarm: Alarm): boolean {
    return alarm.state === 'active' && (alarm.priority ?? 1) > 1 && !!alarm.device && !/^(unit|port|token):/.test(alarm.device) && may('alarm.handle')
}

/** What is urgent and waits decides for all; who took one of them is one of those who care. */
function groupItem(tables: Tables, group: Group, members: readonly Item[]): Item {
    const waiting = members.filter((item) => !item.quiet)
    const first = waiting[0] ?? members[0]
    const one = tables.alarm?.get(group.members[0] ?? '')
    const area = areaName(tables, group.area)
    const sites = new Set(group.members.map((id) => tables.alarm?.get(id)?.site ?? '')).size
    const place = group.site ? placeName(tables, { site: group.site }) : area || t('scope.everything')
    return {
        ...base('group', group.key, one ?? {}),
        area: group.site || group.area ? (one?.area ?? '') : '',
        priority: Math.min(...(waiting.length > 0 ? waiting : members).map((item) => item.priority)),
        quiet: waiting.length === 0,
        done: false,
        at: first?.at ?? NaN,
        title: t(`alarm_kind.${group.kind as NonNullable<Alarm['kind']>}`),
        where: group.site ? place : `${place} · ${t('group.sites', { n: sites })}`,
        state: t('group.waiting', { n: waiting.length }),
        by: [...new Set(members.flatMap((item) => item.by))],
        owner: members.every((item) => item.owner === members[0]?.owner) ? (members[0]?.owner ?? '') : '',
        count: members.length,
        practice: one ? practiceOf(one) : '',
        group,
        members,
    }
}

/** Alarms as rows: those of one site and cause, and a flood, as one; an opened one with its members behind it. */
function alarmRows(tables: Tables, options: QueueOptions): Item[] {
    const shown: [string, Alarm][] = []
    for (const [id, alarm] of tables.alarm ?? []) {
        const incident = alarm.incident ? tables.incident?.get(alarm.incident) : undefined
        const kept = `alarm/${id}` === options.keep
        if (kept || (!incident && alarm.state !== 'closed' && !isShelved(alarm))) shown.push([id, alarm])
    }
    const items = new Map(shown.map(([id, alarm]) => [id, alarmItem(tables, id, alarm)]))
    const open = shown.filter(([id, alarm]) => alarm.state !== 'closed' && !items.get(id)?.done && !isShelved(alarm) && !alarm.incident)
    const out: Item[] = []
    for (const group of groupAlarms(open)) {
        const members = group.members.flatMap((id) => items.get(id) ?? [])
        const row = groupItem(tables, group, members)
        out.push(row)
        for (const item of members) {
            items.delete(item.id)
            if (options.opened === row.id) out.push({ ...item, inGroup: true, group })
        }
    }
    return [...out, ...items.values()]
}

/** What happened: its own title, else what the alarm said, else its kind; the plate belongs to a wanted vehicle. */
export function incidentTitle(tables: Tables, incident: Incident): string {
    const alarm = incident.alarm ? tables.alarm?.get(incident.alarm) : undefined
    const kind = incident.kind ? t(`incident_kind.${incident.kind}`) : t('kind.incident')
    if (incident.alarm) return alarm?.kind ? alarmName(alarm) : kind
    if (incident.hit && incident.title) return `${incident.title} · ${kind}`
    return incident.title || kind
}

/** What became due at an incident's assignments and asks for a person; the worst of each. */
export type Late = 'unanswered' | 'undelivered' | 'unaccepted' | 'overdue'
const LATE: readonly Late[] = ['unanswered', 'undelivered', 'unaccepted', 'overdue']

export function lateOf(one: Assignment): Late | undefined {
    if (one.state === 'on_scene') return one.asked_at && one.missed ? 'unanswered' : one.overdue_at ? 'overdue' : undefined
    if (one.state !== 'sent') return undefined
    return one.undelivered ? 'undelivered' : one.unaccepted ? 'unaccepted' : undefined
}

function lateIncidents(assignments: ReadonlyMap<string, Assignment> | undefined): Map<string, Late> {
    const out = new Map<string, Late>()
    for (const one of assignments?.values() ?? []) {
        const late = lateOf(one)
        const before = out.get(one.incident ?? '')
        if (late && one.incident && (before === undefined || LATE.indexOf(late) < LATE.indexOf(before))) out.set(one.incident, late)
    }
    return out
}

function incidentItem(tables: Tables, id: string, incident: Incident, late: Late | undefined): Item {
    const waiting = late !== undefined || incident.state === 'received' || incident.state === 'queued' || incident.state === 'cleared'
    return {
        ...base('incident', id, incident),
        priority: incident.priority ?? 3,
        quiet: !waiting,
        done: incident.state === 'closed',
        at: ms(incident.received_at),
        title: incidentTitle(tables, incident),
        where: placeName(tables, incident),
        state: late ? t(`late.${late}`) : incident.state ? t(`incident_state.${incident.state}`) : '',
        by: incident.by ? [incident.by] : [],
        owner: incident.state === 'closed' ? '' : (tables.alarm?.get(incident.alarm ?? '')?.owner ?? ''),
        practice: practiceOf(incident),
        count: 1,
    }
}

function hitItem(tables: Tables, id: string, hit: Hit): Item {
    return {
        ...base('hit', id, hit),
        priority: 2,
        quiet: hit.state === 'confirmed' || hit.state === 'dismissed',
        done: hit.state === 'dismissed' || hit.state === 'expired',
        at: ms(hit.first_at ?? hit.at),
        title: t(hit.state === 'confirmed' ? 'queue.hit' : 'queue.hit.open', { plate: hit.plate ?? '?' }),
        where: placeName(tables, hit),
        state: hit.state ? t(`hit_state.${hit.state}`) : '',
        by: [hit.seen_by, hit.confirmed_by].filter((one): one is string => !!one),
        count: hit.count ?? 1,
    }
}

function violationItem(tables: Tables, id: string, violation: Violation, told: boolean): Item {
    return {
        ...base('violation', id, violation),
        priority: 3,
        quiet: told,
        done: false,
        at: ms(violation.first_at ?? violation.at),
        title: `${violation.plate ?? '?'} · ${violation.kind ? t(`violation_kind.${violation.kind}`) : ''}`,
        where: placeName(tables, violation),
        state: t(told ? 'queue.told' : 'queue.telling'),
        by: [],
        count: violation.count ?? 1,
    }
}

function deviceItem(tables: Tables, id: string, device: Device): Item {
    return {
        ...base('device', id, device),
        priority: 4,
        quiet: false,
        done: false,
        at: NaN,
        title: t('queue.unknown_device', { name: device.name ?? id }),
        where: areaName(tables, device.area),
        state: t('device_state.unknown'),
        by: [],
        count: 1,
    }
}

/** What a unit wrote, until somebody at the desk has read it. */
function messageItem(tables: Tables, id: string, message: Message): Item {
    return {
        ...base('message', id, message),
        priority: 3,
        quiet: message.seen_at !== undefined,
        done: message.seen_at !== undefined,
        at: ms(message.sent_at),
        title: message.text ?? '',
        where: tables.unit?.get(message.unit ?? '')?.name ?? message.unit ?? '',
        state: t(message.seen_at ? 'words.read' : 'words.unread'),
        by: message.seen_by ? [message.seen_by] : [],
        count: 1,
    }
}

/** Gone by itself when it is heard again or off duty; more urgent while it is at work. */
function silentUnitItem(tables: Tables, id: string, unit: Unit): Item {
    return {
        ...base('unit', id, unit),
        priority: unit.assignment ? 3 : 4,
        quiet: false,
        done: false,
        at: ms(unit.silent_since),
        title: t('queue.silent_unit', { name: unit.name ?? id }),
        where: areaName(tables, unit.area),
        state: unit.status ? t(`unit_status.${unit.status}`) : '',
        by: [],
        count: 1,
    }
}

function base(kind: ItemKind, id: string, row: { lat?: number; lon?: number; area?: string }) {
    return { ref: `${kind}/${id}`, kind, id, lat: row.lat, lon: row.lon, area: row.area ?? '', practice: '' as Item['practice'] }
}

/** Violations whose notice an officer saw or answered. */
function toldAbout(notices: ReadonlyMap<string, Notice> | undefined): Set<string> {
    const out = new Set<string>()
    for (const notice of notices?.values() ?? []) {
        if (notice.about && (notice.seen_at || notice.answered_at)) out.add(notice.about)
    }
    return out
}

export interface QueueOptions {
    /** unknown devices are work only for whoever may adopt them */
    devices: boolean
    /** units that fell silent on duty are their supervisor's */
    units: boolean
    /** stays visible although it is done */
    keep: string
    /** the group whose members are rows too */
    opened?: string
}

/**
 * All rows, in the order of the queue: priority, then who has waited longest. Taking care of a thing changes its
 * colour and never its place. An alarm with an incident is shown as the incident.
 */
export function queueItems(tables: Tables, options: QueueOptions): Item[] {
    const out: Item[] = []
    const add = (item: Item): void => {
        if (!item.done || item.ref === options.keep) out.push(item)
    }
    for (const item of alarmRows(tables, options)) add(item)
    const late = lateIncidents(tables.assignment)
    for (const [id, incident] of tables.incident ?? []) add(incidentItem(tables, id, incident, late.get(id)))
    for (const [id, hit] of tables.hit ?? []) add(hitItem(tables, id, hit))
    const told = toldAbout(tables.notice)
    for (const [id, violation] of tables.violation ?? []) {
        add(violationItem(tables, id, violation, told.has('violation/' + id)))
    }
    for (const [id, message] of tables.message ?? []) {
        if (message.way === 'to_desk') add(messageItem(tables, id, message))
    }
    if (options.devices) {
        for (const [id, device] of tables.device ?? []) {
            if (device.state === 'unknown') add(deviceItem(tables, id, device))
        }
    }
    if (options.units) {
        for (const [id, unit] of tables.unit ?? []) {
            if (unit.silent_since) add(silentUnitItem(tables, id, unit))
        }
    }
    return withMembers(out.sort(order))
}

/** Each thing by itself, for whoever does not show rows. */
export function singles(items: readonly Item[]): Item[] {
    return items.filter((item) => !item.inGroup).flatMap((item) => item.members ?? item)
}

/** Does it ask for a person? Members of an opened row do so in their row. */
export function waits(item: Item): boolean {
    return !item.quiet && !item.done && !item.inGroup
}

/** Members of an opened row stand right behind it. */
function withMembers(rows: Item[]): Item[] {
    const members = rows.filter((item) => item.inGroup)
    if (members.length === 0) return rows
    return rows.filter((item) => !item.inGroup).flatMap((item) => (item.kind === 'group' && item.group === members[0]?.group ? [item, ...members] : [item]))
}

/** Is it in the queue only because it is selected? As queueItems has it, without making all rows. */
export function onlyKept(tables: Tables, ref: string): boolean {
    const { kind, id } = splitRef(ref)
    if (kind === 'incident') return tables.incident?.get(id)?.state === 'closed'
    if (kind === 'message') return tables.message?.get(id)?.seen_at !== undefined
    if (kind === 'hit') {
        const state = tables.hit?.get(id)?.state
        return state === 'dismissed' || state === 'expired'
    }
    const alarm = kind === 'alarm' ? tables.alarm?.get(id) : undefined
    return alarm !== undefined && (alarm.state === 'closed' || isShelved(alarm) || tables.incident?.has(alarm.incident ?? '') === true)
}

/** A flood stands behind the single calls of its priority. */
export function order(a: Item, b: Item): number {
    const at = (item: Item): number => (Number.isFinite(item.at) ? item.at : 0)
    const flood = (item: Item): number => (item.group?.flood ? 1 : 0)
    return a.priority - b.priority || flood(a) - flood(b) || at(a) - at(b) || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0)
}

export function passes(item: Item, filter: Filter, scope: string, me: string): boolean {
    if (filter === 'waiting' && item.quiet) return false
    if (filter === 'alarms' && item.kind !== 'alarm' && item.kind !== 'group') return false
    if (filter === 'incidents' && item.kind !== 'incident') return false
    if (filter === 'road' && item.kind !== 'hit' && item.kind !== 'violation') return false
    if (scope === 'mine') return item.by.includes(me)
    return scope === 'all' || item.area === scope
}
