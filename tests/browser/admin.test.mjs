// SPDX-License-Identifier: Apache-2.0
// Administration in a real browser against a real centre, mostly by keyboard: from the first link to the first device.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, Person, until } from './centre.mjs'

describe('administration', { timeout: 1500000 }, () => {
    let centre, browser, page, errors, admin, token
    const row = (text) => page.locator('.one', { hasText: text })
    const go = async (key, title) => {
        // A form that closes gives the focus back to the field it came from: the key would be typed there.
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await page.evaluate(() => document.activeElement?.blur())
        await page.keyboard.press(key)
        await page.locator('.bar nav a[aria-current]', { hasText: title }).waitFor()
    }
    /** The key of an action of what is shown, when its button is there: the stream may bring the thing after the answer that named it. */
    const act = async (key, name) => {
        const pane = page.locator('.pane', { hasText: name })
        await pane.locator('.acts kbd', { hasText: new RegExp(`^${key}$`) }).waitFor()
        await page.keyboard.press(key)
    }
    const fill = async (values) => {
        for (const [name, value] of Object.entries(values)) {
            const input = page.locator('#f-' + name)
            if (await input.evaluate((el) => el.tagName === 'SELECT'))
                await input.selectOption(value)
            else await input.fill(value)
        }
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

    it('makes the first administrator with the printed link, once', async () => {
        const link = await centre.link()
        await page.goto(centre.url + '/set-up.html')
        await page.getByText('The link is not complete').waitFor()
        await page.goto(link)
        await page.reload()
        const form = async (name) => {
            await page.fill('[name=name]', name)
            await page.fill('[name=full_name]', 'Aziza Karimova')
            await page.fill('[name=password]', PASSWORD)
            await page.fill('[name=again]', PASSWORD + 'x')
        }
        await form('boss')
        await page.keyboard.press('Enter')
        await page.getByText('The two passwords differ').waitFor()
        await page.fill('[name=again]', PASSWORD)
        await page.keyboard.press('Enter')
        await page.getByText('boss is the first administrator.').waitFor()
        admin = await Person.signIn(centre, 'boss')

        await page.goto('about:blank')
        await page.goto(link)
        await form('thief')
        await page.fill('[name=again]', PASSWORD)
        await page.keyboard.press('Enter')
        await page.getByText('This link does not work any more').waitFor()
    })

    it('signs in and adds a person by keyboard; a taken name says what to do', async () => {
        await page.context().clearCookies()
        await page.goto(centre.url + '/admin.html')
        await page.fill('[name=name]', 'boss')
        await page.fill('[name=password]', PASSWORD)
        await page.keyboard.press('Enter')
        await row('boss').waitFor()
        await page.keyboard.press('n')
        await fill({ name: 'boss', role: 'operator', password: PASSWORD })
        await page.keyboard.press('Enter')
        await page.locator('.form .problem').waitFor()
        await fill({ name: 'op1', full_name: 'Olim Rahimov' })
        await page.keyboard.press('Enter')
        await row('op1').waitFor()
        await Person.signIn(centre, 'op1')
    })

    it('disables with x and takes it back with z', async () => {
        await row('op1').click()
        await act('x', 'op1')
        await page.locator('.toast', { hasText: 'may no longer sign in' }).waitFor()
        await assert.rejects(Person.signIn(centre, 'op1'))
        await page.keyboard.press('z')
        await page.locator('.toast', { hasText: 'may sign in again' }).waitFor()
        await Person.signIn(centre, 'op1')
    })

    it('shows a token once, and lets it be revoked only by typing its name', async () => {
        await go('2', 'Tokens')
        await page.keyboard.press('n')
        await fill({ name: 'School buttons', role: 'alarm' })
        await page.keyboard.press('Enter')
        token = await page.locator('.secret').textContent()
        assert.match(token, /^mkz_/)
        await page.keyboard.press('Escape')
        await page.locator('.secret').waitFor({ state: 'detached' })
        assert.equal((await page.content()).includes(token), false)
        await act('x', 'School buttons')
        assert.ok(await page.locator('.form .danger').isDisabled())
        await page.keyboard.press('Escape')
    })

    it('adopts an unknown device with one key and shows what it last said', async () => {
        const press = await fetch(centre.url + '/api/v1/alarms', {
            method: 'POST',
            headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
            body: JSON.stringify({
                device: 'btn-new-7',
                kind: 'panic',
                at: new Date().toISOString(),
                id: 'press-1',
                lat: 41.3,
                lon: 69.2,
            }),
        })
        assert.equal(press.status, 200)
        await go('5', 'Devices')
        await row('btn-new-7').click()
        await page.locator('.message', { hasText: 'press-1' }).first().waitFor()
        await act('a', 'btn-new-7')
        await page.locator('.toast', { hasText: 'is in service' }).waitFor()
        await until(
            async () => (await admin.entity('device', 'btn-new-7')).state === 'active',
            'adopted',
        )
        await act('m', 'btn-new-7')
        await page.locator('.form .primary').click()
        await until(
            async () => (await admin.entity('device', 'btn-new-7')).state === 'maintenance',
            'maintenance',
        )
        await page.locator('.toast', { hasText: 'is in maintenance' }).waitFor()
        await page.keyboard.press('z')
        await until(
            async () => (await admin.entity('device', 'btn-new-7')).state === 'active',
            'undone',
        )
    })

    it('checks a file first, shows errors by line, and imports when all is right', async () => {
        await go('7', 'Import')
        const give = (text) =>
            page.setInputFiles('input[type=file]', {
                name: 'sites.csv',
                mimeType: 'text/csv',
                buffer: Buffer.from(text),
            })
        const head = 'id,name,kind,address,lat,lon\n'
        await give(
            head + 'T1,School 1,school,Navoi 1,41.3,69.2\nT2,School 2,school,Navoi 2,141.3,69.2\n',
        )
        await page.getByText('1 line is wrong').waitFor()
        await page.locator('.lines td', { hasText: /^3$/ }).waitFor()
        assert.equal(await admin.entity('site', 'T1'), undefined)
        await give(
            head + 'T1,School 1,school,Navoi 1,41.3,69.2\nT2,School 2,school,Navoi 2,41.31,69.2\n',
        )
        await page.getByText('every line is right').waitFor()
        assert.equal(await admin.entity('site', 'T1'), undefined)
        await page.keyboard.press('i')
        await page.getByText('sites.csv: imported').waitFor()
        assert.equal((await admin.entity('site', 'T2')).name, 'School 2')
    })

    it('finds by typing and changes a site', async () => {
        await go('4', 'Sites')
        await page.keyboard.press('/')
        await page.keyboard.type('navoi 2')
        await page.locator('.rows-tools', { hasText: '1 of 2' }).waitFor()
        await page.keyboard.press('Enter')
        await fill({ address: 'Navoi street 2a' })
        await page.keyboard.press('Enter')
        await until(
            async () => (await admin.entity('site', 'T2')).address === 'Navoi street 2a',
            'changed',
        )
    })

    it('an answer that comes when its form is closed moves nobody from where he is', async () => {
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        let held, release
        const asked = new Promise((done) => (held = done))
        const released = new Promise((done) => (release = done))
        const path = '**/api/v1/sites/T2*'
        await page.route(path, async (route) => {
            held()
            await released
            await route.continue()
        })
        await page.keyboard.press('Enter')
        await fill({ name: 'School two' })
        await page.keyboard.press('Enter')
        await asked
        await page.keyboard.press('Escape')
        await go('5', 'Devices')
        await row('btn-new-7').click()
        await act('m', 'btn-new-7')
        const form = page.getByRole('dialog')
        await form.waitFor()
        release()
        await page.locator('.toast', { hasText: 'School two saved' }).waitFor()
        assert.equal((await admin.entity('site', 'T2')).name, 'School two')
        assert.equal(await form.count(), 1)
        assert.match(page.url(), /#devices\/btn-new-7$/)
        await page.unroute(path)
        await page.keyboard.press('Escape')
    })

    it('shows the state of the server and verifies it', async () => {
        await go('8', 'Status')
        const status = await admin.get('/api/v1/status')
        await page.getByText(status.journal).waitFor()
        await page.keyboard.press('v')
        await page.locator('.message').waitFor({ timeout: 60000 })
        await page.keyboard.press('?')
        await page.getByText('Help and keys').first().waitFor()
        await page.keyboard.press('Escape')
    })

    it('shows what is kept how long, what is held, and what will be erased when', async () => {
        await centre.addUser('sara', 'supervisor')
        const sara = await Person.signIn(centre, 'sara')
        const until = new Date(Date.now() + 30 * 86400e3).toISOString()
        const asked = await sara.post('/api/v1/holds?reason=court', { about: 'site/T2', basis: 'order 12', until })
        await admin.post(`/api/v1/approvals/${asked.id}/approve`, {})
        await go('9', 'Retention')
        await page.locator('[data-class=hits]', { hasText: '90 days' }).waitFor()
        await page.locator('[data-class=violations]', { hasText: '1 day' }).waitFor()
        await page.locator('[data-class=audit]', { hasText: '5 years' }).waitFor()
        await page.locator('[data-hold]', { hasText: 'site/T2' }).waitFor()
        await page.getByText('Nothing is past its time.').waitFor()
        if (process.env.MARKAZ_SHOTS) await page.screenshot({ path: process.env.MARKAZ_SHOTS + '/retention.png', fullPage: true })
    })

    it('asks for a hold, a longer one, its end and another life by keyboard, and says that each waits for a second person', async () => {
        const sara = await Person.signIn(centre, 'sara')
        const soon = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 16)
        const ask = async (key, values) => {
            await page.getByRole('dialog').waitFor({ state: 'detached' })
            await page.evaluate(() => document.activeElement?.blur())
            await page.keyboard.press(key)
            await page.getByText('It happens when a second person agrees').nth(1).waitFor()
            await fill({ reason: 'the court asked', ...values })
            await page.locator('#f-reason').press('Enter')
        }
        const agree = async (says) => {
            const waits = page.locator('[data-waiting] tr', { hasText: says })
            await waits.waitFor()
            await sara.post(`/api/v1/approvals/${await waits.getAttribute('data-approval')}/approve`, {})
            await waits.waitFor({ state: 'detached' })
        }
        await ask('n', { about: 'unit/M1', basis: 'order 77', until: soon(10) })
        const hold = page.locator('[data-hold]', { hasText: 'unit/M1' })
        await page.locator('[data-waiting]', { hasText: 'order 77' }).waitFor()
        assert.equal(await hold.count(), 0, 'nothing has happened yet')
        if (process.env.MARKAZ_SHOTS) await page.screenshot({ path: process.env.MARKAZ_SHOTS + '/retention-waiting.png', fullPage: true })
        await agree('order 77')
        await hold.filter({ hasText: 'order 77' }).waitFor({ timeout: 30000 })
        const id = await hold.getAttribute('data-hold')
        await ask('e', { hold: id, until: soon(20), basis: 'order 78' })
        await agree('order 78')
        await hold.filter({ hasText: 'order 78' }).waitFor({ timeout: 30000 })
        // More than the law allows is refused before anybody is asked, at its field.
        await ask('l', { class: 'reads', life_s: '22', unit: 'd' })
        await page.locator('.form .problem').waitFor()
        assert.equal(await page.evaluate(() => document.activeElement.id), 'f-life_s')
        assert.equal(await page.locator('#f-class').inputValue(), 'reads', 'what was chosen stays')
        if (process.env.MARKAZ_SHOTS)
            for (const [name, width, theme] of [['day', 1366, 'day'], ['night', 1024, 'night']]) {
                await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme)
                await page.setViewportSize({ width, height: 768 })
                await page.screenshot({ path: `${process.env.MARKAZ_SHOTS}/retention-form-${name}.png` })
            }
        await page.setViewportSize({ width: 1366, height: 768 })
        await fill({ life_s: '2', unit: 'h' })
        await page.locator('#f-reason').press('Enter')
        await agree('Reads that matched nothing')
        await page.locator('[data-class=reads]', { hasText: '2 h' }).waitFor({ timeout: 30000 })
        await ask('x', { hold: id })
        await agree('need not be kept any longer')
        await hold.waitFor({ state: 'detached', timeout: 30000 })
    })

    it('shows an auditor everything and lets the auditor change nothing', async () => {
        await centre.addUser('aud', 'auditor')
        const other = await openPage(browser, { viewport: { width: 1366, height: 768 } })
        await other.page.goto(centre.url + '/admin.html')
        await other.page.fill('[name=name]', 'aud')
        await other.page.fill('[name=password]', PASSWORD)
        await other.page.keyboard.press('Enter')
        await other.page.locator('.one', { hasText: 'op1' }).click()
        await other.page.getByText('You may look here, not change.').waitFor()
        assert.equal(await other.page.getByRole('button', { name: /Add a person/ }).count(), 0)
        assert.equal(await other.page.locator('.bar nav a', { hasText: 'Import' }).count(), 0)
        assert.deepEqual([...errors, ...other.errors], [])
        await other.context.close()
    })
})
