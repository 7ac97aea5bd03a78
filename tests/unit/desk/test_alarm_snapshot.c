/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of cameras beside an alarm: who is asked, how often, and when they go. */
#include <stdio.h>
#include <stdlib.h>

#include "alarm_city.h"
#include "base/hash.h"

static void camera(struct rig *r, const char *id, const char *site, int64_t lat, int64_t heading10)
{
    struct device d = {0};
    device_set_kind(&d, DEVICE_KIND_CAMERA);
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    device_set_site(&d, str_c(site));
    device_set_area(&d, STR("north"));
    device_set_lat(&d, lat);
    device_set_lon(&d, 692400000);
    if (heading10 >= 0)
        device_set_heading(&d, heading10);
    rig_event(r, EV_DEVICE_SET, id, &d);
}

/* The school lies at 41.3111; 0.001 degrees of latitude are 111 m. */
static struct rig *watched_city(void)
{
    struct rig *r = city();
    camera(r, "cam-gate", "school-114", 413111000, -1);
    camera(r, "cam-street", "", 413121000, 1800); /* to the north of it, and looks south */
    camera(r, "cam-away", "", 413121000, 0);      /* looks north */
    camera(r, "cam-far", "", 413141000, 1800);    /* 333 m */
    rig_mark(r);
    return r;
}

static uint32_t pictures(struct rig *r, const char *of)
{
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_SNAPSHOT, F_SNAPSHOT_CAMERA, str_c(of), &n);
    return n;
}

static void ask(struct rig *r, enum rc want)
{
    char path[80];
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++)
        (void)snprintf(path, sizeof path, "/api/v1/alarms/%.*s/snapshots",
                       STR_ARG(picture_at(rig_picture(r), KIND_ALARM, i)->id));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", path, ""), want);
}

static void test_alarm_snapshot__the_alarm_asks_its_sites_cameras_and_a_person_those_around(void)
{
    struct rig *r = watched_city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    T_EQ(rig_count(r, EV_SNAPSHOT_ASKED), 2);
    T_EQ(pictures(r, "cam-gate"), 2);
    T_OK(press(r, "btn-114", "panic", "p2")); /* the same alarm */
    T_EQ(rig_count(r, EV_SNAPSHOT_ASKED), 2);
    ask(r, RC_OK);
    T_EQ(pictures(r, "cam-gate"), 2); /* it was asked a moment ago */
    T_EQ(pictures(r, "cam-street"), 1);
    T_EQ(pictures(r, "cam-away"), 0);
    T_EQ(pictures(r, "cam-far"), 0);
    rig_pass(r, 6 * USEC_S);
    ask(r, RC_OK);
    T_EQ(pictures(r, "cam-gate"), 3);
    rig_free(r);
}

static void test_alarm_snapshot__tests_and_faults_ask_nobody(void)
{
    struct rig *r = watched_city();
    T_OK(press(r, "btn-114", "test", "t1"));
    T_OK(press(r, "btn-114", "technical", "t2"));
    T_EQ(rig_count(r, EV_SNAPSHOT_ASKED), 0);
    rig_free(r);
}

static void test_alarm_snapshot__a_flood_asks_a_camera_once(void)
{
    struct rig *r = watched_city();
    char id[16];
    for (int i = 0; i < 50; i++) {
        struct device d = button(0);
        (void)snprintf(id, sizeof id, "btn-%d", i);
        device_set_site(&d, STR("school-114"));
        device_set_area(&d, STR("north"));
        rig_event(r, EV_DEVICE_SET, id, &d);
        T_OK(press(r, id, "panic", "p"));
    }
    T_EQ(pictures(r, "cam-gate"), 2);
    rig_free(r);
}

static void test_alarm_snapshot__goes_after_a_day(void)
{
    struct rig *r = watched_city();
    T_OK(press(r, "btn-114", "duress", "p1"));
    T_EQ(pictures(r, "cam-gate"), 2);
    rig_pass(r, 23 * USEC_H);
    T_EQ(pictures(r, "cam-gate"), 2);
    rig_pass(r, 2 * USEC_H);
    T_EQ(pictures(r, "cam-gate"), 0);
    T_EQ(rig_count(r, EV_SNAPSHOT_DELETED), 2);
    rig_free(r);
}

/* ---- with its file ---- */

#define SHOT "\x89PNG\r\n\x1a\n a picture of the gate"

static bool shot_there(struct rig *r)
{
    char sha[SHA256_HEX + 1], path[800];
    size_t n;
    sha256_hex(sha256_of(STR(SHOT), STR_NONE, STR_NONE), sha);
    (void)snprintf(path, sizeof path, "%s/media/%.2s/%.2s/%s", rig_dir(r), sha, sha + 2, sha);
    char *text = t_file(path, &n);
    free(text);
    return text != NULL;
}

static void put_at(struct rig *r, uint32_t i)
{
    char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/snapshots/%.*s?at=2026-11-22T09:00:00Z",
                   STR_ARG(picture_at(rig_picture(r), KIND_SNAPSHOT, i)->id));
    rig_as(r, "local", ROLE_CAMERA, "", "");
    T_EQ(rig_call(r, "PUT", path, SHOT), RC_OK);
}

/* One of the two that were asked for has come. */
static void put_one(struct rig *r)
{
    put_at(r, 0);
}

static void say_failed(struct rig *r, const char *camera)
{
    char path[120] = "";
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_SNAPSHOT); i++) {
        const struct entity *en = picture_at(rig_picture(r), KIND_SNAPSHOT, i);
        if (str_eqc(((const struct snapshot *)en->rec)->camera, camera))
            (void)snprintf(path, sizeof path, "/api/v1/snapshots/%.*s/failed", STR_ARG(en->id));
    }
    rig_as(r, "local", ROLE_CAMERA, "", "");
    T_EQ(rig_call(r, "POST", path, "{\"reason\":\"no power\"}"), RC_OK);
}

static void
test_alarm_snapshot__a_person_is_not_held_back_by_one_of_before_that_never_comes_nor_by_a_failure(
    void)
{
    struct rig *r = watched_city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    for (uint32_t i = 0; i < 2; i++)
        if (((const struct snapshot *)picture_at(rig_picture(r), KIND_SNAPSHOT, i)->rec)->when ==
            SNAPSHOT_WHEN_NOW)
            put_at(r, i);
    ask(r, RC_OK);
    T_EQ(pictures(r, "cam-gate"), 3);
    T_EQ(pictures(r, "cam-street"), 1);
    ask(r, RC_OK);
    T_EQ(pictures(r, "cam-gate"), 3);
    T_EQ(pictures(r, "cam-street"), 1);
    say_failed(r, "cam-street");
    ask(r, RC_OK);
    T_EQ(pictures(r, "cam-street"), 2);
    rig_free(r);
}

static void test_alarm_snapshot__of_a_held_alarm_stays_with_its_file_and_goes_with_the_hold(void)
{
    struct rig *r = watched_city();
    struct hold h = {0}, none = {0};
    char about[80];
    T_OK(press(r, "btn-114", "panic", "p1"));
    put_one(r);
    T(shot_there(r));
    (void)snprintf(about, sizeof about, "alarm/%.*s",
                   STR_ARG(picture_at(rig_picture(r), KIND_ALARM, 0)->id));
    hold_set_about(&h, str_c(about));
    hold_set_at(&h, rig_now(r));
    hold_set_wake_at(&h, rig_now(r) + 3 * USEC_DAY);
    rig_event(r, EV_HOLD_PLACED, "J1", &h);
    rig_pass(r, 2 * USEC_DAY);
    T_EQ(pictures(r, "cam-gate"), 1); /* the one that never came is not held */
    T_EQ(rig_count(r, EV_SNAPSHOT_KEPT), 1);
    T(shot_there(r));
    rig_event(r, EV_HOLD_EXPIRED, "J1", &none);
    rig_pass(r, USEC_DAY + USEC_MIN);
    T_EQ(pictures(r, "cam-gate"), 0);
    T_EQ(rig_count(r, EV_SNAPSHOT_DELETED), 2);
    T(!shot_there(r));
    rig_free(r);
}

static void test_alarm_snapshot__without_a_hold_its_file_goes_after_a_day(void)
{
    struct rig *r = watched_city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    put_one(r);
    T(shot_there(r));
    rig_pass(r, 25 * USEC_H);
    T_EQ(pictures(r, "cam-gate"), 0);
    T(!shot_there(r));
    rig_free(r);
}

int main(void)
{
    T_RUN(test_alarm_snapshot__of_a_held_alarm_stays_with_its_file_and_goes_with_the_hold);
    T_RUN(test_alarm_snapshot__without_a_hold_its_file_goes_after_a_day);
    T_RUN(test_alarm_snapshot__the_alarm_asks_its_sites_cameras_and_a_person_those_around);
    T_RUN(
        test_alarm_snapshot__a_person_is_not_held_back_by_one_of_before_that_never_comes_nor_by_a_failure);
    T_RUN(test_alarm_snapshot__tests_and_faults_ask_nobody);
    T_RUN(test_alarm_snapshot__a_flood_asks_a_camera_once);
    T_RUN(test_alarm_snapshot__goes_after_a_day);
    return t_end();
}
