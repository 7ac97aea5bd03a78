// SPDX-License-Identifier: Apache-2.0
// Who witnesses the history, and since when, in one line: "witnessed by … 12 s ago", or "not witnessed".

import { useEffect, useState } from 'preact/hooks'
import { useNow } from './clock'
import { age, ms } from './format'
import { t } from './i18n'

export interface Witness {
    label: string
    name: string
    says: string
    why: string
    cosigned_at: string | null
}

/** The member "history" of GET /api/v1/public and /api/v1/status. */
export interface History {
    broken: boolean
    refused: boolean
    policy: boolean
    suspended: boolean
    demo: boolean
    need: number
    of: number
    cosigned_at: string | null
    witnesses: Witness[]
    renewed: Renewed | null
    stamps: Stamps
}

/** By a time stamping authority outside; `why`: it gave none when it was asked last. */
export interface Stamps {
    asked: boolean
    size: number
    at: string | null
    why: string
}

/** The log was begun anew after a disaster; numbers are those of entries of the old one. */
export interface Renewed {
    origin: string
    old: string
    at: string
    kept: number
    lost_from: number | null
    lost_to: number | null
}

export interface Public {
    size: number
    root: string
    cosigned: boolean
    now: string
    counts: Record<string, number>
    /** look-ups by purpose */
    looks: Record<string, number>
    history: History
}

const EVERY_MS = 10_000

/** Asked without a sign-in, again and again; what was heard last stays when the line is gone. */
export function usePublic(): Public | undefined {
    const [found, setFound] = useState<Public>()
    useEffect(() => {
        let over = false
        const ask = async (): Promise<void> => {
            try {
                const answer = await fetch('/api/v1/public', { cache: 'no-store' })
                if (answer.ok && !over) setFound((await answer.json()) as Public)
            } catch {
                // The next time.
            }
        }
        void ask()
        const timer = setInterval(() => void ask(), EVERY_MS)
        return () => {
            over = true
            clearInterval(timer)
        }
    }, [])
    return found
}

type State = 'good' | 'none' | 'bad'

export function witnessState(history: History): State {
    if (history.broken || history.refused || history.suspended) return 'bad'
    return history.policy && history.cosigned_at ? 'good' : 'none'
}

export function witnessText(history: History, now: number): string {
    const since = history.cosigned_at ? age(Math.max(0, now - ms(history.cosigned_at))) : ''
    const names = history.witnesses.filter((one) => one.says === 'cosigned').map((one) => one.label)
    if (history.broken) return t('witness.broken')
    if (history.refused) return t('witness.refused')
    if (history.suspended) return since ? t('witness.suspended', { age: since }) : t('witness.suspended.never')
    if (!history.policy || !since) return t('witness.none')
    return names.length > 0 ? t('witness.by', { names: names.join(', '), age: since }) : t('witness.last', { age: since })
}

export function WitnessLine(props: { history: History }) {
    const now = useNow()
    const { history } = props
    const shown = witnessText(history, now)
    return (
        <span class="witness" data-is={witnessState(history)} role="status" title={t('witness.says')}>
            {shown}
            {history.demo && history.policy && <span class="faint"> ({t('witness.demo')})</span>}
        </span>
    )
}
