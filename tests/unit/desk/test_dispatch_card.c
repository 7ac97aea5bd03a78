/* SPDX-License-Identifier: Apache-2.0 */
/* Run cards: what is read of them, which holds, who is recommended for them, and what is kept of that. */
#include "desk/dispatch/card.h"

#include "desk/dispatch/plan.h"
#include "dispatch_city.h"

/* ---- the text ---- */

static void test_card_read__a_need_a_line(void)
{
    struct card_need n[CARD_NEEDS_MAX];
    struct err e = {0};
    size_t count;
    T_OK(card_read(STR("1 2 patrol\n\n  2  1 any  negotiator,medic \n"), n, &count, &e));
    T_EQ(count, 2);
    T_EQ(n[0].level, 1);
    T_EQ(n[0].n, 2);
    T_EQ(n[0].kind, UNIT_KIND_PATROL);
    T_EQ(n[0].skills.n, 0);
    T_EQ(n[1].level, 2);
    T_EQ(n[1].kind, CARD_ANY_KIND);
    T_STRC(n[1].skills, "negotiator,medic");
}

static void refuse(const char *text, const char *why)
{
    struct card_need n[CARD_NEEDS_MAX];
    struct err e = {0};
    size_t count;
    T_EQ(card_read(str_c(text), n, &count, &e), RC_INVALID);
    T(strcmp(e.field, "needs") == 0);
    T(strstr(e.detail, why) != NULL);
}

static void test_card_read__says_which_line_is_wrong(void)
{
    refuse("", "a need a line");
    refuse("\n \n", "a need a line");
    refuse("1 1 patrol\n6 1 patrol", "line 2: begins with its alarm level");
    refuse("0 1 patrol", "alarm level");
    refuse("patrol", "alarm level");
    refuse("1 0 patrol", "how many");
    refuse("1 17 patrol", "how many");
    refuse("1 1", "a kind of unit");
    refuse("1 1 tank", "a kind of unit");
    refuse("1 1 patrol a,,b", "skills");
    refuse("1 1 patrol a,", "skills");
    refuse("1 1 patrol a,b,c,d,e", "skills");
    refuse("1 1 patrol a b", "nothing comes after");
    refuse("1 9 patrol\n2 8 any", "line 2: a card asks for at most 16");
    refuse("1 1 any\n1 1 any\n1 1 any\n1 1 any\n1 1 any\n1 1 any\n1 1 any\n1 1 any\n1 1 any",
           "line 9");
}

/* ---- who is recommended ---- */

static void set_card(struct rig *r, const char *id, const char *kind, int priority,
                     const char *area, const char *needs)
{
    struct run_card c = {0};
    run_card_set_kind(&c, enum_find(&enum_incident_kind, str_c(kind)));
    run_card_set_priority(&c, priority);
    if (area[0] != '\0')
        run_card_set_area(&c, str_c(area));
    run_card_set_needs(&c, str_c(needs));
    rig_event(r, EV_CARD_SET, id, &c);
}

static void set_unit(struct rig *r, const char *id, int64_t kind, const char *skills)
{
    struct unit u = *(const struct unit *)picture_get(rig_picture(r), KIND_UNIT, str_c(id));
    u.has = 0;
    unit_set_kind(&u, kind);
    unit_set_skills(&u, str_c(skills));
    rig_event(r, EV_UNIT_SET, id, &u);
}

static bool plan(struct rig *r, struct plan *out)
{
    struct plan_ask ask = {.picture = rig_picture(r),
                           .live = rig_live(r),
                           .settings = rig_settings(r),
                           .now = rig_now(r),
                           .incident =
                               picture_find(rig_picture(r), KIND_INCIDENT, str_c(incident_id))};
    return plan_make(&ask, out);
}

static void picked(const struct plan *p, size_t i, size_t need, const char *unit)
{
    T_REQUIRE(i < p->npicks);
    T_EQ(p->picks[i].need, need);
    T_STRC(p->picks[i].c.unit->id, unit);
}

static void raise_to(struct rig *r, int level)
{
    char body[100];
    (void)snprintf(body, sizeof body, "{\"level\":%d,\"reason\":\"smoke\"}", level);
    T_OK(post(r, "incidents", incident_id, "level", body));
}

static const char *recommended(struct rig *r)
{
    char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s/recommend", incident_id);
    T_OK(rig_call(r, "GET", path, NULL));
    return rig_answer(r);
}

static void test_plan__no_card_no_plan(void)
{
    struct rig *r = city();
    struct plan p;
    open_one(r);
    T(!plan(r, &p));
    set_card(r, "c1", "noise", 5, "", "1 1 any");
    T(!plan(r, &p));
    T(strstr(recommended(r), "\"card\"") == NULL);
    rig_free(r);
}

static void test_plan__levels_add_up_and_what_is_short_says_why(void)
{
    struct rig *r = city();
    struct plan p;
    set_unit(r, "M3", UNIT_KIND_TRAFFIC, "medic");
    set_card(r, "c1", "robbery", 5, "", "1 1 patrol\n2 1 any medic\n2 2 patrol");
    open_one(r);
    T(plan(r, &p));
    T_EQ(p.npicks, 1);
    picked(&p, 0, 0, "M2");
    raise_to(r, 2);
    T(plan(r, &p));
    T_EQ(p.npicks, 3);
    picked(&p, 0, 0, "M2");
    picked(&p, 1, 1, "M3");
    picked(&p, 2, 2, "M1");
    T_EQ(plan_short(&p, 2), 1);
    T(strstr(recommended(r), "\"short\":1,\"lacking\":{\"other_kind\":1}") != NULL);
    as_desk(r, "user/U1");
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"off\"}"));
    T(strstr(recommended(r), "\"short\":2,\"lacking\":{\"other_kind\":1,\"off_duty\":1}") != NULL);
    rig_free(r);
}

static void test_plan__who_is_at_work_counts(void)
{
    struct rig *r = city();
    struct plan p;
    char id[64];
    set_card(r, "c1", "robbery", 5, "", "1 2 any");
    open_one(r);
    send_unit(r, "M1", id);
    T(plan(r, &p));
    T_EQ(p.npicks, 2);
    picked(&p, 0, 0, "M1");
    T(p.picks[0].at_work && !p.picks[1].at_work);
    picked(&p, 1, 0, "M2");
    rig_free(r);
}

static void test_plan__a_unit_is_kept_for_what_it_alone_can_do(void)
{
    struct rig *r = city();
    struct plan p;
    set_unit(r, "M2", UNIT_KIND_PATROL, "medic"); /* the nearest, too */
    set_card(r, "c1", "robbery", 5, "", "1 1 patrol\n1 1 any medic");
    open_one(r);
    T(plan(r, &p));
    T_EQ(p.npicks, 2);
    picked(&p, 0, 0, "M1");
    picked(&p, 1, 1, "M2");
    rig_free(r);
}

static void test_card_for__the_smallest_area_then_the_fewest_priorities(void)
{
    struct rig *r = city();
    struct incident i = {0};
    const struct picture *p = rig_picture(r);
    incident_set_kind(&i, INCIDENT_KIND_FIRE);
    incident_set_priority(&i, 2);
    incident_set_area(&i, STR("north"));
    T(card_for(p, &i) == NULL);
    set_card(r, "all", "fire", 5, "", "1 1 any");
    T_STRC(card_for(p, &i)->id, "all");
    set_card(r, "urgent", "fire", 2, "", "1 1 any");
    T_STRC(card_for(p, &i)->id, "urgent");
    set_card(r, "here", "fire", 5, "north", "1 1 any");
    T_STRC(card_for(p, &i)->id, "here");
    incident_set_area(&i, STR("south"));
    T_STRC(card_for(p, &i)->id, "urgent");
    incident_set_priority(&i, 3);
    T_STRC(card_for(p, &i)->id, "all");
    rig_free(r);
}

/* ---- what is kept ---- */

static const struct assignment *kept(struct rig *r, const char *id)
{
    return picture_get(rig_picture(r), KIND_ASSIGNMENT, str_c(id));
}

static void test_send__by_the_card_is_no_override(void)
{
    struct rig *r = city();
    char m1[64], m2[64], m3[64];
    set_unit(r, "M3", UNIT_KIND_TRAFFIC, "");
    set_card(r, "c1", "robbery", 5, "", "1 1 patrol\n1 1 traffic");
    open_one(r);
    send_unit(r, "M3", m3); /* 4 km further than M2, and asked for */
    T(!kept(r, m3)->overridden);
    T_STRC(kept(r, m3)->reason, "run_card");
    T_STRC(kept(r, m3)->card, "c1");
    T_STRC(kept(r, m3)->need, "traffic");
    T_EQ(kept(r, m3)->first.n, 0);
    send_unit(r, "M1", m1); /* not M2, which is over 30 s quicker */
    T(kept(r, m1)->overridden);
    T_STRC(kept(r, m1)->first, "M2");
    send_unit(r, "M2", m2); /* nothing is short any more: as without a card */
    T_EQ(kept(r, m2)->card.n, 0);
    T_STRC(kept(r, m2)->reason, "nearest");
    rig_free(r);
}

static void test_level__is_said_with_a_reason_and_not_behind_anybodys_back(void)
{
    struct rig *r = city();
    char body[120];
    open_one(r);
    unsigned long long seen = picture_at(rig_picture(r), KIND_INCIDENT, 0)->seq;
    T_EQ(post(r, "incidents", incident_id, "level", "{\"level\":2,\"reason\":\" \"}"), RC_INVALID);
    T_EQ(post(r, "incidents", incident_id, "level", "{\"level\":6,\"reason\":\"x\"}"), RC_INVALID);
    size_t events = rig_events(r);
    T_OK(post(r, "incidents", incident_id, "level", "{\"level\":1,\"reason\":\"as it is\"}"));
    T_EQ(rig_events(r), events);
    raise_to(r, 3);
    T_EQ(incident(r)->alarm_level, 3);
    as_desk(r, "user/U2");
    (void)snprintf(body, sizeof body, "{\"level\":2,\"reason\":\"less\",\"seen\":%llu}", seen);
    T_EQ(post(r, "incidents", incident_id, "level", body), RC_CONFLICT);
    T_EQ(incident(r)->alarm_level, 3);
    T_OK(post(r, "incidents", incident_id, "close", "{\"disposition\":\"unfounded\"}"));
    T_EQ(post(r, "incidents", incident_id, "level", "{\"level\":2,\"reason\":\"less\"}"),
         RC_CONFLICT);
    rig_free(r);
}

static void test_set__whole_or_not_at_all(void)
{
    struct rig *r = city();
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "", "");
    T_EQ(rig_call(r, "PUT", "/api/v1/cards/c1", "{\"kind\":\"fire\",\"needs\":\"1 1 tank\"}"),
         RC_INVALID);
    T_EQ(rig_call(r, "PUT", "/api/v1/cards/c1",
                  "{\"kind\":\"fire\",\"area\":\"moon\",\"needs\":\"1 1 any\"}"),
         RC_INVALID);
    T_EQ(picture_count(rig_picture(r), KIND_RUN_CARD), 0);
    T_OK(rig_call(r, "PUT", "/api/v1/cards/c1",
                  "{\"kind\":\"fire\",\"area\":\"north\",\"needs\":\"1 1 any\"}"));
    T_OK(rig_call(r, "PUT", "/api/v1/cards/c1",
                  "{\"kind\":\"fire\",\"priority\":2,\"needs\":\"1 2 any\"}"));
    size_t events = rig_events(r);
    T_OK(rig_call(r, "PUT", "/api/v1/cards/c1",
                  "{\"kind\":\"fire\",\"priority\":2,\"needs\":\"1 2 any\"}"));
    T_EQ(rig_events(r), events); /* it is so already */
    const struct run_card *c = picture_get(rig_picture(r), KIND_RUN_CARD, STR("c1"));
    T_REQUIRE(c != NULL);
    T_EQ(c->area.n, 0);
    T_EQ(c->priority, 2);
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "north", "");
    T_EQ(rig_call(r, "POST", "/api/v1/cards/c1/remove", "{}"), RC_DENIED);
    rig_as(r, "user/U3", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/cards/c1/remove", "{}"), RC_DENIED);
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/cards/c1/remove", "{}"));
    T_EQ(rig_call(r, "POST", "/api/v1/cards/c1/remove", "{}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_gate__long_on_duty_is_not_recommended(void)
{
    struct rig *r = city();
    char id[64];
    struct err e = {0};
    T_OK(settings_set(rig_settings(r), STR("unit"), STR("duty_max_h"), STR("12"), &e));
    open_one(r);
    rig_pass(r, 12 * USEC_H + USEC_MIN);
    fix(r, "M2", "41.310");
    T(strstr(recommended(r), "\"unit\":\"M2\",\"why\":\"long_on_duty\"") != NULL);
    send_unit(r, "M2", id); /* a person may all the same */
    T_STRC(kept(r, id)->reason, "chosen_though_long_on_duty");
    rig_free(r);
}

int main(void)
{
    T_RUN(test_card_read__a_need_a_line);
    T_RUN(test_card_read__says_which_line_is_wrong);
    T_RUN(test_plan__no_card_no_plan);
    T_RUN(test_plan__levels_add_up_and_what_is_short_says_why);
    T_RUN(test_plan__who_is_at_work_counts);
    T_RUN(test_plan__a_unit_is_kept_for_what_it_alone_can_do);
    T_RUN(test_card_for__the_smallest_area_then_the_fewest_priorities);
    T_RUN(test_send__by_the_card_is_no_override);
    T_RUN(test_level__is_said_with_a_reason_and_not_behind_anybodys_back);
    T_RUN(test_set__whole_or_not_at_all);
    T_RUN(test_gate__long_on_duty_is_not_recommended);
    return t_end();
}
