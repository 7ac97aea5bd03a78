// SPDX-License-Identifier: Apache-2.0
// Streets that are closed or slow: the list, and the form that closes a place or a stretch, or says how slow it is.

import { useState } from 'preact/hooks'
import { newId, post } from '../lib/api'
import { serverNow } from '../lib/clock'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { ProblemBox, Sheet, Time } from '../lib/ui'
import { said } from './actions'
import { CLOSED, closureTitle, paces } from './closure'
import { openAgain } from './detail-closure'
import { PlaceField, type Spot } from './place-field'
import { select, setUi } from './state'
import { Choice, Text, useForm } from './wanted'

function List() {
    const rows = [...useTable('closure')].sort(([, a], [, b]) => (a.wake_at ?? '').localeCompare(b.wake_at ?? ''))
    return (
        <>
            <ul class="closures">
                {rows.map(([id, one]) => (
                    <li key={id} data-id={id}>
                        <button
                            type="button"
                            class="plain"
                            onClick={() => {
                                select('closure/' + id)
                                setUi({ streets: false })
                            }}
                        >
                            <strong>{one.name ?? id}</strong> {closureTitle(one)}
                        </button>{' '}
                        <span class="dim">
                            {one.reason} · {t('closure.until')} <Time at={one.wake_at} />
                        </span>
                    </li>
                ))}
            </ul>
            {rows.length === 0 && <p class="dim">{t('streets.none')}</p>}
        </>
    )
}

interface Ends {
    from: Spot | undefined
    to: Spot | undefined
}

/** The body of a closure: around one place, or from one to the other. */
function bodyOf(text: (name: string) => string, ends: Ends) {
    const { from, to } = ends
    if (!from) throw new Error(t('streets.which', { field: t('streets.from') }))
    if (text('to') && !to) throw new Error(t('streets.which', { field: t('streets.to') }))
    const pace = Number(text('pace')), name = text('name') || from.name
    return {
        lat: from.lat,
        lon: from.lon,
        ...(to ? { to_lat: to.lat, to_lon: to.lon, one_way: text('ways') === 'one' } : { radius_m: Number(text('radius')) }),
        ...(pace === CLOSED ? {} : { time_permille: pace }),
        ...(name ? { name } : {}),
        reason: text('reason'),
        until: new Date(serverNow() + Number(text('minutes')) * 60000).toISOString(),
        id: newId(),
    }
}

function Form() {
    const [ends, setEnds] = useState<Ends>({ from: undefined, to: undefined })
    const [words, setWords] = useState({ from: '', to: '' })
    const { submit, busy, error } = useForm(async (text) => {
        const placed = await post<{ id: string }>('/api/v1/closures', bodyOf(text, ends))
        said(t('did.closure_placed', placed), () => openAgain(placed.id))
        setEnds({ from: undefined, to: undefined })
        setWords({ from: '', to: '' })
    })
    const set = (which: 'from' | 'to') => (spot: Spot | undefined, text: string) => {
        setEnds((before) => ({ ...before, [which]: spot }))
        setWords((before) => ({ ...before, [which]: text }))
    }
    const stretch = words.to !== ''
    return (
        <form class="closure-form streets-form" onSubmit={(event) => void submit(event)}>
            <PlaceField name="from" label="streets.from" middle="streets.from_middle" required text={words.from} onSpot={set('from')} />
            <PlaceField name="to" label="streets.to" middle="streets.to_middle" text={words.to} onSpot={set('to')} />
            <div class="wanted-fields">
                <Choice name="pace" label="streets.pace" options={paces()} />
                {stretch ? (
                    <Choice name="ways" label="streets.ways" options={[['both', t('streets.both')], ['one', t('closure.one_way')]]} />
                ) : (
                    <label class="field">
                        {t('closure.around')} *
                        <input name="radius" type="number" min={1} max={5000} defaultValue="100" required />
                    </label>
                )}
                <label class="field">
                    {t('closure.for_minutes')} *
                    <input name="minutes" type="number" min={1} max={527040} defaultValue="60" required />
                </label>
                <Text name="name" label="streets.name" max={160} />
                <Text name="reason" label="closure.reason" max={240} required />
            </div>
            {error !== undefined && <ProblemBox error={error} />}
            <button class="primary" disabled={busy}>
                {t('streets.place')}
            </button>
        </form>
    )
}

export function Streets(props: { onClose: () => void }) {
    return (
        <Sheet title={t('streets.title')} onClose={props.onClose}>
            {may('street.close') && <Form />}
            <List />
        </Sheet>
    )
}
