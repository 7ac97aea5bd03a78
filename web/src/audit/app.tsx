// SPDX-License-Identifier: Apache-2.0
// The audit page: three tabs by number keys, help by "?", what was asked before by "b".

import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../lib/api'
import { Cases } from '../lib/cases'
import { BoundKeys, ThemeButtons } from '../lib/choices'
import { PageHead } from '../lib/head'
import { t, type Key } from '../lib/i18n'
import { useKeys } from '../lib/keys'
import { LangButtons, NotFor, signOut } from '../lib/session'
import { store, useStore, useTable } from '../lib/store'
import { Key as KeyCap, Sheet, Toasts } from '../lib/ui'
import { Acts, type Following } from './acts'
import { NO_FILTER, type Filter } from './ask'
import { Looks } from './looks'
import { Reviews } from './reviews'

const TABS = ['reviews', 'looks', 'acts'] as const
type Tab = (typeof TABS)[number]

/** Where one is. Kept here and not in the address: a plate that was asked for must not lie in a browser's history. */
interface Place {
    tab: Tab
    filter: Filter
    following: Following
}

const NOBODY: Following = { by: '', from: '', to: '' }

export function App(props: { me: Me }) {
    const { me } = props
    const [trail, setTrail] = useState<Place[]>([{ tab: 'reviews', filter: NO_FILTER, following: NOBODY }])
    const [sheet, setSheet] = useState<'' | 'help' | 'settings' | 'cases'>('')
    const [, redraw] = useState(0)
    const ready = useStore((s) => s.ready)
    const waiting = useTable('review').size
    const place = trail[trail.length - 1] as Place
    const go = (next: Partial<Place>): void => setTrail([...trail.slice(-30), { ...place, ...next }])
    const follow = (by: string): void => go({ tab: 'acts', following: { ...NOBODY, by } })
    const back = (): void => setTrail(trail.slice(0, -1))
    useEffect(() => store.connect(me.user, { csrf: me.csrf, topics: '', geometry: false, area: me.area }), [me])
    useEffect(() => {
        document.title = `${t('audit.title')} · Markaz`
    })
    useKeys([
        ...TABS.map((tab, i) => ({ key: String(i + 1), says: `audit.tab.${tab}` as Key, group: 'audit.keys.page' as const, run: () => go({ tab }) })),
        { key: 'b', says: 'audit.key.back', group: 'audit.keys.page', when: () => trail.length > 1, run: back },
        { key: 'shift+c', says: 'case.key', group: 'audit.keys.page', run: () => setSheet('cases') },
        { key: '?', says: 'audit.key.help', group: 'audit.keys.page', run: () => setSheet('help') },
    ])
    if (!me.permissions.includes('audit.read')) return <NotFor what={t('audit.not_here')} next={t('audit.not_here.next', { name: me.name })} home={t('audit.console')} />
    return (
        <div class="adm audit">
            <PageHead
                title={t('audit.title')}
                home={t('audit.console')}
                tabs={TABS.map((id) => ({
                    id,
                    label: t(`audit.tab.${id}`),
                    flag: id === 'reviews' && waiting > 0 && <span class="flag warn num">◆{waiting}</span>,
                }))}
                current={place.tab}
                onTab={(tab) => go({ tab })}
                help={t('audit.key.help')}
                onHelp={() => setSheet('help')}
                person={me.full_name || me.name}
                onPerson={() => setSheet('settings')}
            >
                {trail.length > 1 && (
                    <button type="button" class="plain" onClick={back}>
                        {t('audit.back')} <KeyCap>b</KeyCap>
                    </button>
                )}
                <button type="button" class="plain" onClick={() => setSheet('cases')}>
                    {t('audit.cases')}
                </button>
            </PageHead>
            <main>
                {!ready && <p class="empty">{t('audit.loading')}</p>}
                {ready && place.tab === 'reviews' && <Reviews onFollow={follow} onSubject={(subject) => go({ tab: 'looks', filter: { ...NO_FILTER, subject } })} />}
                {ready && place.tab === 'looks' && <Looks filter={place.filter} onFilter={(filter) => go({ filter })} onFollow={follow} />}
                {ready && place.tab === 'acts' && <Acts key={place.following.by} following={place.following} onFollow={(following) => go({ following })} />}
            </main>
            {sheet === 'cases' && <Cases onClose={() => setSheet('')} />}
            {sheet === 'help' && <Help onClose={() => setSheet('')} />}
            {sheet === 'settings' && <Settings onClose={() => setSheet('')} onChange={() => redraw((n) => n + 1)} />}
            <Toasts />
        </div>
    )
}

function Help(props: { onClose: () => void }) {
    return (
        <Sheet title={t('audit.key.help')} onClose={props.onClose}>
            <div class="help">
                <p>{t('audit.about')}</p>
                <BoundKeys />
            </div>
        </Sheet>
    )
}

function Settings(props: { onClose: () => void; onChange: () => void }) {
    return (
        <Sheet title={t('audit.settings')} onClose={props.onClose}>
            <div class="help">
                <div class="chips">
                    <LangButtons onChange={props.onChange} />
                </div>
                <div class="chips">
                    <ThemeButtons onChange={props.onChange} />
                </div>
                <p>
                    <a href="/">{t('audit.console')}</a>
                </p>
                <button type="button" onClick={() => void signOut()}>
                    {t('signin.out')}
                </button>
            </div>
        </Sheet>
    )
}
