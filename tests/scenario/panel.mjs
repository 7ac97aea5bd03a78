// SPDX-License-Identifier: Apache-2.0
// A SIA DC-09 panel written by the standard and not by our codec: frames, CRC, AES, and both transports.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'

export function crc(text) {
  let c = 0
  for (const b of Buffer.from(text, 'latin1')) {
    c ^= b
    for (let i = 0; i < 8; i++) c = c & 1 ? (c >> 1) ^ 0xa001 : c >> 1
  }
  return c.toString(16).toUpperCase().padStart(4, '0')
}

export const stamp = (ms = Date.now()) => {
  const s = new Date(ms).toISOString()
  return `_${s.slice(11, 19)},${s.slice(5, 7)}-${s.slice(8, 10)}-${s.slice(0, 4)}`
}

const aes = (key) => `aes-${key.length * 8}-cbc`
const iv = Buffer.alloc(16)

export function frame({ id = 'SIA-DCS', seq = 1, account, data = '', extended = '', at = null, key = null, receiver = '', line = 'L0', wrong = false }) {
  const number = typeof seq === 'string' ? seq : String(seq).padStart(4, '0')
  const head = `"${key ? '*' : ''}${id}"${number}${receiver}${line}#${account}[`
  let rest = `${data}]${extended}${at === null && !key ? '' : stamp(at ?? Date.now())}`
  if (key) {
    const pad = (16 - ((rest.length + 1) % 16)) % 16
    const cipher = createCipheriv(aes(key), key, iv).setAutoPadding(false)
    rest = Buffer.concat([cipher.update('x'.repeat(pad) + '|' + rest, 'latin1'), cipher.final()]).toString('hex').toUpperCase()
  }
  const text = head + rest
  const sum = wrong ? (parseInt(crc(text), 16) ^ 1).toString(16).toUpperCase().padStart(4, '0') : crc(text)
  return Buffer.from(`\n${sum}${text.length.toString(16).toUpperCase().padStart(4, '0')}${text}\r`, 'latin1')
}

export function read(text, key = null) {
  const m = /^\n([0-9A-F]{4})([0-9A-F]{4})("(\*?)([A-Z-]+)"(\d{4})(R\w*?)?(L\w*?)?(?:#(\w+))?\[(.*))\r$/s.exec(text)
  if (!m) throw new Error(`no frame: ${JSON.stringify(text)}`)
  if (crc(m[3]) !== m[1] || parseInt(m[2], 16) !== m[3].length) throw new Error(`wrong CRC or length: ${JSON.stringify(text)}`)
  let rest = m[10]
  if (m[4]) {
    const d = createDecipheriv(aes(key), key, iv).setAutoPadding(false)
    rest = Buffer.concat([d.update(rest, 'hex'), d.final()]).toString('latin1').replace(/^[^|]*\|/, '')
  }
  return { id: m[5], encrypted: m[4] === '*', seq: m[6], account: m[9], rest }
}

/** A TCP connection of a panel: say() resolves with the next answer, or null when it ended without. */
export class Panel {
  constructor(port) {
    this.text = ''
    this.waiting = []
    this.over = false
    this.socket = connect(port, '127.0.0.1')
    this.ready = new Promise((resolve, reject) => { this.socket.once('connect', resolve); this.socket.once('error', reject) })
    this.socket.on('data', (d) => {
      this.text += d.toString('latin1')
      for (let at; (at = this.text.indexOf('\r')) >= 0;) {
        const one = this.text.slice(0, at + 1)
        this.text = this.text.slice(at + 1)
        this.waiting.shift()?.(one)
      }
    })
    const end = () => { this.over = true; for (const f of this.waiting.splice(0)) f(null) }
    this.socket.on('close', end)
    this.socket.on('error', end)
  }

  say(bytes) {
    if (this.over) return Promise.resolve(null)
    const answer = new Promise((resolve) => this.waiting.push(resolve))
    this.socket.write(bytes)
    return answer
  }

  end() { this.socket.destroy() }
}

/** One message on a connection of its own. */
export async function once(port, bytes) {
  const p = new Panel(port)
  await p.ready
  const answer = await p.say(bytes)
  p.end()
  return answer
}

/** One datagram; null when nothing was answered within `ms`. */
export function datagram(port, bytes, ms = 60000) {
  return new Promise((resolve) => {
    const s = createSocket('udp4')
    const done = (v) => { clearTimeout(timer); s.close(); resolve(v) }
    const timer = setTimeout(() => done(null), ms)
    s.on('message', (m) => done(m.toString('latin1')))
    s.send(bytes, port, '127.0.0.1')
  })
}
