// SPDX-License-Identifier: Apache-2.0
// Builds the pages into dist/. `node build.mjs` once, `node build.mjs --watch` while writing.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import { checkTexts } from './check-i18n.mjs'
import { manual } from './manual.mjs'

const web = dirname(fileURLToPath(import.meta.url))
const out = join(web, 'dist')
const at = (...parts) => join(web, ...parts)
const watch = process.argv.includes('--watch')

/** Only the subsets that the four languages need, upright, one variable file each. */
function fonts() {
    const from = at('node_modules/@fontsource-variable/inter')
    const css = readFileSync(join(from, 'index.css'), 'utf8')
    const wanted = /inter-(latin|latin-ext|cyrillic|cyrillic-ext)-wght-normal\.woff2/
    const faces = css.match(/@font-face\s*\{[^}]*\}/g)?.filter((face) => wanted.test(face)) ?? []
    if (faces.length !== 4) throw new Error(`expected 4 font subsets, found ${faces.length}`)
    mkdirSync(join(out, 'fonts'), { recursive: true })
    for (const face of faces) {
        const file = face.match(wanted)[0]
        cpSync(join(from, 'files', file), join(out, 'fonts', file))
    }
    writeFileSync(join(out, 'fonts.css'), faces.join('\n').replaceAll('./files/', '/fonts/'))
    cpSync(join(from, 'LICENSE'), join(out, 'fonts/LICENSE'))
}

function copies() {
    cpSync(at('src/static'), out, { recursive: true })
    cpSync(at('node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs'), join(out, 'maplibre-worker.js'))
    mkdirSync(join(out, 'licences'), { recursive: true })
    cpSync(at('node_modules/maplibre-gl/LICENSE.txt'), join(out, 'licences/maplibre-gl.txt'))
    cpSync(at('node_modules/preact/LICENSE'), join(out, 'licences/preact.txt'))
    cpSync(at('node_modules/@noble/ed25519/LICENSE'), join(out, 'licences/noble-ed25519.txt'))
    const api = at('../doc/api')
    if (!existsSync(api)) return
    mkdirSync(join(out, 'api'), { recursive: true })
    for (const file of readdirSync(api)) {
        if (file.endsWith('.json')) cpSync(join(api, file), join(out, 'api', file))
    }
}

/** The pages differ in their script and style sheet, which are named alike, and in what some say in their head besides. */
function documents() {
    const page = readFileSync(at('src/page.html'), 'utf8')
    const heads = {
        console: [],
        admin: [],
        audit: [],
        sites: [],
        load: [],
        public: [],
        verify: [],
        'set-up': ['<meta name="referrer" content="no-referrer" />'],
        tablet: [
            '<meta name="mobile-web-app-capable" content="yes" />',
            '<link rel="manifest" href="/tablet.webmanifest" />',
        ],
    }
    for (const [name, lines] of Object.entries(heads)) {
        const more = lines.map((line) => ' '.repeat(8) + line + '\n').join('')
        const file = name === 'console' ? 'index.html' : name + '.html'
        writeFileSync(join(out, file), page.replaceAll('{{page}}', name).replace('{{more}}', more))
    }
}

/** Files beside their .gz: a server may send the smaller one. */
function compress(dir) {
    for (const name of readdirSync(dir)) {
        const path = join(dir, name)
        if (statSync(path).isDirectory()) compress(path)
        else if (/\.(js|css|html|json|svg|webmanifest)$/.test(name) && statSync(path).size > 1024) {
            writeFileSync(path + '.gz', gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }))
        }
    }
}

const common = {
    bundle: true,
    minify: !watch,
    sourcemap: watch,
    target: 'es2022',
    legalComments: 'none',
    outdir: out,
    logLevel: 'warning',
    external: ['/fonts/*'],
}

const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path)))

const pages = {
    ...common,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    entryPoints: present({
        console: at('src/console/main.tsx'),
        tablet: at('src/tablet/main.tsx'),
        admin: at('src/admin/main.tsx'),
        'set-up': at('src/admin/set-up.tsx'),
        verify: at('src/verify/main.tsx'),
        public: at('src/public/main.tsx'),
        audit: at('src/audit/main.tsx'),
        sites: at('src/sites/main.tsx'),
        load: at('src/load/main.tsx'),
    }),
    jsx: 'automatic',
    jsxImportSource: 'preact',
}

const workers = {
    ...common,
    format: 'iife',
    entryPoints: present({ 'stream.worker': at('src/lib/stream.worker.ts'), sw: at('src/tablet/sw.ts') }),
}

const problems = checkTexts()
if (problems.length > 0) {
    for (const problem of problems) console.error('text: ' + problem)
    process.exit(1)
}
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
fonts()
copies()
documents()
manual(join(out, 'manual'))
if (watch) {
    for (const options of [pages, workers]) await (await esbuild.context(options)).watch()
    console.log('watching')
} else {
    await Promise.all([esbuild.build(pages), esbuild.build(workers)])
    compress(out)
}
