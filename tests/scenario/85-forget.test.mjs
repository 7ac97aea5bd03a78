// SPDX-License-Identifier: Apache-2.0
// What is due is gone from every file of the store, what is held is not, and the history still checks out from within and from outside.
// Waits long: its shortest lives are seconds, and each has to pass.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, test } from 'node:test'
import { Centre, filesBelow, smallCity, sleep, until } from './harness.mjs'

const PLATES = 10000
const now = (ms = 0) => new Date(Date.now() + ms).toISOString()
const plate = (i) => `90F${String(i).padStart(5, '0')}QZ`
const read = (i, more) => ({ camera: 'cam-1', plate: plate(i), region: 'uz', at: now(), confidence: 0.97, heading: 0, speed_kmh: 50, ...more })
const line = (p) => ({ plate: p, region: 'uz', class: 'car', issuer: 'police', basis: 'case 17', reason: 'stolen', expires_at: now(3600e3) })
const text = (lines) => lines.map((x) => JSON.stringify(x)).join('\n')

const c = new Centre({ set: {
  'retention.reads_s': 6, 'retention.violations_s': 4, 'retention.hits_s': 20 /* as long as a slow machine may take to hold one of two */, 'retention.every_s': 1,
  'road.hit_expire_s': 2, 'road.notice_expire_s': 2, 'store.snapshot_every': 500,
} })

/** What waits for a second person may name a plate: an entry that is refused, a case that is opened. */
async function plates(anna, berik) {
  const asked = await anna.call('POST', '/api/v1/entries?reason=seen', { ...line(plate(99998)) })
  assert.equal(asked.status, 202, asked.text)
  assert.equal((await berik.call('POST', `/api/v1/approvals/${asked.json.id}/refuse`, { why: 'not ours' })).status, 200)
  await c.openCase({ subjects: [`plate:${plate(99999)}`] })
  assert.ok(Object.keys(scan()).length > 0)
}

/** Two wanted cars, one of them held by two persons for longer than the other is kept. */
const held = { plate: '90H00001QZ' }
before(async () => {
  await c.start()
  await smallCity(c)
  const [anna, berik] = [await c.person('anna', 'supervisor'), await c.person('berik', 'supervisor')]
  await plates(anna, berik)
  await c.call('PUT', '/api/v1/hotlists/court', text([line(held.plate), line('90H00002QZ')]), c.token('supervisor'))
  await send([{ ...read(0), plate: held.plate }, { ...read(0), plate: '90H00002QZ' }])
  const hits = Object.entries((await desk('/api/v1/picture?topics=road')).json.entities.hit)
  held.id = hits.find(([, h]) => h.plate === held.plate)[0]
  held.other = hits.find(([, h]) => h.plate !== held.plate)[0]
  assert.equal((await story(held.id)).status, 200)
  const asked = await anna.call('POST', '/api/v1/holds?reason=court', { about: `hit/${held.id}`, basis: 'order 12', until: now(210e3) })
  assert.equal(asked.status, 202, asked.text)
  const path = `/api/v1/approvals/${asked.json.id}/approve`
  assert.equal((await anna.call('POST', path, {})).status, 403)
  assert.equal((await berik.call('POST', path, {})).status, 200)
})
after(() => c.end())

/** Which of the plates stand in which file below the store, by looking at their bytes. */
function scan(pattern = /90F\d{5}QZ/g) {
  const found = {}
  for (const [path, bytes] of filesBelow(c.store)) {
    const n = new Set(bytes.toString('latin1').match(pattern)).size
    if (n > 0) found[path.slice(c.store.length + 1)] = n
  }
  return found
}

const admin = (method, path, body) => c.call(method, path, body, c.token('admin'))
const desk = (path) => c.look(path, c.token('operator'))
/** Under a case that was opened while both were there: it names the plates behind them. */
const story = (id) => c.look(`/api/v1/history/hit/${id}`, c.token('operator'), `hit:${held.id}`, `hit:${held.other}`)
const send = async (reads) => {
  const r = await c.call('POST', '/api/v1/reads', text(reads), c.token('camera'))
  assert.equal(r.json.accepted, reads.length, r.text)
}
/** Where a stream began. */
const told0 = (s) => s.messages.find((m) => m.event === 'hello').data.stream_id
const gone = (ms = 120e3, pattern = undefined) => until(async () => { await sleep(1000); if (c.exit) throw new Error('it ended'); return Object.keys(scan(pattern)).length === 0 }, ms, 'nothing found')
  .catch((e) => { throw new Error(`${e.message}: ${JSON.stringify(scan(pattern))}\n${c.log.slice(-2000)}`) })

test('10,000 plates: read, some wanted, most too fast; after their time no file of the store holds one', { timeout: 1200e3 }, async () => {
  const wanted = Array.from({ length: 100 }, (_, i) => line(plate(i)))
  assert.equal((await c.call('PUT', '/api/v1/hotlists/police', text(wanted), c.token('supervisor'))).json.entries, 100)
  for (let at = 0; at < PLATES; at += 500) await send(Array.from({ length: 500 }, (_, k) => read(at + k, { speed_kmh: at < 1500 ? 150 : 50 })))
  const there = scan()
  assert.ok((there['journal.db'] ?? 0) + (there['journal.db-wal'] ?? 0) >= 1500, JSON.stringify(there))
  assert.ok(Object.keys(there).some((f) => f.startsWith('telemetry/reads/')), JSON.stringify(there))
  assert.equal((await c.call('PUT', '/api/v1/hotlists/police', text([line('01A777AA')]), c.token('supervisor'))).json.entries, 1)
  await gone()
})

test('the store checks out, from zero, from the snapshot and live', { timeout: 1200e3 }, async () => {
  const v = (await admin('POST', '/api/v1/verify')).json
  assert.equal(v.ok, true, JSON.stringify(v))
  assert.ok(v.erased >= 1500, JSON.stringify(v))
})

test('after a stop and a start too', { timeout: 1200e3 }, async () => {
  const rows = (await desk('/api/v1/search/hit?limit=5')).json.items.map((row) => row.id)
  assert.deepEqual(rows.filter((id) => id !== held.id && id !== held.other), [])
  await c.stop()
  assert.deepEqual(scan(), {})
  await c.start()
  assert.deepEqual(scan(), {})
  const v = (await admin('POST', '/api/v1/verify')).json
  assert.equal(v.ok, true, JSON.stringify(v))
})

test('what is held stays until its day; its history says then that it is forgotten', { timeout: 1200e3 }, async () => {
  const events = async (id) => (await story(id)).json.events
  const found = async (id) => (await events(id)).find((e) => e.type === 'hit.found')
  await until(async () => (await found(held.other)).forgotten > 0, 120e3, 'the other is forgotten')
  assert.equal((await found(held.id)).data.plate, held.plate)
  const calendar = (await desk('/api/v1/retention')).json
  assert.deepEqual(calendar.holds.map((h) => [h.about, h.basis]), [[`hit/${held.id}`, 'order 12']])
  const open = ['operator', 'unit'].map((role) => c.stream({ authorization: `Bearer ${c.token(role, ...(role === 'unit' ? ['--device', 'tab-M1'] : []))}` }))
  await until(() => open.every((s) => s.messages.some((m) => m.event === 'hello')), 60e3, 'streams are open')
  assert.equal(calendar.late, 0)
  await until(async () => (await found(held.id)).forgotten > 0, 240e3, 'the held one is forgotten')
  const left = await found(held.id)
  // Pages that are open are told at once, whoever may see the erasure itself; tablets show no histories.
  const told = await until(() => open[0].messages.find((m) => m.event === 'forgotten' && m.data.events.includes(left.seq)), 60e3, 'an open page is told')
  assert.deepEqual([told.data.by, told.id], [left.forgotten, undefined])
  assert.deepEqual(open[1].messages.filter((m) => m.event === 'forgotten'), [])
  const later = c.stream({ authorization: `Bearer ${c.token('operator')}`, 'last-event-id': told0(open[0]) })
  await until(() => later.messages.some((m) => m.event === 'forgotten' && m.data.by === left.forgotten), 60e3, 'who comes back is told too')
  for (const s of [...open, later]) s.close()
  assert.deepEqual([left.data, left.actor], [{}, undefined])
  const erasure = (await desk('/api/v1/history/policy/hits')).json.events.find((e) => e.seq === left.forgotten)
  assert.equal(erasure.type, 'erase')
  assert.ok(erasure.targets.includes(left.seq))
  await c.call('PUT', '/api/v1/hotlists/court', text([line('01A777AA')]), c.token('supervisor'))
  await gone(60e3, /90H\d{5}QZ/g)
  assert.equal((await admin('POST', '/api/v1/verify')).json.ok, true)
})
