// SPDX-License-Identifier: Apache-2.0
// What the centre is for, in three browsers at once: the centre's console, the district's duty desk and a unit's tablet.
// How long each thing took is printed, not judged: it is the machine's as much as ours.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { beginDuty, Demo, sleep, takeBack, until, watchFor } from './harness.mjs'
import { photoOf, wanted } from './wanted.mjs'

/** At School 21 in the north, and 1.7 km ahead of whoever passes cameras 11 and 12 to the north-east. */
const AHEAD = { latitude: 41.3353, longitude: 69.269 }
/** Behind camera 11: much nearer to a car there, and no use. */
const BEHIND = { lat: 41.316, lon: 69.2435 }

describe('from the button and the camera to the tablet', { timeout: 1500000 }, () => {
    let demo, centre, duty, tablet
    const now = (ago = 0) => new Date(Date.now() - ago).toISOString()
    const row = (page, text) => page.locator('.row', { hasText: text })
    const big = (text) => tablet.locator('.actions .big:enabled', { hasText: text })
    const tones = (page, since) => page.evaluate((from) => window.tones.filter((at) => at >= from).length, since)
    const read = (camera, plate, heading, more) =>
        demo.lines('camera', '/api/v1/reads', [
            { camera, plate, region: 'uz', at: now(), confidence: 0.97, heading, id: randomUUID(), ...more },
        ])
    const said = (what, ms) => console.log(`${what}: ${Math.round(ms)} ms`)

    /** The other unit has no tablet open: its place comes by calls. */
    const placeOther = async () => {
        await demo.lines('tracker', '/api/v1/positions', [{ device: 'tab-M02', at: now(), ...BEHIND, speed_kmh: 0, id: randomUUID() }])
    }

    /** The officer's car moves a little: a standing one says where it is every 15 s only. */
    let moved = 0
    const stir = () => tablet.context().setGeolocation({ ...AHEAD, longitude: AHEAD.longitude + 0.0004 * (++moved % 2), accuracy: 8 })

    before(async () => {
        // A slow machine is no unit that is not reached.
        const settings = { 'unit.undelivered_s': '300', 'unit.silent_s': '600' }
        demo = await Demo.start({ setup: ['--units', '6', '--cameras', '20', '--cars', '0'], settings })
        tablet = await demo.tablet('m01', AHEAD)
        await beginDuty(tablet, 'Yusupov A.')
        await demo.call('supervisor', 'POST', '/api/v1/units/M02/duty', { duty: 'on', crew: 'Karimov B.' })
        await placeOther()
        await stir()
        await tablet.getByText(/You are seen/).waitFor()
        const units = await until(async () => {
            const all = await demo.entities('unit')
            return all.M01.listening && all.M01.sound && all.M02.duty === 'on' ? all : undefined
        }, 'both units on duty')
        assert.equal(units.M01.crew, 'Yusupov A.')
        centre = await demo.console('operator', { width: 1280, height: 800 })
        duty = await demo.console('duty', { width: 1280, height: 800 })
    })
    after(() => demo?.close())

    it('a school presses its button: centre and duty desk show and sound it', async () => {
        const seen = [await watchFor(centre, '.row', 'School 21'), await watchFor(duty, '.row', 'School 21')]
        const sent = Date.now()
        await demo.call('alarm', 'POST', '/api/v1/alarms', { device: 'btn-21', kind: 'panic', at: now(), id: randomUUID() })
        const [atCentre, atDuty] = await Promise.all(seen.map((ask) => ask()))
        said('button to the centre', atCentre - sent)
        said('button to the duty desk', atDuty - sent)
        for (const page of [centre, duty]) await until(() => tones(page, sent), 'the ring')
    })

    it('an alarm of another district is the centre’s alone', async () => {
        await demo.call('alarm', 'POST', '/api/v1/alarms', { device: 'btn-04', kind: 'technical', at: now(), id: randomUUID() })
        await row(centre, 'School 4').waitFor()
        await sleep(700)
        assert.equal(await row(duty, 'School 4').count(), 0)
    })

    it('with keys alone the operator takes it and sends the nearest unit, whose tablet rings', async () => {
        await placeOther()
        await centre.locator('.queue-rows').focus()
        await centre.keyboard.press('g')
        await centre.locator('.detail-head', { hasText: 'School 21' }).waitFor()
        await centre.keyboard.press('a')
        await row(duty, 'School 21').getByText('Demo operator').waitFor()
        await centre.keyboard.press('d')
        await centre.getByText('Recommended units').waitFor()
        const first = centre.locator('.recommend li').first()
        await first.getByText('M01').waitFor()
        await first.getByText('nearest').waitFor()
        const rings = await watchFor(tablet, '.actions .big', 'Accept')
        const sent = Date.now()
        await centre.keyboard.press('d')
        said('key to the tablet', (await rings()) - sent)
        await until(() => tones(tablet, sent), 'the tablet rings')
        const jobs = Object.values(await demo.entities('assignment'))
        assert.deepEqual(jobs.map((one) => [one.unit, one.reason]), [['M01', 'nearest']])
    })

    it('the officer accepts, arrives and clears; both desks see each step', async () => {
        const step = (name) => centre.locator('.steps li[data-done]', { hasText: name })
        await step('seen').waitFor()
        for (const [tap, name] of [['Accept', 'accepted'], ['On my way', 'en route'], ['Arrived', 'on scene']]) {
            await big(tap).click()
            await step(name).waitFor()
        }
        await duty.locator('.row', { hasText: 'on scene' }).waitFor()
        await big('Clear').click()
        await step('cleared').waitFor()
        await tablet.getByText('Nothing for you').waitFor()
    })

    it('the operator closes it with its disposition, can take that back, and closes again', async () => {
        await centre.keyboard.press('c')
        await centre.keyboard.press('1')
        await centre.locator('.detail-head', { hasText: 'closed' }).waitFor()
        await row(duty, 'School 21').waitFor({ state: 'detached' })
        await takeBack(centre, ' closed: ')
        await row(duty, 'School 21').waitFor()
        await centre.locator('.detail-head', { hasText: 'closed' }).waitFor({ state: 'detached' })
        await centre.keyboard.press('c')
        await centre.keyboard.press('1')
        await centre.locator('.detail-head', { hasText: 'closed' }).waitFor()
        const alarms = Object.values(await demo.entities('alarm'))
        assert.equal(alarms.find((one) => one.device === 'btn-21').disposition, 'genuine')
        for (const said of ['Reached the tablet', 'Accepted', 'On scene', 'Reopened', 'Demo operator, centre']) {
            await centre.locator('.timeline', { hasText: said }).waitFor()
        }
    })

    it('a racing car: the unit ahead of it is told, with nobody between', async () => {
        await placeOther()
        await stir()
        await sleep(1200)
        const shown = await watchFor(tablet, '.notice[data-action=danger]', '10777AAA')
        const sent = Date.now()
        await read('cam-011', '10777AAA', 43, { speed_kmh: 128, at: now(24000) })
        const at = await shown()
        said('camera to the tablet ahead', at - sent)
        await read('cam-012', '10777AAA', 44, { speed_kmh: 131 })
        await tablet.locator('.notice').getByText('131 km/h where 60 km/h is allowed').waitFor()
        await tablet.getByText('You are ahead of it.').waitFor()
        const notices = Object.values(await demo.entities('notice'))
        assert.deepEqual(notices.map((one) => [one.unit, one.ahead, one.action]), [['M01', true, 'danger']])
        const told = await demo.call('supervisor', 'GET', '/api/v1/history/violation/' + notices[0].about.split('/')[1])
        assert.equal(told.events.find((one) => one.type === 'notice.sent').actor, 'core')
        await row(centre, '10777AAA').click()
        await centre.getByText('ahead of the vehicle').waitFor()
        await centre.locator('.steps-4 li[data-done]', { hasText: 'seen' }).waitFor()
        await big('I follow it').click()
        await centre.locator('.steps-4 li[data-done]', { hasText: 'answered' }).waitFor()
        await centre.locator('.timeline').getByText('follows it').waitFor()
        await big('Lost it').click()
    })

    it('a wanted car: observed at once, compared and re-affirmed at the console, then confirmed on the tablet', async () => {
        await demo.enter(wanted('01A777BC'))
        const { bytes: photo, sha256: image } = await photoOf(centre, '01 A777BC')
        await placeOther()
        const observes = await watchFor(tablet, '.notice[data-action=observe]', '01A777BC')
        const sent = Date.now()
        const answer = await read('cam-012', '01A777BC', 44, {
            speed_kmh: 52,
            image,
            vehicle: { class: 'car', color: 'white', make: 'Chevrolet' },
        })
        said('wanted car to the tablet, observe', (await observes()) - sent)
        assert.deepEqual(answer.wanted, [{ line: 1, sha256: image }])
        await demo.call('camera', 'PUT', '/api/v1/media/' + image, photo, 'image/jpeg')
        await row(centre, '01A777BC').getByText('unconfirmed').waitFor()
        await row(centre, '01A777BC').click()
        const picture = centre.locator('.photo img')
        await picture.waitFor()
        await until(() => picture.evaluate((one) => one.naturalWidth === 320), 'the photo')
        for (const question of await centre.locator('.compare fieldset').all()) await question.getByText('Yes').click()
        await centre.getByRole('button', { name: 'It is the same vehicle' }).click()
        await centre.locator('input[name=name]').fill('Captain Umarov')
        const confirmed = await watchFor(tablet, '.notice[data-action=confirmed]', '01A777BC')
        const affirmed = Date.now()
        await centre.getByRole('button', { name: 'Confirm', exact: true }).click()
        said('re-affirmed to the tablet, confirmed', (await confirmed()) - affirmed)
        const [hit] = Object.values(await demo.entities('hit'))
        assert.equal(hit.state, 'confirmed')
        await centre.locator('.timeline').getByText('Source confirmed').waitFor()
        await row(duty, '01A777BC').getByText('confirmed').waitFor()
    })

    it('no page had an error', () => {
        for (const page of [centre, duty, tablet]) assert.deepEqual(page.errors, [])
    })
})
