// SPDX-License-Identifier: Apache-2.0
// One form for everything that can be added or changed. The field that the centre refused is marked and focused.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Kind } from '../gen/types'
import { Problem } from '../lib/api'
import { localMinute } from '../lib/format'
import { t, type Key } from '../lib/i18n'
import { store } from '../lib/store'
import { ProblemBox, Sheet, toastError } from '../lib/ui'
import { instantIso } from '../lib/zone'

export interface Field {
    name: string
    label: Key
    /** `secret`: typed and not shown again; what is left empty is not sent */
    kind: 'text' | 'long' | 'number' | 'time' | 'choice' | 'check' | 'password' | 'secret' | 'ids' | 'ref'
    /** for a choice: value and text */
    options?: readonly [string, string][]
    /** for a ref: ids of which kind */
    ref?: Kind
    required?: boolean
    /** shown while a new thing is made, not while one is changed */
    onlyNew?: boolean
    hint?: Key
    min?: number
    max?: number
    maxLength?: number
    minLength?: number
    pattern?: string
    /** how many lines a long text shows */
    lines?: number
    /** an example, the same in all languages */
    example?: string
}

export type Values = Record<string, unknown>

export interface FormProps {
    title: string
    fields: readonly Field[]
    before: Values
    /** only what differs from `before` is sent */
    onlyChanged?: boolean
    send: Key
    /** the centre has said already that a second person must approve it */
    second?: boolean
    /** who that is; else an administrator */
    secondHint?: Key
    /**
     * `reason`: asked for when the centre says that a second person must approve it; else empty.
     * What it resolves to is done only if the form is still open: a late answer moves nobody from where he is by then.
     */
    onSend: (values: Values, reason: string) => Promise<(() => void) | void>
    onClose: () => void
}

/** Text of the inputs → values as the commands take them; what is empty is left out. */
export function readValues(fields: readonly Field[], data: FormData): Values {
    const out: Values = {}
    for (const field of fields) {
        const text = String(data.get(field.name) ?? '').trim()
        if (field.kind === 'check') out[field.name] = data.get(field.name) !== null
        else if (field.kind === 'password') out[field.name] = String(data.get(field.name) ?? '')
        else if (field.kind === 'ids') out[field.name] = text.split(/[\s,;]+/).filter(Boolean)
        else if (text === '') out[field.name] = undefined
        else if (field.kind === 'time') out[field.name] = instantIso(text)
        else if (field.kind === 'number') out[field.name] = Number(text.replace(',', '.'))
        else out[field.name] = text
    }
    return out
}

/** What to send: all that is filled, or only what changed ('' empties a text). */
export function toSend(values: Values, before: Values, onlyChanged: boolean): Values {
    const out: Values = {}
    for (const [name, value] of Object.entries(values)) {
        const was = before[name]
        if (onlyChanged) {
            if (JSON.stringify(value ?? '') !== JSON.stringify(was ?? '')) out[name] = value ?? ''
        } else if (value !== undefined && !(Array.isArray(value) && value.length === 0))
            out[name] = value
    }
    return out
}

export function FormSheet(props: FormProps) {
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const [second, setSecond] = useState(props.second ?? false)
    const form = useRef<HTMLFormElement>(null)
    const open = useRef(true)
    useEffect(() => () => void (open.current = false), [])
    const submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault()
        const data = new FormData(form.current!)
        const values = readValues(props.fields, data)
        setBusy(true)
        setError(undefined)
        try {
            const next = await props.onSend(
                toSend(values, props.before, props.onlyChanged ?? false),
                String(data.get('reason') ?? '').trim(),
            )
            if (!open.current) return
            props.onClose()
            next?.()
        } catch (problem) {
            if (!open.current) return toastError(problem)
            setBusy(false)
            if (!second && problem instanceof Problem && problem.field === 'reason') {
                setSecond(true)
                return
            }
            setError(problem)
            if (problem instanceof Problem && problem.field) {
                const input = form.current?.elements.namedItem(problem.field)
                if (input instanceof HTMLElement) input.focus()
            }
        }
    }
    const wrong = error instanceof Problem ? error.field : ''
    return (
        <Sheet title={props.title} onClose={props.onClose}>
            <form ref={form} class="form" onSubmit={(event) => void submit(event)}>
                {props.fields.map((field) => (
                    <FieldView
                        key={field.name}
                        field={field}
                        before={props.before[field.name]}
                        wrong={wrong === field.name}
                    />
                ))}
                {second && <Reason wrong={wrong === 'reason'} hint={props.secondHint ?? 'approval.reason.hint'} focus={!props.second} />}
                {error !== undefined && <ProblemBox error={error} />}
                <div class="form-end">
                    <button class="primary" disabled={busy}>
                        {t(second ? 'approval.ask' : props.send)} <kbd aria-hidden="true">Enter</kbd>
                    </button>
                    <button type="button" onClick={props.onClose}>
                        {t('do.cancel')} <kbd aria-hidden="true">Esc</kbd>
                    </button>
                </div>
            </form>
        </Sheet>
    )
}

/** Two persons must agree on this: the one who asks says why. */
function Reason(props: { wrong: boolean; hint: Key; focus: boolean }) {
    return (
        <div class="field-row" data-wrong={props.wrong ? '' : undefined}>
            <label for="f-reason">
                {t('approval.reason')}
                <span aria-hidden="true"> *</span>
            </label>
            <div>
                <input id="f-reason" name="reason" required pattern=".*\S.*" maxLength={110} autofocus={props.focus} aria-describedby="f-reason-hint" />
                <small id="f-reason-hint" class="dim">
                    {t(props.hint)}
                </small>
            </div>
        </div>
    )
}

function FieldView(props: { field: Field; before: unknown; wrong: boolean }) {
    const { field } = props
    const id = 'f-' + field.name
    const shown = Array.isArray(props.before) ? props.before.join(', ') : String(props.before ?? '')
    const same = {
        id,
        name: field.name,
        required: field.required ?? false,
        'aria-invalid': props.wrong ? true : undefined,
        'aria-describedby': field.hint ? id + '-hint' : undefined,
    }
    return (
        <div class="field-row" data-wrong={props.wrong ? '' : undefined}>
            <label for={id}>
                {t(field.label)}
                {field.required && <span aria-hidden="true"> *</span>}
            </label>
            <div>
                {field.kind === 'choice' ? (
                    // Marked on the options: a value of the whole would undo the choice whenever the form says something.
                    <select {...same}>
                        {!field.required && <option value="">–</option>}
                        {field.options?.map(([value, text]) => (
                            <option value={value} key={value} selected={value === shown}>
                                {text}
                            </option>
                        ))}
                    </select>
                ) : field.kind === 'long' ? (
                    <textarea {...same} rows={field.lines ?? 3} maxLength={field.maxLength} placeholder={field.example} defaultValue={shown} />
                ) : field.kind === 'check' ? (
                    <input
                        {...same}
                        required={false}
                        type="checkbox"
                        defaultChecked={props.before === true}
                    />
                ) : field.kind === 'password' ? (
                    <Hidden same={same} minLength={field.minLength ?? 10} maxLength={256} make={newPassword} />
                ) : field.kind === 'secret' ? (
                    <Hidden same={same} maxLength={field.maxLength ?? 60} />
                ) : field.kind === 'ref' ? (
                    <RefInput same={same} kind={field.ref!} before={shown} />
                ) : field.kind === 'time' ? (
                    <input {...same} type="datetime-local" min={localMinute(Date.now())} defaultValue={shown} />
                ) : field.kind === 'number' ? (
                    <input
                        {...same}
                        type="number"
                        inputMode="decimal"
                        step="any"
                        min={field.min}
                        max={field.max}
                        defaultValue={shown}
                    />
                ) : (
                    <input
                        {...same}
                        type="text"
                        maxLength={field.maxLength}
                        pattern={field.pattern}
                        placeholder={field.example}
                        defaultValue={shown}
                        spellcheck={false}
                    />
                )}
                {field.hint && (
                    <small id={id + '-hint'} class="dim">
                        {t(field.hint)}
                    </small>
                )}
            </div>
        </div>
    )
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** 16 letters and digits that nobody mixes up: 90 bits. */
export function newPassword(): string {
    const out: string[] = []
    while (out.length < 16) {
        const [byte] = crypto.getRandomValues(new Uint8Array(1))
        if (byte! < LETTERS.length * 4) out.push(LETTERS[byte! % LETTERS.length]!)
    }
    return out.join('')
}

/** What nobody looking on shall read, until its button is pressed; with `make` another button thinks of one. */
function Hidden(props: { same: Record<string, unknown>; minLength?: number; maxLength: number; make?: () => string }) {
    const input = useRef<HTMLInputElement>(null)
    const [seen, setSeen] = useState(false)
    const { make } = props
    return (
        <span class="with-button">
            <input
                {...props.same}
                {...({ type: seen ? 'text' : 'password' } as { type: 'password' })}
                ref={input}
                autocomplete="new-password"
                {...(props.minLength === undefined ? {} : { minLength: props.minLength })}
                maxLength={props.maxLength}
                spellcheck={false}
            />
            {make && (
                <button
                    type="button"
                    onClick={() => {
                        input.current!.value = make()
                        setSeen(true)
                    }}
                >
                    {t('adm.password.make')}
                </button>
            )}
            <button type="button" aria-pressed={seen} onClick={() => setSeen(!seen)}>
                {t('adm.password.show')}
            </button>
        </span>
    )
}

const OFFERED = 40

/** An id with its name: type either, choose from what matches. */
function RefInput(props: { same: Record<string, unknown>; kind: Kind; before: string }) {
    const [value, setValue] = useState(props.before)
    const table = store.table(props.kind) as ReadonlyMap<string, { name?: string }>
    const list = 'l-' + String(props.same.name)
    const offered = useMemo(() => {
        const query = value.toLocaleLowerCase()
        const out: [string, string][] = []
        for (const [id, row] of table) {
            const name = row.name ?? ''
            if (!(id + ' ' + name).toLocaleLowerCase().includes(query)) continue
            out.push([id, name])
            if (out.length >= OFFERED) break
        }
        return out
    }, [value, table])
    const name = table.get(value)?.name
    return (
        <>
            <input
                {...props.same}
                list={list}
                value={value}
                spellcheck={false}
                autocomplete="off"
                onInput={(event) => setValue(event.currentTarget.value)}
            />
            <datalist id={list}>
                {offered.map(([id, text]) => (
                    <option value={id} key={id}>
                        {text}
                    </option>
                ))}
            </datalist>
            {value !== '' && <small class="dim">{name ?? t('adm.ref.unknown')}</small>}
        </>
    )
}
