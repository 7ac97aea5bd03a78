/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an incident's run card asks for, and who should fill it: units at work on it already, then those that can come. Needs of lower levels go
 * before those of higher ones; of all ways that fill as many, the one whose last unit is there first; of these, the least time of all together.
 * A unit serves one need. Pure, of the picture and live as they are.
 */
#ifndef DESK_DISPATCH_PLAN_H
#define DESK_DISPATCH_PLAN_H

#include "core/nearest.h"
#include "desk/dispatch/card.h"

struct plan_ask {
    const struct picture *picture;
    struct live *live; /* locked by the caller, or the core thread's; nothing is changed */
    const struct settings *settings;
    struct drive *drive;
    usec_t now;
    const struct entity *incident;
    struct str area; /* whose units may be sent; empty: all */
};

struct plan_pick {
    uint8_t need; /* index into needs */
    bool at_work; /* it is sent already; then only c.unit is set */
    uint8_t rank; /* 1: first of those that can serve this need */
    struct candidate c;
};

struct plan {
    const struct entity *card;
    int64_t level;                          /* of the incident, 1 to CARD_LEVEL_MAX */
    struct card_need needs[CARD_NEEDS_MAX]; /* all of the card, those of higher levels too */
    size_t nneeds;
    struct plan_pick picks[CARD_UNITS_MAX]; /* by need, as in needs */
    size_t npicks;
};

/* False: no card holds for it, or it has no place. */
MUST_USE bool plan_make(const struct plan_ask *ask, struct plan *out);
/* How many units the i-th need still lacks; 0 where its level is not reached. */
unsigned plan_short(const struct plan *p, size_t need);
/*
 * {"id":…,"level":…,"levels":…,"needs":[{"level","what","n","active",["units":[…]],"short","lacking":{why: number}}]}: for needs that are short, why
 * the other units that the asker may send are not among them.
 */
void plan_write(const struct plan_ask *ask, const struct plan *p, struct buf *out);

#endif
