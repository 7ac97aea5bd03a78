// SPDX-License-Identifier: Apache-2.0
// Small parts every page shares: marks with shape and word, ages, lamps, problems, sheets and toasts.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { explain } from './api'
import { useNow } from './clock'
import { age, clock, dateTime, ms, stopwatch, when } from './format'
import { t } from './i18n'
import { useStore } from './store'

/** The sign of the project: a centre and what reports to it. */
export function Mark(props: { size?: number }) {
    const size = props.size ?? 22
    return (
        <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
            <circle cx="12" cy="12" r="3.2" fill="currentColor" stroke="none" />
            <path d="M12 1.5v5M12 17.5v5M1.5 12h5M17.5 12h5" stroke-width="2" stroke-linecap="round" />
            <circle cx="12" cy="12" r="7" stroke-width="1.4" />
        </svg>
    )
}

const SHAPES: Record<number, string> = {
    1: 'M8 1.2 15.2 14.4H.8Z',
    2: 'M2 2h12v12H2Z',
    3: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z',
    4: 'M8 1 15 8 8 15 1 8Z',
}

/**
 * Priority as shape, number and colour: 1 red triangle, 2 amber square, 3 blue circle, lower a grey rhomb. Handled
 * things keep their shape and lose their colour.
 */
export function Priority(props: { priority: number; quiet?: boolean; size?: number }) {
    const p = Math.min(Math.max(props.priority, 1), 4)
    const size = props.size ?? 18
    const color = props.quiet || p > 3 ? 'var(--text-faint)' : `var(--p${p})`
    return (
        <span class="mark" role="img" aria-label={t('priority.n', { n: props.priority })}>
            <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
                <path d={SHAPES[p]} fill={props.quiet ? 'none' : color} stroke={color} stroke-width="1.4" stroke-linejoin="round" />
                <text
                    x="8"
                    y={p === 1 ? 12.6 : 11.4}
                    text-anchor="middle"
                    font-size="8.5"
                    font-weight="700"
                    fill={props.quiet ? 'var(--text-dim)' : p > 3 ? 'var(--bg)' : 'var(--on-p)'}
                >
                    {props.priority}
                </text>
            </svg>
        </span>
    )
}

/** An age that counts. staleS: from here on it is marked as old. */
export function Age(props: { at: string | number | undefined; staleS?: number; bare?: boolean }) {
    const now = useNow()
    const at = typeof props.at === 'number' ? props.at * 1000 : ms(props.at)
    if (!Number.isFinite(at)) return <span class="faint">{t('age.never')}</span>
    const old = props.staleS !== undefined && now - at > props.staleS * 1000
    return (
        <time dateTime={new Date(at).toISOString()} title={dateTime(new Date(at).toISOString())} class={old ? 'num age-old' : 'num'}>
            {props.bare ? age(now - at) : t('age.ago', { age: age(now - at) })}
        </time>
    )
}

/** 03:33, counting. */
export function Stopwatch(props: { at: string | undefined; until?: string | undefined }) {
    const now = useNow()
    const end = props.until ? ms(props.until) : now
    return <span class="num">{stopwatch(end - ms(props.at))}</span>
}

/** Time of day, with the full date on hover. */
export function Time(props: { at: string | undefined; short?: boolean }) {
    const now = useNow()
    return (
        <time class="num" dateTime={props.at ?? ''} title={dateTime(props.at)}>
            {props.short ? clock(ms(props.at)) : when(props.at, now)}
        </time>
    )
}

/** The line's state as shape, word and last sequence. Fixed place, always there. */
export function LineLamp() {
    const line = useStore((s) => s.line)
    const seq = useStore((s) => s.seq)
    const ok = line.state === 'open'
    return (
        <span class="lamp" data-is={line.state} role="status" aria-live="polite">
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                {ok ? <circle cx="5" cy="5" r="4" fill="currentColor" /> : <path d="M1 1l8 8M9 1L1 9" stroke="currentColor" stroke-width="2" />}
            </svg>
            {t(`line.${line.state}`)}
            <span class="num faint" title={t('line.seq')}>
                {seq > 0 ? `#${seq}` : ''}
            </span>
        </span>
    )
}

export function Key(props: { children: string }) {
    return <kbd aria-hidden="true">{props.children}</kbd>
}

/** What went wrong and what to do now, read out at once. */
export function Alert(props: { what: string; next: string }) {
    return (
        <div class="problem" role="alert">
            <strong>{props.what}</strong>
            {props.next !== props.what && <span>{props.next}</span>}
        </div>
    )
}

export function ProblemBox(props: { error: unknown }) {
    return <Alert {...explain(props.error)} />
}

/** A panel over the page, closed by Esc, by its button or by a click beside it; keeps the focus inside. */
export function Sheet(props: { title: string; onClose: () => void; children: ComponentChildren }) {
    const box = useRef<HTMLDivElement>(null)
    const close = useRef(props.onClose)
    close.current = props.onClose
    // Before the paint: Esc pressed the moment the panel is seen is its own already.
    useLayoutEffect(() => {
        const before = document.activeElement
        const focusable = (): HTMLElement[] => [
            ...(box.current?.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href]') ?? []),
        ]
        const first = box.current?.querySelector<HTMLElement>('[autofocus]') ?? focusable()[0]
        first?.focus()
        const onKey = (event: KeyboardEvent): void => {
            if (event.key === 'Escape') {
                event.preventDefault()
                event.stopPropagation()
                close.current()
            } else if (event.key === 'Tab') {
                const all = focusable()
                const edge = event.shiftKey ? all[0] : all[all.length - 1]
                if (document.activeElement === edge) {
                    event.preventDefault()
                    ;(event.shiftKey ? all[all.length - 1] : all[0])?.focus()
                }
            }
        }
        document.addEventListener('keydown', onKey, true)
        return () => {
            document.removeEventListener('keydown', onKey, true)
            if (before instanceof HTMLElement) before.focus()
        }
    }, [])
    return (
        <div class="sheet-back" onClick={(event) => event.target === event.currentTarget && props.onClose()}>
            <div class="sheet" role="dialog" aria-modal="true" aria-label={props.title} ref={box}>
                <header>
                    <h2>{props.title}</h2>
                    <button type="button" onClick={props.onClose}>
                        {t('do.close')} <Key>Esc</Key>
                    </button>
                </header>
                <div>{props.children}</div>
            </div>
        </div>
    )
}

export interface Toast {
    id: number
    text: string
    next?: string
    bad?: boolean
    undo?: () => void
}

let toasts: Toast[] = []
let toastId = 0
const toastWatchers = new Set<() => void>()

function setToasts(next: Toast[]): void {
    toasts = next
    for (const watcher of [...toastWatchers]) watcher()
}

/** Says what was done, or what went wrong; with an undo it stays long enough to use it. */
export function toast(text: string, options: Omit<Toast, 'id' | 'text'> = {}): void {
    const id = ++toastId
    setToasts([...toasts.slice(-3), { id, text, ...options }])
    setTimeout(() => setToasts(toasts.filter((one) => one.id !== id)), options.undo || options.bad ? 9000 : 4000)
}

export function toastError(error: unknown): void {
    const { what, next } = explain(error)
    toast(what, { next, bad: true })
}

/** The newest undo that is still on offer. */
export function lastUndo(): (() => void) | undefined {
    const found = [...toasts].reverse().find((one) => one.undo)
    return (
        found &&
        (() => {
            setToasts(toasts.filter((one) => one !== found))
            found.undo?.()
        })
    )
}

export function Toasts() {
    const [, redraw] = useState(0)
    useEffect(() => {
        const watcher = (): void => redraw((n) => n + 1)
        toastWatchers.add(watcher)
        return () => void toastWatchers.delete(watcher)
    }, [])
    return (
        <div class="toasts" role="status" aria-live="polite">
            {toasts.map((one) => (
                <div class="toast" key={one.id} data-bad={one.bad ? '' : undefined}>
                    <div>
                        <div class="strong">{one.text}</div>
                        {one.next && <div class="dim">{one.next}</div>}
                    </div>
                    {one.undo && (
                        <button
                            type="button"
                            onClick={() => {
                                setToasts(toasts.filter((other) => other !== one))
                                one.undo?.()
                            }}
                        >
                            {t('do.undo')} <Key>z</Key>
                        </button>
                    )}
                </div>
            ))}
        </div>
    )
}
