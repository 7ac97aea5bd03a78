// SPDX-License-Identifier: Apache-2.0
// The figures of doc/load.md as tables; each opens the alarms behind it.

import { useEffect, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { get, type Me } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { LangButtons, NotFor } from '../lib/session'
import { ProblemBox, Time } from '../lib/ui'
import { shown } from '../lib/zone'
import { Levels } from '../lib/levels'
import { part, seconds, Table } from '../lib/figures'

interface Rated {
    device: string
    site: string
    n: number
    share?: number | null
    rate?: number | null
}
interface Goal {
    s: number
    want: number
    within: number
    of: number
    share: number | null
    met: boolean | null
}
interface Answers {
    n: number
    waiting: number
    median_ms: number | null
    p90_ms: number | null
    p95_ms: number | null
}
interface Load {
    formulas: number
    from: string
    to: string
    seq: number
    alarms: number
    calls: number
    per_hour: number
    most_10min: number
    flood: { periods: number; of: number; share: number | null }
    top: { sources: Rated[]; of: number; share: number | null }
    chatter: { sources: Rated[]; n: number }
    stale: number
    priorities: { priority: number; n: number; share: number | null }[]
    tests: number
    drills: number
    shelved: number
    answers: Answers
    clocks: { name: string; goals: Goal[] }[]
    ledger: { n: number; sites: { site: string; alarms: number; false: number; rate: number | null; before: { alarms: number; rate: number | null } }[] }
    nuisance: Rated[]
    shifts: ({ session: string; user: string } & Shift)[]
    rota: Shift[]
}
interface Shift {
    from: string
    to: string
    calls: number
    per_hour: number
    most_10min: number
    answers: Answers
}

/** Names of standards, the same in every language. */
const CLOCKS: Record<string, [string, Key]> = {
    en50518_urgent: ['EN 50518', 'load.urgent'],
    en50518_other: ['EN 50518', 'load.other'],
    nena_answer: ['NENA-STA-020.1', 'load.answer'],
    nfpa1225_answer: ['NFPA 1225', 'load.answer'],
    nfpa1225_process: ['NFPA 1225', 'load.process'],
}

const thisMonth = (): string => shown(Date.now()).toISOString().slice(0, 7)

export function Report(props: { me: Me }) {
    const [month, setMonth] = useState(thisMonth())
    const [load, setLoad] = useState<Load>()
    const [error, setError] = useState<unknown>()
    const [, redraw] = useState(0)
    const allowed = props.me.permissions.includes('load.report')
    useEffect(() => {
        document.title = `${t('load.title')} · Markaz`
        if (!allowed || !/^\d{4}-\d\d$/.test(month)) return
        setLoad(undefined)
        setError(undefined)
        get<Load>(`/api/v1/load?whole=1&month=${month}`).then(setLoad, setError)
    }, [month])
    if (!allowed) return <NotFor what={t('load.not_here')} next={t('load.not_here.next', { name: props.me.name })} home={t('load.home')} />
    return (
        <main class="column load">
            <header>
                <h1>{t('load.title')}</h1>
                <form class="load-ask" onSubmit={(event) => event.preventDefault()}>
                    <label>
                        {t('load.month')} <input type="month" value={month} max={thisMonth()} onChange={(event) => setMonth(event.currentTarget.value)} />
                    </label>
                    <button type="button" onClick={() => print()}>
                        {t('load.print')}
                    </button>
                    <LangButtons onChange={() => redraw((n) => n + 1)} />
                    <a href="/">{t('load.home')}</a>
                </form>
                <p class="only-print">{month}</p>
            </header>
            {error !== undefined && <ProblemBox error={error} />}
            {!load && error === undefined && <p>{t('load.asking')}</p>}
            {load && <Figures load={load} />}
            {load && <Levels span={`month=${month}`} />}
        </main>
    )
}

/** A value that opens the alarms behind it. */
function Opens(props: { load: Load; figure: string; children: ComponentChildren }) {
    const { load } = props
    const [behind, setBehind] = useState<{ alarms: string[]; n: number }>()
    const ask = `/api/v1/load?whole=1&from=${load.from}&to=${load.to}&seq=${load.seq}&figure=${encodeURIComponent(props.figure)}`
    return (
        <>
            <button type="button" class="plain opens" aria-expanded={behind !== undefined} onClick={() => (behind ? setBehind(undefined) : void get<{ alarms: string[]; n: number }>(ask).then(setBehind))}>
                {props.children}
            </button>
            {behind && (
                <span class="behind">
                    {t('load.behind', { n: behind.n })} <code>{behind.alarms.join(' ')}</code>
                </span>
            )}
        </>
    )
}

/** Below a table that is empty, or of which the answer has not all. */
function FirstOf(props: { shown: number; n: number }) {
    if (props.shown === 0) return <p class="dim">{t('load.none')}</p>
    return props.n > props.shown ? <p class="dim">{t('load.first_of', { shown: props.shown, n: props.n })}</p> : null
}

const shiftHead = (): string[] => [t('load.from'), t('load.to'), t('load.n'), t('load.per_hour'), t('load.most'), t('load.answers'), t('load.median'), t('load.p90')]
const shiftRow = (one: Shift): ComponentChildren[] => [
    <Time at={one.from} />,
    <Time at={one.to} />,
    one.calls,
    one.per_hour,
    one.most_10min,
    one.answers.n,
    seconds(one.answers.median_ms),
    seconds(one.answers.p90_ms),
]

function Figures(props: { load: Load }) {
    const { load } = props
    const open = (figure: string, value: ComponentChildren) => (
        <Opens key={figure + load.seq} load={load} figure={figure}>
            {value}
        </Opens>
    )
    const rows: ComponentChildren[][] = [
        [t('load.alarms'), open('alarms', load.alarms), ''],
        [t('load.calls'), open('calls', load.calls), ''],
        [t('load.per_hour'), load.per_hour, '≤ 6 (12)'],
        [t('load.most'), load.most_10min, '≤ 10'],
        [t('load.flood'), open('flood', `${load.flood.periods} / ${load.flood.of} · ${part(load.flood.share)}`), '< 1 %'],
        [t('load.top'), part(load.top.share), '< 5 %'],
        [t('load.chatter'), open('chatter', load.chatter.n), '0'],
        [t('load.stale'), open('stale', load.stale), '< 5'],
        ...load.priorities.map((one) => [t('load.priority', { n: one.priority }), open(`priority:${one.priority}`, `${one.n} · ${part(one.share)}`), '']),
        [t('load.tests'), open('tests', load.tests), ''],
        [t('load.drills'), open('drills', load.drills), ''],
        [t('load.shelved'), open('shelved', load.shelved), ''],
        [t('load.answers'), open('answered', load.answers.n), ''],
        [t('load.waiting'), open('waiting', load.answers.waiting), ''],
        [t('load.median'), seconds(load.answers.median_ms), ''],
        [t('load.p90'), seconds(load.answers.p90_ms), ''],
        [t('load.p95'), seconds(load.answers.p95_ms), ''],
    ]
    return (
        <>
            <Table head={[t('load.figure'), t('load.value'), `${t('load.aim')} (ISA-18.2)`]} rows={rows} />
            <h2>{t('load.clocks')}</h2>
            <Table
                head={[t('load.figure'), t('load.value'), t('load.aim')]}
                rows={load.clocks.flatMap(({ name, goals }) =>
                    goals.map((goal) => [
                        `${CLOCKS[name]?.[0] ?? name} · ${t(CLOCKS[name]?.[1] ?? 'load.answer')} · ${t('load.within', { s: goal.s })}`,
                        open('late:' + name, `${goal.within} / ${goal.of} · ${part(goal.share)}`),
                        `${part(goal.want)}${goal.met === null ? '' : ' · ' + t(goal.met ? 'load.met' : 'load.unmet')}`,
                    ]),
                )}
            />
            <h2>{t('load.busiest')}</h2>
            <Table
                head={[t('load.device'), t('load.site'), t('load.n'), t('load.rate')]}
                rows={load.top.sources.map((one) => [one.device, one.site, open('source:' + one.device, one.n), part(one.share)])}
            />
            <FirstOf shown={load.top.sources.length} n={load.top.of} />
            <h2>{t('load.chatter')}</h2>
            <Table head={[t('load.device'), t('load.site'), t('load.n')]} rows={load.chatter.sources.map((one) => [one.device, one.site, open('chatter:' + one.device, one.n)])} />
            <FirstOf shown={load.chatter.sources.length} n={load.chatter.n} />
            <h2>{t('load.sites')}</h2>
            <Table
                head={[t('load.site'), t('load.alarms'), t('load.false'), t('load.rate'), t('load.before')]}
                rows={load.ledger.sites.map((one) => [one.site || t('load.no_site'), open('site:' + one.site, one.alarms), open('false:' + one.site, one.false), part(one.rate), `${one.before.alarms} · ${part(one.before.rate)}`])}
            />
            <FirstOf shown={load.ledger.sites.length} n={load.ledger.n} />
            <h2>{t('load.nuisance')}</h2>
            <Table head={[t('load.device'), t('load.site'), t('load.false'), t('load.rate')]} rows={load.nuisance.map((one) => [one.device, one.site, open('nuisance:' + one.device, one.n), part(one.rate)])} />
            <FirstOf shown={load.nuisance.length} n={0} />
            <h2>{t('load.rota')}</h2>
            {load.rota.length === 0 ? <p class="dim">{t('load.no_shifts', { setting: 'load.shifts' })}</p> : <Table head={shiftHead()} rows={load.rota.map(shiftRow)} />}
            <h2>{t('load.shifts')}</h2>
            <Table head={[t('load.person'), ...shiftHead()]} rows={load.shifts.map((one) => [one.user, ...shiftRow(one)])} />
            <p class="dim">{t('load.formulas', { n: load.formulas, seq: String(load.seq) })}</p>
        </>
    )
}
