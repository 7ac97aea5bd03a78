// SPDX-License-Identifier: Apache-2.0
// What lies under the picture: an extract becomes a chart, and the centre makes vector tiles of it that another program reads.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build, capture, Centre, root, until } from './harness.mjs'

const web = createRequire(join(root, 'web/package.json'))
const { VectorTile } = await import(web.resolve('@mapbox/vector-tile'))
const { PbfReader } = await import(web.resolve('pbf'))

const c = new Centre()
before(() => c.start())
after(() => c.end())

const tool = (...a) => spawnSync(join(build, 'markazctl'), ['--data', c.store, ...a], { encoding: 'utf8' })
function ok(...a) {
  const r = tool(...a)
  assert.equal(r.status, 0, r.stderr)
  return r.stdout
}
const extract = (name, text) => { const f = join(c.dir, name); writeFileSync(f, text); return f }
const get = (path, token = c.token('operator')) => fetch(c.url + path, { headers: { Authorization: `Bearer ${token}` } })
const chart = async () => (await get('/api/v1/chart')).json()

/** The tile as another program reads it: features by layer, each with its kind, name and rings in degrees. */
async function tile(sum, z, x, y) {
  const r = await get(`/api/v1/chart/${sum}/${z}/${x}/${y}`)
  assert.equal(r.status, 200)
  assert.equal(r.headers.get('content-type'), 'application/vnd.mapbox-vector-tile')
  assert.match(r.headers.get('cache-control'), /immutable/)
  const read = new VectorTile(new PbfReader(new Uint8Array(await r.arrayBuffer())))
  const all = []
  for (const layer of Object.values(read.layers))
    for (let i = 0; i < layer.length; i++) {
      const f = layer.feature(i)
      const geo = f.toGeoJSON(x, y, z)
      for (const ring of f.loadGeometry()) for (const p of ring)
        assert.ok(p.x >= -128 && p.x <= 4224 && p.y >= -128 && p.y <= 4224, `${p.x}, ${p.y} is far outside of the tile`)
      all.push({ layer: layer.name, ...f.properties, geo: geo.geometry })
    }
  return all
}
const column = (lon, z) => Math.floor((lon + 180) / 360 * 2 ** z)
const row = (lat, z) => Math.floor((1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2 * 2 ** z)
const at = (sum, z, lat, lon) => tile(sum, z, column(lon, z), row(lat, z))
const near = (a, b, by) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`)

const node = (id, lat, lon, tags = '') => `<node id="${id}" lat="${lat}" lon="${lon}">${tags}</node>`
const tag = (k, v) => `<tag k="${k}" v="${v}"/>`
const way = (id, refs, tags) => `<way id="${id}">${refs.map((r) => `<nd ref="${r}"/>`).join('')}${tags}</way>`
// A park with a pond in it whose edge is two ways, a street beside it, a hospital that is an area, and a town.
const town = `<?xml version="1.0"?><osm version="0.6">
${[[1, 41.3, 69.2], [2, 41.3, 69.21], [3, 41.31, 69.21], [4, 41.31, 69.2], [5, 41.303, 69.203], [6, 41.303, 69.207], [7, 41.307, 69.207], [8, 41.307, 69.203],
    [9, 41.299, 69.2], [10, 41.299, 69.21], [11, 41.312, 69.2], [12, 41.312, 69.202], [13, 41.314, 69.202], [14, 41.314, 69.2]].map((n) => node(...n)).join('')}
${node(20, 41.305, 69.205, tag('place', 'town') + tag('name', 'Янгишаҳар') + tag('name:en', 'Yangishahar'))}
${way(101, [1, 2, 3], '')}${way(102, [1, 4, 3], '')}${way(103, [5, 6, 7, 8, 5], '')}
${way(104, [9, 10], tag('highway', 'residential') + tag('name', 'Bog‘ ko‘chasi') + tag('name:ru', 'Садовая улица'))}
${way(105, [11, 12, 13, 14, 11], tag('building', 'yes') + tag('amenity', 'hospital') + tag('name', 'Shifoxona'))}
<relation id="1"><member type="way" ref="101" role="outer"/><member type="way" ref="102" role="outer"/><member type="way" ref="103" role="inner"/>${tag('type', 'multipolygon') + tag('leisure', 'park')}</relation>
<relation id="2"><member type="way" ref="101" role="outer"/><member type="way" ref="999" role="outer"/>${tag('type', 'multipolygon') + tag('natural', 'water')}</relation>
</osm>`

test('without one there is none, and nobody fetches a tile', async () => {
  assert.deepEqual(await chart(), { chart: null })
  assert.equal((await get('/api/v1/chart/00/0/0/0')).status, 404)
  assert.equal((await fetch(`${c.url}/api/v1/chart`)).status, 401)
  assert.equal((await fetch(`${c.url}/api/v1/chart/00/0/0/0`)).status, 401)
})

test('what is written in an extract is what a tile shows, with its holes and its names', async () => {
  assert.match(ok('import', 'osm', extract('town.osm', town)), /1 areas that are not whole in it\n[^]*chart\/map: 5 features of /)
  const { chart: sum, bounds, maxzoom, attribution } = await chart()
  assert.deepEqual([bounds, maxzoom], [[69.2, 41.299, 69.21, 41.314], 14])
  assert.match(attribution, /OpenStreetMap/)
  const all = await at(sum, 14, 41.305, 69.205)
  const one = (kind) => { const v = all.filter((f) => f.kind === kind); assert.equal(v.length, 1, `${v.length} ${kind}`); return v[0] }
  const park = one('green')
  assert.deepEqual([park.layer, park.geo.type, park.geo.coordinates.length], ['areas', 'Polygon', 2], 'a ring and a hole')
  const lons = park.geo.coordinates[1].map(([lon]) => lon), lats = park.geo.coordinates[1].map(([, lat]) => lat)
  near(Math.min(...lons), 69.203, 1e-5)
  near(Math.max(...lats), 41.307, 1e-5)
  const street = one('street')
  assert.deepEqual([street.layer, street.name, street.name_ru], ['lines', 'Bog‘ ko‘chasi', 'Садовая улица'])
  const place = one('town')
  assert.deepEqual([place.name, place.name_en, place.name_kk], ['Янгишаҳар', 'Yangishahar', undefined])
  near(place.geo.coordinates[0], 69.205, 1e-5)
  const beside = await at(sum, 14, 41.313, 69.201)
  const [hospital, building] = ['hospital', 'building'].map((kind) => beside.find((f) => f.kind === kind))
  near(hospital.geo.coordinates[1], 41.313, 1e-5)
  assert.deepEqual([hospital.name, building.name, building.layer], ['Shifoxona', 'Shifoxona', 'areas'])
  assert.equal(all.filter((f) => f.kind === 'water').length, 0, 'half a lake is none')
  const far = await at(sum, 8, 41.305, 69.205)
  assert.deepEqual(far.map((f) => f.kind), ['green', 'town'], 'further out only what is large')
  assert.deepEqual(await at(sum, 7, 41.305, 69.205), [])
  assert.deepEqual(await at(sum, 14, 40, 60), [], 'where nothing is the tile is empty')
})

test('an address that is no tile, and one of a chart that has gone, are not found', async () => {
  const { chart: sum } = await chart()
  for (const bad of [`${sum}/14/16384/0`, `${sum}/15/0/0`, `${sum}/-1/0/0`, `${sum}/1/0`, `${sum}/1/0/0/0`, `${sum}/a/0/0`, '1/0/0', `${sum}`])
    assert.equal((await get(`/api/v1/chart/${bad}`)).status, 404, bad)
  ok('import', 'osm', extract('street.osm', town.replaceAll('41.299', '41.298')))
  assert.equal((await get(`/api/v1/chart/${sum}/0/0/0`)).status, 200, 'who asks for a tile waits for no other chart')
  const now = await chart()
  assert.notEqual(now.chart, sum, 'the new one is used without a restart')
  assert.equal((await get(`/api/v1/chart/${sum}/0/0/0`)).status, 404)
})

test('a damaged chart is said and is as none; the next is used', async () => {
  const file = join(c.store, 'chart/map')
  const good = readFileSync(file)
  const bad = Buffer.from(good)
  bad[bad.length >> 1] ^= 1
  writeFileSync(`${file}.new`, bad)
  renameSync(`${file}.new`, file) // as whoever replaces one does: it is mapped
  await until(async () => (await chart()).chart === null, 10e3, 'refused')
  await until(() => /ground cannot be used: the chart is damaged/.test(c.log), 10e3, 'said')
  assert.equal((await get('/readyz')).status, 200)
  ok('import', 'osm', extract('town.osm', town))
  assert.notEqual((await chart()).chart, null)
})

test('after a restart tiles are there before anybody asks which chart there is', async () => {
  const { chart: sum } = await chart()
  await c.stop()
  await c.start()
  await until(async () => (await get(`/api/v1/chart/${sum}/0/0/0`)).status === 200, undefined, 'a tile')
})

test('of a real extract every tile of every zoom can be read, and shows what is there', async (t) => {
  const path = capture(t, 'geo/andorra.osm.pbf')
  if (!path) return
  ok('import', 'osm', path)
  const { chart: sum, bounds: [west, south, east, north] } = await chart()
  const kinds = new Set()
  for (let z = 0; z <= 12; z++)
    for (let x = column(west, z); x <= column(east, z); x++)
      for (let y = row(north, z); y <= row(south, z); y++)
        for (const f of await tile(sum, z, x, y)) kinds.add(f.kind)
  for (const k of ['primary', 'secondary', 'river', 'town', 'water', 'green', 'street']) assert.ok(kinds.has(k), `no ${k} in ${[...kinds]}`)
  const middle = await at(sum, 14, 42.5063, 1.5218)
  assert.ok(middle.some((f) => f.kind === 'street' && f.name), 'a street with its name')
  assert.ok(middle.some((f) => f.kind === 'building'))
})
