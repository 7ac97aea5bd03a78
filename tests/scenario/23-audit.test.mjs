// SPDX-License-Identifier: Apache-2.0
// The auditor's questions: looks by what they stand on, one person's acts in order, one subject; each question is itself an event.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Centre, smallCity, sleep, spelt, until } from './harness.mjs'

const c = new Centre()
const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
let auditor, desk, officer, casefile
const looks = async (query = '') => ok(await auditor.call('GET', `/api/v1/audit/looks?${query}`, undefined, 'audit'))
const acts = async (id, query = '') => ok(await auditor.call('GET', `/api/v1/audit/acts/${id}?${query}`, undefined, 'audit'))
const told = (l) => [l.by, l.route, l.subject, l.purpose, l.casefile]

before(async () => {
  await c.start()
  await smallCity(c)
  auditor = await c.person('ombud', 'auditor')
  desk = await c.person('looker', 'operator', '--full-name', 'A. Looker')
  officer = await c.person('seen', 'unit', '--unit', 'M3')
  casefile = await c.openCase({ people: [desk.user] })
})
after(() => c.end())

test('looks are found by person, action, purpose, subject, case, incident and time, newest first, in pages', async () => {
  const purpose = `conduct case=${casefile}`
  ok(await desk.call('GET', '/api/v1/history/unit/M3', undefined, purpose))
  await sleep(5)
  const between = at()
  await sleep(5)
  const incident = ok(await desk.call('POST', '/api/v1/incidents', { kind: 'other', priority: 5, title: 'theft' })).id
  for (let i = 0; i < 5; i++) ok(await desk.call('GET', '/api/v1/search/alarm', undefined, `response incident=${incident}`))
  const one = [desk.user, 'core.history', 'unit/M3', 'conduct', casefile]
  for (const query of ['subject=unit/M3', `casefile=${casefile}`, `by=${desk.user}&purpose=conduct`, 'route=core.history', `by=${desk.user}&to=${between}`])
    assert.deepEqual((await looks(query)).items.filter((l) => l.by === desk.user).map(told), [one], query)
  assert.equal((await looks(`incident=${incident}`)).items.length, 5)
  assert.equal((await looks(`by=${desk.user}&from=${between}`)).items.length, 5)
  assert.equal((await looks(`by=${desk.user}&from=${between}&to=${between}`)).items.length, 0)
  const all = (await looks(`by=${desk.user}`)).items
  assert.equal(all.length, 6)
  let next = '', paged = []
  for (let i = 0; i < 3; i++) {
    const page = await looks(`by=${desk.user}&limit=2${next}`)
    paged = paged.concat(page.items)
    next = `&before=${page.next}`
  }
  assert.deepEqual(paged, all)
  assert.equal((await looks(`by=${desk.user}&limit=2${next}`)).next, null)
  for (const bad of ['limit=1001', 'limit=0', 'from=yesterday', 'purpose=curiosity', 'before=x'])
    assert.equal((await auditor.call('GET', `/api/v1/audit/looks?${bad}`, undefined, 'audit')).status, 400, bad)
})

test('what was done with a token is followed, revoked or not', async () => {
  const token = c.token('alarm', '--device', 'btn-1'), id = await c.tokenId(token), from = at()
  const { id: alarm } = ok(await c.call('POST', '/api/v1/alarms', { device: 'btn-1', kind: 'panic', at: at(), id: 'followed' }, token))
  const did = async () => (await acts(`token:${id}`, `from=${from}`)).items.filter((a) => a.of === `alarm/${alarm}`).map((a) => a.type)
  assert.deepEqual(await did(), ['alarm.raised'])
  assert.equal(c.ctl(['token', 'revoke', id]).code, 0)
  assert.deepEqual(await did(), ['alarm.raised'])
  assert.ok((await looks(`subject=token/${id}`)).items.filter((l) => l.route === 'look.audit_acts').length >= 2, 'each question is written')
})

test('one person is followed: what was done, in order, with its subject and its number in the sealed history', async () => {
  const tab = { duty: 'on', at: at(-1), sound: true }
  const from = at()
  ok(await officer.call('POST', '/api/v1/units/M3/duty', tab))
  ok(await officer.call('POST', '/api/v1/units/M3/duty', { ...tab, duty: 'off', at: at() }))
  const page = await acts(officer.user, `from=${from}`)
  assert.deepEqual(page.items.filter((a) => a.of === 'unit/M3').map((a) => a.type), ['unit.duty', 'unit.duty'])
  assert.ok(page.items.every((a, i, all) => i === 0 || a.seq > all[i - 1].seq))
  assert.ok(page.items.every((a) => a.data === undefined), 'what was in it is for who has a case')
  const all = (await acts(desk.user)).items
  const own = all.filter((a) => a.type === 'look.made')
  assert.equal(own.length, 6)
  assert.deepEqual([own[0].data.subject, own[0].data.purpose, own[0].data.casefile], ['unit/M3', 'conduct', casefile])
  const first = await acts(desk.user, 'limit=3'), rest = await acts(desk.user, `limit=1000&after=${first.next}`)
  assert.deepEqual([...first.items, ...rest.items], all)
  assert.equal(rest.next, null)
  assert.deepEqual((await acts('U999999')).items, [])
  const local = (await acts('local')).items.map((a) => a.type)
  assert.ok(local.includes('user.added'), local.join())
  const proof = await until(async () => { const r = await fetch(`${c.url}/log/proof/${own[0].seq}`); return r.ok && r.text() }, undefined, 'the proof')
  assert.match(proof, /^c2sp\.org\/tlog-proof@v1\nindex \d+\n/)
})

test('each question is an event, which the answer names, and its subject is told', async () => {
  const asked = await looks(`by=${desk.user}`)
  const again = (await looks(`by=${auditor.user}&route=look.audit_looks&limit=2`)).items
  assert.ok(asked.looked > 0 && again[1].seq === asked.looked, JSON.stringify([asked.looked, again]))
  assert.deepEqual([again[1].purpose, again[1].subject], ['audit', `user/${desk.user}`])
  const followed = await acts(officer.user)
  const own = ok(await officer.call('GET', '/api/v1/looks/own')).usages
  assert.deepEqual(own.filter((u) => u.action === 'look.audit_acts').map((u) => u.seq)[0], followed.looked)
  for (const path of ['/api/v1/audit/looks', `/api/v1/audit/acts/${desk.user}`]) {
    assert.equal((await desk.call('GET', path, undefined, 'audit')).status, 403)
    assert.equal((await auditor.call('GET', path)).status, 403, 'not without saying so')
  }
})

test('of a long question it is written how it begins, and the hash of the whole, like of any other', async () => {
  const query = `subject=${encodeURIComponent('plate/01A777BD')}&x=${'a'.repeat(6000)}`
  const { looked } = await looks(query)
  const { id, subject } = (await looks(`by=${auditor.user}&route=look.audit_looks`)).items.find((l) => l.seq === looked)
  const [{ data }] = ok(await auditor.call('GET', `/api/v1/history/look/${id}`, undefined, 'audit')).events
  const written = query.replace(/subject=[^&]*/, `subject=${subject}`)
  assert.deepEqual([data.query, data.query_sha256], [written.slice(0, 2000), createHash('sha256').update(written).digest('hex')])
})

test('a plate is asked for as it is read, and stands nowhere in the account', async () => {
  ok(await c.twice('POST', '/api/v1/entries', { plate: '01A777BC', region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 3', reason: 'stolen', expires_at: at(86400) }, c.token('supervisor')))
  ok(await c.call('POST', '/api/v1/reads', JSON.stringify({ camera: 'cam-1', plate: '01A777BC', region: 'uz', at: at() }), c.token('camera')))
  const hit = await until(async () => Object.keys((await desk.call('GET', '/api/v1/picture?topics=road')).json.entities.hit ?? {})[0], undefined, 'the hit')
  ok(await desk.call('GET', `/api/v1/history/hit/${hit}`))
  const found = await looks(`subject=${encodeURIComponent('plate/01 a 777-bc')}&by=${desk.user}`)
  assert.deepEqual(found.items.map((l) => [l.by, l.access]), [[desk.user, 'duty']])
  assert.equal((await looks(`subject=${found.items[0].subject}&by=${desk.user}`)).items.length, 1, 'by the name it has in the account, too')
  const question = (await looks(`by=${auditor.user}&route=look.audit_looks`)).items.find((l) => l.seq === found.looked)
  assert.equal(question.subject, found.items[0].subject)
  const text = JSON.stringify(ok(await auditor.call('GET', `/api/v1/history/look/${question.id}`, undefined, 'audit')))
  assert.doesNotMatch(text, spelt('01A777BC'))
})

test('an auditor of one area sees what was done there', async () => {
  const south = await c.person('south-ombud', 'auditor', '--area', 'south'), there = await c.person('southern', 'operator', '--area', 'south')
  ok(await there.call('GET', '/api/v1/search/alarm', undefined, `investigation case=${await c.openCase({ people: [there.user] })}`))
  const seen = ok(await south.call('GET', '/api/v1/audit/looks?limit=1000', undefined, 'audit')).items
  assert.deepEqual([...new Set(seen.map((l) => l.area))], ['south'])
  assert.ok(seen.some((l) => l.by === there.user))
  assert.equal(ok(await south.call('GET', `/api/v1/audit/acts/${desk.user}`, undefined, 'audit')).items.length, 0)
})
