// SPDX-License-Identifier: Apache-2.0
// Import: choose a kind, drop a file; it is checked first, and taken only when every line is right.

import { useRef, useState } from 'preact/hooks'
import { explain, Problem } from '../lib/api'
import { t, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { Alert } from '../lib/ui'
import { Actions } from './parts'
import { upload } from './upload'

const KINDS = ['areas', 'sites', 'devices', 'units', 'users'] as const
type ImportKind = (typeof KINDS)[number]

/** Columns of the CSV files, in the order people expect them. */
const CSV_COLUMNS: Record<ImportKind, string> = {
    areas: 'id,name,name_ru,name_uz,name_kk,kind,parent,lat,lon',
    sites: 'id,name,kind,area,address,lat,lon,contacts',
    devices:
        'id,name,kind,site,area,lat,lon,heading,speed_limit,allowed_heading,one_way,period_s,unit,account,zones',
    units: 'id,name,kind,area,skills,vehicle',
    users: 'name,role,area,full_name,unit,lang,password',
}

export interface ImportAnswer {
    created: number
    changed: number
    same: number
    errors: { line: number; field?: string; error: string }[]
    dry_run: boolean
}

interface Job {
    kind: ImportKind
    file: File
    state: 'checking' | 'checked' | 'importing' | 'done' | 'failed'
    progress: number
    answer?: ImportAnswer
    error?: unknown
}

const SHOWN = 500

export function contentType(name: string): string {
    return /\.(geo)?json$/i.test(name) ? 'application/geo+json' : 'text/csv'
}

export function Import() {
    const [kind, setKind] = useState<ImportKind>('sites')
    const [job, setJob] = useState<Job>()
    const [over, setOver] = useState(false)
    const input = useRef<HTMLInputElement>(null)
    if (!may('registry.write')) return <p class="empty">{t('adm.read_only')}</p>

    const run = async (file: File, of: ImportKind, dry: boolean): Promise<void> => {
        const begun: Job = { kind: of, file, state: dry ? 'checking' : 'importing', progress: 0 }
        setJob(begun)
        try {
            const answer = await upload<ImportAnswer>(
                `/api/v1/import/${of}${dry ? '?dry_run=1' : ''}`,
                file,
                contentType(file.name),
                (progress) => setJob({ ...begun, progress }),
            )
            setJob({ ...begun, state: dry ? 'checked' : 'done', progress: 1, answer })
        } catch (error) {
            setJob({ ...begun, state: 'failed', error })
        }
    }
    const take = (files: FileList | null | undefined): void => {
        const file = files?.[0]
        if (file) void run(file, kind, true)
    }
    const busy = job?.state === 'checking' || job?.state === 'importing'
    const ready = job?.state === 'checked' && job.answer?.errors.length === 0
    return (
        <div class="one-pane">
            <h2>{t('adm.import.title')}</h2>
            <div class="chips" role="group" aria-label={t('adm.kind')}>
                {KINDS.map((one) => (
                    <button
                        type="button"
                        key={one}
                        aria-pressed={kind === one}
                        disabled={busy}
                        onClick={() => {
                            setKind(one)
                            if (job && job.state !== 'done') void run(job.file, one, true)
                        }}
                    >
                        {t(`adm.tab.${one}`)}
                    </button>
                ))}
            </div>
            <p class="dim">
                {t('adm.import.columns')} <code>{CSV_COLUMNS[kind]}</code>
            </p>
            <div
                class="drop"
                data-over={over ? '' : undefined}
                onDragOver={(event) => {
                    event.preventDefault()
                    setOver(true)
                }}
                onDragLeave={() => setOver(false)}
                onDrop={(event) => {
                    event.preventDefault()
                    setOver(false)
                    take(event.dataTransfer?.files)
                }}
            >
                <p>{t('adm.import.drop')}</p>
                <input
                    ref={input}
                    type="file"
                    class="sr"
                    accept=".csv,.json,.geojson,text/csv,application/geo+json"
                    onChange={(event) => {
                        take(event.currentTarget.files)
                        event.currentTarget.value = ''
                    }}
                />
                <Actions
                    actions={[
                        { key: 'o', says: 'adm.import.choose', run: () => input.current?.click() },
                    ]}
                />
            </div>
            {job && <Outcome job={job} />}
            {ready && (
                <Actions
                    actions={[
                        {
                            key: 'i',
                            says: 'adm.import.do',
                            primary: true,
                            run: () => void run(job.file, job.kind, false),
                        },
                    ]}
                />
            )}
        </div>
    )
}

function Outcome(props: { job: Job }) {
    const { job } = props
    if (job.state === 'failed') {
        const { what, next } = explain(job.error)
        const large = job.error instanceof Problem && job.error.status === 413
        return (
            <Alert
                what={`${job.file.name}: ${what}`}
                next={large ? t('adm.import.large') : next}
            />
        )
    }
    const { answer } = job
    if (!answer) {
        return (
            <div role="status">
                <p>
                    {t(job.state === 'checking' ? 'adm.import.checking' : 'adm.import.importing', {
                        file: job.file.name,
                    })}
                </p>
                <progress max={1} value={job.progress < 1 ? job.progress : undefined} />
            </div>
        )
    }
    const wrong = answer.errors.length
    return (
        <div role="status" class="outcome">
            <h3>
                {job.file.name}:{' '}
                {t(
                    wrong > 0
                        ? 'adm.import.wrong'
                        : job.state === 'done'
                          ? 'adm.import.done'
                          : 'adm.import.right',
                    { n: wrong },
                )}
            </h3>
            <p class="num">
                {(['created', 'changed', 'same'] as const).map((one) => (
                    <span key={one} class="sum">
                        <strong>{answer[one]}</strong> {t(`adm.import.${one}` as Key)}
                    </span>
                ))}
            </p>
            {wrong > 0 && (
                <>
                    <p>{t('adm.import.wrong.next')}</p>
                    <table class="lines">
                        <thead>
                            <tr>
                                <th>{t('adm.import.line')}</th>
                                <th>{t('adm.import.field')}</th>
                                <th>{t('adm.import.error')}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {answer.errors.slice(0, SHOWN).map((error, i) => (
                                <tr key={i}>
                                    <td class="num">{error.line}</td>
                                    <td>{error.field ?? ''}</td>
                                    <td>{error.error}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                    {wrong > SHOWN && (
                        <p class="dim">{t('adm.import.more', { n: wrong - SHOWN })}</p>
                    )}
                </>
            )}
        </div>
    )
}
