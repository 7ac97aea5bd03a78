// SPDX-License-Identifier: Apache-2.0
// The tablet's offline shell. It keeps the tablet's own files and nothing else: every other page and every call to the
// centre goes past it untouched. A new set of files replaces the old one only as a whole.

/** The part of a service worker's world that is used here; the pages' own types do not have it. */
interface WorkerEvent extends Event {
    waitUntil(work: Promise<unknown>): void
    respondWith(answer: Promise<Response>): void
    readonly request: Request
    readonly data: unknown
}
interface WorkerScope {
    readonly location: Location
    readonly clients: { claim(): Promise<void> }
    skipWaiting(): Promise<void>
    addEventListener(type: string, heard: (event: WorkerEvent) => void): void
}
const scope = self as unknown as WorkerScope

const CACHE = 'markaz-tablet-'
const PAGE = '/tablet.html'
const FIRST = [PAGE, '/tablet.js', '/tablet.css', '/fonts.css', '/icon.svg', '/tablet.webmanifest']
const PATIENCE_MS = 2500

/** Files that a file of the shell names: chunks of the script, fonts of the style sheet. */
function named(path: string, text: string): string[] {
    if (path.endsWith('.js'))
        return [...text.matchAll(/["']\.\/(chunk-[\w-]+\.js)["']/g)].map((m) => '/' + m[1])
    if (path.endsWith('.css'))
        return [...text.matchAll(/url\(["']?(\/fonts\/[\w.-]+)/g)].map((m) => m[1]!)
    return []
}

/** Loads the whole shell; throws when any file is missing. */
async function load(): Promise<Map<string, Response>> {
    const files = new Map<string, Response>()
    const todo = [...FIRST]
    for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
        if (files.has(path)) continue
        const answer = await fetch(path, { cache: 'no-cache' })
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
        files.set(path, answer.clone())
        if (/\.(js|css)$/.test(path)) todo.push(...named(path, await answer.text()))
    }
    return files
}

async function renew(): Promise<void> {
    const files = await load()
    const name = CACHE + Date.now()
    const cache = await caches.open(name)
    for (const [path, answer] of files) await cache.put(path, answer)
    for (const old of await caches.keys()) {
        if (old.startsWith(CACHE) && old !== name) await caches.delete(old)
    }
}

async function cached(path: string): Promise<Response | undefined> {
    const names = (await caches.keys()).filter((name) => name.startsWith(CACHE)).sort()
    const newest = names[names.length - 1]
    return newest ? (await caches.open(newest)).match(path) : undefined
}

/** The network's answer when it comes soon, else the kept file, else whatever the network says in the end. */
async function answer(request: Request, path: string): Promise<Response> {
    const kept = await cached(path)
    if (!kept) return fetch(request)
    if (path.startsWith('/chunk-') || path.startsWith('/fonts/')) return kept
    const network = fetch(request, { cache: 'no-cache' }).then((r) => (r.ok ? r : kept))
    const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS))
    return Promise.race([network.catch(() => kept), late])
}

scope.addEventListener('install', (event) => {
    event.waitUntil(renew().then(() => scope.skipWaiting()))
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('message', (event) => {
    if (event.data === 'renew') event.waitUntil(renew().catch(() => undefined))
})

scope.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url)
    if (event.request.method !== 'GET' || url.origin !== scope.location.origin) return
    const path = url.pathname === '/tablet' ? PAGE : url.pathname
    const ours = FIRST.includes(path) || path.startsWith('/chunk-') || path.startsWith('/fonts/')
    if (ours) event.respondWith(answer(event.request, path))
})

export {}
