// SPDX-License-Identifier: Apache-2.0
// schema -> C structs, setters and tables of src/event.
import { upper, cText, GENERATED } from './schema.mjs'

const cType = (f) => (f.type.c === 'str' ? 'struct str' : 'int64_t')
const allRecords = (s) => [...s.kinds.map((k) => ({ ...k, entity: true })), ...s.inputs.map((i) => ({ ...i, name: `in_${i.name}`, entity: false }))]

function structOf(r) {
  const personal = r.fields.filter((f) => f.flags.has('personal')).length
  const lines = [`/* ${r.doc} */`, `struct ${r.name} {`, '    uint64_t has; /* bit of each field that is set */']
  if (r.entity) lines.push(`    uint64_t personal_seq[${Math.max(personal, 1)}]; /* sequence each personal value came from */`)
  for (const f of r.fields) lines.push(`    ${cType(f)} ${f.name}; /* ${f.doc} */`)
  lines.push('};', '')
  if (r.fields.length > 0) {
    lines.push('enum {')
    for (const f of r.fields) lines.push(`    F_${upper(r.name)}_${upper(f.name)} = ${f.bit},`)
    lines.push('};', '')
  }
  for (const f of r.fields)
    lines.push(`static inline void ${r.name}_set_${f.name}(struct ${r.name} *r, ${cType(f)} v) { r->${f.name} = v; r->has |= UINT64_C(1) << ${f.bit}; }`)
  lines.push('')
  return lines.join('\n')
}

export function recordsHeader(s) {
  const out = ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#ifndef EVENT_RECORDS_GEN_H', '#define EVENT_RECORDS_GEN_H', '', '#include "base/str.h"', '', '/* clang-format off */', '']
  for (const [name, values] of Object.entries(s.enums))
    out.push(`enum ${name} {`, ...values.map((v, i) => `    ${upper(name)}_${upper(v)} = ${i},`), `    ${upper(name)}_COUNT = ${values.length}`, '};', '')
  out.push('enum kind {', ...s.kinds.map((k, i) => `    KIND_${upper(k.name)} = ${i}, /* ${k.doc} */`), `    KIND_COUNT = ${s.kinds.length}`, '};', '')
  out.push('enum event_type {', ...s.events.map((e, i) => `    EV_${upper(e.type)} = ${i}, /* ${e.doc} */`), `    EV_COUNT = ${s.events.length}`, '};', '')
  out.push('enum input {', ...s.inputs.map((e, i) => `    IN_${upper(e.name)} = ${i},`), `    IN_COUNT = ${s.inputs.length}`, '};', '')
  const topics = [...new Set(s.kinds.map((k) => k.topic))]
  out.push('enum topic {', ...topics.map((t, i) => `    TOPIC_${upper(t)} = ${i},`), `    TOPIC_COUNT = ${topics.length}`, '};', '')
  const perms = Object.keys(s.permissions)
  out.push('enum permission {', ...perms.map((p, i) => `    PERM_${upper(p)} = ${i}, /* ${s.permissions[p]} */`), `    PERM_COUNT = ${perms.length},`, '    PERM_PUBLIC = 100,    /* no sign-in needed */', '    PERM_SIGNED_IN = 101, /* any valid sign-in */', '};', '')
  for (const r of allRecords(s)) out.push(structOf(r))
  out.push('/* clang-format on */', '', '#endif', '')
  return out.join('\n')
}

function fieldRow(r, f, personalIndex) {
  const flags = ['required', 'personal', 'secret', 'index', 'soft'].filter((x) => f.flags.has(x)).map((x) => `FIELD_${upper(x)}`)
  const t = f.type
  return `    {${cText(f.name)}, STR_INIT(${cText(`,"${f.name}":`)}), ${cText(f.doc)}, FIELD_${upper(t.kind)}, ${t.digits ?? 0}, ${f.bit}, ${personalIndex}, ${flags.join(' | ') || '0'}, ${f.name.length}, offsetof(struct ${r.name}, ${f.name}), ${t.c === 'int' ? `INT64_C(${t.min})` : 0}, INT64_C(${t.max}), ${t.enum ? `&enum_${t.enum}` : 'NULL'}},`
}

export function recordsSource(s) {
  const out = ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#include "event/record.h"', '', '/* clang-format off */', '']
  for (const [name, values] of Object.entries(s.enums)) {
    out.push(`static const struct str names_${name}[] = {${values.map((v) => `STR_INIT(${cText(v)})`).join(', ')}};`)
    out.push(`const struct enum_table enum_${name} = {${cText(name)}, names_${name}, ${values.length}};`, '')
  }
  for (const r of allRecords(s)) {
    let p = 0
    const byName = [...r.fields].sort((a, b) => (a.name < b.name ? -1 : 1))
    const pers = new Map(r.fields.filter((f) => f.flags.has('personal')).map((f) => [f.name, p++]))
    if (byName.length > 0) {
      out.push(`static const struct field fields_${r.name}[] = {`)
      for (const f of byName) out.push(fieldRow(r, f, pers.get(f.name) ?? -1))
      out.push('};', '')
    }
    const mask = (test) => r.fields.filter(test).reduce((m, f) => m | (1n << BigInt(f.bit)), 0n)
    const hex = (m) => `UINT64_C(0x${m.toString(16)})`
    out.push(`static const struct record record_${r.name} = {`,
      `    ${cText(r.name.replace(/^in_/, ''))}, ${cText(r.doc)}, sizeof(struct ${r.name}), ${byName.length}, ${r.entity ? 'true' : 'false'}, ${r.entity ? `offsetof(struct ${r.name}, personal_seq)` : 0},`,
      `    ${hex(mask((f) => f.flags.has('required')))}, ${hex(mask((f) => f.flags.has('personal')))}, ${byName.length ? `fields_${r.name}` : 'NULL'},`, '};', '')
  }
  const topics = [...new Set(s.kinds.map((k) => k.topic))]
  out.push('const struct kind_info kind_table[KIND_COUNT] = {')
  for (const k of s.kinds) {
    const bit = (n) => k.fields.find((f) => f.name === n)?.bit ?? -1
    const off = (n) => (k.fields.find((f) => f.name === n) ? `offsetof(struct ${k.name}, ${n})` : '0')
    const bits = (names) => names.reduce((m, n) => m | (1n << BigInt(k.fields.find((f) => f.name === n).bit)), 0n)
    const stray = k.find.find((n) => !k.keep.includes(n))
    if (stray) throw new Error(`${k.name}: '${stray}' is found by an index but not kept`)
    out.push(`    {STR_INIT(${cText(k.name)}), '${k.letter}', TOPIC_${upper(k.topic)}, PERM_${upper(k.read)}, PERM_${upper(k.live)}, &record_${k.name}, ${bit('wake_at')}, ${off('wake_at')}, ${bit('area')}, ${off('area')}, ${bit('unit')}, ${off('unit')}, UINT64_C(0x${bits(k.keep).toString(16)}), UINT64_C(0x${bits(k.find).toString(16)}), UINT64_C(0x${bits(k.facts).toString(16)}), ${cText(k.desk)}},`)
  }
  out.push('};', '')
  out.push('const struct event_info event_table[EV_COUNT] = {')
  for (const e of s.events) {
    const mask = e.fields.reduce((m, f) => m | (1n << BigInt(f.bit)), 0n)
    out.push(`    {STR_INIT(${cText(e.type)}), KIND_${upper(e.kind.name)}, EVENT_${upper(e.mode)}, UINT64_C(0x${mask.toString(16)}), ${cText(e.doc)}},`)
  }
  out.push('};', '')
  out.push(`const struct record *const input_table[IN_COUNT] = {`, ...s.inputs.map((i) => `    &record_in_${i.name},`), '};', '')
  out.push(`const struct str topic_names[TOPIC_COUNT] = {${topics.map((t) => `STR_INIT(${cText(t)})`).join(', ')}};`)
  out.push(`const struct str permission_names[PERM_COUNT] = {${Object.keys(s.permissions).map((t) => `STR_INIT(${cText(t)})`).join(', ')}};`, '')
  const perms = Object.keys(s.permissions)
  out.push('const uint64_t role_permissions[ROLE_COUNT] = {')
  for (const role of s.enums.role) out.push(`    UINT64_C(0x${s.roles[role].reduce((m, p) => m | (1n << BigInt(perms.indexOf(p))), 0n).toString(16)}), /* ${role} */`)
  out.push('};', '/* clang-format on */', '')
  return out.join('\n')
}
