// SPDX-License-Identifier: Apache-2.0
// kill -9 at random moments under load: every acknowledged thing is there, nothing is there twice, the picture is the same.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Centre, smallCity, sleep } from './harness.mjs'

const ROUNDS = Number(process.env.MARKAZ_KILLS ?? 200)
const c = new Centre()
after(() => c.end())

test(`kill -9 at ${ROUNDS} random moments loses nothing acknowledged`, { timeout: 1200000 }, async () => {
  await c.start()
  await smallCity(c)
  const token = c.token('alarm'), camera = c.token('camera'), operator = c.token('operator')
  const acked = new Map() // press id -> answer
  let n = 0

  // Wanted cars, each read once: what was acknowledged is a hit, exactly one.
  const plate = (i) => `${10 + (Math.floor(i / 900) % 80)}A${100 + (i % 900)}AA`
  const wanted = Array.from({ length: 20000 }, (_, i) => JSON.stringify({ plate: plate(i), region: 'uz', class: 'car', issuer: 'police', basis: 'case 1', reason: 'stolen', expires_at: new Date(Date.now() + 864e5).toISOString() }))
  const listed = await c.call('PUT', '/api/v1/hotlists/kill', wanted.join('\n'), c.token('supervisor'))
  assert.equal(listed.json?.entries, wanted.length, listed.text)
  const read = new Set()
  let m = 0
  const cars = async (stop) => {
    while (!stop.now && m < wanted.length) {
      const passed = plate(m++)
      try {
        const r = await c.call('POST', '/api/v1/reads', JSON.stringify({ camera: 'cam-1', plate: passed, region: 'uz', at: new Date().toISOString() }), camera)
        if (r.status === 200 && r.json.accepted === 1) read.add(passed)
      } catch {
        return
      }
    }
  }
  const lookForCars = async (round) => {
    const hits = Object.values((await c.call('GET', '/api/v1/picture?topics=road', undefined, operator)).json.entities.hit ?? {}).map((h) => h.plate)
    const there = new Set(hits)
    assert.equal(there.size, hits.length, `a car is two hits, round ${round}`)
    const lost = [...read].filter((p) => !there.has(p))
    assert.deepEqual(lost, [], `acknowledged reads without a hit, round ${round}`)
  }
  const load = async (stop) => {
    while (!stop.now) {
      const id = `p${n++}`
      const device = `d${n % 40}`
      try {
        const r = await c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, token)
        if (r.status === 200) acked.set(id, { device, answer: r.json })
      } catch {
        return // the server is gone: not acknowledged
      }
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    const stop = { now: false }
    const workers = [...Array.from({ length: 8 }, () => load(stop)), ...Array.from({ length: 4 }, () => cars(stop))]
    await sleep(Math.random() * 60)
    while (acked.size <= round || (round > 0 && read.size === 0)) await sleep(5) // a slow machine has to have done something
    await c.stop('SIGKILL')
    stop.now = true
    await Promise.all(workers)
    await c.start()
    const ids = [...acked.keys()].slice(-16)
    for (const id of ids) {
      const { device, answer } = acked.get(id)
      const r = await c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, token)
      assert.deepEqual(r.json, answer, `press ${id} of round ${round}`)
    }
    await lookForCars(round)
    if (round % 20 === 0) assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
  }
  assert.ok(acked.size > ROUNDS, `only ${acked.size} presses were acknowledged`)
  assert.ok(read.size > 0, 'no read was acknowledged')
  for (const [id, { device, answer }] of acked) {
    const r = await c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, token)
    assert.deepEqual(r.json, answer, `press ${id}`)
  }
  const v = JSON.parse(c.ctl(['verify']).out)
  assert.equal(v.ok, true)
  console.log(`# ${acked.size} acknowledged presses and ${read.size} reads of wanted cars, ${v.events} events, all there`)
})
