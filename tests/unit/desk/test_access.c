/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in, guessing, and sign-ins. People, passwords, tokens and set-up: test_access_people.c. */
#include "access_city.h"

/* ---- signing in ---- */

static void test_sign_in__opens_a_session_and_says_who(void)
{
    struct rig *r = city();
    char cookie[65], hash[SHA256_HEX + 1], csrf[65];
    rig_as(r, "", ROLE_UNIT, "", "");
    T_OK(sign_in(r, "op1", "correct horse"));
    (void)str_copy(cookie, sizeof cookie, str_c(rig_last(r)->new_session));
    T_EQ(strlen(cookie), 43);
    T_STRC(str_c(rig_member(r, "user")), "U2");
    T_STRC(str_c(rig_member(r, "name")), "op1");
    T_STRC(str_c(rig_member(r, "role")), "operator");
    T_STRC(str_c(rig_member(r, "area")), "north");
    T_STRC(str_c(rig_member(r, "lang")), "ru");
    T_STRC(str_c(rig_member(r, "full_name")), "A. Person");
    T_STRC(str_c(rig_member(r, "expires")), "2026-11-22T22:00:00Z");
    T_STRC(str_c(rig_member(r, "version")), MARKAZ_VERSION);
    T_STRC(str_c(rig_member(r, "demo")), "false");
    T(strstr(rig_member(r, "permissions"), "\"alarm.handle\"") != NULL);
    T(strstr(rig_member(r, "permissions"), "access.manage") == NULL);
    core_csrf(str_c(cookie), csrf);
    T_STRC(str_c(rig_member(r, "csrf")), csrf);
    T(json_check(str_c(rig_answer(r)), NULL) == RC_OK);
    T_EQ(rig_events(r), 1);
    T_EQ(rig_event_type(r, 0), EV_SESSION_OPENED);
    T(strstr(rig_event_data(r, 0), "\"actor\":\"user/U2\"") != NULL);
    T(strstr(rig_event_data(r, 0), cookie) == NULL);
    sha256_hex(sha256_of(str_c(cookie), STR_NONE, STR_NONE), hash);
    T(strstr(rig_event_data(r, 0), hash) != NULL);
    rig_free(r);
}

static void test_sign_in__refuses_alike_wrong_password_and_unknown_name(void)
{
    struct rig *r = city();
    char first[320];
    rig_as(r, "", ROLE_UNIT, "", "");
    T_EQ(sign_in(r, "op1", "wrong horse!"), RC_UNAUTHORIZED);
    (void)str_copy(first, sizeof first, str_c(rig_err(r)->detail));
    T_EQ(sign_in(r, "nobody", "wrong horse!"), RC_UNAUTHORIZED);
    T_STRC(str_c(rig_err(r)->detail), first);
    T_EQ(rig_events(r), 0);
    T_STRC(str_c(rig_last(r)->new_session), "");
    T_EQ(rig_call(r, "POST", "/api/v1/session", "{\"name\":\"op1\"}"), RC_INVALID);
    rig_free(r);
}

static void test_sign_in__takes_the_same_time_for_an_unknown_name(void)
{
    struct rig *r = city();
    usec_t t[2] = {INT64_MAX, INT64_MAX};
    for (int i = 0; i < 4; i++) {
        rig_peer(r, i < 2 ? "10.0.0.1" : "10.0.0.2");
        usec_t from = clock_cpu();
        T_EQ(sign_in(r, i % 2 == 0 ? "op1" : "nobody", "wrong horse!"), RC_UNAUTHORIZED);
        usec_t took = clock_cpu() - from;
        t[i % 2] = took < t[i % 2] ? took : t[i % 2];
    }
    /* Both are one argon2id; without the dummy the second would be a thousand times quicker. */
    T(t[1] > t[0] / 3 && t[0] > t[1] / 3);
    rig_free(r);
}

static void test_sign_in__locks_out_a_name(void)
{
    struct rig *r = city();
    char peer[32];
    for (int i = 0; i < 5; i++) {
        (void)snprintf(peer, sizeof peer, "10.0.0.%d", i);
        rig_peer(r, peer);
        T_EQ(sign_in(r, "op1", "wrong horse!"), RC_UNAUTHORIZED);
    }
    rig_peer(r, "10.0.0.77");
    T_EQ(sign_in(r, "op1", "correct horse"), RC_BUSY);
    T(strstr(rig_err(r)->detail, "300 s") != NULL);
    T_OK(sign_in(r, "root", "correct horse"));
    rig_pass(r, 299 * USEC_S);
    T_EQ(sign_in(r, "op1", "correct horse"), RC_BUSY);
    T(strstr(rig_err(r)->detail, " 1 s") != NULL);
    rig_pass(r, 2 * USEC_S);
    T_OK(sign_in(r, "op1", "correct horse"));
    rig_free(r);
}

static void test_sign_in__locks_out_an_address(void)
{
    struct rig *r = city();
    char name[32];
    rig_peer(r, "2001:db8:1:2::1");
    for (int i = 0; i < 29; i++) {
        (void)snprintf(name, sizeof name, "guess%d", i);
        T_EQ(sign_in(r, name, "wrong horse!"), RC_UNAUTHORIZED);
    }
    /* A good sign-in in between does not wash the address clean. */
    T_OK(sign_in(r, "root", "correct horse"));
    T_EQ(sign_in(r, "guess99", "wrong horse!"), RC_UNAUTHORIZED);
    rig_peer(r, "2001:db8:1:2:ffff::9"); /* the same line */
    T_EQ(sign_in(r, "op1", "correct horse"), RC_BUSY);
    rig_peer(r, "2001:db8:1:3::1");
    T_OK(sign_in(r, "op1", "correct horse"));
    rig_peer(r, ""); /* the control socket has no address */
    T_OK(sign_in(r, "op1", "correct horse"));
    rig_free(r);
}

static const struct access_tries few = {5, 5};

static void test_limit__an_office_shares_an_address(void)
{
    static const struct access_tries tries = {5, 30};
    struct str office = STR("10.1.1.1");
    struct err e;
    char name[32];
    access_limit_reset();
    for (int i = 0; i < 24; i++) { /* many mistype, each less often than locks a name */
        (void)snprintf(name, sizeof name, "op%d", i / 4);
        T_OK(access_limit_try(str_c(name), office, tries, 1000 * USEC_H, &e));
    }
    for (int i = 0; i < 20; i++) { /* and the others come in all the same */
        T_OK(access_limit_try(STR("good"), office, tries, 1000 * USEC_H, &e));
        access_limit_good(STR("good"), office, tries);
    }
    T_OK(access_limit_try(STR("op1"), office, tries, 1000 * USEC_H, &e));
    T_EQ(access_limit_try(STR("op1"), office, tries, 1000 * USEC_H, &e), RC_BUSY); /* the name */
    T_OK(access_limit_try(STR("op2"), office, tries, 1000 * USEC_H, &e));
    access_limit_reset();
}

static void test_limit__good_tries_never_lock(void)
{
    struct err e;
    access_limit_reset();
    for (int i = 0; i < 1000; i++) {
        T_OK(access_limit_try(STR("op1"), STR("10.1.1.1"), few, 1000 * USEC_H, &e));
        access_limit_good(STR("op1"), STR("10.1.1.1"), few);
    }
    /* The fifth try is good although four before it were not. */
    for (int i = 0; i < 5; i++)
        T_OK(access_limit_try(STR("op1"), STR("10.1.1.1"), few, 1000 * USEC_H, &e));
    access_limit_good(STR("op1"), STR("10.1.1.1"), few);
    T_OK(access_limit_try(STR("op1"), STR("10.1.1.1"), few, 1000 * USEC_H, &e));
    access_limit_reset();
}

static void test_limit__a_flood_of_names_keeps_the_address_locked(void)
{
    struct err e;
    int taken = 0;
    access_limit_reset();
    for (int i = 0; i < 100000; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "n%d", i);
        taken +=
            access_limit_try(str_c(name), STR("10.1.1.1"), few, 1000 * USEC_H + i, &e) == RC_OK;
    }
    T_EQ(taken, 5);
    access_limit_reset();
}

static void test_limit__a_clock_set_back_locks_nobody_for_long(void)
{
    struct err e;
    access_limit_reset();
    for (int i = 0; i < 5; i++)
        T_OK(access_limit_try(STR("op1"), STR(""), few, 1000 * USEC_H, &e));
    T_EQ(access_limit_try(STR("op1"), STR(""), few, 1000 * USEC_H, &e), RC_BUSY);
    T_OK(access_limit_try(STR("op1"), STR(""), few, 10 * USEC_H, &e));
    access_limit_reset();
}

static void test_sign_in__disabled_people_may_not(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", "/api/v1/users/U2/disable", "{\"disabled\":true}"));
    T_EQ(sign_in(r, "op1", "correct horse"), RC_DENIED);
    T_EQ(sign_in(r, "op1", "wrong horse!"), RC_UNAUTHORIZED);
    T_OK(rig_call(r, "POST", "/api/v1/users/U2/disable", "{\"disabled\":false}"));
    T_OK(sign_in(r, "op1", "correct horse"));
    rig_free(r);
}

static void test_sign_in__the_65th_session_ends_the_oldest(void)
{
    struct rig *r = city();
    char id[16];
    for (int i = 0; i < ACCESS_SESSIONS_MAX; i++) {
        (void)snprintf(id, sizeof id, "s%d", i);
        open_session(r, id, "U2");
    }
    T_OK(sign_in(r, "op1", "correct horse"));
    T_EQ(sessions_of(r, "U2"), ACCESS_SESSIONS_MAX);
    T(picture_find(rig_picture(r), KIND_SESSION, STR("s0")) == NULL);
    T(picture_find(rig_picture(r), KIND_SESSION, STR("s1")) != NULL);
    rig_free(r);
}

static void test_session__ends_by_itself(void)
{
    struct rig *r = city();
    T_OK(sign_in(r, "op1", "correct horse"));
    T_EQ(sessions_of(r, "U2"), 1);
    rig_pass(r, 12 * USEC_H - USEC_S);
    T_EQ(sessions_of(r, "U2"), 1);
    rig_pass(r, 2 * USEC_S);
    T_EQ(sessions_of(r, "U2"), 0);
    T_EQ(rig_count(r, EV_SESSION_CLOSED), 1);
    rig_free(r);
}

static const struct session *session_of(struct rig *r, const char *id)
{
    return picture_get(rig_picture(r), KIND_SESSION, str_c(id));
}

static void test_session_renew__goes_on_while_it_is_used_up_to_its_ceiling(void)
{
    struct rig *r = city();
    usec_t begun = rig_now(r);
    int renewed = 0;
    open_session(r, "s1", "U2");
    rig_as(r, "user/U2", ROLE_OPERATOR, "north", "");
    (void)str_copy(rig_who(r)->session, 65, STR("s1"));
    rig_mark(r);
    T_OK(rig_call(r, "POST", "/api/v1/session/renew", ""));
    T_EQ(rig_events(r), 0); /* it has its hour */
    T_STRC(str_c(rig_member(r, "expires")), "2026-11-22T11:00:00Z");
    T_STRC(str_c(rig_member(r, "ends")), "2026-11-23T22:00:00Z");
    for (; session_of(r, "s1") != NULL; renewed++) {
        T_REQUIRE(renewed < 100);
        T_OK(rig_call(r, "POST", "/api/v1/session/renew", ""));
        rig_pass(r, 30 * USEC_MIN);
    }
    T_EQ((rig_now(r) - begun) / USEC_H, 36);
    T(rig_count(r, EV_SESSION_RENEWED) > 60);
    T(strstr(rig_event_data(r, 0), "\"area\":\"north\"") != NULL);
    T_EQ(rig_call(r, "POST", "/api/v1/session/renew", ""), RC_INVALID);
    rig_as(r, "token/K1", ROLE_CAMERA, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/session/renew", ""), RC_INVALID);
    rig_free(r);
}

/* A tablet without a line asks for nothing, and its officer is not thrown out in the middle of the work. */
static void test_session__lasts_while_its_officer_is_on_duty(void)
{
    struct rig *r = city();
    struct unit unit = {0};
    struct user officer = {0};
    unit_set_duty(&unit, UNIT_DUTY_ON);
    rig_event(r, EV_UNIT_SET, "M1", &unit);
    user_set_name(&officer, STR("m1"));
    user_set_role(&officer, ROLE_UNIT);
    user_set_unit(&officer, STR("M1"));
    rig_event(r, EV_USER_ADDED, "U9", &officer);
    open_session(r, "s1", "U9");
    rig_pass(r, 20 * USEC_H);
    T_REQUIRE(session_of(r, "s1") != NULL);
    unit_set_duty(&unit, UNIT_DUTY_OFF);
    rig_event(r, EV_UNIT_DUTY, "M1", &unit);
    rig_pass(r, 61 * USEC_MIN);
    T(session_of(r, "s1") == NULL);
    unit_set_duty(&unit, UNIT_DUTY_ON);
    rig_event(r, EV_UNIT_DUTY, "M1", &unit);
    open_session(r, "s2", "U9");
    usec_t begun = rig_now(r);
    while (session_of(r, "s2") != NULL && rig_now(r) - begun < 40 * USEC_H)
        rig_pass(r, 10 * USEC_MIN);
    T_EQ((rig_now(r) - begun) / USEC_H, 36);
    rig_free(r);
}

static void test_me__tells_people_and_tokens(void)
{
    struct rig *r = city();
    struct token t = {0};
    open_session(r, "s1", "U2");
    rig_as(r, "user/U2", ROLE_OPERATOR, "north", "");
    (void)str_copy(rig_who(r)->session, 65, STR("s1"));
    (void)str_copy(rig_who(r)->csrf, 65, STR("feed"));
    T_OK(rig_call(r, "GET", "/api/v1/session", ""));
    T_STRC(str_c(rig_member(r, "user")), "U2");
    T_STRC(str_c(rig_member(r, "csrf")), "feed");
    T_STRC(str_c(rig_member(r, "expires")), "2026-11-22T11:00:00Z");
    T(strstr(rig_answer(r), "argon2") == NULL);
    token_set_name(&t, STR("camera 7"));
    token_set_role(&t, ROLE_CAMERA);
    rig_event(r, EV_TOKEN_ADDED, "K1", &t);
    rig_as(r, "token/K1", ROLE_CAMERA, "north", "");
    T_OK(rig_call(r, "GET", "/api/v1/session", ""));
    T_STRC(str_c(rig_member(r, "user")), "");
    T_STRC(str_c(rig_member(r, "name")), "camera 7");
    T_STRC(str_c(rig_member(r, "role")), "camera");
    T_STRC(str_c(rig_member(r, "expires")), "null");
    T_OK(json_check(str_c(rig_answer(r)), NULL));
    rig_free(r);
}

static void test_sign_out__ends_the_own_session(void)
{
    struct rig *r = city();
    open_session(r, "s1", "U2");
    open_session(r, "s2", "U2");
    rig_as(r, "user/U2", ROLE_OPERATOR, "north", "");
    (void)str_copy(rig_who(r)->session, 65, STR("s2"));
    T_OK(rig_call(r, "DELETE", "/api/v1/session", ""));
    T(rig_last(r)->end_session);
    T(picture_find(rig_picture(r), KIND_SESSION, STR("s2")) == NULL);
    T_EQ(sessions_of(r, "U2"), 1);
    rig_as(r, "token/K1", ROLE_CAMERA, "", "");
    T_EQ(rig_call(r, "DELETE", "/api/v1/session", ""), RC_INVALID);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_sign_in__opens_a_session_and_says_who);
    T_RUN(test_sign_in__refuses_alike_wrong_password_and_unknown_name);
    T_RUN(test_sign_in__takes_the_same_time_for_an_unknown_name);
    T_RUN(test_sign_in__locks_out_a_name);
    T_RUN(test_sign_in__locks_out_an_address);
    T_RUN(test_limit__an_office_shares_an_address);
    T_RUN(test_limit__good_tries_never_lock);
    T_RUN(test_limit__a_flood_of_names_keeps_the_address_locked);
    T_RUN(test_limit__a_clock_set_back_locks_nobody_for_long);
    T_RUN(test_sign_in__disabled_people_may_not);
    T_RUN(test_sign_in__the_65th_session_ends_the_oldest);
    T_RUN(test_session__ends_by_itself);
    T_RUN(test_session_renew__goes_on_while_it_is_used_up_to_its_ceiling);
    T_RUN(test_session__lasts_while_its_officer_is_on_duty);
    T_RUN(test_me__tells_people_and_tokens);
    T_RUN(test_sign_out__ends_the_own_session);
    return t_end();
}
