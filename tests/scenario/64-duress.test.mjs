// SPDX-License-Identifier: Apache-2.0
// Duress is never shown at the site. Whoever stands beside the person who pressed sees what devices, panels and tablets there are told:
// through every door that tokens of a site and nobody at all may open, a press of duress looks like any other press.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Centre, smallCity, until } from './harness.mjs'
import { datagram, frame, once, read } from './panel.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre({ set: { 'dc09.listen': '127.0.0.1:0', 'dc09.udp': '127.0.0.1:0' } })
let op, tokens
before(async () => {
  await c.start()
  await smallCity(c)
  op = await c.person('desk', 'operator')
  ok(await c.call('POST', '/api/v1/import/devices', 'id,name,kind,site,unit\ncam-gate,Gate,camera,school-1,\ntrk-1,Phone,tracker,school-1,\n', c.token('admin')))
  tokens = {
    button: c.token('alarm', '--device', 'btn-1'), camera: c.token('camera', '--device', 'cam-gate'),
    phone: c.token('tracker', '--device', 'trk-1'), tablet: c.token('unit', '--device', 'tab-M1'), nobody: undefined,
  }
})
after(() => c.end())

/** Numbers, times and names of tokens differ from moment to moment whatever was pressed; what is left must be the same to the byte. */
const plain = (text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replace(/"[A-Za-z]\d+"/g, '"ID"').replace(/\d+/g, '0')

async function answer(method, path, body, token) {
  const r = await fetch(c.url + path, { method, body, headers: token ? { authorization: `Bearer ${token}` } : {} })
  const headers = [...r.headers].filter(([k]) => !['date', 'content-length'].includes(k)).map((x) => x.join(': ')).sort()
  return { status: r.status, headers, text: plain(await r.text()) }
}

/** All GET routes of the interface (but what counts types of events, which know no kinds of alarms), with the names of things at the site in the place of parameters. */
async function doors(alarm) {
  const { paths } = (await c.call('GET', '/api/openapi.json')).json
  const named = { kind: 'alarm', id: alarm, source: 'demo', path: '0/000', seq: '1', name: 'none', sha256: 'a'.repeat(64) }
  return Object.entries(paths).filter(([path, of]) => of.get && !/stream|openapi|asyncapi|metrics|ca\.crt|^\/log|\/public$/.test(path))
    .map(([path]) => path.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name) => named[name] ?? alarm))
}

async function seen(kind, n) {
  const at = new Date().toISOString(), heard = {}
  const streams = await Promise.all(['button', 'phone', 'tablet', 'camera'].map(async (who) => {
    const s = c.stream({ authorization: `Bearer ${tokens[who]}` })
    await Promise.race([until(() => s.messages.length > 0), s.done])
    return [who, s]
  }))
  const body = (id) => JSON.stringify({ device: 'btn-1', kind, at, id })
  heard.first = await answer('POST', '/api/v1/alarms', body(`first-${n}`), tokens.button)
  heard.again = await answer('POST', '/api/v1/alarms', body(`first-${n}`), tokens.button)
  heard.second = await answer('POST', '/api/v1/alarms', body(`other-${n}`), tokens.button)
  const alarms = (await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm
  const [id] = Object.entries(alarms).find(([, a]) => a.device === 'btn-1' && a.state === 'active')
  ok(await op.call('POST', `/api/v1/alarms/${id}/acknowledge`, {}))
  const incident = ok(await op.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, title: 'School 1', alarm: id })).id
  ok(await op.call('POST', `/api/v1/alarms/${id}/note`, { text: 'a step', step: 'script.1', answer: 'yes' }))
  heard.wanted = await answer('GET', '/api/v1/snapshots/wanted', undefined, tokens.camera)
  for (const [who, device] of [['button', 'btn-1'], ['phone', 'trk-1'], ['camera', 'cam-gate']])
    heard[`beat ${who}`] = await answer('POST', '/api/v1/heartbeats', JSON.stringify({ device, at }), tokens[who])
  for (const [who, token] of Object.entries(tokens))
    for (const path of await doors(id)) heard[`${who} ${path.replace(id, 'ALARM')}`] = await answer('GET', path, undefined, token)
  for (const [who, token] of Object.entries(tokens))
    for (const step of ['acknowledge', 'close', 'take', 'note', 'code', 'hand_over', 'accept', 'decline', 'snapshots'])
      heard[`${who} ${step}`] = await answer('POST', `/api/v1/alarms/${id}/${step}`, '{"text":"x","from":"U1","to":"desk/","said":"word","keyholder":"k","disposition":"test"}', token)
  ok(await op.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'test' }))
  for (const [who, s] of streams) {
    s.close()
    await s.done
    heard[`stream ${who}`] = { status: s.status, text: s.events.map((e) => `${e.type} ${plain(JSON.stringify(e.data))}`).join('\n') }
  }
  // The next round finds the same: cameras are asked anew.
  for (const one of (await c.call('GET', '/api/v1/snapshots/wanted', undefined, tokens.camera)).json.wanted) {
    await fetch(`${c.url}/api/v1/snapshots/${one.id}?at=${at}`, { method: 'PUT', body: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), headers: { authorization: `Bearer ${tokens.camera}`, 'content-type': 'image/png' } })
  }
  return heard
}

test('panic and duress are told apart at the desk and nowhere at the site', async () => {
  await seen('panic', 0) // what happens the first time only is over
  const panic = await seen('panic', 1), duress = await seen('duress', 2)
  assert.deepEqual(Object.keys(duress), Object.keys(panic))
  for (const door of Object.keys(panic)) assert.deepEqual(duress[door], panic[door], door)
  for (const [door, { text }] of Object.entries(duress)) assert.ok(!/duress/i.test(text), `${door}: ${text}`)
  assert.ok(!/duress|panic/.test((await c.call('GET', '/api/v1/public')).text))
  assert.equal(panic.first.status, 200)
  assert.equal(JSON.parse(panic.wanted.text).wanted.length, 2)
  assert.ok(Object.keys(panic).length > 150, `${Object.keys(panic).length} doors`)
  console.log(`# ${Object.keys(panic).length} answers alike`)
  // The desk does tell them apart.
  const kinds = Object.values((await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm).map((a) => a.kind)
  assert.deepEqual(kinds.sort(), ['duress', 'panic', 'panic'])
})

test('a test by the site\'s own button is answered as a press is', async () => {
  const send = async (kind, id) => answer('POST', '/api/v1/alarms', JSON.stringify({ device: 'btn-1', kind, at: new Date().toISOString(), id }), tokens.button)
  const answers = await Promise.all([send('test', 't-1'), send('duress', 'd-1')])
  assert.deepEqual(answers[0], answers[1])
})

test('a panel by DC-09 has the same acknowledgement of panic, duress, a silent alarm and a test', async () => {
  ok(await c.call('PUT', '/api/v1/devices/panel-1', { kind: 'panel', site: 'school-1', account: '1234' }, c.token('admin')))
  const ports = readFileSync(join(c.store, 'dc09.address'), 'utf8'), port = (name) => Number(new RegExp(`${name} \\S+:(\\d+)`).exec(ports)[1])
  let seq = 1000
  const send = async (code, by) => {
    const answer = String(await by(frame({ id: 'ADM-CID', seq: seq++, account: '1234', data: `#1234|${code} 01 003` })))
    return { ...read(Buffer.from(answer)), seq: undefined, crc: undefined, at: undefined, bytes: answer.length }
  }
  for (const by of [(m) => once(port('tcp'), m), (m) => datagram(port('udp'), m)]) {
    const answers = []
    for (const code of ['1120', '1121', '1122', '1602']) answers.push(await send(code, by))
    for (const one of answers) assert.deepEqual(plain(JSON.stringify(one)), plain(JSON.stringify(answers[0])))
    assert.match(JSON.stringify(answers[0]), /ACK/)
  }
})
