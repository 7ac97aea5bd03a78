// SPDX-License-Identifier: Apache-2.0
// A text that is missing in a language, has other placeholders than English, or lacks a plural form stops the build.

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'src/i18n')
const LOCALES = { en: 'en-GB', ru: 'ru-RU', uz: 'uz-Latn-UZ', kk: 'kk-KZ' }

const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')

function checkText(where, english, text, lang, problems) {
    const forms = typeof text === 'string' ? [text] : Object.values(text)
    if (forms.some((form) => typeof form !== 'string' || form.trim() === '')) problems.push(`${where}: empty`)
    if (typeof text !== 'string') {
        // Fractions do not occur in our counts: the category that only they have may be absent.
        const rules = new Intl.PluralRules(LOCALES[lang])
        const needed = new Set(Array.from({ length: 201 }, (_, n) => rules.select(n)))
        for (const category of needed) if (!(category in text)) problems.push(`${where}: no plural form "${category}"`)
    }
    const whole = (one) => (typeof one === 'string' ? one : Object.values(one).join(' '))
    if (placeholders(whole(text)) !== placeholders(whole(english))) {
        problems.push(`${where}: placeholders "${placeholders(whole(text))}", English has "${placeholders(whole(english))}"`)
    }
}

export function checkTexts() {
    const problems = []
    const seen = new Map()
    for (const part of readdirSync(folder)) {
        const read = (lang) => JSON.parse(readFileSync(join(folder, part, lang + '.json'), 'utf8'))
        const english = read('en')
        for (const key of Object.keys(english)) {
            if (seen.has(key)) problems.push(`${part}/en.json ${key}: also in ${seen.get(key)}`)
            seen.set(key, part)
        }
        for (const lang of Object.keys(LOCALES)) {
            const texts = read(lang)
            for (const [key, text] of Object.entries(english)) {
                const where = `${part}/${lang}.json ${key}`
                if (!(key in texts)) problems.push(`${where}: missing`)
                else checkText(where, text, texts[key], lang, problems)
            }
            for (const key of Object.keys(texts)) {
                if (!(key in english)) problems.push(`${part}/${lang}.json ${key}: English does not have it`)
            }
        }
    }
    return problems
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const problems = checkTexts()
    for (const problem of problems) console.error(problem)
    process.exit(problems.length > 0 ? 1 : 0)
}
