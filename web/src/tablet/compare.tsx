// SPDX-License-Identifier: Apache-2.0
// The officer looks at the photo of a wanted vehicle: plate, region, class, each by itself. Only what all three say is the
// same goes on to the source; anything else ends the hit. Nothing here makes a notice more than "observe".

import { useEffect, useState } from 'preact/hooks'
import { get } from '../lib/api'
import { t } from '../lib/i18n'
import type { Hit } from '../gen/types'
import { Sheet } from '../lib/ui'
import { tablet } from './core'
import type { Told } from './now'
import { Photo } from './photo'

const QUESTIONS = ['plate', 'region', 'class'] as const
type Answers = { [q in (typeof QUESTIONS)[number]]?: boolean }

/** The hit that a notice is about; '' when it is about something else. */
export function hitOf(told: Told): string {
    const about = told.notice.about ?? ''
    return about.startsWith('hit/') ? about.slice('hit/'.length) : ''
}

export function CompareSheet(props: { told: Told; onClose: () => void }) {
    const id = hitOf(props.told)
    const [hit, setHit] = useState<Hit | 'asking' | 'no_line'>('asking')
    const [answers, setAnswers] = useState<Answers>({})
    const [there, setThere] = useState(false)
    useEffect(() => {
        let open = true
        get<Hit>('/api/v1/entity/hit/' + encodeURIComponent(id)).then(
            (answer) => open && setHit(answer),
            () => open && setHit('no_line'),
        )
        return () => void (open = false)
    }, [id])
    return (
        <Sheet title={t('tab.compare')} onClose={props.onClose}>
            <div class="choices compare">
                {hit === 'no_line' && <p>{t('tab.compare.no_line')}</p>}
                {typeof hit === 'object' &&
                    (hit.state !== 'unconfirmed' ? (
                        <p>{t('tab.compare.done')}</p>
                    ) : (
                        <>
                            <Photo sha={hit.image} onThere={() => setThere(true)} />
                            {!there && <p class="dim">{t('tab.compare.no_photo')}</p>}
                            <Questions hit={hit} answers={answers} set={setAnswers} able={there} />
                            <Send hit={hit} id={id} answers={answers} able={there} done={props.onClose} />
                        </>
                    ))}
            </div>
        </Sheet>
    )
}

function Questions(props: {
    hit: Hit
    answers: Answers
    set: (answers: Answers) => void
    able: boolean
}) {
    const { hit, answers } = props
    const known = hit.wanted_class ?? hit.class
    const about = {
        plate: hit.plate ?? '',
        region: (hit.region ?? '').toUpperCase(),
        class: known ? t(`vehicle_class.${known}`) : '',
    }
    return (
        <>
            {QUESTIONS.map((one) => (
                <fieldset key={one}>
                    <legend>
                        {t(`compare.${one}`)} <strong class="strong">{about[one]}</strong>
                    </legend>
                    <div class="segments">
                        {[true, false].map((value) => (
                            <button
                                type="button"
                                key={String(value)}
                                disabled={!props.able}
                                aria-pressed={answers[one] === value}
                                onClick={() => props.set({ ...answers, [one]: value })}
                            >
                                {t(value ? 'yes' : 'no')}
                            </button>
                        ))}
                    </div>
                </fieldset>
            ))}
        </>
    )
}

function Send(props: { hit: Hit; id: string; answers: Answers; able: boolean; done: () => void }) {
    const { answers } = props
    const complete = QUESTIONS.every((one) => answers[one] !== undefined)
    const differs = QUESTIONS.filter((one) => answers[one] === false)
    const send = (): void => {
        tablet.compare(props.id, differs.map((one) => t(`compare.differs.${one}`)).join(', '))
        props.done()
    }
    return (
        <>
            <button type="button" class="big primary" disabled={!complete || !props.able} onClick={send}>
                {t(complete && differs.length > 0 ? 'compare.dismiss' : 'compare.send')}
            </button>
            <p class="dim">{t('tab.compare.next')}</p>
        </>
    )
}
