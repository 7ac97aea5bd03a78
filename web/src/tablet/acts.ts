// SPDX-License-Identifier: Apache-2.0
// Acts about the unit itself, with what the picture will hold once they are done.

import { serverNow } from '../lib/clock'
import type { NewAct } from './outbox'

function path(unit: string, what: string): string {
    return `/api/v1/units/${encodeURIComponent(unit)}/${what}`
}

function now(): string {
    return new Date(serverNow()).toISOString()
}

export function dutyAct(unit: string, crew: string, sound: boolean): NewAct {
    const patch = { duty: 'on', status: 'available', sound, duty_since: now() }
    return {
        lane: 'acts',
        path: path(unit, 'duty'),
        body: { duty: 'on', sound, ...(crew ? { crew } : {}) },
        label: 'tab.act.duty_on',
        predict: { kind: 'unit', id: unit, patch },
    }
}

export function offDutyAct(unit: string): NewAct {
    const patch = { duty: 'off', status: 'out', duty_since: now() }
    return {
        lane: 'acts',
        path: path(unit, 'duty'),
        body: { duty: 'off' },
        label: 'tab.act.duty_off',
        predict: { kind: 'unit', id: unit, patch },
    }
}

export function statusAct(unit: string, status: 'available' | 'busy' | 'out'): NewAct {
    return {
        lane: 'acts',
        path: path(unit, 'status'),
        body: { status },
        label: 'tab.act.status',
        predict: { kind: 'unit', id: unit, patch: { status } },
    }
}
