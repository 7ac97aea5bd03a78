// SPDX-License-Identifier: Apache-2.0
// Markaz beside PostGIS: 20,000 units on duty report where they are, a console asks which are nearest while they do, and points are
// looked up in areas. Positions: each kept durably in a history before its answer, the unit's present place moved with it, so that the
// next question sees it. Nearest: Markaz answers GET /api/v1/units/nearest (10 units with reasons, and those of the 32 nearest that
// may not go, with why) beside `ORDER BY place <-> point LIMIT 10` with the same conditions. One client for both, on the same cores.
// PostGIS is helped where there is a doubt: units by number, values in binary, no rights, no device looked up, no doubt about a
// jump, no second question; its quicker ways measure on a plane that is true for one city alone, lose the places in a crash, and may
// name the wrong units in a crowd (bench/peers/places.sql).
//   --part NAME     positions, nearest or areas alone
//   --seconds N     measured time of a line, of which there are two (3); MARKAZ_BENCH_SECONDS does the same
//   --probe N       measured time of each way that is tried first (1.2)
// MARKAZ_BUILD names the build directory (build/).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, root } from '../tests/scenario/harness.mjs'
import { PlacesMarkaz, PostGIS, RATE, UNITS } from './peers/places.mjs'
import { makeWorkplace, stopClients } from './peers/subjects.mjs'

const { values: given } = parseArgs({ options: { part: { type: 'string' }, seconds: { type: 'string' }, probe: { type: 'string' } } })
const SECONDS = Number(given.seconds ?? process.env.MARKAZ_BENCH_SECONDS ?? 3)
const PROBE = Number(given.probe ?? Math.min(1.2, SECONDS))
const ROUNDS = 2
const QUESTIONS = 40 // put to both while nobody moves
const results = join(root, 'bench/results')
const real = ['uz-regions', 'uz-tashkent-districts', 'kz-almaty-districts'].map((name) => join(root, '../shared/data/geo', `${name}.geojson`))

// The shapes of PostGIS's tables that are tried; the quickest is measured longer, and so is the first: right everywhere, nothing lost.
const sure = { type: 'geography', unlogged: false, fill: 90 }
const plane = { type: 'geometry', unlogged: true, fill: 90 }
const cells = { ...plane, fill: 50, cells: true }
const others = [{ ...sure, fill: 50 }, { ...sure, unlogged: true }, plane, cells]
const nameOf = (s) => `${s.type === 'geometry' ? 'plane' : s.type}${s.cells ? ', cells' : ''}${s.unlogged ? ', unlogged' : ''}, ${s.fill} % full`
const wayOf = (way, shape) => (shape.cells ? `${way}-cells` : way)

const ms = (us) => (us / 1000).toFixed(2)
const columns = [
  ['', 66, (r) => `${r.subject}: ${[r.shape, r.way, `${r.connections} connections`].filter(Boolean).join(', ')}`],
  ['a second', 9, (r) => Math.round(r.lines_per_s).toLocaleString('en')],
  ['p50 ms', 8, (r) => ms(r.p50_us)],
  ['p99 ms', 8, (r) => ms(r.p99_us)],
  ['CPU µs', 8, (r) => r.cpu_us.toFixed(2)],
  ['client µs', 9, (r) => r.client_cpu_us.toFixed(2)],
  ['others', 7, (r) => `${Math.round(r.others * 100)} %`],
  ['HOT', 6, (r) => (r.hot === undefined ? '' : `${r.hot} %`)],
]
const line = (cell) => columns.map(([, width], i) => (i === 0 ? cell(i).padEnd(width) : cell(i).padStart(width))).join(' ')
const header = (what) => console.log(`\n${what}\n${line((i) => columns[i][0])}`)
const show = (r) => { console.log(line((i) => columns[i][2](r))); return r }
const quickest = (list) => list.reduce((a, b) => (b.lines_per_s > a.lines_per_s ? b : a))

process.removeAllListeners('warning')
const open = new Set()
let place = null
async function leave() {
  stopClients()
  await Promise.allSettled([...open].map((s) => s.close()))
  place?.remove()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => { leave().finally(() => process.exit(130)) })

async function opened(subject) {
  open.add(subject)
  await subject.open()
  return subject
}

const SURE = 'PostGIS on the ellipsoid, logged'
const QUICK = 'PostGIS, its best'
const out = { parts: {} }

/** Tries ways one after another, shortly; then the best of each name ROUNDS times in turn. Returns the quicker run of each name. */
async function compare(what, tries, run) {
  header(`${what}; tried for ${PROBE} s each:`)
  const best = {}
  const probes = []
  for (const t of tries) {
    const r = { ...show(await run(t, PROBE)), tried: t }
    probes.push(r)
    best[t.name] = best[t.name] ? quickest([best[t.name], r]) : r
  }
  header(`${what}; the best of each, ${ROUNDS} times ${SECONDS} s:`)
  const rows = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, b] of Object.entries(best)) rows.push({ ...show(await run(b.tried, SECONDS)), name })
  }
  const result = Object.fromEntries(Object.keys(best).map((name) => [name, quickest(rows.filter((r) => r.name === name))]))
  // No shape is its best when another, measured just now, was quicker.
  result[QUICK] = quickest([result[QUICK], result[SURE]])
  const ratios = {}
  console.log(`\nMarkaz, ${what}: so many times as many as … (and so many times less processor time each)`)
  for (const [name, r] of Object.entries(result).filter(([n]) => n !== 'markaz')) {
    ratios[name] = { rate: result.markaz.lines_per_s / r.lines_per_s, cpu: r.cpu_us / result.markaz.cpu_us, p99: r.p99_us / result.markaz.p99_us }
    console.log(`  ${name.padEnd(32)} ${ratios[name].rate.toFixed(2).padStart(7)} ×   (${ratios[name].cpu.toFixed(2)} ×; p99 ${ratios[name].p99.toFixed(2)} × as long)`)
  }
  out.parts[what] = { rows, ratios, probes }
}

async function positions(markaz, postgis) {
  const run = async (t, seconds) => {
    if (t.name === 'markaz') return markaz.measure({ ask: 'positions', batch: t.batch, connections: t.connections, seconds, warmup: 0.4 })
    postgis.shaped = t.shape
    return { ...await postgis.measure({ ask: 'positions', way: wayOf(t.way, t.shape), batch: t.batch, connections: t.connections, seconds, warmup: 0.4 }), shape: nameOf(t.shape), hot: postgis.hot() }
  }
  const mine = (batch, list) => list.map((connections) => ({ name: 'markaz', batch, connections }))
  const theirs = (name, batch, way, list, connections) => list.flatMap((shape) => connections.map((n) => ({ name, batch, way, shape, connections: n })))
  await compare('positions in batches of 100', [...mine(100, [16, 64]), ...theirs(SURE, 100, 'unnest', [sure], [8, 16]), ...theirs(QUICK, 100, 'unnest', others, [8])], run)
  await compare('positions, one a request', [...mine(1, [64, 256]), ...theirs(SURE, 1, 'rows', [sure], [16, 64]), ...theirs(QUICK, 1, 'rows', [plane, cells], [16, 64])], run)
}

async function nearest(markaz, postgis) {
  const same = {}
  for (const shape of [sure, plane, cells]) same[nameOf(shape)] = await sameAnswers(markaz, postgis, shape)
  const run = async (t, seconds) => {
    if (t.name === 'markaz') return markaz.nearest({ background: { connections: 16 }, connections: t.connections, seconds })
    postgis.shaped = t.shape
    return { ...await postgis.nearest({ background: { way: wayOf('unnest', t.shape), connections: 8 }, connections: t.connections, seconds }), shape: nameOf(t.shape) }
  }
  const theirs = (name, shape) => [8, 32].map((connections) => ({ name, shape, connections }))
  const what = `the 10 nearest, ${RATE} positions/s meanwhile`
  await compare(what, [...[8, 64].map((connections) => ({ name: 'markaz', connections })), ...theirs(SURE, sure), ...theirs(QUICK, plane), ...theirs(QUICK, cells)], run)
  for (const r of out.parts[what].rows) {
    console.log(`  meanwhile ${r.name === 'markaz' ? 'Markaz' : r.name}: ${Math.round(r.positions_per_s)} positions/s, p99 ${ms(r.positions_p99_us)} ms, alone ${(r.positions_cpu * 100).toFixed(0)} % of a core${r.positions_per_s < 0.97 * RATE ? ': behind' : ''}`)
  }
  out.parts[what].same = same
}

async function sameAnswers(markaz, postgis, shape) {
  postgis.shape(shape)
  let same = 0
  for (let i = 0; i < QUESTIONS; i++) {
    const lat = (41 + ((i * 0.6180339887) % 0.9)).toFixed(7), lon = (69 + ((i * 0.7548776662) % 0.9)).toFixed(7)
    same += (await markaz.ask(lat, lon)).join() === postgis.ask(lat, lon).join()
  }
  console.log(`${QUESTIONS} questions while nobody moves, PostGIS (${nameOf(shape)}): the same 10 units in the same order ${same} times`)
  return same
}

async function areas(postgis) {
  const program = join(build, 'bench/bench_geo')
  const files = []
  if (real.every(existsSync)) {
    const lines = real.flatMap((f) => JSON.parse(readFileSync(f, 'utf8')).features.map((x) => JSON.stringify(x.geometry)))
    files.push(['real regions and districts', `${lines.join('\n')}\n`])
  }
  files.push(['made-up areas', execFileSync(program, ['areas'], { encoding: 'utf8', maxBuffer: 1 << 28 })])
  for (const [name, lines] of files) {
    const [path, points] = [join(place.dir, 'areas.txt'), join(place.dir, 'points.csv')]
    writeFileSync(path, lines)
    const mine = JSON.parse(execFileSync(program, ['find', path, points], { encoding: 'utf8' }))
    console.log(`\nareas of a point, of ${mine.areas} ${name} (${mine.corners} corners): CPU of one thread, no client\n`
      + `  Markaz's index: ${mine.ns.toFixed(0)} ns a point; made in ${mine.made_ms} ms, ${(mine.bytes / 1e6).toFixed(1)} MB; ${mine.found} areas hold ${mine.points} points`)
    const theirs = [0, 256].map((parts) => {
      postgis.areas(lines, points, parts)
      const r = { parts, ...postgis.findAreas() }
      console.log(`  ST_Covers, ${(parts ? `in parts of ${parts} corners` : 'whole').padEnd(23)} ${r.ns.toFixed(0).padStart(8)} ns, ${(r.ns / mine.ns).toFixed(0).padStart(5)} ×; ${r.found} areas`)
      return r
    })
    out.parts[`areas: ${name}`] = { markaz: mine, postgis: theirs }
  }
}

try {
  place = makeWorkplace({ wanted: false })
  const postgis = await opened(new PostGIS(place))
  out.machine = { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', memory_gb: Math.round(totalmem() / 2 ** 30), load: loadavg()[0],
    filesystem: execFileSync('stat', ['-f', '-c', '%T', place.dir], { encoding: 'utf8' }).trim(), node: process.version,
    postgres: postgis.psql(['-c', 'SHOW server_version']).split(' ')[0], postgis: postgis.version }
  const m = out.machine
  console.log(`${m.cores} cores, ${m.model}, ${m.memory_gb} GB, ${m.filesystem}; PostgreSQL ${m.postgres}, PostGIS ${m.postgis}; ${UNITS} units; load before: ${m.load.toFixed(2)}`)
  console.log('CPU is the server\'s for one, client the client\'s, others what the rest of the machine took meanwhile, HOT moves that changed no index')
  const wanted = (part) => !given.part || given.part === part
  if (wanted('areas')) await areas(postgis)
  if (wanted('nearest') || wanted('positions')) {
    const markaz = await opened(new PlacesMarkaz(place))
    if (wanted('nearest')) await nearest(markaz, postgis)
    if (wanted('positions')) await positions(markaz, postgis)
  }
  const file = join(results, `places-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`)
  mkdirSync(results, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), seconds: SECONDS, ...out }, null, 1)}\n`)
  console.log(`\nwritten to ${file}`)
} finally {
  await leave()
}
