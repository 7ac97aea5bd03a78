// SPDX-License-Identifier: Apache-2.0
// The page's four questions. Each says line by line what it found, and throws the fault it met.

import { dateTime } from '../lib/format'
import { t } from '../lib/i18n'
import { base64, Fault, textOf, type Bytes } from '../tlog/bytes'
import { checkExport, type ExportEvent } from '../tlog/export'
import { checkSigned, policyOfKey, readPolicy, type Checked, type Policy } from '../tlog/policy'
import { checkPayload, checkProof, readEntry, readProof, readSalt } from '../tlog/proof'
import { fetchEntry, type Fetch } from '../tlog/tile'
import { checkGrown, checkWhole, fetchCheckpoint } from '../tlog/whole'
import { bytesOf, fromAddress, fromFolder, piecesOf } from './source'

/** What the person gave, files as they were chosen. */
export interface Given {
    readonly key: string
    readonly policy?: File | undefined
    readonly address: string
    readonly folder: readonly File[]
    readonly number: string
    readonly proof?: File | undefined
    readonly entry?: File | undefined
    readonly payload?: File | undefined
    readonly salt?: File | undefined
    readonly old?: File | undefined
    readonly export?: File | undefined
}

export interface Say {
    line(text: string): void
    /** What is not proved although the answer is good. */
    open(text: string): void
    /** An event of a file, proved. */
    event(event: ExportEvent): void
    /** Shown as it stands: an entry, a root, a content. */
    block(name: string, text: string): void
    progress(done: number, total: number): void
}

export const sourceOf = (given: Given): Fetch => (given.folder.length > 0 ? fromFolder(given.folder) : fromAddress(given.address))

async function policyOf(given: Given): Promise<Policy> {
    if (!globalThis.crypto?.subtle) throw new Fault('verify.fault.insecure')
    if (given.policy) return readPolicy(textOf(await bytesOf(given.policy)) ?? '')
    if (given.key.trim() === '') throw new Fault('verify.fault.no_key')
    return policyOfKey(given.key)
}

function sayChecked(say: Say, { checkpoint, cosigned }: Checked): void {
    say.line(t('verify.ok.signed', { total: checkpoint.size, name: checkpoint.origin }))
    for (const { label, signed } of cosigned) {
        const time = signed.time === undefined ? '' : dateTime(new Date(signed.time * 1000).toISOString())
        say.line(signed.how === 'signed' ? t('verify.ok.witness', { name: label, time }) : t('verify.no.witness', { name: label }))
    }
    if (cosigned.length === 0) say.line(t('verify.not_witnessed'))
}

const asText = (bytes: Bytes): string => textOf(bytes) ?? base64(bytes)

async function proofOf(given: Given, log: Fetch): Promise<Bytes> {
    if (given.proof) return bytesOf(given.proof)
    const seq = Number(given.number)
    if (!Number.isSafeInteger(seq) || seq < 1) throw new Fault('verify.fault.no_number')
    const path = `proof/${seq}`
    const bytes = await log(path)
    if (!bytes) throw new Fault('verify.fault.missing', { path })
    return bytes
}

export async function one(given: Given, say: Say): Promise<void> {
    const policy = await policyOf(given)
    if (!given.payload !== !given.salt) throw new Fault('verify.fault.pair')
    const log = sourceOf(given)
    const proof = readProof(await proofOf(given, log))
    const { size } = (await checkSigned(proof.checkpoint, policy)).checkpoint
    const bytes = given.entry ? await bytesOf(given.entry) : await fetchEntry(log, proof.index, size)
    const checked = await checkProof(proof, bytes, policy)
    sayChecked(say, checked)
    say.line(t('verify.ok.in', { seq: proof.index + 1, total: size }))
    say.block(t('verify.text'), asText(bytes))
    if (!given.payload || !given.salt) return
    const payload = await bytesOf(given.payload)
    await checkPayload(readEntry(bytes), readSalt(await bytesOf(given.salt)), payload)
    say.line(t('verify.ok.payload'))
    say.block(t('verify.content'), asText(payload))
}

export async function grown(given: Given, say: Say): Promise<void> {
    const policy = await policyOf(given)
    if (!given.old) throw new Fault('verify.fault.no_old')
    const log = sourceOf(given)
    const { was, is } = await checkGrown(log, await bytesOf(given.old), await fetchCheckpoint(log), policy)
    sayChecked(say, is)
    say.line(t('verify.ok.grown', { old: was.checkpoint.size, is: is.checkpoint.size }))
    say.block(t('verify.root'), base64(is.checkpoint.root))
}

export async function whole(given: Given, say: Say, signal: AbortSignal): Promise<void> {
    const policy = await policyOf(given)
    const checked = await checkWhole(sourceOf(given), policy, (done, total) => say.progress(done, total), signal)
    sayChecked(say, checked)
    say.line(t('verify.ok.whole', { total: checked.checkpoint.size }))
    say.block(t('verify.root'), base64(checked.checkpoint.root))
}

/** Of the log itself nothing is asked: the file brings its checkpoint. */
export async function exported(given: Given, say: Say, signal: AbortSignal): Promise<void> {
    const policy = await policyOf(given)
    if (!given.export) throw new Fault('verify.fault.no_export')
    const { head, checked, counts } = await checkExport(piecesOf(given.export, (done, total) => say.progress(done, total), signal), policy, (event) => say.event(event))
    sayChecked(say, checked)
    say.line(t('verify.ok.events', { n: counts.shown + counts.erased + counts.withheld }))
    say.line(t('verify.ok.contents', { n: counts.shown }))
    say.open(t('verify.open.whole'))
    if (counts.erased + counts.withheld > 0) say.open(t('verify.open.contents', { erased: counts.erased, withheld: counts.withheld }))
    say.open(t('verify.open.said'))
    say.block(t('verify.export.says'), `export ${head.id}\ncase ${head.casefile}\npurpose ${head.purpose}\nby ${head.by}\nabout ${head.about}`)
}
