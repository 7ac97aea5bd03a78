// SPDX-License-Identifier: Apache-2.0
// Addresses and places while they are typed in the command line: what the centre's index finds, nearest first to the middle of the map.

import { useEffect, useState } from 'preact/hooks'
import { get, Problem } from '../lib/api'
import { age, distance, metresBetween } from '../lib/format'
import type { Completion } from './command'
import type { Item } from './items'

export interface Place {
    lat: number
    lon: number
    name?: string
    street?: string
    house?: string
    settlement?: string
    /** the street is known, this house is not */
    house_unknown?: boolean
    distance_m?: number
}

/** After the last key; a word is typed faster than it is looked for. */
const WAIT_MS = 120
/** Fewer letters fit everything. */
const LEAST = 3
/** Where there is no index, it is asked for again so much later. */
const NONE_MS = 60_000

/** What stands before the place that is being typed, and the place: of a new incident (`/i robbery p1 navoi 12`), or where to go (`/g navoi 12`). */
export function placeAsked(line: string): { head: string; text: string } | undefined {
    const found = /^\s*\/?(i\s+\S+\s+(?:p[1-5]\s+)?|g\s+)(.*)$/i.exec(line)
    const text = (found?.[2] ?? '').trim()
    return found && text.length >= LEAST && /\p{L}/u.test(text) ? { head: '/' + (found[1] ?? ''), text } : undefined
}

/** As a person says it. */
export const placeName = (one: Place): string => [one.name, one.street, one.house, one.settlement].filter(Boolean).join(', ')

let noneUntil = 0

/** Candidates for the place in the line, at most six; none while it is looked for, or where there is no index. */
export function usePlaces(line: string, near: () => { lat: number; lon: number } | undefined): Completion[] {
    const asked = placeAsked(line)
    const [found, setFound] = useState<{ text: string; items: Place[] }>({ text: '', items: [] })
    const text = asked?.text ?? ''
    useEffect(() => {
        let newest = true
        if (text === '' || Date.now() < noneUntil) return
        const timer = setTimeout(() => {
            const at = near()
            get<{ items: Place[] }>(`/api/v1/places?limit=6&q=${encodeURIComponent(text)}${at ? `&near=${at.lat},${at.lon}` : ''}`).then(
                ({ items }) => newest && setFound({ text, items }),
                (error: unknown) => {
                    if (error instanceof Problem && error.status === 404) noneUntil = Date.now() + NONE_MS
                    if (newest) setFound({ text: '', items: [] })
                },
            )
        }, WAIT_MS)
        return () => {
            newest = false
            clearTimeout(timer)
        }
    }, [text])
    if (!asked || text === '' || found.items.length === 0 || !text.startsWith(found.text.slice(0, LEAST))) return []
    return found.items.map((place) => ({ line: asked.head + placeName(place), of: 'place', value: placeName(place), place }))
}

/** So near and so lately it may be the same: another caller sees it from the next corner. */
export const SAME_M = 400
export const SAME_MS = 45 * 60_000
const SAME_MOST = 4

/** What is open near a place and began lately, nearest first: perhaps this is it, and needs no second incident. now: ms. */
export function perhapsSame(line: string, at: Place, items: readonly Item[], now: number): Completion[] {
    return items
        .filter((one) => (one.kind === 'incident' || one.kind === 'alarm') && !one.done && one.lat !== undefined && one.lon !== undefined && now - one.at <= SAME_MS)
        .map((one) => ({ one, metres: metresBetween(at.lat, at.lon, one.lat as number, one.lon as number) }))
        .filter(({ metres }) => metres <= SAME_M)
        .sort((a, b) => a.metres - b.metres)
        .slice(0, SAME_MOST)
        .map(({ one, metres }) => ({ line, of: 'same', value: one.title, ref: one.ref, says: `${distance(metres)} · ${age(now - one.at)}` }))
}
