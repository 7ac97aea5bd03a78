// SPDX-License-Identifier: Apache-2.0
// What forms share that ask a second person: they send once, wait for the answer, and say what became of it.

import { useState } from 'preact/hooks'
import { post } from './api'
import { asking, toldWaits } from './approvals'
import { t } from './i18n'
import { ProblemBox } from './ui'

type Field = (name: string) => string

/** A form for what happens when a second person agrees: sends what its fields wish for, and says what became of it. */
export function useAsk(wish: (text: Field) => { path: string; body: unknown }, done: (form: HTMLFormElement) => void) {
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const submit = (event: SubmitEvent): void => {
        event.preventDefault()
        const form = event.currentTarget as HTMLFormElement
        const said = new FormData(form)
        const text: Field = (name) => String(said.get(name) ?? '').trim()
        const { path, body } = wish(text)
        setBusy(true)
        setError(undefined)
        post<{ id?: string; waits?: boolean }>(asking(path, text('reason')), body)
            .then((answer) => {
                toldWaits(answer)
                done(form)
            }, setError)
            .finally(() => setBusy(false))
    }
    return { submit, error, busy }
}

/** The end of such a form: why, what went wrong, and the button. */
export function AskEnd(props: { error: unknown; busy: boolean }) {
    return (
        <>
            <label class="field wide">
                {t('case.reason')}
                <input name="reason" required maxLength={110} />
            </label>
            {props.error !== undefined && <ProblemBox error={props.error} />}
            <button class="primary" disabled={props.busy}>
                {t('case.ask')}
            </button>
        </>
    )
}
