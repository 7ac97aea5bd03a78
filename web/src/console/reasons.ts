// SPDX-License-Identifier: Apache-2.0
// The centre's reasons, which are words of its interface, as sentences of the page's language. Pure.

import type { Notice } from '../gen/types'
import { t, tOr } from '../lib/i18n'

const NUMBER = /^number_(\d+)$/
const THOUGH = /^chosen_though_(.+)$/

/** "nearest", "number_2", "listening", "chosen_though_silent"; an unknown word is shown as it came. */
export function reasonText(word: string): string {
    const number = NUMBER.exec(word)
    if (number) return t('reason.number', { n: Number(number[1]) })
    const though = THOUGH.exec(word)
    if (though) return t('reason.chosen_though', { why: missingText(though[1] ?? '') })
    return tOr('reason.' + word, word)
}

/** Why a unit is not recommended. */
export function missingText(word: string): string {
    return tOr('missing.' + word, tOr('unit_status.' + word, word))
}

/** Why a time is no driving time. */
export function airText(word: string): string {
    return t('by_air', { why: tOr('by_air.' + word, word) })
}

/** Seconds as whole minutes, at least one. */
export function minutes(seconds: number): number {
    return Math.max(1, Math.round(seconds / 60))
}

/** Why this unit was told of a vehicle. The distance stands beside it and is not repeated. */
export function noticeReason(one: Pick<Notice, 'ahead' | 'reason'>): string {
    return tOr('notice_why.' + (one.reason ?? ''), t(one.ahead ? 'notice_why.ahead' : 'notice_why.behind'))
}

/** What the officer answered with one tap, or wrote. */
export function answerText(answer: string): string {
    return tOr('notice_answer.' + answer, answer)
}
