// SPDX-License-Identifier: Apache-2.0
// Several people at one incident, in a real browser: what somebody else has changed is shown, and the person decides.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { Demo, takeBack, until } from './harness.mjs'

const now = () => new Date().toISOString()

describe('several people at one incident', { timeout: 600000 }, () => {
    let demo, page, id
    const incident = async () => (await demo.entities('incident'))[id]
    const conflict = () => page.locator('.conflict')
    const them = (method, verb, body) => demo.as('supervisor', method, `/api/v1/incidents/${id}${verb}`, body)

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '4', '--cars', '0'], settings: { 'unit.check_min': 'violence=1', 'unit.check_answer_s': '5' } })
        for (const [unit, lat] of [['M01', 41.335], ['M02', 41.34], ['M03', 41.33]]) {
            await demo.call('supervisor', 'POST', `/api/v1/units/${unit}/duty`, { duty: 'on' })
            await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-' + unit, at: now(), lat, lon: 69.27, id: randomUUID() }])
        }
        page = await demo.console('operator')
        id = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'noise', priority: 2, title: 'Navoi 12', lat: 41.331, lon: 69.27 })).id
        await page.locator('.row', { hasText: 'Navoi 12' }).click()
        await page.locator('.detail-head', { hasText: 'Navoi 12' }).waitFor()
    })
    after(() => demo?.close())

    it('what was changed while the form was open is shown, and stays when the person leaves it', async () => {
        await page.keyboard.press('e')
        await page.locator('.change input[name=title]').fill('Navoi 12a')
        await page.locator('.change select[name=priority]').selectOption('3')
        await them('PATCH', '', { title: 'Navoi 14, yard' })
        await page.locator('.detail-head', { hasText: 'Navoi 14, yard' }).waitFor()
        await page.locator('.change').getByRole('button', { name: /Save/ }).click()
        await conflict().getByText('Navoi 14, yard').waitFor()
        const text = await conflict().innerText()
        assert.match(text, /yours: Navoi 12a/)
        assert.match(text, /Demo supervisor/)
        assert.deepEqual([(await incident()).title, (await incident()).priority], ['Navoi 14, yard', 2])
        await page.keyboard.press('Escape')
        await conflict().waitFor({ state: 'detached' })
        assert.equal((await incident()).title, 'Navoi 14, yard')
    })

    it('only the rest is saved, or one’s own all the same', async () => {
        const change = async (title, priority) => {
            await page.keyboard.press('e')
            await page.locator('.change input[name=title]').fill(title)
            await page.locator('.change select[name=priority]').selectOption(priority)
        }
        await change('mine', '3')
        await them('PATCH', '', { title: 'theirs' })
        await page.locator('.change').getByRole('button', { name: /Save/ }).click()
        await conflict().getByRole('button', { name: /Save only the rest/ }).click()
        await until(async () => (await incident()).priority === 3, 'the rest is saved')
        assert.equal((await incident()).title, 'theirs')
        await page.locator('.detail-head', { hasText: 'theirs' }).waitFor()
        await change('mine', '3')
        await them('PATCH', '', { title: 'theirs again' })
        await page.locator('.change').getByRole('button', { name: /Save/ }).click()
        await conflict().getByRole('button', { name: /Mine all the same/ }).click()
        await until(async () => (await incident()).title === 'mine', 'decided')
    })

    it('an undo does not undo what somebody else did since', async () => {
        await page.keyboard.press('e')
        await page.locator('.change textarea').fill('They have a knife')
        await page.locator('.change').getByRole('button', { name: /Save/ }).click()
        await page.locator('.facts').getByText('They have a knife').waitFor()
        await them('PATCH', '', { detail: 'Two of them, one knife' })
        await page.locator('.facts').getByText('Two of them, one knife').waitFor()
        await takeBack(page, / changed/)
        await conflict().getByText('Two of them, one knife').waitFor()
        await page.keyboard.press('Escape')
        assert.equal((await incident()).detail, 'Two of them, one knife')
    })

    it('a unit that somebody else sent while it was asked how it ended: nothing is closed unseen', async () => {
        await page.keyboard.press('c')
        await page.locator('.choices').waitFor()
        const { id: job } = await them('POST', '/assign', { unit: 'M03' })
        await demo.as('supervisor', 'POST', `/api/v1/assignments/${job}/step`, { state: 'cancelled' })
        await page.locator('.assignment[data-over]').waitFor()
        await page.keyboard.press('2')
        await conflict().getByText('Not closed yet').waitFor()
        assert.notEqual((await incident()).state, 'closed')
        await conflict().getByRole('button', { name: /Mine all the same/ }).click()
        await page.locator('.detail-head', { hasText: 'closed' }).waitFor()
        assert.deepEqual(page.errors, [])
    })

    it('of several units one leads: the first, until the desk says otherwise; their tablets say who', async () => {
        id = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, title: 'Bank', lat: 41.331, lon: 69.27 })).id
        await page.locator('.row', { hasText: 'Bank' }).click()
        await them('POST', '/assign', { unit: 'M01' })
        await them('POST', '/assign', { unit: 'M02' })
        const job = (unit) => page.locator('.assignment', { hasText: unit })
        await job('M01').getByText('leads', { exact: true }).waitFor()
        const tablet = await demo.tablet('m02', { latitude: 41.34, longitude: 69.27 })
        await tablet.getByText('M01 leads here').waitFor()
        await job('M02').getByRole('button', { name: 'Make it lead' }).click()
        await job('M02').getByText('leads', { exact: true }).waitFor()
        await tablet.getByText('You lead here').waitFor()
        assert.deepEqual([page.errors, tablet.errors], [[], []])
    })

    it('a duplicate is found, merged by key and hand, and taken apart again', async () => {
        const same = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, title: 'Bank once more', lat: 41.331, lon: 69.27 })).id
        await page.locator('.row', { hasText: 'Bank once more' }).click()
        await page.locator('.detail-head', { hasText: 'Bank once more' }).waitFor()
        await page.keyboard.press('i')
        await page.keyboard.type('bank')
        const found = page.locator('.related .related-list li')
        await until(async () => (await found.count()) === 1, 'found by its title')
        await found.getByRole('button', { name: /merge into it/ }).click()
        await page.locator('.related-list', { hasText: same }).getByText('merged into this one').waitFor()
        assert.equal((await demo.entities('incident'))[same].merged_into, id)
        await takeBack(page, / merged into /)
        await page.locator('.detail-head', { hasText: 'Bank once more' }).waitFor()
        await until(async () => (await demo.entities('incident'))[same].merged_into === undefined, 'undone')
        await page.locator('.actions').getByRole('button', { name: /Link, merge/ }).waitFor() // the page knows that it is open
        await page.keyboard.press('i')
        await found.filter({ hasText: id }).getByRole('button', { name: 'Link' }).click()
        await page.locator('.related-list').getByText('linked').waitFor()
        assert.deepEqual((await demo.entities('incident'))[id].links, [same])
        await demo.as('supervisor', 'POST', `/api/v1/incidents/${same}/close`, { disposition: 'test' })
    })

    it('desk and unit write to each other; both see whether it was read', async () => {
        await page.keyboard.press('/')
        await page.keyboard.type('u M02')
        await page.keyboard.press('Enter')
        await page.locator('.words-form input').fill('Come in by the yard')
        await page.locator('.words-form').getByRole('button', { name: 'To M02' }).click()
        const tablet = await demo.tablet('m02', { latitude: 41.34, longitude: 69.27 })
        const words = tablet.locator('.band.words')
        await words.getByText('Come in by the yard').waitFor()
        await page.locator('ol.words').getByText('arrived').waitFor()
        await words.getByRole('button', { name: 'Read' }).click()
        await words.waitFor({ state: 'detached' })
        await page.locator('ol.words').getByText('read', { exact: false }).first().waitFor()
        await tablet.getByRole('button', { name: 'Write to the desk' }).click()
        await tablet.locator('textarea').fill('The gate is locked')
        await tablet.getByRole('button', { name: 'Send' }).click()
        await page.locator('.row', { hasText: 'The gate is locked' }).click()
        await page.locator('.detail-head', { hasText: 'not read yet' }).waitFor()
        await page.keyboard.press('a')
        await page.locator('.detail-head', { hasText: /read / }).waitFor()
        await until(async () => Object.values(await demo.entities('message')).every((one) => one.seen_at), 'both are read')
        assert.deepEqual([page.errors, tablet.errors], [[], []])
    })

    it('a unit on scene is asked after a while and answers with one tap; silence rings at the desk', async () => {
        const fight = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'violence', priority: 2, title: 'Fight', lat: 41.331, lon: 69.27 })).id
        await page.locator('.row', { hasText: 'Fight' }).click()
        for (const { id: job } of Object.entries(await demo.entities('assignment')).map(([key, one]) => ({ id: key, ...one })).filter((one) => one.unit === 'M01' && one.state === 'sent'))
            await demo.as('supervisor', 'POST', `/api/v1/assignments/${job}/step`, { state: 'cancelled' })
        const { id: job } = await demo.as('supervisor', 'POST', `/api/v1/incidents/${fight}/assign`, { unit: 'M01' })
        const tablet = await demo.tablet('m01', { latitude: 41.335, longitude: 69.27 })
        await tablet.getByRole('button', { name: 'Accept' }).waitFor()
        await demo.as('supervisor', 'POST', `/api/v1/assignments/${job}/step`, { state: 'on_scene' })
        const asked = tablet.locator('.asked')
        await asked.waitFor({ timeout: 180000 })
        await page.locator('.row', { hasText: 'Unit does not answer' }).waitFor()
        await page.locator('.row', { hasText: 'did not say that all is well' }).waitFor()
        await asked.getByRole('button', { name: 'All well' }).click()
        await asked.waitFor({ state: 'detached' })
        await page.locator('.assignment').getByText('All well:').waitFor()
        await page.locator('.timeline').getByText('All is well', { exact: true }).waitFor()
        await page.locator('.row', { hasText: 'Unit does not answer' }).waitFor() // a person looks at it, and closes it
        assert.deepEqual([page.errors, tablet.errors], [[], []])
    })
})
