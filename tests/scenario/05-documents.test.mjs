// SPDX-License-Identifier: Apache-2.0
// What the documents tell a reader to type works. A ```sh block whose first line is `# tested` is run as it stands, all of one
// document in one shell, with build/ at hand and URL and DATA set, in a folder that holds photo.jpg.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build, Centre, root } from './harness.mjs'

const MARK = '# tested\n'
const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a photo as far as its first bytes say'), Buffer.from([0xff, 0xd9])])

const blocks = (name) =>
  [...readFileSync(join(root, name), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((m) => m[1]).filter((b) => b.startsWith(MARK))

const c = new Centre()
after(() => c.end())

/** Run all marked blocks of a document; the output of each, in order. */
async function run(name, least) {
  const list = blocks(name)
  assert.ok(list.length >= least, `${name} has ${list.length} blocks marked '${MARK.trim()}'`)
  const dir = join(c.dir, name.replaceAll('/', '-'))
  mkdirSync(dir)
  symlinkSync(build, join(dir, 'build'))
  writeFileSync(join(dir, 'photo.jpg'), PHOTO)
  const script = list.map((b, i) => `printf '\\n== block %d\\n' ${i + 1}\n${b}`).join('\n')
  const env = { ...process.env, URL: c.url, DATA: c.store, no_proxy: '*' }
  const shell = spawn('sh', ['-eu', '-c', script], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = '', err = ''
  shell.stdout.on('data', (d) => { out += d })
  shell.stderr.on('data', (d) => { err += d })
  const code = await new Promise((done) => shell.on('close', done))
  assert.equal(code, 0, `${name} ended with ${code} in the last of these:\n${out}\n${err}`)
  assert.doesNotMatch(out, /"(rejected|errors)":\[\{/, `${name}: something was refused:\n${out}`)
  const parts = out.split(/^== block \d+\n/m).slice(1)
  assert.equal(parts.length, list.length)
  return parts
}

/** Every whole JSON line of an output. */
const answers = (text) => text.split('\n').flatMap((line) => { try { return [JSON.parse(line)] } catch { return [] } })

const entities = async () => (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.entities

test('README.md: a first alarm', { timeout: 600000 }, async () => {
  await c.start()
  const [first, second] = await run('README.md', 2)
  assert.equal(answers(first)[0].count, 1)
  const [again, more, status, verify] = answers(second)
  assert.deepEqual(again, answers(first)[0])
  assert.equal(more.count, 2)
  assert.ok(status.seq > 0)
  assert.equal(verify.ok, true)
  const { alarm, device } = await entities()
  assert.equal(alarm[more.id].unknown_device, true)
  assert.equal(device['btn-first'].state, 'unknown')
})

test('doc/metrics.md: where the figures are', { timeout: 600000 }, async () => {
  const [figures] = await run('doc/metrics.md', 1)
  assert.match(figures, /^markaz_journal_seq \d+$/m)
})

test('doc/devices.md: every door', { timeout: 600000 }, async () => {
  const parts = await run('doc/devices.md', 7)
  const [, alarm, heartbeat, position, list, read, photo] = parts.map(answers)
  assert.equal(alarm[0].state, 'active')
  assert.equal(heartbeat[0].accepted, 1)
  assert.equal(position[1].accepted, 1)
  assert.equal(list[0].entries, 1)
  assert.deepEqual([read[0].accepted, read[0].wanted.length], [1, 1])
  assert.equal(photo[0].id, read[0].wanted[0].sha256)
  const known = await entities()
  const hit = Object.values(known.hit)[0]
  assert.equal(hit.plate, '01A123BC')
  assert.equal(hit.state, 'unconfirmed')
  assert.equal(Object.values(known.notice)[0].unit, 'P1')
  assert.ok(Object.values(known.photo)[0].stored_at)
  const live = (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.live.units
  assert.deepEqual(live.find((u) => u[0] === 'P1').slice(1, 3), [41.318, 69.22])
})

test('doc/doors.md: every stock app and plate reader', { timeout: 600000 }, async () => {
  const parts = await run('doc/doors.md', 8)
  const [, osmand, traccar, owntracks, ...makers] = parts.map((p) => p.trim())
  assert.deepEqual([osmand, traccar, owntracks], ['', '', '[]'])
  assert.deepEqual(makers.map((m) => JSON.parse(m).accepted), [1, 1, 1, 1])
  const admin = c.token('admin')
  for (const id of ['phone-1', 'phone-2', 'gate-1']) {
    const d = (await c.call('GET', `/api/v1/devices/${id}`, undefined, admin)).json
    assert.deepEqual([d.counts.accepted, d.counts.refused, d.counts.dropped_off_duty], [{ 'phone-1': 2, 'phone-2': 1, 'gate-1': 4 }[id], 0, 0], id)
  }
  const live = (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json.live.units
  assert.ok(live.find((u) => u[0] === 'D1')[1] >= 41.318)
})

test('every marked line stands in a document that is run here', () => {
  for (const name of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'doc/api.md', 'doc/operations.md'])
    assert.equal(blocks(name).length, 0, `${name} has marked blocks that nothing runs`)
})
