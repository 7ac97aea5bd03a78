// SPDX-License-Identifier: Apache-2.0
// What sealing costs the whole server, and how long it takes to verify a history. Nothing fails for being slow.
// (What it costs an append alone: bench_tree.) With every read a hit, each of them makes an event; "without" is a centre whose signer
// cannot be started, so that no tree is made. In turn, in one run, both at the same time there.
//   MARKAZ_BUILD           the build directory (build/)
//   MARKAZ_TREE_SECONDS    measured time of each line (4)
//   MARKAZ_TREE_TURNS      lines of each kind (3)
//   MARKAZ_TREE_ENTRIES    entries of the log that is verified (1,000,000); 0: none
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Centre, build, until } from '../tests/scenario/harness.mjs'

const SECONDS = Number(process.env.MARKAZ_TREE_SECONDS ?? 4)
const TURNS = Number(process.env.MARKAZ_TREE_TURNS ?? 3)
const ENTRIES = Number(process.env.MARKAZ_TREE_ENTRIES ?? 1e6)
const CAMERAS = 1000, PLATES = 10000
const load = join(build, 'bench/load')
const many = (n) => Math.round(n).toLocaleString('en')

async function open(set) {
  const c = await new Centre({ set }).start()
  const list = (what) => execFileSync(load, ['--print', what, '--devices', CAMERAS, '--plates', PLATES].map(String), { encoding: 'utf8', maxBuffer: 1 << 28 })
  const made = await c.call('POST', '/api/v1/import/devices', list('devices'), c.token('admin'))
  const put = await c.call('PUT', '/api/v1/hotlists/bench', list('hotlist'), c.token('supervisor'))
  if (made.status !== 200 || put.status !== 200) throw new Error(`${made.text} ${put.text}`)
  return Object.assign(c, { first: 0 })
}

async function metrics(c) {
  const text = await fetch(`${c.url}/metrics`).then((r) => r.text())
  const one = (name) => Number(new RegExp(`^${name} ([\\d.e+]+)`, 'm').exec(text)[1])
  return { cpu: one('process_cpu_seconds_total') * 1e6, seq: one('markaz_journal_seq') }
}

const sealed = async (c) => Number((await fetch(`${c.url}/log/checkpoint`).then((r) => r.text())).split('\n')[1] ?? 0)

function send(c) {
  const { port, hostname } = new URL(c.url)
  const args = ['--host', hostname, '--port', port, '--token', c.token('camera'), '--devices', CAMERAS, '--plates', PLATES,
    '--hits', 1000, '--batch', 100, '--connections', 16, '--warmup', 1, '--seconds', SECONDS, '--first', c.first]
  return new Promise((done, fail) => {
    const p = spawn(load, args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    p.stdout.on('data', (d) => { text += d })
    p.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : fail(new Error(`load ended with ${code}`))))
  })
}

/** One line: reads and events a second, CPU of the server for an event; of the sealed one, how far behind the checkpoint was. */
async function line(name, c) {
  const before = await metrics(c)
  const begun = performance.now()
  const r = await send(c)
  const after = await metrics(c)
  const seconds = (performance.now() - begun) / 1000
  c.first = r.next
  const events = after.seq - before.seq
  let text = ''
  if (name === 'sealed') {
    const at = performance.now()
    await until(async () => (await sealed(c)) >= after.seq, 60000, 'the checkpoint')
    text = `; all of it under a checkpoint ${Math.round(performance.now() - at)} ms later: ${many(events / seconds)} entries/s sealed in all`
  }
  const row = { events: events / seconds, cpu: (after.cpu - before.cpu) / events }
  console.log(`  ${name.padEnd(9)} ${many(r.lines_per_s).padStart(8)} reads/s, ${many(row.events)} events/s, CPU ${row.cpu.toFixed(2)} µs an event${text}`)
  return row
}

async function wholeServer() {
  const centres = { unsealed: await open({ 'history.signer': '/bin/false' }), sealed: await open({}) }
  const mean = { unsealed: { events: 0, cpu: 0 }, sealed: { events: 0, cpu: 0 } }
  try {
    console.log('the whole server, 100 % hits, batches of 100, 16 connections, client on the same cores:')
    for (let i = 0; i < 2 * TURNS; i++) {
      const name = i % 2 === 0 ? 'unsealed' : 'sealed'
      const row = await line(name, centres[name])
      for (const k of ['events', 'cpu']) mean[name][k] += row[k] / TURNS
    }
    console.log(`  sealed: ${(mean.sealed.events / mean.unsealed.events).toFixed(3)} of the throughput without (wanted: over 0.9); CPU of an event ${(mean.sealed.cpu / mean.unsealed.cpu).toFixed(3)} of that without`)
    console.log('  (Tessera says of its POSIX driver: about 10,000 entries/s on NVMe; quoted, not run here)')
  } finally {
    await Promise.all(Object.values(centres).map((c) => c.end()))
  }
}

function verified() {
  const dir = mkdtempSync(join(process.env.TMPDIR ?? '/var/tmp', 'markaz-tree-'))
  try {
    const key = execFileSync(join(build, 'bench/bench_tree'), ['log', dir, String(ENTRIES)], { encoding: 'utf8' }).trim()
    for (let i = 0; i < 2; i++) {
      const begun = performance.now()
      const r = spawnSync(join(build, 'markazctl'), ['verify', '--log', dir, '--key', key], { encoding: 'utf8' })
      if (r.status !== 0) throw new Error(r.stderr)
      const s = (performance.now() - begun) / 1000
      console.log(`  markazctl verify --log: ${many(JSON.parse(r.stdout).entries)} entries in ${s.toFixed(2)} s, ${many(ENTRIES / s)} entries/s`)
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

await wholeServer()
if (ENTRIES > 0) verified()
