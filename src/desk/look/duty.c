/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is duty: the live work of one's own area, seen by who does that work. The purpose of it is the signed-on shift. All
 * else is a look-up: closed things, histories of persons and units, and all of it for those whose work it is not.
 */
#include "core/core.h"
#include "desk/look/look_priv.h"

static bool may(const struct decision *d, enum permission p)
{
    return principal_may(d->who, (uint8_t)p);
}

static bool is_unit(const struct decision *d)
{
    return d->who->role == ROLE_UNIT && d->who->unit[0] != '\0';
}

static bool at_work(const struct decision *d)
{
    return may(d, PERM_ALARM_HANDLE) || may(d, PERM_DISPATCH_HANDLE) || may(d, PERM_ROAD_HANDLE);
}

static struct str signed_in_as(const struct decision *d)
{
    struct str id = str_c(d->who->id);
    if (d->who->session[0] != '\0')
        return str_c(d->who->session);
    return str_starts(id, STR("token/")) ? (struct str){id.p + 6, id.n - 6} : STR_NONE;
}

struct str look_shift(const struct decision *d)
{
    if (!is_unit(d))
        return signed_in_as(d);
    const struct unit *u = picture_get(d->picture, KIND_UNIT, str_c(d->who->unit));
    return u != NULL && u->duty == UNIT_DUTY_ON ? u->shift : STR_NONE;
}

static bool alive(const struct picture *p, struct str ref);

/* Is it work that goes on? What is closed stays in the picture for hours, and is nobody's duty any more. */
static bool goes_on(const struct picture *p, const struct entity *en)
{
    switch ((int)en->kind) {
    case KIND_ALARM: return ((const struct alarm *)en->rec)->state != ALARM_STATE_CLOSED;
    case KIND_INCIDENT: return ((const struct incident *)en->rec)->state != INCIDENT_STATE_CLOSED;
    case KIND_HIT: {
        const struct hit *h = en->rec;
        return h->state != HIT_STATE_DISMISSED && h->state != HIT_STATE_EXPIRED;
    }
    case KIND_ASSIGNMENT: {
        const struct assignment *a = en->rec;
        const struct entity *of = picture_find(p, KIND_INCIDENT, a->incident);
        return of != NULL && goes_on(p, of);
    }
    case KIND_SNAPSHOT: {
        const struct entity *of =
            picture_find(p, KIND_ALARM, ((const struct snapshot *)en->rec)->alarm);
        return of != NULL && goes_on(p, of);
    }
    case KIND_NOTE: return alive(p, ((const struct note *)en->rec)->about);
    case KIND_PHOTO: return alive(p, ((const struct photo *)en->rec)->about);
    case KIND_MESSAGE: return ((const struct message *)en->rec)->seen_at == 0;
    case KIND_VIOLATION:
    case KIND_NOTICE:
    case KIND_LOOKALIKE:
    case KIND_ENTRY:
    case KIND_WARNING: return true; /* they end when they are over */
    default: return false;
    }
}

static bool alive(const struct picture *p, struct str ref)
{
    struct str id = ref;
    enum kind kind = kind_find(str_cut(&id, '/'));
    const struct entity *en = kind != KIND_COUNT ? picture_find(p, kind, id) : NULL;
    return en != NULL && en->kind != KIND_NOTE && en->kind != KIND_PHOTO && goes_on(p, en);
}

/* Things, not people: where they stand and how they are set up is nobody's private life. */
static bool is_thing(enum kind kind)
{
    return kind == KIND_CENTRE || kind == KIND_AREA || kind == KIND_SITE || kind == KIND_EDITION ||
           kind == KIND_POLICY;
}

/* One's own: a person's account and sign-in, a unit's record, shifts and jobs; on duty or not. */
static bool is_own(const struct decision *d, const struct look_item *item)
{
    struct str me = decision_who(d), unit = str_c(d->who->unit);
    if (item->kind == KIND_USER)
        return str_starts(str_c(d->who->id), STR("user/")) && str_eq(item->id, me);
    if (item->kind == KIND_SESSION)
        return str_eqc(item->id, d->who->session);
    if (!is_unit(d) || item->en == NULL)
        return false;
    switch ((int)item->kind) {
    case KIND_UNIT: return str_eq(item->id, unit);
    case KIND_SHIFT: return str_eq(((const struct shift *)item->en->rec)->unit, unit);
    case KIND_ASSIGNMENT: return str_eq(((const struct assignment *)item->en->rec)->unit, unit);
    case KIND_DEVICE: return str_eq(((const struct device *)item->en->rec)->unit, unit);
    default: return false;
    }
}

/* A device that somebody carries is where that person is. */
static bool device_is_duty(const struct decision *d, const struct look_item *item)
{
    const struct device *dev = item->en->rec;
    return !item->place || dev->unit.n == 0 || may(d, PERM_DISPATCH_HANDLE);
}

bool look_is_duty(const struct decision *d, const struct look_item *item)
{
    if (item->kind == KIND_COUNT || str_eqc(str_c(d->who->id), "local"))
        return false;
    if (item->en != NULL && !core_visible(d->picture, d->who, item->en))
        return false;
    if (is_thing(item->kind) || is_own(d, item))
        return true;
    if (item->kind == KIND_PROCEDURE && !item->history && may(d, PERM_REGISTRY_WRITE))
        return true; /* who keeps it up to date */
    if (item->en == NULL || look_shift(d).n == 0)
        return false;
    if (item->kind == KIND_DEVICE)
        return device_is_duty(d, item);
    if (item->kind == KIND_UNIT)
        return !item->history && (at_work(d) || may(d, PERM_REGISTRY_WRITE));
    return at_work(d) && goes_on(d->picture, item->en);
}
