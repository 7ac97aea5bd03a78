// SPDX-License-Identifier: Apache-2.0
// The administration page: tabs by number keys, help by "?", everything reachable without a mouse.

import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../lib/api'
import { Approvals, ApprovalsButton } from '../lib/approvals'
import { BoundKeys, ThemeButtons } from '../lib/choices'
import { PageHead, tabKey } from '../lib/head'
import { t, type Key } from '../lib/i18n'
import { lettersOn, setLetters, useKeys } from '../lib/keys'
import { PasswordSheet } from '../lib/password'
import { LangButtons, NotFor, signOut } from '../lib/session'
import { store, useStore, useTable } from '../lib/store'
import { lastUndo, Sheet, Toasts } from '../lib/ui'
import { Cards } from './cards'
import { Devices } from './devices'
import { Import } from './import'
import { Areas, Sites, Units } from './places'
import { Procedures } from './procedures'
import { Retention } from './retention'
import { go, TABS, useRoute, type Tab } from './route'
import { StatusPage } from './status'
import { Tokens } from './tokens'
import { Traffic } from './traffic'
import { Users } from './users'

const NEEDS: Partial<Record<Tab, string>> = {
    users: 'access.read',
    tokens: 'access.read',
    import: 'registry.write',
    status: 'status.read',
    retention: 'status.read',
}

export function App(props: { me: Me }) {
    const { me } = props
    const route = useRoute()
    const [sheet, setSheet] = useState<'' | 'help' | 'settings' | 'approvals' | 'password'>('')
    const [, redraw] = useState(0)
    const ready = useStore((s) => s.ready)
    const tabs = TABS.filter((tab) => !NEEDS[tab] || me.permissions.includes(NEEDS[tab]))
    const tab = tabs.includes(route.tab) ? route.tab : (tabs[0] ?? 'areas')
    useEffect(() => store.connect(me.user, { csrf: me.csrf, topics: '', geometry: false, area: me.area }), [me])
    useKeys([
        ...tabs.map((one, i) => ({
            key: tabKey(i),
            says: `adm.tab.${one}` as Key,
            group: 'adm.keys.page' as const,
            run: () => go(one),
        })),
        {
            key: 'z',
            says: 'do.undo',
            group: 'adm.keys.page',
            when: () => lastUndo() !== undefined,
            run: () => lastUndo()?.(),
        },
        {
            key: 'q',
            says: 'adm.key.approvals',
            group: 'adm.keys.page',
            when: () => me.permissions.includes('approve.read'),
            run: () => setSheet('approvals'),
        },
        { key: '?', says: 'adm.key.help', group: 'adm.keys.page', run: () => setSheet('help') },
    ])
    if (!me.permissions.includes('access.read') && !me.permissions.includes('registry.write')) {
        return <NotFor what={t('adm.not_here')} next={t('adm.not_here.next', { name: me.name })} home={t('adm.console')} />
    }
    return (
        <div class="adm">
            <PageHead
                title={t('adm.title')}
                home={t('adm.console')}
                tabs={tabs.map((id) => ({ id, label: t(`adm.tab.${id}`), flag: <Unknown tab={id} /> }))}
                current={tab}
                help={t('adm.key.help')}
                onHelp={() => setSheet('help')}
                person={me.full_name || me.name}
                onPerson={() => setSheet('settings')}
            >
                {me.permissions.includes('approve.read') && (
                    <ApprovalsButton onOpen={() => setSheet('approvals')} />
                )}
            </PageHead>
            <LineBand />
            <main>
                {ready ? (
                    <TabView tab={tab} id={route.id} />
                ) : (
                    <p class="empty">{t('adm.loading')}</p>
                )}
            </main>
            {sheet === 'approvals' && <Approvals onClose={() => setSheet('')} />}
            {sheet === 'help' && <Help tab={tab} onClose={() => setSheet('')} />}
            {sheet === 'settings' && (
                <Settings
                    me={me}
                    onClose={() => setSheet('')}
                    onPassword={() => setSheet('password')}
                    onChange={() => redraw((n) => n + 1)}
                />
            )}
            {sheet === 'password' && <PasswordSheet name={me.name} onClose={() => setSheet('')} />}
            <Toasts />
        </div>
    )
}

function TabView(props: { tab: Tab; id: string }) {
    switch (props.tab) {
        case 'users':
            return <Users id={props.id} />
        case 'tokens':
            return <Tokens id={props.id} />
        case 'areas':
            return <Areas id={props.id} />
        case 'sites':
            return <Sites id={props.id} />
        case 'devices':
            return <Devices id={props.id} />
        case 'units':
            return <Units id={props.id} />
        case 'import':
            return <Import />
        case 'status':
            return <StatusPage />
        case 'retention':
            return <Retention />
        case 'procedures':
            return <Procedures id={props.id} />
        case 'cards':
            return <Cards id={props.id} />
        case 'traffic':
            return <Traffic />
    }
}

/** How many unknown devices wait to be adopted. */
function Unknown(props: { tab: Tab }) {
    const devices = useTable('device')
    if (props.tab !== 'devices') return null
    let n = 0
    for (const device of devices.values()) if (device.state === 'unknown') n++
    return n > 0 ? <span class="flag warn num">◆{n}</span> : null
}

function LineBand() {
    const state = useStore((s) => s.line.state)
    const ready = useStore((s) => s.ready)
    if (state === 'open' || (state === 'connecting' && !ready)) return null
    return (
        <p class="line-band" role="alert">
            <strong>{t(`line.${state}`)}</strong> {t('adm.line.says')}
        </p>
    )
}

function Help(props: { tab: Tab; onClose: () => void }) {
    const [letters, set] = useState(lettersOn())
    return (
        <Sheet title={t('adm.key.help')} onClose={props.onClose}>
            <div class="help">
                <p>{t(`adm.about.${props.tab}`)}</p>
                <BoundKeys />
                <label>
                    <input
                        type="checkbox"
                        checked={letters}
                        onChange={() => {
                            setLetters(!letters)
                            set(!letters)
                        }}
                    />{' '}
                    {t('adm.letters')}
                </label>
            </div>
        </Sheet>
    )
}

function Settings(props: { me: Me; onClose: () => void; onPassword: () => void; onChange: () => void }) {
    return (
        <Sheet title={props.me.full_name || props.me.name} onClose={props.onClose}>
            <div class="form">
                <p class="dim">
                    {props.me.name} · {t(`role.${props.me.role}`)}
                </p>
                <div class="chips">
                    <LangButtons onChange={props.onChange} />
                </div>
                <div class="chips">
                    <ThemeButtons onChange={props.onChange} />
                </div>
                <button type="button" onClick={props.onPassword}>
                    {t('password.open')}
                </button>
                <button type="button" onClick={() => void signOut()}>
                    {t('signin.out')}
                </button>
            </div>
        </Sheet>
    )
}
