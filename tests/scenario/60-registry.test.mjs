// SPDX-License-Identifier: Apache-2.0
// Imports, devices and the tool: files as they come, dry run, errors by line, adoption, test.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { capture, Centre, smallCity, until } from './harness.mjs'

const c = new Centre()
const files = mkdtempSync(join(tmpdir(), 'markaz-files-'))
before(() => c.start())
after(async () => { await c.end(); rmSync(files, { recursive: true, force: true }) })

const file = (name, text) => { writeFileSync(join(files, name), text); return join(files, name) }
const load = (kind, path, ...more) => {
  const r = c.ctl(['import', kind, path, ...more])
  return { ...r, json: r.out ? JSON.parse(r.out) : null }
}
const picture = async (role = 'admin') => (await c.call('GET', '/api/v1/picture', undefined, c.token(role))).json.entities
const device = async (id) => (await c.call('GET', `/api/v1/devices/${id}`, undefined, c.token('admin'))).json

for (const [name, least, inside] of [['uz-regions', 14, [41.3, 69.25]], ['uz-tashkent-districts', 11, [41.31, 69.28]], ['kz-almaty-districts', 8, [43.24, 76.92]]]) {
  test(`${name}.geojson: every area, its geometry too`, async (t) => {
    const path = capture(t, `geo/${name}.geojson`)
    if (!path) return
    const dry = load('areas', path, '--dry-run')
    assert.equal(dry.code, 0, dry.err + dry.out)
    assert.deepEqual([dry.json.dry_run, dry.json.errors], [true, []])
    const before = Object.keys((await picture()).area ?? {}).length
    const r = load('areas', path)
    assert.deepEqual([r.code, r.json.created, r.json.errors], [0, dry.json.created, []])
    assert.ok(r.json.created >= least, `${r.json.created} areas`)
    assert.equal(Object.keys((await picture()).area).length, before + r.json.created)
    assert.deepEqual([load('areas', path).json.same, load('areas', path).json.changed], [r.json.created, 0])
    // A thing put there by its position alone belongs to one of them.
    const put = await c.call('PUT', `/api/v1/devices/in-${name}`, { kind: 'button', lat: inside[0], lon: inside[1] }, c.token('admin'))
    assert.equal(put.status, 200, put.text)
    assert.ok((await picture()).device[`in-${name}`].area, `nothing of ${name} holds ${inside}`)
  })
}

test('errors come by line and field, and change nothing', async () => {
  const right = load('sites', '--dry-run', file('right.csv', 'id,name,kind,lat,lon\nright-1,Right,school,41.3,69.2\n')) // the option may stand first
  assert.deepEqual([right.code, right.json.created, right.json.written, right.json.dry_run], [0, 1, 0, true])
  const bad = file('bad.csv', 'id,name,kind,lat,lon\nok-1,Fine,school,41.3,69.2\nbad-1,Too far,school,141.3,69.2\nbad-2,No kind,palace,41.3,69.2\n')
  const r = load('sites', bad)
  assert.equal(r.code, 1)
  assert.deepEqual(r.json.errors.map((e) => [e.line, e.field]), [[3, 'lat'], [4, 'kind']])
  assert.equal((await picture()).site, undefined)
  assert.equal(load('sites', join(files, 'missing.csv')).code, 1)
  assert.equal(load('palaces', bad).code, 1)
})

test('sites, units, devices and users from CSV; a camera has place, heading, limit and allowed direction', async () => {
  const ok = (kind, text) => assert.deepEqual([load(kind, file(`${kind}.csv`, text)).json.errors, load(kind, join(files, `${kind}.csv`)).code], [[], 0], kind)
  ok('sites', 'id;name;kind;lat;lon\nshop-9;"Shop; 9";shop;41,32;69,21\n')
  ok('units', 'id,name,kind,skills\nP7,P7,patrol,"k9;first_aid"\n')
  ok('devices', 'id,name,kind,site,lat,lon,heading,speed_limit,allowed_heading,one_way,unit,period_s\ncam-9,Camera 9,camera,,41.31,69.22,180,70,180,true,,\nbtn-9,Button 9,button,shop-9,,,,,,,,60\ntab-P7,Tablet,tablet,,,,,,,,P7,\n')
  const p = await picture()
  assert.equal(p.site['shop-9'].name, 'Shop; 9')
  assert.deepEqual(p.unit.P7.skills, ['k9', 'first_aid'])
  const cam = p.device['cam-9']
  assert.deepEqual([cam.lat, cam.lon, cam.heading, cam.speed_limit, cam.allowed_heading, cam.one_way], [41.31, 69.22, 180, 70, 180, true])
  assert.deepEqual([p.device['btn-9'].lat, p.device['btn-9'].period_s], [41.32, 60])
  const users = load('users', file('users.csv', 'name,role,password\nimported,operator,a long password\n'))
  assert.equal(users.code, 0, users.out + users.err)
  assert.equal((await c.signIn('imported', 'a long password')).role, 'operator')
})

test('the page of a device: last message as received, why one was refused, a test of its own door', async () => {
  const token = c.token('alarm', '--device', 'btn-9')
  const send = (body, t = token) => c.call('POST', '/api/v1/alarms', body, t)
  assert.equal((await send('{"device":"btn-9","kind":"panic","at":"2026-01-01T00:00:00Z", "id":"as-it-came"}')).status, 200)
  let d = await device('btn-9')
  assert.match(d.last.text, /"id":"as-it-came"/)
  assert.equal(d.last.door, 'alarms')
  assert.ok(Date.now() - Date.parse(d.last.received) < 60000)
  const other = c.token('alarm', '--device', 'somebody-else')
  assert.equal((await send('{"device":"btn-9","kind":"panic","at":"2026-01-01T00:00:00Z","id":"x"}', other)).status, 403)
  d = await device('btn-9')
  assert.match(d.refused.error, /may not speak/)
  const t = await c.call('POST', '/api/v1/devices/btn-9/test', undefined, c.token('admin'))
  assert.equal(t.status, 200, t.text)
  const alarm = Object.values((await picture('operator')).alarm).find((a) => a.device === 'btn-9' && a.kind === 'test')
  assert.equal(alarm.priority, 5)
  assert.equal(t.json.door, 'alarms')
  assert.ok((await picture('operator')).alarm[t.json.alarm])
  // Nobody can speak for a camera: it is noted, and said so.
  const cam = await c.call('POST', '/api/v1/devices/cam-9/test', undefined, c.token('admin'))
  assert.deepEqual([cam.status, cam.json.door, cam.json.alarm], [200, 'reads', undefined])
  assert.ok(Date.now() - Date.parse((await device('cam-9')).tested) < 60000)
})

test('a device nobody registered waits to be adopted', async () => {
  assert.equal((await c.call('POST', '/api/v1/alarms', { device: 'new-btn', kind: 'panic', at: new Date().toISOString(), id: '1' }, c.token('alarm'))).status, 200)
  assert.equal((await picture()).device['new-btn'].state, 'unknown')
  const r = await c.call('POST', '/api/v1/devices/new-btn/adopt', { kind: 'button', name: 'Reception', lat: 41.3, lon: 69.2 }, c.token('admin'))
  assert.equal(r.status, 200, r.text)
  const d = (await picture()).device['new-btn']
  assert.deepEqual([d.state, d.kind, d.name], ['active', 'button', 'Reception'])
  assert.equal((await c.call('POST', '/api/v1/devices/new-btn/adopt', { kind: 'button' }, c.token('admin'))).status, 409)
})

test('the tool does the same with the server stopped, and rebuilds', { timeout: 600000 }, async () => {
  assert.equal(c.ctl(['user', 'add', 'offline', '--role', 'auditor'], 'a long password\n').code, 0)
  assert.equal(c.ctl(['user', 'add', 'dry', '--role', 'auditor', '--dry-run'], 'a long password\n').code, 2) // only imports can be tried
  assert.doesNotMatch(c.ctl(['user', 'list']).out, /dry/)
  assert.equal(c.ctl(['rebuild']).code, 1) // a server is running
  await c.stop()
  assert.equal(c.ctl(['rebuild']).code, 0)
  assert.equal(c.ctl(['user', 'reset', 'offline'], 'another long password\n').code, 0)
  assert.equal(c.ctl(['user', 'reset', 'nobody'], 'another long password\n').code, 1)
  assert.equal(c.ctl(['user', 'add', 'short', '--role', 'auditor'], 'short\n').code, 1)
  assert.equal(c.ctl(['import', 'units', file('u2.csv', 'id,name\nP8,P8\n')]).code, 0)
  assert.match(c.ctl(['token', 'list']).out, /alarm/)
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
  assert.equal(JSON.parse(c.ctl(['status']).out).started, null)
  await c.start()
  assert.ok(Date.now() - Date.parse(JSON.parse(c.ctl(['status']).out).started) < 600000)
  assert.equal((await c.signIn('offline', 'another long password')).role, 'auditor')
  assert.ok((await picture()).unit.P8)
})

test('the whole small city is imported while others speak', async () => {
  let n = 0, stop = false
  const load = (async () => {
    while (!stop) assert.equal((await c.call('POST', '/api/v1/alarms', { device: `loud-${n % 9}`, kind: 'panic', at: new Date().toISOString(), id: `l${n++}` }, c.token('alarm'))).status, 200)
  })()
  await smallCity(c)
  await until(async () => n > 1 && (await picture()).device['tab-M3'])
  stop = true
  await load
  assert.ok(n > 1)
})
