/* SPDX-License-Identifier: Apache-2.0 */
/* Holds: what must be kept longer than its policy says. Each has an end; nothing is held for ever. */
#include <string.h>

#include "desk/retain/retain_priv.h"

#define HOLD_MOST (366 * USEC_DAY)

static struct str area_of(const struct entity *en)
{
    const struct kind_info *k = &kind_table[en->kind];
    if (k->area_bit < 0)
        return STR_NONE;
    return *(const struct str *)(const void *)((const char *)en->rec + k->area_off);
}

static void place(struct decision *d, const struct in_hold_place *in, struct str about,
                  struct str area)
{
    struct hold h = {0};
    hold_set_about(&h, about);
    hold_set_basis(&h, in->basis);
    if (in->for_case.n > 0)
        hold_set_for_case(&h, in->for_case);
    hold_set_area(&h, area);
    hold_set_by(&h, decision_who(d));
    hold_set_at(&h, d->now);
    hold_set_wake_at(&h, in->until);
    struct event *ev = decision_event(d, EV_HOLD_PLACED, decision_new_id(d, KIND_HOLD), &h);
    ev->about = arena_str(d->arena, about);
}

/* What an incident came from is part of it. */
static void place_on_origin(struct decision *d, const struct in_hold_place *in,
                            const struct entity *en)
{
    const struct incident *i = en->rec;
    if (en->kind != KIND_INCIDENT)
        return;
    if (i->alarm.n > 0)
        place(d, in, decision_ref(d, KIND_ALARM, i->alarm), i->area);
    if (i->hit.n > 0)
        place(d, in, decision_ref(d, KIND_HIT, i->hit), i->area);
}

static enum rc check_until(const struct decision *d, usec_t until, struct err *e)
{
    if (until > d->now && until <= d->now + HOLD_MOST)
        return RC_OK;
    return err_field(e, RC_INVALID, "until",
                     "'until' must lie in the future and within a year: a hold can be extended");
}

enum rc retain_hold(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hold_place *in = c->in;
    struct str id = in->about, name = str_cut(&id, '/');
    enum kind kind = kind_find(name);
    UNUSED(s);
    if (kind == KIND_COUNT || id.n == 0 || id.n > 64)
        return err_field(e, RC_INVALID, "about",
                         "'about' must be a kind and an id, as incident/I17");
    const struct entity *en = picture_find(d->picture, kind, id);
    struct str area = en != NULL ? area_of(en) : str_c(d->who->area);
    enum rc rc = check_until(d, in->until, e);
    if (rc == RC_OK)
        rc = decision_area(d, area, e);
    if (rc != RC_OK)
        return rc;
    place(d, in, in->about, area);
    if (en != NULL)
        place_on_origin(d, in, en);
    return RC_OK;
}

static enum rc find_hold(const struct decision *d, const struct call *c, const struct entity **en,
                         struct err *e)
{
    *en = picture_find(d->picture, KIND_HOLD, c->params[0]);
    if (*en == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no hold '%.*s'", STR_ARG(c->params[0]));
    return decision_area(d, ((const struct hold *)(*en)->rec)->area, e);
}

enum rc retain_extend_hold(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hold_extend *in = c->in;
    const struct entity *en;
    struct hold h = {0};
    UNUSED(s);
    enum rc rc = find_hold(d, c, &en, e);
    if (rc == RC_OK)
        rc = check_until(d, in->until, e);
    if (rc == RC_OK && in->until <= ((const struct hold *)en->rec)->wake_at)
        rc = err_field(e, RC_INVALID, "until",
                       "'until' must be later than it is: to end a hold sooner, release it");
    if (rc != RC_OK)
        return rc;
    hold_set_basis(&h, in->basis);
    hold_set_by(&h, decision_who(d));
    hold_set_at(&h, d->now);
    hold_set_wake_at(&h, in->until);
    (void)decision_event(d, EV_HOLD_EXTENDED, en->id, &h);
    return RC_OK;
}

enum rc retain_release_hold(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hold_release *in = c->in;
    const struct entity *en;
    struct hold none = {0};
    UNUSED(s);
    enum rc rc = find_hold(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    struct event *ev = decision_event(d, EV_HOLD_RELEASED, en->id, &none);
    ev->purpose = arena_str(d->arena, in->reason);
    return RC_OK;
}

void retain_hold_wake(struct decision *d, const struct entity *en)
{
    struct hold none = {0};
    (void)decision_event(d, EV_HOLD_EXPIRED, en->id, &none);
}
