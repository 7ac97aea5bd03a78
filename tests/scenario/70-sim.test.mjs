// SPDX-License-Identifier: Apache-2.0
// The demo city against the real server, with a stand-in at the desk: its three stories happen, through public doors only.
// Waits long: a city lives through a minute and more.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Centre, build, until } from './harness.mjs'

const sim = join(build, 'markaz-sim')
const c = new Centre({ set: { 'demo.enabled': 'true' } })
let city
after(async () => { city?.kill('SIGKILL'); await c.end() })

test('the city proves itself', { timeout: 600000 }, () => {
  const r = spawnSync(sim, ['--self-test'], { encoding: 'utf8' })
  assert.equal(r.status, 0, r.stdout + r.stderr)
  assert.match(r.stdout, /passed, 0 failed/)
})

test('school, racing car and wanted car, in a minute of a hurried city', { timeout: 600000 }, async () => {
  await c.start()
  await until(() => existsSync(join(c.store, 'demo/tokens.json')), undefined, 'the demo tokens')
  const names = readFileSync(join(c.store, 'demo/sign-in.txt'), 'utf8')
  for (const role of ['operator', 'supervisor', 'admin']) assert.match(names, new RegExp(role))
  let said = ''
  const begin = Date.now()
  city = spawn(sim, ['--url', c.url, '--seed-dir', join(c.store, 'demo'), '--speed', '3', '--auto-operator'], { stdio: ['ignore', 'pipe', 'pipe'] })
  city.stdout.on('data', (d) => { said += d })
  city.stderr.on('data', (d) => { said += d })
  const s = c.stream({ authorization: `Bearer ${c.token('supervisor')}` })
  const seen = (f) => s.events.find(f)
  const wait = (f, ms, what) => until(() => { assert.equal(city.exitCode, null, `the city ended:\n${said}`); return seen(f) }, Math.max(ms, 180000), what).catch((e) => { throw new Error(`${e.message}\n${said.slice(-2000)}`) })
  const subject = (e) => e.subject

  // Something happens within ten seconds of the city's life.
  const alarm = await wait((e) => e.type === 'alarm.raised' && e.data.kind === 'panic', 30000, 'the school')
  console.log(`# the school pressed after ${Date.now() - begin} ms, set-up included`)
  const incident = await wait((e) => e.type === 'incident.received' && e.data.alarm === subject(alarm).slice(6), 20000, 'an incident')
  const job = await wait((e) => e.type === 'assignment.sent' && e.data.incident === subject(incident).slice(9), 20000, 'a unit sent')
  await wait((e) => e.type === 'snapshot.stored' && e.about === subject(alarm), 20000, 'a picture of the gate')
  const steps = (state) => (e) => e.type === 'assignment.state' && subject(e) === subject(job) && e.data.state === state
  await wait(steps('accepted'), 20000, 'the officer accepts')

  const race = await wait((e) => e.type === 'violation.found', 60000, 'the racing car')
  const told = await wait((e) => e.type === 'notice.sent' && e.data.about === subject(race), 3000, 'a notice of it')
  assert.equal(told.data.action, 'danger')
  console.log(`# told of the racing car ${Date.parse(told.recorded) - Date.parse(race.recorded)} ms after it was found`)
  assert.equal(told.actor, 'core') // no person between
  assert.equal(told.data.ahead, true) // a patrol waits further along the avenue
  assert.match(told.data.reason, /ahead/)

  const hit = await wait((e) => e.type === 'hit.found', 90000, 'the wanted car')
  assert.equal(hit.data.state, 'unconfirmed')
  const observe = await wait((e) => e.type === 'notice.sent' && e.data.about === subject(hit), 60000, 'a notice to observe')
  assert.equal(observe.data.action, 'observe')
  await wait((e) => e.type === 'photo.stored', 10000, 'a photo')
  await wait((e) => e.type === 'hit.confirmed' && subject(e) === subject(hit), 60000, 'a confirmation')
  await wait((e) => ['notice.changed', 'notice.sent'].includes(e.type) && e.about === subject(hit) && e.data.action === 'confirmed', 20000, '"confirmed" on the tablet')

  await wait(steps('on_scene'), 120000, 'the officer arrives')
  await wait(steps('cleared'), 120000, 'the officer clears')
  const closed = await wait((e) => e.type === 'incident.closed' && subject(e) === subject(incident), 60000, 'a disposition')
  assert.ok(closed.data.disposition)
  city.kill('SIGTERM')
  await until(() => city.exitCode !== null, undefined, 'the city to end')
  assert.equal(city.exitCode, 0, said)
  assert.doesNotMatch(said, /refused|error|answered 4/i)
  s.close()
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
  console.log(`# three stories in ${Date.now() - begin} ms, ${s.events.length} events`)
})

test('several cities side by side: nothing has the same name, all of it lives', { timeout: 600000 }, async () => {
  const many = new Centre({ set: { 'demo.enabled': 'true' } })
  let country
  try {
    await many.start()
    await until(() => existsSync(join(many.store, 'demo/tokens.json')), undefined, 'the demo tokens')
    const args = ['--url', many.url, '--seed-dir', join(many.store, 'demo'), '--units', '60', '--cameras', '90', '--cities', '3', '--streams', '30', '--speed', '3']
    let said = ''
    const s = many.stream({ authorization: `Bearer ${many.token('supervisor')}` })
    country = spawn(sim, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    country.stdout.on('data', (d) => { said += d })
    country.stderr.on('data', (d) => { said += d })
    const admin = many.token('admin')
    const entities = async () => (await many.call('GET', '/api/v1/picture?topics=unit,registry', undefined, admin)).json.entities
    // Those without a stream sign on and drive as well.
    const known = await until(async () => {
      assert.equal(country.exitCode, null, `the cities ended:\n${said}`)
      const e = await entities()
      return Object.values(e.unit ?? {}).filter((u) => u.duty === 'on').length === 60 && e
    }, 180000, 'all 60 units on duty')
    assert.ok(known.unit.M60 && known.device['cam-090'] && known.device['tab-M41'])
    assert.equal(Object.values(known.device).filter((d) => d.kind === 'camera' && !d.site).length, 90) // besides those at the gates of sites
    assert.equal(Object.keys(known.area).length, 15)
    assert.ok(known.area['t03-central'] && known.area.central)
    const lon = (id) => known.device[id].lon
    assert.ok(Math.abs(lon('cam-001') - lon('cam-090')) > 0.1) // two towns further west
    for (const town of ['north', 'south', 'east', 'west', 'central']) assert.ok(known.area[`t02-${town}`])
    await until(() => ['', 't02-', 't03-'].every((t) => s.events.some((e) => e.type === 'violation.found' && e.data.area.startsWith(t) && (t || !e.data.area.includes('-')))), 180000, 'a racing car in each city').catch((e) => { throw new Error(`${e.message}\n${said.slice(-2000)}`) })
    s.close()
    country.kill('SIGTERM')
    await until(() => country.exitCode !== null, undefined, 'the cities to end')
    assert.equal(country.exitCode, 0, said)
    // The same again finds all as it was, and asks for no new token.
    country = spawn(sim, [...args, '--once-setup'], { stdio: ['ignore', 'pipe', 'pipe'] })
    said = ''
    country.stdout.on('data', (d) => { said += d })
    await until(() => country.exitCode !== null, undefined, 'a second set-up')
    assert.equal(said.match(/ 0 new, 0 changed/g)?.length, 12, said)
  } finally {
    country?.kill('SIGKILL')
    await many.end()
  }
})
