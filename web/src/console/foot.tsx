// SPDX-License-Identifier: Apache-2.0
// The bottom line: commands with completion and history, and what was done last.

import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { serverNow } from '../lib/clock'
import { clock, distance } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { store, useTable } from '../lib/store'
import { Key } from '../lib/ui'
import { usePublic, WitnessLine } from '../lib/witness'
import { assign, openIncident, setStatus, undoLast } from './actions'
import { complete, parse, type Completion } from './command'
import type { Item } from './items'
import { perhapsSame, usePlaces, type Place } from './places'
import { goTo, select, setUi, ui, useUi } from './state'

const HISTORY = 'markaz.commands'

function history(): string[] {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(HISTORY) ?? '[]')
        return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : []
    } catch {
        return []
    }
}

/** Runs a line; what it says when it cannot. place: what was chosen for the one in the line, as it stands there. */
function run(line: string, names: ReadonlyMap<string, string>, items: readonly Item[], place?: Place): string {
    const command = parse(line, [...names.keys()])
    const idOf = (name: string): string => names.get(name) ?? name
    switch (command.do) {
        case 'status':
            void setStatus(idOf(command.unit), command.status)
            return ''
        case 'incident': {
            void openIncident({
                kind: command.kind,
                priority: command.priority,
                ...(command.title ? { address: command.title } : {}),
                ...(place ? { lat: place.lat, lon: place.lon } : (mapCentre() ?? {})),
            })
            return ''
        }
        case 'go':
            goTo(command.lat, command.lon, 15)
            return ''
        case 'unit': {
            const id = idOf(command.unit)
            select('unit/' + id)
            const live = store.live.get(id)
            if (live) goTo(live[1], live[2])
            return ''
        }
        case 'assign': {
            if (!ui.selected.startsWith('incident/')) return t('command.wrong.incident')
            void assign(ui.selected.slice('incident/'.length), idOf(command.unit), command.why)
            return ''
        }
        case 'find': {
            const want = command.text.toLowerCase()
            const found = items.find((item) => `${item.id} ${item.title} ${item.where}`.toLowerCase().includes(want))
            if (!found) return t('command.wrong.found')
            select(found.ref)
            return ''
        }
        case 'wrong':
            if (command.why === 'place' && place) return goTo(place.lat, place.lon, 17), ''
            return t(`command.wrong.${command.why}`)
    }
}

let centre: () => { lat: number; lon: number } | undefined = () => undefined

/** The map says where its middle is: a new incident by command lies there until somebody says better. */
export function setMapCentre(where: () => { lat: number; lon: number } | undefined): void {
    centre = where
}

export function mapCentre(): { lat: number; lon: number } | undefined {
    return centre()
}

function Suggestions(props: { list: Completion[]; at: number; onPick: (one: Completion) => void }) {
    if (props.list.length === 0) return null
    return (
        <ul class="suggest" role="listbox" id="suggest">
            {props.list.map((one, i) => (
                <li
                    key={one.value + String(i)}
                    role="option"
                    id={'suggest-' + String(i)}
                    aria-selected={i === props.at}
                    onMouseDown={(event) => {
                        event.preventDefault()
                        props.onPick(one)
                    }}
                >
                    <strong>{one.of === 'word' ? '/' + one.value : one.value}</strong>
                    <span class="dim">
                        {one.of === 'word' && t(`command.${one.value as 's'}`)}
                        {one.of === 'status' && tOr('unit_status.' + one.value, '')}
                        {one.of === 'kind' && tOr('incident_kind.' + one.value, '')}
                        {one.of === 'same' && `${t('command.same')} · ${one.says ?? ''}`}
                        {one.place?.house_unknown && t('command.no_house') + ' '}
                        {one.place?.distance_m !== undefined && distance(one.place.distance_m)}
                        {one.of === 'unit' && tOr('unit_status.' + (store.one('unit', one.value)?.status ?? ''), '')}
                    </span>
                </li>
            ))}
        </ul>
    )
}

export function Foot(props: { items: Item[] }) {
    const { asking, last } = useUi()
    const known = usePublic()
    const units = useTable('unit')
    const names = useMemo(() => new Map([...units].map(([id, unit]) => [unit.name ?? id, id])), [units])
    const field = useRef<HTMLInputElement>(null)
    const [line, setLine] = useState('')
    const [at, setAt] = useState(-1)
    const [past, setPast] = useState(-1)
    const [wrong, setWrong] = useState('')
    const open = asking === 'command'
    // Before the next key comes: what is typed must land in the field, never on single-letter keys.
    useLayoutEffect(() => {
        if (!open) return
        setLine('/')
        setAt(-1)
        setPast(-1)
        setWrong('')
        field.current?.focus()
    }, [open])
    const words = useMemo(() => (open && past < 0 ? complete(line, [...names.keys()]) : []), [line, open, names, past])
    const places = usePlaces(open && past < 0 ? line : '', mapCentre)
    // Places that were chosen, by the line they stand in: another letter, and it is another place.
    const chosen = useRef(new Map<string, Place>())
    const there = open && /^\s*\/?i\s/i.test(line) ? chosen.current.get(line.trim()) : undefined
    const list = there ? perhapsSame(line, there, props.items, serverNow()) : words.length > 0 ? words : places
    const shut = (): void => {
        setUi({ asking: '' })
        field.current?.blur()
    }
    const enter = (): void => {
        const picked = list[at]
        if (picked?.ref) return take(picked)
        if (picked && picked.line.trim() !== line.trim()) return take(picked)
        const problem = run(line, names, props.items, chosen.current.get(line.trim()))
        if (problem) return setWrong(problem)
        localStorage.setItem(HISTORY, JSON.stringify([line.trim(), ...history().filter((one) => one !== line.trim())].slice(0, 50)))
        shut()
    }
    const take = (one: Completion): void => {
        if (one.ref) {
            select(one.ref)
            return shut()
        }
        if (one.place) chosen.current.set(one.line.trim(), one.place)
        setLine(one.line)
        setAt(-1)
        setWrong('')
        field.current?.focus()
    }
    const older = (by: number): void => {
        const all = history()
        const next = Math.min(all.length - 1, Math.max(-1, past + by))
        setPast(next)
        setLine(next < 0 ? '/' : (all[next] ?? '/'))
    }
    const onKey = (event: KeyboardEvent): void => {
        const first = list[Math.max(0, at)]
        if (event.key === 'Escape') shut()
        else if (event.key === 'Enter') enter()
        else if (event.key === 'Tab' && first) take(first)
        else if (event.key === 'ArrowDown') list.length > 0 && past < 0 ? setAt((at + 1) % list.length) : older(-1)
        else if (event.key === 'ArrowUp') list.length > 0 && at > 0 && past < 0 ? setAt(at - 1) : older(1)
        else return
        event.preventDefault()
        event.stopPropagation()
    }
    return (
        <footer class="foot">
            <div class="command">
                {open && <Suggestions list={list} at={at} onPick={take} />}
                <input
                    ref={field}
                    value={open ? line : ''}
                    placeholder={t('command.placeholder')}
                    aria-label={t('command.placeholder')}
                    role="combobox"
                    aria-expanded={open && list.length > 0}
                    aria-controls="suggest"
                    aria-activedescendant={at >= 0 ? 'suggest-' + String(at) : undefined}
                    autocomplete="off"
                    spellcheck={false}
                    onFocus={() => setUi({ asking: 'command' })}
                    onBlur={() => ui.asking === 'command' && setUi({ asking: '' })}
                    onInput={(event) => {
                        setLine(event.currentTarget.value)
                        setPast(-1)
                        setAt(-1)
                        setWrong('')
                    }}
                    onKeyDown={onKey}
                />
                {wrong && (
                    <span class="command-wrong" role="alert">
                        {wrong}
                    </span>
                )}
            </div>
            {known && (
                <a class="foot-witness cut" href="/public" target="_blank" rel="noreferrer">
                    <WitnessLine history={known.history} />
                </a>
            )}
            {last && (
                <span class="foot-last cut" role="status">
                    <span class="faint num">{clock(last.at)}</span> {last.text}
                    {last.undo && (
                        <button type="button" class="link" onClick={undoLast}>
                            {t('do.undo')} <Key>z</Key>
                        </button>
                    )}
                </span>
            )}
        </footer>
    )
}
