/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings: which message is taken, what it changes and whom it alerts; ours, issued and taken back; what lies in one. */
#include <stdio.h>
#include <string.h>

#include "desk/alarm/alarm.h"
#include "desk/warn/warn.h"
#include "support/rig.h"

/* A square of 0.2 degrees in each area; the north's school and the two units lie in its own. */
#define NORTH "41.2,69.1 41.4,69.1 41.4,69.3 41.2,69.3 41.2,69.1"
#define SOUTH "40.2,69.1 40.4,69.1 40.4,69.3 40.2,69.3 40.2,69.1"
#define NOWHERE "10,10 10.1,10 10.1,10.1 10,10"

static void add_area(struct rig *r, const char *id, const char *geometry)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_kind(&a, AREA_KIND_REGION);
    area_set_geometry(&a, str_c(geometry));
    rig_event(r, EV_AREA_SET, id, &a);
}

static void add_unit(struct rig *r, const char *id, int64_t duty)
{
    struct unit u = {0};
    unit_set_name(&u, str_c(id));
    unit_set_area(&u, STR("north"));
    unit_set_duty(&u, duty);
    rig_event(r, EV_UNIT_SET, id, &u);
}

static struct rig *city(void)
{
    static const struct desk *const desks[] = {&desk_warn, &desk_alarm, NULL};
    struct rig *r = rig_new(desks);
    struct err e;
    /* No signer: what is issued is served unsigned, and no process is started here. */
    T_OK(settings_set(rig_settings(r), STR("cap"), STR("xmlsig"), STR("/nowhere/markaz-xmlsig"),
                      &e));
    T_OK(settings_set(rig_settings(r), STR("cap"), STR("sender"), STR("we@centre.example"), &e));
    add_area(
        r, "north",
        "[[[[691000000,412000000],[693000000,412000000],[693000000,414000000],[691000000,414000000]]]]");
    add_area(
        r, "south",
        "[[[[691000000,402000000],[693000000,402000000],[693000000,404000000],[691000000,404000000]]]]");
    struct site s = {0};
    site_set_name(&s, STR("School 114"));
    site_set_area(&s, STR("north"));
    site_set_lat(&s, 413000000);
    site_set_lon(&s, 692000000);
    rig_event(r, EV_SITE_SET, "school-114", &s);
    add_unit(r, "M1", UNIT_DUTY_ON);
    add_unit(r, "M2", UNIT_DUTY_OFF);
    rig_mark(r);
    return r;
}

/* ---- messages of another agency ---- */

struct cap_message {
    const char *id, *type, *status, *severity, *sender, *refs, *polygon, *urgency;
    int sent_s;    /* seconds from now */
    int expires_s; /* 0: six hours */
};

static void put_time(struct buf *b, usec_t t)
{
    clock_format(b, t - t % USEC_S);
}

static const char *otherwise(const char *said, const char *usual)
{
    return said != NULL ? said : usual;
}

/* As its token speaks; the answer counts what became of it. */
static enum rc send_as(struct rig *r, const char *who, const struct cap_message *m)
{
    struct buf b;
    buf_init(&b, 4000);
    buf_printf(&b, "<alert><identifier>%s</identifier><sender>%s</sender><sent>", m->id,
               otherwise(m->sender, "met@example.uz"));
    put_time(&b, rig_now(r) + m->sent_s * USEC_S);
    buf_printf(&b, "</sent><status>%s</status><msgType>%s</msgType><references>%s</references>",
               otherwise(m->status, "Actual"), otherwise(m->type, "Alert"), otherwise(m->refs, ""));
    buf_printf(&b,
               "<info><category>Met</category><event>Flood</event><urgency>%s</urgency>"
               "<severity>%s</severity><certainty>Likely</certainty><headline>%s</headline>",
               otherwise(m->urgency, "Immediate"), otherwise(m->severity, "Severe"), m->id);
    buf_cat(&b, "<expires>");
    put_time(&b, rig_now(r) + (m->expires_s != 0 ? m->expires_s * USEC_S : 6 * USEC_H));
    buf_printf(&b,
               "</expires><area><areaDesc>Here</areaDesc><polygon>%s</polygon></area></info>"
               "</alert>%c",
               otherwise(m->polygon, NORTH), '\0');
    rig_as(r, who, ROLE_PARTNER, "", "");
    enum rc rc = rig_call(r, "POST", "/ingest/cap", b.p);
    buf_release(&b);
    return rc;
}

static enum rc take(struct rig *r, struct cap_message m)
{
    return send_as(r, "token/K1", &m);
}

/* "met@example.uz,ID,TIME", sent so many seconds from now. */
static const char *ref(const struct rig *r, const char *id, int sent_s)
{
    static char text[200];
    struct buf at;
    buf_init(&at, 64);
    put_time(&at, rig_now(r) + sent_s * USEC_S);
    (void)snprintf(text, sizeof text, "met@example.uz,%s,%.*s", id, STR_ARG(buf_str(&at)));
    buf_release(&at);
    return text;
}

static const struct warning *nth(const struct rig *r, uint32_t i)
{
    T_REQUIRE(i < picture_count(rig_picture(r), KIND_WARNING));
    return picture_at(rig_picture(r), KIND_WARNING, i)->rec;
}

static bool says(struct str text, const char *what)
{
    return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static uint32_t count(const struct rig *r, enum kind kind)
{
    return picture_count(rig_picture(r), kind);
}

static const struct alarm *alarm_at(const struct rig *r, uint32_t i)
{
    T_REQUIRE(i < count(r, KIND_ALARM));
    return picture_at(rig_picture(r), KIND_ALARM, i)->rec;
}

static void test_warn_receive__a_severe_one_here_is_known_once_and_alerts_once(void)
{
    struct rig *r = city();
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    T_STRC(str_c(rig_member(r, "added")), "1");
    const struct warning *w = nth(r, 0);
    T_EQ(w->state, WARNING_STATE_ACTIVE);
    T_EQ(w->severity, WARNING_SEVERITY_SEVERE);
    T_EQ(w->trust, WARNING_TRUST_UNSIGNED);
    T_EQ(w->sites, 1);
    T_STRC(w->areas, "north");
    T_STRC(w->source, "token/K1");
    T_EQ(count(r, KIND_ALARM), 1);
    T_EQ(alarm_at(r, 0)->kind, ALARM_KIND_WARNING);
    T_STRC(alarm_at(r, 0)->detail, "unverified: A1");
    T_STRC(alarm_at(r, 0)->area, "north");
    rig_mark(r);
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    T_STRC(str_c(rig_member(r, "same")), "1");
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_warn_receive__elsewhere_minor_practised_or_over_alerts_nobody(void)
{
    struct rig *r = city();
    T_OK(take(r, (struct cap_message){.id = "far", .polygon = NOWHERE}));
    T_OK(take(r, (struct cap_message){.id = "minor", .severity = "Minor"}));
    T_OK(take(r, (struct cap_message){.id = "past", .urgency = "Past"}));
    T_OK(take(r, (struct cap_message){.id = "drill", .status = "Exercise", .severity = "Extreme"}));
    T_OK(take(r, (struct cap_message){.id = "test", .status = "Test", .severity = "Extreme"}));
    T_OK(take(r, (struct cap_message){.id = "over", .sent_s = -7200, .expires_s = -60}));
    T_EQ(count(r, KIND_WARNING), 6);
    T_EQ(nth(r, 3)->status, WARNING_STATUS_EXERCISE);
    T_EQ(nth(r, 4)->status, WARNING_STATUS_TEST);
    T_EQ(nth(r, 5)->state, WARNING_STATE_EXPIRED);
    T_EQ(count(r, KIND_ALARM), 0);
    /* What may be anywhere may be here. */
    T_OK(take(r, (struct cap_message){.id = "somewhere", .polygon = "1,1"}));
    T_EQ(count(r, KIND_ALARM), 1);
    rig_free(r);
}

static void test_warn_receive__drafts_acknowledgements_and_what_ended_long_ago_are_left_alone(void)
{
    struct rig *r = city();
    T_OK(take(r, (struct cap_message){.id = "draft", .status = "Draft"}));
    T_OK(take(r, (struct cap_message){.id = "ack", .type = "Ack"}));
    T_OK(take(r, (struct cap_message){.id = "old", .sent_s = -200000, .expires_s = -100000}));
    T_STRC(str_c(rig_member(r, "ignored")), "1");
    T_STRC(str_c(rig_member(r, "why")), "it ended long ago");
    T_EQ(rig_events(r), 0);
    rig_as(r, "token/K1", ROLE_PARTNER, "", "");
    T_EQ(rig_call(r, "POST", "/ingest/cap", "<!DOCTYPE alert><alert/>"), RC_INVALID);
    T_EQ(rig_call(r, "POST", "/ingest/cap", "<feed/>"), RC_INVALID);
    rig_as(r, "token/K2", ROLE_CAMERA, "", "");
    T_EQ(rig_call(r, "POST", "/ingest/cap", "<alert/>"), RC_DENIED);
    rig_free(r);
}

static void test_warn_update__changes_it_and_alerts_again_only_when_it_is_worse(void)
{
    struct rig *r = city();
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    T_OK(take(r, (struct cap_message){
                     .id = "A2", .type = "Update", .refs = ref(r, "A1", 0), .sent_s = 1}));
    T_STRC(str_c(rig_member(r, "changed")), "1");
    T_EQ(count(r, KIND_WARNING), 1);
    T_STRC(nth(r, 0)->identifier, "A2");
    T_EQ(nth(r, 0)->updates, 1);
    T_EQ(alarm_at(r, 0)->count, 1);
    /* Worse, and in the south too: both desks are told, on the same alarm. */
    T_OK(take(r, (struct cap_message){.id = "A3",
                                      .type = "Update",
                                      .refs = ref(r, "A2", 1),
                                      .sent_s = 2,
                                      .severity = "Extreme",
                                      .polygon = SOUTH}));
    T_EQ(count(r, KIND_ALARM), 1);
    T_EQ(alarm_at(r, 0)->count, 2);
    T_STRC(nth(r, 0)->areas, "south");
    /* An older one that comes late changes nothing of it, and is known from then on. */
    T_OK(take(r, (struct cap_message){
                     .id = "A0", .type = "Update", .refs = ref(r, "A1", 0), .sent_s = -5}));
    T_STRC(nth(r, 0)->identifier, "A3");
    T_EQ(rig_count(r, EV_WARNING_KNOWN), 1);
    T_EQ(alarm_at(r, 0)->count, 2);
    rig_free(r);
}

static void test_warn_cancel__by_its_sender_alone_and_before_what_it_cancels_too(void)
{
    struct rig *r = city();
    const struct cap_message cancels = {
        .id = "A2", .type = "Cancel", .refs = ref(r, "A1", 0), .sent_s = 1};
    struct cap_message forged = cancels;
    forged.id = "X1";
    forged.sender = "evil@example.org";
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    T_OK(take(r, forged));
    T_EQ(nth(r, 0)->state, WARNING_STATE_ACTIVE);
    forged.id = "X2";
    forged.sender = NULL;
    T_OK(send_as(r, "token/K9", &forged)); /* the same sender, through another door */
    T_EQ(nth(r, 0)->state, WARNING_STATE_ACTIVE);
    T_OK(take(r, cancels));
    T_EQ(nth(r, 0)->state, WARNING_STATE_CANCELLED);
    T_STRC(nth(r, 0)->ended_why, "A2");
    T_EQ(count(r, KIND_ALARM), 1); /* latched: a person closes it */
    rig_free(r);
    r = city();
    T_OK(take(r, cancels));
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    T_STRC(str_c(rig_member(r, "same")), "1");
    T_EQ(count(r, KIND_WARNING), 1);
    T_EQ(nth(r, 0)->state, WARNING_STATE_CANCELLED);
    T_EQ(count(r, KIND_ALARM), 0);
    rig_free(r);
}

static void test_warn_wake__expires_and_leaves_the_picture_a_day_later(void)
{
    struct rig *r = city();
    T_OK(take(r, (struct cap_message){.id = "A1", .severity = "Minor", .expires_s = 60}));
    rig_pass(r, 61 * USEC_S);
    T_EQ(nth(r, 0)->state, WARNING_STATE_EXPIRED);
    rig_pass(r, settings_int(rig_settings(r), SET_ALARM_ARCHIVE_HOURS) * USEC_H + USEC_S);
    T_EQ(count(r, KIND_WARNING), 0);
    T_EQ(rig_count(r, EV_WARNING_ARCHIVED), 1);
    rig_free(r);
}

/* ---- ours ---- */

#define WORDS \
    "\"category\":\"met\",\"event\":\"Flood\",\"urgency\":\"immediate\",\"severity\":\"severe\"," \
    "\"certainty\":\"observed\",\"area_desc\":\"The river\",\"texts\":[{\"language\":\"en\"," \
    "\"headline\":\"Leave the bank\"}]"
#define WITH_END(more) "{" WORDS ",\"expires\":\"2026-11-22T13:00:00Z\"," more "}"

static enum rc issue(struct rig *r, const char *body)
{
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    return rig_call(r, "POST", "/api/v1/warnings", body);
}

static void test_warn_issue__is_served_updated_and_taken_back_by_us_alone(void)
{
    struct rig *r = city();
    char id[72], path[120];
    T_OK(issue(r, WITH_END("\"areas\":[\"north\"]")));
    (void)snprintf(id, sizeof id, "%s", rig_member(r, "id"));
    const struct warning *w = nth(r, 0);
    T(w->issued);
    T_STRC(w->sender, "we@centre.example");
    T_STRC(w->areas, "north");
    T_STRC(w->by, "U1");
    T_EQ(w->sites, 1);
    T_EQ(w->trust, WARNING_TRUST_UNSIGNED); /* and served all the same: people must be warned */
    T(says(w->xml, "<msgType>Alert</msgType>"));
    T_EQ(count(r, KIND_ALARM), 0); /* who issues it knows of it */
    (void)snprintf(path, sizeof path, "/cap/%s.xml", id);
    T_OK(rig_call(r, "GET", path, ""));
    T(strstr(rig_answer(r), "<headline>Leave the bank</headline>") != NULL);
    /* Nobody outside changes it, even with its name and number. */
    char refs[300];
    struct buf at;
    buf_init(&at, 64);
    put_time(&at, w->sent);
    (void)snprintf(refs, sizeof refs, "we@centre.example,%.*s,%.*s", STR_ARG(w->identifier),
                   STR_ARG(buf_str(&at)));
    buf_release(&at);
    T_OK(take(r, (struct cap_message){.id = "X1",
                                      .type = "Cancel",
                                      .sender = "we@centre.example",
                                      .refs = refs,
                                      .sent_s = 5}));
    T_EQ(nth(r, 0)->state, WARNING_STATE_ACTIVE);
    (void)snprintf(path, sizeof path, "/api/v1/warnings/%s/update", id);
    rig_as(r, "user/U3", ROLE_OPERATOR, "north", ""); /* nor who may not where it goes */
    T_EQ(rig_call(r, "POST", path, WITH_END("\"areas\":[\"south\"]")), RC_DENIED);
    rig_as(r, "user/U2", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "POST", path, WITH_END("\"areas\":[\"south\"]")));
    T_STRC(nth(r, 0)->areas, "south");
    T(says(nth(r, 0)->xml, "<msgType>Update</msgType>"));
    (void)snprintf(path, sizeof path, "/api/v1/warnings/%s/cancel", id);
    T_OK(rig_call(r, "POST", path, "{\"note\":\"It is over\"}"));
    T_EQ(nth(r, 0)->state, WARNING_STATE_CANCELLED);
    T_STRC(nth(r, 0)->ended_why, "It is over");
    T_EQ(rig_call(r, "POST", path, "{\"note\":\"again\"}"), RC_CONFLICT);
    rig_free(r);
}

static void test_warn_issue__within_ones_own_area_and_thirty_days(void)
{
    struct rig *r = city();
    T_EQ(issue(r, WITH_END("\"areas\":[\"nowhere\"]")), RC_NOT_FOUND);
    T_EQ(issue(r, "{" WORDS ",\"areas\":[\"north\"],\"expires\":\"2026-11-22T09:59:00Z\"}"),
         RC_INVALID);
    T_EQ(issue(r, "{" WORDS ",\"areas\":[\"north\"],\"expires\":\"2027-01-22T10:00:00Z\"}"),
         RC_INVALID);
    T_EQ(issue(r, WITH_END("\"areas\":[\"north\"],\"incident\":\"I1\"")), RC_NOT_FOUND);
    rig_as(r, "user/U3", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "POST", "/api/v1/warnings", WITH_END("\"areas\":[\"north\"]")), RC_DENIED);
    rig_as(r, "user/U4", ROLE_UNIT, "", "M1");
    T_EQ(rig_call(r, "POST", "/api/v1/warnings", WITH_END("\"areas\":[\"north\"]")), RC_DENIED);
    T_EQ(rig_events(r), 0);
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/warnings/%.*s/cancel",
                   STR_ARG(picture_at(rig_picture(r), KIND_WARNING, 0)->id));
    T_EQ(rig_call(r, "POST", path, "{\"note\":\"not ours\"}"), RC_DENIED);
    rig_free(r);
}

static void test_warn_issue__an_exercise_says_so_in_message_and_feed(void)
{
    struct rig *r = city();
    T_OK(issue(r, WITH_END("\"areas\":[\"north\"],\"status\":\"exercise\"")));
    T_EQ(nth(r, 0)->status, WARNING_STATUS_EXERCISE);
    T(says(nth(r, 0)->xml, "<status>Exercise</status>"));
    T_OK(rig_call(r, "GET", "/cap/feed.atom", ""));
    T(strstr(rig_answer(r), "<title>EXERCISE: Leave the bank</title>") != NULL);
    rig_free(r);
}

/* ---- what lies in it ---- */

static void stand(struct rig *r, const char *unit, double lat)
{
    char line[200];
    struct buf at;
    struct device d = {0};
    char id[40];
    (void)snprintf(id, sizeof id, "tab-%s", unit);
    device_set_kind(&d, DEVICE_KIND_TABLET);
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    device_set_unit(&d, str_c(unit));
    rig_event(r, EV_DEVICE_SET, id, &d);
    buf_init(&at, 64);
    clock_format(&at, rig_now(r));
    (void)snprintf(line, sizeof line,
                   "{\"device\":\"%s\",\"at\":\"%.*s\",\"lat\":%.3f,\"lon\":69.2}", id,
                   STR_ARG(buf_str(&at)), lat);
    buf_release(&at);
    rig_telemetry(r, SERIES_POSITIONS, line);
}

static void test_warn_affected__sites_and_units_on_duty_within_the_askers_area(void)
{
    struct rig *r = city();
    char path[120];
    add_unit(r, "M3", UNIT_DUTY_ON);
    stand(r, "M1", 41.31); /* in it */
    stand(r, "M2", 41.31); /* in it, off duty */
    stand(r, "M3", 41.9);  /* elsewhere */
    T_OK(take(r, (struct cap_message){.id = "A1"}));
    (void)snprintf(path, sizeof path, "/api/v1/warnings/%.*s/affected",
                   STR_ARG(picture_at(rig_picture(r), KIND_WARNING, 0)->id));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_OK(rig_call(r, "GET", path, ""));
    T_STRC(str_c(rig_answer(r)),
           "{\"sites\":[{\"id\":\"school-114\",\"name\":\"School 114\"}],"
           "\"units\":[{\"id\":\"M1\",\"name\":\"M1\"}],\"site_count\":1,\"unit_count\":1}");
    rig_as(r, "user/U2", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "GET", path, ""), RC_NOT_FOUND); /* it does not touch the south */
    rig_free(r);
}

int main(void)
{
    T_RUN(test_warn_receive__a_severe_one_here_is_known_once_and_alerts_once);
    T_RUN(test_warn_receive__elsewhere_minor_practised_or_over_alerts_nobody);
    T_RUN(test_warn_receive__drafts_acknowledgements_and_what_ended_long_ago_are_left_alone);
    T_RUN(test_warn_update__changes_it_and_alerts_again_only_when_it_is_worse);
    T_RUN(test_warn_cancel__by_its_sender_alone_and_before_what_it_cancels_too);
    T_RUN(test_warn_wake__expires_and_leaves_the_picture_a_day_later);
    T_RUN(test_warn_issue__is_served_updated_and_taken_back_by_us_alone);
    T_RUN(test_warn_issue__within_ones_own_area_and_thirty_days);
    T_RUN(test_warn_issue__an_exercise_says_so_in_message_and_feed);
    T_RUN(test_warn_affected__sites_and_units_on_duty_within_the_askers_area);
    return t_end();
}
