// SPDX-License-Identifier: Apache-2.0
// Before a shift: sign-in, and the sign-on with crew, position and the sound test.

import { useState } from 'preact/hooks'
import { t } from '../lib/i18n'
import { LangButtons, useSignIn } from '../lib/session'
import { Alert, Mark, Sheet } from '../lib/ui'
import { tablet } from './core'
import { Card } from './parts'
import { play, soundRuns, wakeSound } from './sound'

export function SignIn() {
    const waiting = tablet.outbox.pending().filter((a) => !a.quiet)
    const { submit, busy, error } = useSignIn((form) => {
        wakeSound()
        return tablet.signIn(String(form.get('name')).trim(), String(form.get('password')))
    })
    return (
        <main class="tsignin">
            <form onSubmit={(event) => void submit(event)}>
                <h1>
                    <Mark size={36} /> Markaz
                </h1>
                <p class="dim">{t('tab.signin.who')}</p>
                {waiting.some((a) => a.lane === 'help') && (
                    <p class="band bad" role="alert">
                        {t('tab.help.signed_out')}
                    </p>
                )}
                {waiting.length > 0 && (
                    <p class="band">{t('tab.signin.waiting', { n: waiting.length })}</p>
                )}
                <label class="field">
                    {t('signin.name')}
                    <input
                        name="name"
                        autocomplete="username"
                        required
                        autocapitalize="none"
                        spellcheck={false}
                    />
                </label>
                <label class="field">
                    {t('signin.password')}
                    <input
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                    />
                </label>
                {error && <Alert {...error} />}
                <button class="big primary" disabled={busy}>
                    {t('signin.do')}
                </button>
                <footer>
                    <LangButtons onChange={() => tablet.changed()} />
                </footer>
            </form>
        </main>
    )
}

export function WrongRole() {
    return (
        <main class="tsignin">
            <div>
                <h1>{t('tab.wrong_role')}</h1>
                <p>{t('tab.wrong_role.next', { name: tablet.me?.name ?? '' })}</p>
                <a class="button big" href="/">
                    {t('tab.wrong_role.console')}
                </a>
                <button type="button" class="big" onClick={() => void tablet.signOut()}>
                    {t('signin.out')}
                </button>
            </div>
        </main>
    )
}

type Heard = 'untested' | 'asked' | 'yes' | 'no'

/** Play, ask, believe only the officer's own answer. */
function SoundTest(props: { heard: Heard; onPlay?: () => void; onHeard: (heard: Heard) => void }) {
    const { heard } = props
    const test = (): void => {
        wakeSound()
        setTimeout(() => play('test'), soundRuns() ? 0 : 150)
        props.onHeard('asked')
        props.onPlay?.()
    }
    return (
        <>
            {heard === 'untested' && (
                <button type="button" class="mid wide" onClick={test}>
                    {t('tab.duty.sound.play')}
                </button>
            )}
            {heard === 'asked' && (
                <>
                    <p class="strong">{t('tab.duty.sound.ask')}</p>
                    <div class="row">
                        <button type="button" class="mid" onClick={() => props.onHeard('yes')}>
                            {t('tab.duty.sound.yes')}
                        </button>
                        <button type="button" class="mid" onClick={() => props.onHeard('no')}>
                            {t('tab.duty.sound.no')}
                        </button>
                    </div>
                </>
            )}
            {heard === 'yes' && <p>✓ {t('tab.duty.sound.good')}</p>}
            {heard === 'no' && (
                <>
                    <p>{t('tab.duty.sound.fix')}</p>
                    <button type="button" class="mid wide" onClick={test}>
                        {t('tab.duty.sound.again')}
                    </button>
                </>
            )}
        </>
    )
}

/** The same test during a shift, from the lamp. */
export function SoundSheet(props: { onClose: () => void }) {
    const [heard, setHeard] = useState<Heard>('untested')
    const answer = (next: Heard): void => {
        setHeard(next)
        if (next === 'yes' || next === 'no') tablet.setSoundHeard(next === 'yes')
        if (next === 'yes') props.onClose()
    }
    return (
        <Sheet title={t('tab.duty.sound')} onClose={props.onClose}>
            <div class="choices">
                <SoundTest heard={heard} onHeard={answer} />
            </div>
        </Sheet>
    )
}

/** Three cards, one at a time ready: who, position, sound. Then one tap starts the shift. */
export function SignOn(props: { onClose: () => void }) {
    const [crew, setCrew] = useState(() => localStorage.getItem('markaz.tablet.crew') ?? '')
    const [heard, setHeard] = useState<Heard>('untested')
    const { permit } = tablet.locator
    const askPlace = (): void => {
        if (permit === 'unknown') tablet.locator.ask()
    }
    const begin = (): void => {
        tablet.goOnDuty(crew.trim(), heard === 'yes')
        props.onClose()
    }
    return (
        <>
            <main class="page">
                <h1>{t('tab.duty.title', { unit: tablet.unit })}</h1>
                <Card>
                    <label class="field">
                        {t('tab.duty.crew')}
                        <input
                            value={crew}
                            maxLength={110}
                            placeholder={t('tab.duty.crew.hint')}
                            onInput={(e) => setCrew(e.currentTarget.value)}
                        />
                    </label>
                </Card>
                <Card>
                    <h2>{t('tab.duty.sound')}</h2>
                    <SoundTest heard={heard} onPlay={askPlace} onHeard={setHeard} />
                </Card>
                <Card>
                    <h2>{t('tab.duty.position')}</h2>
                    <p>{t(`tab.permit.${permit}`)}</p>
                    {permit === 'unknown' && (
                        <button type="button" class="mid wide" onClick={() => tablet.locator.ask()}>
                            {t('tab.permit.ask')}
                        </button>
                    )}
                </Card>
                <p class="dim">{t('tab.duty.promise')}</p>
            </main>
            <div class="actions">
                <button
                    type="button"
                    class="big primary"
                    disabled={heard === 'untested' || heard === 'asked'}
                    onClick={begin}
                >
                    {t(heard === 'no' ? 'tab.duty.begin_silent' : 'tab.duty.begin')}
                </button>
                <button type="button" class="mid plain" onClick={props.onClose}>
                    {t('do.cancel')}
                </button>
            </div>
        </>
    )
}
