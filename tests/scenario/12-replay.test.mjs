// SPDX-License-Identifier: Apache-2.0
// Any moment again: the picture that was known then, by its hash, from whatever the centre kept; for a purpose; and nothing that was erased since.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, filesBelow, sleep, smallCity, until } from './harness.mjs'

const c = new Centre({ set: { 'retention.hits_s': 20, 'retention.every_s': 1, 'road.hit_expire_s': 2, 'road.notice_expire_s': 2 } })
const operator = () => c.token('operator')
const now = (ms = 0) => new Date(Date.now() + ms).toISOString()
const PLATE = '40K4401QZ'
const word = (i) => `what was said ${i} zebra`

/** What was true when: sequence, hash, and what the picture said of alarms, incidents and notes. */
const moments = []
async function remember() {
  const kinds = async () => { const { alarm = {}, incident = {}, note = {} } = (await c.call('GET', '/api/v1/picture?topics=alarm,dispatch', undefined, operator())).json.entities; return { alarm, incident, note } }
  for (;;) {
    const before = (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json
    const entities = await kinds()
    const after = (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json
    if (before.seq === after.seq) return moments.push({ seq: after.seq, hash: after.picture_hash, entities, at: Date.now() })
  }
}

const replay = (query) => c.look(`/api/v1/replay?${query}`, c.token('supervisor'))

async function check(some = moments) {
  for (const m of [...some].sort(() => Math.random() - 0.5)) {
    const r = await replay(`seq=${m.seq}`)
    assert.equal(r.status, 200, r.text)
    assert.deepEqual([r.json.seq, r.json.hash], [m.seq, m.hash])
    const { alarm = {}, incident = {}, note = {} } = r.json.entities
    assert.deepEqual({ alarm, incident, note }, m.entities)
  }
}

before(async () => {
  await c.start()
  await smallCity(c)
  c.token('supervisor'); c.token('admin')
  await c.look('/api/v1/replay?seq=1', c.token('supervisor')) // the case that the others stand on
  for (let i = 0; i < 12; i++) {
    const quiet = Date.now() + 3000
    if (i === 6) await until(() => Date.now() > quiet, 'nothing has happened for a while')
    const a = (await c.call('POST', '/api/v1/alarms', { device: `dev-${i}`, kind: 'panic', at: now(), id: `p${i}`, detail: word(i) }, c.token('alarm'))).json
    if (i % 2 === 0) assert.equal((await c.call('POST', `/api/v1/alarms/${a.id}/acknowledge`, {}, operator())).status, 200)
    if (i % 3 === 0) assert.equal((await c.call('POST', '/api/v1/incidents', { kind: 'robbery', priority: 2, title: word(i), alarm: a.id, lat: 41.31, lon: 69.21 }, operator())).status, 200)
    await remember()
  }
})
after(() => c.end())

test('each moment has the hash it had then, and says what was known then', async () => {
  await check()
  const first = await replay('seq=1')
  assert.deepEqual([first.json.seq, Object.keys(first.json.entities)], [1, ['centre']])
})

test('a time leads to the last event before it', async () => {
  const m = moments[5]
  const row = await replay(`seq=${m.seq}`)
  const next = await replay(`seq=${m.seq + 1}`)
  assert.equal((await replay(`at=${row.json.at}`)).json.seq >= m.seq, true) // others of the same millisecond count
  assert.equal((await replay(`at=${new Date(Date.parse(next.json.at) - 1).toISOString()}`)).json.seq <= m.seq, true)
  assert.equal((await replay(`at=${now(3600e3)}`)).json.hash.length, 16)
})

test('the span of a moment counts from that moment, however long nothing had happened by then', async () => {
  const all = (await replay('seq=1&span=3600')).json.events.map((e) => Date.parse(e.recorded))
  const [gap, end] = all.slice(1).map((time, i) => [time - all[i], time]).sort((a, b) => b[0] - a[0])[0]
  assert.ok(gap >= 1500, `${gap}`)
  for (const more of ['', '&state=0']) {
    const r = (await replay(`at=${new Date(end - 500).toISOString()}&span=1${more}`)).json
    assert.equal(Date.parse(r.events[0]?.recorded), end, 'an event within a second of the moment, though the last one before it was longer ago')
  }
})

test('what happened next comes with it, in order, as far as the span goes', async () => {
  const from = moments[2], to = moments.at(-1)
  const r = (await replay(`seq=${from.seq}&span=3600`)).json
  assert.ok(r.next >= to.seq)
  assert.equal(r.more, false)
  const seqs = r.events.map((e) => Number(e.id.split(':').pop()))
  assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b))
  assert.ok(seqs[0] > from.seq)
  const opened = r.events.filter((e) => e.type === 'alarm.raised' || e.type === 'alarm.pressed').length
  assert.ok(opened >= moments.length - 3, `${opened} of ${moments.length}`)
  assert.ok(!r.events.some((e) => /^(look|case)/.test(e.type)), 'whoever looks back sees the room, not who looked at whom')
  assert.deepEqual((await replay(`seq=${from.seq}`)).json.events, [])
  const alone = (await replay(`seq=${from.seq}&span=3600&state=0`)).json
  assert.deepEqual([alone.entities, alone.hash, alone.events.slice(0, r.events.length)], [undefined, undefined, r.events])
  const alarms = (await replay(`seq=${to.seq}&span=3600&topics=alarm`)).json
  assert.deepEqual([Object.keys(alarms.entities.alarm).length, alarms.entities.incident, alarms.hash], [12, undefined, to.hash])
  assert.ok(alarms.events.every((e) => e.subject.startsWith('alarm/')))
})

test('a wrong question is told what is wrong, and nothing is shown without a purpose or right', async () => {
  for (const [query, status, field] of [['', 400, 'at'], ['seq=1&at=2026-01-01T00:00:00Z', 400, 'at'], ['seq=x', 400, 'seq'], ['seq=0', 400, 'seq'], ['at=noon', 400, 'at'],
    ['seq=1&span=3601', 400, 'span'], ['seq=1&span=-1', 400, 'span'], ['at=2001-01-01T00:00:00Z', 404, 'at'], ['seq=99999999', 404, undefined], ['seq=99999999&state=0', 404, undefined]]) {
    const r = await replay(query)
    assert.deepEqual([query, r.status, r.json.field], [query, status, field], r.text)
  }
  const bare = await c.call('GET', '/api/v1/replay?seq=1', undefined, c.token('supervisor'))
  assert.equal(bare.status, 403)
  for (const role of ['camera', 'alarm'])
    assert.equal((await c.call('GET', '/api/v1/replay?seq=1', undefined, c.token(role))).status, 403, role)
  const looks = await c.look('/api/v1/search/look?limit=50', c.token('auditor'))
  assert.ok(looks.json.items.some((l) => l.route === 'core.replay' && l.subject === 'list/replay'), looks.text)
})

test('told as what differs from the picture that one has, each moment is the same', async () => {
  const has = async () => (await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))).json
  /** What was had, less what is gone, with what is told put over it; of the kinds that the answer is about. */
  const put = (had, told) => {
    const out = {}
    for (const kind of told.kinds) out[kind] = { ...had.entities[kind], ...told.entities[kind] }
    for (const ref of told.gone) { const [kind, id] = ref.split(/\/(.*)/s); delete out[kind]?.[id] }
    return Object.fromEntries(Object.entries(out).filter(([, all]) => Object.keys(all).length > 0))
  }
  const had = await has(), base = Number(had.stream_id.split(':').pop())
  // After it was had: things begin, change and end.
  const made = (await c.call('POST', '/api/v1/incidents', { kind: 'fire', priority: 1, title: 'since', lat: 41.31, lon: 69.21 }, operator())).json.id
  assert.equal((await c.call('PUT', '/api/v1/units/M2', { name: 'M2 otherwise' }, c.token('admin'))).status, 200)
  for (const [picture, seq] of [[had, base], [await has(), undefined]]) {
    const of = seq ?? Number(picture.stream_id.split(':').pop())
    for (const m of [{ seq: 1 }, ...moments]) {
      const whole = (await replay(`seq=${m.seq}`)).json, told = (await replay(`seq=${m.seq}&base=${of}`)).json
      assert.deepEqual([told.base, told.seq, told.hash, whole.base], [of, m.seq, whole.hash, undefined])
      assert.deepEqual(put(picture, told), whole.entities, `${m.seq} from ${of}`)
    }
  }
  const last = (await replay(`seq=${moments.at(-1).seq}&base=${base}`)).json
  assert.ok(last.gone.includes(`incident/${made}`) && last.entities.unit.M2 && !last.entities.device, 'what is as it was is not told')
  for (const of of [moments[3].seq, 99999999]) // older than the moment, or not there: all is told
    assert.equal((await replay(`seq=${moments[5].seq}&base=${of}`)).json.base, undefined)
  assert.equal((await replay('seq=1&base=x')).json.field, 'base')
  const south = await c.person('south', 'supervisor', '--area', 'south')
  const theirs = await south.call('GET', `/api/v1/replay?seq=${moments[5].seq}&base=${base}`, undefined, `investigation case=${await c.openCase({ people: [south.user] })}`)
  assert.deepEqual([theirs.status, theirs.json.base, theirs.json.gone], [200, undefined, undefined], 'nobody learns by a difference what is not his area’s')
})

test('a duty desk sees its own area of then', async () => {
  const asked = await c.person('duty', 'supervisor', '--area', 'south')
  const purpose = `investigation case=${await c.openCase({ people: [asked.user] })}`
  const r = await asked.call('GET', `/api/v1/replay?seq=${moments.at(-1).seq}`, undefined, purpose)
  assert.equal(r.status, 200, r.text)
  assert.deepEqual(Object.keys(r.json.entities.unit), ['M3'])
  assert.equal(r.json.entities.incident, undefined)
})

const past = () => (existsSync(join(c.store, 'past')) ? readdirSync(join(c.store, 'past')).filter((f) => f.endsWith('.snap')) : [])

test('from a picture that was kept it is the same, and that says nothing of what was said', async () => {
  await until(() => past().length > 0, undefined, 'a picture for looking back')
  await c.stop('SIGKILL')
  rmSync(join(c.store, 'past'), { recursive: true }) // so that one is written at the start, of what is known by then
  await c.start()
  await until(() => past().length > 0)
  assert.ok(Number(past()[0].split('.')[0]) > moments.at(-1).seq)
  for (const [path, bytes] of filesBelow(join(c.store, 'past'))) assert.ok(!bytes.includes('zebra'), path)
  await check()
  await remember() // with words that are known still, and then with one that is known no more
  const [incident] = Object.keys(moments.at(-1).entities.incident)
  assert.equal((await c.call('PATCH', `/api/v1/incidents/${incident}`, { title: 'said otherwise' }, operator())).status, 200)
  await remember()
  await c.stop('SIGKILL') // nothing is remembered but what is kept
  await c.start()
  await check()
})

test('one that is damaged is set aside', async () => {
  await c.stop()
  for (const f of past()) truncateSync(join(c.store, 'past', f), 700)
  await c.start()
  await check(moments.slice(-3))
})

test('what is erased is blank from then on, whatever was kept', async () => {
  const wanted = async (plate) => {
    const entry = JSON.stringify({ plate, region: 'uz', class: 'car', issuer: 'police', basis: 'case 17', reason: 'stolen', expires_at: now(3600e3) })
    assert.equal((await c.call('PUT', '/api/v1/hotlists/police', entry, c.token('supervisor'))).json.entries, 1)
  }
  await wanted(PLATE)
  const read = { camera: 'cam-1', plate: PLATE, region: 'uz', at: now(), confidence: 0.97, heading: 0, speed_kmh: 50 }
  assert.equal((await c.call('POST', '/api/v1/reads', JSON.stringify(read), c.token('camera'))).json.accepted, 1)
  const hit = async () => Object.entries((await c.call('GET', '/api/v1/picture?topics=road', undefined, operator())).json.entities.hit ?? {}).find(([, h]) => h.plate === PLATE)
  const [id] = await until(hit, undefined, 'a hit')
  const { seq } = (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json
  assert.equal((await replay(`seq=${seq}`)).json.entities.hit[id].plate, PLATE)
  await c.stop()
  const whole = filesBelow(join(c.store, 'snapshots')).filter(([, bytes]) => bytes.includes(PLATE)) // written by the stop
  assert.ok(whole.length > 0)
  rmSync(join(c.store, 'past'), { recursive: true }) // so that one is written at the start, of the time when it was there
  await c.start()
  const kept = () => filesBelow(join(c.store, 'past')).filter(([, bytes]) => bytes.includes(`"${id}"`)).length
  await until(() => past().length > 0 && kept() > 0, undefined, 'a kept picture of that time')
  await wanted('40K4402QZ') // and the hit ends
  await until(async () => { await sleep(500); return (await replay(`seq=${seq}`)).json.forgotten }, 240e3, 'the hit to be forgotten')
  await until(async () => { await sleep(500); return !(await replay(`seq=${seq}`)).text.includes(PLATE) }, 240e3, 'its plate to be gone')
  await until(() => kept() === 0, undefined, 'the kept pictures that say it was there to go')
  assert.ok(!filesBelow(join(c.store, 'past')).some(([, bytes]) => bytes.includes(PLATE)))
  await check(moments.slice(-2))
  await c.stop()
  for (const [path, bytes] of whole) writeFileSync(path, bytes) // as if none had been written since
  await c.start()
  assert.ok(whole.every(([path]) => existsSync(path)))
  for (const at of [...whole.map(([path]) => Number(/(\d+)\.snap$/.exec(path)[1])), seq])
    assert.ok(!(await replay(`seq=${at}`)).text.includes(PLATE), `it came back at ${at}`)
  whole.forEach(([path]) => rmSync(path, { force: true }))
  const v = (await c.call('POST', '/api/v1/verify', undefined, c.token('admin'))).json
  assert.equal(v.ok, true, JSON.stringify(v))
})
