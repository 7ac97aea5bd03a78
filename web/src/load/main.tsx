// SPDX-License-Identifier: Apache-2.0
// /load: a month's load of alarms on people, for who answers for a shift and for auditors. Made to be printed.

import { render } from 'preact'
import '../styles/base.css'
import '../styles/column.css'
import './load.css'
import en from '../i18n/load/en.json'
import kk from '../i18n/load/kk.json'
import ru from '../i18n/load/ru.json'
import uz from '../i18n/load/uz.json'
import { addTexts } from '../lib/i18n'
import { SignedIn } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Report } from './report'

addTexts({ en, ru, uz, kk })
applyTheme()
const page = document.getElementById('page')
if (page) render(<SignedIn>{(me) => <Report me={me} />}</SignedIn>, page)
