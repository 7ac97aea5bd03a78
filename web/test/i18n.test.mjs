// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkTexts, doubleKeys, problemsOf } from '../check-i18n.mjs'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const good = () => ({
    one: {
        en: { 'a.kind': 'Alarm', 'a.n': { one: '{n} row', other: '{n} rows' }, 'a.at': 'at {place}', 'a.km': '{n} km', 'a.unit': 'Send the unit' },
        ru: {
            'a.kind': 'Тревога',
            'a.n': { one: '{n} строка', few: '{n} строки', many: '{n} строк', other: '{n} строки' },
            'a.at': 'у {place}',
            'a.km': '{n} км',
            'a.unit': 'Направить наряд',
        },
        uz: { 'a.kind': 'Signal', 'a.n': { one: '{n} qator', other: '{n} qator' }, 'a.at': '{place} yonida', 'a.km': '{n} km', 'a.unit': 'Naryadni yuborish' },
        kk: { 'a.kind': 'Дабыл', 'a.n': { one: '{n} жол', other: '{n} жол' }, 'a.at': '{place} жанында', 'a.km': '{n} км', 'a.unit': 'Жасақты жіберу' },
    },
})
/** The problems of good texts after one is changed; undefined takes it away. */
const after = (lang, key, text) => {
    const parts = good()
    if (text === undefined) delete parts.one[lang][key]
    else parts.one[lang][key] = text
    return problemsOf(parts)
}

describe('the check of texts', () => {
    it('finds nothing in good texts, nor in ours', () => {
        expect(problemsOf(good())).toEqual([])
        expect(checkTexts()).toEqual([])
    })

    it.each([
        ['a missing key', 'kk', 'a.kind', undefined, 'a.kind: missing'],
        ['an unknown key', 'uz', 'a.more', 'Yana', 'English does not have it'],
        ['an empty text', 'ru', 'a.kind', ' ', 'empty'],
        ['a list for a text', 'ru', 'a.kind', ['Тревога'], 'neither a text nor plural forms'],
        ['a missing plural form, Russian', 'ru', 'a.n', { one: '{n} строка', few: '{n} строки', other: '{n} строки' }, 'no plural form "many"'],
        ['a missing plural form, Uzbek', 'uz', 'a.n', { one: '{n} qator' }, 'no plural form "other"'],
        ['a missing plural form, Kazakh', 'kk', 'a.n', { other: '{n} жол' }, 'no plural form "one"'],
        ['a plural form that the language does not have', 'kk', 'a.n', { one: '{n} жол', few: '{n} жол', other: '{n} жол' }, '"few" is no plural form'],
        ['no plural forms where English has them', 'ru', 'a.n', '{n} строк', 'has no plural forms'],
        ['another placeholder', 'uz', 'a.at', '{site} yonida', 'placeholders "{site}"'],
        ['a placeholder left out', 'kk', 'a.at', 'жанында', 'placeholders ""'],
        ['a number left out of one form', 'ru', 'a.n', { one: 'строка', few: '{n} строки', many: '{n} строк', other: '{n} строки' }, 'placeholders ""'],
        ['English in Russian', 'ru', 'a.kind', 'Alarm', 'left in English'],
        ['English in Uzbek', 'uz', 'a.unit', 'Send the unit', 'left in English'],
        ['half English in Uzbek', 'uz', 'a.unit', 'Send the naryad', 'left in English'],
        ['half English in Kazakh', 'kk', 'a.unit', 'Жасақты send', 'Latin words: send'],
        ['Russian in Kazakh', 'kk', 'a.unit', 'Направить наряд', 'the same as in Russian'],
        ['Kazakh in Russian', 'ru', 'a.unit', 'Жасақты жіберу', 'Kazakh letters'],
        ['Cyrillic in Uzbek', 'uz', 'a.kind', 'Сигнал', 'Cyrillic letters'],
        ['a Latin letter in a Cyrillic word', 'ru', 'a.kind', 'Тревoга', 'in one word'],
        ['a straight apostrophe', 'uz', 'a.kind', "Yo'l", 'another apostrophe'],
        ['the other apostrophe after o', 'uz', 'a.kind', 'Yo’l', 'another apostrophe'],
        ['the apostrophe of o‘ in another word', 'uz', 'a.kind', 'ma‘lum', 'another apostrophe'],
    ])('finds %s', (_, lang, key, text, says) => {
        const problems = after(lang, key, text)
        expect(problems.join('\n')).toContain(`one/${lang}.json ${key}: `)
        expect(problems.join('\n')).toContain(says)
    })

    it('finds a key in two parts, and twice in one file', () => {
        const parts = good()
        parts.two = structuredClone(parts.one)
        expect(problemsOf(parts)).toContain('two/en.json a.kind: also in one')
        expect(doubleKeys('one/en.json', '{\n    "a": "x",\n    "b": "y",\n    "a": "z"\n}\n')).toEqual(['one/en.json a: twice'])
    })

    it('stops the build', () => {
        const copy = mkdtempSync(join(tmpdir(), 'markaz-texts-'))
        try {
            for (const file of ['build.mjs', 'check-i18n.mjs', 'manual.mjs', 'package.json', 'src/i18n']) {
                cpSync(join(web, file), join(copy, file), { recursive: true })
            }
            symlinkSync(join(web, 'node_modules'), join(copy, 'node_modules'))
            const path = join(copy, 'src/i18n/common/kk.json')
            const { 'do.save': _, ...rest } = JSON.parse(readFileSync(path, 'utf8'))
            writeFileSync(path, JSON.stringify(rest, undefined, 4))
            const done = spawnSync(process.execPath, [join(copy, 'build.mjs')], { encoding: 'utf8' })
            expect(done.stderr).toBe('text: common/kk.json do.save: missing\n')
            expect(done.status).toBe(1)
            expect(existsSync(join(copy, 'dist'))).toBe(false)
        } finally {
            rmSync(copy, { recursive: true, force: true })
        }
    })
})
