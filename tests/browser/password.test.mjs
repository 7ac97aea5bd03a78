// SPDX-License-Identifier: Apache-2.0
// One's own password in a real browser: one that somebody else set is changed before anything, on each page; later by who
// wants to. MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Centre, GIVEN, openBrowser, openPage, PASSWORD, Person } from './centre.mjs'

const shots = process.env.MARKAZ_SHOTS

describe('a password of one’s own', { timeout: 900000 }, () => {
    let centre, browser, page, errors
    const picture = async (name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, `${name}.png`) })
    }
    const signIn = async (path, name, password) => {
        await page.context().clearCookies()
        await page.goto(centre.url + path)
        await page.fill('[name=name]', name)
        await page.fill('[name=password]', password)
        await page.keyboard.press('Enter')
    }
    const change = async (old, password, again = password) => {
        await page.fill('.own-password [name=old]', old)
        await page.fill('.own-password [name=password]', password)
        await page.fill('.own-password [name=again]', again)
        await page.keyboard.press('Enter')
    }

    before(async () => {
        centre = await Centre.start()
        browser = await openBrowser()
        ;({ page, errors } = await openPage(browser, { viewport: { width: 1366, height: 768 } }))
        for (const [name, role, ...more] of [['op', 'operator'], ['boss', 'admin']]) centre.ctl(['user', 'add', name, '--role', role, ...more], GIVEN + '\n')
        await centre.addUser('chief', 'admin')
        const chief = await Person.signIn(centre, 'chief')
        await chief.call('POST', '/api/v1/import/units', 'id,name,kind\nM21,M21,patrol\n', 'text/csv')
        centre.ctl(['user', 'add', 'crew', '--role', 'unit', '--unit', 'M21'], GIVEN + '\n')
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })

    it('is asked for in the console before anything else, in four languages', async () => {
        await signIn('/', 'op', GIVEN)
        for (const [lang, title] of [['ru', 'Ваш пароль'], ['uz', 'Parolingiz'], ['kk', 'Сіздің құпиясөзіңіз'], ['en', 'Your password']]) {
            await page.locator('.own-password').waitFor()
            await page.locator(`footer button[lang=${lang}]`).click()
            await page.locator('.own-password h1', { hasText: title }).waitFor()
            await picture(`password-given-${lang}`)
        }
        assert.equal(await page.locator('.console').count(), 0)
        await change(GIVEN, PASSWORD, PASSWORD + 'x')
        await page.getByText('The two new passwords differ').waitFor()
        await change('not the given one', PASSWORD)
        await page.getByText('The password until now is not right').waitFor()
        await picture('password-wrong')
        await change(GIVEN, GIVEN)
        await page.getByText('must not be the old one').waitFor()
        await change(GIVEN, PASSWORD)
        await page.waitForSelector('.console .queue')
        await Person.signIn(centre, 'op')
    })

    it('is asked for in the administration and on the tablet', async () => {
        await signIn('/admin.html', 'boss', GIVEN)
        await page.locator('.own-password h1').waitFor()
        await change(GIVEN, PASSWORD)
        await page.locator('.one', { hasText: 'crew' }).click()
        await page.getByText('to be changed at the next sign-in').waitFor()
        await page.locator('.one', { hasText: 'chief' }).click()
        await page.getByText('his or her own').waitFor()
        await picture('password-users')
        await signIn('/tablet', 'crew', GIVEN)
        await page.locator('.own-password h1').waitFor()
        await page.setViewportSize({ width: 412, height: 915 })
        await picture('password-tablet')
        await change(GIVEN, PASSWORD)
        await page.waitForSelector('.tab')
        await page.locator('.bottom .menu').click()
        await page.getByRole('button', { name: 'Change your password' }).click()
        await picture('password-tablet-own')
        await change(PASSWORD, 'another horse 34')
        await page.locator('.own-password').waitFor({ state: 'detached' })
        await page.setViewportSize({ width: 1366, height: 768 })
    })

    it('is changed by oneself from the person’s menu; other sign-ins end, this one goes on', async () => {
        await signIn('/', 'op', PASSWORD)
        const other = await Person.signIn(centre, 'op')
        await page.waitForSelector('.console .queue')
        await page.locator('.person summary').click()
        await page.getByRole('button', { name: 'Change your password' }).click()
        await picture('password-own')
        await change(PASSWORD, 'another horse 34')
        await page.locator('.toast', { hasText: 'Your password is changed' }).waitFor()
        await assert.rejects(other.get('/api/v1/session'))
        assert.equal(await page.evaluate(() => fetch('/api/v1/session').then((a) => a.status)), 200)
        await Person.signIn(centre, 'op', 'another horse 34')
    })

    it('raised no error and broke no content policy', () => assert.deepEqual(errors, []))
})
