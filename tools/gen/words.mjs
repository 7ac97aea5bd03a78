// SPDX-License-Identifier: Apache-2.0
// web/src/i18n/NAME/*.json -> the same texts for printed reports, so that a page and its paper say the same.
import { cText, GENERATED } from './schema.mjs'

export const LANGS = ['en', 'ru', 'uz', 'kk']

/** Texts without plural forms: `texts` is language → key → text. */
export function wordsSource(texts) {
  const keys = Object.keys(texts.en).filter((key) => typeof texts.en[key] === 'string').sort()
  return ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED.replace('schema/', 'schema/ and web/src/i18n/').replace('the schema', 'those')} */`, '#include "paper.h"', '', '/* clang-format off */', 'const struct word words[] = {',
    ...keys.map((key) => `    {${cText(key)}, {${LANGS.map((lang) => cText(texts[lang][key])).join(', ')}}},`), '};', '/* clang-format on */', `const size_t nwords = ${keys.length};`, ''].join('\n')
}
