// SPDX-License-Identifier: Apache-2.0
// Fields that several forms have.

import type { Key } from '../lib/i18n'
import type { Field } from './form'

/** What an id may be; people, units and devices are named alike. */
export const ID_PATTERN = '[A-Za-z0-9._:\\-]{1,64}'

export function idField(hint: Key): Field {
    return {
        name: 'id',
        label: 'adm.id',
        kind: 'text',
        required: true,
        onlyNew: true,
        pattern: ID_PATTERN,
        hint,
    }
}

/** Where something stands; the centre finds the area when it is left empty. */
export const PLACE_FIELDS: readonly Field[] = [
    { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area', hint: 'adm.area.found' },
    { name: 'lat', label: 'adm.lat', kind: 'number', min: -90, max: 90 },
    { name: 'lon', label: 'adm.lon', kind: 'number', min: -180, max: 180 },
]
