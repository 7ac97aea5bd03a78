// SPDX-License-Identifier: Apache-2.0
// Words between the desk and its units: what was written, whom it reached, who has read it; and the form that sends more.

import { useMemo, useState } from 'preact/hooks'
import type { Message } from '../gen/types'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { Time } from '../lib/ui'
import { broadcast, readMessage, writeTo } from './actions'
import { Gone } from './detail-alarm'
import { areaName } from './items'
import { personName, unitName } from './names'
import { Actions, Block, Head, Link } from './parts'

const SHOWN_MAX = 20

/** How far it got. */
function Receipt(props: { one: Message }) {
    const { one } = props
    if (one.seen_at)
        return (
            <span class="dim">
                {t('words.read')} <Time at={one.seen_at} short />
            </span>
        )
    if (one.undelivered) return <span class="warn">{t('words.undelivered')}</span>
    return <span class="dim">{t(one.way === 'to_desk' ? 'words.unread' : one.delivered_at ? 'words.delivered' : 'words.sent')}</span>
}

function List(props: { rows: readonly [string, Message][] }) {
    return (
        <ol class="words">
            {props.rows.map(([id, one]) => (
                <li key={id}>
                    <span class="dim">
                        <Time at={one.sent_at} /> {one.way === 'to_desk' ? unitName(one.unit) : `${personName(one.by)} → ${unitName(one.unit)}`}
                    </span>{' '}
                    <span class="strong">{one.text}</span> <Receipt one={one} />{' '}
                    {one.way === 'to_desk' && !one.seen_at && may('unit.act') && (
                        <button type="button" class="plain" onClick={() => void readMessage(id)}>
                            {t('do.read')}
                        </button>
                    )}
                </li>
            ))}
        </ol>
    )
}

/** The newest first. */
function useRows(of: (one: Message) => boolean, key: string): [string, Message][] {
    const all = useTable('message')
    return useMemo(() => [...all].filter(([, one]) => of(one)).sort(([, a], [, b]) => (b.sent_at ?? '').localeCompare(a.sent_at ?? '')).slice(0, SHOWN_MAX), [all, key])
}

function Form(props: { label: string; send: (text: string) => Promise<boolean>; also?: { label: string; send: (text: string) => Promise<boolean> } }) {
    const [text, setText] = useState('')
    const go = (send: (text: string) => Promise<boolean>): void => {
        const said = text.trim()
        if (said !== '') void send(said).then((done) => done && setText(''))
    }
    return (
        <form
            class="words-form"
            onSubmit={(event) => {
                event.preventDefault()
                go(props.send)
            }}
        >
            <input value={text} maxLength={300} placeholder={t('words.placeholder')} aria-label={props.label} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
            <button disabled={text.trim() === ''}>{props.label}</button>
            {props.also && (
                <button type="button" class="plain" disabled={text.trim() === ''} onClick={() => props.also && go(props.also.send)}>
                    {props.also.label}
                </button>
            )}
        </form>
    )
}

export function UnitWords(props: { unit: string }) {
    const { unit } = props
    const rows = useRows((one) => one.unit === unit, unit)
    const one = useOne('unit', unit)
    const tables = useStore((s) => s.picture.tables)
    const writes = one?.duty === 'on' && may('unit.act')
    if (rows.length === 0 && !writes) return null
    const area = one?.area
    return (
        <Block title={t('words.name')}>
            {writes && (
                <Form
                    label={t('words.to', { to: unitName(unit) })}
                    send={(text) => writeTo(unit, text)}
                    {...(area && may('dispatch.handle') ? { also: { label: t('words.to_all', { to: areaName(tables, area) }), send: (text: string) => broadcast({ area, text }) } } : {})}
                />
            )}
            <List rows={rows} />
        </Block>
    )
}

export function IncidentWords(props: { incident: string; atWork: number }) {
    const { incident, atWork } = props
    const rows = useRows((one) => one.incident === incident, incident)
    const writes = atWork > 0 && may('dispatch.handle')
    if (rows.length === 0 && !writes) return null
    return (
        <Block title={t('words.name')}>
            {writes && <Form label={t('words.to_units')} send={(text) => broadcast({ incident, text })} />}
            <List rows={rows} />
        </Block>
    )
}

/** One that a unit wrote, as a row of the queue. */
export function MessageDetail(props: { id: string }) {
    const { id } = props
    const one = useOne('message', id)
    if (!one) return <Gone />
    return (
        <>
            <Head
                title={unitName(one.unit)}
                sub={
                    <>
                        <Time at={one.sent_at} /> · <Receipt one={one} />
                    </>
                }
                id={id}
            />
            <Actions list={[one.way === 'to_desk' && !one.seen_at && { key: 'a', label: t('do.read'), run: () => void readMessage(id), primary: true, disabled: may('unit.act') ? undefined : t('denied.needs', { permission: 'unit.act' }) }]} />
            <div class="detail-body">
                <p class="said strong">{one.text}</p>
                <p>
                    <Link to={'unit/' + (one.unit ?? '')}>{unitName(one.unit)}</Link> {one.incident && <Link to={'incident/' + one.incident}>{one.incident}</Link>}
                </p>
                <UnitWords unit={one.unit ?? ''} />
            </div>
        </>
    )
}
