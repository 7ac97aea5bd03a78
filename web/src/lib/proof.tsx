// SPDX-License-Identifier: Apache-2.0
// How far the sealed history reaches, and so of each event: waiting, sealed by the centre, or cosigned by witnesses too.

import { useEffect, useState } from 'preact/hooks'
import { t } from './i18n'

/** Entries under the newest checkpoint, and under the newest that witnesses cosigned. */
interface Reach {
    readonly sealed: number
    readonly witnessed: number
}

const COSIGNATURE_BYTES = 4 + 8 + 64
const WAITING_MS = 1000
const COSIGNING_MS = 10_000

let reach: Reach = { sealed: 0, witnessed: 0 }
let asked: Promise<void> | undefined
const watchers = new Set<() => void>()

/** Its size, and whether a witness's line stands under it. Shown only: who wants to know opens the proof. */
export function readReach(note: string): { size: number; cosigned: boolean } {
    const [body = '', signatures = ''] = note.split('\n\n')
    const size = Number(body.split('\n')[1])
    const cosigned = signatures.split('\n').some((line) => {
        const blob = line.split(' ')[2] ?? ''
        return (blob.length / 4) * 3 - (blob.match(/=*$/)?.[0].length ?? 0) === COSIGNATURE_BYTES
    })
    return { size: Number.isSafeInteger(size) ? size : 0, cosigned }
}

async function load(path: string): Promise<{ size: number; cosigned: boolean }> {
    const answer = await fetch(path, { credentials: 'omit', cache: 'no-store' })
    return answer.ok ? readReach(await answer.text()) : { size: 0, cosigned: false }
}

/** With witnesses, the checkpoint is the newest that they cosigned, and a newer one stands beside it. */
async function ask(): Promise<void> {
    const public_ = await load('/log/checkpoint')
    const newest = public_.cosigned ? (await load('/log/newest')).size : 0
    reach = {
        sealed: Math.max(reach.sealed, public_.size, newest),
        witnessed: Math.max(reach.witnessed, public_.cosigned ? public_.size : 0),
    }
    for (const watcher of [...watchers]) watcher()
}

/** One question at a time, however many ask. */
function askOnce(): Promise<void> {
    asked ??= ask()
        .catch(() => undefined) // the line's lamp tells it
        .finally(() => (asked = undefined))
    return asked
}

/** Kept up to date until it reaches the event `last`. */
export function useReach(last: number): Reach {
    const [now, setNow] = useState(reach)
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout> | undefined
        let live = true
        const watcher = (): void => setNow(reach)
        const next = (): void => {
            if (!live || last === 0) return
            const wait = reach.sealed < last ? WAITING_MS : reach.witnessed > 0 && reach.witnessed < last ? COSIGNING_MS : 0
            if (wait > 0) timer = setTimeout(() => void askOnce().then(next), wait)
        }
        watchers.add(watcher)
        if (last > reach.sealed || last > reach.witnessed) void askOnce().then(next)
        return () => {
            live = false
            clearTimeout(timer)
            watchers.delete(watcher)
        }
    }, [last])
    return now
}

export function ProofBadge(props: { seq: number; reach: Reach }) {
    const { seq } = props
    const is = seq <= props.reach.witnessed ? 'witnessed' : seq <= props.reach.sealed ? 'sealed' : 'waiting'
    const word = t(`proof.${is}`)
    if (is === 'waiting') {
        return (
            <span class="proof faint" data-is={is}>
                {word}
            </span>
        )
    }
    return (
        <a class="proof" data-is={is} href={`/verify#event=${seq}`} target="_blank" rel="noopener" title={t('proof.open', { seq: String(seq) })}>
            <svg width="10" height="10" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">
                <path d={is === 'witnessed' ? 'M1 8.5l3.5 3.5L11 4.5M8 12l1 1 6-8' : 'M2.5 8.5l3.5 3.5 7.5-8'} />
            </svg>
            {word}
        </a>
    )
}
