// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest'
import { explain, Problem, toProblem } from '../src/lib/api'
import { clockWrong } from '../src/lib/clock'
import { age, bearing, coordinates, dateTime, distance, metresBetween, stopwatch, when, wind } from '../src/lib/format'
import { format, numberLocale, setLang, t } from '../src/lib/i18n'
import { keyName } from '../src/lib/keys'
import { checkTexts } from '../check-i18n.mjs'

afterEach(() => setLang('en'))

describe('texts', () => {
    it('are complete in four languages', () => {
        expect(checkTexts()).toEqual([])
    })

    it('choose the plural form', () => {
        const text = { one: '{n} тревога', few: '{n} тревоги', many: '{n} тревог', other: '{n} тревоги' }
        const rules = new Intl.PluralRules('ru')
        expect([1, 3, 5, 21].map((n) => format(text, { n }, rules, String))).toEqual(['1 тревога', '3 тревоги', '5 тревог', '21 тревога'])
    })

    it('keep unknown placeholders visible', () => {
        expect(format('{a} {b}', { a: 'x' }, new Intl.PluralRules('en'), String)).toBe('x {b}')
    })
})

describe('numbers', () => {
    it('say ages and distances', () => {
        expect([0, 89_000, 90_000, 5_400_000, 200_000_000].map((ms) => age(ms))).toEqual(['0 s', '89 s', '1 min', '1 h', '2 d'])
        expect([stopwatch(12_000), stopwatch(213_000), stopwatch(7_413_000), stopwatch(-5)]).toEqual(['00:12', '03:33', '2:03:33', '00:00'])
        expect([distance(84), distance(840), distance(1840), distance(18_400)]).toEqual(['80 m', '840 m', '1.8 km', '18 km'])
        setLang('ru')
        expect(distance(1840)).toBe('1,8 км')
    })

    // In a browser that knows neither language it would be "M03 5" and "1.8 km".
    it('write dates and fractions of Uzbek and Kazakh in figures', () => {
        const [at, now] = ['2026-03-05T12:00:00Z', Date.parse('2026-03-09T12:00:00Z')]
        for (const lang of ['uz', 'kk'] as const) {
            setLang(lang)
            expect(when(at, now)).toMatch(/^05\.03, \d\d:00:00$/)
            expect(dateTime(at)).toMatch(/^05\.03\.2026, \d\d:00:00$/)
            expect(numberLocale()).toBe('ru-RU')
        }
        setLang('en')
        expect(when(at, now)).toMatch(/^5 Mar, /)
    })

    it('measure the globe', () => {
        expect(metresBetween(41, 69, 42, 69)).toBeCloseTo(111195, -2)
        expect(bearing(41, 69, 42, 69)).toBeCloseTo(0)
        expect(bearing(41, 69, 41, 70)).toBeCloseTo(89.7, 0)
        expect([0, 44, 359, -90].map(wind)).toEqual(['n', 'ne', 'n', 'w'])
        expect(coordinates(41.3, 69.24)).toBe('41.30000, 69.24000')
    })
})

describe('the clock of a tablet', () => {
    it('is wrong when the centre would not believe its positions, or they would look old', () => {
        const minutes = [0, -4, -5.1, -61, 1.9, 2.1, 30]
        expect(minutes.map((n) => clockWrong(n * 60000))).toEqual([0, 0, 5, 61, 0, -2, -30])
    })
})

describe('keys', () => {
    const key = (event: Partial<KeyboardEvent>): string => keyName(event as KeyboardEvent)

    it('are the same on a Russian keyboard', () => {
        expect(key({ key: 'ф', code: 'KeyA' })).toBe('a')
        expect(key({ key: 'a', code: 'KeyA' })).toBe('a')
        expect(key({ key: '"', code: 'Digit2', shiftKey: true })).toBe('shift+2')
        expect(key({ key: '?', code: 'Slash', shiftKey: true })).toBe('?')
        expect(key({ key: '.', code: 'Slash' })).toBe('/')
    })

    it('carry their modifiers', () => {
        expect(key({ key: 'c', code: 'KeyC', ctrlKey: true })).toBe('ctrl+c')
        expect(key({ key: 'Enter', code: 'Enter', shiftKey: true })).toBe('shift+Enter')
    })
})

describe('errors', () => {
    it('say what happened and what to do next', async () => {
        const body = JSON.stringify({ type: '/problems/denied', title: 'Denied', status: 403, detail: 'alarm.handle is missing' })
        const problem = await toProblem(new Response(body, { status: 403 }))
        expect(explain(problem)).toEqual({ what: 'alarm.handle is missing', next: t('error.denied.next') })
        expect(explain(new Problem(0, '')).what).toBe(t('error.no_line'))
        expect(explain(new Problem(422, 'Bad', 'too long', 'title')).what).toBe('title: too long')
        setLang('kk')
        expect(explain(problem)).toEqual({ what: t('error.denied'), next: t('error.denied.next') + ' (alarm.handle is missing)' })
        expect(explain(new Problem(422, 'Bad', 'too long', 'title')).what).toBe(t('error.input'))
        expect(explain(new Problem(500, 'Internal')).next).toBe(t('error.server.next'))
        setLang('en')
        expect(explain(new Error('x')).next).toBe('x')
        expect((await toProblem(new Response('<html>', { status: 502, statusText: 'Bad gateway' }))).title).toBe('Bad gateway')
    })

    it('answer every status', () => {
        for (const status of [0, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503]) {
            const said = explain(new Problem(status, 'T'))
            expect(said.what.length * said.next.length).toBeGreaterThan(0)
        }
    })
})
