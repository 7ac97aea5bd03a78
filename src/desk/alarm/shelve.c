/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shelving: a source that calls without end is put aside until a time, by somebody who says why. Its alarms are recorded, counted and shown
 * apart; they come back when the time is over. Calls for help (priority 1) of the same device are alarms like any other.
 */
#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

static struct str area_of(const struct decision *d, const struct device *dev)
{
    const struct site *site =
        dev->site.n > 0 ? picture_get(d->picture, KIND_SITE, dev->site) : NULL;
    return dev->area.n > 0 || site == NULL ? dev->area : site->area;
}

static enum rc find_device(const struct decision *d, const struct call *c,
                           const struct device **out, struct err *e)
{
    *out = picture_get(d->picture, KIND_DEVICE, c->params[0]);
    if (*out == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(c->params[0]));
    return decision_area(d, area_of(d, *out), e);
}

static void put_aside(struct decision *d, struct str device, usec_t until)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ALARM, F_ALARM_DEVICE, device, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *now = list[i]->rec;
        struct alarm a = {0};
        if (now->state != ALARM_STATE_ACTIVE || now->priority <= 1)
            continue;
        alarm_set_shelved_until(&a, until);
        alarm_set_wake_at(&a, until);
        (void)decision_event(d, EV_ALARM_SHELVED, list[i]->id, &a);
    }
}

enum rc alarm_shelve(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_shelve *in = c->in;
    const struct device *dev;
    struct shelf x = {0};
    int64_t most = settings_int(d->settings, SET_ALARM_SHELVE_HOURS);
    UNUSED(s);
    enum rc rc = find_device(d, c, &dev, e);
    if (rc != RC_OK)
        return rc;
    if (in->until <= d->now || in->until > d->now + most * USEC_H)
        return err_field(e, RC_INVALID, "until", "a shelf ends within %lld hours from now",
                         (long long)most);
    shelf_set_site(&x, dev->site);
    shelf_set_area(&x, area_of(d, dev));
    shelf_set_by(&x, decision_who(d));
    shelf_set_since(&x, d->now);
    shelf_set_until(&x, in->until);
    shelf_set_why(&x, in->why);
    shelf_set_wake_at(&x, in->until);
    decision_event(d, EV_SHELF_SET, c->params[0], &x)->about =
        decision_ref(d, KIND_DEVICE, c->params[0]);
    put_aside(d, c->params[0], in->until);
    return RC_OK;
}

void alarm_off_shelf(struct decision *d, const struct entity *alarm)
{
    struct alarm a = {0};
    raise_unshelve(d, alarm->rec, &a);
    (void)decision_event(d, EV_ALARM_UNSHELVED, alarm->id, &a);
}

void alarm_shelf_over(struct decision *d, const struct entity *shelf)
{
    struct shelf nothing = {0};
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ALARM, F_ALARM_DEVICE, shelf->id, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *now = list[i]->rec;
        if (now->state == ALARM_STATE_ACTIVE && now->shelved_until != 0)
            alarm_off_shelf(d, list[i]);
    }
    decision_event(d, EV_SHELF_ENDED, shelf->id, &nothing)->about =
        decision_ref(d, KIND_DEVICE, shelf->id);
}

enum rc alarm_unshelve(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *shelf = picture_find(d->picture, KIND_SHELF, c->params[0]);
    UNUSED(s);
    if (shelf == NULL)
        return err_set(e, RC_NOT_FOUND, "'%.*s' is not shelved", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, ((const struct shelf *)shelf->rec)->area, e);
    if (rc == RC_OK)
        alarm_shelf_over(d, shelf);
    return rc;
}
