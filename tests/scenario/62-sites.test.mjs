// SPDX-License-Identifier: Apache-2.0
// A ministry's schools: imported, connected, tested weekly, silent, drilled; and what the report says of them.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { capture, Centre, until } from './harness.mjs'
import { SCHOOLS, schoolsGeojson, schoolsIn } from './schools.mjs'

const c = new Centre()
const files = mkdtempSync(join(tmpdir(), 'markaz-schools-'))
before(() => c.start())
after(async () => { await c.end(); rmSync(files, { recursive: true, force: true }) })

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
// Weekly tests of days (in Tashkent) that are not near: none begins or is missed while this runs, whenever that is.
const [WEEKLY, OTHER, LATER] = [2, 4, 5].map((n) => DAYS[new Date(Date.now() + 5 * 3600e3 + n * 86400e3).getUTCDay()])
const CONNECTED = 2500, SILENT = 3, TESTED = 100
const load = (kind, name, text) => {
  const path = join(files, name)
  writeFileSync(path, text)
  const r = c.ctl(['import', kind, path])
  assert.equal(r.code, 0, r.err + r.out)
  return JSON.parse(r.out)
}
const get = async (path, token = c.token('supervisor')) => {
  const r = await c.call('GET', path, undefined, token)
  assert.equal(r.status, 200, r.text)
  return r.json
}
const post = async (path, body, token = c.token('supervisor')) => {
  const r = await c.call('POST', path, body, token)
  assert.equal(r.status, 200, r.text)
  return r.json
}
const picture = async () => (await get('/api/v1/picture')).entities
const beat = async (ids, more = '') => {
  for (let i = 0; i < ids.length; i += 500) {
    const lines = ids.slice(i, i + 500).map((id) => `{"device":"${id}"${more}}`).join('\n')
    assert.deepEqual((await post('/api/v1/heartbeats', lines, c.token('alarm'))).rejected, [])
  }
}
const press = (device, kind, id) => post('/api/v1/alarms', { device, kind, id }, c.token('alarm'))
const entity = async (kind, id) => (await picture())[kind][id]
const alarm = (id) => entity('alarm', id)
const events = async (kind, id) => {
  const r = await c.look(`/api/v1/history/${kind}/${id}`, c.token('supervisor'))
  assert.equal(r.status, 200, r.text)
  return r.json.events.map((e) => e.type.split('.').slice(-2).join('.'))
}

let schools = []

test('3,654 schools from GeoJSON, drawn as points, grounds and collections, lie in the real regions', async (t) => {
  const path = capture(t, 'geo/uz-regions.geojson')
  if (!path) return
  assert.equal(c.ctl(['import', 'areas', path]).code, 0)
  schools = schoolsIn(JSON.parse(readFileSync(path, 'utf8')))
  const r = load('sites', 'schools.geojson', schoolsGeojson(schools))
  assert.deepEqual([r.created, r.errors], [SCHOOLS, []])
  const p = await picture()
  for (const s of schools) {
    const site = p.site[s.id]
    assert.equal(p.area[site.area]?.name, s.region, `${s.id} at ${s.lon}, ${s.lat}`)
    assert.ok(Math.abs(site.lat - s.lat) < 0.0001 && Math.abs(site.lon - s.lon) < 0.0001, s.id)
  }
})

test('their weekly tests: of a region at once, singly, and from a file', async () => {
  if (schools.length === 0) return
  const areas = Object.keys((await picture()).area)
  let planned = 0
  for (const area of areas) planned += (await post('/api/v1/schedules', { area, kind: 'school', day: WEEKLY, opens: '09:00', closes: '11:00' })).changed
  assert.equal(planned, SCHOOLS)
  const r = load('schedules', 'weeks.csv', `id,day,opens,closes\nschool-0001,${OTHER},10:00,10:30\nschool-0002,${WEEKLY},09:00,11:00\n`)
  assert.deepEqual([r.changed, r.same], [1, 1])
  const one = await entity('schedule', 'school-0001')
  assert.deepEqual([one.day, one.opens, one.closes], [OTHER, '10:00', '10:30'])
  assert.equal(DAYS[new Date(one.from).getUTCDay()], OTHER)
  assert.equal(one.from.slice(11, 16), '05:00') // 10:00 in Tashkent
  assert.equal((await c.call('PUT', '/api/v1/sites/school-0001/schedule', { day: 'friday', opens: '10:30', closes: '10:00' }, c.token('supervisor'))).status, 400)
  assert.equal((await c.call('PUT', '/api/v1/sites/school-0001/schedule', {}, c.token('operator'))).status, 403)
})

test('connected, silent, tested, none: the report counts each school once, as JSON and as CSV', async () => {
  if (schools.length === 0) return
  const rows = schools.slice(0, CONNECTED + 100).map((s, i) => `btn-${s.id},button,${s.id},${i < SILENT ? 1 : 86400}`)
  assert.equal(load('devices', 'buttons.csv', 'id,kind,site,period_s\n' + rows.join('\n') + '\n').created, CONNECTED + 100)
  const buttons = schools.slice(0, CONNECTED).map((s) => `btn-${s.id}`)
  await beat(buttons)
  await beat([buttons[SILENT]]) // no second first time
  for (const id of buttons.slice(SILENT, SILENT + TESTED)) await press(id, 'test', 't1')
  await until(async () => (await get('/api/v1/reports/sites')).totals.silent === SILENT, undefined, 'the silence of three')
  const report = await get('/api/v1/reports/sites')
  assert.deepEqual(report.totals, { sites: SCHOOLS, due: 0, overdue: 0, none: SCHOOLS - CONNECTED, silent: SILENT, connected: CONNECTED - SILENT - TESTED, tested: TESTED })
  assert.equal(report.areas.length, 14)
  assert.equal(report.areas.reduce((n, a) => n + a.sites, 0), SCHOOLS)
  const tested = report.list.find((one) => one.id === schools[SILENT].id)
  assert.equal(tested.state, 'tested')
  assert.ok(Date.now() - Date.parse(tested.last_seen) < 120000)
  const csv = (await c.call('GET', '/api/v1/reports/sites?format=csv', undefined, c.token('supervisor'))).text.trim().split('\r\n')
  assert.equal(csv.length, SCHOOLS + 1)
  assert.equal(csv.filter((line) => line.includes('",silent,')).length, SILENT)
  const heard = (await events('device', buttons[SILENT])).filter((type) => type === 'device.heard')
  assert.equal(heard.length, 1)
})

test('who is limited to a region is told of that one alone', async () => {
  if (schools.length === 0) return
  const all = await get('/api/v1/reports/sites'), area = all.areas[0]
  const own = await get('/api/v1/reports/sites', c.token('operator', '--area', area.area))
  assert.deepEqual(own.totals, { ...own.totals, sites: area.sites })
  assert.deepEqual((await get(`/api/v1/reports/sites?area=${area.area}`)).totals, own.totals)
  const other = all.list.find((one) => one.area !== area.area)
  assert.equal((await c.call('GET', `/api/v1/sites/${other.id}/ledger`, undefined, c.token('operator', '--area', area.area))).status, 404)
  assert.equal((await c.call('GET', '/api/v1/reports/sites?kind=palace', undefined, c.token('operator'))).status, 400)
})

test('the ledger of a site: seen, battery, test and maintenance of each device', async () => {
  if (schools.length === 0) return
  const id = `btn-${schools[SILENT].id}`
  await beat([id], ',"battery":0.1')
  await beat([id], ',"battery":0.09')
  let p = await picture()
  const low = Object.values(p.alarm).filter((a) => a.device === id && a.cause === 'battery')
  assert.deepEqual([low.length, low[0].kind, low[0].priority, low[0].count], [1, 'technical', 4, 1])
  const ledger = await get(`/api/v1/sites/${schools[SILENT].id}/ledger`)
  const [dev] = ledger.devices
  assert.deepEqual([dev.id, dev.battery, dev.tested_how, dev.asked, ledger.state], [id, 0.09, 'signal', true, 'tested'])
  assert.ok(dev.battery_low_since && dev.tested_at && dev.last_seen)
  const seen = await get(`/api/v1/seen?devices=${id},nobody`)
  assert.deepEqual(seen.devices, { [id]: dev.last_seen })
  await beat([id], ',"battery":0.9')
  p = await picture()
  assert.ok(!p.device[id].battery_low_since)
  await post(`/api/v1/devices/${id}/maintenance`, { until: new Date(Date.now() + 3600000).toISOString(), reason: 'new case' })
  const [kept] = (await get(`/api/v1/sites/${schools[SILENT].id}/ledger`)).devices
  assert.deepEqual([kept.state, kept.maintained_why], ['maintenance', 'new case'])
  const quiet = await alarm((await press(id, 'panic', 'm1')).id)
  assert.deepEqual([quiet.practice, quiet.priority], ['maintenance', 5])
})

test('a drill is marked everywhere, sends nobody by mistake, and a press in it can be real', async () => {
  if (schools.length === 0) return
  const site = schools[SILENT + 1], device = `btn-${site.id}`, until_ = new Date(Date.now() + 3600000).toISOString()
  assert.equal((await c.call('POST', `/api/v1/sites/${site.id}/drill`, { reason: 'x', until: until_ }, c.token('admin'))).status, 403)
  const drill = await post(`/api/v1/sites/${site.id}/drill`, { reason: 'evacuation', until: until_ }, c.token('operator'))
  const pressed = await press(device, 'panic', 'd1')
  const a = await alarm(pressed.id)
  assert.deepEqual([a.practice, a.drill, a.priority, a.kind], ['drill', drill.id, 5, 'panic'])
  const metrics = (await fetch(`${c.url}/metrics`).then((r) => r.text()))
  assert.match(metrics, /markaz_alarms_open\{practice="drill"\} 1\n/)
  assert.match(metrics, /markaz_drills_running 1\n/)
  const forced = await alarm((await press(device, 'duress', 'd2')).id)
  assert.deepEqual([forced.practice ?? 'no', forced.priority], ['no', 1])
  const body = { kind: 'alarm', priority: 1, alarm: pressed.id }
  assert.equal((await c.call('POST', '/api/v1/incidents', body, c.token('operator'))).status, 409)
  const incident = await post('/api/v1/incidents', { ...body, drill: true }, c.token('operator'))
  assert.equal((await entity('incident', incident.id)).practice, 'drill')
  await post(`/api/v1/alarms/${pressed.id}/genuine`, {}, c.token('operator'))
  const real = await alarm(pressed.id)
  assert.deepEqual([real.practice, real.priority, real.state], ['no', 1, 'active'])
  assert.equal((await entity('incident', incident.id)).practice, 'no')
  assert.equal((await entity('drill', drill.id)).state, 'over')
  const types = await events('alarm', pressed.id)
  assert.deepEqual(types.slice(0, 1).concat(types.slice(-1)), ['alarm.raised', 'alarm.genuine'])
})

test('the report as of a time that is over is the one that was given then, from the journal alone', async () => {
  if (schools.length === 0) return
  const path = '/api/v1/reports/sites', then = await get(path)
  const csv = (await c.call('GET', `${path}?format=csv`, undefined, c.token('supervisor'))).text
  const at = new Date().toISOString()
  const bare = (r) => ({ totals: r.totals, areas: r.areas, list: r.list.map((one) => ({ ...one, last_seen: null })) })
  // Then much changes: tests, a silence that ends, a school that is moved and renamed, a device that goes.
  const three = schools.slice(SILENT + TESTED + 10, SILENT + TESTED + 13).map((s) => `btn-${s.id}`)
  for (const id of three) await press(id, 'test', 'later')
  load('sites', 'renamed.geojson', schoolsGeojson([{ ...schools[40], name: 'School of another name', lon: schools[41].lon, lat: schools[41].lat }]))
  await post('/api/v1/schedules', { area: then.areas[0].area, kind: 'school', day: LATER, opens: '08:00', closes: '09:00' })
  const now = await get(path)
  assert.notDeepEqual(bare(now), bare(then))
  const again = await get(`${path}?as_of=${at}`)
  assert.deepEqual(bare(again), bare(then))
  assert.deepEqual([again.past, again.at.slice(0, 19), now.past], [true, at.slice(0, 19), false])
  assert.ok(again.seq >= then.seq && again.seq < now.seq)
  // Its CSV differs in nothing but time, sequence, and when devices were last heard, which no journal has.
  const cells = (text) => text.trim().split('\r\n').slice(1).map((line) => line.split(',').filter((_, i) => i !== 0 && i !== 1 && i !== 12).join())
  assert.deepEqual(cells((await c.call('GET', `${path}?format=csv&as_of=${at}`, undefined, c.token('supervisor'))).text), cells(csv))
  const own = await get(`${path}?as_of=${at}`, c.token('operator', '--area', then.areas[1].area))
  assert.equal(own.totals.sites, then.areas[1].sites)
  const day = (n) => new Date(Date.now() + n * 86400e3).toISOString().slice(0, 10)
  assert.equal((await get(`${path}?as_of=${day(-2)}`)).totals.sites, 0) // before the centre there was nothing
  for (const wrong of [day(2), '2026-02-31', 'yesterday']) assert.equal((await c.call('GET', `${path}?as_of=${wrong}`, undefined, c.token('supervisor'))).status, 400, wrong)
})

test('all of it is so after a restart', async () => {
  if (schools.length === 0) return
  const before_ = await get('/api/v1/reports/sites')
  await c.stop()
  await c.start()
  const again = await get('/api/v1/reports/sites')
  assert.deepEqual(again.totals, before_.totals)
  assert.deepEqual(again.list.map((one) => [one.id, one.state, one.tested_at]), before_.list.map((one) => [one.id, one.state, one.tested_at]))
})
