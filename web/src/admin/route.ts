// SPDX-License-Identifier: Apache-2.0
// Which tab and which row: kept in the address, so that a reload, a bookmark and Back do what one expects.

import { useEffect, useState } from 'preact/hooks'

export const TABS = [
    'users',
    'tokens',
    'areas',
    'sites',
    'devices',
    'units',
    'import',
    'status',
    'retention',
    'procedures',
    'traffic',
    'cards',
] as const
export type Tab = (typeof TABS)[number]

export interface Route {
    tab: Tab
    id: string
}

export function parseRoute(hash: string): Route {
    const [tab = '', id = ''] = hash.replace(/^#/, '').split('/')
    const found = TABS.find((one) => one === tab) ?? 'users'
    try {
        return { tab: found, id: decodeURIComponent(id) }
    } catch {
        return { tab: found, id: '' }
    }
}

export function go(tab: Tab, id = ''): void {
    const hash = '#' + tab + (id ? '/' + encodeURIComponent(id) : '')
    if (location.hash === hash) return
    // Moving the selection is not a step to go back to; changing the tab is.
    if (parseRoute(location.hash).tab === tab) history.replaceState(null, '', hash)
    else history.pushState(null, '', hash)
    dispatchEvent(new PopStateEvent('popstate'))
}

export function useRoute(): Route {
    const [route, setRoute] = useState(() => parseRoute(location.hash))
    useEffect(() => {
        const read = (): void => setRoute(parseRoute(location.hash))
        addEventListener('popstate', read)
        addEventListener('hashchange', read)
        return () => {
            removeEventListener('popstate', read)
            removeEventListener('hashchange', read)
        }
    }, [])
    return route
}
