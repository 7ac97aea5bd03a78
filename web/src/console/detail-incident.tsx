// SPDX-License-Identifier: Apache-2.0
// One incident: who is on it and how far, who could be sent and why, what was done.

import { useMemo } from 'preact/hooks'
import type { Assignment } from '../gen/types'
import { distance } from '../lib/format'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { Stopwatch, Time } from '../lib/ui'
import { assign, cancel, lead, reopen, well } from './actions'
import { CardBlock } from './card'
import { ChangeAsk } from './change'
import { ConflictAsk } from './conflict-ask'
import { Related, RelatedAsk } from './related'
import { Gone } from './detail-alarm'
import { areaName, incidentTitle, placeName } from './items'
import { IncidentWords } from './message'
import { personName, unitName } from './names'
import { ClosuresHere } from './detail-closure'
import { minutes, reasonText } from './reasons'
import { Actions, Block, CloseAsk, Facts, Head, Link, NoteAsk, Place, Steps, UnitList } from './parts'
import { setUi } from './state'
import { Timeline } from './timeline'

const STEPS = ['sent', 'delivered', 'seen', 'accepted', 'en_route', 'on_scene', 'cleared'] as const

/** When the assignment reached each step. */
function stepAt(one: Assignment, step: (typeof STEPS)[number]): string | undefined {
    switch (step) {
        case 'sent':
            return one.sent_at
        case 'delivered':
            return one.delivered_at ?? one.seen_at
        case 'seen':
            return one.seen_at
        case 'accepted':
            return one.state === 'refused' ? undefined : one.answered_at
        case 'en_route':
            return one.en_route_at
        case 'on_scene':
            return one.on_scene_at
        case 'cleared':
            return one.cleared_at
    }
}

const isAtWork = (one: Assignment): boolean => one.state !== 'cleared' && one.state !== 'refused' && one.state !== 'cancelled'

function AssignmentRow(props: { id: string; one: Assignment; lead: string | undefined; several: boolean }) {
    const { id, one } = props
    const leads = one.unit !== undefined && one.unit === props.lead
    const unit = useOne('unit', one.unit)
    const over = !isAtWork(one)
    return (
        <li class="assignment" data-over={over ? '' : undefined}>
            <div class="assignment-head">
                <Link to={'unit/' + (one.unit ?? '')}>
                    <strong>{unitName(one.unit)}</strong>
                </Link>
                <span>{one.state && t(`assignment_state.${one.state}`)}</span>
                {leads && !over && props.several && <span class="strong lead">{t('lead.leads')}</span>}
                {one.distance_m !== undefined && <span class="faint num">{distance(one.distance_m)}</span>}
                {!over && unit && !unit.listening && <span class="warn">{t('unit.deaf')}</span>}
                {!over && !leads && props.several && may('dispatch.handle') && (
                    <button type="button" class="plain" onClick={() => void lead(one.incident ?? '', one.unit ?? '')}>
                        {t('do.lead')}
                    </button>
                )}
                {!over && may('unit.act') && (
                    <button type="button" class="plain" onClick={() => void cancel(id)}>
                        {t('do.recall')}
                    </button>
                )}
            </div>
            <Steps list={STEPS.map((step) => [`step.${step}`, stepAt(one, step)])} />
            {(one.reason || one.override) && (
                <p class="dim">
                    {[one.reason && reasonText(one.reason), one.eta_s !== undefined && t(one.by_air ? 'recommend.eta' : 'recommend.eta.road', { n: minutes(one.eta_s) }), one.override].filter(Boolean).join(' · ')}
                </p>
            )}
            {one.overridden && one.first && <p class="dim">{t('assignment.first', { unit: unitName(one.first), n: minutes(one.first_eta_s ?? 0) })}</p>}
            {!over && one.overdue_at && (
                <p class="warn">
                    {t('late.overdue')}: <Time at={one.overdue_at} />
                </p>
            )}
            {one.state === 'on_scene' && (one.asked_at || one.well_at) && <Welfare id={id} one={one} />}
            {(one.undelivered || (one.unaccepted && one.state === 'sent')) && <Offered one={one} />}
            {one.refusal && <p class="warn">{t('assignment.refused', { why: one.refusal })}</p>}
        </li>
    )
}

/** Whether all is well with who is there: asked when, answered when; a desk that spoke with the unit says so here. */
function Welfare(props: { id: string; one: Assignment }) {
    const { id, one } = props
    return (
        <p class={one.missed ? 'warn' : 'dim'}>
            {one.asked_at ? (
                <>
                    {t(one.missed ? 'late.unanswered' : 'welfare.asked')}: <Time at={one.asked_at} />{' '}
                    {may('unit.act') && (
                        <button type="button" class="plain" onClick={() => void well(id)}>
                            {t('do.well')}
                        </button>
                    )}
                </>
            ) : (
                <>
                    {t('welfare.well')}: <Time at={one.well_at} />
                </>
            )}
        </p>
    )
}

/** Who could go instead: a unit that this desk may send, and a nearer one for which another desk must be asked. */
function Offered(props: { one: Assignment }) {
    const { offered, elsewhere, elsewhere_area } = props.one
    const tables = useStore((s) => s.picture.tables)
    const offer = offered && t('assignment.offered', { unit: unitName(offered) })
    return (
        <p class="warn">
            {t(props.one.undelivered ? 'assignment.undelivered' : 'assignment.unaccepted')}{' '}
            {offered && (tables.unit?.has(offered) ? <Link to={'unit/' + offered}>{offer}</Link> : `${offer} ${t('assignment.not_yours')}`)}{' '}
            {elsewhere &&
                (elsewhere_area
                    ? t('assignment.elsewhere', { unit: unitName(elsewhere), area: areaName(tables, elsewhere_area) })
                    : t('assignment.elsewhere_centre', { unit: unitName(elsewhere) }))}
        </p>
    )
}

/** Sends the unit. Which place it had in the list is in the centre's record. */
export function send(incident: string, unit: string): void {
    void assign(incident, unit)
}

export function IncidentDetail(props: { id: string }) {
    const { id } = props
    const incident = useOne('incident', id)
    const all = useTable('assignment')
    const site = useOne('site', incident?.site)
    const tables = useStore((s) => s.picture.tables)
    const assigned = useMemo(() => [...all].filter(([, one]) => one.incident === id), [all, id])
    if (!incident) return <Gone />
    const denied = may('dispatch.handle') ? undefined : t('denied.needs', { permission: 'dispatch.handle' })
    const closed = incident.state === 'closed'
    const atWork = assigned.filter(([, one]) => isAtWork(one)).length
    const waiting = incident.state === 'received' || incident.state === 'queued'
    const place = incident.lat !== undefined && incident.lon !== undefined
    return (
        <>
            <Head
                priority={incident.priority ?? 3}
                quiet={!waiting && incident.state !== 'cleared'}
                title={incident.practice === 'drill' ? `${t('practice.drill')} · ${incidentTitle(tables, incident)}` : incidentTitle(tables, incident)}
                sub={
                    <>
                        {placeName(tables, incident)} · <Stopwatch at={incident.received_at} until={incident.closed_at} /> ·{' '}
                        {incident.state && t(`incident_state.${incident.state}`)}
                    </>
                }
                id={id}
            />
            <Actions
                list={[
                    { key: 'n', label: t('do.note'), run: () => setUi({ asking: 'note' }), disabled: may('dispatch.note') ? undefined : t('denied.needs', { permission: 'dispatch.note' }) },
                    !closed && { key: 'e', label: t('do.change'), run: () => setUi({ asking: 'change' }), disabled: denied },
                    !closed && { key: 'i', label: t('do.related'), run: () => setUi({ asking: 'related' }), disabled: denied },
                    !closed && { key: 'c', label: t('do.finish'), run: () => setUi({ asking: 'close' }), primary: incident.state === 'cleared', disabled: denied },
                    closed && { label: t(incident.merged_into ? 'do.unmerge' : 'do.reopen'), run: () => void reopen('incident/' + id), disabled: denied },
                ]}
            />
            <CloseAsk of={'incident/' + id} />
            <NoteAsk of={'incident/' + id} />
            <ChangeAsk id={id} incident={incident} />
            <RelatedAsk id={id} incident={incident} />
            <ConflictAsk id={id} incident={incident} />
            <div class="detail-body">
                {assigned.length > 0 && (
                    <Block title={t('assignment.name')}>
                        <ul>
                            {assigned.map(([key, one]) => (
                                <AssignmentRow key={key} id={key} one={one} lead={incident.lead} several={atWork > 1} />
                            ))}
                        </ul>
                    </Block>
                )}
                <IncidentWords incident={id} atWork={atWork} />
                <Related id={id} incident={incident} mayLink={!closed && denied === undefined} />
                {!closed &&
                    (place ? (
                        <UnitList
                            title={t('recommend.name')}
                            path={denied ? undefined : `/api/v1/incidents/${id}/recommend`}
                            onSend={(unit) => send(id, unit)}
                            more={!waiting}
                            before={({ card }) => card && <CardBlock incident={id} card={card} denied={denied} />}
                        />
                    ) : (
                        <Block title={t('recommend.name')}>
                            <p class="dim">{t('recommend.no_place')}</p>
                        </Block>
                    ))}
                {!closed && place && <ClosuresHere incident={id} lat={incident.lat ?? 0} lon={incident.lon ?? 0} />}
                <Facts
                    rows={[
                        [t('field.kind'), incident.kind && t(`incident_kind.${incident.kind}`)],
                        [t('field.said'), incident.detail],
                        [t('field.site'), site?.name],
                        [t('field.address'), incident.address ?? site?.address],
                        [t('field.contacts'), site?.contacts],
                        [t('field.area'), areaName(tables, incident.area)],
                        [t('field.place'), <Place lat={incident.lat} lon={incident.lon} />],
                        [t('field.alarm'), incident.alarm && <Link to={'alarm/' + incident.alarm}>{incident.alarm}</Link>],
                        [t('field.hit'), incident.hit && <Link to={'hit/' + incident.hit}>{incident.hit}</Link>],
                        [t('field.opened'), <>{personName(incident.by)}, <Time at={incident.received_at} /></>],
                        [t('field.closed'), incident.closed_by && <>{personName(incident.closed_by)}, <Time at={incident.closed_at} />{incident.disposition && ` · ${t(`disposition.${incident.disposition}`)}`}</>],
                    ]}
                />
                <Timeline of={'incident/' + id} />
            </div>
        </>
    )
}
