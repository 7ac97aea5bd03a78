// SPDX-License-Identifier: Apache-2.0
// The SharedWorker: one stream for all windows of this browser.

import { Hub, type HubMessage, type Port } from './hub'

const hub = new Hub()
const scope = self as unknown as { onconnect: ((event: MessageEvent) => void) | null }

scope.onconnect = (event) => {
    const raw = event.ports[0]
    if (!raw) return
    const port: Port = { tell: (message) => raw.postMessage(message) }
    raw.onmessage = (message: MessageEvent<HubMessage>) => hub.take(port, message.data)
    raw.start()
}

setInterval(() => hub.sweep(), 30_000)
self.addEventListener('online', () => hub.take({ tell: () => undefined }, { t: 'hurry' }))
