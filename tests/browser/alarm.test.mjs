// SPDX-License-Identifier: Apache-2.0
// The alarm's screen in a real browser with the demo city: one key opens all of it, and all of it works by keys; two places, one owner.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { Demo, until } from './harness.mjs'

const now = (ago = 0) => new Date(Date.now() - ago).toISOString()

/** A PNG with a few walls: a plan, or a picture of a camera. */
function png(width, height, ink) {
    const crc = (b) => { let r = ~0; for (const x of b) { r ^= x; for (let k = 0; k < 8; k++) r = r & 1 ? (r >>> 1) ^ 0xedb88320 : r >>> 1 } return ~r >>> 0 }
    const chunk = (type, data) => { const b = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(b.length + 8); out.writeUInt32BE(data.length); b.copy(out, 4); out.writeUInt32BE(crc(b), b.length + 4); return out }
    const head = Buffer.alloc(13)
    head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head[8] = 8
    const rows = Buffer.alloc((width + 1) * height, 230)
    for (let y = 0; y < height; y++) {
        rows[y * (width + 1)] = 0
        for (let x = 0; x < width; x++) if (x < 3 || y < 3 || x >= width - 3 || y >= height - 3 || (y === height >> 1 && x % 90 > 25) || x % 110 === 1) rows[y * (width + 1) + 1 + x] = ink
    }
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

describe('the screen of an alarm', { timeout: 1500000 }, () => {
    let demo, page, duty, site, alarm
    const send = (role, method, path, body, type) => fetch(demo.url + path, { method, body, headers: { authorization: 'Bearer ' + demo.tokens[role], 'content-type': type } })
    const shots = process.env.SHOTS
    const shot = async (name, of = page) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await of.screenshot({ path: join(shots, name + '.png') })
    }
    const screen = () => page.locator('.alarm-screen')
    const alarms = () => demo.entities('alarm')

    before(async () => {
        demo = await Demo.start({ setup: ['--units', '8', '--cameras', '10', '--cars', '0'] })
        site = (await demo.entities('device'))['btn-21'].site
        for (const [id, body] of [['kh-1', { place: 1, name: 'Nigora Yusupova', phone: '+998 90 111-22-33', note: 'till 18:00', code: 'oq laylak', duress_code: 'qora tulki' }], ['kh-2', { place: 2, name: 'Guard', phone: '+998 71 000-11-22' }]])
            await demo.call('admin', 'PUT', '/api/v1/keyholders/' + id, { site, ...body })
        await demo.call('admin', 'PUT', '/api/v1/procedures/all', { chain: '0; Head of shift; 102\n600; Ministry of schools; +998 71 200-00-00' })
        assert.equal((await send('admin', 'PUT', `/api/v1/sites/${site}/plan`, png(480, 300, 60), 'image/png')).status, 200)
        await demo.call('admin', 'PUT', '/api/v1/devices/btn-21', { kind: 'button', site, plan_x: 0.3, plan_y: 0.4 })
        await demo.call('admin', 'PUT', '/api/v1/devices/cam-yard', { kind: 'camera', name: 'Yard', site })
        for (const [id, lat] of [['M03', 41.33], ['M04', 41.34]]) {
            await demo.call('supervisor', 'POST', `/api/v1/units/${id}/duty`, { duty: 'on' })
            await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-' + id, at: now(), lat, lon: 69.27, id: randomUUID() }])
        }
        page = await demo.console('operator')
    })
    after(() => demo?.close())

    it('one key opens plan, pictures, who to call, what to ask, who is near', async () => {
        alarm = (await demo.call('alarm', 'POST', '/api/v1/alarms', { device: 'btn-21', kind: 'panic', at: now(), id: randomUUID() })).id
        await page.locator('.row', { hasText: 'School 21' }).waitFor()
        const wanted = (await demo.call('camera', 'GET', '/api/v1/snapshots/wanted')).wanted.filter((one) => one.camera === 'cam-yard')
        assert.equal(wanted.length, 2)
        for (const one of wanted)
            assert.equal((await send('camera', 'PUT', `/api/v1/snapshots/${one.id}?at=${now(one.when === 'before' ? 30_000 : 0)}`, png(320, 180, one.when === 'before' ? 90 : 30), 'image/png')).status, 200)
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await screen().waitFor()
        await screen().getByText('Nigora Yusupova').waitFor()
        await screen().getByText('+998 90 111-22-33').waitFor()
        await screen().locator('.plan img').waitFor()
        await screen().locator('.plan-mark[data-pressed]').waitFor()
        const yard = screen().locator('.camera', { hasText: 'Yard' })
        await yard.locator('.photo[data-when=now] img').waitFor()
        assert.equal(await yard.locator('.photo[data-when=now]').getAttribute('data-old'), null)
        assert.equal(await yard.locator('.photo[data-when=before]').getAttribute('data-old'), '') // it is of before, and never looks live
        await screen().locator('.recommend li').first().getByText(/about \d+ min/).waitFor()
        await screen().getByText('Head of shift').waitFor()
        await shot('night')
    })

    it('is taken, asked through and called by keys; each answer is a note of a person', async () => {
        await page.keyboard.press('a')
        await screen().getByText('In hand').waitFor()
        await page.keyboard.press('1')
        await screen().locator('.steps-list li[data-done]').first().getByText('Demo operator').waitFor()
        await page.keyboard.press('2')
        await until(async () => (await screen().locator('.steps-list li[data-done]').count()) === 2, 'two answers')
        await page.keyboard.press('w')
        await until(async () => (await screen().locator('.steps-list li[data-done]').count()) === 3, 'one was called')
        const notes = Object.values(await demo.entities('note')).filter((one) => one.about === 'alarm/' + alarm)
        assert.deepEqual(notes.map((one) => [one.step, one.answer]).sort(), [['chain.1', 'done'], ['script.1', 'yes'], ['script.2', 'no']])
    })

    it('a code word fits or not; the word for duress is told here and looks like nothing elsewhere', async () => {
        const word = screen().locator('.code-ask input')
        await word.fill('Oq  Laylak')
        await word.press('Enter')
        await screen().getByText('the word fits').waitFor()
        assert.equal(await word.inputValue(), '')
        await word.fill('qora tulki')
        await word.press('Enter')
        await screen().getByText('A keyholder said the word for duress').waitFor()
        assert.ok(!(await page.content()).includes('tulki'))
        await shot('duress')
        await page.keyboard.press('Escape') // out of the field
    })

    it('is handed over to a person, who accepts; who had it is told when it is taken', async () => {
        duty = await demo.console('supervisor')
        await page.keyboard.press('u')
        await page.locator('.ask .choices button', { hasText: /supervisor/i }).click()
        await until(async () => (await alarms())[alarm].offered_to, 'it is handed over')
        await shot('offered', duty)
        await duty.locator('.offers').getByRole('button', { name: 'Accept', exact: true }).click()
        await until(async () => (await alarms())[alarm].owner_before !== undefined, 'it has another owner')
        await page.locator('.alarm-screen .actions').getByText('Take over').waitFor()
        assert.equal(await page.locator('.alarm-screen .actions button', { hasText: 'Hand over' }).count(), 0)
        await page.keyboard.press('o')
        await duty.locator('.toast', { hasText: 'took it over from you' }).waitFor()
        await screen().locator('.actions').getByText('Hand over').waitFor()
    })

    it('one key sends the nearest, and the screen stays', async () => {
        await page.keyboard.press('s')
        await until(async () => Object.values(await demo.entities('assignment')).some((one) => one.unit === 'M03' || one.unit === 'M04'), 'a unit was sent')
        await screen().waitFor()
        await page.keyboard.press('Escape')
        await screen().waitFor({ state: 'detached' })
    })

    it('fits small screens in light and in Russian', async () => {
        for (const [name, options] of [['light-1366', { theme: 'day', width: 1366, height: 768 }], ['ru-1024', { lang: 'ru', theme: 'day', width: 1024, height: 768 }]]) {
            const other = await demo.console('operator', options)
            await other.locator('.row', { hasText: /21/ }).first().click()
            await other.keyboard.press('Enter')
            await other.locator('.alarm-screen .keyholders li').first().waitFor()
            await other.locator('.alarm-screen .photo img').first().waitFor()
            const wide = await other.evaluate(() => { const e = document.querySelector('.screen-grid'); return [e.scrollWidth, e.clientWidth] })
            assert.ok(wide[0] <= wide[1] + 1, `${name}: ${wide}`)
            await shot(name, other)
            await other.context().close()
        }
    })
})
