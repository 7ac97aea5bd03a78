// SPDX-License-Identifier: Apache-2.0
// Cases: which of them give this person a purpose, whom they name, and the form that asks a second person for a new one.

import { useState } from 'preact/hooks'
import { post } from './api'
import { AskEnd, useAsk } from './ask'
import { AskExport, OwnExports } from './exports'
import { dateTime, localMinute } from './format'
import { t } from './i18n'
import { may, whoami } from './session'
import { store, useTable } from './store'
import { ProblemBox, Sheet, toast } from './ui'
import { instantIso } from './zone'

const DAY_MS = 86400_000
const USUAL_DAYS = 30

function personName(id: string): string {
    const user = store.one('user', id)
    return store.people[id] || user?.full_name || user?.name || id
}

const lines = (text: string): string[] =>
    text
        .split(/[\n,]/)
        .map((one) => one.trim())
        .filter((one) => one !== '')

/** A person by number, by sign-in name or by full name. */
function personId(said: string): string {
    for (const [id, user] of store.table('user')) if (user.name === said || user.full_name === said) return id
    const named = Object.entries(store.people).find(([, name]) => name === said)
    return named?.[0] ?? said
}

export function Cases(props: { onClose: () => void }) {
    return (
        <Sheet title={t('case.title')} onClose={props.onClose}>
            <div class="cases">
                <p class="dim">{t('case.says')}</p>
                <Own />
                <OwnExports />
                {may('case.open') && <Open />}
            </div>
        </Sheet>
    )
}

function Own() {
    const cases = useTable('casefile')
    const me = whoami()
    const [error, setError] = useState<unknown>()
    const [ordered, setOrdered] = useState('')
    const [exported, setExported] = useState('')
    const own = [...cases].filter(([, one]) => one.owner === me.user || one.people?.includes(me.user) || may('case.open'))
    const close = (id: string): void =>
        void post(`/api/v1/cases/${encodeURIComponent(id)}/close`).then(() => toast(t('case.closed', { id })), setError)
    return (
        <section>
            <h3>{t('case.own')}</h3>
            {error !== undefined && <ProblemBox error={error} />}
            {own.length === 0 && <p>{t('case.none')}</p>}
            <ul>
                {own.map(([id, one]) => (
                    <li key={id} data-id={id}>
                        <strong>{one.number}</strong> <span class="num faint">{id}</span> · {personName(one.owner ?? '')} · {one.basis} · {t('approval.field.expires_at')} {dateTime(one.expires_at)}{' '}
                        <span title={one.subjects?.join(', ')}>{t('case.subjects.n', { n: one.subjects?.length ?? 0 })}</span>{' '}
                        {one.deferred_until && <span>{t('case.deferred', { issuer: one.order_issuer ?? '', number: one.order_number ?? '' })} {dateTime(one.deferred_until)} </span>}
                        {may('case.open') && (
                            <>
                                <button type="button" class="plain" onClick={() => close(id)}>
                                    {t('case.close')}
                                </button>
                                <button type="button" class="plain" aria-expanded={ordered === id} onClick={() => setOrdered(ordered === id ? '' : id)}>
                                    {t('case.defer')}
                                </button>
                                {ordered === id && <Defer id={id} onDone={() => setOrdered('')} />}
                            </>
                        )}
                        {may('export.ask') && (one.owner === me.user || one.people?.includes(me.user)) && (
                            <>
                                <button type="button" class="plain" aria-expanded={exported === id} onClick={() => setExported(exported === id ? '' : id)}>
                                    {t('export.ask')}
                                </button>
                                {exported === id && <AskExport id={id} subjects={one.subjects ?? []} onDone={() => setExported('')} />}
                            </>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    )
}

/** What the order's own text says, which is what was signed (doc/api.md): one value a line. */
function readOrder(text: string): Record<string, string> {
    const out: Record<string, string> = {}
    for (const line of text.split('\n')) {
        const at = line.indexOf(' ')
        if (at > 0) out[line.slice(0, at)] = line.slice(at + 1).trim()
    }
    return out
}

/** A signed order of an office outside: its subjects are told of this case's look-ups later. A second person approves. */
function Defer(props: { id: string; onDone: () => void }) {
    const { submit, ...end } = useAsk((text) => {
        const order = readOrder(text('order'))
        const body = { office: order.issuer, number: order.number, issued_at: order.issued, until: order.until, document: order.document, signature: text('signature') }
        return { path: `/api/v1/cases/${encodeURIComponent(props.id)}/defer`, body }
    }, props.onDone)
    return (
        <form class="cases-open cases-defer" onSubmit={submit}>
            <p class="dim wide">{t('case.defer.says')}</p>
            <label class="field wide">
                {t('case.defer.order')}
                <textarea name="order" rows={9} required placeholder={'markaz/defer1\nissuer prosecutor.example\n…'} />
            </label>
            <label class="field wide">
                {t('case.defer.signature')}
                <input name="signature" required maxLength={88} />
            </label>
            <AskEnd {...end} />
        </form>
    )
}

function Open() {
    const { submit, ...end } = useAsk(
        (text) => {
            const body = {
                number: text('number'),
                basis: text('basis'),
                expires_at: instantIso(text('until')),
                people: lines(text('people')).map(personId),
                subjects: lines(text('subjects')).map((one) => one.replace('/', ':').replaceAll(' ', '')),
                ...(text('owner') ? { owner: personId(text('owner')) } : {}),
            }
            return { path: '/api/v1/cases', body }
        },
        (form) => form.reset(),
    )
    return (
        <form class="cases-open" onSubmit={submit}>
            <h3>{t('case.open')}</h3>
            <label class="field">
                {t('case.number')}
                <input name="number" required maxLength={40} />
            </label>
            <label class="field">
                {t('case.basis')}
                <input name="basis" required maxLength={120} />
            </label>
            <label class="field">
                {t('case.until')}
                <input name="until" type="datetime-local" required value={localMinute(Date.now() + USUAL_DAYS * DAY_MS)} min={localMinute(Date.now())} max={localMinute(Date.now() + 90 * DAY_MS)} />
            </label>
            <label class="field">
                {t('case.owner')}
                <input name="owner" placeholder={whoami().full_name || whoami().name} />
            </label>
            <label class="field">
                {t('case.subjects')}
                <textarea name="subjects" rows={3} placeholder={'unit:M1\nuser:U3\nplate:01A123BC'} />
                <span class="faint">{t('case.subjects.hint')}</span>
            </label>
            <label class="field">
                {t('case.people')}
                <textarea name="people" rows={2} />
                <span class="faint">{t('case.people.hint')}</span>
            </label>
            <AskEnd {...end} />
        </form>
    )
}
