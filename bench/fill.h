/* SPDX-License-Identifier: Apache-2.0 */
/* A country's history, one event after the other. Of one thread. */
#ifndef BENCH_FILL_H
#define BENCH_FILL_H

#include "journal/journal.h"

#define FILL_AREAS 40u
#define FILL_SITES 2000u
#define FILL_UNITS 20000u
#define FILL_TABLETS FILL_UNITS
#define FILL_CAMERAS 6000u
#define FILL_BUTTONS 34000u
#define FILL_OPEN 2000u /* things under way at a time */

struct fill;

/* Times of events begin so many days ago and go on at that many a day, never past the present; `made` of them are there. */
MUST_USE struct fill *fill_new(double days, double events_a_day, uint64_t made);
void fill_free(struct fill *f);
/* The next event, with everything it points to in the arena. */
MUST_USE const struct event *fill_next(struct fill *f, uint64_t seq, struct arena *a);

#endif
