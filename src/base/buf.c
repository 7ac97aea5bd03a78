/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_init(struct buf *b, size_t max)
{
    must(max < SIZE_MAX / 2);
    *b = (struct buf){.max = max};
}

void buf_release(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->full = false;
}

bool buf_ok(const struct buf *b)
{
    return !b->full;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

static void buf_grow(struct buf *b, size_t need)
{
    size_t cap = b->cap > 0 ? b->cap : 64;
    while (cap < need)
        cap *= 2;
    b->cap = cap < b->max ? cap : b->max;
    b->p = mem_resize(b->p, b->cap + 1, 1); /* one spare byte for the NUL of vsnprintf */
}

char *buf_room_more(struct buf *b, size_t n)
{
    if (b->full || n > b->max - b->n) {
        b->full = true;
        return NULL;
    }
    if (b->p == NULL || n > b->cap - b->n)
        buf_grow(b, b->n + n);
    return b->p + b->n;
}

void buf_put(struct buf *b, const void *p, size_t n)
{
    char *to = buf_room(b, n);
    if (to == NULL || n == 0)
        return;
    memcpy(to, p, n);
    b->n += n;
}

void buf_puts(struct buf *b, struct str s)
{
    buf_put(b, s.p, s.n);
}

void buf_putc(struct buf *b, char c)
{
    char *to = buf_room(b, 1);
    if (to == NULL)
        return;
    *to = c;
    b->n++;
}

void buf_cat(struct buf *b, const char *s)
{
    buf_puts(b, str_c(s));
}

void buf_i64(struct buf *b, int64_t v)
{
    char text[STR_U64_MAX];
    if (v < 0)
        buf_putc(b, '-');
    buf_puts(b, str_u64(v < 0 ? 0 - (uint64_t)v : (uint64_t)v, text));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    char *to = buf_room(b, 0);
    if (to == NULL)
        return;
    va_start(ap, fmt);
    va_copy(again, ap);
    size_t free_bytes = b->cap - b->n;
    int n = vsnprintf(to, free_bytes + 1, fmt, ap);
    must(n >= 0);
    if ((size_t)n > free_bytes && (to = buf_room(b, (size_t)n)) != NULL)
        must(vsnprintf(to, (size_t)n + 1, fmt, again) == n);
    if (to != NULL)
        b->n += (size_t)n;
    va_end(again);
    va_end(ap);
}

char *buf_take(struct buf *b, size_t *n)
{
    char *p = b->p != NULL ? b->p : mem_alloc(1);
    *n = b->n;
    *b = (struct buf){.max = b->max};
    return p;
}
