// SPDX-License-Identifier: Apache-2.0
// The last picture, so that a tablet that starts without a line still shows its job. Only the unit's own things and
// the names of areas are kept; sites come with the line.

import type { Me } from '../lib/api'
import type { LiveUnit, Tables } from '../lib/fold'
import type { LineMessage } from '../lib/line'
import { store } from '../lib/store'
import { keep, kept } from './idb'

interface Saved {
    me: Me
    journal: string
    seq: number
    tables: Tables
    live: LiveUnit[]
}

const NAME = 'picture'
const EVERY_MS = 2000

let last = -EVERY_MS
let timer: ReturnType<typeof setTimeout> | undefined

/** Saves soon, at most once in two seconds; undefined forgets everything (sign-out). */
export async function keepPicture(me: Me | undefined): Promise<void> {
    if (!me) {
        clearTimeout(timer)
        timer = undefined
        await keep(NAME, undefined)
        return
    }
    if (timer || !store.ready) return
    timer = setTimeout(
        () => {
            timer = undefined
            last = performance.now()
            void keep(NAME, saved(me))
        },
        Math.max(0, last + EVERY_MS - performance.now()),
    )
}

function saved(me: Me): Saved {
    const { unit, assignment, incident, notice, note, area } = store.picture.tables
    const own = store.live.get(me.unit)
    return {
        me: { ...me, csrf: '' },
        journal: store.picture.journal,
        seq: store.picture.seq,
        tables: { unit, assignment, incident, notice, note, area } as Tables,
        live: own ? [own] : [],
    }
}

export async function loadKept(): Promise<{ me: Me; message: LineMessage } | undefined> {
    const found = await kept<Saved>(NAME)
    if (!found) return undefined
    const { me, journal, seq, tables, live } = found
    return {
        me,
        message: { t: 'picture', picture: { journal, seq, tables }, live, seen: {}, now: '' },
    }
}
