/* SPDX-License-Identifier: Apache-2.0 */
/* A press as devices send it: what is taken of a bad one, who may press, which alarm it falls into. */
#include "alarm_city.h"

static const struct alarm *said_by(struct rig *r, const char *who, const char *body)
{
    rig_as(r, who, ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms", body));
    const struct alarm *a = picture_get(rig_picture(r), KIND_ALARM, str_c(rig_member(r, "id")));
    T_REQUIRE(a != NULL);
    return a;
}

static const struct alarm *said(struct rig *r, const char *body)
{
    return said_by(r, "local", body);
}

static void add_token(struct rig *r, const char *id, const char *devices)
{
    struct token t = {0};
    token_set_name(&t, str_c(id));
    token_set_role(&t, ROLE_ALARM);
    token_set_devices(&t, str_c(devices));
    rig_event(r, EV_TOKEN_ADDED, id, &t);
}

static void test_alarm_send__same_id_is_same_press(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "panic", "p1"));
    char first[400];
    (void)snprintf(first, sizeof first, "%s", rig_answer(r));
    size_t events = rig_events(r);
    T_OK(press(r, "btn-114", "panic", "p1"));
    T_STRC(str_c(rig_answer(r)), first);
    T_EQ(rig_events(r), events);
    T_EQ(only_alarm(r)->count, 1);
    T_OK(press(r, "btn-114", "panic", "p2")); /* another id in the same instant is a second press */
    T_EQ(only_alarm(r)->count, 2);
    T_STRC(str_c(rig_member(r, "count")), "2");
    rig_free(r);
}

/* A test somebody sent before under the same number must not swallow the cry for help. */
static void test_alarm_send__a_test_never_answers_for_a_panic(void)
{
    struct rig *r = city();
    T_OK(press(r, "btn-114", "test", "2"));
    char id[65];
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    T_OK(press(r, "btn-114", "panic", "2"));
    T(strcmp(id, rig_member(r, "id")) != 0);
    const struct alarm *a = picture_get(rig_picture(r), KIND_ALARM, str_c(rig_member(r, "id")));
    T_REQUIRE(a != NULL);
    T_EQ(a->kind, ALARM_KIND_PANIC);
    size_t events = rig_events(r);
    T_OK(press(r, "btn-114", "panic", "2"));
    T_EQ(rig_events(r), events);
    rig_free(r);
}

/* An id that is none still names the press; without one each message is a press. */
static void test_alarm_send__ids_badly_said(void)
{
    struct rig *r = city();
    const char *odd = "{\"device\":\"btn-114\",\"kind\":\"panic\",\"id\":\"press no. 1 / 2026\"}";
    T_EQ(said(r, odd)->count, 1);
    T_EQ(said(r, odd)->count, 1);
    T_EQ(said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\",\"id\":17}")->count, 2);
    T_EQ(said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\",\"id\":17}")->count, 2);
    T_EQ(said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\"}")->count, 3);
    T_EQ(said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\"}")->count, 4);
    rig_free(r);
}

/* Only what names no device, or is no JSON, is refused: a person stands behind every other press. */
static void test_alarm_send__refuses_precisely(void)
{
    struct rig *r = city();
    rig_as(r, "local", ROLE_ALARM, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "{\"kind\":\"panic\",\"id\":\"x\"}"), RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "device");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "{\"device\":[7],\"kind\":\"panic\"}"), RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "device");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "{\"device\":\"btn-114\",\"kind\":\"panic\""),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "PANIC"), RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", ""), RC_INVALID);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_alarm_send__a_bad_clock_is_marked_and_the_servers_time_used(void)
{
    static const char *const times[] = {
        "",
        ",\"at\":\"yesterday\"",
        ",\"at\":\"1970-01-01T00:00:00Z\"",
        ",\"at\":\"2199-01-01T00:00:00Z\"",
        ",\"at\":\"22.11.2026 10:00\"",
        ",\"at\":\"2026-11-22 10:00:00\"",
        ",\"at\":1795341600",
        ",\"at\":null",
        ",\"at\":{\"s\":[1]}",
        ",\"at\":\"2026-11-22T10:06:00Z\"", /* over five minutes ahead */
        ",\"at\":\"2026-11-15T09:59:00Z\"", /* over seven days old */
    };
    struct rig *r = city();
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        char body[200];
        (void)snprintf(body, sizeof body,
                       "{\"device\":\"btn-114\",\"kind\":\"panic\"%s,\"id\":\"p%zu\"}", times[i],
                       i);
        const struct alarm *a = said(r, body);
        T_EQ(a->at, rig_now(r));
        T_EQ(a->clock_bad, 1);
        T_EQ(a->count, (int64_t)i + 1);
        T_EQ(a->state, ALARM_STATE_ACTIVE);
    }
    /* The mark is of the last press: a good clock takes it away. */
    const struct alarm *a =
        said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\",\"at\":\"2026-11-22T14:59:59+05:00\"}");
    T_EQ(a->clock_bad, 0);
    T_EQ(a->at, rig_now(r) - USEC_S);
    rig_free(r);
}

static void test_alarm_send__an_unknown_kind_is_taken_with_its_word(void)
{
    struct rig *r = city();
    const struct alarm *a = said(
        r,
        "{\"device\":\"btn-114\",\"kind\":\"SOS\",\"at\":\"2026-11-22T10:00:00Z\",\"id\":\"x\",\"detail\":\"room 7\"}");
    T_EQ(a->kind, ALARM_KIND_OTHER);
    T_EQ(a->priority, 2);
    T_STRC(a->detail, "SOS: room 7");
    T_EQ(a->clock_bad, 0);
    rig_pass(r, 31 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 1); /* it rings as any other */
    a = said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\",\"id\":\"y\"}");
    T_EQ(a->kind, ALARM_KIND_PANIC); /* the same one, now of a known kind */
    T_EQ(a->count, 2);
    a = said(r, "{\"device\":\"btn-115\",\"kind\":7}");
    T_EQ(a->kind, ALARM_KIND_OTHER);
    T_STRC(a->detail, "7");
    a = said(r, "{\"device\":\"btn-116\"}");
    T_EQ(a->kind, ALARM_KIND_OTHER);
    T_EQ(a->detail.n, 0);
    rig_free(r);
}

static void test_alarm_send__places_and_details_badly_said(void)
{
    struct rig *r = city();
    char body[1000], detail[501];
    memset(detail, 'x', 500);
    detail[500] = '\0';
    (void)snprintf(detail + 236, 20, "%s", "ўўў и ещё");
    detail[236 + strlen("ўўў и ещё")] = 'x';
    (void)snprintf(
        body, sizeof body,
        "{\"device\":\"btn-114\",\"kind\":\"panic\",\"lat\":941.5,\"lon\":\"east\",\"detail\":\"%s\"}",
        detail);
    const struct alarm *a = said(r, body);
    T_EQ(a->lat, 413111000); /* its site's */
    T_EQ(a->detail.n, 240);  /* two whole letters of two bytes after 236 */
    T(str_utf8(a->detail));
    a = said(r, "{\"device\":\"btn-114\",\"kind\":\"panic\",\"detail\":{\"zone\":3}}");
    T_STRC(a->detail, "{\"zone\":3}");
    rig_free(r);
}

#define PRESS(more) "{\"device\":\"btn-114\",\"kind\":\"panic\"," more "}"

/* A person stands behind it, whatever the firmware did to the text. */
static void test_alarm_send__text_badly_written(void)
{
    struct rig *r = city();
    T_STRC(said(r, PRESS("\"detail\":\"\xEA\xE0\xE1 7\""))->detail, "??? 7");
    T_STRC(said(r, PRESS("\"detail\":\"room\t7\x01\""))->detail, "room 7 ");
    T_STRC(said(r, PRESS("\"detail\":\"x\\uD83D y\""))->detail, "x? y");
    T_STRC(said(r, PRESS("\"detail\":\"C:\\q\""))->detail, "C:?q");
    T_STRC(said(r, PRESS("\"kind\":\"test\",\"detail\":\"twice\""))->detail, "twice");
    T_STRC(said(r, "\xEF\xBB\xBF" PRESS("\"detail\":\"mark\""))->detail, "mark");
    T_STRC(said(r, PRESS("\"detail\":\"behind\"") "\x01\x02")->detail, "behind");
    T_EQ(only_alarm(r)->count, 7);
    T_EQ(only_alarm(r)->kind, ALARM_KIND_PANIC);
    rig_free(r);
}

static void test_alarm_send__devices_badly_named(void)
{
    struct rig *r = city();
    add_token(r, "K1", "btn-114");
    add_token(r, "K2", "btn-114,btn-115");
    T_STRC(said(r, "{\"device\":17,\"kind\":\"panic\"}")->device, "17");
    T_STRC(said(r, "{\"device\":\"panel 17\",\"kind\":\"panic\"}")->device, "panel-17");
    struct str one = said(r, "{\"device\":\"шк 1\"}")->device;
    struct str two = said(r, "{\"device\":\"тк 1\"}")->device;
    T(id_valid(one) && id_valid(two) && !str_eq(one, two));
    T_EQ(said_by(r, "token/K1", "{\"device\":17,\"kind\":\"panic\"}")->count, 1);
    T_EQ(said_by(r, "token/K1", "{\"kind\":\"panic\"}")->count, 2);
    const struct alarm *a = said_by(r, "token/K1", "PANIC \xEA\"");
    T_STRC(a->device, "btn-114");
    T_EQ(a->count, 3);
    T_STRC(a->detail, "PANIC ?\"");
    rig_as(r, "token/K2", ROLE_ALARM, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "{\"kind\":\"panic\"}"), RC_INVALID);
    rig_free(r);
}

/* ---- who may press ---- */

static void add_tablet(struct rig *r, const char *id, const char *unit)
{
    struct device d = {0};
    device_set_kind(&d, DEVICE_KIND_TABLET);
    device_set_unit(&d, str_c(unit));
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    rig_event(r, EV_DEVICE_SET, id, &d);
}

static enum rc press_as(struct rig *r, const char *who, int role, const char *device)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"device\":\"%s\",\"kind\":\"panic\"}", device);
    rig_as(r, who, role, "", role == ROLE_UNIT ? "M1" : "");
    return rig_call(r, "POST", "/api/v1/alarms", body);
}

/* A phone's token speaks for phones, an officer's for the officer's unit; what an administrator named is theirs as well. */
static void test_alarm_send__a_phone_does_not_press_a_button(void)
{
    struct rig *r = city();
    add_token(r, "K1", "");
    add_token(r, "K2", "btn-114");
    add_tablet(r, "tab-M1", "M1");
    add_tablet(r, "phone", "M2");
    rig_mark(r);
    T_EQ(press_as(r, "token/K1", ROLE_TRACKER, "btn-114"), RC_DENIED);
    T_EQ(press_as(r, "token/K1", ROLE_UNIT, "btn-114"), RC_DENIED);
    T_EQ(press_as(r, "token/K1", ROLE_UNIT, "phone"), RC_DENIED);
    T_EQ(press_as(r, "token/K1", ROLE_UNIT, "tab-M3"), RC_DENIED);
    T_EQ(rig_events(r), 0);
    T_OK(press_as(r, "token/K1", ROLE_TRACKER, "phone"));
    T_OK(press_as(r, "token/K1", ROLE_UNIT, "tab-M1"));
    T_OK(press_as(r, "token/K1", ROLE_TRACKER, "phone-9"));
    T_OK(press_as(r, "token/K2", ROLE_TRACKER, "btn-114"));
    rig_free(r);
}

/* ---- devices nobody registered ---- */

static void test_alarm_send__unknown_device_is_taken(void)
{
    struct rig *r = city();
    rig_as(r, "local", ROLE_ALARM, "north", "");
    T_OK(rig_call(
        r, "POST", "/api/v1/alarms",
        "{\"device\":\"new-1\",\"kind\":\"panic\",\"at\":\"2026-11-22T10:00:00Z\",\"id\":\"x\",\"firmware\":\"unheard of\"}"));
    T_EQ(only_alarm(r)->unknown_device, 1);
    T_STRC(only_alarm(r)->area, "north");
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("new-1"));
    T_REQUIRE(d != NULL);
    T_EQ(d->state, DEVICE_STATE_UNKNOWN);
    rig_free(r);
}

/* Who was retired by mistake is not left alone, and who answers the call knows what to think of it. */
static void test_alarm_send__retired_device_is_taken_and_says_so(void)
{
    struct rig *r = city();
    struct device d = {0};
    device_set_state(&d, DEVICE_STATE_RETIRED);
    rig_event(r, EV_DEVICE_SET, "btn-114", &d);
    T_OK(press(r, "btn-114", "panic", "x"));
    T_EQ(only_alarm(r)->retired_device, 1);
    T_EQ(only_alarm(r)->unknown_device, 0);
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    rig_event(r, EV_DEVICE_SET, "btn-114", &d);
    T_OK(press(r, "btn-114", "panic", "y"));
    T_EQ(only_alarm(r)->retired_device, 0);
    T_EQ(only_alarm(r)->count, 2);
    rig_free(r);
}

/* The help of an officer and the silence of many are alarms of devices nobody registered: no sender may press them. */
static void test_alarm_send__not_for_the_centres_own_names(void)
{
    static const char *const names[] = {"unit:M1", "port:http", "token:K1"};
    struct rig *r = city();
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        T_OK(press(r, names[i], "panic", "h1"));
        T_EQ(only_alarm(r)->count, (int64_t)i + 1);
        T_STRC(only_alarm(r)->detail, names[i]); /* but somebody pressed: it is not lost */
        T_STRC(only_alarm(r)->device, "token:local");
        T(live_device(rig_live(r), str_c(names[i]), false) == NULL);
        T(picture_find(rig_picture(r), KIND_DEVICE, str_c(names[i])) == NULL);
    }
    rig_free(r);
}

static void press_with(struct rig *r, const char *token, const char *device, const char *more)
{
    char body[300], who[80];
    (void)snprintf(body, sizeof body, "{\"device\":\"%s\",\"kind\":\"panic\"%s}", device, more);
    (void)snprintf(who, sizeof who, "token/%s", token);
    rig_as(r, who, ROLE_ALARM, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/alarms", body));
}

static void press_n(struct rig *r, const char *token, int from, int to)
{
    for (int i = from; i < to; i++) {
        char id[40];
        (void)snprintf(id, sizeof id, "%s-b%d", token, i);
        press_with(r, token, id, ",\"detail\":\"help\"");
    }
}

/* Beyond the ceiling a press is still an alarm, but no longer a device, and the administrators hear of it once. */
static void test_stranger_meet__presses_beyond_the_ceiling_are_one_alarm(void)
{
    struct rig *r = city();
    add_token(r, "K1", "");
    add_token(r, "K2", "");
    rig_settings(r)->number[SET_INTAKE_UNKNOWN_PER_TOKEN] = 3;
    rig_settings(r)->number[SET_INTAKE_UNKNOWN_ALL] = 5;
    rig_mark(r);
    press_n(r, "K1", 0, 3);
    T_EQ(rig_count(r, EV_DEVICE_SEEN), 3);
    T_EQ(rig_count(r, EV_TOKEN_CROWDED), 0);
    press_n(r, "K1", 3, 10);
    T_EQ(rig_count(r, EV_DEVICE_SEEN), 3);
    T_EQ(rig_count(r, EV_TOKEN_CROWDED), 1);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 4);
    const struct alarm *all = picture_get(rig_picture(r), KIND_ALARM, str_c(rig_member(r, "id")));
    T_REQUIRE(all != NULL);
    T_STRC(all->device, "token:K1");
    T_STRC(all->detail, "K1-b9: help");
    T_EQ(all->count, 7);
    T_EQ(all->unknown_device, 1);
    T_EQ(all->state, ALARM_STATE_ACTIVE);
    T(live_device(rig_live(r), STR("K1-b9"), false) == NULL);
    /* Those that were seen go on as themselves. */
    press_n(r, "K1", 0, 1);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 4);
    /* In all: two more, then the second token's are one alarm too. */
    press_n(r, "K2", 0, 5);
    T_EQ(rig_count(r, EV_DEVICE_SEEN), 5);
    T_EQ(rig_count(r, EV_TOKEN_CROWDED), 2);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 7);
    rig_free(r);
}

/* Of another area another duty desk must hear: one collective alarm an area. */
static void test_stranger_meet__the_collective_alarm_is_of_one_area(void)
{
    struct rig *r = city();
    struct area west = {0};
    area_set_name(&west, STR("West"));
    area_set_geometry(
        &west,
        STR("[[[[690000000,410000000],[700000000,410000000],[700000000,420000000],[690000000,420000000]]]]"));
    rig_event(r, EV_AREA_SET, "west", &west);
    add_token(r, "K1", "");
    rig_settings(r)->number[SET_INTAKE_UNKNOWN_PER_TOKEN] = 0;
    rig_mark(r);
    press_with(r, "K1", "x1", "");
    press_with(r, "K1", "x2", ",\"lat\":41.5,\"lon\":69.5");
    press_with(r, "K1", "x3", ",\"lat\":41.6,\"lon\":69.5");
    press_with(r, "K1", "x4", "");
    T_EQ(rig_count(r, EV_ALARM_RAISED), 2);
    T_EQ(rig_count(r, EV_ALARM_PRESSED), 2);
    rig_free(r);
}

/* It waits for a month, not for ever; and when it speaks again it is seen again. */
static void test_stranger_meet__an_unknown_device_is_remembered_with_who_spoke(void)
{
    struct rig *r = city();
    add_token(r, "K1", "named-1");
    press_with(r, "K1", "named-1", "");
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, STR("named-1"));
    T_REQUIRE(d != NULL);
    T_STRC(d->seen_by, "K1");
    T_EQ(d->kind, DEVICE_KIND_BUTTON);
    T_EQ(d->wake_at, rig_now(r) + 30 * USEC_DAY);
    rig_as(r, "token/K1", ROLE_ALARM, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/alarms", "{\"device\":\"named-2\",\"kind\":\"panic\"}"),
         RC_DENIED);
    T(picture_find(rig_picture(r), KIND_DEVICE, STR("named-2")) == NULL);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_alarm_send__same_id_is_same_press);
    T_RUN(test_alarm_send__a_test_never_answers_for_a_panic);
    T_RUN(test_alarm_send__ids_badly_said);
    T_RUN(test_alarm_send__refuses_precisely);
    T_RUN(test_alarm_send__a_bad_clock_is_marked_and_the_servers_time_used);
    T_RUN(test_alarm_send__an_unknown_kind_is_taken_with_its_word);
    T_RUN(test_alarm_send__places_and_details_badly_said);
    T_RUN(test_alarm_send__text_badly_written);
    T_RUN(test_alarm_send__devices_badly_named);
    T_RUN(test_alarm_send__a_phone_does_not_press_a_button);
    T_RUN(test_alarm_send__unknown_device_is_taken);
    T_RUN(test_alarm_send__retired_device_is_taken_and_says_so);
    T_RUN(test_alarm_send__not_for_the_centres_own_names);
    T_RUN(test_stranger_meet__presses_beyond_the_ceiling_are_one_alarm);
    T_RUN(test_stranger_meet__the_collective_alarm_is_of_one_area);
    T_RUN(test_stranger_meet__an_unknown_device_is_remembered_with_who_spoke);
    return t_end();
}
