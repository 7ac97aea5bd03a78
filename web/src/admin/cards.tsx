// SPDX-License-Identifier: Apache-2.0
// Run cards: which units an incident of a kind needs, by alarm level. The console recommends by them from the moment they are saved.

import { useState } from 'preact/hooks'
import { INCIDENT_KIND, type RunCard } from '../gen/types'
import { post, Problem, put } from '../lib/api'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { toast, toastError } from '../lib/ui'
import { EditPane } from './editable'
import { idField } from './fields'
import { FormSheet, type Field, type Values } from './form'
import { Actions, Facts, named, Nothing, options, word } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

const path = (id: string): string => '/api/v1/cards/' + encodeURIComponent(id)
const where = (one: RunCard): string => (one.area ? named('area', one.area) : t('adm.procedure.everywhere'))
const lines = (one: RunCard): string[] => (one.needs ?? '').split('\n').filter((line) => line.trim() !== '')

const COLUMNS: Column<RunCard>[] = [
    { title: 'adm.id', width: 'minmax(6rem, 1fr)', show: (_c, id) => id },
    { title: 'adm.card.kind', width: 'minmax(8rem, 1fr)', show: (c) => word('incident_kind', c.kind) },
    { title: 'adm.card.priority', width: '7rem', show: (c) => <span class="num">1–{c.priority}</span> },
    { title: 'adm.area', width: 'minmax(8rem, 1fr)', show: where },
    { title: 'adm.card.needs', width: 'minmax(8rem, 2fr)', show: (c) => lines(c).join('; ') },
]

const FIELDS: Field[] = [
    idField('adm.card.id.hint'),
    { name: 'kind', label: 'adm.card.kind', kind: 'choice', required: true, options: [] },
    { name: 'priority', label: 'adm.card.priority', kind: 'number', min: 1, max: 5, hint: 'adm.card.priority.hint' },
    { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area', hint: 'adm.card.area.hint' },
    { name: 'needs', label: 'adm.card.needs', kind: 'long', lines: 6, maxLength: 1000, required: true, example: '1 2 patrol\n1 1 traffic\n2 1 any negotiator', hint: 'adm.card.needs.hint' },
]

const fields = (): Field[] => FIELDS.map((one) => (one.name === 'kind' ? { ...one, options: options('incident_kind', INCIDENT_KIND) } : one))
const valuesOf = (one: RunCard | undefined): Values => ({ kind: one?.kind, priority: one?.priority, area: one?.area, needs: one?.needs })

export function Cards(props: { id: string }) {
    const table = useTable('run_card')
    const [form, setForm] = useState<{ id: string; before: Values }>()
    const write = may('registry.write')
    const one = table.get(props.id)
    const edit = (id: string): void => setForm({ id, before: valuesOf(table.get(id)) })
    const save = async (id: string, values: Values): Promise<() => void> => {
        await put(path(id), values)
        toast(t('adm.saved', { name: id }))
        return () => go('cards', id)
    }
    const remove = async (id: string, before: Values): Promise<void> => {
        try {
            await post(path(id) + '/remove', {})
            toast(t('adm.card.removed', { id }), { undo: () => void put(path(id), before).then(() => toast(t('adm.saved', { name: id })), toastError) })
        } catch (problem) {
            toastError(problem)
        }
    }
    return (
        <div class="two">
            <Rows
                label="adm.tab.cards"
                table={table}
                columns={COLUMNS}
                words={(c, id) => `${id} ${word('incident_kind', c.kind)} ${where(c)} ${c.needs ?? ''}`}
                selected={props.id}
                onSelect={(id) => go('cards', id)}
                onOpen={(id) => {
                    go('cards', id)
                    if (write) edit(id)
                }}
                empty="adm.card.empty"
                tools={write && <Actions actions={[{ key: 'n', says: 'adm.card.add', run: () => setForm({ id: '', before: { priority: 5 } }) }]} />}
            />
            {one ? (
                <EditPane title={props.id} edit={() => edit(props.id)} actions={[{ key: 'x', says: 'adm.card.remove', run: () => void remove(props.id, valuesOf(one)) }]}>
                    <Facts
                        rows={[
                            ['adm.card.kind', word('incident_kind', one.kind)],
                            ['adm.card.priority', `1–${one.priority}`],
                            ['adm.area', where(one)],
                        ]}
                    />
                    <ol class="script-lines">
                        {lines(one).map((line, i) => (
                            <li key={i}>{line}</li>
                        ))}
                    </ol>
                </EditPane>
            ) : (
                <Nothing text="adm.card.hint" />
            )}
            {form && (
                <FormSheet
                    title={form.id || t('adm.card.add')}
                    fields={form.id ? fields().filter((field) => !field.onlyNew) : fields()}
                    before={form.before}
                    send={form.id ? 'do.save' : 'adm.add'}
                    onClose={() => setForm(undefined)}
                    onSend={({ id, ...values }) => {
                        // It would be replaced whole by one who has not seen it.
                        if (!form.id && table.has(String(id))) return Promise.reject(new Problem(409, t('adm.procedure.taken'), '', 'id'))
                        return save(form.id || String(id), values)
                    }}
                />
            )}
        </div>
    )
}
