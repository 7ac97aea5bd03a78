// SPDX-License-Identifier: Apache-2.0
// The page /verify in a real browser against a real centre: what is right is found right, what was altered is not, and nobody has
// to sign in. MARKAZ_SHOTS=DIR keeps pictures.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { look, wordsOf } from './audit.mjs'
import { Centre, openBrowser, openPage, PASSWORD, Person, until } from './centre.mjs'

const shots = process.env.MARKAZ_SHOTS
const OTHER = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'

describe('the history verified in a browser', { timeout: 1500000 }, () => {
    let centre, browser, page, errors, key, context
    const log = async (path) => Buffer.from(await (await fetch(`${centre.url}/log/${path}`)).arrayBuffer())
    const size = async () => Number((await log('checkpoint')).toString().split('\n')[1])
    const press = async (n) => {
        const token = (centre.alarmToken ??= centre.ctl(['token', 'add', 'presses', '--role', 'alarm']).trim())
        for (let i = 0; i < n; i++) {
            const answer = await fetch(`${centre.url}/api/v1/alarms`, {
                method: 'POST',
                headers: { authorization: `Bearer ${token}` },
                body: JSON.stringify({ device: `btn-${i}`, kind: 'panic', at: new Date().toISOString(), id: randomUUID() }),
            })
            assert.equal(answer.status, 200)
        }
        return until(async () => ((await size().catch(() => 0)) >= n ? size() : 0), 'a checkpoint')
    }
    const file = (name, bytes) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
    const field = (text) => page.locator('label', { hasText: text }).locator('input')
    const verdict = async (id, is, text) => {
        const box = page.locator(`#${id} .verdict[data-is=${is}]`)
        await box.waitFor()
        assert.match(await box.innerText(), text)
    }
    const ask = (id) => page.locator(`#${id} button.primary`).click()
    const open = async (hash = '') => {
        await page.goto('about:blank')
        await page.goto(`${centre.url}/verify${hash}`)
        await page.locator('h1', { hasText: 'Verify the history' }).waitFor()
    }
    /** Histories of an incident and of a person as a file: one asks for them by a case, another approves, the first fetches. */
    const exportFile = async () => {
        for (const name of ['asks', 'grants']) await centre.addUser(name, 'supervisor')
        const [asks, grants] = [await Person.signIn(centre, 'asks'), await Person.signIn(centre, 'grants')]
        const { user } = await asks.get('/api/v1/session')
        const { id: incident } = await asks.post('/api/v1/incidents', { kind: 'alarm', priority: 1, title: 'a fight' })
        await asks.post(`/api/v1/incidents/${incident}/note`, { text: 'two men, one «knife»' })
        const about = [`incident:${incident}`, `user:${user}`]
        const granted = async (path, body) => (await grants.post(`/api/v1/approvals/${(await asks.post(`${path}?reason=court`, body)).id}/approve`)).result.split('/')[1]
        const expires = new Date(Date.now() + 86400e3).toISOString()
        const file = await granted('/api/v1/cases', { number: '17/2026', basis: 'art. 9', expires_at: expires, people: [user], subjects: about })
        const id = await granted('/api/v1/exports', { casefile: file, purpose: 'court_order', about })
        const answer = await fetch(`${centre.url}/api/v1/exports/${id}/file`, { headers: { Cookie: asks.cookie, 'Markaz-Purpose': `court_order case=${file}` } })
        assert.equal(answer.status, 200)
        return answer.text()
    }
    const picture = async (name) => {
        if (!shots) return
        mkdirSync(shots, { recursive: true })
        await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
    }

    before(async () => {
        centre = await Centre.start()
        browser = await openBrowser()
        ;({ page, errors, context } = await openPage(browser, { viewport: { width: 1366, height: 768 } }))
        await press(280)
        key = (await log('key')).toString().trim()
    })
    after(async () => {
        await browser?.close()
        await centre?.stop()
    })

    it('wants a key, and says what one from the centre itself is worth', async () => {
        await open()
        await page.fill('#number', '2')
        await ask('one')
        await verdict('one', 'bad', /Enter the key of the log/)
        await page.click('#take-key')
        await page.getByText('This key came from the centre itself').waitFor()
        assert.equal(await page.inputValue('#key'), key)
        await ask('one')
        await verdict('one', 'good', /Verified[\s\S]*is signed by[\s\S]*only the centre signed[\s\S]*entry 2 of the tree[\s\S]*markaz\/ev1\nseq 2\n/)
        await picture('verify-event')
        await page.fill('#key', key.replace(/^./, (c) => (c === 'x' ? 'y' : 'x')))
        assert.equal(await page.getByText('This key came from the centre itself').count(), 0)
        await ask('one')
        await verdict('one', 'bad', /mistyped or changed/)
        await page.fill('#key', OTHER)
        await ask('one')
        await verdict('one', 'bad', /not signed by this key/)
    })

    it('checks a proof file, and refuses an altered one, another entry, a forged checkpoint', async () => {
        const proof = await log('proof/270')
        await open()
        await page.fill('#key', key)
        const give = async (bytes) => {
            await field('or its proof (file)').setInputFiles(file('proof', bytes))
            await ask('one')
        }
        await give(proof)
        await verdict('one', 'good', /entry 270 of the tree/)
        const lines = proof.toString().split('\n')
        const altered = (n, change) => lines.map((line, i) => (i === n ? change(line) : line)).join('\n')
        const hash = (line) => (line[3] === 'A' ? 'B' : 'A') + line.slice(1, 3) + line.slice(0, 1) + line.slice(4)
        await give(altered(3, hash))
        await verdict('one', 'bad', /not entry 270 of the tree/)
        await give(altered(1, () => 'index 268'))
        await verdict('one', 'bad', /not entry 269 of the tree/)
        const gap = lines.indexOf('')
        await give(altered(gap + 2, (line) => String(Number(line) + 1)))
        await verdict('one', 'bad', /The signature of .* is false/)
        await give('c2sp.org/tlog-proof@v1\nindex 0\n')
        await verdict('one', 'bad', /no proof/)
        await give(proof)
        await verdict('one', 'good', /270/)
        await field('Its entry (file)').setInputFiles(file('entry', 'markaz/ev1\nseq 270\n'))
        await ask('one')
        await verdict('one', 'bad', /not entry 270 of the tree/)
        await field('Disclosed content').setInputFiles(file('payload', '{}'))
        await ask('one')
        await verdict('one', 'bad', /choose both/)
    })

    it('refuses a content that is not what the entry was made of', async () => {
        await open()
        await page.fill('#key', key)
        await page.fill('#number', '5')
        await field('Disclosed content').setInputFiles(file('payload', '{"id":"A1"}'))
        await field('and its salt').setInputFiles(file('salt', Buffer.alloc(32, 7)))
        await ask('one')
        await verdict('one', 'bad', /not what the entry was made of/)
    })

    it('verifies all of the history, and names the entry whose tile was changed on the way', async () => {
        const served = await size()
        await open()
        await page.fill('#key', key)
        await ask('whole')
        await verdict('whole', 'good', new RegExp(`All ${(await size()) >= served ? '\\d+' : ''} entries give the root`))
        await picture('verify-whole')
        const spoil = async (path, at, want) => {
            await page.route(path, async (route) => {
                const answer = await route.fetch()
                const body = await answer.body()
                body[at(body)] ^= 1
                await route.fulfill({ response: answer, body })
            })
            await ask('whole')
            await verdict('whole', 'bad', want)
            await page.unroute(path)
        }
        await page.evaluate(() => caches.keys())
        await spoil('**/log/tile/0/000', () => 32 * 40 + 3, /Entry 41 and its hash do not fit/)
        await spoil('**/log/tile/entries/000', () => 60, /Entry 1 and its hash do not fit/)
        await spoil('**/log/checkpoint', (body) => body.indexOf('\n') + 1, /The signature of .* is false/)
        await ask('whole')
        await verdict('whole', 'good', /give the root that was signed/)
    })

    it('proves a file of histories without a network, and names the line that was altered', async () => {
        const text = await exportFile()
        const lines = text.trimEnd().split('\n').map((one) => JSON.parse(one))
        const of = (n, change) => lines.map((one, i) => JSON.stringify(i === n ? change(one) : one)).join('\n') + '\n'
        const other = (c) => (c === 'A' ? 'B' : 'A')
        const note = lines.findIndex((one) => /knife/.test(one.payload ?? ''))
        const events = lines.length - 2
        await open()
        await page.fill('#key', key)
        await ask('export')
        await verdict('export', 'bad', /Choose the file of an export/)
        await context.setOffline(true)
        const give = async (bytes, is, want) => {
            await page.locator('#export input[type=file]').setInputFiles(file('export.ndjson', bytes))
            await ask('export')
            let told = ''
            const box = page.locator(`#export .verdict[data-is=${is}]`)
            const fits = async () => want.test((told = (await box.count()) > 0 ? await box.innerText() : ''))
            await until(fits, 'the verdict').catch(() => assert.match(told, want))
        }
        await give(text, 'good', new RegExp(`is signed by[\\s\\S]*by a proof of its own: ${events}\\.[\\s\\S]*Not proved by this file[\\s\\S]*left out[\\s\\S]*purpose court_order`))
        assert.equal(await page.locator('#export .exported li').count(), events)
        const row = page.locator('#export .exported li', { hasText: 'note.added' })
        assert.match(await row.innerText(), /note\.added incident\/\S+ content proved/)
        await row.locator('summary').click()
        assert.ok(await row.getByText('two men, one «knife»').isVisible())
        assert.ok((await page.locator('#export .exported li', { hasText: 'content withheld' }).count()) > 0, 'a password is proved and not shown')
        await picture('verify-export')
        const line = (n, why) => new RegExp(`^Not verified\\s+Line ${n}: .*${why}.*Events proved before it: ${Math.max(0, n - 2)};`)
        await give(text.replace('one «knife»', 'two«knife»'), 'bad', line(note + 1, 'not what the entry was made of'))
        await picture('verify-export-bad')
        await give(of(2, (one) => ({ ...one, proof: one.proof.replace(/.(?=.{43}\n\n$)/, other) })), 'bad', line(3, 'entry or proof was changed'))
        await give(of(0, (one) => ({ ...one, checkpoint: one.checkpoint.replace(/.(?=.{43}\n\n)/, other) })), 'bad', line(1, 'The signature of .* is false'))
        await give(text.slice(0, -9), 'bad', line(lines.length, 'was cut off'))
        await give(of(-1).split('\n').slice(0, -2).join('\n') + '\n', 'bad', line(lines.length, 'cut short'))
        await give('a letter', 'bad', /Line 1: It was cut off/)
        await page.fill('#key', OTHER)
        await give(text, 'bad', line(1, 'not signed by this key'))
        await page.fill('#key', key)
        // dropped instead of chosen
        const data = await page.evaluateHandle((content) => {
            const carried = new DataTransfer()
            carried.items.add(new File([content], 'dropped.ndjson'))
            return carried
        }, text)
        await page.locator('#export .drop').dispatchEvent('drop', { dataTransfer: data })
        await ask('export')
        await verdict('export', 'good', /Verified/)
        assert.equal(await page.locator('#export input[type=file]').evaluate((input) => input.files[0].name), 'dropped.ndjson')
        await context.setOffline(false)
    })

    it('fits a phone with a file of histories, in each language', async () => {
        const faults = []
        await page.setViewportSize({ width: 360, height: 740 })
        for (const [lang, theme] of [['ru', 'day'], ['uz', 'night'], ['kk', 'day'], ['en', 'night']]) {
            await page.locator(`nav button[lang=${lang}]`).click()
            await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme)
            await ask('export')
            const said = JSON.parse(readFileSync(new URL(`../../web/src/i18n/verify/${lang}.json`, import.meta.url), 'utf8'))
            await page.locator('#export .verdict', { hasText: said['verify.ok.contents'].split('{')[0] }).waitFor()
            await page.locator('#export .exported summary').first().click()
            faults.push(...(await page.evaluate(look, wordsOf(lang, ['court_order']))).map((fault) => `${lang}: ${fault}`))
            await picture(`verify-export-phone-${lang}`)
        }
        await page.setViewportSize({ width: 1366, height: 768 })
        assert.deepEqual(faults, [])
    })

    it('compares with a checkpoint that was kept', async () => {
        const old = await log('checkpoint')
        const before = await size()
        await press(before + 20)
        await open()
        await page.fill('#key', key)
        await ask('grown')
        await verdict('grown', 'bad', /Choose the checkpoint that you kept/)
        await field('The old checkpoint').setInputFiles(file('checkpoint', old))
        await ask('grown')
        await verdict('grown', 'good', /nothing was rewritten/)
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Keep the present checkpoint').click()])
        assert.equal(download.suggestedFilename(), 'checkpoint')
        await field('The old checkpoint').setInputFiles(file('checkpoint', old.toString().replace(`\n${before}\n`, `\n${before - 1}\n`)))
        await ask('grown')
        await verdict('grown', 'bad', /The signature of .* is false/)
    })

    it('asks no other host', async () => {
        await open()
        await page.fill('#key', key)
        await page.fill('#log', 'https://elsewhere.example/log')
        await ask('whole')
        await verdict('whole', 'bad', /may ask its own centre only/)
    })

    it('is opened from an event’s badge in the console, for that event', async () => {
        await centre.addUser('op', 'supervisor')
        await context.clearCookies()
        await page.goto(centre.url)
        await page.fill('[name=name]', 'op')
        await page.fill('[name=password]', PASSWORD)
        await page.keyboard.press('Enter')
        const row = page.locator('.queue [role=option], .queue .row, .queue li').first()
        await row.waitFor()
        await row.click()
        const badge = page.locator('.timeline a.proof[data-is=sealed]').first()
        await badge.waitFor()
        assert.equal((await badge.innerText()).trim(), 'sealed')
        await picture('timeline-badge')
        const [tab] = await Promise.all([context.waitForEvent('page'), badge.click()])
        await tab.locator('#one .verdict[data-is=good]').waitFor()
        assert.equal(await tab.inputValue('#key'), key)
        assert.match(await tab.locator('#one .verdict').innerText(), /This is entry \d+ of the tree/)
    })

    it('raised no error and broke no content policy', () => assert.deepEqual(errors, []))
})
