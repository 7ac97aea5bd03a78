// SPDX-License-Identifier: Apache-2.0
// The Debian package on a bare Debian 12 (debootstrap's smallest): installed with what it depends on, used, upgraded, removed, purged.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const bare = join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'debian-root')
const run = (command, ...args) => spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } })
const inside = (...args) => run('chroot', bare, ...args)
const good = (r) => { assert.equal(r.status, 0, `${r.stdout}\n${r.stderr}`); return r.stdout }
const apt = (...args) => good(inside('apt-get', '-qq', '-y', '--no-install-recommends', ...args))
const packed = (file) => good(run('dpkg-deb', '--contents', file)).split('\n').map((l) => l.split(/\s+/)).filter((w) => w.length >= 6)

let deb = ''

/** Why no bare Debian can be made here, or nothing. What a sandbox forbids is tried, not guessed from how debootstrap fails. */
function whyNot() {
  if (process.getuid() !== 0) return 'only root can make a bare Debian to install into'
  if (!existsSync('/usr/sbin/debootstrap')) return 'there is no debootstrap here'
  const probe = join(dirname(bare), 'probe-null')
  mkdirSync(dirname(bare), { recursive: true })
  rmSync(probe, { force: true })
  const device = run('mknod', probe, 'c', '1', '3').status === 0 && run('sh', '-c', 'echo > "$0"', probe).status === 0
  rmSync(probe, { force: true })
  if (!device || run('chroot', '/', 'true').status !== 0) return 'this sandbox forbids devices or chroot'
  return ''
}
const why = whyNot()

/** The archive this machine itself installs from. */
function mirror() {
  const index = run('apt-get', 'indextargets', '--format', '$(SITE)$(RELEASE)|$(REPO_URI)', 'Created-By: Packages', 'Codename: bookworm', 'Component: main').stdout.split('\n')[0]
  return index.split('|')[1]?.replace(/^mirror\+file:.*/, '') || 'http://deb.debian.org/debian'
}

before(() => {
  deb = good(run(join(root, 'dev'), 'deb')).trim().split('\n').at(-1)
  if (why) return
  const whole = join(bare, 'made') // one that was broken off is made anew
  if (!existsSync(whole)) {
    rmSync(bare, { recursive: true, force: true })
    good(run('debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', bare, mirror()))
    writeFileSync(whole, '')
  }
  for (const part of ['sources.list', 'sources.list.d', 'apt.conf.d', 'trusted.gpg.d', 'auth.conf.d']) {
    if (existsSync(join('/etc/apt', part))) cpSync(join('/etc/apt', part), join(bare, 'etc/apt', part), { recursive: true })
  }
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) cpSync(file, join(bare, file))
  cpSync('/usr/share/keyrings', join(bare, 'usr/share/keyrings'), { recursive: true })
  apt('update')
}, { timeout: 1800000 })
after(() => { rmSync(join(bare, 'tmp/markaz.deb'), { force: true }) })

test('the package has what it says, and nothing writable by others', () => {
  const files = packed(deb)
  const names = files.map((w) => w[5].replace(/^\.\//, ''))
  for (const want of ['usr/bin/markazd', 'usr/bin/markazctl', 'usr/bin/markaz-signer', 'usr/bin/markaz-witness', 'usr/bin/markaz-courier', 'usr/bin/markaz-xmlsig', 'usr/bin/markaz-pdf', 'usr/bin/markaz-osm', 'usr/share/man/man8/markaz-osm.8.gz', 'usr/share/man/man1/markaz-pdf.1.gz', 'usr/share/man/man8/markaz-xmlsig.8.gz', 'usr/share/man/man8/markaz-courier.8.gz', 'usr/share/man/man8/markaz-signer.8.gz', 'lib/systemd/system/markaz.service', 'etc/markaz/markaz.conf', 'usr/share/man/man8/markazd.8.gz',
    'usr/share/man/man1/markazctl.1.gz', 'usr/share/man/man5/markaz.conf.5.gz', 'usr/share/markaz/web/index.html', 'usr/share/doc/markaz/copyright', 'usr/share/doc/markaz/changelog.gz', 'usr/share/doc/markaz/CHANGELOG.md.gz', 'usr/share/markaz/web/licences/preact.txt', 'usr/share/markaz/web/manual/index.html', 'usr/share/doc/markaz/manual']) {
    assert.ok(names.includes(want), `${want} is missing`)
  }
  assert.deepEqual(files.filter((w) => w[1] !== 'root/root' || (!w[0].startsWith('l') && (w[0][5] === 'w' || w[0][8] === 'w'))), [])
  assert.deepEqual(names.filter((n) => /\.map$|node_modules|\.tsx?$|bin\/markaz-sim/.test(n)), [])
  const needs = good(run('dpkg-deb', '--field', deb, 'Depends'))
  for (const library of ['libsqlite3-0', 'libmicrohttpd12', 'libevent-core-2.1-7', 'libsodium23', 'libexpat1', 'libxmlsec1-openssl', 'libssl3', 'adduser', ...(process.arch === 'x64' ? ['libipsec-mb1'] : [])]) assert.ok(needs.includes(library), needs)
})

test('the same tree gives the same bytes', () => {
  const one = readFileSync(deb)
  good(run(join(root, 'dev'), 'deb'))
  assert.ok(one.equals(readFileSync(deb)))
})

test('installed on a bare Debian it runs as its own user, is upgraded in place, and goes; the history stays', { timeout: 1800000 }, async (t) => {
  if (why) return t.skip(why)
  cpSync(deb, join(bare, 'tmp/markaz.deb'))
  if (inside('dpkg', '-s', 'markaz').status === 0) apt('purge', 'markaz')
  rmSync(join(bare, 'var/lib/markaz'), { recursive: true, force: true })
  apt('install', '/tmp/markaz.deb')
  const [uid, gid] = good(inside('getent', 'passwd', 'markaz')).split(':').slice(2, 4).map(Number)
  const state = statSync(join(bare, 'var/lib/markaz'))
  assert.deepEqual([state.uid, state.gid, state.mode & 0o777], [uid, gid, 0o700])
  const conf = statSync(join(bare, 'etc/markaz/markaz.conf'))
  assert.deepEqual([conf.uid, conf.gid, conf.mode & 0o777], [0, gid, 0o640])
  assert.match(good(inside('markazd', '--version')), /\d+\.\d+/)
  assert.match(good(inside('markazctl', '--help')), /usage/)

  // As the unit file starts it: the same command, user and settings.
  const unit = readFileSync(join(bare, 'lib/systemd/system/markaz.service'), 'utf8')
  const [program, ...args] = unit.match(/^ExecStart=(.*)$/m)[1].split(' ')
  const address = join(bare, 'var/lib/markaz/http.address')
  const serve = async (use) => {
    let said = '', url = ''
    rmSync(address, { force: true })
    const server = spawn('chroot', [`--userspec=${uid}:${gid}`, bare, program, ...args, '--set', 'http.listen=127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const over = new Promise((done) => server.on('exit', (code) => done(code)))
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (b) => { said += b })
    try {
      for (let i = 0; ; i++) {
        if (existsSync(address)) url = readFileSync(address, 'utf8').trim()
        if (url && await fetch(`${url}/readyz`).then((r) => r.ok, () => false)) break
        assert.ok(i < 300 && server.exitCode === null, said)
        await new Promise((done) => setTimeout(done, 100))
      }
      await use(url, () => said)
    } finally {
      server.kill('SIGTERM')
    }
    assert.equal(await over, 0, said)
  }
  const tool = (...a) => inside('markazctl', '--data', '/var/lib/markaz', ...a)
  await serve(async (url, said) => {
    const page = await fetch(`${url}/`)
    assert.match(await page.text(), /<title>Markaz/)
    for (let i = 0; i < 300 && !/set-up#code=/.test(said()); i++) await new Promise((done) => setTimeout(done, 100)) // the pipe may be behind the door
    assert.match(said(), /set-up#code=/)
    assert.equal(spawnSync('chroot', [bare, 'markazctl', '--data', '/var/lib/markaz', 'user', 'add', 'olim', '--role', 'operator'], { input: 'a long password\n' }).status, 0)
    assert.equal(JSON.parse(good(tool('status'))).entities.user, 1)
  })
  appendFileSync(join(bare, 'etc/markaz/markaz.conf'), '# ours\n')
  good(inside('dpkg', '-i', '--force-confold', '/tmp/markaz.deb'))
  assert.match(readFileSync(join(bare, 'etc/markaz/markaz.conf'), 'utf8'), /# ours/)
  await serve(async () => assert.equal(JSON.parse(good(tool('verify'))).ok, true))

  apt('remove', 'markaz')
  assert.deepEqual(['usr/bin/markazd', 'usr/share/markaz', 'lib/systemd/system/markaz.service'].filter((f) => existsSync(join(bare, f))), [])
  assert.ok(existsSync(join(bare, 'etc/markaz/markaz.conf')))
  apt('purge', 'markaz')
  assert.equal(existsSync(join(bare, 'etc/markaz')), false)
  assert.ok(existsSync(join(bare, 'var/lib/markaz/journal.db')))
})
