/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/access/access.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/core.h"
#include "desk/access/access_priv.h"
#include "store/file.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_access, NULL};

/* Hashing takes 0.15 s; people whose password matters not share this one. */
static char pwhash[PASSWORD_HASH_MAX]; /* of "correct horse" */

static void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    rig_event(r, EV_AREA_SET, id, &a);
}

static void add_user(struct rig *r, const char *id, const char *name, enum role role,
                     const char *area)
{
    struct user u = {0};
    struct err e;
    if (pwhash[0] == '\0')
        T_REQUIRE(password_hash(STR("correct horse"), pwhash, &e) == RC_OK);
    user_set_name(&u, str_c(name));
    user_set_role(&u, role);
    user_set_area(&u, str_c(area));
    user_set_full_name(&u, STR("A. Person"));
    user_set_lang(&u, LANG_RU);
    user_set_pwhash(&u, str_c(pwhash));
    user_set_disabled(&u, false);
    rig_event(r, EV_USER_ADDED, id, &u);
}

static struct rig *city(void)
{
    struct rig *r = rig_new(desks);
    struct unit n = {0};
    add_area(r, "city", "");
    add_area(r, "north", "city");
    add_area(r, "south", "city");
    unit_set_name(&n, STR("21"));
    unit_set_area(&n, STR("north"));
    rig_event(r, EV_UNIT_SET, "M21", &n);
    add_user(r, "U1", "root", ROLE_ADMIN, "");
    add_user(r, "U2", "op1", ROLE_OPERATOR, "north");
    rig_as(r, "user/U1", ROLE_ADMIN, "", "");
    rig_mark(r);
    return r;
}

static uint32_t sessions_of(struct rig *r, const char *user)
{
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_SESSION, F_SESSION_USER, str_c(user), &n);
    return n;
}

static void open_session(struct rig *r, const char *id, const char *user)
{
    struct session s = {0};
    session_set_user(&s, str_c(user));
    session_set_opened_at(&s, rig_now(r));
    session_set_wake_at(&s, rig_now(r) + USEC_H);
    rig_event(r, EV_SESSION_OPENED, id, &s);
}

static enum rc sign_in(struct rig *r, const char *name, const char *password)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"name\":\"%s\",\"password\":\"%s\"}", name, password);
    return rig_call(r, "POST", "/api/v1/session", body);
}

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

/* ---- people ---- */

#define PEOPLE "/api/v1/users"

static void test_user_add__adds_and_lets_in(void)
{
    struct rig *r = city();
    T_OK(rig_call(
        r, "POST", PEOPLE,
        "{\"name\":\"sup\",\"role\":\"supervisor\",\"area\":\"city\",\"lang\":\"uz\",\"password\":\"пароль-длинный\"}"));
    const struct user *u = picture_get(rig_picture(r), KIND_USER, str_c(rig_member(r, "id")));
    T_REQUIRE(u != NULL);
    T_EQ(u->role, ROLE_SUPERVISOR);
    T_EQ(u->lang, LANG_UZ);
    T_EQ(u->created_at, rig_now(r));
    T(str_starts(u->pwhash, STR("$argon2id$v=19$m=65536,t=3,p=1$")));
    T_OK(sign_in(r, "sup", "пароль-длинный"));
    T(strstr(rig_event_data(r, 0), "пароль") == NULL);
    T_EQ(rig_call(r, "POST", PEOPLE,
                  "{\"name\":\"sup\",\"role\":\"operator\",\"password\":\"0123456789\"}"),
         RC_CONFLICT);
    T_STRC(str_c(rig_err(r)->field), "name");
    rig_free(r);
}

static void refuse_add(struct rig *r, const char *body, enum rc rc, const char *field)
{
    T_EQ(rig_call(r, "POST", PEOPLE, body), rc);
    T_STRC(str_c(rig_err(r)->field), field);
    T_EQ(rig_events(r), 0);
}

static void test_user_add__refuses(void)
{
    struct rig *r = city();
    refuse_add(r, "{\"name\":\"a\",\"role\":\"operator\",\"password\":\"123456789\"}", RC_INVALID,
               "password");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"operator\",\"password\":\"ппппппппп\"}", RC_INVALID,
               "password");
    refuse_add(
        r, "{\"name\":\"longenoughname\",\"role\":\"operator\",\"password\":\"LongEnoughName\"}",
        RC_INVALID, "password");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"camera\",\"password\":\"0123456789\"}", RC_INVALID,
               "role");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"unit\",\"password\":\"0123456789\"}", RC_INVALID,
               "unit");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"unit\",\"unit\":\"M99\",\"password\":\"0123456789\"}",
               RC_INVALID, "unit");
    refuse_add(
        r, "{\"name\":\"a\",\"role\":\"operator\",\"area\":\"moon\",\"password\":\"0123456789\"}",
        RC_INVALID, "area");
    refuse_add(r, "{\"name\":\"a b\",\"role\":\"operator\",\"password\":\"0123456789\"}",
               RC_INVALID, "name");
    rig_as(r, "user/U2", ROLE_OPERATOR, "", "");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"operator\",\"password\":\"0123456789\"}", RC_DENIED,
               "");
    rig_free(r);
}

static void test_user__an_area_admin_stays_in_the_area(void)
{
    struct rig *r = city();
    add_user(r, "U3", "nadmin", ROLE_ADMIN, "north");
    add_user(r, "U4", "south", ROLE_OPERATOR, "south");
    rig_mark(r);
    rig_as(r, "user/U3", ROLE_ADMIN, "north", "");
    refuse_add(r, "{\"name\":\"a\",\"role\":\"admin\",\"password\":\"0123456789\"}", RC_DENIED, "");
    refuse_add(
        r, "{\"name\":\"a\",\"role\":\"operator\",\"area\":\"city\",\"password\":\"0123456789\"}",
        RC_DENIED, "");
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U2", "{\"area\":\"\"}"), RC_DENIED);
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U4", "{\"full_name\":\"X\"}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", PEOPLE "/U1/disable", "{\"disabled\":true}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", PEOPLE "/U1/reset", "{\"password\":\"0123456789\"}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/tokens", "{\"name\":\"t\",\"role\":\"camera\"}"), RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"camera\",\"area\":\"south\"}"),
         RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"camera\",\"devices\":[\"cam1\"]}"),
         RC_INVALID);
    T_EQ(rig_events(r), 0);
    T_OK(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"camera\",\"area\":\"north\"}"));
    struct device own = {0};
    device_set_kind(&own, DEVICE_KIND_CAMERA);
    device_set_area(&own, STR("north"));
    rig_event(r, EV_DEVICE_SET, "cam-north", &own);
    T_OK(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"camera\",\"devices\":[\"cam-north\"]}"));
    /* A device of the own area is no way to see and manage all areas. */
    T_EQ(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"admin\",\"devices\":[\"cam-north\"]}"),
         RC_DENIED);
    T_EQ(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"t\",\"role\":\"operator\",\"devices\":[\"cam-north\"]}"),
         RC_DENIED);
    T_OK(rig_call(
        r, "POST", PEOPLE,
        "{\"name\":\"crew\",\"role\":\"unit\",\"area\":\"north\",\"unit\":\"M21\",\"password\":\"0123456789\"}"));
    rig_free(r);
}

static void test_user_change__ends_sessions_when_rights_change(void)
{
    struct rig *r = city();
    open_session(r, "s1", "U2");
    T_OK(rig_call(r, "PATCH", PEOPLE "/U2", "{\"full_name\":\"B. Person\",\"lang\":\"kk\"}"));
    T_EQ(sessions_of(r, "U2"), 1);
    rig_mark(r);
    T_OK(rig_call(r, "PATCH", PEOPLE "/U2",
                  "{\"full_name\":\"B. Person\",\"role\":\"operator\",\"area\":\"north\"}"));
    T_EQ(rig_events(r), 0);
    T_OK(rig_call(r, "PATCH", PEOPLE "/U2", "{\"role\":\"supervisor\"}"));
    T_EQ(rig_count(r, EV_USER_CHANGED), 1);
    T_EQ(sessions_of(r, "U2"), 0);
    open_session(r, "s2", "U2");
    T_OK(rig_call(r, "PATCH", PEOPLE "/U2", "{\"area\":\"south\"}"));
    T_EQ(sessions_of(r, "U2"), 0);
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U2", "{\"role\":\"unit\"}"), RC_INVALID);
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U9", "{}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_user__the_last_admin_stays(void)
{
    struct rig *r = city();
    T_EQ(rig_call(r, "POST", PEOPLE "/U1/disable", "{\"disabled\":true}"), RC_CONFLICT);
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U1", "{\"role\":\"operator\"}"), RC_CONFLICT);
    T_EQ(rig_call(r, "PATCH", PEOPLE "/U1", "{\"area\":\"north\"}"), RC_CONFLICT);
    add_user(r, "U3", "nadmin", ROLE_ADMIN, "north"); /* is no admin of the whole */
    T_EQ(rig_call(r, "POST", PEOPLE "/U1/disable", "{\"disabled\":true}"), RC_CONFLICT);
    add_user(r, "U4", "root2", ROLE_ADMIN, "");
    T_OK(rig_call(r, "POST", PEOPLE "/U1/disable", "{\"disabled\":true}"));
    T_EQ(rig_call(r, "POST", PEOPLE "/U4/disable", "{\"disabled\":true}"), RC_CONFLICT);
    T_OK(rig_call(r, "POST", PEOPLE "/U3/disable", "{\"disabled\":true}"));
    rig_free(r);
}

static void test_user_reset__sets_the_password_and_ends_sessions(void)
{
    struct rig *r = city();
    open_session(r, "s1", "U2");
    T_EQ(rig_call(r, "POST", PEOPLE "/U2/reset", "{\"password\":\"short\"}"), RC_INVALID);
    T_OK(rig_call(r, "POST", PEOPLE "/U2/reset", "{\"password\":\"battery staple\"}"));
    T_EQ(sessions_of(r, "U2"), 0);
    T_EQ(sign_in(r, "op1", "correct horse"), RC_UNAUTHORIZED);
    T_OK(sign_in(r, "op1", "battery staple"));
    T_EQ(rig_call(r, "POST", PEOPLE "/U9/reset", "{\"password\":\"battery staple\"}"),
         RC_NOT_FOUND);
    rig_free(r);
}

static void as_session(struct rig *r, const char *id, const char *user, enum role role)
{
    char who[40];
    (void)snprintf(who, sizeof who, "user/%s", user);
    open_session(r, id, user);
    rig_as(r, who, role, "", "");
    (void)str_copy(rig_who(r)->session, sizeof rig_who(r)->session, str_c(id));
}

#define OWN "/api/v1/session/password"

static void test_password__own_is_changed_with_the_old_one(void)
{
    struct rig *r = city();
    open_session(r, "s1", "U2");
    open_session(r, "s3", "U1");
    as_session(r, "s2", "U2", ROLE_OPERATOR);
    rig_mark(r);
    T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"wrong horse!\",\"password\":\"battery staple\"}"),
         RC_DENIED);
    T_STRC(str_c(rig_err(r)->field), "old");
    T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"correct horse\",\"password\":\"short\"}"),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"correct horse\",\"password\":\"correct horse\"}"),
         RC_INVALID);
    T_EQ(rig_call(r, "POST", OWN, "{\"password\":\"battery staple\"}"), RC_INVALID);
    T_EQ(rig_events(r), 0);
    T_OK(rig_call(r, "POST", OWN, "{\"old\":\"correct horse\",\"password\":\"battery staple\"}"));
    T_EQ(rig_event_type(r, 0), EV_USER_PASSWORD);
    T(strstr(rig_event_data(r, 0), "battery") == NULL);
    T(strstr(rig_event_data(r, 0), "\"password_by\":\"U2\"") != NULL);
    T_EQ(rig_count(r, EV_SESSION_CLOSED), 1);
    T_EQ(sessions_of(r, "U2"), 1);
    T(picture_find(rig_picture(r), KIND_SESSION, STR("s2")) != NULL);
    T_EQ(sessions_of(r, "U1"), 1);
    T_EQ(sign_in(r, "op1", "correct horse"), RC_UNAUTHORIZED);
    T_OK(sign_in(r, "op1", "battery staple"));
    T_STRC(str_c(rig_member(r, "password_given")), "false");
    rig_free(r);
}

static void test_password__guesses_count_with_those_at_the_sign_in(void)
{
    struct rig *r = city();
    as_session(r, "s2", "U2", ROLE_OPERATOR);
    for (int i = 0; i < 5; i++)
        T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"wrong horse!\",\"password\":\"battery staple\"}"),
             RC_DENIED);
    T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"correct horse\",\"password\":\"battery staple\"}"),
         RC_BUSY);
    T_EQ(sign_in(r, "op1", "correct horse"), RC_BUSY);
    rig_free(r);
}

static void test_password__is_a_persons_own(void)
{
    struct rig *r = city();
    rig_as(r, "token/K1", ROLE_ADMIN, "", "");
    T_EQ(rig_call(r, "POST", OWN, "{\"old\":\"correct horse\",\"password\":\"battery staple\"}"),
         RC_DENIED);
    /* Nor may an administrator set his own without the old one. */
    rig_as(r, "user/U1", ROLE_ADMIN, "", "");
    T_EQ(rig_call(r, "POST", PEOPLE "/U1/reset", "{\"password\":\"battery staple\"}"), RC_DENIED);
    rig_free(r);
}

static void test_password__given_by_somebody_else_opens_nothing(void)
{
    struct rig *r = city();
    T_OK(rig_call(r, "POST", PEOPLE "/U2/reset", "{\"password\":\"battery staple\"}"));
    T(strstr(rig_event_data(r, rig_events(r) - 1), "\"password_by\":\"U1\"") != NULL);
    rig_as(r, "", ROLE_UNIT, "", "");
    rig_mark(r);
    T_OK(sign_in(r, "op1", "battery staple"));
    T_STRC(str_c(rig_member(r, "password_given")), "true");
    T(strstr(rig_event_data(r, 0), "\"given\":true") != NULL);
    as_session(r, "s2", "U2", ROLE_OPERATOR);
    rig_who(r)->given = true;
    T_OK(rig_call(r, "GET", "/api/v1/session", ""));
    T_STRC(str_c(rig_member(r, "password_given")), "true");
    T_EQ(rig_call(r, "POST", "/api/v1/users/U1/disable", "{\"disabled\":true}"), RC_DENIED);
    T_STRC(str_c(rig_err(r)->field), "password");
    T_OK(rig_call(r, "POST", OWN, "{\"old\":\"battery staple\",\"password\":\"battery stapler\"}"));
    rig_as(r, "", ROLE_UNIT, "", "");
    T_OK(sign_in(r, "op1", "battery stapler"));
    T_STRC(str_c(rig_member(r, "password_given")), "false");
    rig_free(r);
}

static void test_password__of_a_demo_is_everybodys(void)
{
    struct rig *r = city();
    struct user u = {0};
    user_set_password_by(&u, STR("local"));
    rig_event(r, EV_USER_PASSWORD, "U2", &u);
    rig_as(r, "", ROLE_UNIT, "", "");
    T_OK(sign_in(r, "op1", "correct horse"));
    T_STRC(str_c(rig_member(r, "password_given")), "true");
    struct err e;
    T_OK(settings_set(rig_settings(r), STR("demo"), STR("enabled"), STR("true"), &e));
    T_OK(sign_in(r, "op1", "correct horse"));
    T_STRC(str_c(rig_member(r, "password_given")), "false");
    T_OK(sign_in(r, "root", "correct horse")); /* nobody knows who set it */
    T_STRC(str_c(rig_member(r, "password_given")), "true");
    rig_free(r);
}

static void test_user_disable__ends_sessions_once(void)
{
    struct rig *r = city();
    open_session(r, "s1", "U2");
    open_session(r, "s2", "U2");
    rig_mark(r);
    T_OK(rig_call(r, "POST", PEOPLE "/U2/disable", "{\"disabled\":true}"));
    T_EQ(rig_count(r, EV_SESSION_CLOSED), 2);
    T_OK(rig_call(r, "POST", PEOPLE "/U2/disable", "{\"disabled\":true}"));
    T_EQ(rig_events(r), 3);
    rig_free(r);
}

/* ---- tokens ---- */

static void test_token__is_shown_once_and_revoked(void)
{
    struct rig *r = city();
    char token[80], hash[SHA256_HEX + 1], path[120];
    T_OK(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"gate\",\"role\":\"camera\",\"devices\":[\"cam1\",\"cam2\"]}"));
    (void)str_copy(token, sizeof token, str_c(rig_member(r, "token")));
    T_EQ(strlen(token), 47);
    T(str_starts(str_c(token), STR("mkz_")));
    sha256_hex(sha256_of(str_c(token), STR_NONE, STR_NONE), hash);
    const struct token *t = picture_get(rig_picture(r), KIND_TOKEN, str_c(rig_member(r, "id")));
    T_REQUIRE(t != NULL);
    T_STRC(t->token_hash, hash);
    T_STRC(t->devices, "cam1,cam2");
    T_STRC(t->created_by, "U1");
    T(strstr(rig_event_data(r, 0), token + 4) == NULL);
    (void)snprintf(path, sizeof path, "/api/v1/tokens/%s", rig_member(r, "id"));
    T_OK(rig_call(r, "DELETE", path, ""));
    T_EQ(picture_count(rig_picture(r), KIND_TOKEN), 0);
    T_EQ(rig_call(r, "DELETE", path, ""), RC_NOT_FOUND);
    T_EQ(rig_call(r, "POST", "/api/v1/tokens",
                  "{\"name\":\"x\",\"role\":\"camera\",\"area\":\"moon\"}"),
         RC_INVALID);
    rig_free(r);
}

/* ---- set-up ---- */

static void test_set_up__works_once_with_the_code(void)
{
    struct rig *r = rig_new(desks);
    struct err e;
    char dir[400], path[440], code[ACCESS_CODE_MAX], body[300];
    (void)str_copy(dir, sizeof dir, str_c(t_tmpdir()));
    (void)snprintf(path, sizeof path, "%s/set-up.code", dir);
    T_OK(settings_set(rig_settings(r), STR("store"), STR("path"), str_c(dir), &e));
    T(!access_has_admin(rig_picture(r)));
    T_EQ(access_setup_check(dir, STR("anything"), &e), RC_DENIED);
    T_OK(access_setup_make(dir, code, &e));
    char old[ACCESS_CODE_MAX];
    (void)str_copy(old, sizeof old, str_c(code));
    T_OK(access_setup_make(dir, code, &e)); /* the next start: the first code is void */
    size_t n;
    char *kept = t_file(path, &n);
    T_EQ(n, SHA256_HEX);
    T(kept != NULL && strstr(kept, code) == NULL);
    free(kept);
    (void)snprintf(body, sizeof body,
                   "{\"code\":\"%s\",\"name\":\"root\",\"password\":\"correct horse\"}", old);
    T_EQ(rig_call(r, "POST", "/api/v1/set-up", body), RC_DENIED);
    (void)snprintf(body, sizeof body, "{\"code\":\"%s\",\"name\":\"root\",\"password\":\"short\"}",
                   code);
    T_EQ(rig_call(r, "POST", "/api/v1/set-up", body), RC_INVALID);
    (void)snprintf(body, sizeof body,
                   "{\"code\":\"%s\",\"name\":\"root\",\"password\":\"correct horse\"}", code);
    T_OK(rig_call(r, "POST", "/api/v1/set-up", body));
    T(access_has_admin(rig_picture(r)));
    T(strstr(rig_event_data(r, 0), code) == NULL);
    T_EQ(rig_call(r, "POST", "/api/v1/set-up", body), RC_DENIED);
    T_OK(sign_in(r, "root", "correct horse"));
    rig_free(r);
}

static void test_set_up__the_file_goes_with_the_first_admin(void)
{
    struct err e;
    struct settings s;
    struct desk_state *st;
    char code[ACCESS_CODE_MAX];
    struct user u = {0};
    struct event ev = {.type = EV_USER_ADDED, .data = &u};
    char dir[400];
    settings_init(&s);
    (void)str_copy(dir, sizeof dir, str_c(t_tmpdir()));
    T_OK(settings_set(&s, STR("store"), STR("path"), str_c(dir), &e));
    T_OK(access_setup_make(dir, code, &e));
    T_OK(desk_access.open(&st, &s, NULL, &e));
    user_set_role(&u, ROLE_OPERATOR);
    desk_access.folded(st, NULL, &ev);
    T_OK(access_setup_check(dir, str_c(code), &e));
    user_set_role(&u, ROLE_ADMIN);
    desk_access.folded(st, NULL, &ev);
    T_EQ(access_setup_check(dir, str_c(code), &e), RC_DENIED);
    desk_access.close(st);
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
    T_RUN(test_user_add__adds_and_lets_in);
    T_RUN(test_user_add__refuses);
    T_RUN(test_user__an_area_admin_stays_in_the_area);
    T_RUN(test_user_change__ends_sessions_when_rights_change);
    T_RUN(test_user__the_last_admin_stays);
    T_RUN(test_user_reset__sets_the_password_and_ends_sessions);
    T_RUN(test_password__own_is_changed_with_the_old_one);
    T_RUN(test_password__guesses_count_with_those_at_the_sign_in);
    T_RUN(test_password__is_a_persons_own);
    T_RUN(test_password__given_by_somebody_else_opens_nothing);
    T_RUN(test_password__of_a_demo_is_everybodys);
    T_RUN(test_user_disable__ends_sessions_once);
    T_RUN(test_token__is_shown_once_and_revoked);
    T_RUN(test_set_up__works_once_with_the_code);
    T_RUN(test_set_up__the_file_goes_with_the_first_admin);
    return t_end();
}
