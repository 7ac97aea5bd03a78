/* SPDX-License-Identifier: Apache-2.0 */
/* How incidents moved on. What people undo counts as it was: a step that was taken back was taken. */
#include "desk/load/facts.h"

static enum rc received(struct load_facts *f, const struct event *ev, struct err *e)
{
    const struct incident *i = ev->data;
    uint32_t at = f->nincidents;
    if (!load_facts_room((void **)&f->incidents, at, &f->incidents_cap, LOAD_INCIDENTS_MAX,
                         sizeof *f->incidents))
        return load_facts_full(e);
    f->incidents[at] = (struct load_incident){.id = arena_str(&f->arena, ev->id),
                                              .area = load_facts_word(f, ev->area),
                                              .received = ev->recorded,
                                              .alarm = load_facts_place(&f->by_alarm, i->alarm),
                                              .kind = (uint8_t)i->kind,
                                              .priority = (uint8_t)i->priority,
                                              .practice = i->practice != PRACTICE_NO};
    load_facts_set_place(&f->by_number, f->incidents[at].id, at);
    f->nincidents++;
    return RC_OK;
}

static void described(struct load_incident *x, const struct incident *i)
{
    if ((i->has & BIT(F_INCIDENT_KIND)) != 0)
        x->kind = (uint8_t)i->kind;
    if ((i->has & BIT(F_INCIDENT_PRIORITY)) != 0)
        x->priority = (uint8_t)i->priority;
    if ((i->has & BIT(F_INCIDENT_PRACTICE)) != 0)
        x->practice = i->practice != PRACTICE_NO;
}

static void first(usec_t *at, bool now, usec_t recorded)
{
    if (now && *at == 0)
        *at = recorded;
}

/* An event that says when the first unit was sent, under way, there, or the last one done. */
static void moved(struct load_incident *x, const struct incident *i, usec_t recorded)
{
    first(&x->sent, (i->has & BIT(F_INCIDENT_DISPATCHED_AT)) != 0 && i->dispatched_at != 0,
          recorded);
    first(&x->en_route, (i->has & BIT(F_INCIDENT_EN_ROUTE_AT)) != 0 && i->en_route_at != 0,
          recorded);
    first(&x->on_scene, (i->has & BIT(F_INCIDENT_ON_SCENE_AT)) != 0 && i->on_scene_at != 0,
          recorded);
    first(&x->cleared, (i->has & BIT(F_INCIDENT_CLEARED_AT)) != 0 && i->cleared_at != 0, recorded);
}

enum rc load_facts_incident(struct load_facts *f, const struct event *ev, struct err *e)
{
    if (ev->type == EV_INCIDENT_RECEIVED)
        return received(f, ev, e);
    uint32_t at = load_facts_place(&f->by_number, ev->id);
    if (at == LOAD_NONE)
        return RC_OK;
    struct load_incident *x = &f->incidents[at];
    switch ((int)ev->type) {
    case EV_INCIDENT_CHANGED: described(x, ev->data); break;
    case EV_INCIDENT_STATE:
    case EV_INCIDENT_ABSORBED: moved(x, ev->data, ev->recorded); break;
    case EV_INCIDENT_CLOSED: x->closed = ev->recorded; break;
    case EV_INCIDENT_REOPENED: x->closed = 0; break;
    case EV_INCIDENT_MERGED: x->merged = true; break;
    case EV_INCIDENT_UNMERGED: x->merged = false; break;
    default: break;
    }
    return RC_OK;
}
