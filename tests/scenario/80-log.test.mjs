// SPDX-License-Identifier: Apache-2.0
// The public log of the history, checked as an outsider would: with a SHA-256 and an Ed25519 of another make, and nothing else.
import assert from 'node:assert/strict'
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, build, root as project, sleep, until } from './harness.mjs'

const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
const leafHash = (entry) => sha(Buffer.from([0]), entry)
const node = (a, b) => sha(Buffer.from([1]), a, b)

/** Merkle tree hash by the definition of RFC 6962. */
function root(leaves) {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return leaves[0]
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)))
}

/** The checkpoint, its signature checked with the key as an outsider holds it. */
function checkpoint(text, vkey) {
  const [name, hex, b64] = vkey.trim().match(/^(.*?)\+([0-9a-f]{8})\+(.*)$/).slice(1)
  const typed = Buffer.from(b64, 'base64')
  assert.equal(typed[0], 1)
  assert.equal(sha(Buffer.from(`${name}\n`), typed).subarray(0, 4).toString('hex'), hex)
  const [body, lines] = text.split('\n\n')
  const line = lines.split('\n').find((l) => l.startsWith(`\u2014 ${name} `))
  const blob = Buffer.from(line.split(' ')[2], 'base64')
  assert.equal(blob.subarray(0, 4).toString('hex'), hex)
  const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]), format: 'der', type: 'spki' })
  assert.ok(verify(null, Buffer.from(`${body}\n`), key, blob.subarray(4)), 'the signature verifies')
  const [origin, size, b64root] = body.split('\n')
  assert.equal(origin, name)
  return { size: Number(size), root: Buffer.from(b64root, 'base64') }
}

const number = (n) => {
  const groups = []
  do { groups.unshift(String(n % 1000).padStart(3, '0')); n = Math.floor(n / 1000) } while (n > 0)
  return groups.map((g, i) => (i < groups.length - 1 ? `x${g}` : g)).join('/')
}
const get = async (c, path) => {
  const r = await fetch(`${c.url}/log/${path}`)
  return { status: r.status, cache: r.headers.get('cache-control'), bytes: Buffer.from(await r.arrayBuffer()) }
}
const tile = (level, index, width) => `tile/${level}/${number(index)}${width < 256 ? `.p/${width}` : ''}`
const current = async (c) => checkpoint((await get(c, 'checkpoint')).bytes.toString(), (await get(c, 'key')).bytes.toString())

/** All entries' texts up to size. */
async function entries(c, size) {
  const out = []
  for (let i = 0; i * 256 < size; i++) {
    const { status, bytes } = await get(c, tile('entries', i, Math.min(256, size - i * 256)))
    assert.equal(status, 200)
    for (let at = 0; at < bytes.length;) {
      const n = bytes.readUInt16BE(at)
      out.push(bytes.subarray(at + 2, at + 2 + n))
      at += 2 + n
    }
  }
  assert.equal(out.length, size)
  return out
}

async function presses(c, n) {
  const token = c.token('alarm')
  for (let i = 0; i < n; i++)
    assert.equal((await c.call('POST', '/api/v1/alarms', { device: `btn-${i % 40}`, kind: 'panic', at: new Date().toISOString(), id: randomUUID() }, token)).status, 200)
  const { json } = await c.call('GET', '/api/v1/status', undefined, c.token('admin'))
  return json.seq
}
const covers = async (c, seq) => until(async () => {
  const r = await get(c, 'checkpoint')
  return r.status === 200 && (await current(c)).size >= seq && (await current(c))
}, undefined, `a checkpoint of ${seq} entries`)

const c = new Centre({ set: { 'history.origin': 'centre.test/journal' } })
before(() => c.start())
after(() => c.end())

test('a checkpoint of the genesis is there from the first start, under the name that was set', async () => {
  const cp = await covers(c, 1)
  assert.ok(cp.size >= 1)
  assert.match((await get(c, 'checkpoint')).bytes.toString(), /^centre\.test\/journal\n/)
  assert.match((await entries(c, cp.size))[0].toString(), /^markaz\/ev1\nseq 1\ntime \d+\ntype journal\.genesis\n/)
})

test('entries, tiles, root and proofs fit, computed by somebody else', async () => {
  const seq = await presses(c, 400)
  const { size, root: signed } = await covers(c, seq)
  const texts = await entries(c, size), leaves = texts.map(leafHash)
  texts.forEach((t, i) => assert.match(t.toString(), new RegExp(`^markaz/ev1\nseq ${i + 1}\n`)))
  assert.deepEqual(root(leaves), signed)
  const full = await get(c, tile(0, 0, 256))
  assert.deepEqual(full.bytes, Buffer.concat(leaves.slice(0, 256)))
  assert.match(full.cache, /immutable/)
  const part = await get(c, tile(0, 1, size - 256))
  assert.deepEqual(part.bytes, Buffer.concat(leaves.slice(256)))
  assert.deepEqual((await get(c, tile(1, 0, 1))).bytes, root(leaves.slice(0, 256)))
  assert.match((await get(c, 'checkpoint')).cache, /no-store/)
  for (const wrong of [tile(0, 1, 256), tile(0, 9, 256), tile(1, 0, 2), 'tile/0/0', 'tile/0/000.p/300', 'tile/entries/000.p/', 'tile/9/000', 'tile'])
    assert.equal((await get(c, wrong)).status, 404, wrong)
  for (const index of [0, 1, 255, 256, size - 1]) {
    const text = (await get(c, `proof/${index + 1}`)).bytes.toString()
    const [head, ...rest] = text.split('\n\n'), lines = head.split('\n')
    assert.deepEqual(lines.slice(0, 2), ['c2sp.org/tlog-proof@v1', `index ${index}`])
    const proved = checkpoint(rest.join('\n\n'), (await get(c, 'key')).bytes.toString())
    let h = leaves[index], at = index, last = proved.size - 1
    for (const p of lines.slice(2).map((l) => Buffer.from(l, 'base64'))) {
      if (at & 1 || at === last) {
        h = node(p, h)
        while (!(at & 1) && at !== 0) { at >>= 1; last >>= 1 }
      } else {
        h = node(h, p)
      }
      at >>= 1
      last >>= 1
    }
    assert.equal(last, 0)
    assert.deepEqual(h, proved.root)
  }
})

test('after kill -9 the tree goes on from what was signed', async () => {
  const before = await current(c)
  const seq = await presses(c, 50)
  await c.stop('SIGKILL')
  await c.start()
  const { size, root: signed } = await covers(c, seq)
  const leaves = (await entries(c, size)).map(leafHash)
  assert.deepEqual(root(leaves), signed)
  assert.deepEqual(root(leaves.slice(0, before.size)), before.root)
})

test('a signer that died is started again, and goes on from what it signed', { timeout: 600000 }, async () => {
  const signers = () => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
    try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').startsWith(`markaz-signer\0${c.store}\0`) } catch { return false }
  }).map(Number)
  const [pid] = await until(() => { const all = signers(); return all.length === 1 && all }, undefined, 'one signer') // that of the killed server goes, too
  process.kill(pid, 'SIGKILL')
  const seq = await presses(c, 20)
  const { size, root: signed } = await until(async () => (await current(c)).size >= seq && (await current(c)), undefined, 'a checkpoint after the signer died')
  assert.deepEqual(root((await entries(c, size)).map(leafHash)), signed)
  assert.notEqual(signers()[0], pid)
  assert.match(await fetch(`${c.url}/metrics`).then((r) => r.text()), /^markaz_history_broken 0$/m)
})

test('hashes that were spoilt on the disk are not served, but made anew, and give the root that was signed', { timeout: 600000 }, async () => {
  const seqNow = async () => (await c.call('GET', '/api/v1/status', undefined, c.token('admin'))).json.seq
  const { size } = await covers(c, await seqNow())
  assert.ok(size > 513)
  // In a full tile, in the begun one, and in the root of a full tile.
  for (const [level, hash] of [[0, 300], [0, size - 1], [1, 0]]) {
    await c.stop()
    const path = join(c.store, `log/${level}`), bytes = readFileSync(path)
    bytes[32 * hash + 7] ^= 1
    writeFileSync(path, bytes)
    await c.start()
    const now = await covers(c, await seqNow()), leaves = (await entries(c, now.size)).map(leafHash)
    assert.deepEqual(root(leaves), now.root)
    const full = await until(async () => { const r = await get(c, tile(0, 1, 256)); return r.status === 200 && r }, undefined, 'the tile to be right again')
    assert.deepEqual(full.bytes, Buffer.concat(leaves.slice(256, 512)), `level ${level}, hash ${hash}`)
    assert.deepEqual((await get(c, tile(0, 0, 256))).bytes, Buffer.concat(leaves.slice(0, 256)))
    assert.deepEqual((await get(c, tile(1, 0, 2))).bytes, Buffer.concat([root(leaves.slice(0, 256)), root(leaves.slice(256, 512))]))
  }
})

const tool = (...args) => {
  const r = spawnSync(join(build, 'markazctl'), ['verify', ...args], { encoding: 'utf8' })
  return { code: r.status, out: r.stdout, err: r.stderr, json: r.stdout ? JSON.parse(r.stdout) : null }
}

/** The log as a folder, as anybody may keep it. */
async function mirror(c, dir) {
  const keep = async (path) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), (await get(c, path)).bytes)
  }
  const { size } = await current(c)
  await keep('checkpoint')
  for (const level of ['entries', 0, 1])
    for (let i = 0, held = level === 1 ? Math.floor(size / 256) : size; i * 256 < held; i++) await keep(tile(level, i, Math.min(256, held - i * 256)))
  return size
}

test('the tool verifies the whole history by its address, in a folder, from an older checkpoint, and one event', async () => {
  const key = (await get(c, 'key')).bytes.toString().trim(), old = join(c.dir, 'old'), copy = join(c.dir, 'copy')
  writeFileSync(old, (await get(c, 'checkpoint')).bytes)
  await covers(c, await presses(c, 120))
  const all = tool('--log', `${c.url}/log`, '--key', key)
  assert.deepEqual([all.code, all.json.ok, all.json.entries], [0, true, (await current(c)).size])
  assert.equal(tool('--log', `${c.url}/log`, '--key', key, '--from', old).json.ok, true)
  const size = await mirror(c, copy)
  assert.deepEqual(tool('--log', copy, '--key', key).json.entries, size)
  const proof = join(c.dir, 'proof'), entry = join(c.dir, 'entry')
  writeFileSync(proof, (await get(c, 'proof/300')).bytes)
  writeFileSync(entry, (await entries(c, size))[299])
  assert.deepEqual(tool('--key', key, '--proof', proof, '--entry', entry).json, { ok: true, index: 299 })
  writeFileSync(entry, (await entries(c, size))[298])
  assert.match(tool('--key', key, '--proof', proof, '--entry', entry).err, /not entry 299 of the tree/)
  // Another key of the same name, another log's checkpoint, no witness: refused, and said why.
  const policy = join(c.dir, 'policy')
  writeFileSync(policy, `log ${key}\nwitness W1 example.com/w+${'00000000'}+BAAA\nquorum W1\n`)
  assert.match(tool('--log', copy, '--witness-policy', policy).err, /line 2 of the policy/)
  assert.equal(tool('--log', copy).code, 2)
})

test('with sha256sum and openssl alone, as doc/verify-by-hand.md says', { timeout: 600000 }, async () => {
  const d = await new Centre().start()
  try {
    await presses(d, 12)
    const { size } = await covers(d, (await d.call('GET', '/api/v1/status', undefined, d.token('admin'))).json.seq)
    const text = readFileSync(join(project, 'doc/verify-by-hand.md'), 'utf8')
    const script = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((m) => m[1]).join('\n')
    const env = { ...process.env, CENTRE: d.url, VKEY: (await get(d, 'key')).bytes.toString().trim() }
    const run = (more) => spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: d.dir, env: { ...env, ...more }, encoding: 'utf8' })
    const good = run({})
    assert.equal(good.status, 0, good.stderr)
    assert.match(good.stdout, /Signature Verified Successfully/)
    assert.match(good.stdout, /^markaz\/ev1\nseq 2\ntime \d+\ntype centre\.started$/m)
    assert.match(good.stdout, new RegExp(`^entry 2 is in the tree of ${size}$`, 'm'))
    assert.match(good.stdout, new RegExp(`^all ${size} entries give the root that was signed$`, 'm'))
    const other = (await get(c, 'key')).bytes.toString().trim()
    assert.doesNotMatch(run({ VKEY: other }).stdout, /Verified Successfully/)
  } finally {
    await d.end()
  }
})

test('a byte changed anywhere in entries or tiles is found, with its index', async () => {
  const key = (await get(c, 'key')).bytes.toString().trim(), copy = join(c.dir, 'copy')
  const size = await mirror(c, copy)
  const flip = (path, at) => {
    const file = join(copy, path), bytes = readFileSync(file)
    bytes[at] ^= 1
    writeFileSync(file, bytes)
    const r = tool('--log', copy, '--key', key)
    bytes[at] ^= 1
    writeFileSync(file, bytes)
    return r
  }
  const bundle = readFileSync(join(copy, tile('entries', 0, 256)))
  const starts = []
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) starts.push(at)
  for (const index of [0, 17, 255]) {
    const r = flip(tile('entries', 0, 256), starts[index] + 2 + 20)
    assert.deepEqual([r.code, r.json.first_bad], [1, index])
    assert.match(r.json.what, /the entry was changed/)
    const t = flip(tile(0, 0, 256), index * 32 + 5)
    assert.deepEqual([t.code, t.json.first_bad], [1, index])
    assert.match(t.json.what, /the tile was changed/)
  }
  assert.equal(flip(tile(1, 0, Math.floor(size / 256)), 40).json.first_bad, 256)
  for (const at of [3, 25, 60]) assert.equal(flip('checkpoint', at).code, 1)
  assert.equal(tool('--log', copy, '--key', key).code, 0)
})

test('the store itself, checked by its own tool and as a log, names what was changed in its tiles and entries', async () => {
  const key = (await get(c, 'key')).bytes.toString().trim(), { size } = await current(c)
  assert.deepEqual(tool('--log', c.store, '--key', key).json.entries, size)
  const ask = async () => (await c.call('POST', '/api/v1/verify', {}, c.token('admin'))).json
  const well = await ask()
  assert.equal(well.ok, true, JSON.stringify(well))
  assert.ok(well.log.entries >= size && well.log.bad === 0 && well.log.first_bad === 0 && well.log.what === '')
  await c.stop()
  const path = join(c.store, 'log/0'), bytes = readFileSync(path)
  bytes[32 * 40 + 7] ^= 1
  writeFileSync(path, bytes)
  assert.deepEqual(tool('--log', c.store, '--key', key).json.first_bad, 40)
  const offline = spawnSync(join(build, 'markazctl'), ['--data', c.store, 'verify'], { encoding: 'utf8' })
  assert.equal(offline.status, 1, offline.stderr)
  assert.equal(JSON.parse(offline.stdout).log.first_bad, 41)
  bytes[32 * 40 + 7] ^= 1
  writeFileSync(path, bytes)
  await c.start()
})

// The journal may have grown past what was signed when the seal looks: then it is the tree that does not fit.
const REFUSED = /not sealed any more: (the journal ends at \d+, but \d+ entries were signed|the signer refuses: the tree of \d+ does not begin with the one of \d+ that was signed|the journal is not the one whose checkpoint of \d+ entries was signed)$/m

test('a journal put back to yesterday is not signed on by its own signer', async () => {
  await c.stop()
  const copy = join(c.dir, 'yesterday')
  cpSync(c.store, copy, { recursive: true })
  await c.start()
  const later = await presses(c, 20)
  await covers(c, later)
  await c.stop()
  const seen = readFileSync(join(c.store, 'log/signed')), sealed = join(c.dir, 'sealed')
  cpSync(join(c.store, 'log'), sealed, { recursive: true })
  rmSync(c.store, { recursive: true })
  cpSync(copy, c.store, { recursive: true })
  writeFileSync(join(c.store, 'log/signed'), seen)
  await c.start()
  await until(() => REFUSED.test(c.log), undefined, 'the log to say so')
  const seq = await presses(c, 40)
  await sleep(1500)
  assert.match(await fetch(`${c.url}/metrics`).then((r) => r.text()), /^markaz_history_broken 1$/m)
  assert.equal((await get(c, 'checkpoint')).status, 503)
  assert.ok(seq > 0)
  // Nor when the signer's memory is lost, but not the checkpoint.
  await c.stop()
  rmSync(c.store, { recursive: true })
  cpSync(copy, c.store, { recursive: true })
  rmSync(join(c.store, 'log'), { recursive: true })
  cpSync(sealed, join(c.store, 'log'), { recursive: true })
  rmSync(join(c.store, 'log/signed'))
  await c.start()
  await until(() => REFUSED.test(c.log), undefined, 'the log to say so again')
})
