// SPDX-License-Identifier: Apache-2.0
// A page's end of the line: through the SharedWorker where there is one, else with a line of its own.

import { Hub, type HubMessage } from './hub'
import type { LineMessage, LineOptions, Window } from './line'

export interface Connection {
    setWindow(window: Window | null): void
    /** To the other windows of this browser. */
    say(what: unknown): void
    hurry(): void
    /** Sign-out: ends the line for every window. */
    stop(): void
    close(): void
    readonly shared: boolean
}

export function connect(
    user: string,
    options: LineOptions,
    take: (message: LineMessage) => void,
): Connection {
    const raw = open(take)
    const post = (message: HubMessage): void => raw.post(message)
    post({ t: 'hello', user, options })
    const alive = setInterval(() => post({ t: 'alive' }), 20_000)
    const bye = (): void => post({ t: 'bye' })
    const hurry = (): void => post({ t: 'hurry' })
    addEventListener('pagehide', bye)
    addEventListener('online', hurry)
    addEventListener('pageshow', (event) => {
        if (event.persisted) location.reload()
    })
    return {
        get shared() {
            return raw.shared
        },
        setWindow: (window) => post({ t: 'window', window }),
        say: (say) => post({ t: 'say', say }),
        hurry,
        stop: () => post({ t: 'stop' }),
        close: () => {
            clearInterval(alive)
            removeEventListener('pagehide', bye)
            removeEventListener('online', hurry)
            bye()
            raw.close()
        },
    }
}

interface Raw {
    post(message: HubMessage): void
    shared: boolean
    close(): void
}

function open(take: (message: LineMessage) => void): Raw {
    if (typeof SharedWorker === 'undefined') return openOwn(take)
    const worker = new SharedWorker('/stream.worker.js', { name: 'markaz' })
    const sent: HubMessage[] = []
    let heard = false
    let own: Raw | undefined
    worker.port.onmessage = (event: MessageEvent<LineMessage>) => {
        heard = true
        take(event.data)
    }
    worker.port.start()
    // A worker that cannot be loaded says so here, and never through its port.
    worker.onerror = () => {
        if (heard || own) return
        own = openOwn(take)
        for (const message of sent) own.post(message)
    }
    return {
        post: (message) => {
            if (own) return own.post(message)
            if (!heard) sent.push(message)
            worker.port.postMessage(message)
        },
        get shared() {
            return own === undefined
        },
        close: () => {
            own?.close()
            worker.port.close()
        },
    }
}

function openOwn(take: (message: LineMessage) => void): Raw {
    const hub = new Hub()
    const port = { tell: take }
    const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('markaz')
    if (others) others.onmessage = (event) => take({ t: 'say', say: event.data as unknown })
    return {
        post: (message) => {
            if (message.t === 'say') others?.postMessage(message.say)
            else hub.take(port, message)
        },
        shared: false,
        close: () => others?.close(),
    }
}
