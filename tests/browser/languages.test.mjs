// SPDX-License-Identifier: Apache-2.0
// Every page in four languages and two sizes, with things happening: no text is cut, sticks out of its box, lies over
// another, shows a key or a hole, or was left in English. Each finding names page, language, size and text.
// MARKAZ_SHOTS=DIR keeps a picture of each page.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { look, wordsOf } from './audit.mjs'
import { Demo, until } from './harness.mjs'
import { photoOf, wanted } from './wanted.mjs'

const LANGS = ['en', 'ru', 'uz', 'kk']
/** The look is not the width: each language has one. */
const LOOKS = { en: 'night', ru: 'day', uz: 'night', kk: 'day' }
const DESK = [[1280, 720], [1920, 1080]]
/** The console goes down to this. */
const NARROW = [...DESK, [1024, 768]]
const TABLET = [[375, 667], [800, 1280]]
const HERE = { latitude: 41.3353, longitude: 69.269 }
const shots = process.env.MARKAZ_SHOTS
const now = (ago = 0) => new Date(Date.now() - ago).toISOString()

/** Half the pages are drawn without a map: a graphics card is not what is looked at here. */
function withoutMap() {
    const context = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return kind.startsWith('webgl') ? null : context.call(this, kind, ...more)
    }
}

/** Windows of one browser then speak by a channel that a test can speak on too. */
function withoutWorker() {
    delete window.SharedWorker
}

/** Until nothing has come or gone in the page for a moment; what clocks say does not count. */
function calm(page) {
    return page.evaluate(
        () =>
            new Promise((resolve) => {
                let timer = setTimeout(resolve, 60)
                const observer = new MutationObserver(() => {
                    clearTimeout(timer)
                    timer = setTimeout(resolve, 60)
                })
                observer.observe(document.body, { childList: true, subtree: true })
                setTimeout(resolve, 1000)
            }),
    )
}

describe('four languages', { timeout: 1500000 }, () => {
    let demo
    /** what the check of a language's pages must know */
    const words = {}
    const faults = []
    /** What one page of a size shows, others show too: said once. */
    const seen = new Set()
    let looked = 0

    async function audit(page, name, lang, sizes) {
        for (const [width, height] of sizes) {
            await page.setViewportSize({ width, height })
            // Another width is laid out at once; what was opened or sent for has to come first.
            if (width === sizes[0][0]) await calm(page)
            looked++
            for (const fault of await page.evaluate(look, words[lang])) {
                const of = `${lang}, ${width}×${height}: ${fault}`
                if (!seen.has(of)) faults.push(`${name}, ${of}`)
                seen.add(of)
            }
            const point = lang !== 'en' && (await page.evaluate(() => document.body.innerText.match(/\d\.\d+ \p{L}+/u)?.[0]))
            if (point) faults.push(`${name}, ${lang}: a number as in English: ${point}`)
            if (shots && width === sizes[0][0]) {
                mkdirSync(shots, { recursive: true })
                await page.screenshot({ path: join(shots, `${lang}-${name.replaceAll(' ', '-')}.png`) })
            }
        }
    }

    async function speak(page, lang) {
        await page.evaluate(({ lang: one, look: theme }) => {
            localStorage.setItem('markaz.lang', one)
            localStorage.setItem('markaz.theme', theme)
        }, { lang, look: LOOKS[lang] })
        await page.reload()
    }

    /** Fails with everything that was found since the last time. */
    function judge() {
        const found = faults.splice(0)
        assert.equal(found.length, 0, '\n' + found.join('\n'))
    }

    const call = (...args) => demo.call('supervisor', ...args)
    const press = (device, more = {}) => demo.call('alarm', 'POST', '/api/v1/alarms', { device, kind: 'panic', at: now(), id: randomUUID(), ...more })
    const read = (camera, plate, more) =>
        demo.lines('camera', '/api/v1/reads', [{ camera, plate, region: 'uz', at: now(), confidence: 0.97, id: randomUUID(), ...more }])
    const enter = (plate, more) => demo.enter(wanted(plate, { basis: '№ 7', ...more }))
    const only = async (kind, wanted) =>
        until(async () => Object.entries(await demo.entities(kind)).find(([, one]) => wanted(one))?.[0], `${kind} is there`)
    const place = (unit, lat, lon) => demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-' + unit, at: now(), lat, lon, speed_kmh: 0, id: randomUUID() }])

    const refs = {}
    before(async () => {
        demo = await Demo.start({ setup: ['--units', '12', '--cameras', '20', '--cars', '0'], settings: { 'intake.unknown_per_token': '2' } })
        for (const [unit, lat, lon] of [['M02', 41.316, 69.2435], ['M03', 41.33, 69.27], ['M04', 41.34, 69.27]]) {
            await call('POST', `/api/v1/units/${unit}/duty`, { duty: 'on', crew: 'Karimov B.' })
            await place(unit, lat, lon)
        }
        await call('POST', '/api/v1/units/M04/status', { status: 'busy' })
        await happenings()
        const { entities } = await call('GET', '/api/v1/picture')
        for (const lang of LANGS) words[lang] = wordsOf(lang, JSON.stringify(entities))
    })
    after(() => demo?.close())

    /** Things of each kind, in each of their states. */
    async function happenings() {
        await press('btn-21')
        await press('btn-04', { kind: 'technical', at: '2001-01-01T00:00:00Z' })
        for (const id of ['btn-of-nobody', 'btn-of-nobody-2', 'btn-of-nobody-3']) await press(id)
        await press('btn-11')
        refs.active = 'alarm/' + (await only('alarm', (one) => one.device === 'btn-21'))
        refs.badClock = 'alarm/' + (await only('alarm', (one) => one.clock_bad && one.device === 'btn-04'))
        refs.stranger = 'alarm/' + (await only('alarm', (one) => one.device === 'btn-of-nobody'))
        refs.collective = 'alarm/' + (await only('alarm', (one) => one.device?.startsWith('token:') || (one.unknown_device && !one.device?.startsWith('btn'))))
        refs.unknown = 'device/btn-of-nobody'
        refs.device = 'device/btn-21'
        refs.unit = 'unit/M03'
        refs.site = 'site/' + (await only('site', () => true))
        const incident = await call('POST', '/api/v1/incidents', { kind: 'dangerous_driving', priority: 1, title: 'Nexia 01', address: 'Navoi 12', lat: 41.33, lon: 69.268 })
        await call('POST', `/api/v1/incidents/${incident.id}/assign`, { unit: 'M03' })
        refs.incident = 'incident/' + incident.id
        refs.fire = 'incident/' + (await call('POST', '/api/v1/incidents', { kind: 'fire', priority: 1, title: '—', lat: 41.33, lon: 69.268 })).id
        refs.closing = 'incident/' + (await call('POST', '/api/v1/incidents', { kind: 'robbery', priority: 2, title: '—' })).id
        for (const [name, plate] of [['unconfirmed', '01A777BC'], ['seen', '01A123BC'], ['confirmed', '01B555CC']]) {
            await enter(plate, { lookalikes: true })
            await read('cam-012', plate, { speed_kmh: 52, heading: 44, vehicle: { class: 'car', color: 'white', make: 'Nexia' } })
            const hit = await only('hit', (one) => one.plate === plate)
            refs[name] = 'hit/' + hit
            if (name === 'unconfirmed') continue
            await call('POST', `/api/v1/hits/${hit}/see`, { plate: true, region: true, class: true })
            if (name === 'confirmed') await call('POST', `/api/v1/hits/${hit}/reaffirm`, { name: 'Umarov' })
        }
        await read('cam-012', '00A777BC', { speed_kmh: 50, heading: 44, confidence: 0.5, vehicle: { class: 'car', color: 'white' } })
        refs.lookalike = 'lookalike/' + (await only('lookalike', () => true))
        await place('M03', 41.3353, 69.269)
        await read('cam-011', '10777AAA', { speed_kmh: 128, heading: 43, at: now(24000) })
        refs.violation = 'violation/' + (await only('violation', () => true))
    }

    /** A wanted vehicle before the tablet, with its photo. */
    async function giveHit(page) {
        const { bytes: photo, sha256: image } = await photoOf(page, '01D888AA')
        await enter('01D888AA')
        await read('cam-011', '01D888AA', { speed_kmh: 50, heading: 43, image, vehicle: { class: 'car', color: 'white' } })
        await demo.call('camera', 'PUT', '/api/v1/media/' + image, photo, 'image/jpeg')
    }

    const select = (page, ref) =>
        page.evaluate((what) => {
            const channel = new BroadcastChannel('markaz')
            channel.postMessage({ selected: what })
            channel.close()
        }, ref)
    const keys = async (page, ...pressed) => {
        await page.evaluate(() => document.activeElement?.blur())
        for (const key of pressed) await page.keyboard.press(key)
    }

    /** What can be seen on the console, each left as it was found. */
    const CONSOLE = {
        'nothing selected': () => undefined,
        'alarm': (page) => select(page, refs.active),
        'alarm disposition': (page) => keys(page, 'c'),
        'alarm note': (page) => keys(page, 'Escape', 'n'),
        'alarm with a bad clock': async (page) => (await keys(page, 'Escape'), select(page, refs.badClock)),
        'alarm of an unknown device': (page) => select(page, refs.stranger),
        'alarm of a token': (page) => select(page, refs.collective),
        'unknown device': (page) => select(page, refs.unknown),
        'device': (page) => select(page, refs.device),
        'unit': (page) => select(page, refs.unit),
        'site': (page) => select(page, refs.site),
        'incident': (page) => select(page, refs.incident),
        'incident change': (page) => keys(page, 'e'),
        'run card': async (page) => (await keys(page, 'Escape'), select(page, refs.fire), page.waitForSelector('.card-needs li')),
        'alarm level': async (page) => (await keys(page, 'u'), page.waitForSelector('select[name=level]')),
        'incident without a place': async (page) => (await keys(page, 'Escape'), select(page, refs.closing)),
        'hit unconfirmed': (page) => select(page, refs.unconfirmed),
        'hit seen': (page) => select(page, refs.seen),
        'hit confirmed': (page) => select(page, refs.confirmed),
        'look-alike': async (page) => (await page.evaluate(() => document.querySelector('.low-head[aria-expanded=false]')?.click()), select(page, refs.lookalike)),
        'dangerous driving': (page) => select(page, refs.violation),
        'gone': (page) => select(page, 'alarm/A0'),
        'command line': (page) => keys(page, '/'),
        'command status': (page) => page.keyboard.type('s M03 '),
        'command wrong': async (page) => (await page.keyboard.type('xx'), page.keyboard.press('Enter')),
        'menu': async (page) => (await page.keyboard.press('Escape'), page.click('.person summary')),
        'help': async (page) => (await page.click('.person summary'), keys(page, '?')),
        'streets': async (page) => (await keys(page, 'Escape'), keys(page, 'Shift+S')),
        'streets, a stretch': (page) => page.fill('.streets-form input[name=to]', '41.3, 69.2'),
        'service levels': async (page) => (await keys(page, 'Escape'), keys(page, 'Shift+L'), page.waitForSelector('.levels td')),
        'road alone': async (page) => (await keys(page, 'Escape', 'Escape', '5'), keys(page, 'v')),
    }

    it('finds each kind of fault in a page made for it', async () => {
        const page = await (await demo.context()).newPage()
        const find = async (html) => {
            await page.setContent(`<body style="margin:0;font:16px sans-serif">${html}</body>`)
            return (await page.evaluate(look, { keys: ['do.save'], english: ['Save the row'] })).join('\n')
        }
        assert.equal(await find('<p>Сақтау</p><button>Жабу</button>'), '')
        for (const [what, html] of [
            ['cut:', '<div style="width:4em;overflow:hidden;white-space:nowrap">a text too long for it</div>'],
            ['cut below:', '<div style="width:4em;height:1em;overflow:hidden">two or three lines</div>'],
            ['wider than its box', '<div style="width:4em;overflow:auto;white-space:nowrap">a text too long for it</div>'],
            ['sticks out of its box', '<div style="width:4em"><button style="width:4em;white-space:nowrap">too long for a button</button></div>'],
            ['runs out of its box', '<button style="width:5em;height:1.2em;padding:0">two or three lines here</button>'],
            ['the page is wider than the screen', '<div style="width:200vw">x</div>'],
            ['lies over', '<p style="margin:0">one text</p><p style="margin:-18px 0 0">another</p>'],
            ['a key is shown: do.save', '<p>do.save</p>'],
            ['a key is shown: adm.new', '<p title="adm.new">x</p>'],
            ['a hole is shown', '<p>undefined км</p>'],
            ['a hole is shown', '<p>{n} жол</p>'],
            ['in English: "Save the row"', '<p>Save the row</p>'],
            ['two buttons say the same', '<form><button>Bekor</button><button>Bekor</button></form>'],
        ])
            assert.ok((await find(html)).includes(what), `${what} in ${html}`)
        assert.equal(await find('<div title="all" style="width:4em;overflow:hidden;white-space:nowrap">a text too long for it</div>'), '')
        await page.context().close()
    })

    const DETAIL = '.detail > *'

    it('console', async () => {
        const context = await demo.context()
        await context.addInitScript(withoutMap)
        await context.addInitScript(withoutWorker)
        const page = await demo.page(context)
        for (const lang of LANGS) {
            await speak(page, lang)
            await page.waitForSelector('input[name=name]')
            await page.fill('input[name=name]', 'nobody')
            await page.fill('input[name=password]', 'wrong')
            await page.click('form button.primary')
            await page.waitForSelector('.problem')
            await audit(page, 'sign-in with an error', lang, DESK)
        }
        await demo.signIn(page, 'supervisor')
        for (const lang of LANGS) {
            await speak(page, lang)
            await page.waitForSelector('.row')
            for (const [name, go] of Object.entries(CONSOLE)) {
                await go(page)
                await page.waitForSelector(DETAIL)
                await audit(page, 'console ' + name, lang, NARROW)
            }
        }
        assert.deepEqual(page.errors, [])
        judge()
    })

    it('guided watch, second windows, a lost line', async () => {
        const context = await demo.context()
        await context.addInitScript(withoutMap)
        const page = await demo.page(context)
        await demo.signIn(page, 'operator')
        for (const lang of LANGS) {
            for (const view of ['queue', 'photos']) {
                await page.goto(demo.url + '/?view=' + view)
                await speak(page, lang)
                await page.waitForSelector('.lamp[data-is=open]')
                await audit(page, 'window ' + view, lang, DESK)
            }
            await page.goto(demo.url)
            await page.evaluate(() => localStorage.setItem('markaz.letters', 'on'))
            await page.waitForSelector('.row')
            await page.click('.person summary')
            await page.click('.person .menu [data-do=watch]')
            await page.waitForSelector('.watch')
            await page.click('.person summary')
            for (let story = 0; story < 4; story++) {
                await audit(page, `guided watch ${story + 1}`, lang, DESK)
                await page.locator('.watch footer .plain').first().click()
            }
        }
        demo.server.kill('SIGSTOP')
        await page.locator('.lost').waitFor()
        await audit(page, 'console lost line', LANGS.at(-1), DESK)
        demo.server.kill('SIGCONT')
        await page.locator('.lost').waitFor({ state: 'detached' })
        assert.deepEqual(page.errors, [])
        await context.close()
        judge()
    })

    /** What can be seen in administration; each begins at the page that the one before left. */
    const go = (page, hash) => page.evaluate((to) => (location.hash = to), hash)
    const give = (page, text) =>
        page.setInputFiles('input[type=file]', { name: 'sites.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    const COLUMNS = 'id,name,kind,address,lat,lon\n'
    const ADMIN = {
        'users': (page) => go(page, 'users'),
        'user': async (page) => (await go(page, 'users'), page.locator('.one').first().click()),
        'user form': (page) => keys(page, 'n'),
        'tokens': async (page) => (await keys(page, 'Escape'), await go(page, 'tokens'), page.locator('.one', { hasText: 'alarm' }).first().click()),
        'token form': (page) => keys(page, 'n'),
        'token revoke': async (page) => (await keys(page, 'Escape'), keys(page, 'x')),
        'areas': async (page) => (await keys(page, 'Escape'), await go(page, 'areas'), page.locator('.one').first().click()),
        'site': async (page) => (await go(page, 'sites'), page.locator('.one').first().click()),
        'site form': (page) => keys(page, 'n'),
        'unknown device': async (page) => (await keys(page, 'Escape'), go(page, 'devices/btn-of-nobody')),
        'device with last fixes': (page) => go(page, 'devices/tab-M03'),
        'device form': (page) => keys(page, 'n'),
        'device maintenance': async (page) => (await keys(page, 'Escape'), keys(page, 'm')),
        'unit': async (page) => (await keys(page, 'Escape'), go(page, 'units/M03')),
        'unit form': (page) => keys(page, 'n'),
        'import': async (page) => (await keys(page, 'Escape'), go(page, 'import')),
        'import with errors': async (page) => (await give(page, COLUMNS + 'T1,A,school,B,41.3,69.2\nT2,A,school,B,141.3,69.2\n'), page.waitForSelector('.lines')),
        'import checked': async (page) => (await give(page, COLUMNS + 'T1,A,school,B,41.3,69.2\n'), page.waitForSelector('.outcome .sum')),
        'status': async (page) => (await go(page, 'status'), page.waitForSelector('.tiles')),
        'retention': async (page) => (await go(page, 'retention'), page.waitForSelector('[data-class=audit]')),
        'run cards': async (page) => (await go(page, 'cards'), page.locator('.one').first().click()),
        'run card form': (page) => keys(page, 'n'),
        'traffic': async (page) => (await keys(page, 'Escape'), await go(page, 'traffic'), page.waitForSelector('.traffic-table')),
        'help': (page) => keys(page, '?'),
        'settings': async (page) => (await keys(page, 'Escape'), page.locator('.bar > button').last().click()),
    }

    it('verification, on a desk and on a phone', async () => {
        const page = await demo.page(await demo.context(), '/verify')
        for (const lang of LANGS) {
            await speak(page, lang)
            await page.waitForSelector('.question')
            await page.evaluate(() => localStorage.removeItem('markaz.verify.key'))
            await page.goto('about:blank')
            await page.goto(demo.url + '/verify#event=2')
            await page.locator('#one .verdict[data-is=good]').waitFor()
            await page.click('#grown button.primary')
            await page.locator('#grown .verdict[data-is=bad]').waitFor()
            await page.click('#whole button.primary')
            await page.locator('#whole .verdict[data-is=good]').waitFor()
            await audit(page, 'verification', lang, [...DESK, ...TABLET])
        }
        judge()
    })

    it('administration and the first start', async () => {
        const page = await demo.page(await demo.context(), '/set-up.html')
        for (const lang of LANGS) {
            await page.goto(demo.url + '/set-up.html')
            await speak(page, lang)
            await page.waitForSelector('form')
            await audit(page, 'set-up without a code', lang, DESK)
            await page.goto('about:blank')
            await page.goto(demo.url + '/set-up.html#code=used')
            await page.fill('[name=name]', 'boss')
            await page.fill('[name=password]', 'correct horse 12')
            await page.fill('[name=again]', 'correct horse')
            await page.click('button.primary')
            await page.waitForSelector('.problem')
            await audit(page, 'set-up with two passwords', lang, DESK)
            await page.fill('[name=again]', 'correct horse 12')
            await page.click('button.primary')
            await page.waitForFunction(() => document.querySelector('button.primary')?.disabled === false)
            await audit(page, 'set-up with a used code', lang, DESK)
        }
        await page.goto(demo.url + '/admin.html')
        await page.fill('[name=name]', 'admin')
        await page.fill('[name=password]', demo.password)
        await page.keyboard.press('Enter')
        for (const lang of LANGS) {
            await page.waitForSelector('.bar')
            await speak(page, lang)
            await page.waitForSelector('.bar')
            for (const [name, see] of Object.entries(ADMIN)) {
                await see(page)
                await audit(page, 'admin ' + name, lang, DESK)
            }
            await keys(page, 'Escape')
            await go(page, 'users')
        }
        assert.deepEqual(page.errors, [])
        await page.context().close()
        judge()
    })

    it('tablet', async () => {
        const context = await demo.context({ width: 375, height: 667, hasTouch: true, geolocation: { accuracy: 8, ...HERE }, permissions: ['geolocation'] })
        const page = await demo.page(context, '/tablet')
        const each = async (name, see = () => undefined) => {
            for (const lang of LANGS) {
                await speak(page, lang)
                await page.waitForSelector('.tab, .tsignin')
                await see()
                await audit(page, 'tablet ' + name, lang, TABLET)
            }
        }
        const big = () => page.locator('.actions .big:enabled').first()
        await each('sign-in')
        await demo.signIn(page, 'm01')
        await each('off duty')
        await each('me, off duty', () => page.click('.menu'))
        await each('sign-on', () => big().click())
        await page.fill('.page input', 'Yusupov A.')
        await page.click('.page .mid.wide')
        await audit(page, 'tablet sound test', 'kk', TABLET)
        await page.locator('.page .row .mid').first().click()
        await big().click()
        await until(async () => (await demo.entities('unit')).M01.duty === 'on', 'on duty')
        await context.setGeolocation({ ...HERE, longitude: 69.2694, accuracy: 8 })
        await page.waitForSelector('.idle .large time')
        await each('on duty', () => page.waitForSelector('.idle'))
        await each('me, on duty', async () => (await page.click('.menu'), page.waitForSelector('.known')))
        const incident = await call('POST', '/api/v1/incidents', { kind: 'missing_person', priority: 1, title: 'Aziz, 7', address: 'Navoi 12', lat: 41.345, lon: 69.28 })
        await call('POST', `/api/v1/incidents/${incident.id}/assign`, { unit: 'M01' })
        await each('job', () => page.waitForSelector('.job'))
        await each('job refused', async () => (await page.waitForSelector('.job'), page.locator('.actions .row .mid').last().click()))
        await page.reload()
        await page.waitForSelector('.job')
        for (let step = 0; step < 4; step++) {
            await big().click()
            await calm(page)
        }
        await page.waitForSelector('.idle')
        await place('M03', 41.2, 69.1)
        await context.setGeolocation({ ...HERE, accuracy: 8 })
        await calm(page)
        await read('cam-011', '10888BBB', { speed_kmh: 131, heading: 43 })
        await page.waitForSelector('.notice[data-action=danger]')
        await each('notice of danger', () => page.waitForSelector('.notice'))
        await page.locator('.actions .row .mid').last().click()
        await page.waitForSelector('.idle')
        await giveHit(page)
        await each('notice of a wanted vehicle', () => page.waitForSelector('.notice[data-action=observe]'))
        await each('comparison', async () => {
            await page.waitForSelector('.notice[data-action=observe]')
            await page.locator('.actions > .mid').click()
            await page.waitForSelector('.compare img.there')
        })
        await page.reload()
        await page.waitForSelector('.notice[data-action=observe]')
        const box = await page.locator('.help').boundingBox()
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
        await page.mouse.down()
        await page.waitForSelector('.help-band')
        await page.mouse.up()
        await audit(page, 'tablet help', 'kk', TABLET)
        demo.server.kill('SIGSTOP')
        await page.waitForSelector('.band.bad')
        await audit(page, 'tablet lost line', 'kk', TABLET)
        demo.server.kill('SIGCONT')
        assert.deepEqual(page.errors, [])
        judge()
    })

    it('looked at enough pages', () => {
        console.log(`${looked} pages looked at`)
        assert.ok(looked > 400)
    })
})
