// SPDX-License-Identifier: Apache-2.0
// One device: what it last said, how old that is, why its last refused message was refused, and what can be done.

import { useState } from 'preact/hooks'
import type { Device } from '../gen/types'
import { post } from '../lib/api'
import { coordinates, direction, localMinute, percent, speed } from '../lib/format'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { Age, ProblemBox, Sheet, Time, toast, toastError } from '../lib/ui'
import { instantIso } from '../lib/zone'
import { adopt, DeviceState } from './devices'
import { Fixes } from './fixes'
import { StillSheet } from './still'
import { Actions, Facts, named, Pane, word } from './parts'
import { useView } from './view'

interface DeviceView {
    device: Device
    last?: { at?: string; received?: string; door?: string; text?: string; withheld?: boolean }
    refused?: { received?: string; error?: string; text?: string; withheld?: boolean }
    counts?: { accepted?: number; refused?: number; dropped_off_duty?: number }
    last_seen?: string
    /** seconds, its own or its kind's; 0: none */
    rhythm_s?: number
    tested?: string
    battery?: number | null
}

const AGAIN_MS = 4000

/** Indented when it is JSON; as it came when it is not. */
export function pretty(text: string): string {
    try {
        return JSON.stringify(JSON.parse(text), null, 2)
    } catch {
        return text
    }
}

export function DevicePane(props: { id: string; device: Device; onEdit: () => void }) {
    const { id, device } = props
    const [maintenance, setMaintenance] = useState(false)
    const [still, setStill] = useState(false)
    const write = may('registry.write')
    const path = `/api/v1/devices/${encodeURIComponent(id)}`
    const { view, error } = useView<DeviceView>(path, AGAIN_MS)
    const test = (): void => {
        post<{ alarm?: string }>(path + '/test').then((answer) => {
            // Only buttons and panels raise an alarm; of others the centre notes that somebody asked.
            if (answer.alarm) toast(t('adm.device.tested'), { next: t('adm.device.tested.next') })
            else toast(t('adm.device.noted'), { next: t('adm.device.noted.next') })
        }, toastError)
    }
    const end = (): void => {
        post(path + '/maintenance', {}).then(
            () => toast(t('adm.device.maintenance.ended')),
            toastError,
        )
    }
    return (
        <Pane title={device.name ?? id}>
            {device.state === 'unknown' && <p class="problem">{t('adm.device.unknown.says')}</p>}
            {write ? (
                <Actions
                    actions={[
                        {
                            key: 'a',
                            says: 'adm.device.adopt',
                            run: () => adopt(id),
                            when: device.state === 'unknown',
                            primary: true,
                        },
                        { key: 'e', says: 'adm.edit', run: props.onEdit },
                        { key: 't', says: 'adm.device.test', run: test },
                        { key: 'p', says: 'adm.still', run: () => setStill(true), when: device.kind === 'camera' && may('access.manage') },
                        {
                            key: 'm',
                            says: 'adm.device.maintenance',
                            run: () => setMaintenance(true),
                            when: device.state !== 'maintenance',
                        },
                        {
                            key: 'm',
                            says: 'adm.device.maintenance.end',
                            run: end,
                            when: device.state === 'maintenance',
                        },
                    ]}
                />
            ) : (
                <p class="dim">{t('adm.read_only')}</p>
            )}
            <Messages view={view} />
            {error !== undefined && <ProblemBox error={error} />}
            {(device.kind === 'tablet' || device.kind === 'tracker') &&
                device.state !== 'unknown' && <Fixes path={path} />}
            <h3>{t('adm.device.about')}</h3>
            <DeviceFacts id={id} device={device} view={view} />
            {still && <StillSheet path={path} name={device.name ?? id} there={device.has_still === true} onClose={() => setStill(false)} />}
            {maintenance && (
                <Maintenance
                    path={path}
                    name={device.name ?? id}
                    onClose={() => setMaintenance(false)}
                />
            )}
        </Pane>
    )
}

function DeviceFacts(props: { id: string; device: Device; view: DeviceView | undefined }) {
    const { device, view } = props
    return (
        <Facts
            rows={[
                ['adm.id', props.id],
                ['adm.kind', word('device_kind', device.kind)],
                ['adm.state', <DeviceState device={device} />],
                [
                    'adm.device.until',
                    device.state === 'maintenance' && <Time at={device.wake_at} />,
                ],
                ['adm.site', named('site', device.site)],
                ['adm.unit', named('unit', device.unit)],
                ['adm.device.account', device.account],
                ['adm.device.zones', device.zones],
                [
                    'adm.device.reported',
                    device.reported && (
                        <>
                            {device.reported}, <Time at={device.reported_at} />
                        </>
                    ),
                ],
                ['adm.area', named('area', device.area)],
                [
                    'adm.place',
                    device.lat !== undefined && (
                        <span class="num">{coordinates(device.lat, device.lon ?? 0)}</span>
                    ),
                ],
                [
                    'adm.device.heading',
                    device.heading !== undefined &&
                        `${direction(device.heading)} (${device.heading}°)`,
                ],
                [
                    'adm.device.allowed',
                    device.allowed_heading !== undefined &&
                        `${direction(device.allowed_heading)} (${device.allowed_heading}°)`,
                ],
                ['adm.still', device.has_still && t('adm.still.set')],
                ['adm.device.limit', device.speed_limit !== undefined && speed(device.speed_limit)],
                [
                    'adm.device.period',
                    view?.rhythm_s ? t(device.period_s ? 'adm.seconds' : 'adm.device.period.kind', { n: view.rhythm_s }) : undefined,
                ],
                [
                    'adm.device.seen_by',
                    device.state === 'unknown' && (named('token', device.seen_by) || device.seen_by),
                ],
                [
                    'adm.device.forgotten',
                    device.state === 'unknown' && device.wake_at && <Time at={device.wake_at} />,
                ],
                ['adm.device.tested.at', view?.tested && <Time at={view.tested} />],
                ['adm.device.battery', view?.battery != null && percent(view.battery)],
            ]}
        />
    )
}

/** As received; of a device in service not what says where cars and officers are. */
function Words(props: { of: { text?: string; withheld?: boolean } }) {
    return props.of.withheld ? <p class="dim">{t('device.withheld')}</p> : <pre class="message">{pretty(props.of.text ?? '')}</pre>
}

function Messages(props: { view: DeviceView | undefined }) {
    const { view } = props
    if (!view) return null
    const { last, refused, counts } = view
    return (
        <>
            <h3>{t('adm.device.last')}</h3>
            {last?.received ? (
                <>
                    <p>
                        <Age at={last.received} />{' '}
                        <span class="dim">
                            · {t('adm.device.door', { door: last.door ?? '–' })}
                        </span>
                    </p>
                    <Words of={last} />
                </>
            ) : (
                <p class="dim">{t('adm.device.last.none')}</p>
            )}
            {refused?.received && (
                <>
                    <h3>{t('adm.device.refused')}</h3>
                    <div class="problem">
                        <strong>{refused.error}</strong>
                        <span>
                            <Age at={refused.received} />
                        </span>
                    </div>
                    <Words of={refused} />
                </>
            )}
            {counts && (
                <p class="dim num">
                    {t('adm.device.counts', {
                        accepted: counts.accepted ?? 0,
                        refused: counts.refused ?? 0,
                    })}
                    {counts.dropped_off_duty
                        ? ' ' + t('adm.device.dropped', { n: counts.dropped_off_duty })
                        : ''}
                </p>
            )}
        </>
    )
}

const HOURS = [1, 4, 12, 24] as const

function Maintenance(props: { path: string; name: string; onClose: () => void }) {
    const [until, setUntil] = useState(() => localMinute(Date.now() + 4 * 3600e3))
    const [reason, setReason] = useState('')
    const [error, setError] = useState<unknown>()
    const send = (event: SubmitEvent): void => {
        event.preventDefault()
        const body = {
            until: instantIso(until),
            ...(reason.trim() ? { reason: reason.trim() } : {}),
        }
        post(props.path + '/maintenance', body).then(() => {
            toast(t('adm.device.maintenance.begun', { name: props.name }), {
                undo: () => void post(props.path + '/maintenance', {}).catch(toastError),
            })
            props.onClose()
        }, setError)
    }
    return (
        <Sheet
            title={t('adm.device.maintenance.title', { name: props.name })}
            onClose={props.onClose}
        >
            <form class="form" onSubmit={send}>
                <p class="dim">{t('adm.device.maintenance.says')}</p>
                <div class="chips">
                    {HOURS.map((n) => (
                        <button
                            type="button"
                            key={n}
                            onClick={() => setUntil(localMinute(Date.now() + n * 3600e3))}
                        >
                            {t('adm.device.hours' as Key, { n })}
                        </button>
                    ))}
                </div>
                <label class="field">
                    {t('adm.device.until')}
                    <input
                        type="datetime-local"
                        required
                        value={until}
                        onInput={(e) => setUntil(e.currentTarget.value)}
                    />
                </label>
                <label class="field">
                    {t('adm.device.reason')}
                    <input
                        maxLength={230}
                        value={reason}
                        onInput={(e) => setReason(e.currentTarget.value)}
                    />
                </label>
                {error !== undefined && <ProblemBox error={error} />}
                <div class="form-end">
                    <button class="primary">{t('adm.device.maintenance')}</button>
                    <button type="button" onClick={props.onClose}>
                        {t('do.cancel')}
                    </button>
                </div>
            </form>
        </Sheet>
    )
}
