// SPDX-License-Identifier: Apache-2.0
// Service levels of a span: each step of incidents with its median and 90 %, against the aims, all together or for each kind, area, priority or shift.

import { useEffect, useState } from 'preact/hooks'
import { get } from './api'
import { part, seconds, Table } from './figures'
import { t, type Key } from './i18n'
import { ProblemBox, Time } from './ui'

const STEPS = ['answer', 'queue', 'turnout', 'travel', 'response', 'scene'] as const
const EACH = ['', 'kind', 'area', 'priority', 'shift'] as const
type Each = (typeof EACH)[number]

export interface Step {
    n: number
    running: number
    p50_ms: number | null
    p90_ms: number | null
    goal_s?: number
    within?: number
    of?: number
    share?: number | null
    met?: boolean | null
}
type Group = { incidents: number } & Record<(typeof STEPS)[number], Step>
export interface Answer {
    from: string
    all: Group
    groups?: ({ key: string } & Group)[]
    more?: number
}

/** A step that has no aim is in time always, so nothing is said of it. */
function inTime(step: Step): string {
    if (step.goal_s === undefined) return ''
    const met = step.met === null || step.met === undefined ? '' : ' · ' + t(step.met ? 'load.met' : 'load.unmet')
    return `${t('load.within', { s: step.goal_s })}: ${step.within} / ${step.of} · ${part(step.share)}${met}`
}

function named(each: Each, key: string) {
    if (each === 'kind') return t(('incident_kind.' + key) as Key)
    if (each === 'shift') return key ? <Time at={key} /> : t('levels.no_shift', { setting: 'load.shifts' })
    return key || t('levels.no_area')
}

const quick = (step: Step): string => `${seconds(step.p50_ms)} · ${seconds(step.p90_ms)} · ${step.n}`

/** `span` is what the interface is asked for, like month=2026-11; asked again each `everyMs`, when that is given. */
export function Levels(props: { span: string; everyMs?: number }) {
    const { span, everyMs } = props
    const [each, setEach] = useState<Each>('')
    const [answer, setAnswer] = useState<Answer>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let over = false
        const took = (what: () => void): void => {
            if (!over) what()
        }
        const ask = (): void => void get<Answer>(`/api/v1/levels?${span}${each && '&each=' + each}`).then(
            (next) => took(() => {
                setAnswer(next)
                setError(undefined)
            }),
            (problem: unknown) => took(() => setError(problem)),
        )
        setAnswer(undefined)
        setError(undefined)
        ask()
        const timer = everyMs === undefined ? undefined : setInterval(ask, everyMs)
        return () => {
            over = true
            clearInterval(timer)
        }
    }, [span, everyMs, each])
    return (
        <section class="levels">
            <h2>{t('levels.title')}</h2>
            <label class="load-each">
                {t('levels.each')}{' '}
                <select value={each} onChange={(event) => setEach(event.currentTarget.value as Each)}>
                    {EACH.map((one) => (
                        <option value={one} key={one}>
                            {t(one ? `levels.${one}` : 'levels.all')}
                        </option>
                    ))}
                </select>
            </label>
            {error !== undefined && <ProblemBox error={error} />}
            {answer && (
                <>
                    <p>
                        {t('levels.what')}: <strong>{answer.all.incidents}</strong>
                    </p>
                    <Table
                        head={[t('levels.step'), t('levels.n'), t('levels.running'), t('levels.p50'), t('levels.p90'), t('levels.goal')]}
                        rows={STEPS.map((name) => {
                            const step = answer.all[name]
                            return [t(`levels.${name}`), step.n, step.running, seconds(step.p50_ms), seconds(step.p90_ms), inTime(step)]
                        })}
                    />
                    {answer.groups && each && (
                        <>
                            <p class="dim">{`${t('levels.p50')} · ${t('levels.p90')} · ${t('levels.n')}`}</p>
                            <Table
                                head={[t(`levels.${each}`), t('levels.what'), ...STEPS.map((name) => t(`levels.${name}`))]}
                                rows={answer.groups.map((group) => [named(each, group.key), group.incidents, ...STEPS.map((name) => quick(group[name]))])}
                            />
                        </>
                    )}
                    {answer.more ? <p class="dim">{t('levels.more', { n: answer.more })}</p> : null}
                    <p class="dim">{t('levels.says', { setting: 'levels.*', standards: 'NENA-STA-020, NFPA 1225, NFPA 1710' })}</p>
                </>
            )}
        </section>
    )
}
