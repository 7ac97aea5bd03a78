// SPDX-License-Identifier: Apache-2.0
// Weekly tests that are due and drills that run, under the queue: reminders, not alarms. No colour of theirs, no sound.

import { useMemo } from 'preact/hooks'
import { useDrills } from '../lib/drills'
import { t } from '../lib/i18n'
import { useTable } from '../lib/store'

/** A way to the page of sites; nothing while there is nothing to say. */
export function SitesNow() {
    const schedules = useTable('schedule')
    const drills = useDrills()
    const due = useMemo(() => [...schedules.values()].filter((one) => one.state === 'due').length, [schedules])
    const running = drills.filter(([, one]) => one.state === 'running').length
    if (due === 0 && running === 0) return null
    return (
        <section class="low sites-now">
            {due > 0 && (
                <a data-is="due" href="/sites.html#due" title={t('count.tests.says')}>
                    {t('count.tests', { n: due })}
                </a>
            )}
            {running > 0 && (
                <a data-is="drill" class="practice" href="/sites.html" title={t('count.drills.says')}>
                    {t('count.drills', { n: running })}
                </a>
            )}
        </section>
    )
}
