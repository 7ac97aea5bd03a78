// SPDX-License-Identifier: Apache-2.0
// A file of histories (doc/api.md, "Exports"), proved line by line as it is read: of its size only one line is ever held.
// As strict as src/core/export_read.c.

import { concat, Fault, fromBase64, textOf, utf8, type Bytes } from './bytes'
import { checkSigned, type Checked, type Policy } from './policy'
import { checkIncluded, checkPayload, readProof, type Entry } from './proof'

/** Bytes of a line with its end; EXPORT_LINE_MAX of the server. */
const LINE_MAX = 16 * 1024 * 1024
const NEWLINE = 10
const MEMBERS = new Set(['markaz', 'checkpoint', 'seq', 'entry', 'payload', 'salt', 'proof', 'erased', 'withheld', 'end', 'events'])

type Line = Readonly<Record<string, unknown>>

export type Content = 'shown' | 'erased' | 'withheld'

/** An event whose entry is proved to be in the tree, and whose payload, when shown, is what it was made of. `of` is only said. */
export interface ExportEvent {
    readonly entry: Entry
    readonly of: string
    readonly content: Content
    readonly payload: string
}

/** What the file says of itself, and nothing proves. */
export interface ExportHead {
    readonly id: string
    readonly casefile: string
    readonly purpose: string
    readonly by: string
    readonly about: string
}

export interface Exported {
    readonly head: ExportHead
    readonly checked: Checked
    readonly counts: Readonly<Record<Content, number>>
}

/** The first line that is wrong, and how many events before it are right. */
export class LineFault extends Error {
    constructor(
        readonly line: number,
        readonly events: number,
        readonly why: Fault,
    ) {
        super(`line ${line}: ${why.message}`)
    }
}

/** Where the text ends that begins with the quote at `from`. */
function textEnd(json: string, from: number): number {
    let i = from + 1
    while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1
    return i + 1
}

/** JSON.parse takes the last of two members of one name; another reader may take the first. */
function noneTwice(json: string): void {
    const seen = new Set<string>()
    for (let i = 0, depth = 0; i < json.length; i++) {
        const c = json[i]
        if (c === '{' || c === '[') depth++
        else if (c === '}' || c === ']') depth--
        if (c !== '"') continue
        let end = textEnd(json, i)
        const text = json.slice(i, end)
        while (' \t\r'.includes(json[end] ?? ',')) end++
        i = end - 1
        if (depth !== 1 || json[end] !== ':') continue
        const name = JSON.parse(text) as string
        if (seen.has(name) && MEMBERS.has(name)) throw new Fault('verify.fault.line.json')
        seen.add(name)
    }
}

function readLine(bytes: Bytes): Line {
    const json = textOf(bytes)
    let value: unknown
    try {
        value = JSON.parse(json ?? '')
    } catch {
        value = undefined
    }
    if (json === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) throw new Fault('verify.fault.line.json')
    noneTwice(json)
    // Half a letter has no bytes that could be hashed.
    if (Object.values(value).some((one) => typeof one === 'string' && /\p{Surrogate}/u.test(one))) throw new Fault('verify.fault.line.json')
    return value as Line
}

const said = (value: unknown): string => (typeof value === 'string' ? value : '')

class Reader {
    private head: ExportHead | undefined
    private note: Bytes = utf8('')
    private checked: Checked | undefined
    private readonly counts: Record<Content, number> = { shown: 0, erased: 0, withheld: 0 }
    private ended = false
    lines = 0
    events = 0

    constructor(
        private readonly policy: Policy,
        private readonly found: (event: ExportEvent) => void,
    ) {}

    async line(bytes: Bytes): Promise<void> {
        const line = readLine(bytes)
        if (this.ended) throw new Fault('verify.fault.line.behind')
        if (!this.checked) await this.first(line)
        else if ('end' in line) this.last(line)
        else await this.event(line, this.checked)
    }

    private async first(line: Line): Promise<void> {
        if (line.markaz !== 'export/1') throw new Fault('verify.fault.line.head')
        this.note = utf8(said(line.checkpoint))
        this.checked = await checkSigned(this.note, this.policy)
        const about = Array.isArray(line.about) ? line.about.join(', ') : said(line.about)
        this.head = { id: said(line.export), casefile: said(line.case), purpose: said(line.purpose), by: said(line.by), about }
    }

    private async event(line: Line, { checkpoint }: Checked): Promise<void> {
        const { seq, entry: text, proof: proved, payload, salt } = line
        const why = (['erased', 'withheld'] as const).filter((name) => name in line)
        if (typeof seq !== 'number' || typeof text !== 'string' || typeof proved !== 'string') throw new Fault('verify.fault.line.event')
        if (('payload' in line ? 1 : 0) + why.length !== 1) throw new Fault('verify.fault.line.content')
        const proof = readProof(utf8(proved + (textOf(this.note) ?? '')))
        if (proof.checkpoint.length !== this.note.length) throw new Fault('verify.fault.proof')
        const entry = await checkIncluded(proof, utf8(text), checkpoint)
        if (entry.seq !== seq) throw new Fault('verify.fault.entry')
        if ('payload' in line) {
            const salted = fromBase64(said(salt), 32)
            if (!salted) throw new Fault('verify.fault.salt')
            await checkPayload(entry, salted, utf8(said(payload)))
        }
        const content = why[0] ?? 'shown'
        this.events++
        this.counts[content]++
        this.found({ entry, of: said(line.of), content, payload: said(payload) })
    }

    private last(line: Line): void {
        if (line.events !== this.events) throw new Fault('verify.fault.line.count')
        this.ended = true
    }

    end(): Exported {
        if (!this.ended || !this.head || !this.checked) throw new Fault('verify.fault.line.missing')
        return { head: this.head, checked: this.checked, counts: this.counts }
    }
}

/** Lines without their ends; what stands behind the last end is a line that was cut off. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Bytes | undefined> {
    let held: Uint8Array[] = []
    let size = 0
    for await (const piece of pieces) {
        let from = 0
        for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
            yield size + at - from < LINE_MAX ? concat(...held, piece.subarray(from, at)) : undefined
            held = []
            size = 0
            from = at + 1
        }
        held.push(piece.subarray(from))
        size += piece.length - from
        if (size >= LINE_MAX) yield undefined
    }
    if (size > 0) yield undefined
}

/** Each event as it is proved, then what was found in all. Throws the first LineFault there is; what stands behind it is not read. */
export async function checkExport(pieces: AsyncIterable<Uint8Array>, policy: Policy, found: (event: ExportEvent) => void): Promise<Exported> {
    const reader = new Reader(policy, found)
    try {
        for await (const line of linesOf(pieces)) {
            reader.lines++
            if (!line) throw new Fault('verify.fault.line.cut')
            await reader.line(line)
        }
        reader.lines++
        return reader.end()
    } catch (fault) {
        throw fault instanceof Fault ? new LineFault(reader.lines, reader.events, fault) : fault
    }
}
