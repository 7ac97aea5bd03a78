// SPDX-License-Identifier: Apache-2.0
// Parts that the details of all kinds share.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { DISPOSITION, type Disposition } from '../gen/types'
import { get } from '../lib/api'
import { splitRef } from '../lib/fold'
import { serverNow, useNow } from '../lib/clock'
import { coordinates, distance } from '../lib/format'
import { t, type Key as TextKey } from '../lib/i18n'
import { store, useStore } from '../lib/store'
import { Age, Key, Priority, ProblemBox, Time } from '../lib/ui'
import { close, note } from './actions'
import type { Item } from './items'
import { unitName } from './names'
import { airText, minutes, missingText, reasonText } from './reasons'
import type { Card } from './card-words'
import { setRecommended } from './recommended'
import { goTo, select, setUi, ui, useUi, view } from './state'

export function Head(props: { priority?: number; quiet?: boolean; title: string; sub: ComponentChildren; id: string }) {
    return (
        <header class="detail-head">
            {props.priority !== undefined && <Priority priority={props.priority} quiet={props.quiet ?? false} size={30} />}
            <div>
                <h2>{props.title}</h2>
                <p class="dim">{props.sub}</p>
            </div>
            <span class="faint num">{props.id}</span>
        </header>
    )
}

/** Facts as a list of name and value; empty ones are left out. */
export function Facts(props: { rows: readonly [string, ComponentChildren][] }) {
    return (
        <dl class="facts">
            {props.rows.map(([name, value]) =>
                value === undefined || value === '' || value === null || value === false ? null : (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ),
            )}
        </dl>
    )
}

export function Block(props: { title: string; children: ComponentChildren }) {
    return (
        <section class="block">
            <h3>{props.title}</h3>
            {props.children}
        </section>
    )
}

export function Link(props: { to: string; children: ComponentChildren }) {
    return (
        <button type="button" class="link" onClick={() => select(props.to)}>
            {props.children}
        </button>
    )
}

export function Place(props: { lat: number | undefined; lon: number | undefined }) {
    const { lat, lon } = props
    if (lat === undefined || lon === undefined) return <span class="faint">{t('place.unknown')}</span>
    return (
        <button type="button" class="link num" onClick={() => goTo(lat, lon)} title={t('key.map')}>
            {coordinates(lat, lon)}
        </button>
    )
}

export interface Action {
    key?: string
    label: string
    run: () => void
    primary?: boolean
    disabled?: string | undefined
}

/** The bar of what can be done now, each with its key; what is not possible says why. */
export function Actions(props: { list: readonly (Action | false | undefined)[] }) {
    return (
        <div class="actions">
            {props.list.map(
                (one) =>
                    one && (
                        <button
                            type="button"
                            key={one.label}
                            class={one.primary && !one.disabled ? 'primary' : ''}
                            disabled={one.disabled !== undefined}
                            title={one.disabled}
                            onClick={one.run}
                        >
                            {one.label}
                            {one.key && <Key>{one.key}</Key>}
                        </button>
                    ),
            )}
        </div>
    )
}

/** How far something got, step by step with its time; what has not been reached is faint. */
export function Steps(props: { list: readonly (readonly [TextKey, string | undefined])[] }) {
    return (
        <ol class={`steps steps-${props.list.length}`}>
            {props.list.map(([step, at]) => (
                <li key={step} data-done={at ? '' : undefined}>
                    <span class="cut">{t(step)}</span>
                    {at ? <Time at={at} short /> : <span class="faint">–</span>}
                </li>
            ))}
        </ol>
    )
}

/** Of what was pressed in a drill or in maintenance: that it is so, and what to do when it is not. */
export function PracticeSays(props: { practice: Item['practice'] }) {
    if (!props.practice) return null
    return (
        <div class="problem">
            <strong>{t(`${props.practice}.alarm.says`)}</strong>
            <span>{t('drill.alarm.next')}</span>
        </div>
    )
}

/** The dispositions as buttons with digits; asked for by the key c. */
export function CloseAsk(props: { of: string }) {
    const { asking } = useUi()
    const box = useRef<HTMLDivElement>(null)
    /** the incident's sequence when this was asked: what comes after has not been looked at */
    const seen = useRef<number | undefined>(undefined)
    useLayoutEffect(() => {
        seen.current = asking === 'close' ? store.one('incident', splitRef(props.of).id)?.seq : undefined
        if (asking === 'close') box.current?.querySelector('button')?.focus()
    }, [asking, props.of])
    if (asking !== 'close') return null
    const pick = (one: Disposition | undefined): void => {
        if (one) void close(props.of, one, '', seen.current)
    }
    return (
        <div
            class="ask"
            ref={box}
            role="group"
            aria-label={t('close.how')}
            onKeyDown={(event) => {
                if (/^[1-8]$/.test(event.key)) {
                    event.preventDefault()
                    event.stopPropagation()
                    pick(DISPOSITION[Number(event.key) - 1])
                } else if (event.key === 'Escape') {
                    event.preventDefault()
                    event.stopPropagation()
                    setUi({ asking: '' })
                }
            }}
        >
            <p class="strong">{t('close.how')}</p>
            <div class="choices">
                {DISPOSITION.map((one, i) => (
                    <button type="button" key={one} onClick={() => pick(one)}>
                        <Key>{String(i + 1)}</Key> <span>{t(`disposition.${one}`)}</span>
                    </button>
                ))}
            </div>
        </div>
    )
}

/** Notes that were not taken, by what they are of: asked for again, the text is there. */
const drafts = new Map<string, string>()

/** Closes when the note is sent, not when it is answered: the next key is already meant for the thing itself. */
export function NoteAsk(props: { of: string }) {
    const { asking } = useUi()
    const field = useRef<HTMLTextAreaElement>(null)
    useLayoutEffect(() => {
        if (asking === 'note') field.current?.focus()
    }, [asking])
    if (asking !== 'note') return null
    const send = async (): Promise<void> => {
        const text = field.current?.value.trim() ?? ''
        if (text === '') return
        setUi({ asking: '' })
        if (await note(props.of, text)) return void drafts.delete(props.of)
        drafts.set(props.of, text)
        if (ui.selected === props.of && ui.asking === '') setUi({ asking: 'note' })
    }
    return (
        <form
            class="ask"
            onSubmit={(event) => {
                event.preventDefault()
                void send()
            }}
        >
            <textarea
                ref={field}
                rows={3}
                maxLength={2000}
                defaultValue={drafts.get(props.of) ?? ''}
                placeholder={t('note.placeholder')}
                aria-label={t('note.placeholder')}
                onKeyDown={(event) => {
                    if (event.key === 'Enter' && !event.shiftKey) {
                        event.preventDefault()
                        void send()
                    } else if (event.key === 'Escape') {
                        event.stopPropagation()
                        setUi({ asking: '' })
                    }
                }}
            />
            <div class="ask-foot">
                <span class="dim">{t('note.how')}</span>
                <button class="primary">
                    {t('do.save')}
                </button>
            </div>
        </form>
    )
}

export interface Recommended {
    unit: string
    distance_m: number
    eta_s?: number
    by?: 'road' | 'air'
    /** by air: why it is no driving time */
    by_air?: string
    age_s: number
    listening: boolean
    sound: boolean
    reasons: string[]
}

export interface Recommendation {
    /** what the incident's run card asks for, when one holds */
    card?: Card
    /** when the centre answered, by its clock: ages count on from there */
    at: number
    by?: 'road' | 'air'
    /** by air, all of them: why */
    by_air?: string
    units: Recommended[]
    missing?: { unit: string; why: string }[]
}

/** Asks again when units change, at most every 2 s, and keeps the last answer meanwhile. */
export function useRecommendation(path: string | undefined): { found: Recommendation | undefined; error: unknown } {
    const [found, setFound] = useState<Recommendation>()
    const [error, setError] = useState<unknown>()
    const units = useStore((s) => s.picture.tables.unit)
    const [beat, setBeat] = useState(0)
    useEffect(() => {
        setFound(undefined)
        setError(undefined)
    }, [path])
    useEffect(() => {
        const timer = setInterval(() => setBeat((n) => n + 1), 5000)
        return () => clearInterval(timer)
    }, [])
    useEffect(() => {
        if (!path || view === 'replay') return // who is near now says nothing of then
        let live = true
        const ask = (): void => {
            get<Omit<Recommendation, 'at'>>(path).then(
                (answer) => live && (setFound({ ...answer, at: serverNow() }), setError(undefined)),
                (problem: unknown) => live && setError(problem),
            )
        }
        const timer = setTimeout(ask, found ? 1000 : 0)
        return () => {
            live = false
            clearTimeout(timer)
        }
    }, [path, units, beat])
    return { found, error }
}

/** Minutes by road; or about how many, as the crow flies. */
function Eta(props: { one: Recommended }) {
    const { eta_s, by } = props.one
    if (eta_s === undefined) return null
    const n = minutes(eta_s)
    return by === 'road' ? (
        <span class="num" title={t('recommend.eta.road_says')}>
            {' '}
            · {t('recommend.eta.road', { n })}
        </span>
    ) : (
        <span class="num" title={t('recommend.eta.says')}>
            {' '}
            · {t('recommend.eta', { n })}
        </span>
    )
}

/** Recommended units with their reasons, and why others are missing. onSend absent: only to look at. */
export function UnitList(props: {
    path: string | undefined
    onSend?: (unit: string, n: number) => void
    title: string
    /** keys of the first ones, where they are not those of an incident */
    keys?: readonly string[]
    /** somebody is on it already: sending more is possible, but not the obvious next thing */
    more?: boolean
    /** what stands before the list, of the same answer */
    before?: (found: Recommendation) => ComponentChildren
}) {
    const { found, error } = useRecommendation(props.path)
    const sending = props.onSend !== undefined
    useEffect(() => {
        if (!sending) return
        setRecommended(found?.units.map((one) => one.unit) ?? [])
        return () => setRecommended([])
    }, [found, sending])
    return (
        <>
        {found && props.before?.(found)}
        <Block title={props.title}>
            {error !== undefined && <ProblemBox error={error} />}
            {found && found.units.length === 0 && <p class="dim">{t('recommend.none')}</p>}
            <ol class="recommend">
                {found?.units.slice(0, 9).map((one, i) => (
                    <li key={one.unit}>
                        <div>
                            <Link to={'unit/' + one.unit}>
                                <strong>{unitName(one.unit)}</strong>
                            </Link>
                            <span class="num"> {distance(one.distance_m)}</span>
                            <Eta one={one} />
                            <span class="faint">
                                {' '}
                                <Age at={found.at / 1000 - one.age_s} staleS={60} />
                            </span>
                            <div class="dim">
                                {one.reasons.filter((reason) => reason !== 'not_listening').map(reasonText).join(' · ')}
                                {one.by_air && found.by === 'road' && <span class="warn"> · {airText(one.by_air)}</span>}
                                {!one.listening ? <span class="warn"> · {t('unit.deaf')}</span> : !one.sound && <span class="warn"> · {t('reason.mute')}</span>}
                            </div>
                        </div>
                        {props.onSend && (
                            <button type="button" class={i === 0 && !props.more ? 'primary' : ''} onClick={() => props.onSend?.(one.unit, i)}>
                                {t('do.dispatch')} {props.keys ? props.keys[i] && <Key>{props.keys[i] ?? ''}</Key> : <Key>{i === 0 ? 'd' : '⇧' + String(i + 1)}</Key>}
                            </button>
                        )}
                    </li>
                ))}
            </ol>
            {found?.by_air && found.units.length > 0 && <p class="faint">{airText(found.by_air)}</p>}
            {found?.missing && found.missing.length > 0 && (
                <p class="dim missing">
                    {t('recommend.missing')}{' '}
                    {found.missing.slice(0, 6).map((one, i) => (
                        <span key={one.unit}>
                            {i > 0 && ', '}
                            <Link to={'unit/' + one.unit}>{unitName(one.unit)}</Link> {missingText(one.why)}
                        </span>
                    ))}
                </p>
            )}
        </Block>
        </>
    )
}

/** Newest known place of a unit: how old, how fast, which way. */
export function useLive(unit: string | undefined) {
    useNow()
    return useStore((s) => (unit ? s.live.get(unit) : undefined))
}
