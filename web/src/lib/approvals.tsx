// SPDX-License-Identifier: Apache-2.0
// What waits for a second person: what is asked in plain words, who asks and why, and the answer to it.

import { useEffect, useState } from 'preact/hooks'
import { get, post } from './api'
import { dateTime } from './format'
import { t, tOr, type Args } from './i18n'
import { store, useTable } from './store'
import { Age, ProblemBox, Sheet, Time, toast } from './ui'

/** As GET /api/v1/approvals says it. */
export interface Approval {
    id: string
    command: string
    params?: string[]
    asked_by: string
    asked_at: string
    wake_at: string
    reason?: string
    /** what is asked, where this person could have asked it too; null: nothing more than the command */
    body?: Record<string, unknown> | null
    /** this person asked it */
    own: boolean
    /** this person may decide it */
    may: boolean
}

/** A person, an area or a unit by its name, as far as this page knows it. */
function nameOf(id: unknown): string {
    if (typeof id !== 'string' || id === '') return ''
    const user = store.one('user', id)
    return store.people[id] || user?.full_name || user?.name || id
}

export function askerName(id: string): string {
    if (id === 'local') return t('approval.local')
    return store.one('token', id)?.name ?? nameOf(id)
}

/** Values of the body as words: enumerations in the reader's language, times as times, ids by name. */
function said(field: string, value: unknown): string {
    if (value === null || value === undefined || value === '') return '–'
    if (typeof value === 'boolean') return t(value ? 'approval.yes' : 'approval.no')
    if (Array.isArray(value)) return value.map(nameOf).join(', ') || '–'
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    if (field === 'role') return tOr('role.' + text, text)
    if (field === 'class') return tOr('vehicle_class.' + text, text)
    if (field === 'reason') return tOr('wanted_reason.' + text, text)
    if (field === 'owner' || field === 'by') return nameOf(text)
    if (field === 'purpose') return tOr('purpose_code.' + text, text)
    if (field === 'area') return store.one('area', text)?.name ?? text
    if (field.endsWith('_at') || field === 'until') return dateTime(text)
    return text
}

/** The name of what is asked: all that is shown to who may not know more. */
export function shortly(one: Pick<Approval, 'command'>): string {
    return tOr('approval.of.' + one.command, one.command)
}

/** What a reader looks for first; all else follows as it stands. */
const FIRST = ['plate', 'region', 'class', 'make', 'color', 'reason', 'issuer', 'basis', 'name', 'full_name', 'role', 'area']
const place = (field: string): number => (FIRST.indexOf(field) + 1 || FIRST.length + 1)

/** One line a field that is asked. */
export function details(one: Pick<Approval, 'command' | 'params' | 'body'>): [string, string][] {
    const out: [string, string][] = []
    if (one.params?.length) out.push([t('approval.field.subject'), one.params.map(nameOf).join(', ')])
    for (const [field, value] of Object.entries(one.body ?? {}).sort(([a], [b]) => place(a) - place(b))) {
        if (field !== 'id') out.push([tOr('approval.field.' + field, field), said(field, value)])
    }
    return out
}

/** A path that asks: with the reason, which a second person will read. */
export function asking(path: string, reason: string): string {
    return reason === '' ? path : `${path}?reason=${encodeURIComponent(reason)}`
}

/** Says that it waits, when it does; else nothing. */
export function toldWaits(answer: { id?: string; waits?: boolean }): boolean {
    if (answer.waits) toast(t('approval.waits', { id: answer.id ?? '' }))
    return answer.waits === true
}

/** What this person sees waiting; asked again whenever the stream tells of one. */
export function useApprovals(): { list: Approval[] | undefined; error: unknown } {
    const table = useTable('approval')
    const [list, setList] = useState<Approval[]>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let live = true
        get<{ approvals: Approval[] }>('/api/v1/approvals').then(
            (answer) => {
                if (!live) return
                setList(answer.approvals.sort((a, b) => a.wake_at.localeCompare(b.wake_at)))
                setError(undefined)
            },
            (problem: unknown) => live && setError(problem),
        )
        return () => void (live = false)
    }, [table])
    return { list, error }
}

/** How many wait, in the top line; the way to the list. */
export function ApprovalsButton(props: { onOpen: () => void }) {
    const n = useTable('approval').size
    return (
        <button type="button" class="plain approvals-open" data-some={n > 0 ? '' : undefined} onClick={props.onOpen} title={t('approval.says')}>
            {t('approval.tab')} <strong class="num">{n}</strong>
        </button>
    )
}

export function Approvals(props: { onClose: () => void }) {
    const { list, error } = useApprovals()
    return (
        <Sheet title={t('approval.name')} onClose={props.onClose}>
            <div class="approvals">
                <p class="dim">{t('approval.says')}</p>
                {error !== undefined && <ProblemBox error={error} />}
                {list?.length === 0 && <p>{t('approval.none')}</p>}
                <ul>
                    {list?.map((one) => (
                        <Row key={one.id} one={one} />
                    ))}
                </ul>
            </div>
        </Sheet>
    )
}

function Row(props: { one: Approval }) {
    const { one } = props
    const rows = details(one)
    return (
        <li data-id={one.id}>
            <h3>
                {shortly(one)} <span class="num faint">{one.id}</span>
            </h3>
            {one.body === undefined ? (
                <p class="dim">{t('approval.hidden')}</p>
            ) : (
                <dl>
                    {rows.map(([name, value]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ))}
                </dl>
            )}
            <p>
                {t('approval.why')} <q>{one.reason}</q>
            </p>
            <p class="dim">
                {t('approval.asked_by', { name: askerName(one.asked_by) } satisfies Args)}, <Age at={one.asked_at} />. {t('approval.until')} <Time at={one.wake_at} />
            </p>
            <Answer one={one} />
        </li>
    )
}

function Answer(props: { one: Approval }) {
    const { one } = props
    const [refusing, setRefusing] = useState(false)
    const [busy, setBusy] = useState(false)
    const [error, setError] = useState<unknown>()
    const send = (how: 'approve' | 'refuse' | 'withdraw', body: object): void => {
        setBusy(true)
        setError(undefined)
        post(`/api/v1/approvals/${encodeURIComponent(one.id)}/${how}`, body).then(
            () => toast(t(`approval.done.${how}`, { id: one.id })),
            (problem: unknown) => {
                setError(problem)
                setBusy(false)
            },
        )
    }
    const refuse = (event: SubmitEvent): void => {
        event.preventDefault()
        send('refuse', { why: String(new FormData(event.currentTarget as HTMLFormElement).get('why') ?? '').trim() })
    }
    return (
        <>
            {one.own && <p class="dim">{t('approval.own')}</p>}
            {!one.own && !one.may && <p class="dim">{t('approval.cannot')}</p>}
            {error !== undefined && <ProblemBox error={error} />}
            {refusing ? (
                <form class="approvals-refuse" onSubmit={refuse}>
                    <input name="why" required pattern=".*\S.*" maxLength={110} autofocus aria-label={t('approval.refuse.why')} placeholder={t('approval.refuse.why')} />
                    <button class="danger" disabled={busy}>
                        {t('approval.refuse')}
                    </button>
                    <button type="button" class="plain" onClick={() => setRefusing(false)}>
                        {t('do.cancel')}
                    </button>
                </form>
            ) : (
                <div class="approvals-do">
                    {one.may && (
                        <button type="button" class="primary" disabled={busy} onClick={() => send('approve', {})}>
                            {t('approval.approve')}
                        </button>
                    )}
                    {one.may && (
                        <button type="button" disabled={busy} onClick={() => setRefusing(true)}>
                            {t('approval.refuse')}…
                        </button>
                    )}
                    {one.own && (
                        <button type="button" disabled={busy} onClick={() => send('withdraw', {})}>
                            {t('approval.withdraw')}
                        </button>
                    )}
                </div>
            )}
        </>
    )
}
