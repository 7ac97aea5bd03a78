/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include <math.h>

#include "geo/area.h"

/* A circle of 10 km with a ripple of a few metres and a hole of 100 m. */
static struct geo_area *rippled(void)
{
    struct geo_point c = {413111000, 692797000};
    struct geo_area *a = NULL;
    struct err e;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_cat(&b, "[[");
    for (int ring = 0; ring < 2; ring++) {
        int n = ring == 0 ? 1800 : 36;
        for (int i = 0; i < n; i++) {
            struct geo_point p = geo_move(c, i * 3600 / n, ring == 0 ? 10000 + (i % 2) * 3 : 100);
            buf_printf(&b, "%s[%d,%d]", i > 0 ? "," : ring > 0 ? ",[" : "[", p.lon7, p.lat7);
        }
        buf_cat(&b, "]");
    }
    buf_cat(&b, "]]");
    T_REQUIRE(geo_area_decode(buf_str(&b), &a, &e) == RC_OK);
    buf_release(&b);
    return a;
}

static void test_geo_area_simplify__stays_within_the_tolerance(void)
{
    struct geo_area *a = rippled(), *thin = NULL;
    struct err e;
    T_OK(geo_area_simplify(a, 20, &thin, &e));
    T_EQ(thin->ring_count, 2);
    T(thin->point_count < 120);
    uint64_t seed = t_seed();
    for (int i = 0; i < 20000; i++) {
        struct geo_point c = {413111000, 692797000};
        double m = (double)(t_rand(&seed) % 11000);
        struct geo_point p = geo_move(c, (int)(t_rand(&seed) % 3600), m);
        bool near_edge = fabs(m - 10000) < 25 || fabs(m - 100) < 25;
        if (!near_edge && !T(geo_area_contains(a, p) == geo_area_contains(thin, p)))
            break;
    }
    geo_area_free(a);
    geo_area_free(thin);
}

static void test_geo_area_simplify__small_rings_go(void)
{
    struct geo_area *a = rippled(), *thin = NULL;
    struct err e;
    T_OK(geo_area_simplify(a, 300, &thin, &e));
    T_EQ(thin->ring_count, 1);
    T(geo_area_contains(thin, (struct geo_point){413111000, 692797000}));
    geo_area_free(thin);
    thin = NULL;
    T_EQ(geo_area_simplify(a, 1000000, &thin, &e), RC_INVALID);
    T(thin == NULL);
    geo_area_free(a);
}

static void test_geo_area_simplify__zero_keeps_the_shape(void)
{
    struct geo_area *a = rippled(), *same = NULL;
    struct err e;
    T_OK(geo_area_simplify(a, 0, &same, &e));
    T_EQ(same->point_count, a->point_count);
    geo_area_free(a);
    geo_area_free(same);
}

int main(void)
{
    T_RUN(test_geo_area_simplify__stays_within_the_tolerance);
    T_RUN(test_geo_area_simplify__small_rings_go);
    T_RUN(test_geo_area_simplify__zero_keeps_the_shape);
    return t_end();
}
