/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/part.h"

#include "small.h"

#define MAX 64

/*
 * A ladder: 0 - 1 - 2 - 3 along the south (segments 0-2), 4 - 5 - 6 - 7 along the north (3-5), rungs between them (6-9), and
 * segment 10 from 3 to 0, one way, far round.
 */
static void ladder(struct small *w)
{
    struct err e = {0};
    *w = (struct small){0};
    for (int32_t y = 0; y < 2; y++)
        for (int32_t x = 0; x < 4; x++)
            (void)small_point(&w->d, x, y);
    for (uint32_t row = 0; row < 2; row++)
        for (uint32_t i = 0; i < 3; i++)
            small_road(&w->d, 4 * row + i, 4 * row + i + 1, 10000, 10000);
    for (uint32_t i = 0; i < 4; i++)
        small_road(&w->d, i, 4 + i, 10000, 10000);
    T_OK(draft_shape(&w->d, small_at(2, -9), &e));
    small_road(&w->d, 3, 0, 90000, 0);
    small_begin(w);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The arcs are those of these segments, forth (even) and back (odd), in any order. */
static void check(const struct small *w, const uint32_t *out, uint32_t n, const uint32_t *ways,
                  uint32_t nways)
{
    uint32_t want[MAX], got[MAX];
    T_EQ(n, nways);
    T_REQUIRE(n == nways);
    for (uint32_t i = 0; i < n; i++) {
        want[i] = small_arc(w, ways[i] / 2, ways[i] % 2 == 1);
        got[i] = out[i];
    }
    qsort(want, n, sizeof *want, by_number);
    qsort(got, n, sizeof *got, by_number);
    for (uint32_t i = 0; i < n; i++)
        T_EQ(got[i], want[i]);
}

static void test_roads_near__tells_both_directions_of_what_is_near(void)
{
    struct small w;
    struct err e = {0};
    uint32_t out[MAX], n;
    ladder(&w);
    /* Half way along the first piece of the south: nothing else is within 30 m. */
    struct geo_point p = {small_at(0, 0).lat7 + 100, small_at(0, 0).lon7 + 5000};
    T_OK(roads_near(w.r, p, 30, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){0, 1}, 2);
    /* At a crossing, all that meet there, and the one way, once. */
    T_OK(roads_near(w.r, small_at(0, 0), 5, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){0, 1, 12, 13, 20}, 5);
    T_EQ(roads_near(w.r, small_at(0, 0), 5, out, 4, &n, &e), RC_TOO_LARGE);
    T_EQ(roads_near(w.r, small_at(100, 100), 200, out, MAX, &n, &e), RC_NOT_FOUND);
    T_STRC(str_c(e.detail), "there is no road within 200 m");
    small_end(&w);
}

/* What is near is what is near, wherever the cells of the grid lie. */
static void test_roads_near__equals_looking_at_all(void)
{
    struct small w;
    struct err e = {0};
    uint64_t seed = 7;
    static uint32_t out[4096];
    w = (struct small){0};
    for (int32_t i = 0; i < 300; i++)
        (void)small_point(&w.d, (int32_t)(t_rand(&seed) % 60), (int32_t)(t_rand(&seed) % 60));
    for (uint32_t i = 0; i + 1 < 300; i++)
        small_road(&w.d, i, i + 1, 1000, 1000);
    small_begin(&w);
    for (int i = 0; i < 300; i++) {
        struct geo_point p = {410000000 + (int32_t)(t_rand(&seed) % 700000) - 50000,
                              690000000 + (int32_t)(t_rand(&seed) % 700000) - 50000};
        uint32_t radius = 1 + (uint32_t)(t_rand(&seed) % 900), n = 0;
        enum rc rc = roads_near(w.r, p, radius, out, 4096, &n, &e);
        T(rc == RC_OK || (rc == RC_NOT_FOUND && n == 0));
        struct roads_figures f;
        roads_figures(w.r, &f);
        for (uint32_t a = 0, k = 0; a < f.arcs; a++) {
            struct road_place nearest;
            struct roads_arc arc;
            double off = 0;
            bool in = k < n && out[k] == a;
            k += in;
            roads_arc(w.r, a, &arc);
            /* The road nearest of all is among them exactly when it is near enough. */
            if (roads_snap(w.r, p, ROADS_REACH_M, &nearest, &off) &&
                (nearest.spots[0].arc == a || arc.twin == nearest.spots[0].arc))
                T_EQ(in, off <= radius);
            if (in) {
                double ends = geo_distance_m(arc.from, p) + geo_distance_m(arc.to, p);
                T(ends <= 2 * radius + arc.m + 1);
            } else {
                T(geo_distance_m(arc.from, p) > radius - 1);
                T(geo_distance_m(arc.to, p) > radius - 1);
            }
        }
    }
    small_end(&w);
}

static struct road_place at(const struct small *w, int32_t x, int32_t y)
{
    struct road_place p;
    T(roads_snap(w->r, small_at(x, y), 10, &p, NULL));
    return p;
}

static void test_roads_stretch__goes_from_crossing_to_crossing(void)
{
    struct small w;
    struct err e = {0};
    uint32_t out[MAX], n;
    ladder(&w);
    struct road_place from = at(&w, 0, 0), to = at(&w, 2, 0);
    T_OK(roads_stretch(w.r, &from, &to, false, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){0, 2}, 2);
    T_OK(roads_stretch(w.r, &from, &to, true, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){0, 1, 2, 3}, 4);
    T_EQ(roads_stretch(w.r, &from, &to, true, out, 3, &n, &e), RC_TOO_LARGE);
    /* Its order is that of driving. */
    T_OK(roads_stretch(w.r, &to, &from, false, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){1, 3}, 2);
    T_EQ(out[0], small_arc(&w, 1, true));
    small_end(&w);
}

static void test_roads_stretch__within_one_piece_is_that_piece(void)
{
    struct small w;
    struct err e = {0};
    uint32_t out[MAX], n, arc;
    ladder(&w);
    arc = small_arc(&w, 0, false);
    struct road_place from = roads_place(w.r, arc, ROADS_ALONG / 4),
                      to = roads_place(w.r, arc, ROADS_ALONG / 2);
    T_OK(roads_stretch(w.r, &from, &to, false, out, MAX, &n, &e));
    check(&w, out, n, (const uint32_t[]){0}, 1);
    /* Backwards on one side of the road it is a way round, which ends where it began. */
    T_OK(roads_stretch(w.r, &to, &from, false, out, MAX, &n, &e));
    T(n > 1);
    T_EQ(out[0], arc);
    T_EQ(out[n - 1], arc);
    small_end(&w);
}

static void test_roads_stretch__says_when_there_is_no_way(void)
{
    struct small w = {0};
    struct err e = {0};
    uint32_t out[MAX], n;
    for (int32_t x = 0; x < 4; x++)
        (void)small_point(&w.d, x, 0);
    small_road(&w.d, 0, 1, 10000, 0);
    small_road(&w.d, 2, 3, 10000, 0);
    small_begin(&w);
    struct road_place from = roads_place(w.r, small_arc(&w, 0, false), 0),
                      to = roads_place(w.r, small_arc(&w, 1, false), 0);
    T_EQ(roads_stretch(w.r, &from, &to, true, out, MAX, &n, &e), RC_NOT_FOUND);
    T_EQ(n, 0);
    small_end(&w);
}

int main(void)
{
    T_RUN(test_roads_near__tells_both_directions_of_what_is_near);
    T_RUN(test_roads_near__equals_looking_at_all);
    T_RUN(test_roads_stretch__goes_from_crossing_to_crossing);
    T_RUN(test_roads_stretch__within_one_piece_is_that_piece);
    T_RUN(test_roads_stretch__says_when_there_is_no_way);
    return t_end();
}
