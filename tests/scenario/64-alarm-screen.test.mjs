// SPDX-License-Identifier: Apache-2.0
// What an alarm's screen is made of: keyholders and their code words, questions and whom to call next, the site's plan,
// pictures of the cameras beside it; who may see what, and that it is written down.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { Centre, smallCity, until } from './harness.mjs'

const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const c = new Centre()
let admin, op, duty, south, n = 0
const press = async (kind = 'panic', device = 'btn-1', more = {}) =>
  ok(await c.call('POST', '/api/v1/alarms', { device, kind, at: new Date().toISOString(), id: `screen-${n++}`, ...more }, c.token('alarm'))).id
const screen = async (id, who = op) => ok(await who.call('GET', `/api/v1/alarms/${id}/screen`))
const close = (id) => op.call('POST', `/api/v1/alarms/${id}/close`, { disposition: 'test' })
const table = async (kind, who = op) => (await who.call('GET', '/api/v1/picture')).json.entities[kind] ?? {}

/** A PNG of one grey; each size is another file. */
export function png(width, height = width) {
  const crc = (b) => { let r = ~0; for (const x of b) { r ^= x; for (let k = 0; k < 8; k++) r = r & 1 ? (r >>> 1) ^ 0xedb88320 : r >>> 1 } return ~r >>> 0 }
  const chunk = (type, data) => { const b = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(b.length + 8); out.writeUInt32BE(data.length); b.copy(out, 4); out.writeUInt32BE(crc(b), b.length + 4); return out }
  const head = Buffer.alloc(13); head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head[8] = 8
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height, 128))), chunk('IEND', Buffer.alloc(0))])
}
const send = (method, path, body, who, type = 'image/png') =>
  fetch(c.url + path, { method, body, headers: { 'content-type': type, ...(typeof who === 'string' ? { authorization: `Bearer ${who}` } : { cookie: who.cookie, 'x-markaz-csrf': who.csrf }) } })
const fetchAs = (path, who) => fetch(c.url + path, { headers: { cookie: who.cookie } })

before(async () => {
  await c.start()
  await smallCity(c)
  admin = await c.person('boss', 'admin')
  op = await c.person('centre', 'operator')
  duty = await c.person('duty-north', 'operator', '--area', 'north')
  south = await c.person('duty-south', 'operator', '--area', 'south')
  ok(await admin.call('POST', '/api/v1/import/devices', 'id,name,kind,site,lat,lon,heading\n'
    + 'cam-gate,Gate,camera,school-1,41.31,69.2105,\ncam-street,Street,camera,,41.3108,69.21,180,\ncam-away,Away,camera,,41.3108,69.21,0,\ncam-far,Far,camera,,41.33,69.21,180,\n'))
})
after(() => c.end())

test('keyholders: in order, dialled from the screen, given out by a look that is written, never by picture, stream or history', async () => {
  const set = (id, body) => admin.call('PUT', `/api/v1/keyholders/${id}`, { site: 'school-1', ...body })
  ok(await set('kh-2', { place: 2, name: 'Second Person', phone: '+998 90 222-22-22' }))
  ok(await set('kh-1', { place: 1, name: 'First Person', phone: '+998 90 111-11-11', note: 'until 18:00', code: 'Oq Laylak', duress_code: 'qora tulki' }))
  assert.equal((await set('kh-3', { place: 3, name: 'X', phone: '1', code: 'abc' })).status, 400)
  assert.equal((await set('kh-3', { place: 3, name: 'X', phone: '1', code: 'same word', duress_code: ' SAME  word ' })).status, 400)
  assert.equal((await set('kh-1', { place: 1, name: 'First Person', phone: '1', duress_code: 'OQ LAYLAK' })).status, 400)
  assert.equal((await set('kh-3', { site: 'nowhere', place: 3, name: 'X', phone: '1' })).status, 400)
  assert.equal((await op.call('PUT', '/api/v1/keyholders/kh-4', { site: 'school-1', place: 4, name: 'X', phone: '1' })).status, 403)

  const id = await press()
  const s = await screen(id)
  assert.deepEqual(s.keyholders.map((k) => [k.id, k.name, k.phone, k.note, k.code, k.duress_code]), [
    ['kh-1', 'First Person', '+998 90 111-11-11', 'until 18:00', true, true],
    ['kh-2', 'Second Person', '+998 90 222-22-22', '', false, false]])
  const looks = await c.call('GET', '/api/v1/search/look?limit=50', undefined, c.token('auditor'), 'audit')
  const mine = ok(looks).items.filter((l) => l.subject === `alarm/${id}` && l.route === 'alarm.screen')
  assert.deepEqual(mine.map((l) => [l.by, l.access]), [[op.user, 'duty']])
  assert.equal((await south.call('GET', `/api/v1/alarms/${id}/screen`)).status, 403)
  assert.equal((await fetchAs(`/api/v1/alarms/${id}/screen`, admin)).status, 403)

  const everywhere = [
    (await admin.call('GET', '/api/v1/picture')).text, (await op.call('GET', '/api/v1/picture')).text,
    (await admin.call('GET', '/api/v1/history/keyholder/kh-1', undefined, await c.purpose(admin.user, 'investigation', ['keyholder:kh-1']))).text,
    (await c.ctl(['verify'])).out,
  ].join('\n')
  for (const secret of ['First Person', '111-11-11', 'laylak', 'Laylak', 'argon2']) assert.ok(!everywhere.includes(secret), `${secret} left the centre`)
  assert.match(everywhere, /kh-1/)
  assert.deepEqual(ok(await admin.call('GET', '/api/v1/sites/school-1/keyholders')).keyholders.map((k) => k.name), ['First Person', 'Second Person'])
  assert.equal((await op.call('GET', '/api/v1/sites/school-1/keyholders')).status, 403)

  ok(await close(id))
  const closed = await op.call('GET', `/api/v1/alarms/${id}/screen`)
  assert.deepEqual([closed.status, closed.json.field], [403, 'purpose'])
})

test('a code word: whether it fits is all that anybody learns; each try is on the record, and there are few', async () => {
  const id = await press()
  const say = (said, keyholder = 'kh-1', who = op) => who.call('POST', `/api/v1/alarms/${id}/code`, { keyholder, said })
  assert.equal(ok(await say('  oq  LAYLAK ')).answer, 'matched')
  assert.equal(ok(await say('oq laylaq')).answer, 'mismatch')
  assert.equal(ok(await say('Qora Tulki')).answer, 'duress')
  assert.equal((await say('x', 'kh-2')).status, 404)
  assert.equal((await say('x', 'kh-1', south)).status, 404)
  ok(await say('1', 'kh-1', duty)); ok(await say('2')); ok(await say('3'))
  assert.equal((await say('oq laylak')).status, 409)
  const notes = Object.values(await table('note', duty)).filter((x) => x.about === `alarm/${id}`)
  assert.deepEqual(notes.map((x) => x.answer).sort(), ['duress', 'matched', 'mismatch', 'mismatch', 'mismatch', 'mismatch'])
  assert.ok(notes.every((x) => x.step === 'code.kh-1' && !/layla|tulki/i.test(x.text)))
  // What is not set again stays; emptied it is gone; the first call of the next alarm begins anew.
  ok(await admin.call('PUT', '/api/v1/keyholders/kh-1', { site: 'school-1', place: 1, name: 'First Person', phone: '+998 90 111-11-11', duress_code: '' }))
  ok(await close(id))
  const next = await press()
  const again = (said) => op.call('POST', `/api/v1/alarms/${next}/code`, { keyholder: 'kh-1', said })
  assert.equal(ok(await again('oq laylak')).answer, 'matched')
  assert.equal(ok(await again('qora tulki')).answer, 'mismatch')
  ok(await close(next))
})

test('questions and whom to call next: the nearest that fits, the kind of alarm and site before none', async () => {
  const set = (id, body) => admin.call('PUT', `/api/v1/procedures/${id}`, body)
  assert.equal((await set('p-0', { of: 'site/nowhere' })).status, 400)
  assert.match((await set('p-0', { chain: '60; Duty officer; 102\nsoon; X; 1' })).json.detail, /line 2/)
  ok(await set('p-all', { script_en: 'Who is there?\nIs anybody hurt?', script_ru: 'Кто там?\nЕсть пострадавшие?', chain: '30; Duty officer; 102\n90; Head of shift; +998 71 000-00-00' }))
  ok(await set('p-school', { site_kind: 'school', script_en: 'Are the children safe?' }))
  ok(await set('p-north', { of: 'area/north', alarm_kind: 'fire', script_en: 'Where does it burn?' }))
  ok(await set('p-site', { of: 'site/school-1', alarm_kind: 'intrusion', script_en: 'Which door?', chain: '10; Guard; 777' }))
  const of = async (kind) => { const id = await press(kind), s = await screen(id); ok(await close(id)); return [s.script.en, s.chain.map((x) => `${x.after_s} ${x.who} ${x.number}`).join(', ')] }
  const all = '30 Duty officer 102, 90 Head of shift +998 71 000-00-00'
  assert.deepEqual(await of('panic'), ['Are the children safe?', all])
  assert.deepEqual(await of('fire'), ['Where does it burn?', all])
  assert.deepEqual(await of('intrusion'), ['Which door?', '10 Guard 777'])
  ok(await set('p-site', { of: 'site/school-1', script_en: 'Anybody?' })) // whole: no kind of alarm any more, and no chain
  assert.deepEqual(await of('intrusion'), ['Anybody?', all])
  ok(await admin.call('POST', '/api/v1/procedures/p-site/remove', {}))
  assert.deepEqual(await of('intrusion'), ['Are the children safe?', all])
  assert.ok(!(await op.call('GET', '/api/v1/picture')).text.includes('Head of shift'))
})

test('a plan is an image by its first bytes, shown under a policy that runs nothing, and gone when it is replaced', async () => {
  const one = png(40), two = png(41), path = '/api/v1/sites/school-1/plan'
  const stored = (b) => { const h = createHash('sha256').update(b).digest('hex'); return c.ctl(['verify']).code === 0 && h }
  assert.equal((await send('PUT', path, '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', admin, 'image/svg+xml')).status >= 400, true)
  assert.equal((await send('PUT', path, '<svg xmlns="http://www.w3.org/2000/svg"/>', admin)).status, 400)
  assert.equal((await send('PUT', path, '%PDF-1.7 aaaaaaaaaaaaaaaaaaaa', admin)).status, 400)
  assert.equal((await send('PUT', path, Buffer.concat([one, Buffer.alloc(2 << 20)]), admin)).status, 413)
  assert.equal((await send('PUT', path, one, op)).status, 403)
  assert.equal((await send('PUT', '/api/v1/sites/nowhere/plan', one, admin)).status, 404)
  assert.equal((await send('PUT', path, one, admin)).status, 200)
  const got = await fetchAs(path, op)
  assert.deepEqual([got.status, got.headers.get('content-type'), got.headers.get('content-security-policy'), got.headers.get('x-content-type-options')],
    [200, 'image/png', "default-src 'none'; sandbox", 'nosniff'])
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), one)
  assert.equal((await fetchAs(path, south)).status, 403)
  assert.equal((await table('site'))['school-1'].plan, stored(one))
  assert.equal((await send('PUT', path, two, admin)).status, 200)
  assert.deepEqual(Buffer.from(await (await fetchAs(path, op)).arrayBuffer()), two)
  ok(await admin.call('POST', path + '/remove', {}))
  assert.equal((await fetchAs(path, op)).status, 404)
  // The button's place on it is the device's.
  ok(await admin.call('PUT', '/api/v1/devices/btn-1', { kind: 'button', site: 'school-1', plan_x: 0.25, plan_y: 0.5 }))
  const dev = (await table('device'))['btn-1']
  assert.deepEqual([dev.plan_x, dev.plan_y], [0.25, 0.5])
})

test('pictures: the site\'s cameras are asked by the alarm, those that look at it by a person; what is not asked for is not taken', async () => {
  const camera = c.token('camera', '--device', 'cam-gate'), gateway = c.token('camera')
  const wanted = async (token) => ok(await c.call('GET', '/api/v1/snapshots/wanted', undefined, token)).wanted
  for (const one of await wanted(gateway)) await send('PUT', `/api/v1/snapshots/${one.id}?at=${new Date().toISOString()}`, png(10), gateway)
  for (const quiet of ['test', 'technical']) { const id = await press(quiet); assert.deepEqual(await wanted(gateway), []); ok(await close(id)) }
  const id = await press()
  const asked = await wanted(camera)
  assert.deepEqual(asked.map((x) => [x.camera, x.when]).sort(), [['cam-gate', 'before'], ['cam-gate', 'now']])
  assert.deepEqual(Object.keys(asked[0]).sort(), ['asked_at', 'camera', 'id', 'when'])
  assert.deepEqual((await screen(id)).cameras.map((x) => [x.device, x.site]), [['cam-gate', true], ['cam-street', false]])
  assert.equal(ok(await op.call('POST', `/api/v1/alarms/${id}/snapshots`, {})).asked, 1) // the gate was asked a moment ago
  assert.deepEqual((await wanted(gateway)).map((x) => x.camera).sort(), ['cam-gate', 'cam-gate', 'cam-street'])
  assert.equal((await wanted(camera)).length, 2)
  assert.equal((await c.call('GET', '/api/v1/snapshots/wanted', undefined, c.token('alarm'))).status, 403)

  const before = asked.find((x) => x.when === 'before'), file = png(64, 36), at = new Date(Date.now() - 10000).toISOString()
  assert.equal((await send('PUT', `/api/v1/snapshots/${before.id}?at=${at}`, file, c.token('camera', '--device', 'cam-1'))).status, 403)
  assert.equal((await send('PUT', `/api/v1/snapshots/${before.id}`, file, camera)).status, 400)
  assert.equal((await send('PUT', `/api/v1/snapshots/${before.id}?at=${at}`, 'GIF89a no image of ours', camera)).status, 400)
  assert.equal((await send('PUT', '/api/v1/snapshots/s1?at=' + at, file, camera)).status, 404)
  assert.equal((await send('PUT', `/api/v1/snapshots/${before.id}?at=${at}`, file, camera)).status, 200)
  assert.equal((await send('PUT', `/api/v1/snapshots/${before.id}?at=${at}`, png(65), camera)).status, 404) // it has come
  assert.equal((await wanted(camera)).length, 1)
  const seen = await until(async () => { const s = (await table('snapshot', duty))[before.id]; return s?.stored_at && s }, undefined, 'the picture')
  assert.deepEqual([seen.alarm, seen.camera, seen.when, Date.parse(seen.at), seen.bytes], [id, 'cam-gate', 'before', Date.parse(at), file.length]) // a full second is said without digits
  const got = await fetchAs(`/api/v1/snapshots/${before.id}`, duty)
  assert.deepEqual([got.status, got.headers.get('content-type'), got.headers.get('content-security-policy')], [200, 'image/png', "default-src 'none'; sandbox"])
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), file)
  assert.equal((await fetchAs(`/api/v1/snapshots/${before.id}`, south)).status, 403)
  ok(await close(id))
  assert.equal((await fetchAs(`/api/v1/snapshots/${before.id}`, op)).status, 403) // no duty any more: for a purpose
})
