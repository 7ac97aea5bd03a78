/* SPDX-License-Identifier: Apache-2.0 */
/* Where a unit was: from the positions as they lie on the disk, all of them or one a minute, as long as each is kept. */
#ifndef CORE_TRACK_H
#define CORE_TRACK_H

#include "base/arena.h"
#include "base/err.h"
#include "core/live.h"

#define TRACK_SPAN USEC_DAY    /* of one question, at most */
#define TRACK_LOOKED_MAX 90000 /* positions of one question: one a second of a day, and some */

struct core;

struct track_fix {
    usec_t at;
    struct geo_point point;
    struct str device;                    /* in the arena */
    int32_t kmh10, heading10, accuracy_m; /* LIVE_UNKNOWN when not said */
    bool doubtful;
};

/*
 * The unit's positions of from <= at < to by time, each once; the array lies in the arena. RC_TOO_LARGE: more than TRACK_LOOKED_MAX.
 * Reads the disk: on the pool only. No core (the rig): none.
 */
MUST_USE enum rc track_read(struct core *c, struct str unit, usec_t from, usec_t to,
                            struct arena *arena, struct track_fix **out, size_t *n, struct err *e);

#endif
