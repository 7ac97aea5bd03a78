/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Weekly tests. A schedule sleeps until shortly before its window (planned), is due until the window ends, and is overdue
 * when something did not prove itself by then. It never waits for anybody: the next window comes. Of sites that missed theirs the duty
 * desk has one row an area, which counts them.
 */
#include "base/json.h"
#include "core/raise.h"
#include "core/week.h"
#include "desk/site/site_priv.h"

#define TESTS STR("port:tests") /* the device of the rows; no device can bear the name */
#define PART_SITES 50

/* ---- windows ---- */

static struct week_plan plan_of(const struct decision *d, const struct schedule *now)
{
    struct week_plan w = {.day = now->day};
    struct err e = {0};
    must(week_read(d, now->area, now->day, now->opens, now->closes, &w, &e) == RC_OK);
    return w;
}

/* ---- the row of an area ---- */

/* How many of the area missed theirs, besides this one. */
static int64_t missed_in(const struct decision *d, struct str area, struct str but)
{
    uint32_t n;
    int64_t sum = 0;
    const struct entity *const *list =
        picture_by(d->picture, KIND_SCHEDULE, F_SCHEDULE_AREA, area, &n);
    for (uint32_t i = 0; i < n; i++)
        sum += ((const struct schedule *)list[i]->rec)->since != 0 && !str_eq(list[i]->id, but);
    return sum < RAISE_COUNT_MAX ? sum : RAISE_COUNT_MAX - 1;
}

static const struct entity *row_of(const struct picture *p, struct str area)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_ALARM, F_ALARM_DEVICE, TESTS, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *a = list[i]->rec;
        if (a->state != ALARM_STATE_CLOSED && str_eq(a->area, area))
            return list[i];
    }
    return NULL;
}

static void raise_row(struct decision *d, struct str area, int64_t devices)
{
    struct alarm a = raise_press(d, NULL, TESTS, ALARM_KIND_TECHNICAL, d->now);
    alarm_set_area(&a, area);
    alarm_set_cause(&a, ALARM_CAUSE_TEST_MISSED);
    alarm_set_devices(&a, devices);
    int64_t min = settings_int(d->settings, SET_SITE_MISSED_MIN); /* once, if nobody takes it */
    alarm_set_wake_at(&a, min > 0 ? d->now + min * USEC_MIN : 0);
    (void)raise_event(d, NULL, &a);
}

static void set_count(struct decision *d, const struct entity *row, int64_t devices)
{
    struct alarm a = {0};
    if (((const struct alarm *)row->rec)->devices == devices)
        return;
    alarm_set_devices(&a, devices);
    (void)decision_event(d, EV_ALARM_COUNTED, row->id, &a);
}

/* It alerts when there is none yet, and then only counts. */
static void one_more(struct decision *d, struct str area, struct str site)
{
    const struct entity *row = row_of(d->picture, area);
    int64_t devices = missed_in(d, area, site) + 1;
    if (row == NULL)
        raise_row(d, area, devices);
    else
        set_count(d, row, devices);
}

void schedule_recount(struct decision *d)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ALARM, F_ALARM_DEVICE, TESTS, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *now = list[i]->rec;
        int64_t devices = missed_in(d, now->area, STR_NONE);
        if (now->state == ALARM_STATE_CLOSED)
            continue;
        if (devices > 0) {
            set_count(d, list[i], devices);
            continue;
        }
        struct alarm a = raise_closed(d, now, DISPOSITION_TEST); /* the last was made good */
        (void)decision_event(d, EV_ALARM_CLOSED, list[i]->id, &a);
    }
}

/* ---- what happens to one ---- */

static void done(struct decision *d, const struct entity *en)
{
    const struct schedule *now = en->rec;
    struct schedule v = {0};
    struct week_plan w = plan_of(d, now);
    week_await(d, &w, now->state == SCHEDULE_STATE_DUE ? now->until : d->now, &v);
    schedule_set_since(&v, 0);
    schedule_set_missed(&v, 0);
    (void)decision_event(d, EV_SCHEDULE_DONE, en->id, &v);
}

static void missed(struct decision *d, const struct entity *en)
{
    const struct schedule *now = en->rec;
    struct schedule v = {0};
    struct week_plan w = plan_of(d, now);
    week_await(d, &w, d->now, &v);
    if (v.state == SCHEDULE_STATE_PLANNED)
        schedule_set_state(&v, SCHEDULE_STATE_OVERDUE);
    schedule_set_since(&v, now->from);
    schedule_set_missed(&v, now->missed < 100000 ? now->missed + 1 : 100000);
    (void)decision_event(d, EV_SCHEDULE_MISSED, en->id, &v);
    one_more(d, now->area, en->id);
}

/* Nothing of the site could be asked: neither done nor missed. */
static void pass_over(struct decision *d, const struct entity *en)
{
    const struct schedule *now = en->rec;
    struct schedule v = {0};
    struct week_plan w = plan_of(d, now);
    week_await(d, &w, d->now, &v);
    schedule_set_since(&v, 0);
    (void)decision_event(d, EV_SCHEDULE_SET, en->id, &v);
}

static bool proven_since(const struct decision *d, struct str site, usec_t from)
{
    struct standing s = guard_standing(d->picture, site, from - week_remind(d->settings));
    return s.unproven == 0 && s.tested > 0;
}

void schedule_wake(struct decision *d, const struct entity *en)
{
    const struct schedule *now = en->rec;
    if (now->state != SCHEDULE_STATE_DUE && d->now < now->until) {
        struct schedule v = {0};
        schedule_set_state(&v, SCHEDULE_STATE_DUE);
        schedule_set_wake_at(&v, now->until);
        (void)decision_event(d, EV_SCHEDULE_DUE, en->id, &v);
        return;
    }
    struct standing s = guard_standing(d->picture, en->id, now->from - week_remind(d->settings));
    if (s.guards == s.maintained)
        pass_over(d, en);
    else if (s.unproven == 0)
        done(d, en);
    else
        missed(d, en);
}

void schedule_proven(struct decision *d, struct str site)
{
    const struct entity *en = picture_find(d->picture, KIND_SCHEDULE, site);
    const struct schedule *now = en != NULL ? en->rec : NULL;
    if (now == NULL || now->state == SCHEDULE_STATE_PLANNED)
        return;
    if (proven_since(d, site, now->state == SCHEDULE_STATE_DUE ? now->from : now->since))
        done(d, en);
}

/* ---- commands ---- */

/* True when it changed. */
static bool put(struct decision *d, struct str site, struct str area, const struct week_plan *w,
                struct str opens, struct str closes)
{
    const struct schedule *before = picture_get(d->picture, KIND_SCHEDULE, site);
    struct schedule v = {0};
    schedule_set_area(&v, area);
    schedule_set_day(&v, w->day);
    schedule_set_opens(&v, opens);
    schedule_set_closes(&v, closes);
    if (week_same(before, &v))
        return false;
    week_await(d, w, d->now, &v);
    if (before == NULL)
        schedule_set_since(&v, 0);
    (void)decision_event(d, EV_SCHEDULE_SET, site, &v);
    return true;
}

static void end(struct decision *d, struct str site)
{
    const struct schedule *before = picture_get(d->picture, KIND_SCHEDULE, site);
    struct schedule nothing = {0};
    if (before == NULL)
        return;
    (void)decision_event(d, EV_SCHEDULE_ENDED, site, &nothing);
}

enum rc schedule_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_schedule_set *in = c->in;
    const struct site *site = picture_get(d->picture, KIND_SITE, c->params[0]);
    struct week_plan w;
    UNUSED(s);
    if (site == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no site '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, site->area, e);
    if (rc != RC_OK)
        return rc;
    if ((in->has & BIT(F_IN_SCHEDULE_SET_DAY)) == 0) {
        end(d, c->params[0]);
        return RC_OK;
    }
    rc = week_read(d, site->area, in->day, in->opens, in->closes, &w, e);
    if (rc == RC_OK)
        (void)put(d, c->params[0], site->area, &w, in->opens, in->closes);
    return rc;
}

/* How far a plan for many sites is. */
struct planning {
    const struct in_schedule_area *in;
    uint32_t at, changed, same;
};

enum rc schedule_area_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct planning *p = arena_alloc(&c->arena, sizeof *p);
    UNUSED(env);
    UNUSED(e);
    *p = (struct planning){.in = c->in};
    c->in = p;
    return RC_OK;
}

static void put_if_meant(struct decision *d, struct planning *p, const struct entity *en)
{
    const struct site *site = en->rec;
    const struct in_schedule_area *in = p->in;
    struct week_plan w;
    struct err e = {0};
    if (site->kind != in->kind || !picture_area_within(d->picture, site->area, in->area))
        return;
    must(week_read(d, site->area, in->day, in->opens, in->closes, &w, &e) == RC_OK);
    bool changed = put(d, en->id, site->area, &w, in->opens, in->closes);
    p->changed += changed;
    p->same += !changed;
}

enum rc schedule_area(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct planning *p = c->in;
    struct week_plan w;
    UNUSED(s);
    if (picture_find(d->picture, KIND_AREA, p->in->area) == NULL)
        return err_field(e, RC_NOT_FOUND, "area", "there is no area '%.*s'", STR_ARG(p->in->area));
    enum rc rc = decision_area(d, p->in->area, e);
    if (rc == RC_OK)
        rc = week_read(d, p->in->area, p->in->day, p->in->opens, p->in->closes, &w, e);
    if (rc != RC_OK)
        return rc;
    uint32_t count = picture_count(d->picture, KIND_SITE); /* sites do not end */
    for (uint32_t n = 0; n < PART_SITES && p->at < count; n++)
        put_if_meant(d, p, picture_at(d->picture, KIND_SITE, p->at++));
    d->more = p->at < count;
    d->quiet = true;
    if (!d->more)
        buf_printf(&d->answer, ",\"changed\":%u,\"same\":%u", p->changed, p->same);
    return RC_OK;
}
