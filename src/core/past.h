/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was known at a moment that has gone by: the picture as it was right after an event, made again from the journal, with
 * the hash it had then. What has been erased since is blank in it, as it is everywhere.
 *
 * So that a moment of the last day is found at once, the picture is saved *bare* (snapshot.h) into DIR/past every so many events: without
 * any personal value, which are taken from the mirror or the journal when it is read. So no erasure leaves anything behind in
 * them, but for what an entity was that has ended since: a bare picture that may hold one whose events were erased goes.
 */
#ifndef CORE_PAST_H
#define CORE_PAST_H

#include "core/desk.h"
#include "picture/picture.h"

#define PAST_SPAN_MAX USEC_H /* of events that one question may ask for */
#define PAST_EVENTS_MAX 5000 /* in one answer */

struct core;
struct past;

struct past *past_new(void);
void past_free(struct past *x);

/*
 * Lends the picture as it was after event `seq` (1 to the last durable one) to f. One at a time: others wait. The last one is
 * kept for a minute, so that going on from it folds only what came in between. On the pool only. RC_NOT_FOUND: there is no such event; RC_BUSY: the
 * centre stops.
 */
MUST_USE enum rc past_look(struct core *c, uint64_t seq,
                           void (*f)(const struct picture *then, void *arg), void *arg,
                           struct err *e);

/* Saves a bare picture when one is due, removes what is too old or must be forgotten. The snapshot thread's, at any time. */
void past_keep(struct core *c);

/* GET /api/v1/replay. */
MUST_USE enum rc past_view(const struct view_env *env, struct call *c, struct err *e);
/* GET /api/v1/replay/positions: where units were. */
MUST_USE enum rc past_units_view(const struct view_env *env, struct call *c, struct err *e);

#endif
