// SPDX-License-Identifier: Apache-2.0
// Parts of the tablet's screens: the hold-to-press button, the arrow, lamps, and a hook on the controller.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { direction, distance } from '../lib/format'
import { t, type Key } from '../lib/i18n'
import { tablet } from './core'
import type { Way } from './way'

/** Draws again whenever the controller says that something changed; from the first drawing on, or a word is lost. */
export function useTablet(): typeof tablet {
    const [, redraw] = useState(0)
    useLayoutEffect(() => tablet.watch(() => redraw((n) => n + 1)), [])
    return tablet
}

const HOLD_MS = 1000
const HINT_MS = 2500

/** Must be held for a second; a shorter touch says so and does nothing. */
export function HoldButton(props: {
    class: string
    label: string
    hint: string
    onHeld: () => void
}) {
    const [held, setHeld] = useState(false)
    const [hint, setHint] = useState(false)
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
    const press = (): void => {
        if (timer.current) return
        setHeld(true)
        setHint(false)
        timer.current = setTimeout(() => {
            timer.current = undefined
            setHeld(false)
            props.onHeld()
        }, HOLD_MS)
    }
    const release = (): void => {
        if (!timer.current) return
        clearTimeout(timer.current)
        timer.current = undefined
        setHeld(false)
        setHint(true)
        setTimeout(() => setHint(false), HINT_MS)
    }
    const isKey = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter'
    return (
        <button
            type="button"
            class={props.class}
            data-held={held ? '' : undefined}
            aria-label={`${props.label}. ${props.hint}`}
            onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId)
                press()
            }}
            onPointerUp={release}
            onPointerCancel={release}
            onContextMenu={(event) => event.preventDefault()}
            onKeyDown={(event) => {
                if (!isKey(event)) return
                event.preventDefault()
                if (!event.repeat) press()
            }}
            onKeyUp={(event) => isKey(event) && release()}
            onBlur={release}
        >
            <span class="hold-fill" aria-hidden="true" />
            <span class="hold-text">
                <strong>{props.label}</strong>
                <small data-on={hint || held ? '' : undefined}>{props.hint}</small>
            </span>
        </button>
    )
}

/** Which way and how far, minutes by road where they are known; says when north is up because the unit's own course is not known. */
export function WayView(props: { way: Way | undefined; distanceM: number | undefined; minutes?: number | undefined }) {
    const { way } = props
    const metres = way?.distance_m ?? props.distanceM
    if (metres === undefined) return null
    return (
        <div class="way">
            {way && (
                <svg viewBox="0 0 100 100" role="img" aria-label={direction(way.bearing)}>
                    <circle cx="50" cy="50" r="47" />
                    {!way.relative && (
                        <text x="50" y="17">
                            {t('tab.way.n')}
                        </text>
                    )}
                    <path
                        d="M50 14 74 78 50 64 26 78Z"
                        transform={`rotate(${way.turn.toFixed(0)} 50 50)`}
                    />
                </svg>
            )}
            <div>
                <div class="way-far num">{distance(metres)}</div>
                {props.minutes !== undefined && <div class="num">{t('tab.way.minutes', { n: props.minutes })}</div>}
                {way && <div>{direction(way.bearing)}</div>}
                {way && !way.relative && <div class="dim">{t('tab.way.north_up')}</div>}
            </div>
        </div>
    )
}

/** Good is quiet and grey; anything else has colour, shape and word. */
export function Lamp(props: {
    ok: boolean
    off?: boolean
    good: Key
    bad: Key
    onFix?: () => void
}) {
    const state = props.off ? 'off' : props.ok ? 'ok' : 'bad'
    const inner = (
        <>
            <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
                {state === 'bad' ? (
                    <path d="M2 2l8 8M10 2L2 10" stroke="currentColor" stroke-width="2.4" />
                ) : (
                    <circle
                        cx="6"
                        cy="6"
                        r="4.4"
                        fill={state === 'ok' ? 'currentColor' : 'none'}
                        stroke="currentColor"
                    />
                )}
            </svg>
            {t(state === 'bad' ? props.bad : props.good)}
        </>
    )
    if (state === 'bad' && props.onFix) {
        return (
            <button type="button" class="tlamp" data-is={state} onClick={props.onFix}>
                {inner}
            </button>
        )
    }
    return (
        <span class="tlamp" data-is={state}>
            {inner}
        </span>
    )
}

/** A button that ignores a second touch just after the first: a gloved double tap is one step. */
export function StepButton(props: {
    class?: string
    label: string
    onTap: () => void
    stamp: string
}) {
    const [dead, setDead] = useState(false)
    const first = useRef(true)
    useEffect(() => {
        if (first.current) {
            first.current = false
            return
        }
        setDead(true)
        const timer = setTimeout(() => setDead(false), 1000)
        return () => clearTimeout(timer)
    }, [props.stamp])
    return (
        <button
            type="button"
            class={props.class ?? 'big primary'}
            disabled={dead}
            onClick={props.onTap}
        >
            {props.label}
        </button>
    )
}

export function Card(props: { children: ComponentChildren; class?: string }) {
    return <section class={'card ' + (props.class ?? '')}>{props.children}</section>
}
