// SPDX-License-Identifier: Apache-2.0
// Units, devices and sites.

import { useEffect, useMemo, useState } from 'preact/hooks'
import { UNIT_STATUS, type Assignment } from '../gen/types'
import { get } from '../lib/api'
import { useNow } from '../lib/clock'
import { DrillSays, useDrills } from '../lib/drills'
import { direction, percent, speed } from '../lib/format'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { splitRef } from '../lib/fold'
import { SeenAge } from '../lib/seen-age'
import { useOne, useStore, useTable } from '../lib/store'
import { Age, ProblemBox, Time } from '../lib/ui'
import { adopt, setStatus, testDevice } from './actions'
import { Gone } from './detail-alarm'
import { areaName } from './items'
import { UnitWords } from './message'
import { personName } from './names'
import { Actions, Block, Facts, Head, Link, Place, useLive } from './parts'
import { Timeline } from './timeline'
import { Track } from './track'

/** Can it hear us? Shape and word, with the age. */
export function Listening(props: { unit: { listening?: boolean; sound?: boolean; listening_at?: string; duty?: string } }) {
    const { unit } = props
    if (unit.duty !== 'on') return <span class="faint">{t('unit.off')}</span>
    const word = !unit.listening ? 'unit.deaf' : unit.sound ? 'unit.listens' : 'unit.mute'
    return (
        <span class={unit.listening && unit.sound ? '' : 'warn'}>
            {t(word)}{' '}
            {unit.listening_at && (
                <span class="faint">
                    <Age at={unit.listening_at} />
                </span>
            )}
        </span>
    )
}

/** What the unit is told on the road, also where its desk sees nothing but that: its work in another district. */
function Told(props: { unit: string }) {
    const all = useTable('notice')
    const tables = useStore((s) => s.picture.tables)
    const mine = useMemo(() => [...all].filter(([, one]) => one.unit === props.unit), [all, props.unit])
    if (mine.length === 0) return null
    return (
        <Block title={t('notice.name')}>
            <ul>
                {mine.map(([id, one]) => {
                    const about = splitRef(one.about ?? '')
                    const known = (about.kind === 'hit' || about.kind === 'violation') && tables[about.kind]?.has(about.id)
                    const plate = one.plate ?? about.id
                    return (
                        <li key={id}>
                            {known ? <Link to={one.about ?? ''}>{plate}</Link> : <strong class="strong">{plate}</strong>} ·{' '}
                            <span data-action={one.action}>{one.action && t(`notice_action.${one.action}`)}</span> · {areaName(tables, one.area)} ·{' '}
                            <Age at={one.at} />
                        </li>
                    )
                })}
            </ul>
        </Block>
    )
}

/** The incident a unit is sent to; of one in another district its own desk knows where it is, not what. */
function SentTo(props: { assignment: Assignment | undefined }) {
    const incident = props.assignment?.incident
    const tables = useStore((s) => s.picture.tables)
    if (!incident) return null
    const one = tables.incident?.get(incident)
    if (one) return <Link to={'incident/' + incident}>{one.title ?? incident}</Link>
    return (
        <>
            {incident} · {areaName(tables, props.assignment?.area)}
        </>
    )
}

export function UnitDetail(props: { id: string }) {
    const { id } = props
    const unit = useOne('unit', id)
    const assignment = useOne('assignment', unit?.assignment)
    const tables = useStore((s) => s.picture.tables)
    const live = useLive(id)
    if (!unit) return <Gone />
    return (
        <>
            <Head
                title={unit.name ?? id}
                sub={
                    <>
                        {unit.kind && t(`unit_kind.${unit.kind}`)} · {unit.duty && t(`unit_duty.${unit.duty}`)} ·{' '}
                        {unit.duty === 'on' && unit.status && t(`unit_status.${unit.status}`)} <Age at={unit.status_at} />
                    </>
                }
                id={id}
            />
            {unit.duty === 'on' && may('unit.act') && (
                <div class="actions" role="radiogroup" aria-label={t('field.status')}>
                    {UNIT_STATUS.map((one) => (
                        <button
                            type="button"
                            role="radio"
                            aria-checked={unit.status === one}
                            key={one}
                            onClick={() => unit.status !== one && void setStatus(id, one)}
                        >
                            {t(`unit_status.${one}`)}
                        </button>
                    ))}
                </div>
            )}
            <div class="detail-body">
                {unit.silent_since && (
                    <div class="problem">
                        <strong>{t('unit.silent')}</strong>
                        <span>
                            <Age at={unit.silent_since} />
                        </span>
                    </div>
                )}
                <Facts
                    rows={[
                        [t('field.incident'), assignment && <SentTo assignment={assignment} />],
                        [t('field.hears'), <Listening unit={unit} />],
                        [t('field.position'), live ? <><Place lat={live[1]} lon={live[2]} /> · <Age at={live[5]} staleS={60} /></> : <span class="faint">{t('place.unknown')}</span>],
                        [t('field.moves'), live?.[3] != null && live[3] > 2 && `${speed(live[3])}${live[4] != null ? ', ' + direction(live[4]) : ''}`],
                        [t('field.battery'), live?.[6] != null && percent(live[6])],
                        [t('field.crew'), unit.crew],
                        [t('field.vehicle'), unit.vehicle],
                        [t('field.skills'), unit.skills?.join(', ')],
                        [t('field.area'), areaName(tables, unit.area)],
                        [t('field.duty_since'), unit.duty === 'on' && <Time at={unit.duty_since} />],
                    ]}
                />
                <UnitWords unit={id} />
                <Told unit={id} />
                {may('history.read') && <Track key={id} unit={id} />}
                <Timeline of={'unit/' + id} />
            </div>
        </>
    )
}

interface DeviceView {
    last?: { at: string; received: string; door: string; text: string; withheld?: boolean } | null
    refused?: { received: string; error: string; text: string; withheld?: boolean } | null
    counts?: { accepted?: number; refused?: number; dropped_off_duty?: number }
    last_seen?: string
    /** seconds, its own or its kind's; 0: none */
    rhythm_s?: number
    battery?: number | null
}

/** As received; of a device in service not what says where cars and officers are. */
function Words(props: { of: { text: string; withheld?: boolean } }) {
    return props.of.withheld ? <p class="dim">{t('device.withheld')}</p> : <pre>{props.of.text}</pre>
}

export function DeviceDetail(props: { id: string }) {
    const { id } = props
    const device = useOne('device', id)
    const site = useOne('site', device?.site)
    const tables = useStore((s) => s.picture.tables)
    const [found, setFound] = useState<DeviceView>()
    const [error, setError] = useState<unknown>()
    const now = useNow()
    const beat = Math.floor(now / 5000)
    useEffect(() => setFound(undefined), [id])
    useEffect(() => {
        let live = true
        get<DeviceView>('/api/v1/devices/' + encodeURIComponent(id)).then(
            (answer) => live && (setFound(answer), setError(undefined)),
            (problem: unknown) => live && setError(problem),
        )
        return () => void (live = false)
    }, [id, beat])
    if (!device) return <Gone />
    const denied = may('registry.write') ? undefined : t('denied.needs', { permission: 'registry.write' })
    return (
        <>
            <Head
                {...(device.state === 'unknown' ? { priority: 4 } : {})}
                title={device.name ?? id}
                sub={
                    <>
                        {device.kind && t(`device_kind.${device.kind}`)} · {device.state && t(`device_state.${device.state}`)}
                    </>
                }
                id={id}
            />
            <Actions
                list={[
                    device.state === 'unknown' && { key: 'y', label: t('do.adopt'), run: () => void adopt(id), primary: true, disabled: denied },
                    { key: 't', label: t('do.test'), run: () => void testDevice(id), disabled: denied },
                ]}
            />
            <div class="detail-body">
                {error !== undefined && <ProblemBox error={error} />}
                {device.silent_since && (
                    <div class="problem">
                        <strong>{t('device.silent')}</strong>
                        <span>
                            <Age at={device.silent_since} />
                        </span>
                    </div>
                )}
                <Facts
                    rows={[
                        [t('field.last_seen'), <Age at={found?.last_seen} />],
                        [t('field.tested'), device.tested_at && <Age at={device.tested_at} />],
                        [t('field.battery_low'), device.battery_low_since && <span class="warn"><Age at={device.battery_low_since} /></span>],
                        [t('field.maintained'), device.state === 'maintenance' && <>{device.maintained_why} · {personName(device.maintained_by ?? '')} · <Time at={device.wake_at} /></>],
                        [t('field.site'), site?.name],
                        [t('field.unit'), device.unit && <Link to={'unit/' + device.unit}>{tables.unit?.get(device.unit)?.name ?? device.unit}</Link>],
                        [t('field.battery'), found?.battery != null && percent(found.battery)],
                        [t('field.direction'), device.heading !== undefined && direction(device.heading)],
                        [t('field.limit'), device.speed_limit !== undefined && speed(device.speed_limit)],
                        [t('field.rhythm'), found?.rhythm_s ? t(device.period_s ? 'age.seconds' : 'rhythm.of_kind', { n: found.rhythm_s }) : undefined],
                        [t('field.messages'), found?.counts && t('device.counts', { accepted: found.counts.accepted ?? 0, refused: found.counts.refused ?? 0 })],
                        [t('field.area'), areaName(tables, device.area)],
                        [t('field.place'), <Place lat={device.lat} lon={device.lon} />],
                    ]}
                />
                <Block title={t('device.last')}>
                    {found?.last ? (
                        <>
                            <p class="dim">
                                <Age at={found.last.received} /> · {found.last.door} · {t('field.device_time')} <Time at={found.last.at} />
                            </p>
                            <Words of={found.last} />
                        </>
                    ) : (
                        <p class="dim">{t('device.nothing')}</p>
                    )}
                </Block>
                {found?.refused && (
                    <Block title={t('device.refused')}>
                        <p class="warn">{found.refused.error}</p>
                        <p class="dim">
                            <Age at={found.refused.received} />
                        </p>
                        <Words of={found.refused} />
                    </Block>
                )}
                <Timeline of={'device/' + id} />
            </div>
        </>
    )
}

export function SiteDetail(props: { id: string }) {
    const site = useOne('site', props.id)
    const tables = useStore((s) => s.picture.tables)
    const drills = useDrills(props.id)
    if (!site) return <Gone />
    const devices = [...(tables.device ?? [])].filter(([, one]) => one.site === props.id)
    return (
        <>
            <Head title={site.name ?? props.id} sub={site.kind && t(`site_kind.${site.kind}`)} id={props.id} />
            <div class="detail-body">
                {drills.map(([id, one]) => (
                    <p key={id} data-drill={one.state}>
                        <DrillSays drill={one} />
                    </p>
                ))}
                <Facts
                    rows={[
                        [t('field.address'), site.address],
                        [t('field.contacts'), site.contacts],
                        [t('field.area'), areaName(tables, site.area)],
                        [t('field.place'), <Place lat={site.lat} lon={site.lon} />],
                    ]}
                />
                <Block title={t('site.devices')}>
                    <ul class="plain-list">
                        {devices.map(([id, one]) => (
                            <li key={id}>
                                <Link to={'device/' + id}>{one.name ?? id}</Link> <SeenAge of={[id]} />{' '}
                                <span class={one.silent_since ? 'warn' : 'dim'}>
                                    {one.silent_since ? t('device.silent') : one.state && t(`device_state.${one.state}`)}
                                </span>
                            </li>
                        ))}
                    </ul>
                </Block>
            </div>
        </>
    )
}
