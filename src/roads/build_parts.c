/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which arcs lead into each other: strongly connected parts over the turns (Tarjan 1972, without recursion). A yard that is cut
 * off on the map must not catch the places that are near it.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "roads/build_priv.h"

struct walk {
    const struct making *m;
    uint32_t *number, *low; /* 0: not seen */
    uint32_t *open;         /* arcs whose part is not known yet */
    uint32_t *path, *next;  /* the way down, and each one's turn that comes next */
    uint32_t *part, *size;
    uint32_t nopen, depth, count, parts;
};

static void enter(struct walk *w, uint32_t a)
{
    w->number[a] = w->low[a] = ++w->count;
    w->open[w->nopen++] = a;
    w->next[w->depth] = w->m->turn_first[a];
    w->path[w->depth++] = a;
}

static void leave(struct walk *w, uint32_t a)
{
    w->depth--;
    if (w->depth > 0 && w->low[a] < w->low[w->path[w->depth - 1]])
        w->low[w->path[w->depth - 1]] = w->low[a];
    if (w->low[a] != w->number[a])
        return;
    uint32_t b;
    do {
        b = w->open[--w->nopen];
        w->part[b] = w->parts;
        w->size[w->parts]++;
    } while (b != a);
    w->parts++;
}

static void walk_from(struct walk *w, uint32_t start)
{
    enter(w, start);
    while (w->depth > 0) {
        uint32_t a = w->path[w->depth - 1], t = w->next[w->depth - 1];
        if (t == w->m->turn_first[a + 1]) {
            leave(w, a);
            continue;
        }
        w->next[w->depth - 1]++;
        uint32_t b = w->m->turn[t];
        if (w->number[b] == 0)
            enter(w, b);
        else if (w->part[b] == ROADS_NONE && w->number[b] < w->low[a])
            w->low[a] = w->number[b];
    }
}

void making_parts(struct making *m)
{
    uint32_t n = m->h.arcs, largest = 0;
    uint32_t *lists = mem_array((size_t)7 * n, sizeof *lists);
    struct walk w = {.m = m,
                     .number = lists,
                     .low = lists + n,
                     .open = lists + 2 * (size_t)n,
                     .path = lists + 3 * (size_t)n,
                     .next = lists + 4 * (size_t)n,
                     .part = lists + 5 * (size_t)n,
                     .size = lists + 6 * (size_t)n};
    for (uint32_t a = 0; a < n; a++)
        w.part[a] = ROADS_NONE;
    for (uint32_t a = 0; a < n; a++)
        if (w.number[a] == 0)
            walk_from(&w, a);
    for (uint32_t p = 0; p < w.parts; p++)
        if (w.size[p] > largest)
            largest = w.size[p];
    for (uint32_t a = 0; a < n; a++)
        if (w.size[w.part[a]] >= ROADS_PART_MIN || w.size[w.part[a]] == largest) {
            m->flags[a] |= ROADS_MAIN;
            m->h.main_arcs++;
        }
    free(lists);
}
