// SPDX-License-Identifier: Apache-2.0
// The map of roads: made of real extracts by a process that can do nothing else, kept when a new one is refused, and asked.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync, gzipSync, inflateRawSync } from 'node:zlib'
import { build, capture, until } from './harness.mjs'

const dir = mkdtempSync(join(tmpdir(), 'markaz-roads-'))
const store = join(dir, 'store')
const map = join(store, 'roads/map')
mkdirSync(store)
after(() => rmSync(dir, { recursive: true, force: true }))

const tool = (...a) => spawnSync(join(build, 'markazctl'), ['--data', store, ...a], { encoding: 'utf8' })
const ok = (...a) => {
  const r = tool(...a)
  assert.equal(r.status, 0, r.stderr)
  return r.stdout
}
const file = (name, content) => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}

// Two streets that cross: 1 - 2 - 3 to the north at 60 km/h by the limit of 75, and 4 - 2 - 5 to the east, one way.
const cross = (more = '') => `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="41.00" lon="69.00"/><node id="2" lat="41.01" lon="69.00"/><node id="3" lat="41.02" lon="69.00"/>
<node id="4" lat="41.01" lon="68.99"/><node id="5" lat="41.01" lon="69.01"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="maxspeed" v="75"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="maxspeed" v="75"/></way>
<way id="12"><nd ref="4"/><nd ref="2"/><nd ref="5"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
${more}</osm>`
const noTurn = '<relation id="1"><member type="way" ref="10" role="from"/><member type="node" ref="2" role="via"/><member type="way" ref="11" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_straight_on"/></relation>'
const seconds = (out) => [...out.matchAll(/^(ordinary|emergency): (\d+) s$/gm)].map((m) => Number(m[2]))

test('a written extract gives the times that can be counted by hand', () => {
  const out = ok('import', 'osm', file('cross.osm', cross()))
  assert.match(out, /^3 roads; 0 of their nodes are not in the extract; 0 barriers; 0 restrictions of turns, and 0 that are ignored; 0 areas that are not whole in it\n/)
  assert.match(out, /5 nodes, 6 arcs/)
  // 0.02 degrees of latitude at 60 km/h; with lights and sirens three quarters of it.
  const metres = 0.02 * Math.PI / 180 * 6371008.8
  const want = metres / (60 / 3.6)
  const [ordinary, emergency] = seconds(ok('roads', '41.00,69.00', '41.02,69.00'))
  assert.ok(Math.abs(ordinary - want) <= 1, `${ordinary} s, ${want} s are right`)
  assert.ok(Math.abs(emergency - want * 0.75) <= 1)
  assert.deepEqual(seconds(ok('roads', '41.02,69.00', '41.00,69.00')), [ordinary, emergency])
})

test('a forbidden turn is not taken', () => {
  assert.match(ok('import', 'osm', file('noturn.osm', cross(noTurn))), /1 restrictions of turns, and 0 that are ignored/)
  assert.match(ok('roads', '41.00,69.00', '41.02,69.00'), /ordinary: no way\nemergency: no way\n/)
  assert.equal(seconds(ok('roads', '41.02,69.00', '41.00,69.00')).length, 2)
})

test('what is refused says why, and the map that was there stays', () => {
  const before = readFileSync(map)
  const refused = [
    [['import', 'osm', join(dir, 'none.osm')], 1, /none\.osm/],
    [['import', 'osm', file('empty.osm', '')], 1, /the extract is empty/],
    [['import', 'osm', file('half.osm', cross().slice(0, 500))], 1, /the extract is no whole OSM XML or PBF file/],
    [['import', 'osm', file('half.osm.gz', gzipSync(cross()).subarray(0, 200))], 1, /the extract is no whole gzip file/],
    [['import', 'osm', file('bare.osm', '<osm version="0.6"><node id="1" lat="1" lon="1"/></osm>')], 1, /there is no road in it/],
    [['import', 'osm', file('zeroes.pbf', Buffer.alloc(4096))], 1, /the extract is no whole OSM XML or PBF file/],
    [['import', 'osm', dir], 1, /the extract/],
    [['import', 'osm'], 2, /usage|import osm FILE/],
    [['import', 'osm', 'a', 'b'], 2, /import osm FILE/],
    [['import', 'jemss', dir], 1, /nodes\.csv/],
    [['import', 'jemss', dir, '--mode', '0'], 2, /--mode 1\.\.99/],
    [['roads', '41,69'], 2, /LAT,LON/],
    [['roads', '41,69', '91,69'], 2, /LAT,LON/],
    [['roads', '41,69', '50,69'], 1, /no road within 20 km of 50,69/],
  ]
  for (const [args, status, says] of refused) {
    const r = tool(...args)
    assert.equal(r.status, status, `${args.join(' ')}: ${r.stdout}${r.stderr}`)
    assert.match(r.stderr, says)
    assert.ok(!readFileSync(map).compare(before), args.join(' '))
  }
  assert.deepEqual(readdirSync(join(store, 'roads')), ['map'])
})

test('a damaged map is not used', () => {
  const good = readFileSync(map)
  const bad = Buffer.from(good)
  bad[good.length >> 1] ^= 1
  writeFileSync(map, bad)
  assert.match(tool('roads').stderr, /the map of roads is damaged: its sum is another/)
  writeFileSync(map, good.subarray(0, good.length - 8))
  assert.match(tool('roads').stderr, /the map of roads has \d+ bytes and should have \d+/)
  rmSync(map)
  assert.match(tool('roads').stderr, /could not open/)
  writeFileSync(map, good)
  assert.match(ok('roads'), /5 nodes, 6 arcs/)
})

test('Andorra, a town and a piece of Moscow are read whole', (t) => {
  const want = [
    ['geo/andorra.osm.pbf', 1320, 0, /1960 nodes, 3949 arcs/],
    ['geo/bautzen.osm', 57, 0, /57 nodes, 95 arcs/],
    ['geo/moscow-small.osm.gz', 445, 106, /659 nodes, 1433 arcs/],
  ]
  for (const [name, roads, restrictions, size] of want) {
    const path = capture(t, name)
    if (!path) return
    const out = ok('import', 'osm', path)
    const [, r, turns, ignored] = out.match(/^(\d+) roads; .* (\d+) restrictions of turns, and (\d+) that are ignored/)
    assert.equal(Number(r), roads)
    assert.equal(Number(turns) + Number(ignored), restrictions)
    assert.match(out, size)
  }
  // The gzipped one and what it holds give the same map.
  const packed = readFileSync(map)
  ok('import', 'osm', file('moscow.osm', gunzipSync(readFileSync(capture(t, 'geo/moscow-small.osm.gz')))))
  assert.ok(!readFileSync(map).compare(packed))
})

test('while it reads an extract, the process can do nothing else', async (t) => {
  const path = capture(t, 'geo/andorra.osm.pbf')
  if (!path) return
  // Its answer is larger than a pipe, so with nobody reading that it stands still, confined. (A sanitizer looks for leaks by
  // tracing and by files, neither of which is left.)
  const env = { ...process.env, ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0` }
  const reader = spawn(join(build, 'markaz-osm'), [], { env, stdio: [openSync(path), 'pipe', 'inherit'] })
  const said = (name) => readFileSync(`/proc/${reader.pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s*(\\d+)$`, 'm'))?.[1]
  try {
    reader.stdout.pause()
    if (build.includes('asan')) await until(() => said('NoNewPrivs') === '1', undefined, 'a confined process')
    else await until(() => said('Seccomp') === '2', undefined, 'a confined process')
    assert.equal(said('NoNewPrivs'), '1')
  } finally {
    const ended = new Promise((done) => reader.on('close', done))
    reader.stdout.resume()
    assert.equal(await ended, 0)
  }
})

// A file of a ZIP archive, by its central directory.
function unzipped(archive, name) {
  const all = readFileSync(archive)
  for (let at = all.indexOf('PK\x01\x02'); at >= 0; at = all.indexOf('PK\x01\x02', at + 4)) {
    if (all.subarray(at + 46, at + 46 + all.readUInt16LE(at + 28)).toString() !== name) continue
    const head = all.readUInt32LE(at + 42)
    const data = head + 30 + all.readUInt16LE(head + 26) + all.readUInt16LE(head + 28)
    return inflateRawSync(all.subarray(data, data + all.readUInt32LE(at + 20)))
  }
  throw new Error(`no ${name} in ${archive}`)
}

test('Manhattan as JEMSS has it: a mode with sirens is quicker than one without', (t) => {
  const archive = capture(t, 'calls/jemss/manhattan/models/1/travel/roads/roads.zip')
  if (!archive) return
  const folder = join(dir, 'manhattan')
  mkdirSync(folder)
  for (const name of ['nodes.csv', 'arcs.csv']) writeFileSync(join(folder, name), unzipped(archive, name))
  const drive = () => seconds(ok('roads', '40.7580,-73.9855', '40.7033,-74.0170'))[0]
  assert.match(ok('import', 'jemss', folder), /16811 nodes, 24437 arcs/)
  const sirens = drive()
  assert.match(ok('import', 'jemss', folder, '--mode', '2'), /16811 nodes, 24437 arcs/)
  const plain = drive()
  assert.ok(Math.abs(plain * 0.75 - sirens) <= 2, `${sirens} s of ${plain} s: the file says 3/4`)
  assert.match(tool('import', 'jemss', folder, '--mode', '3').stderr, /arcs\.csv, line 6: there is no column 'mode_3'/)
  assert.ok(existsSync(map))
})
