// SPDX-License-Identifier: Apache-2.0
// The map's signs, drawn here so that none has to be fetched: units by kind, status and freshness; priorities; sites.

import { SITE_KIND, UNIT_KIND, type UnitKind } from '../gen/types'
import { token } from '../lib/theme'
import type { Fill, Freshness } from './map-data'

const RATIO = 2

export interface Sign {
    name: string
    image: ImageData
    ratio: number
}

function draw(size: number, paint: (c: CanvasRenderingContext2D, size: number) => void): ImageData {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = size * RATIO
    const c = canvas.getContext('2d', { willReadFrequently: true })
    if (!c) throw new Error('no canvas')
    c.scale(RATIO, RATIO)
    c.lineJoin = 'round'
    c.lineCap = 'round'
    paint(c, size)
    return c.getImageData(0, 0, size * RATIO, size * RATIO)
}

function polygon(c: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: number, turn: number): void {
    c.beginPath()
    for (let i = 0; i < corners; i++) {
        const a = turn + (i * 2 * Math.PI) / corners
        if (i === 0) c.moveTo(x + radius * Math.cos(a), y + radius * Math.sin(a))
        else c.lineTo(x + radius * Math.cos(a), y + radius * Math.sin(a))
    }
    c.closePath()
}

/** Shape = kind. No triangle and no plain square: those are priorities. */
function unitPath(c: CanvasRenderingContext2D, kind: UnitKind, m: number, r: number): void {
    switch (kind) {
        case 'patrol':
            c.beginPath()
            c.arc(m, m, r, 0, 2 * Math.PI)
            break
        case 'traffic':
            polygon(c, m, m, r * 1.2, 4, 0)
            break
        case 'inspector':
            polygon(c, m, m, r * 1.08, 6, 0)
            break
        case 'foot':
            c.beginPath()
            c.roundRect(m - r * 0.62, m - r, r * 1.24, r * 2, r * 0.6)
            break
        case 'duty':
            polygon(c, m, m, r * 1.1, 5, -Math.PI / 2)
            break
    }
}

function paintUnit(kind: UnitKind, fill: Fill, fresh: Freshness) {
    const light = token('unit-free')
    const grey = token('unit-busy')
    const edge = token('unit-edge')
    const color = fill === 'free' || fill === 'going' || fill === 'there' ? light : grey
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        unitPath(c, kind, m, 6.4)
        c.lineWidth = 3.4
        c.strokeStyle = edge
        c.stroke()
        if (fresh === 'fresh') {
            c.fillStyle = color
            c.fill()
        } else {
            c.fillStyle = token('map-land')
            c.fill()
            c.lineWidth = 1.7
            c.strokeStyle = color
            c.stroke()
        }
        const inner = fresh === 'fresh' ? edge : color
        if (fill === 'going') {
            c.beginPath()
            c.arc(m, m, 2.5, 0, 2 * Math.PI)
            c.fillStyle = inner
            c.fill()
        } else if (fill === 'there') {
            c.fillStyle = inner
            c.fillRect(m - 3.6, m - 1.3, 7.2, 2.6)
        }
        if (fresh === 'crossed') {
            c.strokeStyle = color
            c.lineWidth = 1.8
            c.beginPath()
            c.moveTo(m - 6.5, m - 6.5)
            c.lineTo(m + 6.5, m + 6.5)
            c.moveTo(m + 6.5, m - 6.5)
            c.lineTo(m - 6.5, m + 6.5)
            c.stroke()
        }
    }
}

/** A nose in the direction of travel, drawn around the unit's sign. */
function paintNose(c: CanvasRenderingContext2D, size: number): void {
    const m = size / 2
    c.beginPath()
    c.moveTo(m, 0.5)
    c.lineTo(m + 4, 6)
    c.lineTo(m - 4, 6)
    c.closePath()
    c.fillStyle = token('unit-free')
    c.strokeStyle = token('unit-edge')
    c.lineWidth = 1.4
    c.stroke()
    c.fill()
}

function priorityPath(c: CanvasRenderingContext2D, p: number, m: number): void {
    if (p === 1) {
        c.beginPath()
        c.moveTo(m, m - 11)
        c.lineTo(m + 11, m + 8.5)
        c.lineTo(m - 11, m + 8.5)
        c.closePath()
    } else if (p === 2) {
        c.beginPath()
        c.rect(m - 8.5, m - 8.5, 17, 17)
    } else if (p === 3) {
        c.beginPath()
        c.arc(m, m, 9, 0, 2 * Math.PI)
    } else polygon(c, m, m, 10, 4, 0)
}

function paintPriority(p: number, quiet: boolean) {
    const color = p > 3 || quiet ? token('text-dim') : token('p' + String(p))
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        priorityPath(c, p, m)
        c.lineWidth = 4.5
        c.strokeStyle = token('map-halo')
        c.stroke()
        c.fillStyle = quiet ? token('panel') : color
        c.fill()
        c.lineWidth = 1.8
        c.strokeStyle = color
        c.stroke()
        c.fillStyle = quiet ? color : p > 3 ? token('bg') : token('on-p')
        c.font = '700 12px "Inter Variable", sans-serif'
        c.textAlign = 'center'
        c.textBaseline = 'middle'
        c.fillText(String(p), m, m + (p === 1 ? 2.5 : 0.8))
    }
}

/** Where a vehicle went: a long arrow beside its sign. */
function paintArrow(color: string) {
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        c.beginPath()
        c.moveTo(m, 1.5)
        c.lineTo(m + 7, 12)
        c.lineTo(m, 9)
        c.lineTo(m - 7, 12)
        c.closePath()
        c.lineWidth = 3
        c.strokeStyle = token('map-halo')
        c.stroke()
        c.fillStyle = color
        c.fill()
    }
}

const SITE_LETTER: Record<string, string> = {
    school: 'S',
    kindergarten: 'K',
    hospital: '+',
    office: 'O',
    shop: 'M',
    bank: 'B',
    station: 'T',
    other: '·',
}

function paintSite(letter: string) {
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        c.beginPath()
        c.roundRect(m - 6, m - 6, 12, 12, 2.5)
        c.fillStyle = token('map-land')
        c.fill()
        c.lineWidth = 1
        c.strokeStyle = token('site')
        c.stroke()
        c.fillStyle = token('map-label')
        c.font = '600 8px "Inter Variable", sans-serif'
        c.textAlign = 'center'
        c.textBaseline = 'middle'
        c.fillText(letter, m, m + 0.6)
    }
}

type Service = 'on' | 'silent' | 'off'

/** Full in service, hollow when it is not, marked when it is silent. */
function paintState(c: CanvasRenderingContext2D, state: Service): void {
    c.strokeStyle = state === 'silent' ? token('p2') : token('camera')
    c.lineWidth = 1.3
    if (state === 'on') {
        c.fillStyle = token('camera')
        c.fill()
    }
    c.stroke()
}

/** A wedge that looks where the camera looks. */
function paintCamera(state: Service) {
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        c.beginPath()
        c.moveTo(m, m + 3.5)
        c.lineTo(m - 4.5, m - 5)
        c.lineTo(m + 4.5, m - 5)
        c.closePath()
        paintState(c, state)
    }
}

/** A button, a panel: a small plate. */
function paintDevice(state: Service) {
    return (c: CanvasRenderingContext2D, size: number): void => {
        const m = size / 2
        c.beginPath()
        c.roundRect(m - 4.5, m - 3.2, 9, 6.4, 1.6)
        paintState(c, state)
    }
}

function paintRing(c: CanvasRenderingContext2D, size: number): void {
    const m = size / 2
    c.beginPath()
    c.arc(m, m, m - 2.5, 0, 2 * Math.PI)
    c.lineWidth = 2
    c.strokeStyle = token('accent')
    c.stroke()
}

/** All signs in the colours of the present theme. */
export function signs(): Sign[] {
    const out: Sign[] = []
    const add = (name: string, size: number, paint: (c: CanvasRenderingContext2D, size: number) => void): void => {
        out.push({ name, image: draw(size, paint), ratio: RATIO })
    }
    for (const kind of UNIT_KIND) {
        for (const fill of ['free', 'going', 'there', 'busy', 'off'] as const) {
            for (const fresh of ['fresh', 'hollow', 'crossed'] as const) {
                add(`unit-${kind}-${fill}-${fresh}`, 22, paintUnit(kind, fill, fresh))
            }
        }
    }
    add('nose', 30, paintNose)
    for (const p of [1, 2, 3, 4]) {
        add(`p${p}`, 30, paintPriority(p, false))
        add(`p${p}-quiet`, 30, paintPriority(p, true))
        add(`arrow-p${p}`, 54, paintArrow(p > 3 ? token('text-dim') : token('p' + String(p))))
    }
    for (const kind of SITE_KIND) add('site-' + kind, 16, paintSite(SITE_LETTER[kind] ?? '·'))
    for (const state of ['on', 'silent', 'off'] as const) {
        add('camera-' + state, 16, paintCamera(state))
        add('device-' + state, 16, paintDevice(state))
    }
    add('ring', 44, paintRing)
    return out
}
