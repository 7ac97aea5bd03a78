/* SPDX-License-Identifier: Apache-2.0 */
/* A small city for the tests of the access desk: an administrator U1 ("root"), an operator of the north U2 ("op1"), the unit M21. */
#ifndef TESTS_UNIT_DESK_ACCESS_CITY_H
#define TESTS_UNIT_DESK_ACCESS_CITY_H

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/core.h"
#include "desk/access/access.h"
#include "desk/access/access_priv.h"
#include "support/rig.h"

static const struct desk *const access_desks[] = {&desk_access, NULL};

/* Hashing takes 0.15 s; people whose password matters not share this one. */
static char pwhash[PASSWORD_HASH_MAX]; /* of "correct horse" */

static inline void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    rig_event(r, EV_AREA_SET, id, &a);
}

static inline void add_user(struct rig *r, const char *id, const char *name, enum role role,
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

static inline struct rig *city(void)
{
    struct rig *r = rig_new(access_desks);
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

static inline uint32_t sessions_of(struct rig *r, const char *user)
{
    uint32_t n;
    (void)picture_by(rig_picture(r), KIND_SESSION, F_SESSION_USER, str_c(user), &n);
    return n;
}

static inline void open_session(struct rig *r, const char *id, const char *user)
{
    struct session s = {0};
    session_set_user(&s, str_c(user));
    session_set_opened_at(&s, rig_now(r));
    session_set_wake_at(&s, rig_now(r) + USEC_H);
    rig_event(r, EV_SESSION_OPENED, id, &s);
}

static inline enum rc sign_in(struct rig *r, const char *name, const char *password)
{
    char body[200];
    (void)snprintf(body, sizeof body, "{\"name\":\"%s\",\"password\":\"%s\"}", name, password);
    return rig_call(r, "POST", "/api/v1/session", body);
}

#endif
