// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import openapi from '../../doc/api/openapi.json'
import { LANG } from '../src/gen/types'
import { asking, details, shortly } from '../src/lib/approvals'
import { setLang } from '../src/lib/i18n'

interface Operation {
    operationId: string
    'x-four-eyes'?: string
    requestBody?: { content: Record<string, { schema: { $ref: string } }> }
}
const api = openapi as unknown as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, { properties: Record<string, unknown> }> }
}
const marked = Object.values(api.paths)
    .flatMap((path) => Object.values(path))
    .filter((one) => one['x-four-eyes'])

describe('what waits for a second person', () => {
    it('is said in words for each command that can wait, with each field of it, in each language', () => {
        expect(marked.length).toBeGreaterThan(5)
        for (const lang of LANG) {
            setLang(lang)
            for (const one of marked) {
                expect(shortly({ command: one.operationId }), `approval.of.${one.operationId} in ${lang}`).not.toBe(one.operationId)
                const ref = one.requestBody?.content['application/json']?.schema.$ref.split('/').at(-1) ?? ''
                for (const field of Object.keys(api.components.schemas[ref]?.properties ?? {})) {
                    if (field === 'password' || field === 'id') continue
                    const [[label] = ['']] = details({ command: one.operationId, body: { [field]: 'x' } })
                    expect(label, `approval.field.${field} in ${lang}`).not.toBe(field)
                }
            }
        }
        setLang('en')
    })

    it('shows values as people say them', () => {
        const rows = details({
            command: 'road.entry_add',
            params: ['U3'],
            body: { plate: '01A111AA', class: 'car', reason: 'stolen', lookalikes: false, make: '', devices: ['a', 'b'], more: { x: 1 }, id: 'tap-1' },
        })
        expect(Object.fromEntries(rows)).toEqual({
            Whom: 'U3',
            Plate: '01A111AA',
            Class: 'car',
            Reason: 'Stolen',
            'Look-alikes too': 'no',
            Make: '–',
            Devices: 'a, b',
            more: '{"x":1}',
        })
    })

    it('carries the reason in the path, whatever it says', () => {
        expect(asking('/api/v1/users', '')).toBe('/api/v1/users')
        expect(asking('/api/v1/users', 'смена & ночь?')).toBe('/api/v1/users?reason=%D1%81%D0%BC%D0%B5%D0%BD%D0%B0%20%26%20%D0%BD%D0%BE%D1%87%D1%8C%3F')
    })
})
