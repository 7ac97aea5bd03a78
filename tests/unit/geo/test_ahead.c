/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include <math.h>

#include "geo/ahead.h"

static const struct geo_point CITY = {413111000, 692797000};

static bool not_slot_two(void *user, uint32_t slot, struct geo_point p)
{
    UNUSED(user);
    UNUSED(p);
    return slot != 2;
}

/* Slot 0 is 200 m behind, 1 is 900 m to the left, 2 is 2 km ahead, 3 is 5 km ahead to the right, of
 * a car going east. */
static struct geo_grid *street(void)
{
    struct geo_grid *g = geo_grid_new(16);
    T_REQUIRE(geo_grid_put(g, 0, geo_move(CITY, 2700, 200)));
    T_REQUIRE(geo_grid_put(g, 1, geo_move(CITY, 0, 900)));
    T_REQUIRE(geo_grid_put(g, 2, geo_move(CITY, 900, 2000)));
    T_REQUIRE(geo_grid_put(g, 3, geo_move(CITY, 1400, 5000)));
    return g;
}

static void test_geo_ahead_find__ahead_before_nearer(void)
{
    struct geo_grid *g = street();
    struct geo_ahead_from car = {CITY, 900, 720};
    struct geo_ahead out[8];
    T_EQ(geo_ahead_find(g, &car, GEO_ANYWHERE, 8, NULL, NULL, out), 4);
    T_EQ(out[0].slot, 2);
    T(out[0].ahead);
    T_EQ(out[0].reason, GEO_AHEAD_IN_CONE);
    T_EQ(lround(out[0].m), 2000);
    T_EQ(out[0].diff10, 0);
    T_EQ(out[0].reach_s, 100); /* 2 km at 72 km/h */
    T_EQ(out[1].slot, 3);
    T_EQ(out[1].diff10, 500);
    T_EQ(out[2].slot, 0);
    T(!out[2].ahead);
    T_EQ(out[2].reason, GEO_AHEAD_BEHIND);
    T_EQ(out[2].diff10, 1800);
    T_EQ(out[2].reach_s, -1);
    T_EQ(out[3].slot, 1);
    T_EQ(out[3].diff10, -900);
    T_EQ(geo_ahead_find(g, &car, GEO_ANYWHERE, 1, not_slot_two, NULL, out), 1);
    T_EQ(out[0].slot, 3);
    geo_grid_free(g);
}

static void test_geo_ahead_find__none_ahead(void)
{
    struct geo_grid *g = street();
    struct geo_ahead_from car = {CITY, 900, 720};
    struct geo_ahead out[8];
    T_EQ(geo_ahead_find(g, &car, 1000, 8, NULL, NULL, out), 2);
    T(!out[0].ahead);
    T_EQ(out[0].slot, 0);
    T_EQ(out[0].reason, GEO_AHEAD_BEHIND);
    T_EQ(geo_ahead_find(g, &car, 100, 8, NULL, NULL, out), 0);
    geo_grid_free(g);
}

static void test_geo_ahead_find__heading_not_believed(void)
{
    struct geo_grid *g = street();
    struct geo_ahead_from cars[] = {{CITY, GEO_AHEAD_UNKNOWN, 720},
                                    {CITY, 900, 49},
                                    {CITY, 900, GEO_AHEAD_UNKNOWN},
                                    {CITY, 3600, 720}};
    struct geo_ahead out[8];
    for (size_t i = 0; i < ARRAY_LEN(cars); i++) {
        T_EQ(geo_ahead_find(g, &cars[i], GEO_ANYWHERE, 8, NULL, NULL, out), 4);
        T_EQ(out[0].slot, 0);
        T(!out[0].ahead);
        T_EQ(out[0].reason, GEO_AHEAD_NO_HEADING);
        T_EQ(out[0].reach_s, -1);
    }
    geo_grid_free(g);
}

static void test_geo_ahead_score__edges_of_the_cone(void)
{
    struct geo_ahead_from car = {CITY, 3500, 600};
    T(geo_ahead_score(&car, geo_move(CITY, 500, 3000)).ahead);
    T(!geo_ahead_score(&car, geo_move(CITY, 510, 3000)).ahead);
    T(geo_ahead_score(&car, geo_move(CITY, 2900, 3000)).ahead);
    T(!geo_ahead_score(&car, geo_move(CITY, 2890, 3000)).ahead);
    struct geo_ahead at = geo_ahead_score(&car, geo_move(CITY, 1700, 10));
    T(at.ahead);
    T_EQ(at.reason, GEO_AHEAD_AT_IT);
    T_EQ(at.reach_s, 0);
}

static void test_geo_ahead_reason_name__all(void)
{
    T_STRC(str_c(geo_ahead_reason_name(GEO_AHEAD_IN_CONE)), "ahead");
    T_STRC(str_c(geo_ahead_reason_name(GEO_AHEAD_AT_IT)), "at the vehicle");
    T_STRC(str_c(geo_ahead_reason_name(GEO_AHEAD_BEHIND)), "behind");
    T_STRC(str_c(geo_ahead_reason_name(GEO_AHEAD_NO_HEADING)), "heading not known");
}

int main(void)
{
    T_RUN(test_geo_ahead_find__ahead_before_nearer);
    T_RUN(test_geo_ahead_find__none_ahead);
    T_RUN(test_geo_ahead_find__heading_not_believed);
    T_RUN(test_geo_ahead_score__edges_of_the_cone);
    T_RUN(test_geo_ahead_reason_name__all);
    return t_end();
}
