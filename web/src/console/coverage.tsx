// SPDX-License-Identifier: Apache-2.0
// Which sites are tested, connected, silent, as a layer of the map: the report's own answer, so that both never differ.

import { useEffect, useState } from 'preact/hooks'
import type { SiteKind } from '../gen/types'
import { get } from '../lib/api'
import { t } from '../lib/i18n'
import { useStore, useTable } from '../lib/store'
import { useUi } from './state'

export const COVERAGE = ['tested', 'connected', 'silent', 'none'] as const
export type Covered = (typeof COVERAGE)[number]
/** By the site's id. */
export type Coverage = ReadonlyMap<string, Covered>

interface Answer {
    list: { id: string; state: Covered }[]
}

const EVERY_MS = 30_000

/** While the layer is on; kinds of site without a single button or panel are not asked for. */
export function useCoverage(): Coverage | undefined {
    const { coverage: on } = useUi()
    const sites = useTable('site')
    const devices = useStore((s) => s.picture.tables.device)
    const [found, setFound] = useState<Coverage>()
    const kinds = new Set<SiteKind>()
    if (on) {
        for (const one of devices?.values() ?? []) {
            const kind = one.kind === 'button' || one.kind === 'panel' ? sites.get(one.site ?? '')?.kind : undefined
            if (kind) kinds.add(kind)
        }
    }
    const asked = [...kinds].sort().join()
    useEffect(() => {
        if (!on || asked === '') return undefined
        let live = true
        const ask = (): void =>
            void Promise.all(asked.split(',').map((kind) => get<Answer>('/api/v1/reports/sites?kind=' + kind))).then(
                (answers) => live && setFound(new Map(answers.flatMap((one) => one.list.map((line) => [line.id, line.state])))),
                () => undefined, // what was shown stays, and it is asked again
            )
        ask()
        const timer = setInterval(ask, EVERY_MS)
        return () => {
            live = false
            clearInterval(timer)
        }
    }, [on, asked])
    return on ? found : undefined
}

/** What its marks mean, with how many there are. */
export function CoverageLegend(props: { coverage: Coverage | undefined }) {
    const { coverage } = props
    if (!coverage) return null
    const counts = { tested: 0, connected: 0, silent: 0, none: 0 }
    for (const state of coverage.values()) counts[state]++
    return (
        <div class="coverage-legend" role="note" aria-label={t('map.coverage')}>
            {COVERAGE.map((state) => (
                <span key={state} data-state={state}>
                    <i aria-hidden="true" /> {t(`map.coverage.${state}`)} <strong class="num">{counts[state]}</strong>
                </span>
            ))}
        </div>
    )
}
