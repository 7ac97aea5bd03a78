// SPDX-License-Identifier: Apache-2.0
// The right side: what is selected, by its kind; nothing selected teaches.

import { splitRef } from '../lib/fold'
import { t } from '../lib/i18n'
import { Key } from '../lib/ui'
import { AlarmDetail, Gone } from './detail-alarm'
import { ClosureDetail } from './detail-closure'
import { GroupDetail } from './detail-group'
import { IncidentDetail } from './detail-incident'
import { DeviceDetail, SiteDetail, UnitDetail } from './detail-registry'
import { WarningDetail } from './detail-warning'
import { MessageDetail } from './message'
import type { Item } from './items'
import { HitDetail, LookalikeDetail, ViolationDetail } from './detail-road'

export function Detail(props: { selected: string; items: readonly Item[] }) {
    const { kind, id } = splitRef(props.selected)
    return (
        <aside class="detail" aria-label={t('detail.name')} key={props.selected}>
            {kind === 'group' ? <GroupDetail item={props.items.find((item) => item.ref === props.selected)} /> : <One kind={kind} id={id} />}
        </aside>
    )
}

function One(props: { kind: string; id: string }) {
    switch (props.kind) {
        case 'alarm':
            return <AlarmDetail id={props.id} />
        case 'incident':
            return <IncidentDetail id={props.id} />
        case 'hit':
            return <HitDetail id={props.id} />
        case 'violation':
            return <ViolationDetail id={props.id} />
        case 'lookalike':
            return <LookalikeDetail id={props.id} />
        case 'warning':
            return <WarningDetail id={props.id} />
        case 'closure':
            return <ClosureDetail id={props.id} />
        case 'message':
            return <MessageDetail id={props.id} />
        case 'unit':
            return <UnitDetail id={props.id} />
        case 'device':
            return <DeviceDetail id={props.id} />
        case 'site':
            return <SiteDetail id={props.id} />
        case '':
            return <Nothing />
        default:
            return <Gone />
    }
}

function Nothing() {
    return (
        <div class="empty">
            <h3>{t('detail.empty')}</h3>
            <p>{t('detail.empty.says')}</p>
            <ul class="teach">
                <li>
                    <Key>j</Key> <Key>k</Key> <span>{t('key.move')}</span>
                </li>
                <li>
                    <Key>a</Key> <span>{t('key.acknowledge')}</span>
                </li>
                <li>
                    <Key>d</Key> <span>{t('key.dispatch')}</span>
                </li>
                <li>
                    <Key>/</Key> <span>{t('key.command')}</span>
                </li>
                <li>
                    <Key>?</Key> <span>{t('key.help')}</span>
                </li>
            </ul>
        </div>
    )
}
