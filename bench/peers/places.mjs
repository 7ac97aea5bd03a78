// SPDX-License-Identifier: Apache-2.0
// Markaz and PostGIS as keepers of places: the same 20,000 units on duty, at the same places at first.
import { execFileSync } from 'node:child_process'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { Centre, build, root, sleep } from '../../tests/scenario/harness.mjs'
import { Markaz, Postgres, timeOf } from './subjects.mjs'

export const UNITS = 20_000
export const RATE = 9000 // positions a second that keep coming while others ask
const BATCH = 100
const FULL_TURN = 2500 // ms in which each unit is heard at that rate

/** id, lat, lon of each unit's tablet. */
function firstPlaces() {
  const text = execFileSync(join(build, 'bench/load'), ['--print', 'devices', '--kind', 'positions', '--devices', String(UNITS)], { encoding: 'utf8', maxBuffer: 1 << 26 })
  return text.trim().split('\n').slice(1).map((line) => line.split(',')).map(([id, , , lat, lon]) => ({ id, unit: `U${id.slice(4)}`, lat, lon }))
}
const first = firstPlaces()

/** What both have: questions while positions keep coming. */
const underLoad = (Base) => class extends Base {
  devices = UNITS

  /** The nearest units while positions come; the CPU is what was used beyond that of positions alone. */
  async nearest({ background, connections, seconds, warmup = 0.3 }) {
    const alone = Math.max(1, seconds / 2)
    const positions = this.measure({ ask: 'positions', rate: RATE / BATCH, ...background, seconds: alone + seconds + warmup + 0.2, warmup: FULL_TURN / 1000 })
    positions.catch(() => {}) // it is looked at when the questions have been answered
    await sleep(FULL_TURN)
    const [cpu, began] = [timeOf(this.pid), performance.now()]
    await sleep(alone * 1000)
    const positions_cpu = (timeOf(this.pid) - cpu) / (performance.now() - began) / 1000 // of a core
    const r = await this.measure({ ask: 'nearest', batch: 1, way: this.asks, connections, seconds, warmup })
    const came = await positions
    if (came.lines === 0) throw new Error(`${this.name}: no positions came while it was asked`)
    return { ...r, cpu_us: (r.used_us - positions_cpu * r.took_s * 1e6) / r.all_lines, positions_cpu, positions_per_s: came.lines_per_s, positions_p99_us: came.p99_us }
  }
}

export class PlacesMarkaz extends underLoad(Markaz) {
  asks = ''

  async open() {
    const c = new Centre({ set: { 'http.connections_max': '4000', 'unit.silent_s': '3600' } })
    this.centre = c
    await c.start()
    const put = async (kind, text) => {
      const r = await c.call('POST', `/api/v1/import/${kind}`, text, c.token('admin'))
      if (r.status !== 200 || r.json.errors.length > 0) throw new Error(`import ${kind}: ${r.text.slice(0, 300)}`)
    }
    await put('areas', JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { id: 'city', name: 'City', kind: 'district' },
      geometry: { type: 'Polygon', coordinates: [[[69, 41], [70, 41], [70, 42], [69, 42], [69, 41]]] } }] }))
    await put('units', `id,name,kind,area\n${first.map((p) => `${p.unit},${p.unit},patrol,city`).join('\n')}\n`)
    await put('devices', `id,name,kind,unit\n${first.map((p) => `${p.id},${p.id},tablet,${p.unit}`).join('\n')}\n`)
    await this.signOn()
    this.tokens = { positions: c.token('tracker'), nearest: c.token('operator') }
    this.pid = c.proc.pid
    const at = new Date().toISOString()
    for (let i = 0; i < UNITS; i += 1000) {
      await c.call('POST', '/api/v1/positions', first.slice(i, i + 1000).map((p) => `{"device":"${p.id}","at":"${at}","lat":${p.lat},"lon":${p.lon}}\n`).join(''), this.tokens.positions)
    }
    this.kept = await this.positionsKept()
    if (this.kept !== UNITS) throw new Error(`Markaz: ${this.kept} of ${UNITS} first positions kept`)
  }

  async signOn() {
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    const headers = { authorization: `Bearer ${this.centre.token('supervisor')}`, 'content-length': 13 }
    const one = (unit) => new Promise((done, fail) => {
      const q = request(`${this.centre.url}/api/v1/units/${unit}/duty`, { method: 'POST', agent, headers }, (r) => {
        r.resume()
        r.on('end', () => (r.statusCode === 200 ? done() : fail(new Error(`duty: ${r.statusCode}`))))
      })
      q.on('error', fail)
      q.end('{"duty":"on"}')
    })
    let i = 0
    await Promise.all(Array.from({ length: 64 }, async () => { while (i < UNITS) await one(first[i++].unit) }))
    agent.destroy()
  }

  door(tls, ask) {
    const { hostname, port } = new URL(this.centre.url)
    return ['--host', hostname, '--port', port, '--token', this.tokens[ask]]
  }

  async positionsKept() {
    const text = await fetch(`${this.centre.url}/metrics`).then((r) => r.text())
    return Number(/^markaz_telemetry_accepted_total\{series="positions"\} (\d+)/m.exec(text)[1])
  }

  /** An accepted line may be one that is kept nowhere; the counter tells. */
  async check(r, ask) {
    if (r.told !== r.expected) throw new Error(`Markaz: ${r.expected} ${ask} expected, ${r.told} told`)
    if (ask !== 'positions') return
    const now = await this.positionsKept()
    if (now - this.kept !== r.all_lines) throw new Error(`Markaz: ${r.all_lines} positions sent, ${now - this.kept} kept`)
    this.kept = now
  }

  async ask(lat, lon) {
    const r = await this.centre.call('GET', `/api/v1/units/nearest?lat=${lat}&lon=${lon}`, undefined, this.tokens.nearest)
    return r.json.units.map((u) => u.unit)
  }
}

export class PostGIS extends underLoad(Postgres) {
  name = 'PostGIS'
  devices = UNITS

  async open() {
    await this.start({ autovacuum: 'on', autovacuum_naptime: '1s' })
    this.psql(['-c', 'CREATE EXTENSION postgis'])
    this.version = this.psql(['-c', 'SELECT postgis_lib_version()'])
  }

  /** The tables anew in one of their shapes (bench/peers/places.sql), each unit at its first place. */
  shape({ type = 'geography', unlogged = false, fill = 90, cells = false } = {}) {
    this.shaped = { type, unlogged, fill, cells }
    const at = new Date(Date.now() - 60000).toISOString()
    const rows = first.map((p, i) => `${i},${p.unit},${at},${Math.round(p.lat * 1e7)},${Math.round(p.lon * 1e7)}\n`).join('')
    this.psql(['-v', `type=${type}`, '-v', `plane=${type === 'geometry' ? 1 : 0}`, '-v', `kept=${unlogged ? 'UNLOGGED' : ''}`, '-v', `fill=${fill}`, '-v', `indexed=${cells ? 'cell' : 'place'}`,
      '-f', join(root, 'bench/peers/places.sql')], rows)
  }

  get asks() {
    return this.shaped?.cells ? 'nearest-cells' : 'nearest'
  }

  async ready(ask) {
    if (ask === 'positions') this.shape(this.shaped)
  }

  async check(r, ask) {
    if (r.told !== r.expected) throw new Error(`PostGIS: ${r.expected} ${ask} expected, ${r.told} told`)
    if (ask !== 'positions') return
    const there = this.psql(['-c', 'SELECT count(*) FROM fixes'])
    if (Number(there) !== r.all_lines) throw new Error(`PostGIS: ${r.all_lines} positions sent, it holds ${there}`)
  }

  /** Of 100 moves, those that changed no index (heap only). */
  hot() {
    return Number(this.psql(['-c', "SELECT round(100.0 * n_tup_hot_upd / greatest(n_tup_upd, 1)) FROM pg_stat_user_tables WHERE relname = 'units'"]))
  }

  /** As the client asks (bench/peer_ways.c), names alone. */
  ask(lat, lon) {
    const p = `place(${Math.round(lat * 1e7)}, ${Math.round(lon * 1e7)})`
    const near = (by, n) => `FROM units WHERE duty AND assignment IS NULL AND status = 0 AND at > now() - interval '1 hour' ORDER BY ${by} <-> ${p} LIMIT ${n}`
    return this.psql(['-c', this.shaped.cells ? `SELECT name FROM (SELECT * ${near('cell', 40)}) c ORDER BY place <-> ${p} LIMIT 10` : `SELECT name ${near('place', 10)}`]).split('\n')
  }

  /** Areas from lines of GeoJSON, mended where PostGIS calls them invalid; parts: of at most so many corners, 0 whole. */
  areas(lines, points, parts) {
    const area = 'ST_CollectionExtract(ST_MakeValid(ST_CollectionExtract(ST_GeomFromGeoJSON(text), 3)), 3)'
    this.psql(['-c', 'DROP TABLE IF EXISTS areas, points, texts', '-c', 'CREATE TABLE texts (id serial, text text)', '-c', 'CREATE TABLE points (lon float8, lat float8)',
      '-c', `\\copy points FROM '${points}' (FORMAT csv)`, '-c', '\\copy texts (text) FROM pstdin',
      '-c', 'CREATE TABLE areas (id integer, place geometry(Geometry, 4326))', '-c', 'ALTER TABLE areas ALTER place SET STORAGE EXTERNAL',
      '-c', `INSERT INTO areas SELECT id, ${parts > 0 ? `ST_Subdivide(${area}, ${parts})` : area} FROM texts`,
      '-c', 'CREATE INDEX ON areas USING gist (place)', '-c', 'VACUUM ANALYZE areas, points'], lines)
  }

  /** Each point is asked for by itself, in one statement, so that no client and no network is in it. A point on a cut may count twice. */
  findAreas() {
    const asked = 'SELECT sum((SELECT count(*) FROM areas a WHERE ST_Covers(a.place, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326)))), count(*) FROM points p'
    this.psql(['-c', asked]) // all pages in memory
    const cpu = timeOf(this.pid)
    const [found, n] = this.psql(['-c', asked]).split('|').map(Number)
    return { found, points: n, ns: (timeOf(this.pid) - cpu) * 1000 / n }
  }
}
