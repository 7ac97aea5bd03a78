// SPDX-License-Identifier: Apache-2.0
// A list that finds by typing and moves by keys. Only the rows in view are drawn: a country has 20,000 devices.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { t, type Key } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { Key as KeyCap } from '../lib/ui'
import { matches } from './find'

export interface Column<T> {
    title: Key
    /** CSS grid width */
    width: string
    show: (row: T, id: string) => ComponentChildren
}

export interface RowsProps<T extends object> {
    label: Key
    table: ReadonlyMap<string, T>
    columns: readonly Column<T>[]
    /** everything a person may type to find the row */
    words: (row: T, id: string) => string
    sort?: (a: [string, T], b: [string, T]) => number
    keep?: (row: T, id: string) => boolean
    selected: string
    onSelect: (id: string) => void
    onOpen?: (id: string) => void
    /** shown when there is nothing at all */
    empty: Key
    tools?: ComponentChildren
}

const ROW_PX = 40
const SPARE = 8

export function Rows<T extends object>(props: RowsProps<T>) {
    const [query, setQuery] = useState('')
    const [view, setView] = useState({ top: 0, height: 800 })
    const box = useRef<HTMLDivElement>(null)
    const search = useRef<HTMLInputElement>(null)
    const rows = useMemo(() => {
        const found = [...props.table].filter(
            ([id, row]) => (props.keep?.(row, id) ?? true) && matches(row, id, props.words, query),
        )
        return found.sort(
            props.sort ?? ((a, b) => a[0].localeCompare(b[0], undefined, { numeric: true })),
        )
    }, [props.table, props.keep, query])
    const index = rows.findIndex(([id]) => id === props.selected)

    useEffect(() => {
        const el = box.current
        if (!el) return
        const measure = (): void => setView({ top: el.scrollTop, height: el.clientHeight })
        measure()
        const observer = new ResizeObserver(measure)
        observer.observe(el)
        el.addEventListener('scroll', measure, { passive: true })
        return () => {
            observer.disconnect()
            el.removeEventListener('scroll', measure)
        }
    }, [])

    useEffect(() => {
        const el = box.current
        if (!el || index < 0) return
        const top = index * ROW_PX
        if (top < el.scrollTop) el.scrollTop = top
        else if (top + ROW_PX > el.scrollTop + el.clientHeight)
            el.scrollTop = top + ROW_PX - el.clientHeight
    }, [index])

    const move = (by: number): void => {
        const next =
            rows[
                Math.min(
                    Math.max(index < 0 ? (by > 0 ? 0 : rows.length - 1) : index + by, 0),
                    rows.length - 1,
                )
            ]
        if (next) props.onSelect(next[0])
    }
    const page = Math.max(1, Math.floor(view.height / ROW_PX) - 1)
    useKeys([
        { key: 'j', says: 'adm.key.down', group: 'adm.keys.list', run: () => move(1) },
        { key: 'k', says: 'adm.key.up', group: 'adm.keys.list', run: () => move(-1) },
        {
            key: 'ArrowDown',
            says: 'adm.key.down',
            group: 'adm.keys.list',
            run: () => move(1),
            inText: true,
        },
        {
            key: 'ArrowUp',
            says: 'adm.key.up',
            group: 'adm.keys.list',
            run: () => move(-1),
            inText: true,
        },
        {
            key: 'PageDown',
            says: 'adm.key.page_down',
            group: 'adm.keys.list',
            run: () => move(page),
            inText: true,
        },
        {
            key: 'PageUp',
            says: 'adm.key.page_up',
            group: 'adm.keys.list',
            run: () => move(-page),
            inText: true,
        },
        {
            key: '/',
            says: 'adm.key.find',
            group: 'adm.keys.list',
            run: () => search.current?.focus(),
        },
        {
            key: 'Enter',
            says: 'adm.key.open',
            group: 'adm.keys.list',
            inText: true,
            when: () =>
                document.activeElement === search.current ||
                document.activeElement === document.body ||
                box.current?.contains(document.activeElement) === true,
            run: () => {
                const id = props.selected && index >= 0 ? props.selected : rows[0]?.[0]
                if (id) (props.onOpen ?? props.onSelect)(id)
            },
        },
        {
            key: 'Escape',
            says: 'adm.key.back',
            group: 'adm.keys.list',
            inText: true,
            run: () => {
                if (query) setQuery('')
                else if (document.activeElement === search.current) search.current?.blur()
                else props.onSelect('')
            },
        },
    ])

    const first = Math.max(0, Math.floor(view.top / ROW_PX) - SPARE)
    const last = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW_PX) + SPARE)
    const grid = { gridTemplateColumns: props.columns.map((c) => c.width).join(' ') }
    return (
        <section class="rows" aria-label={t(props.label)}>
            <div class="rows-tools">
                <div class="find">
                    <input
                        ref={search}
                        type="search"
                        aria-label={t('adm.find')}
                        placeholder={t('adm.find')}
                        value={query}
                        onInput={(event) => setQuery(event.currentTarget.value)}
                    />
                    <KeyCap>/</KeyCap>
                </div>
                <span class="dim num" role="status">
                    {rows.length === props.table.size
                        ? t('adm.count', { n: rows.length })
                        : t('adm.count.of', { n: rows.length, all: props.table.size })}
                </span>
                {props.tools}
            </div>
            <div role="grid" aria-rowcount={rows.length} class="grid">
                <div class="head" role="row" style={grid}>
                    {props.columns.map((column) => (
                        <span role="columnheader" class="cut" key={column.title}>
                            {t(column.title)}
                        </span>
                    ))}
                </div>
                <div class="scroll" ref={box} tabIndex={-1}>
                    {props.table.size === 0 && <p class="empty">{t(props.empty)}</p>}
                    {props.table.size > 0 && rows.length === 0 && (
                        <p class="empty">{t('adm.none_found')}</p>
                    )}
                    <div class="all" style={{ height: `${rows.length * ROW_PX}px` }}>
                        {rows.slice(first, last).map(([id, row], i) => (
                            <div
                                role="row"
                                class="one"
                                key={id}
                                aria-rowindex={first + i + 1}
                                aria-selected={id === props.selected}
                                style={{ ...grid, top: `${(first + i) * ROW_PX}px` }}
                                onClick={() => props.onSelect(id)}
                                onDblClick={() => props.onOpen?.(id)}
                            >
                                {props.columns.map((column) => (
                                    <span role="gridcell" class="cut" key={column.title} ref={readable}>
                                        {column.show(row, id)}
                                    </span>
                                ))}
                            </div>
                        ))}
                    </div>
                </div>
            </div>
        </section>
    )
}

/** A cell that is too narrow for its text says it whole to whoever points at it. */
function readable(cell: HTMLElement | null): void {
    if (cell) cell.onpointerenter = () => (cell.title = cell.textContent ?? '')
}
