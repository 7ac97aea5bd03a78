// SPDX-License-Identifier: Apache-2.0
// The console's keys. What a key does depends on what is selected; the help sheet is made from this list.

import { splitRef } from '../lib/fold'
import type { Binding } from '../lib/keys'
import { may } from '../lib/session'
import { store } from '../lib/store'
import { acknowledge, acknowledgeMany, adopt, genuine, incidentFromAlarm, incidentFromHit, isPractice, readMessage, testDevice, undoLast } from './actions'
import { waitingOf } from './detail-group'
import { send } from './detail-incident'
import { sendRecommended } from './recommended'
import { sendCard } from './card'
import type { Item } from './items'
import { canShelve } from './items'
import { mapToSelected } from './map'
import { accept, decline, isOffered, isOthers, takeOver } from './owner'
import { moveBy } from './queue'
import { alarmOf } from './alarm-screen'
import { FILTERS, select, setUi, ui } from './state'

const GO = 'key.group.go' as const
const DO = 'key.group.do' as const
const SEE = 'key.group.see' as const

const kindOf = (): string => splitRef(ui.selected).kind
const idOf = (): string => splitRef(ui.selected).id

function dispatch(): void {
    const id = idOf()
    if (kindOf() === 'alarm') void incidentFromAlarm(id)
    else if (kindOf() === 'hit') void incidentFromHit(id)
    else if (kindOf() === 'incident') sendRecommended(0, (unit) => send(id, unit))
}

/** Closed things cannot be closed again; other kinds have no disposition. */
function canClose(): boolean {
    const id = idOf()
    const state = kindOf() === 'alarm' ? store.one('alarm', id)?.state : kindOf() === 'incident' ? store.one('incident', id)?.state : 'closed'
    return state !== undefined && state !== 'closed'
}

function sending(): Binding[] {
    return [2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
        key: 'shift+' + String(n),
        says: 'key.dispatch_other',
        group: DO,
        when: () => kindOf() === 'incident',
        run: () => sendRecommended(n - 1, (unit) => send(idOf(), unit)),
    }))
}

/** While a note, a disposition or a command is asked for, letters belong to that and to nothing else. */
export function bindings(rows: readonly Item[]): Binding[] {
    return all(rows).map((one) => (one.key === 'Escape' ? one : { ...one, when: () => ui.asking === '' && (one.when?.() ?? true) }))
}

function all(rows: readonly Item[]): Binding[] {
    const move = (by: number) => () => moveBy(rows, ui.selected, by)
    return [
        { key: 'j', says: 'key.move', group: GO, run: move(1) },
        { key: 'k', says: 'key.move', group: GO, run: move(-1) },
        { key: 'ArrowDown', says: 'key.move', group: GO, run: move(1) },
        { key: 'ArrowUp', says: 'key.move', group: GO, run: move(-1) },
        { key: 'g', says: 'key.first', group: GO, run: () => rows[0] && select(rows[0].ref) },
        { key: 'Enter', says: 'key.open', group: GO, run: open },
        { key: 'Escape', says: 'key.back', group: GO, run: back },
        { key: 'm', says: 'key.map', group: GO, run: () => void mapToSelected() },
        ...FILTERS.map((filter, i) => ({ key: String(i + 1), says: 'key.filter' as const, group: GO, run: () => setUi({ filter }) })),
        { key: 'v', says: 'key.scope', group: GO, run: () => setUi({ scope: ui.scope === 'mine' ? 'all' : 'mine' }) },
        {
            key: 'a',
            says: 'key.acknowledge',
            group: DO,
            when: () => kindOf() === 'alarm' && may('alarm.handle') && store.one('alarm', idOf())?.state === 'active',
            run: () => void acknowledge(idOf()),
        },
        { key: 'a', says: 'key.read', group: DO, when: () => kindOf() === 'message' && may('unit.act') && store.one('message', idOf())?.seen_at === undefined, run: () => void readMessage(idOf()) },
        { key: 'o', says: 'key.take_over', group: DO, when: () => may('alarm.handle') && isOthers(theAlarm()), run: () => takeOver(alarmOf(ui.selected)) },
        { key: 'y', says: 'key.accept', group: DO, when: () => may('alarm.handle') && isOffered(theAlarm()), run: () => void accept(alarmOf(ui.selected)) },
        { key: 'x', says: 'key.decline', group: DO, when: () => may('alarm.handle') && isOffered(theAlarm()), run: () => void decline(alarmOf(ui.selected)) },
        {
            key: 'a',
            says: 'key.acknowledge_many',
            group: DO,
            when: () => kindOf() === 'group' && may('alarm.handle'),
            run: () => {
                const row = rows.find((item) => item.ref === ui.selected)
                const waiting = row ? waitingOf(row) : []
                if (waiting.length > 0) void acknowledgeMany(waiting)
            },
        },
        { key: 'x', says: 'key.open_group', group: GO, when: () => groupHere(rows) !== undefined, run: () => openGroup(groupHere(rows)) },
        { key: 's', says: 'key.shelve', group: DO, when: () => mayShelve(), run: () => setUi({ asking: 'shelve' }) },
        { key: 'd', says: 'key.dispatch', group: DO, when: () => may('dispatch.handle'), run: dispatch },
        { key: 'shift+d', says: 'card.key', group: DO, when: () => kindOf() === 'incident' && may('dispatch.handle'), run: () => sendCard(idOf()) },
        { key: 'u', says: 'card.alarm_level', group: DO, when: () => kindOf() === 'incident' && may('dispatch.handle') && canClose(), run: () => setUi({ asking: 'level' }) },
        ...sending(),
        { key: 'n', says: 'key.note', group: DO, when: () => kindOf() === 'alarm' || kindOf() === 'incident', run: () => setUi({ asking: 'note' }) },
        { key: 'e', says: 'key.change', group: DO, when: () => kindOf() === 'incident' && may('dispatch.handle') && canClose(), run: () => setUi({ asking: 'change' }) },
        { key: 'i', says: 'key.related', group: DO, when: () => kindOf() === 'incident' && may('dispatch.handle') && canClose(), run: () => setUi({ asking: 'related' }) },
        { key: 'r', says: 'key.genuine', group: DO, when: () => kindOf() === 'alarm' && isPractice(store.one('alarm', idOf())) && may('alarm.handle'), run: () => void genuine(idOf()) },
        { key: 'c', says: 'key.close', group: DO, when: canClose, run: () => setUi({ asking: 'close' }) },
        { key: 'z', says: 'key.undo', group: DO, when: () => ui.last?.undo !== undefined, run: undoLast },
        { key: 'y', says: 'key.adopt', group: DO, when: () => kindOf() === 'device' && store.one('device', idOf())?.state === 'unknown', run: () => void adopt(idOf()) },
        { key: 't', says: 'key.test', group: DO, when: () => kindOf() === 'device' && may('registry.write'), run: () => void testDevice(idOf()) },
        { key: 'shift+c', says: 'case.key', group: SEE, when: () => may('case.read'), run: () => setUi({ cases: !ui.cases }) },
        { key: 'q', says: 'key.approvals', group: SEE, when: () => may('approve.read'), run: () => setUi({ approvals: !ui.approvals }) },
        { key: 'h', says: 'wanted.name', group: SEE, when: () => may('hotlist.write'), run: () => setUi({ wanted: !ui.wanted }) },
        { key: 'w', says: 'warnings.name', group: SEE, run: () => setUi({ warnings: ui.warnings === '' ? 'list' : '' }) },
        { key: 'shift+w', says: 'warnings.new', group: DO, when: () => may('warning.issue'), run: () => setUi({ warnings: 'new' }) },
        { key: 'shift+s', says: 'streets.title', group: SEE, run: () => setUi({ streets: !ui.streets }) },
        { key: 'shift+l', says: 'key.levels', group: SEE, when: () => may('load.read'), run: () => setUi({ levels: !ui.levels }) },
        { key: 'l', says: 'key.coverage', group: SEE, run: () => setUi({ coverage: !ui.coverage }) },
        { key: '/', says: 'key.command', group: SEE, run: () => setUi({ asking: 'command' }) },
        { key: '?', says: 'key.help', group: SEE, run: () => setUi({ help: !ui.help }) },
    ]
}

/** The row of several that is selected, or one of whose members is. */
function groupHere(rows: readonly Item[]): Item | undefined {
    const here = rows.find((item) => item.ref === ui.selected)
    return here?.inGroup ? rows.find((item) => item.kind === 'group' && item.group === here.group) : here?.kind === 'group' ? here : undefined
}

function openGroup(item: Item | undefined): void {
    if (!item) return
    select(item.ref)
    setUi({ opened: ui.opened === item.id ? '' : item.id })
}

/** Calls for help are never put aside; names of the centre's own are no devices. */
function mayShelve(): boolean {
    const alarm = kindOf() === 'alarm' ? store.one('alarm', idOf()) : undefined
    return alarm !== undefined && canShelve(alarm)
}

const theAlarm = () => store.one('alarm', alarmOf(ui.selected))

/** What belongs to an alarm all at once; of other things the details. */
function open(): void {
    if (theAlarm() && !ui.screen) setUi({ screen: true })
    else focusDetail()
}

function focusDetail(): void {
    document.querySelector<HTMLElement>('.detail button:not(:disabled), .detail input, .alarm-screen button:not(:disabled)')?.focus()
}

/** Esc goes back one step: from a field to the page, from asking to the thing, from the thing to the queue. */
function back(): void {
    const focused = document.activeElement
    if (ui.asking !== '') setUi({ asking: '' })
    else if (ui.screen && theAlarm()) setUi({ screen: false })
    else if (focused instanceof HTMLElement && focused.closest('.detail')) document.querySelector<HTMLElement>('.queue-rows')?.focus()
    else select('')
}
