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
const PLANNED = 'school-0021' // by its name one finds School 210 to 219 as well, which have no button, and another of the demo

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

    it('plans a drill ahead by keyboard, marks it here and at the desk, and cancels it', async () => {
        await key(page, '/')
        await page.keyboard.press('Control+A')
        await page.keyboard.type(PLANNED)
        await key(page, 'j')
        await page.locator('.sites-one h2', { hasText: /^School 21$/ }).waitFor()
        await key(page, 'd')
        await page.keyboard.type('fire drill')
        // tomorrow 10:00 by the centre's clock, which is not this browser's
        const day = new Date(Date.now() + 5 * 3600e3 + 86400e3).toISOString().slice(0, 10)
        await page.getByLabel('Begins (empty: now)').fill(`${day}T10:00`)
        await page.getByLabel('Minutes').press('Enter')
        await page.locator('.sites-one [data-drill=planned]', { hasText: 'fire drill' }).waitFor()
        const [id, drill] = Object.entries(await demo.entities('drill')).find(([, one]) => one.site === PLANNED)
        assert.deepEqual([drill.state, drill.from, drill.until], ['planned', `${day}T05:00:00Z`, `${day}T05:30:00Z`])
        await page.locator('.sites-drills li', { hasText: 'DRILL' }).waitFor()
        assert.match(await page.locator('.sites-drills li').innerText(), /School 21[\s\S]*planned[\s\S]*10:00/)
        await shot('planned')
        const real = await demo.send('/api/v1/alarms', JSON.stringify({ device: `btn-${PLANNED}`, kind: 'panic', id: 'before' }))
        assert.equal((await demo.entities('alarm'))[real.id].practice ?? 'no', 'no', 'planned is not yet running')
        await page.locator('.sites-one [data-drill=planned] button').click()
        await page.locator('.sites-drills').waitFor({ state: 'detached' })
        assert.equal((await demo.entities('drill'))[id].state, 'over')
    })

    it('says when tests are due: a reminder at the desk that is no alarm, and leads here', async () => {
        const report = () => page.evaluate(() => fetch('/api/v1/reports/sites?kind=school').then((r) => r.json()))
        const alarms = async () => Object.values(await demo.entities('alarm')).filter((one) => one.site === PLANNED).length
        const before = await alarms()
        // By the centre's clock, within the hour of notice; a window is within one day.
        const ahead = (minutes) => new Date(Date.now() + (5 * 60 + minutes) * 60e3)
        const clock = (t) => t.toISOString().slice(11, 16)
        const at = clock(ahead(20)) < '23:30' ? ahead(20) : ahead(50)
        const [hour, next] = [at, new Date(at.getTime() + 29 * 60e3)].map(clock)
        const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
        await page.locator('.sites-one select').selectOption(days[at.getUTCDay()])
        await page.locator('.sites-one input[type=time]').first().fill(hour)
        await page.locator('.sites-one input[type=time]').last().fill(next)
        await page.getByRole('button', { name: 'Plan', exact: true }).click()
        await until(async () => (await report()).list.find((one) => one.id === PLANNED).test === 'due', 'it is due')
        // How many are due changes by itself: windows of the demo's own schools end while this runs.
        const due = async () => (await report()).totals.due
        const says = async (of) => Number((await of.innerText()).replace(/\D/g, ''))
        const sum = pult.locator('.sites-now [data-is=due]')
        await until(async () => (await says(sum)) === (await due()), 'the desk says how many')
        await until(async () => (await says(page.locator('.sites-totals [data-state=due] strong'))) === (await due()), 'so does the page')
        assert.equal(await alarms(), before, 'no alarm')
        await shot('due', pult)
        const there = await demo.page(page.context(), await sum.getAttribute('href'))
        await until(async () => (await there.locator('.sites-list tbody tr').count()) === (await due()), 'those that are due')
        await there.close()
    })

    it('goes through the list by pages, and prints all of it', async () => {
        await page.locator('.sites-find').fill('')
        const all = Number((await page.locator('.sites-totals button:first-child strong').innerText()).replace(/\D/g, ''))
        assert.ok(all > 300)
        await until(async () => (await page.locator('.sites-list tbody tr').count()) === 300, 'a page')
        await key(page, ']')
        await until(async () => (await page.locator('.sites-list tbody tr').count()) === all - 300, 'the last page')
        await key(page, '[')
        await until(async () => (await page.locator('.sites-list tbody tr').count()) === 300, 'the first again')
        await page.evaluate(() => addEventListener('beforeprint', () => (window.printed = document.querySelectorAll('.sites-paper tbody tr').length)))
        const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
        assert.equal(await page.evaluate(() => window.printed), all)
        const pages = pdf.match(/\/Type\s*\/Page\b/g).length
        assert.ok(pages >= all / 60, `${pages} pages of paper`)
        assert.equal(await page.locator('.sites-paper tbody tr').count(), 0, 'nothing of it stays')
    })

    it('shows a day that is over, from the history alone', async () => {
        // Not yesterday: where this runs over midnight, that is the day the centre began.
        const day = new Date(Date.now() + 5 * 3600e3 - 2 * 86400e3).toISOString().slice(0, 10)
        await page.locator('.sites-day input').fill(day)
        await page.locator('.empty', { hasText: 'No site of this kind' }).waitFor() // there was no centre yet
        assert.match(await page.locator('.sites-csv').getAttribute('href'), new RegExp(`as_of=${day}`))
        await page.getByRole('button', { name: 'As of now' }).click()
        await page.locator('.sites-totals').waitFor()
    })

    it('is a layer of the console\'s map, by a key', async () => {
        assert.equal(await pult.locator('.coverage-legend').count(), 0)
        await key(pult, 'l')
        await pult.locator('.coverage-legend [data-state=silent] strong').waitFor()
        const counts = async () => Object.fromEntries(await pult.locator('.coverage-legend [data-state]').evaluateAll((list) => list.map((one) => [one.dataset.state, Number(one.querySelector('strong').textContent)])))
        const report = await page.evaluate(() => fetch('/api/v1/reports/sites?kind=school').then((r) => r.json()))
        await until(async () => (await counts()).silent >= report.totals.silent, 'the same figures')
        if (shots) await pult.waitForTimeout(3000) // the map is drawn
        await shot('layer', pult)
        await key(pult, 'l')
        await pult.locator('.coverage-legend').waitFor({ state: 'detached' })
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
