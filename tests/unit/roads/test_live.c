/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "roads/live.h"
#include "small.h"

/* 0 - 1 - 2 - 3 with a way round from 1 to 2 that takes longer. */
static void detour(struct small *w)
{
    *w = (struct small){0};
    for (int32_t i = 0; i < 4; i++)
        (void)small_point(&w->d, i, 0);
    for (uint32_t i = 0; i < 3; i++)
        small_road(&w->d, i, i + 1, 1000, 1000);
    uint32_t corner = small_point(&w->d, 1, 1);
    small_road(&w->d, 1, corner, 3000, 3000);
    small_road(&w->d, corner, 2, 3000, 3000);
    small_begin(w);
}

static uint32_t drive(struct small *w, const struct road_metric *m)
{
    uint32_t ms;
    struct road_place from = roads_place(w->r, small_arc(w, 0, false), ROADS_ALONG / 2);
    struct road_place to = roads_place(w->r, small_arc(w, 2, false), ROADS_ALONG / 2);
    road_times_to(w->s, m, &to, &from, 1, &ms);
    return ms;
}

static void test_road_live__what_is_set_is_in_force_after_waiting(void)
{
    struct small w;
    struct road_live *l = NULL;
    struct road_live_figures f;
    struct err e = {0};
    uint64_t number = 0;
    detour(&w);
    T_OK(road_live_new(w.r, &road_ordinary, &l, &e));
    T_REQUIRE(l != NULL);
    const struct road_metric *before = road_live_take(l);
    T_EQ(drive(&w, before), 2000);
    struct road_change closed = {small_arc(&w, 1, false), ROAD_CLOSED};
    T_OK(road_live_set(l, NULL, &closed, 1, &number, &e));
    road_live_wait(l, number);
    const struct road_metric *now = road_live_take(l);
    T_EQ(drive(&w, now), 7000);
    T_EQ(drive(&w, before), 2000); /* who searches in the old one goes on */
    road_live_give_back(l, before);
    road_live_give_back(l, now);
    struct road_times hour = road_ordinary;
    hour.permille[ROAD_STREET] = 3000;
    T_OK(road_live_set(l, &hour, NULL, 0, &number, &e));
    road_live_wait(l, number);
    now = road_live_take(l);
    T_EQ(drive(&w, now), 6000);
    road_live_give_back(l, now);
    road_live_figures(l, &f);
    T_EQ(f.in_force, 2);
    T_EQ(f.made, 3);
    T_EQ(f.changes, 0);
    T(f.last >= 0 && f.longest >= f.last);
    road_live_free(l);
    small_end(&w);
}

static void test_road_live_set__refuses_and_changes_nothing(void)
{
    struct small w;
    struct road_live *l = NULL;
    struct road_live_figures f;
    struct err e = {0};
    detour(&w);
    T_OK(road_live_new(w.r, &road_ordinary, &l, &e));
    T_REQUIRE(l != NULL);
    struct road_change wrong[2] = {{0, ROAD_CLOSED}, {10, ROAD_CLOSED}};
    T_EQ(road_live_set(l, NULL, wrong, 2, NULL, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "there is no arc 10 on this map");
    wrong[1] = (struct road_change){1, 99};
    T_EQ(road_live_set(l, NULL, wrong, 2, NULL, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "arc 1 cannot take 99 permille of its time");
    struct road_change *many = calloc(ROAD_CHANGES_MAX + 1, sizeof *many);
    T_REQUIRE(many != NULL);
    T_EQ(road_live_set(l, NULL, many, ROAD_CHANGES_MAX + 1, NULL, &e), RC_TOO_LARGE);
    free(many);
    road_live_figures(l, &f);
    T_EQ(f.made, 1);
    T_EQ(f.in_force, 0);
    road_live_free(l);
    small_end(&w);
}

struct searcher {
    const struct roads *r;
    struct road_live *l;
    struct road_place from, to;
    int wrong;
};

#define SEARCHES 2000

/* Whatever is being made, each answer is of one metric: with the street open or closed. */
static void *search_on(void *arg)
{
    struct searcher *s = arg;
    struct road_search *search = road_search_new(s->r);
    for (int i = 0; i < SEARCHES; i++) {
        uint32_t ms;
        const struct road_metric *m = road_live_take(s->l);
        road_times_to(search, m, &s->to, &s->from, 1, &ms);
        s->wrong += ms != 2000 && ms != 7000;
        road_live_give_back(s->l, m);
    }
    road_search_free(search);
    return NULL;
}

static void test_road_live__searches_go_on_while_changes_are_made(void)
{
    struct small w;
    struct searcher s[2];
    pthread_t threads[2];
    struct road_live *l = NULL;
    struct err e = {0};
    uint64_t number = 0;
    detour(&w);
    T_OK(road_live_new(w.r, &road_ordinary, &l, &e));
    T_REQUIRE(l != NULL);
    struct road_change closed = {small_arc(&w, 1, false), ROAD_CLOSED};
    for (int i = 0; i < 2; i++) {
        s[i] = (struct searcher){.r = w.r, .l = l};
        s[i].from = roads_place(w.r, small_arc(&w, 0, false), ROADS_ALONG / 2);
        s[i].to = roads_place(w.r, small_arc(&w, 2, false), ROADS_ALONG / 2);
        T_EQ(pthread_create(&threads[i], NULL, search_on, &s[i]), 0);
    }
    for (int i = 0; i < 500; i++)
        T_OK(road_live_set(l, NULL, &closed, (size_t)(i % 2), &number, &e));
    road_live_wait(l, number);
    for (int i = 0; i < 2; i++) {
        T_EQ(pthread_join(threads[i], NULL), 0);
        T_EQ(s[i].wrong, 0);
    }
    const struct road_metric *m = road_live_take(l);
    T_EQ(drive(&w, m), 7000); /* the last that was set */
    road_live_give_back(l, m);
    T_OK(road_live_set(l, NULL, NULL, 0, &number, &e)); /* made or not, it can end */
    road_live_free(l);
    small_end(&w);
}

int main(void)
{
    T_RUN(test_road_live__what_is_set_is_in_force_after_waiting);
    T_RUN(test_road_live_set__refuses_and_changes_nothing);
    T_RUN(test_road_live__searches_go_on_while_changes_are_made);
    return t_end();
}
