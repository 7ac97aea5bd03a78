// SPDX-License-Identifier: Apache-2.0
// Waits long: five thousand handshakes, twice, and stale times of a minute.
// TAK clients: a stock one (node-tak) over TLS with a certificate, and its reader (node-cot) as the judge of what we send.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect as secure } from 'node:tls'
import { after, before, test } from 'node:test'
import { capture, Centre, root, sleep, smallCity, until } from './harness.mjs'
import { CoT, CoTParser, TAK } from '../tak/tak.mjs'

const STORM = Number(process.env.MARKAZ_STORM ?? 5000)
import { cancel, event, help, iso, where } from './says.mjs'

const c = new Centre()
const pki = join(c.dir, 'tak')
const tool = (...args) => execFileSync(join(root, 'tools/tak-package'), args, { encoding: 'utf8' })
const pem = (name) => readFileSync(join(pki, name), 'utf8')
const picture = async (topics) => (await c.call('GET', `/api/v1/picture?topics=${topics}`, undefined, c.token('operator'))).json
const alarms = async (device) => Object.entries((await picture('alarm')).entities.alarm ?? {}).filter(([, a]) => a.device === device)
const metric = async (name) => Number((await fetch(`${c.url}/metrics`).then((r) => r.text())).match(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\d+)$`, 'm'))[1])


let port, plain
before(async () => {
  tool('authority', pki, '127.0.0.1', 'localhost')
  for (const device of ['trk-1', 'trk-2', 'trk-7', 'trk-8', 'trk-9']) tool('device', pki, '127.0.0.1:8089', device)
  Object.assign(c.set, { 'cot.listen': '127.0.0.1:0', 'cot.plain_listen': '127.0.0.1:0', 'cot.connections_max': '11000',
    'cot.tls_cert': join(pki, 'server.crt'), 'cot.tls_key': join(pki, 'server.key'), 'cot.tls_ca': join(pki, 'ca.crt'), 'cot.tls_crl': join(pki, 'ca.crl') })
  await c.start()
  await smallCity(c)
  const devices = 'id,name,kind,unit\ntrk-1,Phone 1,tracker,M1\ntrk-2,Phone 2,tracker,M3\ntrk-7,Phone 7,tracker,M2\ntrk-8,Phone 8,tracker,M2\nstorm-4000,Phone 3,tracker,\n'
  assert.equal((await c.call('POST', '/api/v1/import/devices', devices, c.token('admin'))).status, 200)
  for (const unit of ['M1', 'M2', 'M3'])
    assert.equal((await c.call('POST', `/api/v1/units/${unit}/duty`, { duty: 'on' }, c.token('operator'))).status, 200)
  ports()
})
const ports = () => {
  port = Number(readFileSync(join(c.store, 'cot.address'), 'utf8').trim().split(':').pop())
  plain = Number(readFileSync(join(c.store, 'cot.plain'), 'utf8').trim().split(':').pop())
}
after(() => c.end())

/** A connection that keeps what it is told as text. */
function line(device) {
  const socket = device
    ? secure({ host: '127.0.0.1', port, cert: pem(`${device}.crt`), key: pem(`${device}.key`), ca: pem('ca.crt') })
    : dial(plain, '127.0.0.1')
  const s = { socket, text: '', closed: false, end: () => socket.destroy() }
  socket.on('data', (d) => { s.text += d })
  socket.on('close', () => { s.closed = true })
  socket.on('error', () => {})
  return s
}

async function stock(device) {
  const tak = await TAK.connect(new URL(`ssl://127.0.0.1:${port}`), { cert: pem(`${device}.crt`), key: pem(`${device}.key`), ca: pem('ca.crt'), rejectUnauthorized: true })
  tak.heard = []
  tak.on('cot', (cot) => tak.heard.push(cot))
  tak.on('error', () => {})
  tak.pongs = 0
  tak.on('ping', () => { tak.pongs++ })
  await new Promise((r) => tak.once('secureConnect', r))
  tak.say = (xml) => tak.write([CoTParser.from_xml(xml)])
  return tak
}

let tak
test('a stock client with its package appears as its unit, and moves', async () => {
  tak = await stock('trk-1')
  await tak.say(where('ANDROID-1', 41.351))
  const at = async () => (await picture('unit')).live.units.find((u) => u[0] === 'M1')
  await until(async () => (await at())?.[1] === 41.351, 0, 'M1 appears')
  await until(async () => { await tak.say(where('ANDROID-1', 41.352)); return (await at())?.[1] === 41.352 }, 0, 'M1 moves')
  const [, , lon, kmh, heading] = await at()
  assert.deepEqual([lon, kmh, heading], [69.25, 36, 90])
})

test('it is answered: ping, and no to protobuf', async () => {
  await until(() => tak.pongs > 0, 0, 'the stock client hears its pong')
  const s = line()
  s.socket.write(event('x-ping', 't-x-c-t'))
  s.socket.write(event('protouid', 't-x-takp-q', '<TakControl><TakRequest version="1"/></TakControl>'))
  await until(() => s.text.includes('status="false"'), 0, 'the refusal')
  assert.ok(s.text.includes('type="t-x-c-t-r"') && !s.text.includes('t-x-takp-v'))
  s.end()
})

test('an emergency is latched: past its stale time, past the connection; repeats are one press, cancelling closes nothing', async () => {
  for (let i = 0; i < 5; i++) await tak.say(help('ANDROID-1'))
  const [[id, first]] = await until(async () => { const all = await alarms('trk-1'); return all.length && all }, 0, 'the alarm')
  assert.deepEqual([first.kind, first.priority, first.state, first.count, first.lat], ['panic', 1, 'active', 1, 41.35])
  assert.equal(first.detail, 'TAK: 911 Alert, HOPE-Alert')
  tak.destroy()
  await sleep(1500) // three times its stale time
  assert.equal((await alarms('trk-1'))[0][1].state, 'active')

  tak = await stock('trk-1')
  await tak.say(help('ANDROID-1'))
  await tak.say(cancel('ANDROID-1'))
  await until(async () => (await alarms('trk-1'))[0][1].detail.startsWith('TAK, cancelled on the device'), 0, 'the cancelling is told')
  const [[same, told], ...others] = await alarms('trk-1')
  assert.deepEqual([same, told.state, told.count, others.length], [id, 'active', 1, 0])

  assert.equal((await c.call('POST', `/api/v1/alarms/${id}/acknowledge`, {}, c.token('operator'))).status, 200)
  await tak.say(help('ANDROID-1'))
  const again = await until(async () => { const [, a] = (await alarms('trk-1'))[0]; return a.count === 2 && a }, 0, 'a new activation alerts anew')
  assert.equal(again.state, 'active')
})

test('who calls for help and runs is followed, and nobody is alerted anew', { timeout: 120000 }, async () => {
  const s = line('trk-9') // nobody registered it: it is taken all the same
  s.socket.write(help('ANDROID-9'))
  await until(async () => (await alarms('trk-9')).length > 0, 0, 'the alarm')
  assert.equal((await alarms('trk-9'))[0][1].unknown_device, true)
  await until(async () => { s.socket.write(help('ANDROID-9', { lat: 41.36 })); await sleep(500); return (await alarms('trk-9'))[0][1].lat === 41.36 }, 0, 'the new place')
  assert.equal((await alarms('trk-9'))[0][1].count, 1)
  s.end()
})

test('without a certificate, or with another authority\'s, nobody gets in', async () => {
  const other = join(c.dir, 'other')
  tool('authority', other, 'localhost')
  tool('device', other, 'localhost:8089', 'trk-1')
  const before = await metric('markaz_cot_events_total{kind="place"}')
  for (const how of [{}, { cert: readFileSync(join(other, 'trk-1.crt')), key: readFileSync(join(other, 'trk-1.key')) }]) {
    const socket = secure({ host: '127.0.0.1', port, ca: pem('ca.crt'), ...how })
    socket.on('error', () => {})
    socket.on('secureConnect', () => socket.write(where('ANDROID-1', 41.399)))
    await new Promise((r) => socket.on('close', r))
  }
  assert.equal(await metric('markaz_cot_events_total{kind="place"}'), before)
})

test('a device nobody registered waits to be adopted; another\'s uid on one\'s own line counts for nothing', async () => {
  const s = line()
  s.socket.write(where('iPhone of R. K.', 41.35) + where('ANDROID-1', 41.39) + '<event uid="b" type="a-f-G"><!DOCTYPE x></event>')
  const seen = await until(async () => Object.entries((await picture('registry')).entities.device).find(([, d]) => d.name?.startsWith('iPhone')), 0, 'it waits')
  assert.equal(seen[1].state, 'unknown')
  assert.equal(seen[1].kind, 'tracker')
  await until(async () => (await metric('markaz_cot_events_total{kind="foreign"}')) > 0 && (await metric('markaz_cot_events_total{kind="broken"}')) > 0, 0, 'counted')
  assert.ok(!Object.keys((await picture('registry')).entities.device).includes('ANDROID-1'))
  s.end()
})

test('a phone that was revoked is cut off at once, and its certificate opens nothing any more', { timeout: 120000 }, async () => {
  const lost = await stock('trk-7'), other = await stock('trk-1')
  await until(() => lost.pongs > 0 && other.pongs > 0, 0, 'both are in')
  const old = [readFileSync(join(pki, 'trk-7.crt')), readFileSync(join(pki, 'trk-7.key'))]
  tool('revoke', pki, 'trk-7')
  const cut = () => metric('markaz_cot_cut_total{why="revoked"}')
  await until(async () => (await cut()) > 0, 0, 'it is cut off')
  await until(() => lost.client.destroyed, 0, 'it notices')
  const before = await metric('markaz_cot_events_total{kind="emergency"}'), cutBefore = await cut()
  const again = secure({ host: '127.0.0.1', port, ca: pem('ca.crt'), cert: old[0], key: old[1] })
  again.on('error', () => {})
  again.on('secureConnect', () => again.write(help('ANDROID-7')))
  await new Promise((r) => again.on('close', r))
  await until(async () => (await cut()) > cutBefore, 0, 'refused')
  assert.equal(await metric('markaz_cot_events_total{kind="emergency"}'), before)
  const pongs = other.pongs
  await until(() => other.pongs > pongs, 0, 'the others stay')
  other.destroy()
  tool('device', pki, '127.0.0.1:8089', 'trk-7') // found again, and given a new package
  const found = await stock('trk-7')
  await until(() => found.pongs > 0, 0, 'the new certificate is good')
  found.destroy()
})

test('a list that is broken or past its day changes nothing for those in it, and is an alarm', { timeout: 120000 }, async () => {
  const told = async (what) => Object.values((await picture('alarm')).entities.alarm ?? {}).filter((a) => a.device === 'port:cot' && a.detail.includes(what))
  writeFileSync(join(pki, 'ca.crl'), '-----BEGIN X509 CRL-----\nbroken\n-----END X509 CRL-----\n')
  const [broken] = await until(async () => { const all = await told('cannot be used'); return all.length > 0 && all }, 0, 'the alarm')
  assert.deepEqual([broken.kind, broken.unknown_device], ['technical', undefined])
  assert.equal(await metric('markaz_cot_list_broken'), 1)
  execFileSync(join(root, 'tools/tak-package'), ['revoke', pki], { env: { ...process.env, CRL_SECONDS: '1' } })
  await until(async () => (await told('was to be replaced')).length > 0, 0, 'the alarm of the old list')
  const s = await stock('trk-1')
  await until(() => s.pongs > 0, 0, 'who is not in it gets in')
  s.destroy()
  writeFileSync(join(pki, 'ca.crl'), '')
  await until(async () => (await metric('markaz_cot_list_broken')) === 1, 0, 'broken')
  tak.destroy()
  await c.stop()
  await c.start() // with the last good one
  ports()
  assert.equal(await metric('markaz_cot_list_broken'), 1)
  tool('revoke', pki)
  tak = await stock('trk-1')
  await until(async () => (await metric('markaz_cot_list_broken')) === 0 && /due_seconds [1-9]/.test((await fetch(`${c.url}/metrics`).then((r) => r.text()))), 0, 'a good list')
})

test('a phone that is retired is closed at once; afterwards it is heard for nothing but a call for help, which says so', { timeout: 120000 }, async () => {
  const s = await stock('trk-8')
  await until(() => s.pongs > 0, 0, 'it is in')
  assert.equal((await c.call('POST', '/api/v1/import/devices', 'id,state\ntrk-8,retired\n', c.token('admin'))).status, 200)
  await until(() => s.client.destroyed, 0, 'it is closed')
  assert.equal(await metric('markaz_cot_retired_total'), 1)
  const back = line('trk-8')
  back.socket.write(where('ANDROID-8', 41.35) + event('ANDROID-8-ping', 't-x-c-t') + help('ANDROID-8'))
  const [, a] = await until(async () => (await alarms('trk-8'))[0], 0, 'its call for help')
  assert.deepEqual([a.kind, a.state, a.retired_device, a.unknown_device], ['panic', 'active', true, undefined])
  assert.equal(await metric('markaz_cot_events_total{kind="retired"}'), 2)
  assert.ok(!back.text.includes('t-x-c-t-r'))
  assert.equal((await c.call('POST', '/api/v1/import/devices', 'id,state\ntrk-8,active\n', c.token('admin'))).status, 200)
  await until(async () => { back.socket.write(event('ANDROID-8-ping', 't-x-c-t')); await sleep(100); return back.text.includes('t-x-c-t-r') }, 0, 'back in service it is answered')
  back.end()
})

/** The newest event of this uid on a raw line. */
const last = (s, uid) => [...s.text.matchAll(/<event [\s\S]*?<\/event>/g)].map((m) => m[0]).filter((x) => x.includes(`uid="${uid}"`)).pop()

test('a client is told of its area: units on duty, alarms, incidents, the outline; of nothing beyond', { timeout: 120000 }, async () => {
  const s = line('trk-1')
  await until(() => s.closed || s.socket.authorized, 0, 'TLS')
  await c.call('POST', '/api/v1/positions', JSON.stringify({ device: 'tab-M2', at: iso(), lat: 41.34, lon: 69.24, speed_kmh: 18, heading: 45 }), c.token('tracker'))
  await c.call('POST', '/api/v1/positions', JSON.stringify({ device: 'tab-M3', at: iso(), lat: 41.24, lon: 69.24 }), c.token('tracker'))
  await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: iso(), id: 'p1' }, c.token('alarm'))
  const incident = (await c.call('POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, title: 'Robbery at <Navoi> & "Amir"', lat: 41.33, lon: 69.23 }, c.token('operator'))).json.id
  const panic = await until(async () => (await alarms('btn-1'))[0]?.[0], 0, 'the button\'s alarm')
  for (const uid of ['markaz.unit.M2', `markaz.alarm.${panic}`, `markaz.incident.${incident}`, 'markaz.area.north']) await until(() => last(s, uid), 0, uid)
  assert.ok(!s.text.includes('unit.M3') && !s.text.includes('area.south'), 'another district')
  assert.ok(!s.text.includes('unit.M1'), 'its own unit stands where it is itself')

  const shown = last(s, 'markaz.unit.M2'), unit = CoTParser.from_xml(shown)
  assert.equal(unit.raw.event._attributes.type, 'a-f-G-U-C')
  assert.equal(unit.callsign(), 'M2')
  assert.deepEqual((await CoTParser.to_geojson(unit)).geometry.coordinates.slice(0, 2), [69.24, 41.34])
  assert.equal((await CoTParser.to_geojson(unit)).properties.speed, 5)
  const work = await CoTParser.to_geojson(CoTParser.from_xml(last(s, `markaz.incident.${incident}`)))
  assert.equal(work.properties.callsign, 'Robbery at <Navoi> & "Amir"')
  assert.equal((await CoTParser.to_geojson(CoTParser.from_xml(last(s, 'markaz.area.north')))).geometry.type, 'Polygon')

  await c.call('POST', '/api/v1/import/devices', 'id,name,kind,site\nbtn-2,Button 2,button,school-1\n', c.token('admin'))
  assert.equal((await c.call('POST', '/api/v1/sites/school-1/drill', { reason: 'evacuation', until: iso(3600000) }, c.token('operator'))).status, 200)
  await c.call('POST', '/api/v1/alarms', { device: 'btn-2', kind: 'panic', at: iso(), id: 'p2' }, c.token('alarm'))
  const drill = await until(async () => (await alarms('btn-2'))[0]?.[0], 0, 'the press in the drill')
  assert.match(await until(() => last(s, `markaz.alarm.${drill}`), 0, 'it is told'), /<contact callsign="DRILL panic /)

  await c.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'handled_elsewhere' }, c.token('operator'))
  const gone = await until(() => last(s, `markaz.incident.${incident}-gone`), 0, 'the incident goes')
  assert.ok(gone.includes('type="t-x-d-d"') && gone.includes(`<link uid="markaz.incident.${incident}"`))
  await c.call('POST', '/api/v1/units/M2/duty', { duty: 'off' }, c.token('operator'))
  await until(() => last(s, 'markaz.unit.M2-gone'), 0, 'who goes off duty goes')
  told = [shown, last(s, `markaz.alarm.${panic}`), last(s, 'markaz.area.north'), gone]
  assert.equal((await c.call('PUT', '/api/v1/units/M1', { name: 'M1', kind: 'patrol', area: 'south' }, c.token('supervisor'))).status, 200)
  await until(() => last(s, 'markaz.area.north-gone') && last(s, 'markaz.area.south') && last(s, 'markaz.unit.M3'), 0, 'given to another district it sees that one and no more this')
  s.end()
})

let told
test('what is told is valid by the published schemas', async (t) => {
  const schemas = capture(t, 'cot/schema')
  if (!schemas) return
  const [unit, alarm, area, gone] = told
  const base = 'mitre/CoT Base-Event Schema  (PUBLIC RELEASE).xsd'
  for (const [name, xml, schema] of [['unit', unit, base], ['alarm', alarm, base], ['gone', gone, base], ['area', area, base],
    ['area', area, 'xsd/Drawing Shapes - Free Form.xsd']]) {
    const file = join(c.dir, `${name}.xml`)
    writeFileSync(file, xml)
    const r = spawnSync('xmllint', ['--noout', '--nonet', '--schema', join(schemas, schema), file], { encoding: 'utf8' })
    assert.equal(r.status, 0, `${name} by ${schema}: ${r.stderr}\n${xml}`)
  }
})

test('a storm: 240 sessions of one device in two seconds leave one, and it works', { timeout: 120000 }, async () => {
  const all = []
  for (let i = 0; i < 240; i++) {
    all.push(line('trk-2'))
    await sleep(8)
  }
  await until(async () => all.filter((s) => !s.closed).length === 1 && (await metric('markaz_cot_replaced_total')) >= 239, 0, 'one is left')
  const left = all.find((s) => !s.closed)
  await until(async () => {
    left.socket.write(where('ANDROID-2', 41.25))
    await sleep(250)
    return (await picture('unit')).live.units.find((u) => u[0] === 'M3')?.[1] === 41.25
  }, 0, 'the newest works')
  left.end()
})

test('an emergency of a phone whose clock was never set is an emergency', async () => {
  const s = line()
  s.socket.write(help('clockless').replace(/(time|start|stale)="[^"]*"/g, '$1="1970-01-01T00:00:10Z"'))
  const [[, a]] = await until(async () => { const all = await alarms('clockless'); return all.length && all }, 0, 'the alarm')
  assert.deepEqual([a.clock_bad, a.state, a.kind], [true, 'active', 'panic'])
  s.end()
})

test('press to both consoles', { timeout: 300000 }, async () => {
  const consoles = [c.stream({ authorization: `Bearer ${c.token('operator')}` }, '?topics=alarm'),
    c.stream({ authorization: `Bearer ${c.token('operator', '--area', 'north')}` }, '?topics=alarm')]
  await until(() => consoles.every((s) => s.messages.length > 0), 0, 'two consoles')
  const took = []
  for (let i = 0; i < 100; i++) {
    const s = line(), name = `press-${i}`
    await new Promise((r) => s.socket.once('connect', r))
    const from = performance.now()
    s.socket.write(help(name, { lat: 41.35 }))
    while (!consoles.every((k) => k.events.some((e) => e.data?.device === name))) {
      if (performance.now() - from > 60000) throw new Error(`${name} did not come`)
      await sleep(1)
    }
    took.push(performance.now() - from)
    s.end()
  }
  for (const s of consoles) s.close()
  took.sort((a, b) => a - b)
  console.log(`# press to both consoles' streams: p50 ${took[50].toFixed(1)} ms, p99 ${took[98].toFixed(1)} ms (100 presses)`)
})

test('5,000 clients lose their lines and come back at once: an emergency among them is heard, and memory is bounded', { timeout: 300000 }, async () => {
  const memory = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${c.proc.pid}/status`, 'utf8'))[1]) / 1024
  const many = 5000, at = memory(), rest = await metric('markaz_cot_connections')
  const wave = async () => {
    const all = []
    for (let i = 0; i < many - rest; i++) {
      const s = dial(plain, '127.0.0.1')
      s.on('error', () => {})
      s.write(where(`storm-${i}`, 41.25))
      all.push(s)
      if (i % 250 === 0) await sleep(1)
    }
    return all
  }
  const started = performance.now()
  const before = await wave()
  await until(async () => (await metric('markaz_cot_events_total{kind="place"}')) >= many - rest, 0, 'all are heard')
  const first = performance.now() - started, full = memory()
  for (const s of before) s.destroy()
  const back = performance.now()
  const again = await wave()
  again[4000].write(help('storm-4000', { lat: 41.25 }))
  await until(async () => (await alarms('storm-4000')).length === 1, 0, 'the emergency')
  const heard = performance.now() - back
  await until(async () => (await metric('markaz_cot_events_total{kind="place"}')) >= 2 * (many - rest), 0, 'all are back')
  const all = performance.now() - back
  assert.ok((await metric('markaz_cot_connections')) <= many)
  for (const s of again) s.destroy()
  await until(async () => (await metric('markaz_cot_connections')) <= rest, 0, 'all are gone')
  console.log(`# ${many} clients: in ${first.toFixed(0)} ms; all back in ${all.toFixed(0)} ms, the emergency among them after ${heard.toFixed(0)} ms; `
    + `${at.toFixed(0)} MiB before, ${full.toFixed(0)} with them, ${memory().toFixed(0)} after`)
  assert.ok(full - at < 400, `${full - at} MiB for ${many} clients`)
})

test(`${STORM} phones with certificates come back at once: calls for help of who is in do not wait for them, and all get in`, { timeout: 900000 }, async (t) => {
  let csv = 'id,name,kind,unit\n'
  for (let i = 0; i < STORM; i++) csv += `storm-${i},Phone,tracker,M1\n`
  assert.equal((await c.call('POST', '/api/v1/import/devices', csv, c.token('admin'))).status, 200)
  const clients = spawn(join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'tests/tak_storm'), [pki, port, STORM], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => clients.kill('SIGKILL'))
  let up = 0, made = false, ended
  clients.once('exit', (code, signal) => { ended = code ?? signal })
  createInterface(clients.stdout).on('line', (l) => { if (l.startsWith('up ')) up = Number(l.slice(3)); else made = true })
  await until(() => made, 0, 'certificates')
  const console_ = c.stream({ authorization: `Bearer ${c.token('operator')}` }, '?topics=alarm')
  await until(() => console_.messages.length > 0, 0, 'a console')
  const told = (name) => console_.events.some((e) => e.data?.device === name)
  const took = []
  for (let round = 0; round < 2; round++) {
    const before = await metric('markaz_cot_events_total{kind="place"}'), replaced = await metric('markaz_cot_replaced_total')
    const established = Array.from({ length: 40 }, () => line())
    await Promise.all(established.map((s) => new Promise((r) => s.socket.once('connect', r))))
    const entered = async () => (await metric('markaz_cot_events_total{kind="place"}')) - before
    const began = performance.now()
    clients.stdin.write('go\n')
    await until(async () => (await entered()) > 0, 600000, 'the first are in')
    let amid = 0
    for (const [i, s] of established.entries()) {
      const name = `amid-${round}-${i}`, from = performance.now()
      s.socket.write(help(name))
      while (!told(name)) await sleep(1)
      took.push(performance.now() - from)
      if ((await entered()) < STORM) amid++
    }
    assert.ok(amid > 0, 'calls for help were heard while others still waited at the door')
    await until(() => up === STORM || ended !== undefined, 600000, 'all are in')
    assert.equal(ended, undefined, 'the phones live on')
    await until(async () => (await entered()) >= STORM, 600000, 'and are heard')
    t.diagnostic(`${STORM} phones in after ${(performance.now() - began).toFixed(0)} ms; ${amid} calls for help amid them`)
    assert.ok((await metric('markaz_cot_connections')) >= STORM)
    assert.equal(await metric('markaz_cot_replaced_total'), replaced, 'each has one line')
    for (const s of established) s.end()
    clients.stdin.write('drop\n')
    await until(async () => (await metric('markaz_cot_connections')) < 10, 0, 'all are gone')
  }
  took.sort((a, b) => a - b)
  t.diagnostic(`a call for help amid the storm to a console: p50 ${took[took.length >> 1].toFixed(0)} ms, most ${took.at(-1).toFixed(0)} ms`)
  console_.close()
})

test('after a start the alarms are as they were, and the device is heard again', { timeout: 120000 }, async () => {
  const before = await alarms('trk-1')
  tak.destroy()
  await c.stop()
  await c.start()
  assert.deepEqual(await alarms('trk-1'), before)
})
