// SPDX-License-Identifier: Apache-2.0
// The photo of a vehicle.

import { useState } from 'preact/hooks'
import { t } from '../lib/i18n'

/** The photo may still be on its way from the camera: it is asked for again until it is there. */
export function Photo(props: { sha: string | undefined; onThere?: () => void }) {
    const [missing, setMissing] = useState(0)
    if (!props.sha) return null
    const again = (): void => {
        if (missing < 15) setTimeout(() => setMissing((n) => n + 1), 1500)
    }
    return (
        <img
            key={missing}
            class="photo"
            src={`/api/v1/media/${props.sha}`}
            alt={t('tab.notice.photo')}
            onLoad={(event) => {
                event.currentTarget.classList.add('there')
                props.onThere?.()
            }}
            onError={again}
        />
    )
}
