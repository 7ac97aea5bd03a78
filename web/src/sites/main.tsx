// SPDX-License-Identifier: Apache-2.0
// /sites: which schools and other sites are connected, tested, silent. Entry of the page.

import { render } from 'preact'
import '../styles/base.css'
import '../admin/admin.css'
import './sites.css'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { App } from './app'
import './texts'

applyTheme()
const page = document.getElementById('page')
if (page) render(<SignedIn>{(me) => <App me={me} />}</SignedIn>, page)
