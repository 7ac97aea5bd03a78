// SPDX-License-Identifier: Apache-2.0
// A flood of a thousand real presses: each is an event of its own, one action takes them, a shelved source is recorded and waits.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre()
let op, s, n = 0
before(async () => {
  await c.start()
  await smallCity(c)
  const devices = Array.from({ length: 200 }, (_, i) => `zone-${i},Zone ${i},button,school-1`).join('\n')
  assert.deepEqual(ok(await c.call('POST', '/api/v1/import/devices', `id,name,kind,site\n${devices}\n`, c.token('admin'))).errors, [])
  op = await c.person('desk', 'operator')
  s = c.stream({ cookie: op.cookie })
  await until(() => s.messages.length > 0)
})
after(async () => { s.close(); if (c.exit) console.log(c.log); await c.end() })

const press = async (device, kind) => ok(await c.call('POST', '/api/v1/alarms', { device, kind, id: `i${n++}` }, c.token('alarm')))
const alarms = async () => (await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm ?? {}

test('a thousand presses of 200 zones with one panic among them: all recorded, all told, the panic too', async () => {
  const kinds = ['intrusion', 'technical', 'tamper', 'other', 'silence']
  let panic
  for (let from = 0; from < 1000; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => press(`zone-${(from + i) % 200}`, kinds[Math.floor((from + i) / 200)])))
    if (from === 500) panic = (await press('btn-1', 'panic')).id
  }
  const all = Object.values(await alarms())
  assert.equal(all.reduce((sum, a) => sum + a.count, 0), 1001)
  await until(() => s.events.some((e) => e.subject === `alarm/${panic}`), undefined, 'the panic on the stream')
  const l = ok(await op.call('GET', '/api/v1/load'))
  assert.equal(l.calls, 1001)
  assert.ok(l.flood.periods >= 1)
})

test('one action takes what the row showed, each by an event of its own; what came since is not taken', async () => {
  const open = Object.entries(await alarms()).filter(([, a]) => a.kind === 'silence').map(([id]) => id)
  assert.ok(open.length >= 200)
  const later = (await press('later-1', 'silence')).id
  const done = ok(await op.call('POST', '/api/v1/alarms/acknowledge', { alarms: open }))
  assert.deepEqual([done.acknowledged, done.passed_over], [open.length, 0])
  await until(() => s.events.filter((e) => e.type === 'alarm.acknowledged').length === open.length)
  const now = await alarms()
  assert.ok(open.every((id) => now[id].state === 'acknowledged' && now[id].owner === op.user))
  assert.equal(now[later].state, 'active')
  assert.equal(ok(await op.call('POST', '/api/v1/alarms/acknowledge', { alarms: open })).acknowledged, 0) // sent again
  assert.equal((await op.call('POST', '/api/v1/alarms/acknowledge', { alarms: Array.from({ length: 1001 }, (_, i) => `A${i}`) })).status, 400)
})

test('a shelved source is recorded, counted and waits; its call for help does not; it comes back', async () => {
  const soon = new Date(Date.now() + 3600e3).toISOString()
  assert.equal((await op.call('POST', '/api/v1/devices/cam-1/shelve', { until: soon })).status, 400) // why?
  ok(await op.call('POST', '/api/v1/devices/cam-1/shelve', { until: soon, why: 'roof works' }))
  const { id } = await press('cam-1', 'tamper')
  const shelf = (await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.shelf['cam-1']
  assert.deepEqual([shelf.by, shelf.why, Date.parse(shelf.until)], [op.user, 'roof works', Date.parse(soon)])
  assert.equal(Date.parse((await alarms())[id].shelved_until), Date.parse(soon))
  assert.equal(ok(await op.call('GET', '/api/v1/load')).shelved, 1)
  const help = (await press('cam-1', 'panic')).id
  assert.ok(!(await alarms())[help].shelved_until)
  ok(await op.call('POST', '/api/v1/devices/cam-1/unshelve', {}))
  assert.ok(!(await alarms())[id].shelved_until)
  const { from, to, seq } = ok(await op.call('GET', '/api/v1/load'))
  const again = (query) => op.call('GET', `/api/v1/load?from=${from}&to=${to}&seq=${seq}${query}`)
  assert.equal((await again('&anew=1')).text, (await again('')).text)
})
