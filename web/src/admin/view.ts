// SPDX-License-Identifier: Apache-2.0
// An answer of the centre that is asked for again and again while it is looked at.

import { useEffect, useState } from 'preact/hooks'
import { get } from '../lib/api'

/** The last good answer to GET of this path, and what is wrong with the newest one. Another path begins empty. */
export function useView<T>(path: string, everyMs: number): { view: T | undefined; error: unknown } {
    const [view, setView] = useState<T>()
    const [error, setError] = useState<unknown>()
    useEffect(() => {
        let live = true
        setView(undefined)
        const load = (): void => {
            get<T>(path).then(
                (answer) => {
                    if (!live) return
                    setView(answer)
                    setError(undefined)
                },
                (problem: unknown) => live && setError(problem),
            )
        }
        load()
        const timer = setInterval(load, everyMs)
        return () => {
            live = false
            clearInterval(timer)
        }
    }, [path, everyMs])
    return { view, error }
}
