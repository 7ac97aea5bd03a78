// SPDX-License-Identifier: Apache-2.0
// Devices: find, filter, adopt the unknown ones with one key, open one.

import { useCallback, useState } from 'preact/hooks'
import { DEVICE_KIND, type Device } from '../gen/types'
import { post } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { SeenAge } from '../lib/seen-age'
import { store, useTable } from '../lib/store'
import { Age, toast, toastError } from '../lib/ui'
import { DevicePane } from './device'
import { Editable } from './editable'
import { idField, PLACE_FIELDS } from './fields'
import type { Field, Values } from './form'
import { named, options, word } from './parts'
import type { Column } from './rows'

const FILTERS = ['all', 'unknown', 'silent', 'maintenance'] as const
type Filter = (typeof FILTERS)[number]

function passes(filter: Filter, device: Device): boolean {
    if (filter === 'all') return true
    if (filter === 'silent') return device.silent_since !== undefined
    return device.state === filter
}

/** Shape and word, never colour alone; in service is silent grey. */
export function DeviceState(props: { device: Device }) {
    const { device } = props
    if (device.state === 'unknown')
        return <span class="flag warn">◆ {t('device_state.unknown')}</span>
    if (device.state === 'maintenance')
        return <span class="mute">▮▮ {t('device_state.maintenance')}</span>
    if (device.silent_since) {
        return (
            <span class="flag warn">
                ✕ {t('adm.device.silent')} <Age at={device.silent_since} bare />
            </span>
        )
    }
    return <span class="mute">{t(`device_state.${device.state ?? 'active'}`)}</span>
}

const COLUMNS: Column<Device>[] = [
    { title: 'adm.id', width: 'minmax(5.5rem, 1fr)', show: (_d, id) => id },
    { title: 'adm.name', width: 'minmax(6.5rem, 2fr)', show: (d) => d.name },
    {
        title: 'adm.kind',
        width: 'minmax(5.5rem, 7.5rem)',
        show: (d) => word('device_kind', d.kind),
    },
    {
        title: 'adm.device.at',
        width: 'minmax(5.5rem, 1.6fr)',
        show: (d) => named('site', d.site) || named('unit', d.unit) || named('area', d.area),
    },
    { title: 'adm.state', width: 'minmax(6.5rem, 10rem)', show: (d) => <DeviceState device={d} /> },
    { title: 'adm.seen', width: '6.5rem', show: (d, id) => <SeenAge of={[id]} warn={d.silent_since !== undefined} /> },
]

function fields(): Field[] {
    return [
        idField('adm.device.id.hint'),
        {
            name: 'kind',
            label: 'adm.kind',
            kind: 'choice',
            required: true,
            options: options('device_kind', DEVICE_KIND),
        },
        { name: 'name', label: 'adm.name', kind: 'text', maxLength: 150 },
        { name: 'site', label: 'adm.site', kind: 'ref', ref: 'site', hint: 'adm.device.site.hint' },
        ...PLACE_FIELDS,
        { name: 'unit', label: 'adm.unit', kind: 'ref', ref: 'unit', hint: 'adm.device.unit.hint' },
        { name: 'account', label: 'adm.device.account', kind: 'text', maxLength: 16, hint: 'adm.device.account.hint' },
        { name: 'zones', label: 'adm.device.zones', kind: 'long', maxLength: 2000, hint: 'adm.device.zones.hint' },
        {
            name: 'period_s',
            label: 'adm.device.period',
            kind: 'number',
            min: 0,
            max: 604800,
            hint: 'adm.device.period.hint',
        },
        {
            name: 'heading',
            label: 'adm.device.heading',
            kind: 'number',
            min: 0,
            max: 359.9,
            hint: 'adm.device.heading.hint',
        },
        {
            name: 'allowed_heading',
            label: 'adm.device.allowed',
            kind: 'number',
            min: 0,
            max: 359.9,
            hint: 'adm.device.allowed.hint',
        },
        { name: 'one_way', label: 'adm.device.one_way', kind: 'check' },
        {
            name: 'speed_limit',
            label: 'adm.device.limit',
            kind: 'number',
            min: 0,
            max: 300,
            hint: 'adm.device.limit.hint',
        },
    ]
}

/** Takes the device as it described itself; everything can be changed afterwards. */
export function adopt(id: string): void {
    const device = store.one('device', id)
    if (device?.state !== 'unknown') return
    const body: Values = { kind: device.kind ?? 'other', name: device.name ?? id }
    if (device.lat !== undefined && device.lon !== undefined)
        Object.assign(body, { lat: device.lat, lon: device.lon })
    post(`/api/v1/devices/${encodeURIComponent(id)}/adopt`, body).then(
        () => toast(t('adm.device.adopted', { name: device.name ?? id })),
        toastError,
    )
}

export function Devices(props: { id: string }) {
    const table = useTable('device')
    const [filter, setFilter] = useState<Filter>('all')
    const keep = useCallback((one: Device) => passes(filter, one), [filter])
    return (
        <Editable
            tab="devices"
            id={props.id}
            table={table}
            columns={COLUMNS}
            words={(d) =>
                `${d.name ?? ''} ${d.kind ?? ''} ${d.state ?? ''} ${named('site', d.site)} ${named('area', d.area)} ${d.unit ?? ''}`
            }
            keep={keep}
            fields={fields()}
            fresh={{ kind: 'button' }}
            empty="adm.device.empty"
            hint="adm.device.hint"
            add="adm.device.add"
            tools={
                <div class="chips" role="group" aria-label={t('adm.state')}>
                    {FILTERS.map((one) => (
                        <button
                            type="button"
                            key={one}
                            aria-pressed={filter === one}
                            onClick={() => setFilter(one)}
                        >
                            {t(`adm.device.filter.${one}` as Key)}
                            <Count table={table} filter={one} />
                        </button>
                    ))}
                </div>
            }
            pane={(device, edit) => <DevicePane id={props.id} device={device} onEdit={edit} />}
        />
    )
}

function Count(props: { table: ReadonlyMap<string, Device>; filter: Filter }) {
    if (props.filter === 'all') return null
    let n = 0
    for (const device of props.table.values()) if (passes(props.filter, device)) n++
    return n > 0 ? <span class="num strong">{n}</span> : null
}
