// SPDX-License-Identifier: Apache-2.0
// /public: what anybody may know of the centre, without a sign-in: how often what has happened, counted at a checkpoint that is
// named, and who witnesses it. No person, no plate, no place.

import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import '../styles/base.css'
import '../styles/column.css'
import './public.css'
import en from '../i18n/public/en.json'
import kk from '../i18n/public/kk.json'
import ru from '../i18n/public/ru.json'
import uz from '../i18n/public/uz.json'
import { addTexts, locale, pickLang, setLang, t, type Key } from '../lib/i18n'
import { LangButtons } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Age, Mark } from '../lib/ui'
import { usePublic, WitnessLine, type History, type Public, type Renewed, type Stamps } from '../lib/witness'

addTexts({ en, ru, uz, kk })
applyTheme()
setLang(pickLang())

/** What people ask for first; all others stand below by the names they have in the entries. */
const FIRST: readonly [string, Key][] = [
    ['hit.found', 'public.hits'],
    ['hit.confirmed', 'public.hits.confirmed'],
    ['hit.dismissed', 'public.hits.false'],
    ['hit.expired', 'public.hits.expired'],
    ['entry.added', 'public.entries'],
    ['look.deferred', 'public.deferred'],
    ['case.deferred', 'public.orders'],
    ['erase', 'public.erased'],
    ['hold.placed', 'public.holds'],
    ['approval.asked', 'public.approvals'],
    ['approval.refused', 'public.approvals.refused'],
    ['history.suspended', 'public.suspended'],
]

const count = (n: number): string => new Intl.NumberFormat(locale()).format(n)

function Rows(props: { rows: [string, number][]; code?: boolean }) {
    return (
        <table class="counts">
            <tbody>
                {props.rows.map(([name, n]) => (
                    <tr key={name}>
                        <th scope="row">{props.code ? <code>{name}</code> : name}</th>
                        <td class="num">{count(n)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

function Witnesses(props: { history: History }) {
    const { witnesses, need, of } = props.history
    return (
        <section>
            <h2>{t('public.witnesses')}</h2>
            <p>
                <WitnessLine history={props.history} />
            </p>
            {witnesses.length > 0 && (
                <>
                    <p class="dim">{t('public.quorum', { n: need, total: of })}</p>
                    <table class="counts">
                        <tbody>
                            {witnesses.map((one) => (
                                <tr key={one.name}>
                                    <th scope="row">
                                        {one.label} <code>{one.name}</code>
                                    </th>
                                    <td>{one.cosigned_at ? <Age at={one.cosigned_at} staleS={300} /> : <span class="faint">{t('witness.none')}</span>}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </>
            )}
        </section>
    )
}

/** When an authority outside said last that the history was there. */
function Stamped(props: { stamps: Stamps }) {
    const { asked, size, at, why } = props.stamps
    if (!asked && !at) return null
    return (
        <section>
            <h2>{t('public.stamps')}</h2>
            {at ? (
                <p>
                    <Age at={at} staleS={2 * 3600} /> <span class="dim">{t('public.stamps.size', { n: count(size) })}</span> <a href="/log/stamps">{t('public.stamps.all')}</a>
                </p>
            ) : (
                <p class="dim">{t('public.stamps.none')}</p>
            )}
            {why && (
                <p>
                    <span class="witness" data-is="none" role="status">
                        {t('public.stamps.missed', { why })}
                    </span>
                </p>
            )}
        </section>
    )
}

/** After a disaster: what is lost, under which name it goes on, and what shows it. */
function Anew(props: { renewed: Renewed }) {
    const { origin, old, at, kept, lost_from, lost_to } = props.renewed
    const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at))
    const lost = lost_from !== null && lost_to !== null
    return (
        <section>
            <h2>{t('public.anew')}</h2>
            <p>{t('public.anew.since', { day, old, origin })}</p>
            <p>
                <strong>{lost ? t('public.anew.lost', { n: count(lost_to - lost_from + 1), a: count(lost_from), b: count(lost_to) }) : t('public.anew.nothing')}</strong>{' '}
                {t('public.anew.kept', { n: count(kept) })}
            </p>
            <p class="dim">
                {t('public.anew.by', { n: count(kept + 1) })} <a href="/log/predecessor">{t('public.anew.last')}</a>
            </p>
        </section>
    )
}

function Counts(props: { known: Public }) {
    const { counts, size, root, cosigned } = props.known
    const all = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b))
    return (
        <section>
            <h2>{t('public.counts')}</h2>
            <Rows rows={FIRST.map(([type, name]) => [t(name), counts[type] ?? 0])} />
            <details>
                <summary>{t('public.all')}</summary>
                <Rows rows={all} code />
            </details>
            <p class="dim">{t(cosigned ? 'public.at.cosigned' : 'public.at', { n: count(size) })}</p>
            <p>
                <code class="root">{root}</code>
            </p>
            <p class="dim">
                {t('public.again')} <a href="/verify">{t('public.verify')}</a>
            </p>
        </section>
    )
}

function Looks(props: { known: Public }) {
    const rows = Object.entries(props.known.looks).map(([purpose, n]): [string, number] => [purpose === 'none' ? t('public.looks.none') : t(`purpose_code.${purpose}` as Key), n])
    return (
        <section class="looks">
            <h2>{t('public.looks')}</h2>
            {rows.length > 0 ? <Rows rows={rows} /> : <p>{t('public.looks.no')}</p>}
            <p class="dim">{t('public.looks.says')}</p>
        </section>
    )
}

function Page() {
    const known = usePublic()
    const [, redraw] = useState(0)
    useEffect(() => {
        document.title = `${t('public.title')} · Markaz`
    })
    return (
        <main class="column public">
            <header>
                <h1>
                    <Mark /> {t('public.title')}
                </h1>
                <nav>
                    <LangButtons onChange={() => redraw((n) => n + 1)} />
                </nav>
            </header>
            <p>{t('public.intro')}</p>
            {known ? (
                <>
                    <Witnesses history={known.history} />
                    <Stamped stamps={known.history.stamps} />
                    {known.history.renewed && <Anew renewed={known.history.renewed} />}
                    <Looks known={known} />
                    <Counts known={known} />
                </>
            ) : (
                <p role="status">{t('public.waiting')}</p>
            )}
        </main>
    )
}

const page = document.getElementById('page')
if (page) render(<Page />, page)
