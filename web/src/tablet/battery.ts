// SPDX-License-Identifier: Apache-2.0
// The tablet's charge, 0 to 1, where the browser tells it (Chromium does, over HTTPS).

interface Battery extends EventTarget {
    level: number
}

export async function watchBattery(tell: (level: number) => void): Promise<void> {
    const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
    const battery = await ask?.call(navigator).catch(() => undefined)
    if (!battery) return
    tell(battery.level)
    battery.addEventListener('levelchange', () => tell(battery.level))
}
