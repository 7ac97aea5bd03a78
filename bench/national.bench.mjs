// SPDX-License-Identifier: Apache-2.0
// A country's load on one machine, generator and readers included: reads and positions one a request from connections of their own,
// heartbeats, alarms, hits, dangerous driving, and consoles that watch. Prints how late a notice and an alarm are heard, from the
// device's sending to the reader. Nothing fails for being slow.
//   MARKAZ_BUILD             the build directory (build/)
//   MARKAZ_NATIONAL_SECONDS  measured time (60)
//   MARKAZ_NATIONAL_TABLETS  units whose own tablets listen beside them (600)
//   MARKAZ_NATIONAL_SHARE    of the country's load: 0.5 is half of it, connections too. Without it the whole country is tried, and
//                            when that does not fit 0.85, 0.7, 0.5 and 0.3 of it, until one does
//   MARKAZ_NATIONAL_PORTS    0: HTTP alone; 1: all ports, with panels, buttons and TAK clients (ports.mjs says which), and presses
//                            by each (1); storm: and 5,000 panels that come back at once every ten seconds
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { Centre, build, sleep } from '../tests/scenario/harness.mjs'
import { Ports } from './ports.mjs'

const SECONDS = Number(process.env.MARKAZ_NATIONAL_SECONDS ?? 60)
const SHARE = Number(process.env.MARKAZ_NATIONAL_SHARE ?? 1)
const LESS = (process.env.MARKAZ_NATIONAL_LESS ?? (process.env.MARKAZ_NATIONAL_SHARE ? '' : '0.85 0.7 0.5 0.3')).split(' ').filter(Boolean)
const WANTED = { notice: 150, alarm: 500, mb: 1000, late: 1000 } // ms, ms, MB, ms
const of = (n) => Math.max(1, Math.round(n * SHARE))
const UNITS = 20000, CAMERAS = 6000, BUTTONS = 34000, PLATES = 1000000
const TABLETS = Math.min(UNITS, of(Number(process.env.MARKAZ_NATIONAL_TABLETS ?? 600)))
const DESKS = of(1000), COUNTRY = of(20)
const PORTS = process.env.MARKAZ_NATIONAL_PORTS ?? '1'
const COLUMNS = 8, ROWS = 5 // districts, over the square the generator drives in: 41-41.9 N, 69-69.9 E

const program = join(build, 'bench/load')
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

const print = (...args) => {
  const r = spawnSync(program, ['--port', '1', '--token', 'x', ...args], { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (r.status !== 0) throw new Error(r.stderr)
  return r.stdout
}
const post = (url, path, token, body, method = 'POST') => new Promise((done, fail) => {
  const q = request(url + path, { method, agent, headers: { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(body) } }, (r) => {
    let text = ''
    r.on('data', (d) => { text += d })
    r.on('end', () => (r.statusCode === 200 ? done(JSON.parse(text)) : fail(new Error(`${path}: ${r.statusCode} ${text.slice(0, 300)}`))))
  })
  q.on('error', fail)
  q.end(body)
})
const districtAt = (lat, lon) => Math.min(ROWS - 1, Math.floor((lat - 41) / (0.9 / ROWS))) * COLUMNS + Math.min(COLUMNS - 1, Math.floor((lon - 69) / (0.9 / COLUMNS)))
const box = (d) => {
  const west = 69 + (d % COLUMNS) * (0.9 / COLUMNS), south = 41 + Math.floor(d / COLUMNS) * (0.9 / ROWS)
  return [west, south, west + 0.9 / COLUMNS, south + 0.9 / ROWS]
}

/** Areas, units where the generator drives them, cameras, tablets, buttons with a rhythm, the hotlist; all units on duty. */
async function country(c, ports) {
  const admin = c.token('admin'), supervisor = c.token('supervisor')
  const put = async (kind, text) => {
    const r = await post(c.url, `/api/v1/import/${kind}`, admin, text)
    if (r.errors.length > 0) throw new Error(`import ${kind}: ${JSON.stringify(r.errors[0])}`)
  }
  const ring = ([w, s, e, n]) => [[[w, s], [e, s], [e, n], [w, n], [w, s]]]
  await put('areas', JSON.stringify({ type: 'FeatureCollection', features: Array.from({ length: COLUMNS * ROWS }, (_, d) => ({ type: 'Feature',
    properties: { id: `d${d}`, name: `District ${d}`, kind: 'district' }, geometry: { type: 'Polygon', coordinates: ring(box(d)) } })) }))
  if (ports) await put('areas', JSON.stringify({ type: 'FeatureCollection', features: ports.areas() }))
  const rows = (kind, n) => print('--print', 'devices', '--kind', kind, '--devices', String(n)).trim().split('\n').slice(1).map((l) => l.split(','))
  const tablets = rows('positions', UNITS), cameras = rows('reads', CAMERAS), buttons = rows('heartbeats', BUTTONS)
  await put('units', `id,name,kind,area\n${tablets.map(([id, , , lat, lon]) => `U${id.slice(4)},Unit ${id.slice(4)},patrol,d${districtAt(Number(lat), Number(lon))}`).join('\n')}\n`)
  await put('devices', `id,name,kind,unit\n${tablets.map(([id]) => `${id},${id},tablet,U${id.slice(4)}`).join('\n')}\n`)
  await put('devices', `id,name,kind,lat,lon,speed_limit\n${cameras.map(([id, , kind, lat, lon]) => `${id},${id},${kind},${lat},${lon},60`).join('\n')}\n`)
  await put('devices', `id,name,kind,lat,lon,period_s\n${buttons.map(([id, , kind, lat, lon]) => `${id},${id},${kind},${lat},${lon},300`).join('\n')}\n`)
  await post(c.url, '/api/v1/hotlists/national', supervisor, print('--print', 'hotlist', '--plates', String(PLATES)), 'PUT')
  for (const [kind, text] of ports?.registry() ?? []) await put(kind, text)
  const units = Array.from({ length: UNITS }, (_, i) => `U${String(i).padStart(5, '0')}`).concat(ports?.phones.map((p) => p.unit) ?? [])
  const sign = async () => { while (units.length > 0) await post(c.url, `/api/v1/units/${units.pop()}/duty`, supervisor, '{"duty":"on"}') }
  await Promise.all(Array.from({ length: 64 }, sign))
  return await tabletStreams(c, admin, tablets)
}

/** Every so-many-th unit's tablet, with a token of its own, looking at its district. */
async function tabletStreams(c, admin, tablets) {
  const chosen = Array.from({ length: TABLETS }, (_, i) => tablets[Math.floor(i * UNITS / TABLETS)])
  const lines = []
  let next = 0
  const make = async () => {
    while (next < chosen.length) {
      const [id, , , lat, lon] = chosen[next++]
      const { token } = await post(c.url, '/api/v1/tokens', admin, JSON.stringify({ name: `tablet ${id}`, role: 'unit', devices: [id] }))
      lines.push([token, ...box(districtAt(Number(lat), Number(lon))), 12, 'tablet'])
    }
  }
  await Promise.all(Array.from({ length: 64 }, make))
  return lines
}

const running = []
function generator(c, name, token, args) {
  const p = spawn(program, ['--port', new URL(c.url).port, '--token', token, '--warmup', '8', '--seconds', String(SECONDS), '--batch', '1', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  p.stdout.on('data', (d) => { text += d })
  running.push(p)
  return new Promise((done, fail) => p.on('close', (code) => (code === 0 ? done({ name, ...JSON.parse(text) }) : fail(new Error(`${name} ended with ${code}`)))))
}

/** One desk of each district and one console of the country tell what they hear: those are "both consoles" of a press. */
function watchers(c, tablets, ports) {
  const lines = [...tablets]
  for (let i = 0; i < DESKS; i++) lines.push([c.token('operator', '--area', `d${i % (COLUMNS * ROWS)}`), ...box(i % (COLUMNS * ROWS)), 12, ...(i < COLUMNS * ROWS ? ['tell'] : [])])
  for (let i = 0; i < COUNTRY; i++) lines.push([c.token('operator'), 68.9, 40.9, 70, 42, 8, ...(i === 0 ? ['tell'] : [])])
  const p = spawn(join(build, 'bench/watch'), [new URL(c.url).port, '8', String(SECONDS)], { stdio: ['pipe', 'pipe', 'inherit'] })
  running.push(p)
  let last = '', began
  const out = createInterface({ input: p.stdout })
  const measuring = new Promise((done) => { began = done })
  out.on('line', (l) => { if (l.startsWith('heard')) ports?.hear(l); else { last = l; began() } })
  p.stdin.end(`${lines.map((l) => l.join(' ')).join('\n')}\n`)
  const over = new Promise((done, fail) => p.on('close', (code) => (code === 0 ? done(JSON.parse(last)) : fail(new Error(`watch ended with ${code}`)))))
  return { measuring, over }
}

const status = (pid, key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
/** CPU seconds of each thread of the server, by its name. */
const threads = (pid) => {
  const of = new Map()
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const text = readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'), f = text.replace(/^.*\) /, '').split(' ')
    const name = task === String(pid) ? 'main' : /\((.*)\)/.exec(text)[1]
    of.set(name, (of.get(name) ?? 0) + (Number(f[11]) + Number(f[12])) / 100)
  }
  return of
}
const cpuOf = (pid) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' '); return (Number(f[11]) + Number(f[12])) / 100 }
/** Hundredths of a second of all cores: in all, and those the machine's host gave to others. */
const cores = () => { const f = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].split(/ +/).slice(1, 9).map(Number); return { all: f.reduce((a, b) => a + b), stolen: f[7] } }
const figure = async (c, name) => Number(new RegExp(`^${name} ([\\d.e+-]+)`, 'm').exec(await fetch(`${c.url}/metrics`).then((r) => r.text()))?.[1])
const ms = (us) => `${(us / 1000).toFixed(us < 10000 ? 1 : 0)} ms`

const c = new Centre({ set: { 'http.connections_max': '40000' } })
let fits = false
const ports = PORTS === '0' ? null : new Ports(c, { share: SHARE, seconds: SECONDS - 5, districtAt })
try {
  const begun = performance.now()
  await ports?.prepare()
  await c.start()
  const tablets = await country(c, ports)
  const { pid } = c.proc
  console.log(`${cpus().length} cores, ${cpus()[0].model}; generator and readers on the same cores; ${SECONDS} s at ${SHARE * 100} % of a country`)
  console.log(`set up in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${UNITS} units on duty, ${UNITS + CAMERAS + BUTTONS} devices, ${PLATES} entries; ${status(pid, 'VmRSS').toFixed(0)} MB`)
  const camera = c.token('camera'), tracker = c.token('tracker'), alarm = c.token('alarm')
  if (ports) {
    await ports.connect()
    console.log(`${ports.describe()}: connected; ${status(pid, 'VmRSS').toFixed(0)} MB`)
  }
  // The first sign of life of a device is an event; in a country that is long past.
  const all = [['tab', UNITS], ['cam', CAMERAS], ['btn', BUTTONS]].flatMap(([kind, n]) => Array.from({ length: n }, (_, i) => `${kind}-${String(i).padStart(5, '0')}`))
  for (let i = 0; i < all.length; i += 5000) {
    await post(c.url, '/api/v1/heartbeats', alarm, all.slice(i, i + 5000).map((id) => `{"device":"${id}","at":"${new Date().toISOString()}"}\n`).join(''))
  }
  const streams = watchers(c, tablets, ports)
  const pressed = streams.measuring.then(() => sleep(2000)).then(() => ports?.press(PORTS === 'storm'))
  await sleep(3000)
  const reads = ['--kind', 'reads', '--devices', String(CAMERAS), '--age', '0']
  const load = Promise.all([
    generator(c, 'reads', camera, [...reads, '--connections', of(6000), '--rate', of(12000), '--hits', '0', '--dangerous', '1'].map(String)),
    generator(c, 'hits', camera, [...reads, '--connections', '8', '--rate', 2.4 * SHARE, '--hits', '1000', '--seed', '7'].map(String)),
    generator(c, 'positions', tracker, ['--kind', 'positions', '--devices', UNITS, '--connections', of(9000), '--rate', of(9000)].map(String)),
    generator(c, 'heartbeats', alarm, ['--kind', 'heartbeats', '--devices', BUTTONS, '--connections', of(500), '--rate', of(BUTTONS / 120)].map(String)),
    generator(c, 'alarms', alarm, ['--kind', 'alarms', '--devices', BUTTONS, '--connections', '16', '--rate', of(5)].map(String)),
  ])
  await sleep(8500)
  const cpu = cpuOf(pid), at = performance.now(), before = cores(), work = threads(pid)
  ports?.look(cpuOf, status)
  await sleep(SECONDS * 1000 - 1500)
  const share = (cpuOf(pid) - cpu) / ((performance.now() - at) / 1000)
  const spent = [...threads(pid)].map(([name, s]) => [name, (s - (work.get(name) ?? 0)) / (performance.now() - at) * 1e5]).filter(([, s]) => s >= 1).sort((a, b) => b[1] - a[1])
  const after = cores(), stolen = (after.stolen - before.stolen) / (after.all - before.all)
  const peak = status(pid, 'VmRSS'), connections = await figure(c, 'markaz_http_connections')
  ports?.look(cpuOf, status)
  const results = await load
  for (const r of results) {
    console.log(`${r.name.padEnd(11)} ${String(r.connections).padStart(5)} connections ${r.requests_per_s.toFixed(0).padStart(6)} requests/s, answered p50 ${ms(r.p50_us)} p99 ${ms(r.p99_us)} max ${ms(r.max_us)}, ${r.errors} errors, generator ${(r.own_cpu_us / 1e4 / (SECONDS + 8)).toFixed(0)} % of a core`)
  }
  console.log(`reads, the longest of each second, ms: ${results[0].worst_ms.join(' ')}`)
  await pressed
  const w = await streams.over
  console.log(`streams     ${w.named}: ${TABLETS} tablets and ${DESKS} duty desks on districts of 500 units, ${COUNTRY} consoles of the country: ${(w.bytes_per_s / 1e6).toFixed(1)} MB/s, ${w.events_per_s} events/s, ${w.units_per_s} units/s; ${w.lost} lost, ${w.doubles} doubles; readers ${(w.own_cpu * 100).toFixed(0)} % of a core`)
  console.log(`read of dangerous driving or a hit → notice on the chosen unit's own tablet: ${w.tablet_notices} heard, p50 ${ms(w.tablet_notice_p50_us)} p99 ${ms(w.tablet_notice_p99_us)} (wanted: p99 under 150 ms)`)
  console.log(`                                   → notice in a console: ${w.notices} heard (${w.handed_on} more handed on after 10 s, as no tablet answers here), p50 ${ms(w.notice_p50_us)} p99 ${ms(w.notice_p99_us)}`)
  console.log(`press → alarm in both kinds of consoles:               ${w.alarms} heard, p50 ${ms(w.alarm_p50_us)} p99 ${ms(w.alarm_p99_us)} (wanted: p99 under 500 ms)`)
  console.log(`server: ${(share * 100).toFixed(0)} % of a core, ${peak.toFixed(0)} MB resident with ${connections} connections (wanted: under 1,000 MB), longest hold of the core thread by a call ${(await figure(c, 'markaz_core_longest_seconds\\{kind="call"\\}')) * 1000} ms; ${(stolen * 100).toFixed(1)} % of the cores' time was taken by the machine's host`)
  console.log(`where its time goes, % of a core by thread (ARCHITECTURE.md, 4): ${spent.map(([name, s]) => `${name} ${s.toFixed(0)}`).join(', ')}`)
  if (ports) console.log(`${ports.used()}\n${[...ports.storms, ...ports.table(results.at(-1))].join('\n')}`)
  fits = w.tablet_notice_p99_us < WANTED.notice * 1000 && w.alarm_p99_us < WANTED.alarm * 1000 && peak < WANTED.mb
    && results.every((r) => r.errors === 0 && r.p99_us < WANTED.late * 1000) && w.lost === 0 && w.doubles === 0
  console.log(`${SHARE * 100} % of a country ${fits ? 'fits' : 'does not fit'} this machine, generator and readers included\n`)
} finally {
  for (const p of running) p.kill()
  agent.destroy()
  await ports?.end()
  await c.end()
}
if (!fits && LESS.length > 0) {
  const [share, ...less] = LESS
  const r = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], { stdio: 'inherit', env: { ...process.env, MARKAZ_NATIONAL_SHARE: share, MARKAZ_NATIONAL_LESS: less.join(' ') } })
  process.exitCode = r.status ?? 1
}
