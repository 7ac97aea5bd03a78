// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SseParser } from '../src/lib/sse'

const STREAM =
    'event: hello\ndata: {"a":1}\n\n: comment\nid: j:5\nevent: event\ndata: one\ndata: two\n\nevent: nothing\n\r\ndata:bare\r\n\r\n'

it('reads messages, comments, many data lines and CR LF', () => {
    expect(new SseParser().feed(STREAM)).toEqual([
        { id: null, event: 'hello', data: '{"a":1}' },
        { id: 'j:5', event: 'event', data: 'one\ntwo' },
        { id: null, event: 'message', data: 'bare' },
    ])
})

it('gives the same however the text is cut', () => {
    const whole = new SseParser().feed(STREAM)
    fc.assert(
        fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
            const parser = new SseParser()
            const out = []
            let from = 0
            for (const cut of [...cuts, STREAM.length].sort((a, b) => a - b)) {
                out.push(...parser.feed(STREAM.slice(from, cut)))
                from = cut
            }
            expect(out).toEqual(whole)
        }),
    )
})

it('refuses a line without end', () => {
    const parser = new SseParser()
    expect(() => {
        for (let i = 0; i < 20; i++) parser.feed('x'.repeat(1024 * 1024))
    }).toThrow()
})
