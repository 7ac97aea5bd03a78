/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/fleet.h"
#include "small.h"

#define STREETS 1200 /* further than a fleet looks by itself */

/* A long street, a second a piece, and units that may or may not go. */
struct street {
    struct small w;
    struct road_fleet *f;
    unsigned asked[8];
    unsigned may; /* a bit for each */
};

static void street_begin(struct street *s)
{
    *s = (struct street){.may = ~0u};
    for (int32_t i = 0; i <= STREETS; i++)
        (void)small_point(&s->w.d, i, 0);
    for (uint32_t i = 0; i < STREETS; i++)
        small_road(&s->w.d, i, i + 1, 1000, 1000);
    small_begin(&s->w);
    s->f = road_fleet_new(s->w.r, 8);
}

static void street_end(struct street *s)
{
    road_fleet_free(s->f);
    small_end(&s->w);
}

static bool may_go(void *user, uint32_t who)
{
    struct street *s = user;
    s->asked[who]++;
    return (s->may >> who & 1) != 0;
}

/* At the middle of a piece, driving on to higher numbers, so that nobody has to turn. */
static void put(struct street *s, uint32_t who, uint32_t piece)
{
    struct road_place p = roads_place(s->w.r, small_arc(&s->w, piece, false), ROADS_ALONG / 2);
    road_fleet_put(s->f, who, &p);
}

static uint32_t best(struct street *s, uint32_t piece, uint32_t k, struct road_best *out)
{
    struct road_place p = roads_place(s->w.r, small_arc(&s->w, piece, false), ROADS_ALONG / 2);
    uint32_t n = road_fleet_best(s->f, s->w.m, &p, may_go, s, k, out);
    for (uint32_t i = 0; i < 8; i++)
        T(s->asked[i] <= 1);
    for (uint32_t i = 0; i < 8; i++)
        s->asked[i] = 0;
    return n;
}

static void test_road_fleet__near_and_far_are_told_alike(void)
{
    struct street s;
    struct road_best out[8];
    street_begin(&s);
    put(&s, 0, 1100);
    put(&s, 1, 1099);
    put(&s, 2, 3); /* behind more than it looks at */
    put(&s, 3, 100);
    T_EQ(best(&s, 1101, 8, out), 4);
    T_EQ(out[0].who, 0);
    T_EQ(out[0].ms, 1000);
    T_EQ(out[1].who, 1);
    T_EQ(out[2].who, 3);
    T_EQ(out[3].who, 2);
    T_EQ(out[3].ms, 1098000);
    s.may = ~1u; /* the nearest may not */
    T_EQ(best(&s, 1101, 2, out), 2);
    T_EQ(out[0].who, 1);
    T_EQ(out[1].who, 3);
    T_EQ(out[1].ms, 1001000);
    street_end(&s);
}

static void test_road_fleet_put__moves_and_takes_away(void)
{
    struct street s;
    struct road_best out[8];
    const struct road_place nowhere = {.n = 0};
    street_begin(&s);
    for (uint32_t who = 0; who < 4; who++)
        put(&s, who, 50); /* all on one arc: first, middle and last of its list */
    put(&s, 1, 40);
    road_fleet_put(s.f, 3, &nowhere);
    road_fleet_put(s.f, 3, &nowhere);
    T_EQ(best(&s, 50, 8, out), 3);
    T_EQ(out[0].who, 0);
    T_EQ(out[0].ms, 0);
    T_EQ(out[1].who, 2);
    T_EQ(out[2].who, 1);
    T_EQ(out[2].ms, 10000);
    put(&s, 3, 50);
    put(&s, 0, 49);
    T_EQ(best(&s, 50, 2, out), 2);
    T_EQ(out[0].who, 2);
    T_EQ(out[1].who, 3);
    struct road_place to = nowhere;
    T_EQ(road_fleet_best(s.f, s.w.m, &to, NULL, NULL, 8, out), 0);
    street_end(&s);
}

int main(void)
{
    T_RUN(test_road_fleet__near_and_far_are_told_alike);
    T_RUN(test_road_fleet_put__moves_and_takes_away);
    return t_end();
}
