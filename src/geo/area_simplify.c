/* SPDX-License-Identifier: Apache-2.0 */
/* Douglas-Peucker with its own stack, so that a hostile ring cannot exhaust the program's. */
#include <math.h>

#include "base/mem.h"
#include "geo/area_priv.h"

#define METRES_A_UNIT (GEO_EARTH_M * M_PI / 180e7)

struct span {
    uint32_t from, to;
};

struct simplifier {
    const struct geo_point *p; /* the ring; index n stands for 0 again */
    uint32_t n;
    double shrink; /* of longitude at the ring's middle latitude */
    bool *keep;
    struct span *stack; /* room for n spans */
};

static void plane(const struct simplifier *s, uint32_t i, double *x, double *y)
{
    const struct geo_point *o = &s->p[0], *p = &s->p[i % s->n];
    *x = (double)((int64_t)p->lon7 - o->lon7) * s->shrink * METRES_A_UNIT;
    *y = (double)((int64_t)p->lat7 - o->lat7) * METRES_A_UNIT;
}

/* Square of the distance of point i to the stretch a-b, in square metres. */
static double off(const struct simplifier *s, uint32_t a, uint32_t b, uint32_t i)
{
    double ax, ay, bx, by, x, y;
    plane(s, a, &ax, &ay);
    plane(s, b, &bx, &by);
    plane(s, i, &x, &y);
    double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - ax) * dx + (y - ay) * dy) / length2 : 0;
    t = fmax(0, fmin(1, t));
    dx = x - ax - t * dx;
    dy = y - ay - t * dy;
    return dx * dx + dy * dy;
}

static uint32_t furthest(const struct simplifier *s, uint32_t a, uint32_t b, double *square)
{
    uint32_t at = a;
    *square = -1;
    for (uint32_t i = a + 1; i < b; i++) {
        double d = off(s, a, b, i);
        if (d > *square) {
            *square = d;
            at = i;
        }
    }
    return at;
}

/* Marks what stays. The ring is cut at its first point and the one furthest from it, which both
 * stay. */
static void mark(struct simplifier *s, double tolerance_m)
{
    double square;
    uint32_t depth = 0, middle = furthest(s, 0, s->n, &square);
    s->keep[0] = true;
    s->keep[middle] = true;
    s->stack[depth++] = (struct span){0, middle};
    s->stack[depth++] = (struct span){middle, s->n};
    while (depth > 0) {
        struct span span = s->stack[--depth];
        uint32_t at = furthest(s, span.from, span.to, &square);
        if (square <= tolerance_m * tolerance_m)
            continue;
        s->keep[at] = true;
        s->stack[depth++] = (struct span){span.from, at};
        s->stack[depth++] = (struct span){at, span.to};
    }
}

/* Adds what stays of one ring; *gone when nothing does. */
static enum rc thin_ring(struct area_maker *m, const struct geo_area *a,
                         const struct geo_ring *ring, double tolerance_m, bool *gone, struct err *e)
{
    struct simplifier s = {.p = a->points + ring->first, .n = ring->n};
    s.shrink = cos(((double)ring->box.south + ring->box.north) / 2 * (M_PI / 180e7));
    s.keep = mem_array(s.n, sizeof *s.keep);
    s.stack = mem_array((size_t)s.n + 2, sizeof *s.stack);
    mark(&s, tolerance_m);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s.n; i++)
        kept += s.keep[i];
    *gone = kept < 3;
    enum rc rc = RC_OK;
    if (!*gone) {
        rc = area_ring_begin(m, ring->hole, e);
        for (uint32_t i = 0; i < s.n && rc == RC_OK; i++) {
            if (s.keep[i])
                rc = area_point(m, s.p[i], e);
        }
        if (rc == RC_OK)
            rc = area_ring_end(m, true, e);
    }
    free(s.keep);
    free(s.stack);
    return rc;
}

enum rc geo_area_simplify(const struct geo_area *a, uint32_t tolerance_m, struct geo_area **out,
                          struct err *e)
{
    CHECK_OBJ(a, AREA_MAGIC);
    struct area_maker m;
    area_begin(&m);
    enum rc rc = RC_OK;
    bool outer_gone = false;
    for (uint32_t r = 0; r < a->ring_count && rc == RC_OK; r++) {
        bool gone = false;
        if (a->rings[r].hole && outer_gone)
            continue;
        rc = thin_ring(&m, a, &a->rings[r], tolerance_m, &gone, e);
        if (!a->rings[r].hole)
            outer_gone = gone;
    }
    if (rc == RC_OK && m.area->ring_count == 0)
        rc = err_set(e, RC_INVALID, "nothing of the area is left at a tolerance of %u m",
                     tolerance_m);
    if (rc == RC_OK)
        rc = area_finish(&m, out, e);
    area_drop(&m);
    return rc;
}
