// SPDX-License-Identifier: Apache-2.0
// A full room: 100 dispatchers at work on 2,000 open incidents among 10,000 units that move on the streets of Manhattan. Each
// dispatcher has a stream and takes one step after another, as at a console: opens, asks who is first, sends, notes, changes,
// writes to the unit, and the unit's own steps to the end. Prints how long each kind of step takes from its sending to its answer, which is
// after the disk has it, and how late the others hear. What the disk alone takes for so much is measured before, in the same run. Nothing fails for being slow.
//   MARKAZ_BUILD                  the build directory (build/)
//   MARKAZ_BENCH_SECONDS          measured time (60)
//   MARKAZ_BENCH_DISPATCHERS      (100)
//   MARKAZ_BENCH_UNITS            (10000)
//   MARKAZ_BENCH_OPEN             open incidents (2000)
import { spawn } from 'node:child_process'
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { inflateRawSync } from 'node:zlib'
import { Centre, build, root, sleep, until } from '../tests/scenario/harness.mjs'

const SECONDS = Number(process.env.MARKAZ_BENCH_SECONDS ?? 60)
const DISPATCHERS = Number(process.env.MARKAZ_BENCH_DISPATCHERS ?? 100)
const UNITS = Number(process.env.MARKAZ_BENCH_UNITS ?? 10000)
const OPEN = Number(process.env.MARKAZ_BENCH_OPEN ?? 2000)
const WANTED_MS = 50
const THINK_MS = 2000 // from a dispatcher's step to the next
const EACH_MS = 10000 // from a unit's position to the next
const DISTRICTS = 10, SOUTH = 40.69, NORTH = 40.89, WEST = -74.03, EAST = -73.89
const KINDS = ['robbery', 'violence', 'theft', 'traffic', 'noise', 'medical', 'other']

const band = (NORTH - SOUTH) / DISTRICTS
const districtAt = (lat) => Math.min(DISTRICTS - 1, Math.max(0, Math.floor((lat - SOUTH) / band)))
let state = 20261123 // the same choices in each run
const random = (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor((state / 2147483648) * n) }
const sorted = (list) => [...list].sort((a, b) => a - b)
const at = (list, share) => list[Math.min(list.length - 1, Math.floor(list.length * share))]
const ms = (x) => (x === undefined ? '-' : x.toFixed(1))

const agent = new Agent({ keepAlive: true, maxSockets: DISPATCHERS + 40 })
const ask = (url, method, path, token, body) => new Promise((done, fail) => {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const q = request(url + path, { method, agent, headers: { authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(text) } }, (r) => {
    let answer = ''
    r.setEncoding('utf8')
    r.on('data', (d) => { answer += d })
    r.on('end', () => done({ status: r.statusCode, text: answer, json: answer.startsWith('{') ? JSON.parse(answer) : undefined }))
  })
  q.on('error', fail)
  q.end(text)
})
const must = async (...args) => {
  const r = await ask(...args)
  if (r.status !== 200) throw new Error(`${args[1]} ${args[2]}: ${r.status} ${r.text.slice(0, 300)}`)
  return r.json
}
async function many(n, atOnce, job) {
  let next = 0
  await Promise.all(Array.from({ length: atOnce }, async () => { while (next < n) await job(next++) }))
}

/** The first file of a ZIP archive. */
function unzipped(archive) {
  const all = readFileSync(archive), dir = all.indexOf('PK\x01\x02'), head = all.readUInt32LE(dir + 42)
  const data = head + 30 + all.readUInt16LE(head + 26) + all.readUInt16LE(head + 28)
  return inflateRawSync(all.subarray(data, data + all.readUInt32LE(dir + 20)))
}

/** Streets, areas, units on duty at their corners, and what is open already. */
async function city(c, archive) {
  const osm = join(c.dir, 'manhattan.osm')
  writeFileSync(osm, unzipped(archive))
  const r = c.ctl(['import', 'osm', osm])
  if (r.code !== 0) throw new Error(`import osm: ${r.err}`)
  const corners = [...readFileSync(osm, 'utf8').matchAll(/<node id="\d+" lat="([-\d.]+)" lon="([-\d.]+)"/g)].map((m) => ({ lat: Number(m[1]), lon: Number(m[2]) }))
  const admin = c.token('admin'), supervisor = c.token('supervisor')
  const put = async (kind, text) => {
    const done = await must(c.url, 'POST', `/api/v1/import/${kind}`, admin, text)
    if (done.errors.length > 0) throw new Error(`import ${kind}: ${JSON.stringify(done.errors[0])}`)
  }
  await put('areas', JSON.stringify({ type: 'FeatureCollection', features: Array.from({ length: DISTRICTS }, (_, d) => {
    const s = SOUTH + d * band, n = s + band
    return { type: 'Feature', properties: { id: `d${d}`, name: `District ${d}`, kind: 'district' }, geometry: { type: 'Polygon', coordinates: [[[WEST, s], [EAST, s], [EAST, n], [WEST, n], [WEST, s]]] } }
  }) }))
  const units = Array.from({ length: UNITS }, (_, i) => ({ id: `U${i}`, device: `tab-${i}`, corner: random(corners.length) }))
  await put('units', `id,name,kind,area\n${units.map((u) => `${u.id},Unit ${u.id},patrol,d${districtAt(corners[u.corner].lat)}`).join('\n')}\n`)
  await put('devices', `id,name,kind,unit\n${units.map((u) => `${u.device},Tablet ${u.id},tablet,${u.id}`).join('\n')}\n`)
  await many(UNITS, 64, (i) => must(c.url, 'POST', `/api/v1/units/U${i}/duty`, supervisor, { duty: 'on' }))
  const operator = c.token('operator')
  await many(OPEN, 64, (i) => {
    const place = corners[random(corners.length)]
    return must(c.url, 'POST', '/api/v1/incidents', operator, { kind: KINDS[i % KINDS.length], priority: 2 + (i % 4), title: `Call ${i}`, ...place })
  })
  await until(async () => (await must(c.url, 'GET', '/api/v1/status', admin)).roads.state === 'ready', undefined, 'the map of roads')
  return { corners, units }
}

/** Each unit's position every ten seconds, in batches of a gateway, until told to stop: from corner to corner in the order of the map. */
function moving(c, { corners, units }) {
  const token = c.token('tracker'), run = { stop: false, failed: 0, sent: 0 }
  const size = 100, every = EACH_MS / (UNITS / size)
  const go = async () => {
    const begun = performance.now()
    for (let n = 0; !run.stop; n++) {
      const wait = begun + n * every - performance.now()
      if (wait > 1) await sleep(wait)
      const now = new Date().toISOString(), first = (n * size) % UNITS
      const lines = units.slice(first, first + size).map((u) => {
        u.corner = (u.corner + 1) % corners.length
        return `{"device":"${u.device}","at":"${now}","lat":${corners[u.corner].lat},"lon":${corners[u.corner].lon},"speed_kmh":30}\n`
      }).join('')
      ask(c.url, 'POST', '/api/v1/positions', token, lines).then((r) => { if (r.status === 200) run.sent += size; else run.failed++ }, () => { run.failed++ })
    }
  }
  go()
  return run
}

/** One dispatcher, one incident after the other. `step` times what it is given. */
async function* work(call, place, i) {
  const made = yield ['open', () => call('POST', '/api/v1/incidents', { kind: KINDS[i % KINDS.length], priority: 1 + random(5), title: 'A caller tells', detail: 'Two men at the door', ...place() })]
  const id = made.json.id
  const who = yield ['recommend', () => call('GET', `/api/v1/incidents/${id}/recommend`)]
  let sent
  for (const { unit } of who.json.units) {
    sent = yield ['send', () => call('POST', `/api/v1/incidents/${id}/assign`, { unit, override: 'the first was sent elsewhere' }), [409]]
    if (sent.status === 200) break
  }
  if (sent?.status !== 200) return yield ['close', () => call('POST', `/api/v1/incidents/${id}/close`, { disposition: 'handled_elsewhere' })]
  const job = sent.json.id, unit = sent.json.unit ?? who.json.units[0].unit
  yield ['unit accepts', () => call('POST', `/api/v1/assignments/${job}/step`, { state: 'accepted' })]
  yield ['note', () => call('POST', `/api/v1/incidents/${id}/note`, { text: 'The caller waits at the corner' })]
  yield ['change', () => call('PATCH', `/api/v1/incidents/${id}`, { priority: 1 + random(5) })]
  yield ['unit under way', () => call('POST', `/api/v1/assignments/${job}/step`, { state: 'en_route' })]
  yield ['message', () => call('POST', `/api/v1/units/${unit}/message`, { text: 'Back entrance', incident: id })]
  yield ['unit arrived', () => call('POST', `/api/v1/assignments/${job}/step`, { state: 'on_scene' })]
  yield ['unit cleared', () => call('POST', `/api/v1/assignments/${job}/step`, { state: 'cleared', disposition: 'handled_elsewhere' })]
}

async function dispatcher(c, token, i, places, run) {
  const call = (method, path, body) => ask(c.url, method, path, token, body)
  const place = () => places[random(places.length)]
  await sleep((i * THINK_MS) / DISPATCHERS)
  let due = performance.now()
  while (!run.stop) {
    const steps = work(call, place, i)
    for (let given; !run.stop;) {
      const { value, done } = await steps.next(given)
      if (done || value === undefined) break
      const [name, step, refused = []] = value
      due += THINK_MS
      await sleep(Math.max(0, due - performance.now()))
      const begun = performance.now()
      given = await step()
      const took = performance.now() - begun
      if (given.status !== 200) run.refused.set(`${name} ${given.status}`, (run.refused.get(`${name} ${given.status}`) ?? 0) + 1)
      if (given.status !== 200 && !refused.includes(given.status)) { run.failed++; run.example ??= `${name}: ${given.status} ${given.text.slice(0, 200)}`; break }
      if (run.measuring) (run.took[name] ??= []).push(took)
    }
  }
}

/** What the disk takes to keep 4 KiB more, alone. */
function diskAlone(dir) {
  const fd = openSync(join(dir, 'sync.probe'), 'w'), block = Buffer.alloc(4096, 1), took = []
  for (let i = 0; i < 300; i++) {
    const begun = performance.now()
    writeSync(fd, block)
    fdatasyncSync(fd)
    took.push(performance.now() - begun)
  }
  closeSync(fd)
  return sorted(took)
}

function listeners(c, tokens) {
  const p = spawn(join(build, 'bench/watch'), [new URL(c.url).port, '3', String(SECONDS)], { stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  const began = new Promise((done, fail) => {
    p.stdout.on('data', (d) => { text += d; if (text.includes('\n')) done() })
    p.on('close', (code) => fail(new Error(`watch ended with ${code}`)))
  })
  const over = new Promise((done) => { p.on('close', () => done(JSON.parse(text.trim().split('\n').at(-1)))) })
  p.stdin.end(tokens.map((t, i) => `${t} ${WEST - i / 1000} ${SOUTH + (i % DISTRICTS) * band} ${EAST} ${SOUTH + (i % DISTRICTS + 1) * band} 13\n`).join(''))
  return { began, over }
}

function show(run, heard, disk, lag) {
  const all = Object.values(run.took).flat()
  console.log(`${'step'.padEnd(18)}${'number'.padStart(8)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'worst'.padStart(9)}`)
  for (const [name, list] of [...Object.entries(run.took), ['all steps', all]]) {
    const s = sorted(list)
    console.log(`${name.padEnd(18)}${String(s.length).padStart(8)}${ms(at(s, 0.5)).padStart(9)}${ms(at(s, 0.99)).padStart(9)}${ms(s.at(-1)).padStart(9)}`)
  }
  const p99 = at(sorted(all), 0.99)
  console.log(`p99 of all steps ${ms(p99)} ms (wanted: under ${WANTED_MS}); the disk alone keeps 4 KiB in ${ms(at(disk, 0.5))}, p99 ${ms(at(disk, 0.99))} ms: ratio of p99 ${(p99 / at(disk, 0.99)).toFixed(1)}`)
  console.log(`${heard.named} streams, ${heard.lost} lost: ${heard.events_per_s} events/s heard, p50 ${ms(heard.event_p50_us / 1000)}, p99 ${ms(heard.event_p99_us / 1000)} ms after their recording`)
  console.log(`the generator itself was late by p99 ${ms(lag.percentile(99) / 1e6)} ms; refused: ${[...run.refused].map(([k, v]) => `${k} ${v} times`).join(', ') || 'nothing'}; failed: ${run.failed}${run.example ? ` (${run.example})` : ''}`)
}

const folder = join(process.env.MARKAZ_SHARED ?? join(root, '../shared/data'), 'calls/jemss/manhattan/data/roads/osm 2019')
if (!existsSync(folder)) {
  console.log('not measured: there are no captures beside the project')
} else {
  const c = await new Centre().start()
  try {
    const map = await city(c, join(folder, readdirSync(folder).find((n) => n.endsWith('.zip'))))
    console.log(`${cpus().length} cores, ${cpus()[0].model}; ${DISPATCHERS} dispatchers, ${UNITS} units, ${OPEN} open incidents, ${map.corners.length} nodes of streets; generator and readers run on the same cores`)
    const disk = diskAlone(c.dir)
    const tokens = Array.from({ length: DISPATCHERS }, (_, i) => {
      const made = c.ctl(['token', 'add', `desk ${i}`, '--role', 'operator', '--area', `d${i % DISTRICTS}`])
      if (made.code !== 0) throw new Error(made.err)
      return made.out.trim()
    })
    const road = moving(c, map)
    await sleep(EACH_MS + 1000)
    const run = { stop: false, measuring: false, failed: 0, refused: new Map(), took: {} }
    const places = Array.from({ length: DISTRICTS }, (_, d) => map.corners.filter((p) => districtAt(p.lat) === d))
    const room = tokens.map((t, i) => dispatcher(c, t, i, places[i % DISTRICTS], run))
    const ears = listeners(c, tokens)
    await ears.began
    const lag = monitorEventLoopDelay({ resolution: 5 })
    lag.enable()
    run.measuring = true
    const heard = await ears.over
    run.stop = road.stop = true
    lag.disable()
    await Promise.all(room)
    show(run, heard, disk, lag)
    console.log(`${Math.round(road.sent / (SECONDS + 14))} positions/s, ${road.failed} batches failed`)
    if (run.failed > 0) process.exitCode = 1
  } finally {
    agent.destroy()
    await c.end()
  }
}
