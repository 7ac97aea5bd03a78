// SPDX-License-Identifier: Apache-2.0
// Who did it, for people: persons by name, devices by token, the centre itself.

import { t } from '../lib/i18n'
import { whoami } from '../lib/session'
import { splitRef } from '../lib/fold'
import { store } from '../lib/store'

/** A person by user id: full name, else sign-in name, else the id. Operators may not read the list of users. */
export function personName(id: string | undefined): string {
    if (!id) return ''
    const me = whoami()
    if (id === me.user) return me.full_name || me.name
    const user = store.one('user', id)
    return user?.full_name || user?.name || id
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
