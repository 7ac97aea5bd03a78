// SPDX-License-Identifier: Apache-2.0
// How many look-alikes an hour a console is shown at national load, by the desk's own judgement: a million entries, 12,000
// reads a second, characters confused as a real engine confused them. One hour of the country by a false clock.
//   MARKAZ_BUILD           the build directory (build/)
//   MARKAZ_BENCH_MINUTES   of the country's time (60)
// What the captures do not tell is assumed, and printed: they hold no confidence, no colours, and no plates of this region.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, root } from '../tests/scenario/harness.mjs'

const MINUTES = Number(process.env.MARKAZ_BENCH_MINUTES ?? 60)
const PLAN = { entries: 1_000_000, rate: 12_000, areas: 200, region: 14, vehicles: 3_000_000, minutes: MINUTES }
const PROMISED = 6 // an hour and console
const captures = join(root, '../shared/data/alpr/ocr-truth-vs-read.csv')
const program = join(build, 'bench/lookalikes')

/** How often each character was read as another: [truth, read, rate]. Reads of the same length with at most two wrong. */
function confusionsOf(csv) {
  const plain = (s) => s.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const seen = new Map(), wrong = new Map()
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1)
  let exact = 0, single = 0, reads = 0
  for (const line of csv.trim().split('\n').slice(1)) {
    const [truth, read] = line.split(',').slice(2).map(plain)
    if (!read) continue
    reads++
    const differ = truth.length === read.length ? [...truth].filter((c, i) => c !== read[i]).length : Infinity
    exact += differ === 0
    single += differ === 1
    if (differ > 2) continue
    for (const [i, c] of [...truth].entries()) {
      add(seen, c)
      if (c !== read[i]) add(wrong, c + read[i])
    }
  }
  return { rates: [...wrong].map(([pair, n]) => [pair[0], pair[1], n / seen.get(pair[0])]), exact, single, reads }
}

function run(plan, rates) {
  const args = Object.entries(plan).flat().map(String)
  return new Promise((done, fail) => {
    const p = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    p.stdout.on('data', (d) => { text += d })
    p.on('error', fail)
    p.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : fail(new Error(`lookalikes ended with ${code}`))))
    p.stdin.end(rates.map((r) => r.join(' ')).join('\n') + '\n')
  })
}

if (!existsSync(captures)) {
  console.log('no captures of a real engine here: nothing to count with')
  process.exit(0)
}
const { rates, exact, single, reads } = confusionsOf(readFileSync(captures, 'utf8'))
const share = (n) => `${(100 * n / reads).toFixed(1)} %`
console.log(`${PLAN.entries.toLocaleString('en')} entries, ${PLAN.rate.toLocaleString('en')} reads/s, ${PLAN.areas} districts in regions of ${PLAN.region}, ${MINUTES} minutes by a false clock`)
console.log(`captures: ${reads} reads, ${share(exact)} right, ${share(single)} wrong in one character, ${rates.length} confusions seen`)
console.log('assumed: below 0.8 are 70 % of wrong and 5 % of right reads; make and colour known of 60 % of reads and of entries; 3 M vehicles on the roads')
const rows = [
  { name: 'as captured, every entry marked', marked: 1000 },
  { name: 'as captured, one entry in 100 marked', marked: 10 },
]
const columns = [['', 42], ['unsure', 8], ['on lists/M', 11], ['an hour', 9], ['truly it', 9], ['area raw', 9], ['kept', 6], ['district', 8], ['region', 7], ['country', 8]]
const line = (cells) => cells.map((c, i) => (i === 0 ? c.padEnd(columns[i][1]) : c.padStart(columns[i][1]))).join(' ')
console.log('unsure: share of reads. On no list but looking like an entry that is: a million reads, an hour, of these truly that car, an hour and district.')
if (MINUTES !== 60) console.log(`less than an hour: what the desk lists is of ${MINUTES} minutes`)
console.log('Of it the desk keeps some to be looked at, and lists an hour: in the fullest district, the fullest region, the country. A console shows one of the three.')
console.log(line(columns.map(([name]) => name)))
const results = rows.map((row) => ({ ...row }))
await Promise.all(results.map(async (r) => Object.assign(r, await run({ ...PLAN, marked: r.marked }, rates))))
for (const r of results) {
  const raw = r.raw / r.reads * PLAN.rate * 3600
  console.log(line([r.name, `${(100 * r.unsure / r.reads).toFixed(1)} %`, (r.raw / r.reads * 1e6).toFixed(1), raw.toFixed(0), (r.raw_true * 60 / MINUTES).toFixed(0),
    (raw / PLAN.areas).toFixed(1), String(r.kept), String(r.area_most), String(r.region_most), String(r.country)]))
}
const over = (key) => results.filter((r) => r[key] > PROMISED).length
for (const [key, who] of [['area_most', 'one district'], ['region_most', 'one region'], ['country', 'the country']])
  console.log(`a console that sees ${who}: ${over(key) === 0 ? `at most ${PROMISED} an hour, as promised` : `MORE than the promised ${PROMISED} an hour (up to ${Math.max(...results.map((r) => r[key]))})`}`)
const dir = join(root, 'bench/results')
mkdirSync(dir, { recursive: true })
const file = join(dir, `lookalikes-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`)
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), plan: PLAN, rows: results }, null, 1)}\n`)
console.log(`written to ${file}`)
