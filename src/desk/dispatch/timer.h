/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes due at an assignment: it did not reach the tablet, nobody accepted it, the unit on scene is to be asked
 * whether all is well and did not answer, it has been there for long. An entity has one timer, so `wake_at` is the next of
 * these, each of which is a field or follows from one: a restart forgets none. Core thread.
 */
#ifndef DESK_DISPATCH_TIMER_H
#define DESK_DISPATCH_TIMER_H

#include "core/desk.h"

#define TIMER_MAX_MIN 1440

/* Minutes by priority and kind, as settings say them; 0: not named. */
struct timer_minutes {
    int priority[6];
    int kind[INCIDENT_KIND_COUNT];
};

/*
 * Read `1=10 violence=5`; `priorities`: may they be named, too? RC_INVALID, with `name` as field, names the word that is
 * wrong. Pure.
 */
MUST_USE enum rc timer_minutes_read(struct str text, bool priorities, const char *name,
                                    struct timer_minutes *out, struct err *e);
/* Of such an incident; 0: none. A kind goes before its priority. */
usec_t timer_span(const struct timer_minutes *m, const struct incident *i);

/* When an assignment that is `now` with the fields of `next` laid over it must be looked at again; 0: never. */
usec_t timer_wake(const struct decision *d, const struct assignment *now,
                  const struct assignment *next);

#endif
