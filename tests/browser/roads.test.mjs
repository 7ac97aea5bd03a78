// SPDX-License-Identifier: Apache-2.0
// Minutes by road in a real browser: the console says them as soon as there is a map, by air with the reason before; the tablet too.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { osm } from '../scenario/streets.mjs'
import { Demo, root, until } from './harness.mjs'

// M01 is nearer to the incident by air, across a river whose bridge is far in the east; M02 is on its bank.
const PLACE = { lat: 41.331, lon: 69.27 }
const STREETS = osm(
    { id: 1, nodes: [[41.331, 69.27], [41.331, 69.29]], tags: { name: 'River Road' } }, { id: 2, nodes: [[41.331, 69.29], [41.331, 69.32]] },
    { id: 3, nodes: [[41.334, 69.27], [41.334, 69.32]] }, { id: 4, nodes: [[41.331, 69.32], [41.334, 69.32]] },
)

describe('driving times', { timeout: 600000 }, () => {
    let demo, page, id
    const rows = () => page.locator('.recommend li')

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '4', '--cars', '0'], settings: { 'unit.silent_s': '86400' } })
        for (const [unit, lat, lon] of [['M01', 41.334, 69.271], ['M02', 41.331, 69.285]]) {
            await demo.call('supervisor', 'POST', `/api/v1/units/${unit}/duty`, { duty: 'on' })
            await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-' + unit, at: new Date().toISOString(), lat, lon, id: randomUUID() }])
        }
        page = await demo.console('operator')
        id = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, title: 'Bank', ...PLACE })).id
        await page.locator('.row', { hasText: 'Bank' }).click()
    })
    after(() => demo?.close())

    it('without a map minutes are about, and the list says why', async () => {
        await rows().first().getByText('M01').waitFor()
        await rows().first().getByText(/about \d+ min/).waitFor()
        await page.getByText('by air: there is no map of roads').waitFor()
    })

    it('with one who is there first by road comes first, with minutes by road', async () => {
        const file = join(demo.dir, 'streets.osm')
        writeFileSync(file, STREETS)
        const done = spawnSync(join(process.env.MARKAZ_BUILD ?? join(root, 'build'), 'markazctl'), ['--data', demo.store, 'import', 'osm', file], { encoding: 'utf8' })
        assert.equal(done.status, 0, done.stderr)
        await rows().first().filter({ hasText: 'M02' }).waitFor()
        await rows().first().getByText('1 min by road').waitFor()
        await rows().first().getByText('first by road').waitFor()
        await rows().nth(1).getByText(/\d+ min by road/).waitFor()
        await page.getByText('by air: there is no map of roads').waitFor({ state: 'detached' })
    })

    it('whoever is sent against the recommendation is shown with what it was, and reads the minutes on the tablet', async () => {
        const tablet = await demo.tablet('m01', { latitude: 41.334, longitude: 69.271 })
        await demo.as('supervisor', 'POST', `/api/v1/incidents/${id}/assign`, { unit: 'M01' })
        const job = page.locator('.assignment', { hasText: 'M01' })
        await job.getByText(/\d+ min by road/).first().waitFor()
        await job.getByText('recommended first: M02, 1 min').waitFor()
        await tablet.getByText(/^\d+ min by road$/).waitFor()
        assert.deepEqual([page.errors, tablet.errors], [[], []])
    })

    it('streets around an incident are closed and opened again', async () => {
        await page.getByRole('button', { name: 'Close the streets around' }).click()
        await page.locator('.closure-form input[name=reason]').fill('Glass on the road')
        await page.locator('.closure-form input[name=radius]').fill('150')
        await page.locator('.closure-form').getByRole('button', { name: 'Close the streets around' }).click()
        const one = page.locator('.closures li')
        await one.getByText('Glass on the road').waitFor()
        const [[closure, kept]] = Object.entries(await demo.entities('closure'))
        assert.deepEqual([kept.incident, kept.radius_m, kept.lat, kept.lon], [id, 150, PLACE.lat, PLACE.lon])
        assert.ok(kept.pieces > 0)
        await one.getByRole('button', { name: closure }).or(one.locator('a', { hasText: closure })).click()
        await page.locator('.detail-head', { hasText: 'closed' }).waitFor()
        await page.getByRole('button', { name: 'Open again' }).click()
        await page.locator('.detail-head', { hasText: 'closed' }).waitFor({ state: 'detached' })
        assert.deepEqual(Object.keys((await demo.entities('closure')) ?? {}), [])
        assert.deepEqual(page.errors, [])
    })

    it('a stretch that is slow is said by keys alone, from an address to a place by numbers; it is made slower, and opened again', async () => {
        await page.keyboard.press('Escape')
        await page.keyboard.press('Shift+S')
        const form = page.locator('.streets-form')
        await form.locator('input[name=from]').fill('river road')
        await form.locator('[role=option]', { hasText: 'River Road' }).first().waitFor()
        await form.locator('input[name=from]').press('Enter')
        await form.locator('input[name=to]').fill('41.331, 69.32')
        await form.locator('select[name=pace]').selectOption('2000')
        await form.locator('select[name=ways]').selectOption('one')
        await form.locator('input[name=reason]').fill('A queue')
        await form.locator('input[name=reason]').press('Enter')
        const row = page.locator('.sheet .closures li', { hasText: 'A queue' })
        await row.waitFor()
        const [[closure, kept]] = Object.entries(await demo.entities('closure'))
        assert.deepEqual([kept.to_lat, kept.to_lon, kept.one_way, kept.time_permille], [41.331, 69.32, true, 2000])
        assert.match(kept.name, /River Road/)
        assert.ok(kept.pieces > 0, 'it lies on the map of roads')
        await row.getByRole('button').click()
        await page.getByRole('button', { name: 'Change' }).click()
        await page.locator('.closure-form select[name=pace]').selectOption('5000')
        await page.locator('.closure-form').getByRole('button', { name: 'Change' }).click()
        await page.locator('.detail-head', { hasText: '500 %' }).waitFor()
        await page.getByRole('button', { name: 'Open again' }).click()
        await page.locator('.detail-head', { hasText: closure }).waitFor({ state: 'detached' })
        assert.deepEqual(page.errors, [])
    })

    it('traffic by the hour is set in the administration, and counts', async () => {
        const before = (await demo.as('supervisor', 'GET', `/api/v1/incidents/${id}/recommend`)).units.find((one) => one.unit === 'M02')
        const adm = await demo.page(await demo.context(), '/admin.html#traffic')
        await adm.fill('input[name=name]', 'supervisor')
        await adm.fill('input[name=password]', demo.password)
        await adm.click('form button.primary')
        const cell = (day, hour) => adm.locator(`tr[data-day=${day}] input`).nth(hour)
        await cell('mon', 0).waitFor()
        for (let hour = 0; hour < 24; hour++) await cell('mon', hour).fill('400')
        await adm.getByRole('button', { name: 'Tuesday to Friday as Monday' }).click()
        for (const day of ['sat', 'sun']) for (let hour = 0; hour < 24; hour++) await cell(day, hour).fill('400')
        await cell('sun', 23).press('Enter')
        await adm.getByText('Traffic saved').waitFor()
        await adm.selectOption('select[name=class]', 'motorway')
        assert.equal(await cell('wed', 3).inputValue(), '400', 'a class of which nothing is said is as all others')
        const kept = await demo.entities('traffic')
        assert.deepEqual(Object.keys(kept).sort(), ['fri', 'mon', 'sat', 'sun', 'thu', 'tue', 'wed'])
        for (const day of Object.values(kept)) assert.deepEqual(day.hours, { all: Array(24).fill(4000) })
        await until(async () => {
            const now = (await demo.as('supervisor', 'GET', `/api/v1/incidents/${id}/recommend`)).units.find((one) => one.unit === 'M02')
            return now.eta_s > before.eta_s
        }, 'a longer way')
        assert.deepEqual(adm.errors, [])
    })
})
