/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/t.h"

static const struct zone centre;

static usec_t at(const char *text)
{
    usec_t t = 0;
    T_REQUIRE(clock_parse(str_c(text), &t));
    return t;
}

static void named(const char *name)
{
    struct err e;
    T_OK(zone_set(name, &e));
    T_STRC(str_c(zone_name()), name);
}

/* Local times are written as if they were UTC. */
static void is(const char *utc, const char *local)
{
    T_EQ(zone_local(centre, at(utc)), at(local));
    T_EQ(zone_utc(centre, at(local), ZONE_FIRST), at(utc));
    T_EQ(zone_utc(centre, at(local), ZONE_LAST), at(utc));
}

static void test_zone__summer_and_winter(void)
{
    named("Europe/Berlin");
    is("2026-01-15T11:00:00Z", "2026-01-15T12:00:00Z");
    is("2026-07-15T10:00:00Z", "2026-07-15T12:00:00Z");
    is("2026-03-29T00:59:59.999999Z", "2026-03-29T01:59:59.999999Z");
    is("2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z");
    is("2026-10-24T23:59:59Z", "2026-10-25T01:59:59Z");
    is("2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z");
    is("2150-07-15T10:00:00Z", "2150-07-15T12:00:00Z"); /* beyond the table, by the rule */
    T_EQ(zone_local(centre, -1), USEC_H - 1);
    named("Asia/Tashkent");
    is("2026-07-15T10:00:00Z", "2026-07-15T15:00:00Z");
    is("2026-01-15T10:00:00Z", "2026-01-15T15:00:00Z");
    named("Australia/Lord_Howe"); /* half an hour, and the other way round */
    is("2026-01-15T00:00:00Z", "2026-01-15T11:00:00Z");
    is("2026-07-15T00:00:00Z", "2026-07-15T10:30:00Z");
    named("UTC");
    is("2026-07-15T00:00:00Z", "2026-07-15T00:00:00Z");
}

static void test_zone__a_time_that_is_never_shown(void)
{
    named("Europe/Berlin"); /* 02:00 becomes 03:00 */
    for (int twice = ZONE_FIRST; twice <= ZONE_LAST; twice++) {
        usec_t utc = zone_utc(centre, at("2026-03-29T02:30:00Z"), (enum zone_twice)twice);
        T_EQ(utc, at("2026-03-29T01:30:00Z"));
        T_EQ(zone_local(centre, utc), at("2026-03-29T03:30:00Z"));
    }
    T_EQ(zone_utc(centre, at("2026-03-29T02:00:00Z"), ZONE_FIRST), at("2026-03-29T01:00:00Z"));
    named("America/New_York");
    T_EQ(zone_utc(centre, at("2026-03-08T02:30:00Z"), ZONE_LAST), at("2026-03-08T07:30:00Z"));
}

static void test_zone__a_time_that_is_shown_twice(void)
{
    named("Europe/Berlin"); /* 03:00 becomes 02:00 */
    usec_t local = at("2026-10-25T02:30:00Z");
    T_EQ(zone_utc(centre, local, ZONE_FIRST), at("2026-10-25T00:30:00Z"));
    T_EQ(zone_utc(centre, local, ZONE_LAST), at("2026-10-25T01:30:00Z"));
    T_EQ(zone_local(centre, at("2026-10-25T00:30:00Z")), local);
    T_EQ(zone_local(centre, at("2026-10-25T01:30:00Z")), local);
    named("America/New_York");
    local = at("2026-11-01T01:30:00Z");
    T_EQ(zone_utc(centre, local, ZONE_FIRST), at("2026-11-01T05:30:00Z"));
    T_EQ(zone_utc(centre, local, ZONE_LAST), at("2026-11-01T06:30:00Z"));
}

/* Each quarter of an hour of three years is found again from what the clock shows. */
static void test_zone__there_and_back(void)
{
    static const char *const zones[] = {"Europe/Berlin",    "Europe/Dublin",  "Africa/Casablanca",
                                        "America/St_Johns", "Asia/Kathmandu", "+05:30"};
    for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
        int twice = 0;
        named(zones[i]);
        for (usec_t t = at("2025-01-01T00:00:00Z"); t < at("2028-01-01T00:00:00Z");
             t += 15 * USEC_MIN) {
            usec_t local = zone_local(centre, t);
            usec_t first = zone_utc(centre, local, ZONE_FIRST);
            usec_t last = zone_utc(centre, local, ZONE_LAST);
            if ((first != t && last != t) || last < first)
                T_EQ(first, t);
            twice += last != first;
        }
        T(i < 4 ? twice >= 3 * 2 : twice == 0);
    }
}

static void test_zone__fixed_distances(void)
{
    const struct zone west = {.fixed = true, .east = -(3 * USEC_H + 30 * USEC_MIN)};
    named("Europe/Berlin");
    T_EQ(zone_local(west, at("2026-07-15T10:00:00Z")), at("2026-07-15T06:30:00Z"));
    T_EQ(zone_utc(west, at("2026-07-15T06:30:00Z"), ZONE_LAST), at("2026-07-15T10:00:00Z"));
    named("+05:00");
    is("2026-07-15T10:00:00Z", "2026-07-15T15:00:00Z");
    named("-03:30");
    is("2026-07-15T10:00:00Z", "2026-07-15T06:30:00Z");
    named("+14:00");
    is("2026-01-15T10:00:00Z", "2026-01-16T00:00:00Z");
}

static void test_zone_set__says_what_to_write(void)
{
    static const char *const bad[] = {"",
                                      "Tashkent",
                                      "Asia/Taschkent",
                                      "UTC+5",
                                      "+5",
                                      "+05:60",
                                      "+14:01",
                                      "+0500",
                                      "../zoneinfo/UTC",
                                      "/etc/localtime",
                                      "Asia",
                                      "zone.tab",
                                      "Europe/Berlin ",
                                      ":UTC"};
    struct err e;
    named("Europe/Berlin");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        T_EQ(zone_set(bad[i], &e), RC_INVALID);
        T(strstr(e.detail, "Asia/Tashkent") != NULL && strstr(e.detail, "+05:00") != NULL);
    }
    T_STRC(str_c(zone_name()), "Europe/Berlin"); /* and nothing changed */
    is("2026-07-15T10:00:00Z", "2026-07-15T12:00:00Z");
}

static void *ask(void *arg)
{
    usec_t from = *(const usec_t *)arg;
    size_t wrong = 0;
    for (int i = 0; i < 20000; i++) {
        usec_t t = from + i * 15 * USEC_MIN;
        usec_t east = zone_local(centre, t) - t;
        wrong += east != USEC_H && east != 2 * USEC_H;
    }
    return (void *)wrong;
}

static void test_zone__many_threads_ask(void)
{
    pthread_t threads[4];
    usec_t from[4];
    named("Europe/Berlin");
    for (int i = 0; i < 4; i++) {
        from[i] = at("2026-01-01T00:00:00Z") + i * 365 * USEC_DAY;
        T_REQUIRE(pthread_create(&threads[i], NULL, ask, &from[i]) == 0);
    }
    for (int i = 0; i < 4; i++) {
        void *wrong;
        T_REQUIRE(pthread_join(threads[i], &wrong) == 0);
        T(wrong == NULL);
    }
}

int main(void)
{
    T_RUN(test_zone__summer_and_winter);
    T_RUN(test_zone__a_time_that_is_never_shown);
    T_RUN(test_zone__a_time_that_is_shown_twice);
    T_RUN(test_zone__there_and_back);
    T_RUN(test_zone__fixed_distances);
    T_RUN(test_zone_set__says_what_to_write);
    T_RUN(test_zone__many_threads_ask);
    return t_end();
}
