// SPDX-License-Identifier: Apache-2.0
// Streams at the scale of a country: what 1,000 districts' consoles and 20 of the whole country cost the server while
// 20,000 units move, and how late they hear. Nothing fails for being slow. The same load runs without streams first, so that
// the difference is what streams cost.
//   MARKAZ_BUILD          the build directory (build/)
//   MARKAZ_BENCH_SECONDS  measured time of each line (8)
//   MARKAZ_BENCH_STREAMS  streams of districts (1000)
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Centre, build, sleep } from '../tests/scenario/harness.mjs'

const SECONDS = Number(process.env.MARKAZ_BENCH_SECONDS ?? 8)
const STREAMS = Number(process.env.MARKAZ_BENCH_STREAMS ?? 1000)
const COUNTRY = 20
const DISTRICTS = 40
const UNITS = 20000
const POSITIONS = Number(process.env.MARKAZ_BENCH_POSITIONS ?? 9000) // a second
const PRESSES = Number(process.env.MARKAZ_BENCH_PRESSES ?? 300) // a second; each is an event
const BATCH = 100

const west = (d) => 56 + (d % 8) * 2
const south = (d) => 37 + Math.floor(d / 8) * 1.6
const districtOf = (unit) => unit % DISTRICTS
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** A request with as little work here as may be. */
function send(url, path, token, body) {
  return new Promise((done, fail) => {
    const q = request(url + path, { method: 'POST', agent, headers: { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(body) } }, (r) => {
      r.resume()
      r.on('end', () => (r.statusCode === 200 ? done() : fail(new Error(`${path}: ${r.statusCode}`))))
    })
    q.on('error', fail)
    q.end(body)
  })
}

async function many(n, atOnce, job) {
  let next = 0
  await Promise.all(Array.from({ length: atOnce }, async () => { while (next < n) await job(next++) }))
}

async function country(c) {
  const admin = c.token('admin'), supervisor = c.token('supervisor')
  const put = async (kind, text) => {
    const r = await c.call('POST', `/api/v1/import/${kind}`, text, admin)
    if (r.status !== 200 || r.json.errors.length > 0) throw new Error(`import ${kind}: ${r.text.slice(0, 300)}`)
  }
  const parts = async (kind, head, n, line) => {
    for (let from = 0; from < n; from += 5000) await put(kind, `${head}\n${Array.from({ length: Math.min(5000, n - from) }, (_, i) => line(from + i)).join('\n')}\n`)
  }
  await put('areas', JSON.stringify({ type: 'FeatureCollection', features: Array.from({ length: DISTRICTS }, (_, d) => ({ type: 'Feature',
    properties: { id: `d${d}`, name: `District ${d}`, kind: 'district' },
    geometry: { type: 'Polygon', coordinates: [[[west(d), south(d)], [west(d) + 1.9, south(d)], [west(d) + 1.9, south(d) + 1.5], [west(d), south(d) + 1.5], [west(d), south(d)]]] } })) }))
  await parts('units', 'id,name,kind,area', UNITS, (i) => `U${i},Unit ${i},patrol,d${districtOf(i)}`)
  await parts('devices', 'id,name,kind,unit', UNITS, (i) => `tab-${i},Tablet ${i},tablet,U${i}`)
  await parts('devices', 'id,name,kind,lat,lon', 2000, (i) => `btn-${i},Button ${i},button,${(south(i % DISTRICTS) + 0.7).toFixed(4)},${(west(i % DISTRICTS) + 0.9).toFixed(4)}`)
  await many(UNITS, 64, (i) => send(c.url, `/api/v1/units/U${i}/duty`, supervisor, '{"duty":"on"}'))
}

/** Positions and presses at a steady rate until told to stop. */
function load(c) {
  const tracker = c.token('tracker'), alarm = c.token('alarm')
  const state = { stop: false, positions: 0, presses: 0, failed: 0 }
  let unit = 0, press = 0, turn = 0
  const batch = () => {
    const now = Date.now(), at = new Date(now).toISOString()
    const heading = ((Math.floor(now / 10) % 3600) / 10).toFixed(1)
    let text = ''
    for (let i = 0; i < BATCH; i++) {
      const u = unit++ % UNITS, d = districtOf(u)
      if (u === 0) turn++
      const lat = south(d) + 0.1 + ((u * 7919) % 1300) / 1000 + 0.002 * Math.sin(turn + u), lon = west(d) + 0.1 + ((u * 104729) % 1700) / 1000
      text += `{"device":"tab-${u}","at":"${at}","lat":${lat.toFixed(6)},"lon":${lon.toFixed(6)},"speed_kmh":41.5,"heading":${heading}}\n`
    }
    return text
  }
  const paced = async (rate, job, key, each) => {
    const begun = performance.now()
    for (let n = 0; !state.stop; n++) {
      const wait = begun + (n * 1000) / rate - performance.now()
      if (wait > 1) await sleep(wait)
      job().then(() => { state[key] += each }, () => { state.failed++ })
    }
  }
  paced(POSITIONS / BATCH, () => send(c.url, '/api/v1/positions', tracker, batch()), 'positions', BATCH)
  if (PRESSES > 0) {
    paced(PRESSES, () => send(c.url, '/api/v1/alarms', alarm,
      JSON.stringify({ device: `btn-${press % 2000}`, kind: 'panic', at: new Date().toISOString(), id: `p${press++}` })), 'presses', 1)
  }
  return state
}

function plan(c) {
  const lines = []
  for (let i = 0; i < STREAMS; i++) {
    const d = i % DISTRICTS, shift = (i / STREAMS) * 0.05 // no two windows are the same
    lines.push([c.token('operator', '--area', `d${d}`), west(d) - shift, south(d) - shift, west(d) + 1.9 + shift, south(d) + 1.5 + shift, 10])
  }
  for (let i = 0; i < COUNTRY; i++) lines.push([c.token('operator'), 55 - i / 10, 36, 74, 46, 6])
  return `${lines.map((one) => one.join(' ')).join('\n')}\n`
}

/** CPU of the server's threads so far, in ms of user and system time, by thread. */
function threads(pid) {
  const out = {}
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    const f = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
    out[tid] = (Number(f[11]) + Number(f[12])) * 10
  }
  return out
}

async function metric(c, name) {
  const r = await fetch(`${c.url}/metrics`), text = await r.text()
  const found = new RegExp(`^${name} ([\\d.]+)`, 'm').exec(text)
  if (!found) throw new Error(`no ${name}: ${r.status} ${text.slice(0, 200)}`)
  return Number(found[1])
}

async function measure(c, name, state, during) {
  const { pid } = c.proc
  const before = threads(pid), cpu = await metric(c, 'process_cpu_seconds_total'), begun = performance.now()
  const sent = { ...state }
  await during()
  const s = (performance.now() - begun) / 1000, after = threads(pid)
  const share = ((await metric(c, 'process_cpu_seconds_total')) - cpu) / s
  const busiest = Object.keys(after).map((t) => (after[t] - (before[t] ?? 0)) / 1000 / s).sort((a, b) => b - a).slice(0, 7)
  console.log(`${name.padEnd(34)} ${(share * 100).toFixed(1).padStart(6)} % of a core; by thread ${busiest.map((x) => (x * 100).toFixed(1)).join(' ')}; `
    + `${Math.round((state.positions - sent.positions) / s)} positions/s, ${Math.round((state.presses - sent.presses) / s)} presses/s, ${state.failed - sent.failed} failed`)
  return share
}

const ms = (us) => `${(us / 1000).toFixed(0)} ms`

async function watched(c, name, state) {
  const p = spawn(join(build, 'bench/watch'), [new URL(c.url).port, '2', String(SECONDS)], { stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  const began = new Promise((done, fail) => {
    p.stdout.on('data', (d) => { text += d; if (text.includes('\n')) done() })
    p.on('close', (code) => (code === 0 ? done() : fail(new Error(`watch ended with ${code}`))))
  })
  const over = new Promise((done) => { p.on('close', done) })
  p.stdin.end(plan(c))
  await began
  const share = await measure(c, name, state, () => over)
  const r = JSON.parse(text.trim().split('\n').at(-1))
  console.log(`   ${r.named} streams, ${r.lost} lost, ${r.doubles} doubles; ${(r.bytes_per_s / 1e6).toFixed(1)} MB/s, ${r.events_per_s} events/s, ${r.units_per_s} units/s, ${r.clusters_per_s} clusters/s; `
    + `event p50 ${ms(r.event_p50_us)} p99 ${ms(r.event_p99_us)} max ${ms(r.event_max_us)}; position p50 ${ms(r.position_p50_us)} p99 ${ms(r.position_p99_us)}; reader itself ${(r.own_cpu * 100).toFixed(0)} %`)
  return share
}

const c = await new Centre({ set: { 'http.connections_max': '4000' } }).start()
try {
  await country(c)
  console.log(`${cpus().length} cores, ${cpus()[0].model}; ${UNITS} units, ${STREAMS} streams of ${DISTRICTS} districts and ${COUNTRY} of the country; generator and readers run on the same cores`)
  const nothing = { positions: 0, presses: 0, failed: 0 }
  const state = load(c)
  await sleep(6000)
  const alone = await measure(c, 'load without streams', state, () => sleep(SECONDS * 1000))
  const both = await watched(c, 'load with streams', state)
  state.stop = true
  await sleep(1500)
  const idle = await watched(c, 'streams without load', nothing)
  console.log(`streams cost ${((both - alone) * 100).toFixed(1)} % of a core with the load, ${(idle * 100).toFixed(1)} % without`)
} finally {
  agent.destroy()
  await c.end()
}
