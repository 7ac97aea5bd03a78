// SPDX-License-Identifier: Apache-2.0
// A small camera: a still picture behind HTTP, with Basic or Digest, and all that such boxes do wrong.
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const md5 = (s) => createHash('md5').update(s).digest('hex')
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export class Camera {
  /** What was asked: method, path, and how it was signed in. */
  asked = []
  nonces = new Set()

  constructor(user, password, picture = PICTURE) { Object.assign(this, { user, password, picture }) }

  async start() {
    this.server = createServer((req, res) => this.answer(req, res))
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    this.url = `http://127.0.0.1:${this.server.address().port}`
    return this
  }

  end() { this.server.closeAllConnections(); this.server.close() }

  digestOk(req, header) {
    const part = (name) => new RegExp(`\\b${name}="?([^",]+)`).exec(header)?.[1] ?? ''
    const ha1 = md5(`${this.user}:markaz-test:${this.password}`), ha2 = md5(`${req.method}:${part('uri')}`)
    return this.nonces.has(part('nonce')) && part('username') === this.user && part('uri') === req.url
      && part('response') === md5(`${ha1}:${part('nonce')}:${part('nc')}:${part('cnonce')}:${part('qop')}:${ha2}`)
  }

  challenge(res, how) {
    const nonce = randomBytes(8).toString('hex')
    this.nonces.add(nonce)
    res.writeHead(401, { 'www-authenticate': how === 'basic' ? 'Basic realm="markaz-test"' : `Digest realm="markaz-test", qop="auth", nonce="${nonce}", algorithm=MD5`, connection: 'close' })
    res.end('<html>no</html>')
  }

  send(res, body, type = 'image/png') { res.writeHead(200, { 'content-type': type, connection: 'close' }); res.end(body) }

  answer(req, res) {
    const path = req.url.split('?')[0], header = req.headers.authorization ?? ''
    this.asked.push(`${req.method} ${req.url} ${header.split(' ')[0]}`.trim())
    if (path === '/open') return this.send(res, this.picture)
    if (path === '/basic') return header === 'Basic ' + Buffer.from(`${this.user}:${this.password}`).toString('base64') ? this.send(res, this.picture) : this.challenge(res, 'basic')
    if (path === '/digest') return header.startsWith('Digest ') && this.digestOk(req, header) ? this.send(res, this.picture) : this.challenge(res, 'digest')
    if (path === '/slow') return void res.writeHead(200, { 'content-type': 'image/png' }).write(this.picture.subarray(0, 20))
    if (path === '/large') return this.send(res, Buffer.concat([this.picture, Buffer.alloc(3 << 20)]))
    if (path === '/page') return this.send(res, '<html><script>1</script></html>')
    if (path === '/elsewhere') { res.writeHead(302, { location: '/open' }); return res.end() }
    if (path === '/off') { res.writeHead(503); return res.end() }
    res.writeHead(404); res.end()
  }
}
