// SPDX-License-Identifier: Apache-2.0
// A country's history for benches: bench/fill, driven.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from '../tests/scenario/harness.mjs'

export const run = (name, args, input) => {
  const r = spawnSync(name, args, { input, encoding: 'utf8', maxBuffer: 1 << 30 })
  if (r.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${r.stderr}`)
  return r.stdout
}
export const many = (n) => Math.round(n).toLocaleString('en')
/** Sequence of the last event of a store. */
export const seqOf = (store) => Number(run('sqlite3', ['-readonly', join(store, 'journal.db'), 'select max(seq) from event']))

/** A history of so many events over so many days that goes on where it ended at each call; `before`: so many are there already. */
export class Fill {
  constructor(store, days, events, before) {
    this.proc = spawn(join(build, 'bench/fill'), [store, days, events / days, before].map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
    this.lines = createInterface({ input: this.proc.stdout })[Symbol.asyncIterator]()
  }

  async add(n) {
    this.proc.stdin.write(`${n}\n`)
    const { value, done } = await this.lines.next()
    if (done) throw new Error('fill ended')
    const [seq, seconds] = value.split(' ').map(Number)
    return { seq, seconds }
  }

  end() { this.proc.stdin.end() }
}
