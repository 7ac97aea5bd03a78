/* SPDX-License-Identifier: Apache-2.0 */
/* Words between a desk and its units: to whom they may go, their receipts, and when they are over. */
#include "dispatch_city.h"

static const struct message *message(struct rig *r, const char *id)
{
    const struct message *m = picture_get(rig_picture(r), KIND_MESSAGE, str_c(id));
    T_REQUIRE(m != NULL);
    return m;
}

static void as_unit(struct rig *r, const char *unit)
{
    rig_as(r, "user/U9", ROLE_UNIT, "", unit);
}

static void to_unit(struct rig *r, const char *unit, char id[64])
{
    T_OK(post(r, "units", unit, "message", "{\"text\":\"come in\"}"));
    (void)snprintf(id, 64, "%s", rig_member(r, "id"));
}

static void test_message__to_a_unit_delivered_seen_over(void)
{
    struct rig *r = city();
    char id[64];
    to_unit(r, "M1", id);
    const struct message *m = message(r, id);
    T_EQ(m->way, MESSAGE_WAY_TO_UNIT);
    T_STRC(m->unit, "M1");
    T_STRC(m->area, "north");
    T_STRC(m->text, "come in");
    T_STRC(m->by, "U1");
    T_EQ(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"), RC_DENIED);
    as_unit(r, "M2");
    T_EQ(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"), RC_DENIED);
    as_unit(r, "M1");
    T_OK(post(r, "messages", id, "receipt", "{\"receipt\":\"delivered\"}"));
    T_EQ(m->delivered_at, rig_now(r));
    T_EQ(m->seen_at, 0);
    rig_pass(r, USEC_MIN);
    T_OK(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"));
    T_EQ(m->seen_at, rig_now(r));
    size_t events = rig_events(r);
    T_OK(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"));
    T_EQ(rig_events(r), events);
    T_EQ(rig_count(r, EV_MESSAGE_UNDELIVERED), 0);
    rig_restart(r);
    rig_pass(r, 12 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_MESSAGE), 0);
    T_EQ(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_message__not_delivered_is_marked_and_may_still_arrive(void)
{
    struct rig *r = city();
    char id[64];
    to_unit(r, "M1", id);
    rig_pass(r, 9 * USEC_S);
    T_EQ(message(r, id)->undelivered, 0);
    rig_restart(r);
    rig_pass(r, USEC_S);
    T_EQ(message(r, id)->undelivered, 1);
    T_EQ(rig_count(r, EV_MESSAGE_UNDELIVERED), 1);
    as_unit(r, "M1");
    T_OK(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"));
    T_EQ(message(r, id)->undelivered, 0);
    T(message(r, id)->delivered_at != 0 && message(r, id)->seen_at != 0);
    as_desk(r, "user/U1");
    to_unit(r, "M2", id);
    rig_pass(r, 12 * USEC_H + 11 * USEC_S); /* never delivered, and over all the same */
    T_EQ(picture_count(rig_picture(r), KIND_MESSAGE), 0);
    rig_free(r);
}

static void test_message__to_the_desk_about_an_incident(void)
{
    struct rig *r = city();
    char g[64], id[64], body[120];
    rig_as(r, "user/U5", ROLE_OPERATOR, "north", "");
    open_one(r);
    send_unit(r, "M2", g);
    (void)snprintf(body, sizeof body, "{\"text\":\"two men\",\"incident\":\"%s\"}", incident_id);
    as_unit(r, "M1"); /* not its incident */
    T_EQ(post(r, "units", "M1", "message", body), RC_NOT_FOUND);
    T(strcmp(rig_err(r)->field, "incident") == 0);
    T_EQ(post(r, "units", "M2", "message", body), RC_DENIED); /* nor in another's name */
    as_unit(r, "M2");
    T_OK(post(r, "units", "M2", "message", body));
    (void)snprintf(id, sizeof id, "%s", rig_member(r, "id"));
    const struct message *m = message(r, id);
    T_EQ(m->way, MESSAGE_WAY_TO_DESK);
    T_STRC(m->incident, incident_id);
    T(m->delivered_at != 0);
    T_EQ(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"), RC_DENIED);
    rig_as(r, "user/U6", ROLE_OPERATOR, "south", "");
    T_EQ(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"), RC_DENIED);
    rig_as(r, "user/U5", ROLE_OPERATOR, "north", "");
    T_OK(post(r, "messages", id, "receipt", "{\"receipt\":\"seen\"}"));
    T_STRC(m->seen_by, "U5");
    rig_free(r);
}

static void test_message__refused(void)
{
    struct rig *r = city();
    char text[1200], body[1300];
    T_EQ(post(r, "units", "M9", "message", "{\"text\":\"x\"}"), RC_NOT_FOUND);
    T_EQ(post(r, "units", "M1", "message", "{\"text\":\" \"}"), RC_INVALID);
    T_EQ(post(r, "units", "M1", "message", "{}"), RC_INVALID);
    memset(text, 'x', 1001);
    text[1001] = '\0';
    (void)snprintf(body, sizeof body, "{\"text\":\"%s\"}", text);
    T_EQ(post(r, "units", "M1", "message", body), RC_INVALID);
    T_EQ(post(r, "units", "M1", "message", "{\"text\":\"x\",\"incident\":\"I9\"}"), RC_NOT_FOUND);
    rig_as(r, "user/U6", ROLE_OPERATOR, "south", "");
    T_EQ(post(r, "units", "M1", "message", "{\"text\":\"x\"}"), RC_DENIED);
    as_unit(r, "M1");
    T_OK(rig_call(r, "POST", "/api/v1/units/M1/duty", "{\"duty\":\"off\"}"));
    as_desk(r, "user/U1");
    T_EQ(post(r, "units", "M1", "message", "{\"text\":\"x\"}"), RC_CONFLICT); /* nobody reads it */
    T_EQ(picture_count(rig_picture(r), KIND_MESSAGE), 0);
    rig_free(r);
}

static enum rc broadcast(struct rig *r, const char *members)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"text\":\"look out\"%s}", members);
    return rig_call(r, "POST", "/api/v1/broadcasts", body);
}

static void test_broadcast__to_an_area_or_an_incident(void)
{
    struct rig *r = city();
    struct area south = {0};
    char g[64], body[100], first[64];
    area_set_name(&south, STR("South"));
    rig_event(r, EV_AREA_SET, "south", &south);
    add_unit(r, "S1", "south");
    on_duty(r, "S1");
    add_unit(r, "S2", "south"); /* off duty */
    as_desk(r, "user/U1");
    T_OK(broadcast(r, ",\"area\":\"north\""));
    T(strcmp(rig_member(r, "units"), "3") == 0);
    (void)snprintf(first, sizeof first, "%s", rig_member(r, "id"));
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_MESSAGE, F_MESSAGE_BROADCAST, str_c(first), &n);
    T_EQ(n, 3);
    T_OK(broadcast(r, ""));
    T(strcmp(rig_member(r, "units"), "4") == 0);
    open_one(r);
    (void)snprintf(body, sizeof body, ",\"incident\":\"%s\"", incident_id);
    T_EQ(broadcast(r, body), RC_CONFLICT); /* nobody is there */
    send_unit(r, "M2", g);
    T_OK(broadcast(r, body));
    T(strcmp(rig_member(r, "units"), "1") == 0);
    T_EQ(broadcast(r, ",\"area\":\"north\",\"incident\":\"I1\""), RC_INVALID);
    T_EQ(broadcast(r, ",\"area\":\"nowhere\""), RC_NOT_FOUND);
    rig_as(r, "user/U6", ROLE_OPERATOR, "south", "");
    T_EQ(broadcast(r, ",\"area\":\"north\""), RC_DENIED);
    T_EQ(broadcast(r, ""), RC_DENIED);
    T_OK(broadcast(r, ",\"area\":\"south\""));
    as_unit(r, "M1");
    T_EQ(broadcast(r, ",\"area\":\"north\""), RC_DENIED);
    rig_free(r);
}

static void test_broadcast__to_too_many_is_to_nobody(void)
{
    struct rig *r = city();
    char id[16];
    for (int i = 0; i < 498; i++) {
        (void)snprintf(id, sizeof id, "N%d", i);
        add_unit(r, id, "north");
        on_duty(r, id);
    }
    as_desk(r, "user/U1");
    T_EQ(broadcast(r, ",\"area\":\"north\""), RC_TOO_LARGE);
    T_EQ(picture_count(rig_picture(r), KIND_MESSAGE), 0);
    as_unit(r, "N0");
    T_OK(rig_call(r, "POST", "/api/v1/units/N0/duty", "{\"duty\":\"off\"}"));
    as_desk(r, "user/U1");
    T_OK(broadcast(r, ",\"area\":\"north\""));
    T_EQ(picture_count(rig_picture(r), KIND_MESSAGE), 500);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_message__to_a_unit_delivered_seen_over);
    T_RUN(test_message__not_delivered_is_marked_and_may_still_arrive);
    T_RUN(test_message__to_the_desk_about_an_incident);
    T_RUN(test_message__refused);
    T_RUN(test_broadcast__to_an_area_or_an_incident);
    T_RUN(test_broadcast__to_too_many_is_to_nobody);
    return t_end();
}
