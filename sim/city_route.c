/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quickest way by driving time (Dijkstra); the junctions' labels are kept between searches and told
 * apart by a round.
 */
#include "city.h"

#include "base/mem.h"

struct label {
    double seconds;
    uint32_t by;    /* directed segment that led here */
    uint32_t round; /* the search this label belongs to */
    bool settled;
};

struct ahead {
    double seconds;
    uint32_t junction;
};

struct city_router {
    const struct city *c;
    struct label *labels;
    struct ahead *heap;
    uint32_t heap_n, round;
};

struct city_router *city_router_new(const struct city *c)
{
    struct city_router *r = mem_alloc(sizeof(*r));
    r->c = c;
    r->labels = mem_array(c->junction_n, sizeof(*r->labels));
    r->heap = mem_array(c->arm_n + 1, sizeof(*r->heap));
    return r;
}

void city_router_free(struct city_router *r)
{
    if (!r)
        return;
    free(r->labels);
    free(r->heap);
    free(r);
}

static void push(struct city_router *r, struct ahead e)
{
    must(r->heap_n <= r->c->arm_n);
    uint32_t i = r->heap_n++;
    while (i > 0 && e.seconds < r->heap[(i - 1) / 2].seconds) {
        r->heap[i] = r->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    r->heap[i] = e;
}

static struct ahead pop(struct city_router *r)
{
    struct ahead first = r->heap[0], last = r->heap[--r->heap_n];
    uint32_t i = 0;
    for (uint32_t child = 1; child < r->heap_n; child = 2 * i + 1) {
        if (child + 1 < r->heap_n && r->heap[child + 1].seconds < r->heap[child].seconds)
            child++;
        if (r->heap[child].seconds >= last.seconds)
            break;
        r->heap[i] = r->heap[child];
        i = child;
    }
    r->heap[i] = last;
    return first;
}

static void look_around(struct city_router *r, uint32_t from)
{
    const struct city *c = r->c;
    const struct city_junction *j = &c->junctions[from];
    for (uint32_t k = 0; k < j->arms; k++) {
        uint32_t ds = c->arms[j->arm + k];
        const struct city_segment *s = city_segment_of(c, ds);
        struct label *to = &r->labels[city_leave(c, ds)];
        double seconds =
            r->labels[from].seconds + s->len_m * 3.6 / c->streets[s->street].limit_kmh + 3.0;
        if (to->round == r->round && (to->settled || to->seconds <= seconds))
            continue;
        *to = (struct label){.seconds = seconds, .by = ds, .round = r->round};
        push(r, (struct ahead){seconds, city_leave(c, ds)});
    }
}

static uint32_t way_back(const struct city_router *r, uint32_t from, uint32_t to, uint32_t *path)
{
    uint32_t n = 0;
    for (uint32_t at = to; at != from; at = city_enter(r->c, r->labels[at].by)) {
        if (n == CITY_PATH_MAX)
            return CITY_NONE;
        path[n++] = r->labels[at].by;
    }
    for (uint32_t i = 0; i < n / 2; i++) {
        uint32_t swap = path[i];
        path[i] = path[n - 1 - i];
        path[n - 1 - i] = swap;
    }
    return n;
}

uint32_t city_route(struct city_router *r, uint32_t from, uint32_t to, uint32_t *path)
{
    r->round++;
    r->heap_n = 0;
    r->labels[from] = (struct label){.round = r->round};
    push(r, (struct ahead){0, from});
    while (r->heap_n > 0) {
        struct ahead e = pop(r);
        if (r->labels[e.junction].settled)
            continue;
        r->labels[e.junction].settled = true;
        if (e.junction == to)
            return way_back(r, from, to, path);
        look_around(r, e.junction);
    }
    return CITY_NONE;
}
