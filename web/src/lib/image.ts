// SPDX-License-Identifier: Apache-2.0
// Pictures that the centre gives out only to who may see them.

import { useEffect, useState } from 'preact/hooks'
import { lookUpPhoto } from './purpose'

/** An image of the centre as an address of this page; empty while it has not come or may not be seen. */
export function useImage(path: string, purpose: string): string {
    const [url, setUrl] = useState('')
    useEffect(() => {
        let live = true
        let mine = ''
        setUrl('')
        if (!path) return
        lookUpPhoto(path, purpose).then(
            (got) => {
                if (!live) return URL.revokeObjectURL(got)
                mine = got
                setUrl(got)
            },
            () => undefined,
        )
        return () => {
            live = false
            if (mine) URL.revokeObjectURL(mine)
        }
    }, [path, purpose])
    return url
}
