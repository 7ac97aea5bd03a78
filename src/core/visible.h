/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rule of sight (visible_event in core_priv.h) the other way round: for whom is an event? The answer names too many
 * rather than too few, so who is in it still asks visible_event, and who is not need not look at the event at all.
 */
#ifndef CORE_VISIBLE_H
#define CORE_VISIBLE_H

#include "core/core_priv.h"

#define AUDIENCE_KEYS_MAX 24

enum listener_class {
    LISTENER_ALL, /* of no area */
    LISTENER_AREA,
    LISTENER_UNIT,
};

/* Listeners of the same class and key see the same events, but for role and topics. */
struct listener {
    enum listener_class class;
    uint64_t key; /* map_hash: within this process only */
};

struct audience {
    bool areas, units; /* all listeners of the class */
    uint32_t n;
    uint64_t keys[AUDIENCE_KEYS_MAX];
};

/* What a unit is at work on, wherever that lies: its own area's desk sees it too. */
bool visible_is_work(enum kind kind);
struct listener visible_listener(const struct principal *who);
/* Under the mirror's read lock. */
void visible_audience(const struct picture *mirror, enum kind kind, struct str area,
                      struct str also, struct audience *out);
/* False: visible_event is false too, as the mirror was then. */
bool audience_includes(const struct audience *a, struct listener l);

#endif
