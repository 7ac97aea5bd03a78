// SPDX-License-Identifier: Apache-2.0
// kill -9 at random moments under load: every acknowledged thing is there, nothing is there twice, the picture is the same.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Centre, sleep } from './harness.mjs'

const ROUNDS = Number(process.env.MARKAZ_KILLS ?? 200)
const c = new Centre()
after(() => c.end())

test(`kill -9 at ${ROUNDS} random moments loses nothing acknowledged`, { timeout: 1200000 }, async () => {
  await c.start()
  const token = c.token('alarm')
  const acked = new Map() // press id -> answer
  let n = 0
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
    const workers = Array.from({ length: 8 }, () => load(stop))
    await sleep(Math.random() * 60)
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
    if (round % 20 === 0) assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
  }
  assert.ok(acked.size > ROUNDS, `only ${acked.size} presses were acknowledged`)
  for (const [id, { device, answer }] of acked) {
    const r = await c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, token)
    assert.deepEqual(r.json, answer, `press ${id}`)
  }
  const v = JSON.parse(c.ctl(['verify']).out)
  assert.equal(v.ok, true)
  console.log(`# ${acked.size} acknowledged presses, ${v.events} events, all there`)
})
