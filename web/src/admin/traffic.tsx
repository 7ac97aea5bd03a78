// SPDX-License-Identifier: Apache-2.0
// Traffic by the hour: how much longer driving takes, by day and class of road. The recommendation counts with it from the moment it is saved.

import { useState } from 'preact/hooks'
import { put } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { ProblemBox, toast } from '../lib/ui'
import { changed, CLASSES, copied, DAYS, FREE, HOURS, hoursOf, LEAST, MOST, readHours, sameHours, writeHours, type Day, type Hours, type RoadClass } from './traffic-hours'

const WORKING = DAYS.slice(0, 5)

type Week = Partial<Record<Day, Hours>>

function Cell(props: { day: Day; hour: number; percent: number; onChange: (percent: number) => void; locked: boolean }) {
    return (
        <td>
            <input
                type="number"
                min={LEAST}
                max={MOST}
                step={5}
                required
                value={props.percent}
                disabled={props.locked}
                data-slow={props.percent > FREE ? '' : undefined}
                aria-label={`${t(`adm.traffic.${props.day}` as Key)} ${props.hour}:00`}
                onChange={(event) => props.onChange(event.currentTarget.valueAsNumber)}
            />
        </td>
    )
}

export function Traffic() {
    const table = useTable('traffic')
    const [of, setOf] = useState<RoadClass>('all')
    const [edits, setEdits] = useState<Week>({})
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const locked = !may('registry.write')
    const kept = (day: Day): Hours => readHours(table.get(day)?.hours)
    const shown = (day: Day): Hours => edits[day] ?? kept(day)
    const dirty = DAYS.filter((day) => edits[day] !== undefined && !sameHours(edits[day], kept(day)))
    const edit = (day: Day, next: Hours | undefined): void => {
        if (next) setEdits((before) => ({ ...before, [day]: next }))
    }
    const save = async (): Promise<void> => {
        setBusy(true)
        setError(undefined)
        try {
            for (const day of dirty) await put(`/api/v1/traffic/${day}`, { hours: writeHours(shown(day)) })
            toast(t('adm.traffic.saved'))
        } catch (problem) {
            setError(problem)
        }
        setBusy(false)
    }
    const asMonday = (): void => WORKING.slice(1).forEach((day) => edit(day, copied(shown('mon'), shown(day), of)))
    return (
        <form
            class="traffic"
            onSubmit={(event) => {
                event.preventDefault()
                void save()
            }}
        >
            <p class="dim">{t('adm.about.traffic')}</p>
            <label class="field">
                {t('adm.traffic.class')}
                <select name="class" value={of} onChange={(event) => setOf(event.currentTarget.value as RoadClass)}>
                    {CLASSES.map((one) => (
                        <option key={one} value={one}>
                            {t(`adm.traffic.class.${one}` as Key)}
                        </option>
                    ))}
                </select>
            </label>
            <div class="traffic-table">
                <table class="num">
                    <thead>
                        <tr>
                            <th scope="col">%</th>
                            {Array.from({ length: HOURS }, (_, hour) => (
                                <th scope="col" key={hour}>
                                    {hour}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {DAYS.map((day) => (
                            <tr key={day} data-day={day}>
                                <th scope="row">{t(`adm.traffic.${day}` as Key)}</th>
                                {hoursOf(shown(day), of).map((percent, hour) => (
                                    <Cell key={`${of}${hour}`} day={day} hour={hour} percent={percent} locked={locked} onChange={(next) => edit(day, changed(shown(day), of, hour, next))} />
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {error !== undefined && <ProblemBox error={error} />}
            {!locked && (
                <p>
                    <button class="primary" disabled={busy || dirty.length === 0}>
                        {t('adm.traffic.save')}
                    </button>{' '}
                    <button type="button" onClick={asMonday}>
                        {t('adm.traffic.as_monday')}
                    </button>{' '}
                    <button type="button" disabled={dirty.length === 0} onClick={() => setEdits({})}>
                        {t('do.cancel')}
                    </button>
                </p>
            )}
        </form>
    )
}
