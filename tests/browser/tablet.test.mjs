// SPDX-License-Identifier: Apache-2.0
// The tablet in a real browser against a real centre: a shift with a job, a lost line, Help, and being off duty.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Centre, openBrowser, openPage, PASSWORD, Person, sleep, until } from './centre.mjs'
import { photoOf, wanted } from './wanted.mjs'

const HERE = { latitude: 41.3, longitude: 69.24, accuracy: 8 }

/** Runs in the page: does the picture it keeps on the device hold this job? */
function kept(job) {
    return new Promise((resolve, reject) => {
        const ask = indexedDB.open('markaz-tablet')
        ask.onerror = () => reject(ask.error)
        ask.onsuccess = () => {
            const got = ask.result.transaction('kept', 'readonly').objectStore('kept').get('picture')
            got.onsuccess = () => {
                ask.result.close()
                resolve(got.result?.tables.assignment?.has(job) === true)
            }
        }
    })
}

/** Runs in the page: can it be opened again without a line? */
async function shell() {
    return navigator.serviceWorker.controller !== null && (await caches.keys()).length > 0 && (await caches.match(location.href, { ignoreSearch: true })) !== undefined
}

describe('tablet', { timeout: 1500000 }, () => {
    let centre, browser, context, page, errors, desk, boss, deputy, admin, token
    const sent = []
    const lines = () => sent.filter((one) => one.path === '/api/v1/positions')
    const unit = () => desk.entity('unit', 'M21')
    const big = () => page.locator('.actions .big')
    const tap = async (text) => {
        await page.locator('.actions .big:enabled', { hasText: text }).click()
    }
    /** Holds Help until the page says that it was held. */
    const hold = async () => {
        const box = await page.locator('.help').boundingBox()
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
        await page.mouse.down()
        await page.waitForSelector('.help-band')
        await page.mouse.up()
    }
    /** Holds it too short a time, by the page's own clock: its timers run in their order however slow this machine is. */
    const touch = (ms) =>
        page.locator('.help').evaluate(async (button, time) => {
            const key = (type) => button.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true, cancelable: true }))
            key('keydown')
            await new Promise((resolve) => setTimeout(resolve, time))
            key('keyup')
        }, ms)
    const helpAlarms = async () => {
        const { entities } = await desk.get('/api/v1/picture?topics=alarm')
        return Object.values(entities.alarm ?? {}).filter((alarm) => alarm.kind === 'help')
    }
    const newJob = async (title) => {
        const incident = await desk.post('/api/v1/incidents', {
            kind: 'robbery',
            priority: 1,
            title,
            address: 'Navoi street 12',
            lat: 41.31,
            lon: 69.25,
        })
        const job = await desk.post(`/api/v1/incidents/${incident.id}/assign`, { unit: 'M21' })
        return job.id
    }
    const entries = async (kind, wanted) => {
        const { entities } = await desk.get('/api/v1/picture?topics=road')
        const ids = Object.entries(entities[kind] ?? {})
            .filter(([, one]) => wanted(one))
            .map(([id]) => id)
        return ids.length > 0 ? ids : undefined
    }
    /** A wanted vehicle by hand: one asks, another approves. */
    const enter = async (plate) => {
        const asked = await boss.post('/api/v1/entries?reason=by+telex', wanted(plate, { region: 'UZ', make: undefined }))
        await deputy.post(`/api/v1/approvals/${asked.id}/approve`)
    }
    const giveHit = async (plate) => {
        await enter(plate)
        const { bytes, sha256 } = await photoOf(page, plate)
        await read(plate, { speed_kmh: 50, heading: 0, image: sha256, vehicle: { class: 'car', color: 'white' } })
        const put = await fetch(`${centre.url}/api/v1/media/${sha256}`, {
            method: 'PUT',
            headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'image/jpeg' },
            body: bytes,
        })
        assert.equal(put.status, 200)
        await page.locator('.notice[data-action=observe]').getByText(plate).waitFor()
        const [hit] = await until(async () => entries('hit', (h) => h.plate === plate), 'the hit')
        return hit
    }
    /** The answers to: plate, region, class. */
    const compare = async (answers) => {
        await page.getByRole('button', { name: 'Compare the photo' }).click()
        await page.waitForSelector('.compare img.there')
        const questions = page.locator('.compare fieldset')
        for (const [i, answer] of answers.entries()) await questions.nth(i).getByRole('button', { name: answer, exact: true }).click()
    }
    const read = async (plate, more) => {
        const line = {
            camera: 'cam-1',
            plate,
            region: 'UZ',
            at: new Date().toISOString(),
            confidence: 0.97,
            ...more,
        }
        const answer = await fetch(centre.url + '/api/v1/reads', {
            method: 'POST',
            headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/x-ndjson' },
            body: JSON.stringify(line) + '\n',
        })
        assert.equal((await answer.json()).accepted, 1)
    }
    const signIn = async () => {
        await page.fill('[name=name]', 'unit21')
        await page.fill('[name=password]', PASSWORD)
        await page.click('button.primary')
        await page.waitForSelector('.tab')
    }

    before(async () => {
        centre = await Centre.start()
        await centre.addUser('boss', 'admin')
        admin = await Person.signIn(centre, 'boss')
        await admin.call('PUT', '/api/v1/units/M21', {
            name: 'M21',
            kind: 'patrol',
            vehicle: 'Cobalt 01 121 AAA',
        })
        await admin.call('PUT', '/api/v1/devices/tab-M21', {
            kind: 'tablet',
            name: 'Tablet M21',
            unit: 'M21',
        })
        await admin.call('PUT', '/api/v1/devices/cam-1', {
            kind: 'camera',
            name: 'Navoi, north',
            lat: 41.29,
            lon: 69.24,
            heading: 0,
            allowed_heading: 0,
            speed_limit: 60,
        })
        token = (
            await admin.post('/api/v1/tokens', {
                name: 'cameras',
                role: 'camera',
                devices: ['cam-1'],
            })
        ).token
        await centre.addUser('super', 'supervisor')
        boss = await Person.signIn(centre, 'super')
        await centre.addUser('deputy', 'supervisor')
        deputy = await Person.signIn(centre, 'deputy')
        await centre.addUser('op', 'operator')
        await centre.addUser('unit21', 'unit', ['--unit', 'M21'])
        desk = await Person.signIn(centre, 'op')
        browser = await openBrowser()
        ;({ context, page, errors } = await openPage(browser, {
            viewport: { width: 412, height: 915 },
            hasTouch: true,
            geolocation: HERE,
            permissions: ['geolocation'],
        }))
        page.on('request', (request) => {
            if (request.method() === 'POST') {
                sent.push({ path: new URL(request.url()).pathname, body: request.postData() ?? '' })
            }
        })
        await page.goto(centre.url + '/tablet.html')
        await signIn()
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })

    it('off duty sends no position and says so', async () => {
        await page.getByText('Not tracked.').waitFor()
        await sleep(1500)
        assert.deepEqual(lines(), [])
    })

    it('calls Help off duty, with its own position, when held for a second', async () => {
        await touch(300)
        await sleep(1300)
        assert.deepEqual(await helpAlarms(), [])
        await hold()
        await page.waitForSelector('.help-band[data-sent]')
        const [alarm] = await until(
            async () => (await helpAlarms()).length && helpAlarms(),
            'the alarm',
        )
        assert.equal(alarm.priority, 1)
        assert.equal(alarm.unit, 'M21')
        assert.ok(Math.abs(alarm.lat - HERE.latitude) < 1e-6)
        assert.deepEqual(lines(), [])
        await page.click('.help-band button')
    })

    it('goes on duty with a sound test, and the centre sees and hears it', async () => {
        await tap('Go on duty')
        await page.fill('.page input', 'Yusupov, Karimov')
        assert.ok(await big().isDisabled(), 'no duty before the sound was tested')
        await page.getByRole('button', { name: 'Play the test sound' }).click()
        await page.getByRole('button', { name: 'I heard it' }).click()
        await tap('Begin duty')
        await until(async () => (await unit()).duty === 'on', 'on duty')
        await until(
            async () => (await unit()).listening === true && (await unit()).sound === true,
            'listening',
        )
        assert.equal((await unit()).crew, 'Yusupov, Karimov')
        await context.setGeolocation({ ...HERE, latitude: 41.301 }) // a fix of now: the first one is older than the duty
        await until(() => lines().length > 0, 'a position')
        assert.equal(JSON.parse(lines()[0].body.split('\n')[0]).device, 'tab-M21')
        await page.getByText(/You are seen/).waitFor()
    })

    it('takes a job through its steps, one tap each, with receipts', async () => {
        const id = await newJob('Two men with a knife')
        await page.getByText('Navoi street 12').waitFor()
        const job = () => desk.entity('assignment', id)
        await until(async () => (await job()).seen_at, 'seen')
        assert.ok((await job()).delivered_at)
        for (const [button, state] of [
            ['Accept', 'accepted'],
            ['On my way', 'en_route'],
            ['Arrived', 'on_scene'],
            ['Clear', 'cleared'],
        ]) {
            await tap(button)
            await until(async () => (await job()).state === state, state)
        }
        assert.ok((await job()).device_at)
        await page.getByText('Nothing for you').waitFor()
    })

    it('says "not listening" when hidden, and "listening" when it is back', async () => {
        const show = (state) =>
            page.evaluate((value) => {
                Object.defineProperty(document, 'visibilityState', { value, configurable: true })
                document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
            }, state)
        await show('hidden')
        await until(async () => !(await unit()).listening, 'not listening')
        const id = await newJob('Delivered but not seen')
        await until(async () => (await desk.entity('assignment', id)).delivered_at, 'delivered')
        await sleep(1500)
        assert.equal((await desk.entity('assignment', id)).seen_at, undefined)
        await show('visible')
        await until(async () => (await unit()).listening === true, 'listening again')
        await until(async () => (await desk.entity('assignment', id)).seen_at, 'seen')
        await page.getByRole('button', { name: 'Refuse…' }).click()
        await page.getByRole('button', { name: 'Vehicle out of order' }).click()
        await until(
            async () => (await desk.entity('assignment', id)).state === 'refused',
            'refused',
        )
        assert.equal((await desk.entity('assignment', id)).refusal, 'Vehicle out of order')
    })

    it('is told of a car that races towards it: plate, how far, which way', async () => {
        await context.setGeolocation({ ...HERE, latitude: 41.302 })
        await page.getByText(/You are seen/).waitFor()
        await read('10777AAA', { speed_kmh: 141.5, heading: 0 })
        const notice = page.locator('.notice[data-action=danger]')
        await notice.getByText('10777AAA').waitFor()
        await notice.getByText('142 km/h where 60 km/h is allowed').waitFor()
        await notice.getByText('You are ahead of it.').waitFor()
        await notice.getByText(/^south$/).waitFor()
        const [id] = await until(async () => entries('notice', (n) => n.seen_at), 'seen')
        await tap('I follow it')
        await until(
            async () => (await desk.entity('notice', id)).answer === 'following',
            'answered',
        )
        await tap('Lost it')
        await page.getByText('Nothing for you').waitFor()
    })

    it('sees "observe only" turn into "confirmed", and go away when it is dismissed', async () => {
        await enter('01A123BC')
        await context.setGeolocation({ ...HERE, latitude: 41.303 })
        await sleep(1200)
        await read('01A123BC', {
            speed_kmh: 50,
            heading: 0,
            vehicle: { class: 'car', color: 'white', make: 'Nexia' },
        })
        await page.locator('.notice[data-action=observe]').getByText('01A123BC').waitFor()
        const [hit] = await until(
            async () => entries('hit', (h) => h.plate === '01A123BC'),
            'the hit',
        )
        await desk.post(`/api/v1/hits/${hit}/see`, { plate: true, region: true, class: true })
        await desk.post(`/api/v1/hits/${hit}/reaffirm`, { name: 'Captain Umarov' })
        await page.locator('.notice[data-action=confirmed]').getByText('01A123BC').waitFor()
        await desk.post(`/api/v1/hits/${hit}/dismiss`, { why: 'found' })
        await page.locator('.notice').waitFor({ state: 'detached' })
        await page.getByText(/The notice about 01A123BC/).waitFor()
    })

    it('compares the photo of a hit: the same vehicle waits for its source, and only that confirms it', async () => {
        const hit = await giveHit('01B456CD')
        await compare(['Yes', 'Yes', 'Yes'])
        await page.getByRole('button', { name: 'It is the same vehicle' }).click()
        const seen = await until(async () => {
            const one = await desk.entity('hit', hit)
            return one.state === 'seen' && one
        }, 'seen')
        assert.ok(seen.seen_by && seen.seen_at)
        await page.locator('.notice[data-action=observe]').getByText(/The photo was compared/).waitFor()
        assert.equal(await page.getByRole('button', { name: 'Compare the photo' }).count(), 0)
        await desk.post(`/api/v1/hits/${hit}/reaffirm`, { name: 'Captain Umarov' })
        await page.locator('.notice[data-action=confirmed]').getByText('01B456CD').waitFor()
        await desk.post(`/api/v1/hits/${hit}/dismiss`, { why: 'found' })
        await page.locator('.notice').waitFor({ state: 'detached' })
    })

    it('compares the photo of a hit: what differs ends it, and the desk reads what it was', async () => {
        const hit = await giveHit('01C789EF')
        await compare(['No', 'Yes', 'Yes'])
        await page.getByRole('button', { name: 'It differs: dismiss' }).click()
        await page.locator('.notice').waitFor({ state: 'detached' })
        const dismissed = await desk.entity('hit', hit)
        assert.deepEqual([dismissed.state, dismissed.dismissal], ['dismissed', 'plate differs'])
    })

    it('says in plain words that its clock is wrong', async () => {
        const drawn = () => page.getByText(/The clock of this tablet is/)
        assert.equal(await drawn().count(), 0)
        await page.evaluate(() => {
            const right = Date.now
            window.rightClock = () => (Date.now = right)
            Date.now = () => right.call(Date) + 7 * 60000
        })
        await page.getByText('The clock of this tablet is 7 min fast').waitFor()
        await page.evaluate(() => window.rightClock())
        await drawn().waitFor({ state: 'detached' })
    })

    it('works without a line: shown at once, kept over a reload, sent in order', async () => {
        const id = await newJob('Without a line')
        await page.getByText('Without a line').waitFor()
        await page.evaluate(() => navigator.serviceWorker.ready)
        await until(() => page.evaluate(kept, id), 'the job is stored on the device')
        await until(() => page.evaluate(shell), 'the page is stored on the device')
        await centre.end('SIGKILL')
        await page.getByText('No line to the centre.').waitFor()
        await tap('Accept')
        await tap('On my way')
        await hold()
        await page.getByText('HELP has not reached the centre yet.').waitFor()
        await page.getByText(/Queued: 2/).waitFor()
        await page.reload()
        await page.getByText('HELP has not reached the centre yet.').waitFor()
        await page.getByText('Navoi street 12').waitFor()
        assert.equal(await big().textContent(), 'Arrived')
        await centre.run()
        desk = await Person.signIn(centre, 'op')
        await page.waitForSelector('.help-band[data-sent]')
        await until(
            async () => (await desk.entity('assignment', id)).state === 'en_route',
            'en route',
            40000,
        )
        const { events } = await desk.get(`/api/v1/history/assignment/${id}`)
        const states = events.filter((e) => e.type === 'assignment.state').map((e) => e.data.state)
        assert.deepEqual(states, ['accepted', 'en_route'])
        await page.click('.help-band button')
        await tap('Arrived')
        await tap('Clear')
        await until(
            async () => (await desk.entity('assignment', id)).state === 'cleared',
            'cleared',
        )
    })

    it('shows what the centre refuses, and goes on', async () => {
        const id = await newJob('Too late')
        await page.getByText('Too late').waitFor()
        await centre.end()
        await page.getByText('No line to the centre.').waitFor()
        await tap('Accept')
        await context.setOffline(true)
        await centre.run()
        desk = await Person.signIn(centre, 'op')
        await desk.post(`/api/v1/assignments/${id}/step`, { state: 'cancelled' })
        await context.setOffline(false)
        await page.getByText(/"Accept" was not taken:/).waitFor()
        await page.getByText('Nothing for you').waitFor()
        await page.locator('.band button').click()
    })

    it('lets the officer see what is recorded', async () => {
        await page.click('.menu')
        await page.getByText('What the centre knows of me').waitFor()
        await page.locator('.known').getByText('Yusupov, Karimov').waitFor()
        await page.getByText('Duty began or ended').first().waitFor()
    })

    it('ends its duty and is not tracked any more', async () => {
        await page.getByRole('button', { name: 'End duty' }).click()
        await until(async () => (await unit()).duty === 'off', 'off duty')
        const before = lines().length
        await context.setGeolocation({ ...HERE, latitude: 41.4 })
        await sleep(2500)
        assert.equal(lines().length, before)
        await page.getByRole('button', { name: 'Back', exact: true }).click()
        await page.getByText('Not tracked.').waitFor()
        assert.deepEqual(errors, [])
    })
})
