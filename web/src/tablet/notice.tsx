// SPDX-License-Identifier: Apache-2.0
// A notice takes the whole screen: what, plate, photo, how far, which way, and whether to watch or to act.

import { useState } from 'preact/hooks'
import { useNow } from '../lib/clock'
import { direction, ms, speed, stopwatch } from '../lib/format'
import { t, tOr } from '../lib/i18n'
import { Age } from '../lib/ui'
import { tablet } from './core'
import type { Told } from './now'
import { CompareSheet, hitOf } from './compare'
import { StepButton, WayView } from './parts'
import { Photo } from './photo'
import { way } from './way'

function Sign(props: { action: string }) {
    const shape =
        props.action === 'observe'
            ? 'M4 24C12 10 36 10 44 24 36 38 12 38 4 24ZM24 17a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z'
            : 'M24 4 46 43H2ZM22 17v13h4V17ZM22 34v4h4v-4Z'
    return (
        <svg width="48" height="48" viewBox="0 0 48 48" aria-hidden="true">
            <path d={shape} fill="currentColor" fill-rule="evenodd" />
        </svg>
    )
}

export function NoticeView(props: { told: Told }) {
    const n = props.told.notice
    const action = n.action ?? 'observe'
    const now = useNow()
    const here = tablet.here()
    const target =
        n.lat !== undefined && n.lon !== undefined ? { lat: n.lat, lon: n.lon } : undefined
    const known = n.class && n.class !== 'unknown' ? t(`vehicle_class.${n.class}`) : ''
    const looks = [known, n.color, n.make].filter(Boolean).join(' · ')
    const left = ms(n.expires_at) - now
    return (
        <div
            class="notice"
            data-action={action}
            role="alertdialog"
            aria-label={t(`tab.notice.${action}`)}
        >
            <header>
                <Sign action={action} />
                <div>
                    <h1>{t(`tab.notice.${action}`)}</h1>
                    <p>{t(`tab.notice.${action}.do`)}</p>
                </div>
            </header>
            <div class="notice-body">
                <div class="plate" translate={false}>
                    {n.plate ?? t('tab.notice.no_plate')}
                </div>
                {looks && <p class="looks">{looks}</p>}
                {n.speed_kmh !== undefined && n.limit_kmh !== undefined && (
                    <p class="strong num">
                        {t('tab.notice.speed', {
                            speed: speed(n.speed_kmh),
                            limit: speed(n.limit_kmh),
                        })}
                    </p>
                )}
                <Photo sha={n.image} />
                {tablet.compared.has(hitOf(props.told)) && (
                    <p class="strong">{t(tablet.compared.get(hitOf(props.told))!)}</p>
                )}
                <WayView
                    way={here && target ? way(here, target, tablet.course()) : undefined}
                    distanceM={n.distance_m}
                />
                <p>
                    {n.heading !== undefined &&
                        t('tab.notice.goes', { where: direction(n.heading) }) + '. '}
                    {where(n)}
                </p>
                <p class="dim">
                    {t('tab.notice.seen')} <Age at={n.at} staleS={60} />
                    {Number.isFinite(left) && (
                        <span class="num">
                            {' '}
                            · {t('tab.notice.left', { left: stopwatch(left) })}
                        </span>
                    )}
                </p>
            </div>
        </div>
    )
}

/** Where the unit stands as seen from the vehicle: the centre's word, whether the unit was the nearest is the desk's matter. */
function where(n: { ahead?: boolean; reason?: string }): string {
    const word = (n.reason ?? '').replace(/^nearest_/, '')
    return tOr('tab.notice.why.' + word, t(n.ahead ? 'tab.notice.why.ahead' : 'tab.notice.why.behind'))
}

export function NoticeActions(props: { told: Told; toJob: (() => void) | undefined }) {
    const { told } = props
    const [compares, setCompares] = useState(false)
    const following = told.notice.state === 'answered'
    const comparable =
        told.notice.action === 'observe' &&
        told.notice.image !== undefined &&
        hitOf(told) !== '' &&
        !tablet.compared.has(hitOf(told))
    return (
        <>
            {following ? (
                <StepButton
                    label={t('tab.act.lost')}
                    stamp="lost"
                    class="big"
                    onTap={() => tablet.answer(told, 'lost')}
                />
            ) : (
                <StepButton
                    label={t('tab.act.following')}
                    stamp="following"
                    onTap={() => tablet.answer(told, 'following')}
                />
            )}
            <div class="row">
                {following && <span class="state">{t('tab.notice.following')}</span>}
                {!following && (
                    <button type="button" class="mid" onClick={() => tablet.answer(told, 'lost')}>
                        {t('tab.act.lost')}
                    </button>
                )}
                {!following && (
                    <button type="button" class="mid" onClick={() => tablet.answer(told, 'busy')}>
                        {t('tab.act.cannot')}
                    </button>
                )}
                {following && props.toJob && (
                    <button type="button" class="mid" onClick={props.toJob}>
                        {t('tab.job.back')}
                    </button>
                )}
            </div>
            {comparable && (
                <button type="button" class="mid plain" onClick={() => setCompares(true)}>
                    {t('tab.compare')}
                </button>
            )}
            {compares && <CompareSheet told={told} onClose={() => setCompares(false)} />}
        </>
    )
}
