// SPDX-License-Identifier: Apache-2.0
// The audit page's own texts, and the console's for the names of events, added to the common ones.

import en from '../i18n/audit/en.json'
import kk from '../i18n/audit/kk.json'
import ru from '../i18n/audit/ru.json'
import uz from '../i18n/audit/uz.json'
import consoleEn from '../i18n/console/en.json'
import consoleKk from '../i18n/console/kk.json'
import consoleRu from '../i18n/console/ru.json'
import consoleUz from '../i18n/console/uz.json'
import { addTexts } from '../lib/i18n'

addTexts({ en: consoleEn, ru: consoleRu, uz: consoleUz, kk: consoleKk })
addTexts({ en, ru, uz, kk })
