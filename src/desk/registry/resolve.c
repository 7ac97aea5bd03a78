/* SPDX-License-Identifier: Apache-2.0 */
/* The rules: what must exist, what follows from what, and which fields would really change. */
#include "desk/registry/registry_priv.h"

#include "core/person.h"
#include "core/second.h"
#include "core/week.h"

static bool has(const void *rec, int bit)
{
    return rec != NULL && (*(const uint64_t *)rec & BIT(bit)) != 0;
}

/* Leave in the row what differs from what is known. */
static enum verdict reduce(enum kind kind, const void *before, struct row *row)
{
    const struct record *rec = kind_table[kind].record;
    uint64_t *bits = row->rec;
    row->full = *bits;
    if (before == NULL)
        return VERDICT_CREATED;
    for (int i = 0; i < rec->nfields; i++)
        if (record_same(rec, before, row->rec, BIT(rec->fields[i].bit)))
            *bits &= ~BIT(rec->fields[i].bit);
    return *bits == 0 ? VERDICT_SAME : VERDICT_CHANGED;
}

static enum rc missing(const char *field, struct err *e)
{
    return err_field(e, RC_INVALID, field, "'%s' is missing, and nothing of this id is known yet",
                     field);
}

static enum rc may_area(const struct resolving *g, struct str area, struct err *e)
{
    enum rc rc = decision_area(g->d, area, e);
    if (rc != RC_OK)
        (void)str_copy(e->field, sizeof e->field, STR("area"));
    return rc;
}

static enum rc exists(const struct resolving *g, enum kind kind, const char *field, struct str id,
                      struct err *e)
{
    if (id.n == 0 || picture_find(g->d->picture, kind, id) != NULL)
        return RC_OK;
    return err_field(e, RC_INVALID, field, "there is no %.*s '%.*s'",
                     STR_ARG(kind_table[kind].name), STR_ARG(id));
}

/* ---- where a site or a device is ---- */

struct placed {
    bool point, named; /* has a position; has an area */
    int64_t lat, lon;
    struct str area;
};

static struct placed site_place(const struct site *s)
{
    if (s == NULL)
        return (struct placed){0};
    return (struct placed){has(s, F_SITE_LAT) && has(s, F_SITE_LON),
                           has(s, F_SITE_AREA) && s->area.n > 0, s->lat, s->lon, s->area};
}

static struct placed device_place(const struct device *d)
{
    if (d == NULL)
        return (struct placed){0};
    return (struct placed){has(d, F_DEVICE_LAT) && has(d, F_DEVICE_LON),
                           has(d, F_DEVICE_AREA) && d->area.n > 0, d->lat, d->lon, d->area};
}

static void warn(struct resolving *g, const char *field, const char *text)
{
    g->warning = text;
    g->warning_field = field;
}

/*
 * The area of what stands at `now`, where nobody named one: that of its position, else `other` (its site's), else as it was.
 * An area given by hand stays while the thing does not move.
 */
static struct str find_area(struct resolving *g, struct placed before, struct placed now,
                            struct str other)
{
    bool moved = now.point && (!before.point || before.lat != now.lat || before.lon != now.lon);
    if (now.named)
        return now.area;
    if (before.named && !moved)
        return before.area;
    struct str found = STR_NONE;
    if (now.point || before.point) {
        struct placed at = now.point ? now : before;
        found =
            picture_area_at(g->d->picture, (struct geo_point){(int32_t)at.lat, (int32_t)at.lon});
    }
    if (found.n == 0)
        found = other;
    if (found.n == 0) {
        warn(g, "area",
             now.point || before.point ? "the position is in no area"
                                       : "has neither area nor position");
        found = before.area;
    }
    return found;
}

static enum rc check_areas(const struct resolving *g, bool known, struct str before, struct str now,
                           struct err *e)
{
    enum rc rc = exists(g, KIND_AREA, "area", now, e);
    if (rc == RC_OK && known)
        rc = may_area(g, before, e);
    return rc == RC_OK ? may_area(g, now, e) : rc;
}

static enum rc check_pair(const void *rec, int lat, int lon, struct err *e)
{
    if (has(rec, lat) == has(rec, lon))
        return RC_OK;
    return err_field(e, RC_INVALID, has(rec, lat) ? "lon" : "lat",
                     "latitude and longitude are given together");
}

/* ---- sites ---- */

enum rc registry_site(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    const struct site *before = picture_get(g->d->picture, KIND_SITE, row->id);
    struct site *s = row->rec;
    enum rc rc = check_pair(s, F_SITE_LAT, F_SITE_LON, e);
    if (rc != RC_OK)
        return rc;
    if (before == NULL && !(has(s, F_SITE_NAME) && s->name.n > 0))
        return missing("name", e);
    if (before == NULL && !has(s, F_SITE_LAT))
        return missing("lat", e);
    if (before == NULL && !has(s, F_SITE_KIND))
        site_set_kind(s, SITE_KIND_OTHER);
    struct str area = find_area(g, site_place(before), site_place(s), STR_NONE);
    rc = check_areas(g, before != NULL, site_place(before).area, area, e);
    if (rc != RC_OK)
        return rc;
    site_set_area(s, area);
    *out = reduce(KIND_SITE, before, row);
    return RC_OK;
}

/* ---- devices ---- */

static void take_position_of_site(const struct device *before, const struct site *site,
                                  struct device *dev)
{
    bool moved = has(dev, F_DEVICE_SITE) && (before == NULL || !str_eq(before->site, dev->site));
    if (site == NULL || !site_place(site).point || has(dev, F_DEVICE_LAT))
        return;
    if (device_place(before).point && !moved)
        return;
    device_set_lat(dev, site->lat);
    device_set_lon(dev, site->lon);
}

static enum rc check_state(const struct device *before, struct device *dev, struct err *e)
{
    if (has(dev, F_DEVICE_STATE) && dev->state != DEVICE_STATE_ACTIVE &&
        dev->state != DEVICE_STATE_RETIRED)
        return err_field(e, RC_INVALID, "state", "'state' is 'active' or 'retired' here");
    /* Whoever describes a device knows it: that adopts it. */
    if (!has(dev, F_DEVICE_STATE) && (before == NULL || before->state == DEVICE_STATE_UNKNOWN))
        device_set_state(dev, DEVICE_STATE_ACTIVE);
    if (before != NULL && before->state == DEVICE_STATE_UNKNOWN) {
        device_set_seen_by(dev, STR_NONE);
        device_set_wake_at(dev, 0);
    }
    return RC_OK;
}

/* Who speaks for a unit's device speaks for the unit: so only a unit of the own area may be given one. */
static enum rc check_device_refs(const struct resolving *g, const struct device *dev, struct err *e)
{
    const struct unit *unit =
        dev->unit.n > 0 ? picture_get(g->d->picture, KIND_UNIT, dev->unit) : NULL;
    enum rc rc = exists(g, KIND_SITE, "site", dev->site, e);
    if (rc == RC_OK)
        rc = exists(g, KIND_UNIT, "unit", dev->unit, e);
    if (rc == RC_OK && unit != NULL)
        rc = decision_area(g->d, unit->area, e);
    if (rc == RC_DENIED)
        (void)str_copy(e->field, sizeof e->field, STR("unit"));
    return rc;
}

/* Panels say it in capitals, and whose alarm it is must not be a matter of chance. */
static enum rc check_account(const struct resolving *g, struct str id, struct device *dev,
                             struct err *e)
{
    uint32_t n;
    if (!has(dev, F_DEVICE_ACCOUNT) || dev->account.n == 0)
        return RC_OK;
    char *upper = arena_alloc(g->d->arena, dev->account.n + 1);
    for (size_t i = 0; i < dev->account.n; i++) {
        char c = dev->account.p[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    device_set_account(dev, (struct str){upper, dev->account.n});
    const struct entity *const *list =
        picture_by(g->d->picture, KIND_DEVICE, F_DEVICE_ACCOUNT, dev->account, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!str_eq(list[i]->id, id))
            return err_field(e, RC_CONFLICT, "account", "account %.*s is that of '%.*s'",
                             STR_ARG(dev->account), STR_ARG(list[i]->id));
    return RC_OK;
}

enum rc registry_device(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    const struct device *before = picture_get(g->d->picture, KIND_DEVICE, row->id);
    struct device *dev = row->rec;
    enum rc rc = check_pair(dev, F_DEVICE_LAT, F_DEVICE_LON, e);
    if (rc == RC_OK)
        rc = check_device_refs(g, dev, e);
    if (rc == RC_OK)
        rc = check_account(g, row->id, dev, e);
    if (rc == RC_OK)
        rc = check_state(before, dev, e);
    if (rc != RC_OK)
        return rc;
    if (before == NULL && !has(dev, F_DEVICE_KIND))
        return missing("kind", e);
    if (before == NULL && !has(dev, F_DEVICE_NAME))
        device_set_name(dev, row->id);
    struct str site_id = has(dev, F_DEVICE_SITE) ? dev->site
                         : before != NULL        ? before->site
                                                 : STR_NONE;
    const struct site *site = picture_get(g->d->picture, KIND_SITE, site_id);
    take_position_of_site(before, site, dev);
    struct str area = find_area(g, device_place(before), device_place(dev), site_place(site).area);
    rc = check_areas(g, before != NULL, device_place(before).area, area, e);
    if (rc != RC_OK)
        return rc;
    device_set_area(dev, area);
    *out = reduce(KIND_DEVICE, before, row);
    return RC_OK;
}

/* ---- weekly tests ---- */

enum rc registry_schedule(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    const struct schedule *before = picture_get(g->d->picture, KIND_SCHEDULE, row->id);
    const struct site *site = picture_get(g->d->picture, KIND_SITE, row->id);
    struct schedule *v = row->rec;
    struct week_plan w;
    if (site == NULL)
        return err_field(e, RC_INVALID, "id", "there is no site '%.*s'", STR_ARG(row->id));
    enum rc rc = may_area(g, site->area, e);
    if (rc != RC_OK)
        return rc;
    if (!has(v, F_SCHEDULE_DAY) || !has(v, F_SCHEDULE_OPENS) || !has(v, F_SCHEDULE_CLOSES))
        return err_field(e, RC_INVALID, "day", "'day', 'opens' and 'closes' are given together");
    rc = week_read(g->d, site->area, v->day, v->opens, v->closes, &w, e);
    if (rc != RC_OK)
        return rc;
    schedule_set_area(v, site->area);
    *out = VERDICT_SAME;
    if (week_same(before, v))
        return RC_OK;
    week_await(g->d, &w, g->d->now, v);
    if (before == NULL)
        schedule_set_since(v, 0);
    *out = reduce(KIND_SCHEDULE, before, row);
    return RC_OK;
}

/* ---- units ---- */

enum rc registry_unit(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    const struct unit *before = picture_get(g->d->picture, KIND_UNIT, row->id);
    struct unit *u = row->rec;
    struct str old = before != NULL ? before->area : STR_NONE;
    struct str area = has(u, F_UNIT_AREA) ? u->area : old;
    enum rc rc = check_areas(g, before != NULL, old, area, e);
    if (rc != RC_OK)
        return rc;
    if (area.n == 0)
        warn(g, "area", "belongs to no area");
    if (before == NULL) {
        if (!has(u, F_UNIT_NAME))
            unit_set_name(u, row->id);
        if (!has(u, F_UNIT_KIND))
            unit_set_kind(u, UNIT_KIND_PATROL);
        unit_set_duty(u, UNIT_DUTY_OFF);
        unit_set_status(u, UNIT_STATUS_OUT);
    }
    *out = reduce(KIND_UNIT, before, row);
    return RC_OK;
}

/* ---- areas ---- */

static const struct area *area_in_file(const struct resolving *g, struct str id)
{
    uintptr_t n = g->file != NULL ? (uintptr_t)map_get(&g->file->by_id, id) : 0;
    return n > 0 ? g->file->rows[n - 1].rec : NULL;
}

static struct str parent_of(const struct resolving *g, struct str id)
{
    const struct area *in = area_in_file(g, id), *known = picture_get(g->d->picture, KIND_AREA, id);
    return has(in, F_AREA_PARENT) ? in->parent : known != NULL ? known->parent : STR_NONE;
}

/* Parents, new ones of the file included, must end; else "is it within?" has no answer. */
static enum rc check_parents(const struct resolving *g, struct str id, struct err *e)
{
    struct str at = id;
    for (int i = 0; i < REGISTRY_DEPTH; i++) {
        at = parent_of(g, at);
        if (at.n == 0)
            return RC_OK;
        if (str_eq(at, id))
            return err_field(e, RC_INVALID, "parent", "'%.*s' would be a part of itself",
                             STR_ARG(id));
        if (area_in_file(g, at) == NULL && picture_find(g->d->picture, KIND_AREA, at) == NULL)
            return err_field(e, RC_INVALID, "parent", "there is no area '%.*s'", STR_ARG(at));
    }
    return err_field(e, RC_INVALID, "parent", "areas may lie in at most %d others",
                     REGISTRY_DEPTH - 1);
}

/* A caller limited to an area makes areas inside it only: the nearest known one above decides. */
static enum rc may_make_area(const struct resolving *g, struct str id, struct err *e)
{
    for (int i = 0; i <= REGISTRY_DEPTH && id.n > 0; i++) {
        if (picture_find(g->d->picture, KIND_AREA, id) != NULL)
            return may_area(g, id, e);
        id = parent_of(g, id);
    }
    return may_area(g, STR_NONE, e);
}

/* Real files seldom name the parent: the innermost known area around it, when that is of a higher level. */
static void guess_parent(struct resolving *g, struct area *a)
{
    if (!has(a, F_AREA_LAT))
        return;
    struct str id =
        picture_area_at(g->d->picture, (struct geo_point){(int32_t)a->lat, (int32_t)a->lon});
    for (int i = 0; i < REGISTRY_DEPTH && id.n > 0; i++) {
        const struct area *around = picture_get(g->d->picture, KIND_AREA, id);
        if (around == NULL)
            return;
        if (around->kind < a->kind) {
            area_set_parent(a, id);
            warn(g, "parent", "the parent was found by the position: name it where that is wrong");
            return;
        }
        id = around->parent;
    }
}

enum rc registry_area(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    const struct area *before = picture_get(g->d->picture, KIND_AREA, row->id);
    struct area *a = row->rec;
    enum rc rc = check_pair(a, F_AREA_LAT, F_AREA_LON, e);
    if (rc != RC_OK)
        return rc;
    if (before == NULL && !has(a, F_AREA_NAME))
        return missing("name", e);
    if (before == NULL && !has(a, F_AREA_KIND))
        area_set_kind(a, AREA_KIND_OTHER);
    if (before == NULL && !has(a, F_AREA_PARENT) && !g->again)
        guess_parent(g, a);
    rc = check_parents(g, row->id, e);
    if (rc == RC_OK && before != NULL)
        rc = may_area(g, row->id, e);
    if (rc == RC_OK && (before == NULL || has(a, F_AREA_PARENT)))
        rc = may_make_area(g, parent_of(g, row->id), e);
    if (rc != RC_OK)
        return rc;
    *out = reduce(KIND_AREA, before, row);
    return RC_OK;
}

/* ---- people ---- */

enum rc registry_user(struct resolving *g, struct row *row, enum verdict *out, struct err *e)
{
    struct user *u = row->rec;
    uint32_t n;
    const struct entity *const *found =
        picture_by(g->d->picture, KIND_USER, F_USER_NAME, row->id, &n);
    if (n > 0) {
        *out = VERDICT_SAME;
        /* Rights and passwords of somebody who has them are changed one at a time, by hand. */
        if (reduce(KIND_USER, found[0]->rec, row) != VERDICT_SAME)
            return err_field(e, RC_CONFLICT, "name",
                             "'%.*s' exists with other values: change it in the administration",
                             STR_ARG(row->id));
        return may_area(g, ((const struct user *)found[0]->rec)->area, e);
    }
    if (!has(u, F_USER_ROLE))
        return missing("role", e);
    enum rc rc = person_check(g->d, u->role, u->area, u->unit, e);
    if (rc != RC_OK)
        return rc;
    if (!g->again && u->role != ROLE_UNIT && second_admin(g->d->picture))
        return err_field(e, RC_DENIED, "role",
                         "with two administrators a second person must approve this one: add "
                         "'%.*s' in the administration",
                         STR_ARG(row->id));
    if (row->pwhash != NULL)
        user_set_pwhash(u, str_c(row->pwhash));
    else if (!g->file->dry_run && g->file->errors.total == 0)
        return err_set(e, RC_CONFLICT, "people changed meanwhile: send the file again");
    user_set_disabled(u, false);
    user_set_password_by(u, decision_person(g->d));
    user_set_password_at(u, g->d->now);
    user_set_created_at(u, g->d->now);
    *out = reduce(KIND_USER, NULL, row);
    return RC_OK;
}
