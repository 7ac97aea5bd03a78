// SPDX-License-Identifier: Apache-2.0
// Service levels as they are now: one figure in the top line, all steps in a sheet.

import { useEffect, useState } from 'preact/hooks'
import { get, Problem } from '../lib/api'
import { presentNow } from '../lib/clock'
import { stopwatch } from '../lib/format'
import { t } from '../lib/i18n'
import { Levels, type Answer } from '../lib/levels'
import { may } from '../lib/session'
import { Sheet, Time } from '../lib/ui'
import { setUi } from './state'

const EVERY_MS = 15_000
const WITHOUT_SHIFTS_MS = 8 * 3_600_000

/** Since the shift began; where no shifts are named, of the last eight hours. */
let shifts = true
const span = (): string => (shifts ? 'from=shift' : `from=${encodeURIComponent(new Date(presentNow() - WITHOUT_SHIFTS_MS).toISOString())}`)

async function ask(): Promise<Answer> {
    try {
        return await get<Answer>('/api/v1/levels?' + span())
    } catch (error) {
        if (!shifts || !(error instanceof Problem) || error.field !== 'from') throw error
        shifts = false
        return get<Answer>('/api/v1/levels?' + span())
    }
}

function useLevels(): Answer | undefined {
    const [answer, setAnswer] = useState<Answer>()
    useEffect(() => {
        const again = (): void => void ask().then(setAnswer, () => undefined)
        again()
        const timer = setInterval(again, EVERY_MS)
        return () => clearInterval(timer)
    }, [])
    return answer
}

/** How soon nine of ten first units were there, and whether that is the aim. */
function Figure() {
    const answer = useLevels()
    const step = answer?.all.response
    const p90 = step?.p90_ms
    const met = step?.met
    return (
        <button type="button" class="plain lamp" data-do="levels" title={t('count.response.says')} onClick={() => setUi({ levels: true })}>
            <span class="wide-only">{t('count.response')} </span>
            <strong class="strong num">{typeof p90 === 'number' ? stopwatch(p90) : '–'}</strong>
            {typeof met === 'boolean' && <span aria-label={t(met ? 'load.met' : 'load.unmet')}>{met ? ' ✓' : ' ✕'}</span>}
        </button>
    )
}

export const LevelsNow = () => (may('load.read') ? <Figure /> : null)

export function LevelsSheet(props: { onClose: () => void }) {
    const [answer, setAnswer] = useState<Answer>()
    useEffect(() => void ask().then(setAnswer, () => undefined), [])
    return (
        <Sheet title={t('levels.title')} onClose={props.onClose}>
            {answer && (
                <>
                    <p class="dim">
                        {t('levels.since')} <Time at={answer.from} />
                    </p>
                    <Levels span={'from=' + encodeURIComponent(answer.from)} everyMs={EVERY_MS} />
                </>
            )}
        </Sheet>
    )
}
