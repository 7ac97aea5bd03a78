// SPDX-License-Identifier: Apache-2.0
// A subject is told later only by a signed, dated order that two persons let count, and is told then.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Centre, smallCity, until } from './harness.mjs'

const DAY = 86400000
const sha = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest()

/** An office with a key, as signed notes name it. */
function office(name) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pub = publicKey.export({ type: 'spki', format: 'der' }).subarray(12)
  const id = sha(name, '\n\x01', pub).subarray(0, 4).toString('hex')
  return { name, privateKey, vkey: `${name}+${id}+${Buffer.concat([Buffer.from([1]), pub]).toString('base64')}` }
}

const prosecutor = office('prosecutor.example'), nobody = office('nobody.example')
const c = new Centre({ set: { 'look.order_issuers': `${office('court.example').vkey} ${prosecutor.vkey}` } })
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const seconds = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z')
let ana, bek, looker, portal, subject, n = 0

const cases = async () => ok(await c.call('GET', '/api/v1/picture?topics=case', undefined, c.token('supervisor'))).entities.casefile
const newCase = async (...people) => c.openCase({ number: `${++n}/2026`, people, subjects: [`user:${subject.user}`], expires_at: new Date(Date.now() + 30 * DAY).toISOString() })

/** What the office signs, and the body that brings it. */
async function order(id, change = {}, by = prosecutor) {
  const file = (await cases())[id]
  const o = { office: prosecutor.name, number: `${++n}-D/2026`, issued_at: seconds(Date.now()), until: seconds(Date.now() + DAY), document: sha('the paper').toString('hex'), ...change }
  const text = `markaz/defer1\nissuer ${o.office}\nnumber ${o.number}\ncase ${id} ${file.number}\nopened ${file.opened_at}\nissued ${o.issued_at}\nuntil ${o.until}\ndocument ${o.document}\n`
  return { ...o, signature: sign(null, Buffer.from(text), by.privateKey).toString('base64') }
}
const ask = (id, body, who = ana) => who.call('POST', `/api/v1/cases/${id}/defer?reason=order%20of%20the%20prosecutor`, body)
const approve = (asked, who = bek) => who.call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})
const refused = (r, field, words) => { assert.ok([400, 403, 422].includes(r.status), r.text); assert.equal(r.json.field, field, r.text); assert.match(r.json.detail, words) }

const look = async (id) => ok(await looker.call('GET', `/api/v1/history/user/${subject.user}`, undefined, `investigation case=${id}`))
const usages = async () => (await (await fetch(`${c.url}/findUsage/v2/findUsage?userCode=user/${subject.user}`, { headers: { authorization: `Bearer ${portal}`, 'x-road-userid': 'UZ31234' } })).json())
const own = async () => ok(await subject.call('GET', '/api/v1/looks/own'))
const events = async (id) => ok(await looker.call('GET', `/api/v1/history/casefile/${id}`, undefined, `investigation case=${id}`)).events

before(async () => {
  await c.start()
  await smallCity(c)
  ana = await c.person('ana', 'supervisor')
  bek = await c.person('bek', 'supervisor')
  looker = await c.person('looker', 'supervisor')
  subject = await c.person('subject', 'operator')
  portal = c.token('portal')
})
after(() => c.end())

test('without an order a subject is told at once', async () => {
  await look(await newCase(looker.user))
  const { totalUsages, usages: [one] } = await usages()
  assert.equal(totalUsages, 1)
  assert.deepEqual([one.purpose, one.deferredUntil, one.receiverCode], ['investigation', null, looker.user])
})

test('an order counts only signed by its office, for this case, in time, and not for too long', async () => {
  const id = await newCase(looker.user), other = await newCase(looker.user)
  const bad = async (change, field, words) => refused(await ask(id, await order(id, change)), field, words)
  refused(await ask(id, await order(id, {}, nobody)), 'signature', /not signed by/)
  await bad({ office: nobody.name }, 'office', /none of the offices/)
  await bad({ until: seconds(Date.now() - 2000) }, 'until', /is over/)
  await bad({ until: seconds(Date.now() + 91 * DAY) }, 'until', /at most 90 days/)
  await bad({ issued_at: seconds(Date.now() + DAY) }, 'issued_at', /not in the future/)
  await bad({ number: '1\nuntil 2099-01-01T00:00:00Z' }, 'number', /one line/)
  const good = await order(id)
  for (const [name, value] of [['until', seconds(Date.now() + 2 * DAY)], ['number', '9-D/2026'], ['document', sha('another').toString('hex')], ['issued_at', seconds(Date.now() - DAY)]])
    refused(await ask(id, { ...good, [name]: value }), 'signature', /not signed by/)
  refused(await ask(other, good), 'signature', /not signed by/) // of another case
  refused(await ask(id, { ...good, signature: good.signature.slice(0, 40) }), 'signature', /not signed by/)
  assert.equal((await subject.call('POST', `/api/v1/cases/${id}/defer?reason=x`, good)).status, 403)
  assert.equal((await cases())[id].deferred_until, undefined)
})

test('a hidden view needs two persons before it: an order counts when another person approved it, and nobody approves his own', async () => {
  const id = await newCase(looker.user)
  const body = await order(id)
  const asked = await ask(id, body)
  assert.equal(asked.status, 202, asked.text)
  assert.equal((await approve(asked, ana)).status, 403)
  assert.equal((await cases())[id].deferred_until, undefined)
  await look(id)
  assert.equal((await usages()).totalUsages, 2, 'what is only asked puts nothing off')
  assert.equal((await approve(asked)).status, 200)
  assert.equal((await ask(id, body)).status, 409)
  const before = await usages()
  await look(id)
  const granted = ok(await approve(await looker.call('POST', '/api/v1/exports?reason=x', { casefile: id, purpose: 'investigation', about: [`user:${subject.user}`] }))).result.split('/')[1]
  const file = await looker.call('GET', `/api/v1/exports/${granted}/file`, undefined, `investigation case=${id}`)
  assert.deepEqual([file.status, file.text.endsWith('}\n')], [200, true], 'an export is a look-up like any other')
  assert.deepEqual(await usages(), before, 'neither shown nor counted')
  assert.ok(!JSON.stringify(await own()).includes(body.until))
  ok(await looker.call('GET', `/api/v1/history/user/${bek.user}`, undefined, `investigation case=${id}`))
  const told = ok(await bek.call('GET', '/api/v1/looks/own')).usages.filter((u) => u.receiverCode === looker.user)
  assert.deepEqual(told.map((u) => u.deferredUntil), [null], 'whom the case does not name is told at once')
  const made = (await events(id)).find((e) => e.type === 'case.deferred')
  assert.equal(made.actor, `user/${ana.user}`)
  assert.deepEqual([made.data.order_issuer, made.data.order_number, made.data.order_document, made.data.order_signature], [body.office, body.number, body.document, body.signature])
  const counts = await until(async () => { const r = await fetch(`${c.url}/api/v1/public`); const p = r.ok ? (await r.json()).counts : {}; return p['look.deferred'] >= 2 && p }, undefined, 'the public count')
  assert.equal(counts['case.deferred'], 1)
})

test('what was put off is told when the order is over, and says until when it was', async () => {
  const id = await newCase(looker.user)
  let body, before
  for (let span = 15000; ; span *= 2) { // a slow machine gets more time
    body = await order(id, { until: seconds(Date.now() + span) })
    const asked = await ask(id, body), done = asked.status === 202 && (await approve(asked))
    before = (await usages()).totalUsages
    if (done.status === 200) await look(id)
    if (done.status === 200 && Date.now() < Date.parse(body.until)) break
  }
  await c.stop()
  await c.start()
  const shown = await until(async () => { const u = await usages(); return u.totalUsages > before && u }, undefined, 'the order to be over')
  assert.ok(Date.now() >= Date.parse(body.until))
  assert.deepEqual([shown.totalUsages, shown.usages[0].deferredUntil, shown.usages[0].purpose], [before + 1, body.until, 'investigation'])
  assert.equal((await own()).usages[0].deferredUntil, body.until)
  await look(id)
  assert.equal((await usages()).usages[0].deferredUntil, null, 'from then on at once again')
})
