// SPDX-License-Identifier: Apache-2.0
// schema -> OpenAPI 3.1 and AsyncAPI 3.0.
function jsonSchema(t, doc, enums) {
  const scale = 10 ** (t.digits ?? 0)
  const base = { description: doc }
  switch (t.kind) {
    case 'bool': return { ...base, type: 'boolean' }
    case 'time': return { ...base, type: 'string', format: 'date-time' }
    case 'ids': return { ...base, type: 'array', items: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,64}$' } }
    case 'enum': return { ...base, type: 'string', enum: enums[t.enum] }
    case 'id': return { ...base, type: 'string', pattern: '^[A-Za-z0-9._:-]{0,64}$' }
    case 'sha256': return { ...base, type: 'string', pattern: '^[0-9a-f]{64}$' }
    case 'json': return base
    case 'int': return { ...base, type: 'integer', minimum: t.min, maximum: t.max }
    default: return t.c === 'str' ? { ...base, type: 'string', maxLength: t.max } : { ...base, type: 'number', minimum: t.min / scale, maximum: t.max / scale }
  }
}

function objectOf(fields, enums, skipSecret) {
  const shown = fields.filter((f) => !(skipSecret && f.flags.has('secret')))
  const required = fields.filter((f) => f.flags.has('required')).map((f) => f.name)
  return { type: 'object', properties: Object.fromEntries(shown.map((f) => [f.name, jsonSchema(f.type, f.doc, enums)])), ...(required.length ? { required } : {}), additionalProperties: false }
}

export function schemas(s) {
  const out = {}
  for (const k of s.kinds) out[k.name] = { description: k.doc, ...objectOf(k.fields, s.enums, true) }
  for (const i of s.inputs) out[`in_${i.name}`] = { description: i.doc, ...objectOf(i.fields, s.enums, false) }
  out.problem = { description: 'RFC 9457 problem', type: 'object', properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, field: { type: 'string' } } }
  return out
}

/** A body that is not one JSON object: {"lines": INPUT} is NDJSON, one such object a line; {"types": [...]} are bytes of these media types. */
function bodyOf(body) {
  if (body.types) return Object.fromEntries(body.types.map((type) => [type, {}]))
  return { 'application/x-ndjson': { schema: { type: 'string', description: 'One JSON object a line, each as x-line.', 'x-line': { $ref: `#/components/schemas/in_${body.lines}` } } } }
}

export function openapi(s) {
  const paths = {}
  for (const r of s.routes) {
    const parameters = [...r.path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map((m) => ({ name: m[1], in: 'path', required: true, schema: { type: 'string' } }))
    const op = { operationId: r.command, summary: r.doc, tags: [r.desk], 'x-permission': r.permission, 'x-access': r.access, responses: { 200: { description: 'Done; durable where it changes something.' }, default: { description: 'Refused.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } } } } }
    if (r.fourEyes !== 'never') {
      parameters.push({ name: 'reason', in: 'query', required: false, description: 'Why it is asked; needed when a second person must approve it.', schema: { type: 'string', maxLength: 240 } })
      op.responses[202] = { description: r.fourEyes === 'always' ? 'Kept until another person approves it.' : 'Kept until another person approves it, where two must agree.' }
      op['x-four-eyes'] = r.fourEyes
    }
    if (r.access === 'look_up') parameters.push({ name: 'Markaz-Purpose', in: 'header', required: false, description: 'Code and incident or case; not needed for an item of the own duty. See doc/api.md.', schema: { type: 'string', maxLength: 1000 } })
    if (parameters.length) op.parameters = parameters
    if (r.permission !== 'public') op.security = [{ session: [] }, { token: [] }]
    if (r.input) op.requestBody = { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/in_${r.input}` } } } }
    if (r.body) op.requestBody = { required: true, content: bodyOf(r.body) }
    ;(paths[r.path.replace('...}', '}')] ??= {})[r.method.toLowerCase()] = op
  }
  return { openapi: '3.1.0', info: { title: 'Markaz', version: '0.1.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } }, paths,
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'markaz' }, token: { type: 'http', scheme: 'bearer' } }, schemas: schemas(s) } }
}

export function asyncapi(s) {
  const messages = Object.fromEntries(s.events.map((e) => [e.type, { name: e.type, summary: e.doc, contentType: 'application/cloudevents+json',
    payload: { type: 'object', properties: { subject: { type: 'string', pattern: `^${e.kind.name}/` }, data: objectOf(e.fields, s.enums, true) } } }]))
  return { asyncapi: '3.0.0', info: { title: 'Markaz event stream', version: '0.1.0' },
    channels: { stream: { address: '/api/v1/stream', description: 'Server-Sent Events; see doc/api.md.', messages } },
    operations: { receive: { action: 'receive', channel: { $ref: '#/channels/stream' } } } }
}
