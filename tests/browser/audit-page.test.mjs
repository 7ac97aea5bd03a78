// SPDX-License-Identifier: Apache-2.0
// The audit page in a real browser, mostly by keyboard: what waits is judged, looks are found, one person and one subject are followed.
// MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Demo, until } from './harness.mjs'

const shots = process.env.MARKAZ_SHOTS
/** An office outside with a key, as signed notes name it. */
const keys = generateKeyPairSync('ed25519')
const pub = keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(12)
const OFFICE = 'prosecutor.example'
const ISSUER = `${OFFICE}+${createHash('sha256').update(OFFICE + '\n\x01').update(pub).digest('hex').slice(0, 8)}+${Buffer.concat([Buffer.from([1]), pub]).toString('base64')}`
const seconds = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

const WHY = 'a child is missing and the prosecutor does not answer'

describe('the audit page', { timeout: 1500000 }, () => {
    let demo, page
    const shot = async (name, on = page) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await on.screenshot({ path: join(shots, `audit-${name}.png`) })
    }
    const open = async (options = {}) => {
        const opened = await demo.page(await demo.context(options), '/audit')
        await opened.fill('input[name=name]', 'auditor')
        await opened.fill('input[name=password]', demo.password)
        await opened.click('form button.primary')
        await opened.locator('.audit .bar').waitFor()
        return opened
    }
    const row = (text) => page.locator('.account tbody tr', { hasText: text })
    const press = async (key) => {
        await page.evaluate(() => document.activeElement?.blur())
        await page.keyboard.press(key)
    }
    const look = async (path, purpose) => {
        const answer = await fetch(demo.url + path, { headers: { ...demo.people.operator, 'Markaz-Purpose': purpose } })
        assert.equal(answer.status, 200, await answer.text())
    }

    before(async () => {
        demo = await Demo.start({ settings: { 'look.order_issuers': ISSUER }, setup: ['--units', '4', '--cameras', '4', '--cars', '0'] })
        const { id } = await demo.as('operator', 'POST', '/api/v1/incidents', { kind: 'other', priority: 5, title: 'theft' })
        const [unit] = Object.keys(await demo.entities('unit'))
        await look('/api/v1/search/alarm', `break_glass why=${encodeURIComponent(WHY)}`)
        await look(`/api/v1/history/unit/${unit}`, `response incident=${id}`)
        page = await open()
    })
    after(() => demo?.close())

    it('opens on what waits to be judged, with what is due first', async () => {
        await row('Broken glass').waitFor()
        await row('Fresh incident').waitFor()
        assert.match(await page.locator('.bar nav a[aria-current]').innerText(), /To judge\s+◆2/)
        await press('j')
        await page.locator('.pane', { hasText: 'To be judged within 24 hours' }).waitFor()
        await page.getByRole('button', { name: 'Read the words' }).click()
        await page.locator('.pane', { hasText: WHY }).waitFor()
        await shot('reviews')
        assert.ok(await page.getByRole('button', { name: 'Misuse' }).isDisabled(), 'not without reasons')
        await page.fill('textarea[name=note]', 'nobody was missing')
        await page.getByRole('button', { name: 'Misuse' }).click()
        await row('Broken glass').waitFor({ state: 'detached' })
    })

    it('judges with one key what is in order', async () => {
        await press('j')
        await page.locator('.pane', { hasText: 'opened minutes before' }).waitFor()
        await press('a')
        await page.getByText('Nothing waits to be judged.').waitFor()
    })

    it('lists looks, says that the question is an event, and shows the proof of both', async () => {
        await press('2')
        await row('Demo operator').first().waitFor()
        await page.locator('.asked', { hasText: 'Your question is itself written down' }).locator('.proof[data-is=sealed]').waitFor()
        await page.keyboard.press('/')
        await page.selectOption('[name=purpose]', 'break_glass')
        await page.locator('[name=subject]').focus()
        await page.keyboard.press('Enter')
        await until(async () => (await page.locator('.account tbody tr').count()) === 1, 'one look is left')
        await press('j')
        await page.locator('.pane .proof[data-is=sealed]').waitFor()
        await shot('looks')
    })

    it('follows the person, the subject, and goes back', async () => {
        await press('p')
        await page.locator('.bar nav a[aria-current]', { hasText: 'One person' }).waitFor()
        await row('Incident').first().waitFor()
        await page.locator('.account .proof[data-is=sealed]').first().waitFor()
        await shot('person')
        await press('b')
        await press('x')
        await row('read its history').filter({ hasText: 'Demo operator' }).click()
        await page.locator('.pane', { hasText: 'read its history' }).waitFor()
        const before = await page.locator('.account tbody tr').count()
        await press('s')
        await until(async () => (await page.locator('.account tbody tr').count()) < before, 'the looks at one subject')
        assert.match(await page.inputValue('[name=subject]'), /^unit\//)
        await press('1')
        await page.getByText('Nothing waits to be judged.').waitFor()
    })

    it('fits 1024 px in four languages, by day and by night', async () => {
        for (const [lang, theme] of [['en', 'day'], ['ru', 'night'], ['uz', 'day'], ['kk', 'night']]) {
            const small = await open({ lang, theme, width: 1024, height: 768 })
            await small.keyboard.press('2')
            await small.locator('.account tbody tr').first().click()
            await small.locator('.pane dl').waitFor()
            const wide = await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            assert.ok(wide <= 0, `${lang}: ${wide} px too wide`)
            assert.doesNotMatch(await small.locator('.audit').innerText(), /audit\.|look_route\.|purpose_code\.|review_/)
            await shot(`${lang}-${theme}`, small)
            assert.deepEqual(small.errors, [])
            await small.context().close()
        }
    })

    /** The order of an office, as it was signed: its text says all but the signature. */
    const orders = async (asker) => {
        const [[id, file]] = Object.entries((await demo.as('supervisor', 'GET', '/api/v1/picture?topics=case')).entities.casefile)
        const text = `markaz/defer1\nissuer ${OFFICE}\nnumber 17-D/2026\ncase ${id} ${file.number}\nopened ${file.opened_at}\nissued ${seconds(Date.now())}\nuntil ${seconds(Date.now() + 86400e3)}\ndocument ${'a'.repeat(64)}\n`
        await asker.getByRole('button', { name: 'An order to tell later' }).click()
        await asker.fill('.cases-defer [name=order]', text.replace('17-D', '18-D'))
        await asker.fill('.cases-defer [name=signature]', sign(null, Buffer.from(text), keys.privateKey).toString('base64'))
        await asker.fill('.cases-defer [name=reason]', 'order of the prosecutor')
        await asker.locator('.cases-defer button.primary').click()
        await asker.locator('.cases-defer', { hasText: 'this is not signed by' }).waitFor()
        await asker.fill('.cases-defer [name=order]', text)
        await shot('case-defer', asker)
        await asker.locator('.cases-defer button.primary').click()
        await asker.locator('.cases-defer').waitFor({ state: 'detached' })
        const { approvals } = await demo.as('deputy', 'GET', '/api/v1/approvals')
        await demo.as('deputy', 'POST', `/api/v1/approvals/${approvals[0].id}/approve`, {})
        await asker.locator('.cases li', { hasText: 'told later by the order 17-D/2026 of prosecutor.example' }).waitFor()
    }

    /** Histories of the case as a file: asked for in the list, fetched when another has approved it. */
    const takesAway = async (asker) => {
        await asker.getByRole('button', { name: 'Take away as a file' }).click()
        assert.equal(await asker.inputValue('.cases-export [name=about]'), 'unit:M01', 'a plate has no history of its own')
        await asker.fill('.cases-export [name=reason]', 'for the court')
        await shot('export-form', asker)
        // Clicked twice, and Enter: asked once, while the answer is waited for.
        let asked = 0, answer
        const answered = new Promise((done) => { answer = done })
        await asker.route('**/api/v1/exports?*', async (route) => { asked++; await answered; await route.continue() })
        await asker.locator('.cases-export button.primary').click()
        await asker.locator('.cases-export button.primary:disabled').click({ force: true })
        await asker.locator('.cases-export [name=reason]').press('Enter')
        answer()
        await asker.locator('.cases-export').waitFor({ state: 'detached' })
        assert.equal(asked, 1)
        await asker.unroute('**/api/v1/exports?*')
        const { approvals } = await demo.as('deputy', 'GET', '/api/v1/approvals')
        assert.deepEqual([approvals[0].command, approvals[0].body.about, approvals[0].reason], ['look.export_ask', ['unit:M01'], 'for the court'])
        await demo.as('deputy', 'POST', `/api/v1/approvals/${approvals[0].id}/approve`, {})
        const [file] = await Promise.all([asker.waitForEvent('download'), asker.locator('.exports button').click()])
        const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\n').map((one) => JSON.parse(one))
        assert.deepEqual([lines[0].markaz, lines[0].purpose, lines.at(-1).end, lines.at(-1).events], ['export/1', 'investigation', true, lines.length - 2])
        assert.ok(lines.length > 2 && lines[1].proof.startsWith('c2sp.org/tlog-proof@v1'))
        await shot('exports', asker)
    }

    it('a case is asked for in the console, names its subjects, and stands in the list when another has approved it', async () => {
        const asker = await demo.console('supervisor')
        await asker.keyboard.press('Shift+C')
        await asker.locator('.cases', { hasText: 'None.' }).waitFor()
        await asker.fill('.cases [name=number]', '17/2026')
        await asker.fill('.cases [name=basis]', 'code of criminal procedure, art. 9')
        await asker.fill('.cases [name=subjects]', 'unit/M01\nplate:01 A 777 BC')
        await asker.fill('.cases [name=reason]', 'complaint of a citizen')
        await shot('case-form', asker)
        await asker.keyboard.press('Enter')
        await asker.getByText('It happens when a second person approves it').waitFor()
        const { approvals } = await demo.as('deputy', 'GET', '/api/v1/approvals')
        await demo.as('deputy', 'POST', `/api/v1/approvals/${approvals[0].id}/approve`, {})
        await asker.locator('.cases li', { hasText: '17/2026' }).filter({ hasText: '2 subjects' }).waitFor()
        const [made] = Object.values((await demo.as('supervisor', 'GET', '/api/v1/picture?topics=case')).entities.casefile)
        assert.deepEqual([made.subjects[0], made.subjects[1].length], ['unit:M01', 'plate:'.length + 32])
        await orders(asker)
        await takesAway(asker)
        assert.deepEqual(asker.errors, [])
        for (const [lang, theme] of [['en', 'day'], ['ru', 'night'], ['uz', 'day'], ['kk', 'night']]) {
            const small = await demo.console('supervisor', { lang, theme, width: 1024, height: 768 })
            await small.keyboard.press('Shift+C')
            await small.locator('.exports li').waitFor()
            for (const button of await small.locator('.cases li button[aria-expanded]').all()) await button.click()
            await small.locator('.cases-defer').waitFor()
            await small.locator('.cases-export').waitFor()
            const wide = await small.locator('.sheet').evaluate((el) => el.scrollWidth - el.clientWidth)
            assert.ok(wide <= 0, `${lang}: ${wide} px too wide`)
            assert.doesNotMatch(await small.locator('.cases').innerText(), /case\.|approval\.|export\./)
            await shot(`case-${lang}`, small)
            await small.context().close()
        }
    })

    it('at the console’s address an auditor and an administrator are told that it is for those on duty, and led to their pages', async () => {
        for (const [who, lang, theme, width, title] of [
            ['auditor', 'en', 'day', 1366, 'This page is for people on duty'],
            ['admin', 'ru', 'night', 1024, 'Эта страница для тех, кто на дежурстве'],
            ['auditor', 'uz', 'night', 1366, 'Bu sahifa navbatchilar uchun'],
            ['admin', 'kk', 'day', 1024, 'Бұл бет кезекшілерге арналған'],
        ]) {
            const idle = await demo.page(await demo.context({ lang, theme, width, height: 768 }), '/')
            await idle.fill('input[name=name]', who)
            await idle.fill('input[name=password]', demo.password)
            await idle.click('form button.primary')
            await idle.getByText(title).waitFor()
            assert.equal(await idle.locator('.console').count(), 0)
            const pages = await idle.locator('.off-duty nav a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
            assert.deepEqual(pages.slice(0, 2), who === 'auditor' ? ['/admin.html', '/audit.html'] : ['/admin.html', '/sites.html'])
            assert.ok(await idle.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${lang}: too wide`)
            await shot(`off-duty-${lang}`, idle)
            await idle.locator('.approvals-open').click()
            await idle.locator('.sheet .approvals').waitFor()
            await idle.keyboard.press('Escape')
            await idle.getByRole('button', { name: { en: 'Cases', ru: 'Дела', uz: 'Ishlar', kk: 'Істер' }[lang] }).click()
            await idle.locator('.sheet .cases').waitFor()
            await shot(`off-duty-cases-${lang}`, idle)
            assert.deepEqual(idle.errors, [])
            await idle.context().close()
        }
    })

    it('is not for others', async () => {
        const other = await demo.page(await demo.context(), '/audit')
        await other.fill('input[name=name]', 'operator')
        await other.fill('input[name=password]', demo.password)
        await other.click('form button.primary')
        await other.getByText('This page is for auditors').waitFor()
        assert.deepEqual([...page.errors, ...other.errors], [])
    })
})
