// SPDX-License-Identifier: Apache-2.0
// The drill of doc/operations.md: back up under load, lose the machine, restore, and go on: history, actors' names, hotlists and photos.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { signedExercise } from './exercise.mjs'
import { Centre, build, filesBelow, sleep, smallCity, until } from './harness.mjs'

const c = new Centre()
const away = mkdtempSync(join(tmpdir(), 'markaz-away-'))
const days = join(away, 'days') // the keys of the days, which no backup holds
const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF'), randomBytes(2000)])
const sha = createHash('sha256').update(photo).digest('hex')
const entry = { plate: '01A123BC', region: 'uz', class: 'car', issuer: 'police', basis: 'case 17', reason: 'stolen', expires_at: new Date(Date.now() + 3600e3).toISOString() }
const read = (more) => JSON.stringify({ camera: 'cam-1', plate: '01A123BC', region: 'uz', at: new Date().toISOString(), confidence: 0.97, ...more })
const tool = (d, ...a) => spawnSync(join(build, 'markazctl'), ['--data', d.store, ...a], { encoding: 'utf8' })
const certificate = async (d) => (await fetch(`${d.url}/cap/cert.pem`)).text()
const keys = (store) => readdirSync(join(store, 'keys')).map((k) => [k, readFileSync(join(store, 'keys', k), 'hex')])

let begun = 0

before(async () => {
  // The keys of days are named by the day (UTC) on which things are due: all that is said here is said on one.
  const left = 86400e3 - Date.now() % 86400e3
  if (left < 60e3) await sleep(left + 1000)
  begun = Date.now()
  await c.start()
  await smallCity(c)
  assert.equal((await c.call('PUT', '/api/v1/hotlists/police', JSON.stringify(entry), c.token('supervisor'))).json.entries, 1)
  const r = await c.call('POST', '/api/v1/reads', read({ image: sha }), c.token('camera'))
  assert.deepEqual(r.json.wanted, [{ line: 1, sha256: sha }])
  const put = await fetch(`${c.url}/api/v1/media/${sha}`, { method: 'PUT', body: photo, headers: { authorization: `Bearer ${c.token('camera')}` } })
  assert.equal(put.ok, true)
  await signedExercise(c) // partners have the certificate of its key
})
after(async () => { await c.end(); rmSync(away, { recursive: true, force: true }) })

test('a backup is taken while alarms come in, and is whole', async () => {
  let n = 0, stop = false
  const load = (async () => {
    while (!stop) assert.equal((await c.call('POST', '/api/v1/alarms', { device: `b${n % 5}`, kind: 'panic', at: new Date().toISOString(), id: `p${n++}` }, c.token('alarm'))).status, 200)
  })()
  await until(() => n > 1, undefined, 'alarms')
  const taken = await c.call('POST', '/api/v1/backup', { name: 'night' }, c.token('admin'))
  stop = true
  await load
  assert.equal(taken.status, 200, taken.text)
  assert.equal(taken.json.path, join(c.store, 'backup/night'))
  assert.ok(n > 1)
  assert.deepEqual(readdirSync(join(c.store, 'backup')), ['night'])
  assert.deepEqual(readdirSync(join(c.store, 'backup/night')).sort(), ['journal.db', 'media', 'media.db'])
  assert.deepEqual(readdirSync(join(c.store, 'backup-keys/keys')).sort(), readdirSync(join(c.store, 'keys')).sort(), 'no key lies in a backup')
  assert.equal(c.ctl(['backup', 'night']).code, 1) // there is one
  assert.equal(c.ctl(['backup', '.night']).code, 1)
  cpSync(join(c.store, 'backup/night'), join(away, 'night'), { recursive: true })
  cpSync(join(c.store, 'backup-keys'), days, { recursive: true })
})

test('a backup says nothing of a plate, and with the key of its day the plate is gone from every copy', { timeout: 600000 }, async () => {
  const d = new Centre()
  const day = (n) => new Date(begun + n * 86400e3).toISOString().slice(0, 10)
  const bytes = photo.subarray(100, 400)
  try {
    assert.equal(filesBelow(c.store).filter(([, there]) => there.includes(bytes)).length, 1, 'the photo in use is found so')
    for (const [f, there] of filesBelow(join(away, 'night')))
      assert.deepEqual([f, there.includes('01A123BC'), there.includes(bytes)], [f, false, false])
    assert.ok(existsSync(join(days, `${day(90)}.key`)), readdirSync(days).join()) // hits are kept for 90 days
    const fewer = join(away, 'fewer')
    cpSync(days, fewer, { recursive: true })
    rmSync(join(fewer, `${day(90)}.key`))
    const back = tool(d, 'restore', join(away, 'night'), '--keys', fewer)
    assert.equal(back.status, 0, back.stderr)
    assert.match(back.stdout, /\d+ of the events are forgotten/)
    assert.match(back.stdout, /1 photos and hotlists\n/) // the photo is due sooner
    assert.match(back.stdout, /1 photos and hotlists are forgotten/)
    assert.ok(!readFileSync(join(d.store, 'journal.db')).includes('01A123BC'))
    await d.start()
    const v = (await d.call('POST', '/api/v1/verify', undefined, d.token('admin'))).json
    assert.deepEqual([v.ok, v.bad], [true, 0], JSON.stringify(v))
    assert.ok(v.erased > 0)
    const alarms = Object.keys((await d.call('GET', '/api/v1/picture?topics=alarm', undefined, d.token('operator'))).json.entities.alarm)
    assert.ok(alarms.length > 0) // what is due on other days is there
    const none = await d.call('POST', '/api/v1/reads', read({}), d.token('camera'))
    assert.deepEqual([none.status, none.json.wanted], [200, []]) // a hotlist that is forgotten matches nothing
  } finally {
    await d.end()
  }
})

test('restored elsewhere, the same car is a hit, its photo is there, and the same people are who they were', { timeout: 600000 }, async () => {
  const d = new Centre()
  try {
    const back = tool(d, 'restore', join(away, 'night'), '--keys', days)
    assert.equal(back.status, 0, back.stderr)
    assert.match(back.stdout, /restored and verified: \d+ events, 2 photos and hotlists/)
    assert.deepEqual(keys(d.store), keys(c.store))
    assert.equal(tool(d, 'restore', join(away, 'night'), '--keys', days).status, 1) // not into a store that has something
    assert.equal(JSON.parse(tool(d, 'verify').stdout).ok, true)
    await d.start()
    const r = await d.call('POST', '/api/v1/reads', read({ id: 'again' }), d.token('camera'))
    assert.equal(r.json.accepted, 1, r.text)
    const hits = (await d.call('GET', '/api/v1/picture?topics=road', undefined, d.token('operator'))).json.entities.hit
    assert.deepEqual(Object.values(hits).map((h) => [h.plate, h.count]), [['01A123BC', 2]])
    const seen = await fetch(`${d.url}/api/v1/media/${sha}`, { headers: { authorization: `Bearer ${d.token('operator')}` } })
    assert.equal(seen.status, 200)
    assert.deepEqual(Buffer.from(await seen.arrayBuffer()), photo)
    // Partners go on trusting our warnings: the key is the same one, and no other was made.
    assert.ok(keys(d.store).some(([name]) => name === 'cap.key'))
    assert.match(await certificate(d), /BEGIN CERTIFICATE/)
    assert.equal(await certificate(d), await certificate(c))
    await signedExercise(d)
    assert.equal(await certificate(d), await certificate(c))
  } finally {
    await d.end()
  }
})

test('a damaged photo is told and does not stop a restore; a damaged journal does', async () => {
  const d = new Centre(), f = new Centre()
  try {
    appendFileSync(join(away, 'night/media', sha.slice(0, 2), sha.slice(2, 4), sha), 'x')
    const back = tool(d, 'restore', join(away, 'night'), '--keys', days)
    assert.equal(back.status, 1)
    assert.match(back.stderr, /1 photos or hotlists are damaged, 0 missing/)
    assert.equal(JSON.parse(tool(d, 'verify').stdout).ok, true)
    const bytes = readFileSync(join(away, 'night/journal.db'))
    const at = bytes.indexOf('markaz/ev1')
    assert.ok(at > 0)
    cpSync(join(away, 'night'), join(away, 'bent'), { recursive: true })
    const bent = spawnSync('dd', ['of=' + join(away, 'bent/journal.db'), 'bs=1', `seek=${at}`, 'conv=notrunc'], { input: 'X' })
    assert.equal(bent.status, 0)
    const refused = tool(f, 'restore', join(away, 'bent'), '--keys', days)
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /damaged/)
    assert.deepEqual(readdirSync(f.store), ['lock'])
    // Half of a backup is none: the photos' index is damaged, so nothing is left that could be started.
    cpSync(join(away, 'night'), join(away, 'half'), { recursive: true })
    writeFileSync(join(away, 'half/media.db'), 'no database at all, but longer than nothing')
    assert.equal(tool(f, 'restore', join(away, 'half'), '--keys', days).status, 1)
    assert.deepEqual(readdirSync(f.store), ['lock'])
    assert.equal(tool(f, 'restore', join(away, 'night'), '--keys', days).status, 1) // the damaged photo again, but all else is there
    assert.ok(readdirSync(f.store).includes('journal.db'))
  } finally {
    await d.end()
    await f.end()
  }
})

test('what root does while the server is stopped belongs to the owner of the store, who can open it', async (t) => {
  if (process.getuid() !== 0) return t.skip('only root can become somebody else')
  const d = new Centre(), owner = 65534 // nobody's
  const others = () => spawnSync('find', [d.dir, '!', '-uid', String(owner)], { encoding: 'utf8' }).stdout
  try {
    await d.start()
    await d.stop()
    const folder = join(d.dir, 'new')
    mkdirSync(folder)
    assert.equal(spawnSync('chown', ['-R', `${owner}:${owner}`, d.dir]).status, 0)
    assert.equal(d.ctl(['user', 'add', 'olim', '--role', 'operator'], 'a long password\n').code, 0)
    assert.equal(JSON.parse(d.ctl(['verify']).out).ok, true)
    assert.equal(d.ctl(['backup', 'off']).code, 0)
    assert.equal(d.ctl(['rebuild']).code, 0)
    const back = tool({ store: folder }, 'restore', join(d.store, 'backup/off'), '--keys', join(d.store, 'backup-keys'))
    assert.equal(back.status, 0, back.stderr)
    assert.equal(others(), '')
    // It can read what the owner may, no more.
    const secret = mkdtempSync(join(tmpdir(), 'markaz-root-'))
    cpSync(join(d.store, 'backup/off'), join(secret, 'off'), { recursive: true })
    mkdirSync(join(d.dir, 'third'))
    spawnSync('chown', [`${owner}`, join(d.dir, 'third')])
    const refused = tool({ store: join(d.dir, 'third') }, 'restore', join(secret, 'off'), '--keys', join(d.store, 'backup-keys'))
    rmSync(secret, { recursive: true })
    assert.deepEqual([refused.status, /markaz-root/.test(refused.stderr)], [1, true], refused.stderr)
  } finally {
    await d.end()
  }
})
