// SPDX-License-Identifier: Apache-2.0
// Looking back on the console: the same screen at a moment that has gone by, forwards and backwards, by keys; nothing is changed from there.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Demo, until } from './harness.mjs'

describe('looking back', { timeout: 900000 }, () => {
    let demo, page, incident, then
    const seqShown = (at) => at.locator('[data-seq]').getAttribute('data-seq').then(Number)
    const incidentRow = (at) => at.locator(`[id="row-incident/${incident}"]`)
    const give = async (at) => {
        await at.locator('.purpose select').first().selectOption('break_glass')
        await at.fill('.purpose input', 'what the room knew then')
        await at.locator('.purpose button[type=submit]').click()
        await at.waitForSelector('.console.replay')
    }

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '2', '--cameras', '2', '--cars', '0'] })
        incident = (await demo.as('deputy', 'POST', '/api/v1/incidents', { kind: 'fire', priority: 1, title: 'Warehouse', lat: 41.31, lon: 69.24 })).id
        await until(async () => (await demo.entities('incident'))[incident], 'the incident')
        await demo.as('deputy', 'POST', `/api/v1/incidents/${incident}/close`, { disposition: 'genuine' })
        page = await demo.page(await demo.context())
        await demo.signIn(page, 'supervisor')
        await page.waitForSelector('.lamp[data-is=open]')
    })
    after(() => demo?.close())

    it('opens from the menu, for a purpose, and is not to be taken for now', async () => {
        await page.locator('.person summary').click()
        const [past] = await Promise.all([page.context().waitForEvent('page'), page.locator('[data-do=replay]').click()])
        then = past
        then.errors = []
        then.on('pageerror', (error) => then.errors.push(String(error)))
        await then.waitForSelector('.replay-choose .purpose')
        // A time that is offered there may lie before this centre's history: the first event does not.
        const begin = new URL(page.url())
        begin.search = '?view=replay&seq=1'
        await then.goto(begin.href)
        await give(then)
        assert.equal(await seqShown(then), 1)
        assert.match(await then.locator('.replay-hash').getAttribute('data-hash'), /^[0-9a-f]{16}$/)
        assert.equal(await then.locator('.replay-top').getByText('THE PAST, NOT NOW').count(), 1)
        assert.equal(await incidentRow(then).count(), 0)
    })

    it('goes to where an incident was open, back to before it, and on again', async () => {
        const line = then.locator('.replay-bar input[type=range]')
        await line.evaluate((one) => ((one.value = one.max), one.dispatchEvent(new Event('input', { bubbles: true }))))
        const end = await seqShown(then)
        assert.ok(end > 1)
        await line.blur()
        // Step by step back from the end: closed, noted, open, and not there yet.
        let was = end
        const states = []
        for (let i = 0; i < 400 && states.at(-1) !== 'gone'; i++) {
            await then.keyboard.press('[')
            const seq = await until(async () => ((await seqShown(then)) < was ? seqShown(then) : 0), 'one event further back')
            was = seq
            const row = await incidentRow(then).count()
            const now = row > 0 && !(await incidentRow(then).getAttribute('data-done')) ? 'open' : row > 0 ? 'done' : states.includes('open') ? 'gone' : 'closed'
            if (states.at(-1) !== now) states.push(now)
        }
        assert.ok(states.includes('open') && states.at(-1) === 'gone', states.join(' '))
        await then.keyboard.press(']')
        await incidentRow(then).waitFor()
    })

    it('plays backwards and forwards, at the speed that is chosen', async () => {
        const at = () => then.locator('.replay-at').getAttribute('datetime').then(Date.parse)
        await then.keyboard.press('=') // no faster: on a slow machine it would play beyond what was asked for, and ask again
        assert.equal(await then.locator('.replay-speed').innerText(), '2×')
        const first = await at()
        await then.keyboard.press('p')
        await until(async () => (await at()) > first, 'it plays')
        await then.keyboard.press('p')
        await then.keyboard.press('b')
        const turned = await at()
        await then.keyboard.press('p')
        await until(async () => (await at()) < turned, 'it plays backwards')
        await then.keyboard.press('p')
        assert.equal(await then.locator('[data-do=play]').innerText().then((text) => text.startsWith('Play')), true)
    })

    it('changes nothing: no action is offered, no key sends anything', async () => {
        const sent = []
        then.on('request', (request) => request.method() !== 'GET' && !request.url().endsWith('/session/renew') && sent.push(request.url()))
        if ((await incidentRow(then).count()) > 0) await incidentRow(then).click()
        for (const key of ['a', 'd', 'c', 'n', 'e', 'o', 'y', 'x', 's', 'z']) await then.keyboard.press(key)
        assert.equal(await then.locator('.detail .actions button:visible').count(), 0)
        assert.deepEqual(sent, [])
        assert.deepEqual(then.errors, [])
    })

    it('opens right after an event of a timeline', async () => {
        const id = (await demo.as('deputy', 'POST', '/api/v1/incidents', { kind: 'theft', priority: 3, title: 'Bicycle', lat: 41.3, lon: 69.2 })).id
        await page.locator(`[id="row-incident/${id}"]`).click()
        const link = page.locator('.timeline li', { has: page.locator('.replay-from') }).first().locator('.replay-from')
        const [past] = await Promise.all([page.context().waitForEvent('page'), link.click()])
        await past.waitForSelector('.replay-choose .purpose')
        const seq = Number(new URL(past.url()).searchParams.get('seq'))
        await give(past)
        assert.equal(await seqShown(past), seq)
        await past.locator(`[id="row-incident/${id}"]`).waitFor()
    })
})
