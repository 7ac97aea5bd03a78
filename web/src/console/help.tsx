// SPDX-License-Identifier: Apache-2.0
// The help sheet: three sentences, and every key that is bound now.

import { t, type Key as TextKey } from '../lib/i18n'
import { allBindings, lettersOn } from '../lib/keys'
import { Sheet } from '../lib/ui'
import { Priority } from '../lib/ui'
import { setUi } from './state'

const NAMES: Record<string, string> = {
    ArrowDown: '↓',
    ArrowUp: '↑',
    Escape: 'Esc',
    Enter: '⏎',
    'shift+2': '⇧2 … ⇧9',
}

export function Help() {
    const groups = new Map<TextKey, { keys: string[]; says: TextKey }[]>()
    for (const one of allBindings()) {
        if (/^shift\+[3-9]$/.test(one.key)) continue
        const rows = groups.get(one.group) ?? []
        const same = rows.find((row) => row.says === one.says)
        const name = NAMES[one.key] ?? one.key
        if (same) same.keys.push(name)
        else rows.push({ keys: [name], says: one.says })
        groups.set(one.group, rows)
    }
    return (
        <Sheet title={t('key.help')} onClose={() => setUi({ help: false })}>
            <p class="help-text">{t('help.says')}</p>
            {!lettersOn() && <p class="problem">{t('help.letters_off')}</p>}
            <div class="help-groups">
                {[...groups].map(([group, rows]) => (
                    <section key={group}>
                        <h3>{t(group)}</h3>
                        <dl class="keys">
                            {rows.map((row) => (
                                <div key={row.says}>
                                    <dt>
                                        {row.keys.map((key) => (
                                            <kbd key={key}>{key}</kbd>
                                        ))}
                                    </dt>
                                    <dd>{t(row.says)}</dd>
                                </div>
                            ))}
                        </dl>
                    </section>
                ))}
                <section>
                    <h3>{t('help.marks')}</h3>
                    <dl class="keys">
                        {[1, 2, 3, 4].map((p) => (
                            <div key={p}>
                                <dt>
                                    <Priority priority={p} />
                                </dt>
                                <dd>{t(`help.p${p as 1}`)}</dd>
                            </div>
                        ))}
                        <div>
                            <dt>
                                <Priority priority={1} quiet />
                            </dt>
                            <dd>{t('help.quiet')}</dd>
                        </div>
                    </dl>
                    <h3>{t('command.name')}</h3>
                    <dl class="keys">
                        {(['/s M21 av', '/i robbery 12 Navoi', '/a M21', '/u M21', '/g 41.31,69.24', '/f navoi'] as const).map((line) => (
                            <div key={line}>
                                <dt>
                                    <code>{line}</code>
                                </dt>
                                <dd>{t(`command.${line[1] as 's'}`)}</dd>
                            </div>
                        ))}
                    </dl>
                </section>
            </div>
        </Sheet>
    )
}
