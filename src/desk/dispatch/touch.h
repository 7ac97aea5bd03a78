/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nobody overwrites what he has not seen. An incident keeps, by part, who changed it last and in which event (its field
 * `changed`); a command may say up to which event its sender saw the incident (`seen`), and is refused when somebody else
 * has changed since what it would change. Being folded, it is the same after a restart. Core thread.
 */
#ifndef DESK_DISPATCH_TOUCH_H
#define DESK_DISPATCH_TOUCH_H

#include "core/desk.h"

/* What two people may change behind each other's back; named in the schema at `changed`. Append only. */
enum dispatch_part {
    DISPATCH_KIND,
    DISPATCH_PRIORITY,
    DISPATCH_TITLE,
    DISPATCH_ADDRESS,
    DISPATCH_DETAIL,
    DISPATCH_PLACE,
    DISPATCH_UNITS,  /* units sent and recalled by a desk; steps of a unit are no change of it */
    DISPATCH_CLOSED, /* closed, reopened */
    DISPATCH_LEAD,   /* a desk said who leads */
    DISPATCH_LINKS,  /* linked, merged, or no longer */
    DISPATCH_LEVEL,  /* alarm level */
    DISPATCH_PARTS
};

#define DISPATCH_ALL (BIT(DISPATCH_PARTS) - 1)

/*
 * Write into `i`, the data of the next event added, that whoever acts changed these parts (bits) of the incident. In one
 * decision only once an incident: what is not folded yet is not seen.
 */
void dispatch_touch(struct decision *d, const struct entity *incident, uint64_t parts,
                    struct incident *i);
/*
 * RC_CONFLICT when somebody else has changed any of these parts in an event after `seen`; the answer then has a member
 * `changed`: [{part, seq, by, at}], the oldest part first, and no value of the incident (those are in the picture). RC_OK
 * when `seen` is 0: the caller did not say. What one changed oneself is known to oneself.
 */
MUST_USE enum rc dispatch_unchanged(struct decision *d, const struct entity *incident, int64_t seen,
                                    uint64_t parts, struct err *e);

#endif
