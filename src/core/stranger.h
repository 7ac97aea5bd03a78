/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices that nobody registered and that speak with a valid token: each is seen once, as an event, and waits in the picture
 * to be adopted. So many and no more: behind one token and in all (intake.unknown_per_token, intake.unknown_all), and not
 * for ever (intake.unknown_days). Core thread.
 */
#ifndef CORE_STRANGER_H
#define CORE_STRANGER_H

#include "core/desk.h"

/* With the account behind it the id of a panel that nobody registered and no device names (device.account). */
#define STRANGER_PANEL "dc09-"

struct stranger {
    struct str device; /* not in the picture */
    int64_t kind;      /* enum device_kind, guessed */
    struct str area;   /* who hears of it; may be empty */
    bool placed;       /* `at` says where it stands */
    struct geo_point at;
};

/*
 * See it: adds the event and returns true. False when there are too many already; the first such one adds an event to the
 * token instead, so that the administrators hear of it once.
 */
bool stranger_meet(struct decision *d, const struct stranger *s);
/* An unknown device is unknown no more: what was said of the token behind it ends. `before` is as it was. */
void stranger_known(struct decision *d, const struct device *before);

#endif
