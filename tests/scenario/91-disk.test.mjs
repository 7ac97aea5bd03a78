// SPDX-License-Identifier: Apache-2.0
// Full disk, failing write, failing fsync: the server refuses or ends, loses nothing it acknowledged, and comes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Centre, until } from './harness.mjs'

const faults = ['full:300000', 'full:600000', 'write:40+', 'write:90', 'sync:12', 'sync:25+', 'sync:40+']

for (const fault of faults) {
  test(`MARKAZ_FAULT=${fault}`, { timeout: 600000 }, async () => {
    const c = new Centre()
    await c.start()
    const token = c.token('alarm'), tracker = c.token('tracker')
    await c.stop()
    let refused = 0
    const acked = []
    const started = await c.start({ MARKAZ_FAULT: fault }).then(() => true, () => false)
    for (let i = 0; started && i < 200 && !c.exit; i++) {
      try {
        const body = { device: `d${i % 9}`, kind: 'panic', at: new Date().toISOString(), id: `p${i}`, detail: 'x'.repeat(200) }
        const r = await c.call('POST', '/api/v1/alarms', body, token)
        if (r.status === 200) acked.push([body, r.json])
        else refused++
        if ((await c.call('POST', '/api/v1/heartbeats', JSON.stringify({ device: 'd1', at: body.at }), tracker)).status !== 200) refused++
      } catch {
        refused++
        await until(() => c.exit, undefined, 'the server to have ended')
      }
    }
    await c.stop()
    await c.start()
    for (const [body, answer] of acked) assert.deepEqual((await c.call('POST', '/api/v1/alarms', body, token)).json, answer)
    assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
    console.log(`# ${fault}: ${acked.length} acknowledged and there, ${refused} refused`)
    assert.ok(refused > 0 || !started, 'the fault was never met')
    await c.end()
  })
}
