// SPDX-License-Identifier: Apache-2.0
// /verify: the sealed history checked in the browser, by anybody, without a sign-in. /verify#event=N checks event N at once.

import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import '../styles/base.css'
import '../styles/column.css'
import './verify.css'
import en from '../i18n/verify/en.json'
import kk from '../i18n/verify/kk.json'
import ru from '../i18n/verify/ru.json'
import uz from '../i18n/verify/uz.json'
import { addTexts, pickLang, setLang, t } from '../lib/i18n'
import { LangButtons } from '../lib/session'
import { applyTheme } from '../lib/theme'
import { Mark } from '../lib/ui'
import { textOf } from '../tlog/bytes'
import { fetchCheckpoint } from '../tlog/whole'
import { exported, grown, one, sourceOf, whole, type Given } from './checks'
import { DropField } from './export'
import { faultText, Question } from './result'
import { fromAddress, OWN } from './source'

const KEPT = 'markaz.verify.key'
const asked = new URLSearchParams(location.hash.slice(1)).get('event') ?? ''

addTexts({ en, ru, uz, kk })
applyTheme()
setLang(pickLang())

async function ownKey(): Promise<string> {
    const bytes = await fromAddress(OWN)('key')
    return (bytes && textOf(bytes)?.trim()) ?? ''
}

function save(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
    link.download = name
    link.click()
    URL.revokeObjectURL(link.href)
}

function FileField(props: { name: string; onFile: (file: File | undefined) => void }) {
    return (
        <label>
            <span>{props.name}</span>
            <input type="file" onChange={(event) => props.onFile(event.currentTarget.files?.[0])} />
        </label>
    )
}

type Set = (change: Partial<Given>) => void

/** A typed key is kept in this browser; one that came from the centre is marked as such and forgotten. */
function Trust(props: { given: Given; own: boolean; set: Set; onKey: (key: string, own: boolean) => void; take: () => void }) {
    return (
        <fieldset class="trust">
            <label>
                <span>{t('verify.key')}</span>
                <input
                    id="key"
                    class="num"
                    spellcheck={false}
                    autocomplete="off"
                    value={props.given.key}
                    onInput={(event) => props.onKey(event.currentTarget.value, false)}
                />
                <small class="dim">{t('verify.key.hint')}</small>
            </label>
            <button type="button" id="take-key" onClick={props.take}>
                {t('verify.key.take')}
            </button>
            {props.own && (
                <p class="warning" role="note">
                    {t('verify.key.own')}
                </p>
            )}
            <FileField name={t('verify.policy')} onFile={(policy) => props.set({ policy })} />
            <small class="dim">{t('verify.policy.hint')}</small>
            <label>
                <span>{t('verify.log')}</span>
                <input id="log" class="num" spellcheck={false} value={props.given.address} onInput={(event) => props.set({ address: event.currentTarget.value })} />
                <small class="dim">{t('verify.log.hint')}</small>
            </label>
            <label>
                <span>{t('verify.folder')}</span>
                <input id="folder" type="file" {...{ webkitdirectory: true }} multiple onChange={(event) => props.set({ folder: [...(event.currentTarget.files ?? [])] })} />
            </label>
        </fieldset>
    )
}

function OneEvent(props: { given: Given; set: Set; atOnce: boolean }) {
    const { given, set } = props
    return (
        <Question id="one" name="verify.one" what="verify.one.what" act="verify.one.do" run={(say) => one(given, say)} atOnce={props.atOnce}>
            <div class="fields">
                <label>
                    <span>{t('verify.number')}</span>
                    <input id="number" class="num" inputMode="numeric" value={given.number} onInput={(event) => set({ number: event.currentTarget.value })} />
                </label>
                <FileField name={t('verify.proof')} onFile={(proof) => set({ proof })} />
                <FileField name={t('verify.entry')} onFile={(entry) => set({ entry })} />
                <FileField name={t('verify.payload')} onFile={(payload) => set({ payload })} />
                <FileField name={t('verify.salt')} onFile={(salt) => set({ salt })} />
            </div>
        </Question>
    )
}

function Page() {
    const [given, setGiven] = useState<Given>({ key: localStorage.getItem(KEPT) ?? '', address: location.origin + OWN, folder: [], number: asked })
    const [own, setOwn] = useState(false)
    const [ready, setReady] = useState(asked === '')
    const [fault, setFault] = useState<unknown>()
    const [, redraw] = useState(0)
    const set: Set = (change) => setGiven((before) => ({ ...before, ...change }))
    const onKey = (key: string, isOwn: boolean): void => {
        setOwn(isOwn)
        set({ key })
        if (!isOwn) localStorage.setItem(KEPT, key.trim())
    }
    const take = (): Promise<void> => ownKey().then((key) => onKey(key, true), setFault)
    useEffect(() => {
        document.title = `${t('verify.title')} · Markaz`
        // Opened for one event without a key that somebody typed: the centre's own, and the page says what that is worth.
        if (ready) return
        if (given.key !== '') setReady(true)
        else void take().then(() => setReady(true))
    }, [])
    const keep = async (): Promise<void> => save('checkpoint', await fetchCheckpoint(sourceOf(given)))
    return (
        <main class="column verify">
            <header>
                <h1>
                    <Mark /> {t('verify.title')}
                </h1>
                <nav>
                    <LangButtons onChange={() => redraw((n) => n + 1)} />
                </nav>
            </header>
            <p>{t('verify.intro')}</p>
            <p class="dim">{t('verify.intro.page')}</p>
            <Trust given={given} own={own} set={set} onKey={onKey} take={() => void take()} />
            {fault !== undefined && (
                <p class="problem" role="alert">
                    {faultText(fault)}
                </p>
            )}
            {ready && <OneEvent given={given} set={set} atOnce={asked !== ''} />}
            <Question
                id="export"
                name="verify.export"
                what="verify.export.what"
                act="verify.export.do"
                run={(say, signal) => exported(given, say, signal)}
                going={['verify.export.progress', 1000]}
            >
                <DropField name={t('verify.export.file')} onFile={(file) => set({ export: file })} />
            </Question>
            <Question
                id="grown"
                name="verify.grown"
                what="verify.grown.what"
                act="verify.grown.do"
                run={(say) => grown(given, say)}
                extra={
                    <button type="button" onClick={() => void keep().catch(setFault)}>
                        {t('verify.keep')}
                    </button>
                }
            >
                <FileField name={t('verify.old')} onFile={(old) => set({ old })} />
            </Question>
            <Question id="whole" name="verify.whole" what="verify.whole.what" act="verify.whole.do" run={(say, signal) => whole(given, say, signal)} />
        </main>
    )
}

const page = document.getElementById('page')
if (page) render(<Page />, page)
