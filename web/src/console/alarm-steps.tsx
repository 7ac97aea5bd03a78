// SPDX-License-Identifier: Apache-2.0
// What is asked when calling back, who is called, and whom to call next. Each answer is a note of a person with its time.

import { useMemo, useState } from 'preact/hooks'
import type { Alarm, Note, Site, StepAnswer } from '../gen/types'
import { post } from '../lib/api'
import { useNow } from '../lib/clock'
import { ms, stopwatch } from '../lib/format'
import { getLang, t } from '../lib/i18n'
import type { Keyholder } from '../lib/keyholder'
import { useTable } from '../lib/store'
import { Key, Time, toastError } from '../lib/ui'
import { personName } from './names'
import { answer } from './owner'
import { Block, Facts } from './parts'

export interface Screen {
    keyholders: Keyholder[]
    script: Record<'en' | 'ru' | 'uz' | 'kk', string> | null
    chain: { after_s: number; who: string; number: string }[]
    cameras: { device: string; site: boolean; distance_m: number | null }[]
    station: { area: string; desk: string } | null
    people: { id: string; name: string; area: string }[]
}

export interface Steps {
    questions: string[]
    chain: Screen['chain']
    notes: ReadonlyMap<string, Note>
    /** a keyholder said the word for duress */
    duress: boolean
    answerNext: (how: StepAnswer) => void
    calledNext: (how: StepAnswer) => void
    set: (step: string, text: string, how: StepAnswer) => void
}

/** Questions in this person's language, else in the one that is there; those of the centre when nobody wrote any. */
function questionsOf(found: Screen | undefined, kind: string | undefined): string[] {
    const script = found?.script
    const own = script && (script[getLang()] || script.en || script.ru || script.uz || script.kk)
    if (own) return own.split('\n').map((line) => line.trim()).filter(Boolean)
    const danger = kind === 'fire' || kind === 'medical' ? ('script.people' as const) : ('script.danger' as const)
    return [t('script.who'), t('script.code'), t('script.what'), t(danger), t('script.stay')]
}

/** The newest answer to each step of this alarm. */
function useAnswers(id: string): ReadonlyMap<string, Note> {
    const all = useTable('note')
    return useMemo(() => {
        const out = new Map<string, Note>()
        for (const note of all.values()) {
            if (note.about !== 'alarm/' + id || !note.step) continue
            const known = out.get(note.step)
            if (!known || (known.seq ?? 0) < (note.seq ?? 0)) out.set(note.step, note)
        }
        return out
    }, [all, id])
}

export function useSteps(id: string, alarm: Alarm | undefined, found: Screen | undefined): Steps {
    const notes = useAnswers(id)
    const questions = questionsOf(found, alarm?.kind)
    const chain = found?.chain ?? []
    const set = (step: string, text: string, how: StepAnswer): void => answer(id, step, text, how)
    const next = (list: string, count: number): number => Array.from({ length: count }, (_, i) => i).find((i) => !notes.has(`${list}.${i + 1}`)) ?? -1
    const called = (i: number, how: StepAnswer): void => {
        const one = chain[i]
        if (one) set(`chain.${i + 1}`, `${one.who}, ${one.number}: ${t(`step_answer.${how}`)}`, how)
    }
    return {
        questions,
        chain,
        notes,
        duress: [...notes.values()].some((note) => note.answer === 'duress'),
        set,
        answerNext: (how) => {
            const i = next('script', questions.length)
            if (i >= 0) set(`script.${i + 1}`, `${questions[i]} ${t(`step_answer.${how}`)}`, how)
        },
        calledNext: (how) => called(next('chain', chain.length), how),
    }
}

function Answered(props: { note: Note }) {
    const { note } = props
    return (
        <span class="dim">
            <strong class="strong">{note.answer && t(`step_answer.${note.answer}`)}</strong> {personName(note.by)}, <Time at={note.at} short />
        </span>
    )
}

const ANSWERS = ['yes', 'no', 'unreached'] as const

export function Script(props: { steps: Steps; closed: boolean }) {
    const { steps } = props
    const next = steps.questions.findIndex((_, i) => !steps.notes.has(`script.${i + 1}`))
    return (
        <Block title={t('screen.script')}>
            <ol class="steps-list">
                {steps.questions.map((question, i) => {
                    const note = steps.notes.get(`script.${i + 1}`)
                    return (
                        <li key={i} data-next={i === next ? '' : undefined} data-done={note ? '' : undefined}>
                            <span>{question}</span>
                            {note ? (
                                <Answered note={note} />
                            ) : (
                                !props.closed && (
                                    <span class="step-answers">
                                        {ANSWERS.map((how, k) => (
                                            <button type="button" key={how} onClick={() => steps.set(`script.${i + 1}`, `${question} ${t(`step_answer.${how}`)}`, how)}>
                                                {t(`step_answer.${how}`)}
                                                {i === next && <Key>{String(k + 1)}</Key>}
                                            </button>
                                        ))}
                                    </span>
                                )
                            )}
                        </li>
                    )
                })}
            </ol>
        </Block>
    )
}

/** The word goes to the centre, which says whether it fits; what was typed stays nowhere. */
function CodeAsk(props: { id: string; keyholder: string; note: Note | undefined }) {
    const [said, setSaid] = useState('')
    const send = (): void => {
        const word = said
        setSaid('')
        if (word.trim() === '') return
        post(`/api/v1/alarms/${props.id}/code`, { keyholder: props.keyholder, said: word }).catch(toastError)
    }
    return (
        <form
            class="code-ask"
            onSubmit={(event) => {
                event.preventDefault()
                send()
            }}
        >
            <input
                value={said}
                autocomplete="off"
                spellcheck={false}
                maxLength={60}
                placeholder={t('screen.code')}
                aria-label={t('screen.code')}
                onInput={(event) => setSaid(event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key !== 'Escape') return
                    event.stopPropagation()
                    event.currentTarget.blur()
                }}
            />
            {props.note && <Answered note={props.note} />}
        </form>
    )
}

export function Contacts(props: { id: string; site: Site | undefined; found: Screen | undefined; closed: boolean; notes: ReadonlyMap<string, Note> }) {
    const { site, found } = props
    if (!site && !found?.keyholders.length) return null
    return (
        <Block title={t('screen.contacts')}>
            <Facts
                rows={[
                    [t('field.address'), site?.address],
                    [t('field.contacts'), site?.contacts],
                ]}
            />
            <ol class="keyholders">
                {found?.keyholders.map((one) => (
                    <li key={one.id}>
                        <span class="faint num">{one.place}</span> <span class="strong">{one.name}</span> <span class="num phone">{one.phone}</span> {one.note && <span class="dim">{one.note}</span>}
                        {(one.code || one.duress_code) && !props.closed && <CodeAsk id={props.id} keyholder={one.id} note={props.notes.get('code.' + one.id)} />}
                    </li>
                ))}
            </ol>
            {found && found.keyholders.length === 0 && <p class="dim">{t('screen.no_keyholders')}</p>}
        </Block>
    )
}

/** When each is due counts from the alarm; what is due and not done is marked. */
export function Chain(props: { steps: Steps; alarm: Alarm; closed: boolean }) {
    const { steps, alarm } = props
    const now = useNow()
    if (steps.chain.length === 0) return null
    const next = steps.chain.findIndex((_, i) => !steps.notes.has(`chain.${i + 1}`))
    return (
        <Block title={t('screen.chain')}>
            <ol class="steps-list">
                {steps.chain.map((one, i) => {
                    const step = `chain.${i + 1}`
                    const note = steps.notes.get(step)
                    const left = ms(alarm.raised_at) + one.after_s * 1000 - now
                    const mark = (how: StepAnswer): void => steps.set(step, `${one.who}, ${one.number}: ${t(`step_answer.${how}`)}`, how)
                    return (
                        <li key={i} data-next={i === next ? '' : undefined} data-done={note ? '' : undefined}>
                            <span>
                                <span class="strong">{one.who}</span> <span class="num phone">{one.number}</span>{' '}
                                {!note && !props.closed && (left > 0 ? <span class="faint num">{t('screen.in', { time: stopwatch(left) })}</span> : <span class="warn">{t('screen.due')}</span>)}
                            </span>
                            {note ? (
                                <Answered note={note} />
                            ) : (
                                !props.closed && (
                                    <span class="step-answers">
                                        <button type="button" onClick={() => mark('done')}>
                                            {t('step_answer.done')}
                                            {i === next && <Key>w</Key>}
                                        </button>
                                        <button type="button" onClick={() => mark('unreached')}>
                                            {t('step_answer.unreached')}
                                        </button>
                                    </span>
                                )
                            )}
                        </li>
                    )
                })}
            </ol>
        </Block>
    )
}
