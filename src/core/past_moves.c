/* SPDX-License-Identifier: Apache-2.0 */
#include "core/past_moves.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/live.h"

#define FIRST 1024
#define GRAIN_LEAST USEC_S

void past_moves_init(struct past_moves *m, usec_t from, size_t most)
{
    must(most >= 16);
    *m = (struct past_moves){.from = from, .most = most};
}

void past_moves_release(struct past_moves *m)
{
    free(m->v);
    *m = (struct past_moves){0};
}

static int compare(int64_t x, int64_t y)
{
    return x < y ? -1 : x > y;
}

static int in_order(const void *a, const void *b)
{
    const struct past_move *x = a, *y = b;
    int by = compare(x->unit, y->unit);
    if (by == 0)
        by = compare(x->known, y->known);
    if (by == 0)
        by = compare(x->fix, y->fix);
    return by != 0 ? by : compare(x->order, y->order);
}

/* Moves of one unit in the same span give way to the last of them. */
static int64_t span_of(const struct past_moves *m, usec_t known)
{
    if (known <= m->from)
        return -1;
    return m->grain > 0 ? (known - m->from) / m->grain : known - m->from;
}

static void take(struct past_moves *m, struct past_move *last, size_t *left,
                 const struct past_move *move)
{
    bool same = last != NULL && last->unit == move->unit;
    struct past_move next = *move;
    if (same && move->fix <= last->fix)
        return; /* late: it is known where the unit was after that */
    if (same && next.battery == LIVE_UNKNOWN)
        next.battery = last->battery;
    bool over = same && span_of(m, last->known) == span_of(m, next.known);
    m->v[over ? *left - 1 : (*left)++] = next;
}

static void sift(struct past_moves *m)
{
    size_t left = 0;
    if (m->n > 0)
        qsort(m->v, m->n, sizeof m->v[0], in_order);
    for (size_t i = 0; i < m->n; i++) {
        struct past_move move = m->v[i];
        take(m, left > 0 ? &m->v[left - 1] : NULL, &left, &move);
    }
    m->n = left;
}

/* Until a half is free, so that this is done seldom: each unit has one from before and, in the end, one more. */
static void make_room(struct past_moves *m)
{
    sift(m);
    while (m->n > m->most / 2 && m->grain < USEC_DAY) {
        m->grain = m->grain > 0 ? m->grain * 2 : GRAIN_LEAST;
        sift(m);
    }
}

void past_moves_add(struct past_moves *m, const struct past_move *move)
{
    if (m->n == m->most)
        make_room(m);
    must(m->n < m->most);
    if (m->n == m->cap) {
        m->cap = m->cap > 0 ? m->cap * 2 : FIRST;
        m->cap = m->cap < m->most ? m->cap : m->most;
        m->v = mem_resize(m->v, m->cap, sizeof m->v[0]);
    }
    m->v[m->n] = *move;
    m->v[m->n++].order = m->added++;
}

void past_moves_end(struct past_moves *m)
{
    sift(m);
    if (m->grain > 0)
        make_room(m);
}
