/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/registry/registry.h"

#include <string.h>

#include "support/rig.h"

static const struct desk *const desks[] = {&desk_registry, NULL};

/* Two squares side by side, 1 degree wide: west 69..70, east 70..71, both 41..42, in the country around both. */
static const char west[] =
    "[[[[690000000,410000000],[700000000,410000000],[700000000,420000000],[690000000,420000000]]]]";
static const char east[] =
    "[[[[700000000,410000000],[710000000,410000000],[710000000,420000000],[700000000,420000000]]]]";

static void add_area(struct rig *r, const char *id, const char *parent, enum area_kind kind,
                     const char *geometry)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    area_set_kind(&a, kind);
    if (geometry != NULL)
        area_set_geometry(&a, str_c(geometry));
    rig_event(r, EV_AREA_SET, id, &a);
}

static struct rig *country(void)
{
    struct rig *r = rig_new(desks);
    struct unit n = {0};
    struct user u = {0};
    add_area(r, "land", "", AREA_KIND_COUNTRY, NULL);
    add_area(r, "west", "land", AREA_KIND_REGION, west);
    add_area(r, "east", "land", AREA_KIND_REGION, east);
    unit_set_name(&n, STR("21"));
    unit_set_area(&n, STR("west"));
    rig_event(r, EV_UNIT_SET, "M21", &n);
    user_set_name(&u, STR("root"));
    user_set_role(&u, ROLE_ADMIN);
    rig_event(r, EV_USER_ADDED, "U1", &u);
    rig_as(r, "user/U1", ROLE_ADMIN, "", "");
    rig_mark(r);
    return r;
}

static const struct device *device(struct rig *r, const char *id)
{
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, str_c(id));
    T_REQUIRE(d != NULL);
    return d;
}

static void see_unknown(struct rig *r, const char *id, const char *area)
{
    struct device d = {0};
    device_set_name(&d, str_c(id));
    device_set_kind(&d, DEVICE_KIND_OTHER);
    device_set_area(&d, str_c(area));
    device_set_state(&d, DEVICE_STATE_UNKNOWN);
    rig_event(r, EV_DEVICE_SEEN, id, &d);
}

/* ---- sites ---- */

static void test_site_set__finds_the_area(void)
{
    struct rig *r = country();
    T_OK(rig_call(
        r, "PUT", "/api/v1/sites/school-1",
        "{\"name\":\"School 1\",\"kind\":\"school\",\"lat\":41.5,\"lon\":69.5,\"contacts\":\"guard 101\"}"));
    const struct site *s = picture_get(rig_picture(r), KIND_SITE, STR("school-1"));
    T_REQUIRE(s != NULL);
    T_STRC(s->area, "west");
    T_EQ(s->kind, SITE_KIND_SCHOOL);
    T_STRC(str_c(rig_member(r, "id")), "school-1");
    /* The same again is no event; moved over the border it changes its area. */
    T_OK(rig_call(r, "PUT", "/api/v1/sites/school-1",
                  "{\"name\":\"School 1\",\"lat\":41.5,\"lon\":69.5}"));
    T_EQ(rig_events(r), 1);
    T_OK(rig_call(r, "PUT", "/api/v1/sites/school-1",
                  "{\"name\":\"School 1\",\"lat\":41.5,\"lon\":70.5}"));
    T_STRC(((const struct site *)picture_get(rig_picture(r), KIND_SITE, STR("school-1")))->area,
           "east");
    T_EQ(rig_events(r), 2);
    rig_free(r);
}

static void test_site_set__an_area_by_hand_stays_until_it_moves(void)
{
    struct rig *r = country();
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s",
                  "{\"name\":\"S\",\"lat\":41.5,\"lon\":69.5,\"area\":\"east\"}"));
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s", "{\"name\":\"S2\",\"lat\":41.5,\"lon\":69.5}"));
    T_STRC(((const struct site *)picture_get(rig_picture(r), KIND_SITE, STR("s")))->area, "east");
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/s",
                  "{\"name\":\"S\",\"lat\":41.5,\"lon\":69.5,\"area\":\"moon\"}"),
         RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "area");
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/s", "{\"name\":\"S\",\"lat\":91,\"lon\":69.5}"),
         RC_INVALID);
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/a%20b", "{\"name\":\"S\",\"lat\":41.5,\"lon\":69.5}"),
         RC_NOT_FOUND);
    rig_free(r);
}

static void test_registry__an_area_admin_stays_in_the_area(void)
{
    struct rig *r = country();
    T_OK(rig_call(r, "PUT", "/api/v1/sites/e", "{\"name\":\"E\",\"lat\":41.5,\"lon\":70.5}"));
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam-e",
                  "{\"kind\":\"camera\",\"lat\":41.5,\"lon\":70.5}"));
    rig_mark(r);
    rig_as(r, "user/U2", ROLE_ADMIN, "west", "");
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/x", "{\"name\":\"X\",\"lat\":41.5,\"lon\":70.5}"),
         RC_DENIED);
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/x", "{\"name\":\"X\",\"lat\":10,\"lon\":10}"),
         RC_DENIED);
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/e", "{\"name\":\"X\",\"lat\":41.5,\"lon\":69.5}"),
         RC_DENIED);
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/cam-e", "{\"kind\":\"camera\"}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/cam-e/maintenance", "{}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/cam-e/test", ""), RC_DENIED);
    T_EQ(rig_call(r, "GET", "/api/v1/devices/cam-e", ""), RC_NOT_FOUND);
    T_EQ(rig_events(r), 0);
    struct unit foreign = {0};
    unit_set_name(&foreign, STR("31"));
    unit_set_area(&foreign, STR("east"));
    rig_event(r, EV_UNIT_SET, "M31", &foreign);
    /* A tablet of the neighbours' unit would speak for it. */
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/tab-x",
                  "{\"kind\":\"tablet\",\"lat\":41.5,\"lon\":69.5,\"unit\":\"M31\"}"),
         RC_DENIED);
    T_STRC(str_c(rig_err(r)->field), "unit");
    T_OK(rig_call(r, "PUT", "/api/v1/devices/tab-x",
                  "{\"kind\":\"tablet\",\"lat\":41.5,\"lon\":69.5,\"unit\":\"M21\"}"));
    T_OK(rig_call(r, "PUT", "/api/v1/sites/x", "{\"name\":\"X\",\"lat\":41.5,\"lon\":69.5}"));
    rig_as(r, "user/U3", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "PUT", "/api/v1/sites/x", "{\"name\":\"X\",\"lat\":41.5,\"lon\":69.5}"),
         RC_DENIED);
    rig_free(r);
}

/* ---- devices ---- */

static void test_device_set__takes_position_and_area_of_its_site(void)
{
    struct rig *r = country();
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s", "{\"name\":\"S\",\"lat\":41.5,\"lon\":69.5}"));
    T_OK(rig_call(r, "PUT", "/api/v1/sites/t", "{\"name\":\"T\",\"lat\":41.25,\"lon\":70.5}"));
    T_OK(rig_call(r, "PUT", "/api/v1/devices/btn-1",
                  "{\"kind\":\"button\",\"site\":\"s\",\"period_s\":300}"));
    const struct device *d = device(r, "btn-1");
    T_STRC(d->name, "btn-1");
    T_EQ(d->lat, 415000000);
    T_STRC(d->area, "west");
    T_EQ(d->state, DEVICE_STATE_ACTIVE);
    T_EQ(d->period_s, 300);
    T_OK(rig_call(r, "PUT", "/api/v1/devices/btn-1", "{\"kind\":\"button\",\"site\":\"t\"}"));
    d = device(r, "btn-1");
    T_EQ(d->lat, 412500000);
    T_STRC(d->area, "east");
    T_EQ(d->period_s, 300);
    /* Its own position is its own. */
    T_OK(rig_call(
        r, "PUT", "/api/v1/devices/cam",
        "{\"kind\":\"camera\",\"site\":\"s\",\"lat\":41.75,\"lon\":69.75,\"heading\":90}"));
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam", "{\"kind\":\"camera\",\"speed_limit\":60}"));
    T_EQ(device(r, "cam")->lat, 417500000);
    T_EQ(device(r, "cam")->heading, 900);
    T_EQ(device(r, "cam")->speed_limit, 600);
    rig_free(r);
}

static void test_device_set__refuses(void)
{
    struct rig *r = country();
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/d", "{}"), RC_INVALID);
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/d", "{\"kind\":\"camera\",\"site\":\"none\"}"),
         RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "site");
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/d", "{\"kind\":\"tablet\",\"unit\":\"none\"}"),
         RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "unit");
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/d", "{\"kind\":\"camera\",\"lat\":41}"), RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "lon");
    T_EQ(rig_call(r, "PUT", "/api/v1/devices/d", "{\"kind\":\"camera\",\"period_s\":604801}"),
         RC_INVALID);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_device_adopt__only_an_unknown_one(void)
{
    struct rig *r = country();
    const char *body =
        "{\"name\":\"Gate\",\"kind\":\"camera\",\"lat\":41.5,\"lon\":69.5,\"one_way\":true,\"allowed_heading\":180}";
    T_EQ(rig_call(r, "POST", "/api/v1/devices/cam-9/adopt", body), RC_NOT_FOUND);
    see_unknown(r, "cam-9", "west");
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam-9/adopt", body));
    const struct device *d = device(r, "cam-9");
    T_EQ(d->state, DEVICE_STATE_ACTIVE);
    T_STRC(d->name, "Gate");
    T_EQ(d->one_way, 1);
    T_EQ(d->allowed_heading, 1800);
    T_EQ(rig_count(r, EV_DEVICE_ADOPTED), 1);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/cam-9/adopt", body), RC_CONFLICT);
    rig_free(r);
}

/* The token behind it has room again, and says so; nobody's device is forgotten after a month. */
static void test_device_unknown__adopted_set_or_forgotten(void)
{
    struct rig *r = country();
    struct token t = {0};
    struct device d = {0};
    token_set_name(&t, STR("gateway"));
    rig_event(r, EV_TOKEN_ADDED, "K1", &t);
    token_set_crowded_at(&t, rig_now(r));
    t.has = BIT(F_TOKEN_CROWDED_AT);
    rig_event(r, EV_TOKEN_CROWDED, "K1", &t);
    device_set_kind(&d, DEVICE_KIND_TRACKER);
    device_set_area(&d, STR("west"));
    device_set_state(&d, DEVICE_STATE_UNKNOWN);
    device_set_seen_by(&d, STR("K1"));
    device_set_wake_at(&d, rig_now(r) + USEC_H);
    rig_event(r, EV_DEVICE_SEEN, "u1", &d);
    rig_event(r, EV_DEVICE_SEEN, "u2", &d);
    rig_event(r, EV_DEVICE_SEEN, "u3", &d);
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/u1/adopt", "{\"kind\":\"tracker\"}"));
    T_EQ(device(r, "u1")->seen_by.n, 0);
    T_EQ(device(r, "u1")->wake_at, 0);
    T_EQ(rig_count(r, EV_TOKEN_CROWDED), 1);
    T_EQ(((const struct token *)picture_get(rig_picture(r), KIND_TOKEN, STR("K1")))->crowded_at, 0);
    T_OK(rig_call(r, "PUT", "/api/v1/devices/u2", "{\"kind\":\"camera\"}"));
    T_EQ(device(r, "u2")->state, DEVICE_STATE_ACTIVE);
    T_EQ(device(r, "u2")->seen_by.n, 0);
    rig_pass(r, 2 * USEC_H);
    T_EQ(rig_count(r, EV_DEVICE_FORGOTTEN), 1);
    T(picture_find(rig_picture(r), KIND_DEVICE, STR("u3")) == NULL);
    T_EQ(device(r, "u2")->state, DEVICE_STATE_ACTIVE);
    T_EQ(rig_count(r, EV_TOKEN_CROWDED), 1);
    rig_free(r);
}

static void test_maintenance__begins_and_ends(void)
{
    struct rig *r = country();
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam",
                  "{\"kind\":\"camera\",\"lat\":41.5,\"lon\":69.5}"));
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance",
                  "{\"until\":\"2026-11-22T10:10:00Z\",\"reason\":\"new mast\"}"));
    T_EQ(device(r, "cam")->state, DEVICE_STATE_MAINTENANCE);
    T(strstr(rig_event_data(r, 0), "new mast") != NULL);
    rig_pass(r, 599 * USEC_S);
    T_EQ(device(r, "cam")->state, DEVICE_STATE_MAINTENANCE);
    rig_pass(r, 2 * USEC_S);
    T_EQ(device(r, "cam")->state, DEVICE_STATE_ACTIVE);
    T_EQ(rig_events(r), 2);
    /* By hand; and again, which changes nothing. */
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance",
                  "{\"until\":\"2026-11-23T10:00:00Z\"}"));
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance", "{}"));
    T_EQ(device(r, "cam")->state, DEVICE_STATE_ACTIVE);
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance", "{}"));
    T_EQ(rig_events(r), 4);
    rig_pass(r, 25 * USEC_H);
    T_EQ(rig_events(r), 4);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/cam/maintenance",
                  "{\"until\":\"2028-01-01T00:00:00Z\"}"),
         RC_INVALID);
    see_unknown(r, "new", "west");
    T_EQ(rig_call(r, "POST", "/api/v1/devices/new/maintenance",
                  "{\"until\":\"2026-11-24T00:00:00Z\"}"),
         RC_CONFLICT);
    rig_free(r);
}

static void test_maintenance__a_retired_device_stays_retired(void)
{
    struct rig *r = country();
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam",
                  "{\"kind\":\"camera\",\"lat\":41.5,\"lon\":69.5}"));
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance",
                  "{\"until\":\"2026-11-22T11:00:00Z\"}"));
    T_OK(rig_call(r, "POST", "/api/v1/import/devices", "id,state\ncam,retired\n"));
    T_EQ(device(r, "cam")->state, DEVICE_STATE_RETIRED);
    rig_pass(r, 2 * USEC_H);
    T_EQ(device(r, "cam")->state, DEVICE_STATE_RETIRED);
    rig_free(r);
}

static void test_device_test__raises_one_test_alarm(void)
{
    struct rig *r = country();
    char alarm[40];
    T_OK(rig_call(r, "PUT", "/api/v1/sites/s", "{\"name\":\"S\",\"lat\":41.5,\"lon\":69.5}"));
    T_OK(rig_call(r, "PUT", "/api/v1/devices/btn", "{\"kind\":\"button\",\"site\":\"s\"}"));
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam", "{\"kind\":\"camera\",\"site\":\"s\"}"));
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/btn/test", ""));
    T_STRC(str_c(rig_member(r, "id")), "btn");
    T_STRC(str_c(rig_member(r, "door")), "alarms");
    (void)str_copy(alarm, sizeof alarm, str_c(rig_member(r, "alarm")));
    const struct alarm *a = picture_get(rig_picture(r), KIND_ALARM, str_c(alarm));
    T_REQUIRE(a != NULL);
    T_EQ(a->kind, ALARM_KIND_TEST);
    T_EQ(a->priority, 5);
    T_EQ(a->count, 1);
    T_EQ(a->wake_at, 0);
    T_STRC(a->detail, "test by root");
    T_STRC(a->site, "s");
    T_STRC(a->area, "west");
    T_OK(rig_call(r, "POST", "/api/v1/devices/btn/test", ""));
    T_STRC(str_c(rig_member(r, "alarm")), alarm);
    T_EQ(((const struct alarm *)picture_get(rig_picture(r), KIND_ALARM, str_c(alarm)))->count, 2);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 1);
    T_EQ(rig_count(r, EV_ALARM_PRESSED), 1);
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/test", ""));
    T_STRC(str_c(rig_member(r, "door")), "reads");
    T_EQ(rig_events(r), 0);
    T_OK(rig_call(r, "GET", "/api/v1/devices/cam", ""));
    T_STRC(str_c(rig_member(r, "last")), "null"); /* the camera has said nothing */
    T_STRC(str_c(rig_member(r, "last_seen")), "null");
    T_STRC(str_c(rig_member(r, "tested")), "2026-11-22T10:00:00Z");
    see_unknown(r, "new", "west");
    T_EQ(rig_call(r, "POST", "/api/v1/devices/new/test", ""), RC_CONFLICT);
    T_EQ(rig_call(r, "POST", "/api/v1/devices/none/test", ""), RC_NOT_FOUND);
    rig_free(r);
}

/* A number that no longer fits the record would end the process. */
static void test_device_test__is_counted_up_to_a_million(void)
{
    struct rig *r = country();
    struct alarm a = {0};
    T_OK(rig_call(r, "PUT", "/api/v1/devices/btn",
                  "{\"kind\":\"button\",\"lat\":41.5,\"lon\":69.5}"));
    alarm_set_device(&a, STR("btn"));
    alarm_set_kind(&a, ALARM_KIND_TEST);
    alarm_set_priority(&a, 5);
    alarm_set_state(&a, ALARM_STATE_ACKNOWLEDGED);
    alarm_set_count(&a, 1000000);
    rig_event(r, EV_ALARM_RAISED, "A1", &a);
    T_OK(rig_call(r, "POST", "/api/v1/devices/btn/test", ""));
    T_STRC(str_c(rig_member(r, "alarm")), "A1");
    const struct alarm *now = picture_get(rig_picture(r), KIND_ALARM, STR("A1"));
    T_REQUIRE(now != NULL);
    T_EQ(now->count, 1000000);
    T_EQ(now->state, ALARM_STATE_ACTIVE);
    rig_free(r);
}

static void test_device_view__shows_last_and_refused(void)
{
    struct rig *r = country();
    struct live_device *l;
    T_OK(rig_call(r, "PUT", "/api/v1/devices/cam",
                  "{\"kind\":\"camera\",\"lat\":41.5,\"lon\":69.5}"));
    T_OK(rig_call(r, "GET", "/api/v1/devices/cam", ""));
    T_STRC(str_c(rig_member(r, "last")), "null");
    T_STRC(str_c(rig_member(r, "battery")), "null");
    T_STRC(str_c(rig_member(r, "last_seen")), "null");
    l = live_device(rig_live(r), STR("cam"), true);
    live_said(rig_live(r), l, "reads", STR("{\"plate\":\"01A123BC\"}"), rig_now(r),
              rig_now(r) - USEC_S, NULL);
    live_said(rig_live(r), l, "reads", STR("{\"plate\":\"\\u0000 bad \""), rig_now(r), 0,
              "'plate' must be a plate");
    l->accepted = 7;
    l->refused = 1;
    l->dropped = 2;
    l->battery = 805;
    l->last_seen = rig_now(r);
    T_OK(rig_call(r, "GET", "/api/v1/devices/cam", ""));
    T_OK(json_check(str_c(rig_answer(r)), NULL));
    T(strstr(rig_member(r, "device"), "\"id\":\"cam\",\"seq\":") != NULL);
    T(strstr(rig_member(r, "device"), "\"area\":\"west\"") != NULL);
    T_STRC(
        str_c(rig_member(r, "last")),
        "{\"at\":\"2026-11-22T09:59:59Z\",\"received\":\"2026-11-22T10:00:00Z\",\"door\":\"reads\","
        "\"text\":\"\",\"withheld\":true}"); /* in service: what it read is nobody's business without a purpose */
    T(strstr(rig_member(r, "refused"), "'plate' must be a plate") != NULL);
    T(strstr(rig_member(r, "refused"), "bad") == NULL);
    T_OK(rig_call(r, "POST", "/api/v1/devices/cam/maintenance",
                  "{\"until\":\"2026-11-22T12:00:00Z\",\"reason\":\"new lens\"}"));
    T_OK(rig_call(r, "GET", "/api/v1/devices/cam", ""));
    T(strstr(rig_member(r, "last"), "\"text\":\"{\\\"plate\\\":\\\"01A123BC\\\"}\"}") != NULL);
    T(strstr(rig_member(r, "refused"), "bad") != NULL);
    T_STRC(str_c(rig_member(r, "counts")), "{\"accepted\":7,\"refused\":1,\"dropped_off_duty\":2}");
    T_STRC(str_c(rig_member(r, "battery")), "0.805");
    T_STRC(str_c(rig_member(r, "last_seen")), "2026-11-22T10:00:00Z");
    T_EQ(rig_call(r, "GET", "/api/v1/devices/none", ""), RC_NOT_FOUND);
    rig_free(r);
}

static void test_device_view__unknown_devices_too(void)
{
    struct rig *r = country();
    see_unknown(r, "new", "west");
    T_OK(rig_call(r, "GET", "/api/v1/devices/new", ""));
    T(strstr(rig_member(r, "device"), "\"state\":\"unknown\"") != NULL);
    /* Only telemetry knows this one. */
    live_said(rig_live(r), live_device(rig_live(r), STR("ghost"), true), "reads", STR("{}"),
              rig_now(r), 0, "no such device");
    T_OK(rig_call(r, "GET", "/api/v1/devices/ghost", ""));
    T_STRC(str_c(rig_member(r, "device")), "null");
    rig_as(r, "user/U2", ROLE_OPERATOR, "west", "");
    T_EQ(rig_call(r, "GET", "/api/v1/devices/ghost", ""), RC_NOT_FOUND);
    T_OK(rig_call(r, "GET", "/api/v1/devices/new", ""));
    rig_free(r);
}

int main(void)
{
    T_RUN(test_site_set__finds_the_area);
    T_RUN(test_site_set__an_area_by_hand_stays_until_it_moves);
    T_RUN(test_registry__an_area_admin_stays_in_the_area);
    T_RUN(test_device_set__takes_position_and_area_of_its_site);
    T_RUN(test_device_set__refuses);
    T_RUN(test_device_adopt__only_an_unknown_one);
    T_RUN(test_device_unknown__adopted_set_or_forgotten);
    T_RUN(test_maintenance__begins_and_ends);
    T_RUN(test_maintenance__a_retired_device_stays_retired);
    T_RUN(test_device_test__raises_one_test_alarm);
    T_RUN(test_device_test__is_counted_up_to_a_million);
    T_RUN(test_device_view__shows_last_and_refused);
    T_RUN(test_device_view__unknown_devices_too);
    return t_end();
}
