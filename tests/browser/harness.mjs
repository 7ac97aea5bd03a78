// SPDX-License-Identifier: Apache-2.0
// The demo in real Chromium: a centre of its own with the demo's people, a city if asked for, and pages signed in.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PATIENCE, sleep, until } from './centre.mjs'

export { sleep, until }
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const build = process.env.MARKAZ_BUILD ?? join(root, 'build')
const pages = process.env.MARKAZ_WEB ?? join(root, 'web/dist')
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')

/** Without these a closed network makes Chromium retry for ever; the last two draw maps without a graphics card. */
const FLAGS = [
    '--headless',
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
]

function ended(child) {
    return child.exitCode !== null || child.signalCode !== null
}

async function stop(child, signal = 'SIGTERM') {
    if (!child || ended(child)) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGCONT')
    child.kill(signal)
    const hard = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    await gone
    clearTimeout(hard)
}

/** What the page did: tones it played, and when texts first came into it. Runs before the page's own programs. */
function watchPage(store) {
    if (location.protocol === 'about:') return
    for (const [key, value] of Object.entries(store)) if (localStorage.getItem(key) === null) localStorage.setItem(key, value)
    window.tones = []
    const make = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function () {
        if (this.state === 'running') window.tones.push(Date.now())
        return make.call(this)
    }
}

export class Demo {
    /**
     * setup: a city's registry is imported and the city does not live. sim: the city lives with these options.
     * Settings are the server's, by name.
     */
    static async start({ setup, sim, settings = {} } = {}) {
        const demo = new Demo()
        demo.dir = mkdtempSync(join(tmpdir(), 'markaz-demo-'))
        demo.store = join(demo.dir, 'store')
        demo.settings = settings
        demo.contexts = []
        try {
            await demo.run()
            if (setup) await demo.setUp(setup)
            if (sim) demo.live(sim)
            await demo.staffed(setup || sim ? 'Demo officer of M02' : 'Demo auditor')
            demo.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, timeout: 3 * PATIENCE })
        } catch (error) {
            await demo.close()
            throw error
        }
        return demo
    }

    async run() {
        const settings = {
            'store.path': this.store,
            'http.listen': '127.0.0.1:0',
            'web.root': pages,
            'demo.enabled': 'true',
            ...this.settings,
        }
        rmSync(join(this.store, 'http.address'), { force: true })
        const args = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
        this.said = ''
        this.server = spawn(join(build, 'markazd'), args, { stdio: ['ignore', 'pipe', 'pipe'] })
        for (const stream of [this.server.stdout, this.server.stderr]) stream.on('data', (text) => (this.said += text))
        const address = join(this.store, 'http.address')
        await until(
            async () => {
                if (ended(this.server)) throw new Error('the server ended:\n' + this.said)
                if (!existsSync(address)) return false
                this.url = readFileSync(address, 'utf8').trim()
                return this.url !== '' && fetch(this.url + '/readyz').then((answer) => answer.ok, () => false)
            },
            'the server is ready',
            60000,
        )
        const demo = (name) => join(this.store, 'demo', name)
        await until(() => existsSync(demo('sign-in.txt')), 'the demo’s tokens and people', 30000)
        this.password = readFileSync(demo('password'), 'utf8').trim()
        this.tokens = JSON.parse(readFileSync(demo('tokens.json'), 'utf8'))
    }

    city(options) {
        return ['--url', this.url, '--seed-dir', join(this.store, 'demo'), ...options]
    }

    async setUp(options) {
        const done = spawnSync(join(build, 'markaz-sim'), this.city([...options, '--once-setup']), { encoding: 'utf8', timeout: 3 * PATIENCE })
        if (done.status !== 0) throw new Error(`the city's set-up: ${done.stdout}${done.stderr}`)
        // A city that does not live would fall silent after a minute, on a slow machine in the middle of a test.
        const devices = Object.entries(await this.entities('device')).filter(([, device]) => device.period_s)
        const rows = devices.map(([id, device]) => `${id},${device.kind},0\n`)
        const { changed } = await this.call('supervisor', 'POST', '/api/v1/import/devices', 'id,kind,period_s\n' + rows.join(''), 'text/csv')
        if (changed !== devices.length) throw new Error(`${changed} of ${devices.length} devices lost their rhythm`)
    }

    live(options) {
        this.sim = spawn(join(build, 'markaz-sim'), this.city(options), { stdio: ['ignore', 'pipe', 'pipe'] })
        for (const stream of [this.sim.stdout, this.sim.stderr]) stream.on('data', (text) => (this.said += text))
    }

    /** The demo's people are added as soon as their districts and units are there. */
    staffed(last) {
        const there = async () => Object.values((await this.call('supervisor', 'GET', '/api/v1/picture')).people).includes(last)
        return until(there, 'the demo’s people', 60000)
    }

    async close() {
        for (const context of this.contexts) await context.close().catch(() => undefined)
        await this.browser?.close()
        await stop(this.sim)
        await stop(this.server)
        rmSync(this.dir, { recursive: true, force: true })
    }

    /** A device's or program's call with one of the demo's tokens; throws when it is refused. */
    async call(role, method, path, body, type = 'application/json') {
        const raw = typeof body === 'string' || body instanceof Uint8Array
        const answer = await fetch(this.url + path, {
            method,
            headers: { Authorization: 'Bearer ' + this.tokens[role], 'Content-Type': type },
            body: body === undefined || raw ? body : JSON.stringify(body),
        })
        const text = await answer.text()
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
        return text ? JSON.parse(text) : {}
    }

    /** A call of one of the demo's people, signed in without a page. */
    async as(name, method, path, body) {
        this.people ??= {}
        if (this.people[name] === undefined) {
            const answer = await fetch(this.url + '/api/v1/session', { method: 'POST', body: JSON.stringify({ name, password: this.password }) })
            if (!answer.ok) throw new Error(`${name} cannot sign in: ${await answer.text()}`)
            const { csrf } = await answer.json()
            this.people[name] = { Cookie: answer.headers.getSetCookie()[0].split(';')[0], 'X-Markaz-CSRF': csrf }
        }
        const answer = await fetch(this.url + path, { method, headers: this.people[name], body: body === undefined ? undefined : JSON.stringify(body) })
        const text = await answer.text()
        if (!answer.ok) throw new Error(`${name}: ${method} ${path}: ${answer.status} ${text}`)
        return JSON.parse(text)
    }

    /** A wanted vehicle by hand: the supervisor asks, the deputy approves. */
    async enter(entry) {
        const { id } = await this.as('supervisor', 'POST', '/api/v1/entries?reason=by+telex', entry)
        return this.as('deputy', 'POST', `/api/v1/approvals/${id}/approve`, {})
    }

    lines(role, path, rows) {
        return this.call(role, 'POST', path, rows.map((row) => JSON.stringify(row) + '\n').join(''), 'application/x-ndjson')
    }

    async entities(kind) {
        const { entities } = await this.call('supervisor', 'GET', '/api/v1/picture')
        return entities[kind] ?? {}
    }

    async metric(name) {
        const text = await fetch(this.url + '/metrics').then((answer) => answer.text())
        const line = text.split('\n').find((one) => one.startsWith(name + ' '))
        return line === undefined ? undefined : Number(line.slice(name.length + 1))
    }

    /** A browser of its own for one person; pages made in it share its line to the centre. */
    async context({ lang = 'en', theme = 'night', width = 1366, height = 768, store = {}, ...options } = {}) {
        const context = await this.browser.newContext({ viewport: { width, height }, ...options })
        await context.addInitScript(watchPage, {
            'markaz.lang': lang,
            'markaz.theme': theme,
            'markaz.watch': 'seen',
            ...store,
        })
        this.contexts.push(context)
        return context
    }

    /** A page of a context; script errors and broken content rules are kept in page.errors. */
    async page(context, path = '/') {
        const page = await context.newPage()
        page.setDefaultTimeout(PATIENCE)
        page.errors = []
        page.on('pageerror', (error) => page.errors.push(String(error)))
        page.on('console', (message) => {
            if (/Content Security Policy|Refused to/.test(message.text())) page.errors.push(message.text())
        })
        await page.goto(this.url + path)
        return page
    }

    async signIn(page, name) {
        try {
            await page.fill('input[name=name]', name)
            await page.fill('input[name=password]', this.password)
            await page.click('form button.primary')
            await page.waitForSelector('.console .queue, .tab')
        } catch (error) {
            const text = await page.locator('body').innerText().catch(() => '')
            const why = [...page.errors, this.said.split('\n').slice(-5).join('\n')].join('\n')
            throw new Error(`${name} cannot sign in; the page says: ${text}\n${why}`, { cause: error })
        }
    }

    /** A console, signed in and live, with its map drawn. */
    async console(name, options = {}) {
        const page = await this.page(await this.context(options))
        await this.signIn(page, name)
        await page.waitForSelector('.lamp[data-is=open]')
        await page.waitForSelector('.map canvas')
        await settled(page)
        return page
    }

    /** A unit's tablet, signed in; its position is the one given. */
    async tablet(name, place) {
        const context = await this.context({
            width: 412,
            height: 915,
            hasTouch: true,
            geolocation: { accuracy: 8, ...place },
            permissions: ['geolocation'],
        })
        const page = await this.page(context, '/tablet')
        await this.signIn(page, name)
        return page
    }
}

/** The first drawing of a map takes seconds without a graphics card: waits for half a second without a long frame. */
function settled(page) {
    return page.evaluate(
        () =>
            new Promise((resolve) => {
                const end = performance.now() + 15000
                let last = performance.now()
                let calm = last
                const tick = (now) => {
                    if (now - last > 100) calm = now
                    last = now
                    if (now - calm > 500 || now > end) resolve()
                    else requestAnimationFrame(tick)
                }
                requestAnimationFrame(tick)
            }),
    )
}

/** On duty with a tested sound, as an officer begins a shift. */
export async function beginDuty(tablet, crew) {
    await tablet.locator('.actions .big:enabled', { hasText: 'Go on duty' }).click()
    await tablet.fill('.page input', crew)
    await tablet.getByRole('button', { name: 'Play the test sound' }).click()
    await tablet.getByRole('button', { name: 'I heard it' }).click()
    await tablet.locator('.actions .big:enabled', { hasText: 'Begin duty' }).click()
}

/**
 * Takes back by key what the foot line says. The event of an act may be in the page before its answer, and only the
 * answer brings the undo: until then the key is nobody's.
 */
export async function takeBack(page, says) {
    await page.locator('.foot-last', { hasText: says }).locator('button').waitFor({ state: 'attached' })
    await page.keyboard.press('z')
}

/**
 * Begins to watch a page for an element with a text; the answer is asked for later and gives the time (ms since 1970,
 * one clock for the whole machine) when it was in the page.
 */
export async function watchFor(page, selector, text = '') {
    await page.evaluate(
        ({ selector: what, text: words }) => {
            const there = () => [...document.querySelectorAll(what)].some((one) => one.textContent.includes(words))
            window.watched = new Promise((resolve) => {
                const look = () => {
                    if (!there()) return
                    observer.disconnect()
                    resolve(Date.now())
                }
                const observer = new MutationObserver(look)
                observer.observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true })
                look()
            })
        },
        { selector, text },
    )
    return async () => {
        let timer
        const never = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error(`never in the page: ${selector} ${text}`)), PATIENCE)
        })
        return Promise.race([page.evaluate(() => window.watched), never]).finally(() => clearTimeout(timer))
    }
}

/** How long from the key's event to the paint after it, in ms; measured inside the page. */
export async function keyToPaint(page, key) {
    await page.evaluate(() => {
        window.painted = new Promise((resolve) => {
            addEventListener(
                'keydown',
                (event) => requestAnimationFrame(() => {
                    const channel = new MessageChannel()
                    channel.port1.onmessage = () => resolve(performance.now() - event.timeStamp)
                    channel.port2.postMessage(0)
                }),
                { once: true, capture: true },
            )
        })
    })
    await page.keyboard.press(key)
    return page.evaluate(() => window.painted)
}

/** Frames a second over some seconds, and the longest gap between two, in ms. */
export function frames(page, seconds) {
    return page.evaluate(
        (span) =>
            new Promise((resolve) => {
                let count = 0
                let longest = 0
                let last = performance.now()
                const end = last + span * 1000
                const tick = (now) => {
                    longest = Math.max(longest, now - last)
                    last = now
                    count++
                    if (now < end) requestAnimationFrame(tick)
                    else resolve({ perSecond: count / span, longest })
                }
                requestAnimationFrame(tick)
            }),
        seconds,
    )
}
