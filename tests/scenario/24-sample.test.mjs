// SPDX-License-Identifier: Apache-2.0
// The weekly sample: who is drawn is found again from what is public alone, from a root that did not exist when the look-ups were
// made. A week is two seconds here.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, root, smallCity, until } from './harness.mjs'

const WEEK_S = 2
const c = new Centre({ set: { 'look.sample_s': String(WEEK_S) } })
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
let auditor, operator, purpose

/** All entries up to a size, as anybody fetches them. */
async function entries(size) {
  const all = []
  for (let i = 0; i * 256 < size; i++) {
    const width = Math.min(256, size - i * 256)
    const r = await fetch(`${c.url}/log/tile/entries/${String(i).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`)
    assert.equal(r.status, 200)
    const bundle = Buffer.from(await r.arrayBuffer())
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) all.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)))
  }
  return all
}
const tree = (leaves) => {
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0])
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha(Buffer.of(1), tree(leaves.slice(0, k)), tree(leaves.slice(k)))
}
const fields = (entry) => Object.fromEntries(entry.toString().split('\n').slice(1, -1).map((line) => line.split(' ')))
const lot = (rootOf, seq) => sha(Buffer.from(`markaz/sample1\n${rootOf.toString('base64')}\n${seq}\n`)).readUInt32BE()

/** The draws that are over, in order: what the closing event said, with what the drawing one said. */
async function draws() {
  const { events } = ok(await auditor.call('GET', '/api/v1/history/sample/week', undefined, 'audit'))
  const out = []
  for (const e of events) if (e.type === 'sample.closed') out.push({ ...e.data, closed: e.seq })
    else Object.assign(out.at(-1), e.data, { drawnBy: e.seq })
  return out.filter((d) => d.drawnBy)
}

before(async () => {
  await c.start()
  await smallCity(c)
  auditor = await c.person('ombud', 'auditor')
  operator = c.token('operator')
  purpose = await c.purpose(operator)
})
after(() => c.end())

test('the lots of each week are those that anybody computes from the public entries; what is drawn goes to the reviewer', async () => {
  for (let i = 0; i < 60; i++) ok(await c.call('GET', '/api/v1/search/alarm', undefined, operator, purpose))
  await until(async () => (await draws()).reduce((n, d) => n + d.looks, 0) >= 60, undefined, 'the draws')
  const all = await draws()
  await until(async () => Number((await (await fetch(`${c.url}/log/newest`)).text()).split('\n')[1]) >= all.at(-1).closed, undefined, 'a checkpoint')
  const log = await entries(all.at(-1).closed)
  let before = 0
  for (const d of all) {
    const from = Date.parse(d.from ?? 0) * 1000 || 0, to = Date.parse(d.to) * 1000
    assert.ok(from >= before && to % (WEEK_S * 1e6) === 0, 'weeks follow each other, from a Monday on')
    before = to
    const closing = fields(log[d.closed - 1])
    assert.equal(closing.type, 'sample.closed')
    assert.ok(Number(closing.time) >= to, 'the week was over when its root was made')
    assert.equal(d.size, d.closed)
    const rootOf = tree(log.slice(0, d.closed))
    assert.equal(d.root, rootOf.toString('hex'))
    const looks = log.map(fields).filter((e) => ['look.made', 'look.deferred'].includes(e.type) && Number(e.time) >= from && Number(e.time) < to).map((e) => Number(e.seq))
    assert.equal(d.looks, looks.length)
    assert.ok(looks.every((seq) => seq < d.closed))
    let drawn = looks.filter((seq) => lot(rootOf, seq) < 42949673)
    if (drawn.length === 0) drawn = [looks.reduce((a, b) => (lot(rootOf, b) < lot(rootOf, a) ? b : a))]
    assert.deepEqual(d.drawn, drawn)
  }
  const reviews = ok(await auditor.call('GET', '/api/v1/search/review?limit=1000&reason=sample', undefined, 'audit')).items
  const given = new Set(reviews.map((r) => r.look))
  for (const seq of all.flatMap((d) => d.drawn)) assert.ok(given.has(`B${seq}`), `B${seq} goes to the reviewer`)
  assert.ok(reviews.every((r) => Math.abs(Date.parse(r.due_at) - Date.parse(r.at) - 7 * 86400e3) < 1000))
})

test('a week that was over while the centre stood still is drawn when it runs again, and once', async () => {
  for (let i = 0; i < 5; i++) ok(await c.call('GET', '/api/v1/search/alarm', undefined, operator, purpose))
  const [last] = ok(await auditor.call('GET', '/api/v1/audit/looks?limit=1&route=core.search', undefined, 'audit')).items
  await c.stop('SIGKILL')
  await new Promise((r) => setTimeout(r, WEEK_S * 1000))
  await c.start()
  const of = (d) => Date.parse(d.from ?? 0) <= Date.parse(last.at) && Date.parse(last.at) < Date.parse(d.to)
  await until(async () => (await draws()).some(of), undefined, 'the draw')
  assert.equal((await draws()).filter(of).length, 1)
})

test('by hand, as doc/verify-by-hand.md says', { timeout: 600000 }, async () => {
  const all = await draws(), d = all.reduce((a, b) => (b.looks > a.looks ? b : a))
  const doc = readFileSync(join(root, 'doc/verify-by-hand.md'), 'utf8')
  const blocks = [...doc.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((m) => m[1])
  const [sample] = /^```sample\n([\s\S]*?)^```$/m.exec(doc).slice(1)
  const dir = mkdtempSync(join(tmpdir(), 'markaz-sample-'))
  const tools = blocks[1].slice(blocks[1].indexOf('hex()')).replace(/^SIZE=.*\n|^ROOT=.*\n/gm, '')
  const run = spawnSync('bash', ['-euc', `${tools}\nCLOSED=${d.closed} FROM=${Date.parse(d.from ?? 0) * 1000 || 0} TO=${Date.parse(d.to) * 1000}\n${sample}`],
    { cwd: dir, env: { ...process.env, CENTRE: c.url }, encoding: 'utf8' })
  rmSync(dir, { recursive: true, force: true })
  assert.equal(run.status, 0, run.stderr)
  assert.match(run.stdout, new RegExp(`^root ${Buffer.from(d.root, 'hex').toString('base64').replace(/[+/]/g, '\\$&')}$`, 'm'))
  const lots = [...run.stdout.matchAll(/^look-up (\d+) lot (\d+)( drawn)?$/gm)]
  assert.equal(lots.length, d.looks)
  const drawn = lots.filter((l) => l[3]).map((l) => Number(l[1]))
  assert.deepEqual(drawn.length > 0 ? drawn : [Number(lots.reduce((a, b) => (Number(b[2]) < Number(a[2]) ? b : a))[1])], d.drawn)
})
