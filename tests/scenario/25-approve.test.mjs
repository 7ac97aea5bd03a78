// SPDX-License-Identifier: Apache-2.0
// What two persons must agree on: through every door there is, nobody does it alone.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, filesBelow, until } from './harness.mjs'

const c = new Centre()
const PASSWORD = 'a long password'
const entry = (plate) => ({ plate, region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 12', reason: 'stolen', expires_at: new Date(Date.now() + 864e5).toISOString() })
const ask = (who, plate) => who.call('POST', '/api/v1/entries?reason=by%20telex', entry(plate))
const entries = async () => Object.keys((await c.call('GET', '/api/v1/picture?topics=road', undefined, c.token('supervisor'))).json.entities.entry ?? {})

let ana, bek, eve
before(async () => {
  await c.start()
  ana = await c.person('ana', 'supervisor')
  bek = await c.person('bek', 'supervisor')
  eve = await c.person('eve', 'admin')
  c.token('supervisor')
})
after(() => c.end())

test('a wanted vehicle by hand waits for a second person, also over a restart', async () => {
  const asked = await ask(ana, '01A111AA')
  assert.equal(asked.status, 202, asked.text)
  assert.equal(asked.json.waits, true)
  assert.deepEqual(await entries(), [])
  assert.equal((await ana.call('PUT', '/api/v1/hotlists/mine', JSON.stringify(entry('01A111AA')))).status, 403)
  const { id } = asked.json
  assert.equal((await ana.call('POST', `/api/v1/approvals/${id}/approve`, {})).status, 403)
  await c.stop()
  await c.start()
  const [waiting] = (await bek.call('GET', '/api/v1/approvals')).json.approvals
  assert.deepEqual([waiting.id, waiting.command, waiting.asked_by, waiting.reason, waiting.body.plate, waiting.own, waiting.may],
    [id, 'road.entry_add', ana.user, 'by telex', '01A111AA', false, true])
  const done = await bek.call('POST', `/api/v1/approvals/${id}/approve`, {})
  assert.equal(done.status, 200, done.text)
  assert.deepEqual(await entries(), [done.json.result.split('/')[1]])
  const { events } = (await bek.call('GET', `/api/v1/history/approval/${id}`, undefined, await c.purpose(bek.user))).json
  const [first, last] = [events[0], events.at(-1)]
  assert.deepEqual([first.type, first.actor, last.type, last.actor, last.data.asked_by, last.data.decided_by],
    ['approval.asked', `user/${ana.user}`, 'approval.approved', `user/${bek.user}`, ana.user, bek.user])
  assert.equal(events.find((e) => e.type === 'entry.added').actor, `user/${ana.user}`)
  assert.doesNotMatch(JSON.stringify(events.filter((e) => e.subject?.startsWith('approval/'))), /01A111AA/)
})

test('of many who answer at once one decides, and it happens once', async () => {
  const dan = await c.person('dan', 'supervisor')
  const before = (await entries()).length
  const { id } = (await ask(ana, '01A222AA')).json
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? bek : dan).call('POST', `/api/v1/approvals/${id}/${i % 5 === 0 ? 'refuse' : 'approve'}`, i % 5 === 0 ? { why: 'no' } : {})))
  const good = answers.filter((a) => a.status === 200)
  assert.equal(good.length, 1)
  assert.ok(answers.every((a) => [200, 404].includes(a.status)))
  assert.equal((await entries()).length - before, good[0].json.result ? 1 : 0)
})

/** A call through the control socket, as markazctl makes it. */
const local = (path, body) => new Promise((resolve, reject) => {
  const r = request({ socketPath: join(c.store, 'control.sock'), path, method: 'POST' }, (a) => { a.resume(); a.on('end', () => resolve({ status: a.statusCode })) })
  r.on('error', reject)
  r.end(JSON.stringify(body))
})

test('10,000 concurrent tries to approve what one asked for oneself: none succeeds', async () => {
  const again = await c.signIn('ana', PASSWORD)
  const mine = c.token('supervisor')
  const before = await entries()
  const { id } = (await ask(ana, '01A333AA')).json
  const path = `/api/v1/approvals/${id}/approve`
  const doors = [() => ana.call('POST', path, {}), () => again.call('POST', path, {}), () => c.call('POST', path, {}, mine), () => local(path, {}),
    (i) => ana.call('POST', path, { id: `tap-${i}` })]
  const seen = {}
  let next = 0
  await Promise.all(Array.from({ length: 64 }, async () => {
    while (next < 10000) {
      const i = next++
      const { status } = await doors[i % doors.length](i)
      seen[status] = (seen[status] ?? 0) + 1
    }
  }))
  assert.deepEqual(seen, { 403: 10000 })
  assert.deepEqual(await entries(), before)
  assert.equal((await bek.call('POST', path, {})).status, 200)
})

test('a token’s maker does not approve what the token asked, nor the token what its maker asked', async () => {
  const made = await eve.call('POST', '/api/v1/tokens', { name: 'list clerk', role: 'supervisor' })
  assert.equal(made.status, 200, made.text)
  const asked = await c.call('POST', '/api/v1/entries?reason=x', entry('01A444AA'), made.json.token)
  assert.equal(asked.status, 202)
  const [one] = (await bek.call('GET', '/api/v1/approvals')).json.approvals
  assert.equal(one.person, eve.user)
  assert.equal((await bek.call('POST', `/api/v1/approvals/${asked.json.id}/refuse`, { why: 'no document' })).status, 200)
})

test('a password that somebody else set is changed before anything, and before it counts as a person', async () => {
  const made = await eve.call('POST', '/api/v1/users', { name: 'gul', role: 'supervisor', password: 'known to eve as well' })
  assert.equal(made.status, 200, made.text)
  const gul = await c.signIn('gul', 'known to eve as well')
  assert.equal(gul.password_given, true)
  const { id } = (await ask(ana, '01A777AA')).json
  const refused = [['GET', '/api/v1/picture'], ['GET', '/api/v1/stream'], ['GET', '/api/v1/looks/own'], ['GET', '/api/v1/approvals'],
    ['POST', `/api/v1/approvals/${id}/approve`, {}], ['POST', '/api/v1/entries?reason=x', entry('01A778AA')]]
  for (const [method, path, body] of refused) {
    const a = await gul.call(method, path, body)
    assert.deepEqual([a.status, a.json.field], [403, 'password'], `${method} ${path}: ${a.text}`)
  }
  const other = await c.signIn('gul', 'known to eve as well')
  const change = (who, old, password) => who.call('POST', '/api/v1/session/password', { old, password })
  assert.deepEqual([(await change(gul, 'not what it was', PASSWORD)).json.field, (await change(gul, 'known to eve as well', 'short')).json.field,
    (await change(gul, 'known to eve as well', 'known to eve as well')).json.field], ['old', 'password', 'password'])
  assert.equal((await change(gul, 'known to eve as well', PASSWORD)).status, 200)
  assert.equal((await other.call('GET', '/api/v1/session')).status, 401)
  assert.equal((await gul.call('GET', '/api/v1/session')).json.password_given, false)
  assert.equal((await gul.call('POST', `/api/v1/approvals/${id}/refuse`, { why: 'not signed' })).status, 200)
  await assert.rejects(c.signIn('gul', 'known to eve as well'))
  // gul is told of each password and of each sign-in with one that was not gul's own
  const account = async () => (await gul.call('GET', '/api/v1/looks/own')).json.account.map((a) => [a.what, a.by])
  assert.deepEqual(await account(), [['password', `user/${eve.user}`], ['given_sign_in', `user/${gul.user}`], ['given_sign_in', `user/${gul.user}`], ['password', `user/${gul.user}`]])
  // given anew, it is not gul alone who knows it
  assert.equal((await eve.call('POST', `/api/v1/users/${gul.user}/reset`, { password: 'known to eve again' })).status, 200)
  assert.equal((await gul.call('GET', '/api/v1/session')).status, 401)
  assert.equal((await c.signIn('gul', 'known to eve again')).password_given, true)
  assert.equal((await eve.call('POST', `/api/v1/users/${eve.user}/reset`, { password: 'known to eve again' })).status, 403)
  const user = (await c.call('GET', '/api/v1/picture?topics=access', undefined, c.token('admin'))).json.entities.user[gul.user]
  assert.equal(user.password_by, eve.user)
})

/** Every byte of the store. */
const bytes = (store) => Buffer.concat(filesBelow(store).map(([, there]) => there))

test('rights are granted alone until there are two administrators, from then on by two; markazctl asks too', async () => {
  const add = (name, ...more) => c.ctl(['user', 'add', name, '--role', 'admin', ...more], `${PASSWORD}\n`)
  assert.equal(add('second').code, 0)
  const bare = add('third')
  assert.equal(bare.code, 1)
  assert.match(bare.err, /say why/)
  const secret = 'very secret words 77'
  const asked = c.ctl(['user', 'add', 'third', '--role', 'admin', '--reason', 'night shift, «смена»'], `${secret}\n`)
  assert.equal(asked.code, 3, asked.err)
  const id = /waits for approval (Q\d+) until 20/.exec(asked.err)[1]
  assert.match(c.ctl(['approval', 'list']).out, new RegExp(`${id} +access.user_add +local .*смена`))
  assert.ok(!c.ctl(['user', 'list']).out.includes('third'))
  assert.ok(!bytes(c.store).includes(secret))
  assert.equal((await eve.call('POST', `/api/v1/approvals/${id}/approve`, {})).status, 200)
  assert.ok(c.ctl(['user', 'list']).out.includes('third'))
  const third = await c.signIn('third', secret)
  assert.deepEqual([third.role, third.password_given], ['admin', true])
  // what one alone could undo it with
  for (const args of [['user', 'reset', 'second'], ['token', 'add', 't', '--role', 'supervisor']]) {
    const r = c.ctl([...args, '--reason', 'x'], `${PASSWORD}\n`)
    assert.equal(r.code, 3, r.err)
    assert.equal(c.ctl(['approval', 'withdraw', /Q\d+/.exec(r.err)[0]]).code, 0)
  }
  const second = /^(\S+) +second /m.exec(c.ctl(['user', 'list']).out)[1]
  assert.equal((await eve.call('PATCH', `/api/v1/users/${second}?reason=x`, { role: 'operator' })).status, 202)
  assert.equal(c.ctl(['token', 'add', 'camera', '--role', 'camera']).code, 0)
})

test('a token that waits is worth nothing until it is approved', async () => {
  const made = await eve.call('POST', '/api/v1/tokens?reason=lists', { name: 'clerk', role: 'supervisor' })
  assert.equal(made.status, 202, made.text)
  const status = async () => (await c.call('GET', '/api/v1/session', undefined, made.json.token)).status
  assert.equal(await status(), 401)
  const third = await c.choose('third', 'very secret words 77', PASSWORD)
  assert.equal((await third.call('POST', `/api/v1/approvals/${made.json.id}/approve`, {})).status, 200)
  assert.equal(await status(), 200)
})

test('the stream tells those who may see it, without what is asked', async () => {
  const s = c.stream({ cookie: bek.cookie }, '?topics=approval')
  await until(() => s.messages.length > 0, 10000, 'hello')
  const { id } = (await ask(ana, '01A555AA')).json
  await bek.call('POST', `/api/v1/approvals/${id}/refuse`, { why: 'not signed' })
  await until(() => s.events.some((e) => e.type === 'approval.refused'), 10000, 'both events')
  s.close()
  assert.ok(s.events.some((e) => e.type === 'approval.asked' && e.data.command === 'road.entry_add'))
  assert.doesNotMatch(JSON.stringify(s.events), /01A555AA|argon2/)
})
