// SPDX-License-Identifier: Apache-2.0
// Driving: the centre takes a map of roads while it runs, refuses a damaged one, and recommends who is there first by road.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, smallCity, until } from './harness.mjs'
import { osm } from './streets.mjs'

const c = new Centre({ set: { 'unit.silent_s': '86400' } }) // units stand still all through, however long it takes
const map = join(c.store, 'roads/map')
before(() => c.start())
after(() => c.end())

const roads = async () => (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.roads
const shown = async (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await fetch(`${c.url}/metrics`).then((r) => r.text()))[1])
const load = (...ways) => {
  const file = join(c.dir, 'town.osm')
  writeFileSync(file, osm(...ways))
  const r = c.ctl(['import', 'osm', file])
  assert.equal(r.code, 0, r.err)
}
/** As whoever replaces the map does: never a half one. */
const put = (bytes) => {
  writeFileSync(`${map}.new`, bytes)
  renameSync(`${map}.new`, map)
}
const is = (state, what) => until(async () => { const r = await roads(); return r.state === state && what(r) && r }, undefined, `roads ${state}`)
const main = { id: 1, nodes: [[41.00, 69.00], [41.00, 69.01], [41.00, 69.02]] }
const side = { id: 2, nodes: [[41.00, 69.01], [41.01, 69.01]] }

test('without a map the centre says so and goes on', async () => {
  const r = await is('no_map', () => true)
  assert.deepEqual(r, { state: 'no_map', problem: '', arcs: 0, bytes: 0, changed_arcs: 0, in_force_us: 0 })
  assert.equal(await shown('markaz_roads_arcs'), 0)
  assert.equal(await shown('markaz_roads_refused'), 0)
})

test('a map that is imported is in use without a restart, and so is a newer one', async () => {
  load(main)
  const first = await is('ready', (r) => r.arcs === 2)
  assert.equal(first.bytes, readFileSync(map).length)
  load(main, side)
  await is('ready', (r) => r.arcs === 6)
  assert.equal(await shown('markaz_roads_arcs'), 6)
  await until(() => c.log.includes('6 arcs'), undefined, 'the log')
})

test('a damaged one is refused and told, and the one before stays in use', async () => {
  const good = readFileSync(map), bad = Buffer.from(good)
  bad[good.length >> 1] ^= 1
  put(bad)
  const r = await is('ready', (x) => x.problem !== '')
  assert.equal(r.arcs, 6)
  assert.match(r.problem, /roads\/map' is not used: the map of roads is damaged: its sum is another/)
  assert.equal(await shown('markaz_roads_refused'), 1)
  await until(() => /its sum is another: the map that was there before stays in use/.test(c.log), undefined, 'the log')

  // After a restart there is none before it.
  await c.stop('SIGKILL')
  await c.start()
  assert.match((await is('map_refused', () => true)).problem, /its sum is another/)
  assert.equal(await shown('markaz_roads_arcs'), 0)
  put(good)
  assert.equal((await is('ready', (x) => x.arcs === 6)).problem, '')
  assert.equal(await shown('markaz_roads_refused'), 0)
})

test('the server has none of what makes maps', () => {
  const r = spawnSync('ldd', [join(build, 'markazd')], { encoding: 'utf8' })
  assert.equal(r.status, 0, r.stderr)
  assert.doesNotMatch(r.stdout, /metis/)
})

const at = (s) => new Date(Date.now() + s * 1000).toISOString()
const desk = () => c.token('operator')
const close = (body) => c.call('POST', '/api/v1/closures', { reason: 'a burst pipe', until: at(3600), ...body }, desk())
const closures = async () => (await c.call('GET', '/api/v1/picture?topics=dispatch', undefined, desk())).json.entities.closure ?? {}

test('closures are in force on the map, alone and together, and open again', async () => {
  const one = await close({ lat: 41.00, lon: 69.005, radius_m: 50, name: 'Main street' })
  assert.equal(one.status, 200, one.text)
  assert.equal(one.json.pieces, 2)
  await is('ready', (r) => r.changed_arcs === 2)
  // From the first crossing of Main street to the end of Side street, and one direction of it.
  const two = await close({ lat: 41.00, lon: 69.01, to_lat: 41.01, to_lon: 69.01, time_permille: 3000 })
  assert.equal(two.json.pieces, 2)
  const three = await close({ lat: 41.00, lon: 69.01, to_lat: 41.00, to_lon: 69.02, one_way: true })
  assert.equal(three.json.pieces, 1)
  await is('ready', (r) => r.changed_arcs === 5)
  assert.equal(await shown('markaz_roads_changed_arcs'), 5)
  const known = await closures()
  assert.deepEqual(Object.keys(known).sort(), [one, two, three].map((r) => r.json.id).sort())
  assert.equal(known[one.json.id].reason, 'a burst pipe')

  const opened = await c.call('POST', `/api/v1/closures/${two.json.id}/open`, { reason: 'it flows again' }, desk())
  assert.equal(opened.status, 200, opened.text)
  await is('ready', (r) => r.changed_arcs === 3)
  const history = (await c.call('GET', `/api/v1/history/closure/${two.json.id}`, undefined, desk(), await c.purpose(desk()))).json
  assert.deepEqual(history.events.map((e) => e.type.replace(/^.*closure/, 'closure')), ['closure.placed', 'closure.lifted'])
})

test('closures are in force again after a kill', async () => {
  await c.stop('SIGKILL')
  await c.start()
  await is('ready', (r) => r.changed_arcs === 3)
})

test('a closure counts from its beginning, and ends by itself', async () => {
  const [first, ...rest] = Object.keys(await closures())
  for (const id of [first, ...rest]) assert.equal((await c.call('POST', `/api/v1/closures/${id}/open`, {}, desk())).status, 200)
  await is('ready', (r) => r.changed_arcs === 0)
  const later = await close({ lat: 41.00, lon: 69.005, radius_m: 50, from: at(1800) })
  assert.equal(later.status, 200, later.text)
  const soon = await close({ lat: 41.005, lon: 69.01, radius_m: 50 })
  await is('ready', (r) => r.changed_arcs === 2)
  // On a slow machine it may be over before it is asked for.
  await until(async () => (await c.call('PATCH', `/api/v1/closures/${soon.json.id}`, { until: at(2) }, desk())).status === 200, undefined, 'another end')
  await is('ready', (r) => r.changed_arcs === 0)
  await until(async () => !(soon.json.id in await closures()), undefined, 'the end')
  assert.ok(later.json.id in await closures())
})

// A river with a bridge in the east, and far round in the west. M1 stands just across it from the place, M2 on this bank, further off.
const street = (id, ...nodes) => ({ id, nodes })
const river = [
  street(10, [41.100, 69.000], [41.100, 69.030]), street(11, [41.103, 69.000], [41.103, 69.010]), street(12, [41.103, 69.010], [41.103, 69.020]),
  street(13, [41.103, 69.020], [41.103, 69.030]), street(14, [41.100, 69.030], [41.103, 69.030]), street(15, [41.100, 69.000], [41.1015, 68.980], [41.103, 69.000]),
]
const place = { lat: 41.103, lon: 69.001 }
let incident
const near = async () => (await c.call('GET', `/api/v1/incidents/${incident}/recommend`, undefined, desk())).json
const nearby = async () => (await c.call('GET', `/api/v1/units/nearest?lat=${place.lat}&lon=${place.lon}`, undefined, desk())).json
const onDuty = async (unit, lat, lon) => {
  assert.equal((await c.call('POST', `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-5) }, desk())).status, 200)
  return stand(unit, lat, lon)
}
const stand = async (unit, lat, lon) => {
  const r = await c.call('POST', '/api/v1/positions', JSON.stringify({ device: `tab-${unit}`, at: at(0), lat, lon }), c.token('tracker'))
  assert.deepEqual([r.status, r.json?.accepted], [200, 1], r.text)
}
const order = (r) => r.units.map((u) => u.unit)

test('who is first by road is recommended, though another is nearer by air', async () => {
  await smallCity(c)
  load(...river)
  await is('ready', (r) => r.arcs === 12)
  await onDuty('M1', 41.100, 69.001)
  await onDuty('M2', 41.103, 69.022)
  incident = (await c.call('POST', '/api/v1/incidents', { kind: 'traffic', priority: 2, ...place }, desk())).json.id
  const r = await near()
  assert.equal(r.by, 'road')
  assert.equal(r.off_road_m, 0)
  assert.deepEqual(order(r), ['M2', 'M1'])
  const [first, second] = r.units
  assert.ok(second.distance_m < first.distance_m, 'M1 is nearer by air')
  assert.deepEqual([first.by, first.reasons[0], second.by, second.reasons[0]], ['road', 'quickest', 'road', 'number_2'])
  // 0.021 degrees of longitude at 60 km/h, three quarters of it with lights and sirens.
  const right = 0.021 * Math.cos(41.103 * Math.PI / 180) * Math.PI / 180 * 6371008.8 / (60 / 3.6) * 0.75
  assert.ok(Math.abs(first.eta_s - right) <= 1, `${first.eta_s} s, ${right} s are right`)
  assert.deepEqual(order(await nearby()), ['M2', 'M1'])
  assert.equal(await shown('markaz_roads_units\{where="road"\}'), 2)
})

test('a closure changes the order within two seconds, and again after a kill', async () => {
  const begin = Date.now()
  const closed = (await close({ lat: 41.103, lon: 69.015, radius_m: 50, reason: 'a fallen tree' })).json
  assert.equal(closed.pieces, 2)
  await until(async () => order(await near())[0] === 'M1', undefined, 'another order')
  console.log(`# another order after ${Date.now() - begin} ms`)
  const told = await near()
  assert.deepEqual(told.units.map((u) => [u.unit, u.by, u.reasons[0]]), [['M1', 'road', 'quickest'], ['M2', 'road', 'number_2']])

  await c.stop('SIGKILL')
  await c.start()
  await until(async () => (await near()).by === 'road', undefined, 'the map')
  assert.deepEqual((await near()).units.map((u) => [u.unit, u.eta_s]), told.units.map((u) => [u.unit, u.eta_s]))

  assert.equal((await c.call('POST', `/api/v1/closures/${closed.id}/open`, {}, desk())).status, 200)
  await until(async () => order(await near())[0] === 'M2', undefined, 'the order of before')
})

test('who cannot be told by road is told by air, with the reason', async () => {
  await onDuty('M3', 41.150, 69.100) // in the fields
  const r = await until(async () => { const x = await near(); return x.units.some((u) => u.by === 'air') && x }, undefined, 'a unit off the road')
  assert.deepEqual(r.units.map((u) => [u.unit, u.by, u.by_air]), [['M2', 'road', undefined], ['M1', 'road', undefined], ['M3', 'air', 'unit_off_road']])
  assert.equal(await shown('markaz_roads_units\{where="off_road"\}'), 1)
  const far = (await c.call('GET', '/api/v1/units/nearest?lat=41.5&lon=69.1', undefined, desk())).json
  assert.deepEqual([far.by, far.by_air], ['air', 'place_off_road'])
  assert.deepEqual(far.units.map((u) => [u.by, u.by_air]), Array(3).fill(['air', 'place_off_road']))
})

test('what was recommended stays with the assignment, and a centre that wants it asks why not', async () => {
  const send = (unit, more = {}) => c.call('POST', `/api/v1/incidents/${incident}/assign`, { unit, ...more }, desk())
  const job = async (r) => (await c.call('GET', '/api/v1/picture?topics=dispatch', undefined, desk())).json.entities.assignment[r.json.id]
  const [m2, m1] = (await near()).units
  const slow = await send('M1')
  assert.equal(slow.status, 200, slow.text)
  const told = await job(slow)
  assert.deepEqual([told.reason, told.first, told.first_eta_s, told.eta_s, told.overridden, told.by_air], ['number_2', 'M2', m2.eta_s, m1.eta_s, true, undefined])
  const quick = await job(await send('M2'))
  assert.deepEqual([quick.reason, quick.eta_s, quick.first, quick.overridden], ['quickest', m2.eta_s, undefined, undefined])
  const other = (await c.call('GET', '/api/v1/picture?topics=dispatch', undefined, desk())).json.entities.assignment
  for (const [id, g] of Object.entries(other)) if (g.state === 'sent') assert.equal((await c.call('POST', `/api/v1/assignments/${id}/step`, { state: 'cancelled' }, desk())).status, 200)

  await c.stop()
  c.set['unit.override_reason'] = 'true'
  await c.start()
  await until(async () => (await near()).by === 'road', undefined, 'the map')
  const asked = await send('M1')
  assert.deepEqual([asked.status, asked.json.field], [409, 'override'])
  assert.match(asked.json.detail, /is recommended first: say why not/)
  const said = await send('M1', { override: 'it has the ladder' })
  assert.equal(said.status, 200, said.text)
  assert.equal((await job(said)).override, 'it has the ladder')
  assert.equal((await send('M2')).status, 200)
})

test('how often recommendations were followed is counted', async () => {
  const ask = async (query, token = c.token('supervisor')) => c.call('GET', `/api/v1/assignments/followed${query}`, undefined, token)
  const all = await ask('')
  assert.equal(all.status, 200, all.text)
  const { from, to, ...counts } = all.json
  assert.ok(new Date(to) - new Date(from) === 86400000)
  assert.deepEqual(counts, { sent: 4, recommended: 4, overridden: 2, with_reason: 1, override_rate: 0.5, by_road: 4,
    by_air: { no_map: 0, map_loading: 0, map_refused: 0, place_off_road: 0, unit_off_road: 0, no_way: 0 } })
  const none = (await ask(`?from=${at(-7200)}&to=${at(-3600)}`)).json
  assert.deepEqual([none.sent, none.override_rate], [0, null])
  assert.equal((await ask(`?from=${at(-93 * 86400)}`)).status, 400)
  assert.equal((await ask('?from=yesterday')).status, 400)
  assert.equal((await ask('', desk())).status, 403)
  assert.deepEqual((await ask('', c.token('supervisor', '--area', 'north'))).json.sent, 0)
})

test('what is no closure is refused with what is wrong, and changes nothing', async () => {
  const before = await closures()
  const wrong = [
    [{ lat: 41.103, lon: 69.015 }, /either radius_m around a place, or to_lat and to_lon/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, to_lat: 41, to_lon: 69.01 }, /either radius_m/],
    [{ lat: 41.103, lon: 69.015, to_lat: 41 }, /both to_lat and to_lon/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, one_way: true }, /only a stretch has a direction/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, time_permille: 50 }, /0 is closed; else it is 100 to 20000/],
    [{ lat: 42.00, lon: 69.005, radius_m: 50 }, /there is no road within 50 m/],
    [{ lat: 41.103, lon: 69.015, to_lat: 41.2, to_lon: 69.015 }, /no road within 300 m of where it ends/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, until: at(-1) }, /'until' must lie in the future/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, from: at(3700) }, /after 'from'/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, until: at(400 * 86400) }, /within a year/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, reason: ' ' }, /say why/],
    [{ lat: 41.103, lon: 69.015, radius_m: 50, incident: 'I1' }, /there is no incident 'I1'/],
  ]
  for (const [body, says] of wrong) {
    const r = await close(body)
    assert.ok(r.status >= 400 && r.status < 500, JSON.stringify(body))
    assert.match(r.json.detail, says)
  }
  assert.equal((await c.call('POST', '/api/v1/closures', { lat: 41, lon: 69, radius_m: 9, reason: 'x', until: at(9) }, c.token('alarm'))).status, 403)
  assert.deepEqual(await closures(), before)
})

test('traffic by the hour is priced', async () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const set = (day, hours) => c.call('PUT', `/api/v1/traffic/${day}`, { hours }, c.token('admin'))
  const priced = await shown('markaz_roads_prices_total')
  for (const day of days) assert.equal((await set(day, { all: Array(24).fill(1500), primary: Array(24).fill(3000) })).status, 200)
  await until(async () => await shown('markaz_roads_prices_total') > priced, undefined, 'another price')
  for (const [day, hours, says] of [
    ['noday', { all: Array(24).fill(1000) }, /a day is mon/], ['mon', { all: [1000] }, /24 numbers .*hour 1 is not/], ['mon', { alley: [] }, /no class of road 'alley'/],
    ['mon', { all: Array(25).fill(1000) }, /more than 24 hours/], ['mon', { all: Array(24).fill(99) }, /from 100 to 20000/], ['mon', [], /an object/]]) {
    const r = await set(day, hours)
    assert.ok(r.status === 400 || r.status === 404 || r.status === 422, `${r.status} ${r.text}`)
    assert.match(r.json.detail, says)
  }
})
