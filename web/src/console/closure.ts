// SPDX-License-Identifier: Apache-2.0
// What a closure says. Pure.

import type { Closure } from '../gen/types'
import { t } from '../lib/i18n'

/** "closed", or how slow it is. */
export function closureTitle(one: Pick<Closure, 'time_permille' | 'one_way'>): string {
    const says = one.time_permille ? t('closure.slow', { n: Math.round(one.time_permille / 10) }) : t('closure.closed')
    return one.one_way ? says + ' · ' + t('closure.one_way') : says
}

export const CLOSED = 0
/** permille of the time driving takes otherwise */
const SLOW = [1500, 2000, 3000, 5000, 10000] as const

/** What a form offers: closed, or how slow. */
export const paces = (): [string, string][] => [[String(CLOSED), t('closure.closed')], ...SLOW.map((one): [string, string] => [String(one), t('streets.slower', { n: one / 1000 })])]
