// SPDX-License-Identifier: Apache-2.0
// A unit hears of an incident only from the moment it is assigned to it: what was said before is asked for once.

import { get } from '../lib/api'
import { pictureFrom, type PictureBody, type Tables } from '../lib/fold'
import { store } from '../lib/store'
import type { Job } from './now'

const AGAIN_MS = 3000

/** Never resets what the stream has told since: newer fields win over the asked ones. */
export function merged(tables: Tables, asked: Tables, incident: string): Tables {
    const full = asked.incident?.get(incident)
    if (!full) return tables
    const own = tables.incident?.get(incident)
    const incidents = new Map(tables.incident)
    incidents.set(incident, own && own.seq > full.seq ? { ...full, ...own } : full)
    const notes = new Map(tables.note)
    for (const [id, note] of asked.note ?? []) if (!notes.has(id)) notes.set(id, note)
    const sites = new Map(tables.site)
    for (const [id, site] of asked.site ?? []) if (!sites.has(id)) sites.set(id, site)
    return { ...tables, incident: incidents, note: notes, site: sites }
}

export class Heal {
    private askedAt = 0

    /** Looks for a job whose incident is only known in part. */
    sync(jobs: readonly Job[], open: boolean): void {
        const job = jobs.find((one) => !one.incident?.received_at)
        const id = job?.assignment.incident
        if (!open || !id || Date.now() - this.askedAt < AGAIN_MS) return
        this.askedAt = Date.now()
        get<PictureBody>('/api/v1/picture').then(
            (body) => {
                const asked = pictureFrom(body)
                if (asked.journal !== store.picture.journal) return
                const tables = merged(store.picture.tables, asked.tables, id)
                store.picture = { ...store.picture, tables }
                store.changed()
            },
            () => undefined,
        )
    }
}
