// SPDX-License-Identifier: Apache-2.0
// Which look-alikes stand in this console's low list. The centre gives each list at most six an hour. Pure.

import type { Lookalike } from '../gen/types'
import type { Tables } from '../lib/fold'

const LEVELS = 8

/** `area`: what the person is limited to; empty: the country. */
export function stands(tables: Tables, one: Pick<Lookalike, 'listed' | 'within'>, area: string): boolean {
    if (!one.listed) return false
    if (!one.within) return true
    let at: string | undefined = area
    for (let level = 0; at && level < LEVELS; level++) {
        if (at === one.within) return true
        at = tables.area?.get(at)?.parent
    }
    return false
}
