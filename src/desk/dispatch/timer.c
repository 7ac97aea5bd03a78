/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/dispatch/timer.h"

static enum rc wrong(struct str word, bool priorities, const char *name, struct err *e)
{
    return err_field(
        e, RC_INVALID, name,
        "%s: '%.*s' is none of %skind=minutes, with a kind of incident and 1 to %d minutes", name,
        word.n > 60 ? 60 : (int)word.n, word.p, priorities ? "priority=minutes (1 to 5) and " : "",
        TIMER_MAX_MIN);
}

enum rc timer_minutes_read(struct str text, bool priorities, const char *name,
                           struct timer_minutes *out, struct err *e)
{
    *out = (struct timer_minutes){0};
    for (text = str_trim(text); text.n > 0; text = str_trim(text)) {
        struct str word = str_cut(&text, ' '), minutes = word;
        struct str what = str_cut(&minutes, '=');
        int64_t n, priority;
        int kind = enum_find(&enum_incident_kind, what);
        if (!str_i64(minutes, &n) || n < 1 || n > TIMER_MAX_MIN)
            return wrong(word, priorities, name, e);
        if (kind >= 0)
            out->kind[kind] = (int)n;
        else if (priorities && str_i64(what, &priority) && priority >= 1 && priority <= 5)
            out->priority[priority] = (int)n;
        else
            return wrong(word, priorities, name, e);
    }
    return RC_OK;
}

usec_t timer_span(const struct timer_minutes *m, const struct incident *i)
{
    int min = m->kind[i->kind] > 0 ? m->kind[i->kind] : m->priority[i->priority];
    return min * USEC_MIN;
}

static void sooner(usec_t at, usec_t *next)
{
    if (at > 0 && (*next == 0 || at < *next))
        *next = at;
}

usec_t timer_wake(const struct decision *d, const struct assignment *now,
                  const struct assignment *next)
{
#define AS(bit, field) ((next->has & BIT(F_ASSIGNMENT_##bit)) != 0 ? next->field : now->field)
    usec_t wake = 0, sent = AS(SENT_AT, sent_at);
    int64_t state = AS(STATE, state);
    int64_t accept = settings_int(d->settings, SET_UNIT_UNACCEPTED_S);
    if (state == ASSIGNMENT_STATE_SENT) {
        if (AS(DELIVERED_AT, delivered_at) == 0 && !AS(UNDELIVERED, undelivered))
            sooner(sent + settings_int(d->settings, SET_UNIT_UNDELIVERED_S) * USEC_S, &wake);
        if (accept > 0 && !AS(UNACCEPTED, unaccepted))
            sooner(sent + accept * USEC_S, &wake);
    } else if (state == ASSIGNMENT_STATE_ON_SCENE) {
        sooner(AS(CHECK_AT, check_at), &wake);
        sooner(AS(ANSWER_UNTIL, answer_until), &wake);
        sooner(AS(SCENE_UNTIL, scene_until), &wake);
    }
#undef AS
    return wake;
}
