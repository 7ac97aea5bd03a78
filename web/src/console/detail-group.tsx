// SPDX-License-Identifier: Apache-2.0
// A row of several alarms: what they have in common, each of them, and taking all that wait in one action.

import type { Alarm } from '../gen/types'
import { t } from '../lib/i18n'
import { may } from '../lib/session'
import { store, useStore } from '../lib/store'
import { Stopwatch } from '../lib/ui'
import { acknowledgeMany } from './actions'
import { alarmName, alarmPlace, type Item } from './items'
import { Gone } from './detail-alarm'
import { Actions, Block, Head, Link } from './parts'
import { setUi, useUi } from './state'

const SHOWN = 200

/** Those of the row that nobody took, as they stand now. */
export function waitingOf(item: Item): string[] {
    return (item.group?.members ?? []).filter((id) => store.one('alarm', id)?.state === 'active')
}

export function GroupDetail(props: { item: Item | undefined }) {
    const { item } = props
    const { opened } = useUi()
    const tables = useStore((s) => s.picture.tables)
    if (!item?.group) return <Gone />
    const waiting = waitingOf(item)
    const denied = may('alarm.handle') ? undefined : t('denied.needs', { permission: 'alarm.handle' })
    const members = item.group.members
    const isOpen = opened === item.id
    return (
        <>
            <Head
                priority={item.priority}
                quiet={item.quiet}
                title={`${item.title} ×${members.length}`}
                sub={
                    <>
                        {item.where} · <Stopwatch at={new Date(item.at).toISOString()} /> · {item.state}
                    </>
                }
                id=""
            />
            <Actions
                list={[
                    waiting.length > 0 && { key: 'a', label: t('group.take', { n: waiting.length }), run: () => void acknowledgeMany(waiting), primary: true, disabled: denied },
                    { key: 'x', label: t(isOpen ? 'group.shut' : 'group.open'), run: () => setUi({ opened: isOpen ? '' : item.id }) },
                ]}
            />
            <div class="detail-body">
                <p class="dim">{t(item.group.flood ? 'group.flood.says' : 'group.says')}</p>
                <Block title={t('group.members', { n: members.length })}>
                    <ul class="group-members">
                        {members.slice(0, SHOWN).map((id) => (
                            <Member key={id} id={id} alarm={tables.alarm?.get(id)} place={alarmPlace(tables, tables.alarm?.get(id) ?? { seq: 0 })} />
                        ))}
                    </ul>
                    {members.length > SHOWN && <p class="dim">{t('group.more', { n: members.length - SHOWN })}</p>}
                </Block>
            </div>
        </>
    )
}

function Member(props: { id: string; alarm: Alarm | undefined; place: string }) {
    const { alarm } = props
    if (!alarm) return null
    return (
        <li>
            <Link to={'alarm/' + props.id}>{`${alarmName(alarm)} · ${props.place}`}</Link>{' '}
            <span class="dim">
                <Stopwatch at={alarm.raised_at} /> · {alarm.state && t(`alarm_state.${alarm.state}`)}
            </span>
        </li>
    )
}
