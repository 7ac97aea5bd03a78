/* SPDX-License-Identifier: Apache-2.0 */
/* How long a source's word lasts: ten minutes for a hit, a day for an entry. */
#include "road_city.h"

#define CAR ",\"vehicle\":{\"class\":\"car\"},\"confidence\":0.95,\"heading\":0,\"speed_kmh\":40"

static const struct hit *the_hit(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_HIT);
    T_REQUIRE(en != NULL);
    return en->rec;
}

static const struct notice *the_notice(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_NOTICE);
    return en != NULL ? en->rec : NULL;
}

static enum rc post_hit(struct rig *r, const char *what, const char *body)
{
    return city_post(r, "hits", city_only(r, KIND_HIT)->id, what, body);
}

/* The car goes round and round, the patrol stays ahead of it: time and nothing else changes. */
static void drive(struct rig *r, usec_t span)
{
    usec_t end = rig_now(r) + span;
    while (rig_now(r) < end) {
        usec_t left = end - rig_now(r);
        rig_pass(r, left < 20 * USEC_S ? left : 20 * USEC_S);
        city_place(r, "P1", 100, 0);
        city_pass(r, "cam-0", "01A123BC", CAR);
    }
}

static struct rig *hit_of(const char *reason)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", reason, "");
    city_pass(r, "cam-0", "01A123BC", CAR);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    return r;
}

static void confirm(struct rig *r)
{
    if (the_hit(r)->state == HIT_STATE_UNCONFIRMED)
        T_OK(post_hit(r, "see", SEEN_ALL));
    T_OK(post_hit(r, "reaffirm", NAMED));
}

static void test_confirmed__falls_back_to_observe_and_then_ends(void)
{
    struct rig *r = hit_of("stolen");
    confirm(r);
    drive(r, 10 * USEC_MIN - USEC_S);
    T_EQ(the_hit(r)->state, HIT_STATE_CONFIRMED);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_CONFIRMED);
    rig_mark(r);
    drive(r, USEC_S);
    T_EQ(rig_count(r, EV_HIT_LAPSED), 1);
    T_EQ(the_hit(r)->state, HIT_STATE_SEEN);
    T_STRC(the_hit(r)->confirmed_by, "");
    T_REQUIRE(the_notice(r) != NULL);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_OBSERVE);
    drive(r, 10 * USEC_MIN - USEC_S);
    T_REQUIRE(the_notice(r) != NULL);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_OBSERVE);
    drive(r, USEC_S);
    T(the_notice(r) == NULL);
    rig_mark(r);
    drive(r, 30 * USEC_MIN); /* however often it is read */
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    T_EQ(the_hit(r)->state, HIT_STATE_SEEN);
    confirm(r);
    T_REQUIRE(the_notice(r) != NULL);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_CONFIRMED);
    rig_free(r);
}

static void test_confirmed__lasts_while_the_source_stands_by_it(void)
{
    struct rig *r = hit_of("stolen");
    confirm(r);
    for (int i = 0; i < 6; i++) {
        drive(r, 9 * USEC_MIN);
        T_EQ(the_hit(r)->state, HIT_STATE_CONFIRMED);
        T_EQ(the_notice(r)->action, NOTICE_ACTION_CONFIRMED);
        confirm(r);
    }
    rig_free(r);
}

static void test_unconfirmed__is_observed_ten_minutes_at_most(void)
{
    struct rig *r = hit_of("stolen");
    drive(r, 10 * USEC_MIN - USEC_S);
    T_REQUIRE(the_notice(r) != NULL);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_OBSERVE);
    drive(r, USEC_S);
    T(the_notice(r) == NULL);
    T_EQ(the_hit(r)->state, HIT_STATE_UNCONFIRMED);
    /* That a person compared the photo is not the source's word. */
    T_OK(post_hit(r, "see", SEEN_ALL));
    drive(r, 5 * USEC_MIN);
    T(the_notice(r) == NULL);
    confirm(r);
    T_REQUIRE(the_notice(r) != NULL);
    rig_free(r);
}

/* Whose reason does not allow to observe was told when it was confirmed: nobody else is told when that is over. */
static void test_fallback__goes_to_nobody_new(void)
{
    struct rig *r = hit_of("unpaid");
    T(the_notice(r) == NULL);
    confirm(r);
    T_REQUIRE(the_notice(r) != NULL);
    drive(r, 10 * USEC_MIN);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_OBSERVE);
    city_unit(r, "P2", "south");
    rig_mark(r);
    /* The first has fallen behind, a second is ahead. */
    for (int i = 0; i < 5; i++) {
        rig_pass(r, 20 * USEC_S);
        city_place(r, "P1", -300, 0);
        city_place(r, "P2", 300, 0);
        city_pass(r, "cam-0", "01A123BC", CAR);
    }
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    confirm(r);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 1);
    rig_free(r);
}

static void test_clock__goes_on_over_a_restart(void)
{
    struct rig *r = hit_of("stolen");
    confirm(r);
    drive(r, 9 * USEC_MIN);
    rig_restart(r);
    drive(r, USEC_MIN);
    T_EQ(the_hit(r)->state, HIT_STATE_SEEN);
    T_EQ(the_notice(r)->action, NOTICE_ACTION_OBSERVE);
    rig_restart(r);
    drive(r, 10 * USEC_MIN);
    T(the_notice(r) == NULL);
    rig_free(r);
}

static void test_hit__still_expires_when_it_is_not_read(void)
{
    struct rig *r = hit_of("stolen");
    confirm(r);
    rig_pass(r, 30 * USEC_MIN - USEC_S);
    T_EQ(the_hit(r)->state, HIT_STATE_SEEN);
    rig_pass(r, USEC_S);
    T(city_only(r, KIND_HIT) == NULL);
    rig_free(r);
}

/* ---- entries by hand ---- */

static bool hits(struct rig *r)
{
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", CAR);
    return rig_events(r) > 0;
}

static void test_entry__dies_a_day_after_its_source_stood_by_it(void)
{
    struct rig *r = city_new();
    char id[80];
    (void)snprintf(id, sizeof id, "%s", city_wanted(r, "01A123BC", "car", "stolen", ""));
    rig_pass(r, 23 * USEC_H);
    T_OK(city_post(r, "entries", str_c(id), "affirm", NAMED));
    T(strstr(rig_event_data(r, rig_events(r) - 1), "Karimov") != NULL);
    rig_pass(r, 24 * USEC_H - USEC_S);
    T(hits(r));
    rig_mark(r);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ENTRY_REMOVED), 1);
    T(strstr(rig_event_data(r, 0), "did not affirm") != NULL);
    T(!hits(r));
    T_EQ(city_post(r, "entries", str_c(id), "affirm", NAMED), RC_NOT_FOUND);
    rig_free(r);
}

static void test_entry__affirmed_it_does_not_outlive_its_own_end(void)
{
    struct rig *r = city_new();
    rig_as(r, "user/U9", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(
        r, "POST", "/api/v1/entries",
        city_line("01A123BC", "uz", "car", "stolen", city_time(rig_now(r) + 25 * USEC_H), "")));
    char id[80];
    (void)snprintf(id, sizeof id, "%s", rig_member(r, "id"));
    rig_pass(r, 20 * USEC_H);
    T_OK(city_post(r, "entries", str_c(id), "affirm", NAMED));
    rig_pass(r, 5 * USEC_H);
    T(!hits(r));
    rig_free(r);
}

static void test_affirm__only_who_may_change_the_list(void)
{
    struct rig *r = city_new();
    char id[80];
    (void)snprintf(id, sizeof id, "%s", city_wanted(r, "01A123BC", "car", "stolen", ""));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(city_post(r, "entries", str_c(id), "affirm", NAMED), RC_DENIED);
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "north", "");
    T_EQ(city_post(r, "entries", str_c(id), "affirm", NAMED), RC_DENIED);
    rig_as(r, "user/U3", ROLE_SUPERVISOR, "", "");
    T_EQ(city_post(r, "entries", str_c(id), "affirm", "{}"), RC_INVALID);
    T_OK(city_post(r, "entries", str_c(id), "affirm", NAMED));
    rig_free(r);
}

int main(void)
{
    T_RUN(test_confirmed__falls_back_to_observe_and_then_ends);
    T_RUN(test_confirmed__lasts_while_the_source_stands_by_it);
    T_RUN(test_unconfirmed__is_observed_ten_minutes_at_most);
    T_RUN(test_fallback__goes_to_nobody_new);
    T_RUN(test_clock__goes_on_over_a_restart);
    T_RUN(test_hit__still_expires_when_it_is_not_read);
    T_RUN(test_entry__dies_a_day_after_its_source_stood_by_it);
    T_RUN(test_entry__affirmed_it_does_not_outlive_its_own_end);
    T_RUN(test_affirm__only_who_may_change_the_list);
    return t_end();
}
