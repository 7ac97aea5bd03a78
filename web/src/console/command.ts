// SPDX-License-Identifier: Apache-2.0
// The command line's language. Pure: text in, a command or a reason out, and what could come next.

import { INCIDENT_KIND, UNIT_STATUS, type IncidentKind, type UnitStatus } from '../gen/types'
import type { Place } from './places'

export type Command =
    | { do: 'status'; unit: string; status: UnitStatus }
    | { do: 'incident'; kind: IncidentKind; priority: number; title: string }
    | { do: 'go'; lat: number; lon: number }
    | { do: 'unit'; unit: string }
    | { do: 'assign'; unit: string; why: string }
    | { do: 'find'; text: string }
    | { do: 'wrong'; why: 'empty' | 'word' | 'unit' | 'status' | 'kind' | 'place' }

export const WORDS = ['s', 'i', 'a', 'u', 'g', 'f'] as const
export type Word = (typeof WORDS)[number]

/** Short and long words for a status; the first letters of any status do as well. */
const STATUS_SHORT: Record<string, UnitStatus> = {
    av: 'available',
    di: 'dispatched',
    er: 'en_route',
    en: 'en_route',
    os: 'on_scene',
    on: 'on_scene',
    bu: 'busy',
    ou: 'out',
}

const PRIORITY: Partial<Record<IncidentKind, number>> = {
    robbery: 1,
    violence: 1,
    fire: 1,
    officer_help: 1,
    medical: 1,
    missing_person: 2,
    theft: 2,
    traffic: 2,
    dangerous_driving: 2,
    wanted_vehicle: 2,
    alarm: 1,
}

function only<T extends string>(all: readonly T[], start: string): T | undefined {
    const exact = all.find((one) => one === start)
    if (exact) return exact
    const found = all.filter((one) => one.startsWith(start))
    return found.length === 1 ? found[0] : undefined
}

export function statusOf(word: string): UnitStatus | undefined {
    const low = word.toLowerCase()
    return STATUS_SHORT[low] ?? only(UNIT_STATUS, low)
}

/** "41.31,69.24", also with a space, a semicolon, or degrees signs. */
export function placeOf(text: string): { lat: number; lon: number } | undefined {
    const found = /^\s*(-?\d{1,2}(?:\.\d+)?)°?\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)°?\s*$/.exec(text)
    if (!found) return undefined
    const lat = Number(found[1])
    const lon = Number(found[2])
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined
}

function unitOf(word: string | undefined, units: readonly string[]): string | undefined {
    if (!word) return undefined
    const low = word.toLowerCase()
    const exact = units.find((one) => one.toLowerCase() === low)
    if (exact) return exact
    const found = units.filter((one) => one.toLowerCase().startsWith(low))
    return found.length === 1 ? found[0] : undefined
}

/** units: call signs, as people say them. */
export function parse(line: string, units: readonly string[]): Command {
    const text = line.trim().replace(/^\//, '')
    if (text === '') return { do: 'wrong', why: 'empty' }
    const [word = '', ...rest] = text.split(/\s+/)
    const tail = text.slice(word.length).trim()
    switch (word) {
        case 's': {
            const unit = unitOf(rest[0], units)
            if (!unit) return { do: 'wrong', why: 'unit' }
            const status = rest[1] ? statusOf(rest[1]) : undefined
            return status ? { do: 'status', unit, status } : { do: 'wrong', why: 'status' }
        }
        case 'i': {
            const kind = rest[0] ? only(INCIDENT_KIND, rest[0].toLowerCase()) : undefined
            if (!kind) return { do: 'wrong', why: 'kind' }
            const level = /^p([1-5])$/i.exec(rest[1] ?? '')
            const title = rest.slice(level ? 2 : 1).join(' ')
            return { do: 'incident', kind, priority: level ? Number(level[1]) : (PRIORITY[kind] ?? 3), title }
        }
        case 'g': {
            const place = placeOf(tail)
            return place ? { do: 'go', ...place } : { do: 'wrong', why: 'place' }
        }
        case 'u': {
            const unit = unitOf(rest[0], units)
            return unit ? { do: 'unit', unit } : { do: 'wrong', why: 'unit' }
        }
        case 'a': {
            const unit = unitOf(rest[0], units)
            return unit ? { do: 'assign', unit, why: rest.slice(1).join(' ') } : { do: 'wrong', why: 'unit' }
        }
        case 'f':
            return tail ? { do: 'find', text: tail } : { do: 'wrong', why: 'empty' }
        default:
            return { do: 'wrong', why: 'word' }
    }
}

export interface Completion {
    /** the whole line when it is taken */
    line: string
    /** what is completed: a command word, a unit, a status, a kind of incident, an address or place; or what is perhaps the same as is being opened */
    of: 'word' | 'unit' | 'status' | 'kind' | 'place' | 'same'
    value: string
    place?: Place
    /** of the same: what it is, how far away and how long ago */
    ref?: string
    says?: string
}

const LIMIT = 8

/** What the word under the cursor could become. */
export function complete(line: string, units: readonly string[]): Completion[] {
    const text = line.replace(/^\s*\/?/, '')
    const parts = text.split(/\s+/)
    const last = (parts[parts.length - 1] ?? '').toLowerCase()
    const head = text.slice(0, text.length - last.length)
    const list = (of: Completion['of'], all: readonly string[], end = ' '): Completion[] =>
        all
            .filter((one) => one.toLowerCase().startsWith(last))
            .slice(0, LIMIT)
            .map((value) => ({ line: `/${head}${value}${end}`, of, value }))
    if (parts.length === 1) return list('word', WORDS)
    const word = parts[0] ?? ''
    if (parts.length === 2 && ['s', 'u', 'a'].includes(word)) return list('unit', units, word === 'u' ? '' : ' ')
    if (parts.length === 3 && word === 's') return list('status', UNIT_STATUS, '')
    if (parts.length === 2 && word === 'i') return list('kind', INCIDENT_KIND)
    return []
}
