// SPDX-License-Identifier: Apache-2.0
// Warnings: the list of those in force, and the form by which one is issued or said anew.

import { useMemo } from 'preact/hooks'
import { WARNING_CATEGORY, WARNING_CERTAINTY, WARNING_SEVERITY, WARNING_STATUS, WARNING_URGENCY, type Warning } from '../gen/types'
import { newId, post } from '../lib/api'
import { getLang, t } from '../lib/i18n'
import { LANG_NAMES, may } from '../lib/session'
import { store, useOne, useTable } from '../lib/store'
import { Key as KeyCap, Priority, ProblemBox, Sheet, Time, toast } from '../lib/ui'
import { warningMark, warningPriority, warningTexts, warningTitle } from './detail-warning'
import { mapCentre } from './foot'
import { areaName } from './items'
import { select, setUi, ui } from './state'
import { Choice, Text, useForm } from './wanted'

const HOUR_MS = 3_600_000
const HOURS = [1, 3, 6, 12, 24, 72] as const
const LANGUAGES = ['uz', 'ru', 'kk', 'en'] as const

/** In force, the worst first; then the newest of the others. */
function inOrder(table: ReadonlyMap<string, Warning>): [string, Warning][] {
    const rank = (one: Warning): number => (one.state === 'active' ? 0 : 10) + warningPriority(one)
    return [...table].sort(([, a], [, b]) => rank(a) - rank(b) || (b.sent ?? '').localeCompare(a.sent ?? ''))
}

function Row(props: { id: string; warning: Warning }) {
    const { id, warning } = props
    const mark = warningMark(warning)
    const open = (): void => {
        select('warning/' + id)
        setUi({ warnings: '' })
    }
    return (
        <li data-id={id}>
            <button type="button" class="plain warning-row" onClick={open}>
                <Priority priority={warningPriority(warning)} quiet={warning.state !== 'active'} size={20} />
                <strong>
                    {mark && <span class="warn">{mark} · </span>}
                    {warningTitle(warning)}
                </strong>
            </button>
            <p class="dim">
                {warning.severity && t(`warning_severity.${warning.severity}`)} · {warning.state && t(`warning_state.${warning.state}`)} ·{' '}
                <span class={warning.trust === 'broken' ? 'warn' : undefined}>{warning.trust && t(`warning_trust.${warning.trust}`)}</span> · {t('warnings.sites_in', { n: warning.sites ?? 0 })}
            </p>
            <p class="dim">
                {warning.sender} · {t('warnings.expires')} <Time at={warning.expires} />
            </p>
        </li>
    )
}

function List() {
    const table = useTable('warning')
    const rows = useMemo(() => inOrder(table), [table])
    return (
        <section class="wanted warnings">
            <div>
                <p class="dim">{t('warnings.says')}</p>
                {may('warning.issue') && (
                    <button type="button" class="primary" onClick={() => setUi({ warnings: 'new' })}>
                        {t('warnings.new')} <KeyCap>⇧W</KeyCap>
                    </button>
                )}
            </div>
            <ul>
                {rows.map(([id, warning]) => (
                    <Row key={id} id={id} warning={warning} />
                ))}
            </ul>
            {rows.length === 0 && <p>{t('warnings.none')}</p>}
        </section>
    )
}

/** Around what is selected, else around the map's middle. */
function around(): { lat: number; lon: number } | undefined {
    const [kind, id] = ui.selected.split('/')
    const one = kind === 'incident' && id ? store.one('incident', id) : undefined
    return one?.lat !== undefined && one.lon !== undefined ? { lat: one.lat, lon: one.lon } : mapCentre()
}

function Area(props: { name: string; label: string; rows: number; value?: string | undefined }) {
    return (
        <label class="field">
            {props.label}
            <textarea name={props.name} rows={props.rows} maxLength={2000} defaultValue={props.value ?? ''} />
        </label>
    )
}

function Words(props: { before: Warning | undefined }) {
    const own = getLang()
    const texts = props.before ? warningTexts(props.before) : []
    return (
        <>
            {[...LANGUAGES].sort((a, b) => Number(b === own) - Number(a === own)).map((lang) => {
                const was = texts.find((one) => one.language?.startsWith(lang))
                return (
                    <details key={lang} open={lang === own || was !== undefined} lang={lang}>
                        <summary>{LANG_NAMES[lang]}</summary>
                        <Text name={'headline-' + lang} label="warnings.headline" max={150} value={was?.headline} />
                        <Area name={'description-' + lang} label={t('warnings.description')} rows={3} value={was?.description} />
                        <Area name={'instruction-' + lang} label={t('warnings.instruction')} rows={2} value={was?.instruction} />
                    </details>
                )
            })}
        </>
    )
}

function Where(props: { again: boolean }) {
    const areas = useTable('area')
    return (
        <div class="wanted-fields">
            <Choice name="area" label="field.area" options={[['', t(props.again ? 'warnings.area.same' : 'warnings.area.none')], ...[...areas].map(([id]): [string, string] => [id, areaName(store.picture.tables, id)])]} />
            <Choice name="km" label="warnings.circle" options={[['0', t('warnings.circle.none')], ...[1, 2, 5, 10, 25, 50].map((n): [string, string] => [String(n), `${n} km`])]} />
        </div>
    )
}

function bodyOf(text: (name: string) => string, place: { lat: number; lon: number } | undefined) {
    const km = Number(text('km')), area = text('area')
    const incident = ui.selected.startsWith('incident/') ? ui.selected.slice(9) : ''
    return {
        status: text('status'),
        category: text('category'),
        event: text('event'),
        urgency: text('urgency'),
        severity: text('severity'),
        certainty: text('certainty'),
        area_desc: text('area_desc'),
        expires: new Date(Date.now() + Number(text('hours')) * HOUR_MS).toISOString(),
        texts: LANGUAGES.filter((lang) => text('headline-' + lang)).map((lang) => ({
            language: lang,
            headline: text('headline-' + lang),
            ...(text('description-' + lang) ? { description: text('description-' + lang) } : {}),
            ...(text('instruction-' + lang) ? { instruction: text('instruction-' + lang) } : {}),
        })),
        ...(area ? { areas: [area] } : {}),
        ...(km > 0 && place ? { ...place, radius_m: km * 1000 } : {}),
        ...(incident ? { incident } : {}),
        id: newId(),
    }
}

function Form(props: { id: string }) {
    const before = useOne('warning', props.id)
    const place = useMemo(around, [])
    const { submit, busy, error } = useForm(async (text) => {
        const path = props.id ? `/api/v1/warnings/${encodeURIComponent(props.id)}/update` : '/api/v1/warnings'
        const { id } = await post<{ id: string }>(path, bodyOf(text, place))
        toast(t('warnings.issued'))
        select('warning/' + id)
        setUi({ warnings: '' })
    })
    return (
        <form class="wanted-new warning-form" onSubmit={(event) => void submit(event)}>
            <p class="dim">{t('warnings.new.says')}</p>
            <div class="wanted-fields">
                <Choice name="status" label="warnings.status" value={before?.status} options={WARNING_STATUS.map((one) => [one, t(`warning_status.${one}`)])} />
                <Choice name="category" label="warnings.category" value={before?.category} options={WARNING_CATEGORY.map((one) => [one, t(`warning_category.${one}`)])} />
                <Choice name="severity" label="warnings.severity" value={before?.severity} options={WARNING_SEVERITY.map((one) => [one, t(`warning_severity.${one}`)])} />
                <Choice name="urgency" label="warnings.urgency" value={before?.urgency} options={WARNING_URGENCY.map((one) => [one, t(`warning_urgency.${one}`)])} />
                <Choice name="certainty" label="warnings.certainty" value={before?.certainty} options={WARNING_CERTAINTY.map((one) => [one, t(`warning_certainty.${one}`)])} />
                <Choice name="hours" label="warnings.hours" options={HOURS.map((n) => [String(n), t('warnings.hours.n', { n })])} />
                <Text name="event" label="warnings.event" max={100} required value={before?.event} />
                <Text name="area_desc" label="warnings.area_desc" max={250} required value={before?.area_desc} />
            </div>
            <Where again={props.id !== ''} />
            <Words before={before} />
            {error !== undefined && <ProblemBox error={error} />}
            <button class="primary" disabled={busy}>
                {t(props.id ? 'warnings.update' : 'warnings.issue')}
            </button>
        </form>
    )
}

export function Warnings(props: { what: string; onClose: () => void }) {
    const form = props.what === 'new' || props.what.startsWith('Y')
    return (
        <Sheet title={t(props.what === 'new' ? 'warnings.new' : form ? 'warnings.update' : 'warnings.name')} onClose={props.onClose}>
            {form ? <Form id={props.what === 'new' ? '' : props.what} /> : <List />}
        </Sheet>
    )
}

/** The way there, under the queue: how many are in force, and how bad the worst is. */
export function WarningsButton() {
    const table = useTable('warning')
    const active = [...table.values()].filter((one) => one.state === 'active')
    const worst = Math.min(4, ...active.map(warningPriority))
    return (
        <section class="low">
            <button type="button" class="plain low-head warnings-open" data-some={active.length > 0 ? '' : undefined} onClick={() => setUi({ warnings: 'list' })} title={t('warnings.name')}>
                {active.length > 0 && <Priority priority={worst} size={16} />} {t('warnings.tab')} <span class="num">{active.length}</span> <KeyCap>w</KeyCap>
            </button>
        </section>
    )
}
