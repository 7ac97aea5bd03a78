/* SPDX-License-Identifier: Apache-2.0 */
/* Drills and weekly tests of a site: what is marked, what stays real, what is missed and made good. */
#include <string.h>

#include "alarm_city.h"
#include "core/raise.h"
#include "core/week.h"
#include "desk/registry/registry.h"
#include "desk/site/site_priv.h"

/* The rig's clock begins on Sunday, 2026-11-22T10:00:00Z: 15:00 in Tashkent. */
static struct rig *school(void)
{
    static const struct desk *const desks[] = {&desk_registry, &desk_alarm, &desk_dispatch,
                                               &desk_site, NULL};
    struct rig *r = rig_new(desks);
    struct area north = {0};
    area_set_name(&north, STR("North"));
    rig_event(r, EV_AREA_SET, "north", &north);
    rig_event(r, EV_AREA_SET, "south", &north);
    for (int i = 1; i <= 3; i++) {
        char id[16], button_id[16];
        struct site s = {0};
        site_set_name(&s, STR("School"));
        site_set_kind(&s, SITE_KIND_SCHOOL);
        site_set_area(&s, STR("north"));
        site_set_lat(&s, 413111000);
        site_set_lon(&s, 692400000);
        (void)snprintf(id, sizeof id, "s%d", i);
        rig_event(r, EV_SITE_SET, id, &s);
        struct device d = button(0);
        device_set_site(&d, str_c(id));
        device_set_area(&d, STR("north"));
        (void)snprintf(button_id, sizeof button_id, "b%d", i);
        rig_event(r, EV_DEVICE_SET, button_id, &d);
    }
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "north", "");
    rig_mark(r);
    return r;
}

static void as_lead(struct rig *r)
{
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "north", "");
}

static enum rc drill(struct rig *r, const char *site, usec_t from, usec_t until)
{
    char path[80], body[200];
    struct buf a, b;
    buf_init(&a, 64);
    buf_init(&b, 64);
    clock_format(&a, rig_now(r) + from);
    clock_format(&b, rig_now(r) + until);
    (void)snprintf(path, sizeof path, "/api/v1/sites/%s/drill", site);
    (void)snprintf(body, sizeof body,
                   "{\"reason\":\"evacuation\",\"from\":\"%.*s\",\"until\":\"%.*s\"}",
                   STR_ARG(buf_str(&a)), STR_ARG(buf_str(&b)));
    buf_release(&a);
    buf_release(&b);
    as_lead(r);
    return rig_call(r, "POST", path, body);
}

static const struct alarm *alarm_of(struct rig *r, const char *device)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, str_c(device), &n);
    T_REQUIRE(n == 1);
    return list[0]->rec;
}

static char path_of_alarm[80];

static const char *alarm_path(struct rig *r, const char *device, const char *what)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, str_c(device), &n);
    T_REQUIRE(n == 1);
    (void)snprintf(path_of_alarm, sizeof path_of_alarm, "/api/v1/alarms/%.*s/%s",
                   STR_ARG(list[0]->id), what);
    return path_of_alarm;
}

static const struct drill *drill_of(struct rig *r)
{
    T_REQUIRE(picture_count(rig_picture(r), KIND_DRILL) == 1);
    return picture_at(rig_picture(r), KIND_DRILL, 0)->rec;
}

/* ---- drills ---- */

static void test_drill__presses_are_marked_and_go_up_no_further(void)
{
    struct rig *r = school();
    T_OK(drill(r, "s1", 0, USEC_H));
    T_OK(press(r, "b1", "panic", "p1"));
    const struct alarm *a = alarm_of(r, "b1");
    T_EQ(a->practice, PRACTICE_DRILL);
    T_EQ(a->priority, RAISE_LOWEST);
    T_EQ(a->kind, ALARM_KIND_PANIC);
    T(a->drill.n > 0);
    T_OK(press(r, "b1", "panic", "p2"));
    T_EQ(alarm_of(r, "b1")->count, 2);
    T_EQ(alarm_of(r, "b1")->priority, RAISE_LOWEST);
    T_OK(press(r, "b2", "panic", "p3")); /* another school has no drill */
    T_EQ(alarm_of(r, "b2")->practice, PRACTICE_NO);
    T_EQ(alarm_of(r, "b2")->priority, 1);
    rig_pass(r, 5 * USEC_MIN);
    T_EQ(alarm_of(r, "b1")->escalated, 0);
    T_EQ(alarm_of(r, "b2")->escalated, 2);
    rig_free(r);
}

static void test_drill__duress_and_what_was_real_before_stay_real(void)
{
    struct rig *r = school();
    T_OK(press(r, "b2", "panic", "before"));
    T_OK(drill(r, "s1", 0, USEC_H));
    T_OK(drill(r, "s2", 0, USEC_H));
    T_OK(press(r, "b1", "duress", "d1"));
    T_OK(press(r, "b2", "panic", "during"));
    T_EQ(alarm_of(r, "b1")->practice, PRACTICE_NO);
    T_EQ(alarm_of(r, "b1")->priority, 1);
    T_EQ(alarm_of(r, "b2")->practice, PRACTICE_NO);
    T_EQ(alarm_of(r, "b2")->count, 2);
    rig_free(r);
}

static void test_drill__a_press_in_it_can_be_said_to_be_real(void)
{
    struct rig *r = school();
    T_OK(drill(r, "s1", 0, USEC_H));
    T_OK(press(r, "b1", "panic", "p1"));
    as_lead(r);
    T_EQ(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"A99\"}"),
         RC_NOT_FOUND);
    T_OK(rig_call(r, "POST", alarm_path(r, "b1", "genuine"), ""));
    const struct alarm *a = alarm_of(r, "b1");
    T_EQ(a->practice, PRACTICE_NO);
    T_EQ(a->priority, 1);
    T_EQ(a->state, ALARM_STATE_ACTIVE);
    T_EQ(drill_of(r)->state, DRILL_STATE_OVER);
    T_STRC(drill_of(r)->ended_by, "U1");
    T_EQ(rig_call(r, "POST", alarm_path(r, "b1", "genuine"), ""), RC_CONFLICT);
    rig_pass(r, 31 * USEC_S);
    T_EQ(alarm_of(r, "b1")->escalated, 1);
    rig_free(r);
}

static void test_drill__no_unit_is_sent_by_mistake(void)
{
    struct rig *r = school();
    char body[200];
    T_OK(drill(r, "s1", 0, USEC_H));
    T_OK(press(r, "b1", "panic", "p1"));
    const char *id = alarm_path(r, "b1", "") + strlen("/api/v1/alarms/");
    int n = (int)strcspn(id, "/");
    as_lead(r);
    (void)snprintf(body, sizeof body, "{\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"%.*s\"}", n,
                   id);
    T_EQ(rig_call(r, "POST", "/api/v1/incidents", body), RC_CONFLICT);
    (void)snprintf(body, sizeof body,
                   "{\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"%.*s\",\"drill\":true}", n, id);
    T_OK(rig_call(r, "POST", "/api/v1/incidents", body));
    const struct incident *inc = picture_at(rig_picture(r), KIND_INCIDENT, 0)->rec;
    T_EQ(inc->practice, PRACTICE_DRILL);
    T_OK(rig_call(r, "POST", alarm_path(r, "b1", "genuine"), ""));
    inc = picture_at(rig_picture(r), KIND_INCIDENT, 0)->rec;
    T_EQ(inc->practice, PRACTICE_NO);
    rig_free(r);
}

static void test_drill__begins_and_ends_at_its_times(void)
{
    struct rig *r = school();
    T_EQ(drill(r, "s1", USEC_H, USEC_H), RC_INVALID);
    T_EQ(drill(r, "s1", 0, 9 * USEC_H), RC_INVALID);
    T_EQ(drill(r, "nowhere", 0, USEC_H), RC_NOT_FOUND);
    T_OK(drill(r, "s1", USEC_H, 2 * USEC_H));
    T_EQ(drill(r, "s1", 90 * USEC_MIN, 3 * USEC_H), RC_CONFLICT);
    T_EQ(drill_of(r)->state, DRILL_STATE_PLANNED);
    T_OK(press(r, "b1", "panic", "too-early"));
    T_EQ(alarm_of(r, "b1")->practice, PRACTICE_NO);
    rig_pass(r, USEC_H + USEC_MIN);
    T_EQ(drill_of(r)->state, DRILL_STATE_RUNNING);
    rig_pass(r, USEC_H);
    T_EQ(drill_of(r)->state, DRILL_STATE_OVER);
    T_EQ(drill_of(r)->ended_by.n, 0);
    rig_pass(r, 13 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_DRILL), 0);
    rig_free(r);
}

static void test_drill__its_end_closes_what_was_pressed_when_asked_to(void)
{
    struct rig *r = school();
    char path[80];
    T_OK(drill(r, "s1", 0, USEC_H));
    (void)snprintf(path, sizeof path, "/api/v1/drills/%.*s/end",
                   STR_ARG(picture_at(rig_picture(r), KIND_DRILL, 0)->id));
    T_OK(press(r, "b1", "panic", "p1"));
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "south", "");
    T_EQ(rig_call(r, "POST", path, "{}"), RC_DENIED);
    as_lead(r);
    T_OK(rig_call(r, "POST", path, "{}"));
    T_EQ(alarm_of(r, "b1")->state, ALARM_STATE_ACTIVE); /* nobody said that it was looked at */
    T_EQ(rig_call(r, "POST", path, "{}"), RC_CONFLICT);
    T_OK(rig_call(r, "POST", path, "{\"close\":true}"));
    T_EQ(alarm_of(r, "b1")->state, ALARM_STATE_CLOSED);
    T_STRC(str_c(rig_member(r, "closed")), "1");
    T_OK(press(r, "b1", "panic", "p2"));
    T_EQ(rig_count(r, EV_ALARM_RAISED), 2); /* a press after it is a new alarm, and real */
    rig_free(r);
}

static void test_drill__a_press_shows_that_the_button_works(void)
{
    struct rig *r = school();
    T_OK(drill(r, "s1", 0, USEC_H));
    T_OK(press(r, "b1", "panic", "p1"));
    T_OK(press(r, "b2", "panic", "p2"));
    as_lead(r);
    T_OK(rig_call(r, "POST", alarm_path(r, "b2", "close"), "{\"disposition\":\"test\"}"));
    const struct device *b1 = picture_get(rig_picture(r), KIND_DEVICE, STR("b1"));
    const struct device *b2 = picture_get(rig_picture(r), KIND_DEVICE, STR("b2"));
    T_EQ(b1->tested_how, TEST_HOW_DRILL);
    T_EQ(b1->tested_at, rig_now(r));
    T_EQ(b2->tested_how, TEST_HOW_PRESS);
    T_EQ(b2->tested_at, rig_now(r));
    T_OK(rig_call(r, "POST", "/api/v1/devices/b3/test", "")); /* the device itself said nothing */
    const struct device *b3 = picture_get(rig_picture(r), KIND_DEVICE, STR("b3"));
    T_EQ(b3->tested_at, 0);
    rig_free(r);
}

static void test_maintenance__is_recorded_and_does_not_alert(void)
{
    struct rig *r = school();
    char body[120];
    struct buf t;
    buf_init(&t, 64);
    clock_format(&t, rig_now(r) + USEC_H);
    (void)snprintf(body, sizeof body, "{\"until\":\"%.*s\",\"reason\":\"new battery\"}",
                   STR_ARG(buf_str(&t)));
    buf_release(&t);
    as_lead(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/b1/maintenance", body));
    const struct device *dev = picture_get(rig_picture(r), KIND_DEVICE, STR("b1"));
    T_STRC(dev->maintained_by, "U1");
    T_STRC(dev->maintained_why, "new battery");
    T_OK(press(r, "b1", "panic", "p1"));
    T_EQ(alarm_of(r, "b1")->practice, PRACTICE_MAINTENANCE);
    rig_pass(r, 10 * USEC_MIN);
    T_EQ(alarm_of(r, "b1")->escalated, 0);
    rig_pass(r, USEC_H); /* nobody ended it: it ends by itself */
    dev = picture_get(rig_picture(r), KIND_DEVICE, STR("b1"));
    T_EQ(dev->state, DEVICE_STATE_ACTIVE);
    T_EQ(dev->maintained_by.n, 0);
    T_OK(press(r, "b1", "panic", "p2"));
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, STR("b1"), &n);
    T_EQ(n, 2);
    rig_free(r);
}

/* ---- weekly tests ---- */

static const struct schedule *week_of(struct rig *r, const char *site)
{
    return picture_get(rig_picture(r), KIND_SCHEDULE, str_c(site));
}

static void pass_to(struct rig *r, usec_t at)
{
    T_REQUIRE(at >= rig_now(r));
    rig_pass(r, at - rig_now(r));
}

/* Sunday 16:30-17:00 local: due at 15:30 by the hour of warning. */
static void plan(struct rig *r, const char *site)
{
    char path[80];
    (void)snprintf(path, sizeof path, "/api/v1/sites/%s/schedule", site);
    as_lead(r);
    T_OK(rig_call(r, "PUT", path, "{\"day\":\"sunday\",\"opens\":\"16:30\",\"closes\":\"17:00\"}"));
}

static const struct alarm *row(struct rig *r)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, STR("port:tests"), &n);
    T_REQUIRE(n <= 1);
    return n == 1 ? list[0]->rec : NULL;
}

static void test_schedule__is_due_then_done_and_plans_the_next(void)
{
    struct rig *r = school();
    usec_t now = rig_now(r);
    plan(r, "s1");
    T_EQ(week_of(r, "s1")->state, SCHEDULE_STATE_PLANNED);
    T_EQ(week_of(r, "s1")->from, now + 90 * USEC_MIN);
    pass_to(r, now + 31 * USEC_MIN);
    T_EQ(week_of(r, "s1")->state, SCHEDULE_STATE_DUE);
    pass_to(r, now + 95 * USEC_MIN);
    T_OK(press(r, "b1", "test", "t1"));
    T_EQ(alarm_of(r, "b1")->state, ALARM_STATE_CLOSED); /* it was expected: nobody is asked */
    rig_pass(r, 2 * USEC_S);
    T_EQ(week_of(r, "s1")->state, SCHEDULE_STATE_PLANNED);
    T_EQ(week_of(r, "s1")->from, now + 90 * USEC_MIN + 7 * USEC_DAY);
    const struct device *dev = picture_get(rig_picture(r), KIND_DEVICE, STR("b1"));
    T_EQ(dev->tested_at, now + 95 * USEC_MIN);
    T_EQ(dev->tested_how, TEST_HOW_SIGNAL);
    T(row(r) == NULL);
    rig_free(r);
}

static void test_schedule__missed_ones_are_one_row_that_counts(void)
{
    struct rig *r = school();
    usec_t now = rig_now(r);
    for (int i = 1; i <= 3; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "s%d", i);
        plan(r, id);
    }
    pass_to(r, now + 100 * USEC_MIN);
    T_OK(press(r, "b3", "test", "t3"));
    pass_to(r, now + 121 * USEC_MIN);
    T_EQ(week_of(r, "s1")->state, SCHEDULE_STATE_OVERDUE);
    T_EQ(week_of(r, "s1")->missed, 1);
    T_EQ(week_of(r, "s3")->state, SCHEDULE_STATE_PLANNED);
    T_REQUIRE(row(r) != NULL);
    T_EQ(row(r)->devices, 2);
    T_EQ(row(r)->priority, 4);
    T_EQ(row(r)->cause, ALARM_CAUSE_TEST_MISSED);
    T_STRC(row(r)->area, "north");
    T_EQ(rig_count(r, EV_ALARM_RAISED), 2); /* the test signal's, and one row for both */
    rig_pass(r, 10 * USEC_MIN);
    T_EQ(row(r)->escalated, 0);
    T_OK(press(r, "b1", "test", "t1"));
    T_OK(press(r, "b2", "test", "t2"));
    rig_pass(r, 5 * USEC_S); /* both made good in one look */
    T_EQ(week_of(r, "s1")->state, SCHEDULE_STATE_PLANNED);
    T_EQ(week_of(r, "s1")->missed, 0);
    T_EQ(row(r)->state, ALARM_STATE_CLOSED);
    rig_free(r);
}

/* What devices are asked for: all that a port may speak for. */
static const char *asked(struct rig *r)
{
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "GET", "/api/v1/tests", ""));
    return rig_answer(r);
}

static void test_schedule__devices_are_reminded_until_they_prove_themselves(void)
{
    struct rig *r = school();
    usec_t now = rig_now(r);
    plan(r, "s1");
    plan(r, "s2");
    T(strstr(asked(r), "{\"tests\":[],") != NULL);
    pass_to(r, now + 31 * USEC_MIN);
    T_EQ(rig_count(r, EV_SCHEDULE_DUE), 2);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 0); /* a reminder is no alarm */
    T(strstr(
          asked(r),
          "\"device\":\"b1\",\"site\":\"School\",\"state\":\"due\",\"from\":\"2026-11-22T11:30:00Z\"") !=
      NULL);
    T(strstr(asked(r), "\"device\":\"b2\"") != NULL);
    T(strstr(asked(r), "\"device\":\"b3\"") == NULL);
    T_OK(press(r, "b1", "test", "t1"));
    T(strstr(asked(r), "\"device\":\"b1\"") == NULL); /* at once, before the schedule says so */
    pass_to(r, now + 121 * USEC_MIN);
    T(strstr(
          asked(r),
          "\"device\":\"b2\",\"site\":\"School\",\"state\":\"overdue\",\"since\":\"2026-11-22T11:30:00Z\"}") !=
      NULL);
    T_OK(press(r, "b2", "test", "t2"));
    T(strstr(asked(r), "{\"tests\":[],") != NULL);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "GET", "/api/v1/tests", ""), RC_DENIED);
    rig_free(r);
}

static void test_schedule__missed_ones_go_up_once_when_nobody_takes_them(void)
{
    struct rig *r = school();
    usec_t now = rig_now(r);
    plan(r, "s1");
    plan(r, "s2");
    pass_to(r, now + 120 * USEC_MIN + 239 * USEC_MIN);
    T_EQ(row(r)->escalated, 0);
    pass_to(r, now + 120 * USEC_MIN + 241 * USEC_MIN);
    T_EQ(row(r)->escalated, 1);
    T_EQ(row(r)->priority, 4);
    rig_pass(r, 10 * USEC_H);
    T_EQ(row(r)->escalated, 1);
    T_EQ(rig_count(r, EV_ALARM_ESCALATED), 1);
    rig_free(r);
}

static void test_schedule__missed_ones_that_somebody_took_stay_where_they_are(void)
{
    struct rig *r = school();
    usec_t now = rig_now(r);
    plan(r, "s1");
    pass_to(r, now + 121 * USEC_MIN);
    as_lead(r);
    T_OK(rig_call(r, "POST", alarm_path(r, "port:tests", "acknowledge"), ""));
    rig_pass(r, 5 * USEC_H);
    T_EQ(row(r)->escalated, 0);
    T_EQ(rig_count(r, EV_ALARM_ESCALATED), 0);
    rig_free(r);
}

static void test_schedule__of_all_schools_of_an_area_and_none(void)
{
    struct rig *r = school();
    const char *body = "{\"area\":\"north\",\"kind\":\"school\",\"day\":\"monday\","
                       "\"opens\":\"09:00\",\"closes\":\"11:00\"}";
    as_lead(r);
    T_OK(rig_call(r, "POST", "/api/v1/schedules", body));
    T_STRC(str_c(rig_member(r, "changed")), "3");
    T_OK(rig_call(r, "POST", "/api/v1/schedules", body));
    T_STRC(str_c(rig_member(r, "same")), "3");
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/s1/schedule",
                  "{\"day\":\"monday\",\"opens\":\"11:00\",\"closes\":\"09:00\"}"),
         RC_INVALID);
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s1/schedule", "{}"));
    T(week_of(r, "s1") == NULL);
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "south", "");
    T_EQ(rig_call(r, "POST", "/api/v1/schedules", body), RC_DENIED);
    rig_as(r, "user/U3", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/schedules", body), RC_DENIED);
    rig_free(r);
}

static void test_week__windows_are_of_local_days(void)
{
    usec_t from, until, sunday = INT64_C(1795341600) * USEC_S; /* 2026-11-22T10:00:00Z */
    struct week_plan w = {.day = WEEKDAY_MONDAY, .opens = 60, .closes = 120};
    w.zone = (struct zone){.fixed = true, .east = 5 * USEC_H};
    week_window(&w, sunday, &from, &until);
    T_EQ(from, sunday + 10 * USEC_H); /* Monday 01:00 in Tashkent is Sunday 20:00 UTC */
    T_EQ(until - from, USEC_H);
    week_window(&w, until - 1, &from, &until);
    T_EQ(from, sunday + 10 * USEC_H);
    week_window(&w, until, &from, &until);
    T_EQ(from, sunday + 10 * USEC_H + 7 * USEC_DAY);
    w = (struct week_plan){.day = WEEKDAY_SUNDAY, .opens = 0, .closes = 1};
    w.zone = (struct zone){.fixed = true, .east = -12 * USEC_H};
    week_window(&w, sunday, &from, &until);
    T_EQ(from, sunday + 2 * USEC_H);
    int minute;
    T(week_minute(STR("23:59"), &minute));
    T_EQ(minute, 1439);
    T(!week_minute(STR("24:00"), &minute));
    T(!week_minute(STR("9:30"), &minute));
}

/* A window of Sundays in Berlin, whose first end after `after` is asked for. */
static void berlin(int opens, int closes, const char *after, const char *from, const char *until)
{
    struct week_plan w = {.day = WEEKDAY_SUNDAY, .opens = opens, .closes = closes};
    usec_t at, want_from, want_until, is_from, is_until;
    struct err e;
    T_OK(zone_set("Europe/Berlin", &e));
    T_REQUIRE(clock_parse(str_c(after), &at) && clock_parse(str_c(from), &want_from) &&
              clock_parse(str_c(until), &want_until));
    week_window(&w, at, &is_from, &is_until);
    T_EQ(is_from, want_from);
    T_EQ(is_until, want_until);
}

static void test_week__the_clock_set_forward_and_back_costs_nobody_a_test(void)
{
    /* 09:00-11:00 is at 08:00 UTC in winter, at 07:00 in summer */
    berlin(540, 660, "2026-03-22T12:00:00Z", "2026-03-29T07:00:00Z", "2026-03-29T09:00:00Z");
    berlin(540, 660, "2026-03-15T12:00:00Z", "2026-03-22T08:00:00Z", "2026-03-22T10:00:00Z");
    berlin(540, 660, "2026-10-18T12:00:00Z", "2026-10-25T08:00:00Z", "2026-10-25T10:00:00Z");
    /* 02:30 and 02:50 do not exist on 29 March: an hour later by the clock, and as long */
    berlin(150, 170, "2026-03-22T12:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T01:50:00Z");
    /* 02:30-03:10: the end exists, and would lie before the beginning */
    berlin(150, 190, "2026-03-22T12:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:10:00Z");
    /* 02:30-02:50 is twice on 25 October: from the first to the last */
    berlin(150, 170, "2026-10-18T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:50:00Z");
    /* between both it is still the window of that day; after it, of the next week */
    berlin(150, 170, "2026-10-25T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:50:00Z");
    berlin(150, 170, "2026-10-25T01:50:00Z", "2026-11-01T01:30:00Z", "2026-11-01T01:50:00Z");
    berlin(150, 170, "2026-03-29T01:50:00Z", "2026-04-05T00:30:00Z", "2026-04-05T00:50:00Z");
}

static void test_schedule__is_in_the_centres_zone_unless_the_area_has_its_own(void)
{
    struct rig *r = school();
    struct err e;
    struct area own = {0};
    usec_t now = rig_now(r); /* winter: 09:00 of the next Sunday is at 08:00 UTC */
    const char *body = "{\"day\":\"sunday\",\"opens\":\"09:00\",\"closes\":\"09:30\"}";
    T_OK(zone_set("Europe/Berlin", &e));
    as_lead(r);
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s1/schedule", body));
    T_EQ(week_of(r, "s1")->from, now + 7 * USEC_DAY - 2 * USEC_H);
    area_set_utc_offset_min(&own, 300);
    rig_event(r, EV_AREA_SET, "north", &own);
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s2/schedule", body));
    T_EQ(week_of(r, "s2")->from, now + 7 * USEC_DAY - 6 * USEC_H);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_drill__presses_are_marked_and_go_up_no_further);
    T_RUN(test_drill__duress_and_what_was_real_before_stay_real);
    T_RUN(test_drill__a_press_in_it_can_be_said_to_be_real);
    T_RUN(test_drill__no_unit_is_sent_by_mistake);
    T_RUN(test_drill__begins_and_ends_at_its_times);
    T_RUN(test_drill__its_end_closes_what_was_pressed_when_asked_to);
    T_RUN(test_drill__a_press_shows_that_the_button_works);
    T_RUN(test_maintenance__is_recorded_and_does_not_alert);
    T_RUN(test_schedule__is_due_then_done_and_plans_the_next);
    T_RUN(test_schedule__missed_ones_are_one_row_that_counts);
    T_RUN(test_schedule__devices_are_reminded_until_they_prove_themselves);
    T_RUN(test_schedule__missed_ones_go_up_once_when_nobody_takes_them);
    T_RUN(test_schedule__missed_ones_that_somebody_took_stay_where_they_are);
    T_RUN(test_schedule__of_all_schools_of_an_area_and_none);
    T_RUN(test_week__windows_are_of_local_days);
    T_RUN(test_week__the_clock_set_forward_and_back_costs_nobody_a_test);
    T_RUN(test_schedule__is_in_the_centres_zone_unless_the_area_has_its_own);
    return t_end();
}
