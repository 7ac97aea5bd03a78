/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments: sending a unit, and every step of its work, each one event with device and server time and actor. */
#include "core/nearest.h"
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/touch.h"

static enum rc may_send(struct decision *d, const struct entity *unit, struct err *e)
{
    const struct unit *u = unit->rec;
    enum rc rc = decision_area(d, u->area, e); /* first: why not is for those who may know */
    if (rc != RC_OK)
        return rc;
    if (u->duty != UNIT_DUTY_ON)
        return err_set(e, RC_CONFLICT, "unit '%.*s' is off duty", STR_ARG(u->name));
    if (u->assignment.n > 0) {
        const struct assignment *g = picture_get(d->picture, KIND_ASSIGNMENT, u->assignment);
        return err_set(e, RC_CONFLICT, "unit '%.*s' is committed to incident '%.*s'",
                       STR_ARG(u->name), STR_ARG(g != NULL ? g->incident : STR_NONE));
    }
    return RC_OK;
}

/* The unit just sent: also that a unit was sent, and whether it leads. */
static void tell_unit(struct decision *d, const struct entity *incident, struct str unit, bool lead)
{
    struct incident told = *(const struct incident *)incident->rec;
    told.has &= event_table[EV_INCIDENT_SHARED].sets & ~BIT(F_INCIDENT_STATE);
    dispatch_touch(d, incident, BIT(DISPATCH_UNITS) | (lead ? BIT(DISPATCH_LEAD) : 0), &told);
    dispatch_lead_sent(incident, unit, lead, &told);
    decision_also(d, dispatch_incident_event(d, EV_INCIDENT_SHARED, incident, &told), "unit/",
                  unit);
}

void dispatch_tell(struct decision *d, const struct entity *incident, struct str unit,
                   struct str lead)
{
    struct incident told = *(const struct incident *)incident->rec;
    uint64_t left_out = BIT(F_INCIDENT_STATE) | BIT(F_INCIDENT_CHANGED) | BIT(F_INCIDENT_LEAD);
    told.has &= event_table[EV_INCIDENT_SHARED].sets & ~left_out;
    if (lead.n > 0)
        incident_set_lead(&told, lead);
    decision_also(d, dispatch_incident_event(d, EV_INCIDENT_SHARED, incident, &told), "unit/",
                  unit);
}

enum rc dispatch_assign(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_assign *in = c->in;
    const struct entity *en, *unit = picture_find(d->picture, KIND_UNIT, in->unit);
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(
            d, en, in->seen, BIT(DISPATCH_UNITS) | BIT(DISPATCH_PLACE) | BIT(DISPATCH_CLOSED), e);
    if (rc != RC_OK)
        return rc;
    const struct incident *i = en->rec;
    if (i->state == INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "the incident is closed: reopen it first");
    if (unit == NULL)
        return err_field(e, RC_NOT_FOUND, "unit", "there is no unit '%.*s'", STR_ARG(in->unit));
    rc = may_send(d, unit, e);
    if (rc != RC_OK)
        return rc;
    struct assignment g = {0};
    struct str id = decision_new_id(d, KIND_ASSIGNMENT);
    assignment_set_incident(&g, en->id);
    assignment_set_unit(&g, unit->id);
    assignment_set_area(&g, i->area);
    assignment_set_state(&g, ASSIGNMENT_STATE_SENT);
    assignment_set_by(&g, decision_who(d));
    assignment_set_sent_at(&g, d->now);
    assignment_set_wake_at(&g, timer_wake(d, &(struct assignment){0}, &g));
    if (str_trim(in->override).n > 0)
        assignment_set_override(&g, in->override);
    recommend_reasons(d, en, unit, &g);
    rc = recommend_check(d, &g, e);
    if (rc != RC_OK)
        return rc;
    decision_event(d, EV_ASSIGNMENT_SENT, id, &g)->about = decision_ref(d, KIND_INCIDENT, en->id);
    struct unit u = {0};
    unit_set_status(&u, UNIT_STATUS_DISPATCHED);
    unit_set_status_at(&u, d->now);
    unit_set_assignment(&u, id);
    decision_event(d, EV_UNIT_STATUS, unit->id, &u)->about = decision_ref(d, KIND_INCIDENT, en->id);
    if (i->state == INCIDENT_STATE_QUEUED || i->state == INCIDENT_STATE_RECEIVED ||
        i->state == INCIDENT_STATE_CLEARED) {
        struct incident moved = {0};
        incident_set_state(&moved, INCIDENT_STATE_DISPATCHED);
        if (i->dispatched_at == 0)
            incident_set_dispatched_at(&moved, d->now);
        struct event *ev = dispatch_incident_event(d, EV_INCIDENT_STATE, en, &moved);
        decision_also(d, ev, "unit/", unit->id);
    }
    tell_unit(d, en, unit->id, in->lead);
    (void)str_copy(d->id, sizeof d->id, id);
    buf_cat(&d->answer, ",\"unit\":");
    json_put_string(&d->answer, unit->id);
    return RC_OK;
}

/* ---- steps ---- */

/* Which steps may follow: forward only; a phone that missed one may skip it, never go back. */
static bool follows(int64_t from, int64_t to)
{
    switch ((enum assignment_state)to) {
    case ASSIGNMENT_STATE_ACCEPTED:
    case ASSIGNMENT_STATE_REFUSED: return from == ASSIGNMENT_STATE_SENT;
    case ASSIGNMENT_STATE_EN_ROUTE:
        return from == ASSIGNMENT_STATE_SENT || from == ASSIGNMENT_STATE_ACCEPTED;
    case ASSIGNMENT_STATE_ON_SCENE: return from <= ASSIGNMENT_STATE_EN_ROUTE;
    case ASSIGNMENT_STATE_CLEARED:
    case ASSIGNMENT_STATE_CANCELLED: return from <= ASSIGNMENT_STATE_ON_SCENE;
    case ASSIGNMENT_STATE_SENT:
    case ASSIGNMENT_STATE_COUNT: break;
    }
    return false;
}

static enum rc check_step(struct decision *d, const struct assignment *now, int64_t to,
                          struct err *e)
{
    enum rc rc = decision_unit(d, now->unit, e);
    if (rc == RC_OK && d->who->role != ROLE_UNIT)
        rc = decision_area(d, now->area, e);
    if (rc != RC_OK)
        return rc;
    if (to == ASSIGNMENT_STATE_CANCELLED && d->who->role == ROLE_UNIT)
        return err_set(e, RC_DENIED, "only the desk cancels; refuse or clear it");
    if (!follows(now->state, to))
        return err_set(e, RC_CONFLICT, "it is '%.*s' already; '%.*s' cannot follow",
                       STR_ARG(enum_assignment_state.names[now->state]),
                       STR_ARG(enum_assignment_state.names[to]));
    return RC_OK;
}

static void step_event(const struct desk_state *s, struct decision *d, const struct entity *en,
                       const struct in_step *in, usec_t at)
{
    const struct assignment *now = en->rec;
    struct assignment g = {0};
    assignment_set_state(&g, in->state);
    assignment_set_device_at(&g, in->at);
    if (now->answered_at == 0 && in->state != ASSIGNMENT_STATE_CANCELLED)
        assignment_set_answered_at(&g, d->now);
    if (in->state == ASSIGNMENT_STATE_EN_ROUTE)
        assignment_set_en_route_at(&g, d->now);
    if (in->state == ASSIGNMENT_STATE_ON_SCENE)
        assignment_set_on_scene_at(&g, d->now);
    if (in->state == ASSIGNMENT_STATE_ON_SCENE)
        welfare_arrived(s, d, now, &g);
    else if (now->state == ASSIGNMENT_STATE_ON_SCENE)
        welfare_left(&g);
    if (in->state == ASSIGNMENT_STATE_CLEARED)
        assignment_set_cleared_at(&g, d->now);
    if (in->reason.n > 0)
        assignment_set_refusal(&g, in->reason);
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    struct event *ev = decision_event(d, EV_ASSIGNMENT_STATE, en->id, &g);
    ev->about = decision_ref(d, KIND_INCIDENT, now->incident);
    ev->time = at;
}

static bool is_over(int64_t state)
{
    return state == ASSIGNMENT_STATE_CLEARED || state == ASSIGNMENT_STATE_REFUSED ||
           state == ASSIGNMENT_STATE_CANCELLED;
}

static void move_unit(struct decision *d, const struct assignment *g, int64_t state, usec_t at)
{
    struct unit u = {0};
    if (state == ASSIGNMENT_STATE_ACCEPTED)
        return; /* dispatched until it is under way */
    unit_set_status(&u, state == ASSIGNMENT_STATE_EN_ROUTE   ? UNIT_STATUS_EN_ROUTE
                        : state == ASSIGNMENT_STATE_ON_SCENE ? UNIT_STATUS_ON_SCENE
                                                             : UNIT_STATUS_AVAILABLE);
    unit_set_status_at(&u, d->now);
    if (is_over(state))
        unit_set_assignment(&u, STR_NONE);
    struct event *ev = decision_event(d, EV_UNIT_STATUS, g->unit, &u);
    ev->about = decision_ref(d, KIND_INCIDENT, g->incident);
    ev->time = at;
}

static void move_incident(struct decision *d, const struct entity *incident,
                          const struct entity *assignment, int64_t state, usec_t at)
{
    const struct incident *now = incident->rec;
    struct incident i = {0};
    if (state == ASSIGNMENT_STATE_EN_ROUTE && now->state < INCIDENT_STATE_EN_ROUTE) {
        incident_set_state(&i, INCIDENT_STATE_EN_ROUTE);
        incident_set_en_route_at(&i, d->now);
    } else if (state == ASSIGNMENT_STATE_ON_SCENE && now->state < INCIDENT_STATE_ON_SCENE) {
        incident_set_state(&i, INCIDENT_STATE_ON_SCENE);
        incident_set_on_scene_at(&i, d->now);
    } else if (is_over(state) && dispatch_active(d->picture, incident->id, assignment) == 0) {
        bool cleared = state == ASSIGNMENT_STATE_CLEARED;
        incident_set_state(&i, cleared ? INCIDENT_STATE_CLEARED : INCIDENT_STATE_QUEUED);
        if (cleared)
            incident_set_cleared_at(&i, d->now);
    }
    if (i.has != 0)
        dispatch_incident_event(d, EV_INCIDENT_STATE, incident, &i)->time = at;
}

/* NULL, and why, when it is not there. */
static const struct entity *find_assignment(const struct decision *d, struct str id, struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_ASSIGNMENT, id);
    if (en == NULL)
        (void)err_set(e, RC_NOT_FOUND, "there is no assignment '%.*s' in the picture", STR_ARG(id));
    return en;
}

enum rc dispatch_own_assignment(const struct decision *d, struct str id, const struct entity **out,
                                struct err *e)
{
    *out = find_assignment(d, id, e);
    if (*out == NULL)
        return RC_NOT_FOUND;
    const struct assignment *now = (*out)->rec;
    enum rc rc = decision_unit(d, now->unit, e);
    return rc == RC_OK && d->who->role != ROLE_UNIT ? decision_area(d, now->area, e) : rc;
}

enum rc dispatch_step(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_step *in = c->in;
    const struct entity *en = find_assignment(d, c->params[0], e);
    UNUSED(s);
    if (en == NULL)
        return RC_NOT_FOUND;
    const struct assignment *now = en->rec;
    if (now->state == in->state && decision_unit(d, now->unit, e) == RC_OK)
        return RC_OK; /* a repeated tap */
    enum rc rc = check_step(d, now, in->state, e);
    if (rc != RC_OK)
        return rc;
    const struct entity *incident = picture_find(d->picture, KIND_INCIDENT, now->incident);
    usec_t at = decision_time(d, in->at);
    step_event(s, d, en, in, at);
    move_unit(d, now, in->state, at);
    if (incident != NULL &&
        ((const struct incident *)incident->rec)->state != INCIDENT_STATE_CLOSED) {
        move_incident(d, incident, en, in->state, at);
        if (is_over(in->state))
            dispatch_lead_left(d, incident, en, in->state == ASSIGNMENT_STATE_CANCELLED);
        if (in->note.n > 0)
            dispatch_note(d, incident, in->note);
        bool last = dispatch_active(d->picture, incident->id, en) == 0;
        if (in->state == ASSIGNMENT_STATE_CLEARED && (in->has & BIT(F_IN_STEP_DISPOSITION)) != 0 &&
            last)
            dispatch_close_now(d, incident, in->disposition, at);
    }
    (void)str_copy(d->id, sizeof d->id, en->id);
    return RC_OK;
}

enum rc dispatch_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_receipt *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = dispatch_own_assignment(d, c->params[0], &en, e);
    if (rc != RC_OK)
        return rc;
    const struct assignment *now = en->rec;
    struct assignment g = {0};
    if (now->delivered_at == 0) {
        assignment_set_delivered_at(&g, d->now);
        assignment_set_undelivered(&g, false);
        assignment_set_wake_at(&g, timer_wake(d, now, &g));
        decision_event(d, EV_ASSIGNMENT_DELIVERED, en->id, &g)->about =
            decision_ref(d, KIND_INCIDENT, now->incident);
    }
    g = (struct assignment){0};
    if (in->receipt == RECEIPT_SEEN && now->seen_at == 0) {
        assignment_set_seen_at(&g, d->now);
        struct event *ev = decision_event(d, EV_ASSIGNMENT_SEEN, en->id, &g);
        ev->about = decision_ref(d, KIND_INCIDENT, now->incident);
        ev->time = decision_time(d, in->at);
    }
    return RC_OK;
}

/* The area of who sent it: what they may send lies in it. Gone since: the incident's own desk goes on. */
static struct str senders_area(const struct decision *d, const struct assignment *now)
{
    const struct user *u = picture_get(d->picture, KIND_USER, now->by);
    const struct token *t = picture_get(d->picture, KIND_TOKEN, now->by);
    if (str_eqc(now->by, "local"))
        return STR_NONE;
    return u != NULL ? u->area : t != NULL ? t->area : now->area;
}

static const struct entity *nearest_but(const struct decision *d, struct geo_point at,
                                        struct str skip, struct str area)
{
    struct nearest near;
    struct nearest_ask ask = {.at = at, .k = 1, .skip = skip, .area = area, .drive = d->drive};
    nearest_find(d->picture, d->live, d->settings, d->now, &ask, &near);
    return near.nfit > 0 ? near.fit[0].unit : NULL;
}

/* The next unit of those the sender may send; a nearer one of another desk's is named too, for a person to ask there. */
static void offer_next(const struct decision *d, const struct assignment *now, struct geo_point at,
                       struct assignment *g)
{
    struct str area = senders_area(d, now);
    const struct entity *own = nearest_but(d, at, now->unit, area);
    const struct entity *best = area.n > 0 ? nearest_but(d, at, now->unit, STR_NONE) : own;
    if (own != NULL)
        assignment_set_offered(g, own->id);
    if (best != NULL && best != own) {
        assignment_set_elsewhere(g, best->id);
        assignment_set_elsewhere_area(g, ((const struct unit *)best->rec)->area);
    }
}

static void offer(const struct decision *d, const struct assignment *now, struct assignment *g)
{
    const struct incident *i = picture_get(d->picture, KIND_INCIDENT, now->incident);
    struct geo_point at;
    if (i != NULL && dispatch_point(i, &at))
        offer_next(d, now, at, g);
}

/* It did not reach the tablet in time, or nobody accepted it: mark it and name the next unit, for a person to send. */
static void late(struct decision *d, const struct entity *en, enum event_type type)
{
    const struct assignment *now = en->rec;
    struct assignment g = {0};
    if (type == EV_ASSIGNMENT_UNDELIVERED)
        assignment_set_undelivered(&g, now->delivered_at == 0);
    else
        assignment_set_unaccepted(&g, true);
    offer(d, now, &g);
    assignment_set_wake_at(&g, timer_wake(d, now, &g));
    decision_event(d, type, en->id, &g)->about = decision_ref(d, KIND_INCIDENT, now->incident);
}

static bool due(usec_t at, const struct decision *d)
{
    return at > 0 && at <= d->now;
}

void dispatch_wake_assignment(const struct desk_state *s, struct decision *d,
                              const struct entity *en)
{
    const struct assignment *now = en->rec;
    usec_t sent = now->sent_at;
    int64_t accept = settings_int(d->settings, SET_UNIT_UNACCEPTED_S);
    bool waits = now->state == ASSIGNMENT_STATE_SENT,
         there = now->state == ASSIGNMENT_STATE_ON_SCENE;
    struct assignment g = {0};
    if (waits && now->delivered_at == 0 && !now->undelivered &&
        due(sent + settings_int(d->settings, SET_UNIT_UNDELIVERED_S) * USEC_S, d)) {
        late(d, en, EV_ASSIGNMENT_UNDELIVERED);
    } else if (waits && accept > 0 && !now->unaccepted && due(sent + accept * USEC_S, d)) {
        late(d, en, EV_ASSIGNMENT_UNACCEPTED);
    } else if (there && due(now->answer_until, d)) {
        welfare_unanswered(s, d, en);
    } else if (there && due(now->check_at, d)) {
        welfare_ask(d, en);
    } else if (there && due(now->scene_until, d)) {
        welfare_overdue(d, en);
    } else {
        /* Woken by a time of other settings than today's. */
        assignment_set_wake_at(&g, timer_wake(d, now, &g));
        decision_event(d, EV_ASSIGNMENT_TIMED, en->id, &g)->about =
            decision_ref(d, KIND_INCIDENT, now->incident);
    }
}
