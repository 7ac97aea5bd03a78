/* SPDX-License-Identifier: Apache-2.0 */
/* From a point of the earth to a place on the roads, and back. */
#include <math.h>

#include "roads/roads_priv.h"

#define M_A_LAT7 (GEO_EARTH_M * M_PI / 180e7)

uint32_t roads_shape_n(const struct roads *r, uint32_t arc)
{
    return r->shape_first[arc + 1] - r->shape_first[arc] + 2;
}

struct geo_point roads_shape_at(const struct roads *r, uint32_t arc, uint32_t i)
{
    uint32_t inner = r->shape_first[arc + 1] - r->shape_first[arc];
    if (i == 0)
        return r->node_point[r->tail[arc]];
    return i > inner ? r->node_point[r->head[arc]] : r->shape[r->shape_first[arc] + i - 1];
}

static uint32_t cell_of(int64_t v, int64_t low, int64_t high, uint32_t n)
{
    if (v <= low)
        return 0;
    if (v >= high)
        return n - 1;
    return (uint32_t)((uint64_t)(v - low) * n / (uint64_t)(high - low + 1));
}

uint32_t roads_row(const struct roads_head *h, int32_t lat7)
{
    return cell_of(lat7, h->south, h->north, h->rows);
}

uint32_t roads_col(const struct roads_head *h, int32_t lon7)
{
    return cell_of(lon7, h->west, h->east, h->cols);
}

/* The nearest so far. */
struct nearest {
    struct geo_point p;
    double cos_lat, m;
    uint32_t arc, i; /* between points i and i + 1 of its shape */
    double t;        /* 0..1 between them */
};

static void look_at(const struct roads *r, uint32_t arc, struct nearest *best)
{
    double ax, ay, bx, by;
    uint32_t n = roads_shape_n(r, arc);
    struct geo_point a = roads_shape_at(r, arc, 0);
    bx = ((double)a.lon7 - best->p.lon7) * best->cos_lat;
    by = (double)a.lat7 - best->p.lat7;
    for (uint32_t i = 0; i + 1 < n; i++) {
        struct geo_point b = roads_shape_at(r, arc, i + 1);
        ax = bx;
        ay = by;
        bx = ((double)b.lon7 - best->p.lon7) * best->cos_lat;
        by = (double)b.lat7 - best->p.lat7;
        double dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
        double t = length > 0 ? fmax(0, fmin(1, -(ax * dx + ay * dy) / length)) : 0;
        double x = ax + t * dx, y = ay + t * dy;
        double m = sqrt(x * x + y * y) * M_A_LAT7;
        /* Of two equally near the lower number, so that it does not matter which cell came first. */
        if (m < best->m || (m == best->m && arc < best->arc)) {
            best->m = m;
            best->arc = arc;
            best->i = i;
            best->t = t;
        }
    }
}

static void look_in(const struct roads *r, int64_t row, int64_t col, struct nearest *best)
{
    if (row < 0 || col < 0 || row >= r->h.rows || col >= r->h.cols)
        return;
    size_t cell = (size_t)row * r->h.cols + (size_t)col;
    for (uint32_t i = r->cell_first[cell]; i < r->cell_first[cell + 1]; i++)
        look_at(r, r->piece[i], best);
}

static void look_around(const struct roads *r, int64_t row, int64_t col, int64_t ring,
                        struct nearest *best)
{
    for (int64_t c = col - ring; c <= col + ring; c++) {
        look_in(r, row - ring, c, best);
        if (ring > 0)
            look_in(r, row + ring, c, best);
    }
    for (int64_t y = row - ring + 1; y < row + ring; y++) {
        look_in(r, y, col - ring, best);
        look_in(r, y, col + ring, best);
    }
}

static struct geo_point between(struct geo_point a, struct geo_point b, double t)
{
    return (struct geo_point){(int32_t)lround(a.lat7 + ((double)b.lat7 - a.lat7) * t),
                              (int32_t)lround(a.lon7 + ((double)b.lon7 - a.lon7) * t)};
}

/* How far along its arc, 0..ROADS_ALONG. */
static uint32_t along_of(const struct roads *r, const struct nearest *best)
{
    double before = 0, whole = 0;
    for (uint32_t i = 0; i + 1 < roads_shape_n(r, best->arc); i++) {
        double m =
            geo_distance_m(roads_shape_at(r, best->arc, i), roads_shape_at(r, best->arc, i + 1));
        before += i < best->i ? m : i == best->i ? m * best->t : 0;
        whole += m;
    }
    return whole > 0 ? (uint32_t)lround(fmin(1, before / whole) * ROADS_ALONG) : 0;
}

bool roads_snap(const struct roads *r, struct geo_point p, uint32_t radius_m,
                struct road_place *out, double *off_m)
{
    const struct roads_head *h = &r->h;
    CHECK_OBJ(r, ROADS_MAGIC);
    *out = (struct road_place){0};
    if (!geo_valid(p.lat7, p.lon7))
        return false;
    double radius = radius_m > ROADS_REACH_M ? ROADS_REACH_M : radius_m;
    struct nearest best = {.p = p, .m = radius, .arc = ROADS_NONE};
    best.cos_lat = cos(p.lat7 * (M_PI / 180e7));
    /* What is outside of a ring is further than so many cells; they are narrowest where the circle reaches furthest north. */
    double narrow = cos(fmin(90, fabs(p.lat7 / 1e7) + 0.2) * (M_PI / 180));
    double high = ((double)h->north - h->south + 1) / h->rows * M_A_LAT7;
    double wide = ((double)h->east - h->west + 1) / h->cols * M_A_LAT7 * fmax(narrow, 0.001);
    double cell = fmin(high, wide);
    int64_t most = h->rows > h->cols ? h->rows : h->cols;
    int64_t row = roads_row(h, p.lat7), col = roads_col(h, p.lon7);
    for (int64_t ring = 0; ring <= most && (double)(ring - 1) * cell <= best.m; ring++)
        look_around(r, row, col, ring, &best);
    if (best.arc == ROADS_NONE)
        return false;
    uint32_t along = along_of(r, &best), twin = r->twin[best.arc];
    out->spots[out->n++] = (struct road_spot){best.arc, along};
    if (twin != ROADS_NONE)
        out->spots[out->n++] = (struct road_spot){twin, ROADS_ALONG - along};
    out->at = between(roads_shape_at(r, best.arc, best.i), roads_shape_at(r, best.arc, best.i + 1),
                      best.t);
    if (off_m != NULL)
        *off_m = best.m;
    return true;
}

struct road_place roads_place(const struct roads *r, uint32_t arc, uint32_t along)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    must(arc < r->h.arcs && along <= ROADS_ALONG);
    struct road_place p = {.spots = {{arc, along}}, .n = 1};
    double want = 0;
    for (uint32_t i = 0; i + 1 < roads_shape_n(r, arc); i++)
        want += geo_distance_m(roads_shape_at(r, arc, i), roads_shape_at(r, arc, i + 1));
    want *= along / (double)ROADS_ALONG;
    p.at = r->node_point[r->head[arc]];
    for (uint32_t i = 0; i + 1 < roads_shape_n(r, arc); i++) {
        struct geo_point a = roads_shape_at(r, arc, i), b = roads_shape_at(r, arc, i + 1);
        double m = geo_distance_m(a, b);
        if (want <= m && m > 0) {
            p.at = between(a, b, want / m);
            break;
        }
        want -= m;
    }
    return p;
}
