/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who leads when several units are at one incident: the first that was sent, unless a desk says otherwise; when the lead is
 * done, refuses or is recalled, the one of those still at work that was sent first. Nobody at work: nobody leads.
 */
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/touch.h"

/* The assignment under way of this unit at the incident, or NULL. */
static const struct entity *at_work(const struct picture *p, struct str incident, struct str unit)
{
    const struct unit *u = picture_get(p, KIND_UNIT, unit);
    const struct entity *g = u != NULL ? picture_find(p, KIND_ASSIGNMENT, u->assignment) : NULL;
    return g != NULL && str_eq(((const struct assignment *)g->rec)->incident, incident) ? g : NULL;
}

static struct str next_lead(const struct picture *p, struct str incident,
                            const struct entity *except)
{
    uint32_t n;
    const struct entity *first = NULL;
    const struct entity *const *list =
        picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t i = 0; i < n; i++)
        if (list[i] != except && dispatch_under_way(list[i]->rec) &&
            (first == NULL || list[i]->first < first->first))
            first = list[i];
    return first != NULL ? ((const struct assignment *)first->rec)->unit : STR_NONE;
}

void dispatch_lead_sent(const struct entity *incident, struct str unit, bool lead,
                        struct incident *told)
{
    if (lead || ((const struct incident *)incident->rec)->lead.n == 0)
        incident_set_lead(told, unit);
}

void dispatch_lead_left(struct decision *d, const struct entity *incident,
                        const struct entity *assignment, bool recalled)
{
    const struct incident *now = incident->rec;
    struct incident i = {0};
    if (recalled)
        dispatch_touch(d, incident, BIT(DISPATCH_UNITS), &i);
    if (str_eq(now->lead, ((const struct assignment *)assignment->rec)->unit))
        incident_set_lead(&i, next_lead(d->picture, incident->id, assignment));
    if (i.has != 0)
        (void)dispatch_incident_event(d, EV_INCIDENT_CREW, incident, &i);
}

enum rc dispatch_lead(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_lead *in = c->in;
    const struct entity *en;
    struct incident i = {0};
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(d, en, in->seen, BIT(DISPATCH_LEAD) | BIT(DISPATCH_CLOSED), e);
    if (rc != RC_OK)
        return rc;
    if (at_work(d->picture, en->id, in->unit) == NULL)
        return err_field(e, RC_CONFLICT, "unit", "unit '%.*s' is not at work on it: send it first",
                         STR_ARG(in->unit));
    if (str_eq(((const struct incident *)en->rec)->lead, in->unit))
        return RC_OK; /* clicked twice */
    incident_set_lead(&i, in->unit);
    dispatch_touch(d, en, BIT(DISPATCH_LEAD), &i);
    (void)dispatch_incident_event(d, EV_INCIDENT_CREW, en, &i);
    return RC_OK;
}
