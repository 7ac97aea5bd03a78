// SPDX-License-Identifier: Apache-2.0
// Waits long: a unit on scene is asked after a minute, the shortest there is.
// Times of a job from outside, by a centre that is killed meanwhile: not accepted, asked whether all is well, no answer.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }

const c = new Centre({ set: { 'unit.unaccepted_s': '3', 'unit.check_min': 'robbery=1', 'unit.check_answer_s': '2' } })
let op
const tablet = (unit) => c.token('unit', '--device', `tab-${unit}`)
const act = (unit, path, body) => c.call('POST', path, body, tablet(unit))
const entity = async (kind, id) => (await op.call('GET', '/api/v1/picture')).json.entities[kind]?.[id]

before(async () => {
  await c.start()
  await smallCity(c)
  op = await c.person('desk', 'operator')
  for (const unit of ['M1', 'M2']) ok(await act(unit, `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-1), sound: true }))
})
after(() => c.end())

const open = async (kind) => ok(await op.call('POST', '/api/v1/incidents', { kind, priority: 1, lat: 41.312, lon: 69.212 })).id
const send = async (incident, unit) => ok(await op.call('POST', `/api/v1/incidents/${incident}/assign`, { unit })).id
const again = async () => { await c.stop('SIGKILL'); await c.start() }

test('a job that nobody accepted in time is marked, by a centre that began anew meanwhile; never too early', async () => {
  const job = await send(await open('noise'), 'M2')
  ok(await act('M2', `/api/v1/assignments/${job}/receipt`, { receipt: 'delivered', at: at() }))
  await again()
  await until(async () => (await entity('assignment', job)).unaccepted, undefined, 'marked')
  const all = (await op.call('GET', `/api/v1/history/assignment/${job}`, undefined, await c.purpose(op.user))).json.events
  const late = Date.parse(all.find((e) => e.type === 'assignment.unaccepted').recorded) - Date.parse(all[0].recorded) - 3000
  assert.ok(late >= 0, `${late} ms`)
  console.log(`# ${late} ms late`)
})

test('a unit on scene is asked; its tap is an answer, silence an alarm at its incident, over restarts', async () => {
  const incident = await open('robbery')
  const job = await send(incident, 'M1')
  const well = () => act('M1', `/api/v1/assignments/${job}/well`, { at: at() })
  assert.equal((await well()).status, 409)
  ok(await act('M1', `/api/v1/assignments/${job}/step`, { state: 'on_scene', at: at() }))
  const first = await entity('assignment', job)
  assert.equal(Date.parse(first.check_at) - Date.parse(first.on_scene_at), 60000)
  await again()
  assert.equal((await entity('assignment', job)).check_at, first.check_at)
  await until(async () => (await entity('assignment', job)).asked_at, 120000, 'asked')
  const asked = await entity('assignment', job)
  assert.ok(Date.parse(asked.asked_at) >= Date.parse(first.check_at))
  console.log(`# asked ${Date.parse(asked.asked_at) - Date.parse(first.check_at)} ms late`)
  await until(async () => (await entity('assignment', job)).missed === 1, undefined, 'no answer')
  const alarms = Object.values((await op.call('GET', '/api/v1/picture')).json.entities.alarm)
  const mine = alarms.filter((a) => a.unit === 'M1')
  assert.deepEqual(mine.map((a) => [a.kind, a.priority, a.detail, a.incident]), [['welfare', 2, incident, undefined]])
  ok(await well())
  const done = await entity('assignment', job)
  assert.deepEqual([done.asked_at, done.missed, done.answer_until], [undefined, 0, undefined])
  assert.equal(Date.parse(done.check_at) - Date.parse(done.well_at), 60000)
})

test('a word that is no time keeps the centre from starting, and is named', async () => {
  await c.stop()
  c.set['unit.scene_min'] = 'noise=45 riot=5'
  await assert.rejects(() => c.start(), /unit\.scene_min: 'riot=5'/)
})
