/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's events again, in order, as fast as the machine can: for a start, a snapshot and `verify`. */
#ifndef CORE_REPLAY_H
#define CORE_REPLAY_H

#include "journal/journal.h"
#include "picture/picture.h"

/* The event is borrowed until it returns. */
typedef void replay_f(void *arg, const struct event *ev);

/*
 * `into`: the picture that f folds them into, so that memory is asked for its places ahead. Give f each event from `from` to `to` (or the last there is), none left out. Rows are read and decoded on two threads of
 * their own, a bounded number ahead; `alone`: on this one, for who must not take more than one core. RC_CORRUPT: a row is missing
 * or is not what was written; f was given all before it. Others: as journal_each.
 */
MUST_USE enum rc replay_each(struct journal_reader *r, uint64_t from, uint64_t to, bool alone,
                             const struct picture *into, replay_f *f, void *arg, struct err *e);

#endif
