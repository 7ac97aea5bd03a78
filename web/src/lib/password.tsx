// SPDX-License-Identifier: Apache-2.0
// One's own password: changed by who knows the old one. One that somebody else has set is changed before anything else.

import { useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { explain, post, Problem } from './api'
import { t, type Key } from './i18n'
import { Alert, Mark, Sheet, toast } from './ui'

function said(problem: unknown): { what: string; next: string } {
    return problem instanceof Problem && problem.field === 'old' ? { what: t('password.wrong'), next: t('password.wrong.next') } : explain(problem)
}

/** A new password, or (`old`) the one until now. */
export function PasswordField(props: { name: string; label: Key; old?: boolean; hint?: string; off?: boolean }) {
    return (
        <label class="field">
            {t(props.label)}
            <input
                name={props.name}
                type="password"
                required
                autofocus={props.old ?? false}
                minLength={props.old ? undefined : 10}
                maxLength={256}
                autocomplete={props.old ? 'current-password' : 'new-password'}
                aria-describedby={props.hint}
                disabled={props.off ?? false}
            />
        </label>
    )
}

function PasswordForm(props: { title?: boolean; name: string; onDone: () => void; onOut?: () => void; children?: ComponentChildren }) {
    const [error, setError] = useState<{ what: string; next: string }>()
    const [busy, setBusy] = useState(false)
    const submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault()
        const data = new FormData(event.target as HTMLFormElement)
        const text = (name: string): string => String(data.get(name) ?? '')
        if (text('password') !== text('again')) return setError({ what: t('password.differ'), next: t('password.differ.next') })
        setBusy(true)
        setError(undefined)
        try {
            await post('/api/v1/session/password', { old: text('old'), password: text('password') })
            props.onDone()
        } catch (problem) {
            setError(said(problem))
            setBusy(false)
        }
    }
    return (
        <form class="own-password" onSubmit={(event) => void submit(event)}>
            {props.title && (
                <>
                    <h1>
                        <Mark /> {t('password.title')}
                    </h1>
                    <p>{t('password.given')}</p>
                </>
            )}
            {/* Which account it is, for whoever keeps passwords. */}
            <input name="username" type="text" autocomplete="username" value={props.name} readOnly hidden />
            <PasswordField name="old" label="password.old" old />
            <PasswordField name="password" label="password.new" hint="password-rules" />
            <PasswordField name="again" label="password.again" />
            <p class="dim" id="password-rules">
                {t('password.rules')}
            </p>
            {error && <Alert {...error} />}
            <button class="primary" disabled={busy}>
                {t('password.do')}
            </button>
            {props.onOut && (
                <button type="button" onClick={props.onOut}>
                    {t('signin.out')}
                </button>
            )}
            {props.children}
        </form>
    )
}

/** All there is for somebody whose password was given: nothing else is answered before it is changed. */
export function PasswordPage(props: { name: string; onDone: () => void; onOut: () => void; langs: (redraw: () => void) => ComponentChildren }) {
    const [, redraw] = useState(0)
    return (
        <main class="signin">
            <PasswordForm title name={props.name} onDone={props.onDone} onOut={props.onOut}>
                <footer>{props.langs(() => redraw((n) => n + 1))}</footer>
            </PasswordForm>
        </main>
    )
}

export function PasswordSheet(props: { name: string; onClose: () => void }) {
    return (
        <Sheet title={t('password.title')} onClose={props.onClose}>
            <div>
                <PasswordForm
                    name={props.name}
                    onDone={() => {
                        toast(t('password.done'))
                        props.onClose()
                    }}
                />
            </div>
        </Sheet>
    )
}
