// SPDX-License-Identifier: Apache-2.0
// How slow driving is by the hour, as it is kept and as it is edited. Pure.

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof DAYS)[number]

/** "all" are those of which nothing else is said. */
export const CLASSES = ['all', 'motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'minor', 'street', 'living', 'service', 'track', 'ferry', 'other'] as const
export type RoadClass = (typeof CLASSES)[number]

export const HOURS = 24
/** percent of the time without traffic */
export const FREE = 100
export const LEAST = 10
export const MOST = 2000

/** By class of road, percent for each hour. */
export type Hours = Partial<Record<RoadClass, number[]>>

/** From what the centre keeps, in permille. What cannot be read is as if nothing was said. */
export function readHours(kept: unknown): Hours {
    const out: Hours = {}
    if (typeof kept !== 'object' || kept === null) return out
    for (const [name, list] of Object.entries(kept)) {
        const known = CLASSES.find((one) => one === name)
        if (known && Array.isArray(list) && list.length === HOURS && list.every((n) => typeof n === 'number')) out[known] = list.map((n) => Number(n) / 10)
    }
    return out
}

/** As the centre takes it. */
export function writeHours(hours: Hours): Record<string, number[]> {
    const out: Record<string, number[]> = {}
    for (const name of CLASSES) {
        const list = hours[name]
        if (list) out[name] = list.map((percent) => Math.round(percent * 10))
    }
    return out
}

/** What holds for a class: its own, else that of all others, else nothing is slow. */
export const hoursOf = (hours: Hours, of: RoadClass): number[] => hours[of] ?? hours.all ?? Array.from({ length: HOURS }, () => FREE)

/** With another figure for one hour; undefined: no figure that the centre takes. */
export function changed(hours: Hours, of: RoadClass, hour: number, percent: number): Hours | undefined {
    if (!Number.isFinite(percent) || percent < LEAST || percent > MOST) return undefined
    return { ...hours, [of]: hoursOf(hours, of).map((was, h) => (h === hour ? percent : was)) }
}

/** The same row for this class on another day; its other classes stay. */
export const copied = (from: Hours, to: Hours, of: RoadClass): Hours => ({ ...to, [of]: [...hoursOf(from, of)] })

export const sameHours = (a: Hours, b: Hours): boolean => JSON.stringify(writeHours(a)) === JSON.stringify(writeHours(b))
