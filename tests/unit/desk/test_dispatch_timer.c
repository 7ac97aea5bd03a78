/* SPDX-License-Identifier: Apache-2.0 */
/* Times of an assignment: what settings say, and when what becomes due, to the second and after a restart. */
#include "dispatch_city.h"

#include "desk/dispatch/timer.h"

static struct timer_minutes m;
static struct err err;

static enum rc reads(const char *text, bool priorities)
{
    return timer_minutes_read(str_c(text), priorities, "unit.check_min", &m, &err);
}

static void test_timer_minutes__by_priority_and_kind(void)
{
    struct incident i = {.kind = INCIDENT_KIND_NOISE, .priority = 3};
    T_OK(reads("", true));
    T_EQ(timer_span(&m, &i), 0);
    T_OK(reads("  3=30   violence=5 1=1440", true));
    T_EQ(timer_span(&m, &i), 30 * USEC_MIN);
    i.kind = INCIDENT_KIND_VIOLENCE; /* a kind goes before its priority */
    T_EQ(timer_span(&m, &i), 5 * USEC_MIN);
    i = (struct incident){.kind = INCIDENT_KIND_NOISE, .priority = 2};
    T_EQ(timer_span(&m, &i), 0);
    i.priority = 1;
    T_EQ(timer_span(&m, &i), 1440 * USEC_MIN);
}

static void test_timer_minutes__what_is_wrong_is_named(void)
{
    static const char *const bad[] = {"1",
                                      "1=",
                                      "1=0",
                                      "1=1441",
                                      "0=5",
                                      "6=5",
                                      "riot=5",
                                      "1=5,2=5",
                                      "=5",
                                      "1=-5",
                                      "1=5 2 =3",
                                      "noise=x",
                                      "noise=5min",
                                      "1 = 5",
                                      "1=5;",
                                      "1==5",
                                      "1=9999999999999999999999"};
    for (size_t k = 0; k < ARRAY_LEN(bad); k++) {
        T_EQ(reads(bad[k], true), RC_INVALID);
        T(strcmp(err.field, "unit.check_min") == 0);
    }
    T_EQ(reads("noise=5 robbery=soon", true), RC_INVALID);
    T(strstr(err.detail, "'robbery=soon'") != NULL);
    T_EQ(reads("1=5", false), RC_INVALID);
    T_OK(reads("noise=5", false));
}

static const struct assignment *job(struct rig *r, const char *id)
{
    const struct assignment *g = picture_get(rig_picture(r), KIND_ASSIGNMENT, str_c(id));
    T_REQUIRE(g != NULL);
    return g;
}

static void as_unit(struct rig *r)
{
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
}

/* Sent, delivered, and at work there. */
static void arrive(struct rig *r, char id[64])
{
    send_unit(r, "M2", id);
    as_unit(r);
    T_OK(post(r, "assignments", id, "receipt", "{\"receipt\":\"delivered\"}"));
    T_OK(post(r, "assignments", id, "step", "{\"state\":\"on_scene\"}"));
}

static struct rig *city_with(const char *key, const char *value)
{
    struct rig *r = city();
    T_OK(settings_set(rig_settings(r), STR("unit"), str_c(key), str_c(value), &err));
    rig_restart(r);
    as_desk(r, "user/U1");
    return r;
}

static void test_timer__not_accepted_in_time_is_marked_and_the_next_offered(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r);
    send_unit(r, "M2", g);
    as_unit(r);
    T_OK(post(r, "assignments", g, "receipt", "{\"receipt\":\"delivered\"}"));
    rig_pass(r, 59 * USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 0);
    rig_restart(r);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 1);
    T_EQ(job(r, g)->unaccepted, 1);
    T_EQ(job(r, g)->undelivered, 0);
    T_STRC(job(r, g)->offered, "M1");
    T_EQ(job(r, g)->wake_at, 0);
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 1);
    as_unit(r);
    T_OK(
        post(r, "assignments", g, "step", "{\"state\":\"accepted\"}")); /* late, but not too late */
    rig_free(r);
}

static void test_timer__undelivered_first_then_unaccepted_and_neither_of_what_was_answered(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r);
    send_unit(r, "M2", g);
    rig_pass(r, 10 * USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNDELIVERED), 1);
    rig_pass(r, 50 * USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 1);
    as_unit(r);
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"refused\"}"));
    as_desk(r, "user/U1");
    send_unit(r, "M1", g);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M1");
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"accepted\"}"));
    rig_mark(r);
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNDELIVERED) + rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 0);
    rig_free(r);
    r = city_with("unaccepted_s", "0");
    open_one(r);
    send_unit(r, "M2", g);
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNACCEPTED), 0);
    rig_free(r);
}

static void test_timer__on_scene_it_is_asked_and_its_answer_puts_the_next_off(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r); /* of priority 1: every ten minutes */
    arrive(r, g);
    rig_pass(r, 10 * USEC_MIN - USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 0);
    rig_restart(r);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 1);
    T_EQ(job(r, g)->asked_at, rig_now(r));
    T_EQ(job(r, g)->answer_until, rig_now(r) + 60 * USEC_S);
    rig_pass(r, 59 * USEC_S);
    as_unit(r);
    T_OK(post(r, "assignments", g, "well", "{}"));
    T_EQ(job(r, g)->asked_at, 0);
    T_EQ(job(r, g)->well_at, rig_now(r));
    rig_pass(r, 10 * USEC_MIN - USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 1);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 2);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 0);
    as_unit(r);
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"cleared\"}"));
    rig_mark(r);
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED) + rig_count(r, EV_ALARM_RAISED), 0);
    rig_free(r);
}

static void test_timer__no_answer_is_an_alarm_at_the_incident_and_is_asked_again(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r);
    arrive(r, g);
    rig_pass(r, 10 * USEC_MIN + 59 * USEC_S);
    T_EQ(rig_count(r, EV_ALARM_RAISED), 0);
    rig_restart(r);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNANSWERED), 1);
    T_REQUIRE(picture_count(rig_picture(r), KIND_ALARM) == 1);
    const struct entity *en = picture_at(rig_picture(r), KIND_ALARM, 0);
    const struct alarm *a = en->rec;
    T_EQ(a->kind, ALARM_KIND_WELFARE);
    T_EQ(a->priority, 2);
    T_EQ(a->state, ALARM_STATE_ACTIVE);
    T_STRC(a->unit, "M2");
    T_STRC(a->device, "unit:M2");
    T_STRC(a->area, "north");
    T_STRC(a->detail, incident_id);
    T_EQ(a->incident.n, 0);  /* else it would be no work of its own */
    T_EQ(a->lat, 413100000); /* where the unit is, not the incident */
    T_EQ(job(r, g)->missed, 1);
    T(job(r, g)->asked_at != 0); /* the question stands */
    rig_pass(r, 11 * USEC_MIN);
    T_EQ(job(r, g)->missed, 2);
    T_EQ(picture_count(rig_picture(r), KIND_ALARM), 1);
    T_EQ(a->count, 2);
    as_unit(r);
    T_OK(post(r, "assignments", g, "well", "{}"));
    T_EQ(job(r, g)->missed, 0);
    T_EQ(a->state, ALARM_STATE_ACTIVE); /* a person looks at it */
    char help[200];
    (void)snprintf(help, sizeof help, "{\"at\":\"2026-11-22T10:22:00Z\",\"id\":\"h1\"}");
    T_OK(rig_call(r, "POST", "/api/v1/units/M2/help", help));
    T_EQ(a->kind, ALARM_KIND_HELP);
    T_EQ(a->priority, 1);
    rig_free(r);
}

static void test_timer_well__by_whom_and_when(void)
{
    struct rig *r = city();
    char g[64];
    rig_as(r, "user/U5", ROLE_OPERATOR, "north", "");
    open_one(r);
    send_unit(r, "M2", g);
    T_EQ(post(r, "assignments", g, "well", "{}"), RC_CONFLICT); /* not there yet */
    as_unit(r);
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"on_scene\"}"));
    rig_as(r, "user/U8", ROLE_UNIT, "", "M1");
    T_EQ(post(r, "assignments", g, "well", "{}"), RC_DENIED);
    rig_as(r, "user/U5", ROLE_OPERATOR, "south", "");
    T_EQ(post(r, "assignments", g, "well", "{}"), RC_DENIED);
    rig_as(r, "user/U5", ROLE_OPERATOR, "north", "");
    rig_pass(r, 5 * USEC_MIN);
    T_OK(post(r, "assignments", g, "well", "{}")); /* by radio, unasked */
    rig_pass(r, 10 * USEC_MIN - USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 0);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 1);
    T_EQ(post(r, "assignments", "nothing", "well", "{}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_timer__longer_on_scene_than_its_kind_takes(void)
{
    struct rig *r = city_with("scene_min", "noise=45");
    char g[64], path[100];
    open_one(r); /* a robbery: no limit */
    arrive(r, g);
    rig_pass(r, 40 * USEC_MIN);
    T_EQ(job(r, g)->scene_until, 0);
    as_desk(r, "user/U1");
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s", incident_id);
    T_OK(rig_call(r, "PATCH", path, "{\"kind\":\"noise\"}"));
    rig_restart(r);
    rig_pass(r, 5 * USEC_MIN - USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_OVERDUE), 0);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_OVERDUE), 1);
    T_EQ(job(r, g)->overdue_at, rig_now(r));
    rig_pass(r, 3 * USEC_H);
    T_EQ(rig_count(r, EV_ASSIGNMENT_OVERDUE), 1);
    rig_free(r);
}

static void test_timer__a_higher_priority_is_asked_sooner(void)
{
    struct rig *r = city_with("check_min", "1=10 3=30");
    char g[64], path[100];
    open_one(r);
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s", incident_id);
    T_OK(rig_call(r, "PATCH", path, "{\"priority\":5}"));
    arrive(r, g);
    rig_pass(r, 25 * USEC_MIN);
    T_EQ(job(r, g)->check_at, 0);
    as_desk(r, "user/U1");
    T_OK(rig_call(r, "PATCH", path, "{\"priority\":3}"));
    rig_pass(r, 5 * USEC_MIN - USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 0);
    T_OK(rig_call(r, "PATCH", path, "{\"priority\":1}")); /* ten minutes are over long ago */
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_ASKED), 1);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_timer_minutes__by_priority_and_kind);
    T_RUN(test_timer_minutes__what_is_wrong_is_named);
    T_RUN(test_timer__not_accepted_in_time_is_marked_and_the_next_offered);
    T_RUN(test_timer__undelivered_first_then_unaccepted_and_neither_of_what_was_answered);
    T_RUN(test_timer__on_scene_it_is_asked_and_its_answer_puts_the_next_off);
    T_RUN(test_timer__no_answer_is_an_alarm_at_the_incident_and_is_asked_again);
    T_RUN(test_timer_well__by_whom_and_when);
    T_RUN(test_timer__longer_on_scene_than_its_kind_takes);
    T_RUN(test_timer__a_higher_priority_is_asked_sooner);
    return t_end();
}
