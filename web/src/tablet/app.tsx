// SPDX-License-Identifier: Apache-2.0
// The tablet's one screen: lamps on top, one thing in the middle, big buttons and Help at the bottom.

import { useEffect, useState } from 'preact/hooks'
import { explain, Problem } from '../lib/api'
import { clockOffsetMs, clockWrong, useNow } from '../lib/clock'
import { ms, stopwatch } from '../lib/format'
import { t } from '../lib/i18n'
import { PasswordPage } from '../lib/password'
import { LangButtons } from '../lib/session'
import { store } from '../lib/store'
import { Age, Time } from '../lib/ui'
import { tablet, type Tablet } from './core'
import { SignIn, SignOn, SoundSheet, WrongRole } from './duty'
import { JobActions, JobView } from './job'
import { WordsBand, WriteButton } from './message'
import { MePage } from './me'
import { NoticeActions, NoticeView } from './notice'
import { HoldButton, Lamp, useTablet } from './parts'
import { seenAt } from './place'
import { soundRuns, wakeSound } from './sound'

type Page = '' | 'me' | 'sign_on'

/** Pages over the main screen; the device's Back button closes them. */
function usePage(): [Page, (page: Page) => void] {
    const [page, setPage] = useState<Page>('')
    useEffect(() => {
        const back = (): void => setPage('')
        addEventListener('popstate', back)
        return () => removeEventListener('popstate', back)
    }, [])
    const go = (next: Page): void => {
        if (next === '' && history.state === 'page') history.back()
        else if (next !== '') history.pushState('page', '')
        setPage(next)
    }
    return [page, go]
}

export function App() {
    const tab = useTablet()
    const [page, go] = usePage()
    if (tab.phase === 'starting') return null
    if (tab.phase === 'sign_in') return <SignIn />
    if (tab.phase === 'password') {
        return (
            <PasswordPage
                name={tab.me?.name ?? ''}
                onDone={() => void tab.passwordChosen()}
                onOut={() => void tab.signOut()}
                langs={(redraw) => <LangButtons onChange={redraw} />}
            />
        )
    }
    if (tab.phase === 'wrong_role') return <WrongRole />
    const screen = tab.screen()
    const urgent = screen.is === 'notice' && screen.told.notice.state === 'sent'
    const shown = urgent ? '' : page
    return (
        <div class="tab" data-screen={shown || screen.is}>
            <Top tab={tab} />
            <Bands tab={tab} />
            {shown === 'me' && <MePage onClose={() => go('')} />}
            {shown === 'sign_on' && <SignOn onClose={() => go('')} />}
            {shown === '' && !urgent && <WordsBand />}
            {shown === '' && <Main tab={tab} go={go} />}
            <Bottom tab={tab} go={go} page={shown} />
        </div>
    )
}

function Main(props: { tab: Tablet; go: (page: Page) => void }) {
    const { tab } = props
    const screen = tab.screen()
    const jobs = tab.jobs()
    const notices = tab.notices()
    const prefer = (what: 'job' | 'notice') => () => {
        tab.prefer = what
        tab.changed()
    }
    if (screen.is === 'notice') {
        return (
            <>
                <main>
                    <NoticeView told={screen.told} />
                </main>
                <div class="actions">
                    <NoticeActions
                        told={screen.told}
                        toJob={jobs.length ? prefer('job') : undefined}
                    />
                </div>
            </>
        )
    }
    if (screen.is === 'job') {
        return (
            <>
                <main>
                    <JobView job={screen.job} />
                    {jobs.length > 1 && (
                        <p class="dim more">{t('tab.job.more', { n: jobs.length - 1 })}</p>
                    )}
                </main>
                <div class="actions">
                    <JobActions
                        job={screen.job}
                        toNotice={notices.length ? prefer('notice') : undefined}
                    />
                </div>
            </>
        )
    }
    return tab.onDuty() ? <Idle tab={tab} /> : <Off go={props.go} />
}

function Off(props: { go: (page: Page) => void }) {
    return (
        <>
            <main class="idle">
                <h1>{t('tab.off.title')}</h1>
                <p class="large">{t('tab.off.not_tracked')}</p>
                <p class="dim">{t('tab.off.help')}</p>
            </main>
            <div class="actions">
                <button type="button" class="big primary" onClick={() => props.go('sign_on')}>
                    {t('tab.act.duty_on')}
                </button>
            </div>
        </>
    )
}

const STATUSES = ['available', 'busy', 'out'] as const

function Idle(props: { tab: Tablet }) {
    const now = useNow()
    const { tab } = props
    const status = tab.own()?.status ?? 'available'
    const seen = seenAt(store.picture.tables, store.live.get(tab.unit))
    // On duty it is renewed by itself, up to here.
    const left = ms(tab.me?.ends) - now
    return (
        <>
            <main class="idle">
                <h1>{t('tab.idle.title')}</h1>
                {seen ? (
                    <p class="large" data-old={now / 1000 - seen.at > 60 ? '' : undefined}>
                        {t(seen.near ? 'tab.idle.seen_near' : 'tab.idle.seen_at', {
                            place: seen.place,
                        })}
                        <br />
                        <Age at={seen.at} staleS={60} />
                    </p>
                ) : (
                    <p class="large">{t('tab.idle.unseen')}</p>
                )}
                {left < 3600e3 && left > 0 && (
                    <p class="band">{t('tab.session.ends', { left: stopwatch(left) })}</p>
                )}
            </main>
            <div class="actions">
                <div class="row">
                    <WriteButton />
                </div>
                <div class="segments" role="group" aria-label={t('tab.me.status')}>
                    {STATUSES.map((one) => (
                        <button
                            type="button"
                            key={one}
                            aria-pressed={status === one}
                            onClick={() => status !== one && tab.status(one)}
                        >
                            {t(`unit_status.${one}`)}
                        </button>
                    ))}
                </div>
            </div>
        </>
    )
}

function Top(props: { tab: Tablet }) {
    const { tab } = props
    const onDuty = tab.onDuty()
    const { permit, last } = tab.locator
    const placed =
        !tab.placeRefused && permit !== 'denied' && permit !== 'missing' && last !== undefined
    const [asks, setAsks] = useState(false)
    return (
        <header class="top">
            <strong class="sign">{tab.own()?.name ?? tab.unit}</strong>
            <div class="lamps" role="status" aria-live="polite">
                <Lamp
                    ok={tab.lineOpen()}
                    good="tab.line.on"
                    bad="tab.line.off"
                    onFix={() => dispatchEvent(new Event('online'))}
                />
                <Lamp
                    ok={tab.soundOn()}
                    off={!onDuty}
                    good={onDuty ? 'tab.sound.on' : 'tab.sound.idle'}
                    bad="tab.sound.off"
                    onFix={() => {
                        wakeSound()
                        setTimeout(
                            () => (soundRuns() && tab.soundHeard() ? tab.changed() : setAsks(true)),
                            200,
                        )
                    }}
                />
                <Lamp
                    ok={placed}
                    off={!onDuty}
                    good={onDuty ? 'tab.place.on' : 'tab.place.idle'}
                    bad="tab.place.off"
                />
            </div>
            {asks && <SoundSheet onClose={() => setAsks(false)} />}
        </header>
    )
}

/** The centre believes no position from the future, and one that looks old is of little use: the officer can mend it. */
function ClockBand() {
    const wrong = clockWrong(clockOffsetMs())
    if (wrong === 0) return null
    return <p class="band bad">{t(wrong > 0 ? 'tab.clock.fast' : 'tab.clock.slow', { n: Math.abs(wrong) })}</p>
}

/** What cannot wait for a look at a lamp: no line, refusals, the queue, Help, a notice that went away. */
function Bands(props: { tab: Tablet }) {
    const { tab } = props
    const queued = tab.outbox.pending().filter((a) => !a.quiet && a.lane === 'acts')
    const waits = queued.length > 0 && (!tab.lineOpen() || tab.stuck())
    const refused = tab.refusals
    return (
        <div class="bands" aria-live="assertive">
            {tab.help.call && <HelpBand tab={tab} />}
            {!tab.lineOpen() && store.line.state !== 'connecting' && (
                <p class="band bad">
                    <strong>{t('tab.lost')}</strong> {t('tab.lost.next')}
                </p>
            )}
            {waits && (
                <p class="band">
                    <strong>{t('tab.queue.waits', { n: queued.length })}</strong>{' '}
                    {queued
                        .slice(-3)
                        .map((a) => t(a.label))
                        .join(', ')}
                </p>
            )}
            {tab.outbox.unsafe && <p class="band">{t('tab.queue.unsafe')}</p>}
            <ClockBand />
            {tab.onDuty() && tab.locator.permit === 'denied' && (
                <p class="band">{t('tab.permit.denied')}</p>
            )}
            {tab.onDuty() && tab.placeRefused && (
                <p class="band bad">
                    <strong>{t('tab.place.refused')}</strong> {tab.placeRefused}.{' '}
                    {t('tab.place.refused.next', { device: tab.device() })}
                </p>
            )}
            {refused.map(({ act, status, detail }) => {
                const { what, next } = explain(new Problem(status, detail))
                return (
                    <p class="band bad" key={act.id}>
                        <span>
                            <strong>{t('tab.refused', { act: t(act.label) })}</strong> {what}.{' '}
                            {next}
                        </span>
                        <button type="button" onClick={() => tab.forget(act.id)}>
                            {t('tab.ok')}
                        </button>
                    </p>
                )
            })}
            {tab.gone && (
                <p class="band">
                    {t(tab.gone.state === 'withdrawn' ? 'tab.gone.withdrawn' : 'tab.gone.expired', {
                        plate: tab.gone.plate,
                    })}
                </p>
            )}
        </div>
    )
}

function HelpBand(props: { tab: Tablet }) {
    const help = props.tab.help.call!
    return (
        <p class="band help-band" data-sent={help.sent ? '' : undefined} role="alert">
            <span>
                <strong>{t(help.sent ? 'tab.help.sent' : 'tab.help.waits')}</strong>{' '}
                <Time at={help.at} />
                <br />
                {t(help.placed ? 'tab.help.placed' : 'tab.help.unplaced')}
                {!help.sent && ' ' + t('tab.help.radio')}
            </span>
            {help.sent && (
                <button type="button" onClick={() => props.tab.help.forget()}>
                    {t('tab.ok')}
                </button>
            )}
        </p>
    )
}

function Bottom(props: { tab: Tablet; go: (page: Page) => void; page: Page }) {
    return (
        <footer class="bottom">
            <button
                type="button"
                class="menu"
                aria-pressed={props.page === 'me'}
                onClick={() => props.go(props.page === 'me' ? '' : 'me')}
            >
                <svg width="28" height="28" viewBox="0 0 24 24" aria-hidden="true">
                    <path
                        d="M3 6h18M3 12h18M3 18h18"
                        stroke="currentColor"
                        stroke-width="2.4"
                        stroke-linecap="round"
                    />
                </svg>
                {t('tab.menu')}
            </button>
            <HoldButton
                class="help"
                label={t('tab.help')}
                hint={t('tab.help.hold')}
                onHeld={() => void props.tab.callHelp()}
            />
        </footer>
    )
}

export { tablet }
