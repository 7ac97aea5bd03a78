// SPDX-License-Identifier: Apache-2.0
// Whose an alarm is: taking over, handing over, accepting; answers to its script; pictures asked for.

import type { Alarm, StepAnswer } from '../gen/types'
import { newId, post } from '../lib/api'
import { t } from '../lib/i18n'
import { whoami } from '../lib/session'
import { store } from '../lib/store'
import { toast } from '../lib/ui'
import { act, assign, incidentFromAlarm } from './actions'
import { alarmName, alarmPlace, areaName } from './items'
import { personName } from './names'
import { setUi } from './state'

const now = (): string => new Date().toISOString()

export const isMine = (alarm: Alarm | undefined): boolean => !!alarm?.owner && alarm.owner === whoami().user

/** Somebody else has it: to close it one must take it first. */
export const isOthers = (alarm: Alarm | undefined): boolean => !!alarm?.owner && alarm.state === 'acknowledged' && alarm.owner !== whoami().user

/** Is it handed over to me, or to the desk I sit at? */
export function isOffered(alarm: Alarm | undefined): boolean {
    const to = alarm?.offered_to
    const me = whoami()
    return !!to && alarm?.state === 'acknowledged' && alarm.owner !== me.user && (to === 'user/' + me.user || to === 'desk/' + me.area)
}

/** "user/U3" or "desk/north" for people. */
export function targetName(to: string): string {
    if (to.startsWith('user/')) return personName(to.slice(5))
    return to === 'desk/' ? t('owner.centre') : areaName(store.picture.tables, to.slice(5))
}

const send = (id: string, what: string, body: object, said: string): Promise<unknown> =>
    act(
        () => post(`/api/v1/alarms/${id}/${what}`, { ...body, id: newId() }),
        () => said,
    )

export function takeOver(id: string): void {
    const alarm = store.one('alarm', id)
    if (isOthers(alarm)) void send(id, 'take', { from: alarm?.owner, at: now() }, t('did.taken_over', { id, name: personName(alarm?.owner) }))
}

export function handOver(id: string, to: string): void {
    setUi({ asking: '' })
    void send(id, 'hand_over', { to }, t('did.handed_over', { id, name: targetName(to) }))
}

export const accept = (id: string): unknown => send(id, 'accept', { at: now() }, t('did.accepted', { id }))
export const decline = (id: string): unknown => send(id, 'decline', { at: now() }, t('did.declined', { id }))

/** The answer to a step, with the step as this person saw it. */
export function answer(id: string, step: string, text: string, how: StepAnswer): void {
    void send(id, 'note', { text, step, answer: how }, t('did.noted'))
}

export async function askPictures(id: string): Promise<void> {
    await act(
        () => post<{ asked: number }>(`/api/v1/alarms/${id}/snapshots`, { id: newId() }),
        (done) => t('did.asked_pictures', { n: done.asked }),
    )
}

/** One key: the incident, when there is none yet, and the unit. */
export async function sendUnit(id: string, unit: string): Promise<void> {
    const incident = store.one('alarm', id)?.incident ?? (await incidentFromAlarm(id))
    if (incident) await assign(incident, unit)
}

/** Whose alarm somebody took is told, wherever that person looks. */
export function tellTaken(): () => void {
    return store.onEvents((events) => {
        for (const event of events) {
            const data = event.data as Partial<Alarm> | undefined
            if (event.type !== 'alarm.taken' && event.type !== 'alarm.acknowledged') continue
            if (!data?.owner_before || data.owner_before !== whoami().user) continue
            const id = event.subject.split('/')[1] ?? ''
            const alarm = store.one('alarm', id)
            const what = alarm ? `${alarmName(alarm)} · ${alarmPlace(store.picture.tables, alarm)}` : id
            toast(t('owner.took', { name: personName(data.owner), what }), { bad: true })
        }
    })
}
