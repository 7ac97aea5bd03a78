/* SPDX-License-Identifier: Apache-2.0 */
#include "store/block.h"

#include "base/mem.h"

#define FIRST_CAP 256

void block_writer_init(struct block_writer *w, size_t max)
{
    *w = (struct block_writer){.max = max};
}

void block_writer_release(struct block_writer *w)
{
    free(w->p);
    *w = (struct block_writer){.max = w->max};
}

void block_writer_clear(struct block_writer *w)
{
    w->n = 0;
    w->full = false;
}

bool block_ok(const struct block_writer *w)
{
    return !w->full && w->n <= w->max;
}

struct str block_bytes(const struct block_writer *w)
{
    return !block_ok(w) ? STR_NONE : (struct str){(const char *)w->p, w->n};
}

bool block_grow(struct block_writer *w, size_t n)
{
    /*
     * A varint asks for its worst case: spare bytes past the ceiling let a block fill it exactly.
     */
    size_t limit = w->max + BLOCK_VARINT_MAX;
    must(limit > w->max);
    if (w->full || w->n > w->max || n > limit - w->n) {
        w->full = true;
        return false;
    }
    if (w->cap - w->n >= n)
        return true;
    size_t cap = w->cap > 0 ? w->cap : FIRST_CAP < limit ? FIRST_CAP : limit;
    while (cap - w->n < n)
        cap = cap > limit / 2 ? limit : cap * 2;
    w->p = mem_resize(w->p, cap, 1);
    w->cap = cap;
    return true;
}

void block_put_byte(struct block_writer *w, uint8_t v)
{
    if (block_room(w, 1))
        w->p[w->n++] = v;
}

void block_put_str(struct block_writer *w, struct str s)
{
    block_put_u64(w, s.n);
    block_put_bytes(w, s);
}

void block_put_bytes(struct block_writer *w, struct str s)
{
    if (s.n == 0 || !block_room(w, s.n))
        return;
    memcpy(w->p + w->n, s.p, s.n);
    w->n += s.n;
}

void block_open(struct block_reader *r, struct str bytes)
{
    static const uint8_t none[1];
    r->at = bytes.n > 0 ? (const uint8_t *)bytes.p : none;
    r->end = r->at + bytes.n;
    r->bad = false;
}

/* Also jumps to the end, so that every later read fails fast. */
static void spoil(struct block_reader *r)
{
    r->bad = true;
    r->at = r->end;
}

uint8_t block_get_byte(struct block_reader *r)
{
    if (r->at < r->end)
        return *r->at++;
    spoil(r);
    return 0;
}

uint64_t block_get_u64(struct block_reader *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && r->at < r->end; shift += 7) {
        uint8_t b = *r->at++;
        if ((shift == 63 && b > 1) || (shift > 0 && b == 0))
            break; /* more than 64 bits, or a longer form than needed: not written by us */
        v |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80)
            return v;
    }
    spoil(r);
    return 0;
}

int64_t block_get_i64(struct block_reader *r)
{
    return block_unzigzag(block_get_u64(r));
}

int64_t block_get_delta(struct block_reader *r, int64_t *prev)
{
    int64_t d = block_get_i64(r);
    if (r->bad)
        return 0;
    *prev = (int64_t)((uint64_t)*prev + (uint64_t)d);
    return *prev;
}

struct str block_get_str(struct block_reader *r, size_t max)
{
    return block_get_bytes(r, block_get_u64(r), max);
}

struct str block_get_bytes(struct block_reader *r, uint64_t n, size_t max)
{
    if (r->bad || n > max || n > (uint64_t)(r->end - r->at)) {
        spoil(r);
        return STR_NONE;
    }
    struct str s = {(const char *)r->at, (size_t)n};
    r->at += n;
    return s;
}

size_t block_get_count(struct block_reader *r, size_t least)
{
    must(least > 0);
    uint64_t n = block_get_u64(r);
    if (!r->bad && n <= (uint64_t)(r->end - r->at) / least)
        return (size_t)n;
    spoil(r);
    return 0;
}

enum rc block_end(const struct block_reader *r, struct err *e)
{
    if (r->bad)
        return err_set(e, RC_CORRUPT, "a telemetry block is damaged");
    if (r->at != r->end)
        return err_set(e, RC_CORRUPT, "a telemetry block has %zu bytes too many",
                       (size_t)(r->end - r->at));
    return RC_OK;
}
