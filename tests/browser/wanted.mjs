// SPDX-License-Identifier: Apache-2.0
// A wanted vehicle for a browser test: its entry on a list, and a photo as a camera takes one.

import { createHash } from 'node:crypto'

/** An entry made by hand, good for a day. */
export const wanted = (plate, more = {}) => ({
    plate,
    region: 'uz',
    class: 'car',
    make: 'Chevrolet',
    color: 'white',
    issuer: 'Criminal investigation',
    basis: 'report of theft No. 7',
    reason: 'stolen',
    expires_at: new Date(Date.now() + 864e5).toISOString(),
    ...more,
})

/** A photo with this plate on it, drawn by a page; its name is its SHA-256. */
export async function photoOf(page, plate) {
    const jpeg = await page.evaluate((text) => {
        const canvas = document.createElement('canvas')
        canvas.width = 320
        canvas.height = 200
        const draw = canvas.getContext('2d')
        draw.fillStyle = '#dde3e8'
        draw.fillRect(0, 0, 320, 200)
        draw.fillStyle = '#111'
        draw.font = '40px sans-serif'
        draw.fillText(text, 40, 120)
        return canvas.toDataURL('image/jpeg').split(',')[1]
    }, plate)
    const bytes = Buffer.from(jpeg, 'base64')
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
