/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words between a desk and its units, with receipts as a notice has them. A broadcast is one message for each unit, so that
 * each has its own receipt; who wrote it sees whom it has not reached.
 */
#include "desk/dispatch/dispatch_priv.h"

#define BROADCAST_MAX 500 /* units; one decision makes all of them */

static usec_t archive_at(const struct decision *d)
{
    return d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H;
}

/* What becomes of it next: an undelivered one is marked first. */
static usec_t first_wake(const struct decision *d, int64_t way)
{
    return way == MESSAGE_WAY_TO_UNIT
               ? d->now + settings_int(d->settings, SET_UNIT_UNDELIVERED_S) * USEC_S
               : archive_at(d);
}

/* "incident/ID" when it is about one, else "unit/ID": in whose history it stands. */
static struct str about(struct decision *d, const struct message *m)
{
    return m->incident.n > 0 ? decision_ref(d, KIND_INCIDENT, m->incident)
                             : decision_ref(d, KIND_UNIT, m->unit);
}

/* `broadcast`: the first of them; empty: it is none, or the first. */
static struct str send(struct decision *d, const struct entity *unit, const struct entity *incident,
                       int64_t way, struct str text, struct str broadcast, bool many)
{
    struct message m = {0};
    struct str id = decision_new_id(d, KIND_MESSAGE);
    message_set_unit(&m, unit->id);
    message_set_way(&m, way);
    message_set_area(&m, incident != NULL ? ((const struct incident *)incident->rec)->area
                                          : ((const struct unit *)unit->rec)->area);
    if (incident != NULL)
        message_set_incident(&m, incident->id);
    if (many)
        message_set_broadcast(&m, broadcast.n > 0 ? broadcast : id);
    message_set_text(&m, text);
    message_set_by(&m, decision_who(d));
    message_set_sent_at(&m, d->now);
    if (way == MESSAGE_WAY_TO_DESK)
        message_set_delivered_at(&m, d->now);
    message_set_wake_at(&m, first_wake(d, way));
    decision_event(d, EV_MESSAGE_SENT, id, &m)->about = about(d, &m);
    return id;
}

/* An incident that is named, which the caller may act on; `field` is at fault when there is none. */
static enum rc named(struct decision *d, struct str id, const struct entity **out, struct err *e)
{
    *out = NULL;
    enum rc rc = id.n > 0 ? dispatch_incident(d, id, out, e) : RC_OK;
    if (rc != RC_OK)
        (void)str_copy(e->field, sizeof e->field, STR("incident"));
    return rc;
}

static enum rc not_blank(struct str text, struct err *e)
{
    return str_trim(text).n > 0 ? RC_OK : err_field(e, RC_INVALID, "text", "it says nothing");
}

enum rc message_send(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_message *in = c->in;
    const struct entity *unit = picture_find(d->picture, KIND_UNIT, c->params[0]), *incident;
    bool own = d->who->role == ROLE_UNIT;
    UNUSED(s);
    if (unit == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no unit '%.*s'", STR_ARG(c->params[0]));
    const struct unit *u = unit->rec;
    enum rc rc = own ? decision_unit(d, unit->id, e) : decision_area(d, u->area, e);
    if (rc == RC_OK)
        rc = not_blank(in->text, e);
    if (rc == RC_OK)
        rc = named(d, in->incident, &incident, e);
    if (rc != RC_OK)
        return rc;
    if (!own && u->duty != UNIT_DUTY_ON)
        return err_set(e, RC_CONFLICT, "unit '%.*s' is off duty: nobody there would read it",
                       STR_ARG(u->name));
    struct str id = send(d, unit, incident, own ? MESSAGE_WAY_TO_DESK : MESSAGE_WAY_TO_UNIT,
                         in->text, STR_NONE, false);
    (void)str_copy(d->id, sizeof d->id, id);
    return RC_OK;
}

struct listeners {
    const struct entity *unit[BROADCAST_MAX];
    uint32_t n; /* more than fit are counted too */
};

static void listen(struct listeners *l, const struct entity *unit)
{
    if (l->n < BROADCAST_MAX)
        l->unit[l->n] = unit;
    l->n++;
}

static void of_area(const struct decision *d, struct str area, struct listeners *l)
{
    for (uint32_t i = 0; i < picture_count(d->picture, KIND_UNIT); i++) {
        const struct entity *en = picture_at(d->picture, KIND_UNIT, i);
        const struct unit *u = en->rec;
        if (u->duty == UNIT_DUTY_ON && picture_area_within(d->picture, u->area, area))
            listen(l, en);
    }
}

static void of_incident(const struct decision *d, struct str incident, struct listeners *l)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct assignment *g = list[i]->rec;
        const struct entity *unit =
            dispatch_under_way(g) ? picture_find(d->picture, KIND_UNIT, g->unit) : NULL;
        if (unit != NULL)
            listen(l, unit);
    }
}

static enum rc listeners(struct decision *d, const struct in_broadcast *in,
                         const struct entity *incident, struct listeners *l, struct err *e)
{
    l->n = 0;
    if (incident != NULL) {
        of_incident(d, incident->id, l);
    } else {
        enum rc rc = decision_area(d, in->area, e);
        if (rc != RC_OK)
            return rc;
        if (in->area.n > 0 && picture_find(d->picture, KIND_AREA, in->area) == NULL)
            return err_field(e, RC_NOT_FOUND, "area", "there is no area '%.*s'", STR_ARG(in->area));
        of_area(d, in->area, l);
    }
    if (l->n == 0)
        return err_set(e, RC_CONFLICT, "no unit is %s: nobody would read it",
                       incident != NULL ? "at work on it" : "on duty there");
    if (l->n > BROADCAST_MAX)
        return err_set(e, RC_TOO_LARGE,
                       "%u units would get it, at most %d may: name a smaller area", l->n,
                       BROADCAST_MAX);
    return RC_OK;
}

enum rc message_broadcast(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_broadcast *in = c->in;
    const struct entity *incident;
    struct listeners *l = arena_alloc(&c->arena, sizeof *l);
    struct str first = STR_NONE;
    UNUSED(s);
    enum rc rc = not_blank(in->text, e);
    if (rc == RC_OK && in->incident.n > 0 && (in->has & BIT(F_IN_BROADCAST_AREA)) != 0)
        rc = err_field(e, RC_INVALID, "area", "to an area or to an incident, not to both");
    if (rc == RC_OK)
        rc = named(d, in->incident, &incident, e);
    if (rc == RC_OK)
        rc = listeners(d, in, incident, l, e);
    if (rc != RC_OK)
        return rc;
    for (uint32_t i = 0; i < l->n; i++) {
        struct str id = send(d, l->unit[i], incident, MESSAGE_WAY_TO_UNIT, in->text, first, true);
        first = first.n > 0 ? first : id;
    }
    (void)str_copy(d->id, sizeof d->id, first);
    buf_printf(&d->answer, ",\"units\":%u", l->n);
    return RC_OK;
}

/* What comes to a unit it acknowledges itself; what comes to a desk, somebody there, and it has been delivered by being sent. */
static enum rc may_receipt(const struct decision *d, const struct message *now, struct err *e)
{
    bool unit = d->who->role == ROLE_UNIT;
    if (now->way == MESSAGE_WAY_TO_UNIT)
        return unit ? decision_unit(d, now->unit, e)
                    : err_set(e, RC_DENIED, "it is for unit '%.*s': only there it is read",
                              STR_ARG(now->unit));
    if (unit)
        return err_set(e, RC_DENIED, "it is for the desk: only there it is read");
    const struct unit *u = picture_get(d->picture, KIND_UNIT, now->unit);
    enum rc rc = decision_area(d, now->area, e);
    return rc != RC_OK && u != NULL ? decision_area(d, u->area, e) : rc;
}

enum rc message_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_receipt *in = c->in;
    const struct message *now = picture_get(d->picture, KIND_MESSAGE, c->params[0]);
    struct message m = {0};
    UNUSED(s);
    if (now == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no message '%.*s' in the picture",
                       STR_ARG(c->params[0]));
    enum rc rc = may_receipt(d, now, e);
    if (rc != RC_OK)
        return rc;
    if (now->delivered_at == 0) {
        message_set_delivered_at(&m, d->now);
        message_set_undelivered(&m, false);
        message_set_wake_at(&m, archive_at(d));
        decision_event(d, EV_MESSAGE_DELIVERED, c->params[0], &m)->about = about(d, now);
    }
    if (in->receipt == RECEIPT_SEEN && now->seen_at == 0) {
        m = (struct message){0};
        message_set_seen_at(&m, d->now);
        message_set_seen_by(&m, decision_who(d));
        struct event *ev = decision_event(d, EV_MESSAGE_SEEN, c->params[0], &m);
        ev->about = about(d, now);
        ev->time = decision_time(d, in->at);
    }
    return RC_OK;
}

void message_wake(struct decision *d, const struct entity *en)
{
    const struct message *now = en->rec;
    struct message m = {0};
    if (now->delivered_at != 0 || now->undelivered) {
        (void)decision_event(d, EV_MESSAGE_ARCHIVED, en->id, &m);
        return;
    }
    message_set_undelivered(&m, true);
    message_set_wake_at(&m, archive_at(d));
    decision_event(d, EV_MESSAGE_UNDELIVERED, en->id, &m)->about = about(d, now);
}
