// SPDX-License-Identifier: Apache-2.0
// The retention calendar: what is kept how long, what is held, and how much will be erased on which day.

import { useState } from 'preact/hooks'
import { dateTime } from '../lib/format'
import { locale, t } from '../lib/i18n'
import { may } from '../lib/session'
import { Age, ProblemBox } from '../lib/ui'
import { Actions } from './parts'
import { AskSheet, kindName, lifeText, Waiting, type Ask } from './retention-ask'
import { useView } from './view'

/** How long something is kept. */
export interface Kept {
    id: string
    life_s: number
}

interface Class extends Kept {
    id: 'violations' | 'hits' | 'audit'
    erased: number
    erased_at: string | null
    due: { day: string; events: number }[]
    kept: number
    later: number
}

export interface Hold {
    id: string
    about: string
    basis: string
    wake_at: string
}

interface Calendar {
    classes: Class[]
    telemetry: Kept[]
    thinned: { kept: number; gone: number; late: number }
    holds: Hold[]
    late: number
    complete: boolean
    looked: string | null
}

const EVERY_MS = 10000

const count = (n: number): string => new Intl.NumberFormat(locale()).format(n)

export function Retention() {
    const { view, error } = useView<Calendar>('/api/v1/retention', EVERY_MS)
    const [ask, setAsk] = useState<Ask>()
    const onAsk = may('retention.manage') ? setAsk : undefined
    return (
        <div class="one-pane">
            <h2>{t('adm.tab.retention')}</h2>
            {error !== undefined && <ProblemBox error={error} />}
            {view && onAsk && <Asks holds={view.holds} onAsk={onAsk} />}
            {view && <OnTime calendar={view} />}
            <Waiting />
            {view && <Classes classes={view.classes} onAsk={onAsk} />}
            {view && <Telemetry rows={view.telemetry} thinned={view.thinned} onAsk={onAsk} />}
            {view && <Holds holds={view.holds} onAsk={onAsk} />}
            {view && <Days classes={view.classes} />}
            {view && ask && <AskSheet ask={ask} holds={view.holds} kept={[...view.classes, ...view.telemetry]} onClose={() => setAsk(undefined)} />}
        </div>
    )
}

type OnAsk = ((ask: Ask) => void) | undefined

function Asks(props: { holds: readonly Hold[]; onAsk: (ask: Ask) => void }) {
    const some = props.holds.length > 0
    const ask = (what: Ask['what']) => () => props.onAsk({ what })
    return (
        <>
            <Actions
                actions={[
                    { key: 'n', says: 'adm.retention.ask.hold', run: ask('hold') },
                    { key: 'l', says: 'adm.retention.ask.life', run: ask('life') },
                    { key: 'e', says: 'adm.retention.ask.extend', run: ask('extend'), when: some },
                    { key: 'x', says: 'adm.retention.ask.release', run: ask('release'), when: some },
                ]}
            />
            <p class="dim">{t('adm.retention.second')}</p>
        </>
    )
}

function AskButton(props: { ask: Ask; of: string; says: 'change' | 'extend' | 'release'; onAsk: OnAsk }) {
    const { onAsk, ask } = props
    const says = t(`adm.retention.do.${props.says}`)
    return (
        onAsk && (
            <button type="button" aria-label={`${says}: ${props.of}`} onClick={() => onAsk(ask)}>
                {says}
            </button>
        )
    )
}

function OnTime(props: { calendar: Calendar }) {
    const { late, looked, complete } = props.calendar
    return (
        <>
            {late > 0 ? (
                <p role="alert" class="flag warn">
                    {t('adm.retention.late', { n: late })}
                </p>
            ) : (
                <p role="status">
                    {t('adm.retention.on_time')} {looked ? <Age at={looked} /> : '–'}
                </p>
            )}
            {!complete && <p class="dim">{t('adm.retention.counting')}</p>}
        </>
    )
}

function Classes(props: { classes: Class[]; onAsk: OnAsk }) {
    return (
        <table class="lines">
            <caption>{t('adm.retention.classes')}</caption>
            <thead>
                <tr>
                    <th />
                    <th>{t('adm.retention.life')}</th>
                    <th>{t('adm.retention.kept')}</th>
                    <th>{t('adm.retention.later')}</th>
                    <th>{t('adm.retention.erased')}</th>
                    {props.onAsk && <th />}
                </tr>
            </thead>
            <tbody>
                {props.classes.map((one) => (
                    <tr key={one.id} data-class={one.id}>
                        <th>{t(`adm.retention.${one.id}`)}</th>
                        <td class="num">{lifeText(one.life_s)}</td>
                        <td class="num">{count(one.kept)}</td>
                        <td class="num">{count(one.later)}</td>
                        <td class="num">{count(one.erased)}</td>
                        {props.onAsk && (
                            <td>
                                <AskButton ask={{ what: 'life', of: one.id }} of={kindName(one.id)} says="change" onAsk={props.onAsk} />
                            </td>
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

/** A row a day on which something is due, a column a class. */
function Days(props: { classes: Class[] }) {
    const days = [...new Set(props.classes.flatMap((one) => one.due.map((due) => due.day)))].sort()
    const on = (one: Class, day: string): number =>
        one.due.find((due) => due.day === day)?.events ?? 0
    const dayName = new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeZone: 'UTC' })
    return (
        <table class="lines">
            <caption>{t('adm.retention.calendar')}</caption>
            <thead>
                <tr>
                    <th>{t('adm.retention.day')}</th>
                    {props.classes.map((one) => (
                        <th key={one.id}>{t(`adm.retention.${one.id}`)}</th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {days.map((day) => (
                    <tr key={day} data-day={day}>
                        <th>{dayName.format(new Date(day))}</th>
                        {props.classes.map((one) => (
                            <td key={one.id} class="num">
                                {on(one, day) > 0 ? count(on(one, day)) : ''}
                            </td>
                        ))}
                    </tr>
                ))}
                {days.length === 0 && (
                    <tr>
                        <td colSpan={1 + props.classes.length}>{t('adm.retention.nothing')}</td>
                    </tr>
                )}
            </tbody>
        </table>
    )
}

function Holds(props: { holds: Hold[]; onAsk: OnAsk }) {
    if (props.holds.length === 0) return <p class="dim">{t('adm.retention.no_holds')}</p>
    return (
        <table class="lines">
            <caption>{t('adm.retention.holds')}</caption>
            <thead>
                <tr>
                    <th>{t('adm.retention.about')}</th>
                    <th>{t('adm.retention.basis')}</th>
                    <th>{t('adm.retention.until')}</th>
                    {props.onAsk && <th />}
                </tr>
            </thead>
            <tbody>
                {props.holds.map((hold) => (
                    <tr key={hold.id} data-hold={hold.id}>
                        <th>{hold.about}</th>
                        <td>{hold.basis}</td>
                        <td class="num">{dateTime(hold.wake_at)}</td>
                        {props.onAsk && (
                            <td>
                                <AskButton ask={{ what: 'extend', of: hold.id }} of={hold.about} says="extend" onAsk={props.onAsk} />{' '}
                                <AskButton ask={{ what: 'release', of: hold.id }} of={hold.about} says="release" onAsk={props.onAsk} />
                            </td>
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

function Telemetry(props: { rows: Kept[]; thinned: Calendar['thinned']; onAsk: OnAsk }) {
    const { kept, gone, late } = props.thinned
    return (
        <>
            <table class="lines">
                <caption>{t('adm.retention.telemetry')}</caption>
                <tbody>
                    {props.rows.map((row) => (
                        <tr key={row.id} data-class={row.id}>
                            <th>{kindName(row.id)}</th>
                            <td class="num">{lifeText(row.life_s)}</td>
                            {props.onAsk && (
                                <td>
                                    <AskButton ask={{ what: 'life', of: row.id }} of={kindName(row.id)} says="change" onAsk={props.onAsk} />
                                </td>
                            )}
                        </tr>
                    ))}
                </tbody>
            </table>
            <p class="dim">{t('adm.retention.thinned', { all: count(kept + gone), kept: count(kept) })}</p>
            {late > 0 && (
                <p role="alert" class="flag warn">
                    {t('adm.retention.thin_late')}
                </p>
            )}
        </>
    )
}
