/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four eyes: a command whose route the schema marks so does not happen when it is called. It is tried, and when it would
 * succeed it is kept as an entity of kind `approval`; the caller is answered 202 with its id. It happens when another
 * person approves it (src/desk/approve/), in one decision with the approval: wholly, or not at all with its own error.
 * All on the core thread, or in the rig.
 */
#ifndef CORE_SECOND_H
#define CORE_SECOND_H

#include "core/desk.h"

#define SECOND_OPEN_MAX 100 /* questions one person may have open */

/* Where a route goes. */
struct handler {
    int desk;
    const struct desk_command *command;
    const struct desk_view *view;
    const struct desk_second *second; /* NULL: the command needs nothing to be kept */
};

/* A desk's rows for the routes it has; each of a marked route can be kept, or this stops the process: a fault of the desk. */
void second_rows(struct handler handlers[ROUTE_COUNT], const struct desk *d);

/*
 * Decide d->call's command, or ask for a second person: then the answer has "waits":true and the approval's id. Besides
 * the command's own errors RC_INVALID when no reason is given (query parameter `reason`) and RC_CONFLICT when the person
 * has SECOND_OPEN_MAX questions open.
 */
MUST_USE enum rc second_decide(struct decision *d, struct call *c, struct err *e);

/* Do these members of an answer say that a second person is waited for? */
bool second_waits(struct str members);

/*
 * Do what the approval keeps, inside of `d`: as its asker, whose events they are, after the same was tried as d->who, so
 * that role and area of both allow it now. The command's own error comes back, and then `d` must not become durable.
 * RC_CONFLICT when the asker may not do it any more. *made is "kind/id" of its first event's subject, in d's arena.
 */
MUST_USE enum rc second_perform(struct decision *d, const struct approval *a, struct call *c,
                                struct str *made, struct err *e);

/* The kept body as it is said outside, without secrets; null: none, or forgotten. */
void second_body(const struct approval *a, struct arena *arena, struct buf *out);

/* The person behind an actor as `by` holds it (decision_who): of a token the one who made it, else itself. Borrowed. */
struct str second_person(const struct picture *p, struct str by);
/* Are there two administrators, whether they may sign in now or not? Then granting rights needs both. */
bool second_admin(const struct picture *p);

#endif
