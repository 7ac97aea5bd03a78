// SPDX-License-Identifier: Apache-2.0
// kill -9 while people look things up: no answer that somebody was given is without its event. At the named points around the event; 92-looks.test.mjs does it at any moment. MARKAZ_LOOK_NAMED_KILLS=1000 for the long run.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Centre, sleep, until } from './harness.mjs'

const ROUNDS = Number(process.env.MARKAZ_LOOK_NAMED_KILLS ?? 15)
const POINTS = ['core.look-decided', 'core.look-durable', 'journal.before-commit', 'journal.after-commit', null]
const c = new Centre()
after(() => c.end())

test(`no answer without its look-up event over ${ROUNDS} kills`, { timeout: 3600000 }, async () => {
  await c.start()
  const token = c.token('operator'), auditor = c.token('auditor')
  const purpose = await c.purpose(token)
  const answered = new Set()
  let n = 0
  const look = async () => {
    for (;;) {
      const id = `zz-${n++}`
      try {
        const r = await c.call('GET', `/api/v1/history/alarm/${id}`, undefined, token, purpose)
        if (r.status === 200) answered.add(`alarm/${id}`)
      } catch {
        return // it is gone: no answer
      }
    }
  }
  const by = await c.tokenId(token)
  await c.stop()
  for (let round = 0; round < ROUNDS; round++) {
    const point = POINTS[round % POINTS.length]
    const before = answered.size
    await c.startToDie(point ? { MARKAZ_FAULT_POINT: `${point}:${20 + (round * 7) % 60}:kill` } : {})
    const workers = Array.from({ length: 6 }, look)
    if (!point) {
      await until(() => answered.size > before, undefined, 'an answer')
      await sleep(Math.random() * 40)
      await c.stop('SIGKILL')
    }
    await Promise.all(workers)
    await until(() => c.exit, undefined, 'the server to die')
    assert.equal(c.exit.signal, 'SIGKILL', `round ${round}: ${c.log}`)
  }
  await c.start()
  const written = new Set()
  for (let next = ''; next !== null;) {
    const page = (await c.call('GET', `/api/v1/search/look?by=${by}&limit=1000${next && `&before=${next}`}`, undefined, auditor, 'audit')).json
    for (const l of page.items) written.add(l.subject)
    next = page.next
  }
  const lost = [...answered].filter((subject) => !written.has(subject))
  console.log(`# ${answered.size} answers, ${written.size} events, ${ROUNDS} kills`)
  assert.ok(answered.size > ROUNDS)
  assert.deepEqual(lost, [], 'answers without their event')
})
