// SPDX-License-Identifier: Apache-2.0
// What goes on now is for who is on duty: of every kind of alarms, dispatch and road, and of where units are, an administrator's
// and an auditor's picture and stream hold nothing; whoever else needs one of them looks it up with a purpose.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const schema = join(import.meta.dirname, '../../schema')
const read = (name) => JSON.parse(readFileSync(join(schema, name), 'utf8'))
const kinds = readdirSync(schema).filter((n) => /^\d\d-.*\.json$/.test(n)).flatMap((n) => Object.entries(read(n).entities ?? {}))
const { roles } = read('roles.json')
// A drill is a site's plan, a warning is told to everybody.
const OPEN = ['drill', 'warning']
const living = kinds.filter(([name, k]) => ['alarm', 'dispatch', 'road'].includes(k.topic) && !OPEN.includes(name)).map(([name]) => name)
const IDLE = ['admin', 'auditor']

const c = new Centre()
after(() => c.end())
const at = (s = 0) => new Date(Date.now() + s * 1000).toISOString()
const ok = (r) => { assert.ok(r.status < 300, r.text); return r.json }
const post = (path, body, role, ...more) => c.call('POST', path, body, c.token(role, ...more)).then(ok)
const open = (role) => c.stream({ authorization: `Bearer ${c.token(role)}` })
const picture = async (role) => ok(await c.call('GET', '/api/v1/picture', undefined, c.token(role)))
const streams = {}
let from

/** One of each kind. */
async function happen() {
  const wanted = { region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 4', reason: 'stolen', expires_at: at(86400), lookalikes: true }
  // M1 is sent to the alarm, so that M2 is told of the cars.
  for (const unit of ['M1', 'M2']) {
    await post(`/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-5) }, 'operator')
    await post('/api/v1/positions', JSON.stringify({ device: `tab-${unit}`, at: at(), lat: 41.325, lon: 69.22 }), 'tracker')
  }
  const alarm = (await post('/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: at(), id: 'press' }, 'alarm')).id
  await post('/api/v1/devices/btn-1/shelve', { until: at(600), why: 'rings all day' }, 'operator')
  const incident = (await post('/api/v1/incidents', { kind: 'alarm', priority: 1, alarm }, 'operator')).id
  await post(`/api/v1/incidents/${incident}/assign`, { unit: 'M1' }, 'operator')
  await post(`/api/v1/incidents/${incident}/note`, { text: 'seen from the school' }, 'operator')
  await post('/api/v1/closures', { lat: 41.32, lon: 69.22, radius_m: 100, reason: 'a burst pipe', until: at(600) }, 'operator')
  await post('/api/v1/units/M1/message', { text: 'the gate is open' }, 'operator')
  ok(await c.call('PUT', '/api/v1/hotlists/police', JSON.stringify({ plate: '01C900AA', ...wanted }), c.token('supervisor')))
  ok(await c.twice('POST', '/api/v1/entries', { plate: '01A888BC', ...wanted, lookalikes: undefined }, c.token('supervisor')))
  const reads = [{ plate: '01A888BC', image: 'b'.repeat(64) }, { plate: '00C900AA', confidence: 0.5 }, { plate: '10R100RR', speed_kmh: 130 }]
  await post('/api/v1/reads', reads.map((one) => JSON.stringify({ camera: 'cam-1', region: 'uz', at: at(), confidence: 0.97, heading: 0, ...one })).join('\n'), 'camera')
}

before(async () => {
  await c.start()
  await smallCity(c)
  ok(await c.call('PUT', '/api/v1/devices/cam-yard', { kind: 'camera', name: 'Yard', site: 'school-1' }, c.token('admin')))
  from = (await picture('operator')).stream_id
  for (const role of ['operator', ...IDLE]) streams[role] = open(role)
  await until(() => Object.values(streams).every((s) => s.messages.length > 0))
  for (const [role, s] of Object.entries(streams)) {
    const set = await c.call('POST', `/api/v1/stream/${s.messages[0].data.stream}/window`, { west: 69, south: 41, east: 70, north: 42, zoom: 12 }, c.token(role))
    assert.equal(set.status, 200)
  }
  await happen()
})

test('each kind of what goes on says so in the schema, and the roles on duty alone may see it', () => {
  assert.ok(living.length >= 13, living.join())
  for (const [name, k] of kinds) assert.equal(k.live, living.includes(name) ? 'live.read' : undefined, name)
  assert.deepEqual(Object.keys(roles).filter((role) => roles[role].includes('live.read')), ['operator', 'supervisor', 'unit'])
})

test('the picture of who is not on duty holds none of it', async () => {
  const known = await until(async () => { const p = await picture('operator'); return living.every((k) => p.entities[k]) && p.live.units.length > 1 && p }, undefined, 'one of each kind')
  assert.deepEqual(known.live.units.map((u) => u[0]).sort(), ['M1', 'M2'])
  for (const role of IDLE) {
    const p = await picture(role)
    assert.deepEqual(Object.keys(p.entities).filter((k) => living.includes(k)), [], role)
    assert.deepEqual(p.live.units, [], role)
    for (const kind of ['area', 'site', 'device', 'unit', 'token']) assert.ok(p.entities[kind], `${role} still sees ${kind}`)
    for (const topic of ['alarm', 'dispatch', 'road'])
      assert.deepEqual(ok(await c.call('GET', `/api/v1/picture?topics=${topic}`, undefined, c.token(role))).entities, {}, `${role} ${topic}`)
  }
})

test('nor does the stream, as it happens or when it catches up', async () => {
  // The last thing all of them hear.
  ok(await c.call('PUT', '/api/v1/sites/last', { name: 'Last', kind: 'shop', lat: 41.31, lon: 69.21 }, c.token('admin')))
  const late = Object.fromEntries(['operator', ...IDLE].map((role) => [role, c.stream({ authorization: `Bearer ${c.token(role)}`, 'last-event-id': from })]))
  const heard = (s) => s.events.some((e) => e.subject === 'site/last')
  for (const some of [streams, late]) {
    await until(() => Object.values(some).every(heard), undefined, 'the last event')
    const of = (role) => [...new Set(some[role].events.map((e) => e.subject.split('/')[0]))]
    assert.deepEqual(living.filter((kind) => !of('operator').includes(kind)), [], 'who is on duty hears of each')
    for (const role of IDLE) {
      assert.deepEqual(of(role).filter((kind) => living.includes(kind)), [], role)
      assert.deepEqual(some[role].messages.filter((m) => m.event === 'positions' || m.event === 'clusters'), [], role)
    }
  }
  await until(() => streams.operator.messages.some((m) => m.event === 'positions'), undefined, 'where units are')
  for (const s of [...Object.values(streams), ...Object.values(late)]) s.close()
})

test('with a purpose an auditor looks one up, and that is written; without one nobody does', async () => {
  const [id] = Object.keys((await picture('operator')).entities.alarm)
  const token = c.token('auditor')
  assert.equal((await c.call('GET', `/api/v1/history/alarm/${id}`, undefined, token)).json.field, 'purpose')
  assert.ok(ok(await c.look(`/api/v1/history/alarm/${id}`, token, `alarm:${id}`)).events.length > 0)
})
