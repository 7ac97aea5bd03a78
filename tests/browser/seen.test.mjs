// SPDX-License-Identifier: Apache-2.0
// When each device was last heard, on the map and in the lists: what is not known is never said to be heard.
// MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Demo, root, until } from './harness.mjs'

const shots = process.env.MARKAZ_SHOTS
const ctl = join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'markazctl')
const [LAT, LON] = [41.311, 69.279]
const N = 620

describe('last seen', { timeout: 600000 }, () => {
    let demo, page, files, token
    const shot = async (name, on = page) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await on.screenshot({ path: join(shots, `seen-${name}.png`) })
    }
    const load = (kind, text) => {
        const path = join(files, kind + '.csv')
        writeFileSync(path, text)
        const done = spawnSync(ctl, ['--data', demo.store, 'import', kind, path], { encoding: 'utf8' })
        assert.equal(done.status, 0, done.stdout + done.stderr)
    }
    const beat = async (...devices) => {
        const body = devices.map((device) => JSON.stringify({ device })).join('\n')
        const answer = await fetch(demo.url + '/api/v1/heartbeats', { method: 'POST', body, headers: { authorization: `Bearer ${token}` } })
        assert.equal((await answer.json()).accepted, devices.length)
    }
    /** `first` has the page before anybody is signed in: what it asks the centre comes after that. */
    const open = async (path, options = {}, place = { lat: LAT, lon: LON, zoom: 15.5 }, first = () => {}) => {
        const opened = await demo.page(await demo.context(options), path)
        await opened.evaluate((at) => localStorage.setItem('markaz.map', JSON.stringify(at)), place)
        await first(opened)
        await opened.fill('input[name=name]', 'supervisor')
        await opened.fill('input[name=password]', demo.password)
        await opened.click('form button.primary')
        return opened
    }
    /** What the map says of the mark in its middle when it is pointed at. */
    const pointed = async (on) => {
        const { x, y, width, height } = await on.locator('.map-box').boundingBox()
        await on.mouse.move(x + 3, y + 3)
        await on.mouse.move(x + width / 2, y + height / 2)
        return (await on.locator('.map-tip').isVisible()) ? on.locator('.map-tip').innerText() : ''
    }

    before(async () => {
        files = mkdtempSync(join(tmpdir(), 'markaz-seen-'))
        demo = await Demo.start({ setup: ['--units', '4', '--cameras', '0', '--cars', '0'] })
        const many = Array.from({ length: N }, (_, i) => `many-${i},Many ${i},camera,,${(LAT + 0.05 + (i % 25) * 0.0002).toFixed(4)},${(LON + Math.floor(i / 25) * 0.0002).toFixed(4)},`)
        load('sites', `id,name,kind,lat,lon\nschool-seen,Gymnasium 9,school,${LAT},${LON}\nschool-bare,School 404,school,${LAT - 0.0012},${LON}\n`)
        load('devices', `id,name,kind,site,lat,lon,period_s\nbtn-seen,Button 9,button,school-seen,,,600\ncam-never,Camera 1,camera,,${LAT + 0.0012},${LON},\nbtn-quiet,Button 7,button,,${LAT},${LON + 0.0022},1\n${many.join('\n')}\n`)
        token = spawnSync(ctl, ['--data', demo.store, 'token', 'add', 'gateway', '--role', 'alarm'], { encoding: 'utf8' }).stdout.trim()
        await beat('btn-seen', 'btn-quiet')
        await until(async () => (await demo.entities('device'))['btn-quiet'].silent_since, 'it is silent')
        page = await open('/')
    })
    after(async () => {
        await demo?.close()
        rmSync(files, { recursive: true, force: true })
    })

    it('a site says when its device was heard, a camera that never spoke that there was no contact', async () => {
        await until(async () => /^Gymnasium 9 · last heard \d+ (s|min) ago$/.test(await pointed(page)), 'the site says it')
        await shot('map')
        const other = await open('/', { theme: 'day', width: 1024 }, { lat: LAT + 0.0012, lon: LON, zoom: 15.5 })
        await until(async () => (await pointed(other)) === 'Camera 1 · the centre knows of no contact', 'the camera says it')
        await shot('map-light', other)
        await other.context().close()
        const silent = await open('/', {}, { lat: LAT, lon: LON + 0.0022, zoom: 15.5 })
        await until(async () => / · silent · last heard .* ago$/i.test(await pointed(silent)), 'the button says it')
        await silent.context().close()
    })

    it('asks for what is in view alone, at most 500 a question, and says of nothing else that it was heard', async () => {
        const asked = []
        const listen = (on) => on.on('request', (request) => request.url().includes('/api/v1/seen') && asked.push(decodeURIComponent(request.url()).split('=')[1].split(',')))
        const far = await open('/', {}, { lat: LAT + 0.0524, lon: LON + 0.0024, zoom: 14.5 }, listen)
        await until(() => new Set(asked.flat()).size === N, 'all in view were asked for')
        assert.ok(asked.every((one) => one.length <= 500))
        assert.ok(asked.flat().every((id) => id.startsWith('many-')))
        await far.context().close()
    })

    it('without answers of the centre nothing is said to be heard', async () => {
        const cut = await open('/', {}, undefined, (on) => on.route('**/api/v1/seen*', (route) => route.abort()))
        await until(async () => (await pointed(cut)) === 'Gymnasium 9 · when last heard is not known now', 'it is not known')
        await cut.context().close()
    })

    it('lists of devices and sites show it in each language', async () => {
        for (const [lang, word] of [['en', 'Last heard'], ['ru', 'Связь'], ['uz', 'Oxirgi aloqa'], ['kk', 'Байланыс']]) {
            const admin = await open('/admin.html#devices', { lang, theme: lang === 'en' || lang === 'uz' ? 'day' : 'night', width: lang === 'en' ? 1366 : 1024 })
            const head = admin.locator('[role=columnheader]', { hasText: word })
            const edge = async (of) => { const { x, width } = await of.boundingBox(); return x + width }
            const fits = async (list) => {
                await head.waitFor()
                assert.ok((await edge(head)) <= (await edge(admin.locator('.rows'))) + 1, `${lang}: the column of ${list} is in the list`)
                await shot(`admin-${list}-${lang}`, admin)
            }
            await admin.fill('input[type=search]', 'btn-seen')
            await admin.locator('[role=row]', { hasText: 'btn-seen' }).locator('time').first().waitFor()
            await fits('devices')
            for (const list of ['sites', 'units']) {
                await admin.evaluate((to) => (location.hash = to), list)
                await admin.locator(`.bar nav a[aria-current][href="#${list}"]`).waitFor() // the list before it has such a column too
                await fits(list)
            }
            await admin.context().close()
        }
    })
})
