// SPDX-License-Identifier: Apache-2.0
// The month's report as PDF: what the interface answers, on A4 pages, in four languages, in the centre's time.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build, Centre, root, smallCity } from './harness.mjs'

const NAME = 'Бош „Марказ“ O‘zbekiston'
/** The month that it is at a place, or will be in so many hours. */
const monthAt = (zone, hours = 0) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit' }).format(new Date(Date.now() + hours * 3600e3))
// A month does not end while this runs, or all that is reported would be of the one before; nor has it just begun, when rates change with each second.
const ZONE = monthAt('Europe/Berlin', -3) === monthAt('Europe/Berlin', 2) ? 'Europe/Berlin' : 'America/New_York'
const c = new Centre({ set: { 'centre.name': NAME, 'centre.zone': ZONE, 'load.shifts': '06:00 18:00' } })
const files = mkdtempSync(join(tmpdir(), 'markaz-report-'))
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const run = (program, ...args) => {
  const r = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  assert.equal(r.status, 0, `${program} ${args.join(' ')}: ${r.stderr}`)
  return r.stdout
}
/** As one reads it: words with one blank between. */
const read = (pdf) => run('pdftotext', '-layout', pdf, '-').replace(/\s+/g, ' ')
/** Where a dash or a sign stands apart, pdftotext may see no blank. */
const has = (text, what) => text.replaceAll(' ', '').includes(what.replaceAll(' ', ''))
const texts = (lang) => JSON.parse(readFileSync(join(root, `web/src/i18n/load/${lang}.json`), 'utf8'))
const share = (v) => v === null ? '–' : `${(v * 100).toFixed(1)} %`
let chief, n = 0

before(async () => {
  await c.start()
  await smallCity(c)
  const op = await c.person('desk', 'operator')
  chief = await c.person('chief', 'supervisor')
  const press = async (device, kind) => ok(await c.call('POST', '/api/v1/alarms', { device, kind, id: `i${n++}` }, c.token('alarm'))).id
  const panic = await press('btn-1', 'panic')
  for (let i = 0; i < 12; i++) await press(`zone-${i}`, 'intrusion')
  for (let i = 0; i < 3; i++) await press('zone-1', 'intrusion')
  ok(await op.call('POST', `/api/v1/alarms/${panic}/acknowledge`, {}))
  ok(await op.call('POST', `/api/v1/alarms/${panic}/close`, { disposition: 'false_alarm' }))
})
after(async () => { await c.end(); rmSync(files, { recursive: true, force: true }) })

function report(lang, month = monthAt(ZONE), ...more) {
  const pdf = join(files, `${lang}.pdf`)
  const r = c.ctl(['report', 'load', '--month', month, '--lang', lang, '--to', pdf, ...more])
  return { ...r, pdf }
}

/** The report and the answer it was made from. Before it and after it the answer was the same to the minute: so it is the report's. */
async function both(lang) {
  const ask = async () => ok(await chief.call('GET', `/api/v1/load?whole=1&month=${monthAt(ZONE)}`))
  // But the rates of shifts that run, which change all the time.
  const toMinutes = ({ shifts: _, rota, ...load }) => JSON.stringify([load, rota.map(({ from, to, calls }) => [from, to, calls])]).replace(/:\d\d(\.\d+)?Z/g, 'Z')
  for (;;) {
    const before = await ask()
    const { code, err, pdf } = report(lang)
    assert.equal(code, 0, err)
    const load = await ask()
    if (toMinutes(before) === toMinutes(load)) return { pdf, text: read(pdf), load }
  }
}

test('the PDF says what the interface answers, in each language', async () => {
  for (const lang of ['en', 'ru', 'uz', 'kk']) {
    const { pdf, text, load } = await both(lang), t = texts(lang)
    run('qpdf', '--check', pdf)
    const info = run('pdfinfo', pdf)
    assert.match(info, /Page size: +595\.276 x 841\.89 pts \(A4\)/)
    const pages = Number(/Pages: +(\d+)/.exec(info)[1])
    for (let page = 1; page <= pages; page++) assert.ok(text.includes(t['load.page'].replace('{n}', page).replace('{all}', pages)), text)
    const line = (key, value) => assert.ok(text.includes(`${t[key]} ${value}`), `${lang} ${key} ${value} in ${text}`)
    line('load.alarms', load.alarms)
    line('load.calls', load.calls)
    line('load.per_hour', load.per_hour)
    line('load.most', load.most_10min)
    line('load.flood', `${load.flood.periods} / ${load.flood.of} · ${share(load.flood.share)}`)
    line('load.top', share(load.top.share))
    line('load.answers', load.answers.n)
    line('load.waiting', load.answers.waiting)
    for (const one of load.priorities) assert.ok(text.includes(`${t['load.priority'].replace('{n}', one.priority)} ${one.n} · ${share(one.share)}`), `${one.priority} in ${text}`)
    for (const goal of load.clocks.flatMap((one) => one.goals)) assert.ok(has(text, `${goal.within} / ${goal.of} · ${share(goal.share)} ${share(goal.want)}`), text)
    for (const one of load.top.sources) assert.ok(text.includes(`${one.device} ${one.site ? one.site + ' ' : ''}${one.n} ${share(one.share)}`), `${one.device} in ${text}`)
    assert.ok(load.chatter.n > 0 && text.includes(`zone-1 ${load.chatter.sources[0].n}`), text)
    assert.ok(has(text, 'school-1 1 1 100.0 % 0 · –'), 'the ledger of false alarms')
    assert.ok(text.includes('btn-1 school-1 1 100.0 %'), 'sources that call for nothing')
    assert.ok(text.includes(NAME) && text.includes(ZONE), text)
    assert.ok(text.includes(t['load.formulas'].replace('{n}', load.formulas).replace('{seq}', load.seq)), text)
    assert.equal(load.shifts.filter((one) => text.includes(one.user)).length, load.shifts.length)
  }
})

test('a month and its shifts are those of the centre\'s clock', async () => {
  const { text, load } = await both('en')
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' })
  const local = (at) => clock.format(new Date(at))
  assert.equal(local(load.from).slice(8), '01 00:00')
  assert.ok(text.includes(`From ${local(load.from)} until ${local(load.to)}`), text)
  assert.equal(load.rota[0].from, load.from)
  assert.equal(load.rota.at(-1).to, load.to)
  for (let i = 1; i < load.rota.length; i++) assert.equal(load.rota[i].from, load.rota[i - 1].to)
  assert.ok(load.rota.slice(1).every((one) => ['06:00', '18:00'].includes(local(one.from).slice(11))), JSON.stringify(load.rota))
  assert.equal(load.rota.reduce((sum, one) => sum + one.calls, 0), load.calls)
  assert.ok(load.rota.at(-1).open)
  for (const one of load.rota) assert.ok(text.includes(`${local(one.from)} ${local(one.to)} ${one.calls} `), `${one.from} in ${text}`)
  const shift = ok(await chief.call('GET', '/api/v1/load?from=shift'))
  assert.ok(['06:00', '18:00'].includes(local(shift.from).slice(11)), shift.from)
  assert.ok(Date.parse(shift.to) - Date.parse(shift.from) <= 13 * 3600e3)
})

test('what cannot be reported is said, and leaves no file', async () => {
  assert.equal(report('xx').code, 2)
  assert.equal(report('en', '2026').code, 2)
  const later = report('kk', '2150-01')
  assert.equal(later.code, 1)
  assert.match(later.err, /before/)
  rmSync(join(files, 'en.pdf'), { force: true })
  assert.equal(report('en', '2026-13').code, 1)
  assert.ok(!existsSync(join(files, 'en.pdf')) && !existsSync(join(files, 'en.pdf.part')))
  assert.equal((await chief.call('GET', '/api/v1/load?month=october')).status, 400)
})

test('markaz-pdf draws long documents, and refuses what is none', () => {
  const draw = (text) => spawnSync(join(build, 'markaz-pdf'), { input: text, maxBuffer: 1 << 28 })
  const rows = Array.from({ length: 400 }, (_, i) => [`row ${i} end`, 'words '.repeat(i % 50), i === 7 ? 'много слов '.repeat(2000) : ''])
  const made = draw(JSON.stringify({ title: 'Long', page: '{n}/{all}', blocks: [{ text: 'so many words '.repeat(3000) }, { table: { widths: [1, 2, 2], align: 'llr', head: ['what', 'words', 'more'], rows } }] }))
  assert.equal(made.status, 0, String(made.stderr))
  const pdf = join(files, 'long.pdf')
  writeFileSync(pdf, made.stdout)
  run('qpdf', '--check', pdf)
  const text = read(pdf), pages = Number(/Pages: +(\d+)/.exec(run('pdfinfo', pdf))[1])
  assert.ok(pages > 10 && text.includes(`${pages}/${pages}`))
  for (const [first] of rows) assert.ok(text.includes(first), first)
  assert.ok(text.split('what words more').length > 3, 'the head stands on each page of the table')
  for (const bad of ['', '{', '[]', '{"x":1}', '{"blocks":[{"table":{"rows":[]}}]}', '{"blocks":[{"table":{"widths":[1],"head":["a","b"]}}]}', '{"blocks":[{"table":{"widths":[0],"head":["a"]}}]}', '{"blocks":[{"picture":"x"}]}']) {
    const r = draw(bad)
    assert.deepEqual([r.status, r.stdout.length], [1, 0], bad)
    assert.match(String(r.stderr), /^markaz-pdf: /)
  }
})
