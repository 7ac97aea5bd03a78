// SPDX-License-Identifier: Apache-2.0
// The centre and its witnesses, as people outside see them: what is cosigned, what is not, and what is said of it.
// Waits long: a witness hangs until it is given up.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, root, until } from './harness.mjs'
import { Witnesses } from './witnesses.mjs'

const SUSPEND_S = 8 // a slow machine is not suspended for a moment of nothing
const ws = new Witnesses()
const c = new Centre({ set: { 'history.origin': 'centre.test/journal', 'history.witness_policy': ws.policy, 'history.witness_every_s': '1', 'history.suspend_s': String(SUSPEND_S) } })
const text = async (path) => { const r = await fetch(`${c.url}${path}`); return r.ok ? r.text() : '' }
const vkey = () => until(async () => (await text('/log/key')).trim(), 5000, 'the key')
const sizeOf = (note) => Number(note.split('\n')[1] ?? 0)
const status = async () => (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json
const figure = async (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await text('/metrics'))?.[1])
const verify = (...args) => spawnSync(join(build, 'markazctl'), ['verify', ...args], { encoding: 'utf8' })
const centreNow = async () => (await c.call('GET', '/api/v1/picture?topics=centre', undefined, c.token('supervisor'))).json.entities.centre.centre
const alarms = async () => Object.values((await c.call('GET', '/api/v1/picture?topics=alarm', undefined, c.token('supervisor'))).json.entities.alarm ?? {}).filter((a) => a.kind === 'history')
const events = async () => (await c.look('/api/v1/history/centre/centre', c.token('auditor'))).json.events.map((e) => e.type).filter((t) => t.startsWith('history.'))

/** The key of a log of the same name that somebody else has made. */
function otherKey(name) {
  const typed = Buffer.concat([Buffer.from([1]), generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(12)])
  const id = createHash('sha256').update(Buffer.concat([Buffer.from(`${name}\n`), typed])).digest('hex').slice(0, 8)
  return `${name}+${id}+${typed.toString('base64')}`
}

async function press(n = 1) {
  for (let i = 0; i < n; i++)
    assert.equal((await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, c.token('alarm'))).status, 200)
  return (await status()).seq
}
const cosigned = (size, ms = 15000) => until(async () => { const note = await text('/log/checkpoint'); return note.includes('witness.test/') && sizeOf(note) >= size && note }, ms, `a cosigned checkpoint of ${size}`)

before(async () => {
  await c.start()
  await ws.start(await vkey())
})
after(async () => { await c.end(); await ws.end() })

test('what the witnesses cosigned is what /log/checkpoint serves; markazctl checks it against the policy', async () => {
  const note = await cosigned(await press(5))
  const lines = note.split('\n\n')[1].trim().split('\n')
  assert.ok(lines[0].startsWith('\u2014 centre.test/journal '))
  assert.ok(lines.length >= 3 && lines.slice(1).every((l) => l.startsWith('\u2014 witness.test/w')))
  const whole = verify('--log', `${c.url}/log`, '--witness-policy', ws.policy)
  assert.equal(whole.status, 0, whole.stderr)
  assert.ok(JSON.parse(whole.stdout).ok)
  const { history } = await status()
  assert.deepEqual([history.policy, history.suspended, history.broken, history.refused, history.need, history.of, history.fault], [true, false, false, false, 2, 3, ''])
  assert.ok(Date.now() - Date.parse(history.cosigned_at) < 60000)
  await until(async () => (await status()).history.witnesses.every((w) => w.says === 'cosigned'), 10000, 'all three')
  assert.deepEqual((await status()).history.witnesses.map((w) => [w.label, w.name]), [['W1', 'witness.test/w1'], ['W2', 'witness.test/w2'], ['W3', 'witness.test/w3']])
  assert.equal(await figure('markaz_witnesses'), 3)
  assert.equal(await figure('markaz_witnesses_cosigned'), 3)
  assert.ok(await figure('markaz_cosigned_age_seconds') < 60)
  assert.ok(await figure('markaz_cosigned_size') > 0)
})

test('a cosignature is checked with openssl alone, as doc/verify-by-hand.md says', async () => {
  const doc = readFileSync(join(root, 'doc/verify-by-hand.md'), 'utf8')
  const [first] = /```sh\n([^]*?)```/.exec(doc).slice(1), [witness] = /```witness\n([^]*?)```/.exec(doc).slice(1)
  const dir = join(ws.dir, 'by-hand')
  mkdirSync(dir)
  const run = (key) => spawnSync('bash', ['-e', '-c', first + witness], { cwd: dir, env: { ...process.env, CENTRE: c.url, VKEY: c.key, WITNESS: key }, encoding: 'utf8' })
  c.key = await vkey()
  await until(async () => /witness\.test\/w1 /.test(await text('/log/checkpoint')), 10000, 'a line of the first witness')
  const good = run(ws.all[0].key)
  assert.equal(good.status, 0, good.stderr)
  assert.equal(good.stdout.match(/Signature Verified Successfully/g).length, 2)
  const [name, id] = ws.all[0].key.split('+'), other = ws.all[1].key.split('+').slice(2).join('+')
  assert.notEqual(run(`${name}+${id}+${other}`).status, 0)
})

test('without new entries too a fresh cosignature comes again and again', async () => {
  const times = (note) => note.split('\n').filter((l) => l.includes('witness.test/w1')).map((l) => Buffer.from(l.split(' ')[2], 'base64').readBigUInt64BE(4))[0]
  const first = await cosigned(1), at = times(first)
  await until(async () => times(await text('/log/checkpoint')) > at, 10000, 'a later cosignature')
})

test('a proof leads to the cosigned checkpoint, an entry is proved against the policy', async () => {
  const seq = await press()
  await cosigned(seq)
  const proof = await text(`/log/proof/${seq}`)
  assert.match(proof, /witness\.test\/w/)
  const size = sizeOf(proof.split('\n\n').slice(1).join('\n\n'))
  const tile = Math.floor((seq - 1) / 256), width = Math.min(256, size - tile * 256)
  const bundle = Buffer.from(await (await fetch(`${c.url}/log/tile/entries/${String(tile).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`)).arrayBuffer())
  let at = 0
  for (let i = 0; i < (seq - 1) % 256; i++) at += 2 + bundle.readUInt16BE(at)
  writeFileSync(join(ws.dir, 'entry'), bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)))
  writeFileSync(join(ws.dir, 'proof'), proof)
  const r = verify('--witness-policy', ws.policy, '--proof', join(ws.dir, 'proof'), '--entry', join(ws.dir, 'entry'))
  assert.equal(r.status, 0, r.stderr)
})

test('one of three is missed by nobody, and a witness that hangs holds up nobody', { timeout: 600000 }, async () => {
  const sockets = new Set()
  const hung = createServer((s) => { sockets.add(s); s.on('error', () => {}) })
  await new Promise((done) => hung.listen(0, '127.0.0.1', done))
  ws.write(await vkey(), 2, (w) => (w === ws.all[2] ? `http://127.0.0.1:${hung.address().port}` : w.url))
  await until(async () => (await status()).history.witnesses[2].why.length > 0, 20000, 'the hung witness to be given up')
  await cosigned(await press(), 30000)
  const [, , third] = (await status()).history.witnesses
  assert.equal(third.says, 'trouble')
  for (const s of sockets) s.destroy()
  hung.close()
  ws.write(await vkey(), 2)
  await until(async () => (await status()).history.witnesses.every((w) => w.says === 'cosigned'), 20000, 'all three again')
})

test('a policy that cannot be read, or is of another log, is said and changes nothing that was cosigned', { timeout: 600000 }, async () => {
  const good = readFileSync(ws.policy, 'utf8')
  writeFileSync(ws.policy, 'log nonsense\n')
  await until(async () => /line 1 of the policy/.test((await status()).history.fault), 10000, 'the fault')
  writeFileSync(ws.policy, good.replace(await vkey(), otherKey('centre.test/journal')))
  await until(async () => /another key/.test((await status()).history.fault), 10000, 'the other log')
  assert.match(await text('/log/checkpoint'), /witness\.test/)
  writeFileSync(ws.policy, good)
  await until(async () => (await status()).history.fault === '', 10000, 'the good policy')
})

test('too few witnesses for too long: look-ups are suspended, people are told; back again: resumed', { timeout: 600000 }, async () => {
  await until(async () => !(await status()).history.suspended, 20000, 'cosigned again')
  const before = await cosigned(1), resumed = (await events()).length, purpose = await c.purpose(c.token('auditor'))
  await ws.all[0].end()
  await ws.all[1].end()
  await press(3)
  await until(async () => (await centreNow()).suspended_at, 30000, 'history.suspended')
  assert.equal((await status()).history.suspended, true)
  assert.equal(await figure('markaz_history_suspended'), 1)
  assert.equal(await figure('markaz_witnesses_cosigned'), 1)
  assert.equal((await alarms()).length, 1)
  assert.match((await alarms())[0].detail, /look-ups are suspended/)
  // A look-up is refused, also with a case; who breaks the glass says why, and is reviewed. What is duty goes on.
  const look = (purpose) => c.call('GET', '/api/v1/search/alarm', undefined, c.token('auditor'), purpose)
  const refused = await look(purpose)
  assert.deepEqual([refused.status, /look-ups are suspended/.test(refused.text)], [403, true], refused.text)
  assert.equal((await look(`break_glass why=${encodeURIComponent('a child is missing, the witnesses do not answer')}`)).status, 200)
  assert.equal((await c.call('GET', '/api/v1/picture?topics=alarm', undefined, c.token('supervisor'))).status, 200)
  const stays = await text('/log/checkpoint')
  assert.ok(sizeOf(stays) >= sizeOf(before))
  await until(async () => sizeOf(await text('/log/newest')) > sizeOf(stays), 5000, 'the newest goes on')
  // A restart does not get around it.
  await c.stop()
  await c.start()
  assert.equal((await status()).history.suspended, true)
  assert.equal(await until(() => text('/log/checkpoint'), 10000, 'the checkpoint'), stays)
  await ws.all[0].start()
  await ws.all[1].start()
  await until(async () => !(await centreNow()).suspended_at, 30000, 'history.resumed')
  assert.equal(await figure('markaz_history_suspended'), 0)
  assert.deepEqual((await events()).slice(resumed), ['history.suspended', 'history.resumed'])
})

test('an old backup put back in place is refused by the witnesses, and people are told', { timeout: 600000 }, async () => {
  await cosigned(await press())
  await c.stop()
  const old = join(c.dir, 'old')
  cpSync(c.store, old, { recursive: true })
  await c.start()
  await cosigned(await press(30))
  await c.stop()
  rmSync(c.store, { recursive: true })
  cpSync(old, c.store, { recursive: true })
  await c.start()
  const began = Date.now()
  await until(async () => (await centreNow()).history_fault === 'refused', 60000, 'history.refused')
  console.log(`# told after ${Date.now() - began} ms`)
  assert.match((await centreNow()).history_said, /^W\d: it has seen/)
  assert.equal(await figure('markaz_history_refused'), 1)
  assert.ok((await alarms()).some((a) => /it has seen/.test(a.detail)))
  const seen = (await status()).history
  assert.ok(seen.refused && seen.witnesses.every((w) => ['ahead', 'other'].includes(w.says)), JSON.stringify(seen.witnesses))
  // Grown beyond what they saw it is another history still: no proof leads there.
  await press(60)
  await until(async () => (await status()).history.witnesses.every((w) => w.says === 'other'), 30000, 'refused for its past')
  await until(async () => (await status()).history.suspended, undefined, 'look-ups to be suspended') // when they have refused for as long as is set
})

test('a journal put back alone is not signed by the own signer, and people are told', { timeout: 600000 }, async () => {
  const d = new Centre({ set: { 'history.origin': 'other.test/journal' } })
  try {
    await d.start()
    const press2 = async (n) => { for (let i = 0; i < n; i++) await d.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, d.token('alarm')) }
    await press2(3)
    await d.stop()
    const old = join(d.dir, 'old')
    mkdirSync(old)
    for (const f of ['journal.db', 'index.db']) cpSync(join(d.store, f), join(old, f))
    await d.start()
    await press2(100)
    await until(async () => sizeOf(await (await fetch(`${d.url}/log/newest`)).text()) > 100, 10000, 'a hundred entries signed')
    await d.stop()
    for (const f of ['journal.db', 'index.db']) cpSync(join(old, f), join(d.store, f))
    rmSync(join(d.store, 'snapshots'), { recursive: true })
    await d.start()
    const now = async () => (await d.call('GET', '/api/v1/picture?topics=centre,alarm', undefined, d.token('supervisor'))).json.entities
    const told = await until(async () => { const e = await now(); return e.centre.centre.history_fault === 'broken' && e }, 60000, 'history.broken')
    assert.match(told.centre.centre.history_said, /entries were signed/)
    assert.ok(Object.values(told.alarm).some((a) => a.kind === 'history'))
  } finally {
    await d.end()
  }
})
