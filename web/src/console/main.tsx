// SPDX-License-Identifier: Apache-2.0
// The operator's console: entry of the page.

import { render } from 'preact'
import '../styles/base.css'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Toasts } from '../lib/ui'

applyTheme()
const page = document.getElementById('page')
if (page) {
    render(
        <SignedIn>
            {(me) => (
                <>
                    <p>{me.name}</p>
                    <Toasts />
                </>
            )}
        </SignedIn>,
        page,
    )
}
