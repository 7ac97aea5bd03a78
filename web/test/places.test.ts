// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Item } from '../src/console/items'
import { perhapsSame, placeAsked, placeName } from '../src/console/places'

describe('the place in a command line', () => {
    it('is what follows the kind and the priority of a new incident', () => {
        expect(placeAsked('/i robbery navoi 12')).toEqual({ head: '/i robbery ', text: 'navoi 12' })
        expect(placeAsked('/i rob p2 Навои 12 ')).toEqual({ head: '/i rob p2 ', text: 'Навои 12' })
        expect(placeAsked('i fire chorsu')).toEqual({ head: '/i fire ', text: 'chorsu' })
    })
    it('or where the map is to go', () => {
        expect(placeAsked('/g chorsu bozori')).toEqual({ head: '/g ', text: 'chorsu bozori' })
        expect(placeAsked('/g 41.31,69.24')).toBeUndefined()
    })
    it('and nothing else is looked for', () => {
        for (const line of ['/', '/i', '/i robbery', '/i robbery na', '/i robbery p1 ', '/i robbery 12', '/s M21 available', '/f navoi', '/a M21 nearest']) expect(placeAsked(line)).toBeUndefined()
    })
    it('is named as a person says it', () => {
        expect(placeName({ lat: 0, lon: 0, street: 'Navoiy', house: '12', settlement: 'Toshkent' })).toBe('Navoiy, 12, Toshkent')
        expect(placeName({ lat: 0, lon: 0, name: 'Chorsu' })).toBe('Chorsu')
    })
})

describe('what is perhaps the same', () => {
    const now = Date.parse('2026-11-23T10:00:00Z')
    const item = (id: string, more: Partial<Item>): Item => ({ ref: 'incident/' + id, kind: 'incident', id, priority: 1, quiet: false, done: false, at: now - 60_000, title: id, where: '', state: '', area: '', lat: 41.3, lon: 69.2, by: [], count: 1, practice: '', ...more })
    it('is open, near and lately begun, nearest first', () => {
        const items = [
            item('far', { lat: 41.304 }),
            item('corner', { lat: 41.302 }),
            item('here', {}),
            item('closed', { done: true }),
            item('old', { at: now - 46 * 60_000 }),
            item('nowhere', { lat: undefined }),
            item('unit', { kind: 'unit' }),
        ]
        expect(perhapsSame('/i fire x', { lat: 41.3, lon: 69.2 }, items, now).map((one) => [one.ref, one.of])).toEqual([
            ['incident/here', 'same'],
            ['incident/corner', 'same'],
        ])
    })
})
