// SPDX-License-Identifier: Apache-2.0
// Alarm panels by SIA DC-09: a school's existing panel connects as it is. What is acknowledged is durable; what is not well said changes nothing.
import assert from 'node:assert/strict'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, filesBelow, smallCity, sleep, until } from './harness.mjs'
import { datagram, frame, once, Panel, read, stamp } from './panel.mjs'

const KEY = Buffer.from('00112233445566778899aabbccddeeff0011223344556677', 'hex')
const c = new Centre({ set: { 'dc09.listen': '127.0.0.1:0', 'dc09.udp': '127.0.0.1:0', 'dc09.idle_s': '6' } })
let tcp = 0, udp = 0
const ports = () => {
  const text = readFileSync(join(c.store, 'dc09.address'), 'utf8')
  tcp = Number(/tcp \S+:(\d+)/.exec(text)[1])
  udp = Number(/udp \S+:(\d+)/.exec(text)[1])
}
const start = async (env) => { await c.start(env); ports() }

before(async () => {
  const keys = join(c.dir, 'panels.keys')
  writeFileSync(keys, `# account key\nAE5 ${KEY.toString('hex')}\nAE9 "0123456789abcdef"\n`)
  chmodSync(keys, 0o600)
  c.set['dc09.keys'] = keys
  await start()
  await smallCity(c)
  for (const [id, account] of [['panel-1', '1234'], ['panel-2', 'ae5'], ['panel-3', 'AE9']]) {
    const r = await c.call('PUT', `/api/v1/devices/${id}`, { kind: 'panel', name: id, site: 'school-1', account, zones: "3 Director's office\n012 Hall" }, c.token('admin'))
    assert.equal(r.status, 200, r.text)
  }
})
after(() => c.end())

const operator = () => c.token('operator')
const alarms = async (id) => Object.entries((await c.call('GET', '/api/v1/picture?topics=alarm', undefined, operator())).json.entities.alarm ?? {}).map(([k, a]) => ({ id: k, ...a })).filter((a) => a.device === id)
const device = async (id) => (await c.call('GET', '/api/v1/picture?topics=registry', undefined, operator())).json.entities.device[id]
const metric = async (name) => Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(await fetch(`${c.url}/metrics`).then((r) => r.text()))[1])
let seq = 100
const cid = (account, data, more = {}) => frame({ id: 'ADM-CID', seq: more.seq ?? seq++, account, data: `#${account}|${data}`, ...more })
const acked = (answer, key) => { const a = read(answer, key); assert.equal(a.id, 'ACK'); return a }
const close = async (id) => {
  for (const a of await alarms(id)) {
    await c.call('POST', `/api/v1/alarms/${a.id}/acknowledge`, {}, operator())
    await c.call('POST', `/api/v1/alarms/${a.id}/close`, { disposition: 'false_alarm' }, operator())
  }
}

test('a panic over TCP: acknowledged with its number, an alarm of the site with the name of the zone', async () => {
  const a = acked(await once(tcp, cid('1234', '1120 01 003', { seq: 77, receiver: 'R1' })))
  assert.equal(a.seq, '0077')
  assert.equal(a.account, '1234')
  const [alarm, more] = await alarms('panel-1')
  assert.equal(more, undefined)
  assert.equal(alarm.kind, 'panic')
  assert.equal(alarm.priority, 1)
  assert.equal(alarm.site, 'school-1')
  assert.equal(alarm.area, 'north')
  assert.equal(alarm.code, '1120')
  assert.equal(alarm.zone, "3 Director's office")
  assert.equal(alarm.detail, "Panic, partition 1, zone 3 Director's office")
})

test('the same message again is acknowledged and is no second press, whoever carries it', async () => {
  const again = cid('1234', '1130 01 012', { seq: 78 })
  for (let i = 0; i < 3; i++) acked(await once(tcp, again))
  acked(await datagram(udp, again))
  acked(await once(tcp, cid('1234', '1130 01 012', { seq: 78, at: Date.now() }))) // the time stamp is new, the message is not
  const [alarm, more] = await alarms('panel-1')
  assert.equal(more, undefined)
  assert.equal(alarm.count, 2)
  assert.equal(alarm.kind, 'panic', 'a burglary beside it does not lower it')
  acked(await once(tcp, cid('1234', '1130 01 012', { seq: 79 }))) // another number is another press
  assert.equal((await alarms('panel-1'))[0].count, 3)
})

test('an end is told on the alarm and closes nothing; cancelling at the site neither', async () => {
  acked(await once(tcp, cid('1234', '3130 01 012')))
  const [alarm] = await alarms('panel-1')
  assert.equal(alarm.state, 'active')
  assert.ok(alarm.restored_at)
  acked(await once(tcp, cid('1234', '1406 01 002')))
  assert.equal((await alarms('panel-1'))[0].state, 'active')
  assert.match((await alarms('panel-1'))[0].detail, /Cancelled at the site/)
  acked(await once(tcp, cid('1234', '1120 01 003')))
  assert.equal((await alarms('panel-1'))[0].restored_at ?? null, null, 'pressed anew it is not over')
  await close('panel-1')
})

test('SIA codes over UDP, several in one message; what nobody can read is an alarm', async () => {
  acked(await datagram(udp, frame({ seq: 5, account: '1234', data: "#1234|Nri1/FA12*Hall*/YT0", extended: '[X069E12.6000][Y41N18.6000]' })))
  const list = await alarms('panel-1')
  const open = list.filter((a) => a.state === 'active')
  assert.deepEqual(open.map((a) => a.kind).sort(), ['fire', 'technical'])
  const fire = open.find((a) => a.kind === 'fire')
  assert.ok(Math.abs(fire.lat - 41.31) < 1e-6 && Math.abs(fire.lon - 69.21) < 1e-6)
  assert.match(fire.detail, /Hall/)
  acked(await datagram(udp, frame({ seq: 6, account: '1234', data: '#1234|?!' })))
  await close('panel-1')
  acked(await datagram(udp, frame({ seq: 7, account: '1234', data: '#1234|\xd0!' })))
  assert.equal((await alarms('panel-1')).find((a) => a.state === 'active').kind, 'other')
  await close('panel-1')
})

test('tests, openings and closings are written down without an alarm', async () => {
  const before = (await alarms('panel-1')).length
  acked(await once(tcp, cid('1234', '1602 00 000')))
  assert.equal((await device('panel-1')).tested_how, 'signal')
  acked(await once(tcp, cid('1234', '1401 01 005')))
  assert.equal((await alarms('panel-1')).length, before)
  const told = await device('panel-1')
  assert.match(told.reported, /^Opened or closed, partition 1, zone 5$/)
  assert.ok(told.reported_at)
})

test('supervision: NULL keeps a panel alive, and its silence is noticed', async () => {
  await c.call('PUT', '/api/v1/devices/panel-1', { kind: 'panel', period_s: 1 }, c.token('admin'))
  acked(await once(tcp, frame({ id: 'NULL', seq: '0000', account: '1234' })))
  await until(async () => (await device('panel-1')).silent_since, 60000, 'silence')
  acked(await once(tcp, frame({ id: 'NULL', seq: '0000', account: '1234' })))
  await until(async () => !(await device('panel-1')).silent_since, 60000, 'heard again')
  await c.call('PUT', '/api/v1/devices/panel-1', { kind: 'panel', period_s: 0 }, c.token('admin'))
  await close('panel-1')
})

test('encrypted: answered encrypted; with another key or none not taken; the account may be written in small letters', async () => {
  const a = acked(await once(tcp, cid('AE5', '1121 01 003', { key: KEY })), KEY)
  assert.ok(a.encrypted)
  assert.match(a.rest, /^\]_\d\d:\d\d:\d\d,\d\d-\d\d-\d{4}$/)
  assert.equal((await alarms('panel-2'))[0].kind, 'duress')
  for (const key of [Buffer.alloc(24, 1), Buffer.from('0123456789abcdef')])
    assert.equal(read(await once(tcp, cid('AE5', '1120 01 004', { key }))).id, 'DUH')
  assert.equal(read(await once(tcp, cid('4321', '1120 01 004', { key: KEY }))).id, 'DUH')
  // one panel's key does not speak for another account
  assert.equal(read(await once(tcp, frame({ id: 'ADM-CID', seq: 9, account: 'AE5', data: '#AE9|3121 01 003', key: KEY }))).id, 'DUH')
  assert.equal((await alarms('panel-2')).length, 1)
  assert.equal((await alarms('panel-3')).length, 0)
  acked(await datagram(udp, frame({ seq: 10, account: 'AE9', data: '#AE9|Nri1/PA3', key: Buffer.from('0123456789abcdef') })), Buffer.from('0123456789abcdef'))
  assert.equal((await alarms('panel-3'))[0].kind, 'panic')
})

test('in clear, of an account with a key: a call for help is taken and marked, what would quieten is not', async () => {
  await close('panel-2')
  for (const [id, data] of [['NULL', ''], ['ADM-CID', '#AE5|3121 01 003'], ['ADM-CID', '#AE5|1401 01 003'], ['ADM-CID', '#AE5|1602 00 000']])
    assert.equal(read(await once(tcp, frame({ id, seq: seq++, account: 'AE5', data }))).id, 'DUH')
  acked(await once(tcp, cid('AE5', '1120 01 003')))
  const open = (await alarms('panel-2')).filter((a) => a.state === 'active')
  assert.equal(open.length, 1)
  assert.match(open[0].detail, /in clear/)
  await close('panel-2')
})

test('a wrong CRC changes nothing and is not answered; noise and other formats neither harm', async () => {
  const before = await metric('markaz_journal_seq'), wrong = await metric('markaz_dc09_wrong_crc_total')
  const p = new Panel(tcp)
  await p.ready
  p.socket.write(cid('1234', '1120 01 003', { wrong: true }))
  p.socket.write('GET / HTTP/1.1\r\n\r\n')
  p.socket.write(Buffer.concat([Buffer.from('\n0000'), Buffer.from([0, 255, 10])]))
  assert.equal(await datagram(udp, cid('1234', '1120 01 003', { wrong: true }), 300), null)
  assert.equal(read(await p.say(frame({ id: 'ADM-SUR', seq: 3, account: '1234', data: 'x' }))).id, 'DUH')
  assert.equal(await metric('markaz_dc09_wrong_crc_total') - wrong >= 2, true)
  assert.equal(await metric('markaz_journal_seq'), before)
  p.end()
})

test('a clock that is wrong is told the time, and taken when it is right', async () => {
  const before = (await alarms('panel-1')).length
  for (const off of [-3600000, -60000, 60000, 3600000]) {
    const a = read(await once(tcp, cid('1234', '1120 01 003', { seq: 200, at: Date.now() + off })))
    assert.equal(a.id, 'NAK')
    assert.equal(a.seq, '0000')
    const [, h, m, s, mo, d, y] = /^\]_(\d\d):(\d\d):(\d\d),(\d\d)-(\d\d)-(\d{4})$/.exec(a.rest)
    assert.ok(Math.abs(Date.UTC(y, mo - 1, d, h, m, s) - Date.now()) < 60000)
  }
  assert.equal((await alarms('panel-1')).length, before)
  acked(await once(tcp, cid('1234', '1120 01 003', { seq: 200, at: Date.now() })))
  assert.equal((await alarms('panel-1')).length, before + 1)
  await close('panel-1')
})

test('a panel that nobody registered: its alarm is there, it waits to be adopted, and is then known by its account', async () => {
  acked(await once(tcp, cid('77F', '1120 00 001')))
  acked(await once(tcp, frame({ id: 'NULL', seq: '0000', account: '88F' })))
  const met = await device('dc09-77F')
  assert.equal(met.kind, 'panel')
  assert.equal(met.state, 'unknown')
  assert.equal((await device('dc09-88F')).kind, 'panel')
  assert.equal((await alarms('dc09-77F'))[0].unknown_device, true)
  const r = await c.call('POST', '/api/v1/devices/dc09-77F/adopt', { kind: 'panel', name: 'Old panel', site: 'school-1' }, c.token('admin'))
  assert.equal(r.status, 200, r.text)
  acked(await once(tcp, cid('77F', '1602 00 000')))
  assert.match((await device('dc09-77F')).reported, /Periodic test/)
  const twice = await c.call('PUT', '/api/v1/devices/panel-9', { kind: 'panel', site: 'school-1', account: '1234' }, c.token('admin'))
  assert.equal(twice.status, 409, 'an account is of one device')
})

test('keys stand in no file of the centre', async () => {
  await c.stop()
  const hex = KEY.toString('hex')
  for (const [file, bytes] of filesBelow(c.store))
    assert.ok(!bytes.includes(KEY) && !bytes.includes(hex) && !bytes.includes('0123456789abcdef'), file)
  assert.ok(!c.log.includes(hex) && !c.log.includes('0123456789abcdef'))
  chmodSync(c.set['dc09.keys'], 0o644)
  await assert.rejects(c.start(), /can be read by others/)
  chmodSync(c.set['dc09.keys'], 0o600)
  await start()
})

test('killed between commit and ACK: said again it is the same press, and nothing acknowledged is lost', { timeout: 600000 }, async () => {
  await c.stop()
  const known = new Set((await (async () => { await start(); return alarms('panel-1') })()).map((a) => a.id))
  const confirmed = []
  for (let round = 0; round < 6; round++) {
    await c.stop()
    await c.startToDie({ MARKAZ_FAULT_POINT: `journal.after-commit:${3 + round * 2}:kill` })
    if (c.exit) continue
    ports()
    for (let i = 0; i < 25 && !c.exit; i++) {
      const account = `F${round}${String(i).padStart(2, '0')}`
      const bytes = cid(account, '1120 01 001', { seq: 1 })
      let answer = await once(tcp, bytes).catch(() => null)
      if (answer === null) { // it died: after the start the panel tries again, as panels do
        await until(() => c.exit, 60000, 'the kill')
        await start()
        answer = await once(tcp, bytes)
      }
      acked(answer)
      confirmed.push(`dc09-${account}`)
    }
  }
  assert.ok(confirmed.length > 0)
  if (c.exit) await start()
  const all = (await c.call('GET', '/api/v1/picture?topics=alarm', undefined, operator())).json.entities.alarm
  const by = new Map()
  for (const [id, a] of Object.entries(all)) if (!known.has(id)) by.set(a.device, (by.get(a.device) ?? 0) + 1)
  for (const id of confirmed) assert.equal(by.get(id), 1, id)
})

test('half-open connections are closed and counted; those that speak are not', async () => {
  const idle = await metric('markaz_dc09_closed_total{why="idle"}')
  const silent = Array.from({ length: 20 }, () => connect(tcp, '127.0.0.1').on('error', () => {}))
  const half = connect(tcp, '127.0.0.1').on('error', () => {})
  half.write('\n1234')
  const talks = new Panel(tcp)
  await talks.ready
  await until(async () => {
    acked(await talks.say(frame({ id: 'NULL', seq: '0000', account: '1234' })))
    return await metric('markaz_dc09_closed_total{why="idle"}') >= idle + 21
  }, 60000, 'closed')
  for (const s of [...silent, half]) s.destroy()
  talks.end()
  await until(async () => await metric('markaz_dc09_connections') === 0, 60000, 'none left')
})

test('5,000 panels come back at once: each is answered, memory is bounded', { timeout: 600000 }, async (t) => {
  const N = Number(process.env.MARKAZ_PANELS ?? 5000)
  const rows = Array.from({ length: N }, (_, i) => `storm-${i},S${i},panel,school-1,D${i.toString(16).toUpperCase().padStart(4, '0')}`)
  const r = await c.call('POST', '/api/v1/import/devices', `id,name,kind,site,account\n${rows.join('\n')}\n`, c.token('admin'))
  assert.equal(r.json?.errors.length, 0, r.text)
  const memory = await metric('process_resident_memory_bytes'), begun = Date.now()
  const took = []
  let next = 0
  const one = async (i) => { // a panel that finds no answer tries again
    const account = `D${i.toString(16).toUpperCase().padStart(4, '0')}`
    const at = performance.now()
    for (let tries = 0; ; tries++) {
      const p = new Panel(tcp)
      const answer = await p.ready.then(() => p.say(frame({ id: 'NULL', seq: '0000', account })), () => null)
      p.end()
      if (answer !== null) { acked(answer); break }
      assert.ok(tries < 20, `${account} was never answered`)
      await sleep(50)
    }
    took.push(performance.now() - at)
  }
  await Promise.all(Array.from({ length: 1000 }, async () => { while (next < N) await one(next++) }))
  took.sort((a, b) => a - b)
  t.diagnostic(`${N} panels, 1,000 at once: ${Date.now() - begun} ms in all, p50 ${took[N >> 1].toFixed(0)} ms, p99 ${took[Math.floor(N * 0.99)].toFixed(0)} ms, memory +${((await metric('process_resident_memory_bytes') - memory) / 1e6).toFixed(0)} MB`)
  assert.equal(took.length, N)
  assert.ok(await metric('process_resident_memory_bytes') - memory < 400e6)
  await until(async () => await metric('markaz_dc09_under_way') === 0, undefined, 'nothing under way') // it is counted off when its answer has gone
})

test('a press reaches both consoles; how fast, and how many a second (figures, not judged)', { timeout: 600000 }, async (t) => {
  const desk = c.token('operator', '--area', 'north')
  const streams = [operator(), desk].map((token) => c.stream({ authorization: `Bearer ${token}` }, '?topics=alarm'))
  await until(() => streams.every((s) => s.messages.length > 0), 60000, 'streams')
  const p = new Panel(tcp)
  await p.ready
  const took = []
  for (let i = 0; i < 200; i++) {
    const begun = performance.now()
    const bytes = cid(`D${i.toString(16).toUpperCase().padStart(4, '0')}`, '1122 01 001', { seq: 1 })
    const before = streams.map((s) => s.events.length)
    acked(await p.say(bytes))
    while (!streams.every((s, k) => s.events.slice(before[k]).some((e) => e.data?.code === '1122'))) await new Promise(setImmediate)
    took.push(performance.now() - begun)
  }
  took.sort((a, b) => a - b)
  t.diagnostic(`press to both consoles' streams: p50 ${took[100].toFixed(1)} ms, p99 ${took[197].toFixed(1)} ms`)
  for (const s of streams) s.close()
  const N = 4000, begun = performance.now()
  let next = 0
  const lines = Array.from({ length: 64 }, () => new Panel(tcp))
  await Promise.all(lines.map(async (line) => {
    await line.ready
    while (next < N) { const i = next++; acked(await line.say(cid(`D${(i % 1000 + 1000).toString(16).toUpperCase().padStart(4, '0')}`, `1130 01 ${String(i % 900).padStart(3, '0')}`, { seq: 1 + i % 9999 }))) }
    line.end()
  }))
  t.diagnostic(`${(N / (performance.now() - begun) * 1000).toFixed(0)} events a second, each acknowledged when durable, over ${lines.length} connections`)
  p.end()
})

test('it stops cleanly, and time stamps are ours', async () => {
  assert.match(stamp(0), /^_00:00:00,01-01-1970$/)
  assert.deepEqual(await c.stop(), { code: 0, signal: null })
})
