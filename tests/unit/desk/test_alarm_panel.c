/* SPDX-License-Identifier: Apache-2.0 */
/* What alarm panels say besides a press: zones, ends, tests and reports, and the same message under another id. */
#include "alarm_city.h"

static struct rig *with_panel(void)
{
    struct rig *r = city();
    struct device d = button(0);
    device_set_kind(&d, DEVICE_KIND_PANEL);
    device_set_site(&d, STR("school-114"));
    device_set_area(&d, STR("north"));
    device_set_account(&d, STR("1234"));
    device_set_zones(&d, STR("3 Director's office\n012  Hall\nnonsense\n\n4"));
    rig_event(r, EV_DEVICE_SET, "panel-1", &d);
    rig_as(r, "local", ROLE_ALARM, "", "");
    rig_mark(r);
    return r;
}

static void says(struct rig *r, const char *members)
{
    char body[400];
    (void)snprintf(body, sizeof body, "{\"device\":\"panel-1\",%s}", members);
    T_OK(rig_call(r, "POST", "/api/v1/alarms", body));
}

static const struct device *panel(struct rig *r)
{
    return picture_get(rig_picture(r), KIND_DEVICE, STR("panel-1"));
}

static void test_panel__names_its_zone(void)
{
    struct rig *r = with_panel();
    says(r, "\"kind\":\"panic\",\"code\":\"1120\",\"zone\":\"3\",\"detail\":\"Panic\"");
    T_STRC(only_alarm(r)->zone, "3 Director's office");
    T_STRC(only_alarm(r)->detail, "Panic, zone 3 Director's office");
    T_STRC(only_alarm(r)->code, "1120");
    says(r, "\"kind\":\"intrusion\",\"code\":\"1130\",\"zone\":\"12\",\"detail\":\"Burglary\"");
    T_STRC(only_alarm(r)->zone, "12 Hall");
    T_EQ(only_alarm(r)->kind, ALARM_KIND_PANIC);
    says(r, "\"kind\":\"intrusion\",\"zone\":\"4\"");
    T_STRC(only_alarm(r)->zone, "4"); /* no name */
    says(r, "\"kind\":\"intrusion\",\"zone\":\"99\"");
    T_STRC(only_alarm(r)->zone, "99");
    says(r, "\"kind\":\"panic\"");
    T_EQ(only_alarm(r)->zone.n, 0); /* of another zone nothing is left */
    T_EQ(only_alarm(r)->count, 5);
    rig_free(r);
}

static void test_panel__an_end_closes_nothing(void)
{
    struct rig *r = with_panel();
    says(r, "\"kind\":\"panic\",\"zone\":\"3\"");
    says(r, "\"kind\":\"panic\",\"says\":\"restored\",\"zone\":\"12\",\"detail\":\"Panic: over\"");
    T_EQ(only_alarm(r)->restored_at, 0); /* another zone's */
    T_STRC(panel(r)->reported, "Panic: over, zone 12 Hall");
    says(r, "\"kind\":\"panic\",\"says\":\"restored\",\"zone\":\"3\"");
    T_EQ(only_alarm(r)->restored_at, rig_now(r));
    T_EQ(only_alarm(r)->state, ALARM_STATE_ACTIVE);
    T_EQ(only_alarm(r)->count, 1);
    says(r, "\"kind\":\"panic\",\"zone\":\"3\"");
    T_EQ(only_alarm(r)->restored_at, 0); /* it is not over */
    rig_free(r);
}

static void test_panel__reports_are_no_alarms(void)
{
    struct rig *r = with_panel();
    says(r,
         "\"says\":\"report\",\"code\":\"1401\",\"zone\":\"12\",\"detail\":\"Opened or closed\"");
    T_EQ(picture_count(rig_picture(r), KIND_ALARM), 0);
    T_STRC(panel(r)->reported, "Opened or closed, zone 12 Hall");
    T_EQ(panel(r)->tested_at, 0);
    says(r, "\"says\":\"test\",\"kind\":\"test\",\"detail\":\"Periodic test\"");
    T_EQ(picture_count(rig_picture(r), KIND_ALARM), 0);
    T_EQ(panel(r)->tested_at, rig_now(r));
    T_EQ(panel(r)->tested_how, TEST_HOW_SIGNAL);
    says(r, "\"says\":\"nobody knows this word\",\"kind\":\"panic\"");
    T_EQ(only_alarm(r)->kind, ALARM_KIND_PANIC); /* in doubt it is one */
    rig_free(r);
}

static void test_panel__the_same_message_under_the_id_before(void)
{
    struct rig *r = with_panel();
    says(r, "\"kind\":\"panic\",\"id\":\"m-1\",\"was\":\"m-0\"");
    size_t events = rig_events(r);
    says(r, "\"kind\":\"panic\",\"id\":\"m-1\",\"was\":\"m-0\"");
    says(r, "\"kind\":\"panic\",\"id\":\"m-2\",\"was\":\"m-1\"");
    T_EQ(rig_events(r), events);
    says(r, "\"kind\":\"panic\",\"id\":\"m-3\",\"was\":\"m-2\""); /* that id never was */
    T_EQ(only_alarm(r)->count, 2);
    says(r, "\"kind\":\"fire\",\"id\":\"m-4\",\"was\":\"m-3\""); /* that was a panic */
    T_EQ(only_alarm(r)->count, 3);
    rig_free(r);
}

/* Of a panel that nobody registered the report is that it is there. */
static void test_panel__unknown(void)
{
    struct rig *r = with_panel();
    T_OK(rig_call(r, "POST", "/api/v1/alarms", "{\"device\":\"dc09-77\",\"says\":\"report\"}"));
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("dc09-77"));
    T_REQUIRE(d != NULL);
    T_EQ(d->state, DEVICE_STATE_UNKNOWN);
    T_EQ(d->kind, DEVICE_KIND_PANEL);
    T_EQ(picture_count(rig_picture(r), KIND_ALARM), 0);
    T_OK(rig_call(r, "POST", "/api/v1/alarms",
                  "{\"device\":\"dc09-77\",\"says\":\"report\",\"detail\":\"Closed\"}"));
    d = picture_get(rig_picture(r), KIND_DEVICE, STR("dc09-77"));
    T_STRC(d->reported, "Closed");
    rig_free(r);
}

int main(void)
{
    T_RUN(test_panel__names_its_zone);
    T_RUN(test_panel__an_end_closes_nothing);
    T_RUN(test_panel__reports_are_no_alarms);
    T_RUN(test_panel__the_same_message_under_the_id_before);
    T_RUN(test_panel__unknown);
    return t_end();
}
