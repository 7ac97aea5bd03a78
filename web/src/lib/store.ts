// SPDX-License-Identifier: Apache-2.0
// What this page knows, and who wants to hear when it changes. Changes are told at most once a frame.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Entities, Kind } from '../gen/types'
import { setServerNow } from './clock'
import { emptyPicture, fold, takeLive } from './fold'
import type { Cluster, Event, LiveUnit, Picture, Table } from './fold'
import type { LineMessage, LineOptions, LineState } from './line'
import { connect, type Connection } from './stream'

export interface LineView {
    state: LineState
    since: number
    tries: number
    detail: string
}

const NO_ROWS: ReadonlyMap<string, never> = new Map<string, never>()

export class Store {
    picture: Picture = emptyPicture()
    /** names of persons by user id, for timelines; not everybody's, and not of those who came later */
    people: Record<string, string> = {}
    /** newest known fix of each unit */
    readonly live = new Map<string, LiveUnit>()
    clusters: Cluster[] = []
    /** true: the server sends clusters instead of single units */
    clustered = false
    seen: Record<string, number> = {}
    line: LineView = { state: 'connecting', since: Date.now(), tries: 0, detail: '' }
    /** the centre's last sequence, as its ticks say */
    seq = 0
    /** a picture has been loaded since the page began */
    ready = false
    connection: Connection | undefined
    private readonly watchers = new Set<() => void>()
    private readonly eventWatchers = new Set<(events: readonly Event[]) => void>()
    private readonly forgottenWatchers = new Set<(by: number, events: ReadonlySet<number>) => void>()
    private readonly liveWatchers = new Set<() => void>()
    private readonly sayWatchers = new Set<(say: unknown) => void>()
    private told = false
    private area = ''

    connect(user: string, options: LineOptions): void {
        this.area = options.area
        this.connection?.close()
        this.connection = connect(user, options, (message) => this.take(message))
    }

    table<K extends Kind>(kind: K): Table<K> {
        return (this.picture.tables[kind] as Table<K> | undefined) ?? NO_ROWS
    }

    one<K extends Kind>(kind: K, id: string | undefined): Entities[K] | undefined {
        return id ? this.table(kind).get(id) : undefined
    }

    take(message: LineMessage): void {
        switch (message.t) {
            case 'picture':
                this.picture = message.picture
                this.seq = Math.max(this.seq, message.picture.seq)
                this.people = message.people ?? this.people
                this.live.clear()
                takeLive(this.live, message.live)
                this.seen = message.seen
                this.ready = true
                if (message.now) setServerNow(message.now)
                this.tellLive()
                break
            case 'events':
                this.picture = fold(this.picture, message.events, this.area)
                this.seq = Math.max(this.seq, this.picture.seq)
                for (const watcher of [...this.eventWatchers]) watcher(message.events)
                break
            case 'forgotten': {
                const events = new Set(message.events)
                for (const watcher of [...this.forgottenWatchers]) watcher(message.by, events)
                return
            }
            case 'positions':
                this.clustered = false
                takeLive(this.live, message.units)
                return this.tellLive()
            case 'clusters':
                this.clustered = true
                this.clusters = message.clusters
                return this.tellLive()
            case 'tick':
                this.seq = Math.max(this.seq, message.seq)
                setServerNow(message.now)
                break
            case 'line':
                this.line = { state: message.state, since: message.since, tries: message.tries, detail: message.detail }
                break
            case 'say':
                for (const watcher of [...this.sayWatchers]) watcher(message.say)
                return
        }
        this.changed()
    }

    /** Once a frame, or every 200 ms while the page is hidden. */
    changed(): void {
        if (this.told) return
        this.told = true
        const tell = (): void => {
            if (!this.told) return
            this.told = false
            for (const watcher of [...this.watchers]) watcher()
        }
        if (typeof requestAnimationFrame !== 'undefined') requestAnimationFrame(tell)
        setTimeout(tell, 200)
    }

    private tellLive(): void {
        for (const watcher of [...this.liveWatchers]) watcher()
    }

    watch(watcher: () => void): () => void {
        this.watchers.add(watcher)
        return () => void this.watchers.delete(watcher)
    }

    onEvents(watcher: (events: readonly Event[]) => void): () => void {
        this.eventWatchers.add(watcher)
        return () => void this.eventWatchers.delete(watcher)
    }

    /** Events were erased: what is shown of them goes away. */
    onForgotten(watcher: (by: number, events: ReadonlySet<number>) => void): () => void {
        this.forgottenWatchers.add(watcher)
        return () => void this.forgottenWatchers.delete(watcher)
    }

    onLive(watcher: () => void): () => void {
        this.liveWatchers.add(watcher)
        return () => void this.liveWatchers.delete(watcher)
    }

    onSay(watcher: (say: unknown) => void): () => void {
        this.sayWatchers.add(watcher)
        return () => void this.sayWatchers.delete(watcher)
    }
}

export const store = new Store()

/** Re-renders when what the selector picks is another thing (Object.is, or equal() when given). */
export function useStore<T>(pick: (store: Store) => T, equal: (a: T, b: T) => boolean = Object.is): T {
    const [, redraw] = useState(0)
    const value = pick(store)
    const last = useRef({ pick, value, equal })
    last.current = { pick, value, equal }
    useEffect(
        () =>
            store.watch(() => {
                const next = last.current.pick(store)
                if (!last.current.equal(next, last.current.value)) redraw((n) => n + 1)
            }),
        [],
    )
    return value
}

export function useTable<K extends Kind>(kind: K): Table<K> {
    return useStore((s) => s.table(kind))
}

export function useOne<K extends Kind>(kind: K, id: string | undefined): Entities[K] | undefined {
    return useStore((s) => s.one(kind, id))
}

/** Same members in the same order. */
export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
    return a.length === b.length && a.every((one, i) => Object.is(one, b[i]))
}
