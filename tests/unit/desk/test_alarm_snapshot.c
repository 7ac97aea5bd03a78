/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of cameras beside an alarm: who is asked, how often, and when they go. */
#include "alarm_city.h"

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

int main(void)
{
    T_RUN(test_alarm_snapshot__the_alarm_asks_its_sites_cameras_and_a_person_those_around);
    T_RUN(test_alarm_snapshot__tests_and_faults_ask_nobody);
    T_RUN(test_alarm_snapshot__a_flood_asks_a_camera_once);
    T_RUN(test_alarm_snapshot__goes_after_a_day);
    return t_end();
}
