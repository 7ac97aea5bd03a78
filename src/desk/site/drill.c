/* SPDX-License-Identifier: Apache-2.0 */
/* Drills: who exercises what, where, until when. What a drill does to a press is said in core/raise.h. */
#include "core/raise.h"
#include "desk/site/site_priv.h"

#define DRILL_MAX (8 * USEC_H)
#define AHEAD_MAX (92 * USEC_DAY)

static usec_t archive_at(const struct decision *d)
{
    return d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H;
}

static enum rc check_times(const struct decision *d, usec_t from, usec_t until, struct err *e)
{
    if (until <= from || until - from > DRILL_MAX)
        return err_field(e, RC_INVALID, "until", "a drill ends after it began, and within 8 hours");
    if (from > d->now + AHEAD_MAX)
        return err_field(e, RC_INVALID, "from", "a drill is planned at most 92 days ahead");
    return RC_OK;
}

/* Two drills at one time would make it unclear whose end brings the alarms back. */
static enum rc check_others(const struct decision *d, struct str site, usec_t from, usec_t until,
                            struct err *e)
{
    uint32_t n;
    const struct entity *const *list = picture_by(d->picture, KIND_DRILL, F_DRILL_SITE, site, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct drill *one = list[i]->rec;
        if (one->state != DRILL_STATE_OVER && one->from < until && from < one->until)
            return err_set(e, RC_CONFLICT, "drill '%.*s' of this site is at that time",
                           STR_ARG(list[i]->id));
    }
    return RC_OK;
}

enum rc drill_plan(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_drill_plan *in = c->in;
    const struct site *site = picture_get(d->picture, KIND_SITE, c->params[0]);
    struct drill v = {0};
    UNUSED(s);
    if (site == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no site '%.*s'", STR_ARG(c->params[0]));
    usec_t from = in->from > d->now ? in->from : d->now;
    enum rc rc = decision_area(d, site->area, e);
    if (rc == RC_OK)
        rc = check_times(d, from, in->until, e);
    if (rc == RC_OK)
        rc = check_others(d, c->params[0], from, in->until, e);
    if (rc != RC_OK)
        return rc;
    bool running = from == d->now;
    drill_set_site(&v, c->params[0]);
    drill_set_area(&v, site->area);
    drill_set_reason(&v, in->reason);
    drill_set_state(&v, running ? DRILL_STATE_RUNNING : DRILL_STATE_PLANNED);
    drill_set_by(&v, decision_who(d));
    drill_set_from(&v, from);
    drill_set_until(&v, in->until);
    drill_set_wake_at(&v, running ? in->until : from);
    struct event *ev = decision_event(d, EV_DRILL_PLANNED, decision_new_id(d, KIND_DRILL), &v);
    ev->about = decision_ref(d, KIND_SITE, c->params[0]);
    (void)str_copy(d->id, sizeof d->id, ev->id);
    return RC_OK;
}

static void over(struct decision *d, struct str id, struct str by)
{
    struct drill v = {0};
    drill_set_state(&v, DRILL_STATE_OVER);
    if (by.n > 0)
        drill_set_ended_by(&v, by);
    drill_set_ended_at(&v, d->now);
    drill_set_wake_at(&v, archive_at(d));
    (void)decision_event(d, EV_DRILL_ENDED, id, &v);
}

/* What was pressed in it and nobody has called real or sent anybody to. */
static uint32_t close_pressed(struct decision *d, struct str id, const struct drill *drill)
{
    uint32_t n, closed = 0;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ALARM, F_ALARM_SITE, drill->site, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *a = list[i]->rec;
        if (a->practice != PRACTICE_DRILL || !str_eq(a->drill, id) ||
            a->state == ALARM_STATE_CLOSED || a->incident.n > 0)
            continue;
        struct alarm end = raise_closed(d, a, DISPOSITION_TEST);
        (void)decision_event(d, EV_ALARM_CLOSED, list[i]->id, &end);
        closed++;
    }
    return closed;
}

enum rc drill_end(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_drill_end *in = c->in;
    const struct entity *en = picture_find(d->picture, KIND_DRILL, c->params[0]);
    UNUSED(s);
    if (en == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no drill '%.*s' in the picture",
                       STR_ARG(c->params[0]));
    const struct drill *now = en->rec;
    enum rc rc = decision_area(d, now->area, e);
    if (rc == RC_OK && now->state == DRILL_STATE_OVER && !in->close)
        rc = err_set(e, RC_CONFLICT, "it is over already");
    if (rc != RC_OK)
        return rc;
    (void)str_copy(d->id, sizeof d->id, en->id);
    if (now->state != DRILL_STATE_OVER)
        over(d, en->id, decision_who(d));
    buf_printf(&d->answer, ",\"closed\":%u", in->close ? close_pressed(d, en->id, now) : 0);
    return RC_OK;
}

void drill_wake(struct decision *d, const struct entity *en)
{
    const struct drill *now = en->rec;
    struct drill v = {0};
    if (now->state == DRILL_STATE_OVER) {
        (void)decision_event(d, EV_DRILL_ARCHIVED, en->id, &v);
    } else if (now->state == DRILL_STATE_PLANNED && d->now < now->until) {
        drill_set_state(&v, DRILL_STATE_RUNNING);
        drill_set_wake_at(&v, now->until);
        (void)decision_event(d, EV_DRILL_STARTED, en->id, &v);
    } else {
        over(d, en->id, STR_NONE);
    }
}
