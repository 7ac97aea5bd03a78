/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include "geo/grid.h"

static const struct geo_point CITY = {413111000, 692797000};

static void test_geo_grid_put__inserts_moves_refuses(void)
{
    struct geo_grid *g = geo_grid_new(100);
    struct geo_point p = {0, 0};
    T_EQ(geo_grid_count(g), 0);
    T(!geo_grid_get(g, 7, &p));
    T(geo_grid_put(g, 7, CITY));
    T(geo_grid_put(g, 99, CITY));
    T(!geo_grid_put(g, 100, CITY));
    T(!geo_grid_put(g, 7, (struct geo_point){900000001, 0}));
    T(!geo_grid_put(g, 7, (struct geo_point){0, -1800000001}));
    T_EQ(geo_grid_count(g), 2);
    T(geo_grid_get(g, 7, &p));
    T_EQ(p.lat7, CITY.lat7);
    T_EQ(p.lon7, CITY.lon7);
    T(geo_grid_put(g, 7, (struct geo_point){-900000000, 1800000000}));
    T_EQ(geo_grid_count(g), 2);
    T(geo_grid_get(g, 7, &p));
    T_EQ(p.lat7, -900000000);
    T_EQ(p.lon7, 1800000000);
    T(geo_grid_get(g, 99, NULL));
    geo_grid_free(g);
}

static void test_geo_grid_remove__any_place_of_the_list(void)
{
    struct geo_grid *g = geo_grid_new(8);
    for (uint32_t i = 0; i < 4; i++)
        T(geo_grid_put(g, i, CITY));
    T(geo_grid_remove(g, 2)); /* middle */
    T(geo_grid_remove(g, 3)); /* head */
    T(geo_grid_remove(g, 0)); /* tail */
    T(!geo_grid_remove(g, 0));
    T(!geo_grid_remove(g, 8));
    T_EQ(geo_grid_count(g), 1);
    struct geo_near near[4];
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 4, NULL, NULL, near), 1);
    T_EQ(near[0].slot, 1);
    T(geo_grid_remove(g, 1));
    T_EQ(geo_grid_count(g), 0);
    T_EQ(geo_grid_nearest(g, CITY, GEO_ANYWHERE, 4, NULL, NULL, near), 0);
    geo_grid_free(g);
}

static void test_geo_grid__memory_is_reused(void)
{
    struct geo_grid *g = geo_grid_new(1000);
    uint64_t seed = t_seed();
    size_t after_first = 0;
    for (int round = 0; round < 200; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            struct geo_point p = {(int32_t)(t_rand(&seed) % 1800000001) - 900000000,
                                  (int32_t)((int64_t)(t_rand(&seed) % 3600000001) - 1800000000)};
            T_REQUIRE(geo_grid_put(g, i, p));
        }
        if (round == 0)
            after_first = geo_grid_bytes(g);
    }
    T_EQ(geo_grid_count(g), 1000);
    T(geo_grid_bytes(g) <= 2 * after_first);
    T(geo_grid_bytes(g) <= 1024 * 40 + 2 * (2 * 1000 + 4161) * 280 + 4096);
    geo_grid_free(g);
}

static void test_geo_grid_free__null(void)
{
    geo_grid_free(NULL);
    struct geo_grid *g = geo_grid_new(1);
    T(geo_grid_bytes(g) > 0);
    geo_grid_free(g);
}

int main(void)
{
    T_RUN(test_geo_grid_put__inserts_moves_refuses);
    T_RUN(test_geo_grid_remove__any_place_of_the_list);
    T_RUN(test_geo_grid__memory_is_reused);
    T_RUN(test_geo_grid_free__null);
    return t_end();
}
