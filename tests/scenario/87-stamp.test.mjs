// SPDX-License-Identifier: Apache-2.0
// Time stamps by an authority outside (RFC 3161): kept when they are right, refused when not, missed by nobody when there are none.
// Waits long: each authority that fails is asked in vain.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, root, until } from './harness.mjs'
import { Tsa } from './tsa.mjs'

const tsa = new Tsa()
const c = new Centre({ set: { 'history.origin': 'centre.test/journal', 'history.tsa_ca': tsa.ca, 'history.tsa_every_s': '1' } })
const text = async (path) => { const r = await fetch(`${c.url}${path}`); return r.ok ? r.text() : '' }
const bytes = async (path) => Buffer.from(await (await fetch(`${c.url}${path}`)).arrayBuffer())
const list = async () => (await text('/log/stamps')).trim().split('\n').filter(Boolean).map((line) => line.split(' '))
const figure = async (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await text('/metrics'))?.[1])
// Right after a start there is no checkpoint yet, and nothing to be told.
const known = () => until(async () => { const r = await fetch(`${c.url}/api/v1/public`); return r.ok && (await r.json()).history.stamps }, undefined, 'what anybody may know')
const press = async () => {
  const r = await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, c.token('alarm'))
  assert.equal(r.status, 200)
  return (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.seq
}
const stamped = async (seq) => until(async () => { const [first] = await list(); return first && Number(first[0]) >= seq && first }, undefined, `a stamp of ${seq} entries`)

before(async () => {
  await tsa.start()
  c.set['history.tsa_url'] = tsa.url
  await c.start()
})
after(async () => { await c.end(); await tsa.end() })

test('a checkpoint is stamped, kept and served with what was stamped; openssl verifies it', async () => {
  const [size, at] = await stamped(await press())
  assert.equal(tsa.type, 'application/timestamp-query')
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 600000, at)
  const stamp = await fetch(`${c.url}/log/stamp/${size}.tsr`)
  assert.match(stamp.headers.get('cache-control'), /immutable/)
  assert.equal(stamp.headers.get('content-type'), 'application/timestamp-reply')
  const body = await text(`/log/stamp/${size}.body`), note = await text(`/log/stamp/${size}.checkpoint`)
  assert.equal(body.split('\n')[1], size)
  assert.equal(note.split('\n\n')[0] + '\n', body)
  assert.deepEqual(readdirSync(join(c.store, 'log/stamps')).filter((f) => f.startsWith(`${size}-`) || f.startsWith(`${size}.`)).length, 2)
  for (const wrong of ['x.tsr', '0.tsr', `${size}`, `${size}.part`, `-${size}.tsr`, '99999999.tsr', `..%2F..%2Fkeys%2Flog.key`])
    assert.equal((await fetch(`${c.url}/log/stamp/${wrong}`)).status, 404, wrong)
  assert.equal((await fetch(`${c.url}/log/stamps?before=x`)).status, 400)
  assert.ok((await (await fetch(`${c.url}/log/stamps?before=${size}`)).text()).split('\n').filter(Boolean).every((line) => Number(line.split(' ')[0]) < Number(size)))
  const told = await known()
  assert.deepEqual([told.asked, told.why], [true, ''])
  assert.ok(told.size >= Number(size) && Date.parse(told.at) >= Date.parse(at))
  assert.equal(await figure('markaz_stamp_failed'), 0)
  assert.ok(await figure('markaz_stamp_age_seconds') < 600)
})

test('with openssl alone, as doc/verify-by-hand.md says', async () => {
  const doc = readFileSync(join(root, 'doc/verify-by-hand.md'), 'utf8')
  const [block] = /^```stamp\n([^]*?)^```$/m.exec(doc).slice(1)
  const dir = join(c.dir, 'by-hand')
  mkdirSync(dir)
  const run = (ca) => spawnSync('bash', ['-euo', 'pipefail', '-c', block], { cwd: dir, env: { ...process.env, CENTRE: c.url, TSA: ca }, encoding: 'utf8' })
  const good = run(tsa.ca)
  assert.equal(good.status, 0, good.stdout + good.stderr)
  assert.match(good.stdout + good.stderr, /Verification: OK/)
  assert.match(good.stdout, /^Time stamp: \w+/m)
  const other = join(c.dir, 'other.pem')
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=somebody', '-keyout', join(c.dir, 'k'), '-out', other])
  assert.notEqual(run(other).status, 0)
  // What was stamped is the beginning of what is there now.
  const key = (await text('/log/key')).trim(), old = join(dir, 'old')
  const [size] = (await list()).at(-1)
  writeFileSync(old, await bytes(`/log/stamp/${size}.checkpoint`))
  const grown = spawnSync(join(build, 'markazctl'), ['verify', '--log', `${c.url}/log`, '--key', key, '--from', old], { encoding: 'utf8' })
  assert.equal(grown.status, 0, grown.stderr)
})

const imprintOf = async (size) => createHash('sha256').update(await bytes(`/log/stamp/${size}.body`)).digest('hex')
const wrongs = {
  'a stamp of another hash': [() => tsa.other('ab'.repeat(32)), /no stamp of what was asked/],
  'a right stamp without the number': [(query) => tsa.other(query.toString('hex').match(/0420([0-9a-f]{64})/)[1]), /no stamp of what was asked/],
  'a refusal': [(query) => tsa.refusal(query), /no stamp of what was asked/],
  'garbage': [() => Buffer.from('<html>try later</html>'), /no time stamp/],
  'nothing': [() => Buffer.alloc(0), /no time stamp/],
  'a stamp and more': [(query) => Buffer.concat([tsa.stamp(query), Buffer.from('x')]), /bytes behind/],
  'a stamp cut short': [(query) => tsa.stamp(query).subarray(0, -100), /no time stamp/],
  'far too much': [() => Buffer.alloc(50000, 48), /larger than 32768 bytes/],
  'endlessly much': [() => Buffer.alloc(1 << 20, 48), /not reached/],
  'an error': [() => ({ status: 503, body: 'no' }), /it answers 503/],
  'another address': [() => ({ status: 302, body: '' }), /it answers 302/],
}
for (const [name, [answer, why]] of Object.entries(wrongs))
  test(`not kept, and told: ${name}`, { timeout: 600000 }, async () => {
    const right = tsa.answer
    tsa.answer = answer
    const seq = await press()
    await until(async () => why.test((await known()).why), undefined, `${name} to be told`)
    const before = await list()
    assert.equal(await figure('markaz_stamp_failed'), 1)
    assert.ok(before.every(([size]) => Number(size) < seq))
    await press() // nothing waits for it
    assert.deepEqual(await list(), before)
    tsa.answer = right
    await stamped(seq)
    await until(async () => (await known()).why === '', undefined, 'all well')
  })

test('a stranger, whom nobody vouches for, stamps in vain; without tsa_ca hash and number are looked at alone', { timeout: 600000 }, async () => {
  const stranger = new Tsa()
  try {
    await stranger.start()
    await c.stop()
    c.set['history.tsa_url'] = stranger.url
    await c.start()
    const seq = await press()
    await until(async () => /no stamp of what was asked/.test((await known()).why), undefined, 'the stranger to be told')
    assert.ok((await list()).every(([size]) => Number(size) < seq))
    await c.stop()
    delete c.set['history.tsa_ca']
    await c.start()
    const [size] = await stamped(seq)
    assert.match((await imprintOf(size)), /^[0-9a-f]{64}$/)
    stranger.answer = () => stranger.other('cd'.repeat(32))
    await press()
    await until(async () => /no stamp of what was asked/.test((await known()).why), undefined, 'a wrong hash to be told')
  } finally {
    await stranger.end()
    await c.stop()
    c.set['history.tsa_url'] = tsa.url
    c.set['history.tsa_ca'] = tsa.ca
    await c.start()
  }
})

test('the authority is slow, then gone, then back: the history goes on meanwhile, and a stop waits for nobody', { timeout: 600000 }, async () => {
  const right = tsa.answer
  await stamped(await press())
  const before = tsa.asked
  tsa.answer = () => null
  const seq = await press()
  await until(() => tsa.asked > before, undefined, 'it to be asked')
  const size = async () => Number((await text('/log/newest')).split('\n')[1])
  const later = await press()
  await until(async () => await size() >= later, undefined, 'checkpoints to go on')
  await until(async () => /not reached: Timeout/.test((await known()).why), undefined, 'it to be given up')
  const again = tsa.asked
  await until(() => tsa.asked > again, undefined, 'it to be asked again')
  assert.deepEqual(await c.stop(), { code: 0, signal: null })
  await tsa.stop()
  await c.start()
  await press()
  await until(async () => /not reached/.test((await known()).why), undefined, 'it to be missed')
  assert.equal(await figure('markaz_stamp_failed'), 1)
  tsa.answer = right
  await tsa.start()
  await stamped(seq)
})

test('what was kept is there after kill -9; without an authority the stamps are served, and none is missed', async () => {
  const all = (await list()).length
  await c.stop('SIGKILL')
  delete c.set['history.tsa_url']
  writeFileSync(join(c.store, 'log/stamps/77.checkpoint.part'), 'half')
  await c.start()
  assert.ok((await list()).length >= all)
  const [size] = (await list())[0]
  assert.ok((await bytes(`/log/stamp/${size}.tsr`)).length > 500)
  const told = await known()
  assert.deepEqual([told.asked, told.why], [false, ''])
  rmSync(join(c.store, 'log/stamps/77.checkpoint.part'))
})
