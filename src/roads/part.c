/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/part.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "roads/metric_priv.h"
#include "roads/roads_priv.h"

#define M_A_LAT7 (GEO_EARTH_M * M_PI / 180e7)

/* ---- around a place ---- */

static bool line_near(struct geo_point p, double cos_lat, struct geo_point a, struct geo_point b,
                      double m)
{
    double ax = ((double)a.lon7 - p.lon7) * cos_lat, ay = (double)a.lat7 - p.lat7;
    double dx = ((double)b.lon7 - a.lon7) * cos_lat, dy = (double)b.lat7 - a.lat7;
    double length = dx * dx + dy * dy;
    double t = length > 0 ? fmax(0, fmin(1, -(ax * dx + ay * dy) / length)) : 0;
    double x = ax + t * dx, y = ay + t * dy;
    return sqrt(x * x + y * y) * M_A_LAT7 <= m;
}

static bool arc_near(const struct roads *r, uint32_t arc, struct geo_point p, double cos_lat,
                     double m)
{
    uint32_t n = roads_shape_n(r, arc);
    struct geo_point a = roads_shape_at(r, arc, 0);
    for (uint32_t i = 1; i < n; i++) {
        struct geo_point b = roads_shape_at(r, arc, i);
        if (line_near(p, cos_lat, a, b, m))
            return true;
        a = b;
    }
    return false;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static int32_t within(double v, double most)
{
    return (int32_t)lround(fmax(-most, fmin(most, v)));
}

/* What lies in the cells around the circle, each piece once; the caller frees the list. */
static uint32_t *pieces_around(const struct roads *r, struct geo_point p, double m, uint32_t *n)
{
    const struct roads_head *h = &r->h;
    double up = m / M_A_LAT7 + 2;
    double cos_far = cos(fmin(89.9, (fabs((double)p.lat7) + up) / 1e7) * (M_PI / 180));
    uint32_t south = roads_row(h, within(p.lat7 - up, 90e7)),
             north = roads_row(h, within(p.lat7 + up, 90e7)),
             west = roads_col(h, within(p.lon7 - up / cos_far, 180e7)),
             east = roads_col(h, within(p.lon7 + up / cos_far, 180e7));
    uint32_t all = 0, kept = 0;
    for (uint32_t row = south; row <= north; row++)
        for (uint32_t col = west; col <= east; col++) {
            size_t cell = (size_t)row * h->cols + col;
            all += r->cell_first[cell + 1] - r->cell_first[cell];
        }
    uint32_t *list = mem_array((size_t)all + 1, sizeof *list);
    *n = 0;
    for (uint32_t row = south; row <= north; row++)
        for (uint32_t col = west; col <= east; col++) {
            size_t cell = (size_t)row * h->cols + col;
            for (uint32_t i = r->cell_first[cell]; i < r->cell_first[cell + 1]; i++)
                list[(*n)++] = r->piece[i];
        }
    qsort(list, *n, sizeof *list, by_number);
    for (uint32_t i = 0; i < *n; i++)
        if (i == 0 || list[i] != list[kept - 1])
            list[kept++] = list[i];
    *n = kept;
    return list;
}

static bool put(uint32_t arc, uint32_t *out, uint32_t max, uint32_t *n)
{
    if (*n == max)
        return false;
    out[(*n)++] = arc;
    return true;
}

enum rc roads_near(const struct roads *r, struct geo_point p, uint32_t radius_m, uint32_t *out,
                   uint32_t max, uint32_t *n, struct err *e)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    *n = 0;
    double m = radius_m > ROADS_NEAR_MAX_M ? ROADS_NEAR_MAX_M : radius_m;
    if (!geo_valid(p.lat7, p.lon7))
        return err_set(e, RC_NOT_FOUND, "that is no place");
    uint32_t count = 0;
    double cos_lat = cos(p.lat7 * (M_PI / 180e7));
    uint32_t *list = pieces_around(r, p, m, &count);
    bool room = true;
    for (uint32_t i = 0; i < count && room; i++)
        if (arc_near(r, list[i], p, cos_lat, m))
            room = put(list[i], out, max, n) &&
                   (r->twin[list[i]] == ROADS_NONE || put(r->twin[list[i]], out, max, n));
    free(list);
    if (!room)
        return err_set(e, RC_TOO_LARGE, "more than %u pieces of road lie within %.0f m", max, m);
    if (*n == 0)
        return err_set(e, RC_NOT_FOUND, "there is no road within %.0f m", m);
    qsort(out, *n, sizeof *out, by_number);
    return RC_OK;
}

/* ---- a stretch ---- */

/* Dijkstra's algorithm from the place on; an arc is met at its beginning. */
struct walking {
    const struct roads *r;
    uint32_t *ms;   /* at the beginning of an arc, plus 1; 0: not met */
    uint32_t *from; /* the arc before it, or ROADS_NONE: the way begins on it */
    uint64_t *heap; /* ms, arc */
    uint32_t nheap, cap;
};

static void meet(struct walking *w, uint32_t arc, uint32_t ms, uint32_t from)
{
    if (ms > ROADS_STRETCH_MAX_MS || (w->ms[arc] != 0 && w->ms[arc] - 1 <= ms))
        return;
    w->ms[arc] = ms + 1;
    w->from[arc] = from;
    if (w->nheap == w->cap) {
        w->cap = w->cap == 0 ? 1024 : w->cap * 2;
        w->heap = mem_resize(w->heap, w->cap, sizeof *w->heap);
    }
    uint64_t x = (uint64_t)ms << 32 | arc;
    uint32_t i = w->nheap++;
    for (; i > 0 && w->heap[(i - 1) / 2] > x; i = (i - 1) / 2)
        w->heap[i] = w->heap[(i - 1) / 2];
    w->heap[i] = x;
}

static uint64_t next(struct walking *w)
{
    uint64_t top = w->heap[0], last = w->heap[--w->nheap];
    uint32_t i = 0;
    for (uint32_t c; (c = 2 * i + 1) < w->nheap; i = c) {
        if (c + 1 < w->nheap && w->heap[c + 1] < w->heap[c])
            c++;
        if (last <= w->heap[c])
            break;
        w->heap[i] = w->heap[c];
    }
    w->heap[i] = last;
    return top;
}

/* How a way ends: its last arc, where on it, and how long it takes. */
struct ending {
    uint32_t arc, along, ms;
    uint32_t begun; /* along its first arc, when that is the last one too */
};

static const struct road_spot *spot_on(const struct road_place *p, uint32_t arc)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (p->spots[i].arc == arc)
            return &p->spots[i];
    return NULL;
}

/* Both on one arc, the second ahead of the first. */
static bool ahead(const struct roads *r, const struct road_place *from, const struct road_place *to,
                  struct ending *best)
{
    best->ms = ROADS_NEVER;
    for (uint32_t i = 0; i < from->n; i++) {
        const struct road_spot *s = &from->spots[i], *t = spot_on(to, s->arc);
        if (t == NULL || t->along < s->along)
            continue;
        uint32_t ms = road_part(r->ms[s->arc], t->along) - road_part(r->ms[s->arc], s->along);
        if (ms < best->ms)
            *best = (struct ending){s->arc, t->along, ms, s->along};
    }
    return best->ms < ROADS_NEVER;
}

static bool walk(struct walking *w, const struct road_place *from, const struct road_place *to,
                 struct ending *best)
{
    const struct roads *r = w->r;
    for (uint32_t i = 0; i < from->n; i++) {
        uint32_t arc = from->spots[i].arc;
        uint32_t rest = r->ms[arc] - road_part(r->ms[arc], from->spots[i].along);
        for (uint32_t t = r->turn_first[arc]; t < r->turn_first[arc + 1]; t++)
            meet(w, r->turn[t], rest, arc);
    }
    while (w->nheap > 0) {
        uint64_t x = next(w);
        uint32_t ms = (uint32_t)(x >> 32), arc = (uint32_t)x;
        const struct road_spot *t = spot_on(to, arc);
        if (ms >= best->ms)
            break;
        if (w->ms[arc] - 1 != ms)
            continue;
        if (t != NULL && ms + road_part(r->ms[arc], t->along) < best->ms)
            *best =
                (struct ending){arc, t->along, ms + road_part(r->ms[arc], t->along), ROADS_NONE};
        for (uint32_t k = r->turn_first[arc]; k < r->turn_first[arc + 1]; k++)
            meet(w, r->turn[k], ms + r->ms[arc], arc);
    }
    return best->ms < ROADS_NEVER;
}

#define TWENTIETH (ROADS_ALONG / 20)

/* Backwards from the end, then turned round. Whoever begins on an arc was never met on it unless the way came round. */
static bool gather(const struct walking *w, const struct road_place *from, struct ending end,
                   uint32_t *out, uint32_t max, uint32_t *n)
{
    const struct road_spot *s;
    uint32_t arc = end.arc;
    bool room = end.begun != ROADS_NONE || end.along >= TWENTIETH ? put(arc, out, max, n) : true;
    uint32_t steps = 0;
    while (end.begun == ROADS_NONE && room && steps++ < w->r->h.arcs) {
        uint32_t before = w->from[arc];
        s = spot_on(from, before);
        uint32_t begun = s != NULL ? w->r->ms[before] - road_part(w->r->ms[before], s->along) : 0;
        /* Met just so from where the way begins. */
        if (s != NULL && w->ms[arc] - 1 == begun) {
            if (s->along <= ROADS_ALONG - TWENTIETH || *n == 0)
                room = put(before, out, max, n);
            break;
        }
        arc = before;
        room = put(arc, out, max, n);
    }
    for (uint32_t i = 0; i < *n / 2; i++) {
        uint32_t x = out[i];
        out[i] = out[*n - 1 - i];
        out[*n - 1 - i] = x;
    }
    return room;
}

static bool add_twins(const struct roads *r, uint32_t *out, uint32_t max, uint32_t *n)
{
    uint32_t way = *n;
    for (uint32_t i = 0; i < way; i++)
        if (r->twin[out[i]] != ROADS_NONE && !put(r->twin[out[i]], out, max, n))
            return false;
    return true;
}

enum rc roads_stretch(const struct roads *r, const struct road_place *from,
                      const struct road_place *to, bool both, uint32_t *out, uint32_t max,
                      uint32_t *n, struct err *e)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    struct walking w = {.r = r};
    struct ending end;
    *n = 0;
    w.ms = mem_array(r->h.arcs, sizeof *w.ms);
    w.from = mem_array(r->h.arcs, sizeof *w.from);
    bool found = ahead(r, from, to, &end) || walk(&w, from, to, &end);
    bool room =
        !found || (gather(&w, from, end, out, max, n) && (!both || add_twins(r, out, max, n)));
    free(w.ms);
    free(w.from);
    free(w.heap);
    if (!found)
        return err_set(e, RC_NOT_FOUND, "no way leads from one end to the other");
    if (!room)
        return err_set(e, RC_TOO_LARGE, "the stretch has more than %u pieces of road", max);
    return RC_OK;
}
