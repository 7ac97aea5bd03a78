// SPDX-License-Identifier: Apache-2.0
// Who is called when something happens at a site. Names and numbers come by a look that the centre writes down; code words
// only ever go one way.

import { useEffect, useState } from 'preact/hooks'
import { get, newId, post, put } from '../lib/api'
import { t } from '../lib/i18n'
import type { Keyholder } from '../lib/keyholder'
import { useKeys } from '../lib/keys'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { Key, ProblemBox, Sheet, toast, toastError } from '../lib/ui'
import { FormSheet, type Field, type Values } from './form'

const MOST = 20

function fields(before: Keyholder | undefined): Field[] {
    return [
        { name: 'place', label: 'adm.keyholder.place', kind: 'number', required: true, min: 1, max: MOST, hint: 'adm.keyholder.place.hint' },
        { name: 'name', label: 'adm.keyholder.name', kind: 'text', required: true, maxLength: 110 },
        { name: 'phone', label: 'adm.keyholder.phone', kind: 'text', required: true, maxLength: 40, example: '+998 90 123-45-67' },
        { name: 'note', label: 'adm.keyholder.note', kind: 'text', maxLength: 150, hint: 'adm.keyholder.note.hint' },
        { name: 'code', label: 'adm.keyholder.code', kind: 'secret', hint: before?.code ? 'adm.keyholder.code.kept' : 'adm.keyholder.code.hint' },
        ...(before?.code ? [{ name: 'no_code', label: 'adm.keyholder.code.away', kind: 'check' } satisfies Field] : []),
        { name: 'duress_code', label: 'adm.keyholder.duress', kind: 'secret', hint: before?.duress_code ? 'adm.keyholder.code.kept' : 'adm.keyholder.duress.hint' },
        ...(before?.duress_code ? [{ name: 'no_duress_code', label: 'adm.keyholder.duress.away', kind: 'check' } satisfies Field] : []),
    ]
}

/** A word that is not typed stays; one that is taken away is sent empty. */
export function keyholderBody(site: string, values: Values): Values {
    const { no_code, no_duress_code, ...body } = values
    return { site, ...body, ...(no_code === true ? { code: '' } : {}), ...(no_duress_code === true ? { duress_code: '' } : {}) }
}

export function Keyholders(props: { site: string; name: string; onClose: () => void }) {
    const [list, setList] = useState<Keyholder[]>()
    const [error, setError] = useState<unknown>()
    const [at, setAt] = useState(0)
    const [doing, setDoing] = useState<'' | 'add' | 'change' | 'remove'>('')
    const known = useTable('keyholder')
    const write = may('registry.write')
    useEffect(() => {
        let live = true
        get<{ keyholders: Keyholder[] }>(`/api/v1/sites/${encodeURIComponent(props.site)}/keyholders`).then(
            (answer) => {
                if (!live) return
                setList(answer.keyholders)
                setAt((i) => Math.min(i, Math.max(0, answer.keyholders.length - 1)))
                setError(undefined)
            },
            (problem: unknown) => live && setError(problem),
        )
        return () => void (live = false)
    }, [props.site, known])
    const one = list?.[at]
    const back = (): void => setDoing('')
    const title = t('adm.keyholders.of', { name: props.name })
    if (doing === 'add' || (doing === 'change' && one)) {
        const before = doing === 'change' ? one : undefined
        const id = before?.id ?? 'kh-' + newId().slice(1, 13)
        const place = Math.min(MOST, 1 + Math.max(0, ...(list ?? []).map((k) => k.place)))
        return (
            <FormSheet
                title={before ? before.name : `${t('adm.keyholder.add')} · ${props.name}`}
                fields={fields(before)}
                before={before ? { place: before.place, name: before.name, phone: before.phone, note: before.note } : { place }}
                send={before ? 'do.save' : 'adm.add'}
                onClose={back}
                onSend={async (values) => {
                    await put('/api/v1/keyholders/' + id, keyholderBody(props.site, values))
                    toast(t('adm.saved', { name: String(values.name) }))
                }}
            />
        )
    }
    if (doing === 'remove' && one) return <Remove one={one} onClose={back} />
    return (
        <Sheet title={title} onClose={props.onClose}>
            <List
                list={list}
                at={at}
                write={write}
                onAt={setAt}
                onDo={setDoing}
            />
            {error !== undefined && <ProblemBox error={error} />}
        </Sheet>
    )
}

function List(props: {
    list: Keyholder[] | undefined
    at: number
    write: boolean
    onAt: (i: number) => void
    onDo: (what: 'add' | 'change' | 'remove') => void
}) {
    const { list, at, write } = props
    const any = (list?.length ?? 0) > 0
    const move = (by: number) => (): void => props.onAt(Math.min(Math.max(at + by, 0), (list?.length ?? 1) - 1))
    useKeys([
        { key: 'ArrowDown', says: 'adm.key.down', group: 'adm.keys.here', run: move(1) },
        { key: 'ArrowUp', says: 'adm.key.up', group: 'adm.keys.here', run: move(-1) },
        { key: 'j', says: 'adm.key.down', group: 'adm.keys.here', run: move(1) },
        { key: 'k', says: 'adm.key.up', group: 'adm.keys.here', run: move(-1) },
        { key: 'n', says: 'adm.keyholder.add', group: 'adm.keys.here', when: () => write, run: () => props.onDo('add') },
        { key: 'e', says: 'adm.edit', group: 'adm.keys.here', when: () => write && any, run: () => props.onDo('change') },
        { key: 'x', says: 'adm.keyholder.remove', group: 'adm.keys.here', when: () => write && any, run: () => props.onDo('remove') },
    ])
    return (
        <div class="keyholders">
            <p class="dim">{t('adm.keyholders.says')}</p>
            {list && !any && <p class="empty">{t('adm.keyholders.none')}</p>}
            {any && (
                <table>
                    <thead>
                        <tr>
                            <th>№</th>
                            <th>{t('adm.keyholder.name')}</th>
                            <th>{t('adm.keyholder.phone')}</th>
                            <th>{t('adm.keyholder.note')}</th>
                            <th>{t('adm.keyholder.words')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {list?.map((one, i) => (
                            <tr key={one.id} aria-selected={i === at} data-keyholder={one.id} onClick={() => props.onAt(i)} onDblClick={() => write && props.onDo('change')}>
                                <td class="num">{one.place}</td>
                                <td class="strong">{one.name}</td>
                                <td class="num">{one.phone}</td>
                                <td>{one.note}</td>
                                <td>{words(one)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            {write && (
                <div class="acts">
                    <button type="button" class="primary" autofocus onClick={() => props.onDo('add')}>
                        {t('adm.keyholder.add')} <Key>n</Key>
                    </button>
                    <button type="button" disabled={!any} onClick={() => props.onDo('change')}>
                        {t('adm.edit')} <Key>e</Key>
                    </button>
                    <button type="button" disabled={!any} onClick={() => props.onDo('remove')}>
                        {t('adm.keyholder.remove')} <Key>x</Key>
                    </button>
                </div>
            )}
        </div>
    )
}

function words(one: Keyholder): string {
    if (one.code && one.duress_code) return t('adm.keyholder.words.both')
    if (one.code) return t('adm.keyholder.words.code')
    return one.duress_code ? t('adm.keyholder.words.duress') : '–'
}

/** It cannot be taken back: the centre gives nobody the words again. */
function Remove(props: { one: Keyholder; onClose: () => void }) {
    const { one } = props
    const remove = (event: SubmitEvent): void => {
        event.preventDefault()
        post(`/api/v1/keyholders/${encodeURIComponent(one.id)}/remove`, {}).then(() => {
            toast(t('adm.keyholder.removed', { name: one.name }))
            props.onClose()
        }, toastError)
    }
    return (
        <Sheet title={t('adm.keyholder.remove')} onClose={props.onClose}>
            <form class="form" onSubmit={remove}>
                <p>{t('adm.keyholder.remove.says', { name: one.name })}</p>
                <div class="form-end">
                    <button class="danger" autofocus>
                        {t('adm.keyholder.remove')} <kbd aria-hidden="true">Enter</kbd>
                    </button>
                    <button type="button" onClick={props.onClose}>
                        {t('do.cancel')} <kbd aria-hidden="true">Esc</kbd>
                    </button>
                </div>
            </form>
        </Sheet>
    )
}
