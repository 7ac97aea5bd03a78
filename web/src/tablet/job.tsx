// SPDX-License-Identifier: Apache-2.0
// The present job: what, where, how far, what was said; and the ways out that are tucked away.

import { useState } from 'preact/hooks'
import { coordinates } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { store } from '../lib/store'
import { Age, Priority, Sheet, Time } from '../lib/ui'
import { tablet } from './core'
import { WriteButton } from './message'
import { nextStep, type Job } from './now'
import { Card, StepButton, WayView } from './parts'
import { way } from './way'

const TRAIL = ['sent', 'accepted', 'en_route', 'on_scene'] as const

/** Minutes by road as it was when the job was sent: once the unit is under way they would be old. */
function byRoad(one: Job['assignment']): number | undefined {
    const standing = one.state === 'sent' || one.state === 'accepted'
    return standing && one.eta_s !== undefined && !one.by_air ? Math.max(1, Math.round(one.eta_s / 60)) : undefined
}

export function JobView(props: { job: Job }) {
    const { assignment, incident, notes } = props.job
    const here = tablet.here()
    const placed = incident?.lat !== undefined && incident.lon !== undefined
    const target = placed ? { lat: incident.lat!, lon: incident.lon! } : undefined
    const site = store.one('site', incident?.site)
    const reached = TRAIL.indexOf((assignment.state ?? 'sent') as (typeof TRAIL)[number])
    return (
        <div class="job">
            {incident?.practice === 'drill' && (
                <p class="practice-bar" role="status">
                    <strong>{t('practice.drill')}</strong> {t('practice.drill.unit')}
                </p>
            )}
            <header>
                <Priority priority={incident?.priority ?? 3} size={44} />
                <div>
                    <h1>{t(`incident_kind.${incident?.kind ?? 'other'}`)}</h1>
                    <p class="dim">
                        {props.job.assignment.incident} · <Age at={assignment.sent_at} />
                    </p>
                </div>
            </header>
            <Card class="where">
                <h2>
                    {incident?.address || site?.name || incident?.title || t('tab.job.no_address')}
                </h2>
                {incident?.address && site?.name && <p>{site.name}</p>}
                <WayView
                    way={here && target ? way(here, target, tablet.course()) : undefined}
                    distanceM={assignment.distance_m}
                    minutes={byRoad(assignment)}
                />
                {target && !here && <p class="dim num">{coordinates(target.lat, target.lon)}</p>}
            </Card>
            {(incident?.title || incident?.detail) && (
                <Card>
                    {incident.title && <p class="strong">{incident.title}</p>}
                    {incident.detail && <p class="said">{incident.detail}</p>}
                </Card>
            )}
            {notes.length > 0 && (
                <Card>
                    <h3>{t('tab.job.notes')}</h3>
                    {notes.map((note) => (
                        <p class="said" key={note.seq}>
                            <span class="dim">
                                <Time at={note.at} />{' '}
                            </span>
                            {note.text}
                        </p>
                    ))}
                </Card>
            )}
            <ol class="trail">
                {TRAIL.map((state, i) => (
                    <li
                        key={state}
                        data-done={i <= reached ? '' : undefined}
                        aria-current={i === reached ? 'step' : undefined}
                    >
                        {t(`assignment_state.${state}`)}
                    </li>
                ))}
            </ol>
            {incident?.lead && (
                <p class={incident.lead === assignment.unit ? 'dim lead' : 'strong lead'}>
                    {incident.lead === assignment.unit ? t('tab.job.you_lead') : t('tab.job.lead', { unit: incident.lead })}
                </p>
            )}
            {assignment.reason && (
                <p class="dim why">{t('tab.job.why', { reason: why(assignment.reason) })}</p>
            )}
        </div>
    )
}

/** The centre's word for why this unit, in the officer's language; words it may add later stay as they are. */
function why(reason: string): string {
    const [word = '', n] = reason.split(/_(?=\d+$)/)
    return tOr('tab.why.' + word, reason, n ? { n: Number(n) } : {})
}

const REASONS = [
    'tab.refuse.busy',
    'tab.refuse.far',
    'tab.refuse.vehicle',
    'tab.refuse.safety',
] as const

export function JobActions(props: { job: Job; toNotice: (() => void) | undefined }) {
    const [sheet, setSheet] = useState<'' | 'more' | 'note'>('')
    const step = nextStep(props.job)
    if (step === '') return null
    const refusable = step === 'accepted' || step === 'en_route'
    return (
        <>
            {props.job.assignment.asked_at && (
                <div class="band asked" role="alert">
                    <strong>{t('tab.well.ask')}</strong>
                    <StepButton label={t('tab.act.well')} stamp={'well ' + props.job.assignment.asked_at} onTap={() => tablet.well(props.job)} />
                </div>
            )}
            <StepButton
                label={t(`tab.act.${step}`)}
                stamp={step}
                onTap={() => tablet.step(props.job, step)}
            />
            <div class="row wrap">
                {props.toNotice && (
                    <button type="button" class="mid" onClick={props.toNotice}>
                        {t('tab.notice.back')}
                    </button>
                )}
                <button type="button" class="mid plain" onClick={() => setSheet('note')}>
                    {t('tab.job.note')}
                </button>
                <WriteButton incident={props.job.assignment.incident} />
                {refusable && (
                    <button type="button" class="mid plain" onClick={() => setSheet('more')}>
                        {t('tab.job.refuse')}
                    </button>
                )}
            </div>
            {sheet === 'more' && <RefuseSheet job={props.job} onClose={() => setSheet('')} />}
            {sheet === 'note' && <NoteSheet job={props.job} onClose={() => setSheet('')} />}
        </>
    )
}

function RefuseSheet(props: { job: Job; onClose: () => void }) {
    const [other, setOther] = useState('')
    const refuse = (reason: string): void => {
        tablet.step(props.job, 'refused', reason)
        props.onClose()
    }
    return (
        <Sheet title={t('tab.refuse.title')} onClose={props.onClose}>
            <div class="choices">
                <p>{t('tab.refuse.help')}</p>
                {REASONS.map((key) => (
                    <button type="button" class="mid" key={key} onClick={() => refuse(t(key))}>
                        {t(key)}
                    </button>
                ))}
                <label class="field">
                    {t('tab.refuse.other')}
                    <input
                        maxLength={120}
                        value={other}
                        onInput={(e) => setOther(e.currentTarget.value)}
                    />
                </label>
                <button
                    type="button"
                    class="mid"
                    disabled={other.trim() === ''}
                    onClick={() => refuse(other.trim())}
                >
                    {t('tab.refuse.do')}
                </button>
            </div>
        </Sheet>
    )
}

function NoteSheet(props: { job: Job; onClose: () => void }) {
    const [text, setText] = useState('')
    return (
        <Sheet title={t('tab.job.note')} onClose={props.onClose}>
            <form
                class="choices"
                onSubmit={(event) => {
                    event.preventDefault()
                    tablet.note(props.job, text.trim())
                    props.onClose()
                }}
            >
                <textarea
                    rows={4}
                    maxLength={1000}
                    autofocus
                    aria-label={t('tab.job.note')}
                    value={text}
                    onInput={(e) => setText(e.currentTarget.value)}
                />
                <button class="big primary" disabled={text.trim() === ''}>
                    {t('do.send')}
                </button>
            </form>
        </Sheet>
    )
}
