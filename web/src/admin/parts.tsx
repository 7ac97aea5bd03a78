// SPDX-License-Identifier: Apache-2.0
// Parts of the administration pages: facts, key buttons, copying, names of ids.

import { useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { Kind } from '../gen/types'
import { t, tOr, type Key } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { store } from '../lib/store'
import { Key as KeyCap } from '../lib/ui'

/** A list of facts; what is not there is not shown. */
export function Facts(props: { rows: readonly (readonly [Key, ComponentChildren])[] }) {
    return (
        <dl class="facts">
            {props.rows
                .filter(
                    ([, value]) =>
                        value !== undefined && value !== null && value !== '' && value !== false,
                )
                .map(([key, value]) => (
                    <div key={key}>
                        <dt>{t(key)}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    )
}

export interface Action {
    key: string
    says: Key
    run: () => void
    danger?: boolean
    primary?: boolean
    when?: boolean
}

const byOwner: { table: unknown; site: Map<string, string[]>; unit: Map<string, string[]> } = { table: undefined, site: new Map(), unit: new Map() }
const NONE: readonly string[] = []

/** Ids of the devices of a site or a unit; all are sorted once when any of them changes, not once a row. */
export function devicesOf(kind: 'site' | 'unit', id: string): readonly string[] {
    const table = store.table('device')
    if (byOwner.table !== table) {
        byOwner.table = table
        byOwner.site = new Map()
        byOwner.unit = new Map()
        for (const [device, { site, unit }] of table) {
            if (site) byOwner.site.set(site, [...(byOwner.site.get(site) ?? NONE), device])
            if (unit) byOwner.unit.set(unit, [...(byOwner.unit.get(unit) ?? NONE), device])
        }
    }
    return byOwner[kind].get(id) ?? NONE
}

/** Buttons with their keys shown; both do the same. */
export function Actions(props: { actions: readonly Action[] }) {
    const on = props.actions.filter((action) => action.when !== false)
    useKeys(
        on.map((action) => ({
            key: action.key,
            says: action.says,
            group: 'adm.keys.here' as const,
            run: action.run,
        })),
    )
    return (
        <div class="acts">
            {on.map((action) => (
                <button
                    type="button"
                    key={action.key}
                    class={action.primary ? 'primary' : ''}
                    onClick={action.run}
                >
                    {t(action.says)} <KeyCap>{action.key}</KeyCap>
                </button>
            ))}
        </div>
    )
}

export function Copy(props: { text: string }) {
    const [done, setDone] = useState(false)
    return (
        <button
            type="button"
            class="primary"
            onClick={() => {
                void navigator.clipboard.writeText(props.text).then(() => setDone(true))
            }}
        >
            {t(done ? 'adm.copied' : 'adm.copy')}
        </button>
    )
}

/** "Chilonzor (R2)", or the id alone when nobody knows it. */
export function named(kind: Kind, id: string | undefined): string {
    if (!id) return ''
    const row = store.table(kind).get(id) as { name?: string } | undefined
    return row?.name ? `${row.name} (${id})` : id
}

/** The word for a value ("site_kind", "school"); one that is newer than these texts stands as it is. */
export function word(of: string, value: string | undefined): string {
    return value === undefined ? '' : tOr(`${of}.${value}`, value)
}

export function options(of: string, values: readonly string[]): [string, string][] {
    return values.map((value) => [value, word(of, value)])
}

export function Pane(props: { title: string; children: ComponentChildren }) {
    return (
        <aside class="pane" aria-label={props.title}>
            <h2 class="cut">{props.title}</h2>
            {props.children}
        </aside>
    )
}

export function Nothing(props: { text: Key }) {
    return <aside class="pane hint">{t(props.text)}</aside>
}
