/* SPDX-License-Identifier: Apache-2.0 */
/* People, their passwords, tokens and the set-up. Signing in: test_access.c. */
#include "store/file.h"

#include "access_city.h"

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
    struct rig *r = rig_new(access_desks);
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
