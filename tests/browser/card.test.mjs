// SPDX-License-Identifier: Apache-2.0
// A run card from its form to units on their way: set in the administration, filled in the console, sent by one key; the alarm level adds.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { Demo, until } from './harness.mjs'

const PLACE = { lat: 41.331, lon: 69.27 }

describe('run cards', { timeout: 600000 }, () => {
    let demo, page, id
    const jobs = async () => Object.values((await demo.entities('assignment')) ?? {}).filter((one) => one.incident === id)
    before(async () => {
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '4', '--cars', '0'], settings: { 'unit.silent_s': '86400' } })
        const kinds = { M01: ['patrol', ''], M02: ['patrol', ''], M03: ['traffic', 'negotiator'] }
        for (const [unit, [kind, skills]] of Object.entries(kinds)) {
            await demo.call('admin', 'PUT', `/api/v1/units/${unit}`, { name: unit, kind, skills: skills ? [skills] : [] })
            await demo.call('supervisor', 'POST', `/api/v1/units/${unit}/duty`, { duty: 'on' })
            await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-' + unit, at: new Date().toISOString(), lat: 41.33 + Number(unit.slice(2)) / 1000, lon: 69.27, id: randomUUID() }])
        }
    })
    after(() => demo?.close())

    it('one is set in the administration, and a wrong line is named', async () => {
        const adm = await demo.page(await demo.context(), '/admin.html#cards')
        await adm.fill('input[name=name]', 'supervisor')
        await adm.fill('input[name=password]', demo.password)
        await adm.click('form button.primary')
        await adm.getByText('Choose a run card').waitFor()
        await adm.keyboard.press('n')
        await adm.fill('[name=id]', 'robbery-1')
        await adm.selectOption('[name=kind]', 'robbery')
        await adm.fill('[name=needs]', '1 1 tank')
        await adm.locator('form button.primary').click()
        await adm.getByText('line 1').waitFor()
        await adm.fill('[name=needs]', '1 1 patrol\n2 1 any negotiator\n2 2 patrol')
        await adm.locator('form button.primary').click()
        await adm.locator('.script-lines li', { hasText: 'negotiator' }).waitFor()
        assert.deepEqual(adm.errors, [])
    })

    it('an incident shows what it needs, one key sends that, and nothing is an override', async () => {
        page = await demo.console('operator')
        id = (await demo.as('supervisor', 'POST', '/api/v1/incidents', { kind: 'robbery', priority: 1, title: 'Bank', ...PLACE })).id
        await page.locator('.row', { hasText: 'Bank' }).click()
        const needs = page.locator('.card-needs li')
        await needs.nth(0).filter({ hasText: 'M01' }).waitFor()
        assert.equal(await needs.count(), 3)
        await page.keyboard.press('Shift+D')
        await until(async () => (await jobs()).length === 1, 'the first is sent')
        const [job] = await jobs()
        assert.deepEqual([job.unit, job.reason, job.card, job.need, job.overridden ?? false], ['M01', 'run_card', 'robbery-1', 'patrol', false])
        await needs.nth(0).filter({ hasText: 'at work' }).waitFor()
    })

    it('a higher level adds its needs; what is short says why; all that can be are sent at once', async () => {
        await page.keyboard.press('u')
        await page.selectOption('select[name=level]', '2')
        await page.fill('.closure-form input[name=reason]', 'A hostage')
        await page.locator('.closure-form input[name=reason]').press('Enter')
        const needs = page.locator('.card-needs li')
        await needs.nth(1).filter({ hasText: 'M03' }).waitFor()
        await needs.nth(2).filter({ hasText: 'M02' }).filter({ hasText: '1 short:' }).filter({ hasText: 'of another kind' }).waitFor()
        const { alarm_level, level_reason } = (await demo.entities('incident'))[id]
        assert.deepEqual([alarm_level, level_reason], [2, 'A hostage'])
        await page.locator('.detail-body').getByRole('button', { name: 'Send 2' }).click()
        await until(async () => (await jobs()).length === 3, 'both are sent')
        for (const job of await jobs()) assert.deepEqual([job.reason, job.overridden ?? false], ['run_card', false], job.unit)
        assert.deepEqual(page.errors, [])
    })
})
