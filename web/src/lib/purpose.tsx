// SPDX-License-Identifier: Apache-2.0
// A look-up is asked why. Duty never is: this stands only where the centre refused to answer without a purpose.

import { useEffect, useRef, useState } from 'preact/hooks'
import { PURPOSE, type Purpose } from '../gen/types'
import { call, Problem, toProblem } from './api'
import { t } from './i18n'
import { useKeys } from './keys'
import { whoami } from './session'
import { store, useTable } from './store'
import { Key, ProblemBox } from './ui'

const REMEMBERED = 'markaz.purpose'
const ON_CASE: readonly Purpose[] = ['investigation', 'court_order', 'complaint', 'conduct']

/** What a person may say; the others are said by the account's own pages and by a subject's portal. */
const SAID = PURPOSE.filter((one): one is Exclude<Purpose, 'none' | 'audit' | 'subject'> => !['none', 'audit', 'subject'].includes(one))

/** Did the centre refuse because it was not told why? */
export function asksPurpose(error: unknown): boolean {
    return error instanceof Problem && error.status === 403 && error.field === 'purpose'
}

/** GET of a look-up; `purpose` is what Markaz-Purpose says, empty for what may be duty. */
export function lookUp<T>(path: string, purpose = ''): Promise<T> {
    return call<T>('GET', path, purpose ? { headers: { 'Markaz-Purpose': purpose } } : {})
}

/** A photo of a look-up, as an address an image may have; the caller gives it back (URL.revokeObjectURL). */
export async function lookUpPhoto(path: string, purpose: string): Promise<string> {
    let answer: Response
    try {
        answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...(purpose ? { headers: { 'Markaz-Purpose': purpose } } : {}) })
    } catch {
        throw new Problem(0, t('error.no_line'), t('error.no_line.next'))
    }
    if (!answer.ok) throw await toProblem(answer)
    return URL.createObjectURL(await answer.blob())
}

/** What was said for one thing on this page, so that its photo and its history are not asked twice. */
const given = new Map<string, string>()
const askedAtPhoto = new Set<string>()
const watchers = new Set<() => void>()

function tell(): void {
    for (const watcher of [...watchers]) watcher()
}

/** `atPhoto`: the photo of the same thing asks already. */
export function usePurpose(of: string): { purpose: string; atPhoto: boolean; give: (purpose: string) => void } {
    const [, redraw] = useState(0)
    useEffect(() => {
        const watcher = (): void => redraw((n) => n + 1)
        watchers.add(watcher)
        return () => void watchers.delete(watcher)
    }, [])
    return {
        purpose: given.get(of) ?? '',
        atPhoto: askedAtPhoto.has(of),
        give: (purpose) => {
            given.clear()
            given.set(of, purpose)
            tell()
        },
    }
}

/** The photo of this thing asks why, or no longer. */
export function photoAsks(of: string, asks: boolean): void {
    if (askedAtPhoto.has(of) === asks) return
    if (asks) askedAtPhoto.add(of)
    else askedAtPhoto.delete(of)
    tell()
}

interface Given {
    code: Purpose
    /** incident/I5 or case/F3 */
    ref: string
}

/** What was said last, while its incident or case lives. */
function remembered(): Given | undefined {
    try {
        const said = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? '') as Given
        const [kind, id] = said.ref.split('/')
        const incident = kind === 'incident' ? store.one('incident', id) : undefined
        const lives = kind === 'incident' ? incident && incident.state !== 'closed' : store.one('casefile', id)
        return lives && PURPOSE.includes(said.code) ? said : undefined
    } catch {
        return undefined
    }
}

/** Live incidents one works on oneself, newest first, then cases one may look for. */
function useRefs(): { ref: string; says: string }[] {
    const incidents = useTable('incident')
    const assignments = useTable('assignment')
    const cases = useTable('casefile')
    const me = whoami()
    const mine = new Set<string>()
    for (const one of assignments.values()) if (one.by === me.user || (me.unit && one.unit === me.unit)) mine.add(one.incident ?? '')
    const works = [...incidents].filter(([id, one]) => {
        const alarm = store.one('alarm', one.alarm)
        const hit = store.one('hit', one.hit)
        return one.state !== 'closed' && (one.by === me.user || alarm?.acked_by === me.user || hit?.seen_by === me.user || hit?.confirmed_by === me.user || mine.has(id))
    })
    return [
        ...works.reverse().map(([id, one]) => ({ ref: 'incident/' + id, says: `${id} ${one.title ?? ''}`.trim() })),
        ...[...cases].filter(([, one]) => one.owner === me.user || one.people?.includes(me.user)).map(([id, one]) => ({ ref: 'case/' + id, says: `${id} ${one.number ?? ''}`.trim() })),
    ]
}

function fits(code: Purpose, ref: string): boolean {
    return ref.startsWith('case/') || (ref.startsWith('incident/') && !ON_CASE.includes(code))
}

/** Says that this is a look-up and asks why; `onGiven` gets what Markaz-Purpose must say. */
export function AskPurpose(props: { error?: unknown; onGiven: (purpose: string) => void }) {
    const refs = useRefs()
    const before = remembered()
    const [code, setCode] = useState<Purpose>(before?.code ?? 'response')
    const [ref, setRef] = useState(before?.ref ?? '')
    const [why, setWhy] = useState('')
    const first = useRef<HTMLButtonElement>(null)
    const box = useRef<HTMLSelectElement>(null)
    const choices = refs.filter((one) => code === 'break_glass' || fits(code, one.ref))
    const chosen = choices.some((one) => one.ref === ref) ? ref : code === 'break_glass' ? '' : (choices[0]?.ref ?? '')
    const ready = code === 'break_glass' ? why.trim().length >= 10 : chosen !== ''
    useKeys([{ key: 'w', says: 'purpose.key', group: 'purpose.group', run: () => (ready ? first.current : box.current)?.focus() }])
    useEffect(() => {
        if (before) setRef(before.ref)
    }, [])
    const submit = (event: Event): void => {
        event.preventDefault()
        if (!ready) return
        if (code !== 'break_glass') sessionStorage.setItem(REMEMBERED, JSON.stringify({ code, ref: chosen }))
        const stands = chosen ? ' ' + chosen.replace('/', '=') : ''
        props.onGiven(code + stands + (code === 'break_glass' ? ' why=' + encodeURIComponent(why.trim()) : ''))
    }
    return (
        <form class="purpose form" onSubmit={submit}>
            <p>
                <strong>{t('purpose.title')}</strong> <span class="dim">{t('purpose.says')}</span>
            </p>
            {props.error !== undefined && <ProblemBox error={props.error} />}
            <label>
                {t('purpose.code')}
                <select ref={box} value={code} onChange={(event) => setCode(event.currentTarget.value as Purpose)}>
                    {SAID.map((one) => (
                        <option key={one} value={one}>
                            {t(`purpose_code.${one}`)}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                {t('purpose.for')}
                <select value={chosen} onChange={(event) => setRef(event.currentTarget.value)}>
                    {(choices.length === 0 || code === 'break_glass') && <option value="">{t('purpose.none')}</option>}
                    {choices.map((one) => (
                        <option key={one.ref} value={one.ref}>
                            {one.says}
                        </option>
                    ))}
                </select>
            </label>
            {code === 'break_glass' && (
                <label>
                    {t('purpose.why')}
                    <input value={why} maxLength={120} required onInput={(event) => setWhy(event.currentTarget.value)} />
                </label>
            )}
            <button type="submit" ref={first} disabled={!ready}>
                {t('purpose.do')} <Key>w</Key>
            </button>
        </form>
    )
}
