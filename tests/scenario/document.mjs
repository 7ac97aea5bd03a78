// SPDX-License-Identifier: Apache-2.0
// What the documents tell a reader to type: a ```sh block whose first line is `# tested` is run as it stands, all of one document
// in one shell, with build/ and tools/ at hand and URL and DATA set, in a folder that holds photo.jpg.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, root } from './harness.mjs'

export const MARK = '# tested\n'
const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a photo as far as its first bytes say'), Buffer.from([0xff, 0xd9])])

export const blocks = (name) =>
  [...readFileSync(join(root, name), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((m) => m[1]).filter((b) => b.startsWith(MARK))

/** Run all marked blocks of a document against a centre; the output of each, in order. */
export async function runDocument(c, name, least, more = {}) {
  const list = blocks(name)
  assert.ok(list.length >= least, `${name} has ${list.length} blocks marked '${MARK.trim()}'`)
  const dir = join(c.dir, name.replaceAll('/', '-'))
  mkdirSync(dir)
  symlinkSync(build, join(dir, 'build'))
  symlinkSync(join(root, 'tools'), join(dir, 'tools'))
  writeFileSync(join(dir, 'photo.jpg'), PHOTO)
  const script = list.map((b, i) => `printf '\\n== block %d\\n' ${i + 1}\n${b}`).join('\n')
  const env = { ...process.env, URL: c.url, DATA: c.store, no_proxy: '*', ...more }
  const shell = spawn('sh', ['-eu', '-c', script], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = '', err = ''
  shell.stdout.on('data', (d) => { out += d })
  shell.stderr.on('data', (d) => { err += d })
  const code = await new Promise((done) => shell.on('close', done))
  assert.equal(code, 0, `${name} ended with ${code} in the last of these:\n${out}\n${err}`)
  assert.doesNotMatch(out, /"(rejected|errors)":\[\{/, `${name}: something was refused:\n${out}`)
  const parts = out.split(/^== block \d+\n/m).slice(1)
  assert.equal(parts.length, list.length)
  return parts
}

/** Every whole JSON line of an output. */
export const answers = (text) => text.split('\n').flatMap((line) => { try { return [JSON.parse(line)] } catch { return [] } })
