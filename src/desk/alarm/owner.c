/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose an alarm is. The centre and the duty desk both see it, so one person at a time has it, and both see who. Who acknowledges
 * has it; it changes hands when another takes it, which the owner is told, or when it is handed over and accepted.
 */
#include <string.h>

#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

static bool is_owner(const struct decision *d, const struct alarm *a)
{
    return str_eq(a->owner, decision_who(d));
}

enum rc alarm_mine(const struct decision *d, const struct alarm *now, struct err *e)
{
    if (now->owner.n == 0 || is_owner(d, now))
        return RC_OK;
    return err_field(e, RC_CONFLICT, "owner", "'%.*s' has it: take it over first",
                     STR_ARG(now->owner));
}

enum rc alarm_acknowledge(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_act *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->state != ALARM_STATE_ACTIVE)
        return err_set(e, RC_CONFLICT, "it is %.*s already, by '%.*s'",
                       STR_ARG(enum_alarm_state.names[now->state]),
                       STR_ARG(now->state == ALARM_STATE_CLOSED ? now->closed_by : now->acked_by));
    struct alarm a = raise_acknowledged(d, now);
    decision_event(d, EV_ALARM_ACKNOWLEDGED, en->id, &a)->time = decision_time(d, in->at);
    return RC_OK;
}

/* The alarm of the path, in somebody's hands: neither waiting for anybody nor over. */
static enum rc find_held(struct decision *d, struct call *c, const struct entity **en,
                         struct err *e)
{
    enum rc rc = alarm_find(d, c, en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = (*en)->rec;
    if (now->state == ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed already, by '%.*s'", STR_ARG(now->closed_by));
    if (now->state == ALARM_STATE_ACTIVE)
        return err_set(e, RC_CONFLICT, "it waits for somebody: acknowledge it");
    return RC_OK;
}

static struct event *change_owner(struct decision *d, enum event_type type, const struct entity *en)
{
    struct alarm a = {0};
    raise_own(d, en->rec, &a);
    alarm_set_wake_at(&a, 0);
    return decision_event(d, type, en->id, &a);
}

enum rc alarm_take(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_alarm_take *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_held(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (is_owner(d, now))
        return RC_OK; /* a repeated tap */
    /* Of two who take it from the same person only one gets it: the other has not seen the new owner yet. */
    if (now->owner.n > 0 && !str_eq(now->owner, in->from))
        return err_field(e, RC_CONFLICT, "owner", "it is not '%.*s' who has it, but '%.*s'",
                         STR_ARG(in->from), STR_ARG(now->owner));
    change_owner(d, EV_ALARM_TAKEN, en)->time = decision_time(d, in->at);
    return RC_OK;
}

/* ---- handing over ---- */

static enum rc check_person(const struct decision *d, const struct alarm *now, struct str id,
                            struct err *e)
{
    const struct user *u = picture_get(d->picture, KIND_USER, id);
    if (u == NULL || u->disabled || (role_permissions[u->role] & BIT(PERM_ALARM_HANDLE)) == 0)
        return err_field(e, RC_INVALID, "to", "'%.*s' is nobody who takes care of alarms",
                         STR_ARG(id));
    if (!picture_area_within(d->picture, now->area, u->area))
        return err_field(e, RC_INVALID, "to", "'%.*s' does not see this area", STR_ARG(id));
    return RC_OK;
}

/* Where it goes must see it: a desk of the alarm's own area, or of one around it. */
static enum rc check_desk(const struct decision *d, const struct alarm *now, struct str area,
                          struct err *e)
{
    if (area.n == 0 || (picture_find(d->picture, KIND_AREA, area) != NULL &&
                        picture_area_within(d->picture, now->area, area)))
        return RC_OK;
    return err_field(e, RC_INVALID, "to", "the desk of '%.*s' does not see this area",
                     STR_ARG(area));
}

static enum rc check_target(const struct decision *d, const struct alarm *now, struct str to,
                            struct err *e)
{
    struct str id = to, kind = str_cut(&id, '/');
    if (str_eqc(kind, "user") && str_eq(id, decision_who(d)))
        return err_field(e, RC_INVALID, "to", "you have it already");
    if (str_eqc(kind, "user") && id.n > 0)
        return check_person(d, now, id, e);
    if (str_eqc(kind, "desk") && kind.n < to.n)
        return check_desk(d, now, id, e);
    return err_field(e, RC_INVALID, "to", "give user/ID or desk/AREA");
}

enum rc alarm_hand_over(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_alarm_offer *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_held(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    rc = alarm_mine(d, now, e);
    if (rc == RC_OK)
        rc = check_target(d, now, in->to, e);
    if (rc != RC_OK)
        return rc;
    usec_t until = d->now + settings_int(d->settings, SET_ALARM_HAND_OVER_S) * USEC_S;
    struct alarm a = {0};
    alarm_set_offered_to(&a, in->to);
    alarm_set_offered_until(&a, until);
    alarm_set_wake_at(&a, until);
    (void)decision_event(d, EV_ALARM_OFFERED, en->id, &a);
    return RC_OK;
}

/* By name, or to the desk one sits at; who sees the whole country sits at the centre. */
static bool is_offered_to(const struct decision *d, const struct alarm *now)
{
    struct str id = now->offered_to, kind = str_cut(&id, '/');
    return str_eqc(kind, "user") ? str_eq(id, decision_who(d)) : str_eqc(id, d->who->area);
}

enum rc alarm_accept(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_act *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_held(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->offered_to.n == 0 || is_owner(d, now))
        return err_set(e, RC_CONFLICT, "it is not handed over any more: '%.*s' has it",
                       STR_ARG(now->owner));
    if (!is_offered_to(d, now))
        return err_set(e, RC_DENIED, "it is handed over to '%.*s': take it over if you must",
                       STR_ARG(now->offered_to));
    change_owner(d, EV_ALARM_ACCEPTED, en)->time = decision_time(d, in->at);
    return RC_OK;
}

static void end_offer(struct decision *d, enum event_type type, const struct entity *en)
{
    struct alarm a = {0};
    raise_end_offer(en->rec, &a);
    alarm_set_wake_at(&a, 0);
    (void)decision_event(d, type, en->id, &a);
}

enum rc alarm_decline(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_held(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->offered_to.n == 0)
        return RC_OK; /* over already */
    if (!is_offered_to(d, now) && !is_owner(d, now))
        return err_set(e, RC_DENIED, "it is handed over to '%.*s'", STR_ARG(now->offered_to));
    end_offer(d, EV_ALARM_DECLINED, en);
    return RC_OK;
}

void alarm_offer_lapsed(struct decision *d, const struct entity *en)
{
    end_offer(d, EV_ALARM_LAPSED, en);
}
