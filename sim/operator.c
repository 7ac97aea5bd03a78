/* SPDX-License-Identifier: Apache-2.0 */
#include "operator.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/mem.h"
#include "pick.h"
#include "sse.h"

#define CASES 512
#define TOPICS "topics=alarm,dispatch,road"

enum step {
    STEP_ACK,
    STEP_OPEN,
    STEP_RECOMMEND,
    STEP_ASSIGN,
    STEP_WAIT,
    STEP_CLOSE,
    STEP_CLOSE_ALARM,
    STEP_SEE,
    STEP_AFFIRM
};

struct dossier {
    uint64_t number; /* 0: free */
    char alarm[72], incident[72], hit[72], unit[72];
    bool technical; /* nobody needs to be sent */
    bool assigning; /* `unit` is chosen, and not known to be refused or sent */
    /* What the centre says: whoever did it, it need not be done again. */
    bool acknowledged, alarm_closed, cleared, incident_closed;
    char hit_state[24];
    unsigned tries;
};

struct operator_bot {
    struct world *w;
    struct dossier cases[CASES];
    uint64_t case_n;
    struct outbox acts;
    struct sse sse;
    struct rng rng;
    bool lost_place, loading;
    unsigned failures;
};

static void do_step(void *user, uint64_t arg, usec_t at);
static void go_on_line(void *user, uint64_t arg, usec_t at);

static struct dossier *dossier_of(struct operator_bot *o, uint64_t number)
{
    struct dossier *d = &o->cases[number % CASES];
    return d->number == number ? d : NULL;
}

static struct dossier *new_dossier(struct operator_bot *o)
{
    uint64_t number = ++o->case_n;
    struct dossier *d = &o->cases[number % CASES]; /* the oldest is given up */
    *d = (struct dossier){.number = number};
    return d;
}

static struct dossier *dossier_about(struct operator_bot *o, size_t field, const char *id)
{
    for (size_t i = 0; i < CASES; i++)
        if (o->cases[i].number && strcmp((const char *)&o->cases[i] + field, id) == 0)
            return &o->cases[i];
    return NULL;
}

/* A step of a dossier as one number, for the agenda and the outbox. */
static uint64_t tag_of(const struct dossier *d, enum step step)
{
    return d->number << 8 | step;
}

static void plan(struct operator_bot *o, const struct dossier *d, enum step step, double from_s,
                 double to_s)
{
    usec_t wait = (usec_t)(rng_between(&o->rng, from_s, to_s) * 1e6);
    agenda_add(o->w->agenda, o->w->now + wait, do_step, o, tag_of(d, step));
}

static void post(struct operator_bot *o, const struct dossier *d, enum step step, const char *what,
                 const char *id, const char *door, const char *extra)
{
    char path[OUTBOX_PATH_MAX], number[64], body[600];
    world_id(o->w, "desk", number, sizeof(number));
    int n = *id ? snprintf(path, sizeof(path), "/api/v1/%s/%s/%s", what, id, door)
                : snprintf(path, sizeof(path), "/api/v1/%s", what);
    int m = snprintf(body, sizeof(body), "{%s%s\"id\":\"%s\"}", extra, *extra ? "," : "", number);
    if (n > 0 && (size_t)n < sizeof(path) && m > 0 && (size_t)m < sizeof(body))
        outbox_put(&o->acts, path, (struct str){body, (size_t)m}, tag_of(d, step));
}

struct asking {
    struct operator_bot *o;
    uint64_t number;
};

/* The first recommended unit that no other dossier is about to send. */
static void first_unit(void *user, struct str key, struct str value)
{
    UNUSED(key);
    struct asking *a = user;
    struct dossier *d = dossier_of(a->o, a->number);
    char unit[sizeof(d->unit)];
    if (d->unit[0] || !pick_text(value, "unit", unit, sizeof(unit)))
        return;
    for (size_t i = 0; i < CASES; i++) {
        const struct dossier *other = &a->o->cases[i];
        if (other->number && other->assigning && strcmp(other->unit, unit) == 0)
            return;
    }
    str_copy(d->unit, sizeof(d->unit), str_c(unit));
}

static void on_recommended(void *user, const struct client_reply *reply)
{
    struct asking *a = user;
    struct dossier *d = dossier_of(a->o, a->number);
    if (d) {
        d->unit[0] = '\0';
        if (reply->status == 200)
            pick_each(pick(reply->body, "units"), first_unit, a);
        d->assigning = d->unit[0] != '\0';
        if (d->assigning)
            plan(a->o, d, STEP_ASSIGN, 0.5, 1.5);
        else if (d->tries++ < 20)
            plan(a->o, d, STEP_RECOMMEND, 4, 6);
    }
    free(a);
}

static void recommend(struct operator_bot *o, struct dossier *d)
{
    char path[OUTBOX_PATH_MAX];
    struct asking *a = mem_alloc(sizeof(*a));
    *a = (struct asking){o, d->number};
    snprintf(path, sizeof(path), "/api/v1/incidents/%s/recommend", d->incident);
    struct client_call call = {.method = "GET",
                               .path = path,
                               .token = o->w->tokens.supervisor,
                               .done = on_recommended,
                               .user = a};
    if (!client_send(o->w->client, &call))
        free(a);
}

/* Is there nothing left to do for this step? */
static bool is_done(const struct dossier *d, enum step step)
{
    switch (step) {
    case STEP_ACK: return d->acknowledged || d->alarm_closed;
    case STEP_OPEN: return d->incident[0] || d->alarm_closed;
    case STEP_RECOMMEND:
    case STEP_ASSIGN: return d->incident_closed;
    case STEP_WAIT: return true;
    case STEP_CLOSE: return d->incident_closed || !d->cleared;
    case STEP_CLOSE_ALARM: return d->alarm_closed;
    case STEP_SEE: return strcmp(d->hit_state, "unconfirmed") != 0;
    case STEP_AFFIRM: return strcmp(d->hit_state, "seen") != 0;
    }
    return true;
}

static void do_step(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct operator_bot *o = user;
    struct dossier *d = dossier_of(o, arg >> 8);
    char extra[400];
    enum step step = (enum step)(arg & 0xff);
    if (!d || is_done(d, step))
        return;
    switch (step) {
    case STEP_ACK: post(o, d, step, "alarms", d->alarm, "acknowledge", ""); break;
    case STEP_OPEN:
        snprintf(extra, sizeof(extra), "\"kind\":\"alarm\",\"priority\":1,\"alarm\":\"%s\"",
                 d->alarm);
        post(o, d, step, "incidents", "", "", extra);
        break;
    case STEP_RECOMMEND: recommend(o, d); break;
    case STEP_ASSIGN:
        snprintf(extra, sizeof(extra), "\"unit\":\"%s\"", d->unit);
        post(o, d, step, "incidents", d->incident, "assign", extra);
        break;
    case STEP_WAIT: break;
    case STEP_CLOSE:
        post(o, d, step, "incidents", d->incident, "close", "\"disposition\":\"genuine\"");
        break;
    case STEP_CLOSE_ALARM:
        post(o, d, step, "alarms", d->alarm, "close",
             d->technical ? "\"disposition\":\"technical\"" : "\"disposition\":\"genuine\"");
        break;
    case STEP_SEE:
        post(o, d, step, "hits", d->hit, "see", "\"plate\":true,\"region\":true,\"class\":true");
        break;
    case STEP_AFFIRM:
        post(o, d, step, "hits", d->hit, "reaffirm", "\"name\":\"duty officer of the source\"");
        break;
    }
}

static void settled(void *user, const struct outbox_item *item, const struct client_reply *reply)
{
    struct operator_bot *o = user;
    struct dossier *d = dossier_of(o, item->tag >> 8);
    enum step step = (enum step)(item->tag & 0xff);
    bool taken = reply->status < 300;
    if (!d)
        return;
    switch (step) {
    case STEP_ACK:
        world_say(o->w, "desk: alarm %s acknowledged", d->alarm);
        if (d->incident[0])
            break;
        if (d->technical)
            plan(o, d, STEP_CLOSE_ALARM, 15, 40);
        else
            plan(o, d, STEP_OPEN, 1, 3);
        break;
    case STEP_OPEN:
        if (taken && pick_text(reply->body, "id", d->incident, sizeof(d->incident)))
            plan(o, d, STEP_RECOMMEND, 0.5, 1.5);
        break;
    case STEP_ASSIGN:
        d->assigning = false;
        if (taken)
            world_say(o->w, "desk: %s sent to incident %s", d->unit, d->incident);
        else if (d->tries++ < 20)
            plan(o, d, STEP_RECOMMEND, 1, 3);
        break;
    case STEP_CLOSE:
        world_say(o->w, "desk: incident %s closed", d->incident);
        if (d->alarm[0])
            plan(o, d, STEP_CLOSE_ALARM, 0.5, 1);
        else
            d->number = 0;
        break;
    case STEP_CLOSE_ALARM: d->number = 0; break;
    case STEP_SEE:
        if (taken)
            plan(o, d, STEP_AFFIRM, 2, 4);
        break;
    case STEP_AFFIRM:
        world_say(o->w, "desk: hit %s confirmed by its source", d->hit);
        d->number = 0;
        break;
    case STEP_RECOMMEND:
    case STEP_WAIT: break;
    }
}

static void take_alarm(struct operator_bot *o, const char *id, struct str entity)
{
    char kind[24], practice[24];
    struct dossier *d = dossier_about(o, offsetof(struct dossier, alarm), id);
    if (!d && pick_text(entity, "practice", practice, sizeof(practice)) &&
        strcmp(practice, "drill") == 0)
        return; /* its end closes it */
    if (!d) {
        d = new_dossier(o);
        str_copy(d->alarm, sizeof(d->alarm), str_c(id));
        pick_text(entity, "incident", d->incident, sizeof(d->incident));
    } else if (!d->acknowledged) {
        return; /* pressed again: it is planned already */
    }
    d->acknowledged = false;
    if (pick_text(entity, "kind", kind, sizeof(kind)))
        d->technical = strcmp(kind, "silence") == 0 || strcmp(kind, "technical") == 0 ||
                       strcmp(kind, "tamper") == 0 || strcmp(kind, "test") == 0;
    plan(o, d, STEP_ACK, 3, 8);
}

static void take_hit(struct operator_bot *o, const char *id)
{
    if (dossier_about(o, offsetof(struct dossier, hit), id))
        return;
    struct dossier *d = new_dossier(o);
    str_copy(d->hit, sizeof(d->hit), str_c(id));
    str_copy(d->hit_state, sizeof(d->hit_state), STR("unconfirmed"));
    plan(o, d, STEP_SEE, 4, 9);
}

static void see_alarm(void *user, struct str key, struct str value)
{
    char id[72], state[24];
    if (pick_text(value, "state", state, sizeof(state)) && strcmp(state, "active") == 0 &&
        str_copy(id, sizeof(id), key))
        take_alarm(user, id, value);
}

static void see_hit(void *user, struct str key, struct str value)
{
    char id[72], state[24];
    if (pick_text(value, "state", state, sizeof(state)) && strcmp(state, "unconfirmed") == 0 &&
        str_copy(id, sizeof(id), key))
        take_hit(user, id);
}

static void on_alarm(struct operator_bot *o, const char *id, struct str data)
{
    char state[24];
    struct dossier *d = dossier_about(o, offsetof(struct dossier, alarm), id);
    if (pick_text(data, "state", state, sizeof(state)) && strcmp(state, "active") == 0) {
        take_alarm(o, id, data);
    } else if (d && state[0]) {
        d->acknowledged = true;
        d->alarm_closed = strcmp(state, "closed") == 0;
    }
}

static void on_incident(struct operator_bot *o, const char *id, struct str data)
{
    char alarm[72], state[24];
    struct dossier *d = dossier_about(o, offsetof(struct dossier, incident), id);
    if (!d && pick_text(data, "alarm", alarm, sizeof(alarm)) && alarm[0]) {
        d = dossier_about(o, offsetof(struct dossier, alarm), alarm);
        if (d)
            str_copy(d->incident, sizeof(d->incident), str_c(id));
    }
    if (!d || !pick_text(data, "state", state, sizeof(state)))
        return;
    d->cleared = strcmp(state, "cleared") == 0;
    d->incident_closed = strcmp(state, "closed") == 0;
    if (d->cleared)
        plan(o, d, STEP_CLOSE, 2, 5);
}

static void on_hit(struct operator_bot *o, const char *type, const char *id, struct str data)
{
    if (strcmp(type, "hit.found") == 0)
        take_hit(o, id);
    char state[sizeof(o->cases[0].hit_state)];
    struct dossier *d = dossier_about(o, offsetof(struct dossier, hit), id);
    if (d && pick_text(data, "state", state, sizeof(state)))
        str_copy(d->hit_state, sizeof(d->hit_state), str_c(state));
}

static void on_event(struct operator_bot *o, struct str text)
{
    char type[40], subject[160];
    pick_text(text, "type", type, sizeof(type));
    pick_text(text, "subject", subject, sizeof(subject));
    struct str data = pick(text, "data"), id = str_c(subject);
    struct str kind = str_cut(&id, '/');
    if (str_eqc(kind, "alarm"))
        on_alarm(o, id.p, data);
    else if (str_eqc(kind, "incident"))
        on_incident(o, id.p, data);
    else if (str_eqc(kind, "hit"))
        on_hit(o, type, id.p, data);
}

static void on_message(void *user, const char *event, struct str data)
{
    struct operator_bot *o = user;
    if (strcmp(event, "event") == 0)
        on_event(o, data);
    else if (strcmp(event, "reset") == 0)
        o->lost_place = true;
    else if (strcmp(event, "hello") == 0)
        o->failures = 0;
}

static void off_line(struct operator_bot *o)
{
    double pause = 0.5 * (double)(1u << (o->failures < 5 ? o->failures : 5));
    o->failures++;
    agenda_add(o->w->agenda, o->w->now + world_wall(o->w, pause), go_on_line, o, 0);
}

static bool on_bytes(void *user, struct str bytes)
{
    struct operator_bot *o = user;
    if (!sse_feed(&o->sse, bytes))
        o->lost_place = true;
    return !o->lost_place;
}

static void on_ended(void *user, long status)
{
    struct operator_bot *o = user;
    o->lost_place = o->lost_place || status >= 400;
    off_line(o);
}

static void on_picture(void *user, const struct client_reply *reply)
{
    struct operator_bot *o = user;
    char before[sizeof(o->sse.last_id)];
    o->loading = false;
    str_copy(before, sizeof(before), str_c(o->sse.last_id));
    if (reply->status == 200 &&
        pick_text(reply->body, "stream_id", o->sse.last_id, sizeof(o->sse.last_id))) {
        struct str was = str_c(before), is = str_c(o->sse.last_id);
        if (!str_eq(str_cut(&was, ':'), str_cut(&is, ':')))
            memset(o->cases, 0, sizeof(o->cases)); /* another journal counts from one again */
        struct str entities = pick(reply->body, "entities");
        o->lost_place = false;
        pick_each(pick(entities, "alarm"), see_alarm, o);
        pick_each(pick(entities, "hit"), see_hit, o);
        go_on_line(o, 0, o->w->now);
    } else {
        off_line(o);
    }
}

static void go_on_line(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct operator_bot *o = user;
    const char *token = o->w->tokens.supervisor;
    if (o->lost_place) {
        struct client_call call = {.method = "GET",
                                   .path = "/api/v1/picture?" TOPICS,
                                   .token = token,
                                   .done = on_picture,
                                   .user = o};
        o->loading = client_send(o->w->client, &call);
        if (!o->loading)
            off_line(o);
        return;
    }
    sse_restart(&o->sse);
    struct client_listen listen = {.path = "/api/v1/stream?" TOPICS,
                                   .token = token,
                                   .last_id = o->sse.last_id,
                                   .bytes = on_bytes,
                                   .ended = on_ended,
                                   .user = o};
    if (!client_listen(o->w->client, &listen))
        off_line(o);
}

struct operator_bot *operator_new(struct world *w)
{
    struct operator_bot *o = mem_alloc(sizeof(*o));
    o->w = w;
    o->rng = rng_from(w->opt.seed, 70);
    outbox_init(&o->acts, w->first_queue, w->tokens.supervisor, OUTBOX_CALLS, 500);
    o->acts.settled = settled;
    o->acts.user = o;
    sse_init(&o->sse, on_message, o);
    return o;
}

void operator_start(struct operator_bot *o)
{
    o->lost_place = true;
    go_on_line(o, 0, o->w->now);
}

void operator_free(struct operator_bot *o)
{
    if (!o)
        return;
    outbox_release(&o->acts);
    sse_release(&o->sse);
    free(o);
}
