// SPDX-License-Identifier: Apache-2.0
// The stream: filtered, resumed without gap or double (across a kill too), bounded for slow readers, positions coalesced.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { Centre, smallCity, sleep, until } from './harness.mjs'

// A sanitizer keeps freed memory back, which would look like growth here.
const c = new Centre({ env: { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1` } })
before(async () => { await c.start(); await smallCity(c) })
after(() => c.end())

const press = (id, device = 'btn-1') => c.call('POST', '/api/v1/alarms', { device, kind: 'panic', at: new Date().toISOString(), id }, c.token('alarm'))
const auth = () => ({ authorization: `Bearer ${c.token('operator')}` })

test('an alarm is on both consoles, how soon is printed', async () => {
  const s = c.stream(auth()), t = c.stream({ authorization: `Bearer ${c.token('operator', '--area', 'north')}` })
  await until(() => s.messages.length > 0 && t.messages.length > 0)
  const begin = Date.now()
  await press('first')
  await until(() => s.events.some((e) => e.type === 'alarm.raised') && t.events.some((e) => e.type === 'alarm.raised'))
  console.log(`# seen after ${Date.now() - begin} ms`)
  s.close(); t.close()
})

test('resumes by Last-Event-ID without gap or double, across kill -9 as well', { timeout: 600000 }, async () => {
  const seen = []
  let last = (await c.call('GET', '/api/v1/picture', undefined, c.token('operator'))).json.stream_id
  let n = 0, stop = false
  const load = (async () => {
    while (!stop) { try { await press(`r${n++}`, `b${n % 50}`) } catch { await sleep(20) } }
  })()
  for (let round = 0; round < 12; round++) {
    const s = c.stream({ ...auth(), 'last-event-id': last })
    await sleep(80 + Math.random() * 200)
    await until(() => s.events.length >= 10, undefined, 'ten events')
    if (round % 4 === 3) { await c.stop('SIGKILL'); await s.done; await c.start() }
    s.close()
    await s.done
    assert.ok(!s.messages.some((m) => m.event === 'reset'))
    seen.push(...s.events.map((e) => e.seq))
    last = s.lastId ?? last
  }
  stop = true
  await load
  const first = seen[0]
  seen.forEach((seq, i) => assert.equal(seq, first + i, `event ${i}`))
  assert.ok(seen.length > 100, `${seen.length} events`)
})

test('an id of another journal or from the future gets a reset', async () => {
  for (const id of ['0123456789abcdef01234567:3', `${(await c.call('GET', '/api/v1/picture', undefined, c.token('operator'))).json.stream_id}999999`]) {
    const s = c.stream({ ...auth(), 'last-event-id': id })
    await until(() => s.messages.length > 0)
    assert.equal(s.messages[0].event, 'reset')
    s.close()
  }
})

test('a reader that catches up over megabytes of areas gets them all, and the server lives', { timeout: 600000 }, async () => {
  const from = (await c.call('GET', '/api/v1/picture', undefined, c.token('operator'))).json.stream_id
  const ring = (k) => Array.from({ length: 2501 }, (_, i) => {
    const a = 2 * Math.PI * (i % 2500) / 2500, r = 0.05 + 0.003 * Math.sin(37 * a + k)
    return [Number((60 + k * 0.15 + r * Math.cos(a)).toFixed(7)), Number((45 + r * Math.sin(a)).toFixed(7))]
  })
  for (let file = 0; file < 3; file++) {
    const features = Array.from({ length: 40 }, (_, i) => ({ type: 'Feature', properties: { id: `big-${file * 40 + i}`, name: 'Big', kind: 'district' },
      geometry: { type: 'Polygon', coordinates: [ring(file * 40 + i)] } }))
    const r = await c.call('POST', '/api/v1/import/areas', JSON.stringify({ type: 'FeatureCollection', features }), c.token('admin'))
    assert.equal(r.json.created, 40)
  }
  const s = c.stream({ ...auth(), 'last-event-id': from })
  await until(() => c.exit || s.events.filter((e) => e.type === 'area.set').length === 120)
  assert.equal(c.exit, null)
  s.close()
})

test('topics and ticks', async () => {
  const s = c.stream(auth(), '?topics=unit')
  await until(() => s.messages.length > 0)
  await press('topic')
  await until(() => s.messages.some((m) => m.event === 'tick'))
  assert.equal(s.events.length, 0)
  s.close()
})

test('positions of a window: newest only, only what moved; a tablet gets its own', async () => {
  const op = await c.person('map', 'operator')
  const m1 = c.token('unit', '--device', 'tab-M1')
  for (const u of ['M1', 'M2']) await op.call('POST', `/api/v1/units/${u}/duty`, { duty: 'on' })
  const s = c.stream({ cookie: op.cookie }), t = c.stream({ authorization: `Bearer ${m1}` })
  await until(() => s.messages[0]?.event === 'hello')
  const name = s.messages[0].data.stream
  assert.equal((await op.call('POST', `/api/v1/stream/${name}/window`, { west: 69, south: 41, east: 70, north: 42, zoom: 10 })).status, 200)
  const line = (u, i) => JSON.stringify({ device: `tab-${u}`, at: new Date(Date.now() + i).toISOString(), lat: 41.3 + i / 10000, lon: 69.25 })
  const body = Array.from({ length: 50 }, (_, i) => [line('M1', i), line('M2', i)]).flat().join('\n')
  const r = await c.call('POST', '/api/v1/positions', body, c.token('tracker'))
  assert.deepEqual(r.json, { accepted: 100, rejected: [] })
  const all = () => s.messages.filter((m) => m.event === 'positions').flatMap((m) => m.data.units)
  await until(() => all().length >= 2)
  assert.equal(all().length, 2) // fifty fixes each, one message each
  assert.equal(all().find((u) => u[0] === 'M1')[1], 41.3049)
  await until(() => t.messages.some((m) => m.event === 'positions'))
  assert.deepEqual([...new Set(t.messages.filter((m) => m.event === 'positions').flatMap((m) => m.data.units.map((u) => u[0])))], ['M1'])
  s.close(); t.close()
})

test('a reader that never reads costs the server nothing', { timeout: 600000 }, async () => {
  const { hostname, port } = new URL(c.url)
  const socks = Array.from({ length: 50 }, () => {
    const k = connect(Number(port), hostname)
    k.on('error', () => {})
    k.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${c.token('operator')}\r\n\r\n`)
    k.pause()
    return k
  })
  const rss = () => Number((/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${c.proc.pid}/status`, 'utf8')) ?? [0, 0])[1])
  const flood = async (from) => { for (let i = from; i < from + 3000; i += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => press(`slow${i + k}`, `b${k}`))) }
  await flood(0) // what the picture and the ring keep of them is there by now
  await sleep(500)
  const before = rss()
  await flood(3000)
  const grown = rss() - before
  console.log(`# 3,000 events past 50 readers that do not read: ${grown} kB more`)
  assert.ok(grown < 40000, `${grown} kB`)
  socks.forEach((k) => k.destroy())
})
