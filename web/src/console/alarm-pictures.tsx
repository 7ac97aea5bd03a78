// SPDX-License-Identifier: Apache-2.0
// The site's plan, and pictures of the cameras beside an alarm: now and before, each with its age; an old one never looks live.

import { useEffect, useMemo } from 'preact/hooks'
import type { Alarm, Snapshot } from '../gen/types'
import { useNow } from '../lib/clock'
import { distance, ms } from '../lib/format'
import { t } from '../lib/i18n'
import { useImage } from '../lib/image'
import { usePurpose } from '../lib/purpose'
import { may } from '../lib/session'
import { useOne, useStore, useTable } from '../lib/store'
import { Age, Key, Time } from '../lib/ui'
import { askPictures } from './owner'
import { Block, Link } from './parts'
import type { Screen } from './alarm-steps'

const OLD_MS = 60_000

/** Devices that have a place on it are marked; the one that called is marked most. */
export function Plan(props: { site: string; pressed: string }) {
    const site = useOne('site', props.site)
    const devices = useStore((s) => s.picture.tables.device)
    const url = useImage(site?.plan ? `/api/v1/sites/${encodeURIComponent(props.site)}/plan?of=${site.plan.slice(0, 8)}` : '', '')
    const placed = useMemo(() => [...(devices ?? [])].filter(([, one]) => one.site === props.site && one.plan_x !== undefined && one.plan_y !== undefined), [devices, props.site])
    return (
        <Block title={t('screen.plan')}>
            <figure class="plan">
                {url ? <img src={url} alt={t('screen.plan')} /> : <div class="photo-none">{t('photo.waiting')}</div>}
                {url &&
                    placed.map(([id, one]) => (
                        <span key={id} class="plan-mark" data-pressed={id === props.pressed ? '' : undefined} title={one.name} style={{ left: `${(one.plan_x ?? 0) * 100}%`, top: `${(one.plan_y ?? 0) * 100}%` }}>
                            {id === props.pressed ? one.name : ''}
                        </span>
                    ))}
            </figure>
        </Block>
    )
}

function Picture(props: { id: string; one: Snapshot; alarm: string }) {
    const { one } = props
    const { purpose } = usePurpose('alarm/' + props.alarm)
    const url = useImage(one.stored_at ? '/api/v1/snapshots/' + props.id : '', purpose)
    const now = useNow()
    const old = one.when === 'before' || now - ms(one.at) > OLD_MS
    return (
        <figure class="photo" data-old={old ? '' : undefined} data-when={one.when}>
            {url ? <img src={url} alt={t(one.when === 'before' ? 'screen.before' : 'screen.now')} /> : <div class="photo-none">{one.failed ? t('screen.failed') : t('photo.waiting')}</div>}
            {one.failed && <p class="photo-why">{one.failed}</p>}
            <figcaption class="num">
                {one.stored_at && (
                    <>
                        {t(one.when === 'before' ? 'screen.before' : 'screen.taken')} <Time at={one.at} short /> ·{' '}
                    </>
                )}
                <Age at={one.at ?? one.asked_at} staleS={60} />
            </figcaption>
        </figure>
    )
}

/** Of each moment the newest that came; what was asked for and has not come only when there is none. */
function newest(list: [string, Snapshot][], when: 'before' | 'now'): [string, Snapshot] | undefined {
    const of = list.filter(([, one]) => one.when === when)
    const came = of.filter(([, one]) => one.stored_at)
    // Of those that did not come the last one says why.
    return (came.length > 0 ? came : of).sort(([, a], [, b]) => ms(b.at ?? b.asked_at) - ms(a.at ?? a.asked_at))[0]
}

export function Cameras(props: { id: string; alarm: Alarm; cameras: Screen['cameras'] | undefined; closed: boolean }) {
    const all = useTable('snapshot')
    const devices = useStore((s) => s.picture.tables.device)
    const mine = useMemo(() => [...all].filter(([, one]) => one.alarm === props.id), [all, props.id])
    const asked = mine.some(([, one]) => one.when === 'now')
    const any = (props.cameras?.length ?? 0) > 0
    // Who opens it wants to see: those beside it, whom the alarm itself does not ask, are asked once.
    useEffect(() => {
        if (any && !asked && !props.closed && may('alarm.handle') && props.alarm.state === 'acknowledged') void askPictures(props.id)
    }, [any, asked, props.closed, props.id, props.alarm.state])
    return (
        <Block title={t('screen.cameras')}>
            {props.cameras?.map(({ device, distance_m }) => {
                const here = mine.filter(([, one]) => one.camera === device)
                return (
                    <div class="camera" key={device}>
                        <p>
                            <Link to={'device/' + device}>{devices?.get(device)?.name ?? device}</Link> {distance_m !== null && <span class="dim num">{distance(distance_m)}</span>}
                        </p>
                        <div class="camera-pair">
                            {(['before', 'now'] as const).map((when) => {
                                const found = newest(here, when)
                                return found ? <Picture key={found[0]} id={found[0]} one={found[1]} alarm={props.id} /> : null
                            })}
                        </div>
                        {here.length === 0 && <p class="faint">{t('screen.not_asked')}</p>}
                    </div>
                )
            })}
            {props.cameras && !any && <p class="dim">{t('screen.no_cameras')}</p>}
            {any && !props.closed && may('alarm.handle') && (
                <button type="button" onClick={() => void askPictures(props.id)}>
                    {t('do.pictures')} <Key>p</Key>
                </button>
            )}
        </Block>
    )
}
