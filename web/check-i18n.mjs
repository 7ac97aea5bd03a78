// SPDX-License-Identifier: Apache-2.0
// The build stops at a text that is missing in a language, that English does not know, that was left in English, whose
// placeholders or plural forms are not what they must be, or that is written with letters of another language.

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'src/i18n')
const LOCALES = { en: 'en-GB', ru: 'ru-RU', uz: 'uz-Latn-UZ', kk: 'kk-KZ' }
const LANGS = Object.keys(LOCALES)

/** Words that are the same in English and in Uzbek; nothing else may be identical to English. */
const SAME = new Set(['Administrator', 'Operator', 'Auditor', 'Bank', 'Import'])
/** What a text in Cyrillic may say in Latin letters: keys, formats, programs, words that are typed. */
const LATIN = new Set(
    'Enter Shift Esc WebGL HTTPS CSV GeoJSON PNG JPEG WebP SVG PDF DWG HTTP https still networks Basic Digest site area school fire Markaz markazctl import tab code av robbery Navoi available dispatched en route on scene busy out'.split(
        ' ',
    ),
)
/** No word of Uzbek is written like these. */
const ENGLISH = /\b(the|of|and|with|this|was|are|you|for|not|from|cannot|has|have)\b/i

/** Fractions do not occur in our counts: the category that only they have may be absent. */
const CATEGORIES = Object.fromEntries(
    LANGS.map((lang) => {
        const rules = new Intl.PluralRules(LOCALES[lang])
        return [lang, { needed: new Set(Array.from({ length: 201 }, (_, n) => rules.select(n))), known: new Set(rules.resolvedOptions().pluralCategories) }]
    }),
)

const formsOf = (text) => (typeof text === 'string' ? [text] : Object.values(text))
const isText = (text) => typeof text === 'string' || (typeof text === 'object' && text !== null && !Array.isArray(text))
const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')
const bare = (text) => text.replace(/\{\w+\}/g, '').trim()
const letters = (text) => bare(text).replace(/[^\p{L}]/gu, '')

function pluralFaults(english, text, lang) {
    if (typeof text === 'string') return typeof english === 'string' ? [] : ['has no plural forms, English has']
    const { needed, known } = CATEGORIES[lang]
    return [
        ...[...needed].filter((one) => !(one in text)).map((one) => `no plural form "${one}"`),
        ...Object.keys(text).filter((one) => !known.has(one)).map((one) => `"${one}" is no plural form of this language`),
    ]
}

/** Each form for itself: a number left out of one form is not seen until that number comes. */
function placeholderFaults(english, text) {
    const wanted = placeholders(formsOf(english).join(' '))
    return formsOf(text)
        .filter((form) => placeholders(form) !== wanted)
        .map((form) => `placeholders "${placeholders(form)}", English has "${wanted}"`)
}

/** Units of measure of two letters at most are the same in Latin letters. */
function leftInEnglish(english, form) {
    const same = formsOf(english).some((one) => one === form)
    return same && letters(form).length > 2 && !SAME.has(bare(form))
}

function cyrillicFaults(form, lang) {
    const faults = []
    const latin = (bare(form).match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !LATIN.has(word))
    if (latin.length > 0) faults.push(`Latin words: ${latin.join(' ')}`)
    if (lang === 'ru' && /[әғқңөұүһі]/i.test(form)) faults.push('Kazakh letters')
    return faults
}

/** Uzbek o‘ and g‘ have U+2018, the apostrophe inside other words is U+2019, as in ma’lum. */
function uzbekFaults(form) {
    const faults = []
    if (/\p{Script=Cyrillic}/u.test(form)) faults.push('Cyrillic letters')
    if (/['ʻʼ`´ʹ]|(?<![og])‘|[og]’\p{L}/iu.test(form)) faults.push('another apostrophe than o‘ g‘ (U+2018) and ’ (U+2019)')
    if (ENGLISH.test(form)) faults.push(`left in English: "${form}"`)
    return faults
}

function letterFaults(english, form, lang) {
    const faults = leftInEnglish(english, form) ? [`left in English: "${form}"`] : []
    if (/[A-Za-z]\p{Script=Cyrillic}|\p{Script=Cyrillic}[A-Za-z]/u.test(form)) faults.push('Latin and Cyrillic letters in one word')
    return [...faults, ...(lang === 'uz' ? uzbekFaults(form) : cyrillicFaults(form, lang))]
}

function textFaults(english, text, lang) {
    if (!isText(text)) return ['neither a text nor plural forms']
    const forms = formsOf(text)
    if (forms.length === 0 || forms.some((form) => typeof form !== 'string' || form.trim() === '')) return ['empty']
    const faults = [...pluralFaults(english, text, lang), ...placeholderFaults(english, text)]
    if (lang !== 'en') for (const form of forms) faults.push(...letterFaults(english, form, lang))
    return faults
}

/** Sentences of two words and more are never the same in Kazakh and Russian. */
function copiedFromRussian(texts, key) {
    const [ru, kk] = [texts.ru?.[key], texts.kk?.[key]]
    return typeof kk === 'string' && kk === ru && /\p{Script=Cyrillic}{2,}\P{L}+\p{Script=Cyrillic}{2,}/u.test(bare(kk))
}

/**
 * What is wrong in texts given as { part: { lang: { key: text } } }. A key has one place, whatever the part; all
 * languages have the same keys.
 */
export function problemsOf(parts) {
    const problems = []
    const seen = new Map()
    for (const [part, texts] of Object.entries(parts)) {
        const { en } = texts
        for (const key of Object.keys(en)) {
            if (seen.has(key)) problems.push(`${part}/en.json ${key}: also in ${seen.get(key)}`)
            seen.set(key, part)
        }
        for (const lang of LANGS) {
            const own = texts[lang] ?? {}
            for (const [key, english] of Object.entries(en)) {
                const faults = key in own ? textFaults(english, own[key], lang) : ['missing']
                for (const fault of faults) problems.push(`${part}/${lang}.json ${key}: ${fault}`)
            }
            for (const key of Object.keys(own)) {
                if (!(key in en)) problems.push(`${part}/${lang}.json ${key}: English does not have it`)
            }
        }
        for (const key of Object.keys(en)) {
            if (copiedFromRussian(texts, key)) problems.push(`${part}/kk.json ${key}: the same as in Russian`)
        }
    }
    return problems
}

/** A key written twice in one file: JSON would silently take the second. The files have one key a line. */
export function doubleKeys(where, json) {
    const seen = new Set()
    const problems = []
    for (const [, key] of json.matchAll(/^ {4}"([^"]+)":/gm)) {
        if (seen.has(key)) problems.push(`${where} ${key}: twice`)
        seen.add(key)
    }
    return problems
}

/** All texts of the folder, and what is wrong with them. */
export function checkTexts(from = folder) {
    const parts = {}
    const doubles = []
    for (const part of readdirSync(from)) {
        parts[part] = {}
        for (const lang of LANGS) {
            const json = readFileSync(join(from, part, lang + '.json'), 'utf8')
            parts[part][lang] = JSON.parse(json)
            doubles.push(...doubleKeys(`${part}/${lang}.json`, json))
        }
    }
    return [...doubles, ...problemsOf(parts)]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const problems = checkTexts()
    for (const problem of problems) console.error(problem)
    process.exit(problems.length > 0 ? 1 : 0)
}
