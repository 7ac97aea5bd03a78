// SPDX-License-Identifier: Apache-2.0
// The queue: only the rows in view are drawn, new rows enter with a mark, the selected row keeps its place.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { getLang, t } from '../lib/i18n'
import { may, whoami } from '../lib/session'
import { sameList, store, useStore, useTable } from '../lib/store'
import { Key, Priority, Stopwatch } from '../lib/ui'
import { areaName, onlyKept, passes, queueItems, type Item } from './items'
import { LowList } from './low-list'
import { personName } from './names'
import { ShelfList } from './shelf'
import { SitesNow } from './sites-now'
import { WantedButton } from './wanted'
import { WarningsButton } from './warnings'
import { FILTERS, select, setUi, useUi, view as screen, type Filter } from './state'

const ROW = 48
const NEW_MS = 60_000

/** When each row was first seen by this page; rows of the first picture are not new. */
const firstSeen = new Map<string, number>()
let primed = false
/** when the newest row was first seen: without one of the last minute nobody has to look for new rows */
let lastNew = 0

export function isNew(item: Item): boolean {
    return !item.quiet && (firstSeen.get(item.ref) ?? 0) > Date.now() - NEW_MS
}

/** In its first second a row draws the eye; not again when it is scrolled or filtered back into view. */
function isEntering(item: Item): boolean {
    return (firstSeen.get(item.ref) ?? 0) > Date.now() - 1000
}

function see(ref: string): void {
    if (primed) lastNew = Date.now()
    firstSeen.set(ref, primed ? lastNew : 0)
}

export function useQueue(): Item[] {
    const { selected, opened } = useUi()
    const tables = useStore((s) => s.picture.tables)
    const ready = useStore((s) => s.ready)
    const lang = getLang()
    // Another row selected is not another queue: thousands of rows are made anew only when that changes them.
    const keep = onlyKept(tables, selected) ? selected : ''
    return useMemo(() => {
        const items = queueItems(tables, { devices: may('registry.write'), units: may('registry.write') && may('unit.act'), keep, opened })
        if (ready) {
            for (const item of items) if (!firstSeen.has(item.ref)) see(item.ref)
            primed = true
        }
        return items
    }, [tables.alarm, tables.incident, tables.hit, tables.violation, tables.notice, tables.assignment, tables.message, tables.device, tables.site, tables.unit, tables.area, keep, opened, ready, lang])
}

/** The rows that the filters leave; the selected one stays when it only stopped to fit while it was selected. */
export function useVisible(items: Item[]): Item[] {
    const { filter, scope, selected } = useUi()
    const kept = useRef<{ filter: Filter; scope: string; ref: string; rows: Item[] }>({ filter, scope, ref: '', rows: [] })
    return useMemo(() => {
        const me = whoami().user
        const same = kept.current.filter === filter && kept.current.scope === scope
        const stays = (item: Item): boolean => same && item.ref === selected && kept.current.ref === selected
        const found = items.filter((item) => passes(item, filter, scope, me) || stays(item))
        const rows = sameList(found, kept.current.rows) ? kept.current.rows : found
        kept.current = { filter, scope, ref: rows.some((item) => item.ref === selected) ? selected : '', rows }
        return rows
    }, [items, filter, scope, selected])
}

let lastAt = 0

/**
 * Moves the selection by rows; from nothing to the first. A selected row that left the queue keeps its detail on the
 * screen, so that no key ever falls on another thing; moving on goes from the place where it was.
 */
export function moveBy(items: readonly Item[], selected: string, by: number): void {
    if (items.length === 0) return
    const at = items.findIndex((item) => item.ref === selected)
    const gone = by > 0 ? lastAt - 1 : lastAt
    const next = selected === '' ? 0 : (at >= 0 ? at : gone) + by
    const item = items[Math.min(items.length - 1, Math.max(0, next))]
    if (item) select(item.ref)
}

function rememberPlace(items: readonly Item[], selected: string): void {
    const at = items.findIndex((item) => item.ref === selected)
    if (at >= 0) lastAt = at
}

function Row(props: { item: Item; selected: boolean; opened: boolean; top: number; marked: boolean }) {
    const { item } = props
    const whose = item.owner ? (item.owner === whoami().user ? 'mine' : 'others') : undefined
    const owner = whose && (whose === 'mine' ? t('owner.you') : personName(item.owner))
    return (
        <li
            id={'row-' + item.ref}
            role="option"
            aria-selected={props.selected}
            aria-expanded={item.kind === 'group' ? props.opened : undefined}
            class="row"
            title={[item.practice && t(`practice.${item.practice}`), item.title, item.where, item.state, owner].filter(Boolean).join(' · ')}
            data-p={Math.min(item.priority, 4)}
            data-quiet={item.quiet ? '' : undefined}
            data-member={item.inGroup ? '' : undefined}
            data-done={item.done ? '' : undefined}
            data-whose={whose}
            data-learnt={props.marked ? '' : undefined}
            data-new={isNew(item) && !props.selected ? (isEntering(item) ? 'enter' : '') : undefined}
            style={{ transform: `translateY(${props.top}px)` }}
            onMouseDown={() => select(item.ref)}
        >
            <Priority priority={item.priority} quiet={item.quiet} size={20} />
            <span class="row-line">
                <span class="row-title cut">
                    {item.practice && <span class="practice">{t(`practice.${item.practice}`)}</span>}
                    {item.kind === 'group' && (
                        <span class="row-open" aria-hidden="true">
                            {props.opened ? '▾ ' : '▸ '}
                        </span>
                    )}
                    {item.title}
                    {item.count > 1 && <span class="row-count num">×{item.count}</span>}
                </span>
                <span class="row-age">{Number.isFinite(item.at) && <Stopwatch at={new Date(item.at).toISOString()} />}</span>
            </span>
            <span class="row-line">
                <span class="row-where cut">{item.where}</span>
                {!(owner && item.kind === 'alarm') && <span class="row-state cut">{item.state}</span>}
                {owner && (
                    <span class="row-owner cut">
                        <span aria-hidden="true">{whose === 'mine' ? '●' : '○'} </span>
                        {owner}
                    </span>
                )}
            </span>
        </li>
    )
}

function Filters(props: { items: Item[] }) {
    const { filter, scope } = useUi()
    const areas = useTable('area')
    const me = whoami().user
    const counts = useMemo(
        () => FILTERS.map((one) => props.items.filter((item) => !item.done && !item.inGroup && passes(item, one, scope, me)).length),
        [props.items, scope, me],
    )
    return (
        <header class="queue-head">
            <div class="tabs" role="tablist" aria-label={t('queue.filters')}>
                {FILTERS.map((one, i) => (
                    <button role="tab" aria-selected={filter === one} key={one} title={t(`filter.${one}.says`)} onClick={() => setUi({ filter: one })}>
                        <span class="cut">{t(`filter.${one}`)}</span>
                        <span class="num">{counts[i]}</span>
                        <Key>{String(i + 1)}</Key>
                    </button>
                ))}
            </div>
            <select
                aria-label={t('queue.scope')}
                value={scope}
                onChange={(event) => setUi({ scope: event.currentTarget.value })}
            >
                <option value="all">{t('scope.all')}</option>
                <option value="mine">{t('scope.mine')}</option>
                {[...areas].map(([id]) => (
                    <option value={id} key={id}>
                        {areaName(store.picture.tables, id)}
                    </option>
                ))}
            </select>
        </header>
    )
}

/** What of the list is to be seen, in pixels. Remembered: asking the page would lay it out before it is complete. */
interface View {
    top: number
    height: number
}

/** Keeps the selected row (else the first visible one) where it was when rows come and go above it. */
function useAnchor(rows: readonly Item[], selected: string, seen: View, scrollTo: (top: number) => void): void {
    const before = useRef<{ rows: readonly Item[]; selected: string }>({ rows: [], selected: '' })
    useLayoutEffect(() => {
        const was = before.current
        before.current = { rows, selected }
        const place = (list: readonly Item[], ref: string): number => list.findIndex((item) => item.ref === ref)
        const at = place(rows, selected)
        if (at >= 0 && was.selected !== selected) {
            const top = at * ROW
            if (top < seen.top) scrollTo(top)
            else if (top + ROW > seen.top + seen.height) scrollTo(top + ROW - seen.height)
            return
        }
        if (was.rows === rows) return
        const anchor = at >= 0 ? selected : seen.top > 0 ? was.rows[Math.floor(seen.top / ROW)]?.ref : undefined
        if (!anchor) return
        const from = place(was.rows, anchor)
        const to = place(rows, anchor)
        if (from >= 0 && to >= 0 && from !== to) scrollTo(seen.top + (to - from) * ROW)
    }, [rows, selected])
}

function EdgeChip(props: { items: Item[]; above: boolean }) {
    const first = props.items[0]
    if (!first) return null
    const says = `${t(props.above ? 'queue.new_above' : 'queue.new_below', { n: props.items.length })} · ${first.title}`
    return (
        <button class="edge-chip" data-above={props.above ? '' : undefined} title={says} onClick={() => select(first.ref)}>
            <Priority priority={first.priority} size={16} />
            <span class="cut">{says}</span>
        </button>
    )
}

/** marks: rows with a mark of the one who shows them */
export function Queue(props: { items: Item[]; rows: Item[]; marks?: ReadonlyMap<string, unknown> }) {
    const { selected, opened } = useUi()
    const scroller = useRef<HTMLDivElement>(null)
    const [view, setView] = useState<View>({ top: 0, height: 800 })
    const measure = (): void => {
        const box = scroller.current
        if (box) setView((was) => (was.top === box.scrollTop && was.height === box.clientHeight ? was : { top: box.scrollTop, height: box.clientHeight }))
    }
    const scrollTo = (to: number): void => {
        if (!scroller.current) return
        const top = Math.max(0, Math.min(to, props.rows.length * ROW - view.height))
        scroller.current.scrollTop = top
        setView({ top, height: view.height })
    }
    useEffect(() => {
        measure()
        const observer = new ResizeObserver(measure)
        if (scroller.current) observer.observe(scroller.current)
        return () => observer.disconnect()
    }, [])
    useAnchor(props.rows, selected, view, scrollTo)
    rememberPlace(props.rows, selected)
    useLayoutEffect(measure, [props.rows])
    const first = Math.max(0, Math.floor(view.top / ROW) - 4)
    const last = Math.min(props.rows.length, Math.ceil((view.top + view.height) / ROW) + 4)
    const hidden = (from: number, to: number): Item[] =>
        lastNew < Date.now() - NEW_MS ? [] : props.rows.slice(Math.max(0, from), Math.max(0, to)).filter(isNew)
    return (
        <section class="queue" aria-label={t('queue.name')}>
            <Filters items={props.items} />
            <div
                class="queue-rows"
                ref={scroller}
                onScroll={measure}
                tabIndex={0}
                role="listbox"
                aria-label={t('queue.name')}
                aria-activedescendant={selected ? 'row-' + selected : undefined}
            >
                <ul style={{ height: `${props.rows.length * ROW}px` }} role="presentation">
                    {props.rows.slice(first, last).map((item, i) => (
                        <Row key={item.ref} item={item} selected={item.ref === selected} opened={item.id === opened} top={(first + i) * ROW} marked={props.marks?.has(item.ref) === true} />
                    ))}
                </ul>
                {props.rows.length === 0 && <EmptyQueue any={props.items.length > 0} />}
            </div>
            <SitesNow />
            {screen !== 'replay' && <WarningsButton />}
            {screen !== 'replay' && <WantedButton />}
            <ShelfList />
            <LowList />
            <EdgeChip above items={hidden(0, Math.round(view.top / ROW))} />
            <EdgeChip above={false} items={hidden(Math.floor((view.top + view.height) / ROW), props.rows.length)} />
        </section>
    )
}

function EmptyQueue(props: { any: boolean }) {
    const ready = useStore((s) => s.ready)
    if (!ready) return null
    if (props.any) {
        return (
            <div class="empty">
                <p>{t('empty.filtered')}</p>
                <button onClick={() => setUi({ filter: 'all', scope: 'all' })}>{t('empty.show_all')}</button>
            </div>
        )
    }
    return (
        <div class="empty">
            <h3>{t('empty.queue')}</h3>
            <p>{t('empty.queue.says')}</p>
            <p class="dim">{t(whoami().demo ? 'empty.queue.demo' : 'empty.queue.first')}</p>
        </div>
    )
}

