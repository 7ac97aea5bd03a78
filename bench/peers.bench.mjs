// SPDX-License-Identifier: Apache-2.0
// Markaz beside PostgreSQL and Redis, and beside the least program that could do it: the same reads, each kept durably before its batch
// of 100 is answered, each looked up in a list of a million plates, each hit written with its read. One client for all of them; it runs
// on the same cores. The others are helped where there is a doubt: they are given values, not JSON (bench/peer_*.c); no
// one's rights, cameras or clocks are checked; no index on reads, no search in hits; nothing is told to anybody.
//   --seconds N              measured time of a line, of which there are two (3); MARKAZ_BENCH_SECONDS does the same
//   --probe N                measured time of each way and number of connections that is tried first (1.2)
// MARKAZ_BUILD names the build directory (build/).
import { mkdirSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../tests/scenario/harness.mjs'
import { Limit, Markaz, Postgres, Redis, makeWorkplace, stopClients } from './peers/subjects.mjs'

const { values: given } = parseArgs({ options: { seconds: { type: 'string' }, probe: { type: 'string' } } })
const SECONDS = Number(given.seconds ?? process.env.MARKAZ_BENCH_SECONDS ?? 3)
const PROBE = Number(given.probe ?? Math.min(1.2, SECONDS))
const ROUNDS = 2
const SHARES = [10, 1000] // of 1000 reads
const results = join(root, 'bench/results')

// What is tried for each; the quickest is measured again, longer.
const tried = {
  Markaz: [16, 64, 256].map((connections) => ({ connections })),
  limit: [64, 256].map((connections) => ({ connections })),
  PostgreSQL: [
    ...[16, 32].map((connections) => ({ way: 'unnest', connections })),
    { way: 'unnest', connections: 8, depth: 8 },
    ...[8, 16, 32].map((connections) => ({ way: 'copy', connections })),
    { way: 'rows', connections: 16 },
    { way: 'rows', connections: 8, depth: 4 },
  ],
  Redis: ['each', 'bulk', 'script'].flatMap((way) => [64, 256].map((connections) => ({ way, connections }))),
}
const DELAYS = [50, 500] // µs of commit_delay, tried with PostgreSQL's quickest

const columns = [
  ['', 40, (r) => nameOf(r)],
  ['reads/s', 9, (r) => Math.round(r.lines_per_s).toLocaleString('en')],
  ['p50 ms', 8, (r) => (r.p50_us / 1000).toFixed(2)],
  ['p99 ms', 8, (r) => (r.p99_us / 1000).toFixed(2)],
  ['CPU µs', 8, (r) => r.cpu_us.toFixed(2)],
  ['client µs', 9, (r) => r.client_cpu_us.toFixed(2)],
  ['others', 7, (r) => `${Math.round(r.others * 100)} %`],
]
const line = (cell) => columns.map(([, width], i) => (i === 0 ? cell(i).padEnd(width) : cell(i).padStart(width))).join(' ')
const header = () => console.log(line((i) => columns[i][0]))
const wayOf = (r) => `${r.way ? `${r.way}, ` : ''}${r.connections} connections${r.depth > 1 ? ` of ${r.depth}` : ''}${r.commit_delay ? `, delay ${r.commit_delay}` : ''}`
const nameOf = (r) => `${r.subject}${r.tls ? ' TLS' : ''}: ${wayOf(r)}`
const quickest = (rows) => rows.reduce((a, b) => (b.lines_per_s > a.lines_per_s ? b : a))

process.removeAllListeners('warning') // Node's, that certificates are not looked at
const open = new Set()
let place = null
async function leave() {
  stopClients()
  await Promise.allSettled([...open].map((s) => s.close()))
  place?.remove()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => { leave().finally(() => process.exit(130)) })
}

async function opened(subject) {
  open.add(subject)
  await subject.open()
  return subject
}

async function closed(subject) {
  await subject.close()
  open.delete(subject)
}

const rows = []
const probes = []

/** Every way that is tried, shortly; a line each. */
async function probe(subject, hits) {
  const found = []
  subject.delay?.(0)
  for (const t of tried[subject.name]) {
    const r = { ...await subject.measure({ hits, ...t, seconds: PROBE, warmup: 0.3 }), probe: true }
    found.push(r)
    console.log(line((i) => columns[i][2](r)))
  }
  probes.push(...found)
  return found
}

/** Each case ROUNDS times, all in turn, so that what disturbs the machine for a while disturbs no one alone; the quicker counts. */
async function measure(hits, cases) {
  const found = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const [key, { subject, best, tls = false }] of Object.entries(cases)) {
      const { way, connections, depth, commit_delay = 0 } = best
      subject.delay?.(commit_delay)
      const r = { ...await subject.measure({ hits, way, connections, depth, tls, seconds: SECONDS, warmup: 0.5 }), commit_delay }
      found[key] = [...found[key] ?? [], r]
      console.log(line((i) => columns[i][2](r)))
    }
  }
  rows.push(...Object.values(found).flat())
  return Object.fromEntries(Object.entries(found).map(([key, list]) => [key, quickest(list)]))
}

async function delays(subject, hits, best) {
  for (const commit_delay of DELAYS) {
    subject.delay(commit_delay)
    const r = { ...await subject.measure({ hits, way: best.way, connections: best.connections, depth: best.depth, seconds: PROBE, warmup: 0.3 }),
      commit_delay, probe: true }
    console.log(line((i) => columns[i][2](r)))
    probes.push(r)
    best = quickest([best, r])
  }
  return best
}

/** One share of hits: first everybody's best way, then each in its best way for longer, one after the other. */
async function share(hits, { limit, postgres, redis }) {
  console.log(`\n${hits / 10} % of reads are hits; tried for ${PROBE} s each:`)
  header()
  // A new one for each share, so that no hit is of a vehicle that was hit before.
  const markaz = await opened(new Markaz(place))
  const found = {}
  for (const s of [markaz, limit, postgres, redis]) found[s.name] = await probe(s, hits)
  const secure = await opened(new Markaz(place, { tls: true }))
  const pick = (name, way) => quickest(found[name].filter((r) => !way || r.way === way))
  const quick = await delays(postgres, hits, pick('PostgreSQL'))
  console.log(`\n${hits / 10} % hits, the quickest of each, ${ROUNDS} times ${SECONDS} s:`)
  header()
  const out = await measure(hits, {
    markaz: { subject: markaz, best: pick('Markaz') },
    postgres: { subject: postgres, best: quick },
    redis: { subject: redis, best: pick('Redis') },
    markazTls: { subject: secure, best: pick('Markaz'), tls: true },
    postgresTls: { subject: postgres, best: quick, tls: true },
    redisTls: { subject: redis, best: pick('Redis'), tls: true },
    unnest: { subject: postgres, best: pick('PostgreSQL', 'unnest') },
    rows: { subject: postgres, best: pick('PostgreSQL', 'rows') },
    each: { subject: redis, best: pick('Redis', 'each') },
    limit: { subject: limit, best: pick('limit') },
  })
  // No way of PostgreSQL or Redis is its best when another, measured just now, was quicker.
  if (out.unnest.lines_per_s > out.postgres.lines_per_s) out.postgres = out.unnest
  if (out.each.lines_per_s > out.redis.lines_per_s) out.redis = out.each
  await closed(markaz)
  await closed(secure)
  return { hits, ...out }
}

function ratios(s) {
  const of = (a, b) => ({ reads: a.lines_per_s / b.lines_per_s, cpu: b.cpu_us / a.cpu_us })
  return {
    'PostgreSQL, its best': { ...of(s.markaz, s.postgres), wanted: s.hits === 1000 ? 5 : 4 },
    'PostgreSQL, unnest': of(s.markaz, s.unnest),
    'PostgreSQL, row by row': of(s.markaz, s.rows),
    'Redis, pipelined read by read': { ...of(s.markaz, s.each), wanted: s.hits === 1000 ? 20 : 8 },
    'Redis, its best': { ...of(s.markaz, s.redis), wanted: s.hits === 1000 ? 20 : 8 },
    'the limit': of(s.markaz, s.limit),
    'PostgreSQL, its best, both TLS': of(s.markazTls, s.postgresTls),
    'Redis, its best, both TLS': of(s.markazTls, s.redisTls),
    'itself without TLS': of(s.markazTls, s.markaz),
  }
}

function showRatios(hits, all) {
  console.log(`\nMarkaz at ${hits / 10} % hits, so many times as quick as … (and so many times less processor time a read)`)
  for (const [name, r] of Object.entries(all)) {
    const wanted = r.wanted ? `   wanted: ${r.wanted} ×${r.reads >= r.wanted ? ', reached' : ', not reached'}` : ''
    console.log(`  ${name.padEnd(32)} ${r.reads.toFixed(2).padStart(6)} ×   (${r.cpu.toFixed(2)} ×)${wanted}`)
  }
}

const version = (file, args, pattern) => pattern.exec(execFileSync(file, args, { encoding: 'utf8' }))[1]
try {
  place = makeWorkplace()
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', memory_gb: Math.round(totalmem() / 2 ** 30), load: loadavg()[0],
    filesystem: execFileSync('stat', ['-f', '-c', '%T', place.dir], { encoding: 'utf8' }).trim(), node: process.version,
    postgres: version('/usr/lib/postgresql/15/bin/postgres', ['--version'], /(\d+\.\d+)/), redis: version('/usr/bin/redis-server', ['--version'], /v=(\S+)/) }
  console.log(`${machine.cores} cores, ${machine.model}, ${machine.memory_gb} GB, ${machine.filesystem}; PostgreSQL ${machine.postgres}, Redis ${machine.redis}; load before: ${machine.load.toFixed(2)}`)
  console.log('batches of 100; CPU is the server\'s for one read, client the client\'s, others what the rest of the machine took meanwhile')
  const others = { limit: await opened(new Limit(place)), postgres: await opened(new Postgres(place)), redis: await opened(new Redis(place)) }
  const shares = []
  for (const hits of SHARES) shares.push(await share(hits, others))
  const all = Object.fromEntries(shares.map((s) => [s.hits, ratios(s)]))
  for (const s of shares) showRatios(s.hits, all[s.hits])
  const file = join(results, `peers-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`)
  mkdirSync(results, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, seconds: SECONDS, rows, ratios: all, probes }, null, 1)}\n`)
  console.log(`\nwritten to ${file}`)
} finally {
  await leave()
}
