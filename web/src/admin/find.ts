// SPDX-License-Identifier: Apache-2.0
// Finding by typing: every word typed must be somewhere in the row, in any order.

const cache = new WeakMap<object, string>()

export function matches<T extends object>(
    row: T,
    id: string,
    words: (row: T, id: string) => string,
    query: string,
): boolean {
    if (query.trim() === '') return true
    let text = cache.get(row)
    if (text === undefined) {
        text = (id + ' ' + words(row, id)).toLocaleLowerCase()
        cache.set(row, text)
    }
    return query
        .toLocaleLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word))
}
