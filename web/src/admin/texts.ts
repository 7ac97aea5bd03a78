// SPDX-License-Identifier: Apache-2.0
// The administration pages' own texts, added to the common ones.

import en from '../i18n/admin/en.json'
import kk from '../i18n/admin/kk.json'
import ru from '../i18n/admin/ru.json'
import uz from '../i18n/admin/uz.json'
import { addTexts } from '../lib/i18n'

addTexts({ en, ru, uz, kk })
