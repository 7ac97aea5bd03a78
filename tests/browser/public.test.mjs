// SPDX-License-Identifier: Apache-2.0
// The page /public in a real browser: counts and witnesses for anybody, in four languages; the same line in the console's foot.
// MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, until } from './centre.mjs'
import { Tsa } from '../scenario/tsa.mjs'

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
        await page.locator('.looks', { hasText: 'None yet.' }).waitFor()
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

    it('says when an authority stamped it last, and that it gave none', async () => {
        const tsa = new Tsa()
        try {
            await tsa.start()
            await centre.end()
            await centre.run({ 'history.tsa_url': tsa.url, 'history.tsa_ca': tsa.ca, 'history.tsa_every_s': '1' })
            await page.goto(`${centre.url}/public`)
            const section = page.locator('section', { hasText: 'Time stamps of an outside authority' })
            await section.locator('a', { hasText: 'all of them' }).waitFor()
            assert.equal(await section.locator('.witness').count(), 0)
            tsa.answer = () => ({ status: 503, body: '' })
            await centre.end()
            await centre.run({ 'history.tsa_url': tsa.url, 'history.tsa_ca': tsa.ca, 'history.tsa_every_s': '1' })
            await section.locator('.witness', { hasText: 'it answers 503' }).waitFor()
            await picture('public-stamps')
        } finally {
            await tsa.end()
        }
    })

    it('says in words that the log was begun anew, and what is lost', async () => {
        await centre.addUser('zarina', 'admin')
        await centre.addUser('bobur', 'auditor')
        centre.ctl(['backup', 'night'])
        const away = join(centre.dir, 'away'), store = join(centre.dir, 'store')
        cpSync(join(store, 'backup/night'), join(away, 'night'), { recursive: true })
        cpSync(join(store, 'backup-keys'), join(away, 'keys'), { recursive: true })
        await centre.addUser('later', 'operator')
        const seq = JSON.parse(centre.ctl(['status'])).seq
        const newest = async () => (await fetch(`${centre.url}/log/newest`)).text()
        await until(async () => Number((await newest()).split('\n')[1]) >= seq, 'a checkpoint of what will be lost')
        writeFileSync(join(away, 'last'), await newest())
        await centre.end('SIGKILL')
        rmSync(store, { recursive: true })
        centre.ctl(['restore', join(away, 'night'), '--keys', join(away, 'keys'), '--new-log', '--last', join(away, 'last'), '--reason', 'a test'], `zarina\n${PASSWORD}\nbobur\n${PASSWORD}\n`)
        await centre.run()
        await page.goto(`${centre.url}/public`)
        const section = page.locator('section', { hasText: 'The history was begun anew' })
        await section.locator('strong', { hasText: 'Lost entries:' }).waitFor()
        assert.match(await section.innerText(), /goes on as “markaz\.invalid\/[0-9a-f]{16}\/2”: after a disaster a backup of “markaz\.invalid\/[0-9a-f]{16}” was restored/)
        await picture('public-anew')
        for (const theme of ['dark', 'light']) {
            await page.emulateMedia({ colorScheme: theme })
            await page.reload()
            await section.waitFor()
            await page.setViewportSize({ width: 1024, height: 768 })
            await picture(`public-anew-${theme}`)
        }
        await page.setViewportSize({ width: 360, height: 740 })
        for (const lang of ['ru', 'uz', 'kk', 'en']) {
            await page.locator(`nav button[lang=${lang}]`).click()
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${lang} is no wider than the screen`)
            await picture(`public-anew-${lang}`)
        }
        // The entry that says it, and the whole history with it, verify in the browser under the new name.
        await page.setViewportSize({ width: 1366, height: 768 })
        const first = (await (await fetch(`${centre.url}/api/v1/public`)).json()).history.renewed.kept + 1
        await page.goto(`${centre.url}/verify#event=${first}`)
        const found = page.locator('#one .verdict[data-is=good]')
        await found.waitFor()
        assert.match(await found.innerText(), /type history\.renewed[^]*\norigin markaz\.invalid\/[0-9a-f]{16}\/2\nlost \d+ \d+\ncheckpoint [A-Za-z0-9+/=]+/)
        await picture('verify-anew')
        assert.match(await (await fetch(`${centre.url}/log/predecessor`)).text(), /^markaz\.invalid\/[0-9a-f]{16}\n\d+\n/)
    })

    it('raised no error and broke no content policy', () => assert.deepEqual(errors, []))
})
