// SPDX-License-Identifier: Apache-2.0
// How much alarms ask of people: figures from the journal, the same however often they are computed, each with the alarms behind it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity } from './harness.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre()
let op, chief, n = 0
before(async () => {
  await c.start()
  await smallCity(c)
  op = await c.person('desk', 'operator')
  chief = await c.person('chief', 'supervisor')
})
after(() => c.end())

const press = async (device, kind) => ok(await c.call('POST', '/api/v1/alarms', { device, kind, id: `i${n++}` }, c.token('alarm')))
const load = (who, query = '') => who.call('GET', '/api/v1/load' + query)

test('presses become figures, and every figure opens its alarms', async () => {
  const panic = (await press('btn-1', 'panic')).id
  for (let i = 0; i < 12; i++) await press(`zone-${i}`, 'intrusion')
  ok(await op.call('POST', `/api/v1/alarms/${panic}/acknowledge`, {}))
  ok(await op.call('POST', `/api/v1/alarms/${panic}/close`, { disposition: 'false_alarm' }))
  const l = ok(await load(op))
  assert.deepEqual([l.alarms, l.calls, l.answers.n, l.answers.waiting], [13, 13, 1, 12])
  assert.ok(l.flood.periods >= 1 && l.most_10min > 10 || new Date().getUTCMinutes() % 10 === 0)
  assert.ok(l.answers.median_ms < 60000)
  const priorities = l.priorities.map((p) => p.n)
  assert.deepEqual(priorities, [1, 12, 0, 0, 0])
  const behind = ok(await load(op, '?figure=priority:1'))
  assert.deepEqual([behind.alarms, behind.n], [[panic], 1])
  const ledger = ok(await load(chief, '?whole=1')).ledger
  const school = ledger.sites.find((s) => s.site === 'school-1')
  assert.deepEqual([school.alarms, school.false, school.rate, school.dispositions], [1, 1, 1, { false_alarm: 1 }])
  assert.equal((await load(op, '?figure=happiness')).status, 404)
})

test('computed anew from day 0 the answer is the same to the byte', async () => {
  const live = await load(chief, '?whole=1')
  assert.equal(live.status, 200, live.text)
  const { from, to, seq } = live.json
  const anew = await load(chief, `?whole=1&from=${from}&to=${to}&seq=${seq}&anew=1`)
  assert.equal(anew.text, live.text)
  await press('btn-1', 'panic')
  assert.equal((await load(chief, `?whole=1&from=${from}&to=${to}&seq=${seq}`)).text, live.text)
  assert.equal(ok(await load(chief)).alarms, live.json.alarms + 1)
})

test('after a start the figures are the same', async () => {
  const { from, to, seq } = ok(await load(chief))
  const before = (await load(chief, `?from=${from}&to=${to}&seq=${seq}`)).text
  await c.stop()
  await c.start()
  assert.equal((await load(chief, `?from=${from}&to=${to}&seq=${seq}`)).text, before)
})

test('an operator sees the own answers and shifts, who answers for them all of them, a duty desk its area', async () => {
  assert.equal((await load(op, '?whole=1')).status, 403)
  assert.equal((await load(op, `?by=${chief.user}`)).status, 403)
  const mine = ok(await load(op, '?whole=1&by=me'))
  assert.deepEqual([...new Set(mine.shifts.map((s) => s.user))], [op.user])
  assert.equal(mine.answers.n, 1)
  const all = ok(await load(chief, '?whole=1'))
  assert.ok(all.shifts.some((s) => s.user === chief.user) && all.shifts.some((s) => s.user === op.user))
  const north = await c.person('duty-north', 'supervisor', '--area', 'north')
  assert.equal((await load(north, '?area=south')).status, 403)
  assert.equal(ok(await load(north)).area, 'north')
  assert.equal((await c.call('GET', '/api/v1/load', undefined, c.token('alarm'))).status, 403)
  assert.equal((await load(op, `?from=${new Date(Date.now() - 40 * 3600e3).toISOString()}`)).status, 400)
})

test('service levels: each step of an incident, by kind and shift, the same however it is read', async () => {
  const opened = ok(await op.call('POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, lat: 41.31, lon: 69.21 }))
  ok(await c.call('POST', '/api/v1/units/M1/duty', { duty: 'on' }, c.token('operator')))
  const sent = ok(await op.call('POST', `/api/v1/incidents/${opened.id}/assign`, { unit: 'M1', override: 'it is there' }))
  const assignment = sent.assignment ?? sent.id
  for (const state of ['accepted', 'en_route', 'on_scene', 'cleared']) ok(await op.call('POST', `/api/v1/assignments/${assignment}/step`, { state }))
  ok(await op.call('POST', '/api/v1/incidents', { kind: 'noise', priority: 4, lat: 41.31, lon: 69.21 }))
  const live = await chief.call('GET', '/api/v1/levels?each=kind')
  const { all, groups, from, to, seq } = ok(live)
  assert.deepEqual([all.incidents, all.queue.n, all.queue.running, all.turnout.n, all.travel.n, all.scene.n], [2, 1, 1, 1, 1, 1])
  assert.ok(all.queue.p50_ms < 60e3 && all.queue.met)
  assert.deepEqual(groups.map((g) => [g.key, g.incidents, g.travel.n]), [['noise', 1, 0], ['robbery', 1, 1]])
  for (const how of ['', '&anew=1']) assert.equal((await chief.call('GET', `/api/v1/levels?each=kind&from=${from}&to=${to}&seq=${seq}${how}`)).text, live.text)
  assert.deepEqual(ok(await chief.call('GET', '/api/v1/levels?area=south')).all.incidents, 0)
  assert.equal((await chief.call('GET', '/api/v1/levels?each=moon')).json.field, 'each')
  assert.equal((await c.call('GET', '/api/v1/levels', undefined, c.token('alarm'))).status, 403)
})
