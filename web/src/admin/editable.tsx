// SPDX-License-Identifier: Apache-2.0
// A list whose rows are added and changed with PUT: sites, units, devices.

import { useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { put } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { toast } from '../lib/ui'
import { FormSheet, type Field, type Values } from './form'
import { Actions, Nothing, Pane, type Action } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

export interface EditableProps<T extends object> {
    tab: 'sites' | 'units' | 'devices'
    id: string
    table: ReadonlyMap<string, T>
    columns: Column<T>[]
    words: (row: T, id: string) => string
    keep?: (row: T) => boolean
    fields: Field[]
    /** what a new one is until somebody says otherwise */
    fresh?: Values
    empty: Key
    hint: Key
    add: Key
    /** stands before the button that adds */
    tools?: ComponentChildren
    /** what is shown of the selected row; `edit` opens its form */
    pane: (row: T, edit: () => void) => ComponentChildren
}

export function Editable<T extends { name?: string }>(props: EditableProps<T>) {
    const [sheet, setSheet] = useState<'' | 'new' | 'edit'>('')
    const row = props.table.get(props.id)
    const write = may('registry.write')
    const close = (): void => setSheet('')
    const edit = (): void => setSheet('edit')
    const save = async (id: string, values: Values): Promise<() => void> => {
        await put(`/api/v1/${props.tab}/${encodeURIComponent(id)}`, values)
        toast(t('adm.saved', { name: String(values.name ?? id) }))
        return () => go(props.tab, id)
    }
    return (
        <div class="two">
            <Rows
                label={`adm.tab.${props.tab}`}
                table={props.table}
                columns={props.columns}
                words={props.words}
                {...(props.keep && { keep: props.keep })}
                selected={props.id}
                onSelect={(id) => go(props.tab, id)}
                onOpen={(id) => {
                    go(props.tab, id)
                    if (write) edit()
                }}
                empty={props.empty}
                tools={
                    <>
                        {props.tools}
                        {write && (
                            <Actions
                                actions={[
                                    { key: 'n', says: props.add, run: () => setSheet('new') },
                                ]}
                            />
                        )}
                    </>
                }
            />
            {row ? props.pane(row, edit) : <Nothing text={props.hint} />}
            {sheet === 'new' && (
                <FormSheet
                    title={t(props.add)}
                    fields={props.fields}
                    before={props.fresh ?? {}}
                    send="adm.add"
                    onClose={close}
                    onSend={({ id, ...values }) => save(String(id), values)}
                />
            )}
            {sheet === 'edit' && row && (
                <FormSheet
                    title={row.name ?? props.id}
                    fields={props.fields.filter((f) => !f.onlyNew)}
                    before={row as unknown as Values}
                    send="do.save"
                    onClose={close}
                    onSend={(values) => save(props.id, values)}
                />
            )}
        </div>
    )
}

/** The pane of a row that has nothing of its own to do: its facts, and the button that changes them. */
export function EditPane(props: { title: string; edit: () => void; actions?: readonly Action[]; children: ComponentChildren }) {
    return (
        <Pane title={props.title}>
            {props.children}
            {may('registry.write') ? (
                <Actions actions={[{ key: 'e', says: 'adm.edit', run: props.edit }, ...(props.actions ?? [])]} />
            ) : (
                <p class="dim">{t('adm.read_only')}</p>
            )}
        </Pane>
    )
}
