// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { nextStep } from '../src/lib/lasting'

const MIN = 60000

describe('how long a sign-in lasts', () => {
    it('is nobody’s concern until half an hour is left', () => {
        expect(nextStep(31 * MIN, 90 * MIN, 0)).toBe('')
        expect(nextStep(Number.NaN, Number.NaN, 0)).toBe('')
    })

    it('goes on while the page is used', () => {
        expect(nextStep(29 * MIN, 90 * MIN, 14 * MIN)).toBe('renew')
        expect(nextStep(2 * MIN, 90 * MIN, 0)).toBe('renew')
    })

    it('is looked at, then told, when nobody uses it', () => {
        expect(nextStep(29 * MIN, 90 * MIN, 16 * MIN)).toBe('look')
        expect(nextStep(14 * MIN, 90 * MIN, 16 * MIN)).toBe('tell')
    })

    it('ends at its ceiling, and that is told', () => {
        expect(nextStep(29 * MIN, 29 * MIN, 0)).toBe('')
        expect(nextStep(14 * MIN, 14 * MIN, 0)).toBe('tell_last')
    })
})
