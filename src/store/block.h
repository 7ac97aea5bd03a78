/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compact packing of many like samples into one run of bytes. Numbers are LEB128 varints (7 bits a
 * byte, low first), signed ones zigzag-coded; a series of near values is written as differences;
 * texts carry their length.
 *
 * The writer has a ceiling and a sticky mark when something did not fit, the reader a sticky `bad`
 * mark: pack or unpack a whole block, then ask once. The reader trusts nothing: it never reads past
 * its bytes, refuses overlong numbers, and every value read after damage is 0 or empty. Not
 * thread-safe; no I/O.
 */
#ifndef STORE_BLOCK_H
#define STORE_BLOCK_H

#include "base/err.h"
#include "base/str.h"

#define BLOCK_VARINT_MAX 10 /* bytes of a 64-bit varint */

struct block_writer {
    uint8_t *p; /* owned */
    size_t n, cap, max;
    bool full; /* private: see block_ok */
};

/* `max` is the ceiling in bytes. */
void block_writer_init(struct block_writer *w, size_t max);
void block_writer_release(struct block_writer *w);
/* Forget the content and the full mark, keep the memory. */
void block_writer_clear(struct block_writer *w);
/* Did everything fit below the ceiling? */
bool block_ok(const struct block_writer *w);
/* The bytes so far, borrowed until the next put; empty when not everything fitted. */
struct str block_bytes(const struct block_writer *w);

/* Private to the inline functions: room for n more bytes, or false and full. */
bool block_grow(struct block_writer *w, size_t n);

static inline bool block_room(struct block_writer *w, size_t n)
{
    return (!w->full && w->cap - w->n >= n) || block_grow(w, n);
}

/* Inline because ingest packs some ten numbers a sample, millions of samples a second. */
static inline void block_put_u64(struct block_writer *w, uint64_t v)
{
    if (!block_room(w, BLOCK_VARINT_MAX))
        return;
    uint8_t *at = w->p + w->n;
    while (v >= 0x80) {
        *at++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *at++ = (uint8_t)v;
    w->n = (size_t)(at - w->p);
}

static inline uint64_t block_zigzag(int64_t v)
{
    return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t block_unzigzag(uint64_t v)
{
    return (int64_t)((v >> 1) ^ ((v & 1) != 0 ? UINT64_MAX : 0));
}

static inline void block_put_i64(struct block_writer *w, int64_t v)
{
    block_put_u64(w, block_zigzag(v));
}

/*
 * The difference to *prev (any two values; it wraps), which then becomes v. Start both sides with
 * the same *prev.
 */
static inline void block_put_delta(struct block_writer *w, int64_t *prev, int64_t v)
{
    block_put_i64(w, (int64_t)((uint64_t)v - (uint64_t)*prev));
    *prev = v;
}

void block_put_byte(struct block_writer *w, uint8_t v);
/* Length, then the bytes. */
void block_put_str(struct block_writer *w, struct str s);
/* The bytes alone. */
void block_put_bytes(struct block_writer *w, struct str s);

struct block_reader {
    const uint8_t *at, *end;
    bool bad;
};

/* `bytes` must outlive the reader and the texts it gives. */
void block_open(struct block_reader *r, struct str bytes);
uint8_t block_get_byte(struct block_reader *r);
uint64_t block_get_u64(struct block_reader *r);
int64_t block_get_i64(struct block_reader *r);
int64_t block_get_delta(struct block_reader *r, int64_t *prev);
/* Borrowed from the bytes; longer than `max` is damage. */
struct str block_get_str(struct block_reader *r, size_t max);
/* So many bytes, whose length stood elsewhere. */
struct str block_get_bytes(struct block_reader *r, uint64_t n, size_t max);
/*
 * A number of items that follow, each at least `least` bytes (1 or more). A number that cannot be
 * true of the bytes left is damage and gives 0, so that a damaged block never makes its reader
 * allocate or loop without bound.
 */
size_t block_get_count(struct block_reader *r, size_t least);
/* After the last read: RC_CORRUPT when anything was damaged or bytes are left over. */
MUST_USE enum rc block_end(const struct block_reader *r, struct err *e);

#endif
