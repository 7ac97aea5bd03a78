// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { manual, sources } from '../manual.mjs'

const out = mkdtempSync(join(tmpdir(), 'markaz-manual-'))
let names = []
beforeAll(() => { names = manual(out) })
process.on('exit', () => rmSync(out, { recursive: true, force: true }))
const read = (name) => readFileSync(join(out, name), 'utf8')

describe('the manual', () => {
    it('has a page for each text and each man page, all in the contents', () => {
        const index = read('index.html')
        expect(sources()).toContain('operations.md')
        expect(sources()).not.toContain('status.md')
        for (const want of ['operations.html', 'api-records.html', 'markazd.8.html', 'markazctl.1.html', 'markaz.conf.5.html']) expect(names).toContain(want)
        for (const name of names) if (name !== 'index.html') expect(index).toContain(`href="${name}"`)
    })

    it('has no link to nowhere', () => {
        const files = new Set(readdirSync(out))
        const dead = []
        for (const name of names) {
            for (const [, href] of read(name).matchAll(/href="([^"]+)"/g)) {
                const [page, hash] = href.split('#')
                if (/^https?:|^\//.test(href)) continue
                if (page && !files.has(page)) dead.push(`${name}: ${href}`)
                else if (hash && !read(page || name).includes(`id="${decodeURIComponent(hash)}"`)) dead.push(`${name}: ${href}`)
            }
        }
        expect(dead).toEqual([])
    })

    it('needs no script and nothing from elsewhere', () => {
        for (const name of names) expect(read(name)).not.toMatch(/<script|style="|src="https?:|url\(/)
    })
})

describe('using.md', () => {
    it('names every key of the console', () => {
        const text = readFileSync(new URL('../../doc/using.md', import.meta.url), 'utf8')
        const source = readFileSync(new URL('../src/console/bindings.ts', import.meta.url), 'utf8')
        const keys = [...source.matchAll(/\bkey: '([^']+)'/g)].map((m) => m[1]).filter((k) => k !== 'shift+')
        expect(keys.length).toBeGreaterThan(15)
        expect(keys.filter((k) => !text.includes(`\`${k}\``))).toEqual([])
    })
})
