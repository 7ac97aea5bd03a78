// SPDX-License-Identifier: Apache-2.0
// Reads through HTTP against the real server: how many a second, how long a request takes, what one costs. Nothing fails for
// being slow; what is printed is compared with the last run on this machine.
//   MARKAZ_BUILD           the build directory (build/)
//   MARKAZ_BENCH_SECONDS   measured time of each line (4)
//   MARKAZ_BENCH_ONLY      only lines whose name contains this ("1% batch 100")
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, existsSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Centre, build, root } from '../tests/scenario/harness.mjs'

const SECONDS = Number(process.env.MARKAZ_BENCH_SECONDS ?? 4)
const ONLY = process.env.MARKAZ_BENCH_ONLY ?? ''
const CAMERAS = 1000
const PLATES = 1_000_000
const results = join(root, 'bench/results')
const load = join(build, 'bench/load')

// In thousandths: how many reads are on the list. Each share has its own server, so that none inherits the others' hits.
const shares = [
  { hits: 0, runs: [{ batch: 100, connections: 16 }, { batch: 1, connections: 64 }] },
  { hits: 10, runs: [{ batch: 100, connections: 4 }, { batch: 100, connections: 16 }, { batch: 100, connections: 64 },
    { batch: 1, connections: 64 }, { batch: 1, connections: 1000 }] },
  { hits: 1000, runs: [{ batch: 100, connections: 16 }, { batch: 1, connections: 64 }] },
]
const nameOf = (r) => `${r.subject} ${r.hits / 10}% batch ${r.batch} x${r.connections}`

/** The load's own words, once it ends. */
function send(args) {
  return new Promise((done, fail) => {
    const p = spawn(load, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    p.stdout.on('data', (d) => { text += d })
    p.on('error', fail)
    p.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : fail(new Error(`load ended with ${code}`))))
  })
}

function bytesBelow(path) {
  if (!existsSync(path)) return 0
  const s = statSync(path)
  return s.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0) : s.size
}

/** A value of /proc/PID/FILE, 0 where there is none. */
function proc(pid, file, key) {
  try {
    return Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Processor time of the whole machine so far, µs: used by anyone, and all there was. */
function machineTime() {
  const sum = (pick) => cpus().reduce((all, c) => all + Object.entries(c.times).reduce((n, [k, v]) => n + (pick(k) ? v : 0), 0), 0) * 1000
  return { used: sum((k) => k !== 'idle'), all: sum(() => true) }
}

/** The centre as a subject: others, with the same four functions, can stand beside it. */
class Markaz {
  name = 'markaz'

  async open() {
    this.centre = await new Centre().start()
    const c = this.centre
    const admin = c.token('admin')
    const list = (what) => execFileSync(load, ['--print', what, '--devices', CAMERAS, '--plates', PLATES].map(String), { encoding: 'utf8', maxBuffer: 1 << 28 })
    const made = await c.call('POST', '/api/v1/import/devices', list('devices'), admin)
    if (made.status !== 200 || made.json.created !== CAMERAS) throw new Error(`import: ${made.text}`)
    const begun = performance.now()
    const put = await c.call('PUT', '/api/v1/hotlists/bench', list('hotlist'), c.token('supervisor'))
    if (put.status !== 200 || put.json.entries !== PLATES) throw new Error(`hotlist: ${put.text.slice(0, 300)}`)
    this.hotlistSeconds = (performance.now() - begun) / 1000
    this.camera = c.token('camera')
    this.first = 0
  }

  async state() {
    const text = await fetch(`${this.centre.url}/metrics`).then((r) => r.text())
    const one = (name) => Number(new RegExp(`^${name} ([\\d.e+]+)`, 'm').exec(text)[1])
    const { pid } = this.centre.proc
    return {
      cpu: one('process_cpu_seconds_total') * 1e6,
      events: one('markaz_journal_seq'),
      reads: one('markaz_telemetry_accepted_total{series="reads"}'),
      journal: bytesBelow(join(this.centre.store, 'journal.db')),
      telemetry: bytesBelow(join(this.centre.store, 'telemetry/reads')),
      written: proc(pid, 'io', 'write_bytes'),
      rss: proc(pid, 'status', 'VmRSS') * 1024,
    }
  }

  async run({ hits, batch, connections }) {
    const { port, hostname } = new URL(this.centre.url)
    const before = await this.state()
    const begun = machineTime()
    const r = await send(['--host', hostname, '--port', port, '--token', this.camera, '--devices', CAMERAS, '--plates', PLATES,
      '--hits', hits, '--batch', batch, '--connections', connections, '--warmup', Math.min(1, SECONDS / 4), '--seconds', SECONDS,
      '--first', this.first].map(String))
    this.first = r.next
    const after = await this.state()
    const ended = machineTime()
    const n = after.reads - before.reads
    const each = (key) => (after[key] - before[key]) / n
    return { ...r, cpu_us: each('cpu'), events_per_read: each('events'), events_per_s: each('events') * r.lines_per_s,
      journal_bytes: each('journal'), telemetry_bytes: each('telemetry'), written_bytes: each('written'), rss: after.rss,
      rejected: r.lines - r.accepted,
      others: Math.max(0, (ended.used - begun.used - (after.cpu - before.cpu) - r.own_cpu_us) / (ended.all - begun.all)) }
  }

  async close() {
    await this.centre?.end()
  }
}

const machine = () => ({ cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version })

function lastRun(now) {
  const names = existsSync(results) ? readdirSync(results).filter((f) => /^reads-.*\.json$/.test(f)).sort() : []
  for (const name of names.reverse()) {
    const old = JSON.parse(readFileSync(join(results, name), 'utf8'))
    if (old.machine.model === now.model && old.machine.cores === now.cores) return { name, rows: old.rows }
  }
  return null
}

const change = (now, then, word) => {
  const x = Math.round((now / then - 1) * 100)
  return Math.abs(x) < 3 ? 'the same' : `${Math.abs(x)} % ${word[x > 0 ? 0 : 1]}`
}

const columns = [
  ['', 34, (r) => nameOf(r)],
  ['reads/s', 9, (r) => Math.round(r.lines_per_s).toLocaleString('en')],
  ['p50 ms', 8, (r) => (r.p50_us / 1000).toFixed(2)],
  ['p99 ms', 8, (r) => (r.p99_us / 1000).toFixed(2)],
  ['CPU µs', 8, (r) => r.cpu_us.toFixed(2)],
  ['events/s', 9, (r) => Math.round(r.events_per_s).toLocaleString('en')],
  ['journal B', 10, (r) => r.journal_bytes.toFixed(0)],
  ['telem. B', 9, (r) => r.telemetry_bytes.toFixed(0)],
  ['disk B', 8, (r) => r.written_bytes.toFixed(0)],
  ['others', 7, (r) => `${Math.round(r.others * 100)} %`],
  ['RSS MB', 7, (r) => (r.rss / 1e6).toFixed(0)],
]
const line = (cell) => columns.map(([, width], i) => (i === 0 ? cell(i).padEnd(width) : cell(i).padStart(width))).join(' ')

function show(row, last) {
  console.log(line((i) => columns[i][2](row)))
  if (row.errors > 0 || row.rejected > 0) console.log(`   ${row.errors} requests failed (last: ${row.last_status}), ${row.rejected} reads refused`)
  const then = last?.rows.find((r) => nameOf(r) === nameOf(row))
  if (then) console.log(`   ${change(row.lines_per_s, then.lines_per_s, ['faster', 'slower'])}; CPU of a read: ${change(row.cpu_us, then.cpu_us, ['more', 'less'])}`)
}

const here = machine()
const last = lastRun(here)
const rows = []
console.log(`${here.cores} cores, ${here.model}, ${here.memory_gb} GB; the load generator runs on the same cores`)
console.log(`a list of ${PLATES.toLocaleString('en')} plates, ${CAMERAS} cameras; CPU and bytes are the server's alone, for one read`)
console.log('others: what the rest of the machine took; with more than a few per cent, compare nothing but with runs that had as much')
if (last) console.log(`compared with ${last.name}`)
console.log(line((i) => columns[i][0]))
for (const { hits, runs } of shares) {
  const subject = new Markaz()
  const wanted = runs.filter((r) => nameOf({ subject: subject.name, hits, ...r }).includes(ONLY))
  if (wanted.length === 0) continue
  try {
    await subject.open()
    for (const r of wanted) {
      const row = { subject: subject.name, hits, ...r, ...await subject.run({ hits, ...r }) }
      rows.push(row)
      show(row, last)
    }
  } finally {
    await subject.close()
  }
}
if (rows.length === 0) console.log(`no line's name contains '${ONLY}'`)
if (rows.length > 0 && ONLY === '') {
  const file = join(results, `reads-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`)
  mkdirSync(results, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine: here, seconds: SECONDS, rows }, null, 1)}\n`)
  console.log(`written to ${file}`)
}
