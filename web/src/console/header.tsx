// SPDX-License-Identifier: Apache-2.0
// The top line: lamp with last sequence, area, clock, how we are doing, who is here.

import { useEffect, useRef, useState } from 'preact/hooks'
import { get } from '../lib/api'
import { ApprovalsButton } from '../lib/approvals'
import { clockOffsetMs, useNow } from '../lib/clock'
import { clock, percent } from '../lib/format'
import { ThemeButtons } from '../lib/choices'
import { t } from '../lib/i18n'
import { lettersOn, setLetters } from '../lib/keys'
import { PasswordSheet } from '../lib/password'
import { LangButtons, may, signOut, whoami } from '../lib/session'
import { store, useStore } from '../lib/store'
import { LineLamp, Mark, Stopwatch } from '../lib/ui'
import { areaName, waits, type Item } from './items'
import { LevelsNow } from './levels-now'
import { onSound, playTest, soundOn, toggleSound } from './sound'
import { openReplay, setUi } from './state'
import { beginWatch } from './watch'

function Clocks() {
    const now = useNow()
    return (
        <span class="clocks">
            <span class="strong num">{clock(now)}</span> <span class="num faint">{clock(now, true)} UTC</span>
        </span>
    )
}

const LOAD_EVERY_MS = 15_000
const LOAD_SOON_MS = 2000

/** The last hour by the centre's own formulas (doc/load.md), for who may read them; soon anew when another number of alarms waits. */
function useLoad(waiting: number): Load | undefined {
    const [load, setLoad] = useState<Load>()
    const soon = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
    const ask = (): void => {
        clearTimeout(soon.current)
        soon.current = undefined
        void get<Load>('/api/v1/load').then(setLoad, () => undefined)
    }
    useEffect(() => {
        if (!may('load.read')) return undefined
        ask()
        const timer = setInterval(ask, LOAD_EVERY_MS)
        return () => {
            clearInterval(timer)
            clearTimeout(soon.current)
        }
    }, [])
    useEffect(() => {
        if (may('load.read')) soon.current ??= setTimeout(ask, LOAD_SOON_MS)
    }, [waiting])
    return load
}

interface Load {
    alarms: number
    most_10min: number
    flood: { periods: number }
    clocks: { name: string; goals: { s: number; share: number | null; met: boolean | null }[] }[]
}

function Flooded(props: { load: Load | undefined }) {
    const { load } = props
    if (!load || load.flood.periods === 0) return null
    return (
        <span class="flag warn" title={t('count.flood.says')}>
            <span class="wide-only">{t('count.flood', { n: load.most_10min })}</span>
            <span class="narrow-only num">▲{load.most_10min}</span>
        </span>
    )
}

/** Of the last hour's calls, of all clocks that can be judged by now: how many were answered within 15 s. */
const ANSWER_S = 15
const answered = (load: Load | undefined): number | null | undefined => load?.clocks.find((one) => one.name === 'nena_answer')?.goals.find((one) => one.s === ANSWER_S)?.share

function Counts(props: { items: Item[] }) {
    const waiting = props.items.filter(waits).length
    const load = useLoad(waiting)
    const share = answered(load)
    return (
        <span class="counts">
            <span title={t('count.answer.says')}>
                {t('count.answer')} <strong class="strong num">{typeof share === 'number' ? percent(share) : '–'}</strong>
            </span>
            <span title={t('count.waiting.says')}>
                {t('count.waiting')} <strong class="strong num">{waiting}</strong>
            </span>
            <span title={t('count.alarms.says')}>
                {t('count.alarms')} <strong class="strong num">{load ? t('count.per_hour', { n: load.alarms }) : '–'}</strong>
            </span>
            <Flooded load={load} />
        </span>
    )
}

function SoundLamp() {
    const [on, setOn] = useState(soundOn())
    useEffect(() => onSound(() => setOn(soundOn())), [])
    return (
        <button type="button" class="plain lamp" data-is={on ? 'open' : 'lost'} onClick={toggleSound} title={t('sound.says')}>
            <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
                <path d="M2 6h3l4-3.5v11L5 10H2Z" fill="currentColor" stroke-linejoin="round" />
                {on ? <path d="M11.5 5.5a4 4 0 0 1 0 5M13 3.5a7 7 0 0 1 0 9" /> : <path d="m11 6 4 4m0-4-4 4" />}
            </svg>
            <span class="wide-only">{t(on ? 'sound.on' : 'sound.off')}</span>
        </button>
    )
}

export function popout(view: 'map' | 'queue' | 'photos'): void {
    window.open('/?view=' + view, 'markaz-' + view, 'popup,width=1280,height=900')
}

function Person(props: { onChange: () => void; onPassword: () => void }) {
    const me = whoami()
    const box = useRef<HTMLDetailsElement>(null)
    const [letters, setLettersState] = useState(lettersOn())
    useEffect(() => {
        const away = (event: Event): void => {
            if (box.current?.open && event.target instanceof Node && !box.current.contains(event.target)) box.current.open = false
        }
        document.addEventListener('pointerdown', away)
        return () => document.removeEventListener('pointerdown', away)
    }, [])
    return (
        <details
            class="person"
            ref={box}
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !box.current?.open) return
                event.stopPropagation()
                box.current.open = false
                box.current.querySelector('summary')?.focus()
            }}
        >
            <summary>
                <span class="cut">{me.full_name || me.name}</span> <span class="faint">{t(`role.${me.role}`)}</span>
            </summary>
            <div class="menu">
                <h3>{t('menu.language')}</h3>
                <div class="menu-row">
                    <LangButtons onChange={props.onChange} />
                </div>
                <h3>{t('menu.theme')}</h3>
                <div class="menu-row">
                    <ThemeButtons plain onChange={props.onChange} />
                </div>
                <h3>{t('menu.windows')}</h3>
                <div class="menu-row">
                    {(['map', 'queue', 'photos'] as const).map((one) => (
                        <button type="button" class="plain" key={one} onClick={() => popout(one)}>
                            {t(`window.${one}`)} ↗
                        </button>
                    ))}
                </div>
                <h3>{t('menu.more')}</h3>
                <label class="menu-check">
                    <input
                        type="checkbox"
                        checked={letters}
                        onChange={(event) => {
                            setLetters(event.currentTarget.checked)
                            setLettersState(event.currentTarget.checked)
                        }}
                    />
                    {t('menu.letters')}
                </label>
                <button type="button" class="plain" onClick={playTest}>
                    {t('sound.test')}
                </button>
                <button type="button" class="plain" onClick={() => setUi({ help: true })}>
                    {t('key.help')} <kbd>?</kbd>
                </button>
                {me.demo && (
                    <button type="button" class="plain" data-do="watch" onClick={() => beginWatch()}>
                        {t('watch.again')}
                    </button>
                )}
                {me.permissions.includes('case.read') && (
                    <button type="button" class="plain" onClick={() => setUi({ cases: true })}>
                        {t('case.title')} <kbd>Shift+C</kbd>
                    </button>
                )}
                {me.permissions.includes('history.read') && (
                    <button type="button" class="plain" data-do="replay" onClick={() => openReplay()}>
                        {t('replay.open')} ↗
                    </button>
                )}
                {me.permissions.includes('picture.read') && <a href="/sites.html">{t('menu.sites')}</a>}
                {me.permissions.includes('load.report') && <a href="/load.html">{t('menu.load')}</a>}
                {me.permissions.includes('audit.read') && <a href="/audit.html">{t('menu.audit')}</a>}
                {me.permissions.includes('access.read') && <a href="/admin.html">{t('menu.admin')}</a>}
                <button type="button" class="plain" onClick={props.onPassword}>
                    {t('password.open')}
                </button>
                <button type="button" class="plain" onClick={() => void signOut()}>
                    {t('signin.out')}
                </button>
            </div>
        </details>
    )
}

export function Header(props: { items: Item[]; onChange: () => void }) {
    const me = whoami()
    const [password, setPassword] = useState(false)
    const tables = useStore((s) => s.picture.tables)
    const area = me.area ? areaName(tables, me.area) : t('scope.everything')
    return (
        <>
            <header class="top">
                <span class="brand">
                    <Mark size={20} /> <strong class="strong">Markaz</strong>
                </span>
                <LineLamp />
                <span class="cut top-area" title={area}>
                    {area}
                </span>
                <Clocks />
                <Counts items={props.items} />
                <LevelsNow />
                {me.permissions.includes('approve.read') && <ApprovalsButton onOpen={() => setUi({ approvals: true })} />}
                <SoundLamp />
                <Person
                    onPassword={() => setPassword(true)}
                    onChange={() => {
                        props.onChange()
                        store.changed()
                    }}
                />
            </header>
            {password && <PasswordSheet name={me.name} onClose={() => setPassword(false)} />}
        </>
    )
}

/** Across the whole page when the line is lost: since when, and what still works. */
export function LostBanner() {
    const line = useStore((s) => s.line)
    const ready = useStore((s) => s.ready)
    const bad = line.state === 'lost' || line.state === 'refused'
    if (!bad || !ready) return null
    // line.since is of this machine's clock; the stopwatch counts by the centre's.
    const since = new Date(line.since + clockOffsetMs()).toISOString()
    return (
        <div class="lost" role="alert">
            <svg width="18" height="18" viewBox="0 0 10 10" aria-hidden="true">
                <path d="M1 1l8 8M9 1L1 9" stroke="currentColor" stroke-width="1.8" />
            </svg>
            <strong>
                {t('lost.name')} <Stopwatch at={since} />
            </strong>
            <span>{t('lost.says')}</span>
            <button type="button" onClick={() => store.connection?.hurry()}>
                {t('do.retry')}
            </button>
        </div>
    )
}
