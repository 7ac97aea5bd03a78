// SPDX-License-Identifier: Apache-2.0
// Who looks at what, and why: every route is public, duty or a look-up, and nothing of a look-up is shown without its purpose and event.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, root, smallCity, spelt, until } from './harness.mjs'

const c = new Centre()
const api = JSON.parse(readFileSync(join(root, 'doc/api/openapi.json'), 'utf8'))
const roles = JSON.parse(readFileSync(join(root, 'schema/roles.json'), 'utf8')).roles
const routes = Object.entries(api.paths).flatMap(([path, ops]) => Object.entries(ops).map(([method, op]) => ({
  method: method.toUpperCase(), template: path, id: op.operationId, permission: op['x-permission'], access: op['x-access'] })))
const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
let n = 0
const press = async (device = 'btn-1') => (await c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: at(), id: `p${n++}` }, c.token('alarm'))).json.id
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const refused = (r, words) => { assert.deepEqual([r.status, r.json.field], [403, 'purpose'], r.text); assert.match(r.json.detail, words) }
const seq = async () => ok(await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).seq
let auditor
/** Entities of the account, as the auditor finds them: newest first. */
const account = async (kind, query = '') => ok(await auditor.call('GET', `/api/v1/search/${kind}?limit=1000${query}`, undefined, 'audit')).items
const looksOf = async (by) => (await account('look', `&by=${by}`)).filter((l) => l.access === 'look_up')

before(async () => { await c.start(); await smallCity(c); auditor = await c.person('ombud', 'auditor') })
after(() => c.end())

/** A path of the route that names what there is, and is nobody's duty: closed, or of persons. */
async function examples() {
  const op = await c.person('closer', 'operator')
  const alarm = await press(), other = await press('btn-8') // not thrice the same
  for (const id of [alarm, other]) ok(await op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'test' }))
  return {
    'core.entity': `/api/v1/entity/alarm/${alarm}`, 'core.history': `/api/v1/history/alarm/${alarm}`, 'core.search': '/api/v1/search/alarm', 'core.replay': '/api/v1/replay?seq=1', 'core.replay_positions': '/api/v1/replay/positions?seq=1',
    'road.media_get': `/api/v1/media/${'a'.repeat(64)}`, 'registry.device_fixes': '/api/v1/devices/tab-M1/fixes',
    'look.audit_looks': '/api/v1/audit/looks', 'look.audit_acts': `/api/v1/audit/acts/${op.user}`,
    'unit.track': '/api/v1/units/M1/track', 'alarm.screen': `/api/v1/alarms/${other}/screen`, 'alarm.snapshot_get': '/api/v1/snapshots/Z1',
  }
}

test('each route is public, duty or a look-up, and every look-up is asked for its purpose and written down before its answer', async () => {
  const path = await examples()
  const count = { public: 0, duty: 0, look_up: 0 }
  for (const r of routes) {
    assert.ok(r.access in count, `${r.method} ${r.template} says '${r.access}'`)
    count[r.access]++
    assert.equal(r.access === 'public', r.permission === 'public', r.template)
    if (r.access === 'look_up') assert.equal(r.method, 'GET', `${r.template}: only questions are look-ups`)
  }
  assert.equal(routes.length, count.public + count.duty + count.look_up)
  // Of a site's plan, its keyholders and procedures the work of those who may see them is enough; it is written down all the same.
  const ofSites = { 'registry.plan_get': ['/api/v1/sites/school-1/plan', 'site/school-1'], 'registry.keyholders': ['/api/v1/sites/school-1/keyholders', 'site/school-1'], 'registry.procedure_view': ['/api/v1/procedures/all', 'procedure/all'] }
  for (const [id, [of, subject]] of Object.entries(ofSites)) {
    assert.notEqual((await c.call('GET', of, undefined, c.token('admin'))).status, 403, id)
    assert.ok((await account('look')).some((l) => l.access === 'duty' && l.subject === subject), `${id} left no event`) // once a person, site and shift
  }
  // An export is one person's, granted for one case (26-export.test.mjs): to all others, whatever they say, it is not there.
  const others = ['look.usage', 'look.export_file']
  for (const role of Object.keys(roles).filter((x) => roles[x].includes('history.read')))
    assert.ok([403, 404].includes((await c.call('GET', '/api/v1/exports/e1/file', undefined, c.token(role), await c.purpose(c.token(role)))).status), role)
  for (const r of routes.filter((x) => x.access === 'look_up' && !others.includes(x.id) && !(x.id in ofSites))) { // a subject's own question has no purpose: see below
    assert.ok(path[r.id], `${r.id} has no example here: each look-up is tried`)
    for (const role of Object.keys(roles).filter((x) => roles[x].includes(r.permission))) {
      const token = c.token(role, ...(role === 'unit' ? ['--device', 'tab-M2'] : []))
      if (r.id === 'registry.device_fixes' && role !== 'admin') continue // a unit's place is the duty desk's duty; see below
      const before = await seq()
      refused(await c.call('GET', path[r.id], undefined, token), /needs a purpose/)
      for (const bad of ['response', 'response incident=I999', 'investigation case=F999', 'audit', 'curious case=F1', 'investigation', 'investigation why=because%20I%20want%20to'].filter((p) => p !== 'audit' || !r.id.startsWith('look.audit_')))
        assert.ok([400, 403].includes((await c.call('GET', path[r.id], undefined, token, bad)).status), `${role} ${r.id} ${bad}`)
      assert.equal(await seq(), before, 'a refusal writes nothing')
      const purpose = await c.purpose(token)
      const after = await seq()
      const answer = await c.call('GET', path[r.id], undefined, token, purpose)
      assert.notEqual(answer.status, 403, `${role} ${r.id}: ${answer.text}`)
      assert.ok(await seq() > after, `${role} ${r.id} left no event`)
      const [last] = await looksOf(await c.tokenId(token))
      assert.deepEqual([last.route, last.purpose, last.casefile], [r.id, 'investigation', purpose.split('=')[1]], `${role} ${r.id}`)
    }
  }
  for (const r of routes.filter((x) => x.access === 'duty' && x.method === 'GET' && !['core.stream'].includes(x.id) && !x.id.startsWith('door.'))) {
    const role = Object.keys(roles).find((x) => r.permission === 'signed_in' || roles[x].includes(r.permission))
    const answer = await c.call('GET', r.template.replace(/\{\w+\}/g, 'zz1'), undefined, c.token(role))
    assert.notEqual(answer.json?.field, 'purpose', `${r.id} is duty: nobody is asked`)
  }
  console.log(`# ${count.public} public, ${count.duty} duty, ${count.look_up} look-ups; all tried`)
})

test('what was asked is written whole, or how it begins and the hash of the whole', async () => {
  const who = await c.person('asker', 'supervisor')
  const purpose = await c.purpose(who.user)
  const search = async (query) => {
    ok(await who.call('GET', `/api/v1/search/alarm?${query}`, undefined, purpose))
    const [{ id }] = await account('look', `&by=${who.user}`)
    return ok(await auditor.call('GET', `/api/v1/history/look/${id}`, undefined, 'audit')).events[0].data
  }
  const short = `limit=1&state=closed&x=${'a'.repeat(1900)}`
  const first = await search(short)
  assert.deepEqual([first.query, first.query_sha256], [short, undefined])
  const long = `limit=1&x=${'b'.repeat(2500)}%D0%B0`
  const one = await search(long)
  assert.deepEqual([one.query, one.query_sha256], [long.slice(0, 2000), createHash('sha256').update(long).digest('hex')])
})

test('the machine\'s own tool is asked too', async () => {
  const { request } = await import('node:http')
  const status = (headers) => new Promise((resolve, reject) => {
    request({ socketPath: join(c.store, 'control.sock'), path: '/api/v1/search/alarm', headers }, (r) => { r.resume(); resolve(r.statusCode) }).on('error', reject).end()
  })
  assert.equal(await status({}), 403)
  assert.equal(await status({ 'markaz-purpose': 'audit' }), 403)
})

test('duty asks for nothing and is written once a person, item and shift', async () => {
  const op = await c.person('dutiful', 'operator')
  const alarm = await press()
  for (let i = 0; i < 3; i++) {
    assert.equal(ok(await op.call('GET', `/api/v1/entity/alarm/${alarm}`)).state, 'active')
    assert.ok(ok(await op.call('GET', `/api/v1/history/alarm/${alarm}`)).events.length > 0)
  }
  const mine = async () => (await account('look', `&by=${op.user}&access=duty`)).filter((l) => l.subject === `alarm/${alarm}`)
  assert.equal((await mine()).length, 1)
  assert.match((await mine())[0].shift, /^S\d+$/)
  const again = await c.signIn('dutiful', 'a long password')
  ok(await again.call('GET', `/api/v1/entity/alarm/${alarm}`))
  assert.equal((await mine()).length, 2, 'another shift')
  ok(await op.call('POST', `/api/v1/alarms/${alarm}/close`, { disposition: 'test' }))
  refused(await op.call('GET', `/api/v1/history/alarm/${alarm}`), /needs a purpose/) // what is closed is nobody's duty
})

test('each kind of item opened on duty is written; of another area, for whose work it is not, or closed, it is a look-up', async () => {
  const desk = await c.person('north-desk', 'operator', '--area', 'north'), south = await c.person('south-desk', 'operator', '--area', 'south')
  const alarm = await press()
  const incident = ok(await desk.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, alarm })).id
  ok(await desk.call('POST', '/api/v1/units/M2/duty', { duty: 'on', at: at(-1) }))
  const assignment = ok(await desk.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M2' })).id
  ok(await desk.call('POST', `/api/v1/incidents/${incident}/note`, { text: 'seen from the school' }))
  ok(await c.twice('POST', '/api/v1/entries', { plate: '01A888BC', region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 4', reason: 'stolen', expires_at: at(86400) }, c.token('supervisor')))
  ok(await c.call('POST', '/api/v1/reads', JSON.stringify({ camera: 'cam-1', plate: '01A888BC', region: 'uz', at: at(), image: 'b'.repeat(64) }), c.token('camera')))
  const of = async (kind, fits) => until(async () => Object.entries(ok(await desk.call('GET', '/api/v1/picture')).entities[kind] ?? {}).find(([, one]) => fits(one))?.[0], undefined, kind)
  const hit = await of('hit', (h) => h.plate === '01A888BC')
  const items = { alarm, incident, assignment, note: await of('note', (n) => n.about === `incident/${incident}`), hit, photo: await of('photo', (f) => f.about === `hit/${hit}`) }
  const written = async () => (await account('look', `&by=${desk.user}&access=duty`))
  for (const [kind, id] of Object.entries(items)) {
    const before = (await written()).length
    for (let i = 0; i < 2; i++) assert.equal((await desk.call('GET', `/api/v1/entity/${kind}/${id}`)).status, 200, kind)
    const now = await written()
    // a hit and its photo are of one plate: the subject of both
    assert.equal(now.length, before + (kind === 'photo' ? 0 : 1), `${kind} is written once`)
    assert.match(now[0].shift, /^S\d+$/, `${kind}: the sign-on is its purpose`)
    for (const [name, who] of [['another area', south], ['an auditor', auditor]]) {
      const r = await who.call('GET', `/api/v1/entity/${kind}/${id}`)
      assert.deepEqual([r.status, r.json.field], [403, 'purpose'], `${kind} for ${name}: ${r.text}`)
    }
  }
  ok(await desk.call('POST', `/api/v1/assignments/${assignment}/step`, { state: 'cancelled' }))
  ok(await desk.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'genuine' }))
  await desk.call('POST', `/api/v1/alarms/${alarm}/close`, { disposition: 'genuine' }) // if its incident has not closed it
  ok(await desk.call('POST', `/api/v1/hits/${hit}/dismiss`, { why: 'another car' }))
  for (const [kind, id] of Object.entries(items)) refused(await desk.call('GET', `/api/v1/entity/${kind}/${id}`), /needs a purpose/)
})

test('the duty of an officer ends with the shift, and is not the neighbour\'s', async () => {
  const officer = await c.person('officer', 'unit', '--unit', 'M1'), desk = await c.person('sender', 'operator')
  const alarm = await press()
  const incident = ok(await desk.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, alarm })).id
  ok(await officer.call('POST', '/api/v1/units/M1/duty', { duty: 'on', at: at(-1), sound: true }))
  refused(await officer.call('GET', `/api/v1/entity/incident/${incident}`), /needs a purpose/) // not sent there
  ok(await desk.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M1' }))
  ok(await officer.call('GET', `/api/v1/entity/incident/${incident}`))
  const [last] = await account('look', `&by=${officer.user}`)
  assert.match(last.shift, /^W\d+$/)
  refused(await officer.call('GET', '/api/v1/history/unit/M2'), /needs a purpose/)
  ok(await officer.call('GET', '/api/v1/history/unit/M1')) // one's own is no look-up
})

test('an incident gives a purpose to who works on it, while it lives', async () => {
  const a = await c.person('worker', 'operator'), b = await c.person('bystander', 'operator'), south = await c.person('other-area', 'operator', '--area', 'south')
  const alarm = await press('btn-2')
  const incident = ok(await a.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 2, alarm })).id
  const ask = (who) => who.call('GET', '/api/v1/search/alarm', undefined, `response incident=${incident}`)
  ok(await ask(a))
  refused(await ask(b), /do not work on/)
  refused(await ask(south), /do not work on/)
  ok(await b.call('POST', '/api/v1/units/M2/duty', { duty: 'on', at: at(-1) }))
  const sent = ok(await b.call('POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M2' })).id
  ok(await ask(b)) // sent a unit there
  const [made] = await looksOf(a.user)
  assert.deepEqual([made.purpose, made.incident, made.subject], ['response', incident, 'list/alarm'])
  ok(await b.call('POST', `/api/v1/assignments/${sent}/step`, { state: 'cancelled' }))
  ok(await a.call('POST', `/api/v1/incidents/${incident}/close`, { disposition: 'genuine' }))
  refused(await ask(a), /no live incident/)
})

test('a case is for its people, and ends', async () => {
  const mine = await c.person('detective', 'operator'), other = await c.person('colleague', 'operator')
  let id
  const ask = (who) => who.call('GET', '/api/v1/search/hit', undefined, `court_order case=${id}`)
  for (let span = 3; ; span *= 2) { // on a slow machine it has ended before both have asked: then it lasts longer
    const ends = at(span)
    id = await c.openCase({ people: [mine.user], expires_at: ends }).catch(() => 'F0')
    const own = await ask(mine), others = await ask(other)
    if (Date.now() >= Date.parse(ends)) continue
    ok(own)
    refused(others, /not yours/)
    break
  }
  await until(async () => (await ask(mine)).status === 403, 10000, 'the case to end')
  refused(await ask(mine), /no open case/)
  const closed = await c.openCase({ people: [mine.user] })
  ok(await c.call('POST', `/api/v1/cases/${closed}/close`, {}, c.token('supervisor')))
  refused(await mine.call('GET', '/api/v1/search/hit', undefined, `investigation case=${closed}`), /no open case/)
  const long = await c.call('POST', '/api/v1/cases?reason=long', { number: '1', basis: 'law', expires_at: at(100 * 86400) }, c.token('supervisor'))
  assert.deepEqual([long.status, long.json.field], [400, 'expires_at'])
  assert.equal((await mine.call('POST', '/api/v1/cases', { number: '1', basis: 'law', expires_at: at(86400) })).status, 403)
})

test('Milwaukee: 179 look-ups of one person by one officer stop at the third, and the reviewer knows', async () => {
  const officer = await c.person('milwaukee', 'operator'), ex = await c.person('the-ex', 'operator')
  const stream = c.stream({ cookie: auditor.cookie })
  await until(() => stream.messages.length > 0)
  const incident = ok(await officer.call('POST', '/api/v1/incidents', { kind: 'other', priority: 5, title: 'investigation' })).id
  let shown = 0
  for (let i = 0; i < 179; i++) {
    const r = await officer.call('GET', `/api/v1/history/user/${ex.user}`, undefined, `response incident=${incident}`)
    if (r.status === 200) shown++
    else refused(r, /third look-up/)
  }
  assert.equal(shown, 2)
  await until(() => stream.events.some((e) => e.type === 'review.opened' && e.data.reason === 'repeated' && e.data.by === officer.user), 5000, 'the reviewer to be told')
  const reviews = stream.events.filter((e) => e.type === 'review.opened' && e.data.by === officer.user)
  assert.deepEqual(reviews.map((e) => e.data.reason).slice(0, 3), ['young_incident', 'young_incident', 'repeated'])
  assert.equal(reviews.filter((e) => e.data.reason === 'repeated').length, 1, 'one alarm, not 177')
  stream.close()
  const other = await c.openCase({ people: [officer.user], subjects: ['unit:M1'] })
  refused(await officer.call('GET', `/api/v1/history/user/${ex.user}`, undefined, `conduct case=${other}`), /third look-up/) // of somebody else
  const fresh = await c.openCase({ people: [officer.user], subjects: [`user:${ex.user}`] })
  ok(await officer.call('GET', `/api/v1/history/user/${ex.user}`, undefined, `conduct case=${fresh}`)) // a fresh case is another matter
})

test('a case names whom it is about: a look-up of another goes to the reviewer, and is counted', async () => {
  const op = await c.person('case-reader', 'operator'), witness = await c.person('a-witness', 'operator')
  const id = await c.openCase({ people: [op.user], subjects: ['unit:M1', 'plate:01 a 999-bc'.replace(/ /g, ''), 'user:U1'] })
  const ask = (path) => op.call('GET', path, undefined, `investigation case=${id}`)
  for (let i = 0; i < 4; i++) ok(await ask('/api/v1/history/unit/M1'))
  const reviews = async () => (await account('review', `&by=${op.user}`)).map((r) => [r.reason, r.subject])
  assert.deepEqual(await reviews(), [], 'what the case names is looked at as often as the case needs')
  ok(await ask('/api/v1/search/alarm')) // a list is nobody
  ok(await ask(`/api/v1/history/user/${witness.user}`))
  ok(await ask(`/api/v1/history/user/${witness.user}`))
  assert.deepEqual(await reviews(), [['unnamed', `user/${witness.user}`]], 'one word to the reviewer while nobody has judged it')
  refused(await ask(`/api/v1/history/user/${witness.user}`), /third look-up/)
  const kept = (await account('casefile')).find((f) => f.id === id)
  assert.match((await op.call('GET', '/api/v1/picture?topics=case')).text, /plate:[0-9a-f]{32}/)
  assert.doesNotMatch(JSON.stringify(kept), spelt('01A999BC'))
  for (const bad of ['M1', 'unit:', 'somebody:U1'])
    assert.equal((await c.call('POST', '/api/v1/cases?reason=x', { number: '1', basis: 'law', expires_at: at(3600), subjects: [bad] }, c.token('supervisor'))).status, 400, bad)
})

test('what has left the picture is still its plate\'s: the journal knows it', async () => {
  const op = await c.person('late', 'operator'), chief = c.token('supervisor')
  const entry = ok(await c.twice('POST', '/api/v1/entries', { plate: '01A888BC', region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 4', reason: 'stolen', expires_at: at(86400) }, chief)).id
  ok(await c.call('POST', `/api/v1/entries/${entry}/remove`, { why: 'found' }, chief))
  assert.equal((await op.call('GET', '/api/v1/picture?topics=road')).json.entities.entry?.[entry], undefined)
  const named = await c.openCase({ people: [op.user], subjects: ['plate:01A888BC'] })
  ok(await op.call('GET', `/api/v1/history/entry/${entry}`, undefined, `investigation case=${named}`))
  const [made] = await looksOf(op.user)
  assert.match(made.subject, /^plate\/[0-9a-f]{32}$/)
  const told = await (await fetch(`${c.url}/findUsage/v2/findUsage?userCode=plate/01A888BC`, { headers: { authorization: `Bearer ${c.token('portal')}`, 'x-road-userid': 'owner' } })).json()
  assert.ok(told.usages.some((u) => u.seq === made.seq), 'its owner is told')
  assert.equal((await account('review', `&by=${op.user}`)).length, 0, 'the case names it')
})

test('a photo that a hold keeps longer than its hit is still of the plate it shows', async () => {
  const op = await c.person('photo-reader', 'operator'), chief = c.token('supervisor')
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7), Buffer.from([0xff, 0xd9])]), sha = createHash('sha256').update(bytes).digest('hex')
  const entry = ok(await c.twice('POST', '/api/v1/entries', { plate: '01A666BC', region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 4', reason: 'stolen', expires_at: at(86400) }, chief)).id
  ok(await c.call('POST', '/api/v1/reads', JSON.stringify({ camera: 'cam-1', plate: '01A666BC', region: 'uz', at: at(), image: sha }), c.token('camera')))
  assert.equal((await fetch(`${c.url}/api/v1/media/${sha}`, { method: 'PUT', body: bytes, headers: { authorization: `Bearer ${c.token('camera')}` } })).status, 200)
  const hits = async () => Object.entries((await op.call('GET', '/api/v1/picture?topics=road')).json.entities.hit ?? {}).filter(([, h]) => h.plate === '01A666BC')
  const [[hit]] = await hits()
  ok(await c.twice('POST', '/api/v1/holds', { about: `hit/${hit}`, basis: 'order 7', until: at(3600) }, chief))
  ok(await c.call('POST', `/api/v1/entries/${entry}/remove`, { why: 'found' }, chief))
  await until(async () => (await hits()).length === 0, undefined, 'the hit has left the picture')
  const named = await c.openCase({ people: [op.user], subjects: ['plate:01A666BC'] })
  for (let i = 0; i < 3; i++) assert.equal((await op.call('GET', `/api/v1/media/${sha}`, undefined, `investigation case=${named}`)).status, 200)
  const made = await looksOf(op.user)
  assert.ok(made.length === 3 && made.every((l) => /^plate\/[0-9a-f]{32}$/.test(l.subject)), JSON.stringify(made))
  assert.deepEqual(await account('review', `&by=${op.user}`), [], 'the case names it')
})

test('the tokens somebody makes are no further persons: their look-ups count together, and their maker does not judge them', async () => {
  const boss = await c.person('token-maker', 'admin'), who = await c.person('of-tokens', 'operator')
  const tokens = [], ids = []
  for (const name of ['first', 'second', 'third']) {
    const made = ok(await boss.call('POST', '/api/v1/tokens', { name, role: 'auditor' }))
    tokens.push(made.token)
    ids.push(made.id)
  }
  const purpose = `conduct case=${await c.openCase({ people: ids })}`
  const ask = (token) => c.call('GET', `/api/v1/history/user/${who.user}`, undefined, token, purpose)
  ok(await ask(tokens[0]))
  ok(await ask(tokens[1]))
  refused(await ask(tokens[2]), /third look-up/)
  const review = (await account('review', `&by=${ids[0]}`))[0]
  assert.equal((await c.call('POST', `/api/v1/reviews/${review.id}`, { verdict: 'in_order' }, tokens[1])).status, 403)
  ok(await auditor.call('POST', `/api/v1/reviews/${review.id}`, { verdict: 'misuse', note: 'three names, one person' }))
})

test('broken glass opens, is told at once and waits to be judged by another', async () => {
  const op = await c.person('glazier', 'operator')
  assert.equal((await op.call('GET', '/api/v1/search/alarm', undefined, 'break_glass why=help')).status, 400)
  ok(await op.call('GET', '/api/v1/search/alarm', undefined, `break_glass why=${encodeURIComponent('a child is missing, the prosecutor does not answer')}`))
  const review = (await account('review', `&by=${op.user}`)).find((r) => r.reason === 'break_glass')
  assert.ok(Math.abs(Date.parse(review.due_at) - Date.parse(review.at) - 86400000) < 1000)
  const judge = (who, body) => who.call('POST', `/api/v1/reviews/${review.id}`, body)
  assert.equal((await judge(op, { verdict: 'in_order' })).status, 403)
  assert.equal((await judge(auditor, { verdict: 'misuse' })).status, 400) // without reasons
  ok(await judge(auditor, { verdict: 'in_order', note: 'the child was found' }))
  assert.equal((await account('review', `&by=${op.user}`)).find((r) => r.id === review.id).verdict, 'in_order')
})

test('a subject is told of every look at it, and asking is an event; an officer sees the looks at himself', async () => {
  const since = `periodStart=${at(0)}` // what all units are told of looks at where all of them were is older
  const portal = c.token('portal'), desk = await c.person('looker', 'supervisor', '--full-name', 'A. Looker')
  const officer = await c.person('seen', 'unit', '--unit', 'M3')
  const ask = (query, caller = 'EE38001085718', path = 'findUsage') => fetch(`${c.url}/findUsage/v2/${path}?${query}`, { headers: { authorization: `Bearer ${portal}`, ...(caller ? { 'x-road-userid': caller } : {}) } }).then(async (r) => ({ status: r.status, json: await r.json() }))
  const purpose = await c.purpose(desk.user, 'conduct')
  ok(await desk.call('GET', '/api/v1/history/unit/M3', undefined, purpose))
  ok(await officer.call('POST', '/api/v1/units/M3/duty', { duty: 'on', at: at(-1), sound: true }))
  ok(await desk.call('GET', '/api/v1/devices/tab-M3/fixes')) // duty, and still a look at where the officer was
  ok(await desk.call('GET', `/api/v1/entity/user/${officer.user}`, undefined, purpose))
  const mine = ok(await officer.call('GET', `/api/v1/looks/own?${since}`))
  assert.deepEqual(mine.usages.map((u) => [u.action, u.receiverCode, u.receiverName, u.purpose]), [
    ['core.entity', desk.user, 'A. Looker', 'conduct'], ['registry.device_fixes', desk.user, 'A. Looker', 'duty'], ['core.history', desk.user, 'A. Looker', 'conduct']])
  const other = await c.person('unseen', 'unit', '--unit', 'M2')
  assert.equal(ok(await other.call('GET', `/api/v1/looks/own?${since}`)).totalUsages, 0)
  assert.deepEqual([(await ask('userCode=unit/M3', '')).status, (await ask('userCode=M3')).status, (await ask('')).status], [400, 400, 400])
  const told = (await ask(`userCode=unit/M3&${since}`)).json
  assert.deepEqual([told.totalUsages, told.usages[0].deferredUntil, told.usages.length], [2, null, 2])
  assert.ok(told.usages[0].seq > told.usages[1].seq, 'newest first')
  assert.deepEqual((await ask(`userCode=unit/M3&${since}&offset=1&limit=1`)).json.usages, [told.usages[1]])
  assert.equal((await ask(`userCode=unit/M3&periodStart=${at(60)}`)).json.totalUsages, 0)
  assert.equal((await ask(`userCode=unit/M3&${since}&periodEnd=${told.usages[1].logtime}`)).json.totalUsages, 1)
  const asked = (await account('look', '&purpose=subject')).filter((l) => l.subject === 'unit/M3')
  assert.equal(asked.length, 4, 'each question that was answered is an event')
  assert.ok(Date.parse((await ask('', '', 'usagePeriod')).json.periodStart) < Date.now())
  assert.equal((await ask('', '', 'heartbeat')).json.status, 'OK')
  assert.equal((await fetch(`${c.url}/findUsage/v2/findUsage?userCode=unit/M3`, { headers: { authorization: `Bearer ${c.token('operator')}`, 'x-road-userid': 'x' } })).status, 403)
})

test('a look is of what its search is narrowed to; a word that narrows nothing does not hide that from its subject', async () => {
  const desk = await c.person('decoy', 'supervisor'), officer = await c.person('sought', 'unit', '--unit', 'M3')
  const purpose = await c.purpose(desk.user, 'conduct', ['unit:M3'])
  for (const decoy of ['', 'by=nobody&', 'device=none&', 'subject=nothing&'])
    ok(await desk.call('GET', `/api/v1/search/assignment?${decoy}unit=M3`, undefined, purpose))
  const told = ok(await officer.call('GET', '/api/v1/looks/own')).usages.filter((u) => u.receiverCode === desk.user)
  assert.deepEqual(told.map((u) => u.action), Array(4).fill('core.search'))
})

test('the owner of a plate is told of the looks at its hits, by the plate alone', async () => {
  const desk = await c.person('plates', 'operator')
  ok(await c.twice('POST', '/api/v1/entries', { plate: '01A777BC', region: 'uz', class: 'car', issuer: 'GUVD', basis: 'case 3', reason: 'stolen', expires_at: at(86400) }, c.token('supervisor')))
  ok(await c.call('POST', '/api/v1/reads', JSON.stringify({ camera: 'cam-1', plate: '01A777BC', region: 'uz', at: at() }), c.token('camera')))
  const hit = await until(async () => Object.entries((await desk.call('GET', '/api/v1/picture?topics=road')).json.entities.hit ?? {}).find(([, h]) => h.plate === '01A777BC')?.[0], undefined, 'the hit')
  ok(await desk.call('GET', `/api/v1/history/hit/${hit}`))
  const ask = async (plate) => (await fetch(`${c.url}/findUsage/v2/findUsage?userCode=plate/${encodeURIComponent(plate)}`, { headers: { authorization: `Bearer ${c.token('portal')}`, 'x-road-userid': 'owner' } })).json()
  assert.deepEqual((await ask('01 a 777-bc')).usages.map((u) => [u.action, u.receiverCode]), [['core.history', desk.user]])
  assert.equal((await ask('01A778BC')).totalUsages, 0)
  assert.ok((await account('look')).every((l) => !spelt('01A777BC').test(JSON.stringify(l))), 'no plate stands in the account')
})

test('opening the account is itself an event', async () => {
  const before = (await account('look', `&by=${auditor.user}`)).length
  assert.equal((await account('look', `&by=${auditor.user}`)).length, before + 1)
  refused(await auditor.call('GET', '/api/v1/search/alarm', undefined, 'audit'), /take a case/) // an audit is of the account alone
  assert.equal((await (await c.person('nosy', 'operator')).call('GET', '/api/v1/search/look', undefined, 'audit')).status, 403)
})
