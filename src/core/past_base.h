/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A past picture told as what differs from the one that the caller has: of a country's registry hardly anything changes in a day,
 * and writing, sending and reading all of it takes longer than finding the moment. Exact: what the caller has, less what is gone,
 * with what is told put over it, is the picture of then as far as the caller may see it.
 */
#ifndef CORE_PAST_BASE_H
#define CORE_PAST_BASE_H

#include "core/core_priv.h"

#define PAST_BASE_BEHIND 50000u /* events since the caller's picture: of an older one all is told */

/*
 * Query `base`: the caller has `GET /api/v1/picture` (all topics), and all events up to this one. 0: none, or the difference cannot be
 * told: it is older than the moment or than PAST_BASE_BEHIND, something was erased since that it may still have, or the caller is limited to an area. RC_INVALID: no number.
 */
MUST_USE enum rc past_base_read(struct core *c, struct call *call, uint64_t moment, uint64_t *base,
                                struct err *e);
/* Has the caller this, which he may see, as it was then? */
bool past_base_has(struct core *c, const struct call *call, const struct entity *then);
/*
 * Append the member "gone", with a comma before it: what the caller's picture may have of the kinds that `shown` takes and was not there then, or
 * not his to see, as "kind/id".
 */
MUST_USE enum rc past_base_gone(struct core *c, struct call *call, struct journal_reader *r,
                                const struct picture *then, uint64_t base,
                                bool (*shown)(struct call *c, enum kind kind), struct err *e);

#endif
