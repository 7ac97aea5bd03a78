/* SPDX-License-Identifier: Apache-2.0 */
/* The last positions of one device as they lie on the disk, and what was doubtful about each. */
#ifndef CORE_RECENT_H
#define CORE_RECENT_H

#include "base/err.h"
#include "core/live.h"

#define RECENT_FIXES 20
#define RECENT_SPAN (10 * USEC_MIN) /* by receipt */

struct core;

enum recent_mark {
    RECENT_GOOD,
    RECENT_JUMP,  /* an impossible jump: kept, not believed */
    RECENT_CLOCK, /* from the future: kept, not believed */
    RECENT_LATE   /* received after a newer one: history, the unit was not moved */
};

struct recent_fix {
    usec_t at, received;
    struct geo_point point;
    int32_t kmh10, accuracy_m, battery; /* LIVE_UNKNOWN when not said; battery in per mille */
    enum recent_mark mark;
};

/*
 * Newest receipt first, received within RECENT_SPAN before `now`. Reads blocks from the disk: on the pool only. No core
 * (the rig): none.
 */
MUST_USE enum rc recent_fixes(struct core *c, struct str device, usec_t now,
                              struct recent_fix out[static RECENT_FIXES], size_t *n, struct err *e);

#endif
