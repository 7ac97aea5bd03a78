// SPDX-License-Identifier: Apache-2.0
// A time stamping authority for tests: `openssl ts -reply` behind a small HTTP server, which can also answer wrongly.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './harness.mjs'

const openssl = (args, cwd) => {
  const r = spawnSync('openssl', args, { cwd, encoding: 'utf8' })
  if (r.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${r.stderr}`)
}

const CONF = (digests) => `[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = ${digests}
accuracy = secs:1
ess_cert_id_alg = sha256
`

export class Tsa {
  /** `answer(query)` says what is answered; the right stamp unless another is set. */
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'markaz-tsa-'))
    this.ca = join(this.dir, 'ca.pem')
    this.asked = 0
    this.answer = (query) => this.stamp(query)
    writeFileSync(join(this.dir, 'serial'), '01\n')
    writeFileSync(join(this.dir, 'tsa.cnf'), CONF('sha256'))
    writeFileSync(join(this.dir, 'other.cnf'), CONF('sha512'))
    writeFileSync(join(this.dir, 'ext'), 'extendedKeyUsage = critical,timeStamping\n')
    openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=an authority of tests', '-keyout', 'ca.key', '-out', 'ca.pem'], this.dir)
    openssl(['req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=time stamps of tests', '-keyout', 'tsa.key', '-out', 'tsa.csr'], this.dir)
    openssl(['x509', '-req', '-in', 'tsa.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', 'ext', '-out', 'tsa.pem'], this.dir)
  }
  stamp(query, conf = 'tsa.cnf') {
    writeFileSync(join(this.dir, 'q'), query)
    openssl(['ts', '-reply', '-config', conf, '-queryfile', 'q', '-out', 'r'], this.dir)
    return readFileSync(join(this.dir, 'r'))
  }
  /** An authority that does not take this hash says so, in its own form. */
  refusal(query) { return this.stamp(query, 'other.cnf') }
  /** A stamp of another hash, or of the same without the number that was asked for. */
  other(digest) {
    openssl(['ts', '-query', '-digest', digest, '-sha256', '-no_nonce', '-cert', '-out', 'q2'], this.dir)
    return this.stamp(readFileSync(join(this.dir, 'q2')))
  }
  /** Where it was before, too: nobody else gets its port while it is gone. */
  async start() {
    this.port ??= await freePort()
    this.server = createServer((request, response) => {
      const parts = []
      request.on('data', (d) => parts.push(d))
      request.on('end', () => {
        this.asked++
        this.type = request.headers['content-type']
        const answer = this.answer(Buffer.concat(parts))
        if (answer === null) return // never
        const { status = 200, body = answer } = answer
        response.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(body)
      })
    })
    await new Promise((done) => this.server.listen(this.port, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${this.port}/tsr`
  }
  async stop() {
    if (!this.server) return
    const over = new Promise((done) => this.server.close(done))
    this.server.closeAllConnections()
    this.server = null
    await over
  }
  async end() {
    await this.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
