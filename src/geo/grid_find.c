/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions to the grid. Nearness is compared as hav = sin^2(angle/2) = |u - v|^2 / 4 of the unit
 * vectors, which grows with the great-circle distance everywhere. For a cell, hav >= sin^2(dlat/2)
 * + cos(query) * cos_min(node) * sin^2(dlon/2) with the smallest latitude and longitude difference
 * to its edges: each term of the haversine formula at its least.
 */
#include "geo/grid.h"

#include <math.h>

#include "geo/grid_priv.h"

/* Room for the rounding of the unit vectors, which matters only when points are centimetres apart.
 */
#define SLACK (1 + 2e-6)

struct search {
    const struct geo_grid *g;
    double x, y, z, lat, lon, cos_lat; /* the query; lat and lon in degrees x 10^7 */
    double limit;                      /* the worst hav that is still of interest */
    size_t k, n;
    bool (*filter)(void *user, uint32_t slot, struct geo_point p);
    void *user;
    struct geo_near *out; /* m holds hav until the end */
};

/* sin^2(x/2) from below for 0 <= x <= pi: its Taylor series cut after a negative term. */
static double hav_low(double x)
{
    double x2 = x * x;
    return x2 * (0.25 - x2 * (1.0 / 48));
}

static void offer(struct search *s, uint32_t slot)
{
    const struct grid_slot *c = &s->g->slots[slot];
    double dx = c->x - s->x, dy = c->y - s->y, dz = c->z - s->z;
    double hav = (dx * dx + dy * dy + dz * dz) / 4;
    if (hav > s->limit)
        return;
    if (s->n == s->k) {
        const struct geo_near *worst = &s->out[s->n - 1];
        if (hav > worst->m || (hav >= worst->m && slot > worst->slot))
            return;
    }
    if (s->filter != NULL && !s->filter(s->user, slot, (struct geo_point){c->lat7, c->lon7}))
        return;
    size_t at = s->n < s->k ? s->n++ : s->n - 1;
    for (; at > 0; at--) {
        const struct geo_near *before = &s->out[at - 1];
        if (before->m < hav || (before->m <= hav && before->slot < slot))
            break;
        s->out[at] = *before;
    }
    s->out[at] = (struct geo_near){slot, hav};
    if (s->n == s->k)
        s->limit = s->out[s->k - 1].m;
}

/* Lower bounds of the eight rows and columns of children of a node whose first cell is (lat, lon).
 */
static void bounds(const struct search *s, unsigned level, uint32_t lat, uint32_t lon,
                   double cosines, double rows[8], double cols[8])
{
    uint32_t size = 1u << grid_shift(level);
    for (uint32_t i = 0; i < 8; i++) {
        double south = (lat + i * size) * GRID_CELL_LAT - GEO_LAT7_MAX;
        double north = south + size * GRID_CELL_LAT;
        double d = s->lat < south ? south - s->lat : s->lat > north ? s->lat - north : 0;
        rows[i] = hav_low(d * GRID_RAD7);
        double west = (lon + i * size) * GRID_CELL_LON - GEO_LON7_MAX;
        double east = west + size * GRID_CELL_LON;
        d = 0;
        if (s->lon < west || s->lon > east) {
            double to_east = west - s->lon, to_west = s->lon - east;
            to_east += to_east < 0 ? 3600000000.0 : 0;
            to_west += to_west < 0 ? 3600000000.0 : 0;
            d = to_east < to_west ? to_east : to_west;
        }
        cols[i] = cosines * hav_low(d * GRID_RAD7);
    }
}

static void search_node(struct search *s, uint32_t at, unsigned level, uint32_t lat, uint32_t lon)
{
    const struct grid_node *node = &s->g->nodes[at];
    double rows[8], cols[8], bound[64];
    uint8_t which[64];
    unsigned n = 0;
    if (level + 1 < GRID_LEVELS && node->bits != 0 && (node->bits & (node->bits - 1)) == 0) {
        unsigned c = (unsigned)__builtin_ctzll(node->bits), shift = grid_shift(level);
        search_node(s, node->child[c], level + 1, lat + ((c >> 3) << shift),
                    lon + ((c & 7) << shift));
        return; /* an only child is looked into whatever its bound */
    }
    bounds(s, level, lat, lon, s->cos_lat * node->cos_min, rows, cols);
    for (uint64_t bits = node->bits; bits != 0; bits &= bits - 1) {
        unsigned c = (unsigned)__builtin_ctzll(bits);
        bound[n] = rows[c >> 3] + cols[c & 7];
        which[n] = (uint8_t)c;
        n += bound[n] <= s->limit * SLACK;
    }
    while (n > 0) {
        unsigned best = 0;
        for (unsigned i = 1; i < n; i++)
            best = bound[i] < bound[best] ? i : best;
        if (bound[best] > s->limit * SLACK)
            return;
        unsigned c = which[best];
        n--;
        bound[best] = bound[n];
        which[best] = which[n];
        if (level + 1 < GRID_LEVELS) {
            unsigned shift = grid_shift(level);
            search_node(s, node->child[c], level + 1, lat + ((c >> 3) << shift),
                        lon + ((c & 7) << shift));
            continue;
        }
        for (uint32_t slot = node->child[c]; slot != GRID_NIL; slot = s->g->slots[slot].next)
            offer(s, slot);
    }
}

size_t geo_grid_nearest(const struct geo_grid *g, struct geo_point p, uint32_t radius_m, size_t k,
                        bool (*filter)(void *user, uint32_t slot, struct geo_point p), void *user,
                        struct geo_near *out)
{
    CHECK_OBJ(g, GRID_MAGIC);
    must(k >= 1 && k <= GEO_NEAREST_MAX);
    must(geo_valid(p.lat7, p.lon7));
    if (g->nodes[0].count == 0)
        return 0;
    double lat = (double)p.lat7 * GRID_RAD7, lon = (double)p.lon7 * GRID_RAD7;
    double c = cos(lat);
    struct search s = {.g = g, .x = c * cos(lon), .y = c * sin(lon), .z = sin(lat), .k = k};
    s.lat = (double)p.lat7;
    s.lon = (double)p.lon7;
    s.cos_lat = fmax(0, c);
    s.filter = filter;
    s.user = user;
    s.out = out;
    s.limit = 2;
    if (radius_m < 20015000) { /* half way round the earth is further than any point */
        double half = sin(radius_m / (2 * GEO_EARTH_M));
        s.limit = half * half;
    }
    search_node(&s, 0, 0, 0, 0);
    for (size_t i = 0; i < s.n; i++)
        out[i].m = 2 * GEO_EARTH_M * asin(sqrt(fmin(out[i].m, 1)));
    return s.n;
}

struct window {
    const struct geo_grid *g;
    struct geo_box box;                /* never across the antimeridian */
    uint32_t south, west, north, east; /* its cells, both ends inside */
    bool (*visit)(void *user, uint32_t slot, struct geo_point p); /* NULL: count only */
    void *user;
    uint32_t count;
};

static bool window_list(struct window *w, uint32_t slot)
{
    for (; slot != GRID_NIL; slot = w->g->slots[slot].next) {
        struct geo_point p = {w->g->slots[slot].lat7, w->g->slots[slot].lon7};
        if (!geo_box_contains(w->box, p))
            continue;
        w->count++;
        if (w->visit != NULL && !w->visit(w->user, slot, p))
            return false;
    }
    return true;
}

static bool window_node(struct window *w, uint32_t at, unsigned level, uint32_t lat, uint32_t lon)
{
    const struct grid_node *node = &w->g->nodes[at];
    unsigned shift = grid_shift(level);
    uint32_t size = 1u << shift, whole = size * 8 - 1;
    if (w->visit == NULL && lat > w->south && lat + whole < w->north && lon > w->west &&
        lon + whole < w->east) {
        w->count += node->count;
        return true;
    }
    for (uint64_t bits = node->bits; bits != 0; bits &= bits - 1) {
        unsigned c = (unsigned)__builtin_ctzll(bits);
        uint32_t clat = lat + ((c >> 3) << shift), clon = lon + ((c & 7) << shift);
        if (clat > w->north || clat + size <= w->south || clon > w->east || clon + size <= w->west)
            continue;
        bool on = level + 1 < GRID_LEVELS ? window_node(w, node->child[c], level + 1, clat, clon)
                                          : window_list(w, node->child[c]);
        if (!on)
            return false;
    }
    return true;
}

static bool window_part(struct window *w, int32_t west, int32_t east)
{
    w->box.west = west;
    w->box.east = east;
    w->south = grid_cell_lat(w->box.south);
    w->north = grid_cell_lat(w->box.north);
    w->west = grid_cell_lon(west);
    w->east = grid_cell_lon(east);
    return window_node(w, 0, 0, 0, 0);
}

static bool window_run(struct window *w, const struct geo_grid *g, struct geo_box box)
{
    CHECK_OBJ(g, GRID_MAGIC);
    must(geo_box_valid(box));
    w->g = g;
    w->box = box;
    if (box.west <= box.east)
        return window_part(w, box.west, box.east);
    return window_part(w, box.west, GEO_LON7_MAX) && window_part(w, -GEO_LON7_MAX, box.east);
}

bool geo_grid_window(const struct geo_grid *g, struct geo_box box,
                     bool (*visit)(void *user, uint32_t slot, struct geo_point p), void *user)
{
    must(visit != NULL);
    struct window w = {.visit = visit, .user = user};
    return window_run(&w, g, box);
}

uint32_t geo_grid_count_in(const struct geo_grid *g, struct geo_box box)
{
    struct window w = {.visit = NULL};
    (void)window_run(&w, g, box);
    return w.count;
}
