/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nearest.h"
#include "dispatch_city.h"

static void test_dispatch__whole_life(void)
{
    struct rig *r = city();
    open_one(r);
    T_EQ(incident(r)->state, INCIDENT_STATE_QUEUED);
    char path[100], assignment[64];
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/recommend", incident_id);
    T_OK(rig_call(r, "GET", path, ""));
    const char *units = strstr(rig_answer(r), "\"unit\":\"");
    T_REQUIRE(units != NULL);
    T(strncmp(units, "\"unit\":\"M2\"", 11) == 0); /* the nearest comes first */
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M2\"}"));
    (void)snprintf(assignment, sizeof assignment, "%s", rig_member(r, "id"));
    T_EQ(incident(r)->state, INCIDENT_STATE_DISPATCHED);
    const struct unit *m2 = picture_get(rig_picture(r), KIND_UNIT, STR("M2"));
    T_EQ(m2->status, UNIT_STATUS_DISPATCHED);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
    T_OK(post(r, "assignments", assignment, "receipt", "{\"receipt\":\"delivered\"}"));
    T_OK(post(r, "assignments", assignment, "receipt", "{\"receipt\":\"seen\"}"));
    T_OK(post(r, "assignments", assignment, "step", "{\"state\":\"accepted\",\"id\":\"1\"}"));
    T_OK(post(r, "assignments", assignment, "step", "{\"state\":\"en_route\",\"id\":\"2\"}"));
    T_EQ(incident(r)->state, INCIDENT_STATE_EN_ROUTE);
    T_OK(post(r, "assignments", assignment, "step", "{\"state\":\"on_scene\",\"id\":\"3\"}"));
    T_EQ(incident(r)->state, INCIDENT_STATE_ON_SCENE);
    T_EQ(m2->status, UNIT_STATUS_ON_SCENE);
    T_OK(post(
        r, "assignments", assignment, "step",
        "{\"state\":\"cleared\",\"disposition\":\"genuine\",\"note\":\"handed over\",\"id\":\"4\"}"));
    T_EQ(incident(r)->state, INCIDENT_STATE_CLOSED);
    T_EQ(incident(r)->disposition, DISPOSITION_GENUINE);
    T_EQ(m2->status, UNIT_STATUS_AVAILABLE);
    T_EQ(m2->assignment.n, 0);
    rig_pass(r, 13 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_INCIDENT), 0);
    T_EQ(picture_count(rig_picture(r), KIND_ASSIGNMENT), 0);
    T_EQ(picture_count(rig_picture(r), KIND_NOTE), 0);
    rig_free(r);
}

static void test_dispatch_assign__second_for_one_unit_is_refused(void)
{
    struct rig *r = city();
    open_one(r);
    char first[64];
    (void)snprintf(first, sizeof first, "%s", incident_id);
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"noise\",\"priority\":3,\"lat\":41.31,\"lon\":69.24}"));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
    T_OK(post(r, "incidents", first, "assign", "{\"unit\":\"M2\"}"));
    T_EQ(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M2\"}"), RC_CONFLICT);
    T(strstr(rig_err(r)->detail, first) != NULL); /* says what it is committed to */
    rig_free(r);
}

static void test_dispatch__undelivered_is_marked_and_next_offered(void)
{
    struct rig *r = city();
    open_one(r);
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M2\"}"));
    rig_pass(r, 9 * USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNDELIVERED), 0);
    rig_pass(r, 2 * USEC_S);
    T_EQ(rig_count(r, EV_ASSIGNMENT_UNDELIVERED), 1);
    const struct assignment *g = picture_at(rig_picture(r), KIND_ASSIGNMENT, 0)->rec;
    T_EQ(g->undelivered, 1);
    T_STRC(g->offered, "M1");
    rig_free(r);
}

/* A desk is offered what it may send, and told whom to ask for what is nearer. */
static void test_dispatch__the_next_one_offered_may_be_sent_by_the_one_who_asks(void)
{
    struct rig *r = city();
    struct area a = {0};
    struct user u = {0};
    struct incident i = {0};
    area_set_name(&a, STR("South"));
    rig_event(r, EV_AREA_SET, "south", &a);
    user_set_name(&u, STR("duty"));
    user_set_area(&u, STR("north"));
    rig_event(r, EV_USER_ADDED, "U2", &u);
    add_unit(r, "S1", "south");
    on_duty(r, "S1");
    fix(r, "S1", "41.3101");
    incident_set_kind(&i, INCIDENT_KIND_NOISE);
    incident_set_area(&i, STR("north"));
    incident_set_lat(&i, 413110000);
    incident_set_lon(&i, 692400000);
    rig_event(r, EV_INCIDENT_RECEIVED, "I1", &i);
    rig_as(r, "user/U2", ROLE_OPERATOR, "north", "");
    T_OK(post(r, "incidents", "I1", "assign", "{\"unit\":\"M2\"}"));
    rig_pass(r, 11 * USEC_S);
    T_REQUIRE(picture_count(rig_picture(r), KIND_ASSIGNMENT) == 1);
    const struct assignment *g = picture_at(rig_picture(r), KIND_ASSIGNMENT, 0)->rec;
    T_EQ(g->undelivered, 1);
    T_STRC(g->offered, "M1");
    T_STRC(g->elsewhere, "S1");
    T_STRC(g->elsewhere_area, "south");
    rig_free(r);
}

static void test_dispatch_step__forward_only_and_own_unit_only(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r);
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M2\"}"));
    (void)snprintf(g, sizeof g, "%s", rig_member(r, "id"));
    rig_as(r, "user/U8", ROLE_UNIT, "", "M1");
    T_EQ(post(r, "assignments", g, "step", "{\"state\":\"accepted\"}"), RC_DENIED);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
    T_EQ(post(r, "assignments", g, "step", "{\"state\":\"cancelled\"}"), RC_DENIED);
    T_OK(post(r, "assignments", g, "step",
              "{\"state\":\"on_scene\"}")); /* a phone that lost a tap may skip */
    T_EQ(post(r, "assignments", g, "step", "{\"state\":\"en_route\"}"), RC_CONFLICT);
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"on_scene\"}")); /* a repeated tap */
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(post(r, "incidents", incident_id, "close", "{\"disposition\":\"genuine\"}"), RC_CONFLICT);
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"cancelled\"}"));
    T_EQ(incident(r)->state, INCIDENT_STATE_QUEUED);
    T_OK(post(r, "incidents", incident_id, "close", "{\"disposition\":\"genuine\"}"));
    rig_free(r);
}

static void test_dispatch__incident_from_alarm_closes_it_too(void)
{
    struct rig *r = city();
    rig_as(r, "local", ROLE_ALARM, "north", "");
    T_OK(rig_call(
        r, "POST", "/api/v1/alarms",
        "{\"device\":\"b\",\"kind\":\"panic\",\"at\":\"2026-11-22T10:00:00Z\",\"lat\":41.3,\"lon\":69.2,\"id\":\"1\"}"));
    char body[200], alarm[64];
    (void)snprintf(alarm, sizeof alarm, "%s", rig_member(r, "id"));
    (void)snprintf(body, sizeof body, "{\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"%s\"}",
                   alarm);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/incidents", body));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
    const struct alarm *a = picture_get(rig_picture(r), KIND_ALARM, str_c(alarm));
    T_EQ(a->state, ALARM_STATE_ACKNOWLEDGED);
    T_STRC(a->incident, incident_id);
    T_EQ(incident(r)->lat, 413000000);
    T_EQ(rig_call(r, "POST", "/api/v1/incidents", body), RC_CONFLICT); /* one incident an alarm */
    T_OK(post(r, "incidents", incident_id, "close", "{\"disposition\":\"false_alarm\"}"));
    T_EQ(a->state, ALARM_STATE_CLOSED);
    T_OK(post(r, "incidents", incident_id, "reopen", ""));
    T_EQ(a->state, ALARM_STATE_ACKNOWLEDGED);
    rig_free(r);
}

static void test_recommend__says_why_not(void)
{
    struct rig *r = city();
    char path[100];
    open_one(r);
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M2\"}"));
    rig_pass(r, 100 * USEC_S);
    fix(r, "M1",
        "41.301"); /* M1 is fresh, M3 was last heard 100 s ago and will be silent in 21 s */
    rig_pass(r, 25 * USEC_S);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/recommend", incident_id);
    T_OK(rig_call(r, "GET", path, ""));
    T(strstr(rig_answer(r), "{\"unit\":\"M1\",\"distance_m\"") != NULL);
    T(strstr(rig_answer(r), "{\"unit\":\"M2\",\"why\":\"committed\"") != NULL);
    T(strstr(rig_answer(r), "{\"unit\":\"M3\",\"why\":\"silent\"") != NULL);
    T(strstr(rig_answer(r), "{\"unit\":\"M3\",\"distance_m\"") == NULL);
    rig_free(r);
}

/* Random histories: a unit never has two assignments under way, and says so of itself. */
static void check_units(struct rig *r)
{
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_UNIT); i++) {
        const struct entity *en = picture_at(rig_picture(r), KIND_UNIT, i);
        const struct unit *u = en->rec;
        uint32_t n, active = 0;
        const struct entity *const *list =
            picture_by(rig_picture(r), KIND_ASSIGNMENT, F_ASSIGNMENT_UNIT, en->id, &n);
        for (uint32_t k = 0; k < n; k++) {
            const struct assignment *g = list[k]->rec;
            bool on = g->state <= ASSIGNMENT_STATE_ON_SCENE;
            active += on;
            if (on)
                T_STR(u->assignment, list[k]->id);
        }
        T(active <= 1);
        T_EQ(u->assignment.n > 0, active == 1);
    }
}

/* A tablet may say that it is anywhere. */
static void test_dispatch_assign__a_unit_at_the_other_end_of_the_world(void)
{
    struct rig *r = city();
    add_unit(r, "M4", "north");
    on_duty(r, "M4");
    fix(r, "M4", "-89.9");
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"robbery\",\"priority\":1,\"lat\":89.9,\"lon\":69.24}"));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M4\"}"));
    const struct assignment *g =
        picture_get(rig_picture(r), KIND_ASSIGNMENT, str_c(rig_member(r, "id")));
    T_REQUIRE(g != NULL);
    T_EQ(g->eta_s, NEAREST_ETA_MAX_S);
    T_EQ(g->distance_m / 100000, 199);
    rig_restart(r);
    rig_free(r);
}

static void test_dispatch__random_histories_keep_units_single(void)
{
    static const char *const states[] = {"accepted", "refused", "en_route",
                                         "on_scene", "cleared", "cancelled"};
    static const char *const units[] = {"M1", "M2", "M3"};
    uint64_t seed = t_seed();
    struct rig *r = city();
    for (int i = 0; i < 3000; i++) {
        uint32_t n = picture_count(rig_picture(r), KIND_ASSIGNMENT),
                 k = picture_count(rig_picture(r), KIND_INCIDENT);
        uint64_t dice = t_rand(&seed);
        char id[64], body[100];
        rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
        if (k == 0 || dice % 7 == 0) {
            (void)rig_call(r, "POST", "/api/v1/incidents",
                           "{\"kind\":\"noise\",\"priority\":3,\"lat\":41.31,\"lon\":69.24}");
        } else if (dice % 3 == 0) {
            (void)snprintf(
                id, sizeof id, "%.*s",
                STR_ARG(
                    picture_at(rig_picture(r), KIND_INCIDENT, (uint32_t)(t_rand(&seed) % k))->id));
            (void)snprintf(body, sizeof body, "{\"unit\":\"%s\"}", units[t_rand(&seed) % 3]);
            (void)post(r, "incidents", id, dice % 2 ? "assign" : "close",
                       dice % 2 ? body : "{\"disposition\":\"test\"}");
        } else if (n > 0) {
            (void)snprintf(
                id, sizeof id, "%.*s",
                STR_ARG(picture_at(rig_picture(r), KIND_ASSIGNMENT, (uint32_t)(t_rand(&seed) % n))
                            ->id));
            (void)snprintf(body, sizeof body, "{\"state\":\"%s\"}", states[t_rand(&seed) % 6]);
            (void)post(r, "assignments", id, "step", body);
        }
        if (dice % 50 == 0)
            rig_pass(r, USEC_H);
        check_units(r);
    }
    rig_free(r);
}

static void test_dispatch__nothing_of_another_area(void)
{
    struct rig *r = city();
    struct area south = {0};
    struct alarm a = {0};
    struct hit h = {0};
    char path[80];
    area_set_name(&south, STR("South"));
    rig_event(r, EV_AREA_SET, "south", &south);
    alarm_set_device(&a, STR("btn-1"));
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_area(&a, STR("north"));
    rig_event(r, EV_ALARM_RAISED, "A1", &a);
    hit_set_area(&h, STR("south"));
    rig_event(r, EV_HIT_FOUND, "H1", &h);
    rig_as(r, "user/U5", ROLE_OPERATOR, "south", "");
    /* The own hit carries the area; the neighbours' alarm must not be acknowledged on the way. */
    T_EQ(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"other\",\"priority\":2,\"alarm\":\"A1\",\"hit\":\"H1\"}"),
         RC_DENIED);
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"other\",\"priority\":2,\"hit\":\"H1\"}"));
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/assign", rig_member(r, "id"));
    T_EQ(rig_call(r, "POST", path, "{\"unit\":\"M1\"}"), RC_DENIED);

    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"other\",\"priority\":2,\"alarm\":\"A1\"}"));
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/assign", rig_member(r, "id"));
    T_OK(rig_call(r, "POST", path, "{\"unit\":\"M1\"}"));
    (void)snprintf(path, sizeof path, "/api/v1/assignments/%s/receipt", rig_member(r, "id"));
    rig_as(r, "user/U5", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "POST", path, "{\"receipt\":\"seen\"}"), RC_DENIED);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M1");
    T_OK(rig_call(r, "POST", path, "{\"receipt\":\"seen\"}"));
    T_EQ(rig_call(r, "GET", "/api/v1/units/nearest?lat=41.3&lon=69.24", ""), RC_DENIED);
    rig_free(r);
}

/* A duty desk is told of its own units, however many of the neighbours' are nearer. */
static void test_recommend__to_a_desk_of_an_area_its_own_units(void)
{
    struct rig *r = city();
    struct area south = {0};
    char path[120], id[16];
    area_set_name(&south, STR("South"));
    rig_event(r, EV_AREA_SET, "south", &south);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(id, sizeof id, "N%d", i);
        add_unit(r, id, "north");
        on_duty(r, id);
        fix(r, id, "41.311");
    }
    add_unit(r, "S1", "south");
    add_unit(r, "S2", "south");
    add_unit(r, "S3", "south");
    on_duty(r, "S1");
    on_duty(r, "S2");
    on_duty(r, "S3");
    fix(r, "S1", "41.250");
    fix(r, "S2", "41.240");
    fix(r, "S3", "41.230");
    T_OK(rig_call(r, "POST", "/api/v1/units/S3/status", "{\"status\":\"busy\"}"));

    rig_as(r, "user/U5", ROLE_OPERATOR, "south", "");
    T_OK(rig_call(r, "GET", "/api/v1/units/nearest?lat=41.311&lon=69.24", ""));
    const char *first = strstr(rig_answer(r), "{\"unit\":\"S1\"");
    const char *second = strstr(rig_answer(r), "{\"unit\":\"S2\"");
    T_REQUIRE(first != NULL && second != NULL);
    T(first < second);
    T(strstr(rig_answer(r), "\"unit\":\"S3\",\"why\":\"busy\"") != NULL);
    T(strstr(rig_answer(r), "\"N1\"") == NULL);
    T(strstr(rig_answer(r), "\"M2\"") == NULL);

    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"noise\",\"priority\":3,\"lat\":41.251,\"lon\":69.24}"));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/recommend", incident_id);
    T_OK(rig_call(r, "GET", path, ""));
    T(strstr(rig_answer(r), "\"units\":[{\"unit\":\"S1\"") != NULL);
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"S2\"}"));
    const struct assignment *g =
        picture_get(rig_picture(r), KIND_ASSIGNMENT, str_c(rig_member(r, "id")));
    T_REQUIRE(g != NULL);
    T_STRC(g->reason, "number_2"); /* as the desk's own list said */
    rig_free(r);
}

int main(void)
{
    T_RUN(test_recommend__to_a_desk_of_an_area_its_own_units);
    T_RUN(test_dispatch__nothing_of_another_area);
    T_RUN(test_dispatch__whole_life);
    T_RUN(test_dispatch_assign__second_for_one_unit_is_refused);
    T_RUN(test_dispatch__undelivered_is_marked_and_next_offered);
    T_RUN(test_dispatch__the_next_one_offered_may_be_sent_by_the_one_who_asks);
    T_RUN(test_dispatch_step__forward_only_and_own_unit_only);
    T_RUN(test_dispatch__incident_from_alarm_closes_it_too);
    T_RUN(test_recommend__says_why_not);
    T_RUN(test_dispatch_assign__a_unit_at_the_other_end_of_the_world);
    T_RUN(test_dispatch__random_histories_keep_units_single);
    return t_end();
}
