/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local time, with summer time, from the system's tzdata. The process has one zone, the centre's, named once at its start;
 * beside it there are fixed distances from UTC. A local time is µs since 1970 as the clock on the wall shows them: what UTC
 * would be if that clock were UTC's, so that days and weeks are counted by dividing.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/clock.h"
#include "base/err.h"

#define ZONE_NAME_MAX 64

/* All zero: the centre's. */
struct zone {
    bool fixed;
    usec_t east; /* of a fixed one: so far east of UTC */
};

/* What is meant by a local time that the clock shows twice, when it is set back. */
enum zone_twice { ZONE_FIRST, ZONE_LAST };

/*
 * Names the centre's zone: an IANA name (Asia/Tashkent, Europe/Berlin, UTC), or a fixed distance like +05:00, -03:30 (at most
 * 14 hours). RC_INVALID: it is neither, or tzdata does not know it; the detail says what to write. Only while the process has
 * one thread: it changes the environment. All else here may be called from any thread.
 */
MUST_USE enum rc zone_set(const char *name, struct err *e);
/* As it was named; "" before. */
const char *zone_name(void);

/* What the clock shows at that instant. */
usec_t zone_local(struct zone z, usec_t utc);
/*
 * When the clock shows it. What it shows twice is told by `twice`; what it never shows, because it is set forward over it,
 * is as long after the change as it would have been after the last time that was shown: 02:30 becomes 03:30.
 */
usec_t zone_utc(struct zone z, usec_t local, enum zone_twice twice);

#endif
