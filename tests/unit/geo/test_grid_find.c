/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include <math.h>

#include "geo/grid.h"

static const struct geo_point CITY = {413111000, 692797000};

static bool only_even(void *user, uint32_t slot, struct geo_point p)
{
    UNUSED(p);
    *(int *)user += 1;
    return slot % 2 == 0;
}

static bool count_to(void *user, uint32_t slot, struct geo_point p)
{
    UNUSED(slot);
    UNUSED(p);
    int *left = user;
    return --*left > 0;
}

/* Slots 0..9 at 1, 2, ... 10 km to the east. */
static struct geo_grid *line(void)
{
    struct geo_grid *g = geo_grid_new(64);
    for (uint32_t i = 0; i < 10; i++)
        T_REQUIRE(geo_grid_put(g, i, geo_move(CITY, 900, 1000.0 * (i + 1))));
    return g;
}

static void test_geo_grid_nearest__order_and_radius(void)
{
    struct geo_grid *g = line();
    struct geo_near near[16];
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 3, NULL, NULL, near), 3);
    for (uint32_t i = 0; i < 3; i++) {
        T_EQ(near[i].slot, i);
        T_EQ(lround(near[i].m), 1000 * (i + 1));
    }
    T_EQ(geo_grid_nearest(g, CITY, 5500, 16, NULL, NULL, near), 5);
    T_EQ(geo_grid_nearest(g, CITY, 999, 16, NULL, NULL, near), 0);
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 16, NULL, NULL, near), 10);
    geo_grid_free(g);
}

static void test_geo_grid_nearest__filter(void)
{
    struct geo_grid *g = line();
    struct geo_near near[16];
    int asked = 0;
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 2, only_even, &asked, near), 2);
    T_EQ(near[0].slot, 0);
    T_EQ(near[1].slot, 2);
    T(asked >= 3 && asked <= 10);
    geo_grid_free(g);
}

static void test_geo_grid_nearest__ties_go_to_the_smaller_number(void)
{
    struct geo_grid *g = geo_grid_new(64);
    for (uint32_t i = 0; i < 20; i++)
        T(geo_grid_put(g, (i * 7) % 20, CITY));
    struct geo_near near[5];
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 5, NULL, NULL, near), 5);
    for (uint32_t i = 0; i < 5; i++)
        T_EQ(near[i].slot, i);
    T_EQ(geo_grid_nearest(g, CITY, 0, 5, NULL, NULL, near), 5);
    geo_grid_free(g);
}

static void test_geo_grid_nearest__over_the_pole_and_the_antimeridian(void)
{
    struct geo_grid *g = geo_grid_new(4);
    struct geo_near near[1];
    T(geo_grid_put(g, 0, (struct geo_point){899000000, -900000000}));
    T(geo_grid_put(g, 1, (struct geo_point){897500000, 900000000}));
    T_EQ(geo_grid_nearest(g, (struct geo_point){899000000, 900000000}, GEO_ANYWHERE, 1, NULL, NULL,
                          near),
         1);
    T_EQ(near[0].slot, 1); /* 0.15 degrees against 0.2 over the pole */
    T(geo_grid_put(g, 1, (struct geo_point){896900000, 900000000}));
    T_EQ(geo_grid_nearest(g, (struct geo_point){899000000, 900000000}, GEO_ANYWHERE, 1, NULL, NULL,
                          near),
         1);
    T_EQ(near[0].slot, 0);
    T(geo_grid_put(g, 2, (struct geo_point){0, -1799900000}));
    T(geo_grid_put(g, 3, (struct geo_point){0, 1799000000}));
    T_EQ(geo_grid_nearest(g, (struct geo_point){0, 1799990000}, GEO_ANYWHERE, 1, NULL, NULL, near),
         1);
    T_EQ(near[0].slot, 2);
    geo_grid_free(g);
}

static void test_geo_grid_window__across_and_stopped(void)
{
    struct geo_grid *g = geo_grid_new(8);
    struct geo_box across = {-100, 1790000000, 100, -1790000000};
    T(geo_grid_put(g, 0, (struct geo_point){0, 1795000000}));
    T(geo_grid_put(g, 1, (struct geo_point){0, -1795000000}));
    T(geo_grid_put(g, 2, (struct geo_point){0, 0}));
    T(geo_grid_put(g, 3, (struct geo_point){101, 1795000000}));
    T_EQ(geo_grid_count_in(g, across), 2);
    int left = 10;
    T(geo_grid_window(g, across, count_to, &left));
    T_EQ(left, 8);
    left = 1;
    T(!geo_grid_window(g, across, count_to, &left));
    T_EQ(left, 0);
    struct geo_box world = {-900000000, -1800000000, 900000000, 1800000000};
    T_EQ(geo_grid_count_in(g, world), 4);
    geo_grid_free(g);
}

int main(void)
{
    T_RUN(test_geo_grid_nearest__order_and_radius);
    T_RUN(test_geo_grid_nearest__filter);
    T_RUN(test_geo_grid_nearest__ties_go_to_the_smaller_number);
    T_RUN(test_geo_grid_nearest__over_the_pole_and_the_antimeridian);
    T_RUN(test_geo_grid_window__across_and_stopped);
    return t_end();
}
