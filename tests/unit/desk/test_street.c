/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/street/street.h"
#include "support/rig.h"

static struct rig *city(void)
{
    static const struct desk *const desks[] = {&desk_street, NULL};
    struct rig *r = rig_new(desks);
    struct area a = {0};
    area_set_name(&a, STR("North"));
    area_set_kind(&a, AREA_KIND_DISTRICT);
    area_set_geometry(
        &a,
        STR("[[[[691000000,412000000],[693000000,412000000],[693000000,414000000],[691000000,414000000]]]]"));
    rig_event(r, EV_AREA_SET, "north", &a);
    area_set_geometry(
        &a,
        STR("[[[[691000000,402000000],[693000000,402000000],[693000000,404000000],[691000000,404000000]]]]"));
    rig_event(r, EV_AREA_SET, "south", &a);
    rig_as(r, "user/U1", ROLE_OPERATOR, "north", "");
    rig_mark(r);
    return r;
}

static const struct closure *get(struct rig *r, const char *id)
{
    return picture_get(rig_picture(r), KIND_CLOSURE, str_c(id));
}

#define PLACE \
    "{\"lat\":41.3,\"lon\":69.2,\"radius_m\":50,\"reason\":\"works\",\"until\":\"2026-11-22T11:00:00Z\"}"

static void test_closure__is_placed_changed_and_lifted(void)
{
    struct rig *r = city();
    char id[72], path[200];
    T_OK(rig_call(r, "POST", "/api/v1/closures", PLACE));
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    const struct closure *c = get(r, id);
    T_REQUIRE(c != NULL);
    T_STRC(c->area, "north");
    T_EQ(c->time_permille, 0);
    T_EQ(c->from, rig_now(r));
    T_EQ(c->wake_at, rig_now(r) + USEC_H);
    T_EQ(c->pieces, 0); /* there is no map here */
    (void)snprintf(path, sizeof path, "/api/v1/closures/%s", id);
    T_OK(rig_call(r, "PATCH", path, "{\"time_permille\":2500,\"until\":\"2026-11-22T12:00:00Z\"}"));
    c = get(r, id);
    T_EQ(c->time_permille, 2500);
    T_EQ(c->wake_at, rig_now(r) + 2 * USEC_H);
    T_STRC(c->reason, "works");
    T_EQ(rig_call(r, "PATCH", path, "{}"), RC_INVALID);
    T_EQ(rig_call(r, "PATCH", path, "{\"time_permille\":99}"), RC_INVALID);
    T_EQ(rig_call(r, "PATCH", path, "{\"until\":\"2026-11-22T09:00:00Z\"}"), RC_INVALID);
    (void)snprintf(path, sizeof path, "/api/v1/closures/%s/open", id);
    T_OK(rig_call(r, "POST", path, "{\"reason\":\"done\"}"));
    T(get(r, id) == NULL);
    T_EQ(rig_call(r, "POST", path, "{}"), RC_NOT_FOUND);
    T_EQ(rig_count(r, EV_CLOSURE_LIFTED), 1);
    rig_free(r);
}

static void test_closure__ends_by_itself_also_after_a_restart(void)
{
    struct rig *r = city();
    char id[72];
    T_OK(rig_call(r, "POST", "/api/v1/closures", PLACE));
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    rig_restart(r);
    rig_pass(r, USEC_H - USEC_S);
    T(get(r, id) != NULL);
    rig_pass(r, USEC_S);
    T(get(r, id) == NULL);
    T_EQ(rig_count(r, EV_CLOSURE_EXPIRED), 1);
    rig_free(r);
}

static void test_closure__is_the_business_of_its_area(void)
{
    struct rig *r = city();
    char path[200];
    T_OK(rig_call(r, "POST", "/api/v1/closures", PLACE));
    (void)snprintf(path, sizeof path, "/api/v1/closures/%s/open", rig_member(r, "id"));
    rig_as(r, "user/U2", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "POST", "/api/v1/closures", PLACE), RC_DENIED);
    T_EQ(rig_call(r, "POST", path, "{}"), RC_DENIED);
    T_EQ(rig_call(r, "PUT", "/api/v1/traffic/mon", "{\"hours\":{}}"), RC_DENIED);
    T_EQ(rig_count(r, EV_CLOSURE_PLACED), 1);
    T_EQ(rig_events(r), 1);
    rig_free(r);
}

/* Whoever may not see an incident neither learns whether it is there, nor writes into its timeline. */
static void test_closure__is_for_an_incident_that_its_sender_may_see(void)
{
    static const char body[] = "{\"lat\":41.3,\"lon\":69.2,\"radius_m\":50,\"reason\":\"works\","
                               "\"until\":\"2026-11-22T11:00:00Z\",\"incident\":\"%s\"}";
    struct rig *r = city();
    struct incident i = {0};
    char text[300];
    incident_set_area(&i, STR("north"));
    rig_event(r, EV_INCIDENT_RECEIVED, "I1", &i);
    incident_set_area(&i, STR("south"));
    rig_event(r, EV_INCIDENT_RECEIVED, "I2", &i);
    (void)snprintf(text, sizeof text, body, "I1");
    T_OK(rig_call(r, "POST", "/api/v1/closures", text));
    (void)snprintf(text, sizeof text, body, "I2");
    T_EQ(rig_call(r, "POST", "/api/v1/closures", text), RC_NOT_FOUND);
    (void)snprintf(text, sizeof text, body, "I3");
    T_EQ(rig_call(r, "POST", "/api/v1/closures", text), RC_NOT_FOUND);
    T_EQ(rig_count(r, EV_CLOSURE_PLACED), 1);
    rig_free(r);
}

static void test_closures__have_a_ceiling(void)
{
    struct rig *r = city();
    struct closure c = {0};
    char id[40];
    closure_set_wake_at(&c, rig_now(r) + USEC_H);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(id, sizeof id, "c-%d", i);
        rig_event(r, EV_CLOSURE_PLACED, id, &c);
    }
    T_EQ(rig_call(r, "POST", "/api/v1/closures", PLACE), RC_CONFLICT);
    T_EQ(rig_call(r, "POST", "/api/v1/closures/c-0/open", "{}"), RC_DENIED);
    rig_as(r, "user/U3", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/closures/c-0/open", "{}"));
    T_OK(rig_call(r, "POST", "/api/v1/closures", PLACE));
    rig_free(r);
}

int main(void)
{
    T_RUN(test_closure__is_placed_changed_and_lifted);
    T_RUN(test_closure__ends_by_itself_also_after_a_restart);
    T_RUN(test_closure__is_the_business_of_its_area);
    T_RUN(test_closure__is_for_an_incident_that_its_sender_may_see);
    T_RUN(test_closures__have_a_ceiling);
    return t_end();
}
