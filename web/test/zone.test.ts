// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest'
import { clock, dateTime, dayOf, localMinute, when } from '../src/lib/format'
import { setLang } from '../src/lib/i18n'
import { instant, instantIso, setZone } from '../src/lib/zone'

afterEach(() => setZone(''))

const iso = (local: string): string => new Date(instant(local)).toISOString()

describe('the centre’s clock', () => {
    it('is shown whatever this machine’s is', () => {
        setLang('en')
        setZone('Asia/Tashkent')
        const at = Date.parse('2026-11-22T20:30:05Z')
        expect(clock(at)).toBe('01:30:05')
        expect(clock(at, true)).toBe('20:30:05')
        expect(dayOf(at)).toBe('2026-11-23')
        expect(localMinute(at)).toBe('2026-11-23T01:30')
        expect(when('2026-11-22T18:59:59Z', at)).toContain('22') // yesterday there, though the same day in UTC
        expect(dateTime('2026-11-22T20:30:05Z')).toContain('1:30:05')
        setZone('+05:30')
        expect(clock(at)).toBe('02:00:05')
    })

    it('goes through both changes of the year, and back again', () => {
        setZone('Europe/Berlin')
        expect(clock(Date.parse('2026-03-29T00:59:59Z'))).toBe('01:59:59')
        expect(clock(Date.parse('2026-03-29T01:00:00Z'))).toBe('03:00:00')
        expect(iso('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z') // never shown: 03:30
        expect(iso('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z') // shown twice: the first
        expect(iso('2026-10-25T03:00')).toBe('2026-10-25T02:00:00.000Z')
        for (let at = Date.parse('2026-03-28T00:07:00Z'); at < Date.parse('2026-03-31T00:00:00Z'); at += 900_000) expect(instant(localMinute(at))).toBe(at)
        expect(instantIso('2026-07-01T12:00')).toBe('2026-07-01T10:00:00.000Z')
    })

    it('of an unknown zone is this machine’s', () => {
        setZone('Mars/Olympus')
        const at = Date.parse('2026-07-01T12:00:00Z')
        expect(instant(localMinute(at))).toBe(at)
        expect(Number.isNaN(instant('nonsense'))).toBe(true)
    })
})
