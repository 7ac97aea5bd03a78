// SPDX-License-Identifier: Apache-2.0
// Of the selected thing: what was learnt of it after the moment that is shown, and what was known instead then.

import { t, tOr } from '../lib/i18n'
import { splitRef } from '../lib/fold'
import { Time } from '../lib/ui'
import type { Player } from './replay-player'

/** A field that several kinds have under one name. */
const NAMES: Readonly<Record<string, string>> = { detail: 'field.said', lat: 'field.place', lon: 'field.place', links: 'related.name', merged: 'related.name', merged_into: 'related.name', disposition: 'replay.field.disposition', cause: 'replay.field.cause', practice: 'replay.field.practice', at: 'replay.field.at' }

function says(kind: string, field: string, value: unknown): string {
    if (value === undefined || value === '') return t('conflict.empty')
    if (typeof value === 'boolean') return t(value ? 'replay.learnt.yes' : 'replay.learnt.no')
    const text = Array.isArray(value) ? value.join(', ') : String(value)
    return tOr(`${kind}_${field}.${text}`, tOr(`${field}.${text}`, text))
}

export function LearntOf(props: { player: Player; selected: string }) {
    const learnt = props.player.learnt.get(props.selected)
    if (!learnt) return null
    const { kind } = splitRef(props.selected)
    return (
        <section class="replay-learnt" aria-label={t('replay.learnt')}>
            <strong>{t('replay.learnt')}</strong>
            <dl>
                {learnt.map((one) => (
                    <div key={one.field} data-field={one.field}>
                        <dt>{tOr(NAMES[one.field] ?? 'field.' + one.field, one.field)}</dt>
                        <dd>
                            <del>{says(kind, one.field, one.then)}</del> → <ins>{says(kind, one.field, one.now)}</ins>{' '}
                            <span class="dim">
                                <Time at={one.at} /> · {t('replay.event', { seq: String(one.seq) })}
                            </span>
                        </dd>
                    </div>
                ))}
            </dl>
        </section>
    )
}
