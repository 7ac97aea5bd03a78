// SPDX-License-Identifier: Apache-2.0
// Schools in a real browser: the report and its map, a drill begun there, DRILL on the console, a press in it made real by a key.
// MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { schoolsGeojson, schoolsIn } from '../scenario/schools.mjs'
import { Demo, root, until } from './harness.mjs'

const shots = process.env.MARKAZ_SHOTS
const regions = join(process.env.MARKAZ_SHARED ?? join(root, '../shared/data'), 'geo/uz-regions.geojson')
const COUNT = 400

describe('the page of sites', { timeout: 1500000, skip: !existsSync(regions) && 'there are no regions here' }, () => {
    let demo, page, pult, files
    const shot = async (name, on = page) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await on.screenshot({ path: join(shots, `sites-${name}.png`) })
    }
    const signIn = async (path, selector, options = {}) => {
        const opened = await demo.page(await demo.context(options), path)
        await opened.fill('input[name=name]', 'supervisor')
        await opened.fill('input[name=password]', demo.password)
        await opened.click('form button.primary')
        await opened.locator(selector).first().waitFor()
        return opened
    }
    const load = (kind, name, text) => {
        const path = join(files, name)
        writeFileSync(path, text)
        const done = spawnSync(join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'markazctl'), ['--data', demo.store, 'import', kind, path], { encoding: 'utf8' })
        assert.equal(done.status, 0, done.stdout + done.stderr)
    }
    const key = async (on, name) => {
        await on.evaluate(() => document.activeElement?.blur())
        await on.keyboard.press(name)
    }

    before(async () => {
        files = mkdtempSync(join(tmpdir(), 'markaz-schools-'))
        demo = await Demo.start({ setup: ['--units', '4', '--cameras', '4', '--cars', '0'] })
        load('areas', 'regions.geojson', readFileSync(regions, 'utf8'))
        const schools = schoolsIn(JSON.parse(readFileSync(regions, 'utf8')), COUNT)
        load('sites', 'schools.geojson', schoolsGeojson(schools))
        load('devices', 'buttons.csv', 'id,kind,site,period_s\n' + schools.slice(0, 200).map((s, i) => `btn-${s.id},button,${s.id},${i < 5 ? 1 : 86400}`).join('\n') + '\n')
        const beats = schools.slice(0, 200).map((s) => `{"device":"btn-${s.id}"}`).join('\n')
        const token = spawnSync(join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'markazctl'), ['--data', demo.store, 'token', 'add', 'gateway', '--role', 'alarm'], { encoding: 'utf8' }).stdout.trim()
        demo.send = async (path, body) => {
            const answer = await fetch(demo.url + path, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } })
            assert.equal(answer.status, 200, await answer.clone().text())
            return answer.json()
        }
        await demo.send('/api/v1/heartbeats', beats)
        await demo.send('/api/v1/alarms', JSON.stringify({ device: `btn-${schools[10].id}`, kind: 'test', id: 't1' }))
        page = await signIn('/sites.html', '.sites-totals')
        pult = await signIn('/', '.console, [role=listbox]')
    })
    after(async () => {
        await demo?.close()
        rmSync(files, { recursive: true, force: true })
    })

    it('counts each school once, says what the words mean, and draws where they are', async () => {
        await page.locator('.sites-totals [data-state=silent] strong', { hasText: /^5$/ }).waitFor()
        const count = async (state) => Number((await page.locator(`.sites-totals [data-state=${state}] strong`).innerText()).replace(/\D/g, ''))
        const all = Number((await page.locator('.sites-totals button:first-child strong').innerText()).replace(/\D/g, ''))
        assert.ok(all >= COUNT)
        assert.equal((await count('none')) + (await count('silent')) + (await count('connected')) + (await count('tested')), all)
        assert.ok((await count('tested')) >= 1)
        assert.match(await page.locator('.coverage-mark[data-state=silent]').getAttribute('d'), /^M/)
        assert.match(await page.locator('.sites-report > p').first().innerText(), /event \d+/)
        await page.locator('.sites-totals [data-state=silent]').click()
        await until(async () => (await page.locator('.sites-list tbody tr').count()) === 5, 'five rows')
        await shot('report')
        const csv = await page.request.get(demo.url + (await page.locator('.sites-csv').getAttribute('href')))
        assert.equal((await csv.text()).trim().split('\r\n').length, all + 1)
        await page.locator('.sites-totals button').first().click()
    })

    it('begins a drill by keyboard; the press is marked at the desk and rings nowhere; r makes it real', async () => {
        await key(page, '/')
        await page.keyboard.type('School 11')
        await key(page, 'j')
        await page.locator('.sites-one h2', { hasText: 'School 11' }).waitFor()
        await page.locator('.sites-ledger li').first().waitFor()
        await page.getByLabel('What is exercised').fill('evacuation')
        await page.getByRole('button', { name: 'Begin now' }).click()
        await page.locator('.sites-form[data-drill]', { hasText: 'evacuation' }).waitFor()
        await shot('drill')
        const title = await page.locator('.sites-one h2').innerText()
        const site = Object.entries(await demo.entities('site')).find(([, one]) => one.name === title)[0]
        const { id } = await demo.send('/api/v1/alarms', JSON.stringify({ device: `btn-${site}`, kind: 'panic', id: 'p1' }))
        const row = pult.locator(`[id="row-alarm/${id}"]`)
        await row.locator('.practice', { hasText: 'DRILL' }).waitFor()
        await row.click()
        await pult.locator('.detail-head h2', { hasText: 'DRILL' }).waitFor()
        await shot('console', pult)
        await key(pult, 'd')
        assert.equal((await demo.entities('alarm'))[id].incident ?? '', '', 'nobody is sent by mistake')
        await key(pult, 'r')
        await until(async () => (await demo.entities('alarm'))[id].practice === 'no', 'it is real')
        await row.locator('.practice').waitFor({ state: 'detached' })
        assert.equal((await demo.entities('alarm'))[id].priority, 1)
        await page.getByRole('button', { name: 'Begin now' }).waitFor()
    })

    it('fits a small screen by night and day, in each language', async () => {
        for (const [width, lang] of [[1366, 'ru'], [1024, 'uz'], [1024, 'kk']]) {
            await page.setViewportSize({ width, height: 768 })
            await page.evaluate((l) => localStorage.setItem('markaz.lang', l), lang)
            await page.reload()
            await page.locator('.sites-totals').waitFor()
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${lang} at ${width}`)
            await shot(`${lang}-${width}`)
        }
    })
})
