/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was learnt afterwards of the things that a replay shows: later events about what they are (`facts` of their kind in the
 * schema), not about how work on them went on. Each with its sequence and time, so that it can be shown as learnt then.
 */
#ifndef CORE_PAST_LATER_H
#define CORE_PAST_LATER_H

#include "base/arena.h"
#include "base/map.h"
#include "core/core_priv.h"

#define PAST_LATER_THINGS \
    20000u /* of one answer; of more nothing is said, but that there are more */
#define PAST_LATER_EVENTS 20000

struct past_later {
    struct arena arena;
    struct map things; /* struct later_thing, by "kind/id" */
    struct later_thing *first, **end;
    bool more; /* there were too many */
};

void past_later_init(struct past_later *x);
void past_later_release(struct past_later *x);
/* The thing is shown, or an event of it. Kinds without facts are passed over. */
void past_later_note(struct past_later *x, enum kind kind, struct str id);
/*
 * Append the members "later" and "later_more", with a comma before them: of each thing noted its events after `seq` that the caller
 * may see, in order, with their facts alone. On the pool, without the mirror's lock. RC_BUSY: the index is behind, ask again.
 */
MUST_USE enum rc past_later_put(struct past_later *x, struct core *c, struct call *call,
                                struct journal_reader *r, uint64_t seq, struct err *e);

#endif
