// SPDX-License-Identifier: Apache-2.0
// What comes in badly said or from nobody: presses with broken clocks, and devices that nobody registered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity } from './harness.mjs'

const c = new Centre()
before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

const at = (s = 0) => new Date(Date.now() + s * 1000).toISOString()
const admin = () => c.token('admin')
const picture = async (token = admin()) => (await c.call('GET', '/api/v1/picture', undefined, token)).json.entities
const press = (body, token = c.token('alarm')) => c.call('POST', '/api/v1/alarms', body, token)

test('a press is taken whatever its firmware says: no time, an absurd one, an unknown word', async () => {
  for (const [i, time] of [undefined, 'noon', '1970-01-01T00:00:00Z', at(3600), '2026-11-22 10:00', 17].entries()) {
    const r = await press({ device: 'btn-1', kind: 'panic', at: time, id: `p${i}` })
    assert.equal(r.status, 200, `${time}: ${r.text}`)
    const alarm = (await picture()).alarm[r.json.id]
    assert.equal(alarm.clock_bad, true, String(time))
    assert.ok(Math.abs(Date.now() - Date.parse(alarm.at)) < 60000, alarm.at)
    assert.equal(r.json.count, i + 1)
  }
  const good = await press({ device: 'btn-1', kind: 'panic', at: at(), id: 'good' })
  assert.ok(!(await picture()).alarm[good.json.id].clock_bad)
  const odd = await press({ device: 'btn-1', kind: 'Hilfe!', lat: 'x', detail: 'room 7', id: 'no id at all' })
  assert.equal(odd.status, 200, odd.text)
  const alarm = (await picture()).alarm[odd.json.id]
  assert.deepEqual([alarm.detail, alarm.count, alarm.state], ['Hilfe!: room 7', 8, 'active'])
  assert.equal((await press({ device: 'btn-1', kind: 'Hilfe!', lat: 'x', detail: 'room 7', id: 'no id at all' })).json.count, 8) // the same press
  assert.equal((await press('{"device":"btn-1","kind":"panic"')).status, 400)
  assert.equal((await press({ kind: 'panic' })).status, 400)
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})
