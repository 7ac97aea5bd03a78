// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { stands } from '../src/console/low'
import type { Tables } from '../src/lib/fold'

const tables = {
    area: new Map([
        ['region', { name: 'Region' }],
        ['city', { name: 'City', parent: 'region' }],
        ['district', { name: 'District', parent: 'city' }],
    ]),
} as unknown as Tables

test('a look-alike stands in the lists up to the widest that had room', () => {
    const upToCity = { listed: true, within: 'city' }
    expect(['district', 'city', 'region', ''].map((area) => stands(tables, upToCity, area))).toEqual([true, true, false, false])
    expect(['district', 'region', ''].map((area) => stands(tables, { listed: true, within: '' }, area))).toEqual([true, true, true])
    expect(stands(tables, { listed: true }, '')).toBe(true)
    expect(stands(tables, { listed: false, within: '' }, 'district')).toBe(false)
    expect(stands(tables, {}, '')).toBe(false)
})
