/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which units could go: the nearest on duty, free and fresh, and why the other near ones are not among them. Shared by the
 * desks, which do not include each other. Straight-line distance; driving time is a later part's.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include "core/live.h"
#include "core/settings.h"
#include "picture/picture.h"

#define NEAREST_MAX 32

struct candidate {
    const struct entity *unit; /* borrowed from the picture */
    double m;                  /* metres; -1: position not known */
    usec_t age;                /* of the last fix */
    const char *why; /* missing ones: off_duty, committed, busy, silent, no_position; static text */
};

struct nearest {
    struct candidate fit[NEAREST_MAX], missing[NEAREST_MAX];
    size_t nfit, nmissing;
};

/* NULL when the unit may be sent, else why not. */
const char *nearest_unfit(const struct unit *u, const struct live_unit *at, usec_t now,
                          usec_t silent);

/* Of which units? Those who ask for an area are told of its units alone: others they may not send. */
struct nearest_ask {
    struct geo_point at;
    uint32_t radius_m; /* no farther than this; 0: anywhere */
    size_t k;          /* at most so many fit ones, ≤ NEAREST_MAX */
    struct str area;   /* units of it and of areas in it; empty: of all */
    struct str skip;   /* comma-joined ids left out; may be empty */
};

/*
 * The fit units nearest to a place, and near ones that are not fit. The caller holds live's lock or is the core thread.
 */
void nearest_find(const struct picture *p, const struct live *live, const struct settings *s,
                  usec_t now, const struct nearest_ask *ask, struct nearest *out);

/* The answer of doc/api.md: {"units":[…],"missing":[…]}. */
void nearest_write(const struct nearest *n, struct buf *out);
/* Why the i-th fit one, as a word the pages translate: nearest, number_2, number_3… */
void nearest_reason(const struct nearest *n, size_t i, char *out, size_t cap);

#endif
