// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { differs, untouched } from '../src/console/conflict'
import { Problem } from '../src/lib/api'

const mine = { what: 'x', again: () => undefined }
const changed = (...parts: string[]) => parts.map((part, i) => ({ part, seq: 20 + i, by: 'U2', at: '2026-01-01T12:00:00Z' }))
const refused = (more: object, status = 409) => new Problem(status, 'Somebody else was first', '', 'seen', '', more as Record<string, unknown>)

describe('what somebody else changed meanwhile', () => {
    it('is read of the refusal, up to its last change', () => {
        expect(differs('incident/I1', refused({ changed: changed('title', 'units') }), mine)).toEqual({ ...mine, ref: 'incident/I1', changed: changed('title', 'units'), seen: 21 })
    })

    it('is no other error, nor parts this page does not know', () => {
        expect(differs('incident/I1', refused({}), mine)).toBeUndefined()
        expect(differs('incident/I1', refused({ changed: 'title' }), mine)).toBeUndefined()
        expect(differs('incident/I1', refused({ changed: [null, 3, ...changed('mood')] }), mine)).toBeUndefined()
        expect(differs('incident/I1', refused({ changed: changed('title') }, 403), mine)).toBeUndefined()
        expect(differs('incident/I1', new Error('no line'), mine)).toBeUndefined()
    })

    it('leaves the rest of a change to be saved', () => {
        const rows = changed('title', 'place') as Parameters<typeof untouched>[1]
        expect(untouched({ title: 'a', priority: 2, lat: 1, lon: 2 }, rows)).toEqual({ priority: 2 })
        expect(untouched({ title: 'a' }, rows)).toBeUndefined()
        expect(untouched(undefined, rows)).toBeUndefined()
        expect(untouched({ priority: 2 }, changed('closed') as typeof rows)).toBeUndefined()
    })
})
