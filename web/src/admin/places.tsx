// SPDX-License-Identifier: Apache-2.0
// Areas (they come by import), sites and units.

import { useMemo, useState } from 'preact/hooks'
import { SITE_KIND, UNIT_KIND, type Area, type Site, type Unit } from '../gen/types'
import { put } from '../lib/api'
import { coordinates } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { Age, toast, toastError } from '../lib/ui'
import { FormSheet, type Field, type Values } from './form'
import { Actions, Facts, named, Nothing, options, Pane } from './parts'
import { go } from './route'
import { Rows, type Column } from './rows'

const AREA_COLUMNS: Column<Area>[] = [
    { title: 'adm.id', width: '6rem', show: (_a, id) => id },
    { title: 'adm.name', width: 'minmax(9rem, 2fr)', show: (a) => a.name },
    {
        title: 'adm.kind',
        width: '7rem',
        show: (a) => tOr('area_kind.' + (a.kind ?? ''), a.kind ?? ''),
    },
    { title: 'adm.area.parent', width: 'minmax(8rem, 1fr)', show: (a) => named('area', a.parent) },
]

export function Areas(props: { id: string }) {
    const table = useTable('area')
    const sites = useTable('site')
    const devices = useTable('device')
    const units = useTable('unit')
    const area = table.get(props.id)
    const counts = useMemo(() => {
        const of = (rows: ReadonlyMap<string, { area?: string }>): number =>
            [...rows.values()].filter((row) => row.area === props.id).length
        return { sites: of(sites), devices: of(devices), units: of(units) }
    }, [sites, devices, units, props.id])
    return (
        <div class="two">
            <Rows
                label="adm.tab.areas"
                table={table}
                columns={AREA_COLUMNS}
                words={(a) =>
                    `${a.name ?? ''} ${a.name_ru ?? ''} ${a.name_uz ?? ''} ${a.name_kk ?? ''}`
                }
                selected={props.id}
                onSelect={(id) => go('areas', id)}
                empty="adm.area.empty"
            />
            {area ? (
                <Pane title={area.name ?? props.id}>
                    <Facts
                        rows={[
                            ['adm.id', props.id],
                            ['adm.kind', tOr('area_kind.' + (area.kind ?? ''), area.kind ?? '')],
                            ['adm.area.parent', named('area', area.parent)],
                            ['adm.name_ru', area.name_ru],
                            ['adm.name_uz', area.name_uz],
                            ['adm.name_kk', area.name_kk],
                            ['adm.tab.sites', counts.sites],
                            ['adm.tab.devices', counts.devices],
                            ['adm.tab.units', counts.units],
                        ]}
                    />
                    <p class="dim">{t('adm.area.by_import')}</p>
                </Pane>
            ) : (
                <Nothing text="adm.area.by_import" />
            )}
        </div>
    )
}

const SITE_COLUMNS: Column<Site>[] = [
    { title: 'adm.id', width: '7rem', show: (_s, id) => id },
    { title: 'adm.name', width: 'minmax(9rem, 2fr)', show: (s) => s.name },
    {
        title: 'adm.kind',
        width: '8rem',
        show: (s) => tOr('site_kind.' + (s.kind ?? ''), s.kind ?? ''),
    },
    { title: 'adm.site.address', width: 'minmax(8rem, 2fr)', show: (s) => s.address },
]

const ID_FIELD: Field = {
    name: 'id',
    label: 'adm.id',
    kind: 'text',
    required: true,
    onlyNew: true,
    pattern: '[A-Za-z0-9._:\\-]{1,64}',
    hint: 'adm.id.hint',
}
const PLACE_FIELDS: Field[] = [
    { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area', hint: 'adm.area.found' },
    { name: 'lat', label: 'adm.lat', kind: 'number', min: -90, max: 90 },
    { name: 'lon', label: 'adm.lon', kind: 'number', min: -180, max: 180 },
]

function siteFields(): Field[] {
    return [
        ID_FIELD,
        { name: 'name', label: 'adm.name', kind: 'text', required: true, maxLength: 150 },
        {
            name: 'kind',
            label: 'adm.kind',
            kind: 'choice',
            options: options('site_kind.', SITE_KIND, (k) => tOr(k, k)),
        },
        { name: 'address', label: 'adm.site.address', kind: 'text', maxLength: 230 },
        ...PLACE_FIELDS.map((field) => (field.ref ? field : { ...field, required: true })),
        {
            name: 'contacts',
            label: 'adm.site.contacts',
            kind: 'long',
            maxLength: 470,
            hint: 'adm.site.contacts.hint',
        },
    ]
}

export function Sites(props: { id: string }) {
    const table = useTable('site')
    const devices = useTable('device')
    const site = table.get(props.id)
    const here = useMemo(
        () => [...devices].filter(([, device]) => device.site === props.id).map(([id]) => id),
        [devices, props.id],
    )
    return (
        <Editable
            tab="sites"
            id={props.id}
            table={table}
            columns={SITE_COLUMNS}
            words={(s) =>
                `${s.name ?? ''} ${s.address ?? ''} ${s.kind ?? ''} ${named('area', s.area)}`
            }
            fields={siteFields()}
            empty="adm.site.empty"
            hint="adm.site.hint"
            add="adm.site.add"
        >
            {site && (
                <Facts
                    rows={[
                        ['adm.id', props.id],
                        ['adm.kind', tOr('site_kind.' + (site.kind ?? ''), site.kind ?? '')],
                        ['adm.site.address', site.address],
                        ['adm.area', named('area', site.area)],
                        [
                            'adm.place',
                            site.lat !== undefined && coordinates(site.lat, site.lon ?? 0),
                        ],
                        ['adm.site.contacts', site.contacts],
                        [
                            'adm.tab.devices',
                            here.length > 0 && (
                                <span class="links">
                                    {here.map((id) => (
                                        <a href={`#devices/${encodeURIComponent(id)}`} key={id}>
                                            {id}
                                        </a>
                                    ))}
                                </span>
                            ),
                        ],
                    ]}
                />
            )}
        </Editable>
    )
}

const UNIT_COLUMNS: Column<Unit>[] = [
    { title: 'adm.unit.name', width: '8rem', show: (u, id) => u.name ?? id },
    {
        title: 'adm.kind',
        width: 'minmax(7rem, 1fr)',
        show: (u) => tOr('unit_kind.' + (u.kind ?? ''), u.kind ?? ''),
    },
    { title: 'adm.area', width: 'minmax(8rem, 1fr)', show: (u) => named('area', u.area) },
    { title: 'adm.unit.vehicle', width: 'minmax(8rem, 1.4fr)', show: (u) => u.vehicle },
    { title: 'adm.state', width: '8rem', show: (u) => t(`unit_duty.${u.duty ?? 'off'}`) },
]

function unitFields(): Field[] {
    return [
        ID_FIELD,
        { name: 'name', label: 'adm.unit.name', kind: 'text', required: true, maxLength: 60 },
        {
            name: 'kind',
            label: 'adm.kind',
            kind: 'choice',
            options: options('unit_kind.', UNIT_KIND, (k) => tOr(k, k)),
        },
        { name: 'area', label: 'adm.area', kind: 'ref', ref: 'area' },
        { name: 'vehicle', label: 'adm.unit.vehicle', kind: 'text', maxLength: 60 },
        { name: 'skills', label: 'adm.unit.skills', kind: 'ids', hint: 'adm.unit.skills.hint' },
    ]
}

export function Units(props: { id: string }) {
    const table = useTable('unit')
    const devices = useTable('device')
    const unit = table.get(props.id)
    const tablet = 'tab-' + props.id
    const hasTablet = useMemo(
        () =>
            [...devices.values()].some(
                (device) => device.unit === props.id && device.kind === 'tablet',
            ),
        [devices, props.id],
    )
    const register = (): void => {
        const body = {
            kind: 'tablet',
            name: tablet,
            unit: props.id,
            ...(unit?.area ? { area: unit.area } : {}),
        }
        put(`/api/v1/devices/${encodeURIComponent(tablet)}`, body).then(
            () => toast(t('adm.saved', { name: tablet })),
            toastError,
        )
    }
    return (
        <Editable
            tab="units"
            id={props.id}
            table={table}
            columns={UNIT_COLUMNS}
            words={(u) =>
                `${u.name ?? ''} ${u.kind ?? ''} ${u.vehicle ?? ''} ${named('area', u.area)} ${u.skills?.join(' ') ?? ''}`
            }
            fields={unitFields()}
            empty="adm.unit.empty"
            hint="adm.unit.hint"
            add="adm.unit.add"
        >
            {unit && (
                <Facts
                    rows={[
                        ['adm.id', props.id],
                        ['adm.kind', tOr('unit_kind.' + (unit.kind ?? ''), unit.kind ?? '')],
                        ['adm.area', named('area', unit.area)],
                        ['adm.unit.vehicle', unit.vehicle],
                        ['adm.unit.skills', unit.skills?.join(', ')],
                        [
                            'adm.unit.duty',
                            <>
                                {t(`unit_duty.${unit.duty ?? 'off'}`)}, <Age at={unit.duty_since} />
                            </>,
                        ],
                        [
                            'adm.unit.tablet',
                            <a href={`#devices/${encodeURIComponent(tablet)}`}>{tablet}</a>,
                        ],
                    ]}
                />
            )}
            {unit && !hasTablet && <p class="problem">{t('adm.unit.no_tablet')}</p>}
            {unit && !hasTablet && may('registry.write') && (
                <Actions actions={[{ key: 't', says: 'adm.unit.tablet.add', run: register }]} />
            )}
        </Editable>
    )
}

interface EditableProps<T extends object> {
    tab: 'sites' | 'units'
    id: string
    table: ReadonlyMap<string, T>
    columns: Column<T>[]
    words: (row: T, id: string) => string
    fields: Field[]
    empty: 'adm.site.empty' | 'adm.unit.empty'
    hint: 'adm.site.hint' | 'adm.unit.hint'
    add: 'adm.site.add' | 'adm.unit.add'
    children: preact.ComponentChildren
}

/** A list whose rows are added and changed with PUT. */
function Editable<T extends { name?: string }>(props: EditableProps<T>) {
    const [sheet, setSheet] = useState<'' | 'new' | 'edit'>('')
    const row = props.table.get(props.id)
    const write = may('registry.write')
    const close = (): void => setSheet('')
    const save = async (id: string, values: Values): Promise<void> => {
        await put(`/api/v1/${props.tab}/${encodeURIComponent(id)}`, values)
        toast(t('adm.saved', { name: String(values.name ?? id) }))
        go(props.tab, id)
    }
    return (
        <div class="two">
            <Rows
                label={`adm.tab.${props.tab}`}
                table={props.table}
                columns={props.columns}
                words={props.words}
                selected={props.id}
                onSelect={(id) => go(props.tab, id)}
                onOpen={(id) => {
                    go(props.tab, id)
                    if (write) setSheet('edit')
                }}
                empty={props.empty}
                tools={
                    write && (
                        <Actions
                            actions={[{ key: 'n', says: props.add, run: () => setSheet('new') }]}
                        />
                    )
                }
            />
            {row ? (
                <Pane title={row.name ?? props.id}>
                    {props.children}
                    {write ? (
                        <Actions
                            actions={[{ key: 'e', says: 'adm.edit', run: () => setSheet('edit') }]}
                        />
                    ) : (
                        <p class="dim">{t('adm.read_only')}</p>
                    )}
                </Pane>
            ) : (
                <Nothing text={props.hint} />
            )}
            {sheet === 'new' && (
                <FormSheet
                    title={t(props.add)}
                    fields={props.fields}
                    before={{}}
                    send="adm.add"
                    onClose={close}
                    onSend={({ id, ...values }) => save(String(id), values)}
                />
            )}
            {sheet === 'edit' && row && (
                <FormSheet
                    title={row.name ?? props.id}
                    fields={props.fields.filter((f) => !f.onlyNew)}
                    before={row as unknown as Values}
                    send="do.save"
                    onClose={close}
                    onSend={(values) => save(props.id, values)}
                />
            )}
        </div>
    )
}
