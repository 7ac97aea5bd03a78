// SPDX-License-Identifier: Apache-2.0
// Duress over the ports that are not HTTP: what a button hears over MQTT, and what a TAK phone that may lie where the call came from
// is told, is the same to the byte and in number as of any other call for help. (DC-09 and HTTP: 64-duress.)
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { after, before, test } from 'node:test'
import { Broker } from './broker.mjs'
import { Centre, root, smallCity, until } from './harness.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
/** Numbers and times differ from moment to moment whatever was pressed. */
const plain = (text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID').replace(/\d+/g, '0')
const b = new Broker()
let c, op, pki, phone, rounds = 0

before(async () => {
  await b.start()
  await b.add('btn-1', 'btn-2')
  c = new Centre({ set: b.settings() })
  pki = join(c.dir, 'tak')
  const tool = (...args) => execFileSync(join(root, 'tools/tak-package'), args, { encoding: 'utf8' })
  tool('authority', pki, '127.0.0.1', 'localhost')
  tool('device', pki, '127.0.0.1:8089', 'trk-1')
  Object.assign(c.set, { 'cot.listen': '127.0.0.1:0', 'cot.tls_cert': join(pki, 'server.crt'), 'cot.tls_key': join(pki, 'server.key'), 'cot.tls_ca': join(pki, 'ca.crt'), 'cot.tls_crl': join(pki, 'ca.crl') })
  await c.start()
  await smallCity(c)
  ok(await c.call('POST', '/api/v1/import/devices', 'id,name,kind,unit\ntrk-1,Phone 1,tracker,M1\n', c.token('admin')))
  op = await c.person('desk', 'operator')
  const pem = (name) => readFileSync(join(pki, name), 'utf8')
  const port = Number(readFileSync(join(c.store, 'cot.address'), 'utf8').trim().split(':').pop())
  phone = { text: '', socket: connect({ host: '127.0.0.1', port, cert: pem('trk-1.crt'), key: pem('trk-1.key'), ca: pem('ca.crt') }) }
  phone.socket.on('data', (d) => { phone.text += d })
  phone.socket.on('error', () => {})
  await until(() => phone.socket.authorized, 0, 'the phone is connected')
})
after(async () => { phone?.socket.destroy(); await c?.end(); await b.end() })

const alarms = async () => Object.entries((await op.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm ?? {})
const told = (id) => phone.text.split(/(?<=<\/event>)/).filter((one) => one.includes(id))

/** One call for help from its press to its end: what the button and another one hear, and what the phone is told. */
async function round(kind) {
  const name = `${kind.padEnd(6, '-')}${++rounds}` // as long, whatever was pressed
  const [own, other] = await Promise.all([b.sub('btn-1', 'markaz/btn-1/#'), b.sub('btn-2', 'markaz/btn-2/#')])
  for (const id of ['one', 'one', 'two']) assert.equal((await b.pub('btn-1', 'markaz/btn-1/alarm', { kind, id: `${name}${id}`, detail: 'gate' })).code, 0)
  await until(() => own.lines.filter((l) => l.includes('/ack')).length === 3, 0, 'three acknowledgements')
  const [id] = await until(async () => (await alarms()).find(([, a]) => a.device === 'btn-1' && a.state === 'active'), 0, 'the alarm')
  await until(() => told(`alarm.${id}`).length > 0, 0, 'the phone is told of it')
  ok(await op.call('POST', `/api/v1/alarms/${id}/acknowledge`, {}))
  await until(() => told(`alarm.${id}`).some((one) => one.includes('acknowledged')), 0, 'that somebody has it')
  const incident = ok(await op.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, title: 'School 1', alarm: id })).id
  await until(() => told(`incident.${incident}`).length > 0, 0, 'the incident')
  ok(await op.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'test' }))
  for (const [one, a] of await alarms()) if (a.state !== 'closed') ok(await op.call('POST', `/api/v1/alarms/${one}/close`, { disposition: 'test' }))
  // What comes of a later thing comes after all that came of this one.
  const fence = ok(await op.call('POST', '/api/v1/incidents', { kind: 'other', priority: 4, title: 'fence', lat: 41.31, lon: 69.21 })).id
  await until(() => told(`incident.${fence}`).length > 0, 0, 'the fence')
  await b.pub('btn-2', 'markaz/btn-2/alarm', { kind: 'test', id: 'fence-' + randomUUID() })
  await until(() => other.lines.some((l) => l.includes('/ack')), 0, 'the other one hears its own')
  own.child.kill(); other.child.kill()
  const heard = (s) => s.lines.map((l) => plain(l.replaceAll(name, 'NAME').replaceAll(`"${kind}"`, '"KIND"')))
  // Each state once: how many are rendered together is a matter of the moment.
  const states = (of) => [...new Set(told(of).map((one) => plain(one).trim()))]
  ok(await op.call('POST', `/api/v1/incidents/${fence}/close`, { disposition: 'test' }))
  const said = phone.text
  return { own: heard(own), other: heard(other), alarm: states(`alarm.${id}`), incident: states(`incident.${incident}`), said }
}

test('a press of duress over MQTT and what TAK phones are told of it are those of a panic press', async () => {
  await round('panic') // what happens the first time only is over
  phone.text = ''
  const panic = await round('panic')
  phone.text = ''
  const duress = await round('duress')
  for (const what of ['own', 'other', 'alarm', 'incident']) assert.deepEqual(duress[what], panic[what], what)
  assert.ok(panic.alarm.length > 1 && panic.own.length >= 3)
  assert.ok(!/duress/i.test(duress.said), 'a phone was told')
  // The desk does tell them apart.
  assert.deepEqual((await alarms()).filter(([, a]) => a.device === 'btn-1').map(([, a]) => a.kind).sort(), ['duress', 'panic', 'panic'])
})
