// SPDX-License-Identifier: Apache-2.0
// Histories of a case as a file: asked for here, approved by another person, fetched here within a day.

import { useState } from 'preact/hooks'
import { PURPOSE, type Purpose } from '../gen/types'
import { AskEnd, useAsk } from './ask'
import { dateTime } from './format'
import { t } from './i18n'
import { lookUpPhoto } from './purpose'
import { whoami } from './session'
import { useTable } from './store'
import { ProblemBox } from './ui'

/** Codes that stand on a case alone. */
const OF_CASE = PURPOSE.filter((one): one is Exclude<Purpose, 'none' | 'audit' | 'subject' | 'break_glass'> => !['none', 'audit', 'subject', 'break_glass'].includes(one))

/** Asks a second person; what the case names of histories is proposed, a plate has none. */
export function AskExport(props: { id: string; subjects: readonly string[]; onDone: () => void }) {
    const { submit, error, busy } = useAsk((text) => {
        const about = text('about')
            .split(/[\n,]/)
            .map((one) => one.replace('/', ':').replaceAll(' ', ''))
            .filter((one) => one !== '')
        return { path: '/api/v1/exports', body: { casefile: props.id, purpose: text('purpose'), about } }
    }, props.onDone)
    return (
        <form class="cases-open cases-export" onSubmit={submit}>
            <p class="dim wide">{t('export.says')}</p>
            <label class="field">
                {t('purpose.code')}
                <select name="purpose">
                    {OF_CASE.map((one) => (
                        <option key={one} value={one} selected={one === 'investigation'}>
                            {t(`purpose_code.${one}`)}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                {t('export.about')}
                <textarea name="about" rows={3} required defaultValue={props.subjects.filter((one) => !one.startsWith('plate:')).join('\n')} />
            </label>
            <AskEnd error={error} busy={busy} />
        </form>
    )
}

/** What was granted to this person and can be fetched now. */
export function OwnExports() {
    const exports = useTable('export')
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState('')
    const own = [...exports].filter(([, one]) => one.by === whoami().user)
    const fetchFile = (id: string, purpose: string): void => {
        setBusy(id)
        setError(undefined)
        lookUpPhoto(`/api/v1/exports/${encodeURIComponent(id)}/file`, purpose)
            .then((address) => {
                const link = document.createElement('a')
                link.href = address
                link.download = `export-${id}.ndjson`
                link.click()
                setTimeout(() => URL.revokeObjectURL(address), 60_000)
            }, setError)
            .finally(() => setBusy(''))
    }
    if (own.length === 0) return null
    return (
        <section class="exports">
            <h3>{t('export.own')}</h3>
            {error !== undefined && <ProblemBox error={error} />}
            <ul>
                {own.map(([id, one]) => (
                    <li key={id} data-id={id}>
                        <span class="num">{id}</span> · {one.about?.join(', ')} · {one.casefile} · {t('approval.field.until')} {dateTime(one.wake_at)}{' '}
                        <button type="button" disabled={busy === id} onClick={() => fetchFile(id, `${one.purpose ?? ''} case=${one.casefile ?? ''}`)}>
                            {t('export.fetch')}
                        </button>
                    </li>
                ))}
            </ul>
            <p class="faint">
                {t('export.check')}{' '}
                <a href="/verify" target="_blank" rel="noreferrer">
                    /verify
                </a>
                , <code>markazctl verify --export FILE --key VKEY</code>
            </p>
        </section>
    )
}
