// SPDX-License-Identifier: Apache-2.0
// Sites: totals with what they mean, the coverage map, areas, and the sites one by one. Printed, it is the ministry's report.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { SITE_KIND, type SiteKind } from '../gen/types'
import { call, type Me } from '../lib/api'
import { BoundKeys, ThemeButtons } from '../lib/choices'
import { serverNow } from '../lib/clock'
import { dateTime, dayOf } from '../lib/format'
import { PageHead } from '../lib/head'
import { t } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { LangButtons, NotFor, signOut } from '../lib/session'
import { store, useTable } from '../lib/store'
import { ProblemBox, Sheet, Toasts } from '../lib/ui'
import { Drills } from './drill'
import { List } from './list'
import { Coverage } from './map'
import { narrowed, PAGE, STATES, type Narrow, type Report } from './report'
import { SitePane } from './site'

const EVERY_MS = 15_000
/** of a whole history, which is walked anew for it */
const PAST_MS = 10 * 60_000
const ALL: Narrow = { state: location.hash === '#due' ? 'due' : '', area: '', text: '' }

/** As it is now, or was when that day ended. */
export const reportPath = (kind: SiteKind, day: string): string => `/api/v1/reports/sites?kind=${kind}` + (day ? `&as_of=${day}` : '')

function useReport(kind: SiteKind, day: string): { report: Report | undefined; error: unknown; version: number; again: () => void } {
    const [found, setFound] = useState<{ of?: string; report?: Report; error?: unknown; version: number }>({ version: 0 })
    const [turn, setTurn] = useState(0)
    const path = reportPath(kind, day)
    useEffect(() => {
        let live = true
        const ask = (): void =>
            void call<Report>('GET', path, day ? { timeoutMs: PAST_MS } : {}).then(
                (report) => live && setFound((was) => ({ of: path, report, version: was.version + 1 })),
                (error: unknown) => live && setFound((was) => ({ ...was, error })),
            )
        ask()
        const timer = day ? undefined : setInterval(ask, EVERY_MS)
        return () => {
            live = false
            clearInterval(timer)
        }
    }, [path, turn])
    const report = found.of === path ? found.report : undefined
    return { report, error: found.error, version: found.version, again: () => setTurn((n) => n + 1) }
}

function Totals(props: { report: Report; by: Narrow; onState: (state: Narrow['state']) => void }) {
    const { totals } = props.report
    return (
        <div class="sites-totals">
            <button type="button" aria-pressed={props.by.state === ''} onClick={() => props.onState('')}>
                <strong class="num">{totals.sites}</strong> {t('sites.total')}
            </button>
            {STATES.map((state) => (
                <button type="button" key={state} data-state={state} data-zero={totals[state] === 0 ? '' : undefined} aria-pressed={props.by.state === state} onClick={() => props.onState(state)}>
                    <strong class="num">{totals[state]}</strong> {t(`sites.state.${state}`)}
                    <small>{t(`sites.says.${state}`)}</small>
                </button>
            ))}
            <button type="button" data-state="due" aria-pressed={props.by.state === 'due'} onClick={() => props.onState('due')}>
                <strong class="num">{totals.due}</strong> {t('sites.due')}
            </button>
            <button type="button" data-state="overdue" aria-pressed={props.by.state === 'overdue'} onClick={() => props.onState('overdue')}>
                <strong class="num">{totals.overdue}</strong> {t('sites.overdue')}
            </button>
        </div>
    )
}

function Areas(props: { report: Report; area: string; onArea: (area: string) => void }) {
    return (
        <table class="sites-areas">
            <thead>
                <tr>
                    <th>{t('sites.area')}</th>
                    <th>{t('sites.total')}</th>
                    {STATES.map((state) => (
                        <th key={state}>{t(`sites.state.${state}`)}</th>
                    ))}
                    <th>{t('sites.overdue')}</th>
                </tr>
            </thead>
            <tbody>
                {props.report.areas.map((one) => (
                    <tr key={one.area} aria-selected={one.area === props.area}>
                        <td>
                            <button type="button" class="plain" onClick={() => props.onArea(one.area === props.area ? '' : one.area)}>
                                {one.name || one.area || '–'}
                            </button>
                        </td>
                        <td class="num">{one.sites}</td>
                        {STATES.map((state) => (
                            <td class="num" key={state}>
                                {one[state]}
                            </td>
                        ))}
                        <td class="num">{one.overdue}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

export function App(props: { me: Me }) {
    const { me } = props
    const [kind, setKind] = useState<SiteKind>('school')
    const [by, setBy] = useState<Narrow>(ALL)
    const [selected, setSelected] = useState('')
    const [sheet, setSheet] = useState<'' | 'help' | 'settings'>('')
    const [, redraw] = useState(0)
    const find = useRef<HTMLInputElement>(null)
    const [day, setDay] = useState('')
    const [shown, setShown] = useState(0)
    const sites = useTable('site')
    const { report, error, version, again } = useReport(kind, day)
    const rows = useMemo(() => narrowed(report?.list ?? [], by), [report, by])
    const one = report?.list.find((line) => line.id === selected)
    const move = (step: number): void => {
        const at = rows.findIndex((line) => line.id === selected)
        const to = Math.min(rows.length - 1, Math.max(0, at + step))
        setSelected(rows[to]?.id ?? '')
        setShown(Math.floor(Math.max(0, to) / PAGE))
    }
    const pages = Math.max(1, Math.ceil(rows.length / PAGE))
    const page = Math.min(shown, pages - 1)
    const turn = (step: number): void => setShown(Math.min(pages - 1, Math.max(0, page + step)))
    const narrow = (to: Narrow): void => (setBy(to), setShown(0))
    useEffect(() => store.connect(me.user, { csrf: me.csrf, topics: '', geometry: true, area: me.area }), [me])
    useEffect(() => {
        document.title = `${t('sites.title')} · Markaz`
    })
    useKeys([
        { key: 'j', says: 'sites.key.next', group: 'sites.keys', run: () => move(1) },
        { key: 'k', says: 'sites.key.next', group: 'sites.keys', run: () => move(-1) },
        { key: ']', says: 'sites.key.page', group: 'sites.keys', run: () => turn(1) },
        { key: '[', says: 'sites.key.page', group: 'sites.keys', run: () => turn(-1) },
        { key: '/', says: 'sites.key.find', group: 'sites.keys', run: () => find.current?.focus() },
        { key: 'p', says: 'sites.key.print', group: 'sites.keys', run: () => print() },
        { key: '?', says: 'sites.help', group: 'sites.keys', run: () => setSheet('help') },
    ])
    if (!me.permissions.includes('picture.read')) return <NotFor what={t('sites.not_here')} next={t('sites.not_here.next', { name: me.name })} home={t('sites.console')} />
    return (
        <div class="adm sites">
            <PageHead title={t('sites.title')} home={t('sites.console')} tabs={[{ id: 'report', label: t('sites.tab.report') }]} current="report" help={t('sites.help')} onHelp={() => setSheet('help')} person={me.full_name || me.name} onPerson={() => setSheet('settings')}>
                <select aria-label={t('sites.kind')} value={kind} onChange={(event) => (setKind(SITE_KIND.find((k) => k === event.currentTarget.value) ?? kind), narrow(ALL), setSelected(''))}>
                    {SITE_KIND.map((k) => (
                        <option key={k} value={k}>
                            {t(`site_kind.${k}`)}
                        </option>
                    ))}
                </select>
                <label class="sites-day">
                    {t('sites.as_of.day')} <input type="date" value={day} max={dayOf(serverNow() - 86_400_000)} onInput={(event) => setDay(event.currentTarget.value)} />
                </label>
                {day && (
                    <button type="button" onClick={() => setDay('')}>
                        {t('sites.as_of.now')}
                    </button>
                )}
                <a class="sites-csv" href={reportPath(kind, day) + '&format=csv'} download={`sites-${kind}${day && '-' + day}.csv`}>
                    {t('sites.as_csv')}
                </a>
                <button type="button" onClick={() => print()}>
                    {t('sites.print')}
                </button>
            </PageHead>
            <main>
                {error !== undefined && <ProblemBox error={error} />}
                {!report && error === undefined && <p class="empty">{t('sites.loading')}</p>}
                {report && report.totals.sites === 0 && <p class="empty">{t('sites.nothing')}</p>}
                {report && report.totals.sites > 0 && (
                    <div class="sites-body">
                        <div class="sites-report">
                            <p class="dim">
                                {t('sites.as_of', { time: dateTime(report.at), seq: String(report.seq) })} {report.past && t('sites.as_of.says', { days: report.tested_days })}
                            </p>
                            <Totals report={report} by={by} onState={(state) => narrow({ ...by, state })} />
                            {!report.past && <Drills name={(id) => sites.get(id)?.name ?? id} onSite={setSelected} />}
                            <div class="sites-wide">
                                <Coverage list={rows} />
                                <Areas report={report} area={by.area} onArea={(area) => narrow({ ...by, area })} />
                            </div>
                            <input ref={find} class="sites-find" type="search" placeholder={t('sites.find')} aria-label={t('sites.find')} value={by.text} onInput={(event) => narrow({ ...by, text: event.currentTarget.value })} />
                            <List rows={rows} page={page} selected={selected} onPage={setShown} onSelect={setSelected} />
                        </div>
                        {one && !report.past && <SitePane line={one} kind={kind} version={version} onDone={again} />}
                    </div>
                )}
            </main>
            {sheet === 'help' && (
                <Sheet title={t('sites.help')} onClose={() => setSheet('')}>
                    <div class="help">
                        {STATES.map((state) => (
                            <p key={state}>
                                <strong>{t(`sites.state.${state}`)}</strong> {t(`sites.says.${state}`)}
                            </p>
                        ))}
                        <BoundKeys />
                    </div>
                </Sheet>
            )}
            {sheet === 'settings' && (
                <Sheet title={me.full_name || me.name} onClose={() => setSheet('')}>
                    <div class="help">
                        <div class="chips">
                            <LangButtons onChange={() => redraw((n) => n + 1)} />
                        </div>
                        <div class="chips">
                            <ThemeButtons onChange={() => redraw((n) => n + 1)} />
                        </div>
                        <button type="button" onClick={() => void signOut()}>
                            {t('signin.out')}
                        </button>
                    </div>
                </Sheet>
            )}
            <Toasts />
        </div>
    )
}
