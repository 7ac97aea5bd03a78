// SPDX-License-Identifier: Apache-2.0
// After a real disaster: a backup that is restored plainly is refused by the witnesses; as a new log, which two persons decide, it
// goes on, and says to everybody what is lost.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, root, until } from './harness.mjs'
import { Witnesses } from './witnesses.mjs'

const PASSWORD = 'a long password'
const ws = new Witnesses()
const set = { 'history.origin': 'centre.test/journal', 'history.witness_policy': ws.policy, 'history.witness_every_s': '1' }
const c = new Centre({ set })
const away = mkdtempSync(join(tmpdir(), 'markaz-away-'))
const last = join(away, 'last-checkpoint'), oldPolicy = join(away, 'old-policy')
const tool = (store, args, input = '') => spawnSync(join(build, 'markazctl'), ['--data', store, ...args], { input, encoding: 'utf8' })
const verify = (...args) => spawnSync(join(build, 'markazctl'), ['verify', ...args], { encoding: 'utf8' })
const text = async (d, path) => { const r = await fetch(`${d.url}${path}`); return r.ok ? r.text() : '' }
const vkey = (d) => until(async () => (await text(d, '/log/key')).trim(), undefined, 'the key')
const sizeOf = (note) => Number(note.split('\n')[1] ?? 0)
const status = async (d) => (await d.call('GET', '/api/v1/status', undefined, d.token('admin'))).json
const press = async (d, n = 1) => {
  for (let i = 0; i < n; i++)
    assert.equal((await d.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, d.token('alarm'))).status, 200)
  return (await status(d)).seq
}
const cosigned = (d, size) => until(async () => { const note = await text(d, '/log/checkpoint'); return note.includes('witness.test/') && sizeOf(note) >= size && note }, undefined, `a cosigned checkpoint of ${size}`)
const two = (...people) => people.map(([name, password = PASSWORD]) => `${name}\n${password}\n`).join('')
const renew = (store, input, more = ['--last', last, '--reason', 'the machine burnt on 3 May']) =>
  tool(store, ['restore', join(away, 'night'), '--keys', join(away, 'days'), '--new-log', ...more], input)

/** A block of doc/operations.md, as it stands there. */
const drill = (name, env, input = '') => {
  const block = new RegExp('^```' + name + '\n([^]*?)^```$', 'm').exec(readFileSync(join(root, 'doc/operations.md'), 'utf8'))[1]
  return spawnSync('bash', ['-euo', 'pipefail', '-c', block], { cwd: away, input, env: { ...process.env, PATH: `${build}:${process.env.PATH}`, ...env }, encoding: 'utf8' })
}

/** The text of the entry of this number, as anybody gets it. */
async function entry(d, seq) {
  const size = sizeOf(await text(d, '/log/newest')), tile = Math.floor((seq - 1) / 256), width = Math.min(256, size - tile * 256)
  const r = await fetch(`${d.url}/log/tile/entries/${String(tile).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`)
  assert.equal(r.status, 200)
  const bundle = Buffer.from(await r.arrayBuffer())
  let at = 0
  for (let i = 0; i < (seq - 1) % 256; i++) at += 2 + bundle.readUInt16BE(at)
  return bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)).toString()
}

const streamId = async () => (await c.call('GET', '/api/v1/picture?topics=alarm', undefined, c.token('supervisor'))).json.stream_id

let kept = 0, first = '', oldKey = '', followed = ''
before(async () => {
  await c.start()
  oldKey = await vkey(c)
  await ws.start(oldKey)
  // A person of each kind, made while there is one administrator at most; of one the password is still the one that was given.
  for (const [name, role] of [['zarina', 'admin'], ['bobur', 'supervisor'], ['olim', 'operator'], ['gone', 'auditor']])
    await c.person(name, role)
  assert.equal(c.ctl(['user', 'add', 'fresh', '--role', 'auditor'], `${PASSWORD}\n`).code, 0)
  assert.equal(c.ctl(['user', 'disable', 'gone']).code, 0)
  c.token('alarm'); c.token('supervisor'); c.token('auditor')
  await press(c, 30)
  first = await cosigned(c, await press(c))
  assert.equal(c.ctl(['backup', 'night']).code, 0)
  cpSync(join(c.store, 'backup/night'), join(away, 'night'), { recursive: true })
  cpSync(join(c.store, 'backup-keys'), join(away, 'days'), { recursive: true })
  await press(c)
  followed = await streamId() // a console saw the first of what will be lost
  // It goes on; others see that; then all of it is lost but the backup, and the checkpoint that somebody kept.
  writeFileSync(last, await cosigned(c, await press(c, 40)))
  writeFileSync(oldPolicy, readFileSync(ws.policy))
  // Who has none asks a witness: the note it cosigned last, with the log's signature and its own.
  const own = () => readdirSync(ws.all[0].dir).filter((f) => f.startsWith('last-') && !f.endsWith('.part')).map((f) => readFileSync(join(ws.all[0].dir, f), 'utf8'))
  await until(() => own().length === 1 && sizeOf(own()[0]) >= sizeOf(readFileSync(last, 'utf8')), undefined, 'the first witness to have seen as much')
  assert.match(own()[0], /^\n\u2014 centre\.test\/journal \S+\n\u2014 witness\.test\/w1 \S+\n$/m)
  writeFileSync(join(away, 'older-checkpoint'), first)
  await c.stop('SIGKILL')
  rmSync(c.store, { recursive: true })
})
after(async () => { await c.end(); await ws.end(); rmSync(away, { recursive: true, force: true }) })

test('restored plainly it goes on under the old name, and its witnesses refuse it', { timeout: 600000 }, async () => {
  const back = tool(c.store, ['restore', join(away, 'night'), '--keys', join(away, 'days')])
  assert.equal(back.status, 0, back.stderr)
  kept = Number(/verified: (\d+) events/.exec(back.stdout)[1])
  await c.start()
  await until(async () => (await status(c)).history.refused, undefined, 'the witnesses to refuse')
  const alarms = async () => Object.values((await c.call('GET', '/api/v1/picture?topics=alarm', undefined, c.token('supervisor'))).json.entities.alarm ?? {})
  await until(async () => (await alarms()).some((a) => a.kind === 'history'), undefined, 'an alarm')
  assert.equal((await status(c)).history.renewed, null)
  assert.equal((await fetch(`${c.url}/log/predecessor`)).status, 404)
  await c.stop('SIGKILL')
  rmSync(c.store, { recursive: true })
})

test('one person cannot begin a new log: not alone, not twice, not with somebody who may not; nothing is left of the try', { timeout: 600000 }, async () => {
  const refused = (input, why, more) => {
    const r = renew(c.store, input, more)
    assert.equal(r.status, 1, `${r.stdout}${r.stderr}`)
    assert.match(r.stderr, why)
    assert.deepEqual(existsSync(c.store) ? readdirSync(c.store).filter((f) => f !== 'lock') : [], [])
  }
  refused('', /two persons must decide/)
  refused(two(['zarina']), /two persons must decide/)
  refused(two(['zarina'], ['zarina']), /two persons must decide this, not one twice/)
  refused(two(['zarina'], ['bobur', 'a wrong password']), /'bobur': the name or the password is wrong/)
  refused(two(['nobody'], ['bobur']), /'nobody': the name or the password is wrong/)
  refused(two(['zarina'], ['olim']), /'olim' may not decide this/)
  refused(two(['zarina'], ['fresh']), /'fresh' had no password of his own/)
  refused(two(['zarina'], ['gone']), /has no access any more/)
  const good = two(['zarina'], ['bobur'])
  // Nor with a checkpoint that nobody signed, too few cosigned, or that is of another log.
  const forged = join(away, 'forged'), bare = join(away, 'bare'), other = join(away, 'other')
  const note = readFileSync(last, 'utf8'), [head, signatures] = note.split('\n\n')
  writeFileSync(forged, note.replace(/^\d+$/m, '99999'))
  refused(good, /not signed|signature/, ['--last', forged, '--reason', 'x'])
  writeFileSync(bare, `${head}\n\n${signatures.split('\n')[0]}\n`)
  refused(good, /cosign|quorum|sign/, ['--last', bare, '--witness-policy', oldPolicy, '--reason', 'x'])
  writeFileSync(other, note.replaceAll('centre.test/journal', 'centre.test/other'))
  refused(good, /of the log 'centre.test\/other'/, ['--last', other, '--reason', 'x'])
  refused(good, /say why/, ['--last', last, '--reason', ' '])
  assert.equal(renew(c.store, good, ['--reason', 'x']).status, 2)
  assert.equal(tool(c.store, ['restore', join(away, 'night'), '--keys', join(away, 'days'), '--last', last]).status, 2)
})

test('with two it goes on as /2: the first event tells what is lost, to everybody', { timeout: 600000 }, async () => {
  // As doc/operations.md says; the witnesses are stopped while they learn the new name.
  for (const w of ws.all) await w.end()
  const done = drill('new-log', { DIR: c.store, FOLDER: join(away, 'night'), KEYS: join(away, 'days'), WITNESSES: ws.all.map((w) => w.dir).join(' ') }, two(['zarina'], ['bobur']))
  assert.equal(done.status, 0, done.stderr)
  const lostTo = sizeOf(readFileSync(last, 'utf8'))
  assert.ok(lostTo > kept)
  assert.match(done.stdout, new RegExp(`^entries ${kept + 1} to ${lostTo} of the log centre\\.test/journal are lost$`, 'm'))
  const told = /^centre\.test\/journal\/2\+\S+$/m.exec(done.stdout)[0]
  await c.start()
  const key = await vkey(c)
  assert.equal(key, told)
  const bits = (vkey) => vkey.split('+').slice(2).join('+') // base64 has a plus of its own
  assert.notEqual(bits(key), bits(oldKey)) // another key, so that nobody signs on for the old name
  const seq = await press(c, 3)
  await until(async () => sizeOf(await text(c, '/log/newest')) >= seq, undefined, 'a checkpoint')
  assert.match(await text(c, '/log/newest'), /^centre\.test\/journal\/2\n/)
  // What everybody reads in the first entry.
  const lines = (await entry(c, kept + 1)).split('\n')
  assert.deepEqual([lines[1], lines[3]], [`seq ${kept + 1}`, 'type history.renewed'])
  assert.deepEqual(lines.slice(6, 8), ['origin centre.test/journal/2', `lost ${kept + 1} ${lostTo}`])
  assert.equal(Buffer.from(lines[8].replace('checkpoint ', ''), 'base64').toString(), readFileSync(last, 'utf8'))
  assert.equal(await text(c, '/log/predecessor'), readFileSync(last, 'utf8'))
  const { history } = await (await fetch(`${c.url}/api/v1/public`)).json()
  assert.deepEqual({ ...history.renewed, at: '' }, { origin: 'centre.test/journal/2', old: 'centre.test/journal', at: '', kept, lost_from: kept + 1, lost_to: lostTo })
  // That console must not go on from the same number of another history.
  const [, number] = followed.split(':'), now = await streamId()
  assert.ok(Number(number) > kept && Number(number) < Number(now.split(':')[1]), `${followed} ${now}`)
  const stream = await c.stream({ authorization: `Bearer ${c.token('supervisor')}`, 'last-event-id': followed })
  await until(() => stream.messages.some((m) => m.event === 'reset'), undefined, 'a reset')
  assert.deepEqual(stream.events, [])
  stream.close()
  // Who decided, and why, for those who may see it.
  const found = (await c.look('/api/v1/history/centre/centre', c.token('auditor'))).json.events.find((e) => e.type === 'history.renewed')
  const names = (await c.call('GET', '/api/v1/picture?topics=access', undefined, c.token('admin'))).json.entities.user
  assert.deepEqual(found.data.log_by.map((id) => names[id].name), ['zarina', 'bobur'])
  assert.equal(found.data.log_why, 'the machine burnt on 3 May')
})

test('its witnesses cosign it once they know the new name; whole history, one event and the old checkpoint verify', { timeout: 600000 }, async () => {
  await until(async () => /another key|for the log/.test((await status(c)).history.fault), undefined, 'that the policy is of the old log')
  const key = await vkey(c)
  for (const w of ws.all) await w.start()
  writeFileSync(ws.policy, readFileSync(join(away, 'new-policy')))
  const seq = await press(c, 5)
  await cosigned(c, seq)
  const now = (await status(c)).history
  assert.deepEqual([now.refused, now.broken, now.suspended, now.fault], [false, false, false, ''])
  const checked = drill('new-log-check', { CENTRE: c.url, KEY: key, OLD_KEY: oldKey })
  assert.equal(checked.status, 0, checked.stderr)
  assert.deepEqual(checked.stdout.trim().split('\n').map((line) => JSON.parse(line).ok), [true, true])
  assert.equal(verify('--log', `${c.url}/log`, '--key', key).status, 0)
  assert.notEqual(verify('--log', `${c.url}/log`, '--key', oldKey).status, 0)
  // A checkpoint of the old log that somebody kept from before the backup is its beginning; one from after it is not, and it is said.
  const from = (file) => verify('--log', `${c.url}/log`, '--key', key, '--from', file, '--from-key', oldKey)
  assert.equal(from(join(away, 'older-checkpoint')).status, 0, from(join(away, 'older-checkpoint')).stderr)
  assert.notEqual(from(last).status, 0)
  assert.notEqual(verify('--log', `${c.url}/log`, '--key', key, '--from', join(away, 'older-checkpoint')).status, 0)
  // One event from before, with its proof.
  writeFileSync(join(away, 'entry'), await entry(c, 2))
  writeFileSync(join(away, 'proof'), await text(c, '/log/proof/2'))
  const one = verify('--witness-policy', ws.policy, '--proof', join(away, 'proof'), '--entry', join(away, 'entry'))
  assert.equal(one.status, 0, one.stderr)
  const own = (await c.call('POST', '/api/v1/verify', {}, c.token('admin'))).json
  assert.equal(own.ok, true, JSON.stringify(own))
})

test('the old name is not signed for again: neither by the settings nor with the old key', { timeout: 600000 }, async () => {
  await c.stop()
  const path = join(c.store, 'keys/log.key'), now = readFileSync(path, 'utf8')
  assert.match(now, /centre\.test\/journal\/2\+/)
  writeFileSync(path, readFileSync(join(away, 'days/keys/log.key')))
  await c.start()
  await until(() => /the key in \S+ is of 'centre\.test\/journal', not of 'centre\.test\/journal\/2'|the signer does not answer/.test(c.log), undefined, 'the signer to refuse')
  await until(async () => (await status(c)).history.broken, undefined, 'broken')
  assert.equal(await text(c, '/log/newest'), '')
  await c.stop()
  writeFileSync(path, now)
  c.set['history.origin'] = 'centre.test/another'
  await c.start()
  assert.match(await vkey(c), /^centre\.test\/journal\/2\+/)
  c.set['history.origin'] = 'centre.test/journal'
})

test('a backup of the new log, restored, goes on as it was, or as /3', { timeout: 600000 }, async () => {
  await cosigned(c, await press(c))
  assert.equal(c.ctl(['backup', 'second']).code, 0)
  cpSync(join(c.store, 'backup/second'), join(away, 'second'), { recursive: true })
  cpSync(join(c.store, 'backup-keys'), join(away, 'days2'), { recursive: true })
  const note = join(away, 'note2')
  writeFileSync(note, await cosigned(c, await press(c, 3)))
  const d = new Centre({ set })
  try {
    const args = ['restore', join(away, 'second'), '--keys', join(away, 'days2'), '--new-log', '--last', note, '--reason', 'again']
    const done = tool(d.store, args, two(['bobur'], ['zarina']))
    assert.equal(done.status, 0, done.stderr)
    assert.match(done.stdout, /of the log centre\.test\/journal\/2 are lost/)
    assert.match(done.stdout, /^centre\.test\/journal\/3\+\S+$/m)
    // The backup of the first log with a checkpoint of the second: the third, when a policy says whose key that is.
    rmSync(d.store, { recursive: true })
    const earlier = ['restore', join(away, 'night'), '--keys', join(away, 'days'), '--new-log', '--last', note, '--reason', 'again']
    assert.notEqual(tool(d.store, earlier, two(['bobur'], ['zarina'])).status, 0)
    const jumped = tool(d.store, [...earlier, '--witness-policy', ws.policy], two(['bobur'], ['zarina']))
    assert.equal(jumped.status, 0, jumped.stderr)
    assert.match(jumped.stdout, /^centre\.test\/journal\/3\+\S+$/m)
    // A checkpoint of the first log is too old for a backup of the second.
    rmSync(d.store, { recursive: true })
    const older = tool(d.store, ['restore', join(away, 'second'), '--keys', join(away, 'days2'), '--new-log', '--last', last, '--reason', 'x'], two(['bobur'], ['zarina']))
    assert.match(older.stderr, /the checkpoint is of the log 'centre\.test\/journal', the backup of 'centre\.test\/journal\/2'/)
    // Nothing lost, and nothing that fits: a checkpoint from before the backup, of this history and of another.
    const whole = tool(d.store, ['restore', join(away, 'night'), '--keys', join(away, 'days'), '--new-log', '--last', join(away, 'older-checkpoint'), '--reason', 'the key was copied'], two(['bobur'], ['zarina']))
    assert.equal(whole.status, 0, whole.stderr)
    assert.match(whole.stdout, /no loss is known/)
    await d.start()
    await until(async () => sizeOf(await text(d, '/log/newest')) > kept, undefined, 'a checkpoint')
    assert.match(await entry(d, kept + 1), /^lost none$/m)
  } finally {
    await d.end()
  }
})
