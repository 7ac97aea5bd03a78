// SPDX-License-Identifier: Apache-2.0
// Waits long: five thousand devices sign in one after another, twice.
// MQTT with Debian's broker and the configuration we ship: presses, last wills, phones; who may speak for whom; and that nothing
// acknowledged is lost when centre or broker die in the middle.
import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Broker, device, faithful } from './broker.mjs'
import { answers, runDocument } from './document.mjs'
import { Centre, sleep, smallCity, until } from './harness.mjs'

const STORM = Number(process.env.MARKAZ_STORM ?? 5000)

// A day of 5,000 devices is 50,000 presses and 1,000,000 births and wills; so many hours of it are published while the centre is away.
const HOURS = Number(process.env.MARKAZ_OUTAGE ?? 1)

const b = new Broker()
let c
before(async () => {
  await b.start()
  await b.add('btn-1', 'btn-2', 'tab-M1', 'shelly-1', 'zigbee2mqtt', 'frigate')
  c = new Centre({ set: { ...b.settings(), 'mqtt.region': 'uz', 'mqtt.lost_s': '2', 'site.remind_min': '1440', 'centre.zone': 'UTC' } })
  await c.start()
  await smallCity(c)
  await connected(1)
})
after(async () => { await c.end(); await b.end() })

const metric = async (name) => Number((await fetch(`${c.url}/metrics`).then((r) => r.text())).match(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm'))?.[1])
const connected = (want) => until(async () => (await metric('markaz_mqtt_connected')) === want, 0, `markaz_mqtt_connected ${want}`)
const picture = async () => (await c.call('GET', '/api/v1/picture', undefined, c.token('operator'))).json
const alarms = async (id) => Object.values((await picture()).entities.alarm ?? {}).filter((a) => a.device === id)
const open = async (id, kind = 'panic') => (await alarms(id)).filter((a) => a.kind === kind && a.state !== 'closed')
/** All alarms of a device are closed, so that the next press is a new one. */
async function close(id) {
  const all = (await picture()).entities.alarm ?? {}
  for (const [key, a] of Object.entries(all))
    if (a.device === id && a.state !== 'closed') await c.call('POST', `/api/v1/alarms/${key}/close`, { disposition: 'test' }, c.token('operator'))
}

test('a press is an alarm of its site, and acknowledged by its id when it is durable', async () => {
  const acks = await b.sub('btn-1', 'markaz/btn-1/ack')
  const r = await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: 'p1', detail: 'gate' })
  assert.equal(r.code, 0, r.err)
  await until(() => acks.lines.length > 0, 0, 'acknowledged')
  const [ack] = acks.json()
  const [a] = await alarms('btn-1')
  assert.deepEqual([a.kind, a.site, a.area, a.detail, a.state], ['panic', 'school-1', 'north', 'gate', 'active'])
  assert.deepEqual([ack.press, ack.count, ack.state], ['p1', 1, 'active'])
  assert.ok(ack.seq > 0 && ack.id.startsWith('A'))
  // The same press again, as a button does that heard nothing: the same answer, no second press.
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: 'p1', detail: 'gate' })
  await until(() => acks.lines.length > 1, 0, 'acknowledged again')
  assert.deepEqual(acks.json()[1], ack)
  assert.equal((await alarms('btn-1'))[0].count, 1)
  acks.child.kill()
})

test('plain words, and what buttons of makers send', async () => {
  await b.pub('btn-2', 'markaz/btn-2/alarm', 'help')
  await b.pub('shelly-1', 'shellies/shelly-1/input_event/0', { event: 'L', event_cnt: 3 })
  await b.pub('shelly-1', 'shellies/shelly-1/input_event/0', { event: 'L', event_cnt: 3 }) // it tells its last press again and again
  await b.pub('zigbee2mqtt', 'zigbee2mqtt/hall', { action: 'single', battery: 97 })
  await until(async () => (await alarms('zigbee2mqtt:hall')).length > 0, 0, 'the last of them')
  assert.deepEqual((await alarms('btn-2')).map((a) => [a.kind, a.unknown_device]), [['help', true]])
  assert.deepEqual((await alarms('shelly-1')).map((a) => [a.kind, a.detail, a.count]), [['panic', 'long', 1]])
  assert.deepEqual((await alarms('zigbee2mqtt:hall')).map((a) => [a.kind, a.detail]), [['panic', 'single']])
  await b.pub('shelly-1', 'shellies/shelly-1/input_event/0', { event: 'L', event_cnt: 4 })
  await until(async () => (await alarms('shelly-1'))[0].count === 2, 0, 'another press')
})

test('who is signed in speaks as himself and as nobody else; nobody without a name, nobody without TLS rules', async () => {
  await close('btn-1')
  const before = await metric('markaz_journal_seq')
  for (const topic of ['markaz/btn-1/alarm', 'markaz/btn-1/status', 'shellies/btn-1/input_event/0', 'owntracks/x/btn-1', 'btn-1/online',
    'frigate/tracked_object_update', 'zigbee2mqtt/btn-1', 'markaz/btn-1/ack', 'markaz/btn-2/ack'])
    await b.pub('btn-2', topic, 'panic')
  await b.pub('btn-2', 'markaz/btn-2/alarm', { kind: 'test', id: 'own' }) // behind them in the same session's order
  await until(async () => (await alarms('btn-2')).some((a) => a.kind === 'test'), 0, 'its own')
  assert.deepEqual((await alarms('btn-1')).filter((a) => a.state !== 'closed'), [])
  assert.ok((await metric('markaz_journal_seq')) - before <= 2)
  const heard = await b.sub('btn-2', 'markaz/+/ack')
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'test', id: 'secret' })
  await until(async () => (await alarms('btn-1')).some((a) => a.state === 'active'), 0, 'pressed')
  await b.pub('btn-2', 'markaz/btn-2/alarm', { kind: 'test', id: 'mine' })
  await until(() => heard.lines.length > 0, 0, 'its own acknowledgement')
  assert.deepEqual(heard.lines.map((l) => l.split(' ')[0]), ['markaz/btn-2/ack'])
  heard.child.kill()
  b.passwords.nobody = 'x'
  assert.notEqual((await b.pub('nobody', 'markaz/nobody/alarm', 'panic')).code, 0)
  const wrong = { ...b.passwords }
  b.passwords['btn-1'] = 'wrong'
  assert.notEqual((await b.pub('btn-1', 'markaz/btn-1/alarm', 'panic')).code, 0)
  b.passwords['btn-1'] = wrong['btn-1']
})

test('a certificate instead of a password: its name is who speaks, whatever it says; revoked, it opens nothing', async () => {
  b.certificate('certificate', 'crt-1')
  b.certificate('certificate', 'crt-2')
  const r = await b.pubCertified('crt-1', 'markaz/crt-1/alarm', '{"kind":"medical","id":"c1"}')
  assert.equal(r.code, 0, r.err)
  await until(async () => (await alarms('crt-1')).length > 0, 0, 'pressed')
  assert.deepEqual((await alarms('crt-1')).map((a) => [a.kind, a.count]), [['medical', 1]])
  // As another, by topic and by name.
  await b.pubCertified('crt-1', 'markaz/crt-2/alarm', 'panic')
  await b.pubCertified('crt-1', 'markaz/crt-2/alarm', 'panic', ['-u', 'crt-2', '-P', 'x'])
  await b.pubCertified('crt-1', 'markaz/crt-2/alarm', 'panic', ['-u', 'markaz', '-P', b.password()])
  await b.pubCertified('crt-2', 'markaz/crt-2/alarm', 'help') // behind them
  await until(async () => (await alarms('crt-2')).length > 0, 0, 'its own')
  assert.deepEqual((await alarms('crt-2')).map((a) => a.kind), ['help'])
  // A password opens nothing here, and a certificate nothing there.
  const plain = await b.exec('mosquitto_pub', [...b.args('btn-1').map((a) => a === String(b.tlsPort) ? String(b.certPort) : a), '-t', 'markaz/btn-1/alarm', '-m', 'panic'])
  assert.notEqual(plain.code, 0)
  const at = join(b.dir, 'tls/devices/crt-1')
  const there = await b.exec('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(b.tlsPort), '--cafile', b.ca, '--cert', `${at}.crt`, '--key', `${at}.key`, '-t', 'markaz/crt-1/alarm', '-m', 'panic'])
  assert.notEqual(there.code, 0)
  for (const end of ['crt', 'key']) copyFileSync(join(b.dir, `tls/devices/crt-1.${end}`), join(b.dir, `tls/devices/old.${end}`))
  b.certificate('revoke', 'crt-1')
  await b.stop() // Mosquitto reads its list when it starts
  await b.start()
  await connected(1)
  assert.notEqual((await b.pubCertified('old', 'markaz/crt-1/alarm', 'panic')).code, 0)
  assert.equal((await b.pubCertified('crt-2', 'markaz/crt-2/alarm', 'help')).code, 0)
})

test('retained presses are old; a kept one that names itself is the same press after each sign-in', async () => {
  await close('btn-1')
  const seen = (await alarms('btn-1')).length
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'help', id: 'kept', at: new Date().toISOString() }, ['-r'])
  await until(async () => (await alarms('btn-1')).length === seen + 1, 0, 'taken once')
  for (let i = 0; i < 2; i++) {
    await c.stop()
    await c.start()
    await connected(1)
  }
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'help', id: 'after' })
  await until(async () => (await open('btn-1', 'help'))[0].count > 1, 0, 'the press after')
  assert.equal((await alarms('btn-1')).length, seen + 1)
  assert.equal((await open('btn-1', 'help'))[0].count, 2)
  await b.pub('btn-1', 'markaz/btn-1/alarm', '', ['-r'])
})

test('a school is reminded of its weekly test by its own button, which is asked no more when it has proved itself', async () => {
  await b.add('btn-w')
  const made = await c.call('POST', '/api/v1/import/devices', 'id,name,kind,site\nbtn-w,Button W,button,school-1\n', c.token('admin'))
  assert.deepEqual(made.json?.errors, [], made.text)
  const heard = await b.sub('btn-w', 'markaz/btn-w/test')
  const last = () => heard.json().at(-1)
  await b.pub('btn-w', 'markaz/btn-w/heartbeat', '')
  await until(() => last()?.state === 'none', 0, 'nothing is asked')
  const before = Object.keys((await picture()).entities.alarm ?? {}).length
  const at = new Date(Date.now() + 12 * 3600e3) // the centre of this test says so a day before
  const hour = String(at.getUTCHours()).padStart(2, '0')
  const day = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][at.getUTCDay()]
  const r = await c.call('PUT', '/api/v1/sites/school-1/schedule', { day, opens: `${hour}:00`, closes: `${hour}:59` }, c.token('supervisor'))
  assert.equal(r.status, 200, r.text)
  await until(() => last().state === 'due', 0, 'due')
  assert.equal(last().device, 'btn-w')
  assert.equal(last().from, `${at.toISOString().slice(0, 13)}:00:00Z`)
  const later = await b.sub('btn-w', 'markaz/btn-w/test') // who listens later hears what is kept
  await until(() => later.json()[0]?.state === 'due', 0, 'kept')
  assert.equal(Object.keys((await picture()).entities.alarm ?? {}).length, before, 'a reminder is no alarm')
  const other = await b.sub('btn-2', 'markaz/+/test')
  await b.pub('btn-w', 'markaz/btn-w/alarm', { kind: 'test', id: 'weekly' })
  await until(() => last().state === 'none' && later.json().at(-1).state === 'none', 0, 'asked no more')
  assert.ok(!other.lines.some((line) => line.startsWith('markaz/btn-w')), 'told to nobody else')
  assert.equal((await c.call('PUT', '/api/v1/sites/school-1/schedule', {}, c.token('supervisor'))).status, 200)
  for (const one of [heard, later, other]) one.child.kill()
})

test('a last will is silence at once, a birth ends it', async () => {
  const device_ = async () => (await picture()).entities.device['btn-1']
  await close('btn-1')
  const d = await b.sub('btn-1', 'markaz/btn-1/ack', ['--will-topic', 'markaz/btn-1/status', '--will-payload', 'offline', '--will-qos', '1', '--will-retain'])
  await b.pub('btn-1', 'markaz/btn-1/status', 'online')
  assert.equal((await device_()).silent_since, undefined)
  d.child.kill('SIGKILL') // its power is cut
  await until(async () => (await device_()).silent_since, 0, 'silent') // it has no rhythm: no time would have told
  assert.equal((await alarms('btn-1')).filter((a) => a.kind === 'silence' && a.state === 'active').length, 1)
  await b.pub('btn-1', 'markaz/btn-1/status', 'online', ['-r'])
  await until(async () => !(await device_()).silent_since, 0, 'there again')
})

test('doc/mqtt.md: what a reader types works', async () => {
  const [ack] = answers((await runDocument(c, 'doc/mqtt.md', 2, { BROKER: b.dir }))[0])
  assert.deepEqual([ack.press, ack.count, ack.state], ['first', 1, 'active'])
  assert.deepEqual((await alarms('btn-7')).map((a) => a.detail), ['at the gate'])
})

test('OwnTracks: the position arrives', async () => {
  await c.call('POST', '/api/v1/units/M1/duty', { duty: 'on', at: new Date(Date.now() - 600000).toISOString() }, c.token('operator'))
  await b.pub('tab-M1', 'owntracks/jane/tab-M1', { _type: 'location', lat: 41.3111, lon: 69.2401, tst: Math.floor(Date.now() / 1000) - 2, vel: 20, acc: 5, batt: 81 })
  const unit = await until(async () => (await picture()).live.units.find((u) => u[0] === 'M1'), 0, 'position')
  assert.deepEqual(unit.slice(1, 4), [41.3111, 69.2401, 20])
})

test('Frigate: its plate is a read of that camera', async () => {
  await b.pub('frigate', 'frigate/tracked_object_update', { type: 'lpr', id: '1-mx', plate: '01A777AA', score: 0.95, camera: 'cam-1', timestamp: Date.now() / 1000 })
  const counts = async () => (await c.call('GET', '/api/v1/devices/cam-1', undefined, c.token('admin'))).json.counts
  await until(async () => (await counts()).accepted === 1, 0, 'read')
  assert.equal((await counts()).refused, 0)
})

test('the broker restarts: what it was told meanwhile comes; away for long, the port itself is an alarm', async () => {
  await close('btn-1')
  await close('port:mqtt') // of an earlier restart, where that took long
  const port = async () => (await alarms('port:mqtt')).filter((a) => a.state !== 'closed')
  await b.stop()
  await connected(0)
  const lost = await until(async () => (await port())[0], 0, 'an alarm of the port')
  assert.deepEqual([lost.kind, lost.unknown_device], ['silence', undefined])
  assert.match(lost.detail, /no session with the MQTT broker/)
  await b.start()
  // Pressed before the centre is back: its session at the broker waits.
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: 'restart' })
  await connected(1)
  await until(async () => (await alarms('btn-1')).some((a) => a.kind === 'panic' && a.state === 'active'), 0, 'pressed')
  await until(async () => /^again a session/.test((await port())[0].detail), 0, 'it says that it is back')
  assert.deepEqual((await port()).map((a) => a.count), [1])
})

test('centre and broker are both away: nothing is lost, nothing doubled', async () => {
  await close('btn-1')
  await c.stop()
  for (let i = 0; i < 20; i++) await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: `away-${i}` })
  await b.stop() // writes down what waits
  await b.start()
  await c.start()
  await until(async () => (await open('btn-1'))[0]?.count === 20, 0, 'all twenty')
})

test('a clock that was never set, or is far ahead: a press is a press, of the moment it came', async () => {
  for (const [id, at] of [['1970', '1970-01-01T00:00:10Z'], ['2099', '2099-01-01T00:00:00Z'], ['words', 'yesterday']]) {
    await close('btn-1')
    const before = Date.now()
    await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: `clock-${id}`, at })
    const [a] = await until(async () => { const all = await open('btn-1'); return all.length > 0 && all }, 0, `the press of ${id}`)
    assert.deepEqual([a.count, a.clock_bad], [1, true])
    assert.ok(Math.abs(Date.parse(a.at) - before) < 3600000, a.at)
  }
})

test('a device and a broker that hang without closing anything are noticed; afterwards all goes on', { timeout: 600000 }, async () => {
  const silent = async () => (await picture()).entities.device['btn-1'].silent_since
  const d = await b.sub('btn-1', 'markaz/btn-1/ack', ['-k', '5', '--will-topic', 'markaz/btn-1/status', '--will-payload', 'offline', '--will-qos', '1'])
  await b.pub('btn-1', 'markaz/btn-1/status', 'online')
  await until(async () => !(await silent()), 0, 'it is there')
  d.child.kill('SIGSTOP')
  await until(silent, 120000, 'its silence is told')
  d.child.kill('SIGKILL')
  await b.pub('btn-1', 'markaz/btn-1/status', 'online')
  await until(async () => !(await silent()), 0, 'it is there again')
  b.proc.kill('SIGSTOP') // its socket takes what it is sent, and answers nothing
  await until(async () => (await metric('markaz_mqtt_connected')) === 0, 300000, 'the centre notices')
  b.proc.kill('SIGCONT')
  await connected(1)
  await close('btn-1')
  await b.pub('btn-1', 'markaz/btn-1/alarm', { kind: 'panic', id: 'after-the-hang' })
  await until(async () => (await open('btn-1')).length > 0, 0, 'a press after it')
})

test(`${HOURS} h without the centre: all that was pressed meanwhile waits at the broker, on its disk too, and comes once`, { timeout: 3600000 }, async (t) => {
  const names = Array.from({ length: 250 }, (_, i) => `day-${i}`)
  const presses = Math.ceil(50000 * HOURS / 24 / names.length), flaps = Math.ceil(500000 * HOURS / 24 / names.length)
  const csv = 'id,name,kind,site\n' + names.map((n) => `${n},${n},button,school-1\n`).join('')
  assert.equal((await c.call('POST', '/api/v1/import/devices', csv, c.token('admin'))).status, 200)
  await b.add(...names)
  await c.stop()
  const rss = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${b.proc.pid}/status`, 'utf8'))[1]) / 1024
  const before = rss(), began = Date.now()
  const say = async (n) => {
    const d = await device(b, n)
    const all = [...Array(presses).keys()].map((i) => ['alarm', { kind: 'panic', id: `day-${i}`, detail: 'pressed while nobody heard' }])
    for (let i = 0; i < flaps; i++) all.push(['status', 'offline'], ['status', 'online'])
    for (let i = 0; i < all.length; i += 50)
      await Promise.all(all.slice(i, i + 50).map(([what, text]) => d.publish(`markaz/${n}/${what}`, text)))
    d.close()
  }
  for (let i = 0; i < names.length; i += 25) await Promise.all(names.slice(i, i + 25).map(say))
  const sent = names.length * (presses + 2 * flaps), full = rss()
  t.diagnostic(`${sent} messages taken in ${Date.now() - began} ms; the broker: ${before.toFixed(0)} MiB before, ${full.toFixed(0)} with them`)
  await b.stop()
  const kept = statSync(join(b.dir, 'data/mosquitto.db')).size
  t.diagnostic(`on its disk: ${(kept / 1048576).toFixed(0)} MiB, ${(kept / sent).toFixed(0)} bytes a message`)
  await b.start()
  const back = Date.now()
  await c.start()
  const heard = async () => (await metric('markaz_mqtt_messages_total{what="alarm"}')) + (await metric('markaz_mqtt_messages_total{what="heartbeat"}')) + (await metric('markaz_mqtt_messages_total{what="gone"}'))
  await until(async () => (await heard()) >= sent, 3000000, 'all are heard')
  t.diagnostic(`all are durable ${Date.now() - back} ms after the centre began to start`)
  const all = Object.values((await picture()).entities.alarm).filter((a) => a.device.startsWith('day-') && a.kind === 'panic')
  assert.deepEqual([all.length, all.every((a) => a.count === presses)], [names.length, true])
  const devices = (await picture()).entities.device
  assert.ok(names.every((n) => !devices[n].silent_since), 'and each is there, as it said last')
})

test('killed between receipt and commit, again and again: nothing acknowledged is lost, nothing doubled', { timeout: 600000 }, async () => {
  await close('btn-1')
  const d = await device(b, 'btn-1', { clean: false })
  let sent = 0
  const points = ['journal.before-commit', 'journal.after-commit', null]
  for (let round = 0; round < 6; round++) {
    const point = points[round % points.length]
    await c.stop()
    // With what waits at the broker it may be over before it is ready.
    await c.startToDie(point ? { MARKAZ_FAULT_POINT: `${point}:${20 + round * 7}:kill` } : {})
    const heard = d.acks.length, begun = sent
    while (!c.exit && (point || d.acks.length < heard + 40)) {
      if (sent - begun > d.acks.length - heard + 2000) { await sleep(20); continue } // a slow machine's centre is not to be years behind
      await Promise.all(Array.from({ length: 20 }, () => d.press(`kill-${sent++}`)))
      await sleep(1)
    }
    await c.stop('SIGKILL')
    assert.equal(c.exit.signal, 'SIGKILL', c.log)
  }
  await c.start()
  await connected(1)
  const known = () => new Set(d.acks.map((a) => a.press))
  await until(async () => (await open('btn-1'))[0].count >= sent, 0, `all of ${sent} presses`)
  // The centre's own word may have been lost with it, though the press was not: a device sends again until it has it.
  const had = known()
  for (let i = 0; i < sent; i++) if (!had.has(`kill-${i}`)) await d.press(`kill-${i}`)
  await until(() => known().size === sent, 0, 'all are acknowledged')
  assert.equal((await open('btn-1'))[0].count, sent)
  d.close()
})

test(`a storm: ${STORM} devices come at once, press, lose their broker and come back at once: nothing is lost or doubled`, { timeout: 1800000 }, async (t) => {
  const names = Array.from({ length: STORM }, (_, i) => `storm-${i}`)
  const csv = 'id,name,kind,site,period_s\n' + names.map((n) => `${n},${n},button,school-1,600\n`).join('')
  assert.equal((await c.call('POST', '/api/v1/import/devices', csv, c.token('admin'))).status, 200)
  await b.add(...names)
  let began = Date.now()
  const took = () => { const ms = Date.now() - began; began = Date.now(); return `${ms} ms` }
  const all = names.map((n) => faithful(b, n))
  await until(() => all.every((d) => d.up), 600000, 'all are signed in')
  t.diagnostic(`${STORM} devices signed in at once: ${took()}`)
  for (const d of all) d.say('one')
  await until(() => all.every((d) => d.heard()), 600000, 'all are acknowledged')
  t.diagnostic(`their presses durable and acknowledged: ${took()}`)
  const raised = async () => Object.values((await picture()).entities.alarm).filter((a) => a.device.startsWith('storm-') && a.kind === 'panic')
  let alarms_ = await raised()
  assert.deepEqual([alarms_.length, alarms_.every((a) => a.count === 1)], [STORM, true])
  await b.stop()
  for (const d of all) d.say('two') // pressed while nobody hears
  began = Date.now()
  await b.start()
  await until(() => all.every((d) => d.up), 600000, 'all are back')
  t.diagnostic(`all are back after the broker: ${took()}`)
  await connected(1)
  await until(() => all.every((d) => d.heard()), 600000, 'all are acknowledged')
  t.diagnostic(`what they pressed meanwhile acknowledged: ${took()}`)
  alarms_ = await raised()
  assert.deepEqual([alarms_.length, alarms_.every((a) => a.count === 2)], [STORM, true])
  for (const d of all) d.close()
  await Promise.all(all.map((d) => d.over))
})

test('a flood of long messages: what waits, waits at the broker; the centre holds no more than its ceiling, and loses none', { timeout: 600000 }, async (t) => {
  const names = Array.from({ length: 20 }, (_, i) => `flood-${i}`), EACH = 500, noise = 'x'.repeat(60000)
  const csv = 'id,name,kind,site\n' + names.map((n) => `${n},${n},button,school-1\n`).join('')
  assert.equal((await c.call('POST', '/api/v1/import/devices', csv, c.token('admin'))).status, 200)
  await b.add(...names)
  const memory = () => metric('process_resident_memory_bytes')
  const before = await memory(), began = Date.now()
  const all = await Promise.all(names.map((n) => device(b, n)))
  let most = before, sending = true
  const watched = (async () => { for (; sending; await sleep(100)) most = Math.max(most, await memory()) })()
  await Promise.all(all.map(async (d) => {
    for (let i = 0; i < EACH; i++) await d.publish(`markaz/${d.name}/alarm`, { kind: 'panic', id: `flood-${i}`, noise })
  }))
  await until(() => all.every((d) => d.acks.length >= EACH), 600000, 'each press is acknowledged')
  sending = false
  await watched
  const sent = names.length * EACH * noise.length
  t.diagnostic(`${(sent / 1e6).toFixed(0)} MB in ${names.length * EACH} presses, all durable after ${Date.now() - began} ms; memory +${((most - before) / 1e6).toFixed(0)} MB at most`)
  assert.ok(most - before < sent / 2, 'it does not hold what it was sent')
  const raised = Object.values((await picture()).entities.alarm).filter((a) => a.device.startsWith('flood-') && a.kind === 'panic')
  assert.deepEqual([raised.length, raised.every((a) => a.count === EACH)], [names.length, true])
  for (const d of all) d.close()
})

test('latency: from the press to both consoles', async (t) => {
  await close('btn-1')
  const consoles = ['one', 'two'].map((n) => c.stream({ authorization: `Bearer ${c.token('operator', '--area', n === 'one' ? 'north' : '')}`.trim() }))
  await until(() => consoles.every((s) => s.status === 200), 0, 'streams')
  const d = await device(b, 'btn-1')
  const took = []
  for (let i = 0; i < 100; i++) {
    const began = performance.now()
    void d.press(`quick-${i}`)
    while (!consoles.every((s) => s.events.filter((e) => /^alarm\.(raised|pressed)$/.test(e.type) && e.about === 'device/btn-1').length > i)) await sleep(1)
    took.push(performance.now() - began)
  }
  took.sort((x, y) => x - y)
  t.diagnostic(`press to both consoles: p50 ${took[49].toFixed(1)} ms, p99 ${took[98].toFixed(1)} ms`)
  d.close()
  for (const s of consoles) s.close()
})
