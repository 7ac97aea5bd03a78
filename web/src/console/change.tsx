// SPDX-License-Identifier: Apache-2.0
// The description of an incident, to be corrected as more becomes known. Only what was changed is sent.

import { useLayoutEffect, useRef } from 'preact/hooks'
import { INCIDENT_KIND, type Incident, type InIncidentChange } from '../gen/types'
import { t } from '../lib/i18n'
import { Key } from '../lib/ui'
import { changeIncident } from './actions'
import { setUi, useUi } from './state'

const TEXTS = ['title', 'address', 'detail'] as const

/** What differs from what is known. */
export function differences(now: Incident, form: Record<string, string>): InIncidentChange {
    const out: InIncidentChange = {}
    const kind = INCIDENT_KIND.find((one) => one === form.kind)
    if (kind && kind !== now.kind) out.kind = kind
    const priority = Number(form.priority)
    if (priority >= 1 && priority <= 5 && priority !== now.priority) out.priority = priority
    for (const field of TEXTS) {
        const text = (form[field] ?? '').trim()
        if (text !== (now[field] ?? '')) out[field] = text
    }
    return out
}

export function ChangeAsk(props: { id: string; incident: Incident }) {
    const { asking } = useUi()
    const first = useRef<HTMLSelectElement>(null)
    const { id } = props
    /** as it was when the form was opened: what somebody else changes meanwhile is not changed back by it */
    const opened = useRef<{ id: string; incident: Incident } | undefined>(undefined)
    if (asking !== 'change') opened.current = undefined
    else if (opened.current?.id !== id) opened.current = { id, incident: props.incident }
    const incident = opened.current?.incident ?? props.incident
    useLayoutEffect(() => {
        if (asking === 'change') first.current?.focus()
    }, [asking])
    if (asking !== 'change') return null
    const save = (event: SubmitEvent): void => {
        event.preventDefault()
        const form = new FormData(event.currentTarget as HTMLFormElement)
        const change = differences(incident, Object.fromEntries([...form].map(([name, value]) => [name, String(value)])))
        if (Object.keys(change).length > 0) void changeIncident(id, incident, change)
        else setUi({ asking: '' })
    }
    return (
        <form
            class="ask change"
            onSubmit={save}
            onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                event.preventDefault()
                event.stopPropagation()
                setUi({ asking: '' })
            }}
        >
            <label class="field">
                {t('field.kind')}
                <select name="kind" ref={first}>
                    {INCIDENT_KIND.map((one) => (
                        <option key={one} value={one} selected={one === incident.kind}>
                            {t(`incident_kind.${one}`)}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field">
                {t('field.priority')}
                <select name="priority">
                    {[1, 2, 3, 4, 5].map((one) => (
                        <option key={one} value={one} selected={one === incident.priority}>
                            {one}
                        </option>
                    ))}
                </select>
            </label>
            <label class="field whole">
                {t('field.title')}
                <input name="title" maxLength={200} defaultValue={incident.title ?? ''} autocomplete="off" />
            </label>
            <label class="field whole">
                {t('field.address')}
                <input name="address" maxLength={200} defaultValue={incident.address ?? ''} autocomplete="off" />
            </label>
            <label class="field whole">
                {t('field.said')}
                <textarea name="detail" rows={3} maxLength={2000} defaultValue={incident.detail ?? ''} />
            </label>
            <div class="ask-foot whole">
                <button type="button" class="plain" onClick={() => setUi({ asking: '' })}>
                    {t('do.cancel')} <Key>Esc</Key>
                </button>
                <button class="primary">
                    {t('do.save')} <Key>⏎</Key>
                </button>
            </div>
        </form>
    )
}
