/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/load/facts.h"

#include <stdlib.h>

#include "base/mem.h"

#define TEXT_MAX (256u << 20)

void load_facts_init(struct load_facts *f)
{
    *f = (struct load_facts){0};
    arena_init(&f->arena, TEXT_MAX);
    map_init(&f->words);
    map_init(&f->by_alarm);
    map_init(&f->by_incident);
    map_init(&f->by_session);
    map_init(&f->by_number);
}

void load_facts_release(struct load_facts *f)
{
    map_release(&f->words);
    map_release(&f->by_alarm);
    map_release(&f->by_incident);
    map_release(&f->by_session);
    map_release(&f->by_number);
    arena_release(&f->arena);
    free(f->alarms);
    free(f->calls);
    free(f->clocks);
    free(f->shifts);
    free(f->incidents);
    free(f->running);
    *f = (struct load_facts){0};
}

bool load_facts_wanted(enum event_type type)
{
    switch ((int)type) {
    case EV_ALARM_RAISED:
    case EV_ALARM_PRESSED:
    case EV_ALARM_ACKNOWLEDGED:
    case EV_ALARM_GENUINE:
    case EV_ALARM_SHELVED:
    case EV_ALARM_UNSHELVED:
    case EV_ALARM_LINKED:
    case EV_ALARM_CLOSED:
    case EV_ALARM_REOPENED:
    case EV_ASSIGNMENT_SENT:
    case EV_SESSION_OPENED:
    case EV_SESSION_CLOSED:
    case EV_INCIDENT_RECEIVED:
    case EV_INCIDENT_CHANGED:
    case EV_INCIDENT_STATE:
    case EV_INCIDENT_ABSORBED:
    case EV_INCIDENT_CLOSED:
    case EV_INCIDENT_REOPENED:
    case EV_INCIDENT_MERGED:
    case EV_INCIDENT_UNMERGED: return true;
    default: return false;
    }
}

/* ---- keeping ---- */

struct str load_facts_word(struct load_facts *f, struct str text)
{
    if (text.n == 0)
        return STR_NONE;
    const char *known = map_get(&f->words, text);
    if (known != NULL)
        return (struct str){known, text.n};
    struct str kept = arena_str(&f->arena, text);
    (void)map_set(&f->words, kept, (void *)(uintptr_t)kept.p);
    return kept;
}

/* Maps hold places plus one, since NULL is a free slot. */
uint32_t load_facts_place(const struct map *m, struct str id)
{
    uintptr_t at = (uintptr_t)map_get(m, id);
    return at == 0 ? LOAD_NONE : (uint32_t)(at - 1);
}

void load_facts_set_place(struct map *m, struct str id, uint32_t at)
{
    (void)map_set(m, id, (void *)((uintptr_t)at + 1));
}

/* Room for one more of them; false: there are as many as may be. */
bool load_facts_room(void **v, uint32_t n, uint32_t *cap, uint32_t max, size_t size)
{
    if (n == max)
        return false;
    if (n == *cap) {
        *cap = *cap == 0 ? 256 : *cap < max / 2 ? *cap * 2 : max;
        *v = mem_resize(*v, *cap, size);
    }
    return true;
}

enum rc load_facts_full(struct err *e)
{
    return err_set(
        e, RC_TOO_LARGE,
        "there are more alarms or incidents than can be measured at once: ask for a shorter period");
}

/* ---- alarms ---- */

static bool add_call(struct load_facts *f, uint32_t alarm, usec_t at)
{
    if (!load_facts_room((void **)&f->calls, f->ncalls, &f->calls_cap, LOAD_CALLS_MAX,
                         sizeof *f->calls))
        return false;
    f->calls[f->ncalls++] = (struct load_call){at, alarm};
    return true;
}

static bool start_clock(struct load_facts *f, uint32_t alarm, usec_t at)
{
    if (!load_facts_room((void **)&f->clocks, f->nclocks, &f->clocks_cap, LOAD_CALLS_MAX,
                         sizeof *f->clocks))
        return false;
    f->running[alarm] = f->nclocks;
    f->clocks[f->nclocks++] =
        (struct load_clock){.from = at, .alarm = alarm, .kind = f->alarms[alarm].kind};
    return true;
}

static void stop_clock(struct load_facts *f, uint32_t alarm, const struct event *ev,
                       enum load_end end)
{
    if (f->running[alarm] == LOAD_NONE)
        return;
    struct load_clock *c = &f->clocks[f->running[alarm]];
    struct str who = ev->actor;
    if (str_eqc(who, "core") && end == LOAD_CLOSED)
        end = LOAD_RETIRED;
    (void)str_cut(&who, '/'); /* core has none, and is nobody */
    c->to = ev->recorded;
    c->end = end;
    c->by = load_facts_word(f, who);
    f->running[alarm] = LOAD_NONE;
}

/* It sounds; and when nobody had been wanted, somebody is now. */
static enum rc sounds(struct load_facts *f, uint32_t at, usec_t when, struct err *e)
{
    return add_call(f, at, when) && (f->running[at] != LOAD_NONE || start_clock(f, at, when))
               ? RC_OK
               : load_facts_full(e);
}

static enum rc raised(struct load_facts *f, const struct event *ev, struct err *e)
{
    const struct alarm *a = ev->data;
    uint32_t at = f->nalarms;
    if (!load_facts_room((void **)&f->alarms, at, &f->alarms_cap, LOAD_ALARMS_MAX,
                         sizeof *f->alarms) ||
        !load_facts_room((void **)&f->running, at, &f->running_cap, LOAD_ALARMS_MAX,
                         sizeof *f->running))
        return load_facts_full(e);
    f->alarms[at] =
        (struct load_alarm){.id = arena_str(&f->arena, ev->id),
                            .device = load_facts_word(f, a->device),
                            .site = load_facts_word(f, a->site),
                            .area = load_facts_word(f, ev->area),
                            .raised = ev->recorded,
                            .kind = (uint8_t)a->kind,
                            .priority = (uint8_t)a->priority,
                            .disposition = LOAD_OPEN,
                            .apart = a->kind == ALARM_KIND_TEST || a->practice != PRACTICE_NO,
                            .practice = a->practice != PRACTICE_NO,
                            .shelved = a->shelved_until != 0};
    f->nalarms++;
    load_facts_set_place(&f->by_alarm, f->alarms[at].id, at);
    f->running[at] = LOAD_NONE;
    return f->alarms[at].shelved ? RC_OK : sounds(f, at, ev->recorded, e);
}

static enum rc pressed(struct load_facts *f, uint32_t at, const struct event *ev, struct err *e)
{
    const struct alarm *a = ev->data;
    struct load_alarm *now = &f->alarms[at];
    if ((a->has & BIT(F_ALARM_KIND)) != 0)
        now->kind = (uint8_t)a->kind;
    return a->shelved_until != 0 ? RC_OK : sounds(f, at, ev->recorded, e);
}

static void set_closed(struct load_alarm *a, usec_t at, uint8_t disposition, usec_t now)
{
    a->closed = at;
    a->disposition = disposition;
    if (now - a->raised < USEC_DAY)
        a->closed_day = at;
}

static enum rc of_alarm(struct load_facts *f, uint32_t at, const struct event *ev, struct err *e)
{
    const struct alarm *a = ev->data;
    struct load_alarm *now = &f->alarms[at];
    switch ((int)ev->type) {
    case EV_ALARM_PRESSED: return pressed(f, at, ev, e);
    case EV_ALARM_ACKNOWLEDGED:
        if (now->first_acked == 0)
            now->first_acked = ev->recorded;
        stop_clock(f, at, ev, LOAD_TAKEN);
        break;
    case EV_ALARM_GENUINE: /* it was no practice: from now on it is load */
        now->practice = false;
        now->apart = now->kind == ALARM_KIND_TEST;
        return sounds(f, at, ev->recorded, e);
    case EV_ALARM_SHELVED: stop_clock(f, at, ev, LOAD_RETIRED); break;
    case EV_ALARM_UNSHELVED: return sounds(f, at, ev->recorded, e);
    case EV_ALARM_LINKED:
        now->incident = arena_str(&f->arena, a->incident);
        load_facts_set_place(&f->by_incident, now->incident, at);
        break;
    case EV_ALARM_CLOSED:
        stop_clock(f, at, ev, LOAD_CLOSED);
        set_closed(now, ev->recorded, (uint8_t)a->disposition, ev->recorded);
        break;
    case EV_ALARM_REOPENED: set_closed(now, 0, LOAD_OPEN, ev->recorded); break;
    default: break;
    }
    return RC_OK;
}

/* ---- people ---- */

static enum rc signed_on(struct load_facts *f, const struct event *ev, struct err *e)
{
    const struct session *s = ev->data;
    if (!load_facts_room((void **)&f->shifts, f->nshifts, &f->shifts_cap, LOAD_SHIFTS_MAX,
                         sizeof *f->shifts))
        return load_facts_full(e);
    struct load_shift *x = &f->shifts[f->nshifts];
    *x = (struct load_shift){arena_str(&f->arena, ev->id), load_facts_word(f, s->user),
                             load_facts_word(f, ev->area), ev->recorded, 0};
    load_facts_set_place(&f->by_session, x->session, f->nshifts++);
    return RC_OK;
}

static void sent(struct load_facts *f, const struct event *ev)
{
    uint32_t at =
        load_facts_place(&f->by_incident, ((const struct assignment *)ev->data)->incident);
    if (at != LOAD_NONE && f->alarms[at].sent == 0)
        f->alarms[at].sent = ev->recorded;
}

enum rc load_facts_event(struct load_facts *f, const struct event *ev, struct err *e)
{
    uint32_t at;
    f->seq = ev->seq;
    if (!load_facts_wanted(ev->type))
        return RC_OK;
    switch ((int)ev->type) {
    case EV_ALARM_RAISED: return raised(f, ev, e);
    case EV_ASSIGNMENT_SENT: sent(f, ev); return RC_OK;
    case EV_SESSION_OPENED: return signed_on(f, ev, e);
    case EV_SESSION_CLOSED:
        at = load_facts_place(&f->by_session, ev->id);
        if (at != LOAD_NONE)
            f->shifts[at].to = ev->recorded;
        return RC_OK;
    case EV_INCIDENT_RECEIVED:
    case EV_INCIDENT_CHANGED:
    case EV_INCIDENT_STATE:
    case EV_INCIDENT_ABSORBED:
    case EV_INCIDENT_CLOSED:
    case EV_INCIDENT_REOPENED:
    case EV_INCIDENT_MERGED:
    case EV_INCIDENT_UNMERGED: return load_facts_incident(f, ev, e);
    default:
        at = load_facts_place(&f->by_alarm, ev->id);
        return at != LOAD_NONE ? of_alarm(f, at, ev, e) : RC_OK;
    }
}
