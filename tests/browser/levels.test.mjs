// SPDX-License-Identifier: Apache-2.0
// How soon units are there: one figure in the top line, as it is now, and all steps by one key.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, Person, until } from './centre.mjs'

describe('service levels in the console', { timeout: 600000 }, () => {
    let centre, browser, page, errors, anna
    before(async () => {
        centre = await Centre.start()
        await centre.end()
        await centre.run({ 'levels.response_s': '600' })
        await centre.addUser('anna', 'operator')
        await centre.addUser('boss', 'admin')
        anna = await Person.signIn(centre, 'anna')
        const boss = await Person.signIn(centre, 'boss')
        await boss.call('PUT', '/api/v1/units/M1', { name: 'M1', kind: 'patrol' })
        await anna.post('/api/v1/units/M1/duty', { duty: 'on' })
        browser = await openBrowser()
        ;({ page, errors } = await openPage(browser, { viewport: { width: 1300, height: 850 } }))
        await page.goto(centre.url)
        await page.fill('input[name=name]', 'anna')
        await page.fill('input[name=password]', PASSWORD)
        await page.click('form button.primary')
        await page.waitForSelector('.map canvas')
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })
    const figure = () => page.locator('button[data-do=levels]')

    it('nothing is told before a unit was there; then the time of nine of ten, and that it is as wanted', async () => {
        assert.match(await figure().innerText(), /–$/)
        const { id } = await anna.post('/api/v1/incidents', { kind: 'robbery', priority: 1, lat: 41.31, lon: 69.24 })
        const sent = await anna.post(`/api/v1/incidents/${id}/assign`, { unit: 'M1' })
        for (const state of ['accepted', 'en_route', 'on_scene']) await anna.post(`/api/v1/assignments/${sent.id}/step`, { state })
        await until(async () => /^(.*\s)?\d\d:\d\d\s✓$/.test(await figure().innerText()), 'the figure')
    })

    it('one key opens all steps, which follow what happens; by kind when that is asked', async () => {
        await page.keyboard.press('Shift+L')
        const row = (name) => page.locator('.levels tr', { hasText: name })
        await row('received until there').filter({ hasText: '1' }).waitFor()
        assert.equal(await row('there until done').locator('td').nth(2).innerText(), '1', 'one is running')
        await page.selectOption('.levels select', 'kind')
        await page.locator('.levels tr', { hasText: 'robbery' }).waitFor()
        await page.keyboard.press('Escape')
        await page.locator('.levels').waitFor({ state: 'detached' })
        assert.deepEqual(errors, [])
    })
})
