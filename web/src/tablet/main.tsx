// SPDX-License-Identifier: Apache-2.0
// The tablet: entry of the page. One window at a time works the queue; another one says so.

import { render } from 'preact'
import { useState } from 'preact/hooks'
import '../styles/base.css'
import './tablet.css'
import './screens.css'
import kk from '../i18n/tablet/kk.json'
import en from '../i18n/tablet/en.json'
import ru from '../i18n/tablet/ru.json'
import uz from '../i18n/tablet/uz.json'
import { addTexts, pickLang, setLang, t } from '../lib/i18n'
import { applyTheme } from '../lib/theme'
import { App } from './app'
import { tablet } from './core'
import { wakeSound } from './sound'

addTexts({ en, ru, uz, kk })
setLang(pickLang())
applyTheme()

const LOCK = 'markaz.tablet'

function Elsewhere() {
    const [gone, setGone] = useState(false)
    return (
        <main class="tsignin">
            <div>
                <h1>{t('tab.elsewhere')}</h1>
                <p>{t('tab.elsewhere.next')}</p>
                <button
                    type="button"
                    class="big primary"
                    disabled={gone}
                    onClick={() => {
                        setGone(true)
                        void own(true)
                    }}
                >
                    {t('tab.elsewhere.here')}
                </button>
            </div>
        </main>
    )
}

/** Two windows would send one queue twice and fight over "listening": only the holder of the lock works. */
async function own(steal: boolean): Promise<void> {
    const page = document.getElementById('page')
    if (!page) return
    const begin = (): Promise<void> => {
        render(<App />, page)
        void tablet.start()
        return new Promise(() => undefined)
    }
    if (!('locks' in navigator)) return begin()
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true }
    try {
        await navigator.locks.request(LOCK, options, (lock) => {
            if (lock) return begin()
            render(<Elsewhere />, page)
            return undefined
        })
    } catch {
        location.reload()
    }
}

async function install(): Promise<void> {
    if (!('serviceWorker' in navigator)) return
    try {
        await navigator.serviceWorker.register('/sw.js')
        const ready = await navigator.serviceWorker.ready
        ready.active?.postMessage('renew')
    } catch {
        // Without HTTPS there is no offline shell; the page itself works.
    }
}

// A browser lets a page sound only after a touch: any touch will do.
addEventListener('pointerdown', wakeSound)
void own(false)
void install()
