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
