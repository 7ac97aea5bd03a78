/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/area.h"

#include <math.h>

#include "base/mem.h"
#include "geo/area_priv.h"

#define RAD7 (M_PI / 180e7)

void area_begin(struct area_maker *m)
{
    *m = (struct area_maker){.area = mem_alloc(sizeof *m->area)};
    m->area->magic = AREA_MAGIC;
}

void area_drop(struct area_maker *m)
{
    geo_area_free(m->area);
    m->area = NULL;
}

void geo_area_free(struct geo_area *a)
{
    if (a == NULL)
        return;
    CHECK_OBJ(a, AREA_MAGIC);
    a->magic = 0;
    free(a->rings);
    free(a->points);
    free(a);
}

enum rc area_ring_begin(struct area_maker *m, bool hole, struct err *e)
{
    struct geo_area *a = m->area;
    must(!m->in_ring);
    if (a->ring_count == GEO_AREA_RINGS_MAX)
        return err_set(e, RC_TOO_LARGE, "area has more than %u rings", GEO_AREA_RINGS_MAX);
    if (a->ring_count == m->ring_cap) {
        m->ring_cap = m->ring_cap > 0 ? m->ring_cap * 2 : 4;
        a->rings = mem_resize(a->rings, m->ring_cap, sizeof *a->rings);
    }
    a->rings[a->ring_count++] = (struct geo_ring){.first = a->point_count, .hole = hole};
    m->in_ring = true;
    return RC_OK;
}

static bool same(struct geo_point a, struct geo_point b)
{
    return a.lat7 == b.lat7 && a.lon7 == b.lon7;
}

enum rc area_point(struct area_maker *m, struct geo_point p, struct err *e)
{
    struct geo_area *a = m->area;
    must(m->in_ring);
    if (a->point_count > a->rings[a->ring_count - 1].first &&
        same(a->points[a->point_count - 1], p))
        return RC_OK;
    if (a->point_count == GEO_AREA_POINTS_MAX)
        return err_set(e, RC_TOO_LARGE, "area has more than %u points", GEO_AREA_POINTS_MAX);
    if (a->point_count == m->point_cap) {
        m->point_cap = m->point_cap > 0 ? m->point_cap * 2 : 64;
        a->points = mem_resize(a->points, m->point_cap, sizeof *a->points);
    }
    a->points[a->point_count++] = p;
    return RC_OK;
}

/* Twice the signed area in square degrees of a plane; positive is counter-clockwise. */
static double twice_area(const struct geo_point *p, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < n;
         i++) { /* relative to p[0], so that small rings keep their digits */
        double ax = (double)((int64_t)p[i].lon7 - p[0].lon7);
        double ay = (double)((int64_t)p[i].lat7 - p[0].lat7);
        double bx = (double)((int64_t)p[i + 1].lon7 - p[0].lon7);
        double by = (double)((int64_t)p[i + 1].lat7 - p[0].lat7);
        sum += ax * by - bx * ay;
    }
    return sum;
}

enum rc area_ring_end(struct area_maker *m, bool turn, struct err *e)
{
    struct geo_area *a = m->area;
    must(m->in_ring);
    m->in_ring = false;
    struct geo_ring *r = &a->rings[a->ring_count - 1];
    if (a->point_count - r->first > 1 && same(a->points[r->first], a->points[a->point_count - 1]))
        a->point_count--;
    r->n = a->point_count - r->first;
    if (r->n < 3)
        return err_set(e, RC_INVALID, "ring %u has fewer than 3 distinct points", a->ring_count);
    struct geo_point *p = a->points + r->first;
    if (turn && (twice_area(p, r->n) < 0) != r->hole) {
        for (uint32_t i = 1, k = r->n - 1; i < k; i++, k--) { /* the first point stays the first */
            struct geo_point t = p[i];
            p[i] = p[k];
            p[k] = t;
        }
    }
    r->box = (struct geo_box){p[0].lat7, p[0].lon7, p[0].lat7, p[0].lon7};
    for (uint32_t i = 1; i < r->n; i++) {
        r->box.south = p[i].lat7 < r->box.south ? p[i].lat7 : r->box.south;
        r->box.north = p[i].lat7 > r->box.north ? p[i].lat7 : r->box.north;
        r->box.west = p[i].lon7 < r->box.west ? p[i].lon7 : r->box.west;
        r->box.east = p[i].lon7 > r->box.east ? p[i].lon7 : r->box.east;
    }
    return RC_OK;
}

/* The centre of mass of the plane figure; false where the figure has none (its parts cancel out).
 */
static bool mass_centre(const struct geo_area *a, struct geo_point *out)
{
    double sum = 0, x = 0, y = 0;
    struct geo_point o = a->points[0];
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_point *p = a->points + a->rings[r].first;
        uint32_t n = a->rings[r].n;
        for (uint32_t i = 0, k = n - 1; i < n; k = i++) {
            double ax = (double)((int64_t)p[k].lon7 - o.lon7),
                   ay = (double)((int64_t)p[k].lat7 - o.lat7);
            double bx = (double)((int64_t)p[i].lon7 - o.lon7),
                   by = (double)((int64_t)p[i].lat7 - o.lat7);
            double cross = ax * by - bx * ay;
            sum += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
    }
    x = o.lon7 + x / (3 * sum);
    y = o.lat7 + y / (3 * sum);
    if (!(fabs(x) <= GEO_LON7_MAX && fabs(y) <= GEO_LAT7_MAX))
        return false;
    *out = (struct geo_point){(int32_t)lround(y), (int32_t)lround(x)};
    return true;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle of the widest stretch of the area along one latitude. `at` has room for a crossing a
 * point. */
static bool widest_at(const struct geo_area *a, int32_t lat7, double *at, struct geo_point *out)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_ring *ring = &a->rings[r];
        const struct geo_point *p = a->points + ring->first;
        if (lat7 < ring->box.south || lat7 > ring->box.north)
            continue;
        for (uint32_t i = 0, k = ring->n - 1; i < ring->n; k = i++) {
            if ((p[k].lat7 <= lat7) == (p[i].lat7 <= lat7))
                continue;
            double t = ((double)lat7 - p[k].lat7) / ((double)p[i].lat7 - p[k].lat7);
            at[n++] = p[k].lon7 + t * ((double)p[i].lon7 - p[k].lon7);
        }
    }
    qsort(at, n, sizeof *at, by_value);
    double widest = -1;
    for (uint32_t i = 0; i + 1 < n; i += 2) {
        if (at[i + 1] - at[i] > widest) {
            widest = at[i + 1] - at[i];
            *out = (struct geo_point){lat7, (int32_t)floor((at[i] + at[i + 1]) / 2)};
        }
    }
    return widest >= 0 && geo_area_contains(a, *out);
}

static bool find_inner(struct geo_area *a)
{
    if (mass_centre(a, &a->inner) && geo_area_contains(a, a->inner))
        return true;
    double *at = mem_array(a->point_count, sizeof *at);
    bool found = false;
    uint32_t tries = a->ring_count < 64 ? a->ring_count : 64; /* bounds the work on hostile input */
    for (uint32_t r = 0; r < tries && !found; r++) {
        int64_t south = a->rings[r].box.south, height = a->rings[r].box.north - south;
        for (int part = 2; part <= 4 && !found; part++)
            found = widest_at(a, (int32_t)(south + height / part), at, &a->inner);
        found = found || widest_at(a, (int32_t)south, at, &a->inner);
    }
    free(at);
    return found;
}

enum rc area_finish(struct area_maker *m, struct geo_area **out, struct err *e)
{
    struct geo_area *a = m->area;
    must(!m->in_ring);
    if (a->ring_count == 0)
        return err_set(e, RC_INVALID, "geometry holds no polygon");
    a->box = a->rings[0].box;
    for (uint32_t r = 1; r < a->ring_count; r++) {
        const struct geo_box *b = &a->rings[r].box;
        a->box.south = b->south < a->box.south ? b->south : a->box.south;
        a->box.north = b->north > a->box.north ? b->north : a->box.north;
        a->box.west = b->west < a->box.west ? b->west : a->box.west;
        a->box.east = b->east > a->box.east ? b->east : a->box.east;
    }
    if (!find_inner(a))
        return err_set(e, RC_INVALID,
                       "area encloses nothing: its rings are too thin or cancel out");
    a->rings = mem_resize(a->rings, a->ring_count, sizeof *a->rings);
    a->points = mem_resize(a->points, a->point_count, sizeof *a->points);
    m->area = NULL;
    *out = a;
    return RC_OK;
}

bool geo_area_contains(const struct geo_area *a, struct geo_point p)
{
    CHECK_OBJ(a, AREA_MAGIC);
    if (!geo_box_contains(a->box, p))
        return false;
    bool inside = false;
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_ring *ring = &a->rings[r];
        /* A closed ring not around the point is crossed an even number of times. */
        if (p.lat7 < ring->box.south || p.lat7 > ring->box.north || p.lon7 > ring->box.east ||
            p.lon7 < ring->box.west)
            continue;
        const struct geo_point *q = a->points + ring->first;
        for (uint32_t i = 0, k = ring->n - 1; i < ring->n; k = i++)
            inside ^= area_crosses(p, q[k], q[i]);
    }
    return inside;
}

struct geo_box geo_area_bbox(const struct geo_area *a)
{
    CHECK_OBJ(a, AREA_MAGIC);
    return a->box;
}

struct geo_point geo_area_centroid(const struct geo_area *a)
{
    CHECK_OBJ(a, AREA_MAGIC);
    return a->inner;
}

double geo_area_m2(const struct geo_area *a)
{
    CHECK_OBJ(a, AREA_MAGIC);
    double sum = 0;
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_point *p = a->points + a->rings[r].first;
        uint32_t n = a->rings[r].n;
        for (uint32_t i = 0, k = n - 1; i < n; k = i++) {
            double width = (double)((int64_t)p[i].lon7 - p[k].lon7) * RAD7;
            sum -= width * (sin((double)p[k].lat7 * RAD7) + sin((double)p[i].lat7 * RAD7)) / 2;
        }
    }
    return fabs(sum) * GEO_EARTH_M * GEO_EARTH_M;
}
