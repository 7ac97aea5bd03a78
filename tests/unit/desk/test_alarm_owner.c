/* SPDX-License-Identifier: Apache-2.0 */
/* Whose an alarm is: one at a time, and how it changes hands. */
#include "alarm_city.h"

#define ALARM "/api/v1/alarms/A8"

static void person(struct rig *r, const char *id, enum role role, const char *area)
{
    struct user u = {0};
    user_set_name(&u, str_c(id));
    user_set_role(&u, role);
    user_set_area(&u, str_c(area));
    rig_event(r, EV_USER_ADDED, id, &u);
}

/* A panic at the school, two operators of the centre (U1, U2), one of the north (U3), one of the south (U4). */
static struct rig *pressed_city(void)
{
    struct rig *r = city();
    person(r, "U1", ROLE_OPERATOR, "");
    person(r, "U3", ROLE_OPERATOR, "north");
    person(r, "U4", ROLE_OPERATOR, "south");
    T_OK(press(r, "btn-114", "panic", "p1"));
    T_STRC(str_c(rig_member(r, "id")), "A8");
    rig_mark(r);
    return r;
}

static void as(struct rig *r, const char *id, const char *area)
{
    rig_as(r, id, ROLE_OPERATOR, area, "");
}

static void test_alarm_owner__who_acknowledges_has_it(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    T_STRC(only_alarm(r)->owner, "U1");
    as(r, "user/U3", "north");
    T_EQ(rig_call(r, "POST", ALARM "/close", "{\"disposition\":\"test\"}"), RC_CONFLICT);
    T_STRC(str_c(rig_err(r)->field), "owner");
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"desk/\"}"), RC_CONFLICT);
    T_OK(rig_call(r, "POST", ALARM "/note", "{\"text\":\"we hear it too\"}"));
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/close", "{\"disposition\":\"test\"}"));
    rig_free(r);
}

static void test_alarm_owner__is_taken_over_from_whom_one_sees(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U3", "north");
    T_EQ(rig_call(r, "POST", ALARM "/take", "{\"from\":\"U1\"}"), RC_CONFLICT); /* nobody has it */
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    as(r, "user/U4", "south");
    T_EQ(rig_call(r, "POST", ALARM "/take", "{\"from\":\"U1\"}"), RC_DENIED);
    as(r, "user/U3", "north");
    T_OK(rig_call(r, "POST", ALARM "/take", "{\"from\":\"U1\"}"));
    T_STRC(only_alarm(r)->owner, "U3");
    T_STRC(only_alarm(r)->owner_before, "U1");
    T_STRC(only_alarm(r)->acked_by, "U1");
    T_OK(rig_call(r, "POST", ALARM "/take", "{\"from\":\"U1\"}")); /* tapped twice */
    T_EQ(rig_count(r, EV_ALARM_TAKEN), 1);
    as(r, "user/U2", "");
    T_EQ(rig_call(r, "POST", ALARM "/take", "{\"from\":\"U1\"}"), RC_CONFLICT);
    T_STRC(only_alarm(r)->owner, "U3");
    rig_free(r);
}

static void test_alarm_owner__hands_over_and_keeps_it_until_accepted(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U4\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U1\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U9\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"desk/south\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"north\"}"), RC_INVALID);
    T_OK(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"desk/north\"}"));
    T_STRC(only_alarm(r)->owner, "U1");
    as(r, "user/U2", "");
    T_EQ(rig_call(r, "POST", ALARM "/accept", ""), RC_DENIED);
    T_EQ(rig_call(r, "POST", ALARM "/decline", ""), RC_DENIED);
    as(r, "user/U3", "north");
    T_OK(rig_call(r, "POST", ALARM "/accept", ""));
    T_STRC(only_alarm(r)->owner, "U3");
    T_STRC(only_alarm(r)->owner_before, "U1");
    T_EQ(only_alarm(r)->offered_to.n, 0);
    T_EQ(only_alarm(r)->wake_at, 0);
    T_EQ(rig_call(r, "POST", ALARM "/accept", ""), RC_CONFLICT);
    T_OK(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U1\"}"));
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/decline", ""));
    T_STRC(only_alarm(r)->owner, "U3");
    T_EQ(only_alarm(r)->offered_to.n, 0);
    rig_free(r);
}

static void test_alarm_owner__an_offer_nobody_accepts_is_over_in_time(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    T_OK(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U3\"}"));
    rig_pass(r, 119 * USEC_S);
    T_STRC(only_alarm(r)->offered_to, "user/U3");
    rig_pass(r, 2 * USEC_S);
    T_EQ(only_alarm(r)->offered_to.n, 0);
    T_EQ(only_alarm(r)->wake_at, 0);
    T_STRC(only_alarm(r)->owner, "U1");
    T_EQ(rig_count(r, EV_ALARM_LAPSED), 1);
    T_EQ(only_alarm(r)->escalated, 0);
    rig_free(r);
}

static void test_alarm_owner__a_press_ends_the_offer_and_goes_up(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    T_OK(rig_call(r, "POST", ALARM "/hand_over", "{\"to\":\"user/U3\"}"));
    T_OK(press(r, "btn-114", "panic", "p2"));
    T_EQ(only_alarm(r)->offered_to.n, 0);
    T_STRC(only_alarm(r)->owner, "U1");
    as(r, "user/U3", "north");
    T_EQ(rig_call(r, "POST", ALARM "/accept", ""), RC_CONFLICT);
    rig_pass(r, 31 * USEC_S);
    T_EQ(only_alarm(r)->escalated, 1);
    /* Whoever answers the new press has it, and whose it was is told. */
    T_OK(rig_call(r, "POST", ALARM "/acknowledge", ""));
    T_STRC(only_alarm(r)->owner, "U3");
    T_STRC(only_alarm(r)->owner_before, "U1");
    rig_free(r);
}

static void test_alarm_note__answers_a_step(void)
{
    struct rig *r = pressed_city();
    as(r, "user/U1", "");
    T_OK(rig_call(r, "POST", ALARM "/note",
                  "{\"text\":\"Is everybody safe? no\",\"step\":\"script.1\",\"answer\":\"no\"}"));
    const struct note *n = picture_at(rig_picture(r), KIND_NOTE, 0)->rec;
    T_STRC(n->step, "script.1");
    T_EQ(n->answer, STEP_ANSWER_NO);
    T_STRC(n->by, "U1");
    T_EQ(rig_call(r, "POST", ALARM "/note", "{\"text\":\"x\",\"step\":\"script.1\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/note", "{\"text\":\"x\",\"answer\":\"yes\"}"), RC_INVALID);
    T_EQ(rig_call(r, "POST", ALARM "/note",
                  "{\"text\":\"x\",\"step\":\"code.K1\",\"answer\":\"matched\"}"),
         RC_INVALID);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_alarm_owner__who_acknowledges_has_it);
    T_RUN(test_alarm_owner__is_taken_over_from_whom_one_sees);
    T_RUN(test_alarm_owner__hands_over_and_keeps_it_until_accepted);
    T_RUN(test_alarm_owner__an_offer_nobody_accepts_is_over_in_time);
    T_RUN(test_alarm_owner__a_press_ends_the_offer_and_goes_up);
    T_RUN(test_alarm_note__answers_a_step);
    return t_end();
}
