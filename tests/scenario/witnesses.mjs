// SPDX-License-Identifier: Apache-2.0
// Witnesses for tests: real markaz-witness programs, each in a folder of its own, and the policy that names them.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, freePort, until } from './harness.mjs'

const program = join(build, 'markaz-witness')

class Witness {
  constructor(dir, name) {
    this.dir = join(dir, name)
    this.name = `witness.test/${name}`
    this.port = 0
    this.key = this.tool('--name', this.name, '--key').trim()
  }
  tool(...args) {
    const r = spawnSync(program, ['--dir', this.dir, ...args], { encoding: 'utf8' })
    if (r.status !== 0) throw new Error(r.stderr)
    return r.stdout
  }
  async start() {
    let out = ''
    this.port ||= await freePort() // the same after a restart, and nobody else's meanwhile
    this.proc = spawn(program, ['--dir', this.dir, '--listen', `127.0.0.1:${this.port}`], { stdio: ['ignore', 'pipe', 'ignore'] })
    this.proc.stdout.on('data', (d) => { out += d })
    await until(() => (this.url = /http:\/\/\S+/.exec(out)?.[0]), 10000, 'the witness to listen')
  }
  async end() {
    if (!this.proc || this.proc.exitCode !== null || this.proc.signalCode !== null) return
    const gone = new Promise((done) => this.proc.on('exit', done))
    this.proc.kill('SIGKILL')
    await gone
  }
}

export class Witnesses {
  constructor(n = 3) {
    this.dir = mkdtempSync(join(tmpdir(), 'markaz-witnesses-'))
    this.policy = join(this.dir, 'policy')
    this.all = Array.from({ length: n }, (_, i) => new Witness(this.dir, `w${i + 1}`))
  }
  /** They know this log from now on, listen, and the policy asks for so many of them. */
  async start(vkey, need = 2) {
    for (const w of this.all) {
      w.tool('--add-log', vkey)
      await w.start()
    }
    this.write(vkey, need)
  }
  write(vkey, need, address = (w) => w.url) {
    const lines = this.all.map((w, i) => `witness W${i + 1} ${w.key} ${address(w)}`)
    writeFileSync(this.policy, `log ${vkey}\n${lines.join('\n')}\ngroup G ${need} ${this.all.map((_, i) => `W${i + 1}`).join(' ')}\nquorum G\n`)
  }
  async end() {
    for (const w of this.all) await w.end()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
