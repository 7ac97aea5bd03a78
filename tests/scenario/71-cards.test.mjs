// SPDX-License-Identifier: Apache-2.0
// Run cards by the interface: who is asked for, who is sent by them, and all of it as it was after a kill.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity } from './harness.mjs'

const c = new Centre({ set: { 'unit.silent_s': '86400', 'unit.override_reason': 'true' } })
before(() => c.start())
after(() => c.end())

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const desk = () => c.token('operator')
const at = (s) => new Date(Date.now() + s * 1000).toISOString()
const post = (path, body, who = desk()) => c.call('POST', path, body, who)
const onDuty = async (unit, lat) => {
  ok(await post(`/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-5) }))
  assert.deepEqual(ok(await post('/api/v1/positions', JSON.stringify({ device: `tab-${unit}`, at: at(0), lat, lon: 69.24 }), c.token('tracker'))).accepted, 1)
}
const recommend = async () => ok(await c.call('GET', `/api/v1/incidents/${incident}/recommend`, undefined, desk()))
const entity = async (kind, id) => (await c.call('GET', '/api/v1/picture', undefined, desk())).json.entities[kind]?.[id]
let incident

test('a card that cannot be read is refused with its line, and changes nothing', async () => {
  await smallCity(c)
  for (const [needs, says] of [['', 'needs'], ['1 1 tank', 'line 1'], ['1 1 any\n7 1 any', 'line 2'], ['1 17 any', 'line 1']]) {
    const r = await c.call('PUT', '/api/v1/cards/theft', { kind: 'theft', needs }, c.token('supervisor'))
    assert.equal(r.status, 400, r.text)
    assert.equal(r.json.field, 'needs')
    assert.ok(r.text.includes(says), r.text)
  }
  assert.equal(await entity('run_card', 'theft'), undefined)
  assert.equal((await c.call('PUT', '/api/v1/cards/theft', { kind: 'theft', needs: '1 1 any' }, desk())).status, 403)
})

test('what is needed is filled with who is there first altogether, and what is short says why', async () => {
  ok(await c.call('PUT', '/api/v1/cards/theft', { kind: 'theft', priority: 3, needs: '1 2 any\n2 1 traffic' }, c.token('supervisor')))
  await onDuty('M1', 41.3)
  await onDuty('M2', 41.32)
  incident = ok(await post('/api/v1/incidents', { kind: 'theft', priority: 3, lat: 41.31, lon: 69.24 })).id
  const { card } = await recommend()
  assert.deepEqual([card.id, card.level, card.levels], ['theft', 1, 2])
  assert.deepEqual(card.needs[0].units.map((u) => u.unit).sort(), ['M1', 'M2'])
  assert.deepEqual([card.needs[0].short, card.needs[1].active, card.needs[1].short], [0, false, 0])
  ok(await post(`/api/v1/incidents/${incident}/level`, { level: 2, reason: 'a lorry across the street' }))
  const [, more] = (await recommend()).card.needs
  assert.deepEqual([more.active, more.units, more.short], [true, [], 1])
  assert.ok(Object.values(more.lacking).reduce((a, b) => a + b, 0) >= 2, JSON.stringify(more))
  const other = ok(await post('/api/v1/incidents', { kind: 'theft', priority: 4, lat: 41.31, lon: 69.24 })).id
  assert.equal(ok(await c.call('GET', `/api/v1/incidents/${other}/recommend`, undefined, desk())).card, undefined, 'less urgent than the card is for')
})

test('both that it asks for are sent without a word why, in either order', async () => {
  for (const unit of ['M2', 'M1']) ok(await post(`/api/v1/incidents/${incident}/assign`, { unit }))
  const { card } = await recommend()
  assert.deepEqual(card.needs[0].units.map((u) => [u.unit, u.at_work]).sort(), [['M1', true], ['M2', true]])
})

test('after a kill all of it is as it was', async () => {
  const before = await recommend()
  await c.stop('SIGKILL')
  await c.start()
  assert.deepEqual((await recommend()).card, before.card)
  assert.deepEqual([(await entity('incident', incident)).alarm_level, (await entity('run_card', 'theft')).needs], [2, '1 2 any\n2 1 traffic'])
  for (const job of Object.values((await c.call('GET', '/api/v1/picture', undefined, desk())).json.entities.assignment)) assert.deepEqual([job.card, job.reason, job.overridden ?? false], ['theft', 'run_card', false])
  assert.equal(c.ctl(['verify']).code, 0)
})
