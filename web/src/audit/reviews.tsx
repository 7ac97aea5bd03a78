// SPDX-License-Identifier: Apache-2.0
// What waits for the reviewer: broken glass, look-ups on fresh incidents, repeated ones, the week's sample. Soonest due first.

import { useState } from 'preact/hooks'
import { REVIEW_VERDICT, type Entities, type ReviewVerdict } from '../gen/types'
import { post } from '../lib/api'
import { useNow } from '../lib/clock'
import { dateTime, ms } from '../lib/format'
import { t } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { whoami } from '../lib/session'
import { useTable } from '../lib/store'
import { Key as KeyCap, ProblemBox, Time, toast } from '../lib/ui'
import { askWhy } from './ask'
import { Facts, Follow, List, personName, subjectName, type Column } from './parts'

type Review = Entities['review'] & { id: string }

const reasonName = (one: Review): string => t(`review_reason.${one.reason ?? 'repeated'}` as 'review_reason.repeated')

function Due(props: { review: Review }) {
    const now = useNow()
    const late = props.review.overdue || ms(props.review.due_at) < now
    return (
        <span class={late ? 'flag warn' : undefined}>
            <Time at={props.review.due_at} /> {late && t('audit.late')}
        </span>
    )
}

/** How the lots fell last, so that anybody can draw them again: doc/verify-by-hand.md, part 5. */
function Sample() {
    const week = useTable('sample').get('week')
    if (!week?.drawn_at || !week.root) return null
    const drawn = Array.isArray(week.drawn) ? week.drawn.length : 0
    return (
        <p class="asked dim">
            {t('audit.sample', { drawn, looks: week.looks ?? 0, to: dateTime(week.to), size: String(week.size ?? 0) })} <code>{week.root}</code>
        </p>
    )
}

const COLUMNS: readonly Column<Review>[] = [
    { title: 'audit.due', show: (one) => <Due review={one} />, num: true },
    { title: 'audit.reason', show: reasonName },
    { title: 'audit.who', show: (one) => personName(one.by) },
    { title: 'audit.whom', show: (one) => subjectName(one.subject) },
    { title: 'audit.when', show: (one) => <Time at={one.at} />, num: true },
]

export function Reviews(props: { onFollow: (by: string) => void; onSubject: (subject: string) => void }) {
    const table = useTable('review')
    const [selected, setSelected] = useState('')
    const rows = [...table].map(([id, one]): Review => ({ ...one, id })).sort((a, b) => (a.due_at ?? '').localeCompare(b.due_at ?? ''))
    const one = rows.find((row) => row.id === selected)
    return (
        <div class="two audit-two">
            <section class="rows" aria-label={t('audit.tab.reviews')}>
                <p class="asked dim">{t('audit.reviews.says')}</p>
                <Sample />
                <div class="scroll">
                    {rows.length === 0 ? (
                        <p class="empty">{t('audit.reviews.none')}</p>
                    ) : (
                        <List label="audit.tab.reviews" rows={rows} columns={COLUMNS} id={(row) => row.id} selected={selected} onSelect={setSelected} />
                    )}
                </div>
            </section>
            {one ? <OneReview key={one.id} review={one} onFollow={props.onFollow} onSubject={props.onSubject} /> : <p class="pane hint">{t('audit.reviews.choose')}</p>}
        </div>
    )
}

function OneReview(props: { review: Review; onFollow: (by: string) => void; onSubject: (subject: string) => void }) {
    const { review } = props
    const own = review.by === whoami().user
    const [why, setWhy] = useState<string>()
    const [note, setNote] = useState('')
    const [busy, setBusy] = useState(false)
    const [error, setError] = useState<unknown>()
    const person = (): void => props.onFollow(review.by ?? '')
    const subject = (): void => props.onSubject(review.subject ?? '')
    const judge = (verdict: ReviewVerdict): void => {
        setBusy(true)
        setError(undefined)
        post(`/api/v1/reviews/${encodeURIComponent(review.id)}`, { verdict, ...(note.trim() ? { note: note.trim() } : {}) }).then(
            () => toast(t('audit.judged', { id: review.id, verdict: t(`review_verdict.${verdict}`) })),
            (problem: unknown) => {
                setError(problem)
                setBusy(false)
            },
        )
    }
    useKeys([
        { key: 'p', says: 'audit.key.person', group: 'audit.keys.look', run: person },
        { key: 's', says: 'audit.key.subject', group: 'audit.keys.look', run: subject },
        { key: 'a', says: 'audit.key.in_order', group: 'audit.keys.look', when: () => !own && !busy, run: () => judge('in_order') },
    ])
    return (
        <aside class="pane" aria-label={t('audit.review')}>
            <h2>
                {reasonName(review)} <span class="num faint">{review.id}</span>
            </h2>
            <p class="dim">{t(`review_reason.${review.reason ?? 'repeated'}.says` as 'review_reason.repeated.says')}</p>
            <Facts
                rows={[
                    ['audit.who', `${personName(review.by)} (${review.by ?? ''})`],
                    ['audit.whom', subjectName(review.subject)],
                    ['audit.subject_id', <code>{review.subject}</code>],
                    ['audit.incident', review.incident],
                    ['audit.look', review.look ?? t('audit.stopped')],
                    ['audit.when', <span class="num">{dateTime(review.at)}</span>],
                    ['audit.due', <Due review={review} />],
                    ['audit.words', why],
                ]}
            />
            <div class="acts">
                <Follow person={person} subject={subject} />
                {review.reason === 'break_glass' && review.look && why === undefined && (
                    <button type="button" onClick={() => void askWhy(review.look ?? '').then((said) => setWhy(said || t('audit.forgotten')), setError)}>
                        {t('audit.read_words')}
                    </button>
                )}
            </div>
            {own ? (
                <p class="dim">{t('audit.own')}</p>
            ) : (
                <>
                    <label class="field">
                        {t('audit.note')}
                        <textarea name="note" rows={3} maxLength={1000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
                    </label>
                    {error !== undefined && <ProblemBox error={error} />}
                    <div class="acts">
                        {REVIEW_VERDICT.map((verdict) => (
                            <button
                                type="button"
                                key={verdict}
                                class={verdict === 'in_order' ? 'primary' : verdict === 'misuse' ? 'danger' : ''}
                                disabled={busy || (verdict !== 'in_order' && note.trim() === '')}
                                onClick={() => judge(verdict)}
                            >
                                {t(`review_verdict.${verdict}`)} {verdict === 'in_order' && <KeyCap>a</KeyCap>}
                            </button>
                        ))}
                    </div>
                    <p class="dim">{t('audit.note.says')}</p>
                </>
            )}
        </aside>
    )
}
