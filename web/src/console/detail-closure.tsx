// SPDX-License-Identifier: Apache-2.0
// A street that is closed or slow: why, until when, who says so; and the way to open it again.

import { useState } from 'preact/hooks'
import { newId, post } from '../lib/api'
import { serverNow } from '../lib/clock'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { ProblemBox, Time } from '../lib/ui'
import { act } from './actions'
import { closureTitle } from './closure'
import { Gone } from './detail-alarm'
import { areaName } from './items'
import { personName } from './names'
import { Actions, Block, Facts, Head, Link, Place } from './parts'
import { Timeline } from './timeline'
import { Text, useForm } from './wanted'

function open(id: string): void {
    void act(() => post(`/api/v1/closures/${id}/open`, { id: newId() }), () => t('did.closure_opened', { id }))
}

export function ClosureDetail(props: { id: string }) {
    const { id } = props
    const closure = useOne('closure', id)
    const tables = useStore((s) => s.picture.tables)
    if (!closure) return <Gone />
    const denied = may('street.close') ? undefined : t('denied.needs', { permission: 'street.close' })
    return (
        <>
            <Head title={closure.name ?? t('kind.closure')} sub={closureTitle(closure)} id={id} />
            <Actions list={[{ label: t('closure.open'), run: () => open(id), disabled: denied }]} />
            <div class="detail-body">
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
        const done = await act(() => post<{ id: string }>('/api/v1/closures', body), (answer) => t('did.closure_placed', { id: answer.id }), (answer) => open(answer.id))
        if (done) props.onDone()
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
