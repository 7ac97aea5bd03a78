/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/unit/unit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/raise.h"
#include "core/tablet.h"
#include "desk/unit/unit_priv.h"

#define SHIFT_KEEP (7 * USEC_DAY) /* a late fix is judged by the shift of its own time */

static enum rc find_unit(struct decision *d, struct call *c, const struct entity **out,
                         struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_UNIT, c->params[0]);
    if (en == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no unit '%.*s'", STR_ARG(c->params[0]));
    *out = en;
    enum rc rc = decision_unit(d, en->id, e);
    if (rc != RC_OK || d->who->role == ROLE_UNIT)
        return rc;
    return decision_area(d, ((const struct unit *)en->rec)->area, e);
}

static enum rc set_unit(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_unit_set *in = c->in;
    const struct unit *before = picture_get(d->picture, KIND_UNIT, c->params[0]);
    struct unit u = {0};
    UNUSED(s);
    if (in->area.n > 0 && picture_find(d->picture, KIND_AREA, in->area) == NULL)
        return err_field(e, RC_INVALID, "area", "there is no area '%.*s'", STR_ARG(in->area));
    enum rc rc = before != NULL ? decision_area(d, before->area, e) : RC_OK;
    if (rc == RC_OK && (before == NULL || in->area.n > 0))
        rc = decision_area(d, in->area, e); /* neither out of the own area nor into it */
    if (rc != RC_OK)
        return rc;
    unit_set_name(&u, in->name);
    if ((in->has & BIT(F_IN_UNIT_SET_KIND)) != 0 || before == NULL)
        unit_set_kind(&u, in->kind);
    if (in->area.n > 0)
        unit_set_area(&u, in->area);
    if ((in->has & BIT(F_IN_UNIT_SET_SKILLS)) != 0)
        unit_set_skills(&u, in->skills);
    if (in->vehicle.n > 0)
        unit_set_vehicle(&u, in->vehicle);
    if (before == NULL) {
        unit_set_duty(&u, UNIT_DUTY_OFF);
        unit_set_status(&u, UNIT_STATUS_OUT);
    }
    (void)str_copy(d->id, sizeof d->id, c->params[0]);
    (void)decision_event(d, EV_UNIT_SET, c->params[0], &u);
    if (before == NULL)
        tablet_make(d, c->params[0], in->area);
    return RC_OK;
}

/*
 * When the tap was, by the device. Never ahead of now: its fixes, which have the time of the satellites, would be of before
 * the shift, or of after its end and still kept. Never before the tap before it: what was off duty stays off duty.
 */
static usec_t tap_time(const struct decision *d, usec_t at, usec_t before)
{
    usec_t t = decision_time(d, at);
    t = t < d->now ? t : d->now;
    return t > before || before > d->now ? t : before;
}

static void go_on(struct decision *d, const struct entity *en, const struct in_unit_duty *in)
{
    struct shift w = {0};
    usec_t from = tap_time(d, in->at, ((const struct unit *)en->rec)->duty_since);
    struct str id = decision_new_id(d, KIND_SHIFT);
    shift_set_unit(&w, en->id);
    shift_set_user(&w, decision_who(d));
    shift_set_from(&w, from);
    shift_set_to(&w, 0);
    struct event *ev = decision_event(d, EV_SHIFT_BEGAN, id, &w);
    ev->about = decision_ref(d, KIND_UNIT, en->id);
    ev->time = from;
    struct unit u = {0};
    unit_set_duty(&u, UNIT_DUTY_ON);
    unit_set_duty_since(&u, from);
    unit_set_shift(&u, id);
    unit_set_status(&u, UNIT_STATUS_AVAILABLE);
    unit_set_status_at(&u, d->now);
    unit_set_silent_since(&u, 0);
    if (in->crew.n > 0)
        unit_set_crew(&u, in->crew);
    if ((in->has & BIT(F_IN_UNIT_DUTY_SOUND)) != 0) {
        unit_set_sound(&u, in->sound);
        unit_set_listening(&u, true);
        unit_set_listening_at(&u, d->now);
    }
    decision_event(d, EV_UNIT_DUTY, en->id, &u)->time = from;
}

static void go_off(struct decision *d, const struct entity *en, const struct in_unit_duty *in)
{
    const struct unit *now = en->rec;
    usec_t to = tap_time(d, in->at, now->duty_since);
    if (now->shift.n > 0 && picture_find(d->picture, KIND_SHIFT, now->shift) != NULL) {
        struct shift w = {0};
        shift_set_to(&w, to > now->duty_since ? to : now->duty_since);
        shift_set_wake_at(&w, d->now + SHIFT_KEEP);
        struct event *ev = decision_event(d, EV_SHIFT_ENDED, now->shift, &w);
        ev->about = decision_ref(d, KIND_UNIT, en->id);
        ev->time = to;
    }
    struct unit u = {0};
    unit_set_duty(&u, UNIT_DUTY_OFF);
    unit_set_duty_since(&u, to);
    unit_set_shift(&u, STR_NONE);
    unit_set_status(&u, UNIT_STATUS_OUT);
    unit_set_status_at(&u, d->now);
    unit_set_silent_since(&u, 0);
    unit_set_listening(&u, false);
    unit_set_listening_at(&u, d->now);
    decision_event(d, EV_UNIT_DUTY, en->id, &u)->time = to;
    /* Off duty means off: where it is is nobody's business from here on. */
    live_write_lock(d->live);
    struct live_unit *at = live_unit(d->live, en->id, false);
    if (at != NULL)
        live_unit_forget(d->live, at);
    live_unlock(d->live);
}

/* Whether its tablet would be heard; what is so already is no event. */
static void say_listening(struct decision *d, const struct entity *en, bool listening, bool sound)
{
    const struct unit *now = en->rec;
    struct unit u = {0};
    if (now->listening == listening && now->sound == sound)
        return;
    unit_set_listening(&u, listening);
    unit_set_sound(&u, sound);
    unit_set_listening_at(&u, d->now);
    (void)decision_event(d, EV_UNIT_LISTENING, en->id, &u);
}

static enum rc duty(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_unit_duty *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_unit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct unit *now = en->rec;
    if (now->duty == in->duty) {
        if (in->duty == UNIT_DUTY_ON && (in->has & BIT(F_IN_UNIT_DUTY_SOUND)) != 0)
            say_listening(d, en, true, in->sound);
        return RC_OK; /* already so: a repeated tap is no error */
    }
    if (in->duty == UNIT_DUTY_OFF && now->assignment.n > 0)
        return err_set(e, RC_CONFLICT, "the unit is still assigned (%.*s): clear it first",
                       STR_ARG(now->assignment));
    if (in->duty == UNIT_DUTY_ON)
        go_on(d, en, in);
    else
        go_off(d, en, in);
    (void)str_copy(d->id, sizeof d->id, en->id);
    return RC_OK;
}

static enum rc status(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_unit_status *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_unit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct unit *now = en->rec;
    if (now->duty != UNIT_DUTY_ON)
        return err_set(e, RC_CONFLICT, "the unit is off duty: go on duty first");
    if (in->status != UNIT_STATUS_AVAILABLE && in->status != UNIT_STATUS_BUSY &&
        in->status != UNIT_STATUS_OUT)
        return err_field(e, RC_INVALID, "status",
                         "'%.*s' follows from an assignment: move the assignment on",
                         STR_ARG(enum_unit_status.names[in->status]));
    if (now->assignment.n > 0)
        return err_set(e, RC_CONFLICT, "the unit is assigned (%.*s): clear it first",
                       STR_ARG(now->assignment));
    if (now->status == in->status)
        return RC_OK;
    struct unit u = {0};
    unit_set_status(&u, in->status);
    unit_set_status_at(&u, decision_time(d, in->at));
    decision_event(d, EV_UNIT_STATUS, en->id, &u)->time = decision_time(d, in->at);
    return RC_OK;
}

static enum rc listening(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_unit_listening *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_unit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    if (((const struct unit *)en->rec)->duty == UNIT_DUTY_ON)
        say_listening(d, en, in->listening, in->sound);
    return RC_OK;
}

/* ---- help: an alarm of the highest priority whose device is the unit itself ---- */

static void help_place(struct decision *d, const struct in_unit_help *in, struct str unit,
                       struct alarm *a)
{
    const struct live_unit *at = live_unit(d->live, unit, false);
    if ((in->has & BIT(F_IN_UNIT_HELP_LAT)) != 0 && (in->has & BIT(F_IN_UNIT_HELP_LON)) != 0) {
        alarm_set_lat(a, in->lat);
        alarm_set_lon(a, in->lon);
    } else if (at != NULL && at->known) {
        alarm_set_lat(a, at->at.lat7);
        alarm_set_lon(a, at->at.lon7);
    }
}

static enum rc help(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_unit_help *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = find_unit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    struct str device = raise_unit_device(d, en->id);
    const struct entity *open = raise_open(d->picture, device, ALARM_KIND_HELP);
    struct alarm a = raise_press(d, open, device, ALARM_KIND_HELP, in->at);
    if (in->detail.n > 0)
        alarm_set_detail(&a, in->detail);
    help_place(d, in, en->id, &a);
    if (open == NULL) {
        alarm_set_unit(&a, en->id);
        alarm_set_area(&a, raise_unit_area(d, &a, ((const struct unit *)en->rec)->area));
    }
    struct event *ev = raise_event(d, open, &a);
    ev->time = decision_time(d, in->at);
    ev->about = decision_ref(d, KIND_UNIT, en->id);
    raise_answer(d, ev, &a);
    return RC_OK;
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    struct shift nothing = {0};
    UNUSED(s);
    UNUSED(due);
    must(en->kind == KIND_SHIFT);
    (void)decision_event(d, EV_SHIFT_ARCHIVED, en->id, &nothing);
}

static enum rc open_desk(struct desk_state **out, const struct settings *settings,
                         struct vault *vault, struct err *e)
{
    UNUSED(settings);
    UNUSED(vault);
    UNUSED(e);
    *out = mem_alloc(sizeof **out);
    (*out)->magic = UNIT_MAGIC;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, UNIT_MAGIC);
    free(s);
}

static const struct desk_command commands[] = {
    {ROUTE_UNIT_SET, NULL, false, set_unit},  {ROUTE_UNIT_DUTY, NULL, false, duty},
    {ROUTE_UNIT_STATUS, NULL, false, status}, {ROUTE_UNIT_LISTENING, NULL, false, listening},
    {ROUTE_UNIT_HELP, NULL, false, help},
};

static const struct desk_view views[] = {{ROUTE_UNIT_NEAREST, unit_nearest, VIEW_MIRROR},
                                         {ROUTE_UNIT_TRACK, unit_track, VIEW_POOL}};

const struct desk desk_unit = {
    .magic = DESK_MAGIC,
    .name = "unit",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = open_desk,
    .close = close_desk,
    .wake = wake,
    .folded = presence_folded,
    .telemetry = presence_telemetry,
    .tick = presence_tick,
};
