// SPDX-License-Identifier: Apache-2.0
// Shelved sources: whose alarms are put aside, by whom, why and until when; and putting one aside.

import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { ms } from '../lib/format'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useStore, useTable } from '../lib/store'
import { Key, Time } from '../lib/ui'
import { shelve, unshelve } from './actions'
import { isShelved } from './items'
import { personName } from './names'
import { select, setUi, useUi } from './state'

const HOURS = [1, 2, 4, 8, 24] as const

/** Below the queue; closed until somebody opens it, and not there while nothing is shelved. */
export function ShelfList() {
    const shelves = useTable('shelf')
    const alarms = useTable('alarm')
    const tables = useStore((s) => s.picture.tables)
    const [open, setOpen] = useState(false)
    const rows = useMemo(() => [...shelves].sort(([, a], [, b]) => ms(a.until) - ms(b.until)), [shelves])
    const asideOf = useMemo(() => {
        const out = new Map<string, string[]>()
        for (const [id, alarm] of alarms) if (isShelved(alarm)) out.set(alarm.device ?? '', [...(out.get(alarm.device ?? '') ?? []), id])
        return out
    }, [alarms])
    if (rows.length === 0) return null
    const aside = [...asideOf.values()].reduce((sum, ids) => sum + ids.length, 0)
    return (
        <section class="low shelf" aria-label={t('shelf.name')}>
            <button type="button" class="plain low-head" aria-expanded={open} onClick={() => setOpen(!open)} title={t('shelf.says')}>
                <span aria-hidden="true">{open ? '▾' : '▸'}</span> {t('shelf.name')} <span class="num">{rows.length}</span>{' '}
                <span class="dim">{t('shelf.alarms', { n: aside })}</span>
            </button>
            {open && (
                <ul class="low-rows">
                    {rows.map(([id, one]) => (
                        <li key={id} class="shelf-row" title={one.why}>
                            <button type="button" class="plain" onClick={() => select(asideOf.get(id)?.[0] ? 'alarm/' + (asideOf.get(id)?.[0] ?? '') : 'device/' + id)}>
                                <span class="strong cut">{tables.device?.get(id)?.name ?? id}</span>
                                <span class="num">×{asideOf.get(id)?.length ?? 0}</span>
                                <span class="dim cut">
                                    {t('shelf.until')} <Time at={one.until} short /> · {personName(one.by)} · {one.why}
                                </span>
                            </button>
                            {may('alarm.handle') && (
                                <button type="button" class="plain" onClick={() => void unshelve(id)}>
                                    {t('shelf.end')}
                                </button>
                            )}
                        </li>
                    ))}
                </ul>
            )}
        </section>
    )
}

export function ShelveAsk(props: { device: string }) {
    const { asking } = useUi()
    const field = useRef<HTMLInputElement>(null)
    const [hours, setHours] = useState<number>(HOURS[1])
    useLayoutEffect(() => {
        if (asking === 'shelve') field.current?.focus()
    }, [asking])
    if (asking !== 'shelve') return null
    return (
        <form
            class="ask"
            onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                event.stopPropagation()
                setUi({ asking: '' })
            }}
            onSubmit={(event) => {
                event.preventDefault()
                const why = field.current?.value.trim() ?? ''
                if (why !== '') void shelve(props.device, hours, why)
            }}
        >
            <p class="dim">{t('shelf.asks')}</p>
            <label class="field">
                {t('shelf.why')}
                <input ref={field} required maxLength={240} name="why" />
            </label>
            <label class="field">
                {t('shelf.hours')}
                <select value={String(hours)} onChange={(event) => setHours(Number(event.currentTarget.value))}>
                    {HOURS.map((n) => (
                        <option key={n} value={String(n)}>
                            {t('shelf.hours.n', { n })}
                        </option>
                    ))}
                </select>
            </label>
            <div class="ask-foot">
                <button class="primary">
                    {t('do.shelve')} <Key>Enter</Key>
                </button>
                <button type="button" class="plain" onClick={() => setUi({ asking: '' })}>
                    {t('do.cancel')} <Key>Esc</Key>
                </button>
            </div>
        </form>
    )
}
