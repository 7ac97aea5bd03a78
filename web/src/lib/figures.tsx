// SPDX-License-Identifier: Apache-2.0
// How figures are shown on paper and on the screen.

import type { ComponentChildren } from 'preact'
import { numberLocale } from './i18n'

const tenths = (n: number): string => new Intl.NumberFormat(numberLocale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n)

export const part = (share: number | null | undefined): string => (share === null || share === undefined ? '–' : `${tenths(share * 100)} %`)
export const seconds = (ms: number | null): string => (ms === null ? '–' : `${tenths(Math.round(ms / 100) / 10)} s`)

export function Table(props: { head: ComponentChildren[]; rows: ComponentChildren[][] }) {
    return (
        <table class="account">
            <thead>
                <tr>
                    {props.head.map((one, i) => (
                        <th scope="col" key={i}>
                            {one}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {props.rows.map((row, i) => (
                    <tr key={i}>
                        {row.map((cell, j) => (
                            <td key={j} class={j > 0 ? 'num' : undefined}>
                                {cell}
                            </td>
                        ))}
                    </tr>
                ))}
            </tbody>
        </table>
    )
}
