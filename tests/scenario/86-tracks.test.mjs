// SPDX-License-Identifier: Apache-2.0
// Positions: in full at first, then one a minute of each unit, then none; what is held stays, all of it. Said by the bytes of
// the files, by the track of a unit, and after the process was killed in the middle. Two persons set how long each is.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, filesBelow, smallCity, sleep, until } from './harness.mjs'

const FIXES = 60, EVERY = 500 // of each unit, and the ms between two
const c = new Centre()
const at = (ms = 0) => new Date(Date.now() + ms).toISOString()
let anna, berik
before(async () => {
  await c.start()
  await smallCity(c)
  anna = await c.person('anna', 'supervisor')
  berik = await c.person('berik', 'supervisor')
  for (const unit of ['M1', 'M2', 'M3'])
    assert.equal((await c.call('POST', `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-60e3) }, c.token('operator'))).status, 200)
})
after(() => c.end())

/** Ids of positions in any file of the telemetry: `M1-17` stands in a block as it is. */
function onDisk(unit) {
  const found = new Set()
  const dir = join(c.store, 'telemetry')
  for (const [, bytes] of existsSync(dir) ? filesBelow(dir) : [])
    for (const m of bytes.toString('latin1').matchAll(new RegExp(`fix-${unit}-\\d{3}`, 'g'))) found.add(m[0])
  return found.size
}
/** Of a partition that is being forgotten the database goes first: what was in its log is on the disk until that goes, too. */
const files = (series) => { const dir = join(c.store, 'telemetry', series); return existsSync(dir) ? readdirSync(dir).length : 0 }

const two = async (method, path, body) => {
  const asked = await anna.call(method, `${path}?reason=a+test`, body)
  assert.equal(asked.status, 202, asked.text)
  assert.equal((await anna.call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})).status, 403, 'nobody approves his own')
  const done = await berik.call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})
  assert.equal(done.status, 200, done.text)
  return done.json.result?.split('/')[1]
}
const life = (what, life_s) => two('PUT', `/api/v1/retention/${what}`, { life_s, reason: 'a law' })
const calendar = async () => (await anna.call('GET', '/api/v1/retention')).json
const track = async (unit, query = '') => {
  const token = c.token('admin')
  c.auditCase ??= await c.openCase({ people: [await c.tokenId(token)], subjects: ['unit:M1', 'unit:M2'] })
  const r = await c.call('GET', `/api/v1/units/${unit}/track${query}`, undefined, token, `investigation case=${c.auditCase}`)
  assert.equal(r.status, 200, r.text)
  return r.json
}
const sent = new Set() // minutes of the fixes, in each of which one may stay

async function send() {
  const end = Date.now(), lines = []
  for (let i = 0; i < FIXES; i++)
    for (const unit of ['M1', 'M2'])
      lines.push({ device: `tab-${unit}`, at: new Date(end - (FIXES - i) * EVERY).toISOString(), lat: 41.31 + i / 1e5, lon: 69.22, id: `fix-${unit}-${String(i).padStart(3, '0')}` })
  for (const l of lines) sent.add(l.at.slice(0, 16))
  const r = await c.call('POST', '/api/v1/positions', lines.map((l) => JSON.stringify(l)).join('\n'), c.token('tracker'))
  assert.equal(r.json.accepted, lines.length, r.text)
}

test('at first all are kept, and the track of a unit says so', async () => {
  await send()
  assert.deepEqual([onDisk('M1'), onDisk('M2')], [FIXES, FIXES])
  const t = await track('M1')
  assert.equal(t.fixes.length, FIXES)
  assert.deepEqual([t.thinned, t.forgotten, t.next], [false, false, undefined])
  const times = t.fixes.map((f) => Date.parse(f.at)) // not as text: a full second is said without digits
  assert.deepEqual(times, times.toSorted((a, b) => a - b))
  assert.deepEqual([t.fixes[0].lat, t.fixes[0].device], [41.31, 'tab-M1'])
  const no = await c.call('GET', '/api/v1/units/M1/track', undefined, c.token('admin'))
  assert.equal(no.status, 403, 'without a purpose nobody sees it')
})

test('how long is set by two persons, within bounds', async () => {
  const ask = (what, life_s) => anna.call('PUT', `/api/v1/retention/${what}?reason=x`, { life_s, reason: 'x' })
  assert.equal((await ask('reads', 22 * 86400)).json.field, 'life_s')
  assert.equal((await ask('positions', 31 * 86400)).json.field, 'life_s')
  assert.equal((await ask('tracks', 3600)).json.field, 'life_s', 'tracks are not shorter than what they are made from')
  assert.equal((await ask('weather', 5)).status, 404)
  await life('reads', 60)
  const row = (await calendar()).telemetry.find((r) => r.id === 'reads')
  assert.deepEqual([row.life_s, row.set, row.most_s], [60, true, 21 * 86400])
  const events = (await c.look('/api/v1/history/policy/reads', c.token('operator'))).json.events
  assert.deepEqual(events.map((e) => [e.type, e.data.life_s, e.data.reason]), [['policy.set', 60, 'a law']])
})

test('then one a minute stays of each unit, and all of what is held, on the disk and in the track', async () => {
  c.hold = await two('POST', '/api/v1/holds', { about: 'unit/M2', basis: 'order 4', until: at(3600e3) })
  await life('positions', 6)
  await until(() => onDisk('M1') <= sent.size && files('positions') === 0, 120e3, 'thinned')
  assert.equal(onDisk('M1'), sent.size)
  assert.equal(onDisk('M2'), FIXES)
  const t = await track('M1')
  assert.equal(t.fixes.length, sent.size)
  assert.deepEqual([t.thinned, t.forgotten], [true, false])
  assert.equal((await track('M2')).fixes.length, FIXES)
  const { thinned } = await calendar()
  assert.deepEqual([thinned.kept + thinned.gone, thinned.late], [2 * FIXES, 0])
})

test('killed at any step it goes on where it was', async () => {
  for (const point of ['thin.step', 'telemetry.partition-forgetting']) {
    await life('positions', 600)
    await send()
    await c.stop()
    await c.startToDie({ MARKAZ_FAULT_POINT: point })
    await life('positions', 6).catch(() => {})
    await until(() => c.exit, 120e3, `killed at ${point}`)
    assert.equal(c.exit.signal, 'SIGKILL')
    await c.start()
    await life('positions', 6)
    await until(() => files('positions') === 0, 120e3, `thinned after ${point}`)
    assert.ok(onDisk('M1') <= sent.size, `${onDisk('M1')} positions in ${sent.size} minutes`)
    assert.ok(onDisk('M1') >= 1)
    assert.equal(onDisk('M2'), FIXES)
  }
})

/** Positions that were taken, not dropped. */
const taken = async () => (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.telemetry.positions.accepted

test('one a minute stays, also when what came later lies in a longer partition that begins before', async () => {
  let at
  const one = async (id, life_s) => {
    await life('positions', life_s)
    at ??= new Date().toISOString()
    // Until the longer life is in force it is too old, and dropped; so it is in a partition of that length.
    const before = await taken()
    await until(async () => {
      const r = await c.call('POST', '/api/v1/positions', JSON.stringify({ device: 'tab-M3', at, lat: 41.31, lon: 69.22, id }), c.token('tracker'))
      assert.equal(r.json.accepted, 1, r.text)
      return (await taken()) > before
    }, undefined, 'taken')
    await life('positions', 6)
    await until(() => files('positions') === 0, 120e3, 'thinned')
  }
  await one('fix-M3-001', 6) // in a partition of two seconds
  assert.equal(onDisk('M3'), 1)
  await one('fix-M3-002', 3000) // in one of a thousand, named by its first second
  assert.equal(onDisk('M3'), 1)
})

test('later none of them, but what is held; and when the hold ends, neither that', async () => {
  await life('tracks', 8)
  await until(() => onDisk('M1') === 0, 120e3, 'the tracks are gone')
  await sleep(3000)
  assert.equal(onDisk('M2'), FIXES)
  assert.equal((await track('M1')).forgotten, true)
  await two('POST', `/api/v1/holds/${c.hold}/extend`, { until: at(7200e3), basis: 'order 5' })
  assert.equal((await calendar()).holds[0].basis, 'order 5')
  await two('POST', `/api/v1/holds/${c.hold}/release`, { reason: 'the case is closed' })
  await until(() => onDisk('M2') === 0 && files('tracks') === 0, 120e3, 'the held ones are gone')
  assert.deepEqual((await track('M2')).fixes, [])
  await c.stop()
  assert.deepEqual([onDisk('M1'), onDisk('M2')], [0, 0])
})
