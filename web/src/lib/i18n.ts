// SPDX-License-Identifier: Apache-2.0
// Text in four languages. Keys are typed: a key that English lacks does not compile, and check-i18n.mjs stops the
// build when another language lacks one.

import { LANG, type Lang } from '../gen/types'
import commonEn from '../i18n/common/en.json'
import commonRu from '../i18n/common/ru.json'
import commonUz from '../i18n/common/uz.json'
import commonKk from '../i18n/common/kk.json'
import type consoleEn from '../i18n/console/en.json'
import type tabletEn from '../i18n/tablet/en.json'
import type adminEn from '../i18n/admin/en.json'
import type verifyEn from '../i18n/verify/en.json'
import type publicEn from '../i18n/public/en.json'
import type auditEn from '../i18n/audit/en.json'
import type sitesEn from '../i18n/sites/en.json'
import type loadEn from '../i18n/load/en.json'

export type Key =
    | keyof typeof commonEn
    | keyof typeof consoleEn
    | keyof typeof tabletEn
    | keyof typeof adminEn
    | keyof typeof verifyEn
    | keyof typeof publicEn
    | keyof typeof auditEn
    | keyof typeof sitesEn
    | keyof typeof loadEn

/** A text, or its plural forms by CLDR category, chosen by the argument n. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>
export type Dictionary = Record<string, Text>

const dictionaries: Record<Lang, Dictionary> = {
    en: { ...commonEn },
    ru: { ...commonRu },
    uz: { ...commonUz },
    kk: { ...commonKk },
}

const LOCALES: Record<Lang, string> = { en: 'en-GB', ru: 'ru-RU', uz: 'uz-Latn-UZ', kk: 'kk-KZ' }

let lang: Lang = 'en'
let plurals = new Intl.PluralRules(LOCALES.en)
let numbers = new Intl.NumberFormat(LOCALES.en)

/**
 * For numbers and dates. Chromium does not know how Uzbek and Kazakh write them ("12,345.6", "M11 22"): with the comma and
 * the points of Russian.
 */
export function numberLocale(): string {
    return LOCALES[lang === 'en' ? 'en' : 'ru']
}

/** A page adds its own texts to the common ones before it renders. */
export function addTexts(texts: Record<Lang, Dictionary>): void {
    for (const one of LANG) Object.assign(dictionaries[one], texts[one])
}

export function setLang(next: Lang): void {
    lang = next
    plurals = new Intl.PluralRules(LOCALES[next])
    numbers = new Intl.NumberFormat(numberLocale())
    if (typeof document !== 'undefined') document.documentElement.lang = next
    if (typeof localStorage !== 'undefined') localStorage.setItem('markaz.lang', next)
}

export function getLang(): Lang {
    return lang
}

export function locale(): string {
    return LOCALES[lang]
}

function asLang(value: unknown): Lang | undefined {
    return LANG.find((one) => one === value)
}

/** The person's choice in this browser, else the account's, else the browser's. */
export function pickLang(account?: string): Lang {
    const chosen = typeof localStorage === 'undefined' ? null : localStorage.getItem('markaz.lang')
    const own = typeof navigator === 'undefined' ? '' : navigator.language.slice(0, 2)
    return asLang(chosen) ?? asLang(account) ?? asLang(own) ?? 'en'
}

export type Args = Record<string, string | number>

export function format(text: Text, args: Args, rules: Intl.PluralRules, show: (n: number) => string): string {
    const n = typeof args.n === 'number' ? args.n : 0
    const form = typeof text === 'string' ? text : (text[rules.select(n)] ?? text.other ?? '')
    return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = args[name]
        if (value === undefined) return whole
        return typeof value === 'number' ? show(value) : value
    })
}

export function t(key: Key, args: Args = {}): string {
    const text = dictionaries[lang][key] ?? dictionaries.en[key]
    return text === undefined ? key : format(text, args, plurals, (n) => numbers.format(n))
}

/** For words the server may add later: the text when there is one, else the word itself. */
export function tOr(key: string, fallback: string, args: Args = {}): string {
    const text = dictionaries[lang][key] ?? dictionaries.en[key]
    return text === undefined ? fallback : format(text, args, plurals, (n) => numbers.format(n))
}
