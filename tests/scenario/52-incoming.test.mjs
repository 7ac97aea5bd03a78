// SPDX-License-Identifier: Apache-2.0
// What comes in badly said or from nobody: presses with broken clocks, and devices that nobody registered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const c = new Centre({ set: { 'intake.unknown_per_token': 5 } })
before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

const at = (s = 0) => new Date(Date.now() + s * 1000).toISOString()
const admin = () => c.token('admin')
const picture = async (token = admin()) => (await c.call('GET', '/api/v1/picture', undefined, token)).json.entities
const alarms = async () => (await picture(c.token('operator'))).alarm
const press = (body, token = c.token('alarm')) => c.call('POST', '/api/v1/alarms', body, token)

test('a press is taken whatever its firmware says: no time, an absurd one, an unknown word', async () => {
  for (const [i, time] of [undefined, 'noon', '1970-01-01T00:00:00Z', at(3600), '2026-11-22 10:00', 17].entries()) {
    const r = await press({ device: 'btn-1', kind: 'panic', at: time, id: `p${i}` })
    assert.equal(r.status, 200, `${time}: ${r.text}`)
    const alarm = (await alarms())[r.json.id]
    assert.equal(alarm.clock_bad, true, String(time))
    assert.ok(Math.abs(Date.now() - Date.parse(alarm.at)) < 60000, alarm.at)
    assert.equal(r.json.count, i + 1)
  }
  const good = await press({ device: 'btn-1', kind: 'panic', at: at(), id: 'good' })
  assert.ok(!(await alarms())[good.json.id].clock_bad)
  const odd = await press({ device: 'btn-1', kind: 'Hilfe!', lat: 'x', detail: 'room 7', id: 'no id at all' })
  assert.equal(odd.status, 200, odd.text)
  const alarm = (await alarms())[odd.json.id]
  assert.deepEqual([alarm.detail, alarm.count, alarm.state], ['Hilfe!: room 7', 8, 'active'])
  assert.equal((await press({ device: 'btn-1', kind: 'Hilfe!', lat: 'x', detail: 'room 7', id: 'no id at all' })).json.count, 8) // the same press
  assert.equal((await press('{"device":"btn-1","kind":"panic"')).status, 400)
  assert.equal((await press({ kind: 'panic' })).status, 400)
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})

test('a press is taken however its text is written, and a test of a phone answers for no button', async () => {
  const own = c.token('alarm', '--device', 'btn-1')
  for (const body of [
    Buffer.from('7b22646576696365223a2262746e2d31222c2264657461696c223a22eae0e1227d', 'hex'), // CP1251
    '{"device":"btn-1","kind":"panic","detail":"a\tb"}', '{"device":"btn-1","detail":"\\uD83D"}', '{"device":"btn-1","kind":"panic","kind":"test"}',
    '\ufeff{"device":"btn-1","kind":"panic"}', '{"device":"btn-1","kind":"panic"}\0', '{"device":17}', '{"device":"panel 17"}', '{"kind":"panic"}', 'PANIC',
  ]) {
    const r = await press(body, own)
    assert.equal(r.status, 200, `${body}: ${r.text}`)
    assert.equal((await alarms())[r.json.id].device, 'btn-1')
  }
  assert.equal((await press({ device: 'panel 18', kind: 'panic' })).status, 200)
  const phone = c.token('tracker')
  assert.equal((await press({ device: 'btn-1', kind: 'test', id: '2' }, phone)).status, 403)
  assert.equal((await press({ device: 'btn-1', kind: 'test', id: '2' }, own)).status, 200)
  const r = await press({ device: 'btn-1', kind: 'panic', id: '2' }, own)
  assert.equal((await alarms())[r.json.id].kind, 'panic')
})

const lines = (...list) => list.map((x) => JSON.stringify(x)).join('\n')
const events = async (token, kind, id) => (await c.look(`/api/v1/history/${kind}/${id}`, token)).json.events.map((e) => e.type)
const waits = (id) => `unknown device '${id}': it waits to be adopted`

test('reads, positions and heartbeats of a device nobody registered: seen once, refused until it is adopted', async () => {
  const read = (plate) => ({ camera: 'new-cam', plate, region: 'uz', at: at() })
  const first = await c.call('POST', '/api/v1/reads', lines(read('01A111AA'), read('01A112AA'), { ...read('01A113AA'), camera: 'cam-1' }), c.token('camera'))
  assert.deepEqual([first.json.accepted, first.json.rejected], [1, [{ line: 1, error: waits('new-cam') }, { line: 2, error: waits('new-cam') }]])
  const fix = { device: 'new-tracker', at: at(), lat: 41.35, lon: 69.25 }
  assert.deepEqual((await c.call('POST', '/api/v1/positions', lines(fix), c.token('tracker'))).json.rejected, [{ line: 1, error: waits('new-tracker') }])
  await c.call('POST', '/api/v1/heartbeats', lines({ device: 'new-beat' }), c.token('alarm'))
  const seq = (await c.call('GET', '/api/v1/status', undefined, admin())).json.seq
  for (let i = 0; i < 5; i++) {
    await c.call('POST', '/api/v1/reads', lines(read('01A111AA')), c.token('camera'))
    await c.call('POST', '/api/v1/positions', lines(fix, fix), c.token('tracker'))
  }
  assert.equal((await c.call('GET', '/api/v1/status', undefined, admin())).json.seq, seq, 'an event a line')
  const { device, token } = await picture()
  const by = (name) => Object.keys(token).find((k) => token[k].name === name)
  assert.deepEqual(['new-cam', 'new-tracker', 'new-beat'].map((id) => [device[id].state, device[id].kind, device[id].seen_by]),
    [['unknown', 'camera', by('camera')], ['unknown', 'tracker', by('tracker')], ['unknown', 'button', by('alarm')]])
  assert.equal(device['new-tracker'].area, 'north')
  assert.equal(device['new-tracker'].lat, undefined, 'where a tracker of nobody was')
  assert.deepEqual(await events(admin(), 'device', 'new-cam'), ['device.seen'])
  const page = (await c.call('GET', '/api/v1/devices/new-cam', undefined, admin())).json
  assert.equal(page.refused.error, waits('new-cam'))
  assert.equal(page.counts.refused, 7)

  // It is remembered over a restart, and adopted with its own words.
  await c.stop('SIGKILL')
  await c.start()
  assert.equal((await picture()).device['new-cam'].state, 'unknown')
  await c.call('POST', '/api/v1/reads', lines(read('01A111AA')), c.token('camera'))
  assert.deepEqual(await events(admin(), 'device', 'new-cam'), ['device.seen'])
  const adopted = await c.call('POST', '/api/v1/devices/new-cam/adopt', { kind: 'camera', name: 'new-cam' }, admin())
  assert.equal(adopted.status, 200, adopted.text)
  assert.equal((await c.call('POST', '/api/v1/reads', lines(read('01A111AA')), c.token('camera'))).json.accepted, 1)
  const now = (await picture()).device['new-cam']
  assert.deepEqual([now.state, now.seen_by, now.wake_at], ['active', undefined, undefined])
})

test('a token that names its devices makes no others', async () => {
  const token = c.token('tracker', '--device', 'tab-M1')
  const r = await c.call('POST', '/api/v1/positions', lines({ device: 'ghost', at: at(), lat: 41.3, lon: 69.2 }), token)
  assert.match(r.json.rejected[0].error, /may not speak/)
  assert.equal((await picture()).device.ghost, undefined)
})

test('more unknown devices than allowed: the administrators hear of it once, presses are one alarm, nothing is lost', async () => {
  const token = c.token('camera', '--area', 'south')
  const read = (id) => ({ camera: id, plate: '01A111AA', region: 'uz', at: at() })
  const s = c.stream({ authorization: `Bearer ${admin()}` })
  const r = await c.call('POST', '/api/v1/reads', lines(...Array.from({ length: 40 }, (_, i) => read(`flood-${i}`))), token)
  assert.equal(r.json.rejected.length, 40)
  assert.deepEqual(r.json.rejected.filter((x) => /waits to be adopted/.test(x.error)).map((x) => x.line), [1, 2, 3, 4, 5])
  assert.match(r.json.rejected[5].error, /unknown device 'flood-5': more than may wait/)
  await c.call('POST', '/api/v1/reads', lines(read('flood-77')), token)
  const p = await picture()
  const [id] = Object.entries(p.token).find(([, t]) => t.area === 'south')
  assert.equal(Object.keys(p.device).filter((d) => d.startsWith('flood')).length, 5)
  assert.ok(p.token[id].crowded_at)
  assert.deepEqual((await events(admin(), 'token', id)).filter((t) => t === 'token.crowded'), ['token.crowded'])
  assert.equal((await c.call('GET', '/api/v1/devices/flood-30', undefined, admin())).status, 404)

  const buttons = c.token('alarm', '--area', 'south')
  for (let i = 0; i < 20; i++) assert.equal((await press({ device: `loose-${i}`, kind: 'panic', at: at(), id: `l${i}`, detail: 'fire' }, buttons)).status, 200)
  const loose = Object.values(await alarms()).filter((a) => /^loose|^token:/.test(a.device))
  const all = loose.filter((a) => a.device.startsWith('token:'))
  assert.deepEqual([loose.length, all.length], [6, 1])
  assert.deepEqual([all[0].count, all[0].state, all[0].detail, all[0].area, all[0].unknown_device], [15, 'active', 'loose-19: fire', 'south', true])
  // One is adopted: there is room for one, and the mark goes.
  await c.call('POST', '/api/v1/devices/flood-0/adopt', { kind: 'camera' }, admin())
  assert.equal((await picture()).token[id].crowded_at, undefined)
  const next = await c.call('POST', '/api/v1/reads', lines(read('flood-50'), read('flood-51')), token)
  assert.deepEqual(next.json.rejected.map((x) => /waits/.test(x.error)), [true, false])
  s.close()
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})

test('what a camera said last is forgotten with the reads; a test is not said by the device', { timeout: 600000 }, async () => {
  const d = new Centre({ set: { 'retention.reads_s': 10 } })
  try {
    await d.start()
    await smallCity(d)
    const page = async (id) => (await d.call('GET', `/api/v1/devices/${id}`, undefined, d.token('admin'))).json
    await d.call('POST', '/api/v1/reads', lines({ camera: 'cam-1', plate: '01A111AA', region: 'uz', at: at() }, { camera: 'cam-1', plate: 'x', region: 'uz', at: at() }), d.token('camera'))
    await d.call('POST', '/api/v1/heartbeats', lines({ device: 'cam-2', at: at() }), d.token('camera'))
    const first = await page('cam-1')
    assert.deepEqual([first.last.text, first.last.withheld, first.refused.text, first.refused.withheld], ['', true, '', true]) // in service: no look without a purpose
    assert.equal((await d.call('POST', '/api/v1/devices/cam-1/maintenance', { until: at(3600e3), reason: 'new lens' }, d.token('admin'))).status, 200)
    assert.match((await page('cam-1')).last.text, /01A111AA/)
    await until(async () => (await page('cam-1')).last === null, undefined, 'the read to be forgotten')
    const [one, two] = [await page('cam-1'), await page('cam-2')]
    assert.deepEqual([one.last, one.counts.accepted], [null, 1])
    assert.match(two.last.text, /cam-2/) // tells of nobody
    assert.equal((await d.call('POST', '/api/v1/devices/cam-1/test', undefined, d.token('admin'))).status, 200)
    const tested = await page('cam-1')
    assert.equal(tested.last, null)
    assert.equal(tested.last_seen, one.last_seen)
    assert.ok(Math.abs(Date.now() - Date.parse(tested.tested)) < 60000)
  } finally {
    await d.end()
  }
})

test('an administrator of an area sees the sessions of its own people, in the picture and on the stream', async () => {
  await c.person('north-admin', 'admin', '--area', 'north')
  const north = await c.signIn('north-admin', 'a long password')
  const s = c.stream({ cookie: north.cookie })
  await until(() => s.messages.length > 0)
  await c.person('south-op', 'operator', '--area', 'south')
  await c.person('centre-op', 'operator')
  const own = await c.person('north-op', 'operator', '--area', 'north')
  await own.call('DELETE', '/api/v1/session')
  await until(() => s.events.some((e) => e.type === 'session.closed'), undefined, 'the own session to end')
  const users = (await picture()).user
  const names = (list) => [...new Set(list.map((x) => users[x.user].name))].sort()
  const all = names(Object.values((await picture()).session)).filter((name) => !name.startsWith('second-')) // the harness's, who approves
  assert.deepEqual(all, ['centre-op', 'north-admin', 'south-op'])
  assert.deepEqual(names(Object.values((await north.call('GET', '/api/v1/picture')).json.entities.session)), ['north-admin'])
  assert.deepEqual(names(s.events.filter((e) => e.type === 'session.opened').map((e) => e.data)), ['north-op'])
  s.close()
})
