/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer with its ceiling given at birth. Putting past the ceiling changes nothing, sets `full` and
 * every later put is refused too: write a whole document, then check buf_ok() once. Not thread-safe.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>

#include "base/str.h"

struct buf {
    char *p;    /* owned; NULL before the first put */
    size_t n;   /* bytes in use */
    size_t cap; /* bytes allocated */
    size_t max; /* ceiling in bytes */
    bool full;  /* a put did not fit */
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
/* Forget the content and the full mark, keep the memory. */
void buf_clear(struct buf *b);
bool buf_ok(const struct buf *b);
struct str buf_str(const struct buf *b);

void buf_put(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, struct str s);
void buf_putc(struct buf *b, char c);
/* A C string. */
void buf_cat(struct buf *b, const char *s);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for n more bytes: pointer to write at (then add to b->n), or NULL and `full` when over the ceiling. */
static inline char *buf_room(struct buf *b, size_t n);
/* Hand the bytes to the caller (who frees them with free()) and leave the buffer empty. */
char *buf_take(struct buf *b, size_t *n);

/* Private to buf_room. */
char *buf_room_more(struct buf *b, size_t n);

/* Inline because every put of every event asks for it. */
static inline char *buf_room(struct buf *b, size_t n)
{
    return b->p != NULL && !b->full && n <= b->cap - b->n ? b->p + b->n : buf_room_more(b, n);
}

#endif
