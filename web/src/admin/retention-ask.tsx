// SPDX-License-Identifier: Apache-2.0
// What can be asked about keeping: a hold, its end moved or taken away, another life. All of it happens when a second person agrees.

import { asking, details, shortly, toldWaits, useApprovals, askerName, type Approval } from '../lib/approvals'
import { post, put } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { Age, Time } from '../lib/ui'
import { FormSheet, type Field, type Values } from './form'
import type { Hold, Kept } from './retention'

/** What is asked, and of which hold or life when that is chosen already. */
export interface Ask {
    what: 'hold' | 'extend' | 'release' | 'life'
    of?: string
}

const UNITS = { s: 1, h: 3600, d: 86400 } as const
type Unit = keyof typeof UNITS

/** A length of time in the largest unit that says it without a fraction. */
export function lifeText(seconds: number): string {
    const units: [number, Key][] = [
        [365 * UNITS.d, 'adm.retention.years'],
        [UNITS.d, 'adm.retention.days'],
        [UNITS.h, 'adm.retention.hours'],
    ]
    for (const [size, says] of units)
        if (seconds >= size && seconds % size === 0) return t(says, { n: seconds / size })
    return t('adm.retention.seconds', { n: seconds })
}

/** The largest unit in which a life is a whole number. */
export function inUnit(seconds: number): { n: number; unit: Unit } {
    const unit = (['d', 'h'] as const).find((u) => seconds % UNITS[u] === 0) ?? 's'
    return { n: seconds / UNITS[unit], unit }
}

export const kindName = (id: string): string => t(`adm.retention.${id}` as Key)

function fieldsOf(ask: Ask, holds: readonly Hold[], kept: readonly Kept[]): Field[] {
    const until: Field = { name: 'until', label: 'adm.retention.until', kind: 'time', required: true, hint: 'adm.retention.until.hint' }
    const basis: Field = { name: 'basis', label: 'adm.retention.basis', kind: 'text', required: true, maxLength: 230, hint: 'adm.retention.basis.hint' }
    const hold: Field = { name: 'hold', label: 'adm.retention.about', kind: 'choice', required: true, options: holds.map((h) => [h.id, `${h.about} (${h.id})`]) }
    switch (ask.what) {
        case 'hold':
            return [{ name: 'about', label: 'adm.retention.about', kind: 'text', required: true, maxLength: 80, pattern: '[a-z]+/.+', example: 'incident/I17', hint: 'adm.retention.about.hint' }, basis, until]
        case 'extend':
            return [hold, until, basis]
        case 'release':
            return [hold]
        case 'life':
            return [
                { name: 'class', label: 'adm.retention.about', kind: 'choice', required: true, options: kept.map((k) => [k.id, kindName(k.id)]) },
                { name: 'life_s', label: 'adm.retention.life', kind: 'number', required: true, min: 1 },
                { name: 'unit', label: 'adm.retention.unit', kind: 'choice', required: true, options: (Object.keys(UNITS) as Unit[]).map((u) => [u, t(`adm.retention.unit.${u}`)]) },
            ]
    }
}

async function send(ask: Ask, values: Values, reason: string): Promise<void> {
    const { hold, class: of, unit, life_s, ...rest } = values
    const id = encodeURIComponent(String(hold ?? of))
    const answer =
        ask.what === 'life'
            ? await put(asking(`/api/v1/retention/${id}`, reason), { life_s: Math.round(Number(life_s) * UNITS[unit as Unit]), reason })
            : ask.what === 'hold'
              ? await post(asking('/api/v1/holds', reason), rest)
              : await post(asking(`/api/v1/holds/${id}/${ask.what}`, reason), ask.what === 'release' ? { reason } : rest)
    toldWaits(answer as { id?: string; waits?: boolean })
}

export function AskSheet(props: { ask: Ask; holds: readonly Hold[]; kept: readonly Kept[]; onClose: () => void }) {
    const { ask, holds, kept } = props
    const life = kept.find((k) => k.id === ask.of) ?? kept[0]
    const shown = inUnit(life?.life_s ?? 1)
    const before: Values =
        ask.what === 'life' ? { class: life?.id, life_s: shown.n, unit: shown.unit } : { hold: ask.of ?? holds[0]?.id }
    return (
        <FormSheet
            title={t(`adm.retention.ask.${ask.what}`)}
            fields={fieldsOf(ask, holds, kept)}
            before={before}
            send="approval.ask"
            second
            secondHint="adm.retention.second"
            onSend={(values, reason) => send(ask, values, reason)}
            onClose={props.onClose}
        />
    )
}

/** What was asked here and waits: nothing of it has happened yet. */
export function Waiting() {
    return may('approve.read') ? <WaitingList /> : null
}

function WaitingList() {
    const { list } = useApprovals()
    const mine = list?.filter((one) => one.command.startsWith('retain.')) ?? []
    if (mine.length === 0) return null
    return (
        <table class="lines" data-waiting>
            <caption>{t('adm.retention.waiting')}</caption>
            <tbody>
                {mine.map((one) => (
                    <WaitingRow one={one} key={one.id} />
                ))}
            </tbody>
        </table>
    )
}

function WaitingRow(props: { one: Approval }) {
    const { one } = props
    const of = one.params?.[0]
    return (
        <tr data-approval={one.id}>
            <th>{shortly(one)}</th>
            <td>
                {one.command === 'retain.set' && of
                    ? `${kindName(of)}: ${lifeText(Number(one.body?.life_s))}`
                    : details(one)
                          .map(([name, value]) => `${name}: ${value}`)
                          .join('; ')}
            </td>
            <td>
                {t('approval.asked_by', { name: askerName(one.asked_by) })}, <Age at={one.asked_at} />
            </td>
            <td class="num">
                {t('approval.until')} <Time at={one.wake_at} />
            </td>
        </tr>
    )
}
