// SPDX-License-Identifier: Apache-2.0
// Reads schema/*.json into one checked model; every generator works on that model alone.
import { join } from 'node:path'

const BASE_TYPES = {
  bool: { c: 'int', min: 0, max: 1 },
  time: { c: 'int', min: 0, max: 7258118400000000 },
  lat: { c: 'int', min: -900000000, max: 900000000, digits: 7 },
  lon: { c: 'int', min: -1800000000, max: 1800000000, digits: 7 },
  speed: { c: 'int', min: 0, max: 5000, digits: 1 },
  heading: { c: 'int', min: 0, max: 3599, digits: 1 },
  permille: { c: 'int', min: 0, max: 1000, digits: 3 },
  id: { c: 'str', max: 64 },
  plate: { c: 'str', max: 16 },
  sha256: { c: 'str', max: 64 },
}
const FLAGS = new Set(['required', 'personal', 'secret', 'index', 'soft'])

function fail(where, what) {
  throw new Error(`schema: ${where}: ${what}`)
}

function parseType(where, text, enums) {
  const [name, a, b] = text.split(':')
  if (BASE_TYPES[name]) return { kind: name, ...BASE_TYPES[name] }
  if (name === 'text') return { kind: 'text', c: 'str', max: Number(a) }
  if (name === 'json') return { kind: 'json', c: 'str', max: Number(a) }
  if (name === 'ids') return { kind: 'ids', c: 'str', max: Number(a) * 65 }
  if (name === 'int') return { kind: 'int', c: 'int', min: Number(a), max: Number(b), digits: 0 }
  if (name === 'enum') {
    if (!enums[a]) fail(where, `no enum '${a}'`)
    return { kind: 'enum', c: 'int', enum: a, min: 0, max: enums[a].length - 1 }
  }
  return fail(where, `unknown type '${text}'`)
}

function parseFields(where, fields, enums) {
  const list = Object.entries(fields).map(([name, [type, doc, ...flags]]) => {
    for (const f of flags) if (!FLAGS.has(f)) fail(`${where}.${name}`, `unknown flag '${f}'`)
    if (!doc) fail(`${where}.${name}`, 'no description')
    return { name, type: parseType(`${where}.${name}`, type, enums), doc, flags: new Set(flags) }
  })
  if (list.length > 63) fail(where, 'more than 63 fields')
  list.forEach((f, i) => { f.bit = i })
  return list
}

/** The model: { enums, kinds[], events[], inputs[], routes[], permissions, roles, settings }. */
export function loadSchema(dir, read, list) {
  const json = (name) => JSON.parse(read(join(dir, name), 'utf8'))
  const parts = list(dir).filter((n) => /^\d\d-.*\.json$/.test(n)).sort().map(json)
  const enums = Object.assign({}, ...parts.map((p) => ({ ...p.enums, ...p.more_enums })))
  const kinds = [], events = [], inputs = [], routes = []
  for (const part of parts) {
    for (const [name, e] of Object.entries(part.entities ?? {}))
      kinds.push({ name, desk: part.desk, live: 'public', ...e, fields: parseFields(name, e.fields, enums), keep: e.keep ?? [], find: e.find ?? [], facts: e.facts ?? [] })
    for (const [name, e] of Object.entries({ ...part.inputs, ...part.more_inputs }))
      inputs.push({ name, desk: part.desk, doc: e.doc, fields: parseFields(name, e.fields, enums) })
  }
  for (const part of parts) {
    for (const [type, [kindName, sets, doc, mode]] of Object.entries(part.events ?? {})) {
      const kind = kinds.find((k) => k.name === kindName) ?? fail(type, `no entity '${kindName}'`)
      if (!/^[a-z.]{1,48}$/.test(type)) fail(type, 'type must match [a-z.]{1,48}')
      const fields = sets.map((n) => kind.fields.find((f) => f.name === n) ?? fail(type, `entity has no field '${n}'`))
      events.push({ type, kind, fields, doc, mode: mode ?? 'patch', desk: part.desk })
    }
    for (const [method, path, command, permission, doc, input, body] of part.routes ?? []) {
      if (input && !inputs.find((i) => i.name === input)) fail(path, `no input '${input}'`)
      const { four_eyes: fourEyes = 'never', access = permission === 'public' ? 'public' : method === 'GET' ? null : 'duty', ...form } = body ?? {}
      if (!['never', 'always', 'when'].includes(fourEyes)) fail(path, `four_eyes is always or when, not '${fourEyes}'`)
      if (fourEyes !== 'never' && (method === 'GET' || form.lines || form.types)) fail(path, 'only a command with a JSON body or none can wait for a second person')
      if (!enums.access.includes(access)) fail(path, `say whether it is duty or a look-up: {"access": "duty"} or {"access": "look_up"}, not '${access}'`)
      if ((access === 'public') !== (permission === 'public')) fail(path, 'a route is public by its permission, and by that alone')
      routes.push({ method, path, command, permission, doc, input: input ?? null, body: Object.keys(form).length ? form : null, fourEyes, access, desk: part.desk })
    }
  }
  const { permissions, roles } = json('roles.json')
  const known = new Set([...Object.keys(permissions), 'public', 'signed_in'])
  for (const r of routes) if (r.body?.lines && !inputs.some((i) => i.name === r.body.lines)) fail(r.path, `no input '${r.body.lines}'`)
  for (const r of routes) if (!known.has(r.permission)) fail(r.path, `no permission '${r.permission}'`)
  for (const r of routes.filter((r) => r.fourEyes !== 'never')) {
    if (!permissions[r.permission]) fail(r.path, 'what two persons must agree on needs a permission of its own')
    for (const [role, list2] of Object.entries(roles)) if (list2.includes(r.permission) && !list2.includes('approve.read')) fail(role, `'${r.command}' waits for a second person, so the role needs 'approve.read'`)
  }
  for (const k of kinds) for (const p of [k.read, k.live]) if (!known.has(p)) fail(k.name, `no permission '${p}'`)
  for (const [role, list2] of Object.entries(roles)) for (const p of list2) if (!known.has(p)) fail(role, `no permission '${p}'`)
  if (Object.keys(permissions).length > 64) fail('roles.json', 'more than 64 permissions')
  return { enums, kinds, events, inputs, routes, permissions, roles, settings: json('settings.json') }
}

export const upper = (s) => s.replace(/[.-]/g, '_').toUpperCase()
export const lower = (s) => s.replace(/[.-]/g, '_')
export const cText = (s) => JSON.stringify(s)
export const GENERATED = 'Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen.'
