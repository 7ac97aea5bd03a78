// SPDX-License-Identifier: Apache-2.0
// Tokens of devices and programs: made, shown once, revoked for good.

import { useState } from 'preact/hooks'
import { ROLE, type Token } from '../gen/types'
import { del, post } from '../lib/api'
import { asking, toldWaits } from '../lib/approvals'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { Sheet, Time, toast, toastError } from '../lib/ui'
import { FormSheet, type Field } from './form'
import { Actions, Copy, Facts, named, Nothing, options, Pane, word } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

const COLUMNS: Column<Token>[] = [
    {
        title: 'adm.token.name',
        width: 'minmax(10rem, 2fr)',
        show: (k) =>
            k.crowded_at ? (
                <>
                    {k.name} <span class="flag warn">◆ {t('adm.token.crowded')}</span>
                </>
            ) : (
                k.name
            ),
    },
    {
        title: 'adm.role',
        width: 'minmax(6rem, 1fr)',
        show: (k) => word('role', k.role),
    },
    { title: 'adm.token.speaks', width: 'minmax(9rem, 2fr)', show: (k) => speaksFor(k) },
    { title: 'adm.created', width: '9rem', show: (k) => <Time at={k.created_at} /> },
]

function speaksFor(token: Token): string {
    if (token.devices?.length) return token.devices.join(', ')
    return token.area
        ? t('adm.token.area', { area: named('area', token.area) })
        : t('adm.token.all')
}

function fields(): Field[] {
    return [
        {
            name: 'name',
            label: 'adm.token.name',
            kind: 'text',
            required: true,
            maxLength: 110,
            hint: 'adm.token.name.hint',
        },
        {
            name: 'role',
            label: 'adm.role',
            kind: 'choice',
            required: true,
            options: options('role', [...ROLE].reverse()),
        },
        {
            name: 'devices',
            label: 'adm.token.devices',
            kind: 'ids',
            hint: 'adm.token.devices.hint',
        },
        { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area', hint: 'adm.token.area.hint' },
    ]
}

export function Tokens(props: { id: string }) {
    const table = useTable('token')
    const [sheet, setSheet] = useState<'' | 'new' | 'revoke'>('')
    const [made, setMade] = useState<{ name: string; token: string }>()
    const token = table.get(props.id)
    const manage = may('access.manage')
    const close = (): void => setSheet('')
    return (
        <div class="two">
            <Rows
                label="adm.tab.tokens"
                table={table}
                columns={COLUMNS}
                words={(k) =>
                    `${k.name ?? ''} ${k.role ?? ''} ${k.devices?.join(' ') ?? ''} ${named('area', k.area)}`
                }
                selected={props.id}
                onSelect={(id) => go('tokens', id)}
                empty="adm.token.empty"
                tools={
                    manage && (
                        <Actions
                            actions={[
                                { key: 'n', says: 'adm.token.add', run: () => setSheet('new') },
                            ]}
                        />
                    )
                }
            />
            {token ? (
                <Pane title={token.name ?? props.id}>
                    {token.crowded_at && (
                        <div class="problem">
                            <strong>{t('adm.token.crowded')}</strong>
                            <span>
                                {t('adm.token.crowded.says')} <Time at={token.crowded_at} />
                            </span>
                        </div>
                    )}
                    <Facts
                        rows={[
                            ['adm.id', props.id],
                            ['adm.role', word('role', token.role)],
                            ['adm.token.speaks', speaksFor(token)],
                            ['adm.created', <Time at={token.created_at} />],
                            ['adm.token.by', named('user', token.created_by)],
                        ]}
                    />
                    <p class="dim">{t('adm.token.never_again')}</p>
                    {manage && (
                        <Actions
                            actions={[
                                {
                                    key: 'x',
                                    says: 'adm.token.revoke',
                                    run: () => setSheet('revoke'),
                                },
                            ]}
                        />
                    )}
                </Pane>
            ) : (
                <Nothing text="adm.token.hint" />
            )}
            {sheet === 'new' && (
                <FormSheet
                    title={t('adm.token.add')}
                    fields={fields()}
                    before={{ role: 'alarm' }}
                    send="adm.add"
                    onClose={close}
                    onSend={async (values, reason) => {
                        const answer = await post<{ id: string; token: string; waits?: boolean }>(
                            asking('/api/v1/tokens', reason),
                            values,
                        )
                        setMade({ name: String(values.name), token: answer.token })
                        if (toldWaits(answer)) return
                        return () => go('tokens', answer.id)
                    }}
                />
            )}
            {sheet === 'revoke' && token && (
                <Revoke id={props.id} name={token.name ?? props.id} onClose={close} />
            )}
            {made && (
                <Made name={made.name} token={made.token} onClose={() => setMade(undefined)} />
            )}
        </div>
    )
}

function Made(props: { name: string; token: string; onClose: () => void }) {
    return (
        <Sheet title={t('adm.token.made', { name: props.name })} onClose={props.onClose}>
            <div class="made">
                <p>{t('adm.token.once')}</p>
                <output class="secret">{props.token}</output>
                <Copy text={props.token} />
                <p class="dim">
                    {t('adm.token.use')} <code>Authorization: Bearer …</code>
                </p>
            </div>
        </Sheet>
    )
}

/** It cannot be undone: the person types what will be gone. */
function Revoke(props: { id: string; name: string; onClose: () => void }) {
    const [typed, setTyped] = useState('')
    const revoke = (event: SubmitEvent): void => {
        event.preventDefault()
        del(`/api/v1/tokens/${encodeURIComponent(props.id)}`).then(() => {
            toast(t('adm.token.revoked', { name: props.name }))
            props.onClose()
            go('tokens')
        }, toastError)
    }
    return (
        <Sheet title={t('adm.token.revoke')} onClose={props.onClose}>
            <form class="form" onSubmit={revoke}>
                <p>{t('adm.token.revoke.says', { name: props.name })}</p>
                <input
                    aria-label={props.name}
                    autofocus
                    value={typed}
                    placeholder={props.name}
                    onInput={(event) => setTyped(event.currentTarget.value)}
                />
                <div class="form-end">
                    <button class="danger" disabled={typed.trim() !== props.name}>
                        {t('adm.token.revoke')}
                    </button>
                    <button type="button" onClick={props.onClose}>
                        {t('do.cancel')}
                    </button>
                </div>
            </form>
        </Sheet>
    )
}
