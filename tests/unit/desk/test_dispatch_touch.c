/* SPDX-License-Identifier: Apache-2.0 */
/* Two dispatchers at one incident: the second is told what the first changed, and overwrites nothing. */
#include "dispatch_city.h"

/* The incident's sequence, as somebody who looks at it now sees it. */
static unsigned long long seen(struct rig *r)
{
    (void)incident(r);
    return picture_at(rig_picture(r), KIND_INCIDENT, 0)->seq;
}

static enum rc change(struct rig *r, const char *members, unsigned long long since)
{
    char path[100], body[400];
    (void)snprintf(path, sizeof path, "/api/v1/incidents/%s", incident_id);
    (void)snprintf(body, sizeof body, "{%s,\"seen\":%llu}", members, since);
    return rig_call(r, "PATCH", path, body);
}

static enum rc act_seen(struct rig *r, const char *verb, const char *members,
                        unsigned long long since)
{
    char body[400];
    (void)snprintf(body, sizeof body, "{%s,\"seen\":%llu}", members, since);
    return post(r, "incidents", incident_id, verb, body);
}

/* Members of the refusal beside type, title, detail. */
static bool says(struct rig *r, const char *text)
{
    char whole[2000];
    (void)snprintf(whole, sizeof whole, "%.*s", STR_ARG(rig_last(r)->extra));
    return strstr(whole, text) != NULL;
}

static void test_touch__the_second_is_told_what_the_first_changed(void)
{
    struct rig *r = city();
    open_one(r);
    unsigned long long at = seen(r);
    as_desk(r, "user/U2");
    T_OK(change(r, "\"title\":\"Navoi 14\"", at));
    unsigned long long by_two = seen(r);
    as_desk(r, "user/U1");
    size_t before = rig_events(r);
    T_EQ(change(r, "\"title\":\"Navoi 12a\",\"priority\":2", at), RC_CONFLICT);
    T_EQ(rig_events(r), before);
    T_STRC(incident(r)->title, "Navoi 14");
    T_EQ(incident(r)->priority, 1);
    char part[100];
    (void)snprintf(part, sizeof part,
                   ",\"changed\":[{\"part\":\"title\",\"seq\":%llu,\"by\":\"U2\",\"at\":\"2026-",
                   by_two);
    T(says(r, part));
    T(!says(r, "Navoi")); /* what it was changed to is in the picture, not in a refusal */
    T(strcmp(rig_err(r)->field, "seen") == 0);
    T_OK(change(r, "\"title\":\"Navoi 12a\"", by_two)); /* seen, and decided */
    T_STRC(incident(r)->title, "Navoi 12a");
    rig_free(r);
}

static void test_touch__what_another_part_of_is_changed_is_no_conflict(void)
{
    struct rig *r = city();
    open_one(r);
    unsigned long long at = seen(r);
    as_desk(r, "user/U2");
    T_OK(change(r, "\"detail\":\"a knife\",\"lat\":41.32,\"lon\":69.25", at));
    as_desk(r, "user/U1");
    T_OK(change(r, "\"priority\":2,\"lat\":41.4", at)); /* half a place is none */
    T_EQ(change(r, "\"lat\":41.33,\"lon\":69.25", at), RC_CONFLICT);
    T(says(r, "\"part\":\"place\""));
    T(!says(r, "\"part\":\"detail\""));
    T_OK(change(r, "\"kind\":\"noise\"", at));
    T_STRC(incident(r)->detail, "a knife");
    rig_free(r);
}

static void test_touch__ones_own_changes_are_known(void)
{
    struct rig *r = city();
    open_one(r);
    unsigned long long at = seen(r);
    T_OK(change(r, "\"title\":\"a\"", at));
    T_OK(change(r, "\"title\":\"b\"", at));
    T_OK(change(r, "\"title\":\"c\"", 0)); /* who does not say is not asked */
    as_desk(r, "user/U2");
    T_OK(change(r, "\"title\":\"d\"", seen(r)));
    as_desk(r, "user/U1");
    T_EQ(change(r, "\"title\":\"e\"", at), RC_CONFLICT); /* the last one was somebody else */
    rig_free(r);
}

static void test_touch__units_and_closing_too(void)
{
    struct rig *r = city();
    char g[64];
    open_one(r);
    unsigned long long at = seen(r);
    as_desk(r, "user/U2");
    send_unit(r, "M2", g);
    as_desk(r, "user/U1");
    T_EQ(act_seen(r, "assign", "\"unit\":\"M1\"", at), RC_CONFLICT);
    T(says(r, "\"part\":\"units\""));
    T_EQ(rig_count(r, EV_ASSIGNMENT_SENT), 1);
    unsigned long long sent = seen(r);
    T_EQ(act_seen(r, "close", "\"disposition\":\"genuine\"", at), RC_CONFLICT);
    T(says(r, "\"part\":\"units\""));
    rig_as(r, "user/U9", ROLE_UNIT, "", "M2");
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"en_route\"}"));
    as_desk(r, "user/U1");
    T_OK(act_seen(r, "assign", "\"unit\":\"M1\"", sent)); /* a unit's own steps are no change */
    as_desk(r, "user/U2");
    T_OK(post(r, "assignments", g, "step", "{\"state\":\"cancelled\"}"));
    as_desk(r, "user/U1");
    T_EQ(act_seen(r, "assign", "\"unit\":\"M3\"", sent), RC_CONFLICT); /* recalled meanwhile */
    rig_free(r);
}

static void test_touch__closed_by_another_is_said_so_and_it_survives_a_restart(void)
{
    struct rig *r = city();
    open_one(r);
    unsigned long long at = seen(r);
    as_desk(r, "user/U2");
    T_OK(act_seen(r, "close", "\"disposition\":\"unfounded\"", at));
    rig_restart(r);
    as_desk(r, "user/U1");
    T_EQ(act_seen(r, "close", "\"disposition\":\"genuine\"", at), RC_CONFLICT);
    T(says(r, "\"part\":\"closed\""));
    T(says(r, "\"by\":\"U2\""));
    T_EQ(change(r, "\"title\":\"x\"", at), RC_CONFLICT);
    T(says(r, "\"part\":\"closed\""));
    T_EQ(incident(r)->disposition, DISPOSITION_UNFOUNDED);
    T_OK(post(r, "incidents", incident_id, "reopen", ""));
    as_desk(r, "user/U2");
    T_EQ(act_seen(r, "close", "\"disposition\":\"genuine\"", seen(r) - 1), RC_CONFLICT);
    T(says(r, "\"by\":\"U1\""));
    T_OK(act_seen(r, "close", "\"disposition\":\"genuine\"", seen(r)));
    T_EQ(change(r, "\"title\":\"x\"", seen(r)), RC_CONFLICT); /* closed, and seen so */
    T(!says(r, "changed"));
    rig_free(r);
}

/* All parts by somebody with the longest name there can be fit into the record. */
static void test_touch__all_parts_by_the_longest_name_fit(void)
{
    struct rig *r = city();
    char who[80] = "user/";
    memset(who + 5, 'u', 64);
    open_one(r);
    unsigned long long at = seen(r);
    as_desk(r, who);
    T_OK(change(
        r,
        "\"kind\":\"noise\",\"priority\":4,\"title\":\"t\",\"address\":\"a\",\"detail\":\"d\","
        "\"lat\":41.3,\"lon\":69.2",
        at));
    T_OK(act_seen(r, "assign", "\"unit\":\"M1\"", at));
    T_OK(post(r, "assignments", rig_member(r, "id"), "step", "{\"state\":\"cancelled\"}"));
    T_OK(act_seen(r, "close", "\"disposition\":\"test\"", at));
    as_desk(r, "user/U1");
    T_EQ(act_seen(r, "close", "\"disposition\":\"test\"", at), RC_CONFLICT);
    static const char *const parts[] = {"kind",   "priority", "title", "address",
                                        "detail", "place",    "units", "closed"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        char part[40];
        (void)snprintf(part, sizeof part, "{\"part\":\"%s\",\"seq\":", parts[i]);
        T(says(r, part));
    }
    rig_free(r);
}

int main(void)
{
    T_RUN(test_touch__the_second_is_told_what_the_first_changed);
    T_RUN(test_touch__what_another_part_of_is_changed_is_no_conflict);
    T_RUN(test_touch__ones_own_changes_are_known);
    T_RUN(test_touch__units_and_closing_too);
    T_RUN(test_touch__closed_by_another_is_said_so_and_it_survives_a_restart);
    T_RUN(test_touch__all_parts_by_the_longest_name_fit);
    return t_end();
}
