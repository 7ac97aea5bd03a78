// SPDX-License-Identifier: Apache-2.0
// The operator's console: entry of the page.

import { render } from 'preact'
import { addTexts } from '../lib/i18n'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Toasts } from '../lib/ui'
import en from '../i18n/console/en.json'
import kk from '../i18n/console/kk.json'
import ru from '../i18n/console/ru.json'
import uz from '../i18n/console/uz.json'
import '../styles/base.css'
import './console.css'
import './detail.css'
import './alarm-screen.css'
import './around.css'
import './replay.css'
import { Console } from './console'
import { Replay } from './replay'
import { view } from './state'
import { OffDuty } from './off-duty'

addTexts({ en, ru, uz, kk })
applyTheme()
const page = document.getElementById('page')
if (page) {
    render(
        <>
            <SignedIn>{(me) => (view === 'replay' && me.permissions.includes('history.read') ? <Replay me={me} /> : me.permissions.includes('live.read') ? <Console me={me} /> : <OffDuty me={me} />)}</SignedIn>
            <Toasts />
        </>,
        page,
    )
}
