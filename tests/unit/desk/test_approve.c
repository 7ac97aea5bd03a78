/* SPDX-License-Identifier: Apache-2.0 */
/* What two persons must agree on: asked, approved, refused, withdrawn, expired, and never by one alone. */
#include "desk/approve/approve.h"

#include <string.h>

#include "core/due.h"
#include "core/password.h"
#include "core/second.h"
#include "desk/access/access.h"
#include "desk/registry/registry.h"
#include "desk/road/road.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_access, &desk_registry, &desk_road, &desk_approve,
                                           NULL};

static void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    rig_event(r, EV_AREA_SET, id, &a);
}

static void add_user(struct rig *r, const char *id, enum role role, const char *area)
{
    struct user u = {0};
    user_set_name(&u, str_c(id));
    user_set_role(&u, role);
    user_set_area(&u, str_c(area));
    user_set_disabled(&u, false);
    user_set_password_by(&u, str_c(id));
    rig_event(r, EV_USER_ADDED, id, &u);
}

static void set_by(struct rig *r, const char *id, const char *by)
{
    struct user u = {0};
    user_set_password_by(&u, str_c(by));
    rig_event(r, EV_USER_PASSWORD, id, &u);
}

static void add_token(struct rig *r, const char *id, enum role role, const char *by)
{
    struct token t = {0};
    token_set_name(&t, str_c(id));
    token_set_role(&t, role);
    token_set_created_by(&t, str_c(by));
    rig_event(r, EV_TOKEN_ADDED, id, &t);
}

/* Two administrators, two supervisors of the whole city, one of each district. */
static struct rig *city(void)
{
    struct rig *r = rig_new(desks);
    add_area(r, "city", "");
    add_area(r, "north", "city");
    add_area(r, "south", "city");
    add_user(r, "U1", ROLE_ADMIN, "");
    add_user(r, "U2", ROLE_ADMIN, "");
    add_user(r, "U3", ROLE_SUPERVISOR, "");
    add_user(r, "U4", ROLE_SUPERVISOR, "");
    add_user(r, "U5", ROLE_SUPERVISOR, "north");
    add_user(r, "U6", ROLE_SUPERVISOR, "south");
    add_user(r, "U7", ROLE_OPERATOR, "");
    rig_mark(r);
    return r;
}

/* Signed in at a browser, as the picture has the person. */
static void as(struct rig *r, const char *user)
{
    const struct user *u = picture_get(rig_picture(r), KIND_USER, str_c(user));
    char id[72], area[65];
    T_REQUIRE(u != NULL);
    (void)snprintf(id, sizeof id, "user/%s", user);
    (void)str_copy(area, sizeof area, u->area);
    rig_as(r, id, (enum role)u->role, area, "");
    (void)str_copy(rig_who(r)->session, 65, STR("S1"));
}

#define ENTRY \
    "{\"plate\":\"01A111AA\",\"region\":\"uz\",\"class\":\"car\",\"issuer\":\"GUVD\"," \
    "\"basis\":\"case 12\",\"reason\":\"stolen\",\"expires_at\":\"2027-06-01T00:00:00Z\"}"
#define WHY "?reason=seen+on+the+telex"

/* Ask as this person; the approval's id in a static buffer. */
static const char *ask(struct rig *r, const char *user, const char *method, const char *path,
                       const char *body)
{
    static char id[80];
    as(r, user);
    T_OK(rig_call(r, method, path, body));
    T(rig_last(r)->waits);
    T_STRC(str_c(rig_member(r, "waits")), "true");
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    T_EQ(id[0], 'Q');
    return id;
}

static const char *ask_entry(struct rig *r, const char *user)
{
    return ask(r, user, "POST", "/api/v1/entries" WHY, ENTRY);
}

static enum rc answer(struct rig *r, const char *user, const char *id, const char *how)
{
    char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/approvals/%s/%s", id, how);
    if (user != NULL)
        as(r, user);
    return rig_call(r, "POST", path, strcmp(how, "refuse") == 0 ? "{\"why\":\"wrong car\"}" : "{}");
}

static uint32_t count(const struct rig *r, enum kind kind)
{
    return picture_count(rig_picture(r), kind);
}

/* ---- the way it goes ---- */

static void test_approve__another_person_makes_it_happen(void)
{
    struct rig *r = city();
    const char *id = ask_entry(r, "U3");
    T_EQ(rig_events(r), 2);
    T_EQ(rig_event_type(r, 0), EV_APPROVAL_ASKED);
    T(strstr(rig_event_data(r, 0), "plate") ==
      NULL); /* who asks and why is kept as long as the audit; the plate is not */
    T_EQ(rig_event_type(r, 1), EV_APPROVAL_SAID);
    T_EQ(due_class_of(EV_APPROVAL_ASKED, STR_NONE), DUE_AUDIT);
    T_EQ(due_class_of(EV_APPROVAL_SAID, STR_NONE), DUE_HITS);
    T_EQ(count(r, KIND_ENTRY), 0);
    rig_mark(r);
    T_OK(answer(r, "U4", id, "approve"));
    T(!rig_last(r)->waits);
    T_STRC(str_c(rig_member(r, "id")), id);
    T_EQ(rig_events(r), 2);
    T_EQ(rig_event_type(r, 0), EV_ENTRY_ADDED);
    T(strstr(rig_event_data(r, 0), "\"actor\":\"user/U3\"") != NULL);
    T(strstr(rig_event_data(r, 0), "\"by\":\"U3\"") != NULL);
    T(strstr(rig_event_data(r, 0), "\"about\":\"approval/Q") != NULL);
    T_EQ(rig_event_type(r, 1), EV_APPROVAL_APPROVED);
    T(strstr(rig_event_data(r, 1), "\"actor\":\"user/U4\"") != NULL);
    T(strstr(rig_event_data(r, 1), "\"asked_by\":\"U3\"") != NULL);
    T(strstr(rig_event_data(r, 1), "\"decided_by\":\"U4\"") != NULL);
    T(strstr(rig_event_data(r, 1), "\"result\":\"entry/X") != NULL);
    T_EQ(count(r, KIND_ENTRY), 1);
    T_EQ(count(r, KIND_APPROVAL), 0);
    T_EQ(answer(r, "U4", id, "approve"), RC_NOT_FOUND);
    T_EQ(count(r, KIND_ENTRY), 1);
    rig_free(r);
}

static void test_approve__can_be_refused_withdrawn_and_expires(void)
{
    struct rig *r = city();
    const char *id = ask_entry(r, "U3");
    rig_mark(r);
    T_EQ(rig_call(r, "POST", "/api/v1/approvals/Q1/refuse", "{\"why\":\"x\"}"), RC_NOT_FOUND);
    T_EQ(answer(r, "U3", id, "refuse"), RC_DENIED);
    T_OK(answer(r, "U4", id, "refuse"));
    T_EQ(rig_event_type(r, 0), EV_APPROVAL_REFUSED);
    T(strstr(rig_event_data(r, 0), "wrong car") != NULL);
    T(strstr(rig_event_data(r, 0), "\"asked_by\":\"U3\"") != NULL);
    T(strstr(rig_event_data(r, 0), "\"decided_by\":\"U4\"") != NULL);
    id = ask_entry(r, "U3");
    T_EQ(answer(r, "U4", id, "withdraw"), RC_DENIED);
    T_OK(answer(r, "U3", id, "withdraw"));
    T_EQ(answer(r, "U4", id, "approve"), RC_NOT_FOUND);
    id = ask_entry(r, "U3");
    rig_pass(r, 24 * USEC_H - USEC_S);
    T_EQ(count(r, KIND_APPROVAL), 1);
    rig_mark(r);
    rig_pass(r, 2 * USEC_S);
    T_EQ(rig_count(r, EV_APPROVAL_EXPIRED), 1);
    T_EQ(answer(r, "U4", id, "approve"), RC_NOT_FOUND);
    T_EQ(count(r, KIND_ENTRY), 0);
    T_EQ(count(r, KIND_APPROVAL), 0);
    rig_free(r);
}

static void test_ask__wants_a_reason_and_gives_the_commands_own_errors(void)
{
    struct rig *r = city();
    as(r, "U3");
    T_EQ(rig_call(r, "POST", "/api/v1/entries", ENTRY), RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "reason");
    T_EQ(rig_call(r, "POST", "/api/v1/entries?reason=%20+", ENTRY), RC_INVALID);
    T_EQ(rig_call(r, "POST", "/api/v1/entries" WHY,
                  "{\"plate\":\"O1A111AA\",\"region\":\"uz\",\"class\":\"car\",\"issuer\":\"G\","
                  "\"basis\":\"c\",\"reason\":\"stolen\",\"expires_at\":\"2027-06-01T00:00:00Z\"}"),
         RC_INVALID);
    T_STRC(str_c(rig_err(r)->field), "plate");
    as(r, "U7");
    T_EQ(rig_call(r, "POST", "/api/v1/entries" WHY, ENTRY), RC_DENIED);
    as(r, "U1");
    T_EQ(rig_call(r, "POST", "/api/v1/users" WHY,
                  "{\"name\":\"U7\",\"role\":\"operator\",\"password\":\"a long password\"}"),
         RC_CONFLICT);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_ask__a_person_has_so_many_questions_open(void)
{
    struct rig *r = city();
    for (int i = 0; i < SECOND_OPEN_MAX; i++)
        (void)ask_entry(r, "U3");
    T_EQ(rig_call(r, "POST", "/api/v1/entries" WHY, ENTRY), RC_CONFLICT);
    (void)ask_entry(r, "U4");
    rig_free(r);
}

/* ---- never by one alone ---- */

static void test_approve__never_by_the_asker_under_any_name(void)
{
    struct rig *r = city();
    const char *id = ask_entry(r, "U3");
    add_token(r, "K1", ROLE_SUPERVISOR, "U3");
    add_token(r, "K2", ROLE_SUPERVISOR, "K1");
    add_token(r, "K3", ROLE_SUPERVISOR, "U4");
    rig_mark(r);
    T_EQ(answer(r, "U3", id, "approve"), RC_DENIED);
    (void)str_copy(rig_who(r)->session, 65, STR("S2"));
    T_EQ(answer(r, NULL, id, "approve"), RC_DENIED);
    rig_as(r, "token/K1", ROLE_SUPERVISOR, "", "");
    T_EQ(answer(r, NULL, id, "approve"), RC_DENIED);
    rig_as(r, "token/K3", ROLE_SUPERVISOR, "", "");
    T_EQ(answer(r, NULL, id, "approve"), RC_DENIED);
    rig_as(r, "local", ROLE_ADMIN, "", "");
    rig_who(r)->permissions = UINT64_MAX;
    T_EQ(answer(r, NULL, id, "approve"), RC_DENIED);
    T_EQ(answer(r, NULL, id, "refuse"), RC_DENIED);
    T_EQ(rig_events(r), 0);
    T_OK(answer(r, "U4", id, "withdraw") == RC_DENIED ? RC_OK : RC_INTERNAL);
    /* What a token asked for, the person who made it, or made its maker, does not approve. */
    rig_as(r, "token/K2", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/entries" WHY, ENTRY));
    char second[80];
    (void)str_copy(second, sizeof second, str_c(rig_member(r, "id")));
    T_EQ(answer(r, "U3", second, "approve"), RC_DENIED);
    T_OK(answer(r, "U4", second, "approve"));
    T_EQ(count(r, KIND_ENTRY), 1);
    rig_free(r);
}

static void test_approve__both_must_still_be_allowed(void)
{
    struct rig *r = city();
    struct user off = {0}, less = {0}, back = {0};
    const char *id = ask_entry(r, "U3");
    T_EQ(answer(r, "U7", id, "approve"), RC_DENIED); /* has no such permission */
    T_EQ(answer(r, "U1", id, "approve"), RC_DENIED);
    user_set_disabled(&off, true);
    user_set_disabled(&back, false);
    rig_event(r, EV_USER_DISABLED, "U3", &off);
    T_EQ(answer(r, "U4", id, "approve"), RC_CONFLICT);
    rig_event(r, EV_USER_DISABLED, "U3", &back);
    user_set_role(&less, ROLE_OPERATOR);
    rig_event(r, EV_USER_CHANGED, "U3", &less);
    T_EQ(answer(r, "U4", id, "approve"), RC_CONFLICT);
    T_EQ(count(r, KIND_ENTRY), 0);
    user_set_role(&less, ROLE_SUPERVISOR);
    rig_event(r, EV_USER_CHANGED, "U3", &less);
    T_OK(answer(r, "U4", id, "approve"));
    /* A token that was revoked asks for nothing more. */
    add_token(r, "K1", ROLE_SUPERVISOR, "U3");
    rig_as(r, "token/K1", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "POST", "/api/v1/entries" WHY, ENTRY));
    char second[80];
    struct token none = {0};
    (void)str_copy(second, sizeof second, str_c(rig_member(r, "id")));
    rig_event(r, EV_TOKEN_REVOKED, "K1", &none);
    T_EQ(answer(r, "U4", second, "approve"), RC_CONFLICT);
    T_EQ(count(r, KIND_ENTRY), 1);
    rig_free(r);
}

static void test_approve__areas_of_both_count(void)
{
    struct rig *r = city();
    char id[80];
    (void)str_copy(id, sizeof id, str_c(ask_entry(r, "U5")));
    T_EQ(answer(r, "U6", id, "approve"), RC_DENIED); /* of another district */
    T_OK(answer(r, "U4", id, "approve"));
    T_STRC(picture_get(rig_picture(r), KIND_ENTRY, str_c(rig_member(r, "result") + 6)) != NULL
               ? ((const struct entry *)picture_at(rig_picture(r), KIND_ENTRY, 0)->rec)->owner
               : STR_NONE,
           "north"); /* it belongs to the asker's */
    (void)str_copy(id, sizeof id, str_c(ask_entry(r, "U3")));
    T_EQ(answer(r, "U5", id, "approve"),
         RC_DENIED); /* what is national only somebody without an area */
    /* An administrator of a district approves nobody outside of it. */
    add_user(r, "U8", ROLE_ADMIN, "north");
    add_user(r, "U9", ROLE_ADMIN, "north");
    (void)str_copy(id, sizeof id,
                   str_c(ask(r, "U8", "POST", "/api/v1/users" WHY,
                             "{\"name\":\"nora\",\"role\":\"operator\",\"area\":\"north\","
                             "\"password\":\"a long password\"}")));
    T_EQ(answer(r, "U6", id, "approve"), RC_DENIED);
    T_OK(answer(r, "U9", id, "approve"));
    rig_free(r);
}

/* ---- rights ---- */

static const struct user *named(const struct rig *r, const char *name)
{
    uint32_t n;
    const struct entity *const *found =
        picture_by(rig_picture(r), KIND_USER, F_USER_NAME, str_c(name), &n);
    return n == 1 ? found[0]->rec : NULL;
}

#define NEW_ADMIN "{\"name\":\"eve\",\"role\":\"admin\",\"password\":\"correct horse\"}"

static void test_grant__keeps_a_hash_and_never_the_password(void)
{
    struct rig *r = city();
    const char *id = ask(r, "U1", "POST", "/api/v1/users" WHY, NEW_ADMIN);
    const struct approval *a = picture_get(rig_picture(r), KIND_APPROVAL, str_c(id));
    T_REQUIRE(a != NULL);
    T(strstr(rig_event_data(r, 0), "correct horse") == NULL);
    T(password_fits(STR("correct horse"), a->made));
    T(named(r, "eve") == NULL);
    T_OK(answer(r, "U2", id, "approve"));
    T_REQUIRE(named(r, "eve") != NULL);
    T_EQ(named(r, "eve")->role, ROLE_ADMIN);
    T(password_fits(STR("correct horse"), named(r, "eve")->pwhash));
    rig_free(r);
}

static void test_grant__what_changed_meanwhile_is_its_own_error(void)
{
    struct rig *r = city();
    char first[80];
    (void)str_copy(first, sizeof first,
                   str_c(ask(r, "U1", "POST", "/api/v1/users" WHY, NEW_ADMIN)));
    const char *id = ask(r, "U1", "POST", "/api/v1/users" WHY, NEW_ADMIN);
    T_OK(answer(r, "U2", first, "approve"));
    rig_mark(r);
    T_EQ(answer(r, "U2", id, "approve"), RC_CONFLICT);
    T_STRC(str_c(rig_err(r)->field), "name");
    T_EQ(rig_events(r), 0);
    T_OK(answer(r, "U2", id, "refuse"));
    rig_free(r);
}

static void test_grant__each_way_to_rights_is_asked(void)
{
    struct rig *r = city();
    struct user off = {0};

    static const struct {
        const char *method, *path, *body;
    } way[] = {
        {"PATCH", "/api/v1/users/U7" WHY, "{\"role\":\"admin\"}"},
        {"PATCH", "/api/v1/users/U2" WHY, "{\"role\":\"operator\"}"}, /* so that one is left */
        {"PATCH", "/api/v1/users/U2" WHY, "{\"role\":\"unit\",\"unit\":\"M1\"}"},
        {"PATCH", "/api/v1/users/U5" WHY, "{\"area\":\"\"}"},
        {"POST", "/api/v1/users/U8/disable" WHY, "{\"disabled\":false}"},
        {"POST", "/api/v1/users/U2/reset" WHY, "{\"password\":\"another password\"}"},
        {"POST", "/api/v1/users/U7/reset" WHY,
         "{\"password\":\"another password\"}"}, /* to be an operator */
        {"POST", "/api/v1/tokens" WHY, "{\"name\":\"t\",\"role\":\"supervisor\"}"},
    };
    struct unit m = {0};
    unit_set_name(&m, STR("M1"));
    rig_event(r, EV_UNIT_SET, "M1", &m);
    add_user(r, "U8", ROLE_OPERATOR, "");
    user_set_disabled(&off, true);
    rig_event(r, EV_USER_DISABLED, "U8", &off);
    for (size_t i = 0; i < ARRAY_LEN(way); i++) {
        uint64_t before = rig_events(r);
        const char *id = ask(r, "U1", way[i].method, way[i].path, way[i].body);
        T_EQ(rig_events(r), before + 2); /* who and why; what exactly */
        T_EQ(answer(r, "U1", id, "approve"), RC_DENIED);
        T_OK(answer(r, "U1", id, "withdraw"));
    }
    rig_free(r);
}

/* Who set a password can sign in with it: such an account and its giver are not two persons. */
static void test_approve__needs_a_password_of_ones_own(void)
{
    struct rig *r = city();
    const char *id = ask_entry(r, "U3");
    set_by(r, "U4", "U3");
    T_EQ(answer(r, "U4", id, "approve"), RC_DENIED);
    T(strstr(rig_err(r)->detail, "last set by the one who asks") != NULL);
    set_by(r, "U4", "U1");
    T_EQ(answer(r, "U4", id, "approve"), RC_DENIED);
    T(strstr(rig_err(r)->detail, "set by somebody else") != NULL);
    set_by(r, "U4", "");
    T_EQ(answer(r, "U4", id, "refuse"), RC_DENIED);
    set_by(r, "U4", "U4");
    T_OK(answer(r, "U4", id, "approve"));
    rig_free(r);
}

static void test_grant__what_gives_no_rights_is_not_asked(void)
{
    struct rig *r = city();
    as(r, "U1");
    T_OK(rig_call(r, "PATCH", "/api/v1/users/U7", "{\"full_name\":\"A. B.\",\"lang\":\"kk\"}"));
    T_OK(rig_call(r, "PATCH", "/api/v1/users/U7", "{\"role\":\"operator\"}")); /* has it already */
    T_OK(rig_call(r, "POST", "/api/v1/users/U7/disable", "{\"disabled\":true}"));
    T_OK(rig_call(r, "POST", "/api/v1/tokens", "{\"name\":\"t\",\"role\":\"camera\"}"));
    T_EQ(count(r, KIND_APPROVAL), 0);
    rig_free(r);
}

/* One who is alone grants alone; a second administrator who is disabled still counts, or disabling him would be the way. */
static void test_grant__begins_with_the_second_administrator(void)
{
    struct rig *r = rig_new(desks);
    add_user(r, "U1", ROLE_ADMIN, "");
    as(r, "U1");
    T_OK(rig_call(r, "POST", "/api/v1/users",
                  "{\"name\":\"bob\",\"role\":\"admin\",\"password\":\"a long password\"}"));
    T(!rig_last(r)->waits);
    char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/users/%s/disable", rig_member(r, "id"));
    T_OK(rig_call(r, "POST", path, "{\"disabled\":true}"));
    T_OK(rig_call(r, "POST", "/api/v1/users" WHY, NEW_ADMIN));
    T(rig_last(r)->waits);
    T(named(r, "eve") == NULL);
    rig_free(r);
}

static void test_grant__the_tool_asks_too_and_a_file_brings_nobody(void)
{
    struct rig *r = city();
    rig_as(r, "local", ROLE_ADMIN, "", "");
    rig_who(r)->permissions = UINT64_MAX;
    T_OK(rig_call(r, "POST", "/api/v1/users" WHY, NEW_ADMIN));
    T(rig_last(r)->waits);
    char id[80];
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    T_EQ(answer(r, NULL, id, "approve"), RC_DENIED);
    T_OK(rig_call(r, "POST", "/api/v1/import/users",
                  "name,role,password\nmallory,admin,a long password\n"));
    T(strstr(rig_answer(r), "second person") != NULL);
    T(named(r, "mallory") == NULL);
    T_OK(answer(r, "U2", id, "approve"));
    T(named(r, "eve") != NULL);
    rig_free(r);
}

static void test_grant__a_token_is_shown_to_its_asker_and_works_from_then(void)
{
    struct rig *r = city();
    char token[80], hash[SHA256_HEX + 1];
    uint32_t n;
    const char *id =
        ask(r, "U1", "POST", "/api/v1/tokens" WHY, "{\"name\":\"t\",\"role\":\"supervisor\"}");
    (void)str_copy(token, sizeof token, str_c(rig_member(r, "token")));
    T(strlen(token) > 20);
    T(strstr(rig_event_data(r, 0), token) == NULL);
    T_OK(answer(r, "U2", id, "approve"));
    T_STRC(str_c(rig_member(r, "token")), "");
    sha256_hex(sha256_of(str_c(token), STR_NONE, STR_NONE), hash);
    const struct entity *const *found =
        picture_by(rig_picture(r), KIND_TOKEN, F_TOKEN_TOKEN_HASH, str_c(hash), &n);
    T_REQUIRE(n == 1);
    T_STRC(((const struct token *)found[0]->rec)->created_by, "U1");
    rig_free(r);
}

/* ---- twice, and who sees it ---- */

static void test_approve__the_same_answer_twice(void)
{
    struct rig *r = city();
    const char *id = ask_entry(r, "U3");
    char path[120], first[400];
    (void)snprintf(path, sizeof path, "/api/v1/approvals/%s/approve", id);
    as(r, "U4");
    T_OK(rig_call(r, "POST", path, "{\"id\":\"tap-1\"}"));
    (void)str_copy(first, sizeof first, str_c(rig_answer(r)));
    T_OK(rig_call(r, "POST", path, "{\"id\":\"tap-1\"}"));
    T_STRC(str_c(rig_answer(r)), first);
    T_EQ(count(r, KIND_ENTRY), 1);
    T_EQ(rig_call(r, "POST", path, "{\"id\":\"tap-2\"}"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_list__shows_what_is_asked_to_who_could_ask_it(void)
{
    struct rig *r = city();
    (void)ask_entry(r, "U3");
    T_OK(rig_call(r, "GET", "/api/v1/approvals", ""));
    T(strstr(rig_answer(r), "01A111AA") != NULL);
    T(strstr(rig_answer(r), "\"own\":true,\"may\":false") != NULL);
    as(r, "U4");
    T_OK(rig_call(r, "GET", "/api/v1/approvals", ""));
    T(strstr(rig_answer(r), "\"own\":false,\"may\":true") != NULL);
    T(strstr(rig_answer(r), "seen on the telex") != NULL);
    T(json_check(str_c(rig_answer(r)), NULL) == RC_OK);
    as(r, "U1"); /* an administrator sees no plates */
    T_OK(rig_call(r, "GET", "/api/v1/approvals", ""));
    T(strstr(rig_answer(r), "road.entry_add") != NULL);
    T(strstr(rig_answer(r), "01A111AA") == NULL);
    T(strstr(rig_answer(r), "\"may\":false") != NULL);
    as(r, "U6"); /* not of that area */
    T_OK(rig_call(r, "GET", "/api/v1/approvals", ""));
    T_STRC(str_c(rig_answer(r)), "{\"approvals\":[]}");
    rig_free(r);
}

int main(void)
{
    T_RUN(test_approve__another_person_makes_it_happen);
    T_RUN(test_approve__can_be_refused_withdrawn_and_expires);
    T_RUN(test_ask__wants_a_reason_and_gives_the_commands_own_errors);
    T_RUN(test_ask__a_person_has_so_many_questions_open);
    T_RUN(test_approve__never_by_the_asker_under_any_name);
    T_RUN(test_approve__needs_a_password_of_ones_own);
    T_RUN(test_approve__both_must_still_be_allowed);
    T_RUN(test_approve__areas_of_both_count);
    T_RUN(test_grant__keeps_a_hash_and_never_the_password);
    T_RUN(test_grant__what_changed_meanwhile_is_its_own_error);
    T_RUN(test_grant__each_way_to_rights_is_asked);
    T_RUN(test_grant__what_gives_no_rights_is_not_asked);
    T_RUN(test_grant__begins_with_the_second_administrator);
    T_RUN(test_grant__the_tool_asks_too_and_a_file_brings_nobody);
    T_RUN(test_grant__a_token_is_shown_to_its_asker_and_works_from_then);
    T_RUN(test_approve__the_same_answer_twice);
    T_RUN(test_list__shows_what_is_asked_to_who_could_ask_it);
    return t_end();
}
