// SPDX-License-Identifier: Apache-2.0
// Histories as a file: asked by one person, approved by another, fetched as a look-up of each subject, checked by who has nothing else.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, smallCity } from './harness.mjs'

const c = new Centre({ set: { 'look.export_mib': 1 } })
const ok = (r) => { assert.equal(r.status, 200, r.text); return r.json }
const at = (sec = 0) => new Date(Date.now() + sec * 1000).toISOString()
let ana, bek, worker, subject, key, incident, file, granted

const newCase = (subjects, ...people) => c.openCase({ number: `${Math.random()}`.slice(2, 12), people, subjects, expires_at: at(30 * 86400) })
const ask = (who, body, reason = 'for%20the%20court') => who.call('POST', `/api/v1/exports?reason=${reason}`, body)
const approve = (asked, who = bek) => who.call('POST', `/api/v1/approvals/${asked.json.id}/approve`, {})
const fetchFile = (who, id, purpose) => who.call('GET', `/api/v1/exports/${id}/file`, undefined, purpose)
const lines = (text) => text.trimEnd().split('\n').map((one) => JSON.parse(one))
const verify = (text) => {
  const path = join(c.dir, 'export.ndjson')
  writeFileSync(path, text)
  const r = spawnSync(join(build, 'markazctl'), ['verify', '--export', path, '--key', key], { encoding: 'utf8' })
  return { code: r.status, out: r.stdout, err: r.stderr }
}

before(async () => {
  await c.start()
  await smallCity(c)
  ana = await c.person('ana', 'supervisor')
  bek = await c.person('bek', 'supervisor')
  worker = await c.person('worker', 'operator')
  subject = await c.person('subject', 'operator')
  key = (await (await fetch(`${c.url}/log/key`)).text()).trim()
  incident = ok(await worker.call('POST', '/api/v1/incidents', { kind: 'alarm', priority: 1, title: 'a fight' })).id
  for (let i = 0; i < 5; i++) ok(await worker.call('POST', `/api/v1/incidents/${incident}/note`, { text: `note «${i}»\nof the incident` }))
})
after(() => c.end())

test('an export needs a case that names it, a reason, and another person', async () => {
  file = await newCase([`incident:${incident}`, `user:${subject.user}`], ana.user)
  const body = { casefile: file, purpose: 'court_order', about: [`incident:${incident}`, `user:${subject.user}`] }
  const none = await ana.call('POST', '/api/v1/exports', body)
  assert.deepEqual([none.status, none.json.field], [400, 'reason'])
  for (const [change, status, field] of [[{ casefile: 'F999' }, 403, 'purpose'], [{ purpose: 'audit' }, 400, 'purpose'], [{ purpose: 'break_glass' }, 400, 'purpose'],
    [{ about: ['unit:M1'] }, 403, 'about'], [{ about: [] }, 400, 'about'], [{ about: ['nonsense'] }, 400, 'about'], [{ about: ['hit:H1'] }, 409, 'about'], [{ about: [`casefile:${file}`] }, 400, 'about']]) {
    const r = await ask(ana, { ...body, ...change })
    assert.deepEqual([r.status, r.json.field], [status, field], r.text)
  }
  assert.equal((await ask(bek, body)).status, 403, 'a case of others')
  assert.equal((await ask(worker, body)).status, 403, 'an operator takes nothing away')
  assert.equal((await c.call('POST', '/api/v1/exports?reason=x', body, c.token('supervisor'))).status, 403, 'nor does a program')
  const asked = await ask(ana, body)
  assert.equal(asked.status, 202, asked.text)
  assert.equal((await approve(asked, ana)).status, 403, 'who asks does not approve')
  assert.deepEqual(ok(await bek.call('GET', '/api/v1/approvals')).approvals.map((a) => [a.command, a.reason, a.may, a.body.about.length]), [['look.export_ask', 'for the court', true, 2]])
  granted = ok(await approve(asked)).result
  assert.match(granted, /^export\/e\d+$/)
  granted = granted.split('/')[1]
})

test('its person fetches it, for its purpose; its subjects are told, and the event is there before the file', async () => {
  const purpose = `court_order case=${file}`
  assert.equal((await fetchFile(bek, granted, purpose)).status, 404, 'who approved it does not get it')
  for (const bad of [undefined, 'court_order case=F999', `investigation case=${file}`]) {
    const r = await fetchFile(ana, granted, bad)
    assert.deepEqual([r.status, r.json.field], [403, 'purpose'], `${bad}`)
  }
  const told = async () => ok(await subject.call('GET', '/api/v1/looks/own')).usages
  assert.deepEqual(await told(), [], 'what was refused is no look')
  const answer = await fetchFile(ana, granted, purpose)
  assert.equal(answer.status, 200, answer.text)
  const all = lines(answer.text), [head, ...rest] = all
  assert.deepEqual([head.markaz, head.export, head.case, head.by, head.purpose], ['export/1', granted, file, ana.user, 'court_order'])
  const events = rest.slice(0, -1)
  assert.deepEqual(rest.at(-1), { end: true, events: events.length, erased: 0, withheld: events.filter((e) => e.withheld).length })
  const types = events.map((e) => /\ntype (\S+)\n/.exec(e.entry)[1])
  assert.ok(types.includes('incident.received') && types.filter((t) => t === 'note.added').length === 5, types.join())
  assert.ok(events.some((e) => /note «4»/.test(e.payload ?? '')))
  // of the person: nothing that a password could be guessed by
  assert.ok(events.some((e) => e.withheld === 'secret' && e.payload === undefined && e.salt === undefined), types.join())
  assert.doesNotMatch(answer.text, /argon2/)
  for (const e of events.filter((x) => x.payload))
    assert.equal(/\ncommit (\S+)\n/.exec(e.entry)[1], createHash('sha256').update('markaz/commit1\n').update(Buffer.from(e.salt, 'base64')).update(e.payload).digest('base64'))
  const [look] = await told()
  assert.deepEqual([look.action, look.receiverCode, look.purpose], ['look.export_file', ana.user, 'court_order'])
  const { events: history } = ok(await ana.call('GET', `/api/v1/history/export/${granted}`, undefined, `court_order case=${file}`))
  assert.deepEqual(history.map((e) => [e.type, e.actor]), [['export.granted', `user/${ana.user}`], ['export.fetched', `user/${ana.user}`]])
  assert.equal(head.looked < history[1].seq, true)

  const good = verify(answer.text)
  assert.equal(good.code, 0, good.err)
  assert.equal(JSON.parse(good.out).events, events.length)
  const bad = (text, words) => { const r = verify(text); assert.equal(r.code, 1, r.out); assert.match(r.err, words) }
  assert.equal(answer.text.split(head.checkpoint.split('\n')[2]).length, 2, 'the checkpoint stands there once')
  const one = await (await fetch(`${c.url}/log/proof/${events[0].seq}`)).text()
  assert.equal((events[0].proof + head.checkpoint).split('\n')[1], one.split('\n')[1], 'proof and checkpoint are a whole proof file')
  const at4 = all.findIndex((e) => /note «4»/.test(e.payload ?? '')) + 1
  bad(answer.text.replace('note «4»', 'note «5»'), new RegExp(`line ${at4} shows a payload that its entry does not commit to`))
  bad(answer.text.replace('\\ntype incident.received', '\\ntype incident.state'), /not entry/)
  const changed = (n, change) => all.map((e, i) => JSON.stringify(i === n ? change(e) : e)).join('\n') + '\n'
  assert.equal(verify(changed(2, (e) => e)).code, 0)
  bad(changed(2, (e) => ({ ...e, proof: e.proof.replace(/\n(.)(.{43})\n\n$/, (_, a, b) => `\n${a === 'A' ? 'B' : 'A'}${b}\n\n`) })), /line 3 .*not entry/)
  bad(changed(2, (e) => ({ ...e, proof: e.proof + head.checkpoint })), /line 3 .*before its checkpoint/)
  bad(changed(2, (e) => ({ ...e, erased: true })), /line 3 .*one reason/)
  bad(changed(2, (e) => ({ ...e, seq: e.seq + 1 })), /line 3 .*number/)
  bad(changed(0, (e) => ({ ...e, checkpoint: e.checkpoint.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) + 1}\n`) })), /line 1 .*signature/)
  bad(`${JSON.stringify({ ...head, checkpoint: undefined })}\n`, /line 1 /)
  bad(`{"markaz":"export/1","\\u006darkaz":"export/1"}\n`, /line 1 .*twice/)
  bad('x'.repeat(20 << 20), /line 1 .*too long/)
  bad(answer.text.slice(0, answer.text.lastIndexOf('\n', answer.text.length - 2) + 1), /not whole/)
  bad(answer.text.slice(0, -30), /cut off/)
  bad(answer.text.split('\n').filter((_, i) => i !== 3).join('\n'), /counts other/)
})

test('what came later is not in it; over its ceiling it breaks off and is not whole', async () => {
  const purpose = `court_order case=${file}`, before = lines((await fetchFile(ana, granted, purpose)).text).length
  for (let i = 0; i < 600; i += 20) await Promise.all(Array.from({ length: 20 }, async () => ok(await worker.call('POST', `/api/v1/incidents/${incident}/note`, { text: 'x'.repeat(1900) }))))
  assert.equal(lines((await fetchFile(ana, granted, purpose)).text).length, before)
  const large = ok(await approve(await ask(ana, { casefile: file, purpose: 'court_order', about: [`incident:${incident}`] }))).result.split('/')[1]
  await assert.rejects(async () => { const r = await fetch(`${c.url}/api/v1/exports/${large}/file`, { headers: { cookie: ana.cookie, 'markaz-purpose': purpose } }); await r.text() })
})

test('a case that ends takes its exports with it', async () => {
  const other = await newCase([`user:${subject.user}`], ana.user)
  const id = ok(await approve(await ask(ana, { casefile: other, purpose: 'conduct', about: [`user:${subject.user}`] }))).result.split('/')[1]
  assert.equal((await fetchFile(ana, id, `conduct case=${other}`)).status, 200)
  ok(await bek.call('POST', `/api/v1/cases/${other}/close`, {}))
  assert.equal((await fetchFile(ana, id, `conduct case=${other}`)).status, 403)
})
