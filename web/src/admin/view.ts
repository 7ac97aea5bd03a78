// SPDX-License-Identifier: Apache-2.0
// An answer of the centre that is asked for again and again while it is looked at.

import { useEffect, useState } from 'preact/hooks'
import { lookUp } from '../lib/purpose'

/** The last good answer to GET of this path, and what is wrong with the newest one. Another path begins empty. */
export function useView<T>(path: string, everyMs: number, purpose = ''): { view: T | undefined; error: unknown } {
    const [view, setView] = useState<T>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let live = true
        setView(undefined)
        const load = (): void => {
            lookUp<T>(path, purpose).then(
                (answer) => {
                    if (!live) return
                    setView(answer)
                    setError(undefined)
                },
                (problem: unknown) => live && setError(problem),
            )
        }
        load()
        // A look-up is made when somebody asks for it, never by a clock.
        const timer = purpose === '' ? setInterval(load, everyMs) : undefined
        return () => {
            live = false
            clearInterval(timer)
        }
    }, [path, everyMs, purpose])
    return { view, error }
}
