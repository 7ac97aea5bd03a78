// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Centre, until } from './harness.mjs'

// Nobody acknowledges anything here: what is compared with what it was has no escalation in between, however slow the machine is.
const c = new Centre({ set: { 'alarm.escalate_1_s': '86400', 'alarm.escalate_2_s': '172800' } })
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

test('snapshots are written while the centre works: killed, it starts from the last and has all', async () => {
  const d = new Centre({ set: { 'store.snapshot_every': '50' } })
  const names = () => (existsSync(join(d.store, 'snapshots')) ? readdirSync(join(d.store, 'snapshots')).filter((n) => n.endsWith('.snap')) : [])
  try {
    await d.start()
    const one = (i) => d.call('POST', '/api/v1/alarms', { device: `dev${i % 40}`, kind: 'panic', at: new Date().toISOString(), id: `s${i}` }, d.token('alarm'))
    let n = 0, first
    const seen = new Set()
    await until(async () => {
      for (let k = 0; k < 20; k++) { const { json } = await one(n++); first ??= json }
      names().forEach((s) => seen.add(s))
      return seen.size >= 3
    }, undefined, 'three snapshots')
    await until(() => names().length <= 2, undefined, 'the oldest to go') // the third is there a moment before it does
    const last = (await one(n)).json
    await d.stop('SIGKILL')
    await d.start()
    const v = JSON.parse(d.ctl(['verify']).out)
    assert.equal(v.ok, true)
    assert.ok(v.snapshot > 0)
    assert.deepEqual((await one(0)).json, first)
    assert.deepEqual((await one(n)).json, last)
  } finally {
    await d.end()
  }
})

test('search and history know all that was acknowledged before, also when their index was lost or is of yesterday', async () => {
  const ask = async (id) => {
    const found = await c.look('/api/v1/search/alarm?limit=1000', c.token('auditor'))
    assert.equal(found.status, 200, found.text)
    const history = await c.look(`/api/v1/history/alarm/${id}`, c.token('auditor'), `alarm:${id}`)
    assert.equal(history.status, 200, history.text)
    return { found: found.json.items.map((a) => a.id), history: history.json.events.map((e) => e.type) }
  }
  let last
  for (let i = 0; i < 20; i++) {
    const { id, count } = (await press(`indexed${i}`, `indexed-${i % 5}`)).json
    last = await ask(id)
    assert.ok(last.found.includes(id))
    assert.equal(last.history.filter((t) => t === 'alarm.raised' || t === 'alarm.pressed').length, count)
  }
  const id = (await press('for-yesterday', 'indexed-0')).json.id
  const before = await ask(id)
  await c.stop('SIGKILL')
  const yesterday = readFileSync(join(c.store, 'index.db'))
  for (const end of ['', '-wal', '-shm']) rmSync(join(c.store, `index.db${end}`), { force: true })
  await c.start()
  assert.deepEqual(await ask(id), before)
  await press('tomorrow', 'indexed-0')
  const more = await ask(id)
  assert.equal(more.history.length, before.history.length + 1)
  await c.stop('SIGKILL')
  for (const end of ['-wal', '-shm']) rmSync(join(c.store, `index.db${end}`), { force: true })
  writeFileSync(join(c.store, 'index.db'), yesterday)
  await c.start()
  assert.deepEqual(await ask(id), more)
  assert.equal(verify().ok, true)
})

test('verify finds a changed byte', async () => {
  await c.stop()
  const broken = spawnSync('sqlite3', [join(c.store, 'journal.db'), "update event set payload = replace(payload, 'dev3', 'dev4') where seq = (select max(seq) from event where cast(payload as text) like '%dev3%')"])
  if (broken.error) { await c.start(); return }
  const r = c.ctl(['verify'])
  assert.notEqual(r.code, 0)
  await c.end()
})
