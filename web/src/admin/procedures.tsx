// SPDX-License-Identifier: Apache-2.0
// What is asked when calling back, and whom to call next: for a site, an area or everywhere; the nearest that fits is shown
// with an alarm. The numbers leave the centre only when somebody changes them or handles an alarm.

import { useState } from 'preact/hooks'
import { ALARM_KIND, SITE_KIND, type Procedure } from '../gen/types'
import { get, post, Problem, put } from '../lib/api'
import { splitRef } from '../lib/fold'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { toast, toastError } from '../lib/ui'
import { EditPane } from './editable'
import { idField } from './fields'
import { FormSheet, type Field, type Values } from './form'
import { Actions, Facts, named, Nothing, options, word } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

const SCRIPTS = ['script_en', 'script_ru', 'script_uz', 'script_kk'] as const

/** "Chilonzor (R2)", or that it holds everywhere. */
function where(one: Procedure): string {
    const { kind, id } = splitRef(one.of ?? '')
    if (kind === 'site' || kind === 'area') return named(kind, id)
    return t('adm.procedure.everywhere')
}

function questions(one: Procedure): number {
    return Math.max(...SCRIPTS.map((of) => (one[of] ?? '').split('\n').filter((line) => line.trim() !== '').length))
}

const COLUMNS: Column<Procedure>[] = [
    { title: 'adm.id', width: 'minmax(6rem, 1fr)', show: (_p, id) => id },
    { title: 'adm.procedure.of', width: 'minmax(8rem, 2fr)', show: where },
    { title: 'adm.procedure.site_kind', width: '8rem', show: (p) => (p.site_kind ? word('site_kind', p.site_kind) : t('adm.all')) },
    { title: 'adm.procedure.alarm_kind', width: '9rem', show: (p) => (p.alarm_kind ? word('alarm_kind', p.alarm_kind) : t('adm.all')) },
    { title: 'adm.procedure.questions', width: '6rem', show: (p) => <span class="num">{questions(p)}</span> },
]

function fields(): Field[] {
    return [
        idField('adm.procedure.id.hint'),
        { name: 'of', label: 'adm.procedure.of', kind: 'text', maxLength: 80, example: 'area/R1', hint: 'adm.procedure.of.hint' },
        { name: 'site_kind', label: 'adm.procedure.site_kind', kind: 'choice', options: options('site_kind', SITE_KIND) },
        { name: 'alarm_kind', label: 'adm.procedure.alarm_kind', kind: 'choice', options: options('alarm_kind', ALARM_KIND) },
        { name: 'script_en', label: 'adm.procedure.script_en', kind: 'long', lines: 4, maxLength: 2000, hint: 'adm.procedure.script.hint' },
        { name: 'script_ru', label: 'adm.procedure.script_ru', kind: 'long', lines: 4, maxLength: 1000 },
        { name: 'script_uz', label: 'adm.procedure.script_uz', kind: 'long', lines: 4, maxLength: 2000 },
        { name: 'script_kk', label: 'adm.procedure.script_kk', kind: 'long', lines: 4, maxLength: 1000 },
        { name: 'chain', label: 'adm.procedure.chain', kind: 'long', lines: 4, maxLength: 2000, example: '0; 102; 102\n120; +998 71 200-00-00', hint: 'adm.procedure.chain.hint' },
    ]
}

export function Procedures(props: { id: string }) {
    const table = useTable('procedure')
    const [form, setForm] = useState<{ id: string; before: Values }>()
    const write = may('registry.write')
    const one = table.get(props.id)
    const path = (id: string): string => '/api/v1/procedures/' + encodeURIComponent(id)
    const edit = (id: string): void => {
        get<Values>(path(id)).then((before) => setForm({ id, before }), toastError)
    }
    const save = async (id: string, values: Values): Promise<() => void> => {
        await put(path(id), values)
        toast(t('adm.saved', { name: id }))
        return () => go('procedures', id)
    }
    // What is removed is asked for before, so that it can be put back whole.
    const remove = async (id: string): Promise<void> => {
        try {
            const before = await get<Values>(path(id))
            await post(path(id) + '/remove', {})
            toast(t('adm.procedure.removed', { id }), { undo: () => void put(path(id), before).then(() => toast(t('adm.saved', { name: id })), toastError) })
        } catch (problem) {
            toastError(problem)
        }
    }
    return (
        <div class="two">
            <Rows
                label="adm.tab.procedures"
                table={table}
                columns={COLUMNS}
                words={(p, id) => `${id} ${where(p)} ${word('site_kind', p.site_kind)} ${word('alarm_kind', p.alarm_kind)} ${SCRIPTS.map((of) => p[of] ?? '').join(' ')}`}
                selected={props.id}
                onSelect={(id) => go('procedures', id)}
                onOpen={(id) => {
                    go('procedures', id)
                    if (write) edit(id)
                }}
                empty="adm.procedure.empty"
                tools={write && <Actions actions={[{ key: 'n', says: 'adm.procedure.add', run: () => setForm({ id: '', before: {} }) }]} />}
            />
            {one ? (
                <EditPane title={props.id} edit={() => edit(props.id)} actions={[{ key: 'x', says: 'adm.procedure.remove', run: () => void remove(props.id) }]}>
                    <Facts
                        rows={[
                            ['adm.procedure.of', where(one)],
                            ['adm.procedure.site_kind', one.site_kind ? word('site_kind', one.site_kind) : t('adm.all')],
                            ['adm.procedure.alarm_kind', one.alarm_kind ? word('alarm_kind', one.alarm_kind) : t('adm.all')],
                        ]}
                    />
                    {SCRIPTS.map((of) => one[of] && <Script key={of} label={`adm.procedure.${of}`} text={one[of]} />)}
                    <p class="dim">{t('adm.procedure.chain.says')}</p>
                </EditPane>
            ) : (
                <Nothing text="adm.procedure.hint" />
            )}
            {form && (
                <FormSheet
                    title={form.id || t('adm.procedure.add')}
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

function Script(props: { label: Key; text: string }) {
    return (
        <>
            <h3>{t(props.label)}</h3>
            <ol class="script-lines">
                {props.text.split('\n').filter((line) => line.trim() !== '').map((line) => (
                    <li key={line}>{line}</li>
                ))}
            </ol>
        </>
    )
}
