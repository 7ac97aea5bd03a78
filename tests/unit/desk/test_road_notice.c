/* SPDX-License-Identifier: Apache-2.0 */
#include "road_city.h"

#define NORTH ",\"speed_kmh\":60,\"heading\":0,\"confidence\":0.95,\"vehicle\":{\"class\":\"car\"}"
#define RACING ",\"speed_kmh\":150,\"heading\":0,\"vehicle\":{\"class\":\"car\"}"

static const struct notice *notice_to(const struct rig *r, const char *unit)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_NOTICE, F_NOTICE_UNIT, str_c(unit), &n);
    return n == 1 ? list[0]->rec : NULL;
}

static struct str notice_id(const struct rig *r, const char *unit)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_NOTICE, F_NOTICE_UNIT, str_c(unit), &n);
    T_REQUIRE(n == 1);
    return list[0]->id;
}

static void test_danger__nearest_ahead_is_told_at_once(void)
{
    struct rig *r = city_new();
    city_unit(r, "behind", "south");
    city_unit(r, "ahead", "north");
    city_unit(r, "far", "north");
    city_place(r, "behind", -30, 0); /* nearer, but passed already */
    city_place(r, "ahead", 120, 10);
    city_place(r, "far", 400, 0);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", RACING);
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 1);
    const struct notice *n = notice_to(r, "ahead");
    T_REQUIRE(n != NULL);
    T_EQ(n->action, NOTICE_ACTION_DANGER);
    T(n->ahead);
    T_STRC(n->reason, "nearest_ahead");
    T(n->distance_m > 1100 && n->distance_m < 1300);
    T_EQ(n->speed_kmh, 1500);
    T_EQ(n->limit_kmh, 700);
    T_STRC(n->plate, "01A123BC");
    /* The unit and its own desk hear of it. */
    T(strstr(rig_event_data(r, 1), "\"also\":\"unit/ahead,north\"") != NULL);
    T(strstr(rig_event_data(r, 1), "\"area\":\"south\"") != NULL);
    rig_free(r);
}

static void test_choice__none_ahead_says_so(void)
{
    struct rig *r = city_new();
    city_unit(r, "behind", "south");
    city_place(r, "behind", -90, 0);
    city_pass(r, "cam-0", "01A123BC", RACING);
    const struct notice *n = notice_to(r, "behind");
    T_REQUIRE(n != NULL);
    T(!n->ahead);
    T_STRC(n->reason, "nearest_behind");
    rig_free(r);
}

static void test_choice__only_who_can_act(void)
{
    struct rig *r = city_new();
    struct unit u = {0};
    city_unit(r, "off", "south");
    city_unit(r, "busy", "south");
    city_unit(r, "silent", "south");
    city_unit(r, "good", "south");
    city_place(r, "off", 10, 0);
    city_place(r, "busy", 20, 0);
    city_place(r, "silent", 30, 0);
    unit_set_duty(&u, UNIT_DUTY_OFF);
    rig_event(r, EV_UNIT_SET, "off", &u);
    u.has = 0;
    unit_set_status(&u, UNIT_STATUS_BUSY);
    rig_event(r, EV_UNIT_SET, "busy", &u);
    rig_pass(r, 121 * USEC_S);
    city_place(r, "off", 10, 1);
    city_place(r, "busy", 20, 1);
    city_place(r, "good", 500, 0);
    city_pass(r, "cam-0", "01A123BC", RACING);
    T(notice_to(r, "good") != NULL);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 1);
    rig_free(r);
}

static void test_choice__nobody_is_told_of_two_when_another_is_free(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "south");
    city_place(r, "P1", 100, 0);
    city_place(r, "P2", 300, 0);
    char both[1500];
    (void)snprintf(both, sizeof both, "%s%s", city_read(r, "cam-0", "01A123BC", "uz", 0, RACING),
                   city_read(r, "cam-0", "01B123BC", "uz", 0, RACING));
    rig_telemetry(r, SERIES_READS, both);
    T(notice_to(r, "P1") != NULL);
    T(notice_to(r, "P2") != NULL);
    /* With all told, the nearest is told of a third rather than nobody. */
    city_pass(r, "cam-0", "01C123BC", RACING);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 3);
    rig_free(r);
}

/* A car drives north past six cameras and two patrols that move too. */
static void test_follow__from_unit_to_unit(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "north");
    city_place(r, "P1", 300, 5);
    city_place(r, "P2", 900, -5);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", RACING); /* at 0 */
    T(notice_to(r, "P1") != NULL);
    rig_pass(r, 5 * USEC_S);
    city_place(r, "P1", 310, 5);
    city_place(r, "P2", 900, -5);
    city_pass(r, "cam-1", "01A123BC", RACING); /* at 200: P1 is still ahead */
    T_REQUIRE(notice_to(r, "P1") != NULL);
    T_EQ(rig_count(r, EV_NOTICE_CHANGED), 1);
    T_STRC(notice_to(r, "P1")->camera, "cam-1");
    T_STRC(notice_to(r, "P1")->reason, "ahead");
    city_post(r, "notices", notice_id(r, "P1"), "receipt", "{\"receipt\":\"seen\"}");
    rig_pass(r, 5 * USEC_S);
    city_place(r, "P1", 320, 5);
    city_place(r, "P2", 890, -5);
    city_pass(r, "cam-2", "01A123BC", RACING); /* at 400: P1 is passed */
    T(notice_to(r, "P1") == NULL);
    T_REQUIRE(notice_to(r, "P2") != NULL);
    T(notice_to(r, "P2")->ahead);
    T_EQ(rig_count(r, EV_NOTICE_ENDED), 1);
    rig_pass(r, 5 * USEC_S);
    city_place(r, "P1", 500, 5);
    city_place(r, "P2", 890, -5);
    city_pass(r, "cam-5", "01A123BC", RACING); /* at 1000: nobody ahead, so it stays where it is */
    T(notice_to(r, "P2") != NULL);
    T(!notice_to(r, "P2")->ahead);
    T_STRC(notice_to(r, "P2")->reason, "behind");
    T_EQ(rig_count(r, EV_NOTICE_ENDED), 1);
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    T_EQ(rig_count(r, EV_VIOLATION_MOVED), 3);
    rig_free(r);
}

static void test_follow__one_who_says_following_keeps_it(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "north");
    city_place(r, "P1", 100, 5);
    city_place(r, "P2", 900, -5);
    city_pass(r, "cam-0", "01A123BC", RACING);
    rig_as(r, "user/U5", ROLE_UNIT, "", "P1");
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "answer",
                   "{\"answer\":\"following\",\"id\":\"a1\"}"),
         RC_OK);
    T_EQ(notice_to(r, "P1")->state, NOTICE_STATE_ANSWERED);
    T(notice_to(r, "P1")->delivered_at != 0);
    rig_pass(r, 5 * USEC_S);
    city_pass(r, "cam-1", "01A123BC", RACING);
    T(notice_to(r, "P1") != NULL);
    T(notice_to(r, "P2") == NULL);
    /* Lost it: the next one is told at once. */
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "answer",
                   "{\"answer\":\"lost\",\"id\":\"a2\"}"),
         RC_OK);
    T(notice_to(r, "P1") == NULL);
    T(notice_to(r, "P2") != NULL);
    rig_free(r);
}

static void test_undelivered__marked_and_offered_on(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "south");
    city_place(r, "P1", 100, 0);
    city_place(r, "P2", 300, 0);
    city_pass(r, "cam-0", "01A123BC", RACING);
    rig_pass(r, 9 * USEC_S);
    T(!notice_to(r, "P1")->undelivered);
    rig_pass(r, USEC_S);
    T(notice_to(r, "P1")->undelivered);
    T_REQUIRE(notice_to(r, "P2") != NULL);
    T_STR(notice_to(r, "P1")->next, notice_id(r, "P2"));
    /* It came through after all: both know. */
    rig_as(r, "user/U5", ROLE_UNIT, "", "P1");
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", "{\"receipt\":\"delivered\"}"),
         RC_OK);
    T(!notice_to(r, "P1")->undelivered);
    T(notice_to(r, "P1")->delivered_at != 0);
    rig_free(r);
}

static void test_receipt__said_twice_is_true_once(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "south");
    city_place(r, "P1", 100, 0);
    city_pass(r, "cam-0", "01A123BC", RACING);
    char at[120];
    (void)snprintf(at, sizeof at, "{\"receipt\":\"delivered\",\"at\":\"%s\"}",
                   city_time(rig_now(r) + USEC_S));
    rig_pass(r, 5 * USEC_S);
    rig_as(r, "user/U6", ROLE_UNIT, "", "P2");
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", at), RC_DENIED);
    rig_as(r, "user/U5", ROLE_UNIT, "", "P1");
    rig_mark(r);
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", at), RC_OK);
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", at), RC_OK);
    T_EQ(rig_events(r), 1);
    T_EQ(notice_to(r, "P1")->delivered_at, rig_now(r) - 4 * USEC_S);
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", "{\"receipt\":\"seen\"}"), RC_OK);
    T_EQ(city_post(r, "notices", notice_id(r, "P1"), "receipt", "{\"receipt\":\"seen\"}"), RC_OK);
    T_EQ(rig_events(r), 2);
    rig_pass(r, 20 * USEC_S);
    T(!notice_to(r, "P1")->undelivered);
    rig_free(r);
}

static void test_notice__expires_after_the_last_read(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 700, 0);
    city_pass(r, "cam-0", "01A123BC", RACING);
    rig_pass(r, 100 * USEC_S);
    city_place(r, "P1", 700, 0);
    city_pass(r, "cam-1", "01A123BC", RACING);
    rig_pass(r, 299 * USEC_S);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 1);
    rig_pass(r, USEC_S);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    T_EQ(picture_count(rig_picture(r), KIND_VIOLATION), 0);
    rig_free(r);
}

static void test_notice__late_reads_tell_nobody(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", "stolen", "");
    rig_mark(r);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "uz", 301 * USEC_S, NORTH));
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    rig_free(r);
}

static void test_hit__observe_at_once_only_for_some_reasons(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", "stolen", "");
    city_wanted(r, "01B123BC", "car", "unpaid", "");
    city_pass(r, "cam-0", "01B123BC", NORTH);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    city_pass(r, "cam-0", "01A123BC", NORTH);
    T_REQUIRE(notice_to(r, "P1") != NULL);
    T_EQ(notice_to(r, "P1")->action, NOTICE_ACTION_OBSERVE);
    rig_free(r);
}

static void test_hit__observe_turns_into_confirmed(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", "stolen", "");
    city_pass(r, "cam-0", "01A123BC", NORTH);
    struct str id = city_only(r, KIND_HIT)->id;
    T_EQ(city_post(r, "hits", id, "see", SEEN_ALL), RC_OK);
    T_EQ(notice_to(r, "P1")->action, NOTICE_ACTION_OBSERVE);
    rig_mark(r);
    T_EQ(city_post(r, "hits", id, "reaffirm", NAMED), RC_OK);
    T_EQ(rig_count(r, EV_NOTICE_CHANGED), 1);
    T_EQ(notice_to(r, "P1")->action, NOTICE_ACTION_CONFIRMED);
    rig_free(r);
}

static void test_hit__others_are_told_when_confirmed(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", "unpaid", "");
    city_pass(r, "cam-0", "01A123BC", NORTH);
    struct str id = city_only(r, KIND_HIT)->id;
    T_EQ(city_post(r, "hits", id, "see", SEEN_ALL), RC_OK);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    T_EQ(city_post(r, "hits", id, "reaffirm", NAMED), RC_OK);
    T_REQUIRE(notice_to(r, "P1") != NULL);
    T_EQ(notice_to(r, "P1")->action, NOTICE_ACTION_CONFIRMED);
    rig_free(r);
}

static void test_withdrawn__with_the_hit_and_with_the_entry(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    city_wanted(r, "01A123BC", "car", "stolen", "");
    city_pass(r, "cam-0", "01A123BC", NORTH);
    T(notice_to(r, "P1") != NULL);
    rig_mark(r);
    T_EQ(city_post(r, "hits", city_only(r, KIND_HIT)->id, "dismiss", "{\"why\":\"cloned\"}"),
         RC_OK);
    T(notice_to(r, "P1") == NULL);
    T(strstr(rig_event_data(r, 1), "\"state\":4") != NULL ||
      strstr(rig_event_data(r, 1), "withdrawn") != NULL);
    char id[80];
    (void)snprintf(id, sizeof id, "%s", city_wanted(r, "01B123BC", "car", "stolen", ""));
    city_pass(r, "cam-0", "01B123BC", NORTH);
    T(notice_to(r, "P1") != NULL);
    T_EQ(city_post(r, "entries", str_c(id), "remove", "{\"why\":\"recovered\"}"), RC_OK);
    T(notice_to(r, "P1") == NULL);
    rig_mark(r);
    city_pass(r, "cam-1", "01B123BC", NORTH);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_danger__nearest_ahead_is_told_at_once);
    T_RUN(test_choice__none_ahead_says_so);
    T_RUN(test_choice__only_who_can_act);
    T_RUN(test_choice__nobody_is_told_of_two_when_another_is_free);
    T_RUN(test_follow__from_unit_to_unit);
    T_RUN(test_follow__one_who_says_following_keeps_it);
    T_RUN(test_undelivered__marked_and_offered_on);
    T_RUN(test_receipt__said_twice_is_true_once);
    T_RUN(test_notice__expires_after_the_last_read);
    T_RUN(test_notice__late_reads_tell_nobody);
    T_RUN(test_hit__observe_at_once_only_for_some_reasons);
    T_RUN(test_hit__observe_turns_into_confirmed);
    T_RUN(test_hit__others_are_told_when_confirmed);
    T_RUN(test_withdrawn__with_the_hit_and_with_the_entry);
    return t_end();
}
