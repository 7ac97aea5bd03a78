// SPDX-License-Identifier: Apache-2.0
// /audit: for who answers for the look-ups of others. Entry of the page.

import { render } from 'preact'
import '../styles/base.css'
import '../admin/admin.css'
import './audit.css'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { App } from './app'
import './texts'

applyTheme()
const page = document.getElementById('page')
if (page) render(<SignedIn>{(me) => <App me={me} />}</SignedIn>, page)
