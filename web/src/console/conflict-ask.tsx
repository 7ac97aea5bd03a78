// SPDX-License-Identifier: Apache-2.0
// The second of two dispatchers sees what the first has changed, and decides: theirs stays, or his own all the same.

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Incident } from '../gen/types'
import { coordinates } from '../lib/format'
import { t } from '../lib/i18n'
import { useTable } from '../lib/store'
import { Key, Time } from '../lib/ui'
import { untouched, type Changed, type Conflict, type Part } from './conflict'
import { personName, unitName } from './names'
import { setUi, useUi } from './state'

const NAMES = {
    kind: 'field.kind',
    priority: 'field.priority',
    title: 'field.title',
    address: 'field.address',
    detail: 'field.said',
    place: 'field.place',
    units: 'assignment.name',
    closed: 'conflict.closed',
    lead: 'lead.name',
    links: 'related.name',
    level: 'card.alarm_level',
} as const

/** What stands there now; of an incident, or of what was about to be written into it. */
function says(part: Part, of: Partial<Incident>): string {
    switch (part) {
        case 'kind':
            return of.kind ? t(`incident_kind.${of.kind}`) : ''
        case 'priority':
            return of.priority === undefined ? '' : String(of.priority)
        case 'place':
            return of.lat === undefined || of.lon === undefined ? '' : coordinates(of.lat, of.lon)
        case 'closed':
            return of.state === undefined ? '' : [t(`incident_state.${of.state}`), of.state === 'closed' && of.disposition ? t(`disposition.${of.disposition}`) : ''].filter(Boolean).join(' · ')
        case 'lead':
            return unitName(of.lead)
        case 'links':
            return [...(of.links ?? []), ...(of.merged ?? [])].join(', ')
        case 'level':
            return String(of.alarm_level ?? 1)
        case 'units':
            return ''
        default:
            return of[part] ?? ''
    }
}

function Row(props: { one: Changed; id: string; incident: Incident; conflict: Conflict }) {
    const { one, incident, conflict } = props
    const assigned = useTable('assignment')
    const over = ['cleared', 'refused', 'cancelled']
    const units = [...assigned.values()].filter((job) => job.incident === props.id && !over.includes(job.state ?? ''))
    const now = one.part === 'units' ? units.map((job) => unitName(job.unit)).join(', ') : says(one.part, incident)
    const mine = conflict.values ? says(one.part, conflict.values) : ''
    return (
        <div>
            <dt>{t(NAMES[one.part])}</dt>
            <dd>
                <strong>{now || t('conflict.empty')}</strong>{' '}
                <span class="dim">
                    {personName(one.by)}, <Time at={one.at} />
                </span>
                {mine !== '' && <div class="dim">{t('conflict.mine', { value: mine })}</div>}
            </dd>
        </div>
    )
}

export function ConflictAsk(props: { id: string; incident: Incident }) {
    const { asking, conflict } = useUi()
    const box = useRef<HTMLDivElement>(null)
    const here = asking === 'conflict' && conflict?.ref === 'incident/' + props.id
    useLayoutEffect(() => {
        if (here) box.current?.querySelector('button')?.focus()
    }, [here])
    if (!here || !conflict) return null
    const leave = (): void => setUi({ asking: '', conflict: undefined })
    const rest = conflict.rest && untouched(conflict.values, conflict.changed)
    return (
        <div
            class="ask conflict"
            ref={box}
            role="alertdialog"
            aria-label={t('conflict.name')}
            onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                event.preventDefault()
                event.stopPropagation()
                leave()
            }}
        >
            <p class="strong">{t('conflict.name')}</p>
            <p class="dim">{conflict.what}</p>
            <dl class="facts">
                {conflict.changed.map((one) => (
                    <Row key={one.part} one={one} id={props.id} incident={props.incident} conflict={conflict} />
                ))}
            </dl>
            <div class="ask-foot">
                <button type="button" class="primary" onClick={leave}>
                    {t('conflict.leave')} <Key>Esc</Key>
                </button>
                {rest && (
                    <button
                        type="button"
                        onClick={() => {
                            leave()
                            conflict.rest?.(rest, conflict.seen)
                        }}
                    >
                        {t('conflict.rest')}
                    </button>
                )}
                <button
                    type="button"
                    class="plain"
                    onClick={() => {
                        leave()
                        conflict.again(conflict.seen)
                    }}
                >
                    {t('conflict.again')}
                </button>
            </div>
        </div>
    )
}
