// SPDX-License-Identifier: Apache-2.0
// The page /public in a real browser: counts and witnesses for anybody, in four languages; the same line in the console's foot.
// MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD } from './centre.mjs'

const shots = process.env.MARKAZ_SHOTS

describe('what anybody may know', { timeout: 900000 }, () => {
    let centre, browser, page, errors
    const picture = async (name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
    }

    before(async () => {
        centre = await Centre.start()
        browser = await openBrowser()
        ;({ page, errors } = await openPage(browser, { viewport: { width: 1366, height: 768 } }))
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })

    it('shows counts with their root, and says that nobody witnesses', async () => {
        await page.goto(`${centre.url}/public`)
        await page.locator('h1', { hasText: 'What this centre does' }).waitFor()
        await page.locator('.witness', { hasText: 'not witnessed' }).waitFor()
        const row = page.locator('tr', { hasText: 'false hits' })
        assert.equal(await row.locator('td').innerText(), '0')
        assert.match(await page.locator('code.root').innerText(), /^[A-Za-z0-9+/]{43}=$/)
        await page.locator('summary').click()
        assert.equal(await page.locator('tr', { hasText: 'journal.genesis' }).locator('td').innerText(), '1')
        await picture('public')
    })

    it('speaks four languages and fits a phone', async () => {
        await page.setViewportSize({ width: 360, height: 740 })
        for (const title of ['Чем занят этот центр', 'Bu markaz nima qiladi', 'Бұл орталық не істейді', 'What this centre does']) {
            const lang = { Ч: 'ru', B: 'uz', Б: 'kk', W: 'en' }[title[0]]
            await page.locator(`nav button[lang=${lang}]`).click()
            await page.locator('h1', { hasText: title }).waitFor()
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${lang} is no wider than the screen`)
        }
        await picture('public-phone')
        await page.setViewportSize({ width: 1366, height: 768 })
    })

    it('stands in the foot of the console too', async () => {
        await centre.addUser('op', 'operator')
        await page.goto(centre.url)
        await page.fill('[name=name]', 'op')
        await page.fill('[name=password]', PASSWORD)
        await page.keyboard.press('Enter')
        await page.locator('.foot .witness', { hasText: 'not witnessed' }).waitFor()
        await picture('public-foot')
    })

    it('raised no error and broke no content policy', () => assert.deepEqual(errors, []))
})
