/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flood is shown as few rows; who takes care of one of them takes care of the alarms he saw in it. They are named one by one, so that
 * nobody answers for what came after he looked, and each has its own event.
 */
#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

#define MOST 1000
#define TURN 100 /* events between two turns of others */

struct many {
    struct str left;
    usec_t at;
    long long taken, passed;
};

enum rc alarm_many_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_acknowledge_many *in = c->in;
    struct many *m = arena_alloc(&c->arena, sizeof *m);
    size_t n = 1;
    UNUSED(env);
    for (size_t i = 0; i < in->alarms.n; i++)
        n += in->alarms.p[i] == ',';
    if (n > MOST)
        return err_field(e, RC_INVALID, "alarms", "at most %d alarms at a time", MOST);
    m->left = in->alarms;
    m->at = in->at;
    c->in = m;
    return RC_OK;
}

static bool take(struct decision *d, struct str id, usec_t at)
{
    const struct entity *en = picture_find(d->picture, KIND_ALARM, id);
    const struct alarm *now = en != NULL ? en->rec : NULL;
    if (now == NULL || now->state != ALARM_STATE_ACTIVE ||
        decision_area(d, now->area, NULL) != RC_OK)
        return false;
    struct alarm a = raise_acknowledged(d, now);
    decision_event(d, EV_ALARM_ACKNOWLEDGED, en->id, &a)->time = decision_time(d, at);
    return true;
}

/* The same one named twice is taken once: events of a turn are folded after it, so it is looked for among them. */
static bool taken_now(const struct decision *d, struct str id)
{
    for (size_t i = 0; i < d->n; i++)
        if (str_eq(d->events[i]->id, id))
            return true;
    return false;
}

enum rc alarm_acknowledge_many(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e)
{
    struct many *m = c->in;
    UNUSED(s);
    UNUSED(e);
    for (int i = 0; i < TURN && m->left.n > 0; i++) {
        struct str id = str_cut(&m->left, ',');
        bool took = !taken_now(d, id) && take(d, id, m->at);
        m->taken += took;
        m->passed += !took;
    }
    d->more = m->left.n > 0;
    buf_printf(&d->answer, ",\"acknowledged\":%lld,\"passed_over\":%lld", m->taken, m->passed);
    return RC_OK;
}
