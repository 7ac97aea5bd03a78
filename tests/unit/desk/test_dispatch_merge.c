/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents that have to do with each other, and those that are one: units go over, and come back when that is undone. */
#include "dispatch_city.h"

static char first[64], second[64];

static void open_as(struct rig *r, char id[64])
{
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"robbery\",\"priority\":1,\"lat\":41.311,\"lon\":69.24}"));
    (void)snprintf(id, 64, "%s", rig_member(r, "id"));
}

static struct rig *two(void)
{
    struct rig *r = city();
    open_as(r, first);
    open_as(r, second);
    return r;
}

static const struct incident *of(struct rig *r, const char *id)
{
    const struct incident *i = picture_get(rig_picture(r), KIND_INCIDENT, str_c(id));
    T_REQUIRE(i != NULL);
    return i;
}

static const struct assignment *job(struct rig *r, const char *id)
{
    const struct assignment *g = picture_get(rig_picture(r), KIND_ASSIGNMENT, str_c(id));
    T_REQUIRE(g != NULL);
    return g;
}

static enum rc verb(struct rig *r, const char *id, const char *what, const char *field,
                    const char *other)
{
    char body[100];
    (void)snprintf(body, sizeof body, "{\"%s\":\"%s\"}", field, other);
    return post(r, "incidents", id, what, body);
}

static void send_to(struct rig *r, const char *incident, const char *unit, char id[64])
{
    (void)snprintf(incident_id, sizeof incident_id, "%s", incident);
    send_unit(r, unit, id);
}

static void test_link__both_name_each_other(void)
{
    struct rig *r = two();
    T_OK(verb(r, first, "link", "to", second));
    T_STRC(of(r, first)->links, second);
    T_STRC(of(r, second)->links, first);
    size_t events = rig_events(r);
    T_OK(verb(r, second, "link", "to", first)); /* so already */
    T_EQ(rig_events(r), events);
    T_EQ(verb(r, first, "link", "to", first), RC_INVALID);
    T_EQ(verb(r, first, "link", "to", "I999"), RC_NOT_FOUND);
    T(strcmp(rig_err(r)->field, "to") == 0);
    T_OK(verb(r, second, "unlink", "to", first));
    T_EQ(of(r, first)->links.n + of(r, second)->links.n, 0);
    T_OK(verb(r, second, "unlink", "to", first));
    for (int i = 0; i < 16; i++) {
        char other[64];
        open_as(r, other);
        T_OK(verb(r, other, "link", "to", first));
    }
    T_EQ(verb(r, second, "link", "to", first), RC_TOO_LARGE);
    T_EQ(of(r, second)->links.n, 0);
    rig_free(r);
}

static void test_merge__units_go_over_and_come_back(void)
{
    struct rig *r = two();
    char m1[64], m2[64];
    send_to(r, first, "M1", m1);
    send_to(r, second, "M2", m2);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
    T_OK(post(r, "assignments", m2, "step", "{\"state\":\"on_scene\"}"));
    as_desk(r, "user/U1");
    T_OK(post(r, "incidents", second, "note", "{\"text\":\"said twice\"}"));
    T_OK(verb(r, second, "merge", "into", first));
    T_EQ(of(r, second)->state, INCIDENT_STATE_CLOSED);
    T_EQ(of(r, second)->disposition, DISPOSITION_DUPLICATE);
    T_STRC(of(r, second)->merged_into, first);
    T_EQ(of(r, second)->lead.n, 0);
    T_STRC(of(r, first)->merged, second);
    T_EQ(of(r, first)->state, INCIDENT_STATE_ON_SCENE); /* as far as its units are */
    T(of(r, first)->on_scene_at != 0);
    T_STRC(of(r, first)->lead, "M1");
    T_STRC(job(r, m2)->incident, first);
    T_STRC(job(r, m2)->moved_from, second);
    T_EQ(rig_count(r, EV_INCIDENT_SHARED), 3); /* and told to whoever came */
    T_EQ(verb(r, second, "merge", "into", first), RC_CONFLICT);
    T_EQ(verb(r, first, "merge", "into", second), RC_CONFLICT);
    T_EQ(post(r, "incidents", first, "close", "{\"disposition\":\"genuine\"}"), RC_CONFLICT);
    T_OK(post(r, "incidents", second, "reopen", ""));
    T_EQ(of(r, second)->state, INCIDENT_STATE_ON_SCENE);
    T_EQ(of(r, second)->merged_into.n, 0);
    T_STRC(of(r, second)->lead, "M2");
    T_STRC(job(r, m2)->incident, second);
    T_EQ(job(r, m2)->moved_from.n, 0);
    T_EQ(of(r, first)->merged.n, 0);
    T_STRC(of(r, first)->lead, "M1");
    T_STRC(job(r, m1)->incident, first);
    rig_free(r);
}

static void test_merge__what_was_done_meanwhile_stays(void)
{
    struct rig *r = two();
    char m2[64], m3[64];
    send_to(r, second, "M2", m2);
    send_to(r, second, "M3", m3);
    T_OK(verb(r, second, "merge", "into", first));
    T_STRC(of(r, first)->lead, "M2"); /* it led there */
    T_EQ(of(r, first)->state, INCIDENT_STATE_DISPATCHED);
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
    T_OK(post(r, "assignments", m2, "step", "{\"state\":\"cleared\"}"));
    as_desk(r, "user/U1");
    T_OK(post(r, "incidents", second, "reopen", ""));
    T_STRC(job(r, m2)->incident, first); /* done there */
    T_STRC(job(r, m3)->incident, second);
    T_STRC(of(r, second)->lead, "M3");
    T_EQ(of(r, first)->lead.n, 0);
    T_EQ(of(r, first)->state, INCIDENT_STATE_QUEUED);
    rig_free(r);
}

static void test_merge__alarms_end_together_and_the_picture_keeps_both_as_long(void)
{
    struct rig *r = two();
    struct alarm a = {0};
    char body[200], from_alarm[64];
    alarm_set_device(&a, STR("btn-1"));
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_area(&a, STR("north"));
    rig_event(r, EV_ALARM_RAISED, "A1", &a);
    (void)snprintf(body, sizeof body, "{\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"A1\"}");
    T_OK(rig_call(r, "POST", "/api/v1/incidents", body));
    (void)snprintf(from_alarm, sizeof from_alarm, "%s", rig_member(r, "id"));
    const struct alarm *now = picture_get(rig_picture(r), KIND_ALARM, STR("A1"));
    T_OK(verb(r, from_alarm, "merge", "into", second));
    T_OK(verb(r, second, "merge", "into", first));
    T_EQ(now->state, ALARM_STATE_ACKNOWLEDGED);
    rig_pass(r, 13 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_INCIDENT), 3);
    T_OK(post(r, "incidents", first, "close", "{\"disposition\":\"genuine\"}"));
    T_EQ(now->state, ALARM_STATE_CLOSED);
    T_EQ(now->disposition, DISPOSITION_GENUINE);
    T_EQ(post(r, "incidents", second, "reopen", ""), RC_CONFLICT);
    T_OK(post(r, "incidents", first, "reopen", ""));
    T_EQ(now->state, ALARM_STATE_ACKNOWLEDGED);
    T_OK(post(r, "incidents", first, "close", "{\"disposition\":\"genuine\"}"));
    rig_pass(r, 13 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_INCIDENT), 0);
    rig_free(r);
}

static void test_merge__refusals_change_nothing(void)
{
    struct rig *r = two();
    struct incident drill = {0};
    char body[120];
    incident_set_kind(&drill, INCIDENT_KIND_FIRE);
    incident_set_state(&drill, INCIDENT_STATE_QUEUED);
    incident_set_practice(&drill, PRACTICE_DRILL);
    incident_set_area(&drill, STR("south"));
    rig_event(r, EV_INCIDENT_RECEIVED, "D1", &drill);
    unsigned long long seen = picture_find(rig_picture(r), KIND_INCIDENT, str_c(second))->seq;
    T_EQ(verb(r, second, "merge", "into", "D1"), RC_CONFLICT); /* what is real is no exercise */
    T_EQ(verb(r, "D1", "merge", "into", second), RC_CONFLICT);
    T_EQ(verb(r, second, "merge", "into", second), RC_INVALID);
    T_EQ(verb(r, second, "merge", "into", "nothing"), RC_NOT_FOUND);
    as_desk(r, "user/U2");
    (void)snprintf(body, sizeof body, "/api/v1/incidents/%s", second);
    T_OK(rig_call(r, "PATCH", body, "{\"title\":\"another one\"}"));
    as_desk(r, "user/U1");
    (void)snprintf(body, sizeof body, "{\"into\":\"%s\",\"seen\":%llu}", first, seen);
    T_EQ(post(r, "incidents", second, "merge", body), RC_CONFLICT);
    rig_as(r, "user/U5", ROLE_OPERATOR, "north", "");
    T_EQ(verb(r, second, "merge", "into", "D1"), RC_DENIED);
    T_EQ(verb(r, second, "link", "to", "D1"), RC_DENIED);
    T_EQ(rig_count(r, EV_INCIDENT_MERGED) + rig_count(r, EV_INCIDENT_LINKED), 0);
    rig_free(r);
}

/* Whatever is merged and undone: one leads where units are, each unit has one job, lists name each other. */
static void check(struct rig *r)
{
    const struct picture *p = rig_picture(r);
    for (uint32_t i = 0; i < picture_count(p, KIND_INCIDENT); i++) {
        const struct entity *en = picture_at(p, KIND_INCIDENT, i);
        const struct incident *now = en->rec;
        uint32_t n, active = 0, leads = 0;
        const struct entity *const *list =
            picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, en->id, &n);
        for (uint32_t k = 0; k < n; k++) {
            const struct assignment *g = list[k]->rec;
            const struct unit *u = picture_get(p, KIND_UNIT, g->unit);
            bool on = g->state <= ASSIGNMENT_STATE_ON_SCENE;
            active += on;
            leads += on && str_eq(g->unit, now->lead);
            T(!on || str_eq(u->assignment, list[k]->id));
        }
        T_EQ(leads, active > 0 ? 1 : 0);
        T(active > 0 || now->lead.n == 0);
        T(active == 0 ||
          (now->state >= INCIDENT_STATE_DISPATCHED && now->state <= INCIDENT_STATE_ON_SCENE));
        T(active > 0 || now->state <= INCIDENT_STATE_QUEUED ||
          now->state >= INCIDENT_STATE_CLEARED);
        for (struct str rest = now->merged; rest.n > 0;) {
            const struct incident *one = picture_get(p, KIND_INCIDENT, str_cut(&rest, ','));
            T_REQUIRE(one != NULL);
            T_STR(one->merged_into, en->id);
        }
        if (now->merged_into.n > 0) {
            const struct incident *into = picture_get(p, KIND_INCIDENT, now->merged_into);
            T_REQUIRE(into != NULL);
            T(ids_has(into->merged, en->id));
            T_EQ(now->state, INCIDENT_STATE_CLOSED);
        }
    }
}

static void test_merge__random_histories(void)
{
    static const char *const states[] = {"accepted", "refused", "en_route",
                                         "on_scene", "cleared", "cancelled"};
    static const char *const units[] = {"M1", "M2", "M3"};
    uint64_t seed = t_seed();
    struct rig *r = city();
    size_t merged = 0, undone = 0;
    for (int i = 0; i < 4000; i++) {
        const struct picture *p = rig_picture(r);
        uint32_t all = picture_count(p, KIND_INCIDENT), jobs = picture_count(p, KIND_ASSIGNMENT);
        char a[64], b[64];
        rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
        if (all < 4) {
            open_as(r, a);
            continue;
        }
        (void)snprintf(a, sizeof a, "%.*s",
                       STR_ARG(picture_at(p, KIND_INCIDENT, (uint32_t)(t_rand(&seed) % all))->id));
        (void)snprintf(b, sizeof b, "%.*s",
                       STR_ARG(picture_at(p, KIND_INCIDENT, (uint32_t)(t_rand(&seed) % all))->id));
        switch (t_rand(&seed) % 8) {
        case 0: merged += verb(r, a, "merge", "into", b) == RC_OK; break;
        case 1: undone += post(r, "incidents", a, "reopen", "") == RC_OK; break;
        case 2: (void)post(r, "incidents", a, "close", "{\"disposition\":\"test\"}"); break;
        case 3:
        case 4: (void)verb(r, a, "assign", "unit", units[t_rand(&seed) % 3]); break;
        default:
            if (jobs == 0)
                break;
            (void)snprintf(
                b, sizeof b, "%.*s",
                STR_ARG(picture_at(p, KIND_ASSIGNMENT, (uint32_t)(t_rand(&seed) % jobs))->id));
            char body[60];
            (void)snprintf(body, sizeof body, "{\"state\":\"%s\"}", states[t_rand(&seed) % 6]);
            (void)post(r, "assignments", b, "step", body);
        }
        if (i % 500 == 499)
            rig_pass(r, 13 * USEC_H);
        check(r);
    }
    T(merged > 0 && undone > 0);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_link__both_name_each_other);
    T_RUN(test_merge__units_go_over_and_come_back);
    T_RUN(test_merge__what_was_done_meanwhile_stays);
    T_RUN(test_merge__alarms_end_together_and_the_picture_keeps_both_as_long);
    T_RUN(test_merge__refusals_change_nothing);
    T_RUN(test_merge__random_histories);
    return t_end();
}
