// SPDX-License-Identifier: Apache-2.0
// A real centre of its own for a browser test: a throw-away store, a free port, and people to sign in as.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../scenario/harness.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const build = process.env.MARKAZ_BUILD ?? join(root, 'build')
const pages = process.env.MARKAZ_WEB ?? join(root, 'web/dist')
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** A limit ends a test that hangs; it judges nothing, and a machine may be slow: none is shorter than this. */
export const PATIENCE = 60000

/** Waits until the question is answered with something true, and gives that back. */
export async function until(ask, what, ms = PATIENCE) {
    const limit = Math.max(ms, PATIENCE)
    const end = Date.now() + limit
    for (;;) {
        const answer = await ask()
        if (answer) return answer
        if (Date.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}`)
        await sleep(50)
    }
}

export class Centre {
    static async start() {
        const centre = new Centre()
        centre.dir = mkdtempSync(join(tmpdir(), 'markaz-browser-'))
        centre.port = await freePort()
        centre.url = `http://127.0.0.1:${centre.port}`
        await centre.run()
        return centre
    }

    /** `more`: settings of this run. */
    async run(more = {}) {
        this.said = ''
        const settings = {
            ...more,
            'store.path': join(this.dir, 'store'),
            'http.listen': `127.0.0.1:${this.port}`,
            'http.public_url': this.url,
            'web.root': pages,
        }
        const sets = Object.entries(settings).flatMap(([name, value]) => [
            '--set',
            `${name}=${value}`,
        ])
        const config = join(root, 'etc/markaz.conf')
        this.server = spawn(join(build, 'markazd'), ['--config', config, ...sets])
        for (const stream of [this.server.stdout, this.server.stderr]) {
            stream.on('data', (text) => (this.said += text))
        }
        const ready = () =>
            fetch(this.url + '/readyz').then(
                (answer) => answer.ok,
                () => false,
            )
        await until(() => this.server.exitCode !== null || ready(), 'the server is ready', 60000)
        if (this.server.exitCode !== null) throw new Error('the server ended:\n' + this.said)
    }

    /** Ends the server as a power cut would, or in good order. */
    async end(signal = 'SIGTERM') {
        if (this.server.exitCode !== null || this.server.signalCode !== null) return
        const ended = new Promise((resolve) => this.server.once('exit', resolve))
        this.server.kill(signal)
        await ended
    }

    async stop() {
        await this.end()
        rmSync(this.dir, { recursive: true, force: true })
    }

    /** The first administrator's link, as the server printed it. */
    async link() {
        return until(() => /(http\S+#code=\S+)/.exec(this.said)?.[1], 'the set-up link')
    }

    ctl(args, input = '') {
        const done = spawnSync(
            join(build, 'markazctl'),
            ['--data', join(this.dir, 'store'), ...args],
            {
                input,
                encoding: 'utf8',
            },
        )
        if (done.status !== 0)
            throw new Error(`markazctl ${args.join(' ')}: ${done.stdout}${done.stderr}`)
        return done.stdout
    }

    /** A person whose password is PASSWORD, chosen by himself instead of the one that was given. */
    async addUser(name, role, more = []) {
        this.ctl(['user', 'add', name, '--role', role, ...more], GIVEN + '\n')
        const person = await Person.signIn(this, name, GIVEN)
        await person.post('/api/v1/session/password', { old: GIVEN, password: PASSWORD })
        await person.call('DELETE', '/api/v1/session')
    }
}

/** What somebody else gives a person at first. */
export const GIVEN = 'given horse 12'
export const PASSWORD = 'correct horse 12'

/** A person's calls without a page: what the desk does while the browser is the tablet. */
export class Person {
    static async signIn(centre, name, password = PASSWORD) {
        const person = new Person()
        person.url = centre.url
        const answer = await fetch(centre.url + '/api/v1/session', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ name, password }),
        })
        if (!answer.ok) throw new Error(`${name} cannot sign in: ${await answer.text()}`)
        person.cookie = answer.headers.get('set-cookie').split(';')[0]
        person.csrf = (await answer.json()).csrf
        return person
    }

    async call(method, path, body, type = 'application/json') {
        const answer = await fetch(this.url + path, {
            method,
            headers: { Cookie: this.cookie, 'X-Markaz-CSRF': this.csrf, 'Content-Type': type },
            body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        })
        const text = await answer.text()
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
        return text ? JSON.parse(text) : {}
    }

    get(path) {
        return this.call('GET', path)
    }

    post(path, body = {}) {
        return this.call('POST', path, body)
    }

    async entity(kind, id) {
        const picture = await this.get('/api/v1/picture')
        return picture.entities[kind]?.[id]
    }
}

export async function openBrowser() {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
    if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}`)
    return chromium.launch({
        executablePath,
        timeout: 3 * PATIENCE,
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
        ],
    })
}

/** A page in English whose script errors fail the test. */
export async function openPage(browser, options = {}) {
    const context = await browser.newContext(options)
    await context.addInitScript(() => {
        if (location.protocol !== 'about:') localStorage.setItem('markaz.lang', 'en')
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
        if (/Content Security Policy|Refused to/.test(message.text())) errors.push(message.text())
    })
    return { context, page, errors }
}
