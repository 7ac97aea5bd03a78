// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { changed, copied, hoursOf, readHours, sameHours, writeHours, type Hours } from '../src/admin/traffic-hours'

const flat = (percent: number): number[] => Array.from({ length: 24 }, () => percent)

describe('traffic by the hour', () => {
    it('is read from permille and written back the same', () => {
        const kept = { all: flat(1000), motorway: [...flat(1000).slice(1), 1755] }
        expect(writeHours(readHours(kept))).toEqual(kept)
        expect(hoursOf(readHours(kept), 'motorway')[23]).toBe(175.5)
    })

    it('what cannot be read is nothing said', () => {
        for (const bad of [undefined, null, '', 7, [], { all: [1, 2] }, { all: 'x' }, { moon: flat(1000) }]) expect(readHours(bad)).toEqual({})
    })

    it('a class without figures of its own has those of all others, and keeps them when one hour is changed', () => {
        const hours: Hours = { all: flat(150) }
        const next = changed(hours, 'street', 8, 300)
        expect(next?.street?.[8]).toBe(300)
        expect(next?.street?.[9]).toBe(150)
        expect(next?.all).toEqual(flat(150))
        expect(hoursOf({}, 'ferry')).toEqual(flat(100))
    })

    it('no figure that the centre refuses is taken', () => {
        for (const bad of [9, 2001, NaN, -100]) expect(changed({}, 'all', 0, bad)).toBeUndefined()
        expect(changed({}, 'all', 0, 10)?.all?.[0]).toBe(10)
        expect(changed({}, 'all', 23, 2000)?.all?.[23]).toBe(2000)
    })

    it('a copied row leaves the other classes of that day', () => {
        const to = copied({ all: flat(200) }, { all: flat(100), track: flat(120) }, 'all')
        expect(to).toEqual({ all: flat(200), track: flat(120) })
        expect(sameHours(to, { track: flat(120), all: flat(200) })).toBe(true)
    })
})
