// SPDX-License-Identifier: Apache-2.0
// schema -> the types of the web pages.
import { GENERATED } from './schema.mjs'

const camel = (n) => n.split('_').map((p) => p[0].toUpperCase() + p.slice(1)).join('')

function tsType(t) {
  if (t.kind === 'bool') return 'boolean'
  if (t.kind === 'ids') return 'string[]'
  if (t.kind === 'enum') return camel(t.enum)
  if (t.kind === 'json') return 'unknown'
  if (t.kind === 'time') return 'string'
  return t.c === 'str' ? 'string' : 'number'
}

export function typescript(s) {
  const out = ['// SPDX-License-Identifier: Apache-2.0', `// ${GENERATED}`, '']
  for (const [name, values] of Object.entries(s.enums)) {
    out.push(`export const ${name.toUpperCase()} = [${values.map((v) => `'${v}'`).join(', ')}] as const`)
    out.push(`export type ${camel(name)} = (typeof ${name.toUpperCase()})[number]`, '')
  }
  for (const k of s.kinds) {
    out.push(`/** ${k.doc} */`, `export interface ${camel(k.name)} {`, '  /** sequence of the event that changed it last */', '  seq: number')
    for (const f of k.fields) if (!f.flags.has('secret')) out.push(`  /** ${f.doc} */`, `  ${f.name}?: ${tsType(f.type)}`)
    out.push('}', '')
  }
  out.push('/** Kinds of entities and their types. */', 'export interface Entities {', ...s.kinds.map((k) => `  ${k.name}: ${camel(k.name)}`), '}', 'export type Kind = keyof Entities', '')
  out.push('export const KINDS: { [K in Kind]: { topic: string } } = {', ...s.kinds.map((k) => `  ${k.name}: { topic: '${k.topic}' },`), '}', '')
  out.push('/** What each event type does to its subject. */', "export const EVENTS: Record<string, { kind: Kind; mode: 'creates' | 'patch' | 'ends' }> = {",
    ...s.events.map((e) => `  '${e.type}': { kind: '${e.kind.name}', mode: '${e.mode}' },`), '}', '')
  for (const i of s.inputs) {
    if (i.fields.length === 0) continue
    out.push(`/** ${i.doc} */`, `export interface In${camel(i.name)} {`)
    for (const f of i.fields) out.push(`  /** ${f.doc} */`, `  ${f.name}${f.flags.has('required') ? '' : '?'}: ${tsType(f.type)}`)
    out.push('}', '')
  }
  return out.join('\n')
}
export { camel, tsType }
