// SPDX-License-Identifier: Apache-2.0
// All that belongs to one alarm at once: plan, pictures, who is called, what is asked, who is near, whom to call next.

import { useEffect, useState } from 'preact/hooks'
import { splitRef } from '../lib/fold'
import { t } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { AskPurpose, asksPurpose, lookUp, usePurpose } from '../lib/purpose'
import { may, whoami } from '../lib/session'
import { store, useOne, useStore, useTable } from '../lib/store'
import { Key, ProblemBox, Stopwatch } from '../lib/ui'
import { acknowledge, genuine } from './actions'
import { Cameras, Plan } from './alarm-pictures'
import { HandAsk, OwnerFact, ownerActions } from './alarm-owner'
import { Chain, Contacts, Script, useSteps, type Screen } from './alarm-steps'
import { alarmName, alarmPlace, areaName, practiceOf } from './items'
import { accept, askPictures, decline, isOffered, sendUnit } from './owner'
import { Actions, Block, CloseAsk, Head, NoteAsk, PracticeSays, UnitList } from './parts'
import { sendRecommended } from './recommended'
import { select, setUi, ui } from './state'

/** The alarm of what is selected: itself, or the one an incident was made from. */
export function alarmOf(ref: string): string {
    const { kind, id } = splitRef(ref)
    if (kind === 'alarm') return id
    return (kind === 'incident' && store.one('incident', id)?.alarm) || ''
}

/** Asked for again when keyholders or procedures change; who opens it is written down by the centre. */
function useScreen(id: string, purpose: string): { found: Screen | undefined; error: unknown } {
    const [got, setGot] = useState<{ found: Screen | undefined; error: unknown }>({ found: undefined, error: undefined })
    const keyholders = useTable('keyholder')
    const procedures = useTable('procedure')
    useEffect(() => {
        let live = true
        lookUp<Screen>(`/api/v1/alarms/${id}/screen`, purpose).then(
            (found) => live && setGot({ found, error: undefined }),
            (error: unknown) => live && setGot({ found: undefined, error }),
        )
        return () => void (live = false)
    }, [id, purpose, keyholders, procedures])
    return got
}

export function AlarmScreen(props: { id: string; selected: string }) {
    const { id } = props
    const alarm = useOne('alarm', id)
    const site = useOne('site', alarm?.site)
    const tables = useStore((s) => s.picture.tables)
    const { purpose, give } = usePurpose('alarm/' + id)
    const { found, error } = useScreen(id, purpose)
    const steps = useSteps(id, alarm, found)
    const denied = may('alarm.handle') ? undefined : t('denied.needs', { permission: 'alarm.handle' })
    const closed = alarm?.state === 'closed'
    const open = (): boolean => ui.asking === '' && !closed && !denied
    useKeys([
        { key: 'u', says: 'key.hand_over', group: 'key.group.do', when: open, run: () => setUi({ asking: 'hand' }) },
        { key: 'p', says: 'key.pictures', group: 'key.group.do', when: open, run: () => void askPictures(id) },
        { key: 's', says: 'key.send', group: 'key.group.do', when: () => open() && may('dispatch.handle'), run: () => sendRecommended(0, (unit) => void sendUnit(id, unit)) },
        { key: '1', says: 'key.step_yes', group: 'key.group.do', when: open, run: () => steps.answerNext('yes') },
        { key: '2', says: 'key.step_no', group: 'key.group.do', when: open, run: () => steps.answerNext('no') },
        { key: '3', says: 'key.step_unreached', group: 'key.group.do', when: open, run: () => steps.answerNext('unreached') },
        { key: 'w', says: 'key.called', group: 'key.group.do', when: open, run: () => steps.calledNext('done') },
    ])
    if (!alarm) return null
    const practice = practiceOf(alarm)
    const place = alarm.lat !== undefined && alarm.lon !== undefined
    const toSend = may('dispatch.handle') && !closed ? { onSend: (unit: string) => void sendUnit(id, unit) } : {}
    return (
        <section class="alarm-screen" aria-label={t('screen.name')}>
            <Head
                priority={alarm.priority ?? 1}
                quiet={alarm.state !== 'active'}
                title={`${alarmName(alarm)} · ${alarmPlace(tables, alarm)}`}
                sub={
                    <>
                        <Stopwatch at={alarm.raised_at} until={alarm.closed_at} /> · {alarm.state && t(`alarm_state.${alarm.state}`)}
                        {alarm.owner && (
                            <>
                                {' '}
                                · {t('field.owner')}: <OwnerFact alarm={alarm} />
                            </>
                        )}
                    </>
                }
                id={id}
            />
            <Actions
                list={[
                    alarm.state === 'active' && { key: 'a', label: t('do.acknowledge'), run: () => void acknowledge(id), primary: true, disabled: denied },
                    practice !== '' && !closed && { key: 'r', label: t('do.genuine'), run: () => void genuine(id), disabled: denied },
                    ...ownerActions(id, alarm, denied),
                    { key: 'n', label: t('do.note'), run: () => setUi({ asking: 'note' }), disabled: denied },
                    !closed && { key: 'c', label: t('do.finish'), run: () => setUi({ asking: 'close' }), disabled: denied },
                    { key: 'Esc', label: t('screen.close'), run: () => setUi({ screen: false }) },
                ]}
            />
            <CloseAsk of={props.selected} />
            <NoteAsk of={props.selected} />
            <HandAsk id={id} />
            {(alarm.kind === 'duress' || steps.duress) && (
                <div class="problem" role="alert">
                    <strong>{t(steps.duress ? 'screen.duress_word' : 'screen.duress')}</strong>
                    <span>{t('screen.duress.next')}</span>
                </div>
            )}
            <PracticeSays practice={practice} />
            {asksPurpose(error) ? (
                <AskPurpose key={id} {...(purpose ? { error } : {})} onGiven={give} />
            ) : (
                error !== undefined && <ProblemBox error={error} />
            )}
            <div class="screen-grid">
                <div>
                    {site?.plan && <Plan site={alarm.site ?? ''} pressed={alarm.device ?? ''} />}
                    <Cameras id={id} alarm={alarm} cameras={found?.cameras} closed={closed} />
                </div>
                <div>
                    <Contacts id={id} site={site} found={found} closed={closed || denied !== undefined} notes={steps.notes} />
                    <Script steps={steps} closed={closed || denied !== undefined} />
                </div>
                <div>
                    {!closed && place && (
                        <>
                            <UnitList title={t('recommend.near')} path={`/api/v1/units/nearest?lat=${alarm.lat}&lon=${alarm.lon}`} keys={['s']} {...toSend} />
                            <p class="faint">{t('recommend.eta.says')}</p>
                        </>
                    )}
                    {found?.station && (
                        <Block title={t('screen.station')}>
                            <p>
                                <strong class="strong">{found.station.desk}</strong> <span class="dim">{areaName(tables, found.station.area)}</span>
                            </p>
                        </Block>
                    )}
                    <Chain steps={steps} alarm={alarm} closed={closed || denied !== undefined} />
                </div>
            </div>
        </section>
    )
}

/** What is handed over to me or my desk, wherever I look; answered in place. */
export function Offers() {
    const alarms = useTable('alarm')
    const tables = useStore((s) => s.picture.tables)
    const offered = [...alarms].filter(([, one]) => isOffered(one)).slice(0, 3)
    if (offered.length === 0 || !may('alarm.handle')) return null
    return (
        <div class="offers" role="alert">
            {offered.map(([id, one]) => (
                <div class="problem" key={id}>
                    <strong>{t('owner.offers', { name: store.people[one.owner ?? ''] ?? one.owner ?? '', to: one.offered_to === 'user/' + whoami().user ? t('owner.you') : t('owner.your_desk') })}</strong>
                    <button type="button" class="link" onClick={() => select('alarm/' + id)}>
                        {alarmName(one)} · {alarmPlace(tables, one)}
                    </button>
                    <button type="button" class="primary" onClick={() => void accept(id)}>
                        {t('do.accept')}
                        {alarmOf(ui.selected) === id && <Key>y</Key>}
                    </button>
                    <button type="button" onClick={() => void decline(id)}>
                        {t('do.decline')}
                        {alarmOf(ui.selected) === id && <Key>x</Key>}
                    </button>
                </div>
            ))}
        </div>
    )
}
