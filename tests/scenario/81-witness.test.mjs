// SPDX-License-Identifier: Apache-2.0
// markaz-witness, asked over HTTP as a log asks it (C2SP tlog-witness): it cosigns what only grows, and remembers over a kill.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build, until } from './harness.mjs'

const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
const node = (a, b) => sha(Buffer.from([1]), a, b)
const half = (n) => { let k = 1; while (k * 2 < n) k *= 2; return k }
const root = (l) => (l.length === 0 ? sha() : l.length === 1 ? l[0] : node(root(l.slice(0, half(l.length))), root(l.slice(half(l.length)))))

/** SUBPROOF of RFC 9162, 2.1.4.1. */
function subproof(m, l, whole) {
  if (m === l.length) return whole ? [] : [root(l)]
  const k = half(l.length)
  return m <= k ? [...subproof(m, l.slice(0, k), whole), root(l.slice(k))] : [...subproof(m - k, l.slice(k), false), root(l.slice(0, k))]
}

const NAME = 'log.test/one', WITNESS = 'witness.test/w1'
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const raw = (key) => key.export({ format: 'der', type: 'spki' }).subarray(12)
const log = generateKeyPairSync('ed25519'), other = generateKeyPairSync('ed25519')
const typed = (type, key) => Buffer.concat([Buffer.from([type]), raw(key)])
const idOf = (name, type, key) => sha(Buffer.from(`${name}\n`), typed(type, key)).subarray(0, 4)
const vkey = `${NAME}+${idOf(NAME, 1, log.publicKey).toString('hex')}+${typed(1, log.publicKey).toString('base64')}`
const leaves = (history, n) => Array.from({ length: n }, (_, i) => sha(Buffer.from([0]), Buffer.from(`${i < 10 ? 0 : history} ${i}`)))

function note(history, size, { origin = NAME, by = log } = {}) {
  const body = `${origin}\n${size}\n${root(leaves(history, size)).toString('base64')}\n`
  const blob = Buffer.concat([idOf(NAME, 1, log.publicKey), sign(null, Buffer.from(body), by.privateKey)])
  return `${body}\n\u2014 ${origin} ${blob.toString('base64')}\n`
}
const request = (history, old, size, more) =>
  `old ${old}\n${old > 0 && old <= size ? subproof(old, leaves(history, size), true).map((h) => `${h.toString('base64')}\n`).join('') : ''}\n${note(history, size, more)}`

const dir = mkdtempSync(join(tmpdir(), 'markaz-witness-')), store = join(dir, 'w')
const program = join(build, 'markaz-witness')
let proc, url, key
const tool = (...args) => spawnSync(program, ['--dir', store, ...args], { encoding: 'utf8' })
async function start() {
  let out = ''
  proc = spawn(program, ['--dir', store, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  proc.stdout.on('data', (d) => { out += d })
  await until(() => (url = /http:\/\/\S+/.exec(out)?.[0]), undefined, 'the witness to listen')
}
async function end(signal) {
  const gone = new Promise((done) => proc.on('exit', done))
  proc.kill(signal)
  await gone
}
const ask = async (body) => {
  const r = await fetch(`${url}/add-checkpoint`, { method: 'POST', body })
  return { status: r.status, type: r.headers.get('content-type'), text: await r.text() }
}

before(async () => {
  assert.match(tool('--key').stderr, /give it a --name/)
  const r = tool('--name', WITNESS, '--add-log', vkey)
  assert.equal(r.status, 0, r.stderr)
  key = r.stdout.trim()
  assert.equal(tool('--add-log', vkey).status, 1) // known already
  assert.equal(tool('--name', 'witness.test/w2', '--key').status, 1) // its name never changes
  await start()
})
after(async () => {
  await end('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

/** Is this the witness's cosignature of the note's text, and of about now? */
function cosigned(line, text) {
  const [, name, hex, b64] = key.match(/^(.*?)\+([0-9a-f]{8})\+(.*)$/), pub = Buffer.from(b64, 'base64')
  assert.equal(name, WITNESS)
  assert.equal(pub[0], 4)
  const blob = Buffer.from(line.trim().split(' ')[2], 'base64')
  assert.equal(blob.length, 76)
  assert.equal(blob.subarray(0, 4).toString('hex'), hex)
  const time = Number(blob.readBigUInt64BE(4))
  assert.ok(Math.abs(time - Date.now() / 1000) < 60)
  const signed = `cosignature/v1\ntime ${time}\n${text.split('\n\n')[0]}\n`
  return verify(null, Buffer.from(signed), createPublicKey({ key: Buffer.concat([spki, pub.subarray(1)]), format: 'der', type: 'spki' }), blob.subarray(12))
}

test('it cosigns the first checkpoint and each that begins with it', async () => {
  for (const [old, size] of [[0, 3], [3, 3], [3, 8], [8, 21]]) {
    const r = await ask(request(0, old, size))
    assert.equal(r.status, 200, r.text)
    assert.ok(cosigned(r.text, note(0, size)), `the cosignature of ${size} verifies`)
  }
  assert.equal(statSync(join(store, 'key')).mode & 0o777, 0o600)
})

test('it refuses another history, and says which size it saw', async () => {
  const wrong = await ask(request(1, 21, 30))
  assert.equal(wrong.status, 422, wrong.text)
  assert.equal((await ask(request(1, 21, 21))).status, 409)
  const old = await ask(request(0, 8, 30))
  assert.deepEqual([old.status, old.type, old.text], [409, 'text/x.tlog.size', '21\n'])
  assert.equal((await ask(request(0, 0, 30))).status, 409)
  assert.equal((await ask(request(0, 30, 21))).status, 400)
  assert.equal((await ask(request(0, 21, 30, { by: other }))).status, 403)
  assert.equal((await ask(request(0, 21, 30, { origin: 'log.test/two' }))).status, 404)
  for (const bad of ['', 'old 21\n', 'x'.repeat(30000)]) assert.equal((await ask(bad)).status, 400)
  assert.equal((await fetch(`${url}/add-checkpoint`)).status, 405)
  assert.equal((await fetch(`${url}/`)).status, 404)
  assert.equal((await (await fetch(`${url}/key`)).text()).trim(), key)
})

test('killed, it remembers what it cosigned', async () => {
  assert.equal((await ask(request(0, 21, 40))).status, 200)
  await end('SIGKILL')
  await start()
  assert.deepEqual((await ask(request(1, 21, 45))).text, '40\n')
  assert.equal((await ask(request(1, 40, 45))).status, 422)
  assert.equal((await ask(request(0, 40, 45))).status, 200)
})

test('of many asked at once to part the history, one is cosigned', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(request(0, 45, 46 + (i % 7)))))
  assert.equal(answers.filter((r) => r.status === 200).length, 1)
  assert.ok(answers.every((r) => r.status === 200 || r.status === 409))
})
