// SPDX-License-Identifier: Apache-2.0
// Who has the alarm, since when, and to whom it is being handed over: shown alike at the centre and at the duty desk.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Alarm } from '../gen/types'
import { t } from '../lib/i18n'
import { lookUp } from '../lib/purpose'
import { useOne, useStore } from '../lib/store'
import { Age, Key, ProblemBox } from '../lib/ui'
import { areaName } from './items'
import { personName } from './names'
import { accept, decline, handOver, isMine, isOffered, isOthers, takeOver, targetName } from './owner'
import type { Action } from './parts'
import { setUi, useUi } from './state'

export function OwnerFact(props: { alarm: Alarm }) {
    const { alarm } = props
    return (
        <>
            {isMine(alarm) ? <strong class="strong">{t('owner.you')}</strong> : personName(alarm.owner)} <Age at={alarm.owned_at} />
            {alarm.owner_before && <span class="dim"> · {t('owner.before', { name: personName(alarm.owner_before) })}</span>}
            {alarm.offered_to && <span class="warn"> {t('owner.offered', { name: targetName(alarm.offered_to) })}</span>}
        </>
    )
}

export function ownerActions(id: string, alarm: Alarm, denied: string | undefined): (Action | false)[] {
    const held = alarm.state === 'acknowledged'
    return [
        isOffered(alarm) && { key: 'y', label: t('do.accept'), run: () => void accept(id), primary: true, disabled: denied },
        isOffered(alarm) && { key: 'x', label: t('do.decline'), run: () => void decline(id), disabled: denied },
        isOthers(alarm) && { key: 'o', label: t('do.take_over'), run: () => takeOver(id), disabled: denied },
        held && isMine(alarm) && !alarm.offered_to && { key: 'u', label: t('do.hand_over'), run: () => setUi({ asking: 'hand' }), disabled: denied },
        held && isMine(alarm) && !!alarm.offered_to && { label: t('do.keep'), run: () => void decline(id), disabled: denied },
    ]
}

/** Desks that see the alarm: the centre, its own area and those around it. */
function desksOf(alarm: Alarm | undefined, parent: (area: string) => string | undefined): string[] {
    const out = ['desk/']
    for (let area = alarm?.area, n = 0; area && n < 8; area = parent(area), n++) out.push('desk/' + area)
    return out
}

/** To whom? Desks and the people who are signed in and see it, each with a digit. */
export function HandAsk(props: { id: string }) {
    const { asking } = useUi()
    const alarm = useOne('alarm', props.id)
    const tables = useStore((s) => s.picture.tables)
    const [people, setPeople] = useState<{ id: string; name: string; area: string }[]>([])
    const [error, setError] = useState<unknown>()
    const box = useRef<HTMLDivElement>(null)
    const shown = asking === 'hand' && isMine(alarm)
    useEffect(() => {
        if (!shown) return
        let live = true
        lookUp<{ people: typeof people }>(`/api/v1/alarms/${props.id}/screen`).then(
            (found) => live && setPeople(found.people),
            (problem: unknown) => live && setError(problem),
        )
        return () => void (live = false)
    }, [shown, props.id])
    useLayoutEffect(() => {
        if (shown) box.current?.querySelector('button')?.focus()
    }, [shown])
    if (!shown) return null
    const choices = [
        ...desksOf(alarm, (area) => tables.area?.get(area)?.parent).map((to) => ({ to, name: targetName(to) })),
        ...people.filter((one) => one.id !== alarm?.owner).map((one) => ({ to: 'user/' + one.id, name: `${one.name} · ${one.area ? areaName(tables, one.area) : t('owner.centre')}` })),
    ].slice(0, 9)
    return (
        <div
            class="ask"
            ref={box}
            role="group"
            aria-label={t('owner.to_whom')}
            onKeyDown={(event) => {
                const one = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined
                if (!one && event.key !== 'Escape') return
                event.preventDefault()
                event.stopPropagation()
                if (one) handOver(props.id, one.to)
                else setUi({ asking: '' })
            }}
        >
            <p class="strong">{t('owner.to_whom')}</p>
            {error !== undefined && <ProblemBox error={error} />}
            <div class="choices">
                {choices.map((one, i) => (
                    <button type="button" key={one.to} onClick={() => handOver(props.id, one.to)}>
                        <Key>{String(i + 1)}</Key> <span>{one.name}</span>
                    </button>
                ))}
            </div>
        </div>
    )
}
