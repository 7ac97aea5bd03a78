// SPDX-License-Identifier: Apache-2.0
// The real binary in a temporary directory, driven from outside as anybody would. MARKAZ_BUILD names the build directory.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const build = process.env.MARKAZ_BUILD ?? join(root, 'build')
/** Finds `plate` however it is spelt, and does not take three digits of a random name or hash for it. */
export const spelt = (plate) => new RegExp([...plate].join('(?:%20|[ +_.-])*'), 'i')
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms))

/** A limit ends a test that hangs; it judges nothing, and a machine may be slow: none is shorter than this. */
const PATIENCE = 60000

/** Poll until `f` gives something true; fails after `ms`, or PATIENCE when that is longer. */
export async function until(f, ms = PATIENCE, what = 'condition') {
  const limit = Math.max(ms, PATIENCE), end = Date.now() + limit
  for (;;) {
    const v = await f()
    if (v) return v
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`)
    await sleep(20)
  }
}

/**
 * Every file below `dir` with its bytes, [path, Buffer] each; a file of over `most` bytes is left out. A centre may work
 * there meanwhile: when a file has got another name or is gone since it was listed, all is read again.
 */
export function filesBelow(dir, most = Infinity) {
  const below = (d) => readdirSync(d, { withFileTypes: true }).flatMap((f) => {
    const path = join(d, f.name)
    if (f.isDirectory()) return below(path)
    return f.isFile() && statSync(path).size <= most ? [[path, readFileSync(path)]] : []
  })
  for (let tries = 1; ; tries++)
    try { return below(dir) } catch (e) { if (e.code !== 'ENOENT' || tries > 200) throw e }
}

/** Keeps a port for this process until it ends: no other that asks in this way gets it, nor this one twice. Not by TCP, which is for who listens. */
const reserved = (port) => new Promise((resolve) => {
  const s = createSocket('udp4').once('error', () => resolve(false))
  s.bind({ port, address: '127.0.0.2', exclusive: true }, () => { s.unref(); resolve(true) })
})

const unheard = (port) => new Promise((resolve) => {
  const s = createServer().once('error', () => resolve(false))
  s.listen(port, '127.0.0.1', () => s.close(() => resolve(true)))
})

/** A port nobody listens on, and none of those the kernel gives to whoever asks for any: it is free, and ours, as long as the test runs. `also`: so are those so many further on. */
export async function freePort(...also) {
  for (;;) {
    const port = 10000 + Math.floor(Math.random() * 20000)
    let free = true
    for (const one of [0, ...also].map((n) => port + n)) free = free && await reserved(one) && await unheard(one)
    if (free) return port
  }
}

/**
 * A file or folder of the real captures in ../shared/data (or MARKAZ_SHARED); null when there are none here: the test is
 * skipped. Where there are some, one that is missing is a failure: a misspelt name would never be seen.
 */
export function capture(t, name) {
  const folder = process.env.MARKAZ_SHARED ?? join(root, '../shared/data')
  if (!existsSync(folder)) return t.skip(`there are no captures in ${folder}`) ?? null
  const path = join(folder, name)
  if (!existsSync(path)) throw new Error(`no capture ${path}`)
  return path
}

export class Centre {
  constructor({ env = {}, set = {} } = {}) {
    this.dir = mkdtempSync(join(tmpdir(), 'markaz-'))
    this.store = join(this.dir, 'store')
    this.env = env
    this.set = { 'http.listen': '127.0.0.1:0', 'web.root': join(root, 'web/dist'), ...set }
    this.tokens = {}
  }

  async start(env = {}, ms = PATIENCE) {
    rmSync(join(this.store, 'http.address'), { force: true })
    const args = [`store.path=${this.store}`, ...Object.entries(this.set).map(([k, v]) => `${k}=${v}`)].flatMap((x) => ['--set', x])
    this.log = ''
    this.exit = null
    this.proc = spawn(join(build, 'markazd'), args, { env: { ...process.env, ...this.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.proc.stdout.on('data', (d) => { this.log += d })
    this.proc.stderr.on('data', (d) => { this.log += d })
    this.proc.on('exit', (code, signal) => { this.exit = { code, signal } })
    await until(async () => {
      if (this.exit) throw new Error(`the server ended (${JSON.stringify(this.exit)}):\n${this.log}`)
      if (!existsSync(join(this.store, 'http.address'))) return false
      this.url = readFileSync(join(this.store, 'http.address'), 'utf8').trim()
      return this.url && (await fetch(`${this.url}/readyz`).then((r) => r.ok, () => false))
    }, ms, 'server ready')
    // What it said before it was ready has been read then, too.
    for (let i = 0; i < 3; i++) await new Promise(setImmediate)
    return this
  }

  /** One that will kill itself: on a slow machine it may have done so before it is ready. */
  async startToDie(env = {}) {
    await this.start(env).catch((e) => { if (this.exit?.signal !== 'SIGKILL') throw e })
  }

  async stop(signal = 'SIGTERM') {
    if (!this.proc || this.exit) return this.exit
    this.proc.kill(signal)
    await until(() => this.exit, PATIENCE, 'server end')
    return this.exit
  }

  async end() {
    await this.stop('SIGKILL')
    rmSync(this.dir, { recursive: true, force: true })
  }

  ctl(args, input = '') {
    const r = spawnSync(join(build, 'markazctl'), ['--data', this.store, ...args], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
    return { code: r.status, out: r.stdout, err: r.stderr }
  }

  /** Token of a role, made once. */
  token(role, ...more) {
    const key = [role, ...more].join(' ')
    if (!this.tokens[key]) {
      const r = this.ctl(['token', 'add', key, '--role', role, ...more])
      if (r.code !== 0) throw new Error(`token add: ${r.err}`)
      this.tokens[key] = r.out.trim()
    }
    return this.tokens[key]
  }

  async call(method, path, body, token, purpose) {
    const r = await fetch(this.url + path, {
      method, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(purpose ? { 'markaz-purpose': purpose } : {}) },
    })
    const text = await r.text()
    let json = null
    try { json = JSON.parse(text) } catch { /* not JSON */ }
    return { status: r.status, json, text, headers: r.headers }
  }

  /** The centre's name of a token: K9. */
  async tokenId(token) {
    const key = Object.entries(this.tokens).find(([, v]) => v === token)[0]
    const tokens = (await this.call('GET', '/api/v1/picture?topics=access', undefined, this.token('admin'))).json.entities.token
    return Object.keys(tokens).find((id) => tokens[id].name === key)
  }

  /** What Markaz-Purpose says of a case of this token, or of a person (id U3); it names `subjects`. */
  async purpose(who, code = 'investigation', subjects = []) {
    const id = Object.values(this.tokens).includes(who) ? await this.tokenId(who) : who, key = [id, ...subjects].join()
    this.cases ??= {}
    this.cases[key] ??= await this.openCase({ people: [id], subjects })
    return `${code} case=${this.cases[key]}`
  }

  async openCase(more = {}) {
    const body = { number: '17/2026', basis: 'code of criminal procedure, art. 9', expires_at: new Date(Date.now() + 86400000).toISOString(), ...more }
    const r = await this.twice('POST', '/api/v1/cases', body, this.token('supervisor'))
    if (r.status !== 200) throw new Error(`case: ${r.text}`)
    return r.json.id
  }

  /** A look-up of a token, with a case that names `subjects`: of others the third look-up is stopped. */
  async look(path, token, ...subjects) {
      return this.call('GET', path, undefined, token, await this.purpose(token, undefined, subjects))
  }

  /** A person: sign in once, then call with cookie and CSRF. The password is 'a long password', chosen by himself. */
  async person(name, role, ...more) {
    const made = this.ctl(['user', 'add', name, '--role', role, ...more], 'a given password\n')
    if (made.code !== 0) throw new Error(`user add: ${made.err}`)
    return this.choose(name, 'a given password', 'a long password')
  }

  /** The first sign-in: with a password that somebody else gave, which is changed. */
  async choose(name, given, password) {
    const me = await this.signIn(name, given)
    const done = await me.call('POST', '/api/v1/session/password', { old: given, password })
    if (done.status !== 200) throw new Error(`password: ${done.text}`)
    return me
  }

  async signIn(name, password) {
    const r = await fetch(`${this.url}/api/v1/session`, { method: 'POST', body: JSON.stringify({ name, password }) })
    const json = await r.json()
    if (!r.ok) throw new Error(`sign in: ${json.detail}`)
    const cookie = r.headers.getSetCookie()[0].split(';')[0]
    const call = async (method, path, body, purpose) => {
      const headers = { cookie, ...(purpose ? { 'markaz-purpose': purpose } : {}), ...(method === 'GET' ? {} : { 'x-markaz-csrf': json.csrf }) }
      const a = await fetch(this.url + path, { method, headers, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) })
      const text = await a.text()
      let parsed = null
      try { parsed = JSON.parse(text) } catch { /* not JSON */ }
      return { status: a.status, json: parsed, text }
    }
    return { ...json, cookie, call }
  }

  /** What needs two persons: asked with a token, approved by somebody of `role` who is signed in. Answers what came of it. */
  async twice(method, path, body, token, role = 'supervisor') {
    const asked = await this.call(method, `${path}?reason=a+test`, body, token)
    if (asked.status !== 202) return asked
    this.second ??= {}
    this.second[role] ??= await this.person(`second-${role}`, role)
    const done = await this.second[role].call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})
    return { ...done, json: { ...done.json, id: done.json?.result?.split('/')[1] } }
  }

  /** Open the stream; collects messages until closed. */
  stream(headers, query = '') {
    const stop = new AbortController()
    const s = { messages: [], events: [], close: () => stop.abort(), done: null, lastId: null }
    s.done = (async () => {
      const r = await fetch(`${this.url}/api/v1/stream${query}`, { headers, signal: stop.signal })
      s.status = r.status
      let text = ''
      const letters = new TextDecoder() // one that is cut in two by the network is whole with the next piece
      for await (const chunk of r.body) {
        text += letters.decode(chunk, { stream: true })
        for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) {
          const m = {}
          for (const line of text.slice(0, at).split('\n')) {
            const colon = line.indexOf(': ')
            m[line.slice(0, colon)] = line.slice(colon + 2)
          }
          m.data = m.data ? JSON.parse(m.data) : null
          if (m.id) s.lastId = m.id
          s.messages.push(m)
          if (m.event === 'event') s.events.push(m.data)
        }
      }
    })().catch(() => {})
    return s
  }
}

/** A small city: areas, a site, a button, cameras, units with tablets. */
export function smallCity(centre) {
  const admin = centre.token('admin')
  const square = (w, s) => ({ type: 'Polygon', coordinates: [[[w, s], [w + 0.1, s], [w + 0.1, s + 0.1], [w, s + 0.1], [w, s]]] })
  const areas = { type: 'FeatureCollection', features: [
    { type: 'Feature', properties: { id: 'north', name: 'North', kind: 'district' }, geometry: square(69.2, 41.3) },
    { type: 'Feature', properties: { id: 'south', name: 'South', kind: 'district' }, geometry: square(69.2, 41.2) }] }
  const files = {
    areas: JSON.stringify(areas),
    sites: 'id,name,kind,lat,lon\nschool-1,School 1,school,41.31,69.21\n',
    units: 'id,name,kind,area,skills\nM1,M1,patrol,north,\nM2,M2,patrol,north,\nM3,M3,traffic,south,\n',
    devices: 'id,name,kind,site,lat,lon,heading,speed_limit,unit\nbtn-1,Button 1,button,school-1,,,,,\n'
      + 'cam-1,Camera 1,camera,,41.31,69.22,0,60,\ncam-2,Camera 2,camera,,41.33,69.22,0,60,\n'
      + 'tab-M1,Tablet 1,tablet,,,,,,M1\ntab-M2,Tablet 2,tablet,,,,,,M2\ntab-M3,Tablet 3,tablet,,,,,,M3\n',
  }
  return (async () => {
    for (const [kind, text] of Object.entries(files)) {
      const r = await centre.call('POST', `/api/v1/import/${kind}`, text, admin)
      if (r.status !== 200 || r.json.errors.length > 0) throw new Error(`import ${kind}: ${r.text}`)
    }
  })()
}
