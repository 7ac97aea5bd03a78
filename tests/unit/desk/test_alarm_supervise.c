/* SPDX-License-Identifier: Apache-2.0 */
/* Who is silent, and who is not though the clock says so. */
#include "alarm_city.h"

static size_t silence_alarms(struct rig *r, bool open)
{
    size_t n = 0;
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++) {
        const struct alarm *a = picture_at(rig_picture(r), KIND_ALARM, i)->rec;
        n += a->kind == ALARM_KIND_SILENCE && (!open || a->state != ALARM_STATE_CLOSED);
    }
    return n;
}

static void beat(struct rig *r, const char *device)
{
    char line[200];
    (void)snprintf(line, sizeof line, "{\"device\":\"%s\",\"at\":\"2026-11-22T10:00:00Z\"}",
                   device);
    rig_telemetry(r, SERIES_HEARTBEATS, line);
}

static void test_supervise__silence_is_an_alarm_within_period_plus_ten(void)
{
    struct rig *r = city();
    rig_pass(r, 64 * USEC_S); /* one full period of grace after a start */
    T_EQ(silence_alarms(r, true), 0);
    rig_pass(r, 7 * USEC_S);
    T_EQ(silence_alarms(r, true), 1);
    T_EQ(rig_count(r, EV_DEVICE_SILENT), 1);
    rig_pass(r, USEC_H); /* said once */
    T_EQ(silence_alarms(r, true), 1);
    rig_free(r);
}

static void test_supervise__heartbeats_keep_it_quiet_and_a_late_one_says_so(void)
{
    struct rig *r = city();
    rig_pass(r, 2 * USEC_S);
    live_device(rig_live(r), STR("btn-114"), true)->last_seen = 0;
    for (int i = 0; i < 20; i++) {
        rig_pass(r, 50 * USEC_S);
        live_write_lock(rig_live(r));
        live_supervise(rig_live(r), live_device(rig_live(r), STR("btn-114"), false), 60 * USEC_S,
                       rig_now(r) + 65 * USEC_S);
        live_unlock(rig_live(r));
    }
    T_EQ(silence_alarms(r, true), 0);
    rig_pass(r, 70 * USEC_S);
    T_EQ(silence_alarms(r, true), 1);
    T_OK(press(r, "btn-114", "test", "t1")); /* an alarm is a sign of life too */
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T_EQ(d->silent_since, 0);
    T_EQ(silence_alarms(r, true), 1); /* latched until a person closes it */
    beat(r, "btn-114");
    rig_free(r);
}

static void test_supervise__many_silent_at_once_are_one_alarm(void)
{
    struct rig *r = city();
    for (int i = 0; i < 120; i++) {
        char id[32];
        struct device d = button(60 + i % 30); /* they fall silent over half a minute */
        (void)snprintf(id, sizeof id, "b%d", i);
        device_set_area(&d, STR("north"));
        rig_event(r, EV_DEVICE_SET, id, &d);
    }
    rig_pass(r, 3 * USEC_MIN);
    T_EQ(silence_alarms(r, true), 1);
    const struct alarm *mass = NULL;
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++) {
        const struct alarm *a = picture_at(rig_picture(r), KIND_ALARM, i)->rec;
        if (a->state != ALARM_STATE_CLOSED)
            mass = a;
    }
    T_REQUIRE(mass != NULL);
    T_EQ(mass->devices, 121);
    T_EQ(rig_count(r, EV_DEVICE_SILENT), 121);
    rig_free(r);
}

static void set_button(struct rig *r, const char *id, const char *name)
{
    struct device d = button(60);
    device_set_name(&d, str_c(name));
    rig_event(r, EV_DEVICE_SET, id, &d);
}

static void test_supervise__a_change_of_the_device_postpones_nothing(void)
{
    struct rig *r = city();
    set_button(r, "b1", "first");
    for (int i = 0; i < 14; i++) {
        rig_pass(r, 5 * USEC_S);
        if (i < 12)
            set_button(r, "b1", i % 2 ? "second" : "third");
    }
    T(((const struct device *)picture_get(rig_picture(r), KIND_DEVICE, STR("b1")))->silent_since !=
      0);
    rig_free(r);
}

/* "b0", "b1" and so on, each heard every minute or silent. */
static void add_buttons(struct rig *r, int n)
{
    const struct device d = button(60);
    for (int i = 0; i < n; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "b%d", i);
        rig_event(r, EV_DEVICE_SET, id, &d);
    }
}

/* Deadlines of a country are set in slices; nobody is silent for the centre's own blindness meanwhile. */
static void test_supervise__a_blind_centre_gives_grace_to_all_of_many(void)
{
    enum { MANY = 20000 };
    struct rig *r = city();
    struct centre blind = {0};
    add_buttons(r, MANY);
    rig_pass(r, 60 * USEC_S);
    T_EQ(silence_alarms(r, true), 0);
    centre_set_blind_from(&blind, rig_now(r) - 60 * USEC_S);
    centre_set_blind_to(&blind, rig_now(r));
    rig_event(r, EV_CENTRE_BLIND, "centre", &blind);
    rig_pass(r, 64 * USEC_S); /* the deadlines of before are over, those of after are not */
    T_EQ(rig_count(r, EV_DEVICE_SILENT), 0);
    rig_pass(r, 20 * USEC_S);
    T_EQ(rig_count(r, EV_DEVICE_SILENT), MANY + 1);
    T_EQ(silence_alarms(r, true), 1);
    rig_free(r);
}

/* A number that no longer fits the record would end the process at each tick, for ever. */
static void test_supervise__a_long_outage_is_counted_up_to_a_million(void)
{
    struct rig *r = city();
    struct alarm a = {0};
    alarm_set_device(&a, STR("port:http"));
    alarm_set_kind(&a, ALARM_KIND_SILENCE);
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_devices(&a, 999990);
    alarm_set_count(&a, 1000000);
    alarm_set_pressed_at(&a, rig_now(r) - USEC_H);
    rig_event(r, EV_ALARM_RAISED, "A1", &a);
    add_buttons(r, 60);
    rig_pass(r, 3 * USEC_MIN);
    const struct alarm *mass = picture_get(rig_picture(r), KIND_ALARM, STR("A1"));
    T_REQUIRE(mass != NULL);
    T_EQ(mass->devices, 1000000);
    T_EQ(mass->count, 1000000);
    rig_free(r);
}

/* Who never spoke is not missed; from the first word on the rhythm is that of its kind, or its own, also an own "none". */
static void test_supervise__without_its_own_it_has_the_rhythm_of_its_kind(void)
{
    struct rig *r = city();
    struct device own = {0}, none = {0}, taken = button(90);
    device_set_kind(&own, DEVICE_KIND_BUTTON);
    device_set_state(&own, DEVICE_STATE_ACTIVE);
    none = own;
    device_set_period_s(&none, 0);
    rig_event(r, EV_DEVICE_SET, "btn-114", &none);
    rig_event(r, EV_DEVICE_SET, "kind", &own);
    rig_event(r, EV_DEVICE_SET, "mute", &own);
    rig_event(r, EV_DEVICE_SET, "none", &none);
    rig_event(r, EV_DEVICE_SET, "own", &none);
    rig_event(r, EV_DEVICE_SET, "own", &taken);
    rig_pass(r, 2 * USEC_S);
    beat(r, "kind");
    beat(r, "none");
    beat(r, "own");
    rig_pass(r, 100 * USEC_S);
    T_EQ(silence_alarms(r, true), 1); /* the one with 90 s of its own */
    rig_pass(r, 89800 * USEC_S);
    T_EQ(silence_alarms(r, true), 1);
    rig_pass(r, 200 * USEC_S); /* 25 h */
    T_EQ(silence_alarms(r, true), 2);
    const struct picture *p = rig_picture(r);
    T(((const struct device *)picture_get(p, KIND_DEVICE, STR("kind")))->silent_since != 0);
    T_EQ(((const struct device *)picture_get(p, KIND_DEVICE, STR("mute")))->silent_since, 0);
    T_EQ(((const struct device *)picture_get(p, KIND_DEVICE, STR("none")))->silent_since, 0);
    rig_free(r);
}

/* A last will: no rhythm has to pass, and there need be none. */
static void test_supervise__who_is_said_to_be_gone_is_silent_at_once(void)
{
    struct rig *r = city();
    struct device d = {0};
    const char *gone = "/api/v1/devices/btn-114/gone";
    device_set_period_s(&d, 0);
    rig_event(r, EV_DEVICE_SET, "btn-114", &d);
    rig_pass(r, 2 * USEC_S);
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", gone, "{}"));
    const struct device *now = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T(now->silent_since != 0);
    T_EQ(silence_alarms(r, true), 1);
    T_OK(rig_call(r, "POST", gone, "{}")); /* said twice */
    T_EQ(rig_count(r, EV_DEVICE_SILENT), 1);
    rig_restart(r);
    rig_pass(r, 2 * USEC_S);
    T_OK(press(r, "btn-114", "test", "t1"));
    now = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T_EQ(now->silent_since, 0);
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/devices/nobody/gone", "{}"), RC_NOT_FOUND);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/btn-114/gone", "{\"at\":1}"), RC_INVALID);
    rig_free(r);
}

/* A port speaks of itself, and nobody else does. */
static void test_supervise__a_port_that_is_cut_off_is_an_alarm_of_its_own(void)
{
    struct rig *r = city();
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms",
                  "{\"device\":\"port:mqtt\",\"kind\":\"silence\",\"id\":\"l1\"}"));
    T_EQ(silence_alarms(r, true), 1);
    const struct alarm *a = picture_at(rig_picture(r), KIND_ALARM, 0)->rec;
    T_STRC(a->device, "port:mqtt");
    T(!a->unknown_device);
    T_EQ(picture_find(rig_picture(r), KIND_DEVICE, STR("port:mqtt")) == NULL, true);
    rig_as(r, "port/dc09", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms",
                  "{\"device\":\"port:mqtt\",\"kind\":\"silence\",\"id\":\"l2\"}"));
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, STR("port:mqtt"), &n);
    T_EQ(n, 1);
    T_EQ(a->count, 1);
    rig_free(r);
}

static size_t technical_alarms(struct rig *r)
{
    size_t n = 0;
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++)
        n += ((const struct alarm *)picture_at(rig_picture(r), KIND_ALARM, i)->rec)->cause ==
             ALARM_CAUSE_BATTERY;
    return n;
}

static void test_vital__the_first_sign_of_life_is_told_once(void)
{
    struct rig *r = city();
    rig_pass(r, USEC_S);
    rig_telemetry(r, SERIES_HEARTBEATS, "{\"device\":\"btn-114\"}");
    rig_telemetry(r, SERIES_HEARTBEATS, "{\"device\":\"btn-114\"}");
    T_EQ(rig_count(r, EV_DEVICE_HEARD), 1);
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T_EQ(d->heard_at, rig_now(r));
    rig_restart(r);
    rig_pass(r, USEC_S);
    rig_telemetry(r, SERIES_HEARTBEATS, "{\"device\":\"btn-114\"}");
    T_EQ(rig_count(r, EV_DEVICE_HEARD), 1);
    rig_free(r);
}

static void test_vital__a_low_battery_is_one_alarm_and_its_end_is_noted(void)
{
    static const char *const falling[] = {"0.5", "0.21", "0.2", "0.19", "0.22", "0.2", "0.29"};
    struct rig *r = city();
    char line[80];
    rig_pass(r, USEC_S);
    for (size_t i = 0; i < ARRAY_LEN(falling); i++) {
        (void)snprintf(line, sizeof line, "{\"device\":\"btn-114\",\"battery\":%s}", falling[i]);
        rig_telemetry(r, SERIES_HEARTBEATS, line);
        T_EQ(technical_alarms(r), i >= 2 ? 1 : 0);
        rig_pass(r, USEC_S);
    }
    T_EQ(rig_count(r, EV_DEVICE_BATTERY), 1); /* at the edge it does not go up and down */
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T(d->battery_low_since != 0);
    rig_restart(r);
    rig_pass(r, USEC_S);
    rig_telemetry(r, SERIES_HEARTBEATS, "{\"device\":\"btn-114\",\"battery\":0.1}");
    T_EQ(technical_alarms(r), 1);
    rig_telemetry(r, SERIES_HEARTBEATS, "{\"device\":\"btn-114\",\"battery\":0.3}");
    d = picture_get(rig_picture(r), KIND_DEVICE, STR("btn-114"));
    T_EQ(d->battery_low_since, 0);
    T_EQ(rig_count(r, EV_DEVICE_BATTERY), 2);
    T_EQ(technical_alarms(r), 1); /* latched until a person closes it */

    rig_free(r);
}

static const struct alarm *port_alarm(struct rig *r)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(rig_picture(r), KIND_ALARM, F_ALARM_DEVICE, STR("port:mqtt"), &n);
    return n == 1 ? list[0]->rec : NULL;
}

/* What falls silent behind a port that is cut off needs no alarm of its own; what falls silent later does. */
static void test_supervise__silence_behind_a_cut_off_port_is_the_ports(void)
{
    struct rig *r = city();
    rig_pass(r, 2 * USEC_S);
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(
        rig_call(r, "POST", "/api/v1/alarms",
                 "{\"device\":\"btn-114\",\"kind\":\"test\",\"id\":\"t1\"}")); /* heard over MQTT */
    rig_pass(r, 10 * USEC_S);
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms",
                  "{\"device\":\"port:mqtt\",\"kind\":\"silence\",\"id\":\"l1\"}"));
    rig_pass(r, 2 * USEC_MIN);
    T_EQ(silence_alarms(r, true), 1);
    T_REQUIRE(port_alarm(r) != NULL);
    T_EQ(port_alarm(r)->devices, 1);
    T_EQ(port_alarm(r)->count, 1);
    rig_as(r, "port/mqtt", ROLE_ALARM, "", "");
    T_OK(rig_call(
        r, "POST", "/api/v1/alarms",
        "{\"device\":\"btn-114\",\"kind\":\"test\",\"id\":\"t2\"}")); /* the port is back */
    rig_pass(r, 2 * USEC_MIN);
    T_EQ(silence_alarms(r, true), 2);
    T_EQ(port_alarm(r)->devices, 1);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_vital__the_first_sign_of_life_is_told_once);
    T_RUN(test_vital__a_low_battery_is_one_alarm_and_its_end_is_noted);
    T_RUN(test_supervise__silence_is_an_alarm_within_period_plus_ten);
    T_RUN(test_supervise__heartbeats_keep_it_quiet_and_a_late_one_says_so);
    T_RUN(test_supervise__many_silent_at_once_are_one_alarm);
    T_RUN(test_supervise__a_change_of_the_device_postpones_nothing);
    T_RUN(test_supervise__a_blind_centre_gives_grace_to_all_of_many);
    T_RUN(test_supervise__a_long_outage_is_counted_up_to_a_million);
    T_RUN(test_supervise__without_its_own_it_has_the_rhythm_of_its_kind);
    T_RUN(test_supervise__who_is_said_to_be_gone_is_silent_at_once);
    T_RUN(test_supervise__a_port_that_is_cut_off_is_an_alarm_of_its_own);
    T_RUN(test_supervise__silence_behind_a_cut_off_port_is_the_ports);
    return t_end();
}
