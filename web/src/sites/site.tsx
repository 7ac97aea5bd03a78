// SPDX-License-Identifier: Apache-2.0
// One site: its ledger, its weekly test, its drills.

import { useEffect, useState } from 'preact/hooks'
import { WEEKDAY, type SiteKind } from '../gen/types'
import { get, post, call } from '../lib/api'
import { percent } from '../lib/format'
import { t } from '../lib/i18n'
import { may, whoami } from '../lib/session'
import { Age, ProblemBox, Time, toast, toastError } from '../lib/ui'
import { DrillForm } from './drill'
import type { Ledger, LedgerDevice, Line } from './report'

function Device(props: { device: LedgerDevice }) {
    const { device } = props
    return (
        <li data-silent={device.silent_since ? '' : undefined}>
            <strong>{device.name || device.id}</strong> <span class="dim">{t(`device_kind.${device.kind}`)} · {t(`device_state.${device.state}`)}</span>
            <dl>
                <dt>{t('sites.seen')}</dt>
                <dd><Age at={device.last_seen ?? undefined} /></dd>
                <dt>{t('sites.proved')}</dt>
                <dd>
                    <Age at={device.tested_at ?? undefined} /> {device.tested_how && <span class="dim">{t(`sites.how.${device.tested_how}`)}</span>}
                </dd>
                {device.battery !== undefined && (
                    <>
                        <dt>{t('sites.battery')}</dt>
                        <dd>
                            {percent(device.battery)} {device.battery_low_since && <span class="warn">{t('sites.battery_low')} <Time at={device.battery_low_since} /></span>}
                        </dd>
                    </>
                )}
                {device.maintained_until && (
                    <>
                        <dt>{t('practice.maintenance')}</dt>
                        <dd>
                            {device.maintained_why} · {device.maintained_by} · {t('sites.until')} <Time at={device.maintained_until} />
                        </dd>
                    </>
                )}
            </dl>
        </li>
    )
}

function said<T>(run: Promise<T>, text: (answer: T) => string, then: () => void): void {
    void run.then((answer) => (toast(text(answer)), then()), toastError)
}

function Week(props: { line: Line; kind: SiteKind; onDone: () => void }) {
    const { line } = props
    const [plan, setPlan] = useState({ day: line.day ?? WEEKDAY[0], opens: line.opens ?? '09:00', closes: line.closes ?? '11:00' })
    const one = (): void => said(call('PUT', `/api/v1/sites/${encodeURIComponent(line.id)}/schedule`, { body: plan }), () => t('sites.planned'), props.onDone)
    const all = (): void =>
        said(post<{ changed: number }>('/api/v1/schedules', { ...plan, area: line.area, kind: props.kind }), (answer) => t('sites.planned_many', { n: answer.changed }), props.onDone)
    return (
        <form
            class="sites-form"
            onSubmit={(event) => {
                event.preventDefault()
                one()
            }}
        >
            <h3>{t('sites.week')}</h3>
            <select aria-label={t('sites.week')} value={plan.day} onChange={(event) => setPlan({ ...plan, day: WEEKDAY.find((day) => day === event.currentTarget.value) ?? plan.day })}>
                {WEEKDAY.map((day) => (
                    <option key={day} value={day}>
                        {t(`weekday.${day}`)}
                    </option>
                ))}
            </select>
            <label>
                {t('sites.opens')} <input type="time" required value={plan.opens} onInput={(event) => setPlan({ ...plan, opens: event.currentTarget.value })} />
            </label>
            <label>
                {t('sites.closes')} <input type="time" required value={plan.closes} onInput={(event) => setPlan({ ...plan, closes: event.currentTarget.value })} />
            </label>
            <span class="dim">{t('sites.local', { zone: whoami().zone })}</span>
            <button type="submit">{t('sites.plan')}</button>
            {line.area && (
                <button type="button" onClick={all}>
                    {t('sites.plan_area')}
                </button>
            )}
        </form>
    )
}

export function SitePane(props: { line: Line; kind: SiteKind; version: number; onDone: () => void }) {
    const { line } = props
    const [ledger, setLedger] = useState<Ledger>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let live = true
        setError(undefined)
        get<Ledger>(`/api/v1/sites/${encodeURIComponent(line.id)}/ledger`).then((answer) => live && setLedger(answer), (problem: unknown) => live && setError(problem))
        return () => void (live = false)
    }, [line.id, props.version])
    return (
        <aside class="sites-one" aria-label={line.name}>
            <h2>{line.name}</h2>
            {error !== undefined && <ProblemBox error={error} />}
            {may('drill.lead') && <DrillForm key={line.id} site={line.id} />}
            <h3>{t('sites.ledger')}</h3>
            {ledger && (ledger.devices.length === 0 ? <p class="dim">{t('sites.no_devices')}</p> : <ul class="sites-ledger">{ledger.devices.map((device) => <Device key={device.id} device={device} />)}</ul>)}
            {may('registry.write') && <Week key={line.id} line={line} kind={props.kind} onDone={props.onDone} />}
        </aside>
    )
}
