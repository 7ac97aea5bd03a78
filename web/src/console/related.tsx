// SPDX-License-Identifier: Apache-2.0
// Incidents that have to do with this one, those that are the same, and the form that says so: the newest and nearest first.

import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Incident } from '../gen/types'
import { distance } from '../lib/format'
import { t } from '../lib/i18n'
import { useStore, useTable } from '../lib/store'
import { Key, Time } from '../lib/ui'
import { link, merge, unlink } from './actions'
import { incidentTitle, placeName } from './items'
import { Block, Link } from './parts'
import { setUi, useUi } from './state'

const SHOWN_MAX = 12

/** Metres between two places on the ground, good enough to put rows in order. */
function apart(a: Incident, b: Incident): number | undefined {
    if (a.lat === undefined || a.lon === undefined || b.lat === undefined || b.lon === undefined) return undefined
    const x = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180)
    return Math.hypot(x, b.lat - a.lat) * 111_320
}

/** Open incidents that this may have to do with: the near ones first, then the newest. */
export function candidates(all: ReadonlyMap<string, Incident>, id: string, of: Incident, text: string): [string, Incident][] {
    const want = text.trim().toLowerCase()
    const far = (one: Incident): number => apart(of, one) ?? Infinity
    const near = (one: Incident): number => Math.floor(far(one) / 500)
    return [...all]
        .filter(([key, one]) => key !== id && one.state !== 'closed' && (want === '' || `${key} ${one.title ?? ''} ${one.address ?? ''}`.toLowerCase().includes(want)))
        .sort(([, a], [, b]) => {
            const by = near(a) - near(b)
            return (Number.isNaN(by) ? 0 : by) || b.seq - a.seq
        })
        .slice(0, SHOWN_MAX)
}

export function RelatedAsk(props: { id: string; incident: Incident }) {
    const { id, incident } = props
    const { asking } = useUi()
    const all = useTable('incident')
    const tables = useStore((s) => s.picture.tables)
    const [text, setText] = useState('')
    const field = useRef<HTMLInputElement>(null)
    /** the incident's sequence when this was asked: what comes after has not been looked at */
    const seen = useRef(incident.seq)
    const here = asking === 'related'
    useLayoutEffect(() => {
        if (!here) return
        seen.current = incident.seq
        setText('')
        field.current?.focus()
    }, [here, id])
    const found = useMemo(() => (here ? candidates(all, id, incident, text) : []), [here, all, id, incident, text])
    if (!here) return null
    return (
        <div
            class="ask related"
            onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                event.preventDefault()
                event.stopPropagation()
                setUi({ asking: '' })
            }}
        >
            <label class="field">
                {t('related.find')}
                <input ref={field} value={text} maxLength={100} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
            </label>
            {found.length === 0 && <p class="dim">{t('related.none')}</p>}
            <ul class="related-list">
                {found.map(([key, one]) => (
                    <li key={key}>
                        <div>
                            <strong>{incidentTitle(tables, one)}</strong> <span class="faint num">{key}</span>
                            <div class="dim">
                                {placeName(tables, one)} · <Time at={one.received_at} />
                                {apart(incident, one) !== undefined && ` · ${distance(apart(incident, one) ?? 0)}`}
                            </div>
                        </div>
                        <button type="button" onClick={() => void link(id, key)} disabled={incident.links?.includes(key)}>
                            {t('do.link')}
                        </button>
                        {incident.state !== 'closed' && (
                            <button type="button" onClick={() => void merge(id, key, seen.current)}>
                                {t('do.merge')}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
            <div class="ask-foot">
                <span class="dim">{t('related.says')}</span>
                <button type="button" class="plain" onClick={() => setUi({ asking: '' })}>
                    {t('do.cancel')} <Key>Esc</Key>
                </button>
            </div>
        </div>
    )
}

function Row(props: { id: string; says: string; undo?: () => void }) {
    const all = useTable('incident')
    const tables = useStore((s) => s.picture.tables)
    const one = all.get(props.id)
    return (
        <li>
            <Link to={'incident/' + props.id}>{props.id}</Link> {one && incidentTitle(tables, one)} <span class="dim">{props.says}</span>{' '}
            {props.undo && (
                <button type="button" class="plain" onClick={props.undo}>
                    {t('do.unlink')}
                </button>
            )}
        </li>
    )
}

/** Those it is linked to, those merged into it, and the one it was merged into. */
export function Related(props: { id: string; incident: Incident; mayLink: boolean }) {
    const { id, incident } = props
    const { links = [], merged = [], merged_into } = incident
    if (links.length + merged.length === 0 && !merged_into) return null
    return (
        <Block title={t('related.name')}>
            <ul class="related-list">
                {merged_into && <Row id={merged_into} says={t('related.into')} />}
                {merged.map((one) => (
                    <Row key={one} id={one} says={t('related.merged')} />
                ))}
                {links.map((one) => (
                    <Row key={one} id={one} says={t('related.linked')} {...(props.mayLink ? { undo: () => void unlink(id, one) } : {})} />
                ))}
            </ul>
        </Block>
    )
}
