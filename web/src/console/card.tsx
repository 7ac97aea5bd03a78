// SPDX-License-Identifier: Apache-2.0
// What an incident's run card asks for: who fills it, what is short and why; all of them sent by one key, and the alarm level.

import { useEffect, useState } from 'preact/hooks'
import { newId, post } from '../lib/api'
import { t } from '../lib/i18n'
import { store } from '../lib/store'
import { Key, ProblemBox } from '../lib/ui'
import { actSeen, assignAll } from './actions'
import { cardNeed, cardPicks, lackingText, type Card, type CardNeed } from './card-words'
import { unitName } from './names'
import { Block, Link } from './parts'
import { minutes } from './reasons'
import { setUi, useUi } from './state'
import { Text, useForm } from './wanted'

const LEVELS = [1, 2, 3, 4, 5] as const

/** What the screen shows is what the key sends. */
let shown: { incident: string; units: readonly string[] } = { incident: '', units: [] }

export function sendCard(incident: string): void {
    if (shown.incident === incident && shown.units.length > 0) void assignAll(incident, shown.units)
}

function Need(props: { need: CardNeed }) {
    const { need } = props
    return (
        <li data-short={need.short > 0 ? '' : undefined} data-off={need.active ? undefined : ''}>
            <strong>
                {need.n} × {cardNeed(need.what)}
            </strong>{' '}
            <span class="faint">{t('card.level', { n: need.level })}</span>
            {need.units.map((one) => (
                <span key={one.unit}>
                    {' '}
                    · <Link to={'unit/' + one.unit}>{unitName(one.unit)}</Link>{' '}
                    <span class="dim">{one.at_work ? t('card.at_work') : t(one.by === 'road' ? 'recommend.eta.road' : 'recommend.eta', { n: minutes(one.eta_s ?? 0) })}</span>
                </span>
            ))}
            {need.short > 0 && (
                <div class="warn">
                    {t('card.short', { n: need.short })}
                    {need.lacking && ' ' + lackingText(need.lacking)}
                </div>
            )}
        </li>
    )
}

function LevelForm(props: { incident: string; now: number; onDone: () => void }) {
    const { incident, now } = props
    const { submit, busy, error } = useForm(async (text) => {
        const level = Number(text('level')), reason = text('reason')
        const send = (seen: number | undefined): Promise<unknown> =>
            actSeen(
                'incident/' + incident,
                { what: t('card.raising', { n: level }), again: (newer) => void send(newer) },
                () => post(`/api/v1/incidents/${incident}/level`, { level, reason, id: newId(), ...(seen ? { seen } : {}) }),
                () => t('did.level', { n: level }),
            )
        await send(store.one('incident', incident)?.seq)
        props.onDone()
    })
    return (
        <form class="closure-form" onSubmit={(event) => void submit(event)}>
            <label class="field">
                {t('card.alarm_level')} *
                <select name="level" autofocus>
                    {LEVELS.filter((one) => one !== now).map((one) => (
                        <option key={one} value={one} selected={one === now + 1}>
                            {one}
                        </option>
                    ))}
                </select>
            </label>
            <Text name="reason" label="closure.reason" max={240} required />
            {error !== undefined && <ProblemBox error={error} />}
            <button class="primary" disabled={busy}>
                {t('card.set_level')}
            </button>{' '}
            <button type="button" onClick={props.onDone}>
                {t('do.cancel')}
            </button>
        </form>
    )
}

export function CardBlock(props: { incident: string; card: Card; denied: string | undefined }) {
    const { incident, card, denied } = props
    const { asking } = useUi()
    const [form, setForm] = useState(false)
    const units = cardPicks(card)
    useEffect(() => {
        shown = { incident, units }
        return () => {
            shown = { incident: '', units: [] }
        }
    })
    useEffect(() => {
        if (asking !== 'level') return
        setForm(true)
        setUi({ asking: '' })
    }, [asking])
    return (
        <Block title={`${t('card.name')} ${card.id} · ${t('card.level', { n: card.level })}`}>
            <ul class="card-needs">
                {card.needs.map((need, i) => (
                    <Need key={i} need={need} />
                ))}
            </ul>
            {form ? (
                <LevelForm incident={incident} now={card.level} onDone={() => setForm(false)} />
            ) : (
                <p>
                    {units.length > 0 && (
                        <button type="button" class="primary" disabled={denied !== undefined} title={denied} onClick={() => sendCard(incident)}>
                            {t('card.send', { n: units.length })} <Key>⇧D</Key>
                        </button>
                    )}{' '}
                    <button type="button" class="plain" disabled={denied !== undefined} title={denied} onClick={() => setForm(true)}>
                        {t('card.alarm_level')} <Key>u</Key>
                    </button>
                </p>
            )}
        </Block>
    )
}
