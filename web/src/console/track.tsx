// SPDX-License-Identifier: Apache-2.0
// Where a unit was. A look-up: the centre asks why, and tells those whose unit it is.

import { useState } from 'preact/hooks'
import { localMinute, speed } from '../lib/format'
import { t } from '../lib/i18n'
import { asksPurpose, AskPurpose, lookUp, usePurpose } from '../lib/purpose'
import { ProblemBox, Time } from '../lib/ui'
import { instantIso } from '../lib/zone'
import { Block, Place } from './parts'

const HOUR_MS = 3600e3
const DAY_MS = 24 * HOUR_MS
const SHOWN = 200 // rows at once

interface Fix {
    at: string
    lat: number
    lon: number
    speed_kmh?: number
    doubtful?: boolean
}

interface Answer {
    fixes: Fix[]
    thinned: boolean
    thinned_before: string
    forgotten: boolean
    forgotten_before: string
    /** Where to ask on from. */
    next?: string
}

/** How much of what was asked for is still known. */
function Known(props: { answer: Answer }) {
    const { answer } = props
    return (
        <p class="dim" role="status">
            {t('track.count', { n: answer.fixes.length })}
            {answer.thinned && <> {t('track.thinned')} <Time at={answer.thinned_before} />.</>}
            {answer.forgotten && <> {t('track.forgotten')} <Time at={answer.forgotten_before} />.</>}
        </p>
    )
}

function Fixes(props: { answer: Answer; more: () => void }) {
    const { answer } = props
    const [shown, setShown] = useState(SHOWN)
    const left = shown < answer.fixes.length
    return (
        <>
            <Known answer={answer} />
            <ol class="timeline track">
                {answer.fixes.slice(0, shown).map((fix) => (
                    <li key={fix.at}>
                        <Time at={fix.at} />
                        <div>
                            <Place lat={fix.lat} lon={fix.lon} /> {fix.speed_kmh !== undefined && <span class="num">{speed(fix.speed_kmh)}</span>} {fix.doubtful && <span class="warn">{t('track.doubtful')}</span>}
                        </div>
                    </li>
                ))}
            </ol>
            {(left || answer.next) && (
                <button type="button" onClick={() => (left ? setShown(shown + SHOWN) : props.more())}>
                    {t('track.more')}
                </button>
            )}
        </>
    )
}

/** The history on the same page asks first; here only when what was said there does not do. */
function Refused(props: { error: unknown; purpose: string; onGiven: (why: string) => void }) {
    if (!asksPurpose(props.error)) return <ProblemBox error={props.error} />
    if (props.purpose === '') return <p class="dim">{t('track.why')}</p>
    return <AskPurpose error={props.error} onGiven={props.onGiven} />
}

export function Track(props: { unit: string }) {
    const { purpose, give } = usePurpose('unit/' + props.unit)
    const [answer, setAnswer] = useState<Answer>()
    /** What was refused, and under which purpose: one that is given meanwhile makes it nothing. */
    const [refused, setRefused] = useState<{ why: string; error: unknown }>()
    const [span, setSpan] = useState({ from: localMinute(Date.now() - HOUR_MS), to: localMinute(Date.now() + 60e3) })
    const ask = (why: string, from: string): void => {
        const query = new URLSearchParams({ from, to: instantIso(span.to) })
        lookUp<Answer>(`/api/v1/units/${encodeURIComponent(props.unit)}/track?${query}`, why).then(
            (more) => {
                setRefused(undefined)
                setAnswer((before) => (before?.next === from ? { ...more, fixes: [...before.fixes, ...more.fixes] } : more))
            },
            (error: unknown) => setRefused({ why, error }),
        )
    }
    const begin = (why: string): void => {
        setAnswer(undefined)
        ask(why, instantIso(span.from))
    }
    const again = (why: string): void => {
        give(why)
        begin(why)
    }
    const set = (name: 'from' | 'to') => (event: { currentTarget: HTMLInputElement }) => setSpan({ ...span, [name]: event.currentTarget.value })
    return (
        <Block title={t('track.name')}>
            <form
                class="track-ask form"
                onSubmit={(event) => {
                    event.preventDefault()
                    begin(purpose)
                }}
            >
                <p class="dim">{t('track.says')}</p>
                {(['from', 'to'] as const).map((name) => (
                    <label key={name}>
                        {t(`track.${name}`)}
                        <input name={name} type="datetime-local" required value={span[name]} min={localMinute(Date.now() - 366 * DAY_MS)} onInput={set(name)} />
                    </label>
                ))}
                <button type="submit">{t('track.show')}</button>
            </form>
            {refused && refused.why === purpose && <Refused error={refused.error} purpose={purpose} onGiven={again} />}
            {answer && <Fixes answer={answer} more={() => ask(purpose, answer.next ?? '')} />}
        </Block>
    )
}
