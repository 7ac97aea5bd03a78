// SPDX-License-Identifier: Apache-2.0
// A sign-in goes on while somebody uses the page: asked for by the hour, up to the centre's ceiling. Who only watches is
// told in time and says with one touch that somebody is there.

import { useEffect, useState } from 'preact/hooks'
import { get, post, type Me } from './api'
import { serverNow, useNow } from './clock'
import { ms, stopwatch } from './format'
import { t } from './i18n'

const MINUTE = 60000
/** from here on it is looked after */
const NEAR = 30 * MINUTE
/** used so lately, somebody is there */
const USED = 15 * MINUTE
/** from here on the person is told */
const TOLD = 15 * MINUTE
const LOOK_EVERY = MINUTE / 2

export type Step = '' | 'renew' | 'look' | 'tell' | 'tell_last'

/**
 * What is to be done, all in ms: left until it ends, latest until it ends whoever uses it, idle since the page was used.
 * `look`: another window may have renewed it.
 */
export function nextStep(left: number, latest: number, idle: number): Step {
    if (!(left <= NEAR)) return ''
    if (latest <= left) return left <= TOLD ? 'tell_last' : ''
    if (idle < USED) return 'renew'
    return left <= TOLD ? 'tell' : 'look'
}

/** opening a page is no use of it: it may open by itself */
let usedAt = -USED
const used = (): void => void (usedAt = performance.now())

type Lasts = Pick<Me, 'expires' | 'ends'>

/** Looks after the sign-in of this page; draws nothing but the warning. */
export function Lasting(props: { me: Me }) {
    const [lasts, setLasts] = useState<Lasts>(props.me)
    const now = useNow()
    const left = ms(lasts.expires) - now
    const step = nextStep(left, ms(lasts.ends) - now, performance.now() - usedAt)
    const take = (answer: Lasts): void => setLasts({ expires: answer.expires, ends: answer.ends })
    const renew = (): void => void post<Lasts>('/api/v1/session/renew', {}).then(take, () => undefined)
    useEffect(() => {
        for (const one of ['pointerdown', 'keydown', 'wheel']) addEventListener(one, used, { capture: true, passive: true })
        return () => {
            for (const one of ['pointerdown', 'keydown', 'wheel']) removeEventListener(one, used, { capture: true })
        }
    }, [])
    useEffect(() => {
        const look = (): void => {
            const at = serverNow()
            const what = nextStep(ms(lasts.expires) - at, ms(lasts.ends) - at, performance.now() - usedAt)
            if (what === 'renew') renew()
            else if (what !== '') void get<Lasts>('/api/v1/session').then(take, () => undefined)
        }
        const timer = setInterval(look, LOOK_EVERY)
        return () => clearInterval(timer)
    }, [lasts])
    if ((step !== 'tell' && step !== 'tell_last') || left <= 0) return null
    return (
        <div class="lasting" role="alert">
            <span class="num">{t(step === 'tell' ? 'signin.ends' : 'signin.ends_last', { left: stopwatch(left) })}</span>
            {step === 'tell' && (
                <button type="button" class="primary" onClick={renew}>
                    {t('signin.stay')}
                </button>
            )}
        </div>
    )
}
