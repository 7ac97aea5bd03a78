// SPDX-License-Identifier: Apache-2.0
// From the first words of a call to an incident at the right door: typed in one script, found in another, by keys alone, and counted.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, Person, until } from './centre.mjs'

const TOWN = `lat,lon,name,street,house,settlement,kind
41.3110,69.2401,,Alisher Navoiy ko'chasi,5,Toshkent,
41.3112,69.2420,,Alisher Navoiy ko'chasi,12,Toshkent,
39.6540,66.9750,,Alisher Navoiy ko'chasi,12,Samarqand,
41.3264,69.2285,Chorsu bozori,,,Toshkent,place
`

describe('places in the command line', { timeout: 600000 }, () => {
    let centre, browser, page, errors, anna
    const options = () => page.locator('.suggest li')
    before(async () => {
        centre = await Centre.start()
        await centre.addUser('anna', 'operator')
        anna = await Person.signIn(centre, 'anna')
        const file = join(centre.dir, 'town.csv')
        writeFileSync(file, TOWN)
        centre.ctl(['import', 'places', file])
        browser = await openBrowser()
        ;({ page, errors } = await openPage(browser, { viewport: { width: 1300, height: 850 } }))
        await page.goto(centre.url)
        await page.evaluate(() => localStorage.setItem('markaz.map', JSON.stringify({ lat: 41.3, lon: 69.2, zoom: 13 })))
        await page.fill('input[name=name]', 'anna')
        await page.fill('input[name=password]', PASSWORD)
        await page.click('form button.primary')
        await page.waitForSelector('.map canvas')
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })
    const incidents = async () => Object.values((await anna.get('/api/v1/picture')).entities.incident ?? {})

    it('an incident stands at the door that was chosen, in under thirty keys', async () => {
        const typed = 'i robbery навои 12', then = ['ArrowDown', 'Enter', 'Enter']
        assert.ok(1 + typed.length + then.length < 30)
        await page.keyboard.press('/')
        await page.keyboard.type(typed)
        await options().first().filter({ hasText: "Alisher Navoiy ko'chasi, 12, Toshkent" }).waitFor()
        await options().nth(1).filter({ hasText: "Alisher Navoiy ko'chasi, 12, Samarqand" }).waitFor() // the nearer town first
        for (const key of then) await page.keyboard.press(key)
        const [made] = await until(async () => { const all = await incidents(); return all.length > 0 && all }, 'the incident')
        assert.deepEqual([made.kind, made.priority, made.address, made.lat, made.lon], ['robbery', 1, "Alisher Navoiy ko'chasi, 12, Toshkent", 41.3112, 69.242])
        await page.locator('.row', { hasText: 'Navoiy' }).waitFor()
    })

    it('another caller of the same: what is open there is offered, and one key goes to it', async () => {
        const before = (await incidents()).length
        await page.keyboard.press('Escape')
        await page.keyboard.press('/')
        await page.keyboard.type('i violence alisher navoi 5')
        await options().first().filter({ hasText: "Alisher Navoiy ko'chasi, 5, Toshkent" }).waitFor()
        for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
        await options().first().filter({ hasText: 'already open here?' }).filter({ hasText: ' m ' }).waitFor()
        for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
        await page.locator('.row[aria-selected=true]', { hasText: 'Navoiy' }).waitFor()
        assert.equal((await incidents()).length, before, 'no second one')
    })

    it('words that no place was chosen for are the address all the same, in the middle of the map', async () => {
        await page.keyboard.press('/')
        await page.keyboard.type('i theft behind the old mill')
        await page.keyboard.press('Enter')
        const made = await until(async () => (await incidents()).find((one) => one.kind === 'theft'), 'the incident')
        assert.equal(made.address, 'behind the old mill')
        assert.ok(Math.abs(made.lat - 41.3) < 0.05 && Math.abs(made.lon - 69.2) < 0.05, `${made.lat}, ${made.lon}`)
    })

    it('the map goes to a place; a house that is not known is said', async () => {
        await page.keyboard.press('/')
        await page.keyboard.type('g navoi 77')
        await options().first().filter({ hasText: 'the house is not known' }).waitFor()
        await page.locator('.foot input').fill('/g чорсу')
        await options().first().filter({ hasText: 'Chorsu bozori' }).waitFor()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Enter')
        await until(async () => (await page.evaluate(() => localStorage.getItem('markaz.map')))?.includes('41.3264'), 'the map is there')
        assert.deepEqual(errors, [])
    })
})
