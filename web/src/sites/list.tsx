// SPDX-License-Identifier: Apache-2.0
// The sites one by one: a page at a time on the screen, all of them on paper.

import { render } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { dateTime } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { Age } from '../lib/ui'
import { PAGE, type Line } from './report'

const weekOf = (line: Line): string => (line.day ? `${tOr('weekday.' + line.day, line.day)} ${line.opens}–${line.closes}` : t('sites.no_week'))

function Heads() {
    return (
        <thead>
            <tr>
                {(['name', 'state', 'devices', 'seen', 'proved', 'week'] as const).map((head) => (
                    <th key={head}>{t(`sites.${head}`)}</th>
                ))}
            </tr>
        </thead>
    )
}

function TestSays(props: { line: Line }) {
    const { line } = props
    if ((line.missed ?? 0) > 0) return <span class="warn">{t('sites.overdue')}</span>
    return line.test === 'due' ? <strong class="sites-due">{t('sites.due')}</strong> : null
}

function Row(props: { line: Line; selected: boolean; onSelect: () => void }) {
    const { line } = props
    return (
        <tr aria-selected={props.selected} onClick={props.onSelect}>
            <td>
                <button type="button" class="plain">
                    {line.name}
                </button>
            </td>
            <td data-state={line.state}>{t(`sites.state.${line.state}`)}</td>
            <td class="num">{line.devices}</td>
            <td>
                <Age at={line.last_seen ?? undefined} />
            </td>
            <td>
                <Age at={line.tested_at ?? undefined} />
            </td>
            <td>
                <span class={line.day ? '' : 'faint'}>{weekOf(line)}</span> <TestSays line={line} />
            </td>
        </tr>
    )
}

/** As it is on paper: no ages that go on, and no end before the last. */
function Paper(props: { rows: readonly Line[] }) {
    return (
        <table>
            <Heads />
            <tbody>
                {props.rows.map((line) => (
                    <tr key={line.id}>
                        <td>{line.name}</td>
                        <td data-state={line.state}>{t(`sites.state.${line.state}`)}</td>
                        <td class="num">{line.devices}</td>
                        <td>{line.last_seen ? dateTime(line.last_seen) : '–'}</td>
                        <td>{line.tested_at ? dateTime(line.tested_at) : '–'}</td>
                        <td>
                            {weekOf(line)} <TestSays line={line} />
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

/** The whole list is made when the browser is about to print, however that was asked for, and taken away after it. */
function usePaper(rows: readonly Line[]) {
    const box = useRef<HTMLDivElement>(null)
    useEffect(() => {
        const before = (): void => {
            if (box.current) render(<Paper rows={rows} />, box.current)
        }
        const after = (): void => {
            if (box.current) render(null, box.current)
        }
        addEventListener('beforeprint', before)
        addEventListener('afterprint', after)
        return () => {
            removeEventListener('beforeprint', before)
            removeEventListener('afterprint', after)
        }
    }, [rows])
    return box
}

export function List(props: { rows: readonly Line[]; page: number; selected: string; onPage: (page: number) => void; onSelect: (id: string) => void }) {
    const { rows, page } = props
    const paper = usePaper(rows)
    const of = Math.max(1, Math.ceil(rows.length / PAGE))
    return (
        <>
            <table class="sites-list">
                <Heads />
                <tbody>
                    {rows.slice(page * PAGE, (page + 1) * PAGE).map((line) => (
                        <Row key={line.id} line={line} selected={line.id === props.selected} onSelect={() => props.onSelect(line.id)} />
                    ))}
                </tbody>
            </table>
            {of > 1 && (
                <nav class="sites-pages">
                    <button type="button" disabled={page === 0} onClick={() => props.onPage(page - 1)}>
                        ← <kbd>[</kbd> {t('sites.page.before')}
                    </button>
                    <span class="num">{t('sites.page', { n: page + 1, all: of })}</span>
                    <button type="button" disabled={page + 1 >= of} onClick={() => props.onPage(page + 1)}>
                        {t('sites.page.next')} <kbd>]</kbd> →
                    </button>
                </nav>
            )}
            <div class="sites-paper" ref={paper} />
        </>
    )
}
