// SPDX-License-Identifier: Apache-2.0
// Drills that run or are planned, said the same wherever they are shown.

import type { Entities } from '../gen/types'
import { t } from './i18n'
import { useTable } from './store'
import { Time } from './ui'

/** Those that are not over, by when they begin; of one site or all. */
export function useDrills(site?: string): [string, Entities['drill']][] {
    const drills = useTable('drill')
    return [...drills].filter(([, one]) => one.state !== 'over' && (site === undefined || one.site === site)).sort(([, a], [, b]) => (a.from ?? '').localeCompare(b.from ?? ''))
}

/** DRILL, running or planned, from and to, and why. */
export function DrillSays(props: { drill: Entities['drill'] }) {
    const { drill } = props
    return (
        <>
            <span class="practice">{t('practice.drill')}</span> {t(drill.state === 'running' ? 'drill.runs' : 'drill.ahead')} <Time at={drill.from} /> – <Time at={drill.until} /> · {drill.reason}
        </>
    )
}
