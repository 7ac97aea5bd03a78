/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/search.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "roads/metric_priv.h"

/* A time is good when `round` is this search's. */
struct known {
    uint32_t ms, round;
};

struct road_search {
    unsigned magic;
    const struct roads *r;
    uint32_t *rising;    /* by rank: time by ways that only go up; ROADS_NEVER between searches */
    struct known *known; /* by rank */
    uint32_t *parent;    /* by rank: the next one up; ROADS_NONE: none */
    uint32_t *path;      /* up from an arc to what is known */
    uint32_t *touched;   /* whose `rising` was set */
    uint32_t ntouched;
    uint32_t *least; /* of each asked for, as the crow flies */
    uint32_t cap_least;
    uint32_t now;
    const struct road_hops *hops; /* down to the arcs that are asked for */
};

#define SEARCH_MAGIC 0x53726368u
#define NEAR_FACTOR 4u
#define SWEEP_FROM 12 /* measured: a twelfth as many places as arcs meet most of them */

struct road_search *road_search_new(const struct roads *r)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    struct road_search *s = mem_alloc(sizeof *s);
    size_t n = r->h.arcs;
    *s = (struct road_search){.magic = SEARCH_MAGIC, .r = r};
    s->rising = mem_array(n, sizeof *s->rising);
    s->known = mem_array(n, sizeof *s->known);
    s->path = mem_array(n, sizeof *s->path);
    s->touched = mem_array(n, sizeof *s->touched);
    s->parent = mem_array(n, sizeof *s->parent);
    for (uint32_t i = 0; i < n; i++) {
        s->rising[i] = ROADS_NEVER;
        s->parent[i] = r->up_first[i] < r->up_first[i + 1] ? r->up[r->up_first[i]] : ROADS_NONE;
    }
    return s;
}

void road_search_free(struct road_search *s)
{
    if (s == NULL)
        return;
    CHECK_OBJ(s, SEARCH_MAGIC);
    s->magic = 0;
    free(s->rising);
    free(s->known);
    free(s->parent);
    free(s->path);
    free(s->touched);
    free(s->least);
    free(s);
}

static inline uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/*
 * The one place's arcs are put in with what they cost at first. All that can be reached upwards from them lies on their paths to
 * the root, and a path met by another goes on with it.
 */
static void put_in(struct road_search *s, uint32_t rank, uint32_t ms)
{
    for (uint32_t v = rank; v != ROADS_NONE && s->known[v].round != s->now; v = s->parent[v]) {
        s->known[v].round = s->now;
        s->touched[s->ntouched++] = v;
    }
    s->rising[rank] = least(s->rising[rank], ms);
}

static int by_rank(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void rise(struct road_search *s, const struct road_hops *hops)
{
    qsort(s->touched, s->ntouched, sizeof *s->touched, by_rank);
    for (uint32_t i = 0; i < s->ntouched; i++) {
        uint32_t v = s->touched[i], ms = s->rising[v];
        if (ms >= ROADS_NEVER)
            continue;
        for (uint32_t k = hops->first[v]; k < hops->first[v + 1]; k++) {
            const struct road_hop *h = &hops->hop[k];
            s->rising[h->to] = least(s->rising[h->to], ms + h->ms);
        }
    }
}

/* Nothing is known any more. */
static void forget(struct road_search *s)
{
    if (++s->now != 0)
        return;
    for (uint32_t i = 0; i < s->r->h.arcs; i++) /* once in two billion searches */
        s->known[i].round = 0;
    s->now = 1;
}

static void begin(struct road_search *s)
{
    s->ntouched = 0;
    forget(s);
}

static uint32_t through(const struct road_search *s, uint32_t v)
{
    const struct road_hops *hops = s->hops;
    uint32_t ms = s->rising[v];
    for (uint32_t k = hops->first[v]; k < hops->first[v + 1]; k++)
        ms = least(ms, s->known[hops->hop[k].to].ms + hops->hop[k].ms);
    return least(ms, ROADS_NEVER);
}

/* From the top down to the arcs by `down`, when `n` places are asked for: to all arcs at once when most would be met anyway. */
static void turn_down(struct road_search *s, const struct road_hops *down, uint32_t n)
{
    s->hops = down;
    forget(s);
    if (n < s->r->h.arcs / SWEEP_FROM)
        return;
    for (uint32_t v = s->r->h.arcs; v-- > 0;)
        s->known[v] = (struct known){through(s, v), s->now};
}

static void end(struct road_search *s)
{
    for (uint32_t i = 0; i < s->ntouched; i++)
        s->rising[s->touched[i]] = ROADS_NEVER;
}

static uint32_t settle(struct road_search *s, uint32_t v)
{
    uint32_t n = 0;
    for (uint32_t x = v; x != ROADS_NONE && s->known[x].round != s->now; x = s->parent[x])
        s->path[n++] = x;
    while (n > 0) {
        uint32_t x = s->path[--n];
        s->known[x] = (struct known){through(s, x), s->now};
    }
    return s->known[v].ms;
}

/* From the beginning of an arc to the place, or from the place to it. */
static inline uint32_t time_of(struct road_search *s, uint32_t arc)
{
    uint32_t v = s->r->rank[arc];
    return s->known[v].round == s->now ? s->known[v].ms : settle(s, v);
}

/* ---- many to one ---- */

static void begin_to(struct road_search *s, const struct road_metric *m,
                     const struct road_place *to, uint32_t n)
{
    begin(s);
    for (uint32_t i = 0; i < to->n; i++)
        put_in(s, s->r->rank[to->spots[i].arc],
               road_part(m->ms[to->spots[i].arc], to->spots[i].along));
    rise(s, &m->in);
    turn_down(s, &m->out, n);
}

/* Out at the far end: for an arc that nothing goes through, and for one that is driven round to its own beginning. */
static uint32_t out_of(struct road_search *s, const struct road_metric *m, struct road_spot from)
{
    const struct roads *r = s->r;
    uint32_t best = ROADS_NEVER, w = m->ms[from.arc];
    for (uint32_t t = r->turn_first[from.arc]; t < r->turn_first[from.arc + 1]; t++)
        best = least(best, time_of(s, r->turn[t]));
    return least(best + (w - road_part(w, from.along)), ROADS_NEVER);
}

static uint32_t spot_to(struct road_search *s, const struct road_metric *m, struct road_spot from,
                        const struct road_place *to)
{
    uint32_t w = m->ms[from.arc];
    for (uint32_t i = 0; i < to->n; i++)
        if (to->spots[i].arc == from.arc)
            return from.along <= to->spots[i].along
                       ? road_part(w, to->spots[i].along) - road_part(w, from.along)
                       : out_of(s, m, from);
    if (m->closed[from.arc])
        return out_of(s, m, from);
    uint32_t ms = time_of(s, from.arc);
    return ms >= ROADS_NEVER ? ROADS_NEVER : ms - road_part(w, from.along);
}

static uint32_t place_to(struct road_search *s, const struct road_metric *m,
                         const struct road_place *from, const struct road_place *to)
{
    uint32_t best = ROADS_NEVER;
    for (uint32_t i = 0; i < from->n; i++)
        best = least(best, spot_to(s, m, from->spots[i], to));
    return best;
}

void road_times_to(struct road_search *s, const struct road_metric *m, const struct road_place *to,
                   const struct road_place *from, uint32_t n, uint32_t *ms)
{
    CHECK_OBJ(s, SEARCH_MAGIC);
    must(m->r == s->r);
    begin_to(s, m, to, n);
    for (uint32_t i = 0; i < n; i++)
        ms[i] = to->n > 0 ? place_to(s, m, &from[i], to) : ROADS_NEVER;
    end(s);
}

/* ---- one to many ---- */

static uint32_t spot_from(struct road_search *s, const struct road_metric *m,
                          const struct road_place *from, struct road_spot to)
{
    uint32_t w = m->ms[to.arc];
    for (uint32_t i = 0; i < from->n; i++)
        if (from->spots[i].arc == to.arc && from->spots[i].along <= to.along)
            return road_part(w, to.along) - road_part(w, from->spots[i].along);
    return least(time_of(s, to.arc) + road_part(w, to.along), ROADS_NEVER);
}

void road_times_from(struct road_search *s, const struct road_metric *m,
                     const struct road_place *from, const struct road_place *to, uint32_t n,
                     uint32_t *ms)
{
    CHECK_OBJ(s, SEARCH_MAGIC);
    const struct roads *r = s->r;
    must(m->r == r);
    begin(s);
    for (uint32_t i = 0; i < from->n; i++) {
        uint32_t a = from->spots[i].arc, w = m->ms[a];
        for (uint32_t t = r->turn_first[a]; t < r->turn_first[a + 1]; t++)
            put_in(s, r->rank[r->turn[t]], w - road_part(w, from->spots[i].along));
    }
    rise(s, &m->out);
    turn_down(s, &m->in, n);
    for (uint32_t i = 0; i < n; i++) {
        ms[i] = ROADS_NEVER;
        for (uint32_t k = 0; k < to[i].n && from->n > 0; k++)
            ms[i] = least(ms[i], spot_from(s, m, from, to[i].spots[k]));
    }
    end(s);
}

/* ---- the best ---- */

/* The k least so far, the greatest at the top. */
struct heap {
    struct road_best *v;
    uint32_t n, k;
};

static bool before(struct road_best a, struct road_best b)
{
    return a.ms != b.ms ? a.ms < b.ms : a.who < b.who;
}

static void sink(struct heap *h, struct road_best x)
{
    uint32_t i = 0;
    for (uint32_t c; (c = 2 * i + 1) < h->n; i = c) {
        if (c + 1 < h->n && before(h->v[c], h->v[c + 1]))
            c++;
        if (!before(x, h->v[c]))
            break;
        h->v[i] = h->v[c];
    }
    h->v[i] = x;
}

static void offer(struct heap *h, struct road_best x)
{
    if (h->n == h->k) {
        if (before(x, h->v[0]))
            sink(h, x);
        return;
    }
    uint32_t i = h->n++;
    for (; i > 0 && before(h->v[(i - 1) / 2], x); i = (i - 1) / 2)
        h->v[i] = h->v[(i - 1) / 2];
    h->v[i] = x;
}

static int by_time(const void *a, const void *b)
{
    const struct road_best *x = a, *y = b;
    return before(*x, *y) ? -1 : before(*y, *x);
}

/*
 * No way is shorter than the straight one, and no arc quicker than the quickest of the map. With c the least cosine of a latitude of the
 * map, hav(d) >= sin^2(dlat/2) + c^2 sin^2(dlon/2), and no sine is smaller than its angle by more than on the map's whole width: so a
 * flat distance, with that much taken off, is never too long.
 */
struct crow {
    double lat7, lon7, narrow, ms;
};

#define CROW_ARC_MAX \
    500e3 /* metres: on longer ones a place is too far from where it is on the straight line */

/* sin(x)/x of half the span. */
static double shrink(int32_t low, int32_t high)
{
    double x = ((double)high - low) * (M_PI / 180e7) / 2;
    return x > 1e-9 ? sin(x) / x : 1;
}

static struct crow crow_of(const struct road_metric *m, const struct road_place *to)
{
    const struct roads_head *h = &m->r->h;
    double far = fmax(fabs((double)h->north), fabs((double)h->south));
    double less = fmin(shrink(h->south, h->north), shrink(h->west, h->east));
    double ms_a_m = m->longest > CROW_ARC_MAX ? 0 : m->ms_a_m;
    return (struct crow){to->at.lat7, to->at.lon7, fmax(cos(far * (M_PI / 180e7)), 0),
                         0.999 * fmax(less, 0) * ms_a_m * (GEO_EARTH_M * M_PI / 180e7)};
}

/* What places may be nearer to each other than the crow knows: where on an arc they are is known to a hundredth of it. */
static uint32_t slack_of(const struct road_metric *m)
{
    return (uint32_t)fmin((5 + 0.02 * m->longest) * m->ms_a_m, ROADS_NEVER / 2.0) + 1;
}

static uint32_t crow_ms(const struct crow *c, struct geo_point p)
{
    double y = p.lat7 - c->lat7, x = (p.lon7 - c->lon7) * c->narrow;
    double ms = sqrt(x * x + y * y) * c->ms - 8;
    return ms <= 0 ? 0 : ms < ROADS_NEVER ? (uint32_t)ms : ROADS_NEVER;
}

/* What each needs at least, as the crow flies, into s->least; those nowhere need for ever. */
static void fly(struct road_search *s, const struct crow *c, const struct road_place *from,
                uint32_t n)
{
    if (n > s->cap_least) {
        s->cap_least = n;
        s->least = mem_resize(s->least, n, sizeof *s->least);
    }
    for (uint32_t i = 0; i < n; i++)
        s->least[i] = from[i].n > 0 ? crow_ms(c, from[i].at) : UINT32_MAX;
}

/*
 * A time that the k best do not exceed, by those who are nearest as the crow flies: some more than k, for the nearest are not the
 * quickest.
 */
static uint32_t bound_of(struct road_search *s, const struct road_metric *m,
                         const struct road_place *to, const struct road_place *from, uint32_t n,
                         uint32_t k, struct road_best *room)
{
    struct road_best near_v[NEAR_FACTOR * ROADS_BEST_MAX];
    struct heap near = {near_v, 0, NEAR_FACTOR * k}, best = {room, 0, k};
    uint32_t most = UINT32_MAX - 1;
    for (uint32_t i = 0; i < n; i++)
        if (s->least[i] <= most) {
            offer(&near, (struct road_best){i, s->least[i]});
            most = near.n == near.k ? near_v[0].ms : most;
        }
    for (uint32_t i = 0; i < near.n; i++) {
        uint32_t ms = place_to(s, m, &from[near_v[i].who], to);
        offer(&best, (struct road_best){near_v[i].who, ms});
    }
    return best.n < k || room[0].ms >= ROADS_NEVER ? ROADS_NEVER : room[0].ms;
}

uint32_t road_best_to(struct road_search *s, const struct road_metric *m,
                      const struct road_place *to, const struct road_place *from, uint32_t n,
                      uint32_t k, struct road_best *out)
{
    CHECK_OBJ(s, SEARCH_MAGIC);
    must(m->r == s->r && k >= 1 && k <= ROADS_BEST_MAX);
    if (to->n == 0)
        return 0;
    struct crow crow = crow_of(m, to);
    uint32_t slack = slack_of(m);
    fly(s, &crow, from, n);
    begin_to(s, m, to, 0);
    uint32_t bound = bound_of(s, m, to, from, n, k, out) + slack;
    struct heap best = {out, 0, k};
    for (uint32_t i = 0; i < n; i++) {
        if (s->least[i] > bound)
            continue;
        uint32_t ms = place_to(s, m, &from[i], to);
        if (ms >= ROADS_NEVER)
            continue;
        offer(&best, (struct road_best){i, ms});
        if (best.n == k && out[0].ms + slack < bound)
            bound = out[0].ms + slack;
    }
    end(s);
    qsort(out, best.n, sizeof *out, by_time);
    return best.n;
}
