// SPDX-License-Identifier: Apache-2.0
// A file of histories on the page: the place to drop it, and its events with what each is worth.

import { useRef, useState } from 'preact/hooks'
import { dateTime } from '../lib/format'
import { t } from '../lib/i18n'
import type { ExportEvent } from '../tlog/export'

export function DropField(props: { name: string; onFile: (file: File | undefined) => void }) {
    const input = useRef<HTMLInputElement>(null)
    const [over, setOver] = useState(false)
    const drop = (event: DragEvent): void => {
        event.preventDefault()
        setOver(false)
        const files = event.dataTransfer?.files
        if (!files?.[0]) return
        if (input.current) input.current.files = files
        props.onFile(files[0])
    }
    return (
        <label
            class="drop"
            data-over={over}
            onDragOver={(event) => {
                event.preventDefault()
                setOver(true)
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
        >
            <span>{props.name}</span>
            <input ref={input} type="file" onChange={(event) => props.onFile(event.currentTarget.files?.[0])} />
        </label>
    )
}

/** A time that a forged entry may say is no reason to show nothing. */
function timeOf(micros: number): string {
    const at = new Date(micros / 1000)
    return Number.isNaN(at.getTime()) ? String(micros) : dateTime(at.toISOString())
}

function Row({ event: { entry, of, content, payload } }: { event: ExportEvent }) {
    const head = (
        <>
            <span class="num">{entry.seq}</span> <span class="num">{timeOf(entry.time)}</span> <code>{entry.type}</code> <span class="dim">{of}</span>{' '}
            <span class="content" data-is={content}>
                {t(`verify.export.${content}`)}
            </span>
        </>
    )
    if (content !== 'shown') return <li>{head}</li>
    return (
        <li>
            <details>
                <summary>{head}</summary>
                <pre>{payload}</pre>
            </details>
        </li>
    )
}

/** `total` may be more than are listed. */
export function Events(props: { events: readonly ExportEvent[]; total: number }) {
    if (props.events.length === 0) return null
    return (
        <>
            <ol class="exported">
                {props.events.map((event, i) => (
                    <Row key={i} event={event} />
                ))}
            </ol>
            {props.total > props.events.length && <p class="dim">{t('verify.export.more', { n: props.events.length, total: props.total })}</p>}
        </>
    )
}
