// SPDX-License-Identifier: Apache-2.0
// First start: the one-time link's code (in the fragment, so that it reaches no log) makes the first administrator.

import { render } from 'preact'
import { useRef, useState } from 'preact/hooks'
import '../styles/base.css'
import './admin.css'
import './texts'
import { explain, post, Problem } from '../lib/api'
import { pickLang, setLang, t } from '../lib/i18n'
import { PasswordField } from '../lib/password'
import { LangButtons } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Alert, Mark } from '../lib/ui'
import { ID_PATTERN } from './fields'

applyTheme()
setLang(pickLang())

function readCode(): string {
    return new URLSearchParams(location.hash.slice(1)).get('code') ?? ''
}

function SetUp() {
    const [code] = useState(readCode)
    const [done, setDone] = useState('')
    const [error, setError] = useState<{ what: string; next: string }>()
    const [busy, setBusy] = useState(false)
    const [, redraw] = useState(0)
    const form = useRef<HTMLFormElement>(null)
    const submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault()
        const data = new FormData(form.current!)
        const text = (name: string): string => String(data.get(name) ?? '')
        if (text('password') !== text('again')) {
            setError({ what: t('setup.differ'), next: t('setup.differ.next') })
            return
        }
        setBusy(true)
        setError(undefined)
        try {
            const full = text('full_name').trim()
            await post('/api/v1/set-up', {
                code,
                name: text('name').trim(),
                password: text('password'),
                ...(full ? { full_name: full } : {}),
            })
            history.replaceState(null, '', location.pathname)
            setDone(text('name').trim())
        } catch (problem) {
            const used =
                problem instanceof Problem && [401, 403, 404, 409, 410].includes(problem.status)
            setError(
                used ? { what: t('setup.used'), next: t('setup.used.next') } : explain(problem),
            )
            setBusy(false)
        }
    }
    if (done) {
        return (
            <main class="signin">
                <form action="/admin.html">
                    <h1>
                        <Mark /> Markaz
                    </h1>
                    <p>{t('setup.done', { name: done })}</p>
                    <p class="dim">{t('setup.done.next')}</p>
                    <button class="primary" autofocus>
                        {t('setup.open')}
                    </button>
                </form>
            </main>
        )
    }
    return (
        <main class="signin">
            <form ref={form} onSubmit={(event) => void submit(event)}>
                <h1>
                    <Mark /> {t('setup.title')}
                </h1>
                {code ? (
                    <p class="dim">{t('setup.says')}</p>
                ) : (
                    <Alert what={t('setup.no_code')} next={t('setup.no_code.next')} />
                )}
                <label class="field">
                    {t('adm.user.name')}
                    <input
                        name="name"
                        required
                        autofocus
                        pattern={ID_PATTERN}
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck={false}
                        disabled={!code}
                    />
                </label>
                <label class="field">
                    {t('adm.user.full_name')}
                    <input name="full_name" maxLength={110} autocomplete="name" disabled={!code} />
                </label>
                <PasswordField name="password" label="setup.password" off={!code} />
                <PasswordField name="again" label="setup.again" off={!code} />
                {error && <Alert {...error} />}
                <button class="primary" disabled={busy || !code}>
                    {t('setup.do')}
                </button>
                <footer>
                    <LangButtons onChange={() => redraw((n) => n + 1)} />
                </footer>
            </form>
        </main>
    )
}

const page = document.getElementById('page')
if (page) render(<SetUp />, page)
