// SPDX-License-Identifier: Apache-2.0
// Alarm, unit and dispatch desks from outside: from the press to the disposition, and what happens when nobody answers.
// Waits long: devices fall silent, the centre is blind for ten seconds.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Centre, smallCity, sleep, until } from './harness.mjs'

const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
let n = 0

/** What the tests do to a centre and see of it. */
function handles(c, op) {
  const tablet = (unit) => c.token('unit', '--device', `tab-${unit}`)
  const act = (unit, path, body) => c.call('POST', path, body, tablet(unit))
  const fix = async (unit, lat, lon) => ok(await c.call('POST', '/api/v1/positions', JSON.stringify({ device: `tab-${unit}`, at: at(), lat, lon }), tablet(unit)))
  return {
    tablet, act, fix,
    press: (device, kind = 'panic', more = {}) => c.call('POST', '/api/v1/alarms', { device, kind, at: at(), id: `i${n++}`, ...more }, c.token('alarm')),
    entity: async (kind, id) => (await op().call('GET', `/api/v1/entity/${kind}/${id}`, undefined, await c.purpose(op().user))).json,
    types: async (kind, id) => (await op().call('GET', `/api/v1/history/${kind}/${id}`, undefined, await c.purpose(op().user))).json.events.map((e) => e.type),
    onDuty: async (unit, lat, lon) => {
      ok(await act(unit, `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-1), sound: true }))
      await fix(unit, lat, lon)
    },
  }
}

const c = new Centre()
let op, s
before(async () => {
  await c.start()
  await smallCity(c)
  op = await c.person('desk', 'operator')
  s = c.stream({ cookie: op.cookie })
  await until(() => s.messages.length > 0)
})
after(async () => { s.close(); await c.end() })

const { tablet, act, press, entity, onDuty } = handles(c, () => op)
const kinds = async (kind) => (await op.call('GET', '/api/v1/picture')).json.entities[kind] ?? {}

test('a press is latched, known to centre and duty desk, pressed again inside; only a disposition closes it', async () => {
  const duty = await c.person('duty-north', 'operator', '--area', 'north')
  const d = c.stream({ cookie: duty.cookie })
  await until(() => d.messages.length > 0)
  const begin = Date.now()
  const { id } = ok(await press('btn-1'))
  await until(() => [s, d].every((x) => x.events.some((e) => e.subject === `alarm/${id}`)), undefined, 'centre and duty desk')
  console.log(`# heard by both after ${Date.now() - begin} ms`)
  const twice = ok(await press('btn-1'))
  assert.deepEqual([twice.id, twice.count], [id, 2])
  ok(await op.call('POST', `/api/v1/alarms/${id}/acknowledge`, {}))
  assert.equal((await duty.call('POST', `/api/v1/alarms/${id}/acknowledge`, {})).status, 409)
  assert.equal((await op.call('POST', `/api/v1/alarms/${id}/close`, {})).status, 400)
  assert.equal((await op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'boring' })).status, 400)
  ok(await op.call('POST', `/api/v1/alarms/${id}/note`, { text: 'the guard pressed it while cleaning' }))
  const third = ok(await press('btn-1'))
  assert.deepEqual([third.id, third.count], [id, 3])
  assert.equal((await entity('alarm', id)).state, 'active') // a press after somebody acknowledged alerts anew
  ok(await op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'false_alarm', note: 'cleaning' }))
  const next = ok(await press('btn-1'))
  assert.notEqual(next.id, id)
  ok(await op.call('POST', `/api/v1/alarms/${next.id}/close`, { disposition: 'test' }))
  d.close()
})

test('a device nobody knows: taken, latched, marked, adopted', async () => {
  const { id } = ok(await press('nobody-1', 'panic', { lat: 41.31, lon: 69.21 }))
  const a = await entity('alarm', id)
  assert.deepEqual([a.state, a.unknown_device, a.area], ['active', true, 'north'])
  assert.equal((await kinds('device'))['nobody-1'].state, 'unknown')
  ok(await c.call('POST', '/api/v1/devices/nobody-1/adopt', { kind: 'button', name: 'Found one', site: 'school-1' }, c.token('admin')))
  assert.equal((await kinds('device'))['nobody-1'].state, 'active')
  assert.equal((await entity('alarm', ok(await press('nobody-1')).id)).id, id)
  ok(await op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'test' }))
})

test('received, queued, dispatched, en route, on scene, cleared, closed: each step one event with both times and who', async () => {
  await onDuty('M1', 41.312, 69.212)
  await onDuty('M2', 41.33, 69.25)
  const alarm = ok(await press('btn-1')).id
  const incident = ok(await op.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, title: 'School 1', alarm })).id
  assert.deepEqual((await entity('alarm', alarm)).incident, incident)
  const r = ok(await op.call('GET', `/api/v1/incidents/${incident}/recommend`))
  assert.deepEqual(r.units.map((u) => u.unit), ['M1', 'M2'])
  assert.ok(r.units[0].reasons.includes('nearest') && r.units[0].distance_m < r.units[1].distance_m)
  assert.ok(r.missing.some((u) => u.unit === 'M3' && u.why === 'off_duty') || !r.missing.some((u) => u.unit === 'M3'))
  const t = c.stream({ authorization: `Bearer ${tablet('M1')}` })
  await until(() => t.messages.length > 0)
  const begin = Date.now()
  const job = ok(await op.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M1' }))
  await until(() => t.events.some((e) => e.type === 'assignment.sent'), undefined, 'the tablet')
  console.log(`# on the tablet after ${Date.now() - begin} ms`)
  assert.equal((await op.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M1' })).status, 409)
  ok(await act('M1', `/api/v1/assignments/${job.id}/receipt`, { receipt: 'delivered', at: at() }))
  ok(await act('M1', `/api/v1/assignments/${job.id}/receipt`, { receipt: 'seen', at: at() }))
  assert.notEqual((await act('M2', `/api/v1/assignments/${job.id}/step`, { state: 'accepted' })).status, 200)
  const device = at(-90)
  const states = []
  for (const state of ['accepted', 'en_route', 'on_scene']) {
    ok(await act('M1', `/api/v1/assignments/${job.id}/step`, { state, at: device }))
    ok(await act('M1', `/api/v1/assignments/${job.id}/step`, { state, at: device })) // tapped twice
    states.push((await entity('incident', incident)).state)
  }
  assert.deepEqual(states, ['dispatched', 'en_route', 'on_scene'])
  ok(await act('M1', `/api/v1/assignments/${job.id}/step`, { state: 'cleared', at: at(), disposition: 'genuine', note: 'two arrested nobody' }))
  const done = await entity('incident', incident)
  assert.deepEqual([done.state, done.disposition], ['closed', 'genuine'])
  assert.equal((await entity('alarm', alarm)).state, 'closed')
  const all = (await op.call('GET', `/api/v1/history/assignment/${job.id}`, undefined, await c.purpose(op.user))).json.events
  assert.deepEqual(all.map((e) => e.type), ['assignment.sent', 'assignment.delivered', 'assignment.seen', ...Array(4).fill('assignment.state')])
  const step = all.find((e) => e.data.state === 'en_route')
  assert.equal(Date.parse(step.time), Date.parse(device))
  assert.ok(Date.parse(step.recorded) - Date.parse(step.time) > 80000)
  assert.match(step.actor, /^token\//)
  assert.match(all[0].actor, /^user\//)
  t.close()
})

test('two commands for one unit at once: one is refused', async () => {
  await onDuty('M1', 41.312, 69.212)
  const ids = []
  for (let i = 0; i < 8; i++) ids.push(ok(await op.call('POST', '/api/v1/incidents', { kind: 'noise', priority: 4, lat: 41.31, lon: 69.21 })).id)
  const all = await Promise.all(ids.map((i) => op.call('POST', `/api/v1/incidents/${i}/assign`, { unit: 'M1' })))
  assert.deepEqual(all.map((r) => r.status).sort(), [200, ...Array(7).fill(409)])
  for (const i of ids) {
    const mine = Object.entries(await kinds('assignment')).find(([, g]) => g.incident === i && g.state === 'sent')
    if (mine) ok(await op.call('POST', `/api/v1/assignments/${mine[0]}/step`, { state: 'cancelled' }))
    ok(await op.call('POST', `/api/v1/incidents/${i}/close`, { disposition: 'unfounded' }))
  }
})

test('help works off duty, with its own position, and counts when pressed again', async () => {
  ok(await act('M1', '/api/v1/units/M1/duty', { duty: 'off' }))
  const body = (id) => ({ at: at(), lat: 41.25, lon: 69.25, id })
  const { id } = ok(await act('M1', '/api/v1/units/M1/help', body('h1')))
  const a = await entity('alarm', id)
  assert.deepEqual([a.kind, a.priority, a.unit, a.lat, a.area, a.state], ['help', 1, 'M1', 41.25, 'south', 'active'])
  assert.deepEqual(ok(await act('M1', '/api/v1/units/M1/help', body('h1'))).id, id)
  ok(await act('M1', '/api/v1/units/M1/help', body('h2')))
  assert.equal((await entity('alarm', id)).count, 2)
  ok(await op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'test' }))
})

test('the desk a unit belongs to knows of its work in another district, on its stream and loaded again, to the end', async () => {
  const home = await c.person('duty-south', 'operator', '--area', 'south')
  const h = c.stream({ cookie: home.cookie })
  await until(() => h.messages.length > 0)
  await onDuty('M3', 41.305, 69.24) // of the south, in the north
  const incident = ok(await op.call('POST', '/api/v1/incidents', { kind: 'noise', priority: 3, title: 'Far from home', lat: 41.306, lon: 69.24 })).id
  assert.equal((await entity('incident', incident)).area, 'north')
  const { id } = ok(await op.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M3' }))
  const known = async () => (await home.call('GET', '/api/v1/picture')).json.entities
  const heard = () => h.events.filter((e) => e.subject === `assignment/${id}`).map((e) => e.data.state ?? e.type)
  const one = (await known()).assignment[id]
  assert.deepEqual([one.unit, one.area, one.state], ['M3', 'north', 'sent'])
  assert.equal((await known()).incident?.[incident], undefined)
  assert.equal((await home.call('POST', `/api/v1/assignments/${id}/step`, { state: 'cancelled' })).status, 403)
  ok(await act('M3', `/api/v1/assignments/${id}/step`, { state: 'accepted', at: at() }))
  assert.equal((await known()).assignment[id].state, 'accepted')
  ok(await act('M3', `/api/v1/assignments/${id}/step`, { state: 'cleared', at: at(), disposition: 'unfounded' }))
  await until(() => heard().includes('cleared'), undefined, 'the end on the stream')
  assert.deepEqual(heard(), ['sent', 'accepted', 'cleared'])
  assert.equal((await known()).assignment[id].state, 'cleared')
  assert.deepEqual(h.events.filter((e) => e.subject === `incident/${incident}`), [])
  ok(await act('M3', '/api/v1/units/M3/duty', { duty: 'off' }))
  h.close()
})

test('what a program does with a token can be read again after a restart', async () => {
  const token = c.token('operator')
  const does = async (method, path, body) => ok(await c.call(method, path, body, token))
  const { id } = ok(await press('btn-1'))
  await does('POST', `/api/v1/alarms/${id}/acknowledge`, {})
  await does('POST', `/api/v1/alarms/${id}/note`, { text: 'by a program' })
  const incident = (await does('POST', '/api/v1/incidents', { kind: 'alarm', priority: 2, alarm: id })).id
  await does('POST', '/api/v1/units/M1/duty', { duty: 'on' })
  const job = await does('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M1' })
  await does('POST', `/api/v1/assignments/${job.id}/step`, { state: 'cancelled' })
  await does('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'test' })
  s.close()
  await c.stop('SIGKILL')
  await c.start()
  assert.match((await entity('alarm', id)).acked_by, /^K\d+$/)
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
  s = c.stream({ cookie: op.cookie })
})

/** A centre whose times are short: with it only what must come is waited for, never what must not. */
describe('in a hurry', () => {
  const h = new Centre({ set: { 'alarm.escalate_1_s': '2', 'alarm.escalate_2_s': '4', 'unit.undelivered_s': '2', 'unit.silent_s': '3' } })
  let desk
  const { act, fix, press, entity, types, onDuty } = handles(h, () => desk)
  before(async () => {
    await h.start()
    await smallCity(h)
    desk = await h.person('desk', 'operator')
  })
  after(() => h.end())

  test('unacknowledged it escalates twice; the timer survives a kill', async () => {
    const { id } = ok(await press('btn-1'))
    await sleep(300)
    await h.stop('SIGKILL')
    await h.start()
    await until(async () => (await entity('alarm', id)).escalated === 2, undefined, 'both escalations')
    const events = (await desk.call('GET', `/api/v1/history/alarm/${id}`)).json.events
    const told = events.filter((e) => e.type === 'alarm.escalated')
    assert.deepEqual(told.map((e) => e.data.escalated), [1, 2])
    const times = told.map((e) => Date.parse(e.recorded) - Date.parse(events[0].recorded))
    assert.ok(times[0] >= 1900 && times[1] >= 3900, `${times}`)
    ok(await desk.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'test' }))
  })

  test('not delivered in time: marked, and the next unit named', async () => {
    await onDuty('M1', 41.312, 69.212)
    await onDuty('M2', 41.33, 69.25)
    const incident = ok(await desk.call('POST', '/api/v1/incidents', { kind: 'violence', priority: 2, lat: 41.31, lon: 69.21 })).id
    // Its second unit is heard all the while; should this machine have slept all the same, it is asked once more.
    for (let turn = 1; ; turn++) {
      const job = ok(await desk.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M1' }))
      let heard = Date.now(), longest = 0
      const mark = await until(async () => {
        await fix('M2', 41.33, 69.25)
        longest = Math.max(longest, Date.now() - heard)
        heard = Date.now()
        const now = await entity('assignment', job.id)
        return now.undelivered && now
      }, undefined, 'the mark')
      ok(await desk.call('POST', `/api/v1/assignments/${job.id}/step`, { state: 'cancelled' }))
      if (longest > 2000 && turn < 10) continue
      assert.equal(mark.offered, 'M2')
      break
    }
    ok(await desk.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'unfounded' }))
  })

  test('on duty and silent: an event, not recommended; heard again ends it', async () => {
    await onDuty('M1', 41.312, 69.212)
    await until(async () => (await entity('unit', 'M1')).silent_since, undefined, 'unit.silent')
    assert.ok((await types('unit', 'M1')).includes('unit.silent'))
    const near = ok(await desk.call('GET', '/api/v1/units/nearest?lat=41.31&lon=69.21'))
    assert.ok(!near.units.some((u) => u.unit === 'M1'))
    assert.equal(near.missing.find((u) => u.unit === 'M1').why, 'silent')
    await until(async () => {
      await onDuty('M1', 41.312, 69.212)
      return !(await entity('unit', 'M1')).silent_since
    }, undefined, 'heard again')
    ok(await act('M1', '/api/v1/units/M1/duty', { duty: 'off' }))
  })
})

/**
 * Beats of a device, five a period, for so many periods; false when this machine itself slept so long between two of them that the
 * centre was right to miss one: then nothing is proved, and the caller tries again.
 */
async function beats(d, device, period_s, periods) {
  let longest = 0
  for (let i = 0; i < 5 * periods; i++) {
    const began = Date.now()
    ok(await d.call('POST', '/api/v1/heartbeats', JSON.stringify({ device, at: at(), battery: 0.9 }), d.token('alarm')))
    await sleep(period_s * 200)
    longest = Math.max(longest, Date.now() - began)
  }
  return longest < period_s * 800
}

/** Tries until the machine did not sleep. */
async function awake(attempt) {
  for (let turn = 0; turn < 8; turn++) if (await attempt()) return
  throw new Error('this machine slept each time: nothing could be proved')
}

test('silence is an alarm: one device, and more than fifty at once are one', async () => {
  const d = new Centre({ set: { 'alarm.escalate_1_s': '300' } })
  try {
    await d.start()
    const admin = d.token('admin')
    const set = (id, period_s) => d.call('PUT', `/api/v1/devices/${id}`, { kind: 'button', lat: 41.3, lon: 69.2, period_s }, admin)
    const alarms = async () => Object.values((await d.call('GET', '/api/v1/picture', undefined, d.token('operator'))).json.entities.alarm ?? {}).filter((a) => a.kind === 'silence' && a.state !== 'closed')
    let lone = ''
    await awake(async () => {
      lone += 'x'
      ok(await set(lone, 2))
      if (!(await beats(d, lone, 2, 4))) return false
      assert.ok(!(await alarms()).some((a) => a.device === lone))
      return true
    })
    await until(async () => (await alarms()).some((a) => a.device === lone), undefined, 'the silence')
    const before = (await alarms()).length
    for (let i = 0; i < 60; i++) ok(await set(`many-${i}`, 2))
    await until(async () => (await alarms()).some((a) => a.devices > 50), 120000, 'one alarm for all')
    assert.ok((await alarms()).length <= before + 1, `${(await alarms()).length} silence alarms`)
  } finally {
    await d.end()
  }
})

test('after a start there is one event for the time the centre was blind, and a full period of grace', async () => {
  const d = new Centre()
  try {
    await d.start()
    const admin = d.token('admin')
    ok(await d.call('PUT', '/api/v1/devices/slow', { kind: 'button', lat: 41.3, lon: 69.2, period_s: 4 }, admin))
    const begin = Date.now()
    ok(await d.call('POST', '/api/v1/heartbeats', JSON.stringify({ device: 'slow', at: at() }), d.token('alarm')))
    await d.stop('SIGKILL')
    await sleep(10000) // longer than its period: the centre was blind, the device perhaps not silent
    const started = Date.now()
    await d.start()
    const pic = async () => (await d.call('GET', '/api/v1/picture', undefined, d.token('operator'))).json.entities
    const centre = Object.values((await pic()).centre)[0]
    const blind = Date.parse(centre.blind_to) - Date.parse(centre.blind_from)
    assert.ok(blind > 8500 && blind < Date.now() - begin + 5000, `blind for ${blind} ms`)
    await until(async () => Object.values((await pic()).alarm ?? {}).some((a) => a.kind === 'silence'), undefined, 'silence')
    assert.ok(Date.now() - started > 4000, 'no grace after the start')
  } finally {
    await d.end()
  }
})

test('a pause of the machine is a time of blindness too: no device is called silent for it', async () => {
  await awake(async () => {
    const d = new Centre()
    try {
      await d.start()
      const admin = d.token('admin')
      ok(await d.call('PUT', '/api/v1/devices/well', { kind: 'button', lat: 41.3, lon: 69.2, period_s: 5 }, admin))
      const pic = async () => (await d.call('GET', '/api/v1/picture', undefined, d.token('operator'))).json.entities
      d.token('alarm')
      const first = await beats(d, 'well', 5, 1)
      process.kill(d.proc.pid, 'SIGSTOP')
      await sleep(12000)
      const woken = Date.now()
      process.kill(d.proc.pid, 'SIGCONT')
      await until(async () => {
        const centre = Object.values((await pic()).centre)[0] // a slow start may have been a blind time of its own
        return Date.parse(centre.blind_to) - Date.parse(centre.blind_from) > 8500
      }, undefined, 'the blind time')
      const soon = Date.now() - woken < 4000
      if (!(await beats(d, 'well', 5, 2)) || !first || !soon) return false
      assert.deepEqual(Object.values((await pic()).alarm ?? {}), [])
      return true
    } finally {
      await d.end()
    }
  })
})
