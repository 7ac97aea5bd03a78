// SPDX-License-Identifier: Apache-2.0
// The last positions of a tablet or tracker as they were kept, and in words what is doubtful about each.

import { useState } from 'preact/hooks'
import { coordinates, percent, speed } from '../lib/format'
import { t } from '../lib/i18n'
import { AskPurpose, asksPurpose } from '../lib/purpose'
import { ProblemBox, Time } from '../lib/ui'
import { useView } from './view'

interface Fix {
    at: string
    received: string
    lat: number
    lon: number
    speed_kmh?: number
    accuracy_m?: number
    battery?: number
    mark?: 'jump' | 'clock' | 'late'
}

const AGAIN_MS = 15000 // the server reads them from its disk

export function Fixes(props: { path: string }) {
    const [purpose, setPurpose] = useState('')
    const { view, error } = useView<{ fixes: Fix[] }>(props.path + '/fixes', AGAIN_MS, purpose)
    const fixes = view?.fixes
    return (
        <>
            <h3>{t('adm.device.fixes')}</h3>
            {asksPurpose(error) && <AskPurpose {...(purpose ? { error } : {})} onGiven={setPurpose} />}
            {error !== undefined && !asksPurpose(error) && <ProblemBox error={error} />}
            {fixes?.length === 0 && <p class="dim">{t('adm.device.fixes.none')}</p>}
            {fixes && fixes.length > 0 && <Table fixes={fixes} />}
        </>
    )
}

function Table(props: { fixes: Fix[] }) {
    return (
        <table class="fixes">
            <thead>
                <tr>
                    <th>{t('adm.device.fixes.received')}</th>
                    <th>{t('adm.device.fixes.at')}</th>
                    <th>{t('adm.device.fixes.speed')}</th>
                    <th>{t('adm.device.fixes.accuracy')}</th>
                    <th>{t('adm.device.battery')}</th>
                    <th>{t('adm.device.fixes.mark')}</th>
                </tr>
            </thead>
            <tbody>
                {props.fixes.map((fix, i) => (
                    <tr key={i} title={coordinates(fix.lat, fix.lon)}>
                        <td>
                            <Time at={fix.received} short />
                        </td>
                        <td>
                            <Time at={fix.at} short />
                        </td>
                        <td class="num">
                            {fix.speed_kmh === undefined ? '–' : speed(fix.speed_kmh)}
                        </td>
                        <td class="num">
                            {fix.accuracy_m === undefined ? '–' : `±${t('unit.m', { n: fix.accuracy_m })}`}
                        </td>
                        <td class="num">
                            {fix.battery === undefined ? '–' : percent(fix.battery)}
                        </td>
                        <td>
                            {fix.mark && (
                                <span class={fix.mark === 'late' ? 'dim' : 'flag warn'}>
                                    {fix.mark === 'late' ? '' : '◆ '}
                                    {t(`adm.device.mark.${fix.mark}`)}
                                </span>
                            )}
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    )
}
