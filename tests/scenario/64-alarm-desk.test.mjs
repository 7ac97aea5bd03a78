// SPDX-License-Identifier: Apache-2.0
// The alarm desk from outside: whose an alarm is when centre and duty desk both see it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre({ set: { 'alarm.hand_over_s': 8 } }) // as long as a slow machine may take to accept
let op, duty, south, n = 0
const press = async (kind = 'panic', device = 'btn-1') =>
  ok(await c.call('POST', '/api/v1/alarms', { device, kind, at: new Date().toISOString(), id: `owner-${n++}` }, c.token('alarm'))).id
const alarm = async (id, who = op) => (await who.call('GET', '/api/v1/picture?topics=alarm')).json.entities.alarm[id]
const act = (who, id, what, body = {}) => who.call('POST', `/api/v1/alarms/${id}/${what}`, body)

before(async () => {
  await c.start()
  await smallCity(c)
  op = await c.person('centre', 'operator')
  duty = await c.person('duty-north', 'operator', '--area', 'north')
  south = await c.person('duty-south', 'operator', '--area', 'south')
})
after(() => c.end())

describe('an alarm has one owner', () => {
  test('of fifty who acknowledge at once one has it; the others are told who', async () => {
    const id = await press()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => act(i % 2 ? op : duty, id, 'acknowledge')))
    const won = answers.filter((r) => r.status === 200), lost = answers.filter((r) => r.status === 409)
    assert.deepEqual([won.length, lost.length], [1, 49])
    const { owner } = await alarm(id)
    assert.ok([op.user, duty.user].includes(owner))
    assert.ok(lost.every((r) => r.json.detail.includes(owner)), lost[0].text)
    assert.deepEqual(await alarm(id), await alarm(id, duty))
    ok(await act(owner === op.user ? op : duty, id, 'close', { disposition: 'test' }))
  })

  test('of twenty who take it over from the same owner one has it, and the former owner hears of it', async () => {
    const id = await press()
    ok(await act(op, id, 'acknowledge'))
    const people = await Promise.all(Array.from({ length: 4 }, (_, i) => c.person(`taker-${i}`, 'operator', '--area', 'north')))
    const s = c.stream({ cookie: op.cookie })
    await until(() => s.messages.length > 0)
    assert.equal((await act(duty, id, 'close', { disposition: 'test' })).status, 409)
    assert.equal((await act(south, id, 'take', { from: op.user })).status, 403)
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => act(people[i % 4], id, 'take', { from: op.user })))
    const { owner } = await alarm(id)
    for (const [i, r] of answers.entries()) assert.equal(r.status, people[i % 4].user === owner ? 200 : 409, r.text)
    await until(() => s.events.some((e) => e.type === 'alarm.taken' && e.data.owner_before === op.user), undefined, 'the former owner')
    assert.equal(s.events.filter((e) => e.type === 'alarm.taken').length, 1)
    s.close()
    ok(await act(people.find((one) => one.user === owner), id, 'close', { disposition: 'test' }))
  })

  test('handed over to a desk: it stays the owner\'s until that is accepted, and when nobody does in time', async () => {
    const id = await press()
    ok(await act(duty, id, 'acknowledge'))
    assert.equal((await act(duty, id, 'hand_over', { to: `user/${south.user}` })).status, 400)
    ok(await act(duty, id, 'hand_over', { to: 'desk/' }))
    assert.equal((await alarm(id)).owner, duty.user)
    await until(async () => !(await alarm(id)).offered_to, undefined, 'the offer is over')
    assert.equal((await alarm(id)).owner, duty.user)
    assert.equal((await act(op, id, 'accept')).status, 409)
    ok(await act(duty, id, 'hand_over', { to: `user/${op.user}` }))
    ok(await act(op, id, 'accept'))
    assert.equal((await alarm(id)).owner, op.user)
    assert.equal((await alarm(id)).owner_before, duty.user)
    assert.equal((await alarm(id)).acked_by, duty.user)
    const steps = (await op.call('GET', `/api/v1/history/alarm/${id}`)).json.events.map((e) => e.type)
    assert.deepEqual(steps.filter((one) => /offered|lapsed|accepted/.test(one)), ['alarm.offered', 'alarm.lapsed', 'alarm.offered', 'alarm.accepted'])
    ok(await act(op, id, 'close', { disposition: 'test' }))
  })

  test('answers to the script are notes of a person with a time, and both places see them', async () => {
    const id = await press()
    ok(await act(op, id, 'acknowledge'))
    const note = ok(await act(duty, id, 'note', { text: 'Is anybody hurt? No', step: 'script.2', answer: 'no' })).id
    const seen = (await op.call('GET', '/api/v1/picture?topics=dispatch')).json.entities.note[note]
    assert.deepEqual([seen.step, seen.answer, seen.by], ['script.2', 'no', duty.user])
    assert.equal((await act(duty, id, 'note', { text: 'x', step: 'code.1', answer: 'matched' })).status, 400)
    ok(await act(op, id, 'close', { disposition: 'test' }))
  })
})
