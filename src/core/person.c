/* SPDX-License-Identifier: Apache-2.0 */
#include "core/person.h"

static enum rc check_role(int64_t role, struct str unit, struct err *e)
{
    if (role == ROLE_CAMERA || role == ROLE_TRACKER || role == ROLE_ALARM)
        return err_field(e, RC_INVALID, "role",
                         "the role '%.*s' is for devices: make a token for it",
                         STR_ARG(enum_role.names[role]));
    if (role == ROLE_UNIT && unit.n == 0)
        return err_field(e, RC_INVALID, "unit", "a person of role 'unit' needs a unit");
    return RC_OK;
}

enum rc person_check(const struct decision *d, int64_t role, struct str area, struct str unit,
                     struct err *e)
{
    enum rc rc = check_role(role, unit, e);
    if (rc != RC_OK)
        return rc;
    if (area.n > 0 && picture_find(d->picture, KIND_AREA, area) == NULL)
        return err_field(e, RC_INVALID, "area", "there is no area '%.*s'", STR_ARG(area));
    rc = decision_area(d, area, e);
    if (rc != RC_OK || unit.n == 0)
        return rc;
    const struct unit *u = picture_get(d->picture, KIND_UNIT, unit);
    if (u == NULL)
        return err_field(e, RC_INVALID, "unit", "there is no unit '%.*s'", STR_ARG(unit));
    return decision_area(d, u->area, e);
}

bool person_has_own_password(const struct settings *s, const struct user *u, struct str id)
{
    return str_eq(u->password_by, id) ||
           (settings_bool(s, SET_DEMO_ENABLED) && str_eqc(u->password_by, "local"));
}
