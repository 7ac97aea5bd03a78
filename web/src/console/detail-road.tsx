// SPDX-License-Identifier: Apache-2.0
// Hits and dangerous driving: the photo beside what is wanted, the three questions, and who was told.

import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Hit, Notice } from '../gen/types'
import { useNow } from '../lib/clock'
import { age, direction, distance, ms, percent, speed, stopwatch } from '../lib/format'
import { t } from '../lib/i18n'
import { AskPurpose, asksPurpose, lookUpPhoto, photoAsks, usePurpose } from '../lib/purpose'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { Age, Key, Stopwatch, Time } from '../lib/ui'
import { dismiss, incidentFromHit, reaffirm, see } from './actions'
import { Gone } from './detail-alarm'
import { areaName, placeName } from './items'
import { personName, unitName } from './names'
import { Actions, Block, Facts, Head, Link, Place, Steps } from './parts'
import { answerText, noticeReason } from './reasons'
import { Timeline } from './timeline'

/** A photo from the vault. While it has not arrived it says so and looks again when it does; outside duty it asks why. */
export function Photo(props: { sha256: string | undefined; at: string | undefined; alt: string; of: string }) {
    const { of, sha256 } = props
    const photos = useTable('photo')
    const stored = useMemo(() => [...photos.values()].find((one) => one.sha256 === sha256)?.stored_at, [photos, sha256])
    const { purpose, give } = usePurpose(of)
    const { url, error } = usePhoto(sha256, stored, purpose)
    const asks = asksPurpose(error)
    const old = useNow() - ms(props.at) > 120_000
    useEffect(() => {
        photoAsks(of, asks)
        return () => photoAsks(of, false)
    }, [of, asks])
    return (
        <figure class="photo" data-old={old ? '' : undefined}>
            {url ? (
                <img src={url} alt={props.alt} />
            ) : asks ? (
                <AskPurpose key={of} {...(purpose ? { error } : {})} onGiven={give} />
            ) : (
                <div class="photo-none">{t(sha256 ? 'photo.waiting' : 'photo.none')}</div>
            )}
            <figcaption class="num">
                <Time at={props.at} /> · <Age at={props.at} staleS={120} />
            </figcaption>
        </figure>
    )
}

const AGAIN_MS = 3000

/** The photo as an image's address. What is not there yet is asked for again; what is refused is not. */
function usePhoto(sha256: string | undefined, stored: string | undefined, purpose: string): { url: string; error: unknown } {
    const [got, setGot] = useState<{ url: string; error: unknown }>({ url: '', error: undefined })
    useEffect(() => {
        let live = true
        let mine = ''
        let timer: ReturnType<typeof setTimeout> | undefined
        setGot({ url: '', error: undefined })
        const ask = (): void => {
            lookUpPhoto('/api/v1/media/' + sha256, purpose).then(
                (url) => {
                    if (!live) return URL.revokeObjectURL(url)
                    mine = url
                    setGot({ url, error: undefined })
                },
                (error: unknown) => {
                    if (!live) return
                    setGot({ url: '', error })
                    if (!asksPurpose(error)) timer = setTimeout(ask, AGAIN_MS)
                },
            )
        }
        if (sha256) ask()
        return () => {
            live = false
            clearTimeout(timer)
            if (mine) URL.revokeObjectURL(mine)
        }
    }, [sha256, stored, purpose])
    return got
}

const QUESTIONS = ['plate', 'region', 'class'] as const
type Question = (typeof QUESTIONS)[number]
type Answers = Partial<Record<Question, boolean>>

/** Three questions, each answered yes or no; only then it can be sent. */
function Compare(props: { id: string; hit: Hit }) {
    const [answers, setAnswers] = useState<Answers>({})
    useEffect(() => setAnswers({}), [props.id])
    const { plate, region, class: kind } = answers
    const complete = plate !== undefined && region !== undefined && kind !== undefined
    const all = plate && region && kind
    const about: Record<Question, string> = {
        plate: props.hit.plate ?? '',
        region: props.hit.region ?? '',
        class: props.hit.wanted_class ? t(`vehicle_class.${props.hit.wanted_class}`) : '',
    }
    return (
        <Block title={t('compare.name')}>
            <div class="compare">
                {QUESTIONS.map((one) => (
                    <fieldset key={one}>
                        <legend>
                            {t(`compare.${one}`)} <strong class="strong">{about[one]}</strong>
                        </legend>
                        {[true, false].map((value) => (
                            <button
                                type="button"
                                key={String(value)}
                                aria-pressed={answers[one] === value}
                                onClick={() => setAnswers({ ...answers, [one]: value })}
                            >
                                {t(value ? 'yes' : 'no')}
                            </button>
                        ))}
                    </fieldset>
                ))}
            </div>
            <button
                type="button"
                class="primary wide"
                disabled={!complete}
                onClick={() => {
                    if (all) void see(props.id, { plate: true, region: true, class: true })
                    else void dismiss(props.id, QUESTIONS.filter((one) => !answers[one]).map((one) => t(`compare.differs.${one}`)).join(', '))
                }}
            >
                {t(complete && !all ? 'compare.dismiss' : 'compare.send')}
            </button>
        </Block>
    )
}

/** How long units are still told without the source's word, or with the one they have. */
function WordLasts(props: { hit: Hit }) {
    const left = ms(props.hit.affirm_by) - useNow()
    if (!(left > 0)) return <p class="dim">{t('reaffirm.over')}</p>
    return <p class="dim">{t(props.hit.state === 'confirmed' ? 'reaffirm.lasts' : 'reaffirm.left', { left: stopwatch(left) })}</p>
}

function Reaffirm(props: { id: string; hit: Hit }) {
    const denied = !may('road.reaffirm')
    return (
        <Block title={t('reaffirm.name')}>
            <p class="dim">{t('reaffirm.says', { issuer: props.hit.issuer ?? '?' })}</p>
            <form
                class="inline"
                onSubmit={(event) => {
                    event.preventDefault()
                    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
                    if (name) void reaffirm(props.id, name)
                }}
            >
                <input name="name" required maxLength={120} placeholder={t('reaffirm.who')} aria-label={t('reaffirm.who')} disabled={denied} />
                <button class="primary" disabled={denied}>
                    {t('reaffirm.do')}
                </button>
            </form>
            {denied && <p class="dim">{t('denied.needs', { permission: 'road.reaffirm' })}</p>}
            <WordLasts hit={props.hit} />
        </Block>
    )
}

function DismissForm(props: { id: string }) {
    const [open, setOpen] = useState(false)
    useEffect(() => setOpen(false), [props.id])
    if (!open) {
        return (
            <button type="button" class="wide" onClick={() => setOpen(true)} disabled={!may('road.handle')}>
                {t('dismiss.ask')}
            </button>
        )
    }
    return (
        <form
            class="inline"
            onSubmit={(event) => {
                event.preventDefault()
                const why = String(new FormData(event.currentTarget).get('why') ?? '').trim()
                if (why) void dismiss(props.id, why)
            }}
        >
            <input name="why" required maxLength={240} autofocus placeholder={t('dismiss.why')} aria-label={t('dismiss.why')} />
            <button>{t('dismiss.do')}</button>
        </form>
    )
}

/** Who was told, how far it got, and why this unit. */
function Notices(props: { of: string }) {
    const all = useTable('notice')
    const mine = useMemo(() => [...all].filter(([, one]) => one.about === props.of), [all, props.of])
    return (
        <Block title={t('notice.name')}>
            {mine.length === 0 && <p class="dim">{t('notice.none')}</p>}
            <ul>
                {mine.map(([id, one]) => (
                    <NoticeRow key={id} one={one} next={one.next ? all.get(one.next) : undefined} />
                ))}
            </ul>
        </Block>
    )
}

const RECEIPTS = ['sent', 'delivered', 'seen', 'answered'] as const

/** When the notice got that far; what was seen was delivered too. */
function receiptAt(one: Notice, step: (typeof RECEIPTS)[number]): string | undefined {
    if (step === 'sent') return one.sent_at
    if (step === 'delivered') return one.delivered_at ?? one.seen_at ?? one.answered_at
    if (step === 'seen') return one.seen_at ?? one.answered_at
    return one.answered_at
}

function NoticeRow(props: { one: Notice; next: Notice | undefined }) {
    const { one, next } = props
    const over = one.state === 'moved' || one.state === 'expired' || one.state === 'withdrawn'
    return (
        <li class="assignment" data-over={over ? '' : undefined}>
            <div class="assignment-head">
                <Link to={'unit/' + (one.unit ?? '')}>
                    <strong>{unitName(one.unit)}</strong>
                </Link>
                <span data-action={one.action}>{one.action && t(`notice_action.${one.action}`)}</span>
                {one.distance_m !== undefined && <span class="faint num">{distance(one.distance_m)}</span>}
            </div>
            <Steps list={RECEIPTS.map((step) => [`notice.${step}`, receiptAt(one, step)])} />
            <p class="dim">
                {noticeReason(one)}
                {over && one.state && ` · ${t(`notice_state.${one.state}`)}`}
                {one.answer && <strong class="strong"> · {answerText(one.answer)}</strong>}
            </p>
            {one.undelivered && (
                <p class="warn">
                    {t('notice.undelivered')} {next?.unit && <Link to={'unit/' + next.unit}>{t('assignment.offered', { unit: unitName(next.unit) })}</Link>}
                </p>
            )}
        </li>
    )
}

function Row(props: { name: string; read: string | undefined; wanted: string | undefined }) {
    const differs = !!props.read && !!props.wanted && props.read.toLowerCase() !== props.wanted.toLowerCase()
    return (
        <tr data-differs={differs ? '' : undefined}>
            <th scope="row">{props.name}</th>
            <td>{props.read || <span class="faint">–</span>}</td>
            <td>
                {props.wanted || <span class="faint">–</span>}
                {differs && <span class="warn"> ≠</span>}
            </td>
        </tr>
    )
}

export function HitDetail(props: { id: string }) {
    const { id } = props
    const hit = useOne('hit', id)
    const tables = useStore((s) => s.picture.tables)
    if (!hit) return <Gone />
    const open = hit.state === 'unconfirmed' || hit.state === 'seen'
    const klass = (one: Hit['class']): string => (one ? t(`vehicle_class.${one}`) : '')
    return (
        <>
            <Head
                priority={2}
                quiet={!open}
                title={t(hit.state === 'confirmed' ? 'queue.hit' : 'queue.hit.open', { plate: hit.plate ?? '?' })}
                sub={
                    <>
                        {placeName(tables, hit)} · <Stopwatch at={hit.first_at} /> · {hit.state && t(`hit_state.${hit.state}`)}
                    </>
                }
                id={id}
            />
            <Actions
                list={[
                    {
                        key: 'd',
                        label: t('do.make_incident'),
                        run: () => void incidentFromHit(id),
                        disabled: may('dispatch.handle') ? undefined : t('denied.needs', { permission: 'dispatch.handle' }),
                    },
                ]}
            />
            <div class="detail-body">
                <Photo of={'hit/' + id} sha256={hit.image} at={hit.at} alt={t('photo.alt', { plate: hit.plate ?? '' })} />
                <table class="versus">
                    <thead>
                        <tr>
                            <td />
                            <th scope="col">{t('versus.read')}</th>
                            <th scope="col">{t('versus.wanted')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <Row name={t('field.plate')} read={hit.plate} wanted={hit.plate} />
                        <Row name={t('field.make')} read={hit.make} wanted={hit.wanted_make} />
                        <Row name={t('field.color')} read={hit.color} wanted={hit.wanted_color} />
                        <Row name={t('field.class')} read={klass(hit.class)} wanted={klass(hit.wanted_class)} />
                    </tbody>
                </table>
                {hit.state === 'unconfirmed' && may('road.handle') && <Compare id={id} hit={hit} />}
                {(hit.state === 'seen' || hit.state === 'confirmed') && <Reaffirm id={id} hit={hit} />}
                <Notices of={'hit/' + id} />
                <Facts
                    rows={[
                        [t('field.reason'), hit.reason && t(`wanted_reason.${hit.reason}`)],
                        [t('field.issuer'), hit.issuer],
                        [t('field.basis'), hit.basis],
                        [t('field.reads'), (hit.count ?? 1) > 1 ? `×${hit.count}` : ''],
                        [t('field.camera'), hit.camera && <Link to={'device/' + hit.camera}>{placeName(tables, hit)}</Link>],
                        [t('field.direction'), hit.heading !== undefined && `${direction(hit.heading)}${hit.speed_kmh !== undefined ? ', ' + speed(hit.speed_kmh) : ''}`],
                        [t('field.confidence'), hit.confidence !== undefined && percent(hit.confidence)],
                        [t('field.area'), areaName(tables, hit.area)],
                        [t('field.place'), <Place lat={hit.lat} lon={hit.lon} />],
                        [t('field.compared'), hit.seen_by && <>{personName(hit.seen_by)}, <Time at={hit.seen_at} /></>],
                        [t('field.confirmed'), hit.confirmed_by && <>{personName(hit.confirmed_by)}, <Time at={hit.confirmed_at} /></>],
                        [t('field.dismissed'), hit.dismissed_by && <>{personName(hit.dismissed_by)}: {hit.dismissal}</>],
                    ]}
                />
                {open && <DismissForm id={id} />}
                <Timeline of={'hit/' + id} />
            </div>
        </>
    )
}

/** A plate that only resembles a wanted one: looked at when there is time, never an alert. */
export function LookalikeDetail(props: { id: string }) {
    const { id } = props
    const one = useOne('lookalike', id)
    const tables = useStore((s) => s.picture.tables)
    if (!one) return <Gone />
    return (
        <>
            <Head
                title={t('lookalike.title', { plate: one.plate ?? '?', wanted: one.wanted ?? '?' })}
                sub={
                    <>
                        {placeName(tables, one)} · <Age at={one.at} staleS={120} />
                    </>
                }
                id={id}
            />
            <div class="detail-body">
                <p class="dim">{t('lookalike.says')}</p>
                <Photo of={'lookalike/' + id} sha256={one.image} at={one.at} alt={t('photo.alt', { plate: one.plate ?? '' })} />
                <Facts
                    rows={[
                        [t('versus.read'), <strong class="strong">{one.plate}</strong>],
                        [t('versus.wanted'), <strong class="strong">{one.wanted}</strong>],
                        [t('field.confidence'), one.confidence !== undefined && percent(one.confidence)],
                        [t('field.camera'), one.camera && <Link to={'device/' + one.camera}>{placeName(tables, one)}</Link>],
                        [t('field.area'), areaName(tables, one.area)],
                    ]}
                />
                <Timeline of={'lookalike/' + id} />
            </div>
        </>
    )
}

export function ViolationDetail(props: { id: string }) {
    const { id } = props
    const one = useOne('violation', id)
    const tables = useStore((s) => s.picture.tables)
    const now = useNow()
    if (!one) return <Gone />
    return (
        <>
            <Head
                priority={3}
                title={`${one.plate ?? '?'} · ${one.kind ? t(`violation_kind.${one.kind}`) : ''}`}
                sub={
                    <>
                        {placeName(tables, one)} · <Age at={one.at} staleS={60} />
                    </>
                }
                id={id}
            />
            <div class="detail-body">
                <p class="dim">{t('violation.no_person')}</p>
                <Photo of={'violation/' + id} sha256={one.image} at={one.at} alt={t('photo.alt', { plate: one.plate ?? '' })} />
                {one.speed_kmh !== undefined && (
                    <p class="big num">
                        {speed(one.speed_kmh)}
                        {one.limit_kmh !== undefined && <span class="dim"> {t('violation.limit', { limit: speed(one.limit_kmh) })}</span>}
                    </p>
                )}
                <Notices of={'violation/' + id} />
                <Facts
                    rows={[
                        [t('field.vehicle'), [one.color, one.make, one.class && t(`vehicle_class.${one.class}`)].filter(Boolean).join(', ')],
                        [t('field.reads'), (one.count ?? 1) > 1 ? `×${one.count}` : ''],
                        [t('field.camera'), one.camera && <Link to={'device/' + one.camera}>{placeName(tables, one)}</Link>],
                        [t('field.direction'), one.heading !== undefined && direction(one.heading)],
                        [t('field.first'), <><Time at={one.first_at} /> <span class="dim">({age(now - ms(one.first_at))})</span></>],
                        [t('field.area'), areaName(tables, one.area)],
                        [t('field.place'), <Place lat={one.lat} lon={one.lon} />],
                    ]}
                />
                <Timeline of={'violation/' + id} />
            </div>
        </>
    )
}

/** A window of its own for photos: the one of the selected hit or violation, as large as it goes. */
export function PhotosView(props: { selected: string }) {
    const [kind, id = ''] = props.selected.split('/')
    const hit = useOne('hit', kind === 'hit' ? id : undefined)
    const violation = useOne('violation', kind === 'violation' ? id : undefined)
    const one = hit ?? violation
    if (!one) {
        return (
            <div class="empty">
                <h3>{t('photos.empty')}</h3>
                <p class="dim">
                    {t('photos.empty.says')} <Key>j</Key> <Key>k</Key>
                </p>
            </div>
        )
    }
    return (
        <main class="photos">
            <Photo of={props.selected} sha256={one.image} at={one.at} alt={t('photo.alt', { plate: one.plate ?? '' })} />
            <footer>
                <strong class="big">{one.plate}</strong>
                <span>{[one.color, one.make].filter(Boolean).join(' ')}</span>
                {hit && (hit.wanted_make || hit.wanted_color) && (
                    <span class="dim">
                        {t('versus.wanted')}: {[hit.wanted_color, hit.wanted_make].filter(Boolean).join(' ')}
                    </span>
                )}
            </footer>
        </main>
    )
}
