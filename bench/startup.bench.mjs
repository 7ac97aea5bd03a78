// SPDX-License-Identifier: Apache-2.0
// How long a start takes with a country's history: replay from zero, the newest snapshot alone, a snapshot and a tail, each with a
// hotlist of a million entries; and the same with the files gone from the memory of the system. Nothing fails for being slow.
//   MARKAZ_BUILD           the build directory (build/)
//   MARKAZ_START_EVENTS    events in the journal (1,000,000; 10,000,000 is what is wanted and takes about ten minutes to make)
//   MARKAZ_START_DAYS      days they are spread over (a seventh of a million a day: 7 for 10,000,000)
//   MARKAZ_START_TAIL      events after the snapshot (store.snapshot_every)
//   MARKAZ_START_PLATES    entries of the hotlist (1,000,000)
//   MARKAZ_START_TELEMETRY seconds of a country's telemetry (12,000 reads/s and 9,000 positions/s, one a request) that come before
//                          the last starts: of a process that was killed meanwhile, and without what it noted of them (0; 180 is
//                          what is kept of reads)
//   MARKAZ_START_TIMES     starts of each kind (3)
//   MARKAZ_START_DIR       use this directory and keep it: a history made before is used again
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Centre, build, root } from '../tests/scenario/harness.mjs'
import { Fill, many, run, seqOf } from './fill.mjs'

const EVENTS = Number(process.env.MARKAZ_START_EVENTS ?? 1e6)
const DAYS = Number(process.env.MARKAZ_START_DAYS ?? EVENTS * 7 / 1e7)
const settings = JSON.parse(readFileSync(join(root, 'schema/settings.json'), 'utf8'))
const TAIL = Number(process.env.MARKAZ_START_TAIL ?? settings.store.snapshot_every[1])
const PLATES = Number(process.env.MARKAZ_START_PLATES ?? 1e6)
const TELEMETRY = Number(process.env.MARKAZ_START_TELEMETRY ?? 0)
const TIMES = Number(process.env.MARKAZ_START_TIMES ?? 3)
const KEPT = process.env.MARKAZ_START_DIR
const WAIT = 1200000

const load = (...args) => new Promise((done, fail) => {
  const p = spawn(join(build, 'bench/load'), ['--port', new URL(c.url).port, ...args.map(String)], { stdio: ['ignore', 'ignore', 'inherit'] })
  p.on('close', (code) => (code === 0 ? done() : fail(new Error(`load ended with ${code}`))))
})
const size = (path) => (existsSync(path) ? statSync(path).isDirectory() ? readdirSync(path).reduce((n, f) => n + size(join(path, f)), 0) : statSync(path).size : 0)
const files = (path) => (statSync(path).isDirectory() ? readdirSync(path).flatMap((f) => files(join(path, f))) : [path])
/** The system forgets what it holds of these files, as after the machine's own start. */
const cold = (dir) => files(dir).filter((f) => statSync(f).isFile()).forEach((f) => run('dd', [`if=${f}`, 'iflag=nocache', 'count=0', 'status=none']))

const c = new Centre({ set: { 'http.connections_max': '1000' } })
if (KEPT) {
  rmSync(c.dir, { recursive: true })
  mkdirSync(KEPT, { recursive: true })
  c.dir = KEPT
  c.store = join(KEPT, 'store')
}

/** One start until it says that it is ready, and what it says of its parts. It ends as by a power cut, so that it leaves no snapshot. */
async function start(signal = 'SIGKILL') {
  const begun = performance.now()
  await c.start({}, WAIT)
  const ms = performance.now() - begun
  const text = readFileSync(`/proc/${c.proc.pid}/status`, 'utf8')
  const kb = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)[1]) / 1024
  const stat = readFileSync(`/proc/${c.proc.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  const said = c.log.split('\n').filter((l) => /picture of|desk 'road'|telemetry read again/.test(l)).map((l) => l.replace(/^.*core: /, '').trim())
  const last = { ms, cpu: (Number(stat[11]) + Number(stat[12])) * 10, rss: kb('VmRSS'), peak: kb('VmHWM'), said }
  await c.stop(signal)
  return last
}

async function show(name, times = TIMES, before = () => {}) {
  const all = []
  for (let i = 0; i < times; i++) {
    before()
    all.push(await start())
  }
  all.sort((a, b) => a.ms - b.ms)
  const r = all[Math.floor(all.length / 2)]
  console.log(`${name.padEnd(34)} ready in ${(r.ms / 1000).toFixed(2)} s (${all.map((x) => (x.ms / 1000).toFixed(2)).join(', ')}), CPU ${(r.cpu / 1000).toFixed(2)} s, ${r.rss.toFixed(0)} MB (at most ${r.peak.toFixed(0)})`)
  for (const l of r.said) console.log(`    ${l}`)
  return r
}

/** Cameras and tablets of the generator's country, and their units on duty. */
async function country() {
  const rows = (kind, n) => run(join(build, 'bench/load'), ['--port', '1', '--token', 'x', '--print', 'devices', '--kind', kind, '--devices', String(n)]).trim().split('\n').slice(1).map((l) => l.split(','))
  const put = async (kind, text) => {
    const r = await c.call('POST', `/api/v1/import/${kind}`, text, c.token('admin'))
    if (r.status !== 200 || r.json.errors.length > 0) throw new Error(`import ${kind}: ${r.text.slice(0, 300)}`)
  }
  const tablets = rows('positions', 20000)
  await put('devices', `id,name,kind,lat,lon\n${rows('reads', 6000).map(([id, , kind, lat, lon]) => `${id},${id},${kind},${lat},${lon}`).join('\n')}\n`)
  await put('units', `id,name,kind\n${tablets.map(([id]) => `N${id},N${id},patrol`).join('\n')}\n`)
  await put('devices', `id,name,kind,unit\n${tablets.map(([id]) => `${id},${id},tablet,N${id}`).join('\n')}\n`)
  const units = tablets.map(([id]) => `N${id}`)
  await Promise.all(Array.from({ length: 64 }, async () => { while (units.length > 0) await c.call('POST', `/api/v1/units/${units.pop()}/duty`, { duty: 'on' }, c.token('supervisor')) }))
}

const there = existsSync(join(c.store, 'journal.db'))
const fill = new Fill(c.store, DAYS, EVENTS, there ? seqOf(c.store) : 0)
try {
  console.log(`${cpus().length} cores, ${cpus()[0].model}; ${many(EVENTS)} events over ${DAYS.toFixed(2)} days, ${many(PLATES)} entries on the hotlist`)
  if (EVENTS < 1e7) console.log('wanted with 10,000,000 events (MARKAZ_START_EVENTS): ready in under 3 s from a snapshot, replay over 500,000 events/s')
  if (!there) {
    await c.start()
    const list = run(join(build, 'bench/load'), ['--port', '1', '--token', 'x', '--print', 'hotlist', '--plates', String(PLATES)])
    const put = await c.call('PUT', '/api/v1/hotlists/national', list, c.token('supervisor'))
    if (put.status !== 200) throw new Error(`hotlist: ${put.status} ${put.text.slice(0, 200)}`)
    await c.stop('SIGTERM')
    const made = await fill.add(EVENTS)
    console.log(`made in ${made.seconds} s: ${many(made.seq)} events, journal ${many(size(join(c.store, 'journal.db')) / 1e6)} MB`)
  }
  rmSync(join(c.store, 'snapshots'), { recursive: true, force: true })
  const events = seqOf(c.store)
  const zero = await show('replay from zero', 1)
  const ms = Number(/ready in (\d+) ms/.exec(zero.said[0])[1])
  console.log(`    ${many(events / ms * 1000)} events/s (wanted: over 500,000)`)
  await c.start({}, WAIT)
  await c.stop('SIGTERM')
  console.log(`snapshot ${many(size(join(c.store, 'snapshots')) / 1e6)} MB, lists ${many(size(join(c.store, 'lists')) / 1e6)} MB`)
  await show('snapshot (wanted: under 3 s)')
  await show('the same, files not in memory', 1, () => cold(c.store))
  await fill.add(TAIL)
  await show(`snapshot and ${many(TAIL)} events`)
  await show('the same, files not in memory', 1, () => cold(c.store))
  if (TELEMETRY > 0) {
    await c.start({}, WAIT)
    await country()
    const lines = ['--batch', 1, '--warmup', 0, '--age', 0, '--seconds', TELEMETRY]
    await Promise.all([
      load('--token', c.token('tracker'), '--kind', 'positions', '--devices', 20000, '--connections', 64, '--rate', 9000, ...lines),
      load('--token', c.token('camera'), '--kind', 'reads', '--devices', 6000, '--hits', 0, '--connections', 64, '--rate', 12000, ...lines),
    ])
    await c.stop('SIGKILL')
    await show(`and ${many(TELEMETRY)} s of telemetry (wanted: under 3 s)`, 1)
    rmSync(join(c.store, 'live'), { force: true })
    await show('the same, nothing noted of it', 1)
  }
} finally {
  fill.end()
  if (KEPT) await c.stop('SIGKILL')
  else await c.end()
}
