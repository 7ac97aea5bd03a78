// SPDX-License-Identifier: Apache-2.0
// Server-Sent Events from pieces of text, as the HTML standard's "event stream interpretation" says.

export interface SseMessage {
    id: string | null
    event: string
    data: string
}

/** Feed it text as it comes; it answers with the messages that became complete. */
export class SseParser {
    private rest = ''
    private data: string[] = []
    private event = ''
    private id: string | null = null
    private static readonly maxLine = 16 * 1024 * 1024

    feed(text: string): SseMessage[] {
        const out: SseMessage[] = []
        this.rest += text
        if (this.rest.length > SseParser.maxLine) throw new Error('a line of the stream has no end')
        let start = 0
        for (;;) {
            const end = this.rest.indexOf('\n', start)
            if (end < 0) break
            const line = this.rest.slice(start, this.rest[end - 1] === '\r' && end > start ? end - 1 : end)
            start = end + 1
            this.line(line, out)
        }
        this.rest = this.rest.slice(start)
        return out
    }

    private line(line: string, out: SseMessage[]): void {
        if (line === '') {
            if (this.data.length > 0) {
                out.push({ id: this.id, event: this.event || 'message', data: this.data.join('\n') })
            }
            this.data = []
            this.event = ''
            this.id = null
            return
        }
        if (line.startsWith(':')) return
        const colon = line.indexOf(':')
        const field = colon < 0 ? line : line.slice(0, colon)
        let value = colon < 0 ? '' : line.slice(colon + 1)
        if (value.startsWith(' ')) value = value.slice(1)
        if (field === 'data') this.data.push(value)
        else if (field === 'event') this.event = value
        else if (field === 'id' && !value.includes('\0')) this.id = value
    }
}
