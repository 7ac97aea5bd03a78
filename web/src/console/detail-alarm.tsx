// SPDX-License-Identifier: Apache-2.0
// One alarm: what, where, since when; who is near; take it, make an incident of it, close it.

import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { useOne, useStore } from '../lib/store'
import { Stopwatch, Time } from '../lib/ui'
import { acknowledge, genuine, incidentFromAlarm, reopen, unshelve } from './actions'
import { HandAsk, OwnerFact, ownerActions } from './alarm-owner'
import { alarmName, alarmPlace, areaName, canShelve, isShelved, practiceOf } from './items'
import { personName, unitName } from './names'
import { Actions, Block, CloseAsk, Facts, Head, Link, NoteAsk, Place, PracticeSays, UnitList } from './parts'
import { ShelveAsk } from './shelf'
import { setUi } from './state'
import { Timeline } from './timeline'

export function AlarmDetail(props: { id: string }) {
    const { id } = props
    const alarm = useOne('alarm', id)
    const site = useOne('site', alarm?.site)
    const device = useOne('device', alarm?.device)
    const tables = useStore((s) => s.picture.tables)
    if (!alarm) return <Gone />
    const denied = may('alarm.handle') ? undefined : t('denied.needs', { permission: 'alarm.handle' })
    const noDispatch = may('dispatch.handle') ? undefined : t('denied.needs', { permission: 'dispatch.handle' })
    const closed = alarm.state === 'closed'
    const practice = practiceOf(alarm)
    const own = /^(unit|port|token|warning):/.test(alarm.device ?? '') // a name of the centre's, no device
    const behind = alarm.device?.startsWith('token:') ? alarm.device.slice(6) : ''
    const warning = alarm.device?.startsWith('warning:') ? alarm.device.slice(8) : ''
    const place = alarm.lat !== undefined && alarm.lon !== undefined
    return (
        <>
            <Head
                priority={alarm.priority ?? 1}
                quiet={alarm.state !== 'active'}
                title={practice ? `${t(`practice.${practice}`)} · ${alarmName(alarm)}` : alarmName(alarm)}
                sub={
                    <>
                        {alarmPlace(tables, alarm)} · <Stopwatch at={alarm.raised_at} until={alarm.closed_at} /> ·{' '}
                        {alarm.state && t(`alarm_state.${alarm.state}`)}
                    </>
                }
                id={id}
            />
            <Actions
                list={[
                    { key: '⏎', label: t('do.screen'), run: () => setUi({ screen: true }) },
                    alarm.state === 'active' && { key: 'a', label: t('do.acknowledge'), run: () => void acknowledge(id), primary: true, disabled: denied },
                    practice !== '' && !closed && { key: 'r', label: t('do.genuine'), run: () => void genuine(id), disabled: denied },
                    practice !== '' && !closed && !alarm.incident && { label: t('do.exercise'), run: () => void incidentFromAlarm(id, true), disabled: noDispatch },
                    !closed && (!practice || !!alarm.incident) && {
                        key: 'd',
                        label: t(alarm.incident ? 'do.open_incident' : 'do.make_incident'),
                        run: () => void incidentFromAlarm(id),
                        primary: alarm.state === 'acknowledged',
                        disabled: noDispatch,
                    },
                    ...ownerActions(id, alarm, denied),
                    { key: 'n', label: t('do.note'), run: () => setUi({ asking: 'note' }), disabled: denied },
                    !closed && { key: 'c', label: t('do.finish'), run: () => setUi({ asking: 'close' }), disabled: denied },
                    canShelve(alarm) && !isShelved(alarm) && { key: 's', label: t('do.shelve'), run: () => setUi({ asking: 'shelve' }) },
                    isShelved(alarm) && { label: t('shelf.end'), run: () => void unshelve(alarm.device ?? ''), disabled: denied },
                    closed && { label: t('do.reopen'), run: () => void reopen('alarm/' + id), disabled: denied },
                ]}
            />
            <CloseAsk of={'alarm/' + id} />
            <NoteAsk of={'alarm/' + id} />
            <ShelveAsk device={alarm.device ?? ''} />
            <HandAsk id={id} />
            <div class="detail-body">
                {isShelved(alarm) && (
                    <div class="problem">
                        <strong>
                            {t('shelf.until')} <Time at={alarm.shelved_until} />
                        </strong>
                        <span>{t('shelf.says')}</span>
                    </div>
                )}
                {behind && (
                    <div class="problem">
                        <strong>{t('alarm.behind_token', { token: behind })}</strong>
                        <span>{t('alarm.behind_token.next')}</span>
                    </div>
                )}
                <PracticeSays practice={practice} />
                {alarm.cause === 'test_missed' && (
                    <div class="problem">
                        <strong>{t('alarm.tests_missed.says')}</strong>
                        <span>{t('alarm.tests_missed.next')}</span>
                    </div>
                )}
                {alarm.devices !== undefined && alarm.cause !== 'test_missed' && (
                    <div class="problem">
                        <strong>{t('alarm.many_silent.says')}</strong>
                        <span>{t('alarm.many_silent.next')}</span>
                    </div>
                )}
                {alarm.unknown_device && !behind && (
                    <div class="problem">
                        <strong>{t('alarm.unknown_device')}</strong>
                        <span>
                            {t('alarm.unknown_device.next')} <Link to={'device/' + (alarm.device ?? '')}>{alarm.device ?? ''}</Link>
                        </span>
                    </div>
                )}
                {alarm.retired_device && (
                    <div class="problem">
                        <strong>{t('alarm.retired_device')}</strong>
                        <span>
                            {t('alarm.retired_device.next')} <Link to={'device/' + (alarm.device ?? '')}>{alarm.device ?? ''}</Link>
                        </span>
                    </div>
                )}
                <Facts
                    rows={[
                        [t('field.presses'), (alarm.count ?? 1) > 1 ? <><strong class="strong">×{alarm.count}</strong> · {t('field.last_press')} <Time at={alarm.pressed_at} /></> : ''],
                        [t('field.escalated'), alarm.escalated ? <span class="warn">{t('alarm.escalated', { n: alarm.escalated })}</span> : ''],
                        [alarm.kind === 'welfare' ? t('field.incident') : t('field.said'), alarm.kind === 'welfare' && alarm.detail ? <Link to={'incident/' + alarm.detail}>{alarm.detail}</Link> : alarm.detail],
                        [t('field.zone'), alarm.zone && <>{alarm.zone}{alarm.code && <span class="dim"> · {alarm.code}</span>}</>],
                        [t('field.restored'), alarm.restored_at && <><Time at={alarm.restored_at} /> <span class="dim">{t('alarm.restored.says')}</span></>],
                        [t('field.site'), site && <>{site.name}{site.kind && <span class="dim"> · {t(`site_kind.${site.kind}`)}</span>}</>],
                        [t('field.address'), site?.address],
                        [t('field.contacts'), site?.contacts],
                        [t('field.device'), device ? <Link to={'device/' + (alarm.device ?? '')}>{device.name ?? alarm.device ?? ''}</Link> : own ? '' : alarm.device],
                        [t('kind.warning'), warning && <Link to={'warning/' + warning}>{warning}</Link>],
                        [t('field.unit'), alarm.unit && <Link to={'unit/' + alarm.unit}>{unitName(alarm.unit)}</Link>],
                        [t('field.devices'), alarm.devices],
                        [t('field.area'), areaName(tables, alarm.area)],
                        [t('field.place'), <Place lat={alarm.lat} lon={alarm.lon} />],
                        [t('field.raised'), <><Time at={alarm.raised_at} />{!alarm.clock_bad && <span class="dim"> {t('field.device_time')} <Time at={alarm.at} /></span>}</>],
                        [t('alarm.clock_bad'), alarm.clock_bad && <span class="warn">{t('alarm.clock_bad.says')}</span>],
                        [t('field.taken'), alarm.acked_by && <>{personName(alarm.acked_by)}, <Time at={alarm.acked_at} /></>],
                        [t('field.owner'), alarm.owner && <OwnerFact alarm={alarm} />],
                        [t('field.closed'), alarm.closed_by && <>{personName(alarm.closed_by)}, <Time at={alarm.closed_at} />{alarm.disposition && ` · ${t(`disposition.${alarm.disposition}`)}`}</>],
                    ]}
                />
                {!closed && place && (
                    <UnitList title={t('recommend.near')} path={`/api/v1/units/nearest?lat=${alarm.lat}&lon=${alarm.lon}`} />
                )}
                <Timeline of={'alarm/' + id} />
            </div>
        </>
    )
}

export function Gone() {
    return (
        <div class="detail-body">
            <Block title={t('gone.name')}>
                <p class="dim">{t('gone.says')}</p>
            </Block>
        </div>
    )
}
