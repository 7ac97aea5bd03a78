// SPDX-License-Identifier: Apache-2.0
// The index of addresses and places: made of a CSV file, kept when a new one is refused, checked and asked.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build } from './harness.mjs'

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
