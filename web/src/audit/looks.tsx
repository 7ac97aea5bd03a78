// SPDX-License-Identifier: Apache-2.0
// Who looked at what, when, why and for which case or incident: filtered, and followed by person, subject and case.

import { useEffect, useRef, useState } from 'preact/hooks'
import { PURPOSE } from '../gen/types'
import { dateTime } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { ProofBadge, useReach } from '../lib/proof'
import { Key as KeyCap, ProblemBox, Time } from '../lib/ui'
import { askLooks, askWhy, NO_FILTER, usePages, type Filter, type Look } from './ask'
import { Asked, Facts, Follow, List, people, personName, Span, subjectName, type Column } from './parts'

/** Commands of the look-up routes, and so what can have been done. */
const ROUTES = ['core.entity', 'core.history', 'core.search', 'road.media_get', 'registry.device_fixes', 'unit.track', 'look.usage', 'look.audit_looks', 'look.audit_acts'] as const

export const routeName = (route: string | undefined): string => tOr('look_route.' + (route ?? ''), route ?? '')

function stands(look: Look): string {
    return [look.incident, look.casefile].filter(Boolean).join(' ')
}

function purposeName(look: Look): string {
    return look.access === 'duty' ? t('audit.duty') : t(`purpose_code.${look.purpose ?? 'none'}` as 'purpose_code.audit')
}

const COLUMNS: readonly Column<Look>[] = [
    { title: 'audit.when', show: (one) => <Time at={one.at} />, num: true },
    { title: 'audit.who', show: (one) => personName(one.by) },
    { title: 'audit.did', show: (one) => routeName(one.route) },
    { title: 'audit.whom', show: (one) => subjectName(one.subject) },
    { title: 'audit.why', show: purposeName },
    { title: 'audit.for', show: stands },
]

export function Looks(props: { filter: Filter; onFilter: (filter: Filter) => void; onFollow: (by: string) => void }) {
    const { filter } = props
    const [selected, setSelected] = useState('')
    const { rows, looked, error, busy, more } = usePages<Look>((before) => askLooks(filter, before), JSON.stringify(filter))
    useKeys([{ key: 'o', says: 'audit.key.older', group: 'audit.keys.list', when: () => more !== undefined, run: () => more?.() }])
    const one = rows?.find((row) => row.id === selected)
    return (
        <div class="two audit-two">
            <section class="rows" aria-label={t('audit.tab.looks')}>
                <FilterForm filter={filter} onFilter={props.onFilter} busy={busy} />
                {error !== undefined && <ProblemBox error={error} />}
                {rows && <Asked looked={looked} count={rows.length} />}
                <div class="scroll">
                    {rows?.length === 0 && <p class="empty">{t('audit.none')}</p>}
                    {rows && rows.length > 0 && <List label="audit.tab.looks" rows={rows} columns={COLUMNS} id={(row) => row.id} selected={selected} onSelect={setSelected} />}
                    {more && (
                        <button type="button" onClick={more} disabled={busy}>
                            {t('audit.older')} <KeyCap>o</KeyCap>
                        </button>
                    )}
                </div>
            </section>
            {one ? <OneLook key={one.id} look={one} onFilter={(next) => props.onFilter({ ...NO_FILTER, ...next })} onFollow={props.onFollow} /> : <p class="pane hint">{t('audit.choose')}</p>}
        </div>
    )
}

/** What is typed is asked by Enter alone: each question is an event. */
function FilterForm(props: { filter: Filter; onFilter: (filter: Filter) => void; busy: boolean }) {
    const [draft, setDraft] = useState(props.filter)
    const first = useRef<HTMLInputElement>(null)
    useEffect(() => setDraft(props.filter), [props.filter])
    const set = (name: keyof Filter) => (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) => setDraft({ ...draft, [name]: event.currentTarget.value.trim() })
    useKeys([
        { key: '/', says: 'audit.key.filter', group: 'audit.keys.page', run: () => first.current?.focus() },
        { key: 'x', says: 'audit.key.clear', group: 'audit.keys.page', run: () => props.onFilter(NO_FILTER) },
    ])
    const submit = (event: Event): void => {
        event.preventDefault()
        props.onFilter(draft)
    }
    return (
        <form class="audit-filter" onSubmit={submit}>
            <label class="field">
                {t('audit.whom')}
                <input ref={first} name="subject" value={draft.subject} maxLength={100} placeholder="unit/M1, user/U3, plate/01A123BC" onInput={set('subject')} />
            </label>
            <label class="field">
                {t('audit.who')}
                <select name="by" value={draft.by} onChange={set('by')}>
                    <option value="">{t('audit.anybody')}</option>
                    {people().map(([id, name]) => (
                        <option key={id} value={id}>
                            {name}
                        </option>
                    ))}
                    {draft.by && !people().some(([id]) => id === draft.by) && <option value={draft.by}>{personName(draft.by)}</option>}
                </select>
            </label>
            <label class="field">
                {t('audit.did')}
                <select name="route" value={draft.route} onChange={set('route')}>
                    <option value="">{t('audit.anything')}</option>
                    {ROUTES.map((one) => (
                        <option key={one} value={one}>
                            {routeName(one)}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                {t('audit.why')}
                <select name="purpose" value={draft.purpose} onChange={set('purpose')}>
                    <option value="">{t('audit.any_purpose')}</option>
                    {PURPOSE.filter((one) => one !== 'none').map((one) => (
                        <option key={one} value={one}>
                            {t(`purpose_code.${one}` as 'purpose_code.audit')}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                {t('audit.case')}
                <input name="casefile" value={draft.casefile} maxLength={64} onInput={set('casefile')} />
            </label>
            <label class="field">
                {t('audit.incident')}
                <input name="incident" value={draft.incident} maxLength={64} onInput={set('incident')} />
            </label>
            <Span from={draft.from} to={draft.to} set={set} />
            <div class="audit-do">
                <button class="primary" disabled={props.busy}>
                    {t('audit.ask')} <KeyCap>Enter</KeyCap>
                </button>
                <button type="button" onClick={() => props.onFilter(NO_FILTER)}>
                    {t('audit.clear')} <KeyCap>x</KeyCap>
                </button>
            </div>
        </form>
    )
}

function OneLook(props: { look: Look; onFilter: (filter: Partial<Filter>) => void; onFollow: (by: string) => void }) {
    const { look } = props
    const reach = useReach(look.seq)
    const [why, setWhy] = useState<string>()
    const [error, setError] = useState<unknown>()
    // A program's token and the centre have no line of acts of their own.
    const followable = /^(U\d+|local)$/.test(look.by ?? '')
    const person = (): void => props.onFollow(look.by ?? '')
    const subject = (): void => props.onFilter({ subject: look.subject ?? '' })
    const casefile = (): void => props.onFilter(look.casefile ? { casefile: look.casefile } : { incident: look.incident ?? '' })
    const glass = look.purpose === 'break_glass'
    useKeys([
        { key: 'p', says: 'audit.key.person', group: 'audit.keys.look', when: () => followable, run: person },
        { key: 's', says: 'audit.key.subject', group: 'audit.keys.look', run: subject },
        { key: 'c', says: 'audit.key.case', group: 'audit.keys.look', when: () => Boolean(look.casefile ?? look.incident), run: casefile },
    ])
    return (
        <aside class="pane" aria-label={t('audit.look')}>
            <h2>
                {t('audit.look')} <span class="num faint">{look.id}</span> <ProofBadge seq={look.seq} reach={reach} />
            </h2>
            <Facts
                rows={[
                    ['audit.when', <span class="num">{dateTime(look.at)}</span>],
                    ['audit.who', `${personName(look.by)} (${look.by ?? ''})`],
                    ['audit.area', look.area],
                    ['audit.did', routeName(look.route)],
                    ['audit.whom', subjectName(look.subject)],
                    ['audit.subject_id', <code>{look.subject}</code>],
                    ['audit.why', purposeName(look)],
                    ['audit.case', look.casefile],
                    ['audit.incident', look.incident],
                    ['audit.shift', look.shift],
                    ['audit.words', why],
                ]}
            />
            {error !== undefined && <ProblemBox error={error} />}
            <div class="acts">
                <Follow person={followable ? person : undefined} subject={subject} />
                {(look.casefile ?? look.incident) && (
                    <button type="button" onClick={casefile}>
                        {t('audit.follow.case')} <KeyCap>c</KeyCap>
                    </button>
                )}
                {glass && why === undefined && (
                    <button type="button" onClick={() => void askWhy(look.id).then((said) => setWhy(said || t('audit.forgotten')), setError)}>
                        {t('audit.read_words')}
                    </button>
                )}
            </div>
        </aside>
    )
}
