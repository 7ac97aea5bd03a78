// SPDX-License-Identifier: Apache-2.0
// Words of the desk, until the officer has read them; and words to the desk.

import { useState } from 'preact/hooks'
import { t } from '../lib/i18n'
import { Age, Sheet } from '../lib/ui'
import { tablet } from './core'
import { StepButton } from './parts'

/** The oldest that was not read; how many more there are. */
export function WordsBand() {
    const words = tablet.words()
    const first = words[0]
    if (!first) return null
    return (
        <section class="band asked words" role="alert">
            <p class="dim">
                {t('tab.words.from')} <Age at={first.message.sent_at} />
                {words.length > 1 && ' · ' + t('tab.words.more', { n: words.length - 1 })}
            </p>
            <p class="said strong">{first.message.text}</p>
            <StepButton class="mid" label={t('tab.words.read')} stamp={first.id} onTap={() => tablet.read(first)} />
        </section>
    )
}

export function WriteButton(props: { incident?: string | undefined }) {
    const [open, setOpen] = useState(false)
    return (
        <>
            <button type="button" class="mid plain" onClick={() => setOpen(true)}>
                {t('tab.words.write')}
            </button>
            {open && <WriteSheet incident={props.incident} onClose={() => setOpen(false)} />}
        </>
    )
}

function WriteSheet(props: { incident: string | undefined; onClose: () => void }) {
    const [text, setText] = useState('')
    return (
        <Sheet title={t('tab.words.write')} onClose={props.onClose}>
            <form
                class="choices"
                onSubmit={(event) => {
                    event.preventDefault()
                    tablet.write(text.trim(), props.incident)
                    props.onClose()
                }}
            >
                <textarea rows={4} maxLength={300} autofocus aria-label={t('tab.words.write')} value={text} onInput={(e) => setText(e.currentTarget.value)} />
                <button class="big primary" disabled={text.trim() === ''}>
                    {t('do.send')}
                </button>
            </form>
        </Sheet>
    )
}
