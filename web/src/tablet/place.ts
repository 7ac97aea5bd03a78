// SPDX-License-Identifier: Apache-2.0
// "You are seen at Chilonzor": the centre's own newest fix of this unit, in the words of its areas.

import type { Area } from '../gen/types'
import type { LiveUnit, Tables } from '../lib/fold'
import { metresBetween } from '../lib/format'
import { getLang } from '../lib/i18n'
import { inside } from './way'

export interface Seen {
    place: string
    /** the nearest known point, not a place that surely holds it */
    near: boolean
    /** unix seconds of the fix */
    at: number
}

export function areaName(area: Area): string {
    const own = { en: area.name, ru: area.name_ru, uz: area.name_uz, kk: area.name_kk }[getLang()]
    return own || area.name || ''
}

/** Off duty, or its position is lost: the centre then sends the unit without a place. */
export function placed(live: LiveUnit): boolean {
    return (live[1] as number | null) !== null
}

const SITE_NEAR_M = 250

export function seenAt(tables: Tables, live: LiveUnit | undefined): Seen | undefined {
    if (!live || !placed(live)) return undefined
    const [, lat, lon, , , at] = live
    let near: { area: Area; m: number } | undefined
    for (const area of tables.area?.values() ?? []) {
        if (area.geometry && area.kind === 'district' && inside(area.geometry, { lat, lon })) {
            return { place: areaName(area), near: false, at }
        }
        if (area.lat === undefined || area.lon === undefined) continue
        const m = metresBetween(lat, lon, area.lat, area.lon)
        const better =
            !near || (area.kind === 'district') > (near.area.kind === 'district') || m < near.m
        const worse = near?.area.kind === 'district' && area.kind !== 'district'
        if (better && !worse) near = { area, m }
    }
    const site = nearestSite(tables, lat, lon)
    const names = [near && areaName(near.area), site].filter(Boolean)
    return {
        place: names.join(', ') || `${lat.toFixed(4)}, ${lon.toFixed(4)}`,
        near: names.length > 0,
        at,
    }
}

function nearestSite(tables: Tables, lat: number, lon: number): string | undefined {
    let best: string | undefined
    let least = SITE_NEAR_M
    for (const site of tables.site?.values() ?? []) {
        if (site.lat === undefined || site.lon === undefined) continue
        if (Math.abs(site.lat - lat) > 0.003 || Math.abs(site.lon - lon) > 0.005) continue
        const m = metresBetween(lat, lon, site.lat, site.lon)
        if (m < least) {
            least = m
            best = site.name
        }
    }
    return best
}
