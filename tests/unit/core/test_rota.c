/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rota.h"

#include <string.h>

#include "support/t.h"

#define TWELVE "D=08:00-20:00,N=20:00-08:00"

static const struct zone centre;

static usec_t at(const char *text)
{
    usec_t t = 0;
    T_REQUIRE(clock_parse(str_c(text), &t));
    return t;
}

static void named(const char *zone)
{
    struct err e;
    T_OK(zone_set(zone, &e));
}

static struct rota made(const char *cycle, const char *turns, const char *first)
{
    struct rota r;
    struct err e;
    T_OK(rota_read(centre, str_c(cycle), str_c(turns), str_c(first), &r, &e));
    return r;
}

static void next_is(const struct rota *r, int64_t behind, const char *after, const char *from,
                    const char *until)
{
    struct rota_turn t;
    rota_next(r, behind, at(after), &t);
    T_EQ(t.from, at(from));
    T_EQ(t.until, at(until));
}

static void test_rota__four_on_four_off(void)
{
    struct rota_turn t;
    named("Asia/Tashkent");
    struct rota r = made("DDDDOOOO", "D=08:00-20:00", "2026-11-02");
    next_is(&r, 0, "2026-11-01T00:00:00Z", "2026-11-02T03:00:00Z", "2026-11-02T15:00:00Z");
    next_is(&r, 0, "2026-11-02T14:59:59.999999Z", "2026-11-02T03:00:00Z", "2026-11-02T15:00:00Z");
    next_is(&r, 0, "2026-11-02T15:00:00Z", "2026-11-03T03:00:00Z", "2026-11-03T15:00:00Z");
    next_is(&r, 0, "2026-11-05T15:00:00Z", "2026-11-10T03:00:00Z", "2026-11-10T15:00:00Z");
    next_is(&r, 4, "2026-11-05T15:00:00Z", "2026-11-06T03:00:00Z", "2026-11-06T15:00:00Z");
    /* One day behind, it begins on the second day; one ahead, it has begun the day before. */
    next_is(&r, 1, "2026-11-02T00:00:00Z", "2026-11-03T03:00:00Z", "2026-11-03T15:00:00Z");
    next_is(&r, -1, "2026-10-31T00:00:00Z", "2026-11-01T03:00:00Z", "2026-11-01T15:00:00Z");
    next_is(&r, 8001, "2026-11-02T00:00:00Z", "2026-11-03T03:00:00Z", "2026-11-03T15:00:00Z");
    T(!rota_on(&r, 0, at("2026-11-06T00:00:00Z"), &t));
    T(rota_on(&r, 0, at("2026-10-25T00:00:00Z"), &t)); /* cycles go on before the first, too */
    T(rota_on(&r, 0, at("2026-10-28T00:00:00Z"), &t));
    T(!rota_on(&r, 0, at("2026-10-29T00:00:00Z"), &t));
    T_EQ(rota_rest(&r), 12 * 60);
}

/* Four crews two days apart: one by day and one by night, each day, and every crew the same. */
static void test_rota__four_crews_leave_no_gap(void)
{
    static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                        "Africa/Casablanca", "Asia/Almaty"};
    for (size_t z = 0; z < ARRAY_LEN(zones); z++) {
        named(zones[z]);
        struct rota r = made("DDNNOOOO", TWELVE, "2026-01-05");
        usec_t covered = 0;
        for (usec_t day = at("2025-12-01T00:00:00Z"); day < at("2027-06-01T00:00:00Z");
             day += USEC_DAY) {
            struct rota_turn by_day = {0}, by_night = {0}, t;
            int on = 0;
            for (int crew = 0; crew < 4; crew++) {
                if (!rota_on(&r, crew * 2, day, &t))
                    continue;
                on++;
                *(t.letter == 'D' ? &by_day : &by_night) = t;
            }
            T_EQ(on, 2);
            T_EQ(by_day.until, by_night.from);
            if (covered != 0)
                T_EQ(by_day.from, covered);
            covered = by_night.until;
        }
    }
}

static void test_rota__the_night_in_which_the_clock_is_set(void)
{
    struct rota_turn t;
    named("Europe/Berlin");
    struct rota r = made("N", "N=20:00-08:00", "2026-01-05");
    T_REQUIRE(rota_on(&r, 0, at("2026-03-28T00:00:00Z"), &t));
    T_EQ(t.from, at("2026-03-28T19:00:00Z"));
    T_EQ(t.until, at("2026-03-29T06:00:00Z")); /* 11 hours */
    T_REQUIRE(rota_on(&r, 0, at("2026-10-24T00:00:00Z"), &t));
    T_EQ(t.from, at("2026-10-24T18:00:00Z"));
    T_EQ(t.until, at("2026-10-25T07:00:00Z")); /* 13 */
    T_REQUIRE(rota_on(&r, 0, at("2026-10-25T00:00:00Z"), &t));
    T_EQ(t.until - t.from, 12 * USEC_H);
    next_is(&r, 0, "2026-10-25T06:59:59Z", "2026-10-24T18:00:00Z", "2026-10-25T07:00:00Z");
}

/* A change in hours that are not shown, or twice: neighbours still meet, and none is empty. */
static void test_rota__a_change_of_turns_in_that_hour(void)
{
    static const char *const days[] = {"2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"};
    named("Europe/Berlin");
    struct rota a = made("A", "A=22:30-02:30", "2026-01-05");
    struct rota b = made("B", "B=02:30-05:30", "2026-01-05");
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct rota_turn before, then;
        T(rota_on(&a, 0, at(days[i]) - USEC_DAY, &before));
        T(rota_on(&b, 0, at(days[i]), &then));
        T_EQ(before.until, then.from);
        T(then.until - then.from >= 2 * USEC_H);
    }
}

static void test_rota__its_own_zone(void)
{
    struct rota r;
    struct err e;
    struct rota_turn t;
    const struct zone west = {.fixed = true, .east = -5 * USEC_H};
    named("Europe/Berlin");
    T_OK(rota_read(west, STR("E"), STR("E=00:00-00:00"), STR("2026-01-05"), &r, &e));
    rota_next(&r, 0, at("2026-03-29T04:59:59Z"), &t);
    T_EQ(t.from, at("2026-03-28T05:00:00Z"));
    T_EQ(t.until, at("2026-03-29T05:00:00Z"));
    T_EQ(rota_rest(&r), 0);
}

static void test_rota__rest(void)
{
    struct rota r = made("NDO", TWELVE, "2026-01-05"); /* off the night at 8, on again at 8 */
    T_EQ(rota_rest(&r), 0);
    r = made("DDNNOOOO", TWELVE, "2026-01-05");
    T_EQ(rota_rest(&r), 12 * 60);
    r = made("DOON", TWELVE, "2026-01-05"); /* the last against the first of the next cycle */
    T_EQ(rota_rest(&r), 0);
    r = made("DO", "D=08:00-20:00", "2026-01-05");
    T_EQ(rota_rest(&r), 36 * 60);
}

static void test_rota_read__says_what_is_wrong(void)
{
    static const struct {
        const char *cycle, *turns, *first, *field, *says;
    } bad[] = {
        {"", TWELVE, "2026-01-05", "cycle", "1 to 56"},
        {"DNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDND", TWELVE, "2026-01-05", "cycle",
         "1 to 56"},
        {"DNX", TWELVE, "2026-01-05", "cycle", "day 3"},
        {"DDOO", TWELVE, "2026-01-05", "cycle", "no day with N"},
        {"OOO", "D=08:00-20:00", "2026-01-05", "cycle", "no day with D"},
        {"LD", "L=12:00-11:00,D=08:00-20:00", "2026-01-05", "cycle", "before the one before"},
        {"D", "", "2026-01-05", "turns", "is like"},
        {"O", "O=08:00-20:00", "2026-01-05", "turns", "without O"},
        {"D", "D=08:00-24:00", "2026-01-05", "turns", "is like"},
        {"D", "D=08:00-20:00x", "2026-01-05", "turns", "is like"},
        {"D", "D=08:00-20:00,D=09:00-20:00", "2026-01-05", "turns", "twice"},
        {"D", "D=08:00-10:59", "2026-01-05", "turns", "180 minutes"},
        {"D",
         "A=08:00-20:00,B=08:00-20:00,C=08:00-20:00,D=08:00-20:00,E=08:00-20:00,F=08:00-20:00,"
         "G=08:00-20:00,H=08:00-20:00,I=08:00-20:00",
         "2026-01-05", "turns", "more than 8"},
        {"DN", TWELVE, "2026-02-30", "first", "2026-11-02"},
        {"DN", TWELVE, "2026-1-5", "first", "2026-11-02"},
        {"DN", TWELVE, "", "first", "2026-11-02"},
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct rota r;
        struct err e = {0};
        T_EQ(rota_read(centre, str_c(bad[i].cycle), str_c(bad[i].turns), str_c(bad[i].first), &r,
                       &e),
             RC_INVALID);
        T_STRC(str_c(e.field), bad[i].field);
        T(strstr(e.detail, bad[i].says) != NULL);
    }
}

int main(void)
{
    T_RUN(test_rota__four_on_four_off);
    T_RUN(test_rota__four_crews_leave_no_gap);
    T_RUN(test_rota__the_night_in_which_the_clock_is_set);
    T_RUN(test_rota__a_change_of_turns_in_that_hour);
    T_RUN(test_rota__its_own_zone);
    T_RUN(test_rota__rest);
    T_RUN(test_rota_read__says_what_is_wrong);
    return t_end();
}
