// SPDX-License-Identifier: Apache-2.0
// Looking back on the console: where a unit was then, at each moment and both ways, and nothing of it when it was off duty.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { Demo, until } from './harness.mjs'

const STOPS = [41.331, 41.332, 41.333, 41.334]

describe('where units were', { timeout: 900000 }, () => {
    let demo, page, incident
    const events = [] // the sequence of the room right after each stop was known
    const note = async (n) => {
        await demo.as('supervisor', 'POST', `/api/v1/incidents/${incident}/note`, { text: `stop ${n}` })
        return (await demo.call('admin', 'GET', '/api/v1/status')).seq
    }
    const position = () => page.locator('.detail-body').getByText(/41\.\d{3}/).first()
    const shows = (lat) => until(async () => (await position().count()) > 0 && (await position().innerText()).includes(String(lat)), `the place ${lat}`)
    const seqShown = () => page.locator('[data-seq]').getAttribute('data-seq').then(Number)

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '2', '--cameras', '2', '--cars', '0'] })
        await demo.call('supervisor', 'POST', '/api/v1/units/M01/duty', { duty: 'on' })
        incident = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'noise', priority: 2, title: 'Navoi 12', lat: 41.331, lon: 69.27 })).id
        await demo.as('supervisor', 'POST', `/api/v1/incidents/${incident}/assign`, { unit: 'M01' })
        for (const [n, lat] of STOPS.entries()) {
            await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-M01', at: new Date().toISOString(), lat, lon: 69.27, id: randomUUID() }])
            events.push(await note(n))
        }
        page = await demo.page(await demo.context())
        await demo.signIn(page, 'supervisor')
        await page.waitForSelector('.lamp[data-is=open]')
        const begin = new URL(page.url())
        begin.search = `?view=replay&seq=${events[0]}`
        await page.goto(begin.href)
        await page.waitForSelector('.replay-choose .purpose')
        await page.locator('.purpose select').first().selectOption('break_glass')
        await page.fill('.purpose input', 'where the unit was then')
        await page.locator('.purpose button[type=submit]').click()
        await page.waitForSelector('.console.replay')
    })
    after(() => demo?.close())

    it('stands in the unit’s details, as it was known at the moment', async () => {
        await page.locator(`[id="row-incident/${incident}"]`).click()
        await page.locator('.detail').getByText('M01', { exact: false }).first().click()
        await page.waitForSelector('[data-units=here]', { state: 'attached' })
        await shows(STOPS[0])
        assert.equal(await seqShown(), events[0])
    })

    it('moves with the time line, forwards and backwards', async () => {
        const line = page.locator('.replay-bar input[type=range]')
        const go = (end) => line.evaluate((one, end) => ((one.value = one[end]), one.dispatchEvent(new Event('input', { bubbles: true }))), end)
        await go('max')
        await shows(STOPS.at(-1))
        await line.blur()
        for (let n = STOPS.length - 1; n > 0; n--) {
            for (let seq = await seqShown(); seq > events[n - 1]; ) {
                await page.keyboard.press('[')
                const was = seq
                seq = await until(async () => ((await seqShown()) < was ? seqShown() : 0), 'one event further back')
            }
            await shows(STOPS[n - 1])
        }
        await page.keyboard.press('m')
        await until(async () => (await page.evaluate(() => localStorage.getItem('markaz.map.replay')))?.includes(String(STOPS[0])), 'the map goes to where it was')
        await go('max')
        await shows(STOPS.at(-1))
    })

    it('as known now, a later correction is in its place, marked, with what was known then', async () => {
        const row = page.locator(`[id="row-incident/${incident}"]`)
        const learnt = page.locator('.replay-learnt')
        await demo.as('supervisor', 'PATCH', `/api/v1/incidents/${incident}`, { title: 'Amir Temur 7' })
        await row.click()
        assert.equal(await learnt.count(), 0)
        const seq = await seqShown()
        await page.keyboard.press('n')
        await page.waitForSelector('.replay-top [data-known=now]')
        await learnt.locator('[data-field=title] ins', { hasText: 'Amir Temur 7' }).waitFor()
        assert.equal(await learnt.locator('[data-field=title] del').innerText(), 'Navoi 12')
        await row.getByText('Amir Temur 7').waitFor()
        assert.notEqual(await row.getAttribute('data-learnt'), null)
        assert.equal(await seqShown(), seq)
        await page.keyboard.press('n')
        await page.waitForSelector('.replay-top [data-known=then]')
        await row.getByText('Navoi 12').waitFor()
        assert.equal(await learnt.count(), 0)
        assert.equal(await row.getAttribute('data-learnt'), null)
        assert.equal(await seqShown(), seq)
    })
})
