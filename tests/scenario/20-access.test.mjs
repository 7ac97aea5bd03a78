// SPDX-License-Identifier: Apache-2.0
// Deny by default: every route of the interface, asked by nobody, by each role, and across areas.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, root, smallCity, until } from './harness.mjs'

const c = new Centre()
const api = JSON.parse(readFileSync(join(root, 'doc/api/openapi.json'), 'utf8'))
const roles = JSON.parse(readFileSync(join(root, 'schema/roles.json'), 'utf8')).roles
const routes = Object.entries(api.paths).flatMap(([path, ops]) => Object.entries(ops).map(([method, op]) => ({
  method: method.toUpperCase(), path: path.replace('{sha256}', 'a'.repeat(64)).replace(/\{kind\}/, path.includes('import') ? 'areas' : 'alarm').replace(/\{\w+\}/g, 'zz1'), permission: op['x-permission'], access: op['x-access'], id: op.operationId })))

before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

test('every route that is not public refuses a stranger', async () => {
  for (const r of routes.filter((x) => x.permission !== 'public')) {
    const a = await c.call(r.method, r.path, r.method === 'GET' ? undefined : '{}')
    assert.equal(a.status, 401, `${r.method} ${r.path}`)
    const wrong = await c.call(r.method, r.path, r.method === 'GET' ? undefined : '{}', 'mkz_' + 'A'.repeat(43))
    assert.equal(wrong.status, 401, `${r.method} ${r.path} with a wrong token`)
  }
})

// Of a site's plan and keyholders the work of those who may see them is purpose enough: 22-look tries that they are written down.
const AT_WORK = ['registry.plan_get', 'registry.keyholders', 'registry.procedure_view']

test('every role is refused each route it has no permission for, and no other', async () => {
  for (const role of Object.keys(roles)) {
    const token = c.token(role, ...(role === 'unit' ? ['--device', 'tab-M1'] : []))
    for (const r of routes) {
      if (['public', 'signed_in'].includes(r.permission) || r.id === 'core.stream' || r.id === 'core.verify' || r.id === 'core.backup') continue
      const a = await c.call(r.method, r.path, r.method === 'GET' ? undefined : '{', token)
      const allowed = roles[role].includes(r.permission)
      if (allowed && r.access === 'look_up' && !AT_WORK.includes(r.id)) assert.equal(a.json?.field, r.id === 'look.usage' ? 'X-Road-UserId' : 'purpose', `${role} ${r.method} ${r.path}: ${a.text}`)
      else if (allowed) assert.notEqual(a.status, 403, `${role} ${r.method} ${r.path}: ${a.text}`)
      else assert.ok(a.status === 403 && a.json.field === undefined, `${role} ${r.method} ${r.path}: ${a.text}`)
    }
  }
})

test('nothing secret is in any picture or stream', async () => {
  const admin = c.token('admin')
  const s = c.stream({ authorization: `Bearer ${admin}` })
  await until(() => s.messages.length > 0, undefined, 'hello')
  const op = await c.person('secretive', 'operator')
  await until(() => ['user.added', 'session.opened'].every((t) => s.events.some((e) => e.type === t)), undefined, 'both events')
  s.close()
  const pictures = await Promise.all(['admin', 'supervisor'].map(async (role) => (await c.call('GET', '/api/v1/picture', undefined, c.token(role))).text))
  const all = pictures.join() + JSON.stringify(s.events)
  assert.doesNotMatch(all, /argon2|pwhash|token_hash/)
  assert.ok(!all.includes(op.cookie.split('=')[1]))
  assert.doesNotMatch(c.log, /mkz_[\w-]{43}|a long password/)
})

test('a desk limited to an area sees and does only its own', async () => {
  const alarm = c.token('alarm')
  const duty = await c.person('duty-south', 'operator', '--area', 'south')
  const centre = await c.person('centre', 'operator')
  const north = (await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: 'n1' }, alarm)).json.id
  assert.ok((await centre.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm[north])
  assert.equal((await duty.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm, undefined)
  assert.equal((await duty.call('POST', `/api/v1/alarms/${north}/acknowledge`, {})).status, 403)
  const purpose = await c.purpose(duty.user)
  assert.equal((await duty.call('GET', `/api/v1/entity/alarm/${north}`)).status, 403)
  assert.equal((await duty.call('GET', `/api/v1/entity/alarm/${north}`, undefined, purpose)).status, 404)
  assert.deepEqual((await duty.call('GET', `/api/v1/history/alarm/${north}`, undefined, purpose)).json.events, [])
  assert.deepEqual((await duty.call('GET', '/api/v1/search/alarm', undefined, purpose)).json.items, [])
  assert.equal((await centre.call('POST', `/api/v1/alarms/${north}/acknowledge`, {})).status, 200)
})

test('a token speaks only for its devices, a revoked one for nobody', async () => {
  const t = c.token('alarm', '--device', 'btn-1')
  const press = (device) => c.call('POST', '/api/v1/alarms', { device, kind: 'test', at: new Date().toISOString(), id: `${Math.random()}` }, t)
  assert.equal((await press('btn-1')).status, 200)
  assert.equal((await press('btn-2')).status, 403)
  const line = c.ctl(['token', 'list']).out.split('\n').find((l) => l.includes('--device'))
  assert.equal(c.ctl(['token', 'revoke', line.split(/\s+/)[0]]).code, 0)
  assert.equal((await press('btn-1')).status, 401)
})

test('wrong passwords lock a name out, and disabling ends sessions', async () => {
  const p = await c.person('locked', 'operator')
  assert.equal((await p.call('GET', '/api/v1/session')).status, 200)
  assert.equal((await fetch(`${c.url}/api/v1/session`, { method: 'DELETE', headers: { cookie: p.cookie } })).status, 403) // no CSRF
  c.ctl(['user', 'disable', 'locked'])
  assert.equal((await p.call('GET', '/api/v1/session')).status, 401)
  c.ctl(['user', 'enable', 'locked'])
  let status = 0
  for (let i = 0; i < 8; i++) status = (await c.call('POST', '/api/v1/session', { name: 'locked', password: 'wrong wrong wrong' })).status
  assert.equal(status, 429)
  assert.equal((await c.call('POST', '/api/v1/session', { name: 'locked', password: 'a long password' })).status, 429)
})

test('security headers stand on pages and answers', async () => {
  for (const path of ['/', '/api/v1/picture', '/healthz', '/nothing']) {
    const r = await fetch(c.url + path)
    assert.match(r.headers.get('content-security-policy') ?? '', /default-src 'self'/, path)
    assert.equal(r.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(r.headers.get('referrer-policy'), 'no-referrer')
  }
})
