// SPDX-License-Identifier: Apache-2.0
// What anybody may know, without a sign-in: counts of what has happened, which an outsider counts again from the entries.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { Centre, until } from './harness.mjs'
import { Witnesses } from './witnesses.mjs'

const ws = new Witnesses()
const c = new Centre({ set: { 'history.origin': 'centre.test/journal', 'history.witness_every_s': '1' } })
const known = async () => { const r = await fetch(`${c.url}/api/v1/public`); return r.ok ? r.json() : null }
const press = async (n) => { for (let i = 0; i < n; i++) assert.equal((await c.call('POST', '/api/v1/alarms', { device: `b${i % 7}`, kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, c.token('alarm'))).status, 200) }
const seq = async () => (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.seq

/** The types in the entry bundles of the first `size` entries, as anybody can count them. */
async function counted(size) {
  const counts = {}
  for (let i = 0; i * 256 < size; i++) {
    const width = Math.min(256, size - i * 256)
    const r = await fetch(`${c.url}/log/tile/entries/${String(i).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`)
    assert.equal(r.status, 200)
    const bundle = Buffer.from(await r.arrayBuffer())
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      const type = /^type (\S+)$/m.exec(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)).toString())[1]
      counts[type] = (counts[type] ?? 0) + 1
    }
  }
  return counts
}

before(() => c.start())
after(async () => { await c.end(); await ws.end() })

const checked = async (least) => {
  const p = await until(async () => { const one = await known(); return one?.size >= least && one }, undefined, `counts of ${least} entries`)
  assert.deepEqual(p.counts, await counted(p.size))
  return p
}

test('counts are those of the entries, at a checkpoint that is named; without a policy it says that nobody witnesses', async () => {
  await press(300)
  const p = await checked(await seq())
  assert.ok(p.counts['alarm.raised'] === 7 && p.counts['alarm.pressed'] === 293 && p.counts['journal.genesis'] === 1)
  assert.equal(p.cosigned, false)
  assert.deepEqual([p.history.policy, p.history.suspended, p.history.witnesses, p.history.cosigned_at], [false, false, [], null])
  const [, size, root] = (await (await fetch(`${c.url}/log/checkpoint`)).text()).split('\n')
  if (Number(size) === p.size) assert.equal(root, p.root)
})

/** Look-ups of the first `size` entries by purpose, as who holds the journal counts them. */
function purposes(size) {
  const db = new DatabaseSync(join(c.store, 'journal.db'), { readOnly: true })
  const counts = {}
  for (const row of db.prepare('SELECT CAST(entry AS TEXT) AS entry, CAST(payload AS TEXT) AS payload FROM event WHERE seq <= ?').all(size)) {
    if (!/\ntype look\.(made|deferred)\n/.test(row.entry)) continue
    const { purpose } = JSON.parse(row.payload).data
    counts[purpose] = (counts[purpose] ?? 0) + 1
  }
  db.close()
  return counts
}

test('look-ups are counted by purpose, as the journal has them, also when the counts are lost', async () => {
  const token = c.token('auditor'), open = async (purpose) => assert.equal((await c.call('GET', '/api/v1/search/look', undefined, token, purpose)).status, 200)
  for (let i = 0; i < 3; i++) await open('audit')
  await open(await c.purpose(token, 'court_order'))
  await open(`break_glass why=${encodeURIComponent('the archive burns')}`)
  const counted = async () => {
    const least = await seq(), p = await until(async () => { const one = await known(); return one?.size >= least && one }, undefined, 'the counts')
    assert.deepEqual(p.looks, purposes(p.size))
    assert.deepEqual([p.looks.audit, p.looks.court_order, p.looks.break_glass], [3, 1, 1])
    assert.equal(Object.values(p.looks).reduce((a, b) => a + b), p.counts['look.made'])
  }
  await counted()
  await c.stop()
  await c.start()
  await counted()
  await c.stop()
  const path = join(c.store, 'log/counts')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^purpose:.*\n/gm, '')) // of a program that did not count them
  await c.start()
  await counted()
})

test('they go on after a stop, a kill, and when their file is lost or damaged', async () => {
  await c.stop()
  assert.match(readFileSync(join(c.store, 'log/counts'), 'utf8'), /^size \d+\n[^]*alarm\.pressed \d+\n[^]*end\n$/)
  await c.start()
  await press(5)
  await checked(await seq())
  await press(20)
  await c.stop('SIGKILL')
  await c.start()
  await checked(await seq())
  await c.stop()
  rmSync(join(c.store, 'log/counts'))
  await c.start()
  await checked(await seq())
  await c.stop()
  writeFileSync(join(c.store, 'log/counts'), 'size 12\nalarm.raised 99\n') // not whole
  await c.start()
  await checked(await seq())
})

test('with witnesses they are counted at the cosigned checkpoint; no person and no device is named', async () => {
  const key = (await (await fetch(`${c.url}/log/key`)).text()).trim()
  c.set['history.witness_policy'] = ws.policy
  await ws.start(key)
  await c.stop()
  await c.start()
  await press(3)
  const least = await seq()
  const p = await until(async () => { const one = await known(); return one?.cosigned && one.size >= least && one }, undefined, 'counts at a cosigned checkpoint')
  assert.deepEqual(p.counts, await counted(p.size))
  assert.equal(p.history.witnesses.filter((w) => w.says === 'cosigned').length >= 2, true)
  assert.doesNotMatch(JSON.stringify(p), /(?<![\w+/=])[bU]\d+(?![\w+/=])|panic|device\/|user\/|second-|token\//) // not within a hash
})
