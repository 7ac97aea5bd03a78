// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Incident } from '../src/gen/types'
import { candidates } from '../src/console/related'

const row = (seq: number, more: Partial<Incident> = {}): Incident => ({ seq, state: 'queued', ...more })

describe('which incidents this one may have to do with', () => {
    const all = new Map<string, Incident>([
        ['I1', row(1, { lat: 41.31, lon: 69.24, title: 'Here' })],
        ['I2', row(2, { lat: 41.36, lon: 69.24, title: 'Far' })],
        ['I3', row(3, { lat: 41.311, lon: 69.24, title: 'Near' })],
        ['I4', row(4, { title: 'Nobody knows where' })],
        ['I5', row(5, { title: 'The newest of those' })],
        ['I6', row(6, { lat: 41.31, lon: 69.24, state: 'closed' })],
    ])
    const ids = (of: string, text = '') => candidates(all, of, all.get(of) ?? row(0), text).map(([id]) => id)

    it('the near ones first, then the newest; never itself, nor what is closed', () => {
        expect(ids('I1')).toEqual(['I3', 'I2', 'I5', 'I4'])
    })

    it('the newest, where nobody knows where this one is', () => {
        expect(ids('I4')).toEqual(['I5', 'I3', 'I2', 'I1'])
    })

    it('by number and title', () => {
        expect(ids('I1', 'far')).toEqual(['I2'])
        expect(ids('I1', ' i5 ')).toEqual(['I5'])
        expect(ids('I1', 'nothing like it')).toEqual([])
    })
})
