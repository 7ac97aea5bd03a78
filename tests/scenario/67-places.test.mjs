// SPDX-License-Identifier: Apache-2.0
// The index of addresses and places: made of a CSV file or an extract of OpenStreetMap, kept when a new one is refused, checked and asked; and asked of the
// running centre, which follows it when it is replaced.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build, Centre, until } from './harness.mjs'

const dir = mkdtempSync(join(tmpdir(), 'markaz-places-'))
const store = join(dir, 'store')
const index = join(store, 'places/index')
mkdirSync(store)
after(() => rmSync(dir, { recursive: true, force: true }))

const tool = (...a) => spawnSync(join(build, 'markazctl'), ['--data', store, ...a], { encoding: 'utf8' })
const file = (name, content) => {
  writeFileSync(join(dir, name), content)
  return join(dir, name)
}
const town = `lat,lon,name,street,house,settlement,kind
41.3110,69.2401,,Alisher Navoiy ko'chasi,5,Toshkent,
41.3112,69.2420,,Alisher Navoiy ko'chasi,12,Toshkent,
41.3264,69.2285,Chorsu bozori,,,Toshkent,place
`

test('a table becomes an index that answers in both scripts', () => {
  const made = tool('import', 'places', file('town.csv', town))
  assert.equal(made.status, 0, made.stderr)
  assert.match(made.stdout, /places\/index: 2 streets and places, 2 houses, 5 words/)
  assert.equal(tool('places').stdout, made.stdout)
  for (const [asked, answer] of [
    ['navoi 12', "Alisher Navoiy ko'chasi, 12, Toshkent  41.3112000,69.2420000\n"],
    ['ул. Алишера Навои, д. 5', "Alisher Navoiy ko'chasi, 5, Toshkent  41.3110000,69.2401000\n"],
    ['чорсу', 'Chorsu bozori, Toshkent  41.3264000,69.2285000\n'],
    ['navoi 77', "Alisher Navoiy ko'chasi, Toshkent (that house is not known)  41.3111000,69.2410500\n"],
    ['samarqand', 'nothing fits\n'],
  ]) {
    assert.equal(tool('places', asked).stdout, answer, asked)
  }
})

test('a name tells the terminal nothing', () => {
  assert.equal(tool('import', 'places', file('evil.csv', 'lat,lon,name\n41.3,69.2,Oq \x1b[2Jbo\u009bzor\x7f\n')).status, 0)
  assert.equal(tool('places', 'oq').stdout, 'Oq ?[2Jbo?zor?  41.3000000,69.2000000\n')
  assert.equal(tool('import', 'places', file('town.csv', town)).status, 0)
})

test('what is refused says why, and the index that was there stays', () => {
  const before = readFileSync(index)
  for (const [args, status, says] of [
    [['import', 'places'], 2, /import places FILE\.csv/],
    [['import', 'places', join(dir, 'none.csv')], 1, /none\.csv/],
    [['import', 'places', file('empty.csv', '')], 1, /line 1: there are no columns/],
    [['import', 'places', file('only.csv', 'lat,lon,name\n')], 1, /there are no places/],
    [['import', 'places', file('bad.csv', `${town}41.3,200,A,,,,\n`)], 1, /line 5: lon is no longitude in degrees/],
    [['places', 'a', 'b'], 2, /places WORDS/],
  ]) {
    const r = tool(...args)
    assert.equal(r.status, status, `${args.join(' ')}: ${r.stdout}${r.stderr}`)
    assert.match(r.stderr, says)
  }
  assert.deepEqual(readFileSync(index), before)
})

test('a damaged index is refused', () => {
  const bytes = readFileSync(index)
  bytes[bytes.length - 9] ^= 1
  writeFileSync(index, bytes)
  const r = tool('places', 'navoi')
  assert.equal(r.status, 1)
  assert.match(r.stderr, /the index of places is damaged: its sum is another/)
})

test('an extract of OpenStreetMap gives its addresses and names beside its roads', () => {
  const extract = (tags) => `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="41.00" lon="69.00"/><node id="2" lat="41.02" lon="69.02"/>
<node id="3" lat="41.01" lon="69.01"><tag k="addr:street" v="Бобур кўчаси"/><tag k="addr:housenumber" v="7"/><tag k="addr:city" v="Тошкент"/></node>
<node id="4" lat="41.05" lon="69.05"><tag k="amenity" v="school"/><tag k="name" v="14-maktab, &quot;Yulduz&quot;"/></node>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>${tags}</way></osm>`
  const made = tool('import', 'osm', file('town.osm', extract('<tag k="name" v="Bobur shohko&apos;chasi"/>')))
  assert.equal(made.status, 0, made.stderr)
  assert.match(made.stdout, /3 addresses and names; 0 that the extract cuts off\n.*places\/index: 3 streets and places, 1 houses/)
  assert.equal(tool('places', 'bobur 7').stdout.split('\n')[0], 'Бобур кўчаси, 7, Тошкент  41.0100000,69.0100000')
  assert.equal(tool('places', 'yuldus').stdout, '14-maktab, "Yulduz"  41.0500000,69.0500000\n')
  assert.match(tool('places', 'bobur').stdout, /Bobur shohko'chasi  41\.0100000,69\.0100000\n/)
  // One with roads and no names leaves the index as it is.
  const before = readFileSync(index)
  const bare = tool('import', 'osm', file('bare.osm', extract('').replace(/<node id="[34]".*/g, '')))
  assert.equal(bare.status, 0, bare.stderr)
  assert.match(bare.stdout, /0 addresses and names; 0 that the extract cuts off\n$/)
  assert.deepEqual(readFileSync(index), before)
})

test('the running centre answers whoever dispatches, and follows the index', async (t) => {
  const c = await new Centre().start()
  t.after(() => c.end())
  const places = (query, role = 'operator') => c.call('GET', `/api/v1/places?${new URLSearchParams(query)}`, undefined, role && c.token(role))
  const items = async (query) => {
    const r = await places(query)
    assert.equal(r.status, 200, r.text)
    return r.json.items
  }
  const imports = (name, content) => {
    const r = c.ctl(['import', 'places', file(name, content)])
    assert.equal(r.code, 0, r.err)
  }
  assert.equal((await places({ q: 'navoi' }, null)).status, 401)
  assert.equal((await places({ q: 'navoi' }, 'camera')).status, 403)
  const none = await places({ q: 'navoi' })
  assert.deepEqual([none.status, none.json.detail], [404, 'there is no index of places: markazctl import places'])
  // Coordinates need no index.
  assert.deepEqual(await items({ q: '41.31, 69.22' }), [{ kind: 'point', lat: 41.31, lon: 69.22 }])

  imports('town.csv', `${town}39.6540,66.9750,,Alisher Navoiy ko'chasi,12,Samarqand,\n`)
  await until(async () => (await places({ q: 'navoi' })).status === 200, 0, 'the index is found')
  const tashkent = { street: "Alisher Navoiy ko'chasi", house: '12', settlement: 'Toshkent', kind: 'address', lat: 41.3112, lon: 69.242 }
  const [here, far, ...more] = await items({ q: 'навои 12', near: '41.3112,69.2420' })
  assert.deepEqual([here, more], [{ ...tashkent, distance_m: 0 }, []])
  assert.deepEqual({ ...far, distance_m: undefined }, { street: "Alisher Navoiy ko'chasi", house: '12', settlement: 'Samarqand', kind: 'address', lat: 39.654, lon: 66.975, distance_m: undefined })
  assert.ok(Math.abs(far.distance_m - 266000) < 2000, `${far.distance_m} m`)
  assert.deepEqual((await items({ q: 'nav', near: '39.65,66.97' })).map((x) => [x.settlement, x.kind]), [['Samarqand', 'address'], ['Toshkent', 'street']])
  assert.deepEqual((await items({ q: 'navoi 77 toshkent' })).map((x) => [x.house, x.house_unknown]), [[undefined, true]])
  assert.deepEqual((await items({ q: 'chrosu' })).map((x) => [x.name, x.kind]), [['Chorsu bozori', 'place']])
  assert.equal((await items({ q: 'navoi 12', limit: '1' })).length, 1)
  assert.deepEqual(await items({ q: '.,-' }), [])

  for (const [query, field] of [[{}, 'q'], [{ q: ' ' }, 'q'], [{ q: 'a'.repeat(201) }, 'q'], [{ q: 'a', limit: '0' }, 'limit'], [{ q: 'a', limit: '51' }, 'limit'],
    [{ q: 'a', near: '41' }, 'near'], [{ q: 'a', near: '91,69' }, 'near'], [{ q: 'a', near: '41,69,1' }, 'near']]) {
    const r = await places(query)
    assert.deepEqual([r.status, r.json.field], [400, field], JSON.stringify(query))
  }

  imports('other.csv', 'lat,lon,name\n41.3,69.2,Yangi bozor\n')
  await until(async () => (await items({ q: 'yangi' })).length === 1, 0, 'the new index is found')
  assert.deepEqual(await items({ q: 'navoi' }), [])
  // One that is damaged is not taken; the one before goes on.
  const bytes = readFileSync(join(c.store, 'places/index'))
  bytes[bytes.length - 9] ^= 1
  writeFileSync(join(c.dir, 'damaged'), bytes)
  renameSync(join(c.dir, 'damaged'), join(c.store, 'places/index'))
  await until(async () => { await items({ q: 'yangi' }); return c.log.includes('the index of places is not used') }, 0, 'the damage is said')
  assert.equal((await items({ q: 'yangi' })).length, 1)
})
