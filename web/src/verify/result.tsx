// SPDX-License-Identifier: Apache-2.0
// One question, its button, and what came of it: found lines, the fault if there is one, how far it is.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { explain } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { Fault } from '../tlog/bytes'
import { LineFault, type ExportEvent } from '../tlog/export'
import type { Say } from './checks'
import { Events } from './export'

/** Of a large file's events so many are listed, each with so much of its content. */
const LISTED = 200
const CONTENT_MAX = 4000

interface Outcome {
    readonly state: 'none' | 'busy' | 'good' | 'bad' | 'stopped'
    readonly lines: readonly string[]
    readonly open: readonly string[]
    readonly events: readonly ExportEvent[]
    readonly total: number
    readonly blocks: readonly (readonly [string, string])[]
    readonly progress?: readonly [number, number]
    readonly fault?: unknown
}

const NONE: Outcome = { state: 'none', lines: [], open: [], events: [], total: 0, blocks: [] }

export function faultText(fault: unknown): string {
    if (fault instanceof LineFault) return t('verify.fault.line', { line: fault.line, what: faultText(fault.why), n: fault.events })
    return fault instanceof Fault ? t(fault.key, fault.args) : explain(fault).what
}

const cut = (text: string): string => (text.length > CONTENT_MAX ? `${text.slice(0, CONTENT_MAX)}…` : text)

function Verdict(props: { outcome: Outcome }) {
    const { state, lines, open, events, total, blocks, fault } = props.outcome
    if (state === 'none' || state === 'busy') return null
    const word = state === 'good' ? t('verify.ok') : state === 'bad' ? t('verify.bad') : t('verify.stopped')
    return (
        <div class="verdict" data-is={state} role={state === 'good' ? 'status' : 'alert'}>
            <strong>
                <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.2" aria-hidden="true">
                    <path d={state === 'good' ? 'M2.5 8.5l3.5 3.5 7.5-8' : 'M3 3l10 10M13 3L3 13'} />
                </svg>
                {word}
            </strong>
            {state === 'bad' && <p>{faultText(fault)}</p>}
            {state === 'good' && (
                <ul>
                    {lines.map((line) => (
                        <li key={line}>{line}</li>
                    ))}
                </ul>
            )}
            {open.length > 0 && (
                <div class="open">
                    <strong>{t('verify.open')}</strong>
                    <ul>
                        {open.map((line) => (
                            <li key={line}>{line}</li>
                        ))}
                    </ul>
                </div>
            )}
            {state === 'good' &&
                blocks.map(([name, text]) => (
                    <figure key={name}>
                        <figcaption class="dim">{name}</figcaption>
                        <pre>{text}</pre>
                    </figure>
                ))}
            <Events events={events} total={total} />
        </div>
    )
}

/** `run` may begin by itself, when the page was opened for it. */
export function Question(props: {
    id: string
    name: Key
    what: Key
    act: Key
    run: (say: Say, signal: AbortSignal) => Promise<void>
    atOnce?: boolean
    /** What is counted on the way, and what one of it is. */
    going?: readonly [Key, number]
    extra?: ComponentChildren
    children?: ComponentChildren
}) {
    const [outcome, setOutcome] = useState<Outcome>(NONE)
    const abort = useRef<AbortController | undefined>(undefined)
    const start = async (): Promise<void> => {
        const mine = new AbortController()
        abort.current?.abort()
        abort.current = mine
        const lines: string[] = []
        const open: string[] = []
        const events: ExportEvent[] = []
        let total = 0
        const blocks: [string, string][] = []
        const set = (next: Outcome): void => void (abort.current === mine && setOutcome(next))
        set({ ...NONE, state: 'busy' })
        try {
            await props.run(
                {
                    line: (text) => lines.push(text),
                    open: (text) => open.push(text),
                    event: (event) => {
                        if (total++ < LISTED) events.push({ ...event, payload: cut(event.payload) })
                    },
                    block: (name, text) => blocks.push([name, text]),
                    progress: (done, total) => set({ ...NONE, state: 'busy', progress: [done, total] }),
                },
                mine.signal,
            )
            set({ state: 'good', lines, open, events, total, blocks })
        } catch (fault) {
            set({ ...NONE, state: mine.signal.aborted ? 'stopped' : 'bad', fault })
        }
    }
    useEffect(() => {
        if (props.atOnce) void start()
    }, [])
    const [done, total] = outcome.progress ?? [0, 0]
    const [going, unit] = props.going ?? ['verify.progress', 1]
    return (
        <form
            class="question"
            id={props.id}
            onSubmit={(event) => {
                event.preventDefault()
                void start()
            }}
        >
            <h2>{t(props.name)}</h2>
            <p class="dim">{t(props.what)}</p>
            {props.children}
            <div class="acts">
                <button class="primary" disabled={outcome.state === 'busy'}>
                    {t(props.act)}
                </button>
                {outcome.state === 'busy' && (
                    <button type="button" onClick={() => abort.current?.abort()}>
                        {t('verify.stop')}
                    </button>
                )}
                {props.extra}
            </div>
            {outcome.state === 'busy' && total > 0 && (
                <label class="going">
                    <progress value={done} max={total} />
                    <span class="num">{t(going, { done: Math.ceil(done / unit), total: Math.ceil(total / unit) })}</span>
                </label>
            )}
            <Verdict outcome={outcome} />
        </form>
    )
}
