/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may see what: one rule for the picture and one for the stream, by role, area and, for a unit, by what concerns it.
 * Both use the area an event was given when it was decided (and `also`), never today's map.
 */
#include <string.h>

#include "base/map.h"
#include "core/core_priv.h"
#include "core/visible.h"

static bool role_may(const struct principal *who, enum kind kind)
{
    return principal_may(who, kind_table[kind].read);
}

bool visible_live(const struct principal *who, enum kind kind)
{
    return role_may(who, kind) && principal_may(who, kind_table[kind].live);
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

bool visible_is_work(enum kind kind)
{
    return kind == KIND_ASSIGNMENT || kind == KIND_NOTICE || kind == KIND_MESSAGE;
}

/* A session says when somebody was signed in: its area is that of the person, and its events carry it. */
static bool of_person_within(const struct picture *mirror, struct str user,
                             const struct principal *who)
{
    const struct user *u = picture_get(mirror, KIND_USER, user);
    return u != NULL && picture_area_within(mirror, u->area, str_c(who->area));
}

bool visible_as_unit(const struct principal *who)
{
    return who->role == ROLE_UNIT && who->id[0] != '\0' && strcmp(who->id, "local") != 0;
}

/* A warning may cover many areas, each of whose desks sees it. */
static bool any_within(const struct picture *mirror, struct str areas, const struct principal *who)
{
    while (areas.n > 0)
        if (picture_area_within(mirror, str_cut(&areas, ','), str_c(who->area)))
            return true;
    return false;
}

bool visible_entity(const struct picture *mirror, const struct principal *who,
                    const struct entity *en)
{
    const struct kind_info *k = &kind_table[en->kind];
    if (!role_may(who, en->kind))
        return false;
    if (visible_as_unit(who))
        return unit_may(mirror, str_c(who->unit), en);
    if (who->area[0] == '\0')
        return true;
    if (en->kind == KIND_SESSION)
        return of_person_within(mirror, ((const struct session *)en->rec)->user, who);
    if (k->area_bit < 0)
        return k->unit_bit < 0 ||
               of_unit_within(mirror, text_of(en, k->unit_bit, k->unit_off), who);
    if (en->kind == KIND_AREA)
        return true; /* the map of the neighbours is no secret */
    if (en->kind == KIND_WARNING)
        return any_within(mirror, ((const struct warning *)en->rec)->areas, who);
    if (visible_is_work(en->kind) &&
        of_unit_within(mirror, text_of(en, k->unit_bit, k->unit_off), who))
        return true;
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
    if (kind_table[kind].area_bit < 0 && kind != KIND_SESSION)
        return kind_table[kind].unit_bit < 0 || units_within(mirror, also, who);
    return picture_area_within(mirror, area, str_c(who->area)) || audience_has(mirror, also, who);
}

/* ---- the same rule the other way round: for whom is it? ---- */

static uint64_t key_of(enum listener_class class, struct str id)
{
    char text[80];
    (void)snprintf(text, sizeof text, "%d/%.*s", (int)class, STR_ARG(id));
    return map_hash(str_c(text));
}

struct listener visible_listener(const struct principal *who)
{
    enum listener_class class = LISTENER_ALL;
    if (who->role == ROLE_UNIT && strcmp(who->id, "local") != 0)
        class = LISTENER_UNIT;
    else if (who->area[0] != '\0')
        class = LISTENER_AREA;
    return (struct listener){class, key_of(class, class == LISTENER_UNIT   ? str_c(who->unit)
                                                  : class == LISTENER_AREA ? str_c(who->area)
                                                                           : STR_NONE)};
}

static void add_key(struct audience *a, uint64_t key)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (a->keys[i] == key)
            return;
    if (a->n < AUDIENCE_KEYS_MAX)
        a->keys[a->n++] = key;
    else
        a->areas = a->units = true; /* too many to name: everybody looks for himself */
}

static void add_area(struct audience *a, const struct picture *mirror, struct str area)
{
    for (int level = 0; level < 8 && area.n > 0; level++) {
        add_key(a, key_of(LISTENER_AREA, area));
        const struct area *one = picture_get(mirror, KIND_AREA, area);
        area = one != NULL ? one->parent : STR_NONE;
    }
}

void visible_audience(const struct picture *mirror, enum kind kind, struct str area,
                      struct str also, struct audience *out)
{
    const struct kind_info *k = &kind_table[kind];
    *out = (struct audience){.units = unit_common(kind),
                             .areas = kind == KIND_AREA ||
                                      (k->area_bit < 0 && k->unit_bit < 0 && kind != KIND_SESSION)};
    if (k->area_bit >= 0 || kind == KIND_SESSION)
        add_area(out, mirror, area);
    while (also.n > 0) {
        struct str one = str_cut(&also, ',');
        if (!str_starts(one, STR("unit/"))) {
            add_area(out, mirror, one);
            continue;
        }
        struct str id = {one.p + 5, one.n - 5};
        const struct unit *unit = picture_get(mirror, KIND_UNIT, id);
        add_key(out, key_of(LISTENER_UNIT, id));
        if (k->area_bit < 0 && unit != NULL)
            add_area(out, mirror, unit->area);
    }
}

bool audience_includes(const struct audience *a, struct listener l)
{
    if (l.class == LISTENER_ALL || (l.class == LISTENER_AREA ? a->areas : a->units))
        return true;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->keys[i] == l.key)
            return true;
    return false;
}
