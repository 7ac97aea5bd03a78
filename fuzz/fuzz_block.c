/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block reader on any bytes: the input is a script and the block at once. Each step reads what
 * the next byte of the script asks for; nothing may be read outside, and what was read whole must
 * pack into the same bytes again.
 */
#include <stdint.h>

#include "store/block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SCRIPT 16

static void step(struct block_reader *r, struct block_writer *w, uint8_t what, int64_t *got,
                 int64_t *put)
{
    struct str s;
    size_t n;
    switch (what % 6) {
    case 0: block_put_u64(w, block_get_u64(r)); break;
    case 1: block_put_i64(w, block_get_i64(r)); break;
    case 2: block_put_delta(w, put, block_get_delta(r, got)); break;
    case 3:
        s = block_get_str(r, what);
        must(s.n <= what);
        block_put_str(w, s);
        break;
    case 4:
        n = block_get_count(r, 1u + what % 7);
        must(n * (1u + what % 7) <= (size_t)(r->end - r->at));
        block_put_u64(w, n);
        break;
    default: block_put_byte(w, block_get_byte(r));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < SCRIPT)
        return 0;
    struct block_reader r;
    struct block_writer w;
    struct err e;
    struct str block = {(const char *)data + SCRIPT, size - SCRIPT};
    int64_t got = 0, put = 0;
    block_writer_init(&w, size);
    block_open(&r, block);
    /* Every step takes at least a byte or spoils the reader. */
    for (size_t i = 0; r.at < r.end && !r.bad; i++)
        step(&r, &w, data[i % SCRIPT], &got, &put);
    if (block_end(&r, &e) == RC_OK) {
        struct str again = block_bytes(&w);
        must(again.n == block.n && (block.n == 0 || memcmp(again.p, block.p, block.n) == 0));
    }
    must(r.at <= r.end);
    block_writer_release(&w);
    return 0;
}
