// SPDX-License-Identifier: Apache-2.0
// Areas (they come by import), sites and units.

import { useMemo, useState } from 'preact/hooks'
import { SITE_KIND, UNIT_KIND, type Area, type Site, type Unit } from '../gen/types'
import { put } from '../lib/api'
import { coordinates } from '../lib/format'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { SeenAge } from '../lib/seen-age'
import { useTable } from '../lib/store'
import { Age, toast, toastError } from '../lib/ui'
import { EditPane, Editable } from './editable'
import { idField, PLACE_FIELDS } from './fields'
import { FormSheet, type Field } from './form'
import { Keyholders } from './keyholders'
import { Actions, devicesOf, Facts, named, Nothing, options, word } from './parts'
import { PlanSheet } from './plan'
import { go } from './route'
import { Rows, type Column } from './rows'

const AREA_COLUMNS: Column<Area>[] = [
    { title: 'adm.id', width: '6rem', show: (_a, id) => id },
    { title: 'adm.name', width: 'minmax(9rem, 2fr)', show: (a) => a.name },
    {
        title: 'adm.kind',
        width: '7rem',
        show: (a) => word('area_kind', a.kind),
    },
    { title: 'adm.area.parent', width: 'minmax(8rem, 1fr)', show: (a) => named('area', a.parent) },
]

export function Areas(props: { id: string }) {
    const table = useTable('area')
    const sites = useTable('site')
    const devices = useTable('device')
    const units = useTable('unit')
    const area = table.get(props.id)
    const [editing, setEditing] = useState(false)
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
                onOpen={(id) => {
                    go('areas', id)
                    if (may('registry.write')) setEditing(true)
                }}
                empty="adm.area.empty"
            />
            {area ? (
                <EditPane title={area.name ?? props.id} edit={() => setEditing(true)}>
                    <Facts
                        rows={[
                            ['adm.id', props.id],
                            ['adm.kind', word('area_kind', area.kind)],
                            ['adm.area.parent', named('area', area.parent)],
                            ['adm.area.desk', area.desk || deskAround(table, area)],
                            ['adm.name_ru', area.name_ru],
                            ['adm.name_uz', area.name_uz],
                            ['adm.name_kk', area.name_kk],
                            ['adm.tab.sites', counts.sites],
                            ['adm.tab.devices', counts.devices],
                            ['adm.tab.units', counts.units],
                        ]}
                    />
                    <p class="dim">{t('adm.area.by_import')}</p>
                </EditPane>
            ) : (
                <Nothing text="adm.area.by_import" />
            )}
            {editing && area && (
                <FormSheet
                    title={area.name ?? props.id}
                    fields={[{ name: 'desk', label: 'adm.area.desk', kind: 'text', maxLength: 160, hint: 'adm.area.desk.hint' }]}
                    before={{ desk: area.desk }}
                    send="do.save"
                    onClose={() => setEditing(false)}
                    onSend={async (values) => {
                        await put(`/api/v1/areas/${encodeURIComponent(props.id)}/desk`, values)
                        toast(t('adm.saved', { name: area.name ?? props.id }))
                    }}
                />
            )}
        </div>
    )
}

/** An area without a desk of its own is handled by that of the area around it. */
function deskAround(table: ReadonlyMap<string, Area>, area: Area): string {
    let at = area.parent ? table.get(area.parent) : undefined
    for (let depth = 0; at && depth < 8; depth++) {
        if (at.desk) return t('adm.area.desk.around', { desk: at.desk, area: at.name ?? '' })
        at = at.parent ? table.get(at.parent) : undefined
    }
    return ''
}

const SITE_COLUMNS: Column<Site>[] = [
    { title: 'adm.id', width: 'minmax(5.5rem, 7rem)', show: (_s, id) => id },
    { title: 'adm.name', width: 'minmax(7rem, 2fr)', show: (s) => s.name },
    {
        title: 'adm.kind',
        width: 'minmax(5.5rem, 8rem)',
        show: (s) => word('site_kind', s.kind),
    },
    { title: 'adm.site.address', width: 'minmax(6rem, 2fr)', show: (s) => s.address },
    { title: 'adm.seen', width: '6.5rem', show: (_s, id) => <SeenAge of={devicesOf('site', id)} /> },
]

function siteFields(): Field[] {
    return [
        idField('adm.id.hint'),
        { name: 'name', label: 'adm.name', kind: 'text', required: true, maxLength: 150 },
        {
            name: 'kind',
            label: 'adm.kind',
            kind: 'choice',
            options: options('site_kind', SITE_KIND),
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
    const here = useMemo(
        () => [...devices].filter(([, device]) => device.site === props.id).map(([id]) => id),
        [devices, props.id],
    )
    const [sheet, setSheet] = useState<'' | 'keyholders' | 'plan'>('')
    const site = table.get(props.id)
    return (
        <>
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
                pane={(site, edit) => (
                    <EditPane
                        title={site.name ?? props.id}
                        edit={edit}
                        actions={[
                            { key: 'h', says: 'adm.keyholders', run: () => setSheet('keyholders') },
                            { key: 'p', says: 'adm.plan', run: () => setSheet('plan') },
                        ]}
                    >
                        <Facts
                            rows={[
                                ['adm.id', props.id],
                                ['adm.kind', word('site_kind', site.kind)],
                                ['adm.site.address', site.address],
                                ['adm.area', named('area', site.area)],
                                [
                                    'adm.place',
                                    site.lat !== undefined && coordinates(site.lat, site.lon ?? 0),
                                ],
                                ['adm.site.contacts', site.contacts],
                                ['adm.plan', site.plan ? t('adm.plan.there') : t('adm.plan.none')],
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
                    </EditPane>
                )}
            />
            {sheet === 'keyholders' && site && <Keyholders site={props.id} name={site.name ?? props.id} onClose={() => setSheet('')} />}
            {sheet === 'plan' && site && <PlanSheet id={props.id} site={site} onClose={() => setSheet('')} />}
        </>
    )
}

const UNIT_COLUMNS: Column<Unit>[] = [
    { title: 'adm.unit.name', width: 'minmax(5.5rem, 8rem)', show: (u, id) => u.name ?? id },
    {
        title: 'adm.kind',
        width: 'minmax(5.5rem, 1fr)',
        show: (u) => word('unit_kind', u.kind),
    },
    { title: 'adm.area', width: 'minmax(5.5rem, 1fr)', show: (u) => named('area', u.area) },
    { title: 'adm.unit.vehicle', width: 'minmax(5.5rem, 1.4fr)', show: (u) => u.vehicle },
    { title: 'adm.state', width: 'minmax(5.5rem, 8rem)', show: (u) => t(`unit_duty.${u.duty ?? 'off'}`) },
    { title: 'adm.seen', width: '6.5rem', show: (u, id) => <SeenAge of={devicesOf('unit', id)} warn={u.silent_since !== undefined} /> },
]

function unitFields(): Field[] {
    return [
        idField('adm.id.hint'),
        { name: 'name', label: 'adm.unit.name', kind: 'text', required: true, maxLength: 60 },
        {
            name: 'kind',
            label: 'adm.kind',
            kind: 'choice',
            options: options('unit_kind', UNIT_KIND),
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
            pane={(unit, edit) => (
                <EditPane title={unit.name ?? props.id} edit={edit}>
                    <Facts
                        rows={[
                            ['adm.id', props.id],
                            ['adm.kind', word('unit_kind', unit.kind)],
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
                    {!hasTablet && <p class="problem">{t('adm.unit.no_tablet')}</p>}
                    {!hasTablet && may('registry.write') && (
                        <Actions actions={[{ key: 't', says: 'adm.unit.tablet.add', run: register }]} />
                    )}
                </EditPane>
            )}
        />
    )
}
