/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roads as they are now: a map, and a metric of it that follows closures, slow streets and the hour. Whoever searches takes the
 * newest metric, uses it as long as it likes and gives it back; a change makes the next one on a thread of its own, so no search ever
 * waits for a change nor a change for a search. Changes that come while one is made are all in the next.
 *
 * Units as in metric.h. Any thread.
 */
#ifndef ROADS_LIVE_H
#define ROADS_LIVE_H

#include "base/clock.h"
#include "roads/metric.h"

#define ROAD_CHANGES_MAX 65536u /* arcs that are closed or slow at once */

struct road_live;

/* Of a profile, ordinary traffic, no changes; its first metrics are there on return. `r` outlives it. */
MUST_USE enum rc road_live_new(const struct roads *r, const struct road_times *profile,
                               struct road_live **out, struct err *e);
/* Ends its thread. No metric is held any more. NULL is allowed. */
void road_live_free(struct road_live *l);

/*
 * All changes that hold from now on, in the place of those before (copied), and the hour's traffic (NULL: none). RC_INVALID: an
 * arc that is not on the map, or a factor that is neither ROAD_CLOSED nor in range; RC_TOO_LARGE: over ROAD_CHANGES_MAX. Then nothing
 * changes. Returns at once; *number (may be NULL) is what road_live_wait waits for.
 */
MUST_USE enum rc road_live_set(struct road_live *l, const struct road_times *hour,
                               const struct road_change *changes, size_t n, uint64_t *number,
                               struct err *e);
/* Until what was set with that number is in force. */
void road_live_wait(struct road_live *l, uint64_t number);

/* The newest metric, held until road_live_give_back. Never NULL. */
MUST_USE const struct road_metric *road_live_take(struct road_live *l);
void road_live_give_back(struct road_live *l, const struct road_metric *m);

struct road_live_figures {
    uint64_t in_force;    /* the number of what is */
    uint64_t made;        /* metrics, from the first on */
    usec_t last, longest; /* from set to in force, of the last one and the longest, µs */
    uint32_t changes;     /* in force */
};

void road_live_figures(struct road_live *l, struct road_live_figures *out);

#endif
