// SPDX-License-Identifier: Apache-2.0
// Numbers, times, distances and directions for people.

import { locale, numberLocale, t } from './i18n'
import { shown } from './zone'

const cache = new Map<string, Intl.DateTimeFormat>()

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = numberLocale() + JSON.stringify(options) // given what `shown` shows, so it is to show UTC
    let found = cache.get(key)
    if (!found) {
        found = new Intl.DateTimeFormat(numberLocale(), { ...options, timeZone: 'UTC' })
        cache.set(key, found)
    }
    return found
}

/** Names of months are not lent from another language. */
function named(): boolean {
    return numberLocale() === locale()
}

/** Milliseconds of an ISO time; NaN when there is none. */
export function ms(iso: string | undefined): number {
    return iso ? Date.parse(iso) : NaN
}

/** 12:04:31, by the centre's clock or in UTC. */
export function clock(at: number, utc = false): string {
    const d = utc ? new Date(at) : shown(at)
    if (Number.isNaN(d.getTime())) return '–'
    return d.toISOString().slice(11, 19)
}

/** 5 Mar, 12:04:31 (05.03, 12:04:31 where months have no names here); the day only when it is not today. */
export function when(iso: string | undefined, now: number): string {
    const at = ms(iso)
    if (Number.isNaN(at)) return '–'
    if (dayOf(at) === dayOf(now)) return clock(at)
    const day = formatter(named() ? { day: 'numeric', month: 'short' } : { day: '2-digit', month: '2-digit' })
    return `${day.format(shown(at))}, ${clock(at)}`
}

export function dateTime(iso: string | undefined): string {
    const at = ms(iso)
    return Number.isNaN(at) ? '–' : formatter({ dateStyle: named() ? 'medium' : 'short', timeStyle: 'medium' }).format(shown(at))
}

/** 00:12, 03:33, 2:03:33: fixed width, for columns. */
export function stopwatch(millis: number): string {
    const s = Math.max(0, Math.floor(millis / 1000))
    const two = (n: number): string => String(n).padStart(2, '0')
    const h = Math.floor(s / 3600)
    const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    if (h >= 48) return t('age.days', { n: Math.floor(h / 24) })
    return h > 0 ? `${h}:${rest}` : rest
}

/** "12 s", "4 min", "3 h", "2 d": an age in running text. */
export function age(millis: number): string {
    const s = Math.max(0, Math.floor(millis / 1000))
    if (s < 90) return t('age.seconds', { n: s })
    if (s < 5400) return t('age.minutes', { n: Math.floor(s / 60) })
    if (s < 172800) return t('age.hours', { n: Math.floor(s / 3600) })
    return t('age.days', { n: Math.floor(s / 86400) })
}

export function distance(metres: number): string {
    if (metres < 995) return t('unit.m', { n: Math.round(metres / 10) * 10 })
    const km = metres / 1000
    const shown = new Intl.NumberFormat(numberLocale(), { maximumFractionDigits: km < 10 ? 1 : 0 }).format(km)
    return t('unit.km', { km: shown })
}

export function speed(kmh: number): string {
    return t('unit.kmh', { n: Math.round(kmh) })
}

export function percent(fraction: number): string {
    return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(fraction)
}

const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Wind = (typeof WINDS)[number]

export function wind(degrees: number): Wind {
    return WINDS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? 'n'
}

/** "north-east", in the person's language. */
export function direction(degrees: number): string {
    return t(`wind.${wind(degrees)}`)
}

export function coordinates(lat: number, lon: number): string {
    return `${lat.toFixed(5)}, ${lon.toFixed(5)}`
}

/** Metres between two points; good to 0.5 % at any distance that matters here. */
export function metresBetween(lat1: number, lon1: number, lat2: number, lon2: number): number {
    const rad = Math.PI / 180
    const a =
        Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
        Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2
    return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** Degrees from the first point to the second, 0 = north. */
export function bearing(lat1: number, lon1: number, lat2: number, lon2: number): number {
    const rad = Math.PI / 180
    const y = Math.sin((lon2 - lon1) * rad) * Math.cos(lat2 * rad)
    const x =
        Math.cos(lat1 * rad) * Math.sin(lat2 * rad) -
        Math.sin(lat1 * rad) * Math.cos(lat2 * rad) * Math.cos((lon2 - lon1) * rad)
    return ((Math.atan2(y, x) / rad) % 360 + 360) % 360
}

/** As a form of the browser wants a time: by the centre's clock, to the minute. Back: `instantIso`. */
export function localMinute(ms: number): string {
    return shown(ms).toISOString().slice(0, 16)
}

/** The day by the centre's clock: 2026-10-31. */
export function dayOf(ms: number): string {
    return shown(ms).toISOString().slice(0, 10)
}
