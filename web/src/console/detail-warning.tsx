// SPDX-License-Identifier: Apache-2.0
// One warning: what is said, by whom and how surely, in which words, and what lies in it now.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Warning } from '../gen/types'
import { get, newId, post } from '../lib/api'
import { getLang, t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore } from '../lib/store'
import { ProblemBox, Time, toast } from '../lib/ui'
import { Gone } from './detail-alarm'
import { areaName } from './items'
import { actorName, personName } from './names'
import { Actions, Block, Facts, Head, Link, Place } from './parts'
import { setUi } from './state'
import { Timeline } from './timeline'
import { useForm } from './wanted'

export interface WarningText {
    language?: string
    event?: string
    headline?: string
    description?: string
    instruction?: string
    web?: string
    contact?: string
}

const isText = (one: unknown): one is WarningText => typeof one === 'object' && one !== null

/** In the reader's language first. */
export function warningTexts(warning: Warning): WarningText[] {
    const lang = getLang()
    const all = Array.isArray(warning.texts) ? (warning.texts as unknown[]).filter(isText) : []
    return [...all].sort((a, b) => Number(b.language?.startsWith(lang) ?? false) - Number(a.language?.startsWith(lang) ?? false))
}

export function warningTitle(warning: Warning): string {
    const first = warningTexts(warning)[0]
    return first?.headline ?? warning.headline ?? first?.event ?? warning.event ?? ''
}

/** What must never be taken for the real thing says so before anything else. */
export function warningMark(warning: Warning): string {
    return warning.status === 'exercise' || warning.status === 'test' ? t(`warning_status.${warning.status}`).toUpperCase() : ''
}

export const warningPriority = (warning: Warning): number =>
    warning.status !== 'actual' ? 4 : warning.severity === 'extreme' ? 1 : warning.severity === 'severe' ? 2 : warning.severity === 'moderate' ? 3 : 4

interface Affected {
    sites: { id: string; name: string }[]
    units: { id: string; name: string }[]
    site_count: number
    unit_count: number
}

function Inside(props: { id: string; seq: number }) {
    const [found, setFound] = useState<Affected>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let gone = false
        get<Affected>(`/api/v1/warnings/${encodeURIComponent(props.id)}/affected`).then(
            (answer) => !gone && setFound(answer),
            (problem: unknown) => !gone && setError(problem),
        )
        return () => {
            gone = true
        }
    }, [props.id, props.seq])
    if (error !== undefined) return <ProblemBox error={error} />
    if (!found) return null
    const list = (kind: 'site' | 'unit', rows: Affected['sites'], count: number) => (
        <>
            <p>
                <strong class="num">{count}</strong> {t(kind === 'site' ? 'warnings.sites' : 'warnings.units')}
            </p>
            <ul class="warning-inside" data-kind={kind}>
                {rows.map((one) => (
                    <li key={one.id}>
                        <Link to={`${kind}/${one.id}`}>{one.name || one.id}</Link>
                    </li>
                ))}
            </ul>
        </>
    )
    return (
        <Block title={t('warnings.inside')}>
            {list('site', found.sites, found.site_count)}
            {list('unit', found.units, found.unit_count)}
        </Block>
    )
}

/** Ours is taken back with a word to those who were warned. */
function TakeBack(props: { id: string; onDone: () => void }) {
    const field = useRef<HTMLInputElement>(null)
    useLayoutEffect(() => field.current?.focus(), []) // what is typed next must not fall on single-letter keys
    const { submit, busy, error } = useForm(async (text) => {
        await post(`/api/v1/warnings/${encodeURIComponent(props.id)}/cancel`, { note: text('note'), id: newId() })
        toast(t('warnings.cancelled'))
        props.onDone()
    })
    return (
        <form class="inline" onSubmit={(event) => void submit(event)}>
            <input ref={field} name="note" required pattern=".*\S.*" maxLength={240} placeholder={t('warnings.cancel.why')} aria-label={t('warnings.cancel.why')} />
            <button class="primary" disabled={busy}>
                {t('warnings.cancel')}
            </button>
            <button type="button" onClick={props.onDone}>
                {t('do.cancel')}
            </button>
            {error !== undefined && <ProblemBox error={error} />}
        </form>
    )
}

function Words(props: { warning: Warning }) {
    return (
        <>
            {warningTexts(props.warning).map((one, i) => (
                <section class="block warning-text" key={i} lang={one.language ?? ''}>
                    <h3>
                        {one.headline ?? one.event} <span class="faint">{one.language}</span>
                    </h3>
                    {one.description && <p>{one.description}</p>}
                    {one.instruction && <p class="strong">{one.instruction}</p>}
                </section>
            ))}
        </>
    )
}

function Trust(props: { warning: Warning }) {
    const { trust, trust_by, trust_why } = props.warning
    if (!trust) return null
    const text = `${t(`warning_trust.${trust}`)}${trust_by ? ': ' + trust_by : ''}${trust_why ? ': ' + trust_why : ''}`
    return trust === 'verified' ? <>{text}</> : <span class="warn">{text}</span>
}

export function WarningDetail(props: { id: string }) {
    const { id } = props
    const warning = useOne('warning', id)
    const tables = useStore((s) => s.picture.tables)
    const [asking, setAsking] = useState(false)
    if (!warning) return <Gone />
    const mark = warningMark(warning)
    const denied = may('warning.issue') ? undefined : t('denied.needs', { permission: 'warning.issue' })
    const ours = warning.issued === true && warning.state === 'active'
    return (
        <>
            <Head
                priority={warningPriority(warning)}
                quiet={warning.state !== 'active'}
                title={(mark ? mark + ' · ' : '') + warningTitle(warning)}
                sub={
                    <>
                        {warning.severity && t(`warning_severity.${warning.severity}`)} · {warning.state && t(`warning_state.${warning.state}`)} · <Trust warning={warning} />
                    </>
                }
                id={id}
            />
            {ours && (
                <Actions
                    list={[
                        { label: t('warnings.update'), run: () => setUi({ warnings: id as `Y${string}` }), disabled: denied },
                        { label: t('warnings.cancel'), run: () => setAsking(true), disabled: denied },
                    ]}
                />
            )}
            {asking && <TakeBack id={id} onDone={() => setAsking(false)} />}
            <div class="detail-body">
                {mark && (
                    <div class="problem">
                        <strong>{mark}</strong>
                        <span>{t('warnings.not_real')}</span>
                    </div>
                )}
                <Facts
                    rows={[
                        [t('warnings.category'), warning.category && t(`warning_category.${warning.category}`)],
                        [t('warnings.urgency'), warning.urgency && t(`warning_urgency.${warning.urgency}`)],
                        [t('warnings.certainty'), warning.certainty && t(`warning_certainty.${warning.certainty}`)],
                        [t('field.place'), <>{warning.area_desc} <Place lat={warning.lat} lon={warning.lon} /></>],
                        [t('field.area'), (warning.areas ?? []).map((one) => areaName(tables, one)).join(', ')],
                        [t('warnings.onset'), warning.onset && <Time at={warning.onset} />],
                        [t('warnings.expires'), <Time at={warning.expires} />],
                        [t('warnings.sender'), <>{warning.sender} <span class="faint num">{warning.identifier}</span></>],
                        [t('warnings.sent'), <Time at={warning.sent} />],
                        [t('warnings.source'), warning.by ? personName(warning.by) : warning.source?.startsWith('token/') ? actorName(warning.source) : warning.source],
                        [t('warnings.updates'), warning.updates],
                        [t('warnings.doubts'), warning.doubts && <span class="warn">{warning.doubts}</span>],
                        [t('warnings.ended_why'), warning.ended_why],
                        [t('kind.incident'), warning.incident && <Link to={'incident/' + warning.incident}>{warning.incident}</Link>],
                        [t('kind.alarm'), warning.alarm && <Link to={'alarm/' + warning.alarm}>{warning.alarm}</Link>],
                    ]}
                />
                <Words warning={warning} />
                <Inside id={id} seq={warning.seq} />
                <Timeline of={'warning/' + id} />
            </div>
        </>
    )
}
