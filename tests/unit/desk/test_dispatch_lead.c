/* SPDX-License-Identifier: Apache-2.0 */
/* Of several units at one incident exactly one leads. */
#include "dispatch_city.h"

static enum rc step(struct rig *r, const char *assignment, const char *state)
{
    char body[60];
    (void)snprintf(body, sizeof body, "{\"state\":\"%s\"}", state);
    return post(r, "assignments", assignment, "step", body);
}

static void test_lead__the_first_sent_until_it_is_done(void)
{
    struct rig *r = city();
    char m1[64], m2[64], m3[64];
    open_one(r);
    send_unit(r, "M2", m2);
    T_STRC(incident(r)->lead, "M2");
    send_unit(r, "M1", m1);
    send_unit(r, "M3", m3);
    T_STRC(incident(r)->lead, "M2");
    T_OK(step(r, m2, "refused"));
    T_STRC(incident(r)->lead, "M1"); /* sent before M3 */
    T_OK(step(r, m3, "on_scene"));
    T_STRC(incident(r)->lead, "M1");
    T_OK(step(r, m1, "cleared"));
    T_STRC(incident(r)->lead, "M3");
    T_OK(step(r, m3, "cancelled"));
    T_EQ(incident(r)->lead.n, 0);
    send_unit(r, "M1", m1);
    T_STRC(incident(r)->lead, "M1");
    rig_free(r);
}

static void test_lead__the_desk_says_otherwise(void)
{
    struct rig *r = city();
    char m1[64], m2[64], seen[100];
    open_one(r);
    send_unit(r, "M2", m2);
    T_EQ(post(r, "incidents", incident_id, "lead", "{\"unit\":\"M1\"}"), RC_CONFLICT);
    T(strcmp(rig_err(r)->field, "unit") == 0);
    T_EQ(post(r, "incidents", incident_id, "lead", "{\"unit\":\"nobody\"}"), RC_CONFLICT);
    T_OK(post(r, "incidents", incident_id, "assign", "{\"unit\":\"M1\",\"lead\":true}"));
    (void)snprintf(m1, sizeof m1, "%s", rig_member(r, "id"));
    T_STRC(incident(r)->lead, "M1");
    unsigned long long at = picture_at(rig_picture(r), KIND_INCIDENT, 0)->seq;
    T_OK(post(r, "incidents", incident_id, "lead", "{\"unit\":\"M2\"}"));
    T_STRC(incident(r)->lead, "M2");
    size_t events = rig_events(r);
    T_OK(post(r, "incidents", incident_id, "lead", "{\"unit\":\"M2\"}"));
    T_EQ(rig_events(r), events);
    (void)snprintf(seen, sizeof seen, "{\"unit\":\"M1\",\"seen\":%llu}", at);
    as_desk(r, "user/U2");
    T_EQ(post(r, "incidents", incident_id, "lead", seen), RC_CONFLICT);
    T_STRC(incident(r)->lead, "M2");
    rig_as(r, "user/U9", ROLE_UNIT, "", "M1");
    T_EQ(post(r, "incidents", incident_id, "lead", "{\"unit\":\"M1\"}"), RC_DENIED);
    T_OK(step(r, m1, "cleared")); /* not the lead */
    T_STRC(incident(r)->lead, "M2");
    rig_free(r);
}

/* A unit that was there, went and works elsewhere leads nothing here. */
static void test_lead__not_by_a_job_elsewhere(void)
{
    struct rig *r = city();
    char first[64], g[64];
    open_one(r);
    (void)snprintf(first, sizeof first, "%s", incident_id);
    send_unit(r, "M2", g);
    T_OK(step(r, g, "cleared"));
    T_OK(rig_call(r, "POST", "/api/v1/incidents",
                  "{\"kind\":\"noise\",\"priority\":3,\"lat\":41.31,\"lon\":69.24}"));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
    send_unit(r, "M2", g);
    T_EQ(post(r, "incidents", first, "lead", "{\"unit\":\"M2\"}"), RC_CONFLICT);
    rig_free(r);
}

/* Whatever happens: somebody leads where anybody is at work, and it is one of them. */
static void check_leads(struct rig *r)
{
    const struct picture *p = rig_picture(r);
    for (uint32_t i = 0; i < picture_count(p, KIND_INCIDENT); i++) {
        const struct entity *en = picture_at(p, KIND_INCIDENT, i);
        struct str lead = ((const struct incident *)en->rec)->lead;
        uint32_t n, active = 0, leads = 0;
        const struct entity *const *list =
            picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, en->id, &n);
        for (uint32_t k = 0; k < n; k++) {
            const struct assignment *g = list[k]->rec;
            bool on = g->state <= ASSIGNMENT_STATE_ON_SCENE;
            active += on;
            leads += on && str_eq(g->unit, lead);
        }
        T_EQ(leads, active > 0 ? 1 : 0);
        T(active > 0 || lead.n == 0);
    }
}

static void test_lead__random_histories_have_one(void)
{
    static const char *const states[] = {"accepted", "refused", "en_route",
                                         "on_scene", "cleared", "cancelled"};
    static const char *const units[] = {"M1", "M2", "M3"};
    uint64_t seed = t_seed();
    struct rig *r = city();
    for (int i = 0; i < 3000; i++) {
        const struct picture *p = rig_picture(r);
        uint32_t jobs = picture_count(p, KIND_ASSIGNMENT), all = picture_count(p, KIND_INCIDENT);
        const char *unit = units[t_rand(&seed) % 3];
        uint64_t dice = t_rand(&seed) % 8;
        char id[64], body[100];
        if (all < 2 || dice == 0) {
            open_one(r);
        } else if (dice < 5) {
            const struct entity *en = picture_at(p, KIND_INCIDENT, (uint32_t)(t_rand(&seed) % all));
            (void)snprintf(id, sizeof id, "%.*s", STR_ARG(en->id));
            (void)snprintf(body, sizeof body, "{\"unit\":\"%s\"%s}", unit,
                           dice == 1 ? ",\"lead\":true" : "");
            (void)post(r, "incidents", id, dice == 4 ? "lead" : "assign", body);
        } else if (jobs > 0) {
            const struct entity *en =
                picture_at(p, KIND_ASSIGNMENT, (uint32_t)(t_rand(&seed) % jobs));
            (void)snprintf(id, sizeof id, "%.*s", STR_ARG(en->id));
            (void)step(r, id, states[t_rand(&seed) % 6]);
        }
        check_leads(r);
    }
    rig_free(r);
}

int main(void)
{
    T_RUN(test_lead__the_first_sent_until_it_is_done);
    T_RUN(test_lead__the_desk_says_otherwise);
    T_RUN(test_lead__not_by_a_job_elsewhere);
    T_RUN(test_lead__random_histories_have_one);
    return t_end();
}
