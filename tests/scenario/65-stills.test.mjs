// SPDX-License-Identifier: Apache-2.0
// Cameras that only have an address for a still picture: the centre brings it itself, from the networks it may ask and from
// nowhere else; what goes wrong is said in words, and the password is nowhere but at the camera.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Camera, PICTURE } from './camera.mjs'
import { Centre, smallCity, until } from './harness.mjs'

const USER = 'viewer-71', PASSWORD = 'Secret of the gate 4711'
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre({ set: { 'still.networks': '127.0.0.0/8 10.20.0.0/16' } })
let camera, other, admin, op, stream, n = 0
const KINDS = ['open', 'basic', 'digest', 'slow', 'large', 'page', 'elsewhere', 'off', 'wrong']
const snapshots = async () => Object.values((await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.snapshot ?? {})
const press = async () => ok(await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: new Date().toISOString(), id: `still-${n++}` }, c.token('alarm'))).id
const setStill = (id, body, who = admin) => who.call('PUT', `/api/v1/devices/${id}/still`, body)

before(async () => {
  camera = await new Camera(USER, PASSWORD).start()
  other = await new Camera(USER, PASSWORD).start()
  await c.start()
  await smallCity(c)
  admin = await c.person('boss', 'admin')
  op = await c.person('centre', 'operator')
  stream = c.stream({ cookie: admin.cookie })
  for (const kind of KINDS) ok(await c.call('PUT', `/api/v1/devices/cam-${kind}`, { kind: 'camera', site: 'school-1' }, c.token('supervisor')))
})
after(async () => { stream?.close(); camera?.end(); other?.end(); await c.end() })

test('an address is an administrator\'s to give, in the networks of the centre, without a user in it', async () => {
  const refused = async (body, field, words) => { const r = await setStill('cam-open', body); assert.deepEqual([r.status, r.json.field], [400, field], r.text); assert.match(r.json.detail, words) }
  await refused({ url: 'ftp://127.0.0.1/x' }, 'url', /address like/)
  await refused({ url: 'http://viewer:word@127.0.0.1/x' }, 'url', /without a user/)
  await refused({ url: 'http://127.0.0.1\\@10.20.0.1/x' }, 'url', /address like/)
  await refused({ url: 'http://169.254.169.254/latest/meta-data' }, 'url', /none of the networks/)
  await refused({ url: 'http://[::1]/x' }, 'url', /none of the networks/)
  await refused({ url: camera.url + '/open', password: 'x' }, 'user', /belongs to a user/)
  await refused({ url: camera.url + '/open', user: 'a:b', password: 'x' }, 'user', /colon/)
  assert.equal((await setStill('btn-1', { url: camera.url + '/open' })).status, 409)
  assert.equal((await setStill('cam-none', { url: camera.url + '/open' })).status, 404)
  assert.equal((await setStill('cam-open', { url: camera.url + '/open' }, op)).status, 403)
  assert.equal((await c.call('PUT', '/api/v1/devices/cam-open/still', { url: camera.url + '/open' }, c.token('supervisor'))).status, 403)
  for (const kind of KINDS) {
    const path = kind === 'wrong' ? '/digest' : `/${kind}`
    ok(await setStill(`cam-${kind}`, { url: camera.url + path, ...(kind === 'open' ? {} : { user: USER, password: kind === 'wrong' ? PASSWORD + '?' : PASSWORD }) }))
  }
  assert.deepEqual(ok(await admin.call('GET', '/api/v1/devices/cam-basic/still')), { readable: true, url: camera.url + '/basic', query: false, user: USER })
  ok(await setStill('cam-open', { url: camera.url + '/open?pwd=in-the-query' }))
  assert.deepEqual(ok(await admin.call('GET', '/api/v1/devices/cam-open/still')), { readable: true, url: camera.url + '/open', query: true, user: '' })
  assert.equal(camera.asked.length, 0, 'nothing is asked before an alarm')
})

test('an alarm brings one picture of each, now; each that does not come says why, and no slow one holds up another', async () => {
  const id = await press()
  const mine = async () => (await snapshots()).filter((s) => s.alarm === id)
  await until(async () => { const all = await mine(); return all.length === KINDS.length && all.every((s) => s.stored_at || s.failed) }, undefined, 'all came or failed')
  const of = Object.fromEntries((await mine()).map((s) => [s.camera.slice(4), s]))
  assert.deepEqual([...new Set(Object.values(of).map((s) => s.when))], ['now'], 'they remember nothing')
  for (const kind of ['open', 'basic', 'digest']) assert.equal(of[kind].sha256, createHash('sha256').update(PICTURE).digest('hex'), `${kind}: ${of[kind].failed}`)
  const why = (kind, words) => { assert.match(of[kind].failed, words); assert.equal(of[kind].stored_at, undefined) }
  why('slow', /not reached: .*imeout/)
  why('large', /more than 2 MiB/)
  why('page', /no JPEG, PNG or WebP/)
  why('elsewhere', /points elsewhere \(302\)/)
  why('off', /answers 503/)
  why('wrong', /refuses the user or password \(401\)/)
  assert.equal(camera.asked.filter((a) => a.startsWith('GET /open')).length, 1, 'what stands elsewhere was not followed')
  assert.ok(camera.asked.includes('GET /digest Digest') && camera.asked.includes('GET /basic Basic'))
  assert.ok(!camera.asked.some((a) => /digest Basic/.test(a)), 'where Digest is offered the password itself is not sent')
  const answer = await fetch(`${c.url}/api/v1/snapshots/${Object.entries((await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.snapshot).find(([, s]) => s.alarm === id && s.camera === 'cam-basic')[0]}`, { headers: { cookie: op.cookie } })
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PICTURE)
  // Asked again by a person: nothing was remembered as failed for ever.
  camera.asked.length = 0
  await until(async () => ok(await op.call('POST', `/api/v1/alarms/${id}/snapshots`, {})).asked > 0)
  // Of each that answers: one that is still on its way would not be asked at the next alarm.
  await until(async () => (await mine()).filter((s) => ['cam-open', 'cam-basic', 'cam-digest'].includes(s.camera) && s.stored_at).length === 6, undefined, 'a second picture of each')
})

test('a name that leads out of the networks is not asked; what is taken away is asked no more', async () => {
  const asked = other.asked.length
  ok(await setStill('cam-open', { url: other.url.replace('127.0.0.1', 'localhost') + '/open' }))
  ok(await admin.call('POST', '/api/v1/devices/cam-basic/still/remove', {}))
  assert.equal((await admin.call('GET', '/api/v1/devices/cam-basic/still')).status, 404)
  for (const one of Object.keys((await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm)) ok(await op.call('POST', `/api/v1/alarms/${one}/close`, { disposition: 'test' }))
  await c.stop()
  c.set['still.networks'] = '10.20.0.0/16'
  await c.start()
  op = await c.person('later', 'operator')
  const id = await press()
  const mine = async () => (await snapshots()).filter((s) => s.alarm === id)
  const failed = await until(async () => (await mine()).find((s) => s.camera === 'cam-open' && s.failed)?.failed, undefined, 'it failed')
  assert.match(failed, /none of the networks/)
  assert.equal(other.asked.length, asked)
  const basic = (await mine()).filter((s) => s.camera === 'cam-basic')
  assert.deepEqual(basic.map((s) => s.when).sort(), ['before', 'now'], 'it is a camera like any other again')
  assert.ok(basic.every((s) => !s.failed))
})

test('user and password are in no picture, stream, history, log or backup, and not in clear in the store', async () => {
  const purpose = await c.purpose(admin.user, 'investigation', ['device:cam-digest'])
  const said = [
    (await admin.call('GET', '/api/v1/picture')).text, JSON.stringify(stream.messages), c.log,
    (await admin.call('GET', '/api/v1/history/device/cam-digest', undefined, purpose)).text,
    (await admin.call('GET', '/api/v1/devices/cam-digest')).text,
  ].join('\n')
  assert.match(said, /"has_still":true/)
  for (const secret of [PASSWORD, USER, 'in-the-query', camera.url]) assert.ok(!said.includes(secret), `${secret} left the centre`)
  const copy = join(c.store, 'backup', 'night')
  assert.equal(c.ctl(['backup', 'night']).code, 0)
  for (const where of [c.store, copy]) {
    assert.ok(existsSync(where))
    for (const secret of [PASSWORD, USER, 'in-the-query']) assert.equal(spawnSync('grep', ['-rqaF', secret, where]).status, 1, `${secret} is in ${where}`)
  }
  assert.equal(spawnSync('find', [copy, '-name', 'stills.key'], { encoding: 'utf8' }).stdout, '', 'the key is in no backup')
})

test('without networks the centre asks no camera, and says so to who wants it', async () => {
  await c.stop()
  delete c.set['still.networks']
  await c.start()
  const boss = await c.person('boss2', 'admin')
  const r = await setStill('cam-open', { url: camera.url + '/open' }, boss)
  assert.equal(r.status, 409, r.text)
  assert.match(r.json.detail, /still\.networks/)
})
