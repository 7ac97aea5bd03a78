/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions after their first days: one a minute of each unit stays, in DIR/telemetry/tracks, and later none. A partition of
 * positions whose time is over is read in steps, what stays is written to the partition of tracks of the same name, and then
 * its file is deleted, so nothing of the rest is in any file. A process that dies in between goes on where the tracks
 * end. Positions of a unit or device on which there is a hold stay, all of them, until the hold ends.
 *
 * A thread of its own does this, one step of some 20,000 positions at a time; nothing waits for it.
 */
#ifndef CORE_THIN_H
#define CORE_THIN_H

#include <stdatomic.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"

struct core;
struct intake_line;

/* Who else deletes positions waits so long first: they go even when they cannot be thinned. */
#define THIN_GRACE USEC_DAY

void *thin_main(void *arg);

/* For GET /metrics and the retention page; any thread. Since the start. */
struct thin_figures {
    _Atomic uint64_t kept,
        gone;              /* positions that were thinned: those that stayed, those that went */
    _Atomic usec_t looked; /* when nothing was left to do; 0: not yet */
    _Atomic uint64_t late; /* partitions whose time was over more than an hour ago */
};
extern struct thin_figures thin_figures;

/* ---- the rules, apart from threads and files ---- */

/* Minutes of units of which a position is kept. */
struct thin_minutes {
    uint64_t *slot;
    size_t n, cap;
};

/* False when it was there. */
bool thin_minute(struct thin_minutes *m, struct str who, usec_t at);
void thin_minutes_clear(struct thin_minutes *m);
void thin_minutes_release(struct thin_minutes *m);

/* Whose position it was: the unit's, and of those that were stored before that was written down, the device's. */
struct str thin_who(const struct intake_line *l);

#endif
