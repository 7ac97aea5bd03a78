// SPDX-License-Identifier: Apache-2.0
// What this screen looks at: selection, filters, and how windows of one browser follow each other.

import { useEffect, useState } from 'preact/hooks'
import type { Conflict } from './conflict'
import { store } from '../lib/store'

export const FILTERS = ['all', 'waiting', 'alarms', 'incidents', 'road'] as const
export type Filter = (typeof FILTERS)[number]

export type View = 'console' | 'map' | 'queue' | 'photos' | 'replay'

export interface Ui {
    /** "alarm/A12"; empty: nothing */
    selected: string
    filter: Filter
    /** 'all', 'mine', or an area's id */
    scope: string
    help: boolean
    /** the list of what waits for a second person is open */
    approvals: boolean
    /** wanted vehicles by hand are open */
    wanted: boolean
    /** warnings are open: the list; or the form, for a new one ('new') or instead of one ('Y12') */
    warnings: '' | 'list' | 'new' | `Y${string}`
    /** the list of cases and the form for one are open */
    cases: boolean
    /** how soon units are there, all steps */
    levels: boolean
    /** streets that are closed or slow, and the form */
    streets: boolean
    /** what belongs to the selected alarm stands in the place of map and details */
    screen: boolean
    /** asked for by keys: the note field, to whom to hand over, the closing buttons, the description's form, the command line; by an answer: what to do with what somebody else has changed meanwhile */
    asking: '' | 'note' | 'hand' | 'close' | 'change' | 'command' | 'shelve' | 'conflict' | 'related' | 'level'
    /** what is asked then */
    conflict: Conflict | undefined
    /** the row of several alarms whose members are rows too */
    opened: string
    /** the layer of sites that are tested, connected, silent is on the map */
    coverage: boolean
    /** what was done last here, for the foot line */
    last: { text: string; at: number; undo?: () => void } | undefined
}

export const view: View = ((): View => {
    const asked = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('view')
    return asked === 'map' || asked === 'queue' || asked === 'photos' || asked === 'replay' ? asked : 'console'
})()

export let ui: Ui = { selected: '', filter: 'all', scope: 'all', help: false, approvals: false, cases: false, levels: false, streets: false, wanted: false, warnings: '', screen: false, asking: '', opened: '', coverage: false, conflict: undefined, last: undefined }

const watchers = new Set<() => void>()

export function setUi(change: Partial<Ui>): void {
    ui = { ...ui, ...change }
    for (const watcher of [...watchers]) watcher()
}

export function useUi(): Ui {
    const [value, setValue] = useState(ui)
    useEffect(() => {
        const watcher = (): void => setValue(ui)
        watchers.add(watcher)
        watcher()
        return () => void watchers.delete(watcher)
    }, [])
    return value
}

export function onUi(watcher: () => void): () => void {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
}

/** Selects here and in the other windows. */
export function select(ref: string): void {
    if (ref === ui.selected) return
    setUi({ selected: ref, asking: '' })
    store.connection?.say({ selected: ref })
}

/** Windows follow what another window selected. */
export function followWindows(): () => void {
    return store.onSay((say) => {
        if (typeof say !== 'object' || say === null) return
        const selected = (say as { selected?: unknown }).selected
        if (typeof selected === 'string' && selected !== ui.selected) setUi({ selected, asking: '' })
    })
}

/** A window of its own for what was known then: right after an event, or at a moment that is chosen there. The live one goes on beside it. */
export function openReplay(seq?: number): void {
    window.open('/?view=replay' + (seq === undefined ? '' : `&seq=${seq}`), '_blank')
}

const goWatchers = new Set<(lon: number, lat: number, zoom?: number) => void>()

/** Somebody asked the map to go there; nothing else may move it. */
export function goTo(lat: number, lon: number, zoom?: number): void {
    for (const watcher of [...goWatchers]) watcher(lon, lat, zoom)
}

export function onGo(watcher: (lon: number, lat: number, zoom?: number) => void): () => void {
    goWatchers.add(watcher)
    return () => void goWatchers.delete(watcher)
}
