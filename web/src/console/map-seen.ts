// SPDX-License-Identifier: Apache-2.0
// How old the last contact with each mark in view is. Who was not asked, or not lately, is not known: never drawn as heard.

import type { Tables } from '../lib/fold'
import { age } from '../lib/format'
import { t } from '../lib/i18n'
import { newest, SeenWatch, type Heard } from '../lib/seen'
import { inside, standsApart, type Bounds, type Feature, type Features } from './map-data'

/** More marks than this in view have no ages: one zooms in for them. */
export const MARKS_MAX = 1500
const DAY_MS = 86400_000

export type Contact = 'fresh' | 'old' | 'silent' | 'unknown'

interface Mark {
    ref: string
    name: string
    lat: number
    lon: number
    /** whose contacts it shows */
    devices: readonly string[]
    silent: boolean
}

function marksOf(tables: Tables): Map<string, Mark> {
    const marks = new Map<string, Mark>()
    const ofSite = new Map<string, { ids: string[]; silent: boolean }>()
    for (const [id, device] of tables.device ?? []) {
        const silent = device.silent_since !== undefined
        if (device.site && device.state === 'active') {
            const one = ofSite.get(device.site) ?? { ids: [], silent: false }
            one.ids.push(id)
            one.silent ||= silent
            ofSite.set(device.site, one)
        }
        if (device.lat === undefined || device.lon === undefined || !standsApart(tables, device)) continue
        marks.set('device/' + id, { ref: 'device/' + id, name: device.name ?? id, lat: device.lat, lon: device.lon, devices: [id], silent })
    }
    for (const [id, site] of tables.site ?? []) {
        if (site.lat === undefined || site.lon === undefined) continue
        const of = ofSite.get(id)
        marks.set('site/' + id, { ref: 'site/' + id, name: site.name ?? id, lat: site.lat, lon: site.lon, devices: of?.ids ?? [], silent: of?.silent ?? false })
    }
    return marks
}

export function contactOf(heard: Heard | undefined, silent: boolean, now: number): Contact {
    if (silent) return 'silent'
    if (!heard || heard.at === 0) return 'unknown'
    return now - heard.at > DAY_MS ? 'old' : 'fresh'
}

/** In steps that change seldom: a still map costs nothing. */
export function shortAge(millis: number): string {
    return millis < 60_000 ? t('map.seen.minute') : millis < 90_000 ? t('age.minutes', { n: 1 }) : age(millis)
}

export class MapSeen {
    private readonly watch: SeenWatch
    private marks = new Map<string, Mark>()
    private of: readonly unknown[] = []
    private wanted = ''

    constructor(told: () => void) {
        this.watch = new SeenWatch(told)
    }

    stop(): void {
        this.watch.stop()
    }

    /** The ages in view; null when there are too many marks. Asks for what it draws. */
    draw(tables: Tables, bounds: Bounds, now: number): Features | null {
        if (this.of[0] !== tables.device || this.of[1] !== tables.site) {
            this.of = [tables.device, tables.site]
            this.marks = marksOf(tables)
        }
        const seen: Mark[] = []
        let devices = 0
        for (const mark of this.marks.values()) {
            if (!inside(bounds, mark.lat, mark.lon)) continue
            seen.push(mark)
            devices += mark.devices.length
            if (seen.length > MARKS_MAX || devices > 2 * MARKS_MAX) {
                this.ask([])
                return null
            }
        }
        this.ask(seen.flatMap((mark) => mark.devices))
        return { type: 'FeatureCollection', features: seen.filter((mark) => mark.devices.length > 0).map((mark) => this.feature(mark, now)) }
    }

    /** Said of the mark that is pointed at or selected; empty when it is none of ours. */
    says(ref: string, now: number): string {
        const mark = this.marks.get(ref)
        if (!mark) return ''
        if (mark.devices.length === 0) return t('seen.nobody')
        const heard = newest(mark.devices, (id) => this.watch.of(id))
        const when = !heard ? t('map.seen.asking') : heard.at === 0 ? t('map.seen.unknown') : t('map.seen.at', { age: age(now - heard.at) })
        return mark.silent ? `${t(ref.startsWith('site/') ? 'map.seen.site_silent' : 'device.silent')} · ${when}` : when
    }

    name(ref: string): string {
        return this.marks.get(ref)?.name ?? ''
    }

    private ask(ids: string[]): void {
        const wanted = ids.join(',')
        if (wanted === this.wanted) return
        this.wanted = wanted
        this.watch.want(ids)
    }

    private feature(mark: Mark, now: number): Feature {
        const heard = newest(mark.devices, (id) => this.watch.of(id))
        const contact = contactOf(heard, mark.silent, now)
        const text = heard && heard.at > 0 ? shortAge(now - heard.at) : '?'
        return { type: 'Feature', geometry: { type: 'Point', coordinates: [mark.lon, mark.lat] }, properties: { ref: mark.ref, contact, text } }
    }
}
