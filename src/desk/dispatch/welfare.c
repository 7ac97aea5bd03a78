/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unit on scene is asked now and then whether all is well, and answers with one tap; when it does not there is an alarm,
 * since somebody who cannot answer cannot call for help either. Beside that: it has been there for long.
 */
#include "core/raise.h"
#include "desk/dispatch/dispatch_priv.h"

static struct str incident_ref(struct decision *d, const struct assignment *now)
{
    return decision_ref(d, KIND_INCIDENT, now->incident);
}

static const struct incident *incident_of(const struct decision *d, const struct assignment *now)
{
    return picture_get(d->picture, KIND_INCIDENT, now->incident);
}

/* When it is asked next; 0: never. */
static usec_t next_check(const struct desk_state *s, const struct decision *d,
                         const struct incident *i)
{
    usec_t span = i != NULL ? timer_span(&s->check, i) : 0;
    return span > 0 ? d->now + span : 0;
}

void welfare_arrived(const struct desk_state *s, const struct decision *d,
                     const struct assignment *now, struct assignment *g)
{
    const struct incident *i = incident_of(d, now);
    usec_t limit = i != NULL ? timer_span(&s->scene, i) : 0;
    assignment_set_check_at(g, next_check(s, d, i));
    assignment_set_scene_until(g, limit > 0 ? d->now + limit : 0);
}

void welfare_left(struct assignment *g)
{
    assignment_set_check_at(g, 0);
    assignment_set_asked_at(g, 0);
    assignment_set_answer_until(g, 0);
    assignment_set_missed(g, 0);
    assignment_set_scene_until(g, 0);
}

void welfare_retimed(const struct desk_state *s, struct decision *d, const struct entity *incident,
                     const struct incident *as)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident->id, &n);
    usec_t span = timer_span(&s->check, as), limit = timer_span(&s->scene, as);
    for (uint32_t k = 0; k < n; k++) {
        const struct assignment *now = list[k]->rec;
        struct assignment g = {0};
        if (now->state != ASSIGNMENT_STATE_ON_SCENE)
            continue;
        usec_t last = now->well_at > now->on_scene_at ? now->well_at : now->on_scene_at;
        usec_t check = span > 0 ? last + span : 0;
        if (check > 0 && check < d->now)
            check = d->now;
        if (now->asked_at == 0)
            assignment_set_check_at(&g, check);
        if (now->overdue_at == 0)
            assignment_set_scene_until(&g, limit > 0 ? now->on_scene_at + limit : 0);
        assignment_set_wake_at(&g, timer_wake(d, now, &g));
        decision_event(d, EV_ASSIGNMENT_TIMED, list[k]->id, &g)->about = incident_ref(d, now);
    }
}

void welfare_ask(struct decision *d, const struct entity *en)
{
    const struct assignment *now = en->rec;
    struct assignment g = {0};
    assignment_set_asked_at(&g, now->asked_at != 0 ? now->asked_at : d->now);
    assignment_set_answer_until(&g, d->now + settings_int(d->settings, SET_UNIT_CHECK_ANSWER_S) *
                                                 USEC_S);
    assignment_set_check_at(&g, 0);
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    decision_event(d, EV_ASSIGNMENT_ASKED, en->id, &g)->about = incident_ref(d, now);
}

static void place(const struct decision *d, const struct assignment *now,
                  const struct incident *incident, struct alarm *a)
{
    const struct live_unit *at = live_unit(d->live, now->unit, false);
    if (at != NULL && at->known) {
        alarm_set_lat(a, at->at.lat7);
        alarm_set_lon(a, at->at.lon7);
    } else if (incident != NULL && (incident->has & BIT(F_INCIDENT_LAT)) != 0) {
        alarm_set_lat(a, incident->lat);
        alarm_set_lon(a, incident->lon);
    }
}

/* An alarm of its own, that asks for a person until one closes it; it names the incident the unit is at. */
static void raise_welfare(struct decision *d, const struct assignment *now,
                          const struct incident *incident)
{
    struct str device = raise_unit_device(d, now->unit);
    const struct entity *open = raise_open(d->picture, device, ALARM_KIND_WELFARE);
    const struct unit *u = picture_get(d->picture, KIND_UNIT, now->unit);
    struct alarm a = raise_press(d, open, device, ALARM_KIND_WELFARE, d->now);
    alarm_set_detail(&a, now->incident);
    place(d, now, incident, &a);
    if (open == NULL) {
        alarm_set_unit(&a, now->unit);
        alarm_set_area(&a,
                       raise_unit_area(d, &a, now->area.n > 0 || u == NULL ? now->area : u->area));
    }
    struct event *ev = raise_event(d, open, &a);
    ev->about = incident_ref(d, now);
    decision_also(d, ev, "", now->area);
}

void welfare_unanswered(const struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct assignment *now = en->rec;
    const struct incident *incident = incident_of(d, now);
    struct assignment g = {0};
    assignment_set_missed(&g, now->missed < 1000 ? now->missed + 1 : 1000);
    assignment_set_answer_until(&g, 0);
    assignment_set_check_at(&g, next_check(s, d, incident));
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    decision_event(d, EV_ASSIGNMENT_UNANSWERED, en->id, &g)->about = incident_ref(d, now);
    raise_welfare(d, now, incident);
}

void welfare_overdue(struct decision *d, const struct entity *en)
{
    const struct assignment *now = en->rec;
    struct assignment g = {0};
    assignment_set_overdue_at(&g, d->now);
    assignment_set_scene_until(&g, 0);
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    decision_event(d, EV_ASSIGNMENT_OVERDUE, en->id, &g)->about = incident_ref(d, now);
}

enum rc welfare_well(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_act *in = c->in;
    const struct entity *en;
    enum rc rc = dispatch_own_assignment(d, c->params[0], &en, e);
    if (rc != RC_OK)
        return rc;
    const struct assignment *now = en->rec;
    if (now->state != ASSIGNMENT_STATE_ON_SCENE)
        return err_set(e, RC_CONFLICT, "unit '%.*s' is not on scene there: nothing is asked of it",
                       STR_ARG(now->unit));
    struct assignment g = {0};
    assignment_set_well_at(&g, d->now);
    assignment_set_asked_at(&g, 0);
    assignment_set_answer_until(&g, 0);
    assignment_set_missed(&g, 0);
    assignment_set_check_at(&g, next_check(s, d, incident_of(d, now)));
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    struct event *ev = decision_event(d, EV_ASSIGNMENT_WELL, en->id, &g);
    ev->about = incident_ref(d, now);
    ev->time = decision_time(d, in->at);
    return RC_OK;
}
