// SPDX-License-Identifier: Apache-2.0
// Warnings in the console: one of another agency comes, rings, and is looked at; one is issued, served, and taken back. By keys.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Demo, root, until } from './harness.mjs'

const build = process.env.MARKAZ_BUILD ?? join(root, 'build')
const shots = process.env.MARKAZ_SHOTS
const alert = (id, status, severity) => {
    const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString()
    return (
        `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>met@example.uz</sender><sent>${at(0)}</sent><status>${status}</status><msgType>Alert</msgType><scope>Public</scope>` +
        `<info><language>en</language><category>Met</category><event>Mudflow</event><urgency>Immediate</urgency><severity>${severity}</severity><certainty>Likely</certainty><expires>${at(6)}</expires>` +
        `<headline>Mudflow ${id}</headline><description>Water and stones.</description><instruction>Go uphill.</instruction><area><areaDesc>Foothills</areaDesc><polygon>41.2,69.1 41.45,69.1 41.45,69.45 41.2,69.45 41.2,69.1</polygon></area></info></alert>`
    )
}

describe('warnings in the console', { timeout: 1500000 }, () => {
    let demo, page
    const shot = async (name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, name + '.png') })
    }
    const push = async (...of) => {
        const answer = await fetch(`${demo.url}/ingest/cap/${demo.partner}`, { method: 'POST', body: alert(...of) })
        assert.equal(answer.status, 200, await answer.text())
    }

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '6', '--cars', '0'] })
        const made = spawnSync(join(build, 'markazctl'), ['--data', demo.store, 'token', 'add', 'weather', '--role', 'partner'], { encoding: 'utf8' })
        assert.equal(made.status, 0, made.stderr)
        demo.partner = made.stdout.trim()
        page = await demo.console('operator')
    })
    after(() => demo?.close())

    it('a severe one rings as an alarm, and leads to what lies in it', async () => {
        await push('M1', 'Actual', 'Severe')
        const row = page.locator('.queue .row', { hasText: 'Warning of an agency' })
        await row.waitFor()
        await row.click()
        await page.locator('.detail').getByText('unverified: Mudflow M1').first().waitFor()
        await page.locator('.detail dd .link', { hasText: /^Y\d+$/ }).click()
        const detail = page.locator('.detail')
        await detail.getByText('Go uphill.').waitFor()
        await detail.getByText('not signed').first().waitFor()
        await detail.locator('.warning-inside[data-kind=site] li').first().waitFor()
        await shot('warning-detail')
    })

    it('an exercise is marked in the list', async () => {
        await push('M2', 'Exercise', 'Extreme')
        await page.keyboard.press('w')
        const one = page.locator('.warnings li', { hasText: 'Mudflow M2' })
        await one.waitFor()
        assert.match(await one.innerText(), /EXERCISE/)
        await shot('warnings-list')
        await page.keyboard.press('Escape')
    })

    it('one is issued by keys, served to everybody, and taken back', async () => {
        await page.keyboard.press('Shift+W')
        const form = page.locator('.warning-form')
        await form.locator('[name=event]').fill('Flood')
        await form.locator('[name=area_desc]').fill('The river between the bridges')
        await form.locator('[name=km]').selectOption('5')
        await form.locator('[name=headline-en]').fill('Flood of the river')
        await shot('warning-form')
        await form.getByRole('button', { name: 'Issue it' }).click()
        await page.locator('.detail').getByText('Flood of the river').first().waitFor()
        const feed = async () => (await fetch(`${demo.url}/cap/feed.atom`)).text()
        assert.match(await feed(), /<title>Flood of the river</)
        await page.locator('.detail').getByRole('button', { name: 'Take it back' }).click()
        await page.keyboard.type('The water has gone.')
        await page.keyboard.press('Enter')
        await until(async () => /<title>cancelled: Flood of the river</.test(await feed()), 'the cancel in the feed')
        await page.locator('.detail').getByText('The water has gone.').waitFor()
    })
})
