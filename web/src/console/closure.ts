// SPDX-License-Identifier: Apache-2.0
// What a closure says. Pure.

import type { Closure } from '../gen/types'
import { t } from '../lib/i18n'

/** "closed", or how slow it is. */
export function closureTitle(one: Pick<Closure, 'time_permille' | 'one_way'>): string {
    const says = one.time_permille ? t('closure.slow', { n: Math.round(one.time_permille / 10) }) : t('closure.closed')
    return one.one_way ? says + ' · ' + t('closure.one_way') : says
}
