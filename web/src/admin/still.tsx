// SPDX-License-Identifier: Apache-2.0
// Where the centre brings a camera's pictures from. The password goes one way: it is typed anew with each change.

import { useEffect, useState } from 'preact/hooks'
import { get, post, put } from '../lib/api'
import { t } from '../lib/i18n'
import { Alert, ProblemBox, Sheet, toast, toastError } from '../lib/ui'
import { FormSheet, type Field } from './form'

interface Still {
    readable: boolean
    /** without what stands behind a question mark */
    url: string
    query: boolean
    user: string
}

const FIELDS: Field[] = [
    { name: 'url', label: 'adm.still.url', kind: 'text', required: true, maxLength: 480, example: 'https://10.20.3.4/snapshot.jpg', hint: 'adm.still.url.hint' },
    { name: 'user', label: 'adm.still.user', kind: 'text', maxLength: 60, hint: 'adm.still.user.hint' },
    { name: 'password', label: 'adm.still.password', kind: 'secret', maxLength: 120, hint: 'adm.still.password.hint' },
]

export function StillSheet(props: { path: string; name: string; there: boolean; onClose: () => void }) {
    const path = props.path + '/still'
    const [still, setStill] = useState<Still | undefined>(props.there ? undefined : { readable: true, url: '', query: false, user: '' })
    const [error, setError] = useState<unknown>()
    const [changing, setChanging] = useState(!props.there)
    useEffect(() => {
        if (props.there) get<Still>(path).then(setStill, setError)
    }, [])
    const title = t('adm.still.of', { name: props.name })
    if (changing && still) {
        return (
            <FormSheet
                title={title}
                fields={FIELDS}
                before={{ url: still.query ? '' : still.url, user: still.user }}
                send="do.save"
                onClose={props.onClose}
                onSend={async (values) => {
                    await put(path, values)
                    toast(t('adm.saved', { name: props.name }))
                }}
            />
        )
    }
    const remove = (): void => {
        post(path + '/remove', {}).then(() => {
            toast(t('adm.still.removed', { name: props.name }))
            props.onClose()
        }, toastError)
    }
    return (
        <Sheet title={title} onClose={props.onClose}>
            <div class="form">
                {error !== undefined && <ProblemBox error={error} />}
                {still && !still.readable && <Alert what={t('adm.still.lost')} next="" />}
                {still?.readable && (
                    <p class="num">
                        {still.url}
                        {still.query && '?…'} {still.user && `· ${still.user}`}
                    </p>
                )}
                <div class="form-end">
                    <button type="button" class="primary" autofocus onClick={() => setChanging(true)}>
                        {t('adm.edit')}
                    </button>
                    <button type="button" onClick={remove}>
                        {t('adm.still.remove')}
                    </button>
                </div>
            </div>
        </Sheet>
    )
}
