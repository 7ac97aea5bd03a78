/* SPDX-License-Identifier: Apache-2.0 */
#include "agenda.h"

#include "base/mem.h"

struct entry {
    usec_t at;
    uint64_t order;
    void (*fn)(void *user, uint64_t arg, usec_t at);
    void *user;
    uint64_t arg;
};

struct agenda {
    struct entry *heap;
    size_t n, cap;
    uint64_t order;
};

static bool before(const struct entry *a, const struct entry *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

struct agenda *agenda_new(void)
{
    return mem_alloc(sizeof(struct agenda));
}

void agenda_free(struct agenda *a)
{
    if (a)
        free(a->heap);
    free(a);
}

void agenda_add(struct agenda *a, usec_t at, void (*fn)(void *user, uint64_t arg, usec_t at),
                void *user, uint64_t arg)
{
    must(a->n < AGENDA_MAX);
    if (a->n == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 1024;
        a->heap = mem_resize(a->heap, a->cap, sizeof(*a->heap));
    }
    struct entry e = {at, a->order++, fn, user, arg};
    size_t i = a->n++;
    while (i > 0 && before(&e, &a->heap[(i - 1) / 2])) {
        a->heap[i] = a->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    a->heap[i] = e;
}

static struct entry take_first(struct agenda *a)
{
    struct entry first = a->heap[0];
    struct entry last = a->heap[--a->n];
    size_t i = 0;
    for (size_t child = 1; child < a->n; child = 2 * i + 1) {
        if (child + 1 < a->n && before(&a->heap[child + 1], &a->heap[child]))
            child++;
        if (!before(&a->heap[child], &last))
            break;
        a->heap[i] = a->heap[child];
        i = child;
    }
    a->heap[i] = last;
    return first;
}

size_t agenda_run(struct agenda *a, usec_t until)
{
    size_t done = 0;
    while (a->n > 0 && a->heap[0].at <= until) {
        struct entry e = take_first(a);
        e.fn(e.user, e.arg, e.at);
        done++;
    }
    return done;
}

usec_t agenda_next(const struct agenda *a)
{
    return a->n ? a->heap[0].at : INT64_MAX;
}
