// SPDX-License-Identifier: Apache-2.0
// The field of national.bench.mjs: what a country has connected by other ways than HTTP, and a trickle of presses by each of them.
// A press is timed from the device's sending to the later of two consoles' streams, its district's desk and one of the country.
//   3,000 panels by DC-09: 1,500 over TCP, 500 of them encrypted, 1,000 over UDP, 300 encrypted; NULL each 90 s (EN 50136, SP5)
//   2,000 MQTT buttons over TLS through Mosquitto as we configure it, a sign of life a minute
//   300 TAK clients over TLS in teams of ten, a place each ten seconds; each is told of its own team
// A TAK client of a whole district would be told of 500 units, each moving every two seconds: 300 of them would be 75,000 messages
// a second, which is more than all else together.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Broker } from '../tests/scenario/broker.mjs'
import { build, root } from '../tests/scenario/harness.mjs'

const KEY = '00112233445566778899aabbccddeeff'
const TEAM = 10, NULL_S = 90, STORM = 5000, STORM_EVERY_S = 10

// Accounts are hexadecimal and count on from the first. The panels that press speak for nothing else.
const PANELS = [
  { name: 'dc09 tcp', first: 0x10000, n: 1500, presses: 0x20000, say: '1120 01 003', args: [] },
  { name: 'dc09 tcp aes', first: 0x11000, n: 500, presses: 0x21000, say: '1121 01 003', args: ['--key', KEY] },
  { name: 'dc09 udp', first: 0x12000, n: 700, presses: 0x22000, say: 'Nri1/PA3', args: ['--udp'] },
  { name: 'dc09 udp aes', first: 0x13000, n: 300, presses: 0x23000, say: 'Nri1/HA3', args: ['--udp', '--key', KEY] },
]
const RATES = { dc09: 2, mqtt: 2, cot: 2, cap: 0.5 } // presses a second, of DC-09 by each of its four ways
const STORM_FIRST = 0x30000

/** A place of its own in the square for each number, the same each time. */
const placed = (k) => ({ lat: Number((41.02 + (k * 7919 % 8600) / 1e4).toFixed(4)), lon: Number((69.02 + (k * 104729 % 8600) / 1e4).toFixed(4)) })
const account = (k) => k.toString(16).toUpperCase()
const sorted = (list) => list.sort((a, b) => a - b)
const at = (list, share) => list[Math.min(list.length - 1, Math.floor(list.length * share))]
const ms = (us) => (us === undefined ? '-' : (us / 1000).toFixed(us < 10000 ? 1 : 0))

export class Ports {
  constructor(c, { share, seconds, districtAt }) {
    this.c = c
    this.seconds = seconds
    this.districtAt = districtAt
    this.panels = PANELS.map((p) => ({ ...p, n: Math.ceil(p.n * share) }))
    this.buttons = Array.from({ length: Math.ceil(2000 * share) }, (_, i) => ({ name: `mqtt-${i}`, ...placed(i + 20000) }))
    this.phones = Array.from({ length: Math.ceil(300 * share / TEAM) * TEAM }, (_, i) => ({ name: `tak-${i}`, unit: `K${i}`, ...placed(Math.floor(i / TEAM) + 30000) }))
    this.running = []
    this.sims = []
    this.looks = []
    this.presses = []
    this.heard = new Map()
    this.storms = []
  }

  /** Broker, keys and certificates, and the settings that open the ports; before the centre starts. */
  async prepare() {
    const pki = join(this.c.dir, 'tak'), keys = join(this.c.dir, 'panels.keys')
    writeFileSync(keys, `* ${KEY}\n`)
    chmodSync(keys, 0o600)
    execFileSync(join(root, 'tools/tak-package'), ['authority', pki, '127.0.0.1'])
    this.broker = await new Broker().start()
    await this.broker.add(...this.buttons.map((b) => b.name))
    execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', join(pki, 'phone.key')], { stdio: 'ignore' })
    for (const p of this.phones) { // as tools/tak-package makes them, but with one key for all: 300 of RSA take minutes
      p.pem = execFileSync('openssl', ['req', '-x509', '-new', '-key', join(pki, 'phone.key'), '-subj', `/O=Markaz/CN=${p.name}`, '-CA', join(pki, 'ca.crt'), '-CAkey', join(pki, 'ca.key'),
        '-days', '2', '-addext', 'basicConstraints=critical,CA:false', '-addext', 'extendedKeyUsage=clientAuth'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    }
    this.pki = pki
    Object.assign(this.c.set, this.broker.settings(), { 'dc09.listen': '127.0.0.1:0', 'dc09.udp': '127.0.0.1:0', 'dc09.keys': keys, 'dc09.connections_max': '10000', 'cot.listen': '127.0.0.1:0',
      'cot.tls_cert': join(pki, 'server.crt'), 'cot.tls_key': join(pki, 'server.key'), 'cot.tls_ca': join(pki, 'ca.crt') })
  }

  describe() {
    return `${this.panels.map((p) => `${p.n} panels by ${p.name}`).join(', ')}, ${this.buttons.length} MQTT buttons, ${this.phones.length} TAK clients`
  }

  /** Areas of the teams, for the import of areas. */
  areas() {
    return Array.from({ length: this.phones.length / TEAM }, (_, t) => {
      const { lat, lon } = this.phones[t * TEAM]
      const ring = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
      return { type: 'Feature', properties: { id: `team${t}`, name: `Team ${t}`, kind: 'other', parent: `d${this.districtAt(lat, lon)}` }, geometry: { type: 'Polygon', coordinates: [ring] } }
    })
  }

  /** What the registry must know: CSV by kind. The names of the units that go on duty are in `phones`. */
  registry() {
    const all = this.panels.flatMap((p) => [[p.first, p.n], [p.presses, RATES.dc09 * this.seconds]]).concat([[STORM_FIRST, STORM]])
    const panels = all.flatMap(([first, n]) => Array.from({ length: n }, (_, i) => first + i))
    const row = (k) => { const { lat, lon } = placed(k); return `pan-${account(k)},Panel ${account(k)},panel,${lat},${lon},${account(k)},${k < 0x20000 ? 300 : ''}` }
    return [
      ['units', `id,name,kind,area\n${this.phones.map((p, i) => `${p.unit},${p.unit},patrol,team${Math.floor(i / TEAM)}`).join('\n')}\n`],
      ['devices', `id,name,kind,unit\n${this.phones.map((p) => `${p.name},${p.name},tracker,${p.unit}`).join('\n')}\n`],
      ['devices', `id,name,kind,lat,lon,account,period_s\n${panels.map(row).join('\n')}\n`],
      ['devices', `id,name,kind,lat,lon,period_s\n${this.buttons.map((b) => `${b.name},${b.name},button,${b.lat},${b.lon},300`).join('\n')}\n`],
    ]
  }

  panel(args, line = () => {}) {
    const p = spawn(join(build, 'markaz-sim'), ['panel', ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.running.push(p)
    createInterface({ input: p.stdout }).on('line', line)
    return p
  }

  /** Each panel is heard a first time, which is an event; in a country that is long past. */
  async firstSigns() {
    const address = readFileSync(join(this.c.store, 'dc09.address'), 'utf8')
    const once = (args) => new Promise((done, fail) => this.panel(args).on('close', (code) => (code === 0 ? done() : fail(new Error('not all panels were answered')))))
    for (const p of this.panels) {
      p.to = ['--to', new RegExp(`${p.args.includes('--udp') ? 'udp' : 'tcp'} (\\S+)`).exec(address)[1], ...p.args]
      await once([...p.to, '--account', account(p.first), '--panels', p.n])
      await once([...p.to, '--account', account(p.presses), '--panels', RATES.dc09 * this.seconds])
    }
    await once([...this.panels[0].to, '--account', account(STORM_FIRST), '--panels', STORM])
  }

  /** All are connected when it returns. */
  async connect() {
    await this.firstSigns()
    for (const p of this.panels) {
      this.sims.push(this.panel([...p.to, '--account', account(p.first), '--panels', p.n, '--times', 100, '--rate', p.n / NULL_S]))
    }
    const field = spawn(process.execPath, [fileURLToPath(new URL('field.mjs', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.running.push(field)
    this.field = field
    const pem = (name) => readFileSync(join(this.pki, name), 'utf8')
    field.stdin.write(`${JSON.stringify({ buttons: this.buttons, phones: this.phones, warnings: Array.from({ length: 100 }, (_, k) => placed(k + 40000)), rates: RATES, seconds: this.seconds,
      broker: { tlsPort: this.broker.tlsPort, ca: this.broker.ca, passwords: this.broker.passwords }, url: this.c.url, partner: this.c.token('partner'),
      cot: { port: Number(readFileSync(join(this.c.store, 'cot.address'), 'utf8').trim().split(':').pop()), ca: pem('ca.crt'), key: pem('phone.key') } })}\n`)
    await new Promise((done, fail) => {
      field.on('close', (code) => fail(new Error(`field ended with ${code}`)))
      createInterface({ input: field.stdout }).on('line', (l) => { if (l === 'ready') done(); else this.take(l) })
    })
    field.removeAllListeners('close')
  }

  take(line) {
    const [what, ...rest] = line.split(' ')
    if (what === 'press') this.presses.push({ port: rest[0], about: rest[1], sent: Number(rest[2]), took: Number(rest[3]) })
    if (what === 'cpu') this.fieldUsed = { cpu: Number(rest[0]), bytes: Number(rest[1]) }
  }

  /** A line of watch: "heard ABOUT AT RECEIVED". */
  hear(line) {
    const [, about, at, received] = line.split(' ')
    if (!this.heard.has(about)) this.heard.set(about, { at: Number(at), received: [] })
    this.heard.get(about).received.push(Number(received))
  }

  /** Presses by all ports for `seconds`, and when it is asked for 5,000 panels that come back at once again and again. Ends with the last answer. */
  async press(storm) {
    const over = []
    const end = (p) => over.push(new Promise((done) => p.on('close', done)))
    this.field.stdin.write('go\n')
    end(this.field)
    for (const p of this.panels) {
      end(this.panel([...p.to, '--account', account(p.presses), '--panels', RATES.dc09 * this.seconds, '--say', p.say, '--rate', RATES.dc09, '--tell'], (line) => {
        const [who, sent, took] = line.split(' ')
        if (/^\d+$/.test(sent)) this.presses.push({ port: p.name, about: `device/pan-${who}`, sent: Number(sent), took: Number(took) })
      }))
    }
    if (storm) end(this.storm())
    await Promise.all(over)
  }

  /** One storm after the other, until the presses are over. */
  storm() {
    const first = this.panels[0], begun = performance.now()
    const last = this.panel([...first.to, '--account', account(STORM_FIRST), '--panels', STORM], (l) => this.storms.push(`storm of ${STORM} panels: ${l}`))
    const again = setInterval(() => {
      if (performance.now() - begun > (this.seconds - STORM_EVERY_S) * 1000) clearInterval(again)
      else this.panel([...first.to, '--account', account(STORM_FIRST), '--panels', STORM], (l) => this.storms.push(`storm of ${STORM} panels: ${l}`))
    }, STORM_EVERY_S * 1000)
    return last
  }

  /** Rows of the table: how many were pressed and heard by both, how late, how late the answer. `http`: what load says of its alarms. */
  table(http) {
    const numbers = [...this.heard.keys()].filter((k) => k.startsWith('warning/')).sort((a, b) => Number(a.replace(/\D/g, '')) - Number(b.replace(/\D/g, '')))
    const presses = this.presses.map((p) => ({ ...p, about: p.port === 'cap' ? numbers[Number(p.about.split('/')[1])] : p.about }))
    for (const [about, h] of this.heard) if (about.startsWith('device/btn-')) presses.push({ port: 'http', about, sent: h.at, took: 0 })
    const row = (port, list) => {
      const heard = list.map((p) => ({ ...p, received: this.heard.get(p.about)?.received ?? [] })).filter((p) => p.received.length > 1)
      const late = sorted(heard.map((p) => Math.max(...p.received) - p.sent)), took = sorted(list.map((p) => p.took).filter((t) => t > 0))
      const answer = port === 'http' ? [http.p50_us, http.p99_us, http.max_us] : [at(took, 0.5), at(took, 0.99), took.at(-1)]
      return `${port.padEnd(13)} ${String(list.length).padStart(5)} ${String(heard.length).padStart(5)}   ${[at(late, 0.5), at(late, 0.99), late.at(-1)].map((v) => ms(v).padStart(6)).join(' ')}   ${answer.map((v) => ms(v).padStart(6)).join(' ')}`
    }
    const ports = [...new Set(presses.map((p) => p.port))].sort()
    return [`${'port'.padEnd(13)} presses heard by both → both consoles p50, p99, max ms; answered p50, p99, max ms`,
      ...ports.map((port) => row(port, presses.filter((p) => p.port === port)))]
  }

  /** Notes what all this has used so far; `cpuOf` and `status` are asked of a process. */
  look(cpuOf, status) {
    const broker = this.broker.proc.pid
    this.looks.push({ at: performance.now() / 1000, mb: status(broker, 'VmRSS'), broker: cpuOf(broker), panels: this.sims.reduce((n, p) => n + cpuOf(p.pid), 0) })
  }

  /** What it used of the cores between the two looks. */
  used() {
    const [a, b] = this.looks, share = (key) => `${((b[key] - a[key]) / (b.at - a.at) * 100).toFixed(1)} %`
    return `mosquitto ${share('broker')} of a core, ${b.mb.toFixed(0)} MB; panels ${share('panels')}; buttons, TAK clients and warnings ${(this.fieldUsed.cpu * 100).toFixed(1)} %; TAK clients are told ${(this.fieldUsed.bytes / 1e3).toFixed(0)} kB/s`
  }

  async end() {
    for (const p of this.running) p.kill()
    await this.broker?.end()
  }
}
