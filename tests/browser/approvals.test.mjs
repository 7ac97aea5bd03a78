// SPDX-License-Identifier: Apache-2.0
// What waits for a second person, as the two persons see it: in the console, and in the administration.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Demo, until } from './harness.mjs'
import { wanted } from './wanted.mjs'

const shots = process.env.MARKAZ_SHOTS

describe('what waits for a second person', { timeout: 1500000 }, () => {
    let demo, deputy
    const item = (page, text) => page.locator('.approvals li', { hasText: text })
    const ask = (plate) => demo.as('supervisor', 'POST', '/api/v1/entries?reason=by%20telex%20of%20today', wanted(plate))
    const shot = async (page, name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, name + '.png') })
    }

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '6', '--cars', '0'] })
    })
    after(() => demo?.close())

    it('is counted in the top line, and listed with what is asked, by whom and why', async () => {
        await ask('01A777BC')
        deputy = await demo.console('deputy')
        await deputy.locator('.approvals-open[data-some]').waitFor()
        await deputy.keyboard.press('q')
        const one = item(deputy, '01A777BC')
        await one.waitFor()
        const text = await one.innerText()
        for (const said of ['A wanted vehicle by hand', 'Chevrolet', 'Stolen', 'report of theft No. 7', 'by telex of today', 'Demo supervisor']) assert.ok(text.includes(said), `${said} in ${text}`)
        await shot(deputy, 'approvals-console')
    })

    it('is refused with a reason', async () => {
        const one = item(deputy, '01A777BC')
        await one.getByRole('button', { name: 'Refuse' }).click()
        await one.getByPlaceholder('Why is it refused?').fill('the number is not on the telex')
        await deputy.keyboard.press('Enter')
        await deputy.getByText('Nothing waits.').waitFor()
        assert.deepEqual(await demo.entities('entry'), {})
    })

    it('happens when the other one approves, while the list is open', async () => {
        await ask('01A778BC')
        await item(deputy, '01A778BC').getByRole('button', { name: 'Approve' }).click()
        await deputy.getByText('is approved and done').waitFor()
        await until(async () => Object.values(await demo.entities('entry')).some((one) => one.plate === '01A778BC'), 'the entry is there')
    })

    it('gives the asker no button to approve, only to take it back', async () => {
        await ask('01A779BC')
        const own = await demo.console('supervisor')
        await own.locator('.approvals-open').click()
        const one = item(own, '01A779BC')
        await one.getByText('another person must decide').waitFor()
        assert.equal(await one.getByRole('button', { name: 'Approve' }).count(), 0)
        await one.getByRole('button', { name: 'Take back' }).click()
        await own.getByText('Nothing waits.').waitFor()
        assert.deepEqual(own.errors, [])
    })

    it('says what it is in each language, and nothing is cut off', async () => {
        await ask('01A780BC')
        for (const lang of ['ru', 'uz', 'kk']) {
            const page = await demo.console('deputy', { lang, width: 1280 })
            await page.keyboard.press('q')
            await item(page, '01A780BC').waitFor()
            const wide = await page.locator('.sheet').evaluate((el) => el.scrollWidth - el.clientWidth)
            assert.ok(wide <= 0, `${lang}: ${wide} px too wide`)
            assert.doesNotMatch(await page.locator('.approvals').innerText(), /approval\.|wanted_reason|road\.entry/)
            await shot(page, `approvals-${lang}`)
            await page.context().close()
        }
    })

    it('with two administrators a form of the administration asks why, and the second approves it there', async () => {
        const admin = await demo.page(await demo.context(), '/admin.html')
        const fill = async (page, name, password = demo.password) => {
            await page.fill('input[name=name]', name)
            await page.fill('input[name=password]', password)
            await page.click('form button.primary')
            if (password !== demo.password) {
                // Who adds a person knows the password: it is changed first, or what this one approves would not count.
                await page.fill('.own-password [name=old]', password)
                await page.fill('.own-password [name=password]', 'my own horse 12')
                await page.fill('.own-password [name=again]', 'my own horse 12')
                await page.keyboard.press('Enter')
            }
            await page.locator('.adm .bar').waitFor()
        }
        const add = async (name, role) => {
            await admin.locator('.acts button', { hasText: 'Add' }).first().click()
            await admin.fill('#f-name', name)
            await admin.selectOption('#f-role', role)
            await admin.fill('#f-password', 'correct horse 12')
            await admin.locator('.form .primary').click()
        }
        await fill(admin, 'admin')
        await admin.goto(demo.url + '/admin.html#users')
        await add('second', 'admin')
        await admin.locator('.sheet').waitFor({ state: 'detached' })
        await add('newcomer', 'operator')
        await admin.fill('#f-reason', 'day shift')
        await shot(admin, 'approvals-reason')
        await admin.locator('.form .primary', { hasText: 'Ask' }).click()
        await admin.getByText('It happens when a second person approves it').waitFor()
        const second = await demo.page(await demo.context(), '/admin.html')
        await fill(second, 'second', 'correct horse 12')
        await second.keyboard.press('q')
        const one = item(second, 'newcomer')
        await one.waitFor()
        assert.ok(!(await one.innerText()).includes('argon2'))
        await item(second, 'A wanted vehicle by hand').getByText('those who could ask it themselves').waitFor()
        await shot(second, 'approvals-admin')
        await one.getByRole('button', { name: 'Approve' }).click()
        await until(async () => Object.values(await demo.entities('user')).some((u) => u.name === 'newcomer'), 'the person is there')
        assert.deepEqual([...admin.errors, ...second.errors], [])
    })
})
