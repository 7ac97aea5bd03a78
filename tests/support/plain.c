/* SPDX-License-Identifier: Apache-2.0 */
#include "support/plain.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct place_in_heap {
    uint64_t ms;
    uint32_t along;
};

struct plain {
    const struct draft *d;
    uint32_t n; /* ways along */
    uint32_t *ms;
    bool *closed;
    uint32_t *first, *leaves; /* ways along by the point they leave */
    uint32_t *turn_first, *turn;
    struct place_in_heap *heap;
    size_t nheap, cap;
};

static uint32_t own_ms(const struct draft *d, uint32_t along)
{
    return along % 2 == 0 ? d->segments[along / 2].forth : d->segments[along / 2].back;
}

bool plain_goes(const struct plain *p, uint32_t along)
{
    return own_ms(p->d, along) != 0;
}

static int by_from(const void *a, const void *b)
{
    const struct draft_ban *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void list_leaves(struct plain *p)
{
    const struct draft *d = p->d;
    p->first = mem_array((size_t)d->npoints + 2, sizeof *p->first);
    p->leaves = mem_array((size_t)p->n + 1, sizeof *p->leaves);
    for (uint32_t i = 0; i < p->n; i++)
        if (plain_goes(p, i))
            p->first[draft_tail(d, i) + 2]++;
    for (uint32_t i = 0; i < d->npoints; i++)
        p->first[i + 2] += p->first[i + 1];
    for (uint32_t i = 0; i < p->n; i++)
        if (plain_goes(p, i))
            p->leaves[p->first[draft_tail(d, i) + 1]++] = i;
}

static void list_turns(struct plain *p)
{
    const struct draft *d = p->d;
    struct draft_ban *bans = mem_array((size_t)d->nbans + 1, sizeof *bans);
    if (d->nbans > 0)
        memcpy(bans, d->bans, d->nbans * sizeof *bans);
    qsort(bans, d->nbans, sizeof *bans, by_from);
    size_t total = 0;
    p->turn_first = mem_array((size_t)p->n + 1, sizeof *p->turn_first);
    for (uint32_t i = 0; i < p->n; i++)
        total += p->first[draft_head(d, i) + 1] - p->first[draft_head(d, i)];
    p->turn = mem_array(total + 1, sizeof *p->turn);
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        uint32_t at = draft_head(d, i), ways = p->first[at + 1] - p->first[at];
        p->turn_first[i] = n;
        for (uint32_t k = p->first[at]; plain_goes(p, i) && k < p->first[at + 1]; k++) {
            struct draft_ban ban = {i, p->leaves[k]};
            bool back = p->leaves[k] == (i ^ 1u) && ways > 1;
            if (!back && bsearch(&ban, bans, d->nbans, sizeof ban, by_from) == NULL)
                p->turn[n++] = p->leaves[k];
        }
    }
    p->turn_first[p->n] = n;
    free(bans);
}

struct plain *plain_new(const struct draft *d)
{
    struct plain *p = mem_alloc(sizeof *p);
    *p = (struct plain){.d = d, .n = 2 * d->nsegments};
    p->ms = mem_array((size_t)p->n + 1, sizeof *p->ms);
    p->closed = mem_array((size_t)p->n + 1, sizeof *p->closed);
    list_leaves(p);
    list_turns(p);
    plain_price(p, &road_ordinary, &road_ordinary, NULL, 0);
    return p;
}

void plain_free(struct plain *p)
{
    free(p->ms);
    free(p->closed);
    free(p->first);
    free(p->leaves);
    free(p->turn_first);
    free(p->turn);
    free(p->heap);
    free(p);
}

static uint32_t rounded(uint32_t ms, uint32_t permille)
{
    uint64_t t = ((uint64_t)ms * permille + 500) / 1000;
    return t == 0 ? 1 : t > ROADS_NEVER / 2 ? ROADS_NEVER / 2 : (uint32_t)t;
}

void plain_price(struct plain *p, const struct road_times *profile, const struct road_times *hour,
                 const struct road_change *changes, size_t n)
{
    for (uint32_t i = 0; i < p->n; i++) {
        uint8_t class = p->d->segments[i / 2].class;
        p->closed[i] = false;
        if (plain_goes(p, i))
            p->ms[i] =
                rounded(rounded(own_ms(p->d, i), profile->permille[class]), hour->permille[class]);
    }
    for (size_t i = 0; i < n; i++)
        if (changes[i].permille == ROAD_CLOSED)
            p->closed[changes[i].arc] = true;
        else
            p->ms[changes[i].arc] = rounded(p->ms[changes[i].arc], changes[i].permille);
}

/* ---- a binary heap ---- */

static void push(struct plain *p, uint64_t ms, uint32_t along)
{
    if (p->nheap == p->cap) {
        p->cap = p->cap == 0 ? 256 : p->cap * 2;
        p->heap = mem_resize(p->heap, p->cap, sizeof *p->heap);
    }
    size_t i = p->nheap++;
    for (; i > 0 && p->heap[(i - 1) / 2].ms > ms; i = (i - 1) / 2)
        p->heap[i] = p->heap[(i - 1) / 2];
    p->heap[i] = (struct place_in_heap){ms, along};
}

static struct place_in_heap pop(struct plain *p)
{
    struct place_in_heap top = p->heap[0], last = p->heap[--p->nheap];
    size_t i = 0;
    for (size_t c; (c = 2 * i + 1) < p->nheap; i = c) {
        if (c + 1 < p->nheap && p->heap[c + 1].ms < p->heap[c].ms)
            c++;
        if (last.ms <= p->heap[c].ms)
            break;
        p->heap[i] = p->heap[c];
    }
    p->heap[i] = last;
    return top;
}

static void reach(struct plain *p, uint64_t *out, uint32_t along, uint64_t ms)
{
    if (ms < out[along]) {
        out[along] = ms;
        push(p, ms, along);
    }
}

void plain_until(struct plain *p, const struct plain_spot *from, uint32_t n, const uint16_t *units,
                 uint32_t k, uint64_t *out)
{
    memset(out, 0xff, p->n * sizeof *out);
    p->nheap = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t ms = p->ms[from[i].along];
        uint64_t left = ms - (uint64_t)ms * from[i].part / ROADS_ALONG;
        for (uint32_t t = p->turn_first[from[i].along]; t < p->turn_first[from[i].along + 1]; t++)
            reach(p, out, p->turn[t], left);
    }
    for (uint32_t found = 0; p->nheap > 0 && found < k;) {
        struct place_in_heap top = pop(p);
        if (top.ms > out[top.along])
            continue;
        found += units != NULL ? units[top.along] : 0;
        for (uint32_t t = p->turn_first[top.along];
             !p->closed[top.along] && t < p->turn_first[top.along + 1]; t++)
            reach(p, out, p->turn[t], top.ms + p->ms[top.along]);
    }
}

void plain_from(struct plain *p, const struct plain_spot *from, uint32_t n, uint64_t *out)
{
    plain_until(p, from, n, NULL, UINT32_MAX, out);
}

uint32_t plain_to(const struct plain *p, const struct plain_spot *from, uint32_t nfrom,
                  const struct plain_spot *to, uint32_t nto, const uint64_t *times)
{
    uint64_t best = ROADS_NEVER;
    for (uint32_t i = 0; i < nto; i++) {
        uint32_t along = to[i].along;
        uint64_t part = (uint64_t)p->ms[along] * to[i].part / ROADS_ALONG;
        if (times[along] != UINT64_MAX && times[along] + part < best)
            best = times[along] + part;
        for (uint32_t k = 0; k < nfrom; k++)
            if (from[k].along == along && from[k].part <= to[i].part) {
                uint64_t ms = part - (uint64_t)p->ms[along] * from[k].part / ROADS_ALONG;
                best = ms < best ? ms : best;
            }
    }
    return (uint32_t)best;
}
