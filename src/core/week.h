/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Weekly tests: windows of a local day, and when a schedule wakes for the next one. Shared by the desk that keeps them and the
 * one that imports them. Pure.
 */
#ifndef CORE_WEEK_H
#define CORE_WEEK_H

#include "base/zone.h"
#include "core/desk.h"

struct week_plan {
    int64_t day;       /* enum weekday */
    int opens, closes; /* local minutes since midnight, closes later than opens */
    struct zone zone;
};

/* "09:30" as minutes since midnight; false: it is none. */
bool week_minute(struct str text, int *minute);
/* RC_INVALID with the field's name when the times are none, or the second is not later. */
MUST_USE enum rc week_read(const struct decision *d, struct str area, int64_t day, struct str opens,
                           struct str closes, struct week_plan *out, struct err *e);
/*
 * The first window that ends after `after`. Where the clock is set forward over its beginning or end it is as long as ever,
 * where it is set back it goes from the first of two equal times to the last: no test is missed for the clock's sake.
 */
void week_window(const struct week_plan *w, usec_t after, usec_t *from, usec_t *until);
/* The local time of an area: its own fixed distance from UTC, else that of the area around it, else the centre's zone. */
struct zone week_zone(const struct picture *p, struct str area);
/* Tests are announced so long before their window, and count from then on. */
usec_t week_remind(const struct settings *s);
/* Fills in the window that ends after `after`, the state until it is over, and when to wake for it. */
void week_await(const struct decision *d, const struct week_plan *w, usec_t after,
                struct schedule *v);
/* Does it plan the same? `before` may be NULL. */
bool week_same(const struct schedule *before, const struct schedule *v);

#endif
