// SPDX-License-Identifier: Apache-2.0
// A street that is closed or slow: why, until when, who says so; and the way to open it again.

import { useState } from 'preact/hooks'
import type { Closure } from '../gen/types'
import { newId, patch, post } from '../lib/api'
import { serverNow } from '../lib/clock'
import { ms } from '../lib/format'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { ProblemBox, Time } from '../lib/ui'
import { act, said } from './actions'
import { CLOSED, closureTitle, paces } from './closure'
import { Gone } from './detail-alarm'
import { areaName } from './items'
import { personName } from './names'
import { Actions, Block, Facts, Head, Link, Place } from './parts'
import { Timeline } from './timeline'
import { Choice, Text, useForm } from './wanted'

export function openAgain(id: string): void {
    void act(() => post(`/api/v1/closures/${id}/open`, { id: newId() }), () => t('did.closure_opened', { id }))
}

export function ClosureDetail(props: { id: string }) {
    const { id } = props
    const closure = useOne('closure', id)
    const tables = useStore((s) => s.picture.tables)
    const [changing, setChanging] = useState(false)
    if (!closure) return <Gone />
    const denied = may('street.close') ? undefined : t('denied.needs', { permission: 'street.close' })
    return (
        <>
            <Head title={closure.name ?? t('kind.closure')} sub={closureTitle(closure)} id={id} />
            <Actions list={[{ label: t('closure.open'), run: () => openAgain(id), disabled: denied }, { label: t('streets.change'), run: () => setChanging(!changing), disabled: denied }]} />
            <div class="detail-body">
                {changing && <ChangeForm id={id} closure={closure} onDone={() => setChanging(false)} />}
                <Facts
                    rows={[
                        [t('closure.reason'), closure.reason],
                        [t('closure.from'), <Time at={closure.from} />],
                        [t('closure.until'), <Time at={closure.wake_at} />],
                        [t('field.place'), <Place lat={closure.lat} lon={closure.lon} />],
                        [t('closure.end'), closure.to_lat !== undefined && <Place lat={closure.to_lat} lon={closure.to_lon} />],
                        [t('closure.around'), closure.radius_m !== undefined && t('closure.metres', { n: closure.radius_m })],
                        [t('field.area'), closure.area && areaName(tables, closure.area)],
                        [t('closure.by'), closure.by && personName(closure.by)],
                        [t('kind.incident'), closure.incident && <Link to={'incident/' + closure.incident}>{closure.incident}</Link>],
                    ]}
                />
                {!closure.pieces && <p class="warn">{t('closure.no_map')}</p>}
                <Timeline of={'closure/' + id} />
            </div>
        </>
    )
}

function ChangeForm(props: { id: string; closure: Closure; onDone: () => void }) {
    const { id, closure } = props
    const left = Math.max(1, Math.round((ms(closure.wake_at) - serverNow()) / 60000))
    const pace = String(closure.time_permille ?? CLOSED)
    const known = paces()
    const { submit, busy, error } = useForm(async (text) => {
        const until = new Date(serverNow() + Number(text('minutes')) * 60000).toISOString()
        const body = { time_permille: Number(text('pace')), reason: text('reason'), until }
        await patch(`/api/v1/closures/${id}`, body)
        said(t('did.closure_changed', { id }))
        props.onDone()
    })
    return (
        <form class="closure-form" onSubmit={(event) => void submit(event)}>
            <Choice name="pace" label="streets.pace" value={pace} options={known.some(([value]) => value === pace) ? known : [...known, [pace, closureTitle(closure)]]} />
            <label class="field">
                {t('closure.for_minutes')} *
                <input name="minutes" type="number" min={1} max={527040} defaultValue={String(left)} required />
            </label>
            <Text name="reason" label="closure.reason" max={240} required value={closure.reason} />
            {error !== undefined && <ProblemBox error={error} />}
            <button class="primary" disabled={busy}>
                {t('streets.change')}
            </button>
        </form>
    )
}

/** The streets that are closed for an incident, and the form that closes those around it. */
export function ClosuresHere(props: { incident: string; lat: number; lon: number }) {
    const [asking, setAsking] = useState(false)
    const rows = [...useTable('closure')].filter(([, one]) => one.incident === props.incident)
    const allowed = may('street.close')
    if (rows.length === 0 && !allowed) return null
    return (
        <Block title={t('closure.here')}>
            <ul class="closures">
                {rows.map(([id, one]) => (
                    <li key={id}>
                        <Link to={'closure/' + id}>{one.name ?? id}</Link> {closureTitle(one)} · {one.reason} · {t('closure.until')} <Time at={one.wake_at} />
                    </li>
                ))}
            </ul>
            {asking ? (
                <CloseForm {...props} onDone={() => setAsking(false)} />
            ) : (
                allowed && (
                    <button type="button" class="plain" onClick={() => setAsking(true)}>
                        {t('closure.close')}
                    </button>
                )
            )}
        </Block>
    )
}

function CloseForm(props: { incident: string; lat: number; lon: number; onDone: () => void }) {
    const { incident, lat, lon } = props
    const { submit, busy, error } = useForm(async (text) => {
        const until = new Date(serverNow() + Number(text('minutes')) * 60000).toISOString()
        const body = { incident, lat, lon, radius_m: Number(text('radius')), reason: text('reason'), until, id: newId() }
        const placed = await post<{ id: string }>('/api/v1/closures', body)
        said(t('did.closure_placed', placed), () => openAgain(placed.id))
        props.onDone()
    })
    return (
        <form class="closure-form" onSubmit={(event) => void submit(event)}>
            <Text name="reason" label="closure.reason" max={240} required />
            <label class="field">
                {t('closure.around')} *
                <input name="radius" type="number" min={1} max={5000} defaultValue="100" required />
            </label>
            <label class="field">
                {t('closure.for_minutes')} *
                <input name="minutes" type="number" min={1} max={10000} defaultValue="60" required />
            </label>
            <button class="primary" disabled={busy}>
                {t('closure.close')}
            </button>{' '}
            <button type="button" onClick={props.onDone}>
                {t('do.cancel')}
            </button>
            {error !== undefined && <ProblemBox error={error} />}
        </form>
    )
}
