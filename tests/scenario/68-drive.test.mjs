// SPDX-License-Identifier: Apache-2.0
// Driving: the centre takes a map of roads while it runs, refuses a damaged one, and recommends who is there first by road.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, until } from './harness.mjs'
import { osm } from './streets.mjs'

const c = new Centre()
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

test('what is no closure is refused with what is wrong, and changes nothing', async () => {
  const before = await closures()
  const wrong = [
    [{ lat: 41.00, lon: 69.005 }, /either radius_m around a place, or to_lat and to_lon/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, to_lat: 41, to_lon: 69.01 }, /either radius_m/],
    [{ lat: 41.00, lon: 69.005, to_lat: 41 }, /both to_lat and to_lon/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, one_way: true }, /only a stretch has a direction/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, time_permille: 50 }, /0 is closed; else it is 100 to 20000/],
    [{ lat: 42.00, lon: 69.005, radius_m: 50 }, /there is no road within 50 m/],
    [{ lat: 41.00, lon: 69.005, to_lat: 41.2, to_lon: 69.01 }, /no road within 300 m of where it ends/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, until: at(-1) }, /'until' must lie in the future/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, from: at(3700) }, /after 'from'/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, until: at(400 * 86400) }, /within a year/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, reason: ' ' }, /say why/],
    [{ lat: 41.00, lon: 69.005, radius_m: 50, incident: 'I1' }, /there is no incident 'I1'/],
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
