/* SPDX-License-Identifier: Apache-2.0 */
/* Sources put aside for a while, and alarms taken many at a time. */
#include "alarm_city.h"

static enum rc shelve(struct rig *r, const char *device, const char *until)
{
    char path[100], body[120];
    (void)snprintf(path, sizeof path, "/api/v1/devices/%s/shelve", device);
    (void)snprintf(body, sizeof body, "{\"until\":\"%s\",\"why\":\"wind\"}", until);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    return rig_call(r, "POST", path, body);
}

static void test_alarm_shelve__its_alarms_wait_and_come_back(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "intrusion", "p1"));
    T_OK(shelve(r, "btn-114", "2026-11-22T11:00:00Z"));
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACTIVE);
    T(only_alarm(r)->shelved_until != 0);
    T_OK(press(r, "btn-114", "intrusion", "p2"));
    T_EQ(only_alarm(r)->count, 2); /* recorded all the same */
    rig_pass(r, 50 * USEC_MIN);
    T_EQ(only_alarm(r)->escalated, 0);
    T(only_alarm(r)->shelved_until != 0);
    rig_pass(r, 11 * USEC_MIN);
    T_EQ(only_alarm(r)->shelved_until, 0);
    T_EQ(picture_count(rig_picture(r), KIND_SHELF), 0);
    T_EQ(only_alarm(r)->escalated, 2); /* it went up anew, and nobody came */
    rig_free(r);
}

static void test_alarm_shelve__a_call_for_help_is_never_put_aside(void)
{
    struct rig *r = city();
    T_OK(shelve(r, "btn-114", "2026-11-22T12:00:00Z"));
    T_OK(press(r, "btn-114", "intrusion", "p1"));
    T(only_alarm(r)->shelved_until != 0);
    T_OK(press(r, "btn-114", "panic", "p2")); /* inside the same alarm */
    T_EQ(only_alarm(r)->priority, 1);
    T_EQ(only_alarm(r)->shelved_until, 0);
    rig_pass(r, 31 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 1);
    T_OK(shelve(r, "btn-114", "2026-11-22T12:00:00Z"));
    T_EQ(only_alarm(r)->shelved_until, 0);
    rig_free(r);
}

static void test_alarm_shelve__ends_when_somebody_says_so(void)
{
    struct rig *r = city();
    T_OK(shelve(r, "btn-114", "2026-11-22T12:00:00Z"));
    T_OK(press(r, "btn-114", "technical", "p1"));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/devices/btn-114/unshelve", ""));
    T_EQ(only_alarm(r)->shelved_until, 0);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/btn-114/unshelve", ""), RC_NOT_FOUND);
    rig_pass(r, 31 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 1);
    rig_free(r);
}

static void test_alarm_shelve__for_a_while_with_a_reason_in_the_own_area(void)
{
    struct rig *r = city();
    T_EQ(shelve(r, "btn-114", "2026-11-22T09:00:00Z"), RC_INVALID);
    T_EQ(shelve(r, "btn-114", "2026-11-23T10:00:01Z"), RC_INVALID);
    T_EQ(shelve(r, "nobody", "2026-11-22T12:00:00Z"), RC_NOT_FOUND);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/btn-114/shelve",
                  "{\"until\":\"2026-11-22T12:00:00Z\"}"),
         RC_INVALID);
    rig_as(r, "user/U2", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "POST", "/api/v1/devices/btn-114/shelve",
                  "{\"until\":\"2026-11-22T12:00:00Z\",\"why\":\"wind\"}"),
         RC_DENIED);
    rig_free(r);
}

static void test_alarm_acknowledge_many__each_once_and_only_what_waits(void)
{
    struct rig *r = city();
    struct buf body;
    char name[32];
    buf_init(&body, 65536);
    buf_cat(&body, "{\"alarms\":[\"A0\"");
    for (int i = 0; i < 150; i++) {
        (void)snprintf(name, sizeof name, "zone-%d", i);
        T_OK(press(r, name, "intrusion", "p"));
        buf_printf(&body, ",\"%s\",\"%s\"", rig_member(r, "id"), rig_member(r, "id"));
    }
    buf_printf(&body, "]}%c", 0);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/alarms/acknowledge", body.p));
    T_EQ(rig_count(r, EV_ALARM_ACKNOWLEDGED), 150);
    T_STRC(str_c(rig_member(r, "acknowledged")), "150");
    T_STRC(str_c(rig_member(r, "passed_over")), "151");
    T_OK(rig_call(r, "POST", "/api/v1/alarms/acknowledge", body.p));
    T_STRC(str_c(rig_member(r, "acknowledged")), "0");
    buf_release(&body);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_alarm_shelve__its_alarms_wait_and_come_back);
    T_RUN(test_alarm_shelve__a_call_for_help_is_never_put_aside);
    T_RUN(test_alarm_shelve__ends_when_somebody_says_so);
    T_RUN(test_alarm_shelve__for_a_while_with_a_reason_in_the_own_area);
    T_RUN(test_alarm_acknowledge_many__each_once_and_only_what_waits);
    return t_end();
}
