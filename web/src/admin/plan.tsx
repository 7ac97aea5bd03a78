// SPDX-License-Identifier: Apache-2.0
// A site's plan: its picture, and where its devices are on it. By keys: choose the device, move it with the arrows, save.

import { useMemo, useRef, useState } from 'preact/hooks'
import type { Device, Site } from '../gen/types'
import { call, post, put } from '../lib/api'
import { t } from '../lib/i18n'
import { useImage } from '../lib/image'
import { may } from '../lib/session'
import { useTable } from '../lib/store'
import { Alert, Key, ProblemBox, Sheet, toast } from '../lib/ui'
import { asPlan, NoPicture } from './picture'

interface Place {
    x: number
    y: number
}

const STEP = 0.01
const FAR = 0.05
const MOVES: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Within the plan, to a thousandth: what the centre keeps. */
export function inPlan(place: Place): Place {
    const within = (v: number): number => Math.round(Math.min(1, Math.max(0, v)) * 1000) / 1000
    return { x: within(place.x), y: within(place.y) }
}

export function PlanSheet(props: { id: string; site: Site; onClose: () => void }) {
    const { id, site } = props
    const path = `/api/v1/sites/${encodeURIComponent(id)}/plan`
    const url = useImage(site.plan ? `${path}?of=${site.plan.slice(0, 8)}` : '', '')
    const [error, setError] = useState<unknown>()
    const [busy, setBusy] = useState(false)
    const write = may('registry.write')
    const file = useRef<HTMLInputElement>(null)
    const send = async (chosen: File | undefined): Promise<void> => {
        if (!chosen) return
        setBusy(true)
        setError(undefined)
        try {
            const picture = await asPlan(chosen)
            await call('PUT', path, { raw: { type: picture.type, data: picture }, timeoutMs: 60000 })
            toast(t('adm.plan.sent'))
        } catch (problem) {
            setError(problem)
        }
        setBusy(false)
        if (file.current) file.current.value = ''
    }
    const remove = (): void => {
        post(path + '/remove', {}).then(() => toast(t('adm.plan.removed')), setError)
    }
    return (
        <Sheet title={t('adm.plan.of', { name: site.name ?? id })} onClose={props.onClose}>
            <div class="plan-sheet">
                {write && (
                    <div class="acts">
                        <label>
                            {t(site.plan ? 'adm.plan.other' : 'adm.plan.choose')}{' '}
                            <input ref={file} type="file" accept="image/*" disabled={busy} onChange={(event) => void send(event.currentTarget.files?.[0])} />
                        </label>
                        {site.plan && (
                            <button type="button" onClick={remove}>
                                {t('adm.plan.remove')}
                            </button>
                        )}
                    </div>
                )}
                <p class="dim">{t('adm.plan.says')}</p>
                {busy && <p role="status">{t('adm.plan.sending')}</p>}
                {error instanceof NoPicture ? <Alert what={t('adm.plan.no_picture')} next={t('adm.plan.no_picture.next')} /> : error !== undefined && <ProblemBox error={error} />}
                {site.plan ? <Places key={site.plan} site={id} url={url} write={write} onError={setError} /> : <p class="empty">{t('adm.plan.none')}</p>}
            </div>
        </Sheet>
    )
}

function placeOf(device: Device | undefined): Place | undefined {
    return device?.plan_x === undefined || device.plan_y === undefined ? undefined : { x: device.plan_x, y: device.plan_y }
}

function Places(props: { site: string; url: string; write: boolean; onError: (error: unknown) => void }) {
    const table = useTable('device')
    const devices = useMemo(() => [...table].filter(([, one]) => one.site === props.site && one.state !== 'retired'), [table, props.site])
    const [chosen, setChosen] = useState('')
    const [moved, setMoved] = useState<ReadonlyMap<string, Place>>(new Map())
    const face = useRef<HTMLDivElement>(null)
    const now = devices.some(([id]) => id === chosen) ? chosen : (devices[0]?.[0] ?? '')
    const at = (id: string): Place | undefined => moved.get(id) ?? placeOf(table.get(id))
    const set = (place: Place): void => {
        if (now && props.write) setMoved(new Map(moved).set(now, inPlan(place)))
    }
    const save = async (): Promise<void> => {
        try {
            for (const [id, place] of moved)
                await put('/api/v1/devices/' + encodeURIComponent(id), { kind: table.get(id)?.kind ?? 'other', plan_x: place.x, plan_y: place.y })
            toast(t('adm.plan.placed', { n: moved.size }))
            setMoved(new Map())
        } catch (problem) {
            props.onError(problem)
        }
    }
    const onKey = (event: KeyboardEvent): void => {
        const move = MOVES[event.key]
        if (event.key === 'Enter' && moved.size > 0) {
            event.preventDefault()
            void save()
        }
        if (!move) return
        event.preventDefault()
        const from = at(now) ?? { x: 0.5, y: 0.5 }
        const by = event.shiftKey ? FAR : STEP
        set(at(now) ? { x: from.x + move[0] * by, y: from.y + move[1] * by } : from)
    }
    const onClick = (event: MouseEvent): void => {
        const box = face.current!.getBoundingClientRect()
        set({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height })
    }
    return (
        <>
            {props.write && devices.length > 0 && (
                <div class="acts">
                    <label>
                        {t('adm.plan.device')}{' '}
                        <select
                            value={now}
                            onChange={(event) => {
                                setChosen(event.currentTarget.value)
                                face.current?.focus()
                            }}
                        >
                            {devices.map(([id, one]) => (
                                <option value={id} key={id}>
                                    {at(id) ? '' : '○ '}
                                    {one.name ?? id}
                                </option>
                            ))}
                        </select>
                    </label>
                    <button type="button" class="primary" disabled={moved.size === 0} onClick={() => void save()}>
                        {t('adm.plan.save')} <Key>Enter</Key>
                    </button>
                </div>
            )}
            {devices.length === 0 && <p class="dim">{t('adm.plan.no_devices')}</p>}
            <div class="plan" ref={face} tabIndex={0} role="application" aria-label={t('adm.plan.face')} onKeyDown={onKey} onClick={onClick}>
                {props.url ? <img src={props.url} alt={t('adm.plan')} draggable={false} /> : <p class="empty">{t('adm.loading')}</p>}
                {props.url &&
                    devices.map(([id, one]) => {
                        const place = at(id)
                        return (
                            place && (
                                <span key={id} class="plan-mark" data-device={id} data-pressed={id === now ? '' : undefined} title={one.name} style={{ left: `${place.x * 100}%`, top: `${place.y * 100}%` }}>
                                    {id === now ? (one.name ?? id) : ''}
                                </span>
                            )
                        )
                    })}
            </div>
            {props.write && devices.length > 0 && <p class="dim">{t('adm.plan.keys')}</p>}
        </>
    )
}
