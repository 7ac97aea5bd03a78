/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "desk/alarm/alarm.h"
#include "desk/unit/unit.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_unit, &desk_alarm, NULL};

static struct rig *city(void)
{
    struct rig *r = rig_new(desks);
    struct unit u = {0};
    unit_set_name(&u, STR("M1"));
    unit_set_area(&u, STR("north"));
    unit_set_duty(&u, UNIT_DUTY_OFF);
    unit_set_status(&u, UNIT_STATUS_OUT);
    rig_event(r, EV_UNIT_SET, "M1", &u);
    struct device d = {0};
    device_set_kind(&d, DEVICE_KIND_TABLET);
    device_set_unit(&d, STR("M1"));
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    rig_event(r, EV_DEVICE_SET, "tab-M1", &d);
    rig_as(r, "user/U1", ROLE_UNIT, "", "M1");
    rig_mark(r);
    return r;
}

static const struct unit *unit(struct rig *r)
{
    return picture_get(rig_picture(r), KIND_UNIT, STR("M1"));
}

static void fix(struct rig *r)
{
    char line[300];
    struct buf at;
    buf_init(&at, 64);
    clock_format(&at, rig_now(r));
    (void)snprintf(line, sizeof line,
                   "{\"device\":\"tab-M1\",\"at\":\"%.*s\",\"lat\":41.3,\"lon\":69.2}",
                   STR_ARG(buf_str(&at)));
    buf_release(&at);
    rig_telemetry(r, SERIES_POSITIONS, line);
}

static void test_unit_duty__makes_one_shift(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty",
                  "{\"duty\":\"on\",\"sound\":true,\"crew\":\"Karimov, Lee\"}"));
    T_EQ(unit(r)->duty, UNIT_DUTY_ON);
    T_EQ(unit(r)->status, UNIT_STATUS_AVAILABLE);
    T_EQ(unit(r)->listening, 1);
    size_t events = rig_events(r);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty",
                  "{\"duty\":\"on\",\"sound\":true}")); /* again: nothing */
    T_EQ(rig_events(r), events);
    fix(r);
    T(live_unit(rig_live(r), STR("M1"), false)->known);
    rig_pass(r, USEC_H);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"off\"}"));
    T_EQ(unit(r)->duty, UNIT_DUTY_OFF);
    T(!live_unit(rig_live(r), STR("M1"), false)->known); /* off duty: nobody's business */
    const struct shift *w = picture_at(rig_picture(r), KIND_SHIFT, 0)->rec;
    T_EQ(w->to - w->from, USEC_H);
    T_STRC(w->user, "U1");
    rig_pass(r, 8 * USEC_DAY);
    T_EQ(picture_count(rig_picture(r), KIND_SHIFT), 0);
    rig_free(r);
}

static const struct shift *shift(struct rig *r, uint32_t i)
{
    return picture_at(rig_picture(r), KIND_SHIFT, i)->rec;
}

static void duty_at(struct rig *r, const char *duty, usec_t at)
{
    char body[120];
    struct buf text;
    buf_init(&text, 64);
    clock_format(&text, at);
    (void)snprintf(body, sizeof body, "{\"duty\":\"%s\",\"at\":\"%.*s\"}", duty,
                   STR_ARG(buf_str(&text)));
    buf_release(&text);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", body));
}

/* A tablet's clock may be wrong by minutes; its fixes have the time of the satellites. */
static void test_unit_duty__a_wrong_clock_bends_no_shift(void)
{
    struct rig *r = city();
    duty_at(r, "on", rig_now(r) + 4 * USEC_MIN);
    T_EQ(shift(r, 0)->from, rig_now(r));
    fix(r);
    T(live_unit(rig_live(r), STR("M1"), false)->known); /* seen from the first fix on */
    rig_pass(r, USEC_H);
    duty_at(r, "off", rig_now(r) + 4 * USEC_MIN);
    T_EQ(shift(r, 0)->to, rig_now(r)); /* and not tracked for four minutes after it */
    usec_t ended = rig_now(r);
    rig_pass(r, USEC_H);
    duty_at(r, "on", rig_now(r) - 90 * USEC_MIN);
    T_EQ(shift(r, 1)->from, ended); /* into the shift before it reaches none */
    duty_at(r, "off", rig_now(r) - 10 * USEC_MIN);
    T_EQ(shift(r, 1)->to, rig_now(r) - 10 * USEC_MIN); /* tapped without a line, sent later */
    rig_free(r);
}

static void test_unit_duty__only_own_unit(void)
{
    struct rig *r = city();
    rig_as(r, "user/U2", ROLE_UNIT, "", "M2");
    T_EQ(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\"}"), RC_DENIED);
    rig_as(r, "user/U3", ROLE_AUDITOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\"}"), RC_DENIED);
    rig_free(r);
}

static void test_unit_status__follows_rules(void)
{
    struct rig *r = city();
    T_EQ(rig_call(r, "POST", "/api/v1/units/M1/status", "{\"status\":\"busy\"}"), RC_CONFLICT);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\"}"));
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/status", "{\"status\":\"busy\"}"));
    T_EQ(unit(r)->status, UNIT_STATUS_BUSY);
    T_EQ(rig_call(r, "POST", "/api/v1/units/M1/status", "{\"status\":\"on_scene\"}"), RC_INVALID);
    rig_free(r);
}

static void test_unit__silent_over_120_s_is_an_event_and_ends(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\",\"sound\":true}"));
    for (int i = 0; i < 20; i++) {
        fix(r);
        rig_pass(r, 60 * USEC_S);
    }
    T_EQ(rig_count(r, EV_UNIT_SILENT), 0);
    rig_pass(r, 70 * USEC_S);
    T_EQ(rig_count(r, EV_UNIT_SILENT), 1);
    T(unit(r)->silent_since != 0);
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_UNIT_SILENT), 1); /* once */
    fix(r);
    T_EQ(unit(r)->silent_since, 0);
    rig_free(r);
}

static void test_unit__lost_stream_is_not_listening(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\",\"sound\":true}"));
    fix(r);
    struct live_unit *u = live_unit(rig_live(r), STR("M1"), true);
    u->streams = 0;
    u->stream_lost = rig_now(r);
    rig_pass(r, 4 * USEC_S);
    T_EQ(unit(r)->listening, 1); /* a reconnect is awaited */
    rig_pass(r, 5 * USEC_S);
    T_EQ(unit(r)->listening, 0);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/listening", "{\"listening\":true,\"sound\":false}"));
    T_EQ(unit(r)->listening, 1);
    T_EQ(unit(r)->sound, 0);
    rig_free(r);
}

static void test_unit_help__works_off_duty_and_latches(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/help",
                  "{\"at\":\"2026-11-22T10:00:00Z\",\"lat\":41.3,\"lon\":69.2,\"id\":\"h1\"}"));
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/help",
                  "{\"at\":\"2026-11-22T10:00:00Z\",\"lat\":41.3,\"lon\":69.2,\"id\":\"h1\"}"));
    const struct alarm *a = picture_at(rig_picture(r), KIND_ALARM, 0)->rec;
    T_EQ(a->count, 1);
    T_EQ(a->priority, 1);
    T_EQ(a->kind, ALARM_KIND_HELP);
    T_STRC(a->unit, "M1");
    T_STRC(a->area, "north");
    T_EQ(a->lat, 413000000);
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/help",
                  "{\"at\":\"2026-11-22T10:00:01Z\",\"id\":\"h2\"}"));
    T_EQ(a->count, 2);
    rig_pass(r, 31 * USEC_S);
    T_EQ(a->escalated, 1);
    rig_free(r);
}

static void test_unit_nearest__answers(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"on\",\"sound\":true}"));
    fix(r);
    rig_as(r, "user/U4", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "GET", "/api/v1/units/nearest?lat=41.301&lon=69.2", ""));
    T(strstr(rig_answer(r), "\"unit\":\"M1\",\"distance_m\":111") != NULL);
    T_EQ(rig_call(r, "GET", "/api/v1/units/nearest?lat=north&lon=69.2", ""), RC_INVALID);
    rig_free(r);
}

static void test_unit_help__of_a_unit_with_a_long_id(void)
{
    static const char *const ids[] = {
        "12345678901234567890123456789012345678901234567890123456789",
        "1234567890123456789012345678901234567890123456789012345678901234"};
    struct rig *r = city();
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        char path[120];
        struct unit u = {0};
        unit_set_name(&u, STR("long"));
        rig_event(r, EV_UNIT_SET, ids[i], &u);
        rig_as(r, "user/U1", ROLE_UNIT, "", ids[i]);
        (void)snprintf(path, sizeof path, "/api/v1/units/%s/help", ids[i]);
        T_OK(rig_call(r, "POST", path, "{\"at\":\"2026-11-22T10:00:00Z\",\"id\":\"h1\"}"));
        T_OK(rig_call(r, "POST", path, "{\"at\":\"2026-11-22T10:00:00Z\",\"id\":\"h2\"}"));
        T_STRC(str_c(rig_member(r, "count")), "2");
    }
    rig_free(r);
}

int main(void)
{
    T_RUN(test_unit_duty__makes_one_shift);
    T_RUN(test_unit_duty__a_wrong_clock_bends_no_shift);
    T_RUN(test_unit_duty__only_own_unit);
    T_RUN(test_unit_status__follows_rules);
    T_RUN(test_unit__silent_over_120_s_is_an_event_and_ends);
    T_RUN(test_unit__lost_stream_is_not_listening);
    T_RUN(test_unit_help__works_off_duty_and_latches);
    T_RUN(test_unit_help__of_a_unit_with_a_long_id);
    T_RUN(test_unit_nearest__answers);
    return t_end();
}
