// SPDX-License-Identifier: Apache-2.0
// How far and which way, as an officer sees it.

import { bearing, metresBetween } from '../lib/format'

interface Point {
    lat: number
    lon: number
}

export interface Way {
    distance_m: number
    /** true bearing of the target */
    bearing: number
    /** turn of the arrow on the screen: from the own heading when it is known, else from north */
    turn: number
    /** false: the arrow means "north is up" */
    relative: boolean
}

/** The way from own position to a target; heading is null when the unit does not move. */
export function way(own: Point, target: Point, heading: number | null): Way {
    const b = bearing(own.lat, own.lon, target.lat, target.lon)
    return {
        distance_m: metresBetween(own.lat, own.lon, target.lat, target.lon),
        bearing: b,
        turn: heading === null ? b : (b - heading + 360) % 360,
        relative: heading !== null,
    }
}

/** Does the point lie in the rings of a geometry as areas carry it ([lon×10⁷, lat×10⁷] integers)? */
export function inside(geometry: unknown, p: Point): boolean {
    const x = p.lon * 1e7
    const y = p.lat * 1e7
    let odd = false
    const walk = (node: unknown): void => {
        if (!Array.isArray(node) || !node.length) return
        if (Array.isArray(node[0]) && typeof node[0][0] === 'number') {
            if (crosses(node as number[][], x, y)) odd = !odd
            return
        }
        for (const child of node) walk(child)
    }
    walk(geometry)
    return odd
}

function crosses(ring: number[][], x: number, y: number): boolean {
    let odd = false
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [xi, yi] = ring[i] as [number, number]
        const [xj, yj] = ring[j] as [number, number]
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd
    }
    return odd
}
