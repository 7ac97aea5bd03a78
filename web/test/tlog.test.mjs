// SPDX-License-Identifier: Apache-2.0
// The log's mathematics as the page does it: the vectors and the real log of others, and logs made here that are then spoilt.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import { describe, expect, it, vi } from 'vitest'
import { readReach } from '../src/lib/proof'
import { base64, concat, equal, fromBase64, hex, sha256, utf8 } from '../src/tlog/bytes'
import { consistent, Growing, included, leafHash, nodeHash, proveConsistent, treeRoot } from '../src/tlog/merkle'
import { checkNote, readCheckpoint, readKey, readNote } from '../src/tlog/note'
import { checkSigned, policyOfKey, readPolicy } from '../src/tlog/policy'
import { checkPayload, checkProof, readEntry, readProof, readSalt } from '../src/tlog/proof'
import { cutBundle, fetchEntry, hashesFrom, tilePath, tileWidth } from '../src/tlog/tile'
import { checkGrown, checkWhole } from '../src/tlog/whole'

// A limit ends what hangs; it judges nothing.
vi.setConfig({ testTimeout: 120000 })

const shared = process.env.MARKAZ_SHARED ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data')
const there = existsSync(shared)
const files = (path) => readdirSync(path, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? files(join(path, one.name)) : [join(path, one.name)]))
const keyOf = (fault) => fault.key ?? `no fault: ${fault}`

/** Some vectors put words where a hash should be; the wrong ones stay wrong by their hash. */
async function hashIn(text) {
    const bytes = fromBase64(text)
    return bytes?.length === 32 ? { hash: bytes, whole: true } : { hash: await sha256(utf8(text)), whole: false }
}

async function taken(v) {
    const proof = await Promise.all((v.proof ?? []).map(hashIn))
    const roots = await Promise.all([v.root1 ?? v.leafHash, v.root2 ?? v.root].map(hashIn))
    if (!proof.every((p) => p.whole)) return false
    const hashes = proof.map((p) => p.hash)
    if (v.size1 !== undefined) return consistent(v.size1, roots[0].hash, v.size2, roots[1].hash, hashes)
    return roots.every((r) => r.whole) && included(roots[0].hash, v.leafIdx, v.treeSize, hashes, roots[1].hash)
}

describe.skipIf(!there)('what others made', () => {
    it('every vector is taken or refused as it says', async () => {
        const all = ['consistency', 'inclusion'].flatMap((kind) => files(join(shared, 'tlog', kind)).filter((f) => f.endsWith('.json')))
        expect(all.length).toBe(196)
        const wrong = []
        for (const file of all) {
            const v = JSON.parse(readFileSync(file, 'utf8'))
            if ((await taken(v)) === v.wantErr) wrong.push(file)
        }
        expect(wrong).toEqual([])
    })

    it('a real log of each size: signature, entries, root, and each smaller size its beginning', async () => {
        const dir = join(shared, 'tlog/log')
        const real = /REAL_KEY +\\?\s*"([^"]+)"/.exec(readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../tests/unit/tlog/test_tile.c'), 'utf8'))[1]
        const policy = await policyOfKey(real)
        const fetch = async (path) => (existsSync(join(dir, path)) ? new Uint8Array(readFileSync(join(dir, path))) : undefined)
        const tree = new Growing()
        const roots = []
        for (let size = 0; size <= 15; size++) {
            const { checkpoint } = await checkSigned(await fetch(`checkpoint.${size}`), policy)
            expect(checkpoint.size).toBe(size)
            if (size > 0) {
                const { entries, more } = cutBundle(await fetch(tilePath('entries', 0, size)), size)
                expect([entries.length, more]).toEqual([size, false])
                await tree.add(await leafHash(entries[size - 1]))
            }
            roots.push(await tree.root())
            expect(equal(roots[size], checkpoint.root)).toBe(true)
            const get = hashesFrom(fetch, size)
            for (let old = 1; old <= size; old++) expect(await consistent(old, roots[old], size, checkpoint.root, await proveConsistent(get, old, size))).toBe(true)
        }
    })
})

// ---- a log of our own ----

const secret = utf8('the key of a log of no centre...').slice(0, 32)
const other = utf8('another key, of another log.....').slice(0, 32)

async function keyFor(name, seed, type = 1) {
    const typed = concat(Uint8Array.of(type), await getPublicKeyAsync(seed))
    const id = (await sha256(concat(utf8(`${name}\n`), typed))).slice(0, 4)
    return { name, id, seed, type, vkey: `${name}+${hex(id)}+${base64(typed)}` }
}

async function signLine(text, key, time = 1795310400) {
    const stamp = new Uint8Array(8)
    new DataView(stamp.buffer).setBigUint64(0, BigInt(time))
    const signed = key.type === 4 ? `cosignature/v1\ntime ${time}\n${text}` : text
    const blob = concat(key.id, ...(key.type === 4 ? [stamp] : []), await signAsync(utf8(signed), key.seed))
    return `\u2014 ${key.name} ${base64(blob)}\n`
}

const entryText = (seq, commit = 'A'.repeat(43) + '=') => utf8(`markaz/ev1\nseq ${seq}\ntime ${1795310400000000 + seq}\ntype alarm.raised\nactor ABCDEFGHIJKLMNOPQRSTUV\ncommit ${commit}\n`)

async function makeLog(size, key) {
    const store = new Map()
    const leaves = []
    const bundles = []
    for (let i = 0; i < size; i++) {
        const entry = entryText(i + 1)
        leaves.push(await leafHash(entry))
        bundles.push(concat(Uint8Array.of(entry.length >> 8, entry.length & 255), entry))
    }
    const put = (level, row) => {
        for (let i = 0; i * 256 < row.length; i++) {
            const part = row.slice(i * 256, i * 256 + 256)
            store.set(tilePath(level, i, part.length), concat(...part))
        }
    }
    put('entries', bundles)
    put(0, leaves)
    const at = async (level, index) => {
        if (level === 0) return leaves[index]
        return nodeHash(await at(level - 1, 2 * index), await at(level - 1, 2 * index + 1))
    }
    if (size >= 256) put(1, await Promise.all(Array.from({ length: Math.floor(size / 256) }, (_, i) => at(8, i))))
    const root = await treeRoot(at, size)
    const text = `${key.name}\n${size}\n${base64(root)}\n`
    store.set('checkpoint', utf8(`${text}\n${await signLine(text, key)}`))
    return { store, text, root, at, fetch: async (path) => store.get(path) }
}

async function inclusion(at, index, size) {
    const path = async (m, first, n) => {
        if (n === 1) return []
        let k = 1
        while (k * 2 < n) k *= 2
        const sub = (f, c) => treeRoot((level, i) => at(level, f / 2 ** level + i), c)
        return m < k ? [...(await path(m, first, k)), await sub(first + k, n - k)] : [...(await path(m - k, first + k, n - k)), await sub(first, k)]
    }
    return path(index, 0, size)
}

async function proofFor(log, index, size) {
    const hashes = await inclusion(log.at, index, size)
    const note = new TextDecoder().decode(log.store.get('checkpoint'))
    return utf8(`c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.map((h) => `${base64(h)}\n`).join('')}\n${note}`)
}

describe('keys and notes', () => {
    it('a key is read in its one form only', async () => {
        const key = await keyFor('centre.test/journal', secret)
        expect((await readKey(key.vkey)).name).toBe('centre.test/journal')
        for (const bad of ['', 'x', key.vkey.replace('centre', 'centr'), key.vkey.slice(0, -1), key.vkey + 'A', key.vkey.replace('+', ' +')]) {
            await expect(readKey(bad).then(() => 'taken', keyOf)).resolves.toMatch(/^verify\.fault\.key/)
        }
    })

    it('no byte of a signed note can be changed', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const { store } = await makeLog(3, key)
        const note = store.get('checkpoint')
        const policy = await policyOfKey(key.vkey)
        expect((await checkSigned(note, policy)).checkpoint.size).toBe(3)
        for (let i = 0; i < note.length; i++) {
            const bad = note.slice()
            bad[i] ^= 1 + (i % 7)
            await expect(checkSigned(bad, policy).then(() => `taken with byte ${i}`, keyOf)).resolves.toMatch(/^verify\.fault\./)
        }
    })

    it('a key of the same name is not the key, another origin not the log', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const wrong = await keyFor('centre.test/journal', other)
        const { store } = await makeLog(3, key)
        await expect(checkSigned(store.get('checkpoint'), await policyOfKey(wrong.vkey)).catch(keyOf)).resolves.toBe('verify.fault.unsigned')
        const text = 'elsewhere.test/journal\n3\n' + readNote(store.get('checkpoint')).text.split('\n')[2] + '\n'
        const note = utf8(`${text}\n${await signLine(text, key)}`)
        await expect(checkSigned(note, await policyOfKey(key.vkey)).catch(keyOf)).resolves.toBe('verify.fault.origin')
    })

    it('a checkpoint has three lines and nothing else', () => {
        for (const bad of ['a\n1\n', 'a\n01\n' + 'A'.repeat(43) + '=\n', 'a\n1\n' + 'A'.repeat(42) + '==\n', 'a b\n1\n' + 'A'.repeat(43) + '=\n', 'a\n1\n' + 'A'.repeat(43) + '=\nmore\n']) {
            expect(() => readCheckpoint(bad)).toThrow()
        }
    })
})

describe('witnesses', () => {
    it('two of three are asked for, and counted', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const seeds = ['one', 'two', 'three'].map((s) => utf8(s.padEnd(32, '.')))
        const w = await Promise.all(seeds.map((s, i) => keyFor(`w${i}.test/w`, s, 4)))
        const text = `# who looks\nlog ${key.vkey}\n${w.map((k, i) => `witness W${i} ${k.vkey} https://w${i}.test\n`).join('')}group G 2 W0 W1 W2\nquorum G\n`
        const policy = await readPolicy(text)
        const log = await makeLog(3, key)
        const lines = await Promise.all(w.map((k) => signLine(log.text, k)))
        const own = await signLine(log.text, key)
        const with_ = (...more) => utf8(`${log.text}\n${own}${more.join('')}`)
        await expect(checkSigned(with_(lines[0]), policy).catch(keyOf)).resolves.toBe('verify.fault.quorum')
        const two = await checkSigned(with_(lines[0], lines[2]), policy)
        expect(two.cosigned.map((c) => c.signed.how)).toEqual(['signed', 'unsigned', 'signed'])
        expect(two.cosigned[0].signed.time).toBe(1795310400)
        // A witness whose signature is of another text counts as none.
        const forged = await signLine(log.text.replace('\n3\n', '\n4\n'), w[1])
        await expect(checkSigned(with_(lines[0], forged), policy).catch(keyOf)).resolves.toBe('verify.fault.quorum')
        expect((await checkNote(readNote(with_(forged)), policy.witnesses.get('W1'))).how).toBe('bad')
    })

    it('a policy with a fault is refused at its line', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const bad = [`log ${key.vkey}\nquorum W\n`, `log ${key.vkey}\nwitness W ${key.vkey}\nquorum W\n`, `log ${key.vkey}\ngroup G 1\nquorum none\n`, `log ${key.vkey}\nquorum none\nquorum none\n`, `log x\nquorum none\n`, 'nonsense\n']
        for (const text of bad) await expect(readPolicy(text).catch(keyOf)).resolves.toBe('verify.fault.policy')
        for (const text of ['', `log ${key.vkey}\n`]) await expect(readPolicy(text).catch(keyOf)).resolves.toBe('verify.fault.policy_part')
    })
})

describe('one event', () => {
    it('is in the tree by its proof, and nothing else is', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const policy = await policyOfKey(key.vkey)
        for (const size of [1, 2, 7, 300]) {
            const log = await makeLog(size, key)
            for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
                const proof = await proofFor(log, index, size)
                const entry = await fetchEntry(log.fetch, index, size)
                expect((await checkProof(readProof(proof), entry, policy)).checkpoint.size).toBe(size)
                await expect(checkProof(readProof(proof), entryText(index + 2), policy).catch(keyOf)).resolves.toBe('verify.fault.not_in')
            }
        }
    })

    it('no byte of a proof can be changed', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const policy = await policyOfKey(key.vkey)
        const log = await makeLog(7, key)
        const proof = await proofFor(log, 4, 7)
        for (let i = 0; i < proof.length; i++) {
            const bad = proof.slice()
            bad[i] ^= 1 + (i % 7)
            const check = async () => checkProof(readProof(bad), entryText(5), policy)
            await expect(check().then(() => `taken with byte ${i}`, keyOf)).resolves.toMatch(/^verify\.fault\./)
        }
    })

    it('commits to one payload and salt', async () => {
        const salt = await sha256(utf8('salt'))
        const payload = utf8('{"id":"A1"}')
        const commit = base64(await sha256(concat(utf8('markaz/commit1\n'), salt, payload)))
        const entry = readEntry(entryText(9, commit))
        expect(entry).toMatchObject({ seq: 9, type: 'alarm.raised', commit })
        await checkPayload(entry, salt, payload)
        for (const form of [salt, utf8(hex(salt)), utf8(`${base64(salt)}\n`)]) expect(equal(readSalt(form), salt)).toBe(true)
        expect(() => readSalt(utf8('short'))).toThrow()
        await expect(checkPayload(entry, salt, utf8('{"id":"A2"}')).catch(keyOf)).resolves.toBe('verify.fault.commit')
        expect(() => readEntry(utf8('markaz/ev1\nseq 1\n'))).toThrow()
    })
})

describe('the whole history', () => {
    it('is found right, and any byte that was changed is found, with its entry', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const policy = await policyOfKey(key.vkey)
        const log = await makeLog(600, key)
        const steps = []
        expect((await checkWhole(log.fetch, policy, (done, total) => steps.push([done, total]))).checkpoint.size).toBe(600)
        expect(steps).toEqual([[256, 600], [512, 600], [600, 600]])
        const spoil = async (path, at) => {
            const bytes = log.store.get(path).slice()
            bytes[at] ^= 1
            return checkWhole(async (p) => (p === path ? bytes : log.store.get(p)), policy, () => undefined).then(
                () => 'taken',
                (f) => ({ key: f.key, ...f.args }),
            )
        }
        const first = log.store.get('tile/entries/000')
        const length = first[1] + 2
        expect(await spoil('tile/entries/000', 50 * 2)).toMatchObject({ key: 'verify.fault.differs', seq: 1 })
        expect(await spoil('tile/entries/001', 20)).toMatchObject({ key: 'verify.fault.differs', seq: 257 })
        expect(length).toBeGreaterThan(100)
        expect(await spoil('tile/0/000', 32 * 17 + 3)).toMatchObject({ key: 'verify.fault.differs', seq: 18 })
        expect(await spoil('tile/0/002.p/88', 32 * 80)).toMatchObject({ key: 'verify.fault.differs', seq: 593 })
        expect(await spoil('tile/1/000.p/2', 40)).toMatchObject({ key: 'verify.fault.tile' })
        const without = (gone) => checkWhole(async (p) => (p === gone ? undefined : log.store.get(p)), policy, () => undefined).catch(keyOf)
        expect(await without('tile/entries/001')).toBe('verify.fault.missing')
    })

    it('with entries and tiles both rewritten has another root', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const policy = await policyOfKey(key.vkey)
        const log = await makeLog(20, key)
        const forged = await makeLog(20, key)
        const bundle = forged.store.get('tile/entries/000.p/20')
        bundle[2 + 40] ^= 1
        const { entries } = cutBundle(bundle, 20)
        forged.store.set('tile/0/000.p/20', concat(...(await Promise.all(entries.map(leafHash)))))
        forged.store.set('checkpoint', log.store.get('checkpoint'))
        await expect(checkWhole(forged.fetch, policy, () => undefined).catch(keyOf)).resolves.toBe('verify.fault.root')
    })

    it('grows from what was signed before, or it was rewritten', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const policy = await policyOfKey(key.vkey)
        const now = await makeLog(600, key)
        for (const size of [1, 100, 256, 511, 600]) {
            const was = await makeLog(size, key)
            const grown = await checkGrown(now.fetch, was.store.get('checkpoint'), now.store.get('checkpoint'), policy)
            expect([grown.was.checkpoint.size, grown.is.checkpoint.size]).toEqual([size, 600])
        }
        const text = `${key.name}\n100\n${base64(await sha256(utf8('another history')))}\n`
        const forked = utf8(`${text}\n${await signLine(text, key)}`)
        await expect(checkGrown(now.fetch, forked, now.store.get('checkpoint'), policy).catch(keyOf)).resolves.toBe('verify.fault.rewritten')
        await expect(checkGrown(now.fetch, now.store.get('checkpoint'), (await makeLog(5, key)).store.get('checkpoint'), policy).catch(keyOf)).resolves.toBe('verify.fault.shrunk')
    })
})

describe('tiles', () => {
    it('have the names of the specification', () => {
        expect(tilePath(0, 1234067, 256)).toBe('tile/0/x001/x234/067')
        expect(tilePath('entries', 0, 5)).toBe('tile/entries/000.p/5')
        expect([tileWidth(0, 273, 70000), tileWidth(1, 0, 70000), tileWidth(1, 1, 70000), tileWidth(2, 0, 70000), tileWidth(2, 1, 70000)]).toEqual([112, 256, 17, 1, 0])
    })
})

describe('the badge', () => {
    it('reads a checkpoint’s size, and whether a witness stands under it', async () => {
        const key = await keyFor('centre.test/journal', secret)
        const log = await makeLog(3, key)
        const note = `${log.text}\n${await signLine(log.text, key)}`
        expect(readReach(note)).toEqual({ size: 3, cosigned: false })
        const witness = await keyFor('w.test/w', other, 4)
        expect(readReach(note + (await signLine(log.text, witness)))).toEqual({ size: 3, cosigned: true })
        expect(readReach('nonsense')).toEqual({ size: 0, cosigned: false })
    })
})
