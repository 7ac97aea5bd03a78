/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unit on duty that is silent, and a tablet that no longer listens: both become events, so that the desk knows and the
 * record says so later.
 */
#include "desk/unit/unit_priv.h"

#define STREAM_GRACE (6 * USEC_S) /* a tablet reconnects within this; then it is not listening */

static void say_silent(struct decision *d, struct str id, usec_t since)
{
    struct unit u = {0};
    unit_set_silent_since(&u, since);
    (void)decision_event(d, EV_UNIT_SILENT, id, &u);
}

static void say_not_listening(struct decision *d, struct str id)
{
    struct unit u = {0};
    unit_set_listening(&u, false);
    unit_set_listening_at(&u, d->now);
    (void)decision_event(d, EV_UNIT_LISTENING, id, &u);
}

static void look_at(struct desk_state *s, struct decision *d, const struct entity *en,
                    usec_t silent)
{
    const struct unit *u = en->rec;
    if (u->duty != UNIT_DUTY_ON)
        return;
    const struct live_unit *at = live_unit(d->live, en->id, false);
    usec_t last = at != NULL && at->known ? at->received : 0;
    if (last < u->duty_since)
        last = u->duty_since;
    /* After a start everybody has one full span to be heard again. */
    bool overdue = d->now - last > silent && d->now - s->began > silent;
    if (overdue && u->silent_since == 0)
        say_silent(d, en->id, last);
    bool lost = at != NULL && at->streams == 0 && at->stream_lost != 0 &&
                d->now - at->stream_lost > STREAM_GRACE;
    if (u->listening && lost)
        say_not_listening(d, en->id);
}

void presence_tick(struct desk_state *s, struct decision *d)
{
    usec_t silent = settings_int(d->settings, SET_UNIT_SILENT_S) * USEC_S;
    if (s->began == 0)
        s->began = d->now;
    for (uint32_t i = 0; i < picture_count(d->picture, KIND_UNIT); i++)
        look_at(s, d, picture_at(d->picture, KIND_UNIT, i), silent);
}

void presence_folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    UNUSED(p);
    if (ev->type == EV_CENTRE_BLIND)
        s->began = 0;
}

void presence_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job)
{
    UNUSED(s);
    if (job->series != SERIES_POSITIONS || job->replay)
        return;
    for (uint32_t i = 0; i < job->n; i++) {
        const struct intake_line *l = &job->lines[i];
        const struct device *dev = l->verdict == LINE_ACCEPTED && !l->doubtful
                                       ? picture_get(d->picture, KIND_DEVICE, l->in.position.device)
                                       : NULL;
        const struct unit *u =
            dev != NULL && dev->unit.n > 0 ? picture_get(d->picture, KIND_UNIT, dev->unit) : NULL;
        if (u == NULL || u->silent_since == 0 ||
            l->in.position.at < d->now - settings_int(d->settings, SET_UNIT_SILENT_S) * USEC_S)
            continue;
        bool said = false; /* by an earlier line of this batch */
        for (size_t k = 0; k < d->n; k++)
            said = said || str_eq(d->events[k]->id, dev->unit);
        if (!said)
            say_silent(d, dev->unit, 0);
    }
}
