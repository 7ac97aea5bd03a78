// SPDX-License-Identifier: Apache-2.0
// What can be seen to be wrong with the words of a page, whatever the page: text that is cut, sticks out of its box or
// lies over other text, keys shown instead of texts, holes in sentences, English where another language was asked for.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './harness.mjs'

const folder = join(root, 'web/src/i18n')
const formsOf = (text) => (typeof text === 'string' ? [text] : Object.values(text))

function textsOf(lang) {
    const out = {}
    for (const part of readdirSync(folder)) Object.assign(out, JSON.parse(readFileSync(join(folder, part, lang + '.json'), 'utf8')))
    return out
}

/** What this language's pages may not say: English texts of two words and more that are others in it and no names. */
function english(lang, names) {
    const own = textsOf(lang)
    const out = new Set()
    for (const [key, text] of Object.entries(textsOf('en'))) {
        const mine = formsOf(own[key]).join('\n')
        for (const form of formsOf(text)) {
            for (const piece of form.split(/\{\w+\}/)) {
                const words = piece.trim().replace(/^[\s.,:;·–—]+|[\s.,:;·–—]+$/g, '')
                if (/\p{L}{2,}\P{L}+\p{L}{2,}/u.test(words) && !mine.includes(words) && !names.includes(words)) out.add(words)
            }
        }
    }
    return [...out]
}

/** What the page is told about one language; `names` is all that people called things, which is nobody's text. */
export function wordsOf(lang, names) {
    const keys = Object.keys(textsOf('en')).filter((key) => key.includes('.'))
    return { keys, english: lang === 'en' ? [] : english(lang, names) }
}

/**
 * Looks at the page as it is and gives what is wrong, one line a fault. Runs in the page, so it uses nothing from here.
 * A text cut with its box's own dots is right when its whole words can be read as a title.
 */
export function look({ keys, english: foreign }) {
    const faults = new Set()
    const say = (what, one, more = '') => {
        const name = one.tagName.toLowerCase() + (typeof one.className === 'string' && one.className ? '.' + one.className.trim().split(/\s+/).join('.') : '')
        faults.add(`${what}: ${name} "${(one.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60)}"${more}`)
    }
    const scrolls = (value) => value === 'auto' || value === 'scroll'
    const hides = (value) => value === 'hidden' || value === 'clip'
    const styles = new Map()
    const styleOf = (one) => {
        if (!styles.has(one)) styles.set(one, getComputedStyle(one))
        return styles.get(one)
    }
    const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    const silent = (one) => one.closest('svg, canvas, .maplibregl-map, [aria-hidden=true] .maplibregl-map, .sr, option, select') !== null
    const sheet = [...document.querySelectorAll('dialog[open], [role=dialog]')].filter(shown).at(-1)
    const titled = (one) => one.closest('[title]') !== null
    // Some titles are made when somebody points.
    for (const one of document.querySelectorAll('.cut')) one.dispatchEvent(new PointerEvent('pointerenter'))

    const pieces = []
    const walker = document.createTreeWalker(sheet ?? document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const one = node.parentElement
        if (!one || node.data.trim() === '' || silent(one) || !shown(one)) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        const rects = [...range.getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1)
        if (rects.length > 0) pieces.push({ node, one, rects })
    }

    const judged = new Set()
    const cut = (box) => {
        if (judged.has(box)) return
        judged.add(box)
        const style = styleOf(box)
        if (hides(style.overflowX) && box.scrollWidth > box.clientWidth + 1 && !titled(box)) {
            say('cut', box, ` ${box.scrollWidth} > ${box.clientWidth}`)
        }
        if (hides(style.overflowY) && box.scrollHeight > box.clientHeight + 2 && !titled(box)) {
            say('cut below', box, ` ${box.scrollHeight} > ${box.clientHeight}`)
        }
        if (scrolls(style.overflowX) && box.scrollWidth > box.clientWidth + 1 && !box.matches('pre')) {
            say('wider than its box', box, ` ${box.scrollWidth} > ${box.clientWidth}`)
        }
    }
    const visible = []
    for (const { one, rects } of pieces) {
        let [free, down] = [true, true]
        const limit = { left: 0, right: innerWidth, top: 0, bottom: innerHeight }
        for (let box = one; box && box !== document.documentElement; box = box.parentElement) {
            const style = styleOf(box)
            if (style.display === 'inline' || style.display === 'contents') continue
            const at = box.getBoundingClientRect()
            if (free && hides(style.overflowX)) free = false
            if (down && hides(style.overflowY)) down = false
            cut(box)
            if (scrolls(style.overflowX)) free = false
            if (scrolls(style.overflowY)) down = false
            for (const rect of rects) {
                if (free && (rect.right > at.right + 1.5 || rect.left < at.left - 1.5)) say('sticks out of its box', one, ` of ${box.className || box.tagName}, ${Math.round(Math.max(rect.right - at.right, at.left - rect.left))} px`)
                if (down && (rect.bottom > at.bottom + 3 || rect.top < at.top - 3)) say('runs out of its box', one, ` of ${box.className || box.tagName}, ${Math.round(Math.max(rect.bottom - at.bottom, at.top - rect.top))} px`)
            }
            if (hides(style.overflowX) || scrolls(style.overflowX)) {
                limit.left = Math.max(limit.left, at.left)
                limit.right = Math.min(limit.right, at.right)
            }
            if (hides(style.overflowY) || scrolls(style.overflowY)) {
                limit.top = Math.max(limit.top, at.top)
                limit.bottom = Math.min(limit.bottom, at.bottom)
            }
            if (style.position === 'fixed' || style.position === 'absolute') [free, down] = [false, false]
        }
        for (const rect of rects) if (free && (rect.right > innerWidth + 1 || rect.left < -1)) say('outside the screen', one)
        const seen = rects
            .map((rect) => ({ left: Math.max(rect.left, limit.left), right: Math.min(rect.right, limit.right), top: Math.max(rect.top, limit.top), bottom: Math.min(rect.bottom, limit.bottom) }))
            .filter((rect) => rect.right - rect.left > 2 && rect.bottom - rect.top > 4)
        for (const rect of seen) visible.push({ one, rect })
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.add(`the page is wider than the screen: ${document.documentElement.scrollWidth} > ${innerWidth}`)

    /** What lies over the page on purpose: menus, cards on the map, messages. */
    const layer = (one) => {
        for (let box = one; box; box = box.parentElement) {
            const { position } = styleOf(box)
            if (position === 'absolute' || position === 'fixed' || position === 'sticky') return box
        }
        return document.body
    }
    const inLayers = Map.groupBy(visible, ({ one }) => layer(one))
    for (const mine of inLayers.values()) {
        mine.sort((a, b) => a.rect.top - b.rect.top)
        for (let i = 0; i < mine.length; i++) {
            for (let k = i + 1; k < mine.length && mine[k].rect.top < mine[i].rect.bottom; k++) {
                const [a, b] = [mine[i].rect, mine[k].rect]
                if (mine[i].one === mine[k].one) continue
                const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
                const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
                if (wide > 2 && high > 0.35 * Math.min(a.bottom - a.top, b.bottom - b.top)) say('lies over', mine[i].one, ` and "${mine[k].one.textContent.trim().slice(0, 40)}"`)
            }
        }
    }

    for (const form of document.querySelectorAll('form, .actions, .acts')) {
        const said = [...form.querySelectorAll('button')].filter(shown).map((one) => one.innerText.trim())
        for (const text of new Set(said)) if (text && said.indexOf(text) !== said.lastIndexOf(text) && !form.matches('.compare, :has(.compare)')) faults.add(`two buttons say the same: "${text}"`)
    }

    const labels = [...(sheet ?? document).querySelectorAll('[title], [placeholder], [aria-label]')].filter(shown)
    const texts = [
        ...pieces.map(({ node }) => node.data),
        ...labels.flatMap((one) => ['title', 'placeholder', 'aria-label'].map((name) => one.getAttribute(name) ?? '')),
    ]
    const raw = new Set(keys)
    for (const text of texts) {
        for (const word of text.match(/[a-z_]+(\.[a-z_0-9]+)+/g) ?? []) {
            if (raw.has(word) || /^(adm|tab|key|do|did|watch|field|error|setup|signin)\./.test(word)) faults.add(`a key is shown: ${word}`)
        }
        const hole = /\b(undefined|NaN|null|Invalid Date)\b|\[object|\{\w+\}/.exec(text)
        if (hole) faults.add(`a hole is shown: "${text.trim().slice(0, 80)}"`)
    }
    const all = texts.join('\n').replace(/[^\S\n]+/g, ' ')
    for (const words of foreign) {
        if (!all.includes(words)) continue
        const whole = new RegExp(`(?<![\\p{L}])${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}])`, 'u')
        if (whole.test(all)) faults.add(`in English: "${words}"`)
    }
    return [...faults]
}
