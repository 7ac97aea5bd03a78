// SPDX-License-Identifier: Apache-2.0
// Markaz beside pgRouting and Routino, as Debian has them: the 20 best of 10,000 units, and single routes.
// pgRouting has Manhattan's graph as JEMSS has it, the same nodes, arcs and milliseconds as ours, in memory and analysed. It is asked in the ways it
// knows: the cost from all units' nodes to one node, driving distance from the place over the graph turned round, and that over
// the arcs around the place alone, which is quickest and finds what lies in there. Its answers are ours to the millisecond, or the
// bench says how many are not. Where no process stands between, ours are times inside the library; what the server adds is its HTTP.
// Routino has the OpenStreetMap extract of the same city, as we have; it knows routes between two points alone, by a library in its
// own process (bench/peers/routino.c), so for 10,000 units its time is that of 10,000 routes.
// MARKAZ_BUILD names the build directory (build/).
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { build, root } from '../tests/scenario/harness.mjs'
import { makeWorkplace, Postgres, stopClients } from './peers/subjects.mjs'

const shared = process.env.MARKAZ_SHARED ?? join(root, '../shared/data')
const ROUNDS = 3
const SLOW = 2 // so often is asked what takes many seconds
const bench = join(build, 'bench/bench_roads')
const ms = (v) => (v < 1 ? v.toFixed(4) : v.toFixed(1)).padStart(12)
const row = (what, theirs, ours) => console.log(`  ${what.padEnd(66)} ${ms(theirs)} ms ${ms(ours)} ms ${(theirs / ours).toFixed(0).padStart(9)} x`)

class PgRouting extends Postgres {
  name = 'pgRouting'

  async open() {
    await this.start({ shared_buffers: '512MB' })
    this.psql(['-c', 'CREATE EXTENSION postgis', '-c', 'CREATE EXTENSION pgrouting'])
    this.version = this.psql(['-c', 'SELECT pgr_version()'])
    const { dir } = this.place
    for (const [table, columns] of [['arcs', 'id bigint, source bigint, target bigint, cost float8, lon float8, lat float8'], ['units', 'id integer, node bigint']]) {
      this.psql(['-c', `CREATE UNLOGGED TABLE ${table} (${columns})`, '-c', `\\copy ${table} FROM '${join(dir, `${table}.csv`)}' (FORMAT csv)`])
    }
    this.psql(['-c', 'CREATE INDEX ON units (node)', '-c', 'CREATE INDEX ON arcs (source)', '-c', 'CREATE INDEX ON arcs (lat, lon)', '-c', 'VACUUM ANALYZE arcs, units'])
  }

  /** The 20 best of a place by one way of asking: [ms of the statement, costs]. */
  best(way, node) {
    const nodes = this.nodes ??= this.psql(['-c', 'SELECT array_agg(DISTINCT node) FROM units']).slice(1, -1)
    const edges = `SELECT id, target AS source, source AS target, cost FROM arcs`
    const here = `(SELECT lat FROM arcs WHERE source = ${node} LIMIT 1)`, there = `(SELECT lon FROM arcs WHERE source = ${node} LIMIT 1)`
    const near = `${edges} WHERE lat BETWEEN ${here} - 0.01 AND ${here} + 0.01 AND lon BETWEEN ${there} - 0.013 AND ${there} + 0.013`
    const asked = {
      'all units to the place (pgr_dijkstraCost)': `SELECT u.id, c.agg_cost FROM (SELECT start_vid AS node, agg_cost FROM pgr_dijkstraCost('SELECT id, source, target, cost FROM arcs', ARRAY[${nodes}]::bigint[], ${node}::bigint, true) UNION ALL SELECT ${node}, 0) c JOIN units u USING (node)`,
      'the place to all, turned round (pgr_drivingDistance)': `SELECT u.id, c.agg_cost FROM pgr_drivingDistance('${edges}', ${node}::bigint, 1e12, true) c JOIN units u USING (node)`,
      'the same over the arcs within a kilometre': `SELECT u.id, c.agg_cost FROM pgr_drivingDistance('${near}', ${node}::bigint, 1e12, true) c JOIN units u USING (node)`,
    }[way]
    const text = this.psql(['-c', '\\timing on', '-c', `${asked} ORDER BY 2, 1 LIMIT 20`])
    return [Number(/Time: ([\d.]+) ms/.exec(text)[1]), text.split('\n').filter((l) => /^\d+\|/.test(l)).map((l) => Math.round(Number(l.split('|')[1])))]
  }
}

const WAYS = ['all units to the place (pgr_dijkstraCost)', 'the place to all, turned round (pgr_drivingDistance)', 'the same over the arcs within a kilometre']
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]

async function besidePgRouting(place) {
  const ours = JSON.parse(execFileSync(bench, ['tell', 'manhattan', place.dir], { encoding: 'utf8' }))
  const places = readFileSync(join(place.dir, 'places.csv'), 'utf8').trim().split('\n').map((l) => l.split(',').map(Number))
  const pg = new PgRouting(place)
  const times = Object.fromEntries(WAYS.map((w) => [w, []])), wrong = Object.fromEntries(WAYS.map((w) => [w, 0]))
  try {
    await pg.open()
    for (let round = 0; round < ROUNDS; round++) {
      for (const [node, ...want] of places) {
        for (const way of WAYS) {
          if (way === WAYS[0] && times[way].length === SLOW) continue
          const [took, costs] = pg.best(way, node)
          times[way].push(took)
          if (costs.join() !== want.join()) wrong[way]++
        }
      }
    }
  } finally {
    await pg.close()
  }
  console.log(`The 20 best of 10,000 units in Manhattan (${ours.arcs.toLocaleString('en')} arcs), beside pgRouting ${pg.version}; medians of ${SLOW} and of ${places.length * ROUNDS}, and how many times ours`)
  for (const way of WAYS) {
    row(`${way}${wrong[way] > 0 ? `; ${wrong[way]} of them not right` : ''}`, median(times[way]), ours.known_ms)
    row('  … the units come to us as a list', median(times[way]), ours.list_ms)
  }
  row('our own Dijkstra, to all', ours.dijkstra_ms, ours.known_ms)
  if (wrong[WAYS[0]] > 0 || wrong[WAYS[1]] > 0) throw new Error('pgRouting and Markaz do not agree on times')
}

/** The first file of a ZIP archive. */
function unzipped(archive) {
  const all = readFileSync(archive), at = all.indexOf('PK\x01\x02'), head = all.readUInt32LE(at + 42)
  const data = head + 30 + all.readUInt16LE(head + 26) + all.readUInt16LE(head + 28)
  return inflateRawSync(all.subarray(data, data + all.readUInt32LE(at + 20)))
}

function besideRoutino(place) {
  const folder = join(shared, 'calls/jemss/manhattan/data/roads/osm 2019')
  const routino = join(build, 'bench/routino')
  if (!existsSync(routino)) return console.log('Routino: not measured, its library is not installed')
  const osm = join(place.dir, 'manhattan.osm'), draft = join(place.dir, 'draft'), data = join(place.dir, 'routino')
  writeFileSync(osm, unzipped(join(folder, readdirSync(folder).find((n) => n.endsWith('.zip')))))
  mkdirSync(data)
  execFileSync('planetsplitter', [`--dir=${data}`, '--tagging=/usr/share/routino/tagging.xml', osm], { stdio: 'ignore' })
  const read = spawnSync(join(build, 'markaz-osm'), [], { stdio: [openSync(osm), openSync(draft, 'w'), 'inherit'] })
  if (read.status !== 0) throw new Error('markaz-osm could not read the extract')
  const nodes = [...readFileSync(osm, 'utf8').matchAll(/<node id="\d+" lat="([-\d.]+)" lon="([-\d.]+)"/g)].map((m) => `${m[1]} ${m[2]}`)
  // Two points that are far from each other in the file, the same in every run.
  const input = Array.from({ length: 200 }, (_, i) => `${nodes[(i * 7919) % nodes.length]} ${nodes[(i * 104729 + 13) % nodes.length]}\n`).join('')
  const theirs = JSON.parse(execFileSync(routino, [data, '/usr/share/routino'], { input, encoding: 'utf8' }))
  const ours = JSON.parse(execFileSync(bench, ['pairs', draft], { input, encoding: 'utf8' }))
  console.log(`\nA route in Manhattan from OpenStreetMap, beside Routino; mean of ${theirs.found} and ${ours.found} that were found of ${ours.asked}`)
  row('from point to point', theirs.pair_ms, ours.pair_ms)
  row('once the points are on roads', theirs.route_ms, ours.route_ms)
  const all = JSON.parse(execFileSync(bench, ['tell', 'manhattan', mkdtempSync(join(place.dir, 'again-'))], { encoding: 'utf8' }))
  row('the 20 best of 10,000: 10,000 of its routes', theirs.route_ms * 10000, all.known_ms)
}

if (!existsSync(join(shared, 'calls/jemss'))) {
  console.log(`not measured: there are no captures in ${shared}`)
} else {
  const place = makeWorkplace({ wanted: false })
  try {
    await besidePgRouting(place)
    besideRoutino(place)
  } finally {
    stopClients()
    place.remove()
  }
}
