/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Incidents that have to do with each other, and those that are one. Linking is mutual and moves nothing. A duplicate that is
 * merged is closed and says into which; its units at work go over; its notes and timeline stay its own and reachable; its
 * alarm ends with that of the one that handles it. It stays in the picture as long as that one does, so that all of this
 * can be undone.
 */
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/touch.h"

#define LINKS_MAX 16
#define MERGED_DEEP 8 /* merged into one that was merged into one… */

/* ---- lists of ids ---- */

static uint32_t count(struct str ids)
{
    uint32_t n = 0;
    for (; ids.n > 0; n++)
        (void)str_cut(&ids, ',');
    return n;
}

static struct str with(struct decision *d, struct str ids, struct str id)
{
    return ids.n == 0 ? id : arena_printf(d->arena, "%.*s,%.*s", STR_ARG(ids), STR_ARG(id));
}

static struct str without(struct decision *d, struct str ids, struct str id)
{
    struct str left = STR_NONE;
    while (ids.n > 0) {
        struct str one = str_cut(&ids, ',');
        if (!str_eq(one, id))
            left = with(d, left, one);
    }
    return left;
}

/* ---- links ---- */

/* Both, which the caller may act on; they differ. */
static enum rc two(struct decision *d, struct str id, struct str other, const char *field,
                   const struct entity **a, const struct entity **b, struct err *e)
{
    enum rc rc = dispatch_incident(d, id, a, e);
    if (rc == RC_OK && str_eq(id, other))
        return err_field(e, RC_INVALID, field, "an incident is not another one than itself");
    if (rc == RC_OK)
        rc = dispatch_incident(d, other, b, e);
    if (rc != RC_OK && *a != NULL)
        (void)str_copy(e->field, sizeof e->field, str_c(field));
    return rc;
}

static void set_links(struct decision *d, const struct entity *of, struct str links)
{
    struct incident i = {0};
    incident_set_links(&i, links);
    dispatch_touch(d, of, BIT(DISPATCH_LINKS), &i);
    (void)dispatch_incident_event(d, EV_INCIDENT_LINKED, of, &i);
}

enum rc merge_link(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_link *in = c->in;
    const struct entity *a = NULL, *b = NULL;
    UNUSED(s);
    enum rc rc = two(d, c->params[0], in->to, "to", &a, &b, e);
    if (rc != RC_OK)
        return rc;
    struct str of_a = ((const struct incident *)a->rec)->links,
               of_b = ((const struct incident *)b->rec)->links;
    if (ids_has(of_a, b->id))
        return RC_OK; /* clicked twice */
    if (count(of_a) >= LINKS_MAX || count(of_b) >= LINKS_MAX)
        return err_field(e, RC_TOO_LARGE, "to", "an incident has at most %d links", LINKS_MAX);
    set_links(d, a, with(d, of_a, b->id));
    set_links(d, b, with(d, of_b, a->id));
    return RC_OK;
}

enum rc merge_unlink(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_link *in = c->in;
    const struct entity *a = NULL, *b = NULL;
    UNUSED(s);
    enum rc rc = two(d, c->params[0], in->to, "to", &a, &b, e);
    if (rc != RC_OK)
        return rc;
    struct str of_a = ((const struct incident *)a->rec)->links;
    if (!ids_has(of_a, b->id))
        return RC_OK;
    set_links(d, a, without(d, of_a, b->id));
    set_links(d, b, without(d, ((const struct incident *)b->rec)->links, a->id));
    return RC_OK;
}

/* ---- merging ---- */

static int deep(const struct picture *p, const struct incident *i)
{
    int most = 0;
    for (struct str rest = i->merged; rest.n > 0;) {
        const struct incident *one = picture_get(p, KIND_INCIDENT, str_cut(&rest, ','));
        int n = one != NULL ? deep(p, one) : 0;
        most = n > most ? n : most;
    }
    return most + 1;
}

/* What units at work make of an incident: the farthest of their steps. */
static int64_t state_by(int64_t assignment)
{
    return assignment == ASSIGNMENT_STATE_ON_SCENE   ? INCIDENT_STATE_ON_SCENE
           : assignment == ASSIGNMENT_STATE_EN_ROUTE ? INCIDENT_STATE_EN_ROUTE
                                                     : INCIDENT_STATE_DISPATCHED;
}

/* Units at work on one incident that are to go to another one, and what that makes of it. */
struct crew {
    const struct entity *going[64]; /* more are not moved in one decision: see move_all */
    uint32_t n;
    int64_t state; /* the farthest; INCIDENT_STATE_QUEUED: none */
    struct str first;
};

/* Those of `incident` under way; only_from: that came from there. A unit has one job, so there are as many as units. */
static struct crew crew_of(const struct picture *p, struct str incident, struct str only_from)
{
    struct crew c = {.state = INCIDENT_STATE_QUEUED};
    uint64_t first = UINT64_MAX;
    uint32_t n;
    const struct entity *const *list =
        picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t k = 0; k < n; k++) {
        const struct assignment *g = list[k]->rec;
        if (!dispatch_under_way(g) || (only_from.n > 0 && !str_eq(g->moved_from, only_from)))
            continue;
        if (c.n < ARRAY_LEN(c.going))
            c.going[c.n] = list[k];
        c.n++;
        if (list[k]->first < first) {
            first = list[k]->first;
            c.first = g->unit;
        }
        c.state = state_by(g->state) > c.state ? state_by(g->state) : c.state;
    }
    return c;
}

static void move_all(struct decision *d, const struct crew *c, const struct entity *to,
                     struct str from)
{
    for (uint32_t k = 0; k < c->n; k++) {
        const struct assignment *now = c->going[k]->rec;
        struct assignment g = {0};
        assignment_set_incident(&g, to->id);
        assignment_set_moved_from(&g, from);
        assignment_set_area(&g, ((const struct incident *)to->rec)->area);
        struct event *ev = decision_event(d, EV_ASSIGNMENT_MOVED, c->going[k]->id, &g);
        ev->about = decision_ref(d, KIND_INCIDENT, to->id);
        decision_also(d, ev, "", now->area);
    }
}

/* Every unit that comes is told what it comes to: all that is known of it, and who leads. */
static void tell_all(struct decision *d, const struct crew *c, const struct entity *to,
                     struct str lead)
{
    for (uint32_t k = 0; k < c->n; k++)
        dispatch_tell(d, to, ((const struct assignment *)c->going[k]->rec)->unit, lead);
}

static enum rc may_merge(struct decision *d, const struct entity *from, const struct entity *into,
                         const struct crew *crew, struct err *e)
{
    const struct incident *a = from->rec, *b = into->rec;
    if (a->state == INCIDENT_STATE_CLOSED)
        return a->merged_into.n > 0 ? err_set(e, RC_CONFLICT, "it is merged into '%.*s' already",
                                              STR_ARG(a->merged_into))
                                    : err_set(e, RC_CONFLICT, "it is closed: reopen it first");
    if (b->state == INCIDENT_STATE_CLOSED)
        return err_field(e, RC_CONFLICT, "into", "'%.*s' is closed: reopen it first",
                         STR_ARG(into->id));
    if ((a->practice == PRACTICE_DRILL) != (b->practice == PRACTICE_DRILL))
        return err_field(e, RC_CONFLICT, "into",
                         "one of the two is an exercise, the other is real");
    if (count(b->merged) >= LINKS_MAX || deep(d->picture, a) >= MERGED_DEEP)
        return err_field(e, RC_TOO_LARGE, "into", "at most %d incidents, %d deep, are one",
                         LINKS_MAX, MERGED_DEEP);
    if (crew->n > ARRAY_LEN(crew->going))
        return err_set(e, RC_TOO_LARGE, "more than %zu units are at work on it",
                       ARRAY_LEN(crew->going));
    return RC_OK;
}

static void absorb(struct decision *d, const struct entity *from, const struct entity *into,
                   const struct crew *crew)
{
    const struct incident *now = into->rec;
    struct incident i = {0};
    struct str lead = now->lead.n > 0 ? now->lead : ((const struct incident *)from->rec)->lead;
    incident_set_merged(&i, with(d, now->merged, from->id));
    if (crew->n > 0 && (crew->state > now->state || now->state == INCIDENT_STATE_CLEARED))
        incident_set_state(&i, crew->state);
    if (crew->n > 0 && now->dispatched_at == 0)
        incident_set_dispatched_at(&i, d->now);
    if (crew->state >= INCIDENT_STATE_EN_ROUTE && now->en_route_at == 0)
        incident_set_en_route_at(&i, d->now);
    if (crew->state == INCIDENT_STATE_ON_SCENE && now->on_scene_at == 0)
        incident_set_on_scene_at(&i, d->now);
    if (lead.n > 0)
        incident_set_lead(&i, lead);
    dispatch_touch(d, into, BIT(DISPATCH_LINKS) | (crew->n > 0 ? BIT(DISPATCH_UNITS) : 0), &i);
    dispatch_incident_event(d, EV_INCIDENT_ABSORBED, into, &i)->about =
        decision_ref(d, KIND_INCIDENT, from->id);
    tell_all(d, crew, into, lead);
}

enum rc merge_merge(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_merge *in = c->in;
    const struct entity *from = NULL, *into = NULL;
    struct incident i = {0};
    UNUSED(s);
    enum rc rc = two(d, c->params[0], in->into, "into", &from, &into, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(d, from, in->seen, DISPATCH_ALL, e);
    if (rc != RC_OK)
        return rc;
    struct crew crew = crew_of(d->picture, from->id, STR_NONE);
    rc = may_merge(d, from, into, &crew, e);
    if (rc != RC_OK)
        return rc;
    incident_set_state(&i, INCIDENT_STATE_CLOSED);
    incident_set_closed_at(&i, d->now);
    incident_set_closed_by(&i, decision_who(d));
    incident_set_disposition(&i, DISPOSITION_DUPLICATE);
    incident_set_merged_into(&i, into->id);
    incident_set_lead(&i, STR_NONE);
    dispatch_touch(d, from, BIT(DISPATCH_CLOSED) | BIT(DISPATCH_LINKS), &i);
    dispatch_incident_event(d, EV_INCIDENT_MERGED, from, &i)->about =
        decision_ref(d, KIND_INCIDENT, into->id);
    move_all(d, &crew, into, from->id);
    absorb(d, from, into, &crew);
    (void)str_copy(d->id, sizeof d->id, from->id);
    return RC_OK;
}

/* ---- undone ---- */

/* What is left of the one that had taken it over. */
static void release(struct decision *d, const struct entity *from, const struct entity *into,
                    const struct crew *back)
{
    const struct incident *now = into->rec;
    struct incident i = {0};
    struct crew all = crew_of(d->picture, into->id, STR_NONE),
                left = {.state = INCIDENT_STATE_QUEUED};
    uint64_t first = UINT64_MAX;
    bool leads = false;
    for (uint32_t k = 0; k < all.n && k < ARRAY_LEN(all.going); k++) {
        const struct assignment *g = all.going[k]->rec;
        bool goes = false;
        for (uint32_t b = 0; b < back->n && !goes; b++)
            goes = back->going[b] == all.going[k];
        if (goes)
            continue;
        left.n++;
        leads = leads || str_eq(g->unit, now->lead);
        left.state = state_by(g->state) > left.state ? state_by(g->state) : left.state;
        if (all.going[k]->first < first) {
            first = all.going[k]->first;
            left.first = g->unit;
        }
    }
    incident_set_merged(&i, without(d, now->merged, from->id));
    if (!leads)
        incident_set_lead(&i, left.first);
    if (back->n > 0 && left.n == 0 && now->state != INCIDENT_STATE_CLOSED)
        incident_set_state(&i,
                           now->cleared_at != 0 ? INCIDENT_STATE_CLEARED : INCIDENT_STATE_QUEUED);
    dispatch_touch(d, into, BIT(DISPATCH_LINKS) | (back->n > 0 ? BIT(DISPATCH_UNITS) : 0), &i);
    dispatch_incident_event(d, EV_INCIDENT_RELEASED, into, &i)->about =
        decision_ref(d, KIND_INCIDENT, from->id);
}

enum rc merge_undo(struct decision *d, const struct entity *from, struct err *e)
{
    const struct incident *now = from->rec;
    const struct entity *into = picture_find(d->picture, KIND_INCIDENT, now->merged_into);
    struct crew back = crew_of(d->picture, now->merged_into, from->id);
    struct incident i = {0};
    if (into != NULL && ((const struct incident *)into->rec)->state == INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "'%.*s', which handled it, is closed: reopen that first",
                       STR_ARG(into->id));
    if (back.n > ARRAY_LEN(back.going))
        return err_set(e, RC_TOO_LARGE, "more than %zu units would go back to it",
                       ARRAY_LEN(back.going));
    if (back.n > 0)
        incident_set_state(&i, back.state);
    else
        incident_set_state(&i,
                           now->cleared_at != 0 ? INCIDENT_STATE_CLEARED : INCIDENT_STATE_QUEUED);
    incident_set_merged_into(&i, STR_NONE);
    incident_set_lead(&i, back.first);
    dispatch_touch(d, from, BIT(DISPATCH_CLOSED) | BIT(DISPATCH_LINKS), &i);
    dispatch_incident_event(d, EV_INCIDENT_UNMERGED, from, &i)->about =
        decision_ref(d, KIND_INCIDENT, now->merged_into);
    move_all(d, &back, from, STR_NONE);
    tell_all(d, &back, from, back.first);
    if (into != NULL)
        release(d, from, into, &back);
    return RC_OK;
}
