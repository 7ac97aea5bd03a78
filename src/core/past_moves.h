/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where units were, of a stretch of the past, from fixes in whatever order they are read: by the rule of the live picture (a fix
 * that is not newer than the one known moves nothing), and never more of them than was said at the beginning: when there are
 * more, one in so much time of each unit stays, the newest. Pure; not thread-safe.
 */
#ifndef CORE_PAST_MOVES_H
#define CORE_PAST_MOVES_H

#include "base/clock.h"
#include "geo/distance.h"

struct past_move {
    uint32_t unit;  /* a number of the caller's */
    uint32_t order; /* filled in */
    usec_t known;   /* since when it was known */
    usec_t fix;     /* when the unit was there */
    struct geo_point at;
    int32_t kmh10, heading10, battery; /* LIVE_UNKNOWN when not said; battery in per mille */
};

struct past_moves {
    struct past_move *v; /* owned */
    size_t n, cap, most;
    usec_t from;  /* of what was known by then only the last of each unit is kept */
    usec_t grain; /* one move of each unit in so much time at most; 0: all are there */
    uint32_t added;
};

/* most: at least four times the number of units, and 16. */
void past_moves_init(struct past_moves *m, usec_t from, size_t most);
void past_moves_release(struct past_moves *m);
/* `move` is copied. */
void past_moves_add(struct past_moves *m, const struct past_move *move);
/* Puts them in order of unit, then of time; nothing can be added afterwards. At most `most` / 2 are left when there were too many. */
void past_moves_end(struct past_moves *m);

#endif
