// SPDX-License-Identifier: Apache-2.0
// Who did it, for people: persons by name, devices by token, the centre itself.

import { get } from '../lib/api'
import { t } from '../lib/i18n'
import { whoami } from '../lib/session'
import { splitRef } from '../lib/fold'
import { store } from '../lib/store'

let asked = 0

/** Somebody who came after the picture was loaded: asks for the names again, at most twice a minute. */
function askNames(): void {
    if (Date.now() - asked < 30_000) return
    asked = Date.now()
    void get<{ people?: Record<string, string> }>('/api/v1/picture?topics=centre').then(
        (answer) => {
            store.people = { ...store.people, ...answer.people }
            store.changed()
        },
        () => undefined,
    )
}

/** A person by user id: the name for timelines, else the id. Operators may not read the list of users. */
export function personName(id: string | undefined): string {
    if (!id) return ''
    if (id.startsWith('token/')) return actorName(id)
    const me = whoami()
    if (id === me.user) return me.full_name || me.name
    const user = store.one('user', id)
    const name = store.people[id] || user?.full_name || user?.name
    if (!name) askNames()
    return name || id
}

/** "user/U3", "token/K5" or "core" as a name. */
export function actorName(actor: string | undefined): string {
    if (!actor || actor === 'core') return t('actor.core')
    const { kind, id } = splitRef(actor)
    if (kind === 'user') return personName(id)
    if (kind === 'token') return store.one('token', id)?.name ?? t('actor.device', { id })
    return actor
}

export function unitName(id: string | undefined): string {
    if (!id) return ''
    return store.one('unit', id)?.name ?? id
}
