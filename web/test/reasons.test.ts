// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest'
import { differences } from '../src/console/change'
import { airText, answerText, minutes, missingText, noticeReason, reasonText } from '../src/console/reasons'
import en from '../src/i18n/console/en.json'
import kk from '../src/i18n/console/kk.json'
import ru from '../src/i18n/console/ru.json'
import uz from '../src/i18n/console/uz.json'
import { LANG } from '../src/gen/types'
import { takeLive, type LiveUnit } from '../src/lib/fold'
import { addTexts, setLang } from '../src/lib/i18n'

const WHY = ['nearest', 'quickest', 'number_2', 'listening', 'not_listening', 'fresh', 'old_position', 'chosen', 'chosen_though_silent']
const AIR = ['no_map', 'map_loading', 'map_refused', 'place_off_road', 'unit_off_road', 'no_way']
const MISSING = ['off_duty', 'committed', 'busy', 'silent', 'no_position']

describe('reasons', () => {
    beforeAll(() => addTexts({ en, ru, uz, kk }))

    it('are words of the page in every language, never the interface’s', () => {
        for (const lang of LANG) {
            setLang(lang)
            for (const word of WHY.filter((one) => one.includes('_') || lang !== 'en')) expect(reasonText(word)).not.toContain(word)
            for (const word of AIR) expect(airText(word)).not.toContain(word)
            for (const word of MISSING.filter((one) => one.includes('_') || lang !== 'en')) expect(missingText(word)).not.toBe(word)
        }
        setLang('en')
        expect(reasonText('number_3')).toBe('number 3')
        expect(reasonText('chosen_though_off_duty')).toBe('chosen by the desk, though off duty')
        expect(airText('no_way')).toBe('by air: no road leads there')
        expect([0, 20, 89, 90, 3600].map(minutes)).toEqual([1, 1, 1, 2, 60])
        expect(reasonText('something_new')).toBe('something_new')
        expect(answerText('following')).toBe('follows it')
        expect(answerText('by the bridge')).toBe('by the bridge')
    })

    it('of a notice say where the unit is to the vehicle', () => {
        setLang('en')
        expect(noticeReason({ ahead: true, reason: 'nearest_ahead' })).toBe('nearest ahead of the vehicle')
        expect(noticeReason({ ahead: true, reason: 'ahead' })).toBe('ahead of the vehicle')
        expect(noticeReason({ ahead: false, reason: 'at_vehicle' })).toBe('right at the vehicle')
        expect(noticeReason({ ahead: false, reason: 'nearest_behind' })).toBe('nearest; none is ahead')
        expect(noticeReason({ ahead: false, reason: 'behind' })).toBe('behind the vehicle')
        expect(noticeReason({ reason: 'nearest_no_heading' })).toContain('not known')
        // Notices of before there were words.
        expect(noticeReason({ ahead: true, reason: 'nearest ahead, 1.3 km' })).toBe('ahead of the vehicle')
        expect(noticeReason({ reason: 'none ahead: nearest, 2 km, behind' })).toBe('behind the vehicle')
    })
})

it('only what was changed in a description is sent', () => {
    const now = { seq: 1, kind: 'theft' as const, priority: 2, title: 'Bag', address: 'Navoi 12' }
    const form = { kind: 'theft', priority: '2', title: 'Bag', address: 'Navoi 12', detail: '' }
    expect(differences(now, form)).toEqual({})
    expect(differences(now, { ...form, kind: 'robbery', priority: '1', address: '', detail: ' a knife ' })).toEqual({
        kind: 'robbery', priority: 1, address: '', detail: 'a knife',
    })
    expect(differences(now, { ...form, kind: 'no such kind', priority: '9' })).toEqual({})
})

it('a unit without a place is gone from the map', () => {
    const live = new Map<string, LiveUnit>()
    takeLive(live, [['M1', 41, 69, 0, null, 100, null], ['M2', 41, 69, 0, null, 100, null]])
    takeLive(live, [['M1', null, null, null, null, 101, null]])
    expect([...live.keys()]).toEqual(['M2'])
})
