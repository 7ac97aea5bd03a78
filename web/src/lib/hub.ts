// SPDX-License-Identifier: Apache-2.0
// Many windows, one line: who is connected, what they look at together, and what one window says to the others.

import { Line, unionWindow } from './line'
import type { LineMessage, LineOptions, Window } from './line'

/** What a window tells the hub. */
export type HubMessage =
    | { t: 'hello'; user: string; options: LineOptions }
    | { t: 'window'; window: Window | null }
    | { t: 'say'; say: unknown }
    | { t: 'alive' }
    | { t: 'hurry' }
    | { t: 'bye' }
    | { t: 'stop' }

export interface Port {
    tell(message: LineMessage): void
}

interface Client {
    window: Window | null
    heard: number
}

/** Browsers slow a hidden page's timers to one a minute: three missed ones and the window is gone. */
const GONE_MS = 200_000

export class Hub {
    private readonly clients = new Map<Port, Client>()
    private line: Line | undefined
    private user = ''

    take(port: Port, message: HubMessage): void {
        const client = this.clients.get(port)
        if (client) client.heard = Date.now()
        switch (message.t) {
            case 'hello':
                return this.hello(port, message.user, message.options)
            case 'window':
                if (client) client.window = message.window
                return this.widen()
            case 'say':
                for (const [other] of this.clients) if (other !== port) other.tell({ t: 'say', say: message.say })
                return
            case 'hurry':
                return this.line?.hurry()
            case 'bye':
                this.clients.delete(port)
                if (this.clients.size === 0) this.end()
                else this.widen()
                return
            case 'stop':
                return this.end()
            case 'alive':
                return
        }
    }

    /** Windows that crashed say no goodbye. */
    sweep(now = Date.now()): void {
        for (const [port, client] of this.clients) {
            if (now - client.heard > GONE_MS) this.take(port, { t: 'bye' })
        }
    }

    get size(): number {
        return this.clients.size
    }

    private hello(port: Port, user: string, options: LineOptions): void {
        this.clients.set(port, { window: null, heard: Date.now() })
        const line = this.line
        const fits =
            line &&
            line.state !== 'signed_out' &&
            this.user === user &&
            line.options.csrf === options.csrf &&
            line.options.topics === options.topics &&
            (line.options.geometry || !options.geometry)
        if (fits) {
            line.greet((message) => port.tell(message))
            return
        }
        this.end()
        this.user = user
        this.line = new Line(options, (message) => this.fan(message))
        this.line.start()
        this.widen()
    }

    private fan(message: LineMessage): void {
        for (const [port] of this.clients) port.tell(message)
    }

    private end(): void {
        this.line?.stop()
        this.line = undefined
    }

    private widen(): void {
        const windows: Window[] = []
        for (const client of this.clients.values()) if (client.window) windows.push(client.window)
        this.line?.setWindow(unionWindow(windows))
    }
}
