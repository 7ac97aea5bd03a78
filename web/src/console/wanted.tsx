// SPDX-License-Identifier: Apache-2.0
// Wanted vehicles by hand: what is in force, what waits for a second person, standing by one, and a new one.

import { useState } from 'preact/hooks'
import { VEHICLE_CLASS, WANTED_REASON, type Entry } from '../gen/types'
import { newId, post } from '../lib/api'
import { asking, askerName, toldWaits, useApprovals } from '../lib/approvals'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { Age, Key as KeyCap, ProblemBox, Sheet, Time, toast } from '../lib/ui'
import { setUi } from './state'

const DAY_MS = 86_400_000
/** how long it may be wanted; the source stands by it each day besides */
const DAYS = [1, 3, 7, 30] as const

/** What a form says, and how sending it went. */
export function useForm(send: (text: (name: string) => string) => Promise<void>) {
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault()
        const form = event.currentTarget as HTMLFormElement
        const data = new FormData(form)
        setBusy(true)
        setError(undefined)
        try {
            await send((name) => String(data.get(name) ?? '').trim())
            form.reset()
        } catch (problem) {
            setError(problem)
        }
        setBusy(false)
    }
    return { submit, busy, error }
}

export function Text(props: { name: string; label: Key; max: number; required?: boolean; hint?: string; value?: string | undefined }) {
    return (
        <label class="field">
            {t(props.label)}
            {props.required && ' *'}
            <input name={props.name} required={props.required ?? false} maxLength={props.max} placeholder={props.hint} defaultValue={props.value ?? ''} autocomplete="off" spellcheck={false} {...(props.required ? { pattern: '.*\\S.*' } : {})} />
        </label>
    )
}

export function Choice(props: { name: string; label: Key; options: readonly (readonly [string, string])[]; value?: string | undefined }) {
    return (
        <label class="field">
            {t(props.label)} *
            <select name={props.name}>
                {props.options.map(([value, text]) => (
                    <option key={value} value={value} selected={value === props.value}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    )
}

function NewEntry() {
    const { submit, busy, error } = useForm(async (text) => {
        const { make, color } = { make: text('make'), color: text('color') }
        const body = {
            plate: text('plate'),
            region: text('region').toLowerCase(),
            class: text('class'),
            reason: text('reason'),
            issuer: text('issuer'),
            basis: text('basis'),
            expires_at: new Date(Date.now() + Number(text('days')) * DAY_MS).toISOString(),
            lookalikes: text('lookalikes') === 'on',
            ...(make ? { make } : {}),
            ...(color ? { color } : {}),
        }
        if (!toldWaits(await post<{ id: string; waits?: boolean }>(asking('/api/v1/entries', text('asked')), body))) toast(t('wanted.added', { plate: body.plate }))
    })
    return (
        <form class="wanted-new" onSubmit={(event) => void submit(event)}>
            <h3>{t('wanted.new')}</h3>
            <p class="dim">{t('wanted.new.says')}</p>
            <div class="wanted-fields">
                <Text name="plate" label="approval.field.plate" max={16} required hint="01A123BC" />
                <Text name="region" label="approval.field.region" max={8} required hint="uz" />
                <Choice name="class" label="approval.field.class" options={VEHICLE_CLASS.filter((one) => one !== 'unknown').map((one) => [one, t(`vehicle_class.${one}`)])} />
                <Choice name="reason" label="approval.field.reason" options={WANTED_REASON.map((one) => [one, t(`wanted_reason.${one}`)])} />
                <Text name="make" label="approval.field.make" max={40} />
                <Text name="color" label="approval.field.color" max={40} />
                <Text name="issuer" label="approval.field.issuer" max={120} required />
                <Text name="basis" label="wanted.basis" max={240} required />
                <Choice name="days" label="wanted.days" options={DAYS.map((n) => [String(n), t('wanted.days.n', { n })])} />
                <Text name="asked" label="approval.reason" max={110} required />
            </div>
            <label>
                <input type="checkbox" name="lookalikes" /> {t('approval.field.lookalikes')}
            </label>
            {error !== undefined && <ProblemBox error={error} />}
            <button class="primary" disabled={busy}>
                {t('approval.ask')}
            </button>
        </form>
    )
}

/** The source says that it still wants it: for a day more. Or it is taken back. */
function Acts(props: { id: string }) {
    const path = `/api/v1/entries/${encodeURIComponent(props.id)}/`
    const [what, setWhat] = useState<'' | 'affirm' | 'remove'>('')
    const { submit, busy, error } = useForm(async (text) => {
        if (what === 'affirm') await post(path + 'affirm', { name: text('words'), id: newId() })
        else await post(path + 'remove', { why: text('words') })
        toast(t(what === 'affirm' ? 'wanted.affirmed' : 'wanted.removed'))
        setWhat('')
    })
    if (what === '') {
        return (
            <span class="wanted-acts">
                <button type="button" onClick={() => setWhat('affirm')}>
                    {t('wanted.affirm')}
                </button>
                <button type="button" onClick={() => setWhat('remove')}>
                    {t('wanted.remove')}
                </button>
            </span>
        )
    }
    const ask = t(what === 'affirm' ? 'wanted.affirm.who' : 'wanted.remove.why')
    return (
        <form class="inline" onSubmit={(event) => void submit(event)}>
            <input name="words" required pattern=".*\S.*" maxLength={what === 'affirm' ? 60 : 110} autofocus placeholder={ask} aria-label={ask} />
            <button class="primary" disabled={busy}>
                {t(what === 'affirm' ? 'wanted.affirm' : 'wanted.remove')}
            </button>
            <button type="button" onClick={() => setWhat('')}>
                {t('do.cancel')}
            </button>
            {error !== undefined && <ProblemBox error={error} />}
        </form>
    )
}

function EntryRow(props: { id: string; entry: Entry }) {
    const { id, entry } = props
    return (
        <li data-id={id}>
            <p>
                <strong class="num">{entry.plate}</strong> {entry.region} · {entry.class && t(`vehicle_class.${entry.class}`)} · {[entry.make, entry.color].filter(Boolean).join(', ')}
            </p>
            <p class="dim">
                {entry.reason && t(`wanted_reason.${entry.reason}`)} · {entry.issuer} · {entry.basis}
            </p>
            <p class="dim">
                {t('wanted.stood')} <Age at={entry.affirmed_at} /> · {t('wanted.ends')} <Time at={entry.wake_at} />
            </p>
            {may('hotlist.write') && <Acts id={id} />}
        </li>
    )
}

/** Asked for, and worth nothing before another person approves it. */
function Waiting() {
    const { list } = useApprovals()
    const waiting = (list ?? []).filter((one) => one.command === 'road.entry_add')
    return (
        <>
            {waiting.map((one) => (
                <li key={one.id} data-waits>
                    <p>
                        <strong class="num">{String(one.body?.plate ?? one.id)}</strong> <span class="warn">{t('wanted.waits')}</span>
                    </p>
                    <p class="dim">
                        {t('wanted.asked', { name: askerName(one.asked_by) })} <Age at={one.asked_at} />
                        {one.reason && ` · ${one.reason}`}
                    </p>
                    <button type="button" onClick={() => setUi({ wanted: false, approvals: true })}>
                        {t('approval.tab')}
                    </button>
                </li>
            ))}
        </>
    )
}

export function Wanted(props: { onClose: () => void }) {
    const entries = useTable('entry')
    return (
        <Sheet title={t('wanted.name')} onClose={props.onClose}>
            <div class="wanted">
                <section>
                    <p class="dim">{t('wanted.says')}</p>
                    <ul>
                        {may('approve.read') && <Waiting />}
                        {[...entries].reverse().map(([id, entry]) => (
                            <EntryRow key={id} id={id} entry={entry} />
                        ))}
                    </ul>
                    {entries.size === 0 && <p>{t('wanted.none')}</p>}
                </section>
                <NewEntry />
            </div>
        </Sheet>
    )
}

/** The way there, under the queue. */
export function WantedButton() {
    const n = useTable('entry').size
    if (!may('hotlist.write')) return null
    return (
        <section class="low">
            <button type="button" class="plain low-head" onClick={() => setUi({ wanted: true })} title={t('wanted.name')}>
                {t('wanted.tab')} <span class="num">{n}</span> <KeyCap>h</KeyCap>
            </button>
        </section>
    )
}
