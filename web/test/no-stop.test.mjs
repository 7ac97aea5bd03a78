// SPDX-License-Identifier: Apache-2.0
// A machine's word is not a reason to act against a person: the system observes, confirms, warns of danger, and never says
// "stop", "hold" or "arrest", in no language, no event and no message.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'))
const PARTS = readdirSync(join(root, 'web/src/i18n'), { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name)
const texts = (lang) => PARTS.flatMap((part) => Object.entries(json('web/src/i18n', part, lang + '.json')).map(([key, text]) => [key, typeof text === 'string' ? [text] : Object.values(text)]))

/** To stop, hold, pull over, intercept, arrest somebody. */
const WORDS = {
    en: /\b(stop|halt|detain|arrest|apprehend|seize|intercept|pull\w* over|block (him|her|it|the))/i,
    ru: /((?<!п)останов(?!к)|задерж(?!к)|арест|перехват|схват|блокируй)/i,
    uz: /(to[‘’'`]?xta|ushlab(?! tur)|qo[‘’'`]lga ol|hibs)/i,
    kk: /(тоқта|ұстап|қамауға|тұтқын)/i,
}
/** Texts that forbid it, or speak of something else that ends: a bell, a car of one's own, a job that was called off, an erasure that waits, a look-up that was refused, a check of the history. */
const FORBIDS = {
    'tab.notice.observe.do': /not|не |mang|паңыз/i,
    'watch.wanted.compare': /nobody|никого|hech kim|ешкі/i,
}
const OTHER = [
    'watch.alarm.take', 'tab.me.on', 'assignment_state.cancelled', 'event.hold.placed', 'audit.stopped', 'review_reason.repeated', 'public.suspended', 'verify.stop', 'verify.stopped',
]

describe('the word "stop"', () => {
    it.each(Object.keys(WORDS))('is in no text of %s but where it is forbidden', (lang) => {
        const found = texts(lang).flatMap(([key, forms]) => forms.filter((form) => WORDS[lang].test(form)).map((form) => [key, form]))
        for (const [key, form] of found) {
            if (FORBIDS[key]) expect(form, `${key} in ${lang}`).toMatch(FORBIDS[key])
            else expect(OTHER, `${key} in ${lang}: ${form}`).toContain(key)
        }
    })

    it('would be found', () => {
        for (const [lang, text] of [['en', 'Stop the car'], ['en', 'Pull it over'.replace('it ', '')], ['ru', 'Остановите машину'], ['ru', 'Задержать водителя'], ['uz', 'Mashinani to‘xtating'], ['kk', 'Көлікті тоқтатыңыз']])
            expect(text).toMatch(WORDS[lang])
    })

    it('is no event, no state, no action, no field', () => {
        const api = json('doc/api/asyncapi.json')
        const names = Object.keys(api.channels.stream.messages)
        const schemas = json('doc/api/openapi.json').components.schemas
        for (const one of Object.values(schemas)) for (const [field, rule] of Object.entries(one.properties ?? {})) names.push(field, ...(rule.enum ?? []))
        expect(names.length).toBeGreaterThan(300)
        expect(names.filter((name) => WORDS.en.test(name.replaceAll('_', ' ')))).toEqual([])
    })

    it('is in nothing the road desk says', () => {
        const folder = join(root, 'src/desk/road')
        for (const file of readdirSync(folder).filter((name) => name.endsWith('.c'))) {
            const code = readFileSync(join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
            for (const [, text] of code.matchAll(/"((?:[^"\\]|\\.)*)"/g)) expect(text, file).not.toMatch(WORDS.en)
        }
    })
})
