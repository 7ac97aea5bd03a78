// SPDX-License-Identifier: Apache-2.0
// The map itself. It moves only when a person moves it or asks; it draws what is in view, at most four times a second.

import { AttributionControl, Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import type { GeoJSONSource, MapMouseEvent } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { serverNow } from '../lib/clock'
import { onTheme } from '../lib/theme'
import { age } from '../lib/format'
import { getLang, t } from '../lib/i18n'
import { store } from '../lib/store'
import type { Tables } from '../lib/fold'
import type { Coverage } from './coverage'
import type { Item } from './items'
import {
    areaFeatures,
    clusterFeatures,
    coverageFeatures,
    deviceFeatures,
    extent,
    itemFeatures,
    lineFeatures,
    siteFeatures,
    closureFeatures,
    warningFeatures,
    unitFeatures,
    type Bounds,
    type Features,
} from './map-data'
import { findGround, GROUND_NAMES, groundName, type Ground } from './map-ground'
import { MapSeen } from './map-seen'
import { signs } from './map-icons'
import { mapStyle, NAMED_LAYERS, streetName, type SourceName } from './map-style'
import { view } from './state'

const DRAW_MS = 250
/** From here on what stands still is drawn, and with it how old its last contact is. */
const AGES_ZOOM = 11
/** Without a graphics card a frame of the map can take longer than all the rest: it gets a sixth of the time at most. */
const SHARE = 6
const SLOW_MS = 40
const WAIT_MAX_MS = 2000
/** Where a frame is dear, moving things wait so long for a pause between keys: a key's paint does not stand behind them. */
const KEYS_MS = 400
/** More single units than this are never drawn: the server sends clusters before. */
const UNITS_MAX = 2000
const PLACE = view === 'console' ? 'markaz.map' : 'markaz.map.' + view
const PICK = ['items', 'units', 'sites', 'coverage-site', 'cameras', 'closures', 'closures-slow'] as const

export interface MapEvents {
    onPick(ref: string): void
    onBounds(bounds: Bounds): void
    /** ages of last contacts are drawn; the map is too far for them; there are too many marks in view */
    onAges(state: 'shown' | 'far' | 'many'): void
    /** the last contact with what is selected, in words; empty when it has none */
    onSays(says: string): void
    /** where the streets are to be fetched; empty: there are none */
    streets: string
}

export class MapView {
    private readonly map: GlMap
    /** the style is there and can be drawn with */
    private loaded = false
    /** the theme changed while a style was loading */
    private old = false
    private items: readonly Item[] = []
    private selected = ''
    private coverage: Coverage | undefined
    private tables: Tables = {}
    private drawn: Partial<Record<SourceName, unknown>> = {}
    private sent: Partial<Record<SourceName, string>> = {}
    private timer: ReturnType<typeof setTimeout> | undefined
    private later: ReturnType<typeof setTimeout> | undefined
    /** what one frame of this map costs here, smoothed */
    private frameMs = 0
    private measuring = false
    private keyAt = 0
    /** since when moving things wait for a pause between keys */
    private held: number | undefined
    /** where a person sent the map, until it is there */
    private goal: { lon: number; lat: number; zoom: number } | undefined
    private placed = false
    private lang = getLang()
    private streets: Features | undefined
    private ground: Ground | undefined
    private readonly seen = new MapSeen(() => this.soon())
    private readonly tip = document.createElement('div')
    private readonly stops: (() => void)[] = []

    constructor(
        box: HTMLElement,
        private readonly events: MapEvents,
    ) {
        setWorkerUrl('/maplibre-worker.js')
        const kept = keptPlace()
        this.placed = kept !== undefined
        this.map = new GlMap({
            container: box,
            style: mapStyle(),
            center: kept ? [kept.lon, kept.lat] : [66, 41],
            zoom: kept?.zoom ?? 4,
            maxZoom: 18,
            minZoom: 2,
            attributionControl: false,
            dragRotate: false,
            pitchWithRotate: false,
            touchPitch: false,
            fadeDuration: 0,
            renderWorldCopies: false,
            keyboard: true,
            maplibreLogo: false,
        })
        this.map.touchZoomRotate.disableRotation()
        this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
        this.map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-left')
        this.map.on('load', () => {
            this.loaded = true
            this.addSigns()
            this.drawAll()
            this.told()
            if (this.old) this.restyle()
        })
        this.map.on('render', () => this.measure())
        this.map.on('movestart', (event) => {
            if (event.originalEvent) this.goal = undefined
        })
        this.map.on('moveend', () => {
            this.arrive()
            this.told()
        })
        this.map.on('resize', () => this.told())
        this.map.on('click', (event) => this.click(event))
        this.map.on('mousemove', (event) => {
            const ref = this.at(event)
            this.map.getCanvas().style.cursor = ref ? 'pointer' : ''
            this.point(ref, event)
        })
        this.map.on('mouseout', () => this.point(''))
        this.map.on('movestart', () => this.point(''))
        this.stops.push(
            store.onLive(() => this.soon()),
            onTheme(() => this.restyle()),
        )
        const key = (): void => void (this.keyAt = performance.now())
        addEventListener('keydown', key, true)
        this.stops.push(() => removeEventListener('keydown', key, true))
        if (events.streets) void this.loadStreets(events.streets)
        void this.loadGround()
        this.stops.push(() => this.seen.stop())
        this.tip.className = 'map-tip'
        this.tip.hidden = true
        box.append(this.tip)
        const beat = setInterval(() => this.soon(), 2000)
        this.stops.push(() => clearInterval(beat))
    }

    destroy(): void {
        for (const stop of this.stops.splice(0)) stop()
        clearTimeout(this.timer)
        clearTimeout(this.later)
        store.connection?.setWindow(null)
        this.map.remove()
    }

    /** What there is to draw; draws only the sources whose rows changed. */
    show(tables: Tables, items: readonly Item[], selected: string, coverage?: Coverage): void {
        this.coverage = coverage
        this.tables = tables
        this.items = items
        this.selected = selected
        this.place()
        // The row and the details are painted first; where a frame is dear, a run of keys draws the map once, at its end.
        const wait = this.frameMs > SLOW_MS ? Math.min(WAIT_MAX_MS, 2 * this.frameMs) : 0
        if (wait > 0) clearTimeout(this.later)
        else if (this.later) return
        this.later = setTimeout(() => {
            this.later = undefined
            if (this.loaded) this.drawAll()
        }, wait)
    }

    /** From the drawing to the second frame after it: a frame waits for the one before it to be on the screen. */
    private measure(): void {
        if (this.measuring) return
        this.measuring = true
        const from = performance.now()
        requestAnimationFrame(() =>
            requestAnimationFrame((now) => {
                this.measuring = false
                this.frameMs = 0.7 * this.frameMs + 0.3 * Math.min(WAIT_MAX_MS, now - from)
            }),
        )
    }

    go(lon: number, lat: number, zoom?: number): void {
        const now = this.map.getZoom()
        const to = zoom ?? Math.max(now, 14)
        const quiet = matchMedia('(prefers-reduced-motion: reduce)').matches
        this.goal = { lon, lat, zoom: to }
        this.map.easeTo({ center: [lon, lat], zoom: to, duration: quiet ? 0 : 300 })
    }

    /** A change of the panes stops the map on its way: it was sent by a person, so it gets there all the same. */
    private arrive(): void {
        const { goal } = this
        this.goal = undefined
        if (!goal) return
        const { lng, lat } = this.map.getCenter()
        const near = Math.abs(lng - goal.lon) < 1e-6 && Math.abs(lat - goal.lat) < 1e-6
        if (!near) this.map.jumpTo({ center: [goal.lon, goal.lat], zoom: goal.zoom })
    }

    zoomBy(by: number): void {
        this.map.easeTo({ zoom: this.map.getZoom() + by, duration: 120 })
    }

    centre(): { lat: number; lon: number } {
        const { lat, lng } = this.map.getCenter()
        return { lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)) }
    }

    bounds(): Bounds {
        const b = this.map.getBounds()
        return { west: b.getWest(), south: b.getSouth(), east: b.getEast(), north: b.getNorth() }
    }

    /** Streets are scenery: without them everything else still works, and they are asked for again. */
    private async loadStreets(from: string): Promise<void> {
        for (let wait = 1000; !this.streets && this.stops.length > 0; wait = Math.min(wait * 2, 60_000)) {
            const answer = await fetch(from, { credentials: 'same-origin' }).catch(() => undefined)
            const found = answer?.ok ? ((await answer.json().catch(() => undefined)) as Features | undefined) : undefined
            if (Array.isArray(found?.features)) this.streets = found
            else await new Promise((resolve) => setTimeout(resolve, wait))
        }
        if (this.loaded) this.drawAll()
    }

    /** Scenery too: asked for again until there is an answer, and drawn when there is a chart. */
    private async loadGround(): Promise<void> {
        for (let wait = 1000; this.stops.length > 0; wait = Math.min(wait * 2, 60_000)) {
            try {
                this.ground = await findGround()
                break
            } catch {
                await new Promise((resolve) => setTimeout(resolve, wait))
            }
        }
        if (!this.ground || this.stops.length === 0) return
        this.map.addControl(new AttributionControl({ compact: false }), 'bottom-right')
        this.restyle()
    }

    /** Names on the map follow the page's language. */
    private speak(): void {
        if (this.lang === getLang()) return
        this.lang = getLang()
        for (const layer of NAMED_LAYERS) this.map.setLayoutProperty(layer, 'text-field', streetName())
        if (this.ground) for (const layer of GROUND_NAMES) this.map.setLayoutProperty(layer, 'text-field', groundName())
        delete this.drawn.areas
        delete this.drawn.items
    }

    /** The first look: all of the centre's areas. Afterwards only people move it. */
    private place(): void {
        if (this.placed) return
        const box = extent(this.tables)
        if (!box) return
        this.placed = true
        this.map.fitBounds([box.west, box.south, box.east, box.north], { padding: 24, animate: false })
    }

    private addSigns(): void {
        for (const { name, image, ratio } of signs()) {
            if (this.map.hasImage(name)) this.map.updateImage(name, image)
            else this.map.addImage(name, image, { pixelRatio: ratio })
        }
    }

    /** Another theme: a new style, and until it is there nothing is drawn. */
    private restyle(): void {
        if (!this.loaded) {
            this.old = true
            return
        }
        this.old = false
        this.loaded = false
        this.map.once('style.load', () => {
            this.loaded = true
            this.lang = getLang()
            for (const { name, image, ratio } of signs()) {
                if (this.map.hasImage(name)) this.map.removeImage(name)
                this.map.addImage(name, image, { pixelRatio: ratio })
            }
            this.drawn = {}
            this.sent = {}
            this.drawAll()
            if (this.old) this.restyle()
        })
        this.map.setStyle(mapStyle(this.ground), { diff: false })
    }

    private told(): void {
        const b = this.bounds()
        const { lat, lng } = this.map.getCenter()
        if (this.placed) localStorage.setItem(PLACE, JSON.stringify({ lat, lon: lng, zoom: this.map.getZoom() }))
        const clamp = (n: number, limit: number): number => Math.min(limit, Math.max(-limit, Number(n.toFixed(6))))
        // A quarter more on each side: a unit that leaves what is asked for is not told of any more.
        store.connection?.setWindow({
            west: clamp(b.west - (b.east - b.west) / 4, 180),
            south: clamp(b.south - (b.north - b.south) / 4, 90),
            east: clamp(b.east + (b.east - b.west) / 4, 180),
            north: clamp(b.north + (b.north - b.south) / 4, 90),
            zoom: Math.round(this.map.getZoom()),
        })
        this.events.onBounds(b)
        this.soon()
    }

    private soon(wait = this.frameMs > SLOW_MS ? Math.min(WAIT_MAX_MS, Math.max(DRAW_MS, SHARE * this.frameMs)) : DRAW_MS): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined
            if (this.hold()) this.soon(DRAW_MS)
            else if (this.loaded && !document.hidden) this.drawMoving()
        }, wait)
    }

    /** Somebody is typing and a frame is dear: not now, but not for longer than WAIT_MAX_MS. */
    private hold(): boolean {
        const now = performance.now()
        const since = this.held ?? now
        const hold = this.frameMs > SLOW_MS && now - this.keyAt < KEYS_MS && now - since < WAIT_MAX_MS
        this.held = hold ? since : undefined
        return hold
    }

    /** Nothing is sent to the renderer twice: a still map costs nothing. */
    private set(name: SourceName, data: Features): void {
        const text = JSON.stringify(data.features)
        if (this.sent[name] === text) return
        this.sent[name] = text
        const source = this.map.getSource(name) as GeoJSONSource | undefined
        source?.setData(data as Parameters<GeoJSONSource['setData']>[0])
    }

    /** Draws when what it is made of is another object than last time. */
    private when(name: SourceName, of: unknown, make: () => Features): void {
        if (this.drawn[name] === of) return
        this.drawn[name] = of
        this.set(name, make())
    }

    private warned: { table: Tables['warning']; of: string } | undefined

    private drawAll(): void {
        const { tables } = this
        this.speak()
        if (this.streets) this.when('streets', this.streets, () => this.streets as Features)
        this.when('areas', tables.area, () => {
            const { shapes, labels } = areaFeatures(tables)
            this.set('area-labels', labels)
            return shapes
        })
        this.drawWarnings()
        this.when('closures', tables.closure, () => closureFeatures(tables))
        this.when('sites', tables.site, () => siteFeatures(tables))
        this.when('coverage', this.coverage, () => coverageFeatures(tables, this.coverage))
        this.when('cameras', tables.device, () => deviceFeatures(tables))
        this.when('items', this.items, () => itemFeatures(this.items, tables, this.selected))
        this.soon()
    }

    /** Two things decide what is drawn: which there are, and which is selected. */
    private drawWarnings(): void {
        const of = this.selected.startsWith('warning/') ? this.selected : ''
        if (this.warned?.table === this.tables.warning && this.warned?.of === of) return
        this.warned = { table: this.tables.warning, of }
        this.set('warnings', warningFeatures(this.tables, of))
    }

    private drawMoving(): void {
        const now = Math.floor(serverNow() / 1000)
        this.drawAges()
        if (store.clustered) {
            this.when('clusters', store.clusters, () => clusterFeatures(store.clusters))
            this.when('units', 'none', () => ({ type: 'FeatureCollection', features: [] }))
        } else {
            this.when('clusters', 'none', () => clusterFeatures([]))
            this.drawn.units = undefined
            this.set('units', unitFeatures(this.tables.unit, store.live.values(), this.bounds(), now, UNITS_MAX))
        }
        const item = this.items.find((one) => one.ref === this.selected)
        this.set('lines', lineFeatures(item, this.tables, store.live))
        this.set('ring', this.ring(item))
    }

    /** How old the last contact with what stands still is; told when there are too many in view to say it. */
    private drawAges(): void {
        const near = this.map.getZoom() >= AGES_ZOOM
        const ages = near ? this.seen.draw(this.tables, this.bounds(), serverNow()) : { type: 'FeatureCollection' as const, features: [] }
        this.set('ages', ages ?? { type: 'FeatureCollection', features: [] })
        this.events.onAges(ages === null ? 'many' : near ? 'shown' : 'far')
        this.events.onSays(this.says(this.selected))
    }

    /** Age of the last contact with a unit, a site, a device, or the device that an alarm is of. */
    private says(ref: string): string {
        const [kind, id = ''] = ref.split('/')
        const device = kind === 'alarm' ? this.tables.alarm?.get(id)?.device : undefined
        if (kind !== 'unit') return this.map.getZoom() >= AGES_ZOOM ? this.seen.says(device ? 'device/' + device : ref, serverNow()) : ''
        const fix = store.live.get(id)
        return fix ? t('map.seen.at', { age: age(serverNow() - fix[5] * 1000) }) : t('map.seen.unknown')
    }

    private point(ref: string, event?: MapMouseEvent): void {
        const says = ref ? this.says(ref) : ''
        this.tip.hidden = says === ''
        if (!event || says === '') return
        const [kind, id = ''] = ref.split('/')
        const item = this.items.find((one) => one.ref === ref)
        const name = item?.title ?? (kind === 'unit' ? (this.tables.unit?.get(id)?.name ?? id) : this.seen.name(ref))
        this.tip.textContent = `${name} · ${says}`
        const { clientWidth } = this.map.getContainer()
        const x = Math.max(4, Math.min(event.point.x + 12, clientWidth - this.tip.offsetWidth - 4))
        this.tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(event.point.y + 14)}px)`
    }

    private ring(item: Item | undefined): Features {
        const place = this.placeOf(item)
        if (!place) return { type: 'FeatureCollection', features: [] }
        return {
            type: 'FeatureCollection',
            features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [place.lon, place.lat] }, properties: { name: place.name } }],
        }
    }

    private placeOf(item: Item | undefined): { lat: number; lon: number; name: string } | undefined {
        if (item?.lat !== undefined && item.lon !== undefined) return { lat: item.lat, lon: item.lon, name: item.title }
        const [kind, id = ''] = this.selected.split('/')
        if (kind === 'unit') {
            const fix = store.live.get(id)
            return fix && { lat: fix[1], lon: fix[2], name: '' }
        }
        const fixed = kind === 'site' ? this.tables.site?.get(id) : kind === 'device' ? this.tables.device?.get(id) : undefined
        if (fixed?.lat === undefined || fixed.lon === undefined) return undefined
        return { lat: fixed.lat, lon: fixed.lon, name: kind === 'site' && this.map.getZoom() >= 14 ? '' : (fixed.name ?? id) }
    }

    /** Where the selected thing is, for the key m. */
    selectedPlace(): { lat: number; lon: number } | undefined {
        return this.placeOf(this.items.find((one) => one.ref === this.selected))
    }

    private at(event: MapMouseEvent): string {
        if (!this.loaded) return ''
        const { x, y } = event.point
        const found = this.map.queryRenderedFeatures(
            [
                [x - 6, y - 6],
                [x + 6, y + 6],
            ],
            { layers: [...PICK] },
        )
        for (const layer of PICK) {
            const hit = found.find((one) => one.layer.id === layer)
            if (hit) return String(hit.properties.ref)
        }
        return ''
    }

    private onCluster(event: MapMouseEvent): boolean {
        return this.loaded && this.map.queryRenderedFeatures(event.point, { layers: ['coverage-cluster'] }).length > 0
    }

    private click(event: MapMouseEvent): void {
        const ref = this.at(event)
        if (ref) this.events.onPick(ref)
        else if (store.clustered || this.onCluster(event)) this.map.easeTo({ center: event.lngLat, zoom: this.map.getZoom() + 1.5, duration: 200 })
    }
}

function keptPlace(): { lat: number; lon: number; zoom: number } | undefined {
    try {
        const found = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as { lat?: unknown; lon?: unknown; zoom?: unknown } | null
        if (typeof found?.lat === 'number' && typeof found.lon === 'number' && typeof found.zoom === 'number') {
            return { lat: found.lat, lon: found.lon, zoom: found.zoom }
        }
    } catch {
        // An unreadable place is no place.
    }
    return undefined
}
