// SPDX-License-Identifier: Apache-2.0
// Why somebody looks, asked in place: at a photo outside duty. Wanted vehicles by hand: asked for, approved by another person,
// stood by, withdrawn. In four languages and two widths. MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { look, wordsOf } from './audit.mjs'
import { Demo, until } from './harness.mjs'
import { photoOf, wanted } from './wanted.mjs'

const shots = process.env.MARKAZ_SHOTS
const LANGS = ['ru', 'uz', 'kk', 'en']

/** Windows of one browser then speak by a channel that a test can speak on too. */
function withoutWorker() {
    delete window.SharedWorker
}

describe('purposes and wanted vehicles by hand', { timeout: 1500000 }, () => {
    let demo, page
    const select = (ref) =>
        page.evaluate((what) => {
            const channel = new BroadcastChannel('markaz')
            channel.postMessage({ selected: what })
            channel.close()
        }, ref)
    const only = (kind, fits) => until(async () => Object.entries(await demo.entities(kind)).find(([, one]) => fits(one))?.[0], `${kind} is there`)
    /** What is shown, in each language and width and by night too: nothing cut, no English where there is another. */
    const everywhere = async (name, names) => {
        const faults = []
        await until(async () => (await page.locator('.toast').count()) === 0, 'what was said in the language before is gone')
        for (const lang of LANGS) {
            await page.locator('.person summary').evaluate((one) => (one.parentElement.open = true))
            await page.locator(`.person button[lang=${lang}]`).evaluate((one) => one.click())
            await page.locator('.person summary').evaluate((one) => (one.parentElement.open = false))
            for (const [width, height] of [[1366, 768], [1024, 768]]) {
                await page.setViewportSize({ width, height })
                faults.push(...(await page.evaluate(look, wordsOf(lang, names))).map((fault) => `${name}, ${lang}, ${width}: ${fault}`))
                if (!shots) continue
                mkdirSync(shots, { recursive: true })
                await page.screenshot({ path: join(shots, `${name}-${lang}-${width}.png`) })
            }
        }
        await page.setViewportSize({ width: 1366, height: 768 })
        assert.deepEqual(faults, [])
    }

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '2', '--cameras', '20', '--cars', '0'] })
        const context = await demo.context()
        await context.addInitScript(withoutWorker)
        page = await demo.page(context)
        await demo.signIn(page, 'supervisor')
        await page.waitForSelector('.lamp[data-is=open]')
    })
    after(() => demo?.close())

    it('a wanted vehicle is asked for with its reason, and waits for a second person', async () => {
        await page.locator('.low-head', { hasText: 'Wanted by hand' }).waitFor()
        await page.keyboard.press('h')
        await page.getByText('None is in force.').waitFor()
        await page.fill('.wanted-new [name=plate]', '01 a 777 bc')
        await page.fill('.wanted-new [name=region]', 'uz')
        await page.fill('.wanted-new [name=color]', 'white')
        await page.fill('.wanted-new [name=issuer]', 'GUVD')
        await page.fill('.wanted-new [name=basis]', '17/2026')
        await page.selectOption('.wanted-new [name=days]', '3')
        await page.locator('.wanted-new button.primary').click() // without a reason the browser itself refuses
        assert.equal(await page.locator('.wanted-new [name=asked]').evaluate((one) => one.validity.valueMissing), true)
        await page.fill('.wanted-new [name=asked]', 'telex 44')
        await page.locator('.wanted-new button.primary').click()
        await page.locator('.wanted li[data-waits]', { hasText: '01A777BC' }).getByText('waits for a second person').waitFor()
        await everywhere('wanted-waits', ['GUVD', '17/2026', 'telex 44', 'Demo supervisor'])
        assert.deepEqual(await demo.entities('entry'), {})
        const { approvals: [asked] } = await demo.as('deputy', 'GET', '/api/v1/approvals')
        assert.deepEqual([asked.command, asked.reason, asked.body.plate, asked.body.color], ['road.entry_add', 'telex 44', '01A777BC', 'white'])
        await demo.as('deputy', 'POST', `/api/v1/approvals/${asked.id}/approve`, {})
        await page.locator('.wanted li[data-id]', { hasText: '01A777BC' }).waitFor()
        await page.locator('.wanted li[data-waits]').waitFor({ state: 'detached' })
    })

    it('its source stands by it, and it can be withdrawn', async () => {
        await demo.enter(wanted('01B222CC'))
        const row = page.locator('.wanted li[data-id]', { hasText: '01B222CC' })
        const id = await row.getAttribute('data-id')
        const before = (await demo.entities('entry'))[id].affirmed_at
        await row.getByRole('button', { name: 'The source stands by it' }).click()
        await everywhere('wanted-affirm', ['GUVD', '17/2026', 'Demo supervisor', ...Object.values(wanted('01B222CC')).map(String)])
        await row.locator('[name=words]').fill('Captain Umarov')
        await page.keyboard.press('Enter')
        await until(async () => Date.parse((await demo.entities('entry'))[id].affirmed_at) > Date.parse(before), 'the source’s word')
        await row.getByRole('button', { name: 'Withdraw' }).click()
        await row.locator('[name=words]').fill('found')
        await page.keyboard.press('Enter')
        await row.waitFor({ state: 'detached' })
        assert.equal((await demo.entities('entry'))[id], undefined)
        await page.keyboard.press('Escape')
    })

    it('a photo of duty is shown at once; one outside duty asks why in place, once for photo and history', async () => {
        const { bytes, sha256: image } = await photoOf(page, '01A777BC')
        await demo.lines('camera', '/api/v1/reads', [{ camera: 'cam-012', plate: '01A777BC', region: 'uz', at: new Date().toISOString(), confidence: 0.97, id: randomUUID(), image, vehicle: { class: 'car', color: 'white' } }])
        await demo.call('camera', 'PUT', '/api/v1/media/' + image, bytes, 'image/jpeg')
        const hit = await only('hit', (one) => one.plate === '01A777BC')
        await select('hit/' + hit)
        const picture = page.locator('.photo img')
        await picture.waitFor()
        await until(() => picture.evaluate((one) => one.naturalWidth === 320), 'the photo')
        await demo.as('supervisor', 'POST', `/api/v1/hits/${hit}/dismiss`, { why: 'another car' })
        await select('')
        await page.locator('.photo').waitFor({ state: 'detached' })
        await select('hit/' + hit)
        await page.locator('.photo form.purpose').waitFor()
        await until(async () => (await page.locator('form.purpose').count()) === 1, 'the history does not ask as well')
        assert.equal(await page.locator('.timeline li').count(), 0)
        await everywhere('purpose-photo', ['GUVD', '17/2026', 'telex 44', 'Demo supervisor', 'another car'])
        await page.locator('.photo form.purpose select').first().selectOption('break_glass')
        await page.locator('.photo form.purpose input').fill('a child may be in this car')
        await page.locator('.photo form.purpose button').click()
        await picture.waitFor()
        await until(() => picture.evaluate((one) => one.naturalWidth === 320), 'the photo, with a purpose')
        await page.locator('.timeline li').first().waitFor()
        assert.equal(await page.locator('form.purpose').count(), 0)
    })

    it('where a unit was is a look-up: it asks why, and says what is kept', async () => {
        const [unit] = Object.keys(await demo.entities('unit'))
        const tablet = Object.entries(await demo.entities('device')).find(([, one]) => one.kind === 'tablet' && one.unit === unit)[0]
        await demo.as('supervisor', 'POST', `/api/v1/units/${unit}/duty`, { duty: 'on', at: new Date(Date.now() - 600e3).toISOString() })
        const fixes = Array.from({ length: 250 }, (_, i) => ({ device: tablet, at: new Date(Date.now() - (250 - i) * 1000).toISOString(), lat: 41.3 + i / 1e5, lon: 69.2, speed_kmh: 30 }))
        await demo.lines('tracker', '/api/v1/positions', fixes)
        await select('unit/' + unit)
        await page.locator('.track-ask').waitFor()
        await page.locator('form.purpose').waitFor() // of the history
        await page.locator('.track-ask button').click()
        await page.getByText('Say why at the history below').waitFor()
        assert.equal(await page.locator('form.purpose').count(), 1, 'one place asks')
        await page.locator('form.purpose select').first().selectOption('break_glass')
        await page.locator('form.purpose input').fill('an officer does not answer')
        await page.locator('form.purpose button').click()
        await page.locator('form.purpose').waitFor({ state: 'detached' })
        await page.locator('.track-ask button').click()
        await page.locator('.track li').first().waitFor()
        assert.equal(await page.locator('.track li').count(), 200)
        await page.getByText('Positions: 250.').waitFor()
        await page.getByRole('button', { name: 'More' }).click()
        assert.equal(await page.locator('.track li').count(), 250)
        await page.locator('.track-ask').evaluate((one) => one.scrollIntoView())
        await everywhere('track', ['GUVD', '17/2026', 'telex 44', 'Demo supervisor', 'another car', 'Patrol car'])
    })

    it('raised no error and broke no content policy', () => assert.deepEqual(page.errors, []))
})
