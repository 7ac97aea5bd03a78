// SPDX-License-Identifier: Apache-2.0
// The map's place in the page: loads the map program after the first paint, and its chips.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { getLang, t } from '../lib/i18n'
import { whoami } from '../lib/session'
import { useStore } from '../lib/store'
import { Priority } from '../lib/ui'
import { CoverageLegend, useCoverage } from './coverage'
import { setMapCentre } from './foot'
import type { Item } from './items'
import { inside, type Bounds } from './map-data'
import type { MapView } from './map-view'
import { isNew } from './queue'
import { goTo, onGo, select, useUi } from './state'

/** Draws nothing twice: the map program is fetched once, after the queue is on the screen. */
async function loadMap(): Promise<typeof import('./map-view')> {
    await Promise.all(['Aa', 'Жя', 'Ққ', 'oʻ'].map((text) => document.fonts.load('12px "Inter Variable"', text).catch(() => [])))
    return import('./map-view')
}

let current: MapView | undefined

/** The map to the selected thing; false when it has no place. */
export function mapToSelected(): boolean {
    const place = current?.selectedPlace()
    if (place) goTo(place.lat, place.lon)
    return place !== undefined
}

function Chips(props: { items: readonly Item[]; bounds: Bounds | undefined }) {
    const { bounds } = props
    if (!bounds) return null
    const out = props.items.filter((item) => isNew(item) && item.lat !== undefined && item.lon !== undefined && !inside(bounds, item.lat, item.lon))
    const first = out[0]
    if (!first) return null
    return (
        <button
            type="button"
            class="map-chip"
            onClick={() => {
                select(first.ref)
                if (first.lat !== undefined && first.lon !== undefined) goTo(first.lat, first.lon)
            }}
        >
            <Priority priority={first.priority} size={16} /> {t('map.outside', { n: out.length })}
        </button>
    )
}

export function MapPane(props: { items: readonly Item[] }) {
    const { selected } = useUi()
    const tables = useStore((s) => s.picture.tables)
    const lang = getLang()
    const ready = useStore((s) => s.ready)
    const lost = useStore((s) => s.line.state !== 'open')
    const box = useRef<HTMLDivElement>(null)
    const [view, setView] = useState<MapView>()
    const [bounds, setBounds] = useState<Bounds>()
    const [ages, setAges] = useState<'shown' | 'far' | 'many'>('far')
    const [says, setSays] = useState('')
    const [failed, setFailed] = useState('')
    const coverage = useCoverage()
    const label = useMemo(() => selectedLabel(props.items, selected), [props.items, selected])
    useEffect(() => {
        let made: MapView | undefined
        let gone = false
        loadMap().then(
            ({ MapView: Made }) => {
                if (gone || !box.current) return
                made = current = new Made(box.current, { onPick: select, onBounds: setBounds, onAges: setAges, onSays: setSays, streets: whoami().demo ? '/demo/streets.geojson' : '' })
                setMapCentre(() => made?.centre())
                setView(made)
            },
            (error: unknown) => setFailed(String(error)),
        ).catch((error: unknown) => setFailed(String(error)))
        const stopGo = onGo((lon, lat, zoom) => made?.go(lon, lat, zoom))
        return () => {
            gone = true
            stopGo()
            setMapCentre(() => undefined)
            if (current === made) current = undefined
            made?.destroy()
        }
    }, [])
    useEffect(() => {
        if (ready) view?.show(tables, props.items, selected, coverage)
    }, [view, tables, props.items, selected, coverage, ready, lang])
    return (
        <section class="map" aria-label={t('map.name')} data-stale={lost ? '' : undefined}>
            <div class="map-box" ref={box} />
            {failed && (
                <div class="empty">
                    <h3>{t('map.failed')}</h3>
                    <p class="dim">{t('map.failed.says')}</p>
                </div>
            )}
            <div class="map-chips">
                <Chips items={props.items} bounds={bounds} />
            </div>
            <CoverageLegend coverage={coverage} />
            {ages === 'many' && <p class="map-note">{t('map.seen.many')}</p>}
            <span class="sr" aria-live="polite">
                {[label, says].filter(Boolean).join(', ')}
            </span>
        </section>
    )
}

function selectedLabel(items: readonly Item[], selected: string): string {
    const item = items.find((one) => one.ref === selected)
    return item ? `${item.title}, ${item.where}` : ''
}

