// SPDX-License-Identifier: Apache-2.0
// The texts of this page, added to the common ones.

import en from '../i18n/sites/en.json'
import kk from '../i18n/sites/kk.json'
import ru from '../i18n/sites/ru.json'
import uz from '../i18n/sites/uz.json'
import { addTexts } from '../lib/i18n'

addTexts({ en, ru, uz, kk })
