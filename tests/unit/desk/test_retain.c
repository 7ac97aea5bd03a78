/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/retain/retain.h"

#include <string.h>

#include "core/due.h"
#include "journal/journal.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_retain, NULL};

static struct rig *centre(void)
{
    struct rig *r = rig_new(desks);
    struct journal *j;
    struct err e;
    struct incident i = {0};
    struct user u = {0};
    T_REQUIRE(journal_open(&j, rig_dir(r), 1024, &e) == RC_OK); /* empty: nothing in it is due */
    journal_close(j);
    user_set_name(&u, STR("root"));
    user_set_role(&u, ROLE_ADMIN);
    rig_event(r, EV_USER_ADDED, "U1", &u);
    incident_set_kind(&i, INCIDENT_KIND_THEFT);
    incident_set_area(&i, STR("west"));
    incident_set_alarm(&i, STR("A5"));
    incident_set_hit(&i, STR("H6"));
    rig_event(r, EV_INCIDENT_RECEIVED, "I7", &i);
    rig_as(r, "user/U1", ROLE_ADMIN, "", "");
    rig_mark(r);
    return r;
}

static const char *hold(const char *about, const char *until)
{
    static char body[400];
    (void)snprintf(body, sizeof body, "{\"about\":\"%s\",\"basis\":\"order 12\",\"until\":\"%s\"}",
                   about, until);
    return body;
}

static bool held(struct rig *r, enum kind kind, const char *id, const char *about)
{
    return due_held(rig_picture(r), kind, str_c(id), str_c(about));
}

static void test_retain_hold__is_on_what_is_about_it_and_what_it_came_from(void)
{
    struct rig *r = centre();
    T_OK(rig_call(r, "POST", "/api/v1/holds", hold("incident/I7", "2026-11-23T10:00:00Z")));
    T_EQ(rig_count(r, EV_HOLD_PLACED), 3);
    T(held(r, KIND_INCIDENT, "I7", ""));
    T(held(r, KIND_NOTE, "M9", "incident/I7"));
    T(held(r, KIND_ALARM, "A5", ""));
    T(held(r, KIND_HIT, "H6", ""));
    T(!held(r, KIND_INCIDENT, "I8", ""));
    T(!held(r, KIND_NOTE, "M9", "incident/I8"));
    rig_pass(r, 25 * USEC_H);
    T_EQ(rig_count(r, EV_HOLD_EXPIRED), 3);
    T(!held(r, KIND_INCIDENT, "I7", ""));
    rig_free(r);
}

static void test_retain_hold__has_an_end_and_something_to_hold(void)
{
    struct rig *r = centre();
    T_EQ(rig_call(r, "POST", "/api/v1/holds", hold("incident/I7", "2026-11-22T09:00:00Z")),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/holds", hold("incident/I7", "2028-01-01T00:00:00Z")),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/holds", hold("unicorn/I7", "2026-11-23T10:00:00Z")),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/holds", hold("incident/", "2026-11-23T10:00:00Z")),
         RC_INVALID);
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "east", "");
    T_EQ(rig_call(r, "POST", "/api/v1/holds", hold("incident/I7", "2026-11-23T10:00:00Z")),
         RC_DENIED);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_retain_release__ends_it(void)
{
    struct rig *r = centre();
    char path[100];
    T_OK(rig_call(r, "POST", "/api/v1/holds", hold("alarm/A5", "2026-11-23T10:00:00Z")));
    (void)snprintf(path, sizeof path, "/api/v1/holds/%s/release", rig_member(r, "id"));
    T_OK(rig_call(r, "POST", path, "{\"reason\":\"the case is closed\"}"));
    T(!held(r, KIND_ALARM, "A5", ""));
    T_EQ(rig_call(r, "POST", path, "{\"reason\":\"again\"}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_retain_set__is_kept_for_another_time(void)
{
    struct rig *r = centre();
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_HITS), 90 * USEC_DAY);
    T_OK(rig_call(r, "PUT", "/api/v1/retention/hits", "{\"life_s\":3600,\"reason\":\"law 5\"}"));
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_HITS), USEC_H);
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_VIOLATIONS), USEC_DAY);
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_AUDIT), 1825 * USEC_DAY);
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/weather", "{\"life_s\":3600,\"reason\":\"x\"}"),
         RC_NOT_FOUND);
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/hits", "{\"life_s\":0,\"reason\":\"x\"}"),
         RC_INVALID);
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/hits", "{\"life_s\":5}"), RC_INVALID);
    rig_free(r);
}

static void test_retain_set__account_outlives_what_is_told_later(void)
{
    struct rig *r = centre();
    const char *path = "/api/v1/retention/audit";
    T_EQ(rig_call(r, "PUT", path, "{\"life_s\":15551999,\"reason\":\"x\"}"), RC_INVALID);
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_AUDIT), 1825 * USEC_DAY);
    T_OK(rig_call(r, "PUT", path, "{\"life_s\":15552000,\"reason\":\"x\"}"));
    T_EQ(due_life(rig_picture(r), rig_settings(r), DUE_AUDIT), 180 * USEC_DAY);
    rig_free(r);
}

static void test_retain_set__telemetry_within_its_bounds(void)
{
    struct rig *r = centre();
    T_OK(rig_call(r, "PUT", "/api/v1/retention/reads", "{\"life_s\":60,\"reason\":\"law 5\"}"));
    T_EQ(due_series_life(rig_picture(r), rig_settings(r), DUE_READS), USEC_MIN);
    T_EQ(due_series_life(rig_picture(r), rig_settings(r), DUE_TRACKS), 30 * USEC_DAY);
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/reads", "{\"life_s\":1814401,\"reason\":\"x\"}"),
         RC_INVALID);
    T_OK(rig_call(r, "PUT", "/api/v1/retention/reads", "{\"life_s\":1814400,\"reason\":\"x\"}"));
    /* Positions in full at most as long as one a minute of them. */
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/tracks", "{\"life_s\":3600,\"reason\":\"x\"}"),
         RC_INVALID);
    T_OK(rig_call(r, "PUT", "/api/v1/retention/positions", "{\"life_s\":3600,\"reason\":\"x\"}"));
    T_OK(rig_call(r, "PUT", "/api/v1/retention/tracks", "{\"life_s\":3600,\"reason\":\"x\"}"));
    T_EQ(rig_call(r, "PUT", "/api/v1/retention/positions", "{\"life_s\":3601,\"reason\":\"x\"}"),
         RC_INVALID);
    rig_free(r);
}

static void test_retain_extend__only_later(void)
{
    struct rig *r = centre();
    char path[100];
    T_OK(rig_call(r, "POST", "/api/v1/holds", hold("alarm/A5", "2026-11-23T10:00:00Z")));
    (void)snprintf(path, sizeof path, "/api/v1/holds/%s/extend", rig_member(r, "id"));
    T_EQ(rig_call(r, "POST", path, "{\"until\":\"2026-11-23T09:00:00Z\",\"basis\":\"order 2\"}"),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", path, "{\"until\":\"2028-11-23T09:00:00Z\",\"basis\":\"order 2\"}"),
         RC_INVALID);
    T_OK(rig_call(r, "POST", path, "{\"until\":\"2026-11-24T10:00:00Z\",\"basis\":\"order 2\"}"));
    rig_pass(r, 30 * USEC_H);
    T(held(r, KIND_ALARM, "A5", ""));
    rig_pass(r, 30 * USEC_H);
    T(!held(r, KIND_ALARM, "A5", ""));
    rig_free(r);
}

static void test_due_class_of__what_is_about_something_goes_with_it(void)
{
    T_EQ(due_class_of(EV_HIT_FOUND, STR_NONE), DUE_HITS);
    T_EQ(due_class_of(EV_VIOLATION_FOUND, STR_NONE), DUE_VIOLATIONS);
    T_EQ(due_class_of(EV_LOOKALIKE_FOUND, STR_NONE), DUE_VIOLATIONS);
    T_EQ(due_class_of(EV_NOTICE_SENT, STR("hit/H1")), DUE_HITS);
    T_EQ(due_class_of(EV_NOTICE_SENT, STR("violation/V1")), DUE_VIOLATIONS);
    T_EQ(due_class_of(EV_NOTE_ADDED, STR("hit/H1")), DUE_HITS);
    T_EQ(due_class_of(EV_NOTE_ADDED, STR("incident/I1")), DUE_AUDIT);
    T_EQ(due_class_of(EV_HIT_FOUND, STR("incident/I1")), DUE_HITS);
    T_EQ(due_class_of(EV_LOOK_MADE, STR("hit/H1")), DUE_AUDIT);
    T_EQ(due_class_of(EV_USER_ADDED, STR_NONE), DUE_AUDIT);
    T_EQ(due_class_of(EV_ERASE, STR_NONE), DUE_CLASSES);
    T_EQ(due_class_of(EV_JOURNAL_GENESIS, STR_NONE), DUE_CLASSES);
}

int main(void)
{
    T_RUN(test_retain_hold__is_on_what_is_about_it_and_what_it_came_from);
    T_RUN(test_retain_hold__has_an_end_and_something_to_hold);
    T_RUN(test_retain_release__ends_it);
    T_RUN(test_retain_set__is_kept_for_another_time);
    T_RUN(test_retain_set__account_outlives_what_is_told_later);
    T_RUN(test_retain_set__telemetry_within_its_bounds);
    T_RUN(test_retain_extend__only_later);
    T_RUN(test_due_class_of__what_is_about_something_goes_with_it);
    return t_end();
}
