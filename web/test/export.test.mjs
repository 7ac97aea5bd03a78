// SPDX-License-Identifier: Apache-2.0
// A file of histories as the page proves it: a real one that a centre exported (fuzz/corpus/export), whole and altered.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getPublicKeyAsync } from '@noble/ed25519'
import { describe, expect, it, vi } from 'vitest'
import { base64, concat, equal, hex, sha256, utf8 } from '../src/tlog/bytes'
import { checkExport, LineFault } from '../src/tlog/export'
import { policyOfKey, readPolicy } from '../src/tlog/policy'
import { piecesOf } from '../src/verify/source'

// A limit ends what hangs; it judges nothing.
vi.setConfig({ testTimeout: 120000 })

const fuzz = join(dirname(fileURLToPath(import.meta.url)), '../../fuzz')
const corpus = (name) => readFileSync(join(fuzz, 'corpus/export', name), 'utf8')
const key = /VKEY\[\] =\s*"([^"]+)"/.exec(readFileSync(join(fuzz, 'fuzz_export.c'), 'utf8'))[1]
const whole = corpus('whole')
const lines = whole.trimEnd().split('\n').map((one) => JSON.parse(one))

async function* pieces(bytes, size) {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}

/** What was found, or the line that is wrong and why. */
async function check(text, size = 65536) {
    const found = []
    const bytes = typeof text === 'string' ? utf8(text) : text
    try {
        return { ...(await checkExport(pieces(bytes, size), await policyOfKey(key), (event) => found.push(event))), found }
    } catch (fault) {
        if (!(fault instanceof LineFault)) throw fault
        expect(fault.events).toBe(found.length)
        return { line: fault.line, key: fault.why.key, found }
    }
}
const changed = (n, change) => lines.map((one, i) => JSON.stringify(i === n ? change(one) : one)).join('\n') + '\n'

describe('a file of histories', () => {
    it('is proved whole, whatever pieces it comes in', async () => {
        for (const size of [65536, 100, 1]) {
            const { head, checked, counts, found } = await check(whole, size)
            expect(head).toMatchObject({ id: lines[0].export, casefile: lines[0].case, purpose: 'court_order', about: lines[0].about })
            expect([checked.checkpoint.size, checked.cosigned]).toEqual([52, []])
            expect(counts).toEqual({ shown: 7, erased: 0, withheld: 2 })
            expect(found.map((e) => e.entry.seq)).toEqual(lines.slice(1, -1).map((e) => e.seq))
            expect(found[6]).toMatchObject({ content: 'shown', payload: lines[7].payload, of: lines[7].of })
        }
        expect((await check(corpus('erased'))).counts).toEqual({ shown: 6, erased: 1, withheld: 2 })
    })

    it('whatever byte is changed, no event is proved but as it was', async () => {
        const bytes = utf8(whole)
        const real = new Map(lines.slice(1, -1).map((e) => [e.seq, e]))
        const ends = bytes.reduce((all, b, i) => (b === 10 ? [...all, i] : all), [])
        for (let i = 0; i < bytes.length; i += 23) {
            const bad = bytes.slice()
            bad[i] ^= 1 + (i % 7)
            const got = await check(bad)
            for (const { entry, content, payload } of got.found) {
                expect(real.get(entry.seq).entry).toContain(`commit ${entry.commit}\n`)
                if (content === 'shown') expect(payload).toBe(real.get(entry.seq).payload)
            }
            // A fault is told of the very line.
            if (got.line !== undefined) expect(got.line - 1 - ends.filter((end) => end < i).length, `byte ${i}`).toBe(0)
        }
    })

    it('names the first line that is wrong, and why', async () => {
        const is = async (text, line, why) => expect(await check(text)).toMatchObject({ line, key: `verify.fault.${why}` })
        await is(corpus('payload'), 8, 'commit')
        await is(corpus('proof'), 4, 'not_in')
        await is(corpus('checkpoint'), 1, 'signature')
        await is(corpus('cut'), 11, 'line.cut')
        await is(corpus('short'), 11, 'line.missing')
        await is(corpus('twice'), 3, 'line.json')
        await is('', 1, 'line.missing')
        await is('nonsense\n', 1, 'line.json')
        await is('[]\n', 1, 'line.json')
        await is(changed(0, (one) => ({ ...one, markaz: 'export/2' })), 1, 'line.head')
        await is(changed(0, ({ checkpoint: _, ...one }) => one), 1, 'note')
        await is(changed(2, (one) => ({ ...one, erased: true })), 3, 'line.content')
        await is(changed(2, ({ payload: _, ...one }) => one), 3, 'line.content')
        await is(changed(2, ({ proof: _, ...one }) => one), 3, 'line.event')
        await is(changed(2, (one) => ({ ...one, proof: one.proof + lines[0].checkpoint })), 3, 'proof')
        await is(changed(2, (one) => ({ ...one, seq: one.seq + 1 })), 3, 'entry')
        await is(changed(2, (one) => ({ ...one, entry: lines[3].entry })), 3, 'not_in')
        await is(changed(2, (one) => ({ ...one, salt: 'AAAA' })), 3, 'salt')
        await is(changed(10, (one) => ({ ...one, events: 8 })), 11, 'line.count')
        await is(whole + whole, 12, 'line.behind')
        await is(whole.split('\n').filter((_, i) => i !== 4).join('\n'), 10, 'line.count')
    })

    it('is not proved when the witnesses who are asked for have not signed', async () => {
        const typed = concat(Uint8Array.of(4), await getPublicKeyAsync(utf8('a witness that nobody has asked.')))
        const id = hex((await sha256(concat(utf8('w.test/w\n'), typed))).slice(0, 4))
        const policy = (quorum) => readPolicy(`log ${key}\nwitness W w.test/w+${id}+${base64(typed)}\nquorum ${quorum}\n`)
        const told = await checkExport(pieces(utf8(whole), 4096), await policy('none'), () => undefined)
        expect(told.checked.cosigned).toEqual([{ label: 'W', signed: { how: 'unsigned' } }])
        await expect(checkExport(pieces(utf8(whole), 4096), await policy('W'), () => undefined)).rejects.toMatchObject({ line: 1, why: { key: 'verify.fault.quorum' } })
    })

    it('takes a name with escapes for what it is, and half a letter for nothing', async () => {
        expect((await check(corpus('escaped'))).counts).toEqual({ shown: 1, erased: 0, withheld: 0 })
        const twice = whole.replace('{"of"', '{"\\u0073eq"  : 31,"of"')
        expect(await check(twice)).toMatchObject({ line: 2, key: 'verify.fault.line.json' })
        expect(await check(whole.replace('note «4»', 'note «\\ud800»'))).toMatchObject({ line: 8, key: 'verify.fault.line.json' })
    })

    it('holds no more than a line, and none over its ceiling', async () => {
        let given = 0
        async function* endless() {
            for (;;) {
                given++
                yield new Uint8Array(1 << 20).fill(120)
            }
        }
        await expect(checkExport(endless(), await policyOfKey(key), () => undefined)).rejects.toMatchObject({ line: 1, events: 0, why: { key: 'verify.fault.line.cut' } })
        expect(given).toBe(16)
    })
})

describe('a large file', () => {
    it('comes in pieces, between which the page has its turn, until somebody stops it', async () => {
        const bytes = Uint8Array.from({ length: 700_001 }, (_, i) => i % 251)
        const seen = []
        const steps = []
        let turns = 0
        const ticks = setInterval(() => turns++)
        const stop = new AbortController()
        for await (const piece of piecesOf(new Blob([bytes]), (done, total) => steps.push([done, total, turns]), stop.signal)) seen.push(piece)
        clearInterval(ticks)
        expect(equal(concat(...seen), bytes)).toBe(true)
        expect(steps.map(([done, total]) => [done, total])).toEqual([[262144, 700001], [524288, 700001], [700001, 700001]])
        expect(steps[0][2] < steps[1][2] && steps[1][2] < steps[2][2]).toBe(true)
        const stopped = async () => {
            for await (const piece of piecesOf(new Blob([bytes]), () => undefined, stop.signal)) stop.abort(piece.length)
        }
        await expect(stopped()).rejects.toBe(262144)
    })
})
