// SPDX-License-Identifier: Apache-2.0
// A file on its way to the centre, with progress: the one thing that fetch cannot tell.

import { getCsrf, Problem } from '../lib/api'

export function upload<T>(
    path: string,
    file: Blob,
    type: string,
    onProgress: (fraction: number) => void,
): Promise<T> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest()
        request.open('POST', path)
        request.setRequestHeader('Content-Type', type)
        request.setRequestHeader('X-Markaz-CSRF', getCsrf())
        request.upload.onprogress = (event) =>
            onProgress(event.total > 0 ? event.loaded / event.total : 1)
        request.upload.onload = () => onProgress(1)
        request.onerror = () => reject(new Problem(0, ''))
        request.onload = () => {
            try {
                const body = JSON.parse(request.responseText || '{}') as Record<string, unknown>
                if (request.status < 300) return resolve(body as T)
                const s = (k: string): string =>
                    typeof body[k] === 'string' ? (body[k] as string) : ''
                reject(new Problem(request.status, s('title'), s('detail'), s('field'), s('type')))
            } catch {
                reject(new Problem(request.status, request.statusText))
            }
        }
        request.send(file)
    })
}
