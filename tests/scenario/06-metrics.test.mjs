// SPDX-License-Identifier: Apache-2.0
// GET /metrics, the page that explains it and the dashboard name the same figures; the text is what Prometheus reads.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Centre, root, smallCity } from './harness.mjs'

const c = new Centre()
let text = ''
before(async () => {
  await c.start()
  await smallCity(c)
  await c.call('GET', '/api/v1/alarms/none', undefined, c.token('operator'))
  text = await fetch(`${c.url}/metrics`).then((r) => r.text())
})
after(() => c.end())

const types = () => new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((m) => [m[1], m[2]]))
const base = (name) => name.replace(/_(bucket|sum|count)$/, '')

test('every line is a sample of a described metric, in Prometheus\' form', () => {
  const seen = types()
  assert.ok(seen.size > 20)
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('#')) { assert.match(line, /^# (HELP \S+ \S.*|TYPE \S+ (counter|gauge|histogram))$/); continue }
    const m = /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (-?[\d.]+(?:e[+-]?\d+)?|\+Inf|NaN)$/.exec(line)
    assert.ok(m, line)
    const kind = seen.get(m[1]) ?? seen.get(base(m[1]))
    assert.ok(kind, `${m[1]} has no TYPE`)
    if (kind === 'counter' && m[1] !== 'markaz_journal_seq') assert.match(m[1], /_total$/)
  }
})

test('histograms only grow from bucket to bucket, and end at their count', () => {
  for (const [name, kind] of types()) {
    if (kind !== 'histogram') continue
    const groups = new Map()
    for (const [, labels, le, n] of text.matchAll(new RegExp(`^${name}_bucket\\{(.*?)le="([^"]+)"\\} (\\d+)$`, 'gm'))) {
      const list = groups.get(labels) ?? []
      list.push([le === '+Inf' ? Infinity : Number(le), Number(n)])
      groups.set(labels, list)
    }
    assert.ok(groups.size > 0, name)
    for (const [labels, list] of groups) {
      for (let i = 1; i < list.length; i++) assert.ok(list[i][0] > list[i - 1][0] && list[i][1] >= list[i - 1][1], `${name} ${labels}`)
      const own = labels.replace(/,$/, '')
      const count = new RegExp(`^${name}_count${own ? `\\{${own}\\}` : ''} (\\d+)$`, 'm').exec(text)
      assert.equal(Number(count[1]), list.at(-1)[1], name)
    }
  }
})

test('doc/metrics.md explains each metric and no other, with its kind', () => {
  const told = new Map([...readFileSync(join(root, 'doc/metrics.md'), 'utf8').matchAll(/^\| `(\w+)` \| (\w+)/gm)].map((m) => [m[1], m[2]]))
  assert.deepEqual([...told.entries()].sort(), [...types().entries()].sort())
})

test('the dashboard asks only for what there is, and for all of it', () => {
  const board = JSON.parse(readFileSync(join(root, 'etc/grafana-markaz.json'), 'utf8'))
  const known = types(), used = new Set()
  assert.ok(board.panels.length >= 15)
  for (const panel of board.panels) {
    for (const { expr } of panel.targets) {
      for (const [name] of expr.matchAll(/\b(markaz|process)_\w+/g)) {
        assert.ok(known.has(name) || (known.get(base(name)) === 'histogram'), `${panel.title}: ${name}`)
        used.add(known.has(name) ? name : base(name))
      }
    }
    assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, panel.title)
  }
  assert.deepEqual([...known.keys()].filter((n) => !used.has(n)), ['process_max_fds'])
})
