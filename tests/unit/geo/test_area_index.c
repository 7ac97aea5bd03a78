/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include "base/mem.h"
#include "geo/area_index.h"

static struct geo_area *square(int32_t west, int32_t south, int32_t size)
{
    char text[256];
    struct geo_area *a = NULL;
    struct err e;
    (void)snprintf(text, sizeof text, "[[[[%d,%d],[%d,%d],[%d,%d],[%d,%d]]]]", west, south,
                   west + size, south, west + size, south + size, west, south + size);
    T_REQUIRE(geo_area_decode(str_c(text), &a, &e) == RC_OK);
    return a;
}

static void test_geo_area_index_find__overlapping_and_withdrawn(void)
{
    struct geo_area *a = square(0, 0, 1000), *b = square(500, 500, 1000),
                    *c = square(0, 0, 100000000);
    const struct geo_area *areas[] = {a, NULL, b, c};
    struct geo_area_index *x = geo_area_index_new(areas, 4);
    uint32_t out[4];
    T_EQ(geo_area_index_find(x, (struct geo_point){700, 700}, out, 4), 3);
    T_EQ(out[0], 0);
    T_EQ(out[1], 2);
    T_EQ(out[2], 3);
    out[1] = 77;
    T_EQ(geo_area_index_find(x, (struct geo_point){700, 700}, out, 1), 3);
    T_EQ(out[1], 77);
    T_EQ(geo_area_index_find(x, (struct geo_point){1000, 1000}, out, 4), 2);
    T_EQ(geo_area_index_find(x, (struct geo_point){100000000, 5}, out, 4), 0);
    T_EQ(geo_area_index_find(x, (struct geo_point){-1, 5}, out, 4), 0);
    T(geo_area_index_bytes(x) > 0);
    geo_area_index_free(x);
    geo_area_free(a);
    geo_area_free(b);
    geo_area_free(c);
}

static void test_geo_area_index__empty_and_tiny(void)
{
    const struct geo_area *none[] = {NULL};
    uint32_t out[1];
    struct geo_area_index *x = geo_area_index_new(none, 1);
    T_EQ(geo_area_index_find(x, (struct geo_point){0, 0}, out, 1), 0);
    geo_area_index_free(x);
    x = geo_area_index_new(NULL, 0);
    T_EQ(geo_area_index_find(x, (struct geo_point){0, 0}, out, 1), 0);
    geo_area_index_free(x);
    struct geo_area *dot = square(5, 5, 1);
    const struct geo_area *one[] = {dot};
    x = geo_area_index_new(one, 1);
    T_EQ(geo_area_index_find(x, (struct geo_point){5, 5}, out, 1), 1);
    T_EQ(geo_area_index_find(x, (struct geo_point){6, 5}, out, 1), 0);
    geo_area_index_free(x);
    geo_area_index_free(NULL);
    geo_area_free(dot);
}

/* So many large areas that the raster has to become coarser than it would like. */
static void test_geo_area_index__memory_is_bounded(void)
{
    enum { N = 2000 };
    static struct geo_area *areas[N];
    static const struct geo_area *borrowed[N];
    for (int i = 0; i < N; i++) {
        areas[i] = square(i, i, 800000000);
        borrowed[i] = areas[i];
    }
    struct geo_area_index *x = geo_area_index_new(borrowed, N);
    T(geo_area_index_bytes(x) < 30 << 20);
    uint32_t out[4];
    T_EQ(geo_area_index_find(x, (struct geo_point){400000000, 400000000}, out, 4), N);
    T_EQ(geo_area_index_find(x, (struct geo_point){999, 5000}, out, 4), 1000);
    geo_area_index_free(x);
    for (int i = 0; i < N; i++)
        geo_area_free(areas[i]);
}

int main(void)
{
    T_RUN(test_geo_area_index_find__overlapping_and_withdrawn);
    T_RUN(test_geo_area_index__empty_and_tiny);
    T_RUN(test_geo_area_index__memory_is_bounded);
    return t_end();
}
