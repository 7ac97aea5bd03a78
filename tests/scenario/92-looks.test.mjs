// SPDX-License-Identifier: Apache-2.0
// No answer to a look-up without its event: under many look-ups at once the server is held (SIGSTOP) at random moments, its journal is
// copied as kill -9 would leave it, and each answer that had left by then is looked for in the copy. And killed for good, some times.
//   MARKAZ_LOOK_POINTS  moments at which it is held (150)
//   MARKAZ_LOOK_KILLS   times it is killed and started again (5)
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { Centre, sleep, smallCity, until } from './harness.mjs'

const POINTS = Number(process.env.MARKAZ_LOOK_POINTS ?? 150)
const KILLS = Number(process.env.MARKAZ_LOOK_KILLS ?? 5)
const WORKERS = 8
const c = new Centre()
const answered = new Set()
let purpose, token, n = 0, refused = 0

before(async () => {
  await c.start()
  await smallCity(c)
  token = c.token('supervisor')
  purpose = await c.purpose(token)
})
after(() => c.end())

/** Look-ups, each of something else, until told to stop or nobody answers. What counts as answered has come whole. */
async function lookOn(stop) {
  while (!stop.now) {
    const what = `look-${n++}`
    try {
      const r = await c.call('GET', `/api/v1/search/alarm?device=${what}`, undefined, token, purpose)
      if (r.status === 200) answered.add(what)
      else refused++
    } catch {
      return // the server is gone: nothing was answered
    }
  }
}

/** The look-ups that the journal in `path` knows, of its rows after `from`; its last sequence too. */
function looksIn(path, from) {
  const db = new DatabaseSync(path)
  try {
    const rows = db.prepare('SELECT seq, CAST(entry AS TEXT) AS entry, CAST(payload AS TEXT) AS payload FROM event WHERE seq > ? ORDER BY seq').all(from)
    const { last, count } = db.prepare('SELECT max(seq) AS last, count(*) AS count FROM event').get()
    assert.equal(Number(last), Number(count), 'the journal has no hole')
    const looks = rows.filter((r) => r.entry.includes('\ntype look.made\n')).map((r) => /device=(look-\d+)"/.exec(r.payload)?.[1])
    return { last: Number(last), looks: looks.filter(Boolean) }
  } finally {
    db.close()
  }
}

/** Is the process as a whole standing still? */
const stopped = (pid) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

test(`held at ${POINTS} random moments: each look-up answered by then is in the journal as it lies there`, { timeout: 3600000 }, async () => {
  const stop = { now: false }, workers = Array.from({ length: WORKERS }, () => lookOn(stop))
  const copy = join(c.dir, 'copy'), known = new Set()
  let last = 0, missing = []
  mkdirSync(copy)
  for (let point = 0; point < POINTS && missing.length === 0; point++) {
    await sleep(Math.random() * 8)
    await until(() => answered.size >= point / 4, undefined, 'answers') // a slow machine has to have done something
    const { pid } = c.proc
    process.kill(pid, 'SIGSTOP')
    await until(() => stopped(pid), undefined, 'the process to stand still')
    await sleep(1) // what had left is read by the clients
    await new Promise((done) => setImmediate(done))
    const left = [...answered]
    for (const name of ['journal.db', 'journal.db-wal']) {
      rmSync(join(copy, name), { force: true })
      if (existsSync(join(c.store, name))) copyFileSync(join(c.store, name), join(copy, name))
    }
    rmSync(join(copy, 'journal.db-shm'), { force: true })
    process.kill(pid, 'SIGCONT')
    const there = looksIn(join(copy, 'journal.db'), last)
    assert.ok(there.last >= last, 'the journal only grows')
    last = there.last
    for (const what of there.looks) known.add(what)
    missing = left.filter((what) => !known.has(what))
  }
  stop.now = true
  await Promise.all(workers)
  assert.deepEqual(missing, [], 'answered, and not in the journal')
  assert.ok(answered.size >= POINTS / 4, `only ${answered.size} look-ups were answered`)
  assert.equal(refused, 0)
  console.log(`# ${answered.size} look-ups answered, ${POINTS} moments, ${known.size} events, none missing`)
})

test(`killed ${KILLS} times: each look-up answered is in the journal of the next start`, { timeout: 3600000 }, async () => {
  for (let round = 0; round < KILLS; round++) {
    const had = answered.size
    const stop = { now: false }, workers = Array.from({ length: WORKERS }, () => lookOn(stop))
    await until(() => answered.size > had, undefined, 'an answer')
    await sleep(Math.random() * 40)
    await c.stop('SIGKILL')
    stop.now = true
    await Promise.all(workers)
    await c.start()
    const known = new Set(looksIn(join(c.store, 'journal.db'), 0).looks)
    assert.deepEqual([...answered].filter((what) => !known.has(what)), [], `round ${round}`)
  }
  assert.equal(JSON.parse(c.ctl(['verify']).out).ok, true)
})
