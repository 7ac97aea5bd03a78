// SPDX-License-Identifier: Apache-2.0
// What lies under the picture: a lake of an extract is where it is, in the colour of water of each look, and who drew it is named.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, until } from './centre.mjs'

const LAKE = `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="41.30" lon="69.20"/><node id="2" lat="41.30" lon="69.22"/><node id="3" lat="41.32" lon="69.22"/><node id="4" lat="41.32" lon="69.20"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="natural" v="water"/></way>
<way id="2"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="Ko‘l bo‘yi"/></way></osm>`

describe('the ground of the map', { timeout: 600000 }, () => {
    let centre, browser, paper
    before(async () => {
        centre = await Centre.start()
        await centre.addUser('anna', 'supervisor')
        browser = await openBrowser()
        paper = await (await browser.newContext()).newPage()
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })

    /** The colour in the middle of the map, "r,g,b", as it is on the screen. */
    async function middle(page) {
        const { x, y, width, height } = await page.locator('.map-box').boundingBox()
        const shot = await page.screenshot({ clip: { x: x + width / 2, y: y + height / 2, width: 4, height: 4 } })
        return paper.evaluate(async (png) => {
            const image = new Image()
            image.src = 'data:image/png;base64,' + png
            await image.decode()
            const ink = document.createElement('canvas').getContext('2d')
            ink.drawImage(image, 0, 0)
            return [...ink.getImageData(1, 1, 1, 1).data.slice(0, 3)].join(',')
        }, shot.toString('base64'))
    }
    const colour = (page, name) =>
        page.evaluate((token) => {
            const hex = getComputedStyle(document.documentElement).getPropertyValue(token).trim()
            return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(',')
        }, name)
    async function open() {
        const opened = await openPage(browser, { viewport: { width: 1200, height: 800 } })
        const { page } = opened
        const tiles = []
        page.on('response', (r) => /\/api\/v1\/chart\/.+\//.test(r.url()) && tiles.push(r.status()))
        await page.goto(centre.url)
        await page.evaluate(() => localStorage.setItem('markaz.map', JSON.stringify({ lat: 41.31, lon: 69.21, zoom: 14 })))
        await page.fill('input[name=name]', 'anna')
        await page.fill('input[name=password]', PASSWORD)
        await page.click('form button.primary')
        await page.waitForSelector('.map canvas')
        return { ...opened, tiles }
    }

    it('without an extract there is land, and nobody to name', async () => {
        const { page, context, errors, tiles } = await open()
        await until(async () => (await middle(page)) === (await colour(page, '--map-land')), 'the land')
        assert.equal(await page.locator('.maplibregl-ctrl-attrib').count(), 0)
        assert.deepEqual([tiles, errors], [[], []])
        await context.close()
    })

    it('an extract is drawn, in each look, and named', async () => {
        const file = join(centre.dir, 'lake.osm')
        writeFileSync(file, LAKE)
        centre.ctl(['import', 'osm', file])
        const { page, context, errors, tiles } = await open()
        await until(async () => (await middle(page)) === (await colour(page, '--map-water')), 'the lake')
        assert.match(await page.locator('.maplibregl-ctrl-attrib').innerText(), /OpenStreetMap/)
        assert.ok(tiles.length > 0 && tiles.every((status) => status === 200), tiles.join())
        const day = await middle(page)
        await page.evaluate(() => localStorage.setItem('markaz.theme', 'night'))
        await page.reload()
        await until(async () => (await middle(page)) === (await colour(page, '--map-water')), 'the lake by night')
        assert.notEqual(await middle(page), day)
        assert.deepEqual(errors, [])
        await context.close()
    })
})
