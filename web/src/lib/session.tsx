// SPDX-License-Identifier: Apache-2.0
// Who is at this screen: the sign-in form, the session, and what it may do.

import { useState, useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { LANG } from '../gen/types'
import { del, explain, get, lookOnly, post, Problem, setCsrf, type Me } from './api'
import { Lasting } from './lasting'
import { PasswordPage } from './password'
import { getLang, pickLang, setLang, t } from './i18n'
import { store, useStore } from './store'
import { Alert, Mark } from './ui'
import { setZone } from './zone'

let me: Me | undefined

/** The signed-in person; only valid below <SignedIn>. */
export function whoami(): Me {
    if (!me) throw new Error('nobody is signed in')
    return me
}

export function may(permission: string): boolean {
    return me?.permissions.includes(permission) ?? false
}

/** This page shows the past: whoever is here may look, and do nothing. */
export function mayOnlyLook(): void {
    if (me) me = { ...me, permissions: me.permissions.filter((one) => one.endsWith('.read')) }
    lookOnly()
}

function begin(session: Me): void {
    me = session
    setCsrf(session.csrf)
    setZone(session.zone)
    setLang(pickLang(session.lang))
}

export async function signOut(): Promise<void> {
    try {
        await del('/api/v1/session')
    } finally {
        store.connection?.stop()
        location.reload()
    }
}

export const LANG_NAMES = { en: 'English', ru: 'Русский', uz: 'O‘zbekcha', kk: 'Қазақша' } as const

export function LangButtons(props: { onChange: () => void }) {
    return (
        <>
            {LANG.map((one) => (
                <button
                    type="button"
                    class="plain"
                    lang={one}
                    key={one}
                    aria-pressed={getLang() === one}
                    onClick={() => {
                        setLang(one)
                        props.onChange()
                    }}
                >
                    {LANG_NAMES[one]}
                </button>
            ))}
        </>
    )
}

/** A form with name and password: what to do when it is sent, and how it went. Who is in sees another page: it stays busy. */
export function useSignIn(send: (form: FormData) => Promise<void>) {
    const [error, setError] = useState<{ what: string; next: string }>()
    const [busy, setBusy] = useState(false)
    const submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault()
        const form = new FormData(event.target as HTMLFormElement)
        setBusy(true)
        setError(undefined)
        try {
            await send(form)
        } catch (problem) {
            const wrong = problem instanceof Problem && problem.status === 401
            setError(wrong ? { what: t('signin.wrong'), next: t('signin.wrong.next') } : explain(problem))
            setBusy(false)
        }
    }
    return { submit, busy, error }
}

function SignIn(props: { onDone: (me: Me) => void; ended: boolean }) {
    const [, redraw] = useState(0)
    const { submit, busy, error } = useSignIn(async (form) => {
        props.onDone(await post<Me>('/api/v1/session', { name: form.get('name'), password: form.get('password') }))
    })
    return (
        <main class="signin">
            <form onSubmit={(event) => void submit(event)}>
                <h1>
                    <Mark /> Markaz
                </h1>
                {props.ended && <p class="dim">{t('signin.ended')}</p>}
                <label class="field">
                    {t('signin.name')}
                    <input name="name" autocomplete="username" required autofocus autocapitalize="none" spellcheck={false} />
                </label>
                <label class="field">
                    {t('signin.password')}
                    <input name="password" type="password" autocomplete="current-password" required />
                </label>
                {error && <Alert {...error} />}
                <button class="primary" disabled={busy}>
                    {t('signin.do')}
                </button>
                <footer>
                    <LangButtons onChange={() => redraw((n) => n + 1)} />
                </footer>
            </form>
        </main>
    )
}

/** Shows the sign-in form until somebody is signed in; again when the session ends. */
export function SignedIn(props: { children: (me: Me) => ComponentChildren }) {
    const [state, setState] = useState<Me | 'asking' | 'nobody' | 'ended' | 'no_line'>('asking')
    const ended = useStore((s) => s.line.state === 'signed_out')
    const ask = (): void => {
        get<Me>('/api/v1/session').then(
            (answer) => {
                begin(answer)
                setState(answer)
            },
            (problem: unknown) => {
                const gone = problem instanceof Problem && (problem.status === 401 || problem.status === 403)
                setState(gone ? 'nobody' : 'no_line')
            },
        )
    }
    useEffect(() => {
        setLang(pickLang())
        ask()
    }, [])
    useEffect(() => {
        if (state !== 'no_line') return
        const timer = setInterval(ask, 2000)
        return () => clearInterval(timer)
    }, [state])
    useEffect(() => {
        if (ended) setState('ended')
    }, [ended])
    if (state === 'asking') return null
    if (state === 'no_line') {
        return (
            <main class="signin">
                <Alert what={t('error.no_line')} next={t('signin.retry')} />
            </main>
        )
    }
    if (state === 'nobody' || state === 'ended') {
        return (
            <SignIn
                ended={state === 'ended'}
                onDone={(answer) => {
                    if (state === 'ended') return location.reload()
                    begin(answer)
                    setState(answer)
                }}
            />
        )
    }
    if (state.password_given) {
        return <PasswordPage name={state.name} onDone={ask} onOut={() => void signOut()} langs={(redraw) => <LangButtons onChange={redraw} />} />
    }
    return (
        <>
            <Lasting me={state} />
            {props.children(state)}
        </>
    )
}

/** A page that is not for who is signed in: why, the way to one's own, and out. */
export function NotFor(props: { what: string; next: string; home: string }) {
    return (
        <main class="signin">
            <div class="problem">
                <strong>{props.what}</strong>
                <span>{props.next}</span>
                <p>
                    <a href="/">{props.home}</a>
                </p>
                <button type="button" onClick={() => void signOut()}>
                    {t('signin.out')}
                </button>
            </div>
        </main>
    )
}
