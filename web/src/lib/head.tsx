// SPDX-License-Identifier: Apache-2.0
// The head of a page of tabs: the way home, the tabs with their number keys, the line's lamp, help and one's own settings.

import type { ComponentChildren } from 'preact'
import { Key, LineLamp, Mark } from './ui'

export interface HeadTab<T extends string> {
    id: T
    label: string
    /** What waits there; nothing when nothing does. */
    flag?: ComponentChildren
}

const DIGITS = 10

/** The key of the tab at this place: a digit, 0 is the tenth; after that digits with Shift. */
export function tabKey(place: number): string {
    return (place < DIGITS ? '' : 'shift+') + String((place + 1) % DIGITS)
}

export function PageHead<T extends string>(props: {
    title: string
    home: string
    tabs: readonly HeadTab<T>[]
    current: T
    /** Without it a tab is an address (`#id`), and the page listens to that. */
    onTab?: (tab: T) => void
    help: string
    onHelp: () => void
    person: string
    onPerson: () => void
    /** Between the tabs and the lamp. */
    children?: ComponentChildren
}) {
    const { onTab } = props
    return (
        <header class="bar">
            <a href="/" class="home" title={props.home}>
                <Mark /> <strong>{props.title}</strong>
            </a>
            <nav aria-label={props.title}>
                {props.tabs.map((tab, i) => (
                    <a
                        key={tab.id}
                        href={'#' + tab.id}
                        aria-current={tab.id === props.current ? 'page' : undefined}
                        onClick={
                            onTab &&
                            ((event) => {
                                event.preventDefault()
                                onTab(tab.id)
                            })
                        }
                    >
                        {tab.label} {tab.flag}
                        <Key>{tabKey(i).replace('shift+', '⇧')}</Key>
                    </a>
                ))}
            </nav>
            {props.children}
            <LineLamp />
            <button type="button" onClick={props.onHelp} aria-label={props.help}>
                ?
            </button>
            <button type="button" onClick={props.onPerson}>
                {props.person}
            </button>
        </header>
    )
}
