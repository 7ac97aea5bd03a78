// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Centre, build } from './harness.mjs'

const c = new Centre()
before(() => c.start())
after(() => c.end())

test('the server answers its health and says how the first administrator is made', async () => {
  assert.equal((await c.call('GET', '/healthz')).json.status, 'ok')
  assert.equal((await c.call('GET', '/readyz')).status, 200)
  assert.match(c.log, /set-up#code=[A-Za-z0-9_-]{40,}/)
})

test('an unknown path is a problem document, a wrong method too', async () => {
  const r = await c.call('GET', '/api/v1/nothing')
  assert.equal(r.status, 404)
  assert.equal(r.headers.get('content-type'), 'application/problem+json')
  assert.equal((await c.call('DELETE', '/api/v1/alarms')).status, 405)
})

test('the set-up link makes one administrator, once', async () => {
  const code = c.log.match(/set-up#code=([A-Za-z0-9_-]+)/)[1]
  const body = { code, name: 'root1', password: 'correct horse battery' }
  assert.equal((await c.call('POST', '/api/v1/set-up', { ...body, code: 'x'.repeat(43) })).status, 403)
  assert.equal((await c.call('POST', '/api/v1/set-up', body)).status, 200)
  assert.equal((await c.call('POST', '/api/v1/set-up', body)).status, 403)
  const admin = await c.signIn('root1', 'correct horse battery')
  assert.equal(admin.role, 'admin')
})

test('a second server on the same store is refused and says why', () => {
  const r = spawnSync(join(build, 'markazd'), ['--set', `store.path=${c.store}`, '--set', 'http.listen=127.0.0.1:0'], { encoding: 'utf8', timeout: 60000 })
  assert.equal(r.status, 1)
  assert.match(r.stderr, /process \d+/)
})

test('options: help, version, nonsense', () => {
  assert.match(spawnSync(join(build, 'markazd'), ['--help'], { encoding: 'utf8' }).stdout, /usage/)
  assert.equal(spawnSync(join(build, 'markazd'), ['--set', 'http.nonsense=1']).status, 2)
  assert.equal(spawnSync(join(build, 'markazctl'), ['--data', c.store, 'dance']).status, 2)
})

test('Ctrl-C stops it cleanly and the data is there after a restart', async () => {
  const seq = JSON.parse(c.ctl(['status']).out).seq
  assert.deepEqual(await c.stop('SIGINT'), { code: 0, signal: null })
  await c.start()
  assert.ok(JSON.parse(c.ctl(['status']).out).seq >= seq)
  assert.equal((await c.signIn('root1', 'correct horse battery')).name, 'root1')
})
