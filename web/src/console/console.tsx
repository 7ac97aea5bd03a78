// SPDX-License-Identifier: Apache-2.0
// The whole screen: queue, map, detail, command line; or one of them alone in a window of its own.

import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Me } from '../lib/api'
import { Approvals } from '../lib/approvals'
import { Cases } from '../lib/cases'
import { useKeys } from '../lib/keys'
import { store, useOne, useStore } from '../lib/store'
import { LineLamp } from '../lib/ui'
import { AlarmScreen, alarmOf, Offers } from './alarm-screen'
import { bindings } from './bindings'
import { Detail } from './detail'
import { PhotosView } from './detail-road'
import { Foot } from './foot'
import { Header, LostBanner } from './header'
import { Help } from './help'
import { singles, waits } from './items'
import { LevelsSheet } from './levels-now'
import { MapPane } from './map'
import { Queue, useQueue, useVisible } from './queue'
import { tellTaken } from './owner'
import { startSound } from './sound'
import { followWindows, setUi, useUi, view } from './state'
import { Streets } from './streets'
import { Wanted } from './wanted'
import { Warnings } from './warnings'
import { WatchCard } from './watch-card'

export function Console(props: { me: Me }) {
    const [, redraw] = useState(0)
    const { selected, screen, help, approvals, cases, levels, streets, wanted, warnings } = useUi()
    const opened = useOne('alarm', screen ? alarmOf(selected) : undefined)
    const items = useQueue()
    const rows = useVisible(items)
    useEffect(() => {
        store.connect(props.me.user, { csrf: props.me.csrf, topics: '', geometry: true, area: props.me.area })
        const stops = [followWindows(), tellTaken()]
        if (view === 'console' || view === 'queue') stops.push(startSound())
        return () => {
            for (const stop of stops) stop()
        }
    }, [])
    useKeys(bindings(rows))
    const single = useMemo(() => singles(items), [items])
    const waiting = items.filter(waits).length
    const line = useStore((s) => s.line.state)
    useEffect(() => {
        document.title = (line === 'open' ? '' : '✕ ') + (waiting > 0 ? `(${waiting}) ` : '') + 'Markaz'
    }, [waiting, line])
    if (view !== 'console') return <OneView items={items} rows={rows} selected={selected} help={help} />
    return (
        <div class="console" data-line={line}>
            <Header items={items} onChange={() => redraw((n) => n + 1)} />
            <LostBanner />
            <main class="panes">
                <Queue items={items} rows={rows} />
                <div class="middle">
                    <MapPane items={single} />
                    <WatchCard demo={props.me.demo} />
                </div>
                {opened ? <AlarmScreen key={alarmOf(selected)} id={alarmOf(selected)} selected={selected} /> : <Detail selected={selected} items={items} />}
                <Offers />
            </main>
            <Foot items={single} />
            {help && <Help />}
            {wanted && <Wanted onClose={() => setUi({ wanted: false })} />}
            {warnings !== '' && <Warnings what={warnings} onClose={() => setUi({ warnings: '' })} />}
            {approvals && <Approvals onClose={() => setUi({ approvals: false })} />}
            {cases && <Cases onClose={() => setUi({ cases: false })} />}
            {streets && <Streets onClose={() => setUi({ streets: false })} />}
            {levels && <LevelsSheet onClose={() => setUi({ levels: false })} />}
        </div>
    )
}

function OneView(props: { items: ReturnType<typeof useQueue>; rows: ReturnType<typeof useQueue>; selected: string; help: boolean }) {
    return (
        <div class="console single">
            <div class="single-lamp">
                <LineLamp />
            </div>
            <LostBanner />
            {view === 'map' && <MapPane items={singles(props.items)} />}
            {view === 'queue' && <Queue items={props.items} rows={props.rows} />}
            {view === 'photos' && <PhotosView selected={props.selected} />}
            {props.help && <Help />}
        </div>
    )
}

