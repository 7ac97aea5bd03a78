// SPDX-License-Identifier: Apache-2.0
// Several people and units at one incident, from outside: nobody overwrites what he has not seen; one unit leads.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }

const c = new Centre()
let one, two
const tablet = (unit) => c.token('unit', '--device', `tab-${unit}`)
const act = (unit, path, body) => c.call('POST', path, body, tablet(unit))
const all = async (kind) => (await one.call('GET', '/api/v1/picture')).json.entities[kind] ?? {}
const entity = async (kind, id) => (await all(kind))[id]
const open = async (more = {}) => ok(await one.call('POST', '/api/v1/incidents', { kind: 'noise', priority: 3, title: 'Navoi 12', lat: 41.312, lon: 69.212, ...more })).id

async function onDuty(unit, lat, lon) {
  ok(await act(unit, `/api/v1/units/${unit}/duty`, { duty: 'on', at: at(-1), sound: true }))
  ok(await c.call('POST', '/api/v1/positions', JSON.stringify({ device: `tab-${unit}`, at: at(), lat, lon }), tablet(unit)))
}

before(async () => {
  await c.start()
  await smallCity(c)
  one = await c.person('first', 'operator')
  two = await c.person('second', 'operator')
  await onDuty('M1', 41.312, 69.212)
  await onDuty('M2', 41.33, 69.25)
})
after(() => c.end())

test('what somebody else changed since is refused, with what, by whom and when; and changes nothing', async () => {
  const id = await open()
  const path = `/api/v1/incidents/${id}`
  const seen = (await entity('incident', id)).seq
  const first = ok(await two.call('PATCH', path, { title: 'Navoi 14', seen }))
  const refused = await one.call('PATCH', path, { title: 'Navoi 12a', priority: 2, seen })
  assert.equal(refused.status, 409)
  assert.equal(refused.json.type, '/problems/conflict')
  assert.deepEqual(refused.json.changed.map(({ part, seq, by }) => ({ part, seq, by })), [{ part: 'title', seq: first.seq, by: two.user }])
  assert.ok(Math.abs(Date.parse(refused.json.changed[0].at) - Date.now()) < 3600_000)
  assert.ok(!refused.text.includes('Navoi'), 'what was said stands in the picture, not in a refusal')
  const now = await entity('incident', id)
  assert.deepEqual([now.title, now.priority, now.seq], ['Navoi 14', 3, first.seq])
  ok(await one.call('PATCH', path, { priority: 2, seen })) // another part
  ok(await one.call('PATCH', path, { title: 'Navoi 12a', seen: first.seq })) // seen, and decided
  assert.equal((await entity('incident', id)).title, 'Navoi 12a')
})

test('of two who change the same at once exactly one is told; sending and closing are no different', async () => {
  const id = await open()
  const path = `/api/v1/incidents/${id}`
  let seen = (await entity('incident', id)).seq
  const both = await Promise.all([one.call('PATCH', path, { detail: 'A', seen }), two.call('PATCH', path, { detail: 'B', seen })])
  assert.deepEqual(both.map((r) => r.status).sort(), [200, 409])
  const said = both[0].status === 200 ? 'A' : 'B'
  assert.equal((await entity('incident', id)).detail, said)
  seen = (await entity('incident', id)).seq
  const job = ok(await two.call('POST', `${path}/assign`, { unit: 'M1', seen }))
  const refused = await one.call('POST', `${path}/assign`, { unit: 'M2', seen })
  assert.deepEqual([refused.status, refused.json.changed.map((x) => x.part)], [409, ['units']])
  ok(await two.call('POST', `/api/v1/assignments/${job.id}/step`, { state: 'cancelled' }))
  const close = await one.call('POST', `${path}/close`, { disposition: 'unfounded', seen })
  assert.deepEqual([close.status, close.json.changed.map((x) => x.part)], [409, ['units']])
  assert.equal((await entity('incident', id)).state, 'queued')
})

test('who changed what is known after a restart', async () => {
  const id = await open()
  const path = `/api/v1/incidents/${id}`
  const seen = (await entity('incident', id)).seq
  ok(await two.call('POST', `${path}/close`, { disposition: 'unfounded', seen }))
  await c.stop('SIGKILL')
  await c.start()
  const late = await one.call('POST', `${path}/close`, { disposition: 'genuine', seen })
  assert.deepEqual([late.status, late.json.changed.map(({ part, by }) => [part, by])], [409, [['closed', two.user]]])
  assert.equal((await entity('incident', id)).disposition, 'unfounded')
})

test('of several units one leads, and all of them know which; it passes on when the lead is done', async () => {
  const id = await open({ title: 'Three at once' })
  const path = `/api/v1/incidents/${id}`
  const known = async (unit) => (await c.call('GET', '/api/v1/picture', undefined, tablet(unit))).json.entities.incident[id].lead
  const first = ok(await one.call('POST', `${path}/assign`, { unit: 'M1' }))
  const second = ok(await one.call('POST', `${path}/assign`, { unit: 'M2' }))
  assert.deepEqual([await known('M1'), await known('M2')], ['M1', 'M1'])
  ok(await one.call('POST', `${path}/lead`, { unit: 'M2' }))
  assert.deepEqual([await known('M1'), await known('M2')], ['M2', 'M2'])
  assert.equal((await one.call('POST', `${path}/lead`, { unit: 'M3' })).status, 409)
  assert.equal((await act('M1', `${path}/lead`, { unit: 'M1' })).status, 403)
  ok(await act('M2', `/api/v1/assignments/${second.id}/step`, { state: 'refused', reason: 'far' }))
  assert.equal(await known('M1'), 'M1')
  ok(await act('M1', `/api/v1/assignments/${first.id}/step`, { state: 'cleared', disposition: 'genuine' }))
  assert.deepEqual([(await entity('incident', id)).lead, (await entity('incident', id)).state], [undefined, 'closed'])
})

test('a duplicate is merged: units go over and are told, all stays reachable, and it can be undone after a restart', async () => {
  const into = await open({ title: 'Seen first' }), same = await open({ title: 'The same again' }), other = await open({ title: 'Next street' })
  ok(await one.call('POST', `/api/v1/incidents/${into}/link`, { to: other }))
  assert.deepEqual([(await entity('incident', into)).links, (await entity('incident', other)).links], [[other], [into]])
  const job = ok(await one.call('POST', `/api/v1/incidents/${same}/assign`, { unit: 'M1' })).id
  ok(await one.call('POST', `/api/v1/incidents/${same}/note`, { text: 'said by a neighbour' }))
  ok(await one.call('POST', `/api/v1/incidents/${same}/merge`, { into }))
  const merged = await entity('incident', same)
  assert.deepEqual([merged.state, merged.merged_into, merged.disposition], ['closed', into, 'duplicate'])
  assert.deepEqual((await entity('incident', into)).merged, [same])
  assert.deepEqual([(await entity('assignment', job)).incident, (await entity('assignment', job)).moved_from], [into, same])
  const seen = (await c.call('GET', '/api/v1/picture', undefined, tablet('M1'))).json.entities
  assert.equal(seen.incident[into].title, 'Seen first')
  const history = await one.call('GET', `/api/v1/history/incident/${same}`, undefined, await c.purpose(one.user))
  assert.ok(history.json.events.some((e) => e.type === 'note.added' && e.data.text === 'said by a neighbour'))
  await c.stop('SIGKILL')
  await c.start()
  ok(await one.call('POST', `/api/v1/incidents/${same}/reopen`, {}))
  assert.equal((await entity('assignment', job)).incident, same)
  assert.deepEqual([(await entity('incident', same)).state, (await entity('incident', into)).merged], ['dispatched', undefined])
})

test('words between desk and units: receipts, who sees them, a broadcast one for each unit, kept over a restart', async () => {
  const t = c.stream({ authorization: `Bearer ${tablet('M1')}` }), foreign = c.stream({ authorization: `Bearer ${tablet('M2')}` })
  await until(() => t.messages.length > 0 && foreign.messages.length > 0)
  const { id } = ok(await one.call('POST', '/api/v1/units/M1/message', { text: 'the gate is open' }))
  await until(() => t.events.some((e) => e.type === 'message.sent' && e.data.text === 'the gate is open'), undefined, 'on the tablet')
  ok(await act('M1', `/api/v1/messages/${id}/receipt`, { receipt: 'delivered' }))
  ok(await act('M1', `/api/v1/messages/${id}/receipt`, { receipt: 'seen', at: at() }))
  const answer = ok(await act('M1', '/api/v1/units/M1/message', { text: 'so it is', id: 'm1' })).id
  assert.equal(ok(await act('M1', '/api/v1/units/M1/message', { text: 'so it is', id: 'm1' })).id, answer) // sent again
  assert.equal((await act('M2', `/api/v1/messages/${answer}/receipt`, { receipt: 'seen' })).status, 403)
  await c.stop('SIGKILL')
  await c.start()
  const kept = await all('message')
  assert.deepEqual([kept[id].way, kept[id].text, !!kept[id].seen_at, kept[answer].way, kept[answer].seen_at], ['to_unit', 'the gate is open', true, 'to_desk', undefined])
  ok(await two.call('POST', `/api/v1/messages/${answer}/receipt`, { receipt: 'seen' }))
  assert.equal((await entity('message', answer)).seen_by, two.user)
  const many = ok(await one.call('POST', '/api/v1/broadcasts', { text: 'all units: fog', area: 'north' }))
  assert.equal(many.units, 2)
  const rows = Object.values(await all('message')).filter((m) => m.broadcast === many.id)
  assert.deepEqual(rows.map((m) => m.unit).sort(), ['M1', 'M2'])
  const own = (await c.call('GET', '/api/v1/picture', undefined, tablet('M2'))).json.entities.message
  assert.deepEqual(Object.values(own).map((m) => m.text), ['all units: fog'])
  assert.ok(!foreign.events.some((e) => e.data.text === 'the gate is open'), 'another unit does not read it')
  assert.equal((await act('M1', '/api/v1/broadcasts', { text: 'x', area: 'north' })).status, 403)
  t.close()
  foreign.close()
})

test('replayed from zero, all of it is the same picture', async () => {
  const said = ok(await c.call('POST', '/api/v1/verify', {}, c.token('admin')))
  assert.equal(said.ok, true, JSON.stringify(said))
})
