// SPDX-License-Identifier: Apache-2.0
// The devices of national.bench.mjs that are not panels: MQTT buttons, TAK clients, an agency that sends warnings. A process of
// its own, so that what it measures waits for nobody. Standard input: a line of JSON (what ports.mjs writes), then "go".
// Standard output: "ready"; a line for each press that was answered, "press PORT ABOUT SENT TOOK" (UTC and length in µs, -1: the
// protocol knows no answer); "cpu SECONDS" at the end.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'
import { device } from '../tests/scenario/broker.mjs'
import { sleep } from '../tests/scenario/harness.mjs'
import { alert, help, where } from '../tests/scenario/says.mjs'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const plan = JSON.parse((await lines.next()).value)
const began = new Map() // press → when it was sent, ms
const told = (port, about, sent, ms) => console.log(`press ${port} ${about} ${sent * 1000} ${ms < 0 ? -1 : Math.round(ms * 1000)}`)

/** `one(i)` for each of n, so many at a time. */
async function each(n, at_once, one) {
  let next = 0
  await Promise.all(Array.from({ length: at_once }, async () => { while (next < n) await one(next++) }))
}

/** `one(k)` so often a second until the time is over. */
async function pace(rate, seconds, one) {
  const start = performance.now()
  for (let k = 0; k < rate * seconds; k++) {
    await sleep(Math.max(0, start + k / rate * 1000 - performance.now()))
    one(k)
  }
}

// ---- MQTT: a sign of life a minute, QoS 0 ----

const buttons = []
async function button(i) {
  const { name } = plan.buttons[i]
  const d = await device(plan.broker, name)
  d.heard = (ack) => {
    const b = began.get(ack.press)
    if (b !== undefined) told('mqtt', `device/${name}`, b.sent, performance.now() - b.at)
  }
  buttons[i] = d
  d.say(`markaz/${name}/status`, 'online')
}
function press(k) {
  const i = k % buttons.length, { name, lat, lon } = plan.buttons[i], id = `${name}-${k}`, sent = Date.now()
  began.set(id, { sent, at: performance.now() })
  void buttons[i].publish(`markaz/${name}/alarm`, { kind: k % 2 ? 'duress' : 'panic', id, at: new Date(sent).toISOString(), lat, lon })
}

// ---- TAK clients: a place each ten seconds; who has called for help repeats it with each ----

const phones = []
function phone(i) {
  const { name, pem } = plan.phones[i]
  return new Promise((done, fail) => {
    const s = connect({ host: '127.0.0.1', port: plan.cot.port, cert: pem, key: plan.cot.key, ca: plan.cot.ca }, () => done())
    s.setNoDelay(true).on('error', fail).on('data', (d) => { phones.bytes += d.length })
    phones[i] = { name, socket: s, called: false }
  })
}
phones.bytes = 0
function place(i) {
  const p = phones[i], { lat, lon } = plan.phones[i]
  p.socket.write(where(`ANDROID-${p.name}`, lat + performance.now() % 60000 / 6e6, lon))
  if (p.called) p.socket.write(help(`ANDROID-${p.name}`, { lat, lon }))
}
function call(k) {
  const p = phones[k % phones.length], { lat, lon } = plan.phones[k % phones.length]
  p.called = true
  const sent = Date.now()
  p.socket.write(help(`ANDROID-${p.name}`, { lat, lon }))
  told('cot', `device/${p.name}`, sent, -1)
}

// ---- warnings ----

async function warn(k) {
  const { lat, lon } = plan.warnings[k % plan.warnings.length], sent = Date.now(), at = performance.now()
  const corner = (y, x) => `${(lat + y).toFixed(4)},${(lon + x).toFixed(4)}`
  const polygon = [corner(0, 0), corner(0.02, 0), corner(0.02, 0.02), corner(0, 0.02), corner(0, 0)].join(' ')
  const r = await fetch(`${plan.url}/ingest/cap`, { method: 'POST', body: alert({ id: `national-${k}`, polygon }), headers: { authorization: `Bearer ${plan.partner}`, 'content-type': 'application/cap+xml' } })
  if ((await r.json()).added !== 1) throw new Error(`warning ${k}: ${r.status}`)
  told('cap', `number/${k}`, sent, performance.now() - at)
}

await each(plan.buttons.length, 50, button)
await each(plan.phones.length, 50, phone)
const end = plan.seconds + 600
void pace(buttons.length / 60, end, (k) => { const d = buttons[k % buttons.length]; d.say(`markaz/${d.name}/heartbeat`, '') })
void pace(phones.length / 10, end, (k) => place(k % phones.length))
console.log('ready')
await lines.next()
const used = process.cpuUsage(), heard = phones.bytes
await Promise.all([pace(plan.rates.mqtt, plan.seconds, press), pace(plan.rates.cot, plan.seconds, call), pace(plan.rates.cap, plan.seconds, (k) => void warn(k))])
await sleep(3000)
const { user, system } = process.cpuUsage(used)
console.log(`cpu ${((user + system) / 1e6 / (plan.seconds + 3)).toFixed(3)} ${Math.round((phones.bytes - heard) / (plan.seconds + 3))}`)
process.exit(0)
