/* SPDX-License-Identifier: Apache-2.0 */
/* The grid against brute force, in random worlds of every kind that has hurt a grid before. */
#include "support/t.h"

#include <math.h>

#include "base/mem.h"
#include "geo/ahead.h"
#include "geo/grid.h"

#define WORLDS 10000
#define MOST 400

struct world {
    uint64_t seed;
    int kind;
    struct geo_point base;
    struct geo_grid *grid;
    uint32_t n;
    struct geo_point at[MOST];
    bool there[MOST];
};

static int64_t between(uint64_t *seed, int64_t low, int64_t high)
{
    return low + (int64_t)(t_rand(seed) % (uint64_t)(high - low + 1));
}

static struct geo_point around(struct world *w, int64_t reach)
{
    int64_t lat = w->base.lat7 + between(&w->seed, -reach, reach);
    lat = lat > GEO_LAT7_MAX ? GEO_LAT7_MAX : lat < -GEO_LAT7_MAX ? -GEO_LAT7_MAX : lat;
    return (struct geo_point){(int32_t)lat,
                              geo_lon7_wrap(w->base.lon7 + between(&w->seed, -reach, reach))};
}

static struct geo_point random_point(struct world *w)
{
    static const int32_t corner_lat[] = {-900000000, 900000000, 0, 54931641, 899945068};
    static const int32_t corner_lon[] = {-1800000000, 1800000000, 0, 109863281, 1799890136};
    switch (w->kind) {
    case 0: /* the whole world */
        return (struct geo_point){(int32_t)between(&w->seed, -GEO_LAT7_MAX, GEO_LAT7_MAX),
                                  (int32_t)between(&w->seed, -GEO_LON7_MAX, GEO_LON7_MAX)};
    case 1: /* around a pole, all longitudes */
        return (struct geo_point){
            (int32_t)(between(&w->seed, 890000000, GEO_LAT7_MAX) * (w->base.lat7 > 0 ? 1 : -1)),
            (int32_t)between(&w->seed, -GEO_LON7_MAX, GEO_LON7_MAX)};
    case 2: /* at the antimeridian */
        return (struct geo_point){
            (int32_t)between(&w->seed, -600000000, 600000000),
            geo_lon7_wrap(GEO_LON7_MAX + between(&w->seed, -20000000, 20000000))};
    case 3: /* a city */ return around(w, 2000000);
    case 4: /* a yard: centimetres apart, many the same */ return around(w, 3);
    case 5: /* corners of cells and of the world */
        return (struct geo_point){(int32_t)(corner_lat[t_rand(&w->seed) % 5]),
                                  (int32_t)(corner_lon[t_rand(&w->seed) % 5])};
    default: /* two cities far apart */
        return t_rand(&w->seed) % 2 ? around(w, 500000) : (struct geo_point){396547000, 669758000};
    }
}

static bool even(void *user, uint32_t slot, struct geo_point p)
{
    UNUSED(user);
    UNUSED(p);
    return slot % 2 == 0;
}

static void make(struct world *w)
{
    w->grid = geo_grid_new(MOST);
    w->n = (uint32_t)between(&w->seed, 0, t_rand(&w->seed) % 8 == 0 ? MOST : 60);
    w->base = (struct geo_point){(int32_t)between(&w->seed, -899000000, 899000000),
                                 (int32_t)between(&w->seed, -GEO_LON7_MAX, GEO_LON7_MAX)};
    uint32_t steps = w->n * 3;
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t slot = (uint32_t)between(&w->seed, 0, w->n - 1);
        if (t_rand(&w->seed) % 5 == 0) {
            T(geo_grid_remove(w->grid, slot) == w->there[slot]);
            w->there[slot] = false;
        } else {
            w->at[slot] = random_point(w);
            w->there[slot] = true;
            T(geo_grid_put(w->grid, slot, w->at[slot]));
        }
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Distances of everything that passes, sorted. */
static size_t brute(const struct world *w, struct geo_point q, bool filtered, double *m)
{
    size_t n = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        if (w->there[i] && (!filtered || i % 2 == 0))
            m[n++] = geo_distance_m(q, w->at[i]);
    }
    qsort(m, n, sizeof *m, by_value);
    return n;
}

/* What the two ways of computing may differ by: both round, and asin is steep at the far side of
 * the earth. */
static double slack(double m)
{
    return 0.0005 + m * 1e-9 + (m > 19000000 ? 0.5 : 0);
}

static bool check_nearest(struct world *w)
{
    double m[MOST];
    struct geo_near near[GEO_NEAREST_MAX];
    bool seen[MOST] = {false};
    struct geo_point q = random_point(w);
    bool filtered = t_rand(&w->seed) % 3 == 0;
    size_t k = (size_t)between(&w->seed, 1, 12), all = brute(w, q, filtered, m);
    uint32_t radius = GEO_ANYWHERE;
    if (t_rand(&w->seed) % 2)
        radius = (uint32_t)between(&w->seed, 0, t_rand(&w->seed) % 2 ? 20000 : 20100000);
    size_t sure = 0, maybe = 0;
    for (size_t i = 0; i < all; i++) {
        sure += m[i] + slack(m[i]) <= radius;
        maybe += m[i] - slack(m[i]) <= radius;
    }
    size_t n = geo_grid_nearest(w->grid, q, radius, k, filtered ? even : NULL, NULL, near);
    if (!T(n >= (sure < k ? sure : k) && n <= (maybe < k ? maybe : k)))
        return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t slot = near[i].slot;
        if (!T(slot < w->n && w->there[slot] && !seen[slot] && (!filtered || slot % 2 == 0)))
            return false;
        seen[slot] = true;
        if (!T(fabs(near[i].m - geo_distance_m(q, w->at[slot])) <= slack(m[i])) ||
            !T(fabs(near[i].m - m[i]) <= slack(m[i])))
            return false;
    }
    return true;
}

static bool tick(void *user, uint32_t slot, struct geo_point p)
{
    UNUSED(p);
    ((uint8_t *)user)[slot]++;
    return true;
}

static bool check_window(struct world *w)
{
    uint8_t got[MOST] = {0};
    struct geo_point a = random_point(w), b = random_point(w);
    struct geo_box box = {a.lat7 < b.lat7 ? a.lat7 : b.lat7, a.lon7,
                          a.lat7 < b.lat7 ? b.lat7 : a.lat7, b.lon7};
    uint32_t want = 0;
    if (!T(geo_grid_window(w->grid, box, tick, got)))
        return false;
    for (uint32_t i = 0; i < w->n; i++) {
        bool in = w->there[i] && geo_box_contains(box, w->at[i]);
        want += in;
        if (!T_EQ(got[i], in))
            return false;
    }
    return T_EQ(geo_grid_count_in(w->grid, box), want);
}

static bool check_ahead(struct world *w)
{
    struct geo_ahead out[8];
    struct geo_ahead_from from = {random_point(w), (int)between(&w->seed, -1, 3599),
                                  (int)between(&w->seed, 0, 900)};
    size_t n = geo_ahead_find(w->grid, &from, GEO_ANYWHERE, 8, NULL, NULL, out);
    double best = INFINITY, best_ahead = INFINITY;
    uint32_t there = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        if (!w->there[i])
            continue;
        struct geo_ahead s = geo_ahead_score(&from, w->at[i]);
        there++;
        best = fmin(best, s.m);
        best_ahead = s.ahead ? fmin(best_ahead, s.m) : best_ahead;
    }
    if (!T_EQ(n, there < 8 ? there : 8) || n == 0)
        return n == 0;
    bool any = best_ahead < INFINITY;
    double want = any ? best_ahead : best;
    return T_EQ(out[0].ahead, any) && T(fabs(out[0].m - want) <= slack(want));
}

static void test_grid__equals_brute_force(void)
{
    uint64_t seed = t_seed();
    for (int i = 0; i < WORLDS; i++) {
        struct world w = {.seed = seed + (uint64_t)i * 1000003, .kind = i % 7};
        make(&w);
        bool ok = true;
        for (int j = 0; j < 4 && ok; j++)
            ok = check_nearest(&w) && check_window(&w) && check_ahead(&w);
        geo_grid_free(w.grid);
        if (!ok) {
            printf("world %d of kind %d, query differs\n", i, w.kind);
            return;
        }
    }
}

int main(void)
{
    T_RUN(test_grid__equals_brute_force);
    return t_end();
}
