/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ARENA_FIRST 4096
#define ARENA_LARGEST (1024 * 1024) /* chunks double up to this, so that waste stays bounded */

struct arena_chunk {
    struct arena_chunk *next; /* the older one */
    size_t cap, used;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t max)
{
    must(max < SIZE_MAX / 2);
    *a = (struct arena){.max = max};
}

static void arena_drop_to(struct arena *a, const struct arena_chunk *keep)
{
    while (a->head != keep) {
        struct arena_chunk *old = a->head;
        a->head = old->next;
        free(old);
    }
}

void arena_release(struct arena *a)
{
    arena_drop_to(a, NULL);
    a->used = 0;
}

void arena_clear(struct arena *a)
{
    struct arena_chunk *first = a->head;
    while (first != NULL && first->next != NULL)
        first = first->next;
    arena_drop_to(a, first);
    if (first != NULL)
        first->used = 0;
    a->used = 0;
}

static void arena_add_chunk(struct arena *a, size_t need)
{
    size_t cap = a->head != NULL ? a->head->cap * 2 : ARENA_FIRST;
    if (cap > ARENA_LARGEST)
        cap = ARENA_LARGEST;
    if (cap < need)
        cap = need;
    struct arena_chunk *c = mem_resize(NULL, sizeof *c + cap, 1);
    c->next = a->head;
    c->cap = cap;
    c->used = 0;
    a->head = c;
}

void *arena_room(struct arena *a, size_t n)
{
    must(n <= a->max);
    size_t align = alignof(max_align_t);
    size_t need = (n + align - 1) / align * align;
    must(n <= a->max - a->used);
    if (a->head == NULL || need > a->head->cap - a->head->used)
        arena_add_chunk(a, need);
    void *p = a->head->bytes + a->head->used;
    a->head->used += need;
    a->used += n;
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_room(a, n), 0, n);
}

struct str arena_str(struct arena *a, struct str s)
{
    must(s.n < SIZE_MAX);
    char *p = arena_room(a, s.n + 1);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct str arena_join(struct arena *a, const struct str *parts, size_t n)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += parts[i].n;
    char *p = arena_room(a, all + 1);
    char *at = p;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n > 0)
            memcpy(at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    *at = '\0';
    return (struct str){p, all};
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    must(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    must(vsnprintf(p, (size_t)n + 1, fmt, again) == n);
    va_end(again);
    va_end(ap);
    return (struct str){p, (size_t)n};
}
