/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may see what: one rule for the picture and one for the stream, by role, area and, for a unit, by what concerns it.
 * Both use the area an event was given when it was decided (and `also`), never today's map.
 */
#include <string.h>

#include "core/core_priv.h"

static bool role_may(const struct principal *who, enum kind kind)
{
    return principal_may(who, kind_table[kind].read);
}

/* What every unit sees besides what concerns it: where it works. */
static bool unit_common(enum kind kind)
{
    return kind == KIND_CENTRE || kind == KIND_AREA || kind == KIND_SITE;
}

static struct str text_of(const struct entity *en, int bit, uint16_t off)
{
    return bit < 0 ? STR_NONE : *(const struct str *)(const void *)((const char *)en->rec + off);
}

static bool assigned(const struct picture *p, struct str incident, struct str unit)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(((const struct assignment *)list[i]->rec)->unit, unit))
            return true;
    return false;
}

/* A hit, violation or photo is a unit's business while it has a notice about it. */
static bool noticed(const struct picture *p, struct str about, struct str unit)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_NOTICE, F_NOTICE_ABOUT, about, &n);
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(((const struct notice *)list[i]->rec)->unit, unit))
            return true;
    return false;
}

static bool about_units_own(const struct picture *p, struct str about, struct str unit)
{
    struct str rest = about;
    if (str_eqc(str_cut(&rest, '/'), "incident"))
        return assigned(p, rest, unit);
    return noticed(p, about, unit);
}

static bool unit_may(const struct picture *p, struct str unit, const struct entity *en)
{
    const struct kind_info *k = &kind_table[en->kind];
    char ref[160];
    if (unit_common(en->kind))
        return true;
    if (en->kind == KIND_UNIT)
        return str_eq(en->id, unit);
    if (en->kind == KIND_INCIDENT)
        return assigned(p, en->id, unit);
    if (en->kind == KIND_NOTE)
        return about_units_own(p, ((const struct note *)en->rec)->about, unit);
    if (en->kind == KIND_PHOTO)
        return about_units_own(p, ((const struct photo *)en->rec)->about, unit);
    if (en->kind == KIND_HIT || en->kind == KIND_VIOLATION) {
        (void)snprintf(ref, sizeof ref, "%.*s/%.*s", STR_ARG(k->name), STR_ARG(en->id));
        return noticed(p, str_c(ref), unit);
    }
    return k->unit_bit >= 0 && str_eq(text_of(en, k->unit_bit, k->unit_off), unit);
}

/* A shift says when somebody worked: its area is that of the unit. */
static bool of_unit_within(const struct picture *mirror, struct str unit,
                           const struct principal *who)
{
    const struct unit *u = picture_get(mirror, KIND_UNIT, unit);
    return u != NULL && picture_area_within(mirror, u->area, str_c(who->area));
}

bool visible_entity(const struct picture *mirror, const struct principal *who,
                    const struct entity *en)
{
    const struct kind_info *k = &kind_table[en->kind];
    if (!role_may(who, en->kind))
        return false;
    if (who->role == ROLE_UNIT && who->id[0] != '\0' && strcmp(who->id, "local") != 0)
        return unit_may(mirror, str_c(who->unit), en);
    if (who->area[0] == '\0')
        return true;
    if (k->area_bit < 0)
        return k->unit_bit < 0 ||
               of_unit_within(mirror, text_of(en, k->unit_bit, k->unit_off), who);
    if (en->kind == KIND_AREA)
        return true; /* the map of the neighbours is no secret */
    return picture_area_within(mirror, text_of(en, k->area_bit, k->area_off), str_c(who->area));
}

bool core_visible(const struct picture *mirror, const struct principal *who,
                  const struct entity *en)
{
    return visible_entity(mirror, who, en);
}

static bool audience_has(const struct picture *mirror, struct str also, const struct principal *who)
{
    while (also.n > 0) {
        struct str one = str_cut(&also, ',');
        if (!str_starts(one, STR("unit/")) && picture_area_within(mirror, one, str_c(who->area)))
            return true;
    }
    return false;
}

static bool units_within(const struct picture *mirror, struct str also, const struct principal *who)
{
    while (also.n > 0) {
        struct str one = str_cut(&also, ',');
        if (str_starts(one, STR("unit/")) &&
            of_unit_within(mirror, (struct str){one.p + 5, one.n - 5}, who))
            return true;
    }
    return false;
}

bool visible_event(const struct picture *mirror, const struct principal *who, enum kind kind,
                   struct str id, struct str area, struct str also)
{
    UNUSED(id);
    if (!role_may(who, kind))
        return false;
    if (who->role == ROLE_UNIT && strcmp(who->id, "local") != 0) {
        char unit[80];
        (void)snprintf(unit, sizeof unit, "unit/%s", who->unit);
        return unit_common(kind) || (who->unit[0] != '\0' && ids_has(also, str_c(unit)));
    }
    if (who->area[0] == '\0' || kind == KIND_AREA)
        return true;
    if (kind_table[kind].area_bit < 0)
        return kind_table[kind].unit_bit < 0 || units_within(mirror, also, who);
    return picture_area_within(mirror, area, str_c(who->area)) || audience_has(mirror, also, who);
}
