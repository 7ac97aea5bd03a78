// SPDX-License-Identifier: Apache-2.0
// Those that are compared, each with open, ready (before a run), run, close. Everything lies in one temporary directory; servers
// listen on loopback ports of their own and end with the benchmark. What a system's own PostgreSQL or Redis does is not touched.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, chmodSync, copyFileSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Centre, build, root, sleep, until } from '../../tests/scenario/harness.mjs'

export const CAMERAS = 1000
export const PLATES = 1_000_000
const BATCH = 100
const TICK_US = 10_000 // /proc counts hundredths of a second
const load = join(build, 'bench/load')
const client = join(build, 'bench/peer')

/** The directory of all temporary data; never in memory, since what is synced there is lost in a power cut. */
export function makeWorkplace({ wanted = true } = {}) {
  const inMemory = (dir) => execFileSync('stat', ['-f', '-c', '%T', dir], { encoding: 'utf8' }).trim() === 'tmpfs'
  if (inMemory(tmpdir())) process.env.TMPDIR = '/var/tmp'
  const dir = mkdtempSync(join(tmpdir(), 'markaz-peers-'))
  chmodSync(dir, 0o755)
  const list = !wanted ? '' : execFileSync(load, ['--print', 'hotlist', '--devices', CAMERAS, '--plates', PLATES].map(String), { encoding: 'utf8', maxBuffer: 1 << 29 })
  const devices = execFileSync(load, ['--print', 'devices', '--devices', CAMERAS].map(String), { encoding: 'utf8' })
  const certificate = join(dir, 'cert.pem')
  const key = join(dir, 'key.pem')
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
    '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return { dir, list, devices, certificate, key, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** A process of ours under the name of an unprivileged user, when we are root. */
function userOf(name) {
  if (process.getuid() !== 0) return {}
  const [, uid, gid] = /^[^:]*:[^:]*:(\d+):(\d+)/.exec(execFileSync('getent', ['passwd', name], { encoding: 'utf8' }))
  return { uid: Number(uid), gid: Number(gid) }
}

function own(path, user) {
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid)
}

/** The certificate and its key for a server of that user, which wants them as its own files. */
function certify(place, user, certificate, key) {
  for (const [from, to] of [[place.certificate, certificate], [place.key, key]]) {
    copyFileSync(from, to)
    chmodSync(to, 0o600)
    own(to, user)
  }
}

async function freePort() {
  const s = createServer().listen(0, '127.0.0.1')
  await once(s, 'listening')
  const { port } = s.address()
  s.close()
  await once(s, 'close')
  return port
}

/** Fields of /proc/PID/stat from the third on, the state. */
function stat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number)
  } catch {
    return null // it has just ended
  }
}

const childrenOf = (pid) => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && stat(name)?.[1] === pid).map(Number)

/** Processor time, µs, of a process, of its children and of those it has waited for. */
export function timeOf(pid) {
  const waited = (s) => s[13] + s[14]
  for (;;) {
    const parent = stat(pid)
    let ticks = parent[11] + parent[12] + waited(parent)
    for (const child of childrenOf(pid)) {
      const s = stat(child)
      if (s) ticks += s[11] + s[12]
    }
    // One that ended while we counted would be missing in both sums.
    if (waited(stat(pid)) === waited(parent)) return ticks * TICK_US
  }
}

/** Processor time of the whole machine, µs. */
function machineTime() {
  const sum = (pick) => cpus().reduce((all, c) => all + Object.entries(c.times).reduce((n, [k, v]) => n + (pick(k) ? v : 0), 0), 0) * 1000
  return { used: sum((k) => k !== 'idle'), all: sum(() => true) }
}

const clients = new Set()

function send(args) {
  return new Promise((done, fail) => {
    const p = spawn(client, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let complaint = ''
    clients.add(p)
    p.stdout.on('data', (d) => { out += d })
    p.stderr.on('data', (d) => { complaint += d })
    p.on('error', fail)
    p.on('close', (code) => {
      clients.delete(p)
      if (code === 0) done(JSON.parse(out))
      else fail(new Error(complaint.slice(0, 2000) || `the client ended with ${code}`))
    })
  })
}

export function stopClients() {
  for (const p of clients) p.kill('SIGKILL')
}

/** What is common: lines numbered on, the client, the time the server's processes took. */
export class Subject {
  next = {} // number of the next line of each kind
  devices = CAMERAS

  constructor(place) {
    this.place = place
  }

  /** One run of the client. ask: reads, positions or nearest; rate: batches a second, 0 as many as are answered. */
  async measure({ ask = 'reads', batch = BATCH, rate = 0, hits = 0, connections, depth = 1, way = '', tls = false, seconds, warmup }) {
    await this.ready?.(ask)
    const cpu = timeOf(this.pid)
    const machine = machineTime()
    const began = performance.now()
    const r = await send([this.protocol, ...this.door(tls, ask), '--ask', ask, '--plates', PLATES, '--devices', this.devices, '--batch', batch, '--hits', hits,
      '--connections', connections, '--depth', depth, '--rate', rate, '--seconds', seconds, '--warmup', warmup, '--first', this.next[ask] ?? 0,
      ...(way ? ['--way', way] : [])])
    const now = machineTime()
    const used = timeOf(this.pid) - cpu
    this.next[ask] = r.next
    await this.check(r, ask)
    return { subject: this.name, way, hits, tls, ...r, used_us: used, took_s: (performance.now() - began) / 1000, cpu_us: used / r.all_lines, client_cpu_us: r.own_cpu_us / r.all_lines,
      others: Math.max(0, (now.used - machine.used - used - r.own_cpu_us) / (now.all - machine.all)) }
  }

  /** All that was answered is there. */
  async check(r) {
    if (r.told !== r.expected) throw new Error(`${this.name}: ${r.expected} expected, ${r.told} told`)
  }
}

export class Markaz extends Subject {
  name = 'Markaz'
  protocol = 'http'

  constructor(place, { tls = false } = {}) {
    super(place)
    this.tls = tls
  }

  async open() {
    const { place } = this
    if (this.tls) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0' // the certificate was made a moment ago, for us alone
    this.centre = new Centre({ set: this.tls ? { 'http.tls_cert': place.certificate, 'http.tls_key': place.key } : {} })
    await this.centre.start()
    const made = await this.centre.call('POST', '/api/v1/import/devices', place.devices, this.centre.token('admin'))
    const put = await this.centre.call('PUT', '/api/v1/hotlists/bench', place.list, this.centre.token('supervisor'))
    if (made.json?.created !== CAMERAS || put.json?.entries !== PLATES) throw new Error(`${made.text.slice(0, 300)} ${put.text.slice(0, 300)}`)
    this.token = this.centre.token('camera')
    this.pid = this.centre.proc.pid
    this.counted = await this.counts()
  }

  door() {
    const { hostname, port } = new URL(this.centre.url)
    return ['--host', hostname, '--port', port, '--token', this.token, ...(this.tls ? ['--tls'] : [])]
  }

  async counts() {
    const text = await fetch(`${this.centre.url}/metrics`).then((r) => r.text())
    const one = (name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)[1])
    return { events: one('markaz_journal_seq'), reads: one('markaz_telemetry_accepted_total{series="reads"}') }
  }

  /** Its answer does not tell hits; the journal does: an event each. */
  async check(r) {
    const now = await this.counts()
    const events = now.events - this.counted.events
    const reads = now.reads - this.counted.reads
    this.counted = now
    if (reads !== r.all_lines || events < r.expected) throw new Error(`Markaz: ${r.all_lines} reads sent, ${reads} kept; ${r.expected} hits, ${events} events`)
  }

  async close() {
    if (!this.centre) return
    const writers = childrenOf(this.pid) // one that writes a snapshot would go on in a directory that we remove
    await this.centre.stop('SIGKILL')
    for (const pid of writers) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        continue // it has ended by itself
      }
      await until(() => !existsSync(`/proc/${pid}`), 5000, 'the end of a snapshot')
    }
    await this.centre.end()
  }
}

export class Limit extends Subject {
  name = 'limit'
  protocol = 'http'

  async open() {
    const list = join(this.place.dir, 'list.ndjson')
    await write(list, this.place.list)
    this.proc = spawn(join(build, 'bench/limit'), [list, join(this.place.dir, 'limit.log'), '256'], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.pid = this.proc.pid
    const [port] = await once(this.proc.stdout, 'data')
    this.port = String(port).trim()
  }

  door() {
    return ['--port', this.port]
  }

  async close() {
    await end(this.proc, 'SIGTERM')
    rmSync(join(this.place.dir, 'limit.log'), { force: true })
  }
}

async function write(path, text) {
  const f = createWriteStream(path)
  f.end(text)
  await once(f, 'finish')
}

async function end(proc, signal) {
  if (!proc || proc.exitCode !== null || proc.signalCode !== null) return
  const gone = once(proc, 'exit')
  proc.kill(signal)
  await Promise.race([gone, sleep(20000).then(() => proc.kill('SIGKILL'))])
}

/** Keeps the last words of a server, to be shown when it does not start. */
function start(file, args, options) {
  const proc = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  proc.words = ''
  const hear = (d) => { proc.words = (proc.words + d).slice(-4000) }
  proc.stdout.on('data', hear)
  proc.stderr.on('data', hear)
  proc.on('error', hear)
  return proc
}

export class Postgres extends Subject {
  name = 'PostgreSQL'
  protocol = 'postgres'

  constructor(place) {
    super(place)
    this.bin = '/usr/lib/postgresql/15/bin'
    this.user = userOf('postgres')
  }

  async open() {
    await this.start()
    const rows = this.place.list.trimEnd().split('\n').map((line, i) => {
      const e = JSON.parse(line)
      return `${i},${e.plate},${e.region},${e.class},${e.issuer},${e.basis},${e.reason},${e.expires_at}`
    })
    this.psql(['-f', join(root, 'bench/peers/postgres.sql')], `${rows.join('\n')}\n`)
  }

  /** An empty cluster, set by bench/peers/postgres.conf and by `more`. */
  async start(more = {}) {
    const { place, user } = this
    const data = join(place.dir, 'postgres')
    mkdirSync(data)
    own(data, user)
    const run = { ...user, cwd: data, encoding: 'utf8', env: { PATH: process.env.PATH } }
    execFileSync(join(this.bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--wal-segsize=64'], { ...run, stdio: 'pipe' })
    certify(place, user, join(data, 'server.crt'), join(data, 'server.key'))
    const settings = join(data, 'bench.conf')
    copyFileSync(join(root, 'bench/peers/postgres.conf'), settings)
    own(settings, user)
    this.port = await freePort()
    this.proc = start(join(this.bin, 'postgres'), ['-D', data, '-p', String(this.port), '-k', '', '-c', `config_file=${settings}`,
      ...Object.entries({ ssl: 'on', ...more }).flatMap(([k, v]) => ['-c', `${k}=${v}`])], run)
    this.pid = this.proc.pid
    await until(() => {
      if (this.proc.exitCode !== null) throw new Error(`PostgreSQL ended: ${this.proc.words}`)
      return spawnSync(join(this.bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(this.port)]).status === 0
    }, 20000, 'PostgreSQL ready')
  }

  psql(args, input = '') {
    const r = spawnSync(join(this.bin, 'psql'), ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'bench',
      '-d', 'postgres', ...args], { input, encoding: 'utf8', maxBuffer: 1 << 26, env: { PATH: process.env.PATH } })
    if (r.status !== 0) throw new Error(`psql: ${r.stderr}`)
    return r.stdout.trim()
  }

  /** µs by which a commit waits for others to join it. */
  delay(us) {
    this.psql(['-c', `ALTER SYSTEM SET commit_delay = ${us}`, '-c', 'SELECT pg_reload_conf()'])
  }

  async ready() {
    this.psql(['-c', 'TRUNCATE reads, copied, hits', '-c', 'CHECKPOINT'])
  }

  door(tls) {
    return ['--port', this.port, '--login', 'user=bench dbname=postgres', ...(tls ? ['--tls'] : [])]
  }

  async check(r) {
    await super.check(r)
    const there = this.psql(['-c', 'SELECT (SELECT count(*) FROM reads) + (SELECT count(*) FROM copied), (SELECT count(*) FROM hits)'])
    if (there !== `${r.all_lines}|${r.expected}`) throw new Error(`PostgreSQL: ${r.all_lines} reads and ${r.expected} hits sent, it holds ${there}`)
  }

  async close() {
    await end(this.proc, 'SIGINT')
    rmSync(join(this.place.dir, 'postgres'), { recursive: true, force: true })
  }
}

export class Redis extends Subject {
  name = 'Redis'
  protocol = 'redis'

  constructor(place) {
    super(place)
    this.user = userOf('redis')
  }

  async open() {
    const { place, user } = this
    const data = join(place.dir, 'redis')
    const [cert, key] = [join(data, 'cert.pem'), join(data, 'key.pem')]
    mkdirSync(data)
    own(data, user)
    certify(place, user, cert, key)
    this.port = await freePort()
    this.tlsPort = await freePort()
    const settings = { port: this.port, 'tls-port': this.tlsPort, 'tls-cert-file': cert, 'tls-key-file': key,
      'tls-auth-clients': 'no', bind: '127.0.0.1', dir: data, save: '', appendonly: 'yes', appendfsync: 'everysec',
      'auto-aof-rewrite-percentage': 0, daemonize: 'no' }
    this.proc = start('/usr/bin/redis-server', Object.entries(settings).flatMap(([k, v]) => [`--${k}`, String(v)]), { ...user, cwd: data })
    this.pid = this.proc.pid
    await until(() => {
      if (this.proc.exitCode !== null) throw new Error(`Redis ended: ${this.proc.words}`)
      return spawnSync('/usr/bin/redis-cli', ['-p', String(this.port), 'PING'], { encoding: 'utf8' }).stdout.trim() === 'PONG'
    }, 20000, 'Redis ready')
    const bulk = (s) => `$${Buffer.byteLength(s)}\r\n${s}\r\n`
    const lines = place.list.trimEnd().split('\n')
    const text = lines.map((line) => `*4\r\n${bulk('HSET')}${bulk('wanted')}${bulk(line.slice(10, 18))}${bulk(line)}`).join('')
    this.cli(['--pipe'], text)
    if (this.cli(['HLEN', 'wanted']) !== String(PLATES)) throw new Error('Redis: the list is not whole')
    this.cli(['CONFIG', 'SET', 'appendfsync', 'always'])
  }

  cli(args, input) {
    const r = spawnSync('/usr/bin/redis-cli', ['-p', String(this.port), ...args], { input, encoding: 'utf8', maxBuffer: 1 << 26 })
    if (r.status !== 0) throw new Error(`redis-cli: ${r.stdout} ${r.stderr}`)
    return r.stdout.trim()
  }

  async ready() {
    this.cli(['UNLINK', 'reads', 'hits'])
    await until(() => /lazyfree_pending_objects:0/.test(this.cli(['INFO', 'memory'])), 20000, 'Redis has forgotten the last run')
  }

  door(tls) {
    return ['--port', tls ? this.tlsPort : this.port, ...(tls ? ['--tls'] : [])]
  }

  async check(r) {
    await super.check(r)
    const there = `${this.cli(['LLEN', 'reads'])} ${this.cli(['LLEN', 'hits'])}`
    if (there !== `${r.all_lines} ${r.expected}`) throw new Error(`Redis: ${r.all_lines} reads and ${r.expected} hits sent, it holds ${there}`)
  }

  async close() {
    await end(this.proc, 'SIGKILL')
    rmSync(join(this.place.dir, 'redis'), { recursive: true, force: true })
  }
}
