// SPDX-License-Identifier: Apache-2.0
// Sites: totals with what they mean, the coverage map, areas, and the sites one by one. Printed, it is the ministry's report.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { SITE_KIND, type SiteKind } from '../gen/types'
import { get, type Me } from '../lib/api'
import { BoundKeys, ThemeButtons } from '../lib/choices'
import { dateTime } from '../lib/format'
import { PageHead } from '../lib/head'
import { t, tOr } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { LangButtons, NotFor, signOut } from '../lib/session'
import { store } from '../lib/store'
import { Age, ProblemBox, Sheet, Toasts } from '../lib/ui'
import { Coverage } from './map'
import { narrowed, STATES, type Line, type Narrow, type Report } from './report'
import { SitePane } from './site'

const EVERY_MS = 15_000
const SHOWN = 300
const ALL: Narrow = { state: '', area: '', text: '' }

function useReport(kind: SiteKind): { report: Report | undefined; error: unknown; version: number; again: () => void } {
    const [found, setFound] = useState<{ report?: Report; error?: unknown; version: number }>({ version: 0 })
    const [turn, setTurn] = useState(0)
    useEffect(() => {
        let live = true
        const ask = (): void =>
            void get<Report>('/api/v1/reports/sites?kind=' + kind).then(
                (report) => live && setFound((was) => ({ report, version: was.version + 1 })),
                (error: unknown) => live && setFound((was) => ({ ...was, error })),
            )
        ask()
        const timer = setInterval(ask, EVERY_MS)
        return () => {
            live = false
            clearInterval(timer)
        }
    }, [kind, turn])
    const report = found.report?.kind === kind ? found.report : undefined
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

function Row(props: { line: Line; selected: boolean; onSelect: () => void }) {
    const { line } = props
    return (
        <tr aria-selected={props.selected} onClick={props.onSelect}>
            <td>
                <button type="button" class="plain">
                    {line.name}
                </button>
            </td>
            <td data-state={line.state}>{t(`sites.state.${line.state}`)}</td>
            <td class="num">{line.devices}</td>
            <td>
                <Age at={line.last_seen ?? undefined} />
            </td>
            <td>
                <Age at={line.tested_at ?? undefined} />
            </td>
            <td>
                {line.day ? `${tOr('weekday.' + line.day, line.day)} ${line.opens}–${line.closes}` : <span class="faint">{t('sites.no_week')}</span>}{' '}
                {(line.missed ?? 0) > 0 && <span class="warn">{t('sites.overdue')}</span>}
            </td>
        </tr>
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
    const { report, error, version, again } = useReport(kind)
    const rows = useMemo(() => narrowed(report?.list ?? [], by), [report, by])
    const one = report?.list.find((line) => line.id === selected)
    const move = (step: number): void => {
        const at = rows.findIndex((line) => line.id === selected)
        setSelected(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id ?? '')
    }
    useEffect(() => store.connect(me.user, { csrf: me.csrf, topics: '', geometry: true, area: me.area }), [me])
    useEffect(() => {
        document.title = `${t('sites.title')} · Markaz`
    })
    useKeys([
        { key: 'j', says: 'sites.key.next', group: 'sites.keys', run: () => move(1) },
        { key: 'k', says: 'sites.key.next', group: 'sites.keys', run: () => move(-1) },
        { key: '/', says: 'sites.key.find', group: 'sites.keys', run: () => find.current?.focus() },
        { key: 'p', says: 'sites.key.print', group: 'sites.keys', run: () => print() },
        { key: '?', says: 'sites.help', group: 'sites.keys', run: () => setSheet('help') },
    ])
    if (!me.permissions.includes('picture.read')) return <NotFor what={t('sites.not_here')} next={t('sites.not_here.next', { name: me.name })} home={t('sites.console')} />
    return (
        <div class="adm sites">
            <PageHead title={t('sites.title')} home={t('sites.console')} tabs={[{ id: 'report', label: t('sites.tab.report') }]} current="report" help={t('sites.help')} onHelp={() => setSheet('help')} person={me.full_name || me.name} onPerson={() => setSheet('settings')}>
                <select aria-label={t('sites.kind')} value={kind} onChange={(event) => (setKind(SITE_KIND.find((k) => k === event.currentTarget.value) ?? kind), setBy(ALL), setSelected(''))}>
                    {SITE_KIND.map((k) => (
                        <option key={k} value={k}>
                            {t(`site_kind.${k}`)}
                        </option>
                    ))}
                </select>
                <a class="sites-csv" href={`/api/v1/reports/sites?kind=${kind}&format=csv`} download={`sites-${kind}.csv`}>
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
                            <p class="dim">{t('sites.as_of', { time: dateTime(report.at), seq: String(report.seq) })}</p>
                            <Totals report={report} by={by} onState={(state) => setBy({ ...by, state })} />
                            <div class="sites-wide">
                                <Coverage list={rows} />
                                <Areas report={report} area={by.area} onArea={(area) => setBy({ ...by, area })} />
                            </div>
                            <input ref={find} class="sites-find" type="search" placeholder={t('sites.find')} aria-label={t('sites.find')} value={by.text} onInput={(event) => setBy({ ...by, text: event.currentTarget.value })} />
                            <table class="sites-list">
                                <thead>
                                    <tr>
                                        {(['name', 'state', 'devices', 'seen', 'proved', 'week'] as const).map((head) => (
                                            <th key={head}>{t(`sites.${head}`)}</th>
                                        ))}
                                    </tr>
                                </thead>
                                <tbody>
                                    {rows.slice(0, SHOWN).map((line) => (
                                        <Row key={line.id} line={line} selected={line.id === selected} onSelect={() => setSelected(line.id)} />
                                    ))}
                                </tbody>
                            </table>
                            {rows.length > SHOWN && <p class="dim">{t('sites.more', { n: rows.length - SHOWN })}</p>}
                        </div>
                        {one && <SitePane line={one} kind={kind} version={version} onDone={again} />}
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
