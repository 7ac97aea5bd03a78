// SPDX-License-Identifier: Apache-2.0
// What the three lists share: rows that move by keys, names of persons and subjects, the event that says what was asked.

import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { splitRef } from '../lib/fold'
import { t, tOr, type Key } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { ProofBadge, useReach } from '../lib/proof'
import { store, useStore } from '../lib/store'
import { Key as KeyCap } from '../lib/ui'

/** A person by the number that looks know: U3, K9 for a program, local for the tool on the server. */
export function personName(id: string | undefined): string {
    if (!id) return ''
    if (id === 'local') return t('approval.local')
    if (id === 'core') return t('actor.core')
    const user = store.one('user', id)
    return store.people[id] || user?.full_name || user?.name || store.one('token', id)?.name || id
}

/** Those who may be asked for, by name. */
export function people(): [string, string][] {
    const ids = new Set([...Object.keys(store.people), ...store.table('user').keys()])
    return [...ids].map((id): [string, string] => [id, personName(id)]).sort(([, a], [, b]) => a.localeCompare(b))
}

/** "unit/M1" in words, with its number. */
export function subjectName(ref: string | undefined): string {
    if (!ref) return ''
    const { kind, id } = splitRef(ref)
    if (kind === 'user') return personName(id)
    if (kind === 'plate') return t('audit.plate', { hash: id.slice(0, 8) })
    if (kind === 'list') return t('audit.list', { kind: tOr('audit.kind.' + id, id) })
    return `${tOr('audit.kind.' + kind, kind)} ${id}`
}

export interface Column<T> {
    title: Key
    show: (row: T) => ComponentChildren
    num?: boolean
}

export function List<T>(props: { label: Key; rows: readonly T[]; columns: readonly Column<T>[]; id: (row: T) => string; selected: string; onSelect: (id: string) => void }) {
    const box = useRef<HTMLTableElement>(null)
    const { rows, selected } = props
    const move = (by: number): void => {
        const at = rows.findIndex((row) => props.id(row) === selected)
        const next = rows[Math.min(Math.max(at < 0 ? 0 : at + by, 0), rows.length - 1)]
        if (next) props.onSelect(props.id(next))
    }
    useKeys([
        { key: 'j', says: 'audit.key.down', group: 'audit.keys.list', run: () => move(1) },
        { key: 'k', says: 'audit.key.up', group: 'audit.keys.list', run: () => move(-1) },
        { key: 'ArrowDown', says: 'audit.key.down', group: 'audit.keys.list', run: () => move(1) },
        { key: 'ArrowUp', says: 'audit.key.up', group: 'audit.keys.list', run: () => move(-1) },
        { key: 'Escape', says: 'audit.key.close', group: 'audit.keys.list', when: () => selected !== '', run: () => props.onSelect('') },
    ])
    useEffect(() => {
        box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
    }, [selected])
    return (
        <table class="account" role="grid" aria-label={t(props.label)} ref={box}>
            <thead>
                <tr>
                    {props.columns.map((column) => (
                        <th key={column.title} scope="col">
                            {t(column.title)}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {rows.map((row) => (
                    <tr key={props.id(row)} data-id={props.id(row)} aria-selected={props.id(row) === selected} onClick={() => props.onSelect(props.id(row))}>
                        {props.columns.map((column) => (
                            <td key={column.title} class={column.num ? 'num' : undefined}>
                                {column.show(row)}
                            </td>
                        ))}
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

/** What was just asked is in the history itself: here. */
export function Asked(props: { looked: number; count: number }) {
    const reach = useReach(props.looked)
    useStore((s) => s.seq)
    if (props.looked === 0) return null
    return (
        <p class="asked dim" role="status">
            {t('audit.rows', { n: props.count })} {t('audit.asked', { seq: String(props.looked) })} <ProofBadge seq={props.looked} reach={reach} />
        </p>
    )
}

export function Facts(props: { rows: [Key, ComponentChildren][] }) {
    return (
        <dl class="facts">
            {props.rows
                .filter(([, value]) => value !== '' && value !== undefined && value !== null)
                .map(([name, value]) => (
                    <div key={name}>
                        <dt>{t(name)}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    )
}

type Setter = (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) => void

/** From when until when, both left open if nothing is said. */
export function Span(props: { from: string; to: string; set: (name: 'from' | 'to') => Setter }) {
    return (
        <>
            {(['from', 'to'] as const).map((name) => (
                <label class="field" key={name}>
                    {t(`audit.${name}`)}
                    <input name={name} type="datetime-local" value={props[name]} onInput={props.set(name)} />
                </label>
            ))}
        </>
    )
}

/** From what stands selected to all that its person did, and to all looks at its subject. */
export function Follow(props: { person: (() => void) | undefined; subject: () => void }) {
    return (
        <>
            {props.person && (
                <button type="button" onClick={props.person}>
                    {t('audit.follow.person')} <KeyCap>p</KeyCap>
                </button>
            )}
            <button type="button" onClick={props.subject}>
                {t('audit.follow.subject')} <KeyCap>s</KeyCap>
            </button>
        </>
    )
}
