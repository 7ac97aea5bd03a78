// SPDX-License-Identifier: Apache-2.0
// What an alarm's screen shows, set in the administration by keys: keyholders and their words, plans and places, procedures,
// duty desks. Then an alarm, and the same on its screen.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Camera } from '../scenario/camera.mjs'
import { Centre, openBrowser, openPage, PASSWORD, Person, until } from './centre.mjs'

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect x="10" y="10" width="280" height="180" fill="none" stroke="#123" stroke-width="6"/>'
    + '<path d="M150 10V90M150 130V190" stroke="#123" stroke-width="6"/><script>parent.evil=1;fetch("/evil")</script><image href="/evil.png"/></svg>'

describe('the forms behind an alarm’s screen', { timeout: 1500000 }, () => {
    let centre, browser, page, errors, admin, camera
    const consoles = []
    const evil = []
    const dialog = () => page.getByRole('dialog')
    const closed = async () => {
        await dialog().waitFor({ state: 'detached' })
        await page.evaluate(() => document.activeElement?.blur())
    }
    const fill = async (values) => {
        for (const [name, value] of Object.entries(values)) {
            const input = page.locator('#f-' + name)
            if (await input.evaluate((el) => el.tagName === 'SELECT')) await input.selectOption(value)
            else await input.fill(value)
        }
    }
    const open = async (key, title, row) => {
        await closed()
        await page.keyboard.press(key)
        await page.locator('.bar nav a[aria-current]', { hasText: title }).waitFor()
        if (row) await page.locator('.one', { hasText: row }).click()
    }
    const snapshots = async () => Object.values((await consoles[0].get('/api/v1/picture?topics=alarm')).entities.snapshot ?? {})
    /** A desk of its own browser. */
    const desk = async (name) => {
        consoles.push(await Person.signIn(centre, name))
        const other = await openPage(browser, { viewport: { width: 1024, height: 768 } })
        await other.page.goto(centre.url + '/')
        await other.page.fill('[name=name]', name)
        await other.page.fill('[name=password]', PASSWORD)
        await other.page.keyboard.press('Enter')
        await other.page.locator('.row', { hasText: 'School 1' }).waitFor()
        return other.page
    }
    const shots = process.env.SHOTS
    const shot = async (name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        for (const [theme, width] of [['day', 1366], ['night', 1024]]) {
            await page.evaluate((is) => (document.documentElement.dataset.theme = is), theme)
            await page.setViewportSize({ width, height: 768 })
            await page.screenshot({ path: join(shots, `${name}-${theme}-${width}.png`) })
        }
        await page.setViewportSize({ width: 1366, height: 768 })
    }

    before(async () => {
        camera = await new Camera('viewer', 'Secret 4711').start()
        centre = await Centre.start()
        await centre.end()
        await centre.run({ 'still.networks': '127.0.0.0/8' })
        centre.ctl(['user', 'add', 'boss', '--role', 'admin'], 'given horse 12\n')
        const boss = await Person.signIn(centre, 'boss', 'given horse 12')
        await boss.post('/api/v1/session/password', { old: 'given horse 12', password: PASSWORD })
        await centre.addUser('op1', 'operator')
        await centre.addUser('op2', 'operator')
        admin = await Person.signIn(centre, 'boss')
        await admin.call('POST', '/api/v1/import/areas', 'id,name,kind,parent,lat,lon\nUZ,Country,country,,41.3,69.2\nR1,North,district,UZ,41.3,69.2\n', 'text/csv')
        await admin.call('PUT', '/api/v1/sites/T1', { name: 'School 1', kind: 'school', area: 'R1', lat: 41.3, lon: 69.2 })
        await admin.call('PUT', '/api/v1/devices/btn-1', { kind: 'button', name: 'Director', site: 'T1' })
        await admin.call('PUT', '/api/v1/devices/cam-1', { kind: 'camera', name: 'Gate', site: 'T1' })
        browser = await openBrowser()
        ;({ page, errors } = await openPage(browser, { viewport: { width: 1366, height: 768 } }))
        page.on('request', (one) => one.url().includes('evil') && evil.push(one.url()))
        await page.goto(centre.url + '/admin.html#sites/T1')
        await page.fill('[name=name]', 'boss')
        await page.fill('[name=password]', PASSWORD)
        await page.keyboard.press('Enter')
        await page.locator('.pane', { hasText: 'School 1' }).waitFor()
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
        camera?.end()
    })

    it('keyholders: added, changed and removed by keys; a wrong word is refused at its field, a right one never comes back', async () => {
        await closed()
        await page.keyboard.press('h')
        await page.getByText('Nobody yet. Press n to add a person.').waitFor()
        await page.keyboard.press('n')
        await fill({ name: 'Nigora Yusupova', phone: '+998 90 111-22-33', note: 'till 18:00', code: 'abc' })
        await page.keyboard.press('Enter')
        await page.locator('.form .problem', { hasText: 'at least 4 characters' }).waitFor()
        assert.equal(await page.evaluate(() => document.activeElement.id), 'f-code')
        await fill({ code: 'oq laylak', duress_code: 'Oq  Laylak' })
        await page.keyboard.press('Enter')
        await page.locator('.form .problem', { hasText: 'must differ' }).waitFor()
        await fill({ duress_code: 'qora tulki' })
        await shot('keyholder-form')
        await page.keyboard.press('Enter')
        const first = page.locator('[data-keyholder]', { hasText: 'Nigora Yusupova' })
        await first.filter({ hasText: 'code and duress' }).waitFor()
        assert.doesNotMatch(await page.content(), /laylak|tulki/i)
        await page.keyboard.press('n')
        assert.equal(await page.locator('#f-place').inputValue(), '2')
        await fill({ name: 'Guard', phone: '102' })
        await page.keyboard.press('Enter')
        await page.locator('[data-keyholder]', { hasText: 'Guard' }).waitFor()
        await shot('keyholders')

        // What is not typed again stays as it is; a word is taken away by saying so.
        await page.keyboard.press('e')
        await fill({ phone: '+998 90 444-55-66' })
        assert.equal(await page.locator('#f-code').inputValue(), '')
        await page.locator('#f-no_duress_code').check()
        await page.locator('#f-phone').press('Enter')
        await first.filter({ hasText: '444-55-66' }).waitFor()
        await first.locator('td').last().filter({ hasText: /^code$/ }).waitFor()
        await page.keyboard.press('ArrowDown')
        await page.locator('[aria-selected=true]', { hasText: 'Guard' }).waitFor()
        await page.keyboard.press('x')
        await page.getByText('Guard is called no more').waitFor()
        await page.keyboard.press('Enter')
        await page.locator('.toast', { hasText: 'Guard removed' }).waitFor()
        await until(async () => (await page.locator('[data-keyholder]').count()) === 1, 'one is left')
        await page.keyboard.press('Escape')
    })

    it('a plan: a drawing is made a picture here and nothing in it runs; what is none says what to do; places by arrows', async () => {
        await closed()
        await page.keyboard.press('p')
        const give = (name, mimeType, buffer) => page.setInputFiles('input[type=file]', { name, mimeType, buffer })
        await give('plan.pdf', 'application/pdf', Buffer.from('%PDF-1.7'))
        await page.locator('.problem', { hasText: 'Save the plan (PDF, DWG) as PNG' }).waitFor()
        await give('plan.png', 'image/png', Buffer.from('GIF89a, or what else'))
        await page.locator('.problem', { hasText: 'the file is no JPEG, PNG or WebP image' }).waitFor()
        await give('plan.svg', 'image/svg+xml', Buffer.from(DRAWING))
        const drawn = page.locator('.plan img')
        await until(async () => (await drawn.count()) === 1 && drawn.evaluate((img) => img.naturalWidth > 0), 'the plan is drawn: before that its place is no place on it')
        assert.equal((await admin.entity('site', 'T1')).plan.length, 64)
        assert.deepEqual([evil, await page.evaluate(() => window.evil)], [[], undefined])
        const kept = await fetch(centre.url + '/api/v1/sites/T1/plan', { headers: { cookie: admin.cookie } })
        assert.equal(Buffer.from(await kept.arrayBuffer()).subarray(1, 4).toString(), 'PNG')

        await page.locator('.plan-sheet select').selectOption('btn-1')
        for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowUp', 'ArrowDown']) await page.keyboard.press(key)
        await page.locator('.plan-sheet select').selectOption('cam-1')
        const box = await drawn.boundingBox()
        await page.mouse.click(box.x + box.width * 0.25, box.y + box.height * 0.75)
        await shot('plan')
        await page.locator('.plan').press('Enter')
        await page.locator('.toast', { hasText: '2 devices placed' }).waitFor()
        const [button, camera] = [await admin.entity('device', 'btn-1'), await admin.entity('device', 'cam-1')]
        assert.deepEqual([button.plan_x, button.plan_y], [0.49, 0.46])
        assert.ok(Math.abs(camera.plan_x - 0.25) < 0.01 && Math.abs(camera.plan_y - 0.75) < 0.01)
        await page.keyboard.press('Escape')
    })

    it('procedures: a wrong line is named, a taken id is not overwritten, and removing can be taken back whole', async () => {
        await open('0', 'Procedures')
        await page.keyboard.press('n')
        await fill({ id: 'school-fire', of: 'area/R9', alarm_kind: 'fire', script_en: 'Where does it burn?\nIs everybody out?', script_ru: 'Где горит?', chain: '0; 102; 102\nsoon; Ministry; 1' })
        await page.locator('#f-of').press('Enter')
        await page.locator('.form .problem', { hasText: 'line 2' }).waitFor()
        assert.equal(await page.evaluate(() => document.activeElement.id), 'f-chain')
        await fill({ chain: '0; Duty officer; 102\n120; Ministry; +998 71 200-00-00' })
        await page.locator('#f-of').press('Enter')
        await page.locator('.form .problem', { hasText: "there is no 'area/R9'" }).waitFor()
        await fill({ of: 'area/R1' })
        await shot('procedure-form')
        await page.locator('#f-of').press('Enter')
        await page.locator('.pane', { hasText: 'Where does it burn?' }).waitFor()
        await closed()
        assert.ok(!(await page.content()).includes('200-00-00'), 'numbers are shown to who changes them alone')
        await page.keyboard.press('n')
        await fill({ id: 'school-fire' })
        await page.locator('#f-of').press('Enter')
        await page.locator('.form .problem', { hasText: 'already' }).waitFor()
        await page.keyboard.press('Escape')
        await closed()
        await page.keyboard.press('e')
        assert.match(await page.locator('#f-chain').inputValue(), /200-00-00/)
        await fill({ script_en: 'Where does it burn?\nIs everybody out?\nWho waits at the gate?' })
        await page.locator('#f-of').press('Enter')
        await page.locator('.pane', { hasText: 'Who waits at the gate?' }).waitFor()
        await shot('procedures')
        await closed()
        await page.keyboard.press('x')
        await page.locator('.toast', { hasText: 'school-fire removed' }).waitFor()
        await until(async () => (await admin.entity('procedure', 'school-fire')) === undefined, 'it is gone')
        await page.keyboard.press('z')
        await until(async () => (await admin.entity('procedure', 'school-fire'))?.alarm_kind === 'fire', 'it is back')
    })

    it('an area says which duty desk handles it, or whose it takes', async () => {
        await open('3', 'Areas', /^UZ/)
        await page.keyboard.press('e')
        await fill({ desk: 'National centre, 102' })
        await page.keyboard.press('Enter')
        await page.locator('.pane', { hasText: 'National centre, 102' }).waitFor()
        await closed()
        await page.locator('.one', { hasText: /^R1/ }).click()
        await page.locator('.pane', { hasText: 'National centre, 102 (of Country)' }).waitFor()
        await page.keyboard.press('e')
        await fill({ desk: 'Duty desk North, 44-55-66' })
        await page.keyboard.press('Enter')
        await page.locator('.pane', { hasText: 'Duty desk North, 44-55-66' }).waitFor()
        await shot('area')
    })

    it('all of it is on the screen of the next alarm, and no word is anywhere', async () => {
        const op = await Person.signIn(centre, 'op1')
        const token = centre.ctl(['token', 'add', 'buttons', '--role', 'alarm']).match(/mkz_\S+/)[0]
        const press = await fetch(centre.url + '/api/v1/alarms', { method: 'POST', headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
            body: JSON.stringify({ device: 'btn-1', kind: 'fire', at: new Date().toISOString(), id: randomUUID() }) })
        const screen = await op.get(`/api/v1/alarms/${(await press.json()).id}/screen`)
        assert.deepEqual(screen.keyholders.map((k) => [k.name, k.phone, k.code, k.duress_code]), [['Nigora Yusupova', '+998 90 444-55-66', true, false]])
        assert.match(screen.script.en, /Who waits at the gate/)
        assert.deepEqual(screen.chain.map((one) => one.who), ['Duty officer', 'Ministry'])
        assert.equal(screen.station.desk, 'Duty desk North, 44-55-66')
        assert.doesNotMatch(centre.said, /laylak|tulki/i)
        assert.deepEqual(errors, [])
    })

    it('a camera’s address is given by keys, and what is there now is seen on the alarm’s screen', async () => {
        await open('5', 'Devices', 'Gate')
        await page.keyboard.press('p')
        await fill({ url: 'http://192.0.2.1/still.png', user: 'viewer', password: 'Secret 4711' })
        await page.locator('#f-url').press('Enter')
        await page.locator('.form .problem', { hasText: 'none of the networks' }).waitFor()
        await fill({ url: camera.url + '/digest' })
        await shot('still-form')
        await page.locator('#f-url').press('Enter')
        await page.locator('.pane', { hasText: 'the centre brings it' }).waitFor()
        await closed()
        await page.keyboard.press('p')
        await dialog().getByText(camera.url + '/digest').waitFor()
        assert.ok(!(await page.content()).includes('Secret 4711'))
        await page.keyboard.press('Escape')

        const [one, two] = [await desk('op1'), await desk('op2')]
        const row = (of) => of.locator('.row', { hasText: 'School 1' })
        await one.keyboard.press('j')
        await one.keyboard.press('Enter')
        await one.keyboard.press('a')
        await one.locator('.alarm-screen .camera', { hasText: 'Gate' }).locator('.photo[data-when=now] img').waitFor()
        assert.ok(camera.asked.includes('GET /digest Digest'))
        assert.ok((await snapshots()).every((s) => s.when === 'now' || !s.stored_at), 'what is there now is not from before')
        if (shots) await one.screenshot({ path: join(shots, 'still-screen.png') })

        // Two places: each sees at a glance whose it is, and it changes hands on both.
        await one.keyboard.press('Escape')
        await row(one).and(one.locator('[data-whose=mine]')).filter({ hasText: '● you' }).waitFor()
        await row(two).and(two.locator('[data-whose=others]')).filter({ hasText: '○ op1' }).waitFor()
        if (shots) await two.screenshot({ path: join(shots, 'queue-others.png') })
        await two.keyboard.press('j')
        await two.keyboard.press('Enter')
        await two.keyboard.press('o')
        await one.locator('.toast', { hasText: 'took it over from you' }).waitFor() // first: it goes by itself
        await row(one).and(one.locator('[data-whose=others]')).filter({ hasText: '○ op2' }).waitFor()
        await row(two).and(two.locator('[data-whose=mine]')).waitFor()
        for (const [name, theme] of [['queue-day', 'day'], ['queue-night', 'night']]) {
            await one.evaluate((is) => (document.documentElement.dataset.theme = is), theme)
            if (shots) await one.screenshot({ path: join(shots, name + '.png') })
        }

        // What does not come says why.
        await admin.call('PUT', '/api/v1/devices/cam-1/still', { url: camera.url + '/off' })
        await two.keyboard.press('p')
        await until(async () => (await snapshots()).some((s) => s.failed), 'it failed')
        await two.locator('.alarm-screen .camera', { hasText: 'Gate' }).locator('.photo img').waitFor() // the last that came stays
    })
})
