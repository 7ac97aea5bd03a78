// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Centre } from './harness.mjs'

const c = new Centre()
before(() => c.start())
after(() => c.end())

const press = (id, device = 'b1') => c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, c.token('alarm'))
const verify = () => {
  const r = c.ctl(['verify'])
  return { code: r.code, ...JSON.parse(r.out) }
}

test('every row is an entry text of markaz/ev1 whose commitment opens with salt and payload', async () => {
  await press('one')
  const rows = spawnSync('sqlite3', ['-readonly', '-json', join(c.store, 'journal.db'), 'select seq, hex(entry) as entry, hex(salt) as salt, hex(payload) as payload from event order by seq'], { encoding: 'utf8' })
  if (rows.error) return // no sqlite3 on this machine: the C tests check the same
  const list = JSON.parse(rows.stdout)
  assert.ok(list.length >= 4)
  list.forEach((row, i) => {
    const entry = Buffer.from(row.entry, 'hex').toString()
    const payload = Buffer.from(row.payload, 'hex')
    const lines = entry.split('\n')
    assert.equal(lines[0], 'markaz/ev1')
    assert.equal(lines[1], `seq ${i + 1}`)
    assert.match(lines[2], /^time \d{16}$/)
    assert.match(lines[3], /^type [a-z.]{1,48}$/)
    assert.match(lines[4], /^actor [A-Za-z0-9_-]{22}$/)
    const commit = createHash('sha256').update('markaz/commit1\n').update(Buffer.from(row.salt, 'hex')).update(payload).digest('base64')
    assert.equal(lines[5], `commit ${commit}`)
    assert.equal(lines[6], '')
    assert.equal(Buffer.from(row.salt, 'hex').length, 32)
    assert.doesNotMatch(payload.toString(), /[:,]\d+\.\d/) // integers only
  })
  assert.match(Buffer.from(list[0].entry, 'hex').toString(), /type journal.genesis/)
})

test('the same id gets the same answer, also after a restart; another id counts two', async () => {
  const first = await press('same')
  assert.deepEqual((await press('same')).json, first.json)
  await c.stop()
  await c.start()
  assert.deepEqual((await press('same')).json, first.json)
  assert.equal((await press('other')).json.count, first.json.count + 1)
})

test('two presses in the same millisecond are two', async () => {
  const [a, b] = await Promise.all([press('ms1', 'b2'), press('ms2', 'b2')])
  assert.equal(a.json.id, b.json.id)
  assert.deepEqual([a.json.count, b.json.count].sort(), [1, 2])
})

test('replay from zero = from snapshot = live, live and offline', async () => {
  for (let i = 0; i < 200; i++) await press(`n${i}`, `dev${i % 17}`)
  const live = verify()
  assert.equal(live.code, 0)
  assert.equal(live.ok, true)
  await c.stop()
  const offline = verify()
  assert.equal(offline.ok, true)
  assert.ok(offline.snapshot > 0)
  await c.start()
  const again = verify()
  assert.equal(again.ok, true)
  assert.equal(again.hash.from_zero, again.hash.live)
})

test('verify finds a changed byte', async () => {
  await c.stop()
  const broken = spawnSync('sqlite3', [join(c.store, 'journal.db'), "update event set payload = replace(payload, 'dev3', 'dev4') where seq = (select max(seq) from event where cast(payload as text) like '%dev3%')"])
  if (broken.error) { await c.start(); return }
  const r = c.ctl(['verify'])
  assert.notEqual(r.code, 0)
  await c.end()
})
