// SPDX-License-Identifier: Apache-2.0
// Where units were in a recorded stretch. Pure.

import type { LiveUnit, Picture } from '../lib/fold'

/** ms after the stretch's beginning, lat, lon, km/h, degrees, unix s of the fix, charge 0..1 */
export type Place = [number, number, number, number | null, number | null, number, number | null]

/** Body of GET /api/v1/replay/positions; a unit's places are in order of time. */
export interface PlacesBody {
    from: string
    to: string
    /** there is one place of each unit in so many seconds; 0: all there were */
    grain_s: number
    /** of this time one place a minute is kept */
    thinned: boolean
    /** of this time none is kept */
    forgotten: boolean
    units: Record<string, Place[]>
}

/** Asks GET /api/v1/replay/positions with this query. */
export type AskPlaces = (query: string) => Promise<PlacesBody>

export class Places {
    private readonly from: number
    private readonly units: readonly (readonly [string, Place[]])[]

    constructor(readonly body: PlacesBody) {
        this.from = Date.parse(body.from)
        this.units = Object.entries(body.units)
    }

    /** One place in so many seconds at most; 0: all. */
    get every(): number {
        return Math.max(this.body.grain_s, this.body.thinned ? 60 : 0)
    }

    /** Where the units were at `at`, ms: those that this picture has on duty, by a place of this time on duty. */
    at(at: number, picture: Picture): LiveUnit[] {
        const found: LiveUnit[] = []
        for (const [id, places] of this.units) {
            const unit = picture.tables.unit?.get(id)
            if (unit?.duty !== 'on') continue
            const place = newest(places, at - this.from)
            if (!place || (unit.duty_since && this.from + place[0] < Date.parse(unit.duty_since))) continue
            found.push([id, place[1], place[2], place[3], place[4], place[5], place[6]])
        }
        return found
    }
}

/** The last of them that is not later. */
function newest(places: readonly Place[], ms: number): Place | undefined {
    let low = 0
    let high = places.length
    while (low < high) {
        const middle = (low + high) >> 1
        if ((places[middle]?.[0] ?? Infinity) <= ms) low = middle + 1
        else high = middle
    }
    return places[low - 1]
}
