// SPDX-License-Identifier: Apache-2.0
// When a device was last heard, in a list.

import { t } from './i18n'
import { useSeen } from './seen'
import { Age } from './ui'

/** Of the newest of several: of all that speak for a unit, of all that stand at a site. */
export function SeenAge(props: { of: readonly string[]; warn?: boolean }) {
    const heard = useSeen(props.of)
    if (props.of.length === 0) return <span class="faint">{t('seen.nobody')}</span>
    if (!heard) return <span class="faint">{t('seen.asking')}</span>
    if (heard.at === 0) return <span class="faint">{t('seen.unknown')}</span>
    return (
        <span class={props.warn ? 'warn' : 'dim'}>
            <Age at={heard.at / 1000} />
        </span>
    )
}
