// SPDX-License-Identifier: Apache-2.0
// What one person did, in order: each event by its name and subject, with its proof. What was in it is for who has a case.

import { useState } from 'preact/hooks'
import { t, tOr } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { ProofBadge, useReach } from '../lib/proof'
import { store } from '../lib/store'
import { Key as KeyCap, ProblemBox, Time } from '../lib/ui'
import { askActs, usePages, type Act } from './ask'
import { routeName } from './looks'
import { Asked, List, people, personName, Span, subjectName, type Column } from './parts'

export interface Following {
    by: string
    from: string
    to: string
}

const eventName = (type: string): string => tOr('event.' + type, type)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Of a look what it was at; of a judgement how it went; of all else nothing but its subject. */
function told(act: Act): string {
    const d = act.data ?? {}
    const parts = [text(d.route) && routeName(text(d.route)), text(d.subject) && subjectName(text(d.subject)), text(d.purpose) && tOr('purpose_code.' + text(d.purpose), ''), text(d.casefile) || text(d.incident)]
    const verdict = text(d.verdict) ? tOr('review_verdict.' + text(d.verdict), text(d.verdict)) : ''
    return [...parts, verdict].filter(Boolean).join(' · ')
}

export function Acts(props: { following: Following; onFollow: (next: Following) => void }) {
    const { following } = props
    const [selected, setSelected] = useState('')
    const [draft, setDraft] = useState(following)
    const ask = following.by === '' ? undefined : (after?: number) => askActs(following.by, following.from, following.to, after)
    const { rows, looked, error, busy, more } = usePages<Act>(ask, JSON.stringify(following))
    const reach = useReach(rows?.at(-1)?.seq ?? 0)
    useKeys([{ key: 'o', says: 'audit.key.later', group: 'audit.keys.list', when: () => more !== undefined, run: () => more?.() }])
    const set = (name: keyof Following) => (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) => setDraft({ ...draft, [name]: event.currentTarget.value })
    const columns: readonly Column<Act>[] = [
        { title: 'audit.when', show: (one) => <Time at={one.at} />, num: true },
        { title: 'audit.did', show: (one) => eventName(one.type) },
        { title: 'audit.whom', show: (one) => (one.data ? told(one) : subjectName(one.of)) },
        { title: 'audit.event', show: (one) => <code>{one.of}</code> },
        { title: 'audit.proof', show: (one) => <ProofBadge seq={one.seq} reach={reach} /> },
    ]
    return (
        <section class="rows audit-one" aria-label={t('audit.tab.acts')}>
            <form
                class="audit-filter"
                onSubmit={(event) => {
                    event.preventDefault()
                    props.onFollow(draft)
                }}
            >
                <label class="field">
                    {t('audit.who')}
                    <select name="by" value={draft.by} required onChange={set('by')}>
                        <option value="">{t('audit.choose_person')}</option>
                        {people().map(([id, name]) => (
                            <option key={id} value={id}>
                                {name}
                            </option>
                        ))}
                        <option value="local">{personName('local')}</option>
                        {[...store.table('token')].map(([id, one]) => (
                            <option key={id} value={'token:' + id}>
                                {one.name} ({tOr('audit.kind.token', 'token')})
                            </option>
                        ))}
                    </select>
                </label>
                <Span from={draft.from} to={draft.to} set={set} />
                <div class="audit-do">
                    <button class="primary" disabled={busy}>
                        {t('audit.ask')} <KeyCap>Enter</KeyCap>
                    </button>
                </div>
            </form>
            {error !== undefined && <ProblemBox error={error} />}
            {rows && <Asked looked={looked} count={rows.length} />}
            <div class="scroll">
                {rows?.length === 0 && <p class="empty">{t('audit.none')}</p>}
                {rows && rows.length > 0 && <List label="audit.tab.acts" rows={rows} columns={columns} id={(row) => String(row.seq)} selected={selected} onSelect={setSelected} />}
                {more && (
                    <button type="button" onClick={more} disabled={busy}>
                        {t('audit.later')} <KeyCap>o</KeyCap>
                    </button>
                )}
            </div>
        </section>
    )
}
