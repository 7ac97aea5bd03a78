// SPDX-License-Identifier: Apache-2.0
// What a run card says, as the page's language has it. Pure.

import { t, tOr } from '../lib/i18n'
import { missingText } from './reasons'

export interface CardUnit {
    unit: string
    at_work?: boolean
    eta_s?: number
    by?: 'road' | 'air'
}

export interface CardNeed {
    level: number
    n: number
    /** a kind of unit or any, then skills with commas between them */
    what: string
    /** its level is reached */
    active: boolean
    units: CardUnit[]
    short: number
    lacking?: Record<string, number>
}

export interface Card {
    id: string
    level: number
    levels: number
    needs: CardNeed[]
}

/** "patrol", "any negotiator,medic" */
export function cardNeed(what: string): string {
    const [kind = '', skills = ''] = what.trim().split(/\s+/)
    const name = kind === 'any' ? t('card.any') : tOr('unit_kind.' + kind, kind)
    return skills ? `${name} (${skills.split(',').join(', ')})` : name
}

/** Whom the card would send now, the needs in its order. */
export const cardPicks = (card: Card): string[] => card.needs.flatMap((need) => need.units.filter((one) => !one.at_work).map((one) => one.unit))

/** Why the others are not among them: "3 off duty, 2 committed". */
export const lackingText = (lacking: Record<string, number>): string =>
    Object.entries(lacking)
        .map(([why, n]) => `${n} ${missingText(why)}`)
        .join(', ')
