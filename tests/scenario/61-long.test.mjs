// SPDX-License-Identifier: Apache-2.0
// Long work gives way: a large import is written in parts, others are served in between, a broken one is completed by
// sending it again. Times are printed, never judged.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, sleep, smallCity, until } from './harness.mjs'

const c = new Centre()
before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

const ROWS = Number(process.env.MARKAZ_IMPORT_ROWS ?? 20000)
const file = (n, name = 'Button', prefix = 'bulk') => 'id,name,kind,lat,lon\n'
  + Array.from({ length: n }, (_, i) => `${prefix}-${i},${name} ${i},button,${(41.2 + (i % 199) / 1000).toFixed(4)},${(69.2 + (i % 99) / 1000).toFixed(4)}\n`).join('')
const load = (text, query = '') => c.call('POST', `/api/v1/import/devices${query}`, text, c.token('admin'))
const devices = async () => (await c.call('GET', '/api/v1/picture?topics=registry', undefined, c.token('admin'))).json.entities.device ?? {}
const longest = async () => Object.fromEntries([...(await c.call('GET', '/metrics', undefined, c.token('admin'))).text
  .matchAll(/markaz_core_longest_seconds\{kind="(\w+)"\} ([\d.]+)/g)].map((m) => [m[1], Number(m[2]) * 1000]))

test(`an import of ${ROWS} devices leaves room for others`, async () => {
  c.token('alarm')
  const dry = await load(file(ROWS), '?dry_run=1')
  assert.deepEqual([dry.json.created, dry.json.written, dry.json.errors], [ROWS, 0, []])
  let over = false
  const begun = Date.now()
  const importing = load(file(ROWS)).finally(() => { over = true })
  const waits = []
  let n = 0
  while (!over) {
    const t = performance.now()
    const r = await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: `while-${n++}` }, c.token('alarm'))
    waits.push(performance.now() - t)
    assert.equal(r.status, 200, r.text)
  }
  const r = await importing
  assert.deepEqual([r.status, r.json.created, r.json.written, r.json.errors], [200, ROWS, ROWS, []])
  assert.equal(Object.keys(await devices()).filter((id) => id.startsWith('bulk-')).length, ROWS)
  const again = (await load(file(ROWS))).json
  assert.deepEqual([again.same, again.written], [ROWS, 0])
  waits.sort((a, b) => a - b)
  console.log(`# ${ROWS} rows in ${Date.now() - begun} ms with ${waits.length} presses meanwhile, the slowest ${waits.at(-1)?.toFixed(1)} ms; longest holds (ms): ${JSON.stringify(await longest())}`)
  for (const line of c.log.split('\n').filter((text) => text.includes('held all others up'))) console.log(`# ${line}`)
})

test('a wrong line in a large file writes nothing', async () => {
  const r = await load(file(3000, 'Other', 'bad') + 'x,X,button,141,69.2\n')
  assert.deepEqual([r.json.errors.map((e) => e.line), r.json.written], [[3002], 0])
  const late = await load(file(3000, 'Other', 'bad') + 'x,X,palace-guard,41.3,69.2\n')
  assert.deepEqual([late.json.errors.map((e) => e.line), late.json.written], [[3002], 0])
  assert.equal(Object.keys(await devices()).filter((id) => id.startsWith('bad-')).length, 0)
})

test('two files and a command about the same devices at a time end as one after the other would', async () => {
  const [a, b, set] = await Promise.all([load(file(4000, 'A', 'two')), load(file(4000, 'B', 'two')),
    c.call('PUT', '/api/v1/devices/two-3999', { name: 'C', kind: 'button', lat: 41.3, lon: 69.2 }, c.token('admin'))])
  assert.deepEqual([a.status, b.status, set.status, a.json.errors, b.json.errors], [200, 200, 200, [], []])
  assert.ok(a.json.created + b.json.created >= 3999)
  const names = Object.entries(await devices()).filter(([id]) => id.startsWith('two-'))
  assert.equal(names.length, 4000)
  for (const [id, d] of names) assert.match(d.name, /^(A|B) \d+$|^C$/, id)
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})

test('killed in the middle: what is there stands, the same file again completes it', { timeout: 600000 }, async () => {
  for (let round = 0; round < 5; round++) {
    const prefix = `cut${round}`
    const broken = load(file(ROWS, 'Button', prefix)).then((r) => r.status, () => 'gone')
    await until(async () => (await c.call('GET', `/api/v1/devices/${prefix}-0`, undefined, c.token('admin'))).status === 200, undefined, 'the first part')
    await sleep(Math.random() * 100)
    const exit = await c.stop(round % 2 ? 'SIGTERM' : 'SIGKILL')
    const status = await broken
    await c.start()
    const there = Object.keys(await devices()).filter((id) => id.startsWith(`${prefix}-`)).length
    if (status === 200) assert.equal(there, ROWS)
    const r = (await load(file(ROWS, 'Button', prefix))).json
    assert.deepEqual([r.created, r.same, r.errors], [ROWS - there, there, []])
    console.log(`# round ${round}: ${JSON.stringify(exit)} answered ${status}, ${there} of ${ROWS} were there`)
  }
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})

test('a check under way does not delay a stop', async () => {
  // On a slow machine the stop may come before the question: then it is asked again, with more time to arrive.
  for (let wait = 30; ; wait *= 4) {
    const verifying = c.call('POST', '/api/v1/verify', '{}', c.token('admin')).then((r) => r.status, () => 'gone')
    await sleep(wait)
    const begun = Date.now()
    const exit = await c.stop('SIGTERM')
    const status = await verifying
    console.log(`# stopped in ${Date.now() - begun} ms, the check answered ${status}`)
    await c.start()
    if (status === 'gone' && wait < 5000) continue
    assert.deepEqual([exit.code, [200, 503].includes(status)], [0, true], String(status))
    break
  }
})

test('what is left of snapshots goes at a start; of damaged ones the newest stays', async () => {
  await c.stop()
  const at = (name) => join(c.store, 'snapshots', name)
  mkdirSync(join(c.store, 'snapshots'), { recursive: true })
  for (const name of ['7.snap.tmp', '70.snap.tmp', '8.snap.bad', '9.snap.bad', '10.snap.bad']) writeFileSync(at(name), 'x')
  await c.start()
  assert.deepEqual(['7.snap.tmp', '70.snap.tmp', '8.snap.bad', '9.snap.bad', '10.snap.bad'].map((name) => existsSync(at(name))), [false, false, false, false, true])
})
