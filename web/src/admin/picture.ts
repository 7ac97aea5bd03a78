// SPDX-License-Identifier: Apache-2.0
// A plan as the centre takes it: PNG, JPEG or WebP of at most 2 MiB. A drawing (SVG) and what is too large is drawn anew here, in
// the administrator's browser and as an image, where nothing in it runs: the centre gets a picture and nothing else.

const TAKEN = ['image/png', 'image/jpeg', 'image/webp']
const MOST_BYTES = 2 << 20
/** longer side of what is drawn anew, in pixels */
const SIDES = [2400, 1600, 1000]

export class NoPicture extends Error {}

/** How large a picture of this size is drawn. A drawing has no pixels: it is made as large as is useful. */
export function drawnSize(width: number, height: number, side: number, drawing: boolean): [number, number] {
    if (!(width > 0) || !(height > 0)) return [side, Math.round(side * 0.7)]
    const by = drawing ? side / Math.max(width, height) : Math.min(1, side / Math.max(width, height))
    return [Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by))]
}

async function draw(file: Blob, side: number): Promise<Blob> {
    const url = URL.createObjectURL(file)
    try {
        const image = new Image()
        image.src = url
        await image.decode()
        const canvas = document.createElement('canvas')
        const drawing = file.type === 'image/svg+xml'
        ;[canvas.width, canvas.height] = drawnSize(image.naturalWidth, image.naturalHeight, side, drawing)
        const ink = canvas.getContext('2d')!
        ink.fillStyle = '#ffffff'
        ink.fillRect(0, 0, canvas.width, canvas.height)
        ink.drawImage(image, 0, 0, canvas.width, canvas.height)
        return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new NoPicture())), drawing ? 'image/png' : 'image/webp', 0.85))
    } catch {
        throw new NoPicture()
    } finally {
        URL.revokeObjectURL(url)
    }
}

/** Throws NoPicture for what no browser can draw (PDF, DWG, a damaged file). */
export async function asPlan(file: Blob): Promise<Blob> {
    if (TAKEN.includes(file.type) && file.size <= MOST_BYTES) return file
    if (!file.type.startsWith('image/')) throw new NoPicture()
    for (const side of SIDES) {
        const drawn = await draw(file, side)
        if (drawn.size <= MOST_BYTES) return drawn
    }
    throw new NoPicture()
}
