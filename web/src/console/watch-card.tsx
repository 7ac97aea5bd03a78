// SPDX-License-Identifier: Apache-2.0
// The card of the guided watch: what happens now and what to press. It covers nothing that is needed.

import { t } from '../lib/i18n'
import { Key } from '../lib/ui'
import { select, useUi } from './state'
import { endWatch, skipStory, STEPS, useWatch } from './watch'

export function WatchCard(props: { demo: boolean }) {
    const watch = useWatch(props.demo)
    const { selected } = useUi()
    const step = watch && STEPS[watch.at]
    if (!watch || !step) return null
    const shows = step.shows(watch.subject)
    const last = watch.at === STEPS.length - 1
    const stories = [...new Set(STEPS.map((one) => one.story))]
    return (
        <section class="watch" aria-label={t('watch.name')} aria-live="polite">
            <header>
                <span class="faint">
                    {t('watch.name')} {Math.min(stories.indexOf(step.story) + 1, stories.length - 1)}/{stories.length - 1}
                </span>
                <h3>{t(step.story)}</h3>
            </header>
            <p>{t(step.says)}</p>
            <footer>
                {shows && shows !== selected && (
                    <button type="button" class="primary" onClick={() => select(shows)}>
                        {t('watch.show')}
                    </button>
                )}
                {step.key && shows === selected && (
                    <span class="watch-key">
                        {t('watch.press')} <Key>{step.key}</Key>
                    </span>
                )}
                {!last && (
                    <button type="button" class="plain" onClick={skipStory}>
                        {t('watch.skip')}
                    </button>
                )}
                <button type="button" class="plain" onClick={endWatch}>
                    {t(last ? 'watch.done' : 'watch.stop')}
                </button>
            </footer>
        </section>
    )
}
