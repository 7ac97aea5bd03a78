// SPDX-License-Identifier: Apache-2.0
// schema -> doc/api/records.md
import { GENERATED } from './schema.mjs'

const typeText = (t) => (t.kind === 'enum' ? `one of ${t.enum}` : t.kind === 'int' ? `integer ${t.min}…${t.max}` : t.kind === 'text' ? `text ≤ ${t.max} bytes` : t.kind)

export function manual(s) {
  const out = ['# Records', '', `<!-- ${GENERATED} -->`, '']
  for (const k of s.kinds) {
    out.push(`## ${k.name}`, '', k.doc, '', '| field | type | meaning |', '|---|---|---|')
    for (const f of k.fields) out.push(`| \`${f.name}\`${f.flags.has('personal') ? ' (personal)' : ''} | ${typeText(f.type)} | ${f.doc} |`)
    out.push('', '| event | says | sets |', '|---|---|---|')
    for (const e of s.events.filter((x) => x.kind === k)) out.push(`| \`${e.type}\` | ${e.doc} | ${e.mode === 'ends' ? '*ends it* ' : ''}${e.fields.map((f) => f.name).join(', ')} |`)
    out.push('')
  }
  out.push('## Enumerations', '')
  for (const [n, v] of Object.entries(s.enums)) out.push(`- **${n}**: ${v.join(', ')}`)
  out.push('', '## Routes', '', '| method | path | permission | access | what |', '|---|---|---|---|---|')
  for (const r of s.routes) out.push(`| ${r.method} | \`${r.path}\` | ${r.permission} | ${r.access} | ${r.doc}${r.fourEyes === 'never' ? '' : r.fourEyes === 'always' ? ' *Needs a second person.*' : ' *Can need a second person.*'} |`)
  return out.join('\n') + '\n'
}
