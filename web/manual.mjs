// SPDX-License-Identifier: Apache-2.0
// The manual as pages: every text of doc/, the man pages, one index; into dist/manual/, so that a centre without internet has it.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import markdown from 'markdown-it'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Reading order; what is in doc/ and not here comes after, by name. */
const ORDER = ['using.md', 'operations.md', 'metrics.md', 'devices.md', 'doors.md', 'mqtt.md', 'dc09.md', 'cot.md', 'verify-by-hand.md', 'api.md', 'api/records.md']
const LEFT_OUT = ['status.md']

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const pageOf = (file) => file.replaceAll('/', '-').replace(/\.md$/, '.html')
const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')

export function sources(dir = root) {
    const found = [...readdirSync(join(dir, 'doc')), ...readdirSync(join(dir, 'doc/api')).map((f) => `api/${f}`)]
        .filter((f) => f.endsWith('.md') && !LEFT_OUT.includes(f))
    return [...ORDER.filter((f) => found.includes(f)), ...found.filter((f) => !ORDER.includes(f)).sort()]
}

/** Headings get anchors; links between the texts stay links between the pages, others point at the repository's files by name only. */
function renderer(files) {
    const md = markdown({ html: false, linkify: false })
    md.core.ruler.push('manual', (state) => {
        state.tokens.forEach((token, i) => {
            if (token.type === 'heading_open') token.attrSet('id', slug(state.tokens[i + 1].content))
            for (const t of token.children ?? []) {
                if (t.type === 'link_open') {
                    const [, path, hash = ''] = t.attrGet('href').match(/^(?:\.\.\/|\.\/|doc\/)*([^#]*)(#.*)?$/)
                    if (files.includes(path)) t.attrSet('href', pageOf(path) + hash)
                }
                if (t.type === 'image') t.attrSet('src', t.attrGet('src').replace(/^(doc\/)?img\//, 'img/'))
            }
        })
    })
    return md
}

function shell(title, nav, body) {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escape(title)} · Markaz</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"/>
<link rel="stylesheet" href="manual.css"/>
</head>
<body>
<nav><a href="index.html">Markaz</a>${nav}</nav>
<main>
${body}
</main>
</body>
</html>
`
}

/** A man page as a fragment, by mandoc; null where there is no mandoc. */
function manPage(file) {
    try {
        return execFileSync('mandoc', ['-T', 'html', '-O', 'fragment', file], { encoding: 'utf8' })
    } catch (e) {
        if (e.code === 'ENOENT') return null
        throw e
    }
}

/** Writes the manual into `out`; the names of the pages it made. */
export function manual(out, dir = root) {
    const files = sources(dir)
    const md = renderer(files)
    const texts = files.map((file) => ({ file, text: readFileSync(join(dir, 'doc', file), 'utf8').replace(/<!--[\s\S]*?-->/g, '') }))
    const pages = texts.map(({ file, text }) => ({ name: pageOf(file), title: text.match(/^# (.*)$/m)?.[1] ?? file, html: md.render(text) }))
    for (const name of readdirSync(join(dir, 'doc/man')).sort()) {
        const html = manPage(join(dir, 'doc/man', name))
        if (html !== null) pages.push({ name: `${name}.html`, title: name.replace(/^(.*)\.(\d)$/, '$1($2)'), html, man: true })
    }
    const link = (p) => `<a href="${p.name}">${escape(p.title)}</a>`
    const nav = pages.map(link).join('')
    const contents = ['Guides', 'Programs and settings'].map((head, i) => `<h2>${head}</h2>\n<ul>${pages.filter((p) => Boolean(p.man) === Boolean(i)).map((p) => `<li>${link(p)}</li>`).join('\n')}</ul>`)
    mkdirSync(out, { recursive: true })
    for (const p of pages) writeFileSync(join(out, p.name), shell(p.title, nav, p.html))
    writeFileSync(join(out, 'index.html'), shell('Manual', nav, `<h1>The Markaz manual</h1>\n${contents.join('\n')}`))
    cpSync(join(dir, 'web/src/styles/manual.css'), join(out, 'manual.css'))
    if (existsSync(join(dir, 'doc/img'))) cpSync(join(dir, 'doc/img'), join(out, 'img'), { recursive: true })
    return ['index.html', ...pages.map((p) => p.name)]
}
