// SPDX-License-Identifier: Apache-2.0
// Drills: those that run or are planned, and the form for one at a site, now or ahead.

import { useRef, useState } from 'preact/hooks'
import { newId, post } from '../lib/api'
import { serverNow } from '../lib/clock'
import { DrillSays, useDrills } from '../lib/drills'
import { localMinute } from '../lib/format'
import { t } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { toast, toastError } from '../lib/ui'
import { instant } from '../lib/zone'

const AHEAD_MS = 92 * 86_400_000

export function Drills(props: { name: (site: string) => string; onSite: (site: string) => void }) {
    const drills = useDrills()
    if (drills.length === 0) return null
    return (
        <section class="sites-drills">
            <h3>{t('sites.drills')}</h3>
            <ul>
                {drills.map(([id, one]) => (
                    <li key={id} data-drill={one.state}>
                        <button type="button" class="plain" onClick={() => props.onSite(one.site ?? '')}>
                            {props.name(one.site ?? '')}
                        </button>{' '}
                        <DrillSays drill={one} />
                    </li>
                ))}
            </ul>
        </section>
    )
}

function end(id: string, planned: boolean): void {
    post<{ closed: number }>(`/api/v1/drills/${id}/end`, { close: !planned, id: newId() }).then((answer) => toast(planned ? t('sites.drill.cancelled') : t('sites.drill.ended', { n: answer.closed })), toastError)
}

export function DrillForm(props: { site: string }) {
    const drills = useDrills(props.site)
    const [form, setForm] = useState({ reason: '', from: '', minutes: 30 })
    const [busy, setBusy] = useState(false)
    const reason = useRef<HTMLInputElement>(null)
    useKeys([{ key: 'd', says: 'sites.key.drill', group: 'sites.keys', run: () => reason.current?.focus() }])
    const send = (): void => {
        const from = form.from ? instant(form.from) : serverNow()
        const body = { reason: form.reason, until: new Date(from + form.minutes * 60_000).toISOString(), id: newId(), ...(form.from ? { from: new Date(from).toISOString() } : {}) }
        setBusy(true)
        post(`/api/v1/sites/${encodeURIComponent(props.site)}/drill`, body)
            .then(() => {
                toast(t(form.from ? 'sites.drill.planned' : 'sites.drill.begun'))
                setForm({ reason: '', from: '', minutes: 30 })
            }, toastError)
            .finally(() => setBusy(false))
    }
    const running = drills.some(([, one]) => one.state === 'running')
    return (
        <>
            {drills.map(([id, one]) => (
                <section class="sites-form" key={id} data-drill={one.state}>
                    <p>
                        <DrillSays drill={one} />
                    </p>
                    <button type="button" onClick={() => end(id, one.state === 'planned')}>
                        {t(one.state === 'planned' ? 'sites.drill.cancel' : 'sites.drill.end')}
                    </button>
                </section>
            ))}
            <form
                class="sites-form"
                onSubmit={(event) => {
                    event.preventDefault()
                    send()
                }}
            >
                <h3>{t('sites.drill')}</h3>
                <p class="dim">{t('sites.drill.says')}</p>
                <label>
                    {t('sites.drill.reason')} <input ref={reason} required maxLength={200} value={form.reason} onInput={(event) => setForm({ ...form, reason: event.currentTarget.value })} />
                </label>
                <label>
                    {t('sites.drill.from')}{' '}
                    <input type="datetime-local" required={running} value={form.from} min={localMinute(serverNow())} max={localMinute(serverNow() + AHEAD_MS)} onInput={(event) => setForm({ ...form, from: event.currentTarget.value })} />
                </label>
                <label>
                    {t('sites.drill.minutes')} <input type="number" min="1" max="480" required value={form.minutes} onInput={(event) => setForm({ ...form, minutes: Number(event.currentTarget.value) })} />
                </label>
                <button type="submit" disabled={busy || (running && !form.from)}>
                    {t(form.from ? 'sites.drill.plan' : 'sites.drill.start')}
                </button>
            </form>
        </>
    )
}
