// SPDX-License-Identifier: Apache-2.0
// Administration: entry of the page.

import { render } from 'preact'
import '../styles/base.css'
import './admin.css'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { App } from './app'
import './texts'

applyTheme()
const page = document.getElementById('page')
if (page) render(<SignedIn>{(me) => <App me={me} />}</SignedIn>, page)
