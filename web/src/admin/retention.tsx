// SPDX-License-Identifier: Apache-2.0
// The retention calendar: what is kept how long, what is held, and how much will be erased on which day.

import { dateTime } from '../lib/format'
import { locale, t, type Key } from '../lib/i18n'
import { Age, ProblemBox } from '../lib/ui'
import { useView } from './view'

interface Class {
    id: 'violations' | 'hits' | 'audit'
    life_s: number
    erased: number
    erased_at: string | null
    due: { day: string; events: number }[]
    kept: number
    later: number
}

interface Hold {
    id: string
    about: string
    basis: string
    wake_at: string
}

interface Calendar {
    classes: Class[]
    telemetry: { id: string; life_s: number }[]
    holds: Hold[]
    late: number
    complete: boolean
    looked: string | null
}

const EVERY_MS = 10000
const DAY_S = 86400

const count = (n: number): string => new Intl.NumberFormat(locale()).format(n)

/** A length of time in the largest unit that says it without a fraction. */
export function lifeText(seconds: number): string {
    const units: [number, Key][] = [
        [365 * DAY_S, 'adm.retention.years'],
        [DAY_S, 'adm.retention.days'],
        [3600, 'adm.retention.hours'],
    ]
    for (const [size, says] of units)
        if (seconds >= size && seconds % size === 0) return t(says, { n: seconds / size })
    return t('adm.retention.seconds', { n: seconds })
}

export function Retention() {
    const { view, error } = useView<Calendar>('/api/v1/retention', EVERY_MS)
    return (
        <div class="one-pane">
            <h2>{t('adm.tab.retention')}</h2>
            {error !== undefined && <ProblemBox error={error} />}
            {view && <OnTime calendar={view} />}
            {view && <Classes classes={view.classes} />}
            {view && <Days classes={view.classes} />}
            {view && <Holds holds={view.holds} />}
            {view && <Telemetry rows={view.telemetry} />}
        </div>
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

function Classes(props: { classes: Class[] }) {
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

function Holds(props: { holds: Hold[] }) {
    if (props.holds.length === 0) return <p class="dim">{t('adm.retention.no_holds')}</p>
    return (
        <table class="lines">
            <caption>{t('adm.retention.holds')}</caption>
            <thead>
                <tr>
                    <th>{t('adm.retention.about')}</th>
                    <th>{t('adm.retention.basis')}</th>
                    <th>{t('adm.retention.until')}</th>
                </tr>
            </thead>
            <tbody>
                {props.holds.map((hold) => (
                    <tr key={hold.id} data-hold={hold.id}>
                        <th>{hold.about}</th>
                        <td>{hold.basis}</td>
                        <td class="num">{dateTime(hold.wake_at)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

function Telemetry(props: { rows: Calendar['telemetry'] }) {
    return (
        <table class="lines">
            <caption>{t('adm.retention.telemetry')}</caption>
            <tbody>
                {props.rows.map((row) => (
                    <tr key={row.id}>
                        <th>{t(`adm.status.${row.id}` as Key)}</th>
                        <td class="num">{lifeText(row.life_s)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}
