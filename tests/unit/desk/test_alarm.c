/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of an alarm: it stays, goes up, is seen, closed, opened again and put away. */
#include "alarm_city.h"

static void test_alarm_send__latches_with_place_of_site(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    const struct alarm *a = only_alarm(r);
    T_EQ(a->state, ALARM_STATE_ACTIVE);
    T_EQ(a->priority, 1);
    T_EQ(a->count, 1);
    T_STRC(a->site, "school-114");
    T_STRC(a->area, "north");
    T_EQ(a->lat, 413111000);
    rig_pass(r, 20 * USEC_H); /* nobody does anything: it stays */
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACTIVE);
    T_EQ(only_alarm(r)->escalated, 2);
    rig_free(r);
}

static void test_alarm_send__second_press_realerts(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/acknowledge", ""));
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACKNOWLEDGED);
    rig_pass(r, 5 * USEC_MIN);
    T_EQ(only_alarm(r)->escalated, 0); /* acknowledged: no escalation */
    T_OK(press(r, "btn-114", "panic", "p2"));
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACTIVE);
    rig_pass(r, 31 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 1);
    rig_pass(r, 30 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 2);
    rig_free(r);
}

static void test_alarm_send__pressing_on_does_not_put_off_the_escalation(void)
{
    struct rig *r = city();
    char id[16];
    for (int i = 0; i < 7; i++) {
        (void)snprintf(id, sizeof id, "again-%d", i);
        T_OK(press(r, "btn-114", "panic", id));
        rig_pass(r, 10 * USEC_S);
        T_EQ(only_alarm(r)->escalated, i < 2 ? 0 : i < 5 ? 1 : 2);
    }
    T_EQ(only_alarm(r)->count, 7);
    rig_free(r);
}

static void test_alarm_send__low_battery_does_not_hide_in_panic(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "technical", "t1"));
    T_OK(press(r, "btn-114", "panic", "p1"));
    T_EQ(picture_count(rig_picture(r), KIND_ALARM), 2);
    rig_free(r);
}

/* A device that repeats or cancels: place and words are taken over, nobody is called again, and nothing ends. */
static void test_alarm_send__again_follows(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/acknowledge", ""));
    rig_as(r, "local", ROLE_ALARM, "", "");
    T_OK(rig_call(
        r, "POST", "/api/v1/alarms",
        "{\"device\":\"btn-114\",\"kind\":\"help\",\"again\":true,\"lat\":41.5,\"lon\":69.5,"
        "\"detail\":\"cancelled\"}"));
    const struct alarm *a = only_alarm(r);
    T_EQ(a->state, ALARM_STATE_ACKNOWLEDGED);
    T_EQ(a->kind, ALARM_KIND_PANIC);
    T_EQ(a->count, 1);
    T_EQ(a->lat, 415000000);
    T_STRC(a->detail, "cancelled");
    T_EQ(rig_count(r, EV_ALARM_FOLLOWED), 1);
    rig_pass(r, USEC_H);
    T_EQ(only_alarm(r)->escalated, 0);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/close", "{\"disposition\":\"test\"}"));
    rig_as(r, "local", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms",
                  "{\"device\":\"btn-114\",\"kind\":\"panic\",\"again\":true}"));
    T_EQ(only_alarm(r)->state, ALARM_STATE_CLOSED);
    rig_free(r);
}

static void test_alarm_acknowledge__only_in_own_area_and_once(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    rig_as(r, "user/U2", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms/A5/acknowledge", ""), RC_DENIED);
    rig_as(r, "user/U3", ROLE_OPERATOR, "north", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/acknowledge", ""));
    T_EQ(rig_call(r, "POST", "/api/v1/alarms/A5/acknowledge", ""), RC_CONFLICT);
    rig_as(r, "user/U4", ROLE_AUDITOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms/A5/close", "{\"disposition\":\"test\"}"), RC_DENIED);
    rig_free(r);
}

static void test_alarm_close__needs_disposition_and_can_be_undone(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms/A5/close", "{}"), RC_INVALID);
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/close",
                  "{\"disposition\":\"false_alarm\",\"note\":\"cleaner leaned on it\"}"));
    T_EQ(only_alarm(r)->state, ALARM_STATE_CLOSED);
    T_STRC(only_alarm(r)->closed_by, "U1");
    T_EQ(picture_count(rig_picture(r), KIND_NOTE), 1);
    T_EQ(rig_call(r, "POST", "/api/v1/alarms/A5/close", "{\"disposition\":\"test\"}"), RC_CONFLICT);
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/reopen", ""));
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACKNOWLEDGED);
    T_OK(rig_call(r, "POST", "/api/v1/alarms/A5/close", "{\"disposition\":\"false_alarm\"}"));
    rig_pass(r, 12 * USEC_H + USEC_MIN);
    T_EQ(rig_count(r, EV_ALARM_ARCHIVED), 1);
    T_EQ(picture_count(rig_picture(r), KIND_NOTE), 0);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_alarm_send__latches_with_place_of_site);
    T_RUN(test_alarm_send__second_press_realerts);
    T_RUN(test_alarm_send__pressing_on_does_not_put_off_the_escalation);
    T_RUN(test_alarm_send__low_battery_does_not_hide_in_panic);
    T_RUN(test_alarm_send__again_follows);
    T_RUN(test_alarm_acknowledge__only_in_own_area_and_once);
    T_RUN(test_alarm_close__needs_disposition_and_can_be_undone);
    return t_end();
}
