// SPDX-License-Identifier: Apache-2.0
// One map of keys: what they do, what the help sheet says of them, and the switch for single letters (WCAG 2.1.4).

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Key } from './i18n'

export interface Binding {
    /** as event.key says, lower case for letters; 'shift+x', 'ctrl+x', 'alt+x' */
    key: string
    /** what the help sheet says */
    says: Key
    /** heading in the help sheet */
    group: Key
    /** false: shown greyed and does nothing */
    when?: () => boolean
    run: (event: KeyboardEvent) => void
    /** works while a text field has the focus too */
    inText?: boolean
}

const layers: { current: readonly Binding[] }[] = []
const SWITCH = 'markaz.letters'

export function lettersOn(): boolean {
    return localStorage.getItem(SWITCH) !== 'off'
}

export function setLetters(on: boolean): void {
    localStorage.setItem(SWITCH, on ? 'on' : 'off')
}

/** Latin letter of the physical key: shortcuts work with a Russian or Kazakh keyboard layout. */
export function keyName(event: KeyboardEvent): string {
    let key = event.key
    const code = event.code ?? ''
    if (key === '/' || key === '?') return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + key
    if (key.length === 1 && code.startsWith('Key')) key = code.slice(3).toLowerCase()
    else if (key.length === 1 && code.startsWith('Digit')) key = code.slice(5)
    else if (code === 'Slash') key = event.shiftKey ? '?' : '/'
    const letter = key.length === 1
    const prefix =
        (event.ctrlKey || event.metaKey ? 'ctrl+' : '') +
        (event.altKey ? 'alt+' : '') +
        (event.shiftKey && (!letter || /[a-z0-9]/.test(key)) ? 'shift+' : '')
    return prefix + key
}

function inTextField(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false
    if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
        return true
    }
    return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
}

/** Enter and Space on a focused control are that control's, not ours. */
function isControl(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && target.closest('button, a[href], summary, label, [role=tab]') !== null
}

export function handleKey(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false
    const name = keyName(event)
    const text = inTextField(event.target)
    if ((name === 'Enter' || name === ' ') && isControl(event.target)) return false
    const single = name.length === 1 && name !== '?' && name !== '/'
    if (single && !lettersOn()) return false
    for (let i = layers.length - 1; i >= 0; i--) {
        for (const binding of layers[i]?.current ?? []) {
            if (binding.key !== name || (text && !binding.inText)) continue
            if (binding.when && !binding.when()) continue
            event.preventDefault()
            binding.run(event)
            return true
        }
    }
    return false
}

let listening = false

/** Bindings that live as long as the component; later layers come first. */
export function useKeys(bindings: readonly Binding[]): void {
    const layer = useRef(bindings)
    layer.current = bindings
    // Before the paint: a key pressed the moment its part is seen works.
    useLayoutEffect(() => {
        if (!listening) {
            listening = true
            document.addEventListener('keydown', handleKey)
        }
        layers.push(layer)
        return () => void layers.splice(layers.indexOf(layer), 1)
    }, [])
}

/** All keys that are bound now, nearest layer first. */
export function allBindings(): Binding[] {
    const seen = new Set<string>()
    const out: Binding[] = []
    for (let i = layers.length - 1; i >= 0; i--) {
        for (const binding of layers[i]?.current ?? []) {
            if (seen.has(binding.key + binding.says)) continue
            seen.add(binding.key + binding.says)
            out.push(binding)
        }
    }
    return out
}
