// SPDX-License-Identifier: Apache-2.0
// The console looking back: the same queue, map and details, of a moment that has gone by. Nothing can be changed here.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Me } from '../lib/api'
import { holdClock, presentNow } from '../lib/clock'
import { dateTime } from '../lib/format'
import type { Picture } from '../lib/fold'
import { t } from '../lib/i18n'
import { useKeys, type Binding } from '../lib/keys'
import { AskPurpose, asksPurpose, lookUp } from '../lib/purpose'
import { mayOnlyLook } from '../lib/session'
import { store, useStore } from '../lib/store'
import { Key, Mark, ProblemBox } from '../lib/ui'
import { instant } from '../lib/zone'
import { Detail } from './detail'
import { Help } from './help'
import { singles, type Item } from './items'
import { MapPane, mapToSelected } from './map'
import { moveBy, Queue, useQueue, useVisible } from './queue'
import { LearntOf } from './replay-learnt'
import type { PlacesBody } from './replay-places'
import { localSecond, Player } from './replay-player'
import type { Moment } from './replay-tape'
import { FILTERS, select, setUi, ui, useUi } from './state'

const HOUR_MS = 3600e3
const FRAME_MS = 100
const STEP_MS = 10_000
const LEAP_MS = 300_000

/** Where the address says to begin: right after an event; else it is chosen. */
const askedSeq = (): number => Number(new URLSearchParams(location.search).get('seq') ?? 0)

/** The live picture gives way to the past one for as long as this window is open. */
function show(...[picture, at, live]: Parameters<Player['options']['show']>): void {
    holdClock(at)
    store.take({ t: 'picture', picture, live: [...live], seen: {}, now: '' })
    store.seq = picture.seq
}

function leaveLive(): void {
    store.connection?.close()
    store.connection = undefined
    store.take({ t: 'line', state: 'open', since: presentNow(), tries: 0, detail: '' })
    mayOnlyLook()
}

export function Replay(props: { me: Me }) {
    const { me } = props
    const [, redraw] = useState(0)
    const [began, setBegan] = useState(false)
    const purpose = useRef('')
    const base = useRef<Picture | undefined>(undefined)
    const player = useMemo(
        () =>
            new Player({
                ask: (query) => lookUp<Moment>('/api/v1/replay?' + query, purpose.current),
                places: (query) => lookUp<PlacesBody>('/api/v1/replay/positions?' + query, purpose.current),
                base: () => base.current,
                journal: me.journal,
                mine: me.area,
                now: presentNow,
                show,
                changed: () => redraw((n) => n + 1),
            }),
        [],
    )
    useEffect(() => {
        store.connect(me.user, { csrf: me.csrf, topics: '', geometry: false, area: me.area }) // incidents and cases that a purpose may name
    }, [])
    useEffect(() => {
        document.title = '◀ ' + t('replay.name') + ' · Markaz'
    })
    const begin = async (start: { at: number } | { seq: number }, why: string): Promise<void> => {
        purpose.current = why
        base.current = store.ready && store.picture.journal === me.journal ? store.picture : undefined
        await player.open(start)
        if (player.error !== undefined) return
        setBegan(true)
    }
    if (!began) return <Choose player={player} zone={me.zone} onBegin={(start, why) => void begin(start, why)} />
    return <Playing player={player} zone={me.zone} onPurpose={(why) => ((purpose.current = why), void player.open({ at: player.at }))} />
}

/** Which moment, and why. */
function Choose(props: { player: Player; zone: string; onBegin: (start: { at: number } | { seq: number }, why: string) => void }) {
    const seq = askedSeq()
    const field = useRef<HTMLInputElement>(null)
    const { error } = props.player
    const begin = (why: string): void => {
        if (seq > 0) return props.onBegin({ seq }, why)
        const at = instant(field.current?.value ?? '')
        if (Number.isNaN(at)) return field.current?.focus()
        props.onBegin({ at }, why)
    }
    return (
        <main class="signin replay-choose">
            <div class="form">
                <h1>
                    <Mark /> {t('replay.name')}
                </h1>
                <p class="dim">{t('replay.says')}</p>
                {seq > 0 ? (
                    <p>{t('replay.after', { seq: String(seq) })}</p>
                ) : (
                    <label class="field">
                        {t('replay.moment')} ({props.zone})
                        <input ref={field} type="datetime-local" step="1" required defaultValue={localSecond(presentNow() - HOUR_MS)} />
                    </label>
                )}
                <AskPurpose {...(error === undefined ? {} : { error })} onGiven={begin} />
            </div>
        </main>
    )
}

/** Once shown, the window has left the line; what was chosen plays. */
function Playing(props: { player: Player; zone: string; onPurpose: (why: string) => void }) {
    const { player } = props
    const { selected, help } = useUi()
    const items = useQueue()
    const rows = useVisible(items)
    const single = useMemo(() => singles(items), [items])
    useEffect(() => {
        leaveLive()
        player.again() // what the line brought meanwhile is not of then
        let last = performance.now()
        const timer = setInterval(() => {
            const now = performance.now()
            player.pass(now - last)
            last = now
        }, FRAME_MS)
        return () => clearInterval(timer)
    }, [])
    useKeys(keys(player, rows))
    return (
        <div class="console replay" data-line="open">
            <Banner player={player} zone={props.zone} />
            {player.error !== undefined &&
                (asksPurpose(player.error) ? <AskPurpose error={player.error} onGiven={props.onPurpose} /> : <ProblemBox error={player.error} />)}
            <main class="panes">
                <Queue items={items} rows={rows} marks={player.learnt} />
                <div class="middle">
                    <MapPane items={single} />
                </div>
                <div class="replay-side">
                    <LearntOf player={player} selected={selected} />
                    <Detail selected={selected} items={items} />
                </div>
            </main>
            <Controls player={player} />
            {help && <Help />}
        </div>
    )
}

/** Which moment is shown, and that it is not now. */
function Banner(props: { player: Player; zone: string }) {
    const { player } = props
    const seq = useStore((s) => s.picture.seq)
    const { tape } = player
    const first = tape?.picture(0).seq
    return (
        <header class="top replay-top">
            <strong>{t('replay.banner')}</strong>
            <time class="strong num replay-at" dateTime={new Date(player.at).toISOString()}>
                {dateTime(new Date(player.at).toISOString())}
            </time>
            <span>{props.zone}</span>
            <span class="num" data-seq={seq}>
                {t('replay.event', { seq: String(seq) })}
            </span>
            <span class="num cut replay-hash" title={t('replay.hash.says')} data-hash={tape?.hash} data-of={first}>
                {t('replay.hash', { seq: String(first ?? ''), hash: tape?.hash ?? '' })}
            </span>
            {tape?.forgotten && <span title={t('replay.forgotten.says')}>{t('replay.forgotten')}</span>}
            <Units player={player} />
            <span data-known={player.known}>{t(player.known === 'now' ? 'replay.known.now' : 'replay.known.then')}</span>
            {player.learnt.size > 0 && <span data-learnt={player.learnt.size}>{t('replay.learnt.count', { n: player.learnt.size })}</span>}
            {player.tape?.laterMore && <span>{t('replay.learnt.more')}</span>}
            {player.loading && <span>{t('replay.loading')}</span>}
        </header>
    )
}

/** How true the units' places are: whether they are here, and how many are kept. */
function Units(props: { player: Player }) {
    const { places } = props.player
    if (!places) return <span data-units="none">{t('replay.units.none')}</span>
    if (places.body.forgotten) return <span data-units="forgotten">{t('replay.units.forgotten')}</span>
    return <span data-units="here">{places.every > 0 && t('replay.units.every', { s: String(places.every) })}</span>
}

const switchKnown = (player: Player): void => void player.know(player.known === 'now' ? 'then' : 'now')

function Controls(props: { player: Player }) {
    const { player } = props
    const { tape } = player
    if (!tape) return null
    return (
        <footer class="replay-bar" aria-label={t('replay.controls')}>
            <button type="button" data-do="turn" aria-pressed={player.way < 0} onClick={() => player.turn()} title={t('replay.turn')}>
                {player.way > 0 ? '▶▶' : '◀◀'} <Key>b</Key>
            </button>
            <button type="button" data-do="previous" onClick={() => void player.step(-1)} title={t('replay.previous')}>
                ⏮ <Key>[</Key>
            </button>
            <button type="button" class="primary" data-do="play" onClick={() => player.play(!player.playing)}>
                {t(player.playing ? 'replay.pause' : 'replay.play')} <Key>p</Key>
            </button>
            <button type="button" data-do="next" onClick={() => void player.step(1)} title={t('replay.next')}>
                ⏭ <Key>]</Key>
            </button>
            <button type="button" data-do="slower" onClick={() => player.shift(-1)} title={t('replay.slower')}>
                − <Key>-</Key>
            </button>
            <strong class="num replay-speed">{player.speed}×</strong>
            <button type="button" data-do="faster" onClick={() => player.shift(1)} title={t('replay.faster')}>
                + <Key>=</Key>
            </button>
            <button type="button" data-do="known" aria-pressed={player.known === 'now'} onClick={() => switchKnown(player)} title={t('replay.known.says')}>
                {t(player.known === 'now' ? 'replay.known.now' : 'replay.known.then')} <Key>n</Key>
            </button>
            <input
                type="range"
                aria-label={t('replay.line')}
                aria-valuetext={dateTime(new Date(player.at).toISOString())}
                min={tape.from}
                max={tape.to}
                step={1}
                value={player.at}
                onInput={(event) => void player.seek(Number(event.currentTarget.value))}
            />
            <form
                onSubmit={(event) => {
                    event.preventDefault()
                    const at = instant(String(new FormData(event.currentTarget).get('at') ?? ''))
                    if (!Number.isNaN(at)) void player.seek(at)
                }}
            >
                <input type="datetime-local" name="at" step="1" required aria-label={t('replay.moment')} defaultValue={localSecond(player.at)} />
                <button>{t('replay.go')}</button>
            </form>
        </footer>
    )
}

function keys(player: Player, rows: readonly Item[]): Binding[] {
    const group = 'replay.name' as const
    const go = 'key.group.go' as const
    const by = (millis: number) => () => void player.seek(player.at + millis)
    const move = (n: number) => () => moveBy(rows, ui.selected, n)
    return [
        { key: 'p', says: 'replay.key.play', group, run: () => player.play(!player.playing) },
        { key: ' ', says: 'replay.key.play', group, run: () => player.play(!player.playing) },
        { key: 'b', says: 'replay.turn', group, run: () => player.turn() },
        { key: 'n', says: 'replay.known.switch', group, run: () => switchKnown(player) },
        { key: '[', says: 'replay.previous', group, run: () => void player.step(-1) },
        { key: ']', says: 'replay.next', group, run: () => void player.step(1) },
        { key: '-', says: 'replay.slower', group, run: () => player.shift(-1) },
        { key: '=', says: 'replay.faster', group, run: () => player.shift(1) },
        { key: 'ArrowLeft', says: 'replay.key.back', group, run: by(-STEP_MS) },
        { key: 'ArrowRight', says: 'replay.key.on', group, run: by(STEP_MS) },
        { key: 'shift+ArrowLeft', says: 'replay.key.far_back', group, run: by(-LEAP_MS) },
        { key: 'shift+ArrowRight', says: 'replay.key.far_on', group, run: by(LEAP_MS) },
        { key: 'j', says: 'key.move', group: go, run: move(1) },
        { key: 'k', says: 'key.move', group: go, run: move(-1) },
        { key: 'ArrowDown', says: 'key.move', group: go, run: move(1) },
        { key: 'ArrowUp', says: 'key.move', group: go, run: move(-1) },
        { key: 'm', says: 'key.map', group: go, run: () => void mapToSelected() },
        { key: 'Escape', says: 'key.back', group: go, run: () => select('') },
        ...FILTERS.map((filter, i) => ({ key: String(i + 1), says: 'key.filter' as const, group: go, run: () => setUi({ filter }) })),
        { key: '?', says: 'key.help', group: 'key.group.see', run: () => setUi({ help: !ui.help }) },
    ]
}
