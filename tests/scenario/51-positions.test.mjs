// SPDX-License-Identifier: Apache-2.0
// Tablets and trackers: what is believed, what is kept, and what is dropped before anything is written.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { capture, Centre, smallCity, sleep } from './harness.mjs'

const c = new Centre()
before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

const at = (s = 0) => new Date(Date.now() + s * 1000).toISOString()
const operator = () => c.token('operator')
const duty = (unit, on, when = at()) => c.call('POST', `/api/v1/units/${unit}/duty`, { duty: on ? 'on' : 'off', at: when }, operator())
const fix = (lat, lon, when = at(), more = {}) => ({ device: 'tab-M1', at: when, lat, lon, ...more })
const send = (...lines) => c.call('POST', '/api/v1/positions', lines.map((x) => JSON.stringify(x)).join('\n'), c.token('tracker'))
const live = async (unit = 'M1') => (await c.call('GET', '/api/v1/picture?topics=unit', undefined, operator())).json.live.units.find((u) => u[0] === unit)
const device = async (id = 'tab-M1') => (await c.call('GET', `/api/v1/devices/${id}`, undefined, operator())).json
const status = async () => (await c.call('GET', '/api/v1/status', undefined, operator())).json.telemetry.positions
const onDisk = () => (existsSync(join(c.store, 'telemetry/positions')) ? readdirSync(join(c.store, 'telemetry/positions')) : [])
  .map((f) => statSync(join(c.store, 'telemetry/positions', f)).size).reduce((a, b) => a + b, 0)

test('a fix of a unit off duty is answered as success and written nowhere, counted per device', async () => {
  const size = onDisk()
  const r = await send(fix(41.31, 69.22), fix(41.311, 69.22))
  assert.deepEqual(r.json, { accepted: 2, rejected: [] })
  assert.equal(await live(), undefined)
  const d = await device()
  assert.deepEqual([d.counts.accepted, d.counts.dropped_off_duty], [0, 2])
  assert.doesNotMatch(JSON.stringify(d), /(?<!\d|\d:)41\.31/, 'the device page shows where an officer off duty is')
  assert.deepEqual([(await status()).accepted, onDisk()], [0, size])
})

test('by the time of the fix, not of its arrival: a queue sent late is sorted into duty and off duty', async () => {
  await duty('M1', true)
  await sleep(1100)
  const within = at(-0.5)
  await duty('M1', false)
  const r = await send(fix(41.31, 69.22, within), fix(41.33, 69.22, at(3)), fix(41.34, 69.22, at(-7200)))
  assert.deepEqual(r.json, { accepted: 3, rejected: [] })
  assert.equal((await status()).accepted, 1)
  assert.equal((await device()).counts.dropped_off_duty, 4)
  assert.equal(await live(), undefined) // off duty now: history only
  const old = await send(fix(41.3, 69.2, at(-30 * 24 * 3600)), { device: 'cam-1', at: at(), lat: 41, lon: 69 })
  assert.deepEqual(old.json, { accepted: 2, rejected: [] }) // can never be accepted: dropped, never refused
})

test('a late fix never moves now backwards', async () => {
  await duty('M1', true, at(-30))
  await sleep(50)
  const first = Date.now()
  await send(fix(41.31, 69.22, new Date(first).toISOString(), { battery: 0.8, heading: 90, speed_kmh: 30 }))
  const now = await live()
  assert.deepEqual(now.slice(1, 5), [41.31, 69.22, 30, 90])
  const before = (await status()).accepted
  assert.equal((await send(fix(41.309, 69.221, new Date(first - 40).toISOString()))).json.accepted, 1)
  assert.deepEqual(await live(), now)
  assert.equal((await status()).accepted, before + 1) // kept as history
})

test('an impossible jump and a clock ahead are kept and not believed', async () => {
  const now = await live()
  assert.equal((await send(fix(42.5, 71.0, at(0.1)))).json.accepted, 1)
  assert.deepEqual((await live()).slice(1, 3), now.slice(1, 3))
  assert.equal((await send(fix(41.3101, 69.2201, at(3600)))).json.accepted, 1)
  assert.deepEqual((await live()).slice(1, 3), now.slice(1, 3))
  await sleep(300)
  assert.equal((await send(fix(41.3102, 69.2201))).json.accepted, 1)
  assert.deepEqual((await live()).slice(1, 3), [41.3102, 69.2201]) // the next good one is believed
})

test('a jump inside one body is not believed, wherever it stands', async () => {
  const lines = [[41.3103, 69.22, -0.4], [44, 75, -0.3], [41.3104, 69.22, -0.2], [44, 75, -0.1]].map(([lat, lon, s]) => fix(lat, lon, at(s)))
  await sleep(500)
  assert.equal((await send(...lines.map((x) => ({ ...x, at: new Date(Date.parse(x.at) + 500).toISOString() })))).json.accepted, 4)
  assert.deepEqual((await live()).slice(1, 3), [41.3104, 69.22])
})

test('a wrong first fix is outvoted by three that agree, never by single ones', async () => {
  await duty('M3', true, at(-60))
  const one = async (lat, lon, s) => {
    assert.equal((await send(fix(lat, lon, at(s), { device: 'tab-M3' }))).json.accepted, 1)
    return (await live('M3')).slice(1, 3)
  }
  assert.deepEqual(await one(40.1, 64.7, -30), [40.1, 64.7]) // from the phone's memory
  assert.deepEqual(await one(41.25, 69.25, -25), [40.1, 64.7])
  assert.deepEqual(await one(43.2, 76.9, -24), [40.1, 64.7]) // disagrees: the count begins anew
  assert.deepEqual(await one(41.25, 69.25, -20), [40.1, 64.7])
  assert.deepEqual(await one(41.2501, 69.25, -15), [40.1, 64.7])
  assert.deepEqual(await one(41.2502, 69.25, -10), [41.2502, 69.25])
  assert.deepEqual(await one(40.1, 64.7, -5), [41.2502, 69.25])
})

test('the page of a device shows its last fixes, with what is doubtful in them', async () => {
  const fixes = async (id) => c.look(`/api/v1/devices/${id}/fixes`, operator())
  const list = (await fixes('tab-M3')).json.fixes // as sent above, newest receipt first
  assert.deepEqual(list.map((f) => f.mark ?? 'good'), ['jump', 'good', 'jump', 'jump', 'jump', 'jump', 'good'])
  assert.deepEqual([list[1].lat, list[1].lon], [41.2502, 69.25])
  const when = at(-5)
  await send(fix(41.2503, 69.25, when, { device: 'tab-M3', speed_kmh: 31.5, accuracy_m: 7, battery: 0.625 }))
  await send(fix(41.2502, 69.25, at(-8), { device: 'tab-M3' }), fix(41.2502, 69.25, at(3600), { device: 'tab-M3' }))
  const now = (await fixes('tab-M3')).json.fixes
  assert.deepEqual(now.slice(0, 3).map((f) => f.mark), ['clock', 'late', undefined])
  const { received, ...last } = now[2]
  // As a time: a whole second is said without its fraction.
  assert.deepEqual({ ...last, at: Date.parse(last.at) }, { at: Date.parse(when), lat: 41.2503, lon: 69.25, speed_kmh: 31.5, accuracy_m: 7, battery: 0.625 })
  assert.ok(Math.abs(Date.now() - Date.parse(received)) < 60000)
  // Twenty, however many there are, and of this device only.
  await send(...Array.from({ length: 60 }, (_, i) => fix(41.2503, 69.25, at(-4 + i / 30), { device: 'tab-M3' })))
  const many = (await fixes('tab-M3')).json.fixes
  assert.equal(many.length, 20)
  const sent = many.map((f) => Date.parse(f.at)) // as text "01Z" would be behind "01.5Z"
  assert.deepEqual(sent, sent.toSorted((a, b) => b - a))
  assert.deepEqual((await fixes('tab-M2')).json.fixes, [])
  assert.equal((await fixes('nobody')).status, 404)
  const north = await c.person('north-eye', 'operator', '--area', 'north')
  assert.equal((await north.call('GET', '/api/v1/devices/tab-M3/fixes')).status, 403)
  assert.equal((await north.call('GET', '/api/v1/devices/tab-M3/fixes', undefined, await c.purpose(north.user))).status, 404)
  const own = await c.person('m3', 'unit', '--unit', 'M3'), other = await c.person('m1', 'unit', '--unit', 'M1')
  assert.equal((await own.call('GET', '/api/v1/devices/tab-M3/fixes')).json.fixes.length, 20)
  assert.equal((await other.call('GET', '/api/v1/devices/tab-M3/fixes')).status, 403)
  assert.equal((await other.call('GET', '/api/v1/devices/tab-M3/fixes', undefined, await c.purpose(other.user))).status, 404)
})

test('where units are is known again after a kill', async () => {
  const now = await live()
  await c.stop('SIGKILL')
  await c.start()
  assert.deepEqual(await live(), now)
})

test('after a stop they are known without the telemetry of before; a damaged note of them is not believed', async () => {
  const now = await live()
  assert.ok(now)
  await c.stop()
  rmSync(join(c.store, 'telemetry/positions'), { recursive: true })
  await c.start()
  assert.deepEqual(await live(), now)
  await c.stop('SIGKILL')
  writeFileSync(join(c.store, 'live'), 'not what it was')
  await c.start()
  assert.match(c.log, /an hour of positions is read again/)
  assert.equal(await live(), undefined)
})

test('lines of other devices are refused to a token that names its own', async () => {
  const token = c.token('unit', '--device', 'tab-M1')
  const body = [fix(41.3103, 69.2201), { ...fix(41.3, 69.2), device: 'tab-M2' }, { ...fix(41.3, 69.2), device: 'nobody' }].map((x) => JSON.stringify(x)).join('\n')
  const r = await c.call('POST', '/api/v1/positions', body, token)
  assert.equal(r.json.accepted, 1)
  assert.deepEqual(r.json.rejected.map((x) => x.line), [2, 3])
  assert.match((await device('tab-M2')).refused.error, /may not speak/)
  // Nor in lines nobody can read: their words are not put on the page of another's device.
  for (const bad of [{ device: 'tab-M3', unread: 'forged words' }, { device: 'tab-M3', at: at(), lat: 'forged words' }]) {
    const told = await c.call('POST', '/api/v1/positions', JSON.stringify(bad), token)
    assert.match(told.json.rejected[0].error, /may not speak/)
    const page = await device('tab-M3')
    assert.match(page.refused.error, /may not speak/)
    assert.doesNotMatch(JSON.stringify(page), /forged/)
  }
})

test('too many lines and a body that is too large are refused whole', async () => {
  assert.equal((await send(...Array(5001).fill(fix(41.31, 69.22)))).status, 413)
  // Refused by its length alone, so the answer may come before the body was sent, and the line end with it.
  const large = await send(...Array(60000).fill(fix(41.31, 69.22, at(), { id: 'x'.repeat(60) }))).catch((e) => ({ cut: e.cause?.code }))
  assert.ok(large.status === 413 || ['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(large.cut), JSON.stringify(large))
  assert.equal((await send(fix(41.31, 69.22))).status, 200)
})

/** The fixes of a real phone, moved to the last minutes in the order it sent them. */
test('the fixes of a real phone come through', async (t) => {
  const dir = capture(t, 'gps/owntracks')
  if (!dir) return
  const found = readdirSync(dir, { recursive: true }).map((f) => join(dir, f)).filter((f) => statSync(f).isFile())
    .flatMap((f) => readFileSync(f, 'utf8').split('\n')).flatMap((l) => {
      const brace = l.indexOf('{')
      try { return brace >= 0 ? [JSON.parse(l.slice(brace))] : [] } catch { return [] }
    }).filter((x) => x._type === 'location' && typeof x.lat === 'number')
  assert.ok(found.length >= 10, `${found.length} fixes`)
  const first = Math.min(...found.map((x) => x.tst)), last = Math.max(...found.map((x) => x.tst))
  assert.ok(last - first < 3 * 24 * 3600)
  await duty('M2', true, at(first - last - 60))
  const lines = found.map((x) => ({ device: 'tab-M2', at: at(x.tst - last - 1), lat: x.lat, lon: x.lon, accuracy_m: Math.round(x.acc ?? 0), battery: (x.batt ?? 50) / 100,
    ...(x.vel >= 0 ? { speed_kmh: x.vel } : {}), ...(x.cog >= 0 ? { heading: x.cog % 360 } : {}) }))
  const r = await send(...lines)
  assert.deepEqual(r.json.rejected, [])
  assert.equal(r.json.accepted, lines.length)
  const newest = found.find((x) => x.tst === last)
  assert.ok(Math.abs((await live('M2'))[1] - newest.lat) < 1e-6, 'now is the newest of them')
  console.log(`# ${lines.length} fixes of a real phone, now at ${JSON.stringify(await live('M2'))}`)
})
