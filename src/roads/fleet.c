/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/metric_priv.h"

#define FLEET_MAGIC 0x466c6565u

/*
 * Arcs and units, before the hierarchy is asked: as long as that takes. As many more as there are units, because it begins with asking
 * about each of them, which costs more than meeting one.
 */
#define LOOKED_AT_MAX 600u

/* A unit's spot in the list of its arc. Number: slot x ROADS_SPOTS + which of its spots. */
struct standing {
    uint32_t before, after; /* numbers, or ROADS_NONE */
};

struct road_fleet {
    unsigned magic;
    const struct roads *r;
    struct road_search *s;
    uint32_t max;
    struct road_place *at;           /* by slot */
    struct standing *standing;       /* by number */
    uint32_t *on;                    /* by arc: the first that stands on it, or ROADS_NONE */
    uint32_t *into_first, *into;     /* the arcs that turn into each */
    uint32_t *round_arc, *round_who; /* settled, or asked about, in this search */
    uint32_t round;
    uint64_t *heap; /* what is met next: time, then arcs before units, then the lower number */
    uint32_t nheap, cap_heap;
    struct road_place *some; /* those who may go, for the hierarchy, and their slots */
    uint32_t *who;
    uint32_t highest; /* slots above were never put */
};

static void list_into(struct road_fleet *f)
{
    const struct roads *r = f->r;
    f->into_first = mem_array((size_t)r->h.arcs + 2, sizeof *f->into_first);
    f->into = mem_array((size_t)r->h.turns + 1, sizeof *f->into);
    for (uint32_t t = 0; t < r->h.turns; t++)
        f->into_first[r->turn[t] + 2]++;
    for (uint32_t a = 0; a < r->h.arcs; a++)
        f->into_first[a + 2] += f->into_first[a + 1];
    for (uint32_t a = 0; a < r->h.arcs; a++)
        for (uint32_t t = r->turn_first[a]; t < r->turn_first[a + 1]; t++)
            f->into[f->into_first[r->turn[t] + 1]++] = a;
}

struct road_fleet *road_fleet_new(const struct roads *r, uint32_t max)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    must(max >= 1 && max <= ROADS_FLEET_MAX);
    struct road_fleet *f = mem_alloc(sizeof *f);
    *f = (struct road_fleet){.magic = FLEET_MAGIC, .r = r, .s = road_search_new(r), .max = max};
    f->at = mem_array(max, sizeof *f->at);
    f->standing = mem_array((size_t)max * ROADS_SPOTS, sizeof *f->standing);
    f->on = mem_array(r->h.arcs, sizeof *f->on);
    memset(f->on, 0xff, r->h.arcs * sizeof *f->on);
    f->round_arc = mem_array(r->h.arcs, sizeof *f->round_arc);
    f->round_who = mem_array(max, sizeof *f->round_who);
    list_into(f);
    return f;
}

void road_fleet_free(struct road_fleet *f)
{
    if (f == NULL)
        return;
    CHECK_OBJ(f, FLEET_MAGIC);
    f->magic = 0;
    road_search_free(f->s);
    free(f->at);
    free(f->standing);
    free(f->on);
    free(f->into_first);
    free(f->into);
    free(f->round_arc);
    free(f->round_who);
    free(f->heap);
    free(f->some);
    free(f->who);
    free(f);
}

static void take_off(struct road_fleet *f, uint32_t number, uint32_t arc)
{
    struct standing *s = &f->standing[number];
    if (s->after != ROADS_NONE)
        f->standing[s->after].before = s->before;
    if (s->before != ROADS_NONE)
        f->standing[s->before].after = s->after;
    else
        f->on[arc] = s->after;
}

static void stand_on(struct road_fleet *f, uint32_t number, uint32_t arc)
{
    f->standing[number] = (struct standing){ROADS_NONE, f->on[arc]};
    if (f->on[arc] != ROADS_NONE)
        f->standing[f->on[arc]].before = number;
    f->on[arc] = number;
}

void road_fleet_put(struct road_fleet *f, uint32_t who, const struct road_place *at)
{
    CHECK_OBJ(f, FLEET_MAGIC);
    must(who < f->max && at->n <= ROADS_SPOTS);
    for (uint32_t i = 0; i < f->at[who].n; i++)
        take_off(f, who * ROADS_SPOTS + i, f->at[who].spots[i].arc);
    f->at[who] = *at;
    for (uint32_t i = 0; i < at->n; i++) {
        must(at->spots[i].arc < f->r->h.arcs);
        stand_on(f, who * ROADS_SPOTS + i, at->spots[i].arc);
    }
    if (who >= f->highest)
        f->highest = who + 1;
}

/* ---- around the corner ---- */

#define A_UNIT (UINT64_C(1) << 31)

static void push(struct road_fleet *f, uint32_t ms, uint64_t what)
{
    uint64_t x = (uint64_t)ms << 32 | what;
    if (ms >= ROADS_NEVER)
        return;
    if (f->nheap == f->cap_heap) {
        f->cap_heap = f->cap_heap == 0 ? 1024 : f->cap_heap * 2;
        f->heap = mem_resize(f->heap, f->cap_heap, sizeof *f->heap);
    }
    uint32_t i = f->nheap++;
    for (; i > 0 && f->heap[(i - 1) / 2] > x; i = (i - 1) / 2)
        f->heap[i] = f->heap[(i - 1) / 2];
    f->heap[i] = x;
}

static uint64_t pop(struct road_fleet *f)
{
    uint64_t top = f->heap[0], last = f->heap[--f->nheap];
    uint32_t i = 0;
    for (uint32_t c; (c = 2 * i + 1) < f->nheap; i = c) {
        if (c + 1 < f->nheap && f->heap[c + 1] < f->heap[c])
            c++;
        if (last <= f->heap[c])
            break;
        f->heap[i] = f->heap[c];
    }
    f->heap[i] = last;
    return top;
}

/* The way from the beginning of `arc` to the place takes `ms`: so much it is from those who turn into it. */
static void come_into(struct road_fleet *f, const struct road_metric *m, uint32_t arc, uint32_t ms)
{
    for (uint32_t i = f->into_first[arc]; i < f->into_first[arc + 1]; i++) {
        uint32_t from = f->into[i], w = m->ms[from];
        for (uint32_t n = f->on[from]; n != ROADS_NONE; n = f->standing[n].after) {
            uint32_t along = f->at[n / ROADS_SPOTS].spots[n % ROADS_SPOTS].along;
            push(f, ms + w - road_part(w, along), A_UNIT | n / ROADS_SPOTS);
        }
        if (!m->closed[from] && f->round_arc[from] != f->round)
            push(f, ms + w, from);
    }
}

/* Where it begins: the place's own arcs, and who is on them and before it. */
static void begin(struct road_fleet *f, const struct road_metric *m, const struct road_place *to)
{
    f->nheap = 0;
    if (++f->round == 0) { /* once in four billion searches */
        memset(f->round_arc, 0, f->r->h.arcs * sizeof *f->round_arc);
        memset(f->round_who, 0, f->max * sizeof *f->round_who);
        f->round = 1;
    }
    for (uint32_t i = 0; i < to->n; i++) {
        uint32_t arc = to->spots[i].arc, w = m->ms[arc], part = road_part(w, to->spots[i].along);
        push(f, part, arc);
        for (uint32_t n = f->on[arc]; n != ROADS_NONE; n = f->standing[n].after) {
            uint32_t along = f->at[n / ROADS_SPOTS].spots[n % ROADS_SPOTS].along;
            if (along <= to->spots[i].along)
                push(f, part - road_part(w, along), A_UNIT | n / ROADS_SPOTS);
        }
    }
}

/* False: not enough were met before it was time to give up. *n are in `out`, and each asked about is marked, with the answer. */
static bool look_around(struct road_fleet *f, const struct road_metric *m,
                        bool (*may)(void *user, uint32_t who), void *user, uint32_t k,
                        struct road_best *out, uint32_t *n)
{
    for (uint32_t looked = 0; f->nheap > 0 && *n < k; looked++) {
        uint64_t x = pop(f);
        uint32_t ms = (uint32_t)(x >> 32), what = (uint32_t)(x & (A_UNIT - 1));
        if (looked == LOOKED_AT_MAX + f->highest)
            return false;
        if ((x & A_UNIT) == 0) {
            if (f->round_arc[what] == f->round)
                continue;
            f->round_arc[what] = f->round;
            come_into(f, m, what, ms);
        } else if (f->round_who[what] != f->round) {
            f->round_who[what] = f->round;
            if (may == NULL || may(user, what))
                out[(*n)++] = (struct road_best){what, ms};
        }
    }
    return true;
}

/* ---- further off ---- */

static uint32_t ask_all(struct road_fleet *f, const struct road_metric *m,
                        const struct road_place *to, bool (*may)(void *user, uint32_t who),
                        void *user, uint32_t k, uint32_t found, struct road_best *out)
{
    uint32_t n = 0;
    if (f->some == NULL) {
        f->some = mem_array(f->max, sizeof *f->some);
        f->who = mem_array(f->max, sizeof *f->who);
    }
    /* Those who were met are the best already; who was asked about and may not go is not asked about again. */
    for (uint32_t who = 0; who < f->highest; who++)
        if (f->at[who].n > 0 && f->round_who[who] != f->round && (may == NULL || may(user, who))) {
            f->some[n] = f->at[who];
            f->who[n++] = who;
        }
    n = road_best_to(f->s, m, to, f->some, n, k - found, out + found);
    for (uint32_t i = found; i < found + n; i++)
        out[i].who = f->who[out[i].who];
    return found + n;
}

uint32_t road_fleet_best(struct road_fleet *f, const struct road_metric *m,
                         const struct road_place *to, bool (*may)(void *user, uint32_t who),
                         void *user, uint32_t k, struct road_best *out)
{
    uint32_t n = 0;
    CHECK_OBJ(f, FLEET_MAGIC);
    must(m->r == f->r && k >= 1 && k <= ROADS_BEST_MAX);
    begin(f, m, to);
    if (!look_around(f, m, may, user, k, out, &n))
        n = ask_all(f, m, to, may, user, k, n, out);
    return n;
}
