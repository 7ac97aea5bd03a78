// SPDX-License-Identifier: Apache-2.0
// Look-alikes: plates one confusable letter away from a wanted one. A low list that is closed until somebody opens it.

import { useMemo, useState } from 'preact/hooks'
import { ms } from '../lib/format'
import { t } from '../lib/i18n'
import { whoami } from '../lib/session'
import { useStore, useTable } from '../lib/store'
import { Age } from '../lib/ui'
import { placeName } from './items'
import { stands } from './low'
import { select, useUi } from './state'

const SHOWN = 50

export function LowList() {
    const all = useTable('lookalike')
    const tables = useStore((s) => s.picture.tables)
    const { selected } = useUi()
    const [open, setOpen] = useState(false)
    const [whole, setWhole] = useState(false)
    const area = whoami().area ?? ''
    const mine = useMemo(() => [...all].filter(([, one]) => stands(tables, one, area)), [all, tables.area, area])
    const more = all.size - mine.length
    const rows = useMemo(() => [...(whole ? all : mine)].sort(([, a], [, b]) => ms(b.at) - ms(a.at)).slice(0, SHOWN), [all, mine, whole])
    if (all.size === 0) return null
    return (
        <section class="low" aria-label={t('lookalike.name')}>
            <button type="button" class="plain low-head" aria-expanded={open} onClick={() => setOpen(!open)} title={t('lookalike.says')}>
                <span aria-hidden="true">{open ? '▾' : '▸'}</span> {t('lookalike.name')} <span class="num">{mine.length}</span>
            </button>
            {open && (
                <ul class="low-rows">
                    {rows.map(([id, one]) => (
                        <li key={id}>
                            <button
                                type="button"
                                class="plain"
                                aria-pressed={selected === 'lookalike/' + id}
                                title={placeName(tables, one)}
                                onClick={() => select('lookalike/' + id)}
                            >
                                <span class="num strong">{one.plate}</span>
                                <span class="dim">≈ {one.wanted}</span>
                                <span class="dim cut">{placeName(tables, one)}</span>
                                <span class="faint">
                                    <Age at={one.at} bare />
                                </span>
                            </button>
                        </li>
                    ))}
                    {more > 0 && (
                        <li>
                            <button type="button" class="plain" aria-pressed={whole} onClick={() => setWhole(!whole)}>
                                {t(whole ? 'lookalike.fewer' : 'lookalike.more', { n: more })}
                            </button>
                        </li>
                    )}
                </ul>
            )}
        </section>
    )
}
