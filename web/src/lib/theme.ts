// SPDX-License-Identifier: Apache-2.0
// Day, night, high contrast: the tokens are in styles/tokens.css, the choice is this browser's.

export const THEMES = ['night', 'day', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

const watchers = new Set<(theme: Theme) => void>()

export function getTheme(): Theme {
    const chosen = localStorage.getItem('markaz.theme')
    const found = THEMES.find((one) => one === chosen)
    if (found) return found
    if (matchMedia('(prefers-contrast: more)').matches) return 'contrast'
    return matchMedia('(prefers-color-scheme: light)').matches ? 'day' : 'night'
}

export function setTheme(theme: Theme): void {
    localStorage.setItem('markaz.theme', theme)
    applyTheme(theme)
}

export function applyTheme(theme: Theme = getTheme()): void {
    document.documentElement.dataset.theme = theme
    for (const watcher of [...watchers]) watcher(theme)
}

export function onTheme(watcher: (theme: Theme) => void): () => void {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
}

/** A token's value now, for canvases and maps that cannot read CSS. */
export function token(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()
}
