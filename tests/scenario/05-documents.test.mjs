// SPDX-License-Identifier: Apache-2.0
// What the documents tell a reader to type works (document.mjs says how it is run); doc/mqtt.md is run by 54-mqtt.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { answers, blocks, runDocument } from './document.mjs'
import { EXERCISE, signedExercise } from './exercise.mjs'
import { Centre, until } from './harness.mjs'

const c = new Centre({ set: { 'dc09.listen': '127.0.0.1:0', 'cot.plain_listen': '127.0.0.1:0' } })
after(() => c.end())

const run = (name, least) => runDocument(c, name, least)

const entities = async () => (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.entities

test('README.md: a first alarm', { timeout: 600000 }, async () => {
  await c.start()
  const [first, second] = await run('README.md', 2)
  assert.equal(answers(first)[0].count, 1)
  const [again, more, status, verify] = answers(second)
  assert.deepEqual(again, answers(first)[0])
  assert.equal(more.count, 2)
  assert.ok(status.seq > 0)
  assert.equal(verify.ok, true)
  const { alarm, device } = await entities()
  assert.equal(alarm[more.id].unknown_device, true)
  assert.equal(device['btn-first'].state, 'unknown')
})

test('doc/metrics.md: where the figures are', { timeout: 600000 }, async () => {
  const [figures] = await run('doc/metrics.md', 1)
  assert.match(figures, /^markaz_journal_seq \d+$/m)
})

test('doc/devices.md: every door', { timeout: 600000 }, async () => {
  const parts = await run('doc/devices.md', 7)
  const [, alarm, heartbeat, position, list, read, photo] = parts.map(answers)
  assert.equal(alarm[0].state, 'active')
  assert.equal(heartbeat[0].accepted, 1)
  assert.equal(position[1].accepted, 1)
  assert.equal(list[0].entries, 1)
  assert.deepEqual([read[0].accepted, read[0].wanted.length], [1, 1])
  assert.equal(photo[0].id, read[0].wanted[0].sha256)
  const known = await entities()
  const hit = Object.values(known.hit)[0]
  assert.equal(hit.plate, '01A123BC')
  assert.equal(hit.state, 'unconfirmed')
  assert.equal(Object.values(known.notice)[0].unit, 'P1')
  assert.ok(Object.values(known.photo)[0].stored_at)
  const live = (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.live.units
  assert.deepEqual(live.find((u) => u[0] === 'P1').slice(1, 3), [41.318, 69.22])
})

test('doc/doors.md: every stock app and plate reader', { timeout: 600000 }, async () => {
  const parts = await run('doc/doors.md', 8)
  const [, osmand, traccar, owntracks, ...makers] = parts.map((p) => p.trim())
  assert.deepEqual([osmand, traccar, owntracks], ['', '', '[]'])
  assert.deepEqual(makers.map((m) => JSON.parse(m).accepted), [1, 1, 1, 1])
  const admin = c.token('admin')
  for (const id of ['phone-1', 'phone-2', 'gate-1']) {
    const d = (await c.call('GET', `/api/v1/devices/${id}`, undefined, admin)).json
    assert.deepEqual([d.counts.accepted, d.counts.refused, d.counts.dropped_off_duty], [{ 'phone-1': 2, 'phone-2': 1, 'gate-1': 4 }[id], 0, 0], id)
  }
  const live = (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.live.units
  assert.ok(live.find((u) => u[0] === 'D1')[1] >= 41.318)
})

test('doc/cot.md: a TAK client', { timeout: 600000 }, async () => {
  const [made, list, said] = await run('doc/cot.md', 3)
  assert.match(made, /^cot\.tls_ca = tak\/ca\.crt\ncot\.tls_crl = tak\/ca\.crl\ntak\/trk-7\.zip$/m)
  assert.match(list, /^tak\/ca\.crl$/m)
  assert.equal(said.trim(), 't-x-c-t-r')
  const press = await until(async () => Object.values((await entities()).alarm).find((a) => a.device === 'tak-phone-1'), 0, 'the emergency')
  assert.deepEqual([press.kind, press.detail, press.lat], ['panic', 'TAK: 911 Alert', 41.31])
})

test('doc/dc09.md: an alarm panel', { timeout: 600000 }, async () => {
  const [answer, panels] = await run('doc/dc09.md', 2)
  assert.match(panels, /^1 of 1 acknowledged [^]*^150 of 150 acknowledged .*, 50 NAK, 0 DUH/m)
  assert.match(answer, /"ACK"0001L0#4711\[\]/)
  const alarm = Object.values((await entities()).alarm).find((a) => a.device === 'dc09-4711')
  assert.deepEqual([alarm.kind, alarm.zone, alarm.code, alarm.count], ['panic', '4', 'PA', 2])
})

test('doc/cap.md: a warning in, one out', { timeout: 600000 }, async () => {
  await signedExercise(c)
  const [, taken, issued] = await run('doc/cap.md', 3)
  assert.equal(answers(taken)[0].added, 1)
  assert.match(issued, /"id":"Y\d+"[^]*\n1\n1\n\{/)
  const { warning } = await entities()
  assert.deepEqual(Object.values(warning).filter((w) => w.event !== EXERCISE).map((w) => [w.identifier === 'MET-17', w.status, w.state]).sort(), [[false, 'exercise', 'cancelled'], [true, 'actual', 'active']])
})

test('every marked line stands in a document that is run here', () => {
  for (const name of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'doc/api.md', 'doc/operations.md'])
    assert.equal(blocks(name).length, 0, `${name} has marked blocks that nothing runs`)
})
