/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the road, each on a graph small enough to count by hand. */
#include "small.h"

/* 0 - 1 - 2 - 3 in a line, all both ways, a second each. */
static void line(struct small *w)
{
    *w = (struct small){0};
    for (int32_t i = 0; i < 4; i++)
        (void)small_point(&w->d, i, 0);
    for (uint32_t i = 0; i < 3; i++)
        small_road(&w->d, i, i + 1, 1000, 1000);
}

static void test_search__turns_only_at_a_dead_end(void)
{
    struct small w;
    line(&w);
    small_begin(&w);
    uint32_t first = small_arc(&w, 0, false), first_back = small_arc(&w, 0, true);
    uint32_t middle = small_arc(&w, 1, false), middle_back = small_arc(&w, 1, true);
    T_EQ(small_ms(&w, first, middle), 1000);
    /* To the end of the third, round there, and back. */
    T_EQ(small_ms(&w, middle, middle_back), 500 + 1000 + 1000 + 500);
    T_EQ(small_ms(&w, first_back, first), 1000);
    T_EQ(small_ms(&w, first, first_back), 5000);
    small_end(&w);
}

static void test_search__a_place_before_oneself_is_reached_by_going_round(void)
{
    struct small w;
    uint32_t ms;
    line(&w);
    small_begin(&w);
    uint32_t a = small_arc(&w, 1, false);
    struct road_place from = roads_place(w.r, a, ROADS_ALONG / 4 * 3);
    struct road_place to = roads_place(w.r, a, ROADS_ALONG / 4);
    road_times_to(w.s, w.m, &to, &from, 1, &ms);
    T_EQ(ms, 250 + 1000 + 1000 + 1000 + 1000 + 1000 + 250);
    road_times_from(w.s, w.m, &from, &to, 1, &ms);
    T_EQ(ms, 5500);
    road_times_to(w.s, w.m, &from, &to, 1, &ms);
    T_EQ(ms, 500);
    road_times_to(w.s, w.m, &to, &to, 1, &ms);
    T_EQ(ms, 0);
    small_end(&w);
}

static void test_search__one_way_streets_and_forbidden_turns(void)
{
    struct small w;
    struct err e = {0};
    line(&w);
    /* Round the block from 1 to 2: 1 -> 4 -> 2, one way. */
    uint32_t corner = small_point(&w.d, 1, 1);
    small_road(&w.d, 1, corner, 2000, 0);
    small_road(&w.d, corner, 2, 2000, 0);
    /* From 0 not straight on along 1 - 2. */
    T_OK(draft_ban(&w.d, (struct draft_ban){0, 2}, &e));
    small_begin(&w);
    struct roads_figures f;
    roads_figures(w.r, &f);
    T_EQ(f.banned, 1);
    uint32_t first = small_arc(&w, 0, false), last = small_arc(&w, 2, false);
    T_EQ(small_ms(&w, first, last), 500 + 2000 + 2000 + 500);
    T_EQ(small_ms(&w, small_arc(&w, 2, true), small_arc(&w, 0, true)), 500 + 1000 + 500);
    /* Round at the dead end, back along the street, and round the block from its other end. */
    T_EQ(small_ms(&w, last, small_arc(&w, 3, false)), 500 + 1000 + 1000 + 1000);
    small_end(&w);
}

static void test_search__nobody_drives_through_a_closed_street(void)
{
    struct small w;
    line(&w);
    uint32_t corner = small_point(&w.d, 1, 1);
    small_road(&w.d, 1, corner, 3000, 3000);
    small_road(&w.d, corner, 2, 3000, 3000);
    small_begin(&w);
    uint32_t first = small_arc(&w, 0, false), middle = small_arc(&w, 1, false);
    uint32_t last = small_arc(&w, 2, false);
    T_EQ(small_ms(&w, first, last), 2000);
    struct road_change closed[2] = {{middle, ROAD_CLOSED}, {small_arc(&w, 1, true), ROAD_CLOSED}};
    small_price(&w, closed, 2);
    T(road_metric_closed(w.m, middle));
    T_EQ(road_metric_ms(w.m, middle), 1000);
    T_EQ(small_ms(&w, first, last), 500 + 6000 + 500);
    T_EQ(small_ms(&w, first, middle), 1000); /* into it */
    T_EQ(small_ms(&w, middle, last), 1000);  /* and out of it */
    small_price(&w, NULL, 0);
    T_EQ(small_ms(&w, first, last), 2000);
    small_end(&w);
}

static void test_search__factors_multiply_and_round(void)
{
    struct small w;
    struct err e = {0};
    line(&w);
    small_begin(&w);
    uint32_t first = small_arc(&w, 0, false), last = small_arc(&w, 2, false);
    struct road_change slow[2] = {{small_arc(&w, 1, false), 1500}, {small_arc(&w, 1, false), 3000}};
    struct road_times hour = road_ordinary;
    hour.permille[ROAD_STREET] = 2000;
    road_metric_free(w.m);
    w.m = NULL;
    T_OK(road_metric_new(w.r, &road_emergency, &hour, slow, 2, &w.m, &e));
    T_EQ(road_metric_ms(w.m, first), 1500);
    T_EQ(road_metric_ms(w.m, slow[0].arc), 6750);
    T_EQ(small_ms(&w, first, last), 750 + 6750 + 750);
    struct road_metric *m = NULL;
    slow[1].arc = 6;
    T_EQ(road_metric_new(w.r, &road_emergency, &hour, slow, 2, &m, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "there is no arc 6 on this map");
    T(m == NULL);
    hour.permille[ROAD_STREET] = 0; /* brought into range */
    T_OK(road_metric_new(w.r, &road_ordinary, &hour, NULL, 0, &m, &e));
    T_EQ(road_metric_ms(m, first), 100);
    road_metric_free(m);
    small_end(&w);
}

static void test_search__no_way_is_never(void)
{
    struct small w = {0};
    for (int32_t i = 0; i < 3; i++)
        (void)small_point(&w.d, i, 0);
    small_road(&w.d, 0, 1, 1000, 0);
    small_road(&w.d, 1, 2, 1000, 0);
    small_begin(&w);
    struct road_best best[2];
    uint32_t first = small_arc(&w, 0, false), second = small_arc(&w, 1, false);
    T_EQ(small_ms(&w, first, second), 1000);
    T_EQ(small_ms(&w, second, first), ROADS_NEVER);
    struct road_place from[3] = {roads_place(w.r, second, 0), roads_place(w.r, first, 0), {.n = 0}};
    struct road_place to = roads_place(w.r, first, ROADS_ALONG);
    T_EQ(road_best_to(w.s, w.m, &to, from, 3, 2, best), 1);
    T_EQ(best[0].who, 1);
    T_EQ(best[0].ms, 1000);
    uint32_t ms[3];
    road_times_to(w.s, w.m, &to, from, 3, ms);
    T_EQ(ms[2], ROADS_NEVER);
    T_EQ(road_best_to(w.s, w.m, &from[2], from, 3, 2, best), 0);
    road_times_from(w.s, w.m, &from[2], from, 3, ms);
    T_EQ(ms[1], ROADS_NEVER);
    small_end(&w);
}

static void test_search__of_equally_quick_ones_the_lower_number(void)
{
    struct small w;
    struct road_best best[3];
    line(&w);
    small_begin(&w);
    struct road_place to = roads_place(w.r, small_arc(&w, 2, false), 0), from[5];
    for (int i = 0; i < 5; i++)
        from[i] =
            roads_place(w.r, small_arc(&w, i == 3 ? 1 : 0, false), i == 1 ? ROADS_ALONG / 2 : 0);
    T_EQ(road_best_to(w.s, w.m, &to, from, 5, 3, best), 3);
    T_EQ(best[0].who, 3);
    T_EQ(best[1].who, 1);
    T_EQ(best[2].who, 0);
    T_EQ(best[2].ms, 2000);
    small_end(&w);
}

int main(void)
{
    T_RUN(test_search__turns_only_at_a_dead_end);
    T_RUN(test_search__a_place_before_oneself_is_reached_by_going_round);
    T_RUN(test_search__one_way_streets_and_forbidden_turns);
    T_RUN(test_search__nobody_drives_through_a_closed_street);
    T_RUN(test_search__factors_multiply_and_round);
    T_RUN(test_search__no_way_is_never);
    T_RUN(test_search__of_equally_quick_ones_the_lower_number);
    return t_end();
}
