// SPDX-License-Identifier: Apache-2.0
// How long one waits for a moment of the past: random moments of the last day, with a country's registry and a day of its events;
// then on from there, second by second. The peer is the same question without what is kept for it: all events folded from the newest snapshot
// of before, or from the beginning. Nothing fails for being slow.
//   MARKAZ_REPLAY_EVENTS   events of that day (1,000,000)
//   MARKAZ_REPLAY_SEEKS    moments asked for (40)
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Centre, sleep } from '../tests/scenario/harness.mjs'
import { Fill, many, seqOf } from './fill.mjs'

const EVENTS = Number(process.env.MARKAZ_REPLAY_EVENTS ?? 1e6)
const SEEKS = Number(process.env.MARKAZ_REPLAY_SEEKS ?? 40)
const PIECES = 40 // in which the day comes, with the centre at work in between: a picture is kept after each, as after a quarter as many events as there are entities

const c = new Centre()
const kept = () => { try { return readdirSync(join(c.store, 'past')).filter((f) => f.endsWith('.snap')) } catch { return [] } }
const look = (query) => c.look(`/api/v1/replay?${query}`, c.token('supervisor'))

async function ask(query) {
  const begun = performance.now()
  const r = await look(query)
  if (r.status !== 200) throw new Error(`${query}: ${r.text.slice(0, 300)}`)
  return { ms: performance.now() - begun, bytes: r.text.length, json: r.json }
}

function show(name, all) {
  const ms = all.map((x) => x.ms).sort((a, b) => a - b)
  console.log(`${name.padEnd(52)} median ${ms[Math.floor(ms.length / 2)].toFixed(0)} ms, worst ${ms.at(-1).toFixed(0)} ms of ${ms.length}, ${many(all[0].bytes / 1e3)} kB an answer`)
  return ms
}

const first = { seq: 0 }
const fill = new Fill(c.store, 1, EVENTS, 0)
try {
  await c.start()
  await c.stop('SIGTERM')
  console.log(`${cpus().length} cores, ${cpus()[0].model}; ${many(EVENTS)} events of one day`)
  for (let i = 0; i < PIECES; i++) {
    await fill.add(EVENTS / PIECES)
    first.seq ||= seqOf(c.store)
    const before = kept().length
    await c.start({}, 1200000)
    for (let wait = 0; wait < 50 && kept().length === before; wait++) await sleep(100)
    await c.stop('SIGTERM')
  }
  await c.start({}, 1200000)
  const last = seqOf(c.store)
  const entities = Object.values((await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.entities).reduce((a, b) => a + b, 0)
  const bytes = kept().reduce((n, f) => n + statSync(join(c.store, 'past', f)).size, 0)
  console.log(`${many(entities)} entities at the end; ${kept().length} pictures are kept for looking back, ${many(bytes / 1e6)} MB`)
  await look(`seq=${last}`)
  let state = 20261123 // the same moments in each run
  const random = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648 }
  const moments = Array.from({ length: SEEKS }, () => first.seq + Math.floor(random() * (last - first.seq)))
  const seeks = []
  for (const seq of moments) seeks.push(await ask(`seq=${seq}`))
  const ours = show('a moment of the last day, all of it (wanted: 1,000)', seeks)
  const picture = await c.call('GET', '/api/v1/picture', undefined, c.token('supervisor'))
  const base = Number(picture.json.stream_id.split(':').pop())
  console.log(`the picture that the console has of now: ${many(picture.text.length / 1e3)} kB`)
  const differs = []
  for (const seq of moments) differs.push(await ask(`seq=${seq}&base=${base}`))
  if (differs.some((x) => x.json.base !== base)) throw new Error('not told as a difference')
  show('all of it, as what differs from now (wanted: 1,000)', differs)
  const moving = []
  for (const seq of moments) moving.push(await ask(`seq=${seq}&topics=alarm,dispatch,road,unit`))
  show('the same without the registry', moving)
  const on = []
  for (let i = 0, seq = moments[0]; i < SEEKS; i++) { on.push(await ask(`seq=${seq}&span=60&state=0`)); seq = on.at(-1).json.next }
  show('on from there, a minute at a time', on)
  const rss = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${c.proc.pid}/status`, 'utf8'))[1] / 1024
  console.log(`at most ${rss.toFixed(0)} MB resident`)
  renameSync(join(c.store, 'past'), join(c.store, 'aside'))
  mkdirSync(join(c.store, 'past'))
  const plain = []
  for (const seq of moments.slice(0, 5)) plain.push(await ask(`seq=${seq}`))
  const theirs = show('the same without what is kept', plain)
  console.log(`ratio of the medians: ${(theirs[Math.floor(theirs.length / 2)] / ours[Math.floor(ours.length / 2)]).toFixed(1)} x`)
} finally {
  fill.end()
  rmSync(join(c.store, 'aside'), { recursive: true, force: true })
  await c.end()
}
