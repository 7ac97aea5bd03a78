// SPDX-License-Identifier: Apache-2.0
// What survives a reload and a flat battery: acts and fixes not yet sent, and the last picture.

import type { Act, Store } from './outbox'
import type { Fix, FixStore } from './track'

const NAME = 'markaz-tablet'
const VERSION = 1

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
    opened ??= new Promise((resolve, reject) => {
        const ask = indexedDB.open(NAME, VERSION)
        ask.onupgradeneeded = () => {
            ask.result.createObjectStore('acts', { keyPath: 'id' })
            ask.result.createObjectStore('fixes', { keyPath: 'n' })
            ask.result.createObjectStore('kept')
        }
        ask.onsuccess = () => resolve(ask.result)
        ask.onerror = () => reject(ask.error ?? new Error('no storage'))
        ask.onblocked = () => reject(new Error('storage is blocked by another window'))
    })
    return opened
}

/** Runs one transaction; resolves when the device has it on disk (strict durability). */
async function within<T>(
    store: string,
    mode: IDBTransactionMode,
    work: (s: IDBObjectStore) => IDBRequest<T> | void,
): Promise<T | undefined> {
    const db = await database()
    return new Promise((resolve, reject) => {
        const tx = db.transaction(store, mode, { durability: 'strict' })
        const ask = work(tx.objectStore(store))
        tx.oncomplete = () => resolve(ask ? ask.result : undefined)
        tx.onabort = () => reject(tx.error ?? new Error('storage refused'))
        tx.onerror = () => reject(tx.error ?? new Error('storage refused'))
    })
}

export const actStore: Store = {
    all: async () => (await within<Act[]>('acts', 'readonly', (s) => s.getAll())) ?? [],
    put: async (act) => void (await within('acts', 'readwrite', (s) => s.put(act))),
    remove: async (id) => void (await within('acts', 'readwrite', (s) => s.delete(id))),
}

export const fixStore: FixStore = {
    all: async () => (await within<Fix[]>('fixes', 'readonly', (s) => s.getAll())) ?? [],
    put: async (fix) => void (await within('fixes', 'readwrite', (s) => s.put(fix))),
    removeUntil: async (n) =>
        void (await within('fixes', 'readwrite', (s) => s.delete(IDBKeyRange.upperBound(n)))),
}

export async function keep(name: string, value: unknown): Promise<void> {
    await within('kept', 'readwrite', (s) => s.put(value, name)).catch(() => undefined)
}

export async function kept<T>(name: string): Promise<T | undefined> {
    return within<T>('kept', 'readonly', (s) => s.get(name)).catch(() => undefined)
}
