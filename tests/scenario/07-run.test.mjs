// SPDX-License-Identifier: Apache-2.0
// ./dev run as its user sees it: what it prints, what Ctrl-C leaves, what --no-demo and --lan mean.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build, freePort, root, until } from './harness.mjs'

const folder = mkdtempSync(join(tmpdir(), 'markaz-run-'))
const running = new Set()
after(async () => {
  for (const one of running) await one.interrupt()
  rmSync(folder, { recursive: true, force: true })
})

class Run {
  constructor(args, env = {}) {
    this.out = ''
    this.proc = spawn(join(root, 'dev'), ['run', ...args], { cwd: folder, env: { ...process.env, MARKAZ_BUILD: build, MARKAZ_NO_INSTALL: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.proc.stdout.on('data', (d) => { this.out += d })
    this.proc.stderr.on('data', (d) => { this.out += d })
    // Closed: all that it said has been read.
    this.exit = new Promise((resolve) => this.proc.on('close', (code) => { this.closed = true; running.delete(this); resolve(code) }))
    running.add(this)
  }
  /** The server and the script speak side by side: what must be there is waited for, each by itself. */
  async says(...all) {
    for (const what of all) {
      await until(() => what.test(this.out) || this.closed, 180000, String(what)).catch((e) => { throw new Error(`${e.message} in\n${this.out}`) })
      assert.match(this.out, what)
    }
  }
  interrupt() {
    this.proc.kill('SIGINT')
    return this.exit
  }
}

const password = (run) => run.out.match(/^ {2}password: (\S+)$/m)[1]
async function signIn(url, name, word) {
  const r = await fetch(`${url}/api/v1/session`, { method: 'POST', body: JSON.stringify({ name, password: word }) })
  return r.ok ? { ...(await r.json()), cookie: r.headers.getSetCookie()[0].split(';')[0] } : null
}
const log = async (url, path) => { const r = await fetch(`${url}/log/${path}`); return r.ok ? r.text() : '' }
/** The programs that a run has started, by what is in their command lines. */
const processes = (what) => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
  try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').includes(what) } catch { return false }
})
const alarms = async (url, cookie) => (await (await fetch(`${url}/api/v1/picture?topics=alarm`, { headers: { cookie } })).json()).entities.alarm ?? {}

test('the demo: an address, a sign-in for each role, something happens; Ctrl-C stops it, and all is there after the next start', { timeout: 600000 }, async () => {
  const port = await freePort(1000, 1001) // there is the demo's broker
  const url = `http://127.0.0.1:${port}`
  const args = ['--port', String(port), '--data', 'city']
  const first = new Run(args)
  await first.says(/stop: Ctrl-C/, /^ {2}password: \S+$/m)
  assert.ok(first.out.includes(`Markaz is running: ${url}\n`), first.out)
  assert.ok(first.out.includes(`data: ${join(folder, 'city')}`))
  const word = password(first)
  const roles = { admin: 'admin', operator: 'operator', duty: 'operator', supervisor: 'supervisor', auditor: 'auditor', m01: 'unit' }
  const admin = await until(() => signIn(url, 'admin', word), 60000, 'the administrator can sign in')
  // The city brings districts and units first. To try their people's passwords before would be counted as guessing, and locked out.
  const people = async () => Object.values((await (await fetch(`${url}/api/v1/picture?topics=access`, { headers: { cookie: admin.cookie } })).json()).entities.user ?? {}).map((u) => u.name)
  await until(async () => { const there = await people(); return Object.keys(roles).every((name) => there.includes(name)) }, 60000, 'all people of the demo')
  for (const [name, role] of Object.entries(roles)) {
    assert.match(first.out, new RegExp(`^ {2}${name} +${word} `, 'm'))
    assert.equal((await signIn(url, name, word))?.role, role, name)
  }
  const { cookie } = await signIn(url, 'operator', word)
  // Two of the city's buttons speak MQTT, to a broker of its own.
  const figures = async () => (await fetch(`${url}/metrics`)).text()
  await until(async () => /^markaz_mqtt_connected 1$/m.test(await figures()) && /^markaz_mqtt_messages_total\{what="heartbeat"\} [1-9]/m.test(await figures()), 60000, 'buttons heard over MQTT')
  assert.equal(processes(join(folder, 'city/demo/broker/mosquitto.conf')).length, 1)
  // A school has an alarm panel: encrypted, supervised, tested, at the port of DC-09 that the run has opened for it.
  assert.match(first.out, /^alarm panels \(SIA DC-09\): tcp 127\.0\.0\.1:\d+ /m)
  await until(async () => /^markaz_dc09_answers_total\{answer="ack"\} ([2-9]|\d\d)/m.test(await figures()), 120000, 'a panel acknowledged, its test with it')
  assert.match(await figures(), /^markaz_dc09_answers_total\{answer="duh"\} 0$/m)
  const devices = async () => (await (await fetch(`${url}/api/v1/picture?topics=registry`, { headers: { cookie: admin.cookie } })).json()).entities.device
  const panel = (await devices())['dc09-9004']
  assert.deepEqual([panel.kind, panel.account, panel.site, panel.zones], ['panel', '9004', 'school-04', "3 Director's office\n4 Gymnasium"])
  assert.equal(statSync(join(folder, 'city/demo/panels.keys')).mode & 0o777, 0o600)
  const [id] = await until(async () => { const all = Object.keys(await alarms(url, cookie)); return all.length > 0 && all }, 60000, 'an alarm of the city')
  // Three witnesses of the demo, two of which are enough.
  const cosigned = await until(async () => { const note = await log(url, 'checkpoint'); return /demo\.invalid\/witness-\d[^]*demo\.invalid\/witness-\d/.test(note) && note }, 60000, 'a cosigned checkpoint')
  assert.match(readFileSync(join(folder, 'city/demo/witnesses'), 'utf8'), /^# The demo's witnesses[^]*\ngroup demo 2 demo-1 demo-2 demo-3\nquorum demo\n$/)
  assert.equal(processes(join(folder, 'city/demo/witness-')).length, 3)
  assert.equal(await first.interrupt(), 0)
  assert.equal(processes(join(folder, 'city/demo/')).length, 0, 'they end with the rest')
  assert.match(first.out, /stopped; the data stay in/)
  await assert.rejects(fetch(`${url}/healthz`))

  const second = new Run(args)
  await second.says(/stop: Ctrl-C/, /^ {2}password: \S+$/m)
  assert.equal(password(second), word)
  assert.ok((await alarms(url, cookie))[id], 'the alarm, and the sign-in of before')
  const size = Number(cosigned.split('\n')[1])
  const again = await until(async () => { const note = await log(url, 'checkpoint'); return Number(note.split('\n')[1]) > size && /demo\.invalid\/witness-/.test(note) && note }, 60000, 'they remember, and go on')
  assert.equal(again.split('\n')[0], cosigned.split('\n')[0])
  assert.equal(await second.interrupt(), 0)
})

test('--no-demo: an empty centre, nobody can sign in, a link makes the first administrator; neither kind becomes the other', { timeout: 600000 }, async () => {
  const port = String(await freePort())
  writeFileSync(join(folder, 'my.conf'), '[log]\nlevel = debug\n') // beside the caller, not beside the project or the data
  const run = new Run(['--no-demo', `--port=${port}`, '--data', 'real', '--config', 'my.conf', '--set', 'retention.reads_s=60'])
  // `debug`: the settings file was read.
  await run.says(/stop: Ctrl-C/, new RegExp(`http://127.0.0.1:${port}/set-up#code=[A-Za-z0-9_-]{40,}`), /\bdebug\b/i)
  assert.doesNotMatch(run.out, /password/)
  assert.equal(await run.interrupt(), 0)
  assert.equal(statSync(join(folder, 'real')).mode & 0o777, 0o700)
  const demo = new Run(['--port', port, '--data', 'real'])
  assert.equal(await demo.exit, 1)
  assert.match(demo.out, /holds a centre without the demo; add --no-demo/)
})

test('--lan: HTTPS with a local authority, which can vouch for private addresses only; it says how to trust it', { timeout: 600000 }, async () => {
  const port = String(await freePort())
  const lan = { MARKAZ_LAN_ADDRESSES: '192.168.77.5 10.9.8.7 8.8.8.8' }
  const run = new Run(['--lan', '--no-demo', '--port', port, '--data', 'lan'], lan)
  await run.says(/stop: Ctrl-C/, new RegExp(`https://192.168.77.5:${port}/set-up#code=`)) // one can follow it from another machine
  const tls = join(folder, 'lan/tls')
  const curl = (host, path, ...more) => spawnSync('curl', ['--silent', '--show-error', '--noproxy', '*', '--cacert', join(tls, 'ca.crt'), '--connect-to', `::127.0.0.1:${port}`, ...more, `https://${host}:${port}${path}`], { encoding: 'utf8' })
  const openssl = (...args) => spawnSync('openssl', args, { encoding: 'utf8' }).stdout
  try {
    assert.ok(run.out.includes(`On the local network: https://192.168.77.5:${port}/\n`), run.out)
    assert.ok(run.out.includes(`also https://10.9.8.7:${port}/`) && !run.out.includes('8.8.8.8'))
    assert.match(run.out, /[█▀▄]{10}/) // the QR code
    assert.match(run.out, /Android {3}Settings > .*\n +iOS /)
    const print = openssl('x509', '-in', join(tls, 'ca.crt'), '-noout', '-fingerprint', '-sha256').trim().split('=')[1]
    assert.ok(run.out.includes(print), 'the fingerprint to compare')
    for (const host of ['localhost', '192.168.77.5', '10.9.8.7']) assert.equal(curl(host, '/readyz').status, 0, curl(host, '/readyz').stderr)
    assert.notEqual(curl('8.8.8.8', '/readyz').status, 0)
    assert.equal(curl('192.168.77.5', '/ca.crt').stdout, readFileSync(join(tls, 'ca.crt'), 'utf8'))
    assert.notEqual(spawnSync('curl', ['--silent', '--noproxy', '*', `http://127.0.0.1:${port}/readyz`]).status, 0)
    assert.match(openssl('x509', '-in', join(tls, 'ca.crt'), '-noout', '-ext', 'nameConstraints'), /critical[^]*Permitted[^]*192\.168\.0\.0/)
    assert.equal(statSync(join(tls, 'ca.key')).mode & 0o777, 0o600)
  } finally {
    assert.equal(await run.interrupt(), 0)
  }
  const authority = readFileSync(join(tls, 'ca.crt'), 'utf8')
  const certificate = readFileSync(join(tls, 'server.crt'), 'utf8')
  const make = (addresses) => spawnSync(join(root, 'tools/lan-cert'), ['make', tls], { env: { ...process.env, MARKAZ_LAN_ADDRESSES: addresses }, encoding: 'utf8' })
  assert.equal(make('192.168.77.5 10.9.8.7 8.8.8.8').status, 0)
  assert.equal(readFileSync(join(tls, 'server.crt'), 'utf8'), certificate, 'the same again: nothing new')
  assert.equal(make('192.168.77.6').status, 0)
  assert.notEqual(readFileSync(join(tls, 'server.crt'), 'utf8'), certificate, 'another address: another certificate')
  assert.equal(readFileSync(join(tls, 'ca.crt'), 'utf8'), authority, 'and the same authority: tablets that trust it go on')
})

test('nonsense is refused before anything is started', async () => {
  for (const [args, says] of [[['--port', '70000'], /port must be/], [['--port'], /needs a value/], [['--dance'], /does not know '--dance'/], [['--config', 'nowhere.conf'], /cannot read the settings file/]]) {
    const run = new Run(args)
    assert.equal(await run.exit, 1)
    assert.match(run.out, says)
  }
})
