// SPDX-License-Identifier: Apache-2.0
// Where the units were: at any moment the places that the live map had then, and, asked so, those that are known now.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const c = new Centre()
const operator = () => c.token('operator')
const supervisor = () => c.token('supervisor')
const iso = (at) => new Date(at).toISOString()
const UNITS = ['M1', 'M2', 'M3']

/** A time of the clock that nothing before is later than, and nothing after is earlier. */
async function cut() {
  const at = Date.now() + 1
  await until(() => Date.now() > at, undefined, 'the clock to go on')
  return at
}

const duty = async (unit, on, at) => assert.equal((await c.call('POST', `/api/v1/units/${unit}/duty`, { duty: on ? 'on' : 'off', at: iso(at) }, operator())).status, 200)
let place = 0
const fix = (unit, at, more = {}) => ({ device: `tab-${unit}`, at: iso(at), lat: (4131000 + ++place) / 1e5, lon: 69.21, ...more })
async function send(...fixes) {
  const r = await c.call('POST', '/api/v1/positions', fixes.map((one) => JSON.stringify(one)).join('\n'), c.token('tracker'))
  assert.equal(r.json.accepted, fixes.length, r.text)
  return fixes
}
const live = async (token = operator()) => Object.fromEntries((await c.call('GET', '/api/v1/picture?topics=unit', undefined, token)).json.live.units.filter((one) => one[1] !== null).map(([id, ...rest]) => [id, rest]))
async function places(query, token = supervisor()) {
  const r = await c.look(`/api/v1/replay/positions?${query}`, token)
  assert.equal(r.status, 200, r.text)
  return r.json
}
/** Of each unit the last place by `ms` after the beginning. */
const by = (answer, ms = 0) => Object.fromEntries(Object.entries(answer.units)
  .map(([id, all]) => [id, all.filter((one) => one[0] <= ms).at(-1)]).filter(([, one]) => one).map(([id, one]) => [id, one.slice(1)]))

/** What the live map showed, and when. */
const moments = []
const remember = async () => { const units = await live(); moments.push({ at: await cut(), units }) }
let stream // the operator's, with all of the city in its window
let late // a fix that came long after its time, and between which moments it was

before(async () => {
  await c.start()
  await smallCity(c)
  for (const unit of UNITS) await duty(unit, true, Date.now() - 60e3)
  stream = c.stream({ authorization: `Bearer ${operator()}` })
  const hello = await until(() => stream.messages.find((m) => m.event === 'hello'), undefined, 'the stream')
  const window = { west: 60, south: 40, east: 75, north: 44, zoom: 12 }
  assert.equal((await c.call('POST', `/api/v1/stream/${hello.data.stream}/window`, window, operator())).status, 200)
  await remember()
  for (let i = 0; i < 12; i++) {
    const now = Date.now()
    await send(fix('M1', now, i % 3 === 0 ? { battery: 0.5 + i / 100, heading: 90, speed_kmh: 30 } : {}))
    if (i % 2 === 0) await send(fix('M2', now - 40), fix('M2', now - 20), fix('M2', now)) // a queue of some
    if (i === 2) await send(fix('M3', now))
    if (i === 4) await send(fix('M3', moments[1].at - 1)) // late: it moves nothing on the live map
    if (i === 5) await send(fix('M1', now + 2, { lat: 42.9 })) // a jump: kept, not believed
    if (i === 6) await duty('M2', false, now)
    if (i === 9) await duty('M2', true, Date.now())
    await remember()
  }
  late = (await send(fix('M3', moments[6].at)))[0]
  await remember()
})
after(() => { stream?.close(); return c.end() })

async function same(some = moments) {
  for (const { at, units } of some) assert.deepEqual(by(await places(`at=${iso(at)}`)), units, iso(at))
}

test('at each moment the places are those that the live map had then', async () => {
  assert.ok(moments.some((one) => one.units.M2) && moments.some((one) => one.units.M1 && !one.units.M2) && moments.at(-1).units.M2, 'a unit that came, went and came again')
  assert.ok(moments.at(-1).units.M1.at(-1) > 0.5, 'a charge that was said before')
  await same()
  const before = await c.look(`/api/v1/replay/positions?at=${iso(moments[0].at)}`, supervisor())
  assert.deepEqual(before.json.units, {})
})

test('a span gives each move, so that any of its moments is the live map of then, both ways', async () => {
  const first = moments[0].at
  const all = await places(`at=${iso(first)}&span=3600`)
  assert.deepEqual([all.grain_s, all.thinned, all.forgotten, all.as, Date.parse(all.from)], [0, false, false, 'then', first])
  for (const one of Object.values(all.units)) for (let i = 1; i < one.length; i++) assert.ok(one[i][0] > one[i - 1][0] && one[i][5] >= one[i - 1][5], JSON.stringify(one))
  for (const { at, units } of moments.toReversed()) {
    const { M2: _, ...then } = by(all, at - first) // whether M2 was on duty the room's events say
    const { M2, ...want } = units
    assert.deepEqual(then, want)
    if (M2) assert.deepEqual(by(all, at - first).M2, M2)
  }
  const short = await places(`at=${iso(moments[3].at)}&span=0`)
  assert.ok(Object.values(short.units).every((one) => one.length === 1 && one[0][0] <= 0), 'without a span there are no moves')
})

test('each place that a live stream had sent is among the moves, in the same order, and its newest is the last', async () => {
  const sent = () => stream.messages.filter((m) => m.event === 'positions').flatMap((m) => m.data.units).filter((one) => one[1] !== null)
  const newest = moments.at(-1).units
  await until(() => UNITS.every((id) => JSON.stringify(sent().findLast((one) => one[0] === id)?.slice(1)) === JSON.stringify(newest[id])), undefined, 'the stream to have told the newest of each')
  const all = (await places(`at=${iso(moments[0].at)}&span=3600`)).units
  for (const [id, ...place] of [...sent(), ...UNITS.map((one) => [one, ...newest[one]])]) assert.ok(all[id].some((one) => JSON.stringify(one.slice(1)) === JSON.stringify(place)), `${id} ${place}`)
  for (const id of UNITS) {
    const told = all[id].map((one) => JSON.stringify(one.slice(1)))
    const order = sent().filter((one) => one[0] === id).map((one) => told.indexOf(JSON.stringify(one.slice(1))))
    assert.deepEqual(order, order.toSorted((a, b) => a - b), id)
    assert.equal(told.at(-1), JSON.stringify(newest[id]))
  }
})

test('as known now, a position that came late stands where the unit was', async () => {
  const at = iso(moments[6].at)
  const then = by(await places(`at=${at}`)), now = by(await places(`at=${at}&as=now`))
  assert.notEqual(then.M3[0], late.lat)
  assert.deepEqual(now.M3.slice(0, 2), [late.lat, late.lon])
  assert.deepEqual(now.M1, then.M1, 'of what was not late it is the same')
  assert.deepEqual(by(await places(`at=${iso(moments.at(-1).at)}`)).M3, moments.at(-1).units.M3, 'it was newer than what was known when it came')
})

test('a unit that was silent for long stands where it was last heard, for an hour', async () => {
  const imported = async (kind, text) => assert.deepEqual((await c.call('POST', `/api/v1/import/${kind}`, text, c.token('admin'))).json.errors, [])
  await imported('units', 'id,name,kind,area\nM8,M8,patrol,north\nM9,M9,patrol,north\n')
  await imported('devices', 'id,name,kind,unit\ntab-M8,Tablet 8,tablet,M8\ntab-M9,Tablet 9,tablet,M9\n')
  for (const unit of ['M8', 'M9']) await duty(unit, true, Date.now() - 3 * 3600e3)
  await send(fix('M8', Date.now() - 40 * 60e3), fix('M8', Date.now() - 20 * 60e3), fix('M8', Date.now() - 30 * 60e3))
  await send(fix('M9', Date.now() - 2 * 3600e3)) // by itself: what lies in one block is read together
  const now = await live(), then = by(await places(`at=${iso(await cut())}`))
  assert.ok(now.M8 && now.M9)
  assert.deepEqual([then.M8, then.M9], [now.M8, undefined])
  assert.deepEqual(then.M1, now.M1)
})

test('after an event, the places are those of its time', async () => {
  const { at } = moments[5]
  const { seq, at: recorded } = (await c.look(`/api/v1/replay?at=${iso(at)}`, supervisor())).json
  const r = await places(`seq=${seq}`)
  assert.deepEqual([r.seq, r.from], [seq, recorded])
  assert.deepEqual(by(r), by(await places(`at=${recorded}`)))
})

test('a restart changes nothing of it', async () => {
  await c.stop('SIGKILL')
  await c.start()
  await same([moments[2], moments.at(-1)])
})

test('a wrong question is told what is wrong, and nobody is answered without right and purpose', async () => {
  for (const [query, status, field] of [['', 400, 'at'], ['at=noon', 400, 'at'], ['seq=1&span=3601', 400, 'span'], ['seq=1&as=later', 400, 'as'], ['seq=99999999', 404, undefined], ['at=2001-01-01T00:00:00Z', 404, 'at']]) {
    const r = await c.look(`/api/v1/replay/positions?${query}`, supervisor())
    assert.deepEqual([query, r.status, r.json.field], [query, status, field], r.text)
  }
  const bare = await c.call('GET', '/api/v1/replay/positions?seq=1', undefined, supervisor())
  assert.deepEqual([bare.status, bare.json.field], [403, 'purpose'])
  for (const role of ['camera', 'alarm', 'tracker'])
    assert.equal((await c.call('GET', '/api/v1/replay/positions?seq=1', undefined, c.token(role))).status, 403, role)
})

test('a duty desk sees its own area, and whose place was looked at is told of it', async () => {
  const portal = c.token('portal')
  const told = async (unit) => (await (await fetch(`${c.url}/findUsage/v2/findUsage?userCode=unit/${unit}`, { headers: { authorization: `Bearer ${portal}`, 'x-road-userid': 'who asks' } })).json()).usages.filter((one) => one.action === 'core.replay_positions')
  const before = { M1: (await told('M1')).length, M3: (await told('M3')).length }
  assert.ok(before.M1 > 0 && before.M1 === before.M3, 'the looks of above were at all units')
  const south = await c.person('south', 'supervisor', '--area', 'south')
  const purpose = `investigation case=${await c.openCase({ people: [south.user] })}`
  const r = await south.call('GET', `/api/v1/replay/positions?at=${iso(moments.at(-1).at)}&span=60`, undefined, purpose)
  assert.equal(r.status, 200, r.text)
  assert.deepEqual(Object.keys(r.json.units), ['M3'])
  assert.deepEqual([(await told('M1')).length, (await told('M3')).length], [before.M1, before.M3 + 1])
  const [last] = await told('M3')
  assert.deepEqual([last.receiverCode, last.purpose], [south.user, 'investigation'])
})

test('a unit that changes its area is seen by each desk while it was there', async () => {
  const north = await c.person('north', 'supervisor', '--area', 'north')
  const purpose = `investigation case=${await c.openCase({ people: [north.user] })}`
  const from = await cut()
  await send(fix('M1', Date.now()))
  const there = by(await places(`at=${iso(await cut())}`)).M1
  assert.equal((await c.call('PUT', '/api/v1/units/M1', { name: 'M1', kind: 'patrol', area: 'south' }, c.token('admin'))).status, 200)
  await cut()
  await send(fix('M1', Date.now()))
  const r = await north.call('GET', `/api/v1/replay/positions?at=${iso(from)}&span=600`, undefined, purpose)
  assert.equal(r.status, 200, r.text)
  assert.deepEqual(r.json.units.M1.at(-1).slice(1), there, 'what it did after it had left is not the old desk’s')
  assert.ok(by(await places(`at=${iso(await cut())}`)).M1[0] > there[0])
})

test('as known now, what was learnt later of the same things comes with the moment, and nothing else does', async () => {
  const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
  const incident = (title) => c.call('POST', '/api/v1/incidents', { kind: 'noise', priority: 3, title, lat: 41.31, lon: 69.21 }, operator()).then(ok)
  const { id } = await incident('Shouting'), other = (await incident('Music')).id
  const { seq } = (await c.look('/api/v1/replay?at=' + iso(await cut()), supervisor())).json
  ok(await c.call('POST', `/api/v1/incidents/${id}/note`, { text: 'heard twice' }, operator()))
  ok(await c.call('PATCH', `/api/v1/incidents/${id}`, { kind: 'robbery', title: 'Robbed with a knife' }, operator()))
  const newer = (await incident('Not there yet')).id
  ok(await c.call('POST', `/api/v1/incidents/${id}/close`, { disposition: 'false_alarm' }, operator()))
  const then = ok(await c.look(`/api/v1/replay?seq=${seq}`, supervisor()))
  assert.deepEqual([then.later, then.later_more], [undefined, undefined])
  const now = ok(await c.look(`/api/v1/replay?seq=${seq}&as=now`, supervisor()))
  assert.deepEqual([now.hash, now.entities.incident], [then.hash, then.entities.incident], 'the picture of then stays what it was: what was learnt stands beside it')
  assert.deepEqual([now.later[`incident/${other}`], now.later[`incident/${newer}`], now.later_more], [undefined, undefined, false])
  const facts = now.later[`incident/${id}`]
  assert.deepEqual(Object.assign({}, ...facts.map((one) => one.data)), { kind: 'robbery', title: 'Robbed with a knife', disposition: 'false_alarm' }, 'what it was, not how far the work on it had come')
  const history = ok(await c.look(`/api/v1/history/incident/${id}`, operator())).events
  for (const one of facts) {
    const event = history.find((e) => e.seq === one.seq || Number(e.id.split(':').pop()) === one.seq)
    assert.deepEqual([event.type, event.recorded], [one.type, one.at])
    assert.ok(one.seq > seq)
  }
  const span = ok(await c.look(`/api/v1/replay?seq=${seq}&span=3600&as=now&state=0`, supervisor()))
  assert.deepEqual(span.later[`incident/${id}`], facts, 'whoever goes on without the picture is told of what he is told events of')
  const south = await c.person('south-later', 'supervisor', '--area', 'south')
  const purpose = `investigation case=${await c.openCase({ people: [south.user] })}`
  const theirs = await south.call('GET', `/api/v1/replay?seq=${seq}&span=3600&as=now`, undefined, purpose)
  assert.deepEqual(theirs.json.later, {}, 'another area learns nothing of it')
  assert.equal((await c.look(`/api/v1/replay?seq=${seq}&as=soon`, supervisor())).json.field, 'as')
})

test('of old days one position a minute is left, by its own time, and the answer says so', async () => {
  const anna = await c.person('anna', 'supervisor'), berik = await c.person('berik', 'supervisor')
  const life = async (what, life_s) => {
    const asked = await anna.call('PUT', `/api/v1/retention/${what}?reason=a+test`, { life_s, reason: 'a law' })
    assert.equal(asked.status, 202, asked.text)
    assert.equal((await berik.call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})).status, 200)
  }
  const files = () => { const dir = join(c.store, 'telemetry/positions'); return existsSync(dir) ? readdirSync(dir).length : 0 }
  await life('positions', 6)
  await until(() => files() === 0, 120e3, 'thinned')
  const r = await places(`at=${iso(moments[0].at)}&span=3600`)
  assert.deepEqual([r.thinned, r.forgotten], [true, false])
  const [id, all] = Object.entries(r.units).sort((a, b) => a[1].length - b[1].length).at(-1)
  const minutes = new Set(all.map((one) => Math.floor(one[5] / 60)))
  assert.equal(all.length, minutes.size, `${id}: one a minute`)
  for (const one of all) assert.equal(Math.floor((moments[0].at + one[0]) / 1000), one[5])
})
