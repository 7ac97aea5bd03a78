// SPDX-License-Identifier: Apache-2.0
// Who must have signed: the log's key alone, or a C2SP tlog-policy with witnesses, groups and a quorum.

import { Fault, number } from './bytes'
import { checkNote, readCheckpoint, readLogKey, readNote, readWitnessKey, type Checkpoint, type Signed, type VerifierKey } from './note'
import type { Bytes } from './bytes'

interface Group {
    readonly label: string
    readonly need: number
    readonly members: readonly string[]
}

export interface Policy {
    readonly log: VerifierKey
    readonly witnesses: ReadonlyMap<string, VerifierKey>
    readonly groups: readonly Group[]
    /** Undefined: none is asked for. */
    readonly quorum?: string
}

export async function policyOfKey(vkey: string): Promise<Policy> {
    return { log: await readLogKey(vkey), witnesses: new Map(), groups: [] }
}

class Reader {
    log: VerifierKey | undefined
    quorum: string | undefined
    readonly witnesses = new Map<string, VerifierKey>()
    readonly groups: Group[] = []

    private known(label: string): boolean {
        return this.witnesses.has(label) || this.groups.some((g) => g.label === label)
    }

    private fresh(label: string | undefined): string {
        if (!label || label.length > 40 || label === 'none' || this.known(label)) throw new Error()
        return label
    }

    private group([label, need, ...members]: string[]): void {
        const name = this.fresh(label)
        const n = need === 'any' ? 1 : need === 'all' ? members.length : (number(need ?? '') ?? 0)
        if (n < 1 || n > members.length || new Set(members).size !== members.length || !members.every((m) => this.known(m))) throw new Error()
        this.groups.push({ label: name, need: n, members })
    }

    private setQuorum(words: string[]): void {
        const [label = ''] = words
        if (words.length !== 1 || this.quorum !== undefined || (label !== 'none' && !this.known(label))) throw new Error()
        this.quorum = label
    }

    async line(words: string[]): Promise<void> {
        const [what, ...rest] = words
        if (!what || what.startsWith('#')) return
        if (what === 'log' && rest.length === 1 && !this.log) this.log = await readLogKey(rest[0] as string)
        else if (what === 'witness' && (rest.length === 2 || rest.length === 3)) this.witnesses.set(this.fresh(rest[0]), await readWitnessKey(rest[1] as string))
        else if (what === 'group') this.group(rest)
        else if (what === 'quorum') this.setQuorum(rest)
        else throw new Error()
    }
}

export async function readPolicy(text: string): Promise<Policy> {
    const r = new Reader()
    for (const [i, line] of text.split('\n').entries()) {
        await r.line(line.split(/[ \t\r]+/).filter(Boolean)).catch(() => {
            throw new Fault('verify.fault.policy', { line: i + 1 })
        })
    }
    if (!r.log || r.quorum === undefined) throw new Fault('verify.fault.policy_part')
    return { log: r.log, witnesses: r.witnesses, groups: r.groups, ...(r.quorum === 'none' ? {} : { quorum: r.quorum }) }
}

export interface Cosigned {
    readonly label: string
    readonly signed: Signed
}

export interface Checked {
    readonly checkpoint: Checkpoint
    readonly cosigned: readonly Cosigned[]
}

/** The checkpoint of a note that is signed as the policy wants; all else is a fault. */
export async function checkSigned(bytes: Bytes, policy: Policy): Promise<Checked> {
    const note = readNote(bytes)
    const own = await checkNote(note, policy.log)
    if (own.how === 'unsigned') throw new Fault('verify.fault.unsigned', { name: policy.log.name })
    if (own.how === 'bad') throw new Fault('verify.fault.signature', { name: policy.log.name })
    const checkpoint = readCheckpoint(note.text)
    if (checkpoint.origin !== policy.log.name) throw new Fault('verify.fault.origin', { name: checkpoint.origin })
    const cosigned: Cosigned[] = []
    for (const [label, key] of policy.witnesses) cosigned.push({ label, signed: await checkNote(note, key) })
    const met = new Set(cosigned.filter((c) => c.signed.how === 'signed').map((c) => c.label))
    const n = met.size
    // Groups name only what stands before them, so one pass in their order is enough.
    for (const g of policy.groups) if (g.members.filter((m) => met.has(m)).length >= g.need) met.add(g.label)
    if (policy.quorum !== undefined && !met.has(policy.quorum)) throw new Fault('verify.fault.quorum', { n, total: policy.witnesses.size })
    return { checkpoint, cosigned }
}
