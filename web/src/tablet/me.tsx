// SPDX-License-Identifier: Apache-2.0
// "What the centre knows of me", and the settings: everything that is recorded about the unit, in its own words.

import { useEffect, useState } from 'preact/hooks'
import { get } from '../lib/api'
import type { Event } from '../lib/fold'
import { coordinates, percent, speed } from '../lib/format'
import { ThemeButtons } from '../lib/choices'
import { t, tOr } from '../lib/i18n'
import { PasswordSheet } from '../lib/password'
import { LangButtons } from '../lib/session'
import { store } from '../lib/store'
import { Age, Time } from '../lib/ui'
import { tablet, type Tablet } from './core'
import { Card } from './parts'
import { placed } from './place'
import { play, wakeSound } from './sound'

const SHOWN = 30

export function MePage(props: { onClose: () => void }) {
    const [password, setPassword] = useState(false)
    return (
        <>
            {password && (
                <PasswordSheet name={tablet.me?.name ?? ''} onClose={() => setPassword(false)} />
            )}
            <main class="page">
                <Known tab={tablet} />
                <Queue tab={tablet} />
                <Recorded unit={tablet.unit} />
                <Settings tab={tablet} onPassword={() => setPassword(true)} />
            </main>
            <div class="actions">
                {tablet.onDuty() && (
                    <button type="button" class="mid wide" onClick={() => tablet.goOffDuty()}>
                        {t('tab.act.duty_off')}
                    </button>
                )}
                <button type="button" class="big primary" onClick={props.onClose}>
                    {t('tab.back')}
                </button>
            </div>
        </>
    )
}

function Known(props: { tab: Tablet }) {
    const own = store.one('unit', props.tab.unit)
    const live = store.live.get(props.tab.unit)
    const onDuty = own?.duty === 'on'
    return (
        <Card class="known">
            <h1>{t('tab.me.title')}</h1>
            <p class="dim">{t(onDuty ? 'tab.me.on' : 'tab.me.off')}</p>
            <dl>
                <dt>{t('tab.me.who')}</dt>
                <dd>
                    {props.tab.me?.full_name || props.tab.me?.name} · {own?.name ?? props.tab.unit}
                </dd>
                <dt>{t('tab.me.duty')}</dt>
                <dd>
                    {t(`unit_duty.${own?.duty ?? 'off'}`)}{own?.duty_since && <>, <Age at={own.duty_since} /></>}
                </dd>
                {own?.crew && <dt>{t('tab.duty.crew')}</dt>}
                {own?.crew && <dd>{own.crew}</dd>}
                <dt>{t('tab.me.status')}</dt>
                <dd>
                    {t(`unit_status.${own?.status ?? 'out'}`)}{own?.status_at && <>, <Age at={own.status_at} /></>}
                </dd>
                {own?.shift && <dt>{t('tab.me.shift')}</dt>}
                {own?.shift && <dd>{own.shift}</dd>}
                <dt>{t('tab.me.listening')}</dt>
                <dd>
                    {t(own?.listening ? 'tab.me.listening.yes' : 'tab.me.listening.no')};{' '}
                    {t(own?.sound ? 'tab.sound.on' : 'tab.sound.off')}
                </dd>
                <dt>{t('tab.me.position')}</dt>
                <dd>
                    {live && placed(live) ? (
                        <>
                            <span class="num">{coordinates(live[1], live[2])}</span>
                            {live[3] !== null && <span class="num">, {speed(live[3])}</span>},{' '}
                            <Age at={live[5]} staleS={60} />
                        </>
                    ) : (
                        t('tab.me.position.none')
                    )}
                </dd>
                {props.tab.battery !== undefined && <dt>{t('tab.me.battery')}</dt>}
                {props.tab.battery !== undefined && <dd>{percent(props.tab.battery)}</dd>}
            </dl>
        </Card>
    )
}

function Queue(props: { tab: Tablet }) {
    const acts = props.tab.outbox.pending().filter((a) => !a.quiet)
    const fixes = props.tab.track.waiting()
    const { recent } = props.tab.track
    return (
        <Card>
            <h2>{t('tab.queue.title')}</h2>
            {acts.length === 0 && fixes === 0 && <p>{t('tab.queue.empty')}</p>}
            {acts.map((act) => (
                <p key={act.id}>
                    <Time at={act.at} /> {t(act.label)}
                    {act.owner !== props.tab.unit &&
                        ` · ${t('tab.queue.foreign', { unit: act.owner })}`}
                </p>
            ))}
            {fixes > 0 && <p>{t('tab.queue.fixes', { n: fixes })}</p>}
            {recent.length > 0 && (
                <details>
                    <summary>{t('tab.me.sent', { n: recent.length })}</summary>
                    {recent.map((fix) => (
                        <p class="num" key={fix.id}>
                            <Time at={fix.at} /> {coordinates(fix.lat, fix.lon)}
                        </p>
                    ))}
                </details>
            )}
        </Card>
    )
}

/** The journal's entries about the unit, newest first: what happened, when, and who did it. */
function Recorded(props: { unit: string }) {
    const [events, setEvents] = useState<Event[] | 'no'>()
    const seq = store.one('unit', props.unit)?.seq
    useEffect(() => {
        get<{ events: Event[] }>(`/api/v1/history/unit/${encodeURIComponent(props.unit)}`).then(
            (answer) => setEvents(answer.events.slice(-SHOWN).reverse()),
            () => setEvents((before) => before ?? 'no'),
        )
    }, [props.unit, seq])
    return (
        <Card>
            <h2>{t('tab.recorded.title')}</h2>
            {events === undefined && <p class="dim">{t('tab.recorded.loading')}</p>}
            {events === 'no' && <p class="dim">{t('tab.recorded.no')}</p>}
            {Array.isArray(events) &&
                events.map((event) => (
                    <p key={event.seq} class="entry">
                        <Time at={event.recorded ?? event.time} />{' '}
                        {tOr('tab.event.' + event.type, event.type)}
                        <span class="dim"> · {actor(event.actor)}</span>
                    </p>
                ))}
        </Card>
    )
}

function actor(ref: string | undefined): string {
    if (!ref || ref === 'core') return t('tab.recorded.core')
    if (ref === 'user/' + (tablet.me?.user ?? '')) return t('tab.recorded.you')
    return ref
}

function Settings(props: { tab: Tablet; onPassword: () => void }) {
    const onDuty = props.tab.onDuty()
    return (
        <Card class="settings">
            <h2>{t('tab.settings')}</h2>
            <div class="row wrap">
                <LangButtons onChange={() => props.tab.changed()} />
            </div>
            <div class="row wrap">
                <ThemeButtons plain onChange={() => props.tab.changed()} />
            </div>
            <button
                type="button"
                class="mid wide"
                onClick={() => {
                    wakeSound()
                    setTimeout(() => play('test'), 150)
                }}
            >
                {t('tab.duty.sound.play')}
            </button>
            <button type="button" class="mid wide" onClick={props.onPassword}>
                {t('password.open')}
            </button>
            <button
                type="button"
                class="mid wide"
                disabled={onDuty}
                onClick={() => void props.tab.signOut()}
            >
                {t('signin.out')}
            </button>
            {onDuty && <p class="dim">{t('tab.signout.duty')}</p>}
        </Card>
    )
}
