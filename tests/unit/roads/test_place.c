/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "roads/roads_priv.h"
#include "small.h"

static int32_t somewhere(uint64_t *seed, int32_t spread)
{
    return (int32_t)(t_rand(seed) % (uint64_t)spread);
}

/* Streets of three pieces, of all lengths and directions. */
static void scatter(struct small *w, uint64_t *seed, uint32_t n, int32_t spread)
{
    struct err e = {0};
    *w = (struct small){0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = small_point(&w->d, somewhere(seed, spread), somewhere(seed, spread));
        uint32_t to = i == 0 ? from : i - 1;
        T_OK(draft_shape(&w->d, small_at(somewhere(seed, spread), somewhere(seed, spread)), &e));
        T_OK(draft_shape(&w->d, small_at(somewhere(seed, spread), somewhere(seed, spread)), &e));
        small_road(&w->d, from, to, 1000, i % 3 == 0 ? 0 : 1000);
    }
    small_begin(w);
}

/* Over all pieces on a flat map around the point, as the header says nearest is meant. */
static double least_m(const struct roads *r, struct geo_point p)
{
    double best = INFINITY, narrow = cos(p.lat7 * (M_PI / 180e7));
    for (uint32_t a = 0; a < r->h.arcs; a++)
        for (uint32_t i = 0; (r->flags[a] & ROADS_MAIN) != 0 && i + 1 < roads_shape_n(r, a); i++) {
            struct geo_point u = roads_shape_at(r, a, i), v = roads_shape_at(r, a, i + 1);
            double ux = (u.lon7 - p.lon7) * narrow, uy = u.lat7 - p.lat7;
            double dx = (v.lon7 - u.lon7) * narrow, dy = v.lat7 - u.lat7;
            double t = dx * dx + dy * dy > 0 ? -(ux * dx + uy * dy) / (dx * dx + dy * dy) : 0;
            t = fmax(0, fmin(1, t));
            best = fmin(best, hypot(ux + t * dx, uy + t * dy));
        }
    return best * GEO_EARTH_M * M_PI / 180e7;
}

static void test_roads_snap__finds_the_nearest_of_all(void)
{
    uint64_t seed = t_seed();
    for (int round = 0; round < 30; round++) {
        struct small w;
        int32_t spread = round % 2 == 0 ? 40 : 400;
        scatter(&w, &seed, 2 + (uint32_t)somewhere(&seed, 60), spread);
        for (int i = 0; i < 100; i++) {
            double off = -1;
            struct road_place place;
            struct geo_point p = small_at(somewhere(&seed, 2 * spread) - spread / 2,
                                          somewhere(&seed, 2 * spread) - spread / 2);
            double want = least_m(w.r, p);
            bool found = roads_snap(w.r, p, 3000, &place, &off);
            T_EQ(found, want <= 3000);
            if (!found) {
                T_EQ(place.n, 0);
                continue;
            }
            T(fabs(off - want) < 0.01);
            T(fabs(geo_distance_m(p, place.at) - want) < 0.1 + want / 500);
            /* What it says of the arc leads to the same point. */
            struct road_place same = roads_place(w.r, place.spots[0].arc, place.spots[0].along);
            T(geo_distance_m(same.at, place.at) < 5);
        }
        small_end(&w);
    }
}

static void test_roads_snap__takes_both_sides(void)
{
    struct small w = {0};
    struct road_place p;
    (void)small_point(&w.d, 0, 0);
    (void)small_point(&w.d, 4, 0);
    (void)small_point(&w.d, 2, 4);
    (void)small_point(&w.d, 8, 0);
    for (uint32_t i = 0; i < 3; i++)
        small_road(&w.d, i, (i + 1) % 3, 1000, 1000);
    small_road(&w.d, 1, 3, 1000, 0);
    small_begin(&w);
    T(roads_snap(w.r, small_at(1, 0), 100, &p, NULL));
    T_EQ(p.n, 2);
    T_EQ(p.spots[0].along + p.spots[1].along, ROADS_ALONG);
    for (uint32_t i = 0; i < 2; i++)
        T(llabs((int64_t)p.spots[i].along -
                (p.spots[i].arc == small_arc(&w, 0, false) ? 1 : 3) * (ROADS_ALONG / 4)) < 10);
    /* The one-way street leads nowhere, so no place is on it: the nearest one is at the end of the other. */
    T(roads_snap(w.r, small_at(5, 0), 100, &p, NULL));
    T_EQ(p.n, 2);
    T_EQ(p.at.lon7, small_at(4, 0).lon7);
    T_EQ(p.at.lat7, small_at(4, 0).lat7);
    T(!roads_snap(w.r, small_at(8, 0), 100, &p, NULL));
    T(!roads_snap(w.r, (struct geo_point){INT32_MAX, 0}, ROADS_REACH_M, &p, NULL));
    small_end(&w);
}

int main(void)
{
    T_RUN(test_roads_snap__finds_the_nearest_of_all);
    T_RUN(test_roads_snap__takes_both_sides);
    return t_end();
}
