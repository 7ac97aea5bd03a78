/* SPDX-License-Identifier: Apache-2.0 */
/* A small city for the tests of imports: the areas west and east, a school, a unit; and files sent to it. */
#ifndef TESTS_UNIT_DESK_IMPORT_CITY_H
#define TESTS_UNIT_DESK_IMPORT_CITY_H

#include <string.h>

#include "desk/registry/registry.h"
#include "support/rig.h"

/* A centre without anything; an administrator asks. */
static inline struct rig *empty(void)
{
    static const struct desk *const desks[] = {&desk_registry, NULL};
    struct rig *r = rig_new(desks);
    rig_as(r, "user/U1", ROLE_ADMIN, "", "");
    return r;
}

static inline void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    area_set_kind(&a, AREA_KIND_REGION);
    if (strcmp(id, "west") == 0)
        area_set_geometry(
            &a,
            STR("[[[[690000000,410000000],[700000000,410000000],[700000000,420000000],[690000000,420000000]]]]"));
    rig_event(r, EV_AREA_SET, id, &a);
}

static inline struct rig *city(void)
{
    struct rig *r = empty();
    struct site s = {0};
    struct unit n = {0};
    add_area(r, "west", "");
    add_area(r, "east", "");
    site_set_name(&s, STR("School 1"));
    site_set_area(&s, STR("west"));
    site_set_lat(&s, 415000000);
    site_set_lon(&s, 695000000);
    rig_event(r, EV_SITE_SET, "school-1", &s);
    unit_set_name(&n, STR("21"));
    unit_set_area(&n, STR("west"));
    rig_event(r, EV_UNIT_SET, "M21", &n);
    rig_mark(r);
    return r;
}

/* A file of this kind; it is taken or all its faults are told, both with 200. */
static inline void import(struct rig *r, const char *kind, const char *body)
{
    char path[80];
    (void)snprintf(path, sizeof path, "/api/v1/import/%s", kind);
    T_OK(rig_call(r, "POST", path, body));
    T_OK(json_check(str_c(rig_answer(r)), NULL));
}

static inline void counts(struct rig *r, const char *created, const char *changed, const char *same)
{
    T_STRC(str_c(rig_member(r, "created")), created);
    T_STRC(str_c(rig_member(r, "changed")), changed);
    T_STRC(str_c(rig_member(r, "same")), same);
}

static inline void no_errors(struct rig *r)
{
    T_STRC(str_c(rig_member(r, "errors")), "[]");
}

#endif
