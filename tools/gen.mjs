// SPDX-License-Identifier: Apache-2.0
// Makes everything that follows from schema/, and the words of printed reports from the pages' texts: run by `./dev gen`; `--out DIR` writes elsewhere (used by the staleness check).
import { readFileSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSchema } from './gen/schema.mjs'
import { recordsHeader, recordsSource } from './gen/records.mjs'
import { routesSource, routesHeader } from './gen/routes.mjs'
import { settingsSource, settingsHeader, settingsFile, settingsManual } from './gen/settings.mjs'
import { typescript } from './gen/typescript.mjs'
import { openapi, asyncapi } from './gen/openapi.mjs'
import { manual } from './gen/manual.mjs'
import { LANGS, wordsSource } from './gen/words.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outAt = process.argv.indexOf('--out')
const out = outAt > 0 ? process.argv[outAt + 1] : root
const schema = loadSchema(join(root, 'schema'), readFileSync, readdirSync)

/** Whose words are on paper, too: the report's own, and those it shares with other pages. */
const words = (page, lang) => JSON.parse(readFileSync(join(root, `web/src/i18n/${page}/${lang}.json`), 'utf8'))
const shared = (lang) => Object.entries(words('common', lang)).filter(([key]) => key.startsWith('load.'))
const texts = Object.fromEntries(LANGS.map((lang) => [lang, { ...Object.fromEntries(shared(lang)), ...words('load', lang) }]))

const files = {
  'src/event/records_gen.h': recordsHeader(schema),
  'src/event/records_gen.c': recordsSource(schema),
  'src/core/routes_gen.h': routesHeader(schema),
  'src/core/routes_gen.c': routesSource(schema),
  'src/core/settings_gen.h': settingsHeader(schema),
  'src/core/settings_gen.c': settingsSource(schema),
  'ctl/words_gen.c': wordsSource(texts),
  'etc/markaz.conf': settingsFile(schema),
  'doc/man/markaz.conf.5': settingsManual(schema),
  'web/src/gen/types.ts': typescript(schema),
  'doc/api/openapi.json': JSON.stringify(openapi(schema), null, 1) + '\n',
  'doc/api/asyncapi.json': JSON.stringify(asyncapi(schema), null, 1) + '\n',
  'doc/api/records.md': manual(schema),
}
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(out, name)), { recursive: true })
  writeFileSync(join(out, name), text)
}
if (process.argv.includes('--list')) console.log(Object.keys(files).join('\n'))
