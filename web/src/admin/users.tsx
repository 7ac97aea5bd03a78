// SPDX-License-Identifier: Apache-2.0
// People who may sign in: add, change, disable (with undo), new password.

import { useState } from 'preact/hooks'
import { LANG, ROLE, type User } from '../gen/types'
import { patch, post, Problem } from '../lib/api'
import { asking, toldWaits } from '../lib/approvals'
import { t } from '../lib/i18n'
import { may, whoami } from '../lib/session'
import { useTable } from '../lib/store'
import { Time, toast, toastError } from '../lib/ui'
import { ID_PATTERN } from './fields'
import { FormSheet, type Field, type Values } from './form'
import { Actions, Facts, named, Nothing, options, Pane, word } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

/** Done, or waiting for a second person. */
type Asked = { id: string; waits?: boolean }

const PEOPLE = ROLE.filter((role) => !['camera', 'tracker', 'alarm'].includes(role))

const COLUMNS: Column<User>[] = [
    { title: 'adm.user.name', width: 'minmax(7rem, 1fr)', show: (u) => u.name },
    { title: 'adm.user.full_name', width: 'minmax(8rem, 1.6fr)', show: (u) => u.full_name },
    {
        title: 'adm.role',
        width: 'minmax(7rem, 1fr)',
        show: (u) => word('role', u.role),
    },
    {
        title: 'adm.area',
        width: 'minmax(6rem, 1fr)',
        show: (u) => named('area', u.area) || t('adm.all'),
    },
    {
        title: 'adm.state',
        width: '6rem',
        show: (u) => (u.disabled ? <span class="mute">✕ {t('adm.user.off')}</span> : ''),
    },
]

function fields(): Field[] {
    return [
        {
            name: 'name',
            label: 'adm.user.name',
            kind: 'text',
            required: true,
            onlyNew: true,
            pattern: ID_PATTERN,
            hint: 'adm.user.name.hint',
        },
        { name: 'full_name', label: 'adm.user.full_name', kind: 'text', maxLength: 110 },
        {
            name: 'role',
            label: 'adm.role',
            kind: 'choice',
            required: true,
            options: options('role', PEOPLE),
        },
        { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area', hint: 'adm.area.hint' },
        { name: 'unit', label: 'adm.unit', kind: 'ref', ref: 'unit', hint: 'adm.user.unit.hint' },
        { name: 'lang', label: 'adm.lang', kind: 'choice', options: LANG.map((one) => [one, one]) },
        {
            name: 'password',
            label: 'signin.password',
            kind: 'password',
            required: true,
            onlyNew: true,
            minLength: 10,
            hint: 'adm.password.hint',
        },
    ]
}

export function Users(props: { id: string }) {
    const table = useTable('user')
    const [sheet, setSheet] = useState<'' | 'new' | 'edit' | 'reset' | 'enable'>('')
    const user = table.get(props.id)
    const manage = may('access.manage')
    const close = (): void => setSheet('')
    return (
        <div class="two">
            <Rows
                label="adm.tab.users"
                table={table}
                columns={COLUMNS}
                words={(u) =>
                    `${u.name ?? ''} ${u.full_name ?? ''} ${u.role ?? ''} ${named('area', u.area)} ${u.unit ?? ''}`
                }
                sort={(a, b) => (a[1].name ?? '').localeCompare(b[1].name ?? '')}
                selected={props.id}
                onSelect={(id) => go('users', id)}
                onOpen={(id) => {
                    go('users', id)
                    if (manage) setSheet('edit')
                }}
                empty="adm.user.empty"
                tools={
                    manage && (
                        <Actions
                            actions={[
                                { key: 'n', says: 'adm.user.add', run: () => setSheet('new') },
                            ]}
                        />
                    )
                }
            />
            {user ? (
                <UserPane id={props.id} user={user} manage={manage} open={setSheet} />
            ) : (
                <Nothing text="adm.user.hint" />
            )}
            {sheet === 'new' && (
                <FormSheet
                    title={t('adm.user.add')}
                    fields={fields()}
                    before={{ role: 'operator' }}
                    send="adm.add"
                    onClose={close}
                    onSend={async (values, reason) => {
                        const answer = await post<Asked>(asking('/api/v1/users', reason), values)
                        if (toldWaits(answer)) return
                        toast(t('adm.user.added', { name: String(values.name) }))
                        return () => go('users', answer.id)
                    }}
                />
            )}
            {sheet === 'edit' && user && (
                <FormSheet
                    title={user.name ?? props.id}
                    fields={fields().filter((f) => !f.onlyNew)}
                    before={user as unknown as Values}
                    onlyChanged
                    send="do.save"
                    onClose={close}
                    onSend={async (values, reason) => {
                        const path = `/api/v1/users/${encodeURIComponent(props.id)}`
                        if (Object.keys(values).length && toldWaits(await patch<Asked>(asking(path, reason), values))) return
                        toast(t('adm.saved', { name: user.name ?? props.id }))
                    }}
                />
            )}
            {sheet === 'reset' && user && (
                <FormSheet
                    title={t('adm.user.reset.title', { name: user.name ?? props.id })}
                    fields={fields().filter((f) => f.name === 'password')}
                    before={{}}
                    send="adm.user.reset"
                    onClose={close}
                    onSend={async (values, reason) => {
                        const path = `/api/v1/users/${encodeURIComponent(props.id)}/reset`
                        if (toldWaits(await post<Asked>(asking(path, reason), values))) return
                        toast(t('adm.user.reset.done', { name: user.name ?? props.id }))
                    }}
                />
            )}
            {sheet === 'enable' && user && (
                <FormSheet
                    title={t('adm.user.enable.title', { name: user.name ?? props.id })}
                    fields={[]}
                    before={{}}
                    send="adm.user.enable"
                    second
                    onClose={close}
                    onSend={async (_, reason) => {
                        const path = `/api/v1/users/${encodeURIComponent(props.id)}/disable`
                        if (toldWaits(await post<Asked>(asking(path, reason), { disabled: false }))) return
                        toast(t('adm.user.enabled', { name: user.name ?? props.id }))
                    }}
                />
            )}
        </div>
    )
}

/** Whether only this person knows it: without, nothing but changing it is answered. */
function PasswordOf(props: { id: string; user: User }) {
    const { password_by: by, password_at: at } = props.user
    return (
        <>
            {by === props.id ? t('adm.user.password.own') : by ? t('adm.user.password.given', { by: named('user', by) || by }) : t('adm.user.password.unknown')}
            {at && <>, <Time at={at} /></>}
        </>
    )
}

function UserPane(props: {
    id: string
    user: User
    manage: boolean
    open: (sheet: 'edit' | 'reset' | 'enable') => void
}) {
    const { id, user } = props
    const self = id === whoami().user
    const disable = (disabled: boolean): void => {
        const path = `/api/v1/users/${encodeURIComponent(id)}/disable`
        post(path, { disabled }).then(
            () =>
                toast(
                    t(disabled ? 'adm.user.disabled' : 'adm.user.enabled', {
                        name: user.name ?? id,
                    }),
                    {
                        undo: () => disable(!disabled),
                    },
                ),
            (problem: unknown) => {
                // Two must agree: the form asks why.
                if (problem instanceof Problem && problem.field === 'reason') props.open('enable')
                else toastError(problem)
            },
        )
    }
    return (
        <Pane title={user.full_name || (user.name ?? id)}>
            <Facts
                rows={[
                    ['adm.user.name', user.name],
                    ['adm.id', id],
                    ['adm.role', word('role', user.role)],
                    ['adm.area', named('area', user.area) || t('adm.all')],
                    ['adm.unit', named('unit', user.unit)],
                    ['adm.lang', user.lang],
                    ['adm.user.password', <PasswordOf id={id} user={user} />],
                    ['adm.created', <Time at={user.created_at} />],
                    ['adm.state', t(user.disabled ? 'adm.user.off.long' : 'adm.user.on.long')],
                ]}
            />
            {props.manage ? (
                <Actions
                    actions={[
                        { key: 'e', says: 'adm.edit', run: () => props.open('edit') },
                        { key: 'r', says: 'adm.user.reset', run: () => props.open('reset'), when: !self },
                        {
                            key: 'x',
                            says: user.disabled ? 'adm.user.enable' : 'adm.user.disable',
                            run: () => disable(!user.disabled),
                            when: !self,
                        },
                    ]}
                />
            ) : (
                <p class="dim">{t('adm.read_only')}</p>
            )}
            {self && <p class="dim">{t('adm.user.self')}</p>}
        </Pane>
    )
}
