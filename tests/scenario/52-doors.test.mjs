// SPDX-License-Identifier: Apache-2.0
// Stock phone apps and plate readers, each with the requests it sends of itself; and that a token in an address is never kept.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { capture, Centre, filesBelow, smallCity, sleep } from './harness.mjs'

const c = new Centre({ set: { 'log.level': 'debug' } })
before(async () => {
  await c.start()
  await smallCity(c)
  for (const unit of ['M1', 'M2']) await duty(unit)
})
after(() => c.end())

const at = (s = 0) => new Date(Date.now() + s * 1000)
const operator = () => c.token('operator')
const tracker = () => c.token('tracker')
const camera = () => c.token('camera')
const duty = (unit, since = -600) => c.call('POST', `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(since).toISOString() }, operator())
const picture = async (topics) => (await c.call('GET', `/api/v1/picture?topics=${topics}`, undefined, operator())).json
const live = async (unit = 'M1') => (await picture('unit')).live.units.find((u) => u[0] === unit)
const device = async (id) => (await c.call('GET', `/api/v1/devices/${id}`, undefined, operator())).json
const alarms = async (id) => Object.values((await picture('alarm')).entities.alarm ?? {}).filter((a) => a.device === id)
const adopt = (id, more) => c.call('POST', `/api/v1/devices/${id}/adopt`, { name: id, ...more }, c.token('admin'))
const json = (text) => { try { return JSON.parse(text) } catch { return null } }

async function ask(method, path, { body, headers = {} } = {}) {
  const r = await fetch(c.url + path, { method, body, headers })
  const text = await r.text()
  return { status: r.status, text, json: json(text), headers: r.headers }
}

/** OsmAnd: GET with everything in the query, as its live tracking writes it. */
const osmand = (query, path = `/ingest/osmand/${tracker()}`, headers = {}) =>
  ask('GET', `${path}?${new URLSearchParams(query)}`, { headers: { 'user-agent': 'OsmAnd~ 5.0', ...headers } })

/** The Traccar Client: one location, with the location template of its sources. */
const location = (lat, lon, when, more = {}) => ({
  timestamp: when.toISOString(), coords: { latitude: lat, longitude: lon, accuracy: 5, speed: 10, heading: 90, altitude: 400 }, is_moving: true,
  odometer: 17, event: 'motionchange', battery: { level: 0.5, is_charging: false }, activity: { type: 'in_vehicle' }, extras: {},
  _: `&id=tab-M2&lat=${lat}&lon=${lon}&timestamp=${when.toISOString()}&`, ...more })
const traccar = (id, loc, path = `/ingest/traccar/${tracker()}`) =>
  ask('POST', path, { body: JSON.stringify({ location: loc, device_id: id }), headers: { 'content-type': 'application/json', 'user-agent': 'okhttp/4.12.0' } })

/** OwnTracks for Android in HTTP mode. */
const owntracks = (message, { user = 'jane', token = tracker(), id = 'tab-M1', path = '/ingest/owntracks' } = {}) =>
  ask('POST', path, { body: typeof message === 'string' ? message : JSON.stringify(message), headers: {
    'content-type': 'application/json; charset=utf-8', 'user-agent': 'Owntracks-Android/gms/420500000', 'x-limit-u': user, ...(id ? { 'x-limit-d': id } : {}),
    ...(token ? { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` } : {}) } })

const alpr = (maker, body, query = '', headers = { 'content-type': 'application/json' }) =>
  ask('POST', `/ingest/alpr/${maker}/${camera()}${query}`, { body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body), headers })

test('OsmAnd: the position is in the picture, knots are km/h, the body of the answer is empty', async () => {
  const when = at(-5)
  const r = await osmand({ id: 'tab-M1', lat: 41.3111, lon: 69.2401, timestamp: when.getTime(), hdop: 4, altitude: 420, speed: 10, bearing: 45, batt: 81 })
  assert.deepEqual([r.status, r.text], [200, ''])
  const [, lat, lon, kmh, heading, fix, battery] = await live()
  assert.deepEqual([lat, lon, kmh, heading, fix, battery], [41.3111, 69.2401, 18.5, 45, Math.floor(when / 1000), 0.81])
  // The same again does no harm; a form says the same.
  assert.equal((await osmand({ id: 'tab-M1', lat: 41.3111, lon: 69.2401, timestamp: when.getTime() })).status, 200)
  const form = new URLSearchParams({ deviceid: 'tab-M1', location: '41.3112,69.2402', timestamp: String(Math.floor(at() / 1000)) })
  assert.equal((await ask('POST', '/ingest/osmand', { body: form, headers: { authorization: `Bearer ${tracker()}` } })).status, 200)
  assert.deepEqual((await live()).slice(1, 3), [41.3112, 69.2402])
  // As the Traccar Client did before: POST, all in the query.
  const old = await ask('POST', `/ingest/traccar/${tracker()}?id=tab-M1&timestamp=${at().getTime()}&lat=41.3113&lon=69.2403&speed=0.0&bearing=0.0&altitude=0&accuracy=5&batt=80`)
  assert.deepEqual([old.status, old.text], [200, ''])
  assert.deepEqual((await live()).slice(1, 3), [41.3113, 69.2403])
})

test('tokens: behind the address, as Bearer, as password; the header wins; a cookie opens no door', async () => {
  const query = { id: 'tab-M1', lat: 41.3111, lon: 69.2401 }
  const basic = (text) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
  const bad = 'mkz_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
  for (const [path, headers, want] of [
    [`/ingest/osmand/${tracker()}`, {}, 200],
    ['/ingest/osmand', { authorization: `Bearer ${tracker()}` }, 200],
    ['/ingest/osmand', basic(`anybody:${tracker()}`), 200],
    ['/ingest/osmand', basic(`${tracker()}:`), 200],
    [`/ingest/osmand/${bad}`, { authorization: `Bearer ${tracker()}` }, 200],
    [`/ingest/osmand/${tracker()}`, { authorization: `Bearer ${bad}` }, 401],
    [`/ingest/osmand/${bad}`, {}, 401],
    ['/ingest/osmand', {}, 401],
    ['/ingest/osmand', basic('nothing'), 401],
    ['/ingest/osmand', { authorization: 'Basic ???' }, 401],
    ['/ingest/osmand', { authorization: `Digest ${tracker()}` }, 401],
    [`/ingest/osmand/${camera()}`, {}, 403],
    [`/ingest/osmand/${tracker()}/more`, {}, 404],
  ]) {
    const r = await osmand(query, path, headers)
    assert.equal(r.status, want, `${path.replace(tracker(), 'T')} ${JSON.stringify(headers).slice(0, 30)}: ${r.text}`)
    if (want === 401) assert.match(r.headers.get('www-authenticate'), /^Basic /)
    assert.ok(!r.text.includes('mkz_'), r.text)
  }
  const person = await c.person('doors', 'unit', '--unit', 'M1')
  assert.equal((await osmand(query, '/ingest/osmand', { cookie: person.cookie })).status, 401)
  assert.equal((await ask('PUT', `/ingest/osmand/${tracker()}`)).status, 405)
  assert.equal((await ask('POST', `/ingest/alpr/axis/${tracker()}`, { body: '{}' })).status, 403)
})

test('what can never be taken is answered as success and stands on the page of the device', async () => {
  const before = (await device('tab-M1')).counts.refused
  assert.equal((await osmand({ id: 'tab-M1', lat: 141, lon: 69.2401 })).status, 200)
  let d = await device('tab-M1')
  assert.deepEqual([d.refused.error, d.counts.refused], ['the latitude is not from -90 to 90', before + 1])
  assert.equal((await osmand({ id: 'tab-M1', lat: 41.3, lon: 69.24, timestamp: 'noon' })).status, 200)
  assert.equal((await device('tab-M1')).refused.error, 'the timestamp is no time')
  assert.equal((await owntracks({ _type: 'encrypted', data: 'AAAA' })).text, '[]')
  d = await device('tab-M1')
  assert.match(d.refused.error, /^the payload is encrypted/)
  // Not ours to speak for, off duty, too old: the app must not keep it.
  const own = c.token('tracker', '--device', 'tab-M2')
  assert.equal((await osmand({ id: 'tab-M1', lat: 41.3, lon: 69.24 }, `/ingest/osmand/${own}`)).status, 200)
  assert.match((await device('tab-M1')).refused.error, /may not speak/)
  const off = (await device('tab-M3')).counts.dropped_off_duty
  assert.equal((await osmand({ id: 'tab-M3', lat: 41.25, lon: 69.24 })).status, 200)
  assert.equal((await device('tab-M3')).counts.dropped_off_duty, off + 1)
  // Nobody: the sender is wrongly set up, and is told.
  assert.equal((await osmand({ lat: 41.3, lon: 69.24 })).status, 400)
  assert.equal((await ask('POST', `/ingest/traccar/${tracker()}`, { body: 'no json' })).status, 400)
})

test('a device nobody registered is asked to try again until it is adopted', async () => {
  assert.equal((await osmand({ id: 'phone 7', lat: 41.3, lon: 69.24 })).status, 400)
  assert.equal((await traccar('phone 8', location(41.3, 69.24, at()))).status, 404)
  assert.equal((await owntracks({ _type: 'location', lat: 41.3, lon: 69.24, tst: Math.floor(at() / 1000), tid: 'P9' }, { id: '' })).status, 404)
  const waiting = (await c.call('GET', '/api/v1/picture?topics=registry', undefined, c.token('admin'))).json.entities.device
  for (const id of ['phone-7', 'phone-8', 'P9']) assert.equal(waiting[id].state, 'unknown', id)
  assert.equal((await adopt('phone-8', { kind: 'tracker', unit: 'M2' })).status, 200)
  const r = await traccar('phone 8', location(41.3301, 69.2201, at()))
  assert.deepEqual([r.status, r.text], [200, ''])
  assert.deepEqual((await live('M2')).slice(1, 5), [41.3301, 69.2201, 36, 90])
})

test('the Traccar Client: a queue in one body, an SOS at once and only once', async () => {
  const sos = location(41.3303, 69.2203, at(-1), { extras: { alarm: 'sos' } })
  const queue = [location(41.3302, 69.2202, at(-2)), sos, location(41.3304, 69.2204, at())]
  assert.equal((await traccar('tab-M2', queue)).status, 200)
  assert.deepEqual((await live('M2')).slice(1, 3), [41.3304, 69.2204])
  assert.equal((await traccar('tab-M2', queue)).status, 200) // its answer was lost
  const [alarm, ...more] = await alarms('tab-M2')
  assert.deepEqual([more.length, alarm.kind, alarm.count, alarm.lat, alarm.lon, alarm.unit ?? 'M2'], [0, 'panic', 1, 41.3303, 69.2203, 'M2'])
  assert.equal((await osmand({ id: 'tab-M2', alarm: 'sos', timestamp: at().getTime() })).status, 200)
  assert.equal((await alarms('tab-M2'))[0].count, 2)
  // An indoor tracker repeats the time of its last fix: each press counts, and the worst of what it names.
  const stale = { id: 'tab-M2', lat: 41.3303, lon: 69.2203, timestamp: at(-600).getTime() }
  for (const alarm of ['tampering', 'tampering,sos', 'tampering,sos']) assert.equal((await osmand({ ...stale, alarm })).status, 200)
  const pressed = Object.fromEntries((await alarms('tab-M2')).map((a) => [a.kind, [a.count, a.detail]]))
  assert.deepEqual(pressed, { panic: [4, 'tampering,sos'], tamper: [1, 'tampering'] })
  // Who may not speak for the device is told that its press is nowhere.
  assert.equal((await osmand({ ...stale, alarm: 'sos' }, `/ingest/osmand/${c.token('tracker', '--device', 'tab-M1')}`)).status, 403)
  // Also from a phone that nobody registered, and from one off duty.
  assert.equal((await osmand({ id: 'phone-10', lat: 41.31, lon: 69.21, alarm: 'sos' })).status, 400)
  assert.equal((await alarms('phone-10'))[0].unknown_device, true)
  assert.equal((await osmand({ id: 'tab-M3', lat: 41.25, lon: 69.24, event: 'panic' })).status, 200)
  assert.equal((await alarms('tab-M3')).length, 1)
})

/** Bytes as a device writes them, all until it closes or 300 ms after the answer's end. */
const raw = (...pieces) => new Promise((done, fail) => {
  const { hostname, port } = new URL(c.url)
  const s = connect(Number(port), hostname)
  let text = ''
  s.on('data', (d) => { text += d; if (/^HTTP\/1.1 [2-5]\d\d[^]*\r\n\r\n/m.test(text)) setTimeout(() => s.end(), 300) })
  s.on('close', () => done(text))
  s.on('error', fail)
  for (const p of pieces) s.write(p)
})

test('HTTP as old devices speak it, and names in Latin-1', async () => {
  const path = `/ingest/osmand/${tracker()}`
  const query = 'id=tab-M1&lat=41,3131&lon=69,2431'
  for (const pieces of [
    [`GET ${path}?${query} HTTP/1.0\r\n\r\n`],
    [`POST ${path.replace('osmand', 'traccar')}?${query} HTTP/1.1\r\nHost: x\r\n\r\n`], // the older Traccar Client: no body, no length
    [`POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`, `9\r\n${query.slice(0, 9)}\r\n`, `${(query.length - 9).toString(16)}\r\n${query.slice(9)}\r\n0\r\n\r\n`],
    [`POST ${path}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${query.length}\r\n\r\n${query}`],
  ]) {
    const before = (await device('tab-M1')).counts.accepted
    assert.match(await raw(...pieces), /^HTTP\/1.1 200 /m, pieces[0])
    assert.equal((await device('tab-M1')).counts.accepted, before + 1, pieces[0])
  }
  assert.match(await raw(`POST ${path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${query.length}\r\n\r\n`, query), /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /)
  // The same name in Latin-1 and in UTF-8 is one device; a token where the name belongs is not shown to anybody.
  for (const id of ['m%E9dic', 'm%C3%A9dic', tracker()]) assert.equal((await ask('GET', `${path}?id=${id}&lat=41.3&lon=69.24`)).status, 400)
  const waiting = Object.keys((await c.call('GET', '/api/v1/picture?topics=registry', undefined, c.token('admin'))).json.entities.device)
  assert.equal(waiting.filter((id) => /^m-dic-[0-9a-f]{8}$/.test(id)).length, 1, waiting.join())
  assert.equal(waiting.filter((id) => /^token-[0-9a-f]{8}$/.test(id)).length, 1, waiting.join())
})

test('OwnTracks: always an array, whatever comes', async () => {
  await sleep(1100) // its times are whole seconds
  const now = Math.floor(at() / 1000)
  for (const [message, options] of [
    [{ _type: 'location', lat: 41.3121, lon: 69.2421, tst: now, acc: 7, vel: 33, cog: 180, batt: 64, tid: 'M1', t: 'u', conn: 'm' }, {}],
    ['', {}], ['[]', {}], [{ _type: 'lwt', tst: now }, {}], [{ _type: 'cmd', action: 'reportLocation' }, {}], [{ _type: 'card', tid: 'M1' }, {}],
    [{ _type: 'waypoint', desc: 'home', lat: 1, lon: 1, tst: now }, {}], [{ _type: 'whatever is new' }, { id: '' }],
  ]) {
    const r = await owntracks(message, options)
    assert.deepEqual([r.status, r.text, r.headers.get('content-type')], [200, '[]', 'application/json'], JSON.stringify(message))
  }
  assert.deepEqual((await live()).slice(1), [41.3121, 69.2421, 33, 180, now, 0.64])
  await sleep(1100)
  // As an older app does: no header, the device in the topic; the token behind the address.
  const r = await owntracks([{ _type: 'location', lat: 41.3122, lon: 69.2422, tst: now + 1, topic: 'owntracks/jane/tab-M1', tid: 'J1' }],
    { id: '', token: '', path: `/ingest/owntracks/${tracker()}` })
  assert.equal(r.text, '[]')
  assert.deepEqual((await live()).slice(1, 3), [41.3122, 69.2422])
  assert.equal((await owntracks({ _type: 'location' }, { token: 'mkz_aaaaaaaaaaaaaaaaaaaaaaaa' })).status, 401)
  assert.equal((await owntracks('{"_type":')).status, 400)
})

/** Every frame of a real OsmAnd, Traccar Client or OwnTracks, to the door of its protocol. */
test('the captures of real phones are answered as their apps need', async (t) => {
  const file = capture(t, 'gps/traccar-frames.jsonl')
  if (!file) return
  const frames = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)).filter((f) => ['OsmAnd', 'OwnTracks'].includes(f.protocol))
  assert.ok(frames.length >= 14, `${frames.length}`)
  for (const { protocol, check, input } of frames) {
    const door = protocol === 'OsmAnd' ? `/ingest/osmand/${tracker()}` : `/ingest/owntracks/${tracker()}`
    const send = () => ask(input.method, door + input.uri.replace(/^\//, ''), { body: input.body?.text, headers: { 'content-type': 'application/json' } })
    const first = await send()
    if (check === 'verifyNull') {
      assert.equal(first.status, 400, first.text)
      continue
    }
    const b = input.body ? JSON.parse(input.body.text) : {}
    const id = new URLSearchParams(input.uri.slice(2)).get('id') ?? b.device_id ?? b.topic?.split('/')[2] ?? b.tid
    if (first.status !== 200) {
      assert.equal(first.status, protocol === 'OsmAnd' ? 400 : 404, first.text)
      assert.equal((await adopt(id, { kind: 'tracker', unit: 'M3' })).status, 200, id)
    }
    const again = await send()
    assert.deepEqual([again.status, again.text], [200, protocol === 'OsmAnd' ? '' : '[]'], JSON.stringify(input))
    const d = await device(id)
    assert.ok(d.counts.dropped_off_duty + d.counts.accepted > 0, `${id}: ${JSON.stringify(d)}`)
    assert.ok(!d.refused || /adopted/.test(d.refused.error), JSON.stringify(d.refused))
  }
})

/* ---- plate readers ---- */

const jpeg = () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF'), randomBytes(3000)])
const wanted = (...plates) => c.call('PUT', '/api/v1/hotlists/police', plates.map((plate) => JSON.stringify({ plate, region: 'uz', class: 'car', issuer: 'police',
  basis: 'case 17', reason: 'stolen', expires_at: at(3600).toISOString() })).join('\n'), c.token('supervisor'))
const hit = async (plate) => Object.values((await picture('road')).entities.hit ?? {}).find((h) => h.plate === plate)
const photo = async (bytes) => {
  const r = await fetch(`${c.url}/api/v1/media/${createHash('sha256').update(bytes).digest('hex')}`, { headers: { authorization: `Bearer ${operator()}` } })
  return r.ok ? Buffer.from(await r.arrayBuffer()) : null
}

test('each maker’s read is a hit; its photo is kept when something came of it, and only then', async () => {
  assert.equal((await wanted('01A101AA', '01A102AA', '01A103AA', '01A104AA')).json.entries, 4)
  const pictures = [jpeg(), jpeg(), jpeg()]
  const group = (plate, crop) => ({ data_type: 'alpr_group', version: 2, camera_id: 77, epoch_start: Date.now(), best_plate_number: plate, best_confidence: 96.5,
    best_region: 'uz', best_uuid: `agent-77-${plate}`, travel_direction: 12, candidates: [{ plate, confidence: 96.5 }], vehicle_crop_jpeg: crop.toString('base64'),
    vehicle: { color: [{ name: 'white', confidence: 80 }], make: [{ name: 'chevrolet', confidence: 50 }], body_type: [{ name: 'sedan-standard', confidence: 60 }] } })
  const rekor = await alpr('openalpr', group('01A101AA', pictures[0]), '?camera=cam-1')
  assert.deepEqual([rekor.status, rekor.json.accepted, rekor.json.wanted.length], [200, 1, 1], rekor.text)
  const found = await hit('01A101AA')
  assert.deepEqual([found.camera, found.class, found.make, found.confidence, found.heading, found.read], ['cam-1', 'car', 'chevrolet', 0.965, undefined, 'agent-77-01A101AA'])
  assert.deepEqual(await photo(pictures[0]), pictures[0])
  const nothing = await alpr('openalpr', group('01Z999ZZ', pictures[1]), '?camera=cam-1')
  assert.deepEqual([nothing.json.accepted, nothing.json.wanted], [1, []])
  assert.equal(await photo(pictures[1]), null)

  const stream = { hook: { target: 'x', id: 'cam-1', event: 'recognition' }, data: { camera_id: 'cam-1', filename: 'a.jpg', timestamp: at().toISOString(), results: [
    { plate: '01a102aa', score: 0.91, region: { code: 'uz', score: 0.8 }, candidates: [{ plate: '01a102aa', score: 0.91 }], vehicle: { type: 'Sedan', score: 0.9 }, direction: 225 },
    { plate: '01b555bb', score: 0.9, region: { code: 'uz', score: 0.8 } }] } }
  const form = new FormData()
  form.set('json', JSON.stringify(stream))
  form.set('upload', new Blob([pictures[2]], { type: 'image/jpeg' }), 'a.jpg')
  const r = await fetch(`${c.url}/ingest/alpr/platerecognizer/${camera()}`, { method: 'POST', body: form })
  assert.deepEqual([r.status, (await r.json()).accepted], [200, 2])
  assert.equal((await hit('01A102AA')).heading, undefined) // an angle within the picture is no heading
  assert.deepEqual(await photo(pictures[2]), pictures[2])

  const frigate = await alpr('frigate', { type: 'lpr', id: '1.2-a', name: null, plate: '01A103AA', score: 0.95, camera: 'driveway cam', timestamp: Date.now() / 1000 }, '?region=uz&camera=cam-2')
  assert.equal(frigate.json.accepted, 1, frigate.text)
  assert.equal((await hit('01A103AA')).camera, 'cam-2')
  assert.equal((await alpr('frigate', { type: 'description', id: '1.2-a', description: 'a car' })).json.accepted, 0)

  const axis = { capture_timestamp: String(Date.now()), plateUTF8: '01A104AA', plateCountry: 'UZB', plateConfidence: '0.91', packetCounter: '7', camera_info: { SerialNumber: 'ACCC8E000001' } }
  const unknown = await alpr('axis', axis)
  assert.equal(unknown.status, 404, unknown.text)
  assert.equal((await adopt('ACCC8E000001', { kind: 'camera', lat: 41.31, lon: 69.22 })).status, 200)
  assert.equal((await alpr('axis', axis)).json.accepted, 1)
  assert.equal((await hit('01A104AA')).camera, 'ACCC8E000001')
  assert.equal((await alpr('axis', axis)).status, 200)
  assert.equal((await hit('01A104AA')).count, 1) // sent twice, read once
})

test('an Axis camera’s form: the photo of its read is kept when it is a hit', async () => {
  const bytes = jpeg()
  const form = new FormData()
  form.set('event', new Blob([JSON.stringify({ capture_timestamp: String(Date.now()), plateUTF8: '01A104AA', plateCountry: 'UZB', packetCounter: '8' })], { type: 'application/json' }), 'e.json')
  form.set('image', new Blob([bytes], { type: 'image/jpeg' }), 'lp.jpg')
  const r = await fetch(`${c.url}/ingest/alpr/axis/${camera()}/?camera=cam-1`, { method: 'POST', body: form })
  const said = await r.json()
  assert.deepEqual([r.status, said.accepted, said.wanted.length], [200, 1, 1])
  assert.deepEqual(await photo(bytes), bytes)
})

test('an Axis camera’s real message is taken', async (t) => {
  const file = capture(t, 'alpr/webhooks/axis-lpr-event.json')
  if (!file) return
  assert.equal((await adopt('ACCC8ED3290D', { kind: 'camera', lat: 41.31, lon: 69.22 })).status, 404)
  const first = await alpr('axis', readFileSync(file))
  assert.equal(first.status, 404)
  assert.equal((await adopt('ACCC8ED3290D', { kind: 'camera', lat: 41.31, lon: 69.22 })).status, 200)
  assert.deepEqual((await alpr('axis', readFileSync(file))).json, { accepted: 1, rejected: [], wanted: [] })
})

test('heartbeats of an agent are its cameras’; a broken message is refused and names no secret', async () => {
  const seen = async () => (await device('cam-2')).last_seen
  const before = await seen()
  await sleep(20)
  const beat = { data_type: 'heartbeat', agent_uid: 'x', timestamp: Date.now(), video_streams: [{ camera_id: 'cam-2', is_streaming: true, fps: 12 }, { camera_id: 'cam-1', is_streaming: false }] }
  assert.deepEqual((await alpr('openalpr', beat)).json, { accepted: 1, rejected: [] })
  assert.notEqual(await seen(), before)
  for (const maker of ['openalpr', 'platerecognizer', 'frigate', 'axis']) {
    const r = await alpr(maker, 'this is no message')
    assert.equal(r.status, 400, maker)
    assert.ok(!r.text.includes(camera()))
  }
  const late = await alpr('axis', { plateUTF8: '01A104AA', camera_info: { SerialNumber: 'cam-1' }, capture_timestamp: 'x' })
  assert.deepEqual([late.status, late.json.rejected[0].error], [200, "'capture_timestamp' is no time"])
})

test('no token is in the log, the metrics, the pages of devices or anywhere in the store', async () => {
  const secrets = Object.values(c.tokens)
  assert.ok(secrets.length >= 4)
  const metrics = (await ask('GET', '/metrics')).text
  assert.match(metrics, /route="door.osmand_get_token",status="200"/)
  const texts = { log: c.log, metrics, devices: JSON.stringify(await Promise.all(['tab-M1', 'tab-M2', 'cam-1', 'cam-2'].map(device))) }
  assert.match(c.log, /\/ingest\/osmand\/\{token\}/) // the log speaks of the doors, so it was looked at where it matters
  for (const [file, there] of filesBelow(c.store, 1 << 26)) texts[file] = there.toString('latin1')
  for (const [where, text] of Object.entries(texts))
    for (const secret of secrets) assert.ok(!text.includes(secret), `a token is in ${where}`)
})
