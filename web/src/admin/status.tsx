// SPDX-License-Identifier: Apache-2.0
// The state of the server: what it holds, how fast it answers, whether it agrees with its journal.

import { useState } from 'preact/hooks'
import { call, post } from '../lib/api'
import { numberLocale, t, tOr, type Key } from '../lib/i18n'
import { may } from '../lib/session'
import { Age, ProblemBox } from '../lib/ui'
import { WitnessLine, type History } from '../lib/witness'
import { Actions, Copy, Facts } from './parts'
import { useView } from './view'

interface Telemetry {
    accepted?: number
    rejected?: number
    partitions?: number
    bytes?: number
}

interface Status {
    journal: string
    seq: number
    picture_hash: string
    started: string
    now: string
    streams: number
    queue: number
    entities?: Record<string, number>
    telemetry?: Record<string, Telemetry>
    latency_us?: Record<string, number>
    history?: History
}

const EVERY_MS = 2000
const VERIFY_MS = 600000

const count = (n: number | undefined): string => new Intl.NumberFormat(numberLocale()).format(n ?? 0)

export function bytes(n: number | undefined): string {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
    let left = n ?? 0
    let unit = 0
    while (left >= 1024 && unit < units.length - 1) {
        left /= 1024
        unit++
    }
    return (
        new Intl.NumberFormat(numberLocale(), {
            maximumFractionDigits: left < 10 && unit > 0 ? 1 : 0,
        }).format(left) +
        ' ' +
        units[unit]
    )
}

function micros(n: number): string {
    const shown = new Intl.NumberFormat(numberLocale(), { maximumFractionDigits: 1 }).format(n / 1000)
    return t('adm.ms', { n: shown })
}

export function StatusPage() {
    const { view: status, error } = useView<Status>('/api/v1/status', EVERY_MS)
    return (
        <div class="one-pane">
            <h2>{t('adm.tab.status')}</h2>
            {error !== undefined && <ProblemBox error={error} />}
            {status && <Now status={status} />}
            {may('status.manage') && <Manage />}
            {status?.telemetry && <TelemetryTable telemetry={status.telemetry} />}
            {status?.entities && <EntityTable entities={status.entities} />}
        </div>
    )
}

function Now(props: { status: Status }) {
    const s = props.status
    return (
        <Facts
            rows={[
                ['adm.status.seq', <span class="num">{count(s.seq)}</span>],
                ['adm.status.journal', s.journal],
                ['adm.status.hash', <code class="hash">{s.picture_hash}</code>],
                ...(s.history ? [['adm.status.witnessed', <WitnessLine history={s.history} />] as const] : []),
                ['adm.status.started', <Age at={s.started} />],
                ['adm.status.streams', count(s.streams)],
                ['adm.status.queue', count(s.queue)],
                ...Object.entries(s.latency_us ?? {}).map(
                    ([name, us]) =>
                        [
                            `adm.status.${name}` as Key,
                            <span class="num">{micros(us)}</span>,
                        ] as const,
                ),
            ]}
        />
    )
}

/** Verify and back-up: both may take minutes; what they answer is shown as it came. */
function Manage() {
    const [busy, setBusy] = useState<'' | 'verify' | 'backup'>('')
    const [answer, setAnswer] = useState<Record<string, unknown>>()
    const [error, setError] = useState<unknown>()
    const run = async (
        what: 'verify' | 'backup',
        work: () => Promise<Record<string, unknown>>,
    ): Promise<void> => {
        if (busy) return
        setBusy(what)
        setAnswer(undefined)
        setError(undefined)
        try {
            setAnswer(await work())
        } catch (problem) {
            setError(problem)
        }
        setBusy('')
    }
    const verify = (): void =>
        void run('verify', () => call('POST', '/api/v1/verify', { body: {}, timeoutMs: VERIFY_MS }))
    const backup = (): void => {
        const name = 'markaz-' + new Date().toISOString().slice(0, 19).replace(/[-:]/g, '') + '.db'
        void run('backup', async () => ({
            name,
            ...(await post<Record<string, unknown>>('/api/v1/backup', { name })),
        }))
    }
    return (
        <section>
            <Actions
                actions={[
                    { key: 'v', says: 'adm.status.verify', run: verify, when: busy === '' },
                    { key: 'b', says: 'adm.status.backup', run: backup, when: busy === '' },
                ]}
            />
            {busy !== '' && (
                <p role="status">
                    {t(busy === 'verify' ? 'adm.status.verifying' : 'adm.status.backing_up')}{' '}
                    <progress />
                </p>
            )}
            {error !== undefined && <ProblemBox error={error} />}
            {answer && (
                <div role="status">
                    <pre class="message">{JSON.stringify(answer, null, 2)}</pre>
                    <Copy text={JSON.stringify(answer)} />
                </div>
            )}
        </section>
    )
}

function TelemetryTable(props: { telemetry: Record<string, Telemetry> }) {
    return (
        <table class="lines">
            <caption>{t('adm.status.telemetry')}</caption>
            <thead>
                <tr>
                    <th />
                    <th>{t('adm.status.accepted')}</th>
                    <th>{t('adm.status.rejected')}</th>
                    <th>{t('adm.status.partitions')}</th>
                    <th>{t('adm.status.bytes')}</th>
                </tr>
            </thead>
            <tbody>
                {Object.entries(props.telemetry).map(([name, row]) => (
                    <tr key={name}>
                        <th>{t(`adm.status.${name}` as Key)}</th>
                        <td class="num">{count(row.accepted)}</td>
                        <td class="num">{count(row.rejected)}</td>
                        <td class="num">{count(row.partitions)}</td>
                        <td class="num">{bytes(row.bytes)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}

function EntityTable(props: { entities: Record<string, number> }) {
    return (
        <section>
            <h3>{t('adm.status.entities')}</h3>
            <div class="tiles">
                {Object.entries(props.entities)
                    .filter(([, n]) => n > 0)
                    .map(([name, n]) => (
                        <span key={name}>
                            <span class="dim">{tOr('adm.entity.' + name, name)}</span> <strong class="num">{count(n)}</strong>
                        </span>
                    ))}
            </div>
        </section>
    )
}
