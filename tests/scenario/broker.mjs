// SPDX-License-Identifier: Apache-2.0
// Debian's Mosquitto with the configuration we ship (etc/mosquitto), and its own clients; and a small client of our own
// for the thousands that one process each would be too many.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, createSecureContext } from 'node:tls'
import { freePort, root, sleep, until } from './harness.mjs'

const tool = join(root, 'tools/mqtt-broker')

export class Broker {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'markaz-broker-'))
    this.passwords = {}
    this.children = new Set()
  }

  async start() {
    if (!this.port) {
      this.port = await freePort()
      this.tlsPort = await freePort()
      this.certPort = await freePort()
      execFileSync(tool, ['make', this.dir, this.port, this.tlsPort, this.certPort])
      this.ca = join(this.dir, 'tls/ca.crt')
    }
    this.log = ''
    this.exit = null
    this.proc = spawn(tool, ['run', this.dir], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.proc.stderr.on('data', (d) => { this.log += d })
    this.proc.on('exit', (code, signal) => { this.exit = { code, signal } })
    await until(() => {
      if (this.exit) throw new Error(`the broker ended (${JSON.stringify(this.exit)}):\n${this.log}`)
      return new Promise((r) => connectTcp(this.tlsPort, '127.0.0.1', function () { this.destroy(); r(true) }).on('error', () => r(false)))
    }, 0, 'broker')
    return this
  }

  async stop(signal = 'SIGTERM') {
    if (!this.proc || this.exit) return
    this.proc.kill(signal)
    await until(() => this.exit, 0, 'broker end')
  }

  async end() {
    for (const child of this.children) child.kill('SIGKILL')
    await this.stop('SIGKILL')
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** The centre's settings for it. */
  settings() {
    return { 'mqtt.broker': `127.0.0.1:${this.port}`, 'mqtt.user': 'markaz', 'mqtt.password_file': join(this.dir, 'markaz.password') }
  }

  /** Names that may sign in from now on. */
  async add(...names) {
    for (const line of execFileSync(tool, ['add', this.dir, ...names], { encoding: 'utf8' }).trim().split('\n')) {
      const [name, password] = line.split(' ')
      this.passwords[name] = password
    }
    // The broker reads its file when it has time; it knows the last of them then.
    const last = names.at(-1)
    if (this.proc && !this.exit) await until(async () => (await this.run('mosquitto_pub', last, ['-t', `markaz/${last}/ack`, '-n'])).code === 0, 0, 'password known')
  }

  args(name) {
    return ['-h', '127.0.0.1', '-p', String(this.tlsPort), '--cafile', this.ca, '-u', name, '-P', this.passwords[name] ?? '']
  }

  run(program, name, more) {
    return this.exec(program, [...this.args(name), ...more])
  }

  exec(program, args) {
    return new Promise((done) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      const r = { out: '', err: '' }
      child.stdout.on('data', (d) => { r.out += d })
      child.stderr.on('data', (d) => { r.err += d })
      child.on('close', (code) => done({ ...r, code }))
    })
  }

  /** mosquitto_pub with the device's certificate; `certificate` made it. */
  pubCertified(name, topic, payload, more = []) {
    const at = join(this.dir, 'tls/devices', name)
    return this.exec('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(this.certPort), '--cafile', this.ca, '--cert', `${at}.crt`, '--key', `${at}.key`, '-q', '1', '-t', topic, '-m', payload, ...more])
  }

  certificate(...args) {
    execFileSync(join(root, 'tools/tak-package'), [args[0], join(this.dir, 'tls/devices'), ...args.slice(1)])
  }

  /** mosquitto_pub, QoS 1: it ends when the broker has it. */
  pub(name, topic, payload, more = []) {
    return this.run('mosquitto_pub', name, ['-q', '1', '-t', topic, ...(payload === '' ? ['-n'] : ['-m', typeof payload === 'string' ? payload : JSON.stringify(payload)]), ...more])
  }

  /** mosquitto_sub; collects what comes. `--will-*` makes it a device with a last will. */
  async sub(name, topic, more = []) {
    const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...this.args(name), '-q', '1', '-v', '-d', '-t', topic, ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
    const s = { lines: [], child, all: '' }
    this.children.add(child)
    let rest = ''
    child.stdout.on('data', (d) => {
      rest += d
      s.all += d
      for (let at; (at = rest.indexOf('\n')) >= 0; rest = rest.slice(at + 1)) {
        const line = rest.slice(0, at)
        if (!/^(Client|Subscribed)/.test(line)) s.lines.push(line)
      }
    })
    await until(() => /received SUBACK/.test(s.all), 0, `${name} subscribed`)
    s.json = () => s.lines.map((l) => JSON.parse(l.slice(l.indexOf(' ') + 1)))
    return s
  }

  password() {
    return readFileSync(join(this.dir, 'markaz.password'), 'utf8').trim()
  }
}

// ---- a client for many: MQTT 3.1.1, QoS 1 ----

const text = (s) => { const b = Buffer.from(s); return Buffer.concat([Buffer.from([b.length >> 8, b.length & 255]), b]) }

function packet(type, ...parts) {
  const body = Buffer.concat(parts), length = []
  let n = body.length
  do { length.push((n & 127) | (n > 127 ? 128 : 0)); n >>= 7 } while (n > 0)
  return Buffer.concat([Buffer.from([type, ...length]), body])
}

/** A device: signed in, and listening to its acknowledgements. */
export async function device(broker, name, { clean = true, acks = [] } = {}) {
  broker.context ??= createSecureContext({ ca: readFileSync(broker.ca) })
  const socket = connectTls({ host: '127.0.0.1', port: broker.tlsPort, secureContext: broker.context, checkServerIdentity: () => undefined })
  socket.setNoDelay(true)
  const d = { name, acks, received: 0, heard: (ack) => d.acks.push(ack), close: () => socket.destroy() }
  d.closed = new Promise((r) => socket.once('close', r))
  let rest = Buffer.alloc(0), mid = 0
  const waiting = new Map()
  const wait = (key) => new Promise((resolve, reject) => waiting.set(key, { resolve, reject }))
  const got = (key, value) => { waiting.get(key)?.resolve(value); waiting.delete(key) }
  const fail = () => { for (const w of waiting.values()) w.reject(new Error(`${name}: the connection ended`)); waiting.clear() }
  socket.on('error', fail).on('close', fail)
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      let n = 0, at = 1, shift = 0
      do { if (at >= rest.length) return; n |= (rest[at] & 127) << shift; shift += 7 } while (rest[at++] & 128)
      if (rest.length < at + n) return
      const type = rest[0] >> 4, qos = (rest[0] >> 1) & 3, body = rest.subarray(at, at + n)
      rest = rest.subarray(at + n)
      if (type === 2) got('connack', body[1])
      if (type === 4) got(`puback${body.readUInt16BE(0)}`, true)
      if (type === 9) got('suback', true)
      if (type !== 3) continue
      const topic = body.readUInt16BE(0)
      if (qos > 0) socket.write(packet(0x40, body.subarray(2 + topic, 4 + topic)))
      d.heard(JSON.parse(body.subarray(2 + topic + (qos > 0 ? 2 : 0)).toString()))
    }
  })
  socket.write(packet(0x10, text('MQTT'), Buffer.from([4, clean ? 0xc2 : 0xc0, 0, 60]), text(name), text(name), text(broker.passwords[name])))
  const code = await wait('connack')
  if (code !== 0) throw new Error(`${name}: refused with ${code}`)
  socket.write(packet(0x82, Buffer.from([0, 1]), text(`markaz/${name}/ack`), Buffer.from([1])))
  await wait('suback')
  /** Resolves when the broker has it. */
  d.publish = (topic, payload) => {
    mid = mid % 60000 + 1
    const id = Buffer.from([mid >> 8, mid & 255])
    socket.write(packet(0x32, text(topic), id, Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))))
    return wait(`puback${mid}`)
  }
  /** QoS 0: nobody says that it came. */
  d.say = (topic, payload) => socket.write(packet(0x30, text(topic), Buffer.from(payload)))
  d.press = (id, kind = 'panic') => d.publish(`markaz/${name}/alarm`, { kind, id })
  return d
}

/**
 * A device as doc/mqtt.md wants it: comes back whenever it lost its line, and says its press again until it hears of it. The
 * broker keeps its session. `up`: signed in; `acks`: what it heard in all.
 */
export function faithful(broker, name) {
  const f = { name, up: false, ends: false, acks: [], press: null }
  const said = (d) => d.press(f.press).catch(() => {})
  const live = async () => {
    while (!f.ends) {
      const d = await device(broker, name, { clean: false, acks: f.acks }).catch(() => null)
      if (d) {
        f.up = true
        f.now = d
        if (f.press && !f.acks.some((a) => a.press === f.press)) void said(d)
        await d.closed
        f.up = false
      }
      if (!f.ends) await sleep(500 + Math.random() * 1000) // as firmware does: not all in the same instant for ever
    }
  }
  f.say = (id) => { f.press = id; if (f.up) void said(f.now) }
  f.heard = () => f.acks.some((a) => a.press === f.press)
  f.close = () => { f.ends = true; f.now?.close() }
  f.over = live()
  return f
}
