// SPDX-License-Identifier: Apache-2.0
// The coverage map: areas and one mark a site, by its state. A drawing and no map server's picture, so that it prints.

import { useMemo } from 'preact/hooks'
import { extent, polygons, type Bounds } from '../console/map-data'
import { t } from '../lib/i18n'
import { useStore } from '../lib/store'
import { STATES, type Line } from './report'

const WIDTH = 1000

function projection(box: Bounds): { x: (lon: number) => number; y: (lat: number) => number; height: number } {
    const narrow = Math.cos((((box.south + box.north) / 2) * Math.PI) / 180)
    const scale = WIDTH / Math.max(1e-6, (box.east - box.west) * narrow)
    return {
        x: (lon) => (lon - box.west) * narrow * scale,
        y: (lat) => (box.north - lat) * scale,
        height: Math.max(200, (box.north - box.south) * scale),
    }
}

/** Shape and colour say the same: silent ones are squares and stand on top. */
function mark(state: Line['state'], x: number, y: number): string {
    const r = state === 'silent' ? 4 : 2.5
    return state === 'silent' ? `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z` : `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`
}

export function Coverage(props: { list: readonly Line[] }) {
    const tables = useStore((s) => s.picture.tables)
    const drawn = useMemo(() => {
        const box = extent(tables)
        if (!box) return undefined
        const { x, y, height } = projection(box)
        const shapes: string[] = []
        for (const area of tables.area?.values() ?? []) {
            for (const polygon of polygons(area.geometry)) {
                for (const ring of polygon) shapes.push('M' + ring.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join('L') + 'z')
            }
        }
        const marks = Object.fromEntries(STATES.map((state) => [state, ''])) as Record<Line['state'], string>
        for (const one of props.list) {
            const site = tables.site?.get(one.id)
            if (site?.lat !== undefined && site.lon !== undefined) marks[one.state] += mark(one.state, x(site.lon), y(site.lat))
        }
        return { shapes: shapes.join(''), marks, height }
    }, [tables.area, tables.site, props.list])
    if (!drawn) return null
    return (
        <svg class="coverage" viewBox={`-8 -8 ${WIDTH + 16} ${drawn.height + 16}`} role="img" aria-label={t('sites.tab.map')}>
            <path class="coverage-area" d={drawn.shapes} />
            {(['none', 'connected', 'tested', 'silent'] as const).map((state) => (
                <path key={state} class="coverage-mark" data-state={state} d={drawn.marks[state]} />
            ))}
        </svg>
    )
}
