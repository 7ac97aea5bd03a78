// SPDX-License-Identifier: Apache-2.0
// What stands alike in the menus of several pages: the choice of the look, and the keys that are bound now.

import { t } from './i18n'
import { allBindings } from './keys'
import { getTheme, setTheme, THEMES } from './theme'
import { Key } from './ui'

export function ThemeButtons(props: { plain?: boolean; onChange: () => void }) {
    return (
        <>
            {THEMES.map((theme) => (
                <button
                    type="button"
                    class={props.plain ? 'plain' : undefined}
                    key={theme}
                    aria-pressed={getTheme() === theme}
                    onClick={() => {
                        setTheme(theme)
                        props.onChange()
                    }}
                >
                    {t(`theme.${theme}`)}
                </button>
            ))}
        </>
    )
}

/** Every key that does something now, by its group. */
export function BoundKeys() {
    const bindings = allBindings()
    const groups = [...new Set(bindings.map((binding) => binding.group))]
    return (
        <div class="help-groups">
            {groups.map((group) => (
                <section key={group}>
                    <h3>{t(group)}</h3>
                    <dl>
                        {bindings
                            .filter((binding) => binding.group === group)
                            .map((binding) => (
                                <div key={binding.key + binding.says}>
                                    <dt>
                                        <Key>{binding.key}</Key>
                                    </dt>
                                    <dd>{t(binding.says)}</dd>
                                </div>
                            ))}
                    </dl>
                </section>
            ))}
        </div>
    )
}
