// SPDX-License-Identifier: Apache-2.0
// The console's address for who has no duty here: what this sign-in does not show, and what it opens instead.

import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../lib/api'
import { Approvals, ApprovalsButton } from '../lib/approvals'
import { Cases } from '../lib/cases'
import { t } from '../lib/i18n'
import { PasswordSheet } from '../lib/password'
import { LangButtons, signOut } from '../lib/session'
import { store } from '../lib/store'

const PAGES = [
    { permission: 'access.read', href: '/admin.html', text: 'menu.admin' },
    { permission: 'audit.read', href: '/audit.html', text: 'menu.audit' },
    { permission: 'picture.read', href: '/sites.html', text: 'menu.sites' },
    { permission: 'load.report', href: '/load.html', text: 'menu.load' },
] as const

export function OffDuty(props: { me: Me }) {
    const { me } = props
    const [sheet, setSheet] = useState<'' | 'approvals' | 'cases' | 'password'>('')
    const [, redraw] = useState(0)
    const may = (permission: string): boolean => me.permissions.includes(permission)
    const close = (): void => setSheet('')
    useEffect(() => {
        if (may('picture.read')) store.connect(me.user, { csrf: me.csrf, topics: '', geometry: false, area: me.area })
    }, [me])
    return (
        <main class="signin off-duty">
            <div class="problem">
                <strong>{t('off.title')}</strong>
                <span>{t('off.says', { name: me.full_name || me.name })}</span>
            </div>
            <nav aria-label={t('off.ways')}>
                <h2>{t('off.ways')}</h2>
                {PAGES.filter((page) => may(page.permission)).map((page) => (
                    <a key={page.href} href={page.href}>
                        {t(page.text)}
                    </a>
                ))}
                {may('approve.read') && <ApprovalsButton onOpen={() => setSheet('approvals')} />}
                {may('case.read') && (
                    <button type="button" class="plain" onClick={() => setSheet('cases')}>
                        {t('case.title')}
                    </button>
                )}
                <button type="button" class="plain" onClick={() => setSheet('password')}>
                    {t('password.open')}
                </button>
                <button type="button" class="plain" onClick={() => void signOut()}>
                    {t('signin.out')}
                </button>
            </nav>
            <footer>
                <LangButtons onChange={() => redraw((n) => n + 1)} />
            </footer>
            {sheet === 'approvals' && <Approvals onClose={close} />}
            {sheet === 'cases' && <Cases onClose={close} />}
            {sheet === 'password' && <PasswordSheet name={me.name} onClose={close} />}
        </main>
    )
}
