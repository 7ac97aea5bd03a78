/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which units could go: who is there first of those on duty, free and fresh, and why the other near ones are not among them. Shared
 * by the desks, which do not include each other.
 *
 * Driving time with lights and sirens on the map in use (drive.h), as streets are now. Where that cannot be said, by air, and then it is
 * said so and why: without a map, for a place or a unit far from any road, for a unit from which no way leads there.
 */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include "core/drive.h"
#include "core/live.h"
#include "core/settings.h"
#include "picture/picture.h"

#define NEAREST_MAX 32
/* As much as an assignment keeps; by air it is met two fifths of the way round the earth. */
#define NEAREST_ETA_MAX_S 2000000

struct candidate {
    const struct entity *unit; /* borrowed from the picture */
    double m;                  /* metres as the crow flies; -1: position not known */
    uint32_t eta_s;            /* seconds, at most NEAREST_ETA_MAX_S; of fit ones alone */
    const char *
        air; /* NULL: eta_s is by road; else why it is a guess by air: a word as drive_begin says, unit_off_road or no_way */
    usec_t age; /* of the last fix */
    const char *
        why; /* missing ones: off_duty, committed, busy, long_on_duty, silent, no_position; static text */
};

struct nearest {
    struct candidate fit[NEAREST_MAX], missing[NEAREST_MAX];
    size_t nfit, nmissing;
    const char *air; /* why nobody is by road; NULL: asked by road */
    double off_m;    /* by road: from the place to the road */
};

/* What a unit that is recommended must keep to. */
struct nearest_gates {
    usec_t silent;  /* its position is no older */
    usec_t longest; /* it is on duty no longer; 0: however long */
};

struct nearest_gates nearest_gates(const struct settings *s);
/* NULL when the unit may be sent, else why not: a word as candidate.why. */
const char *nearest_unfit(const struct unit *u, const struct live_unit *at, usec_t now,
                          const struct nearest_gates *g);

/* Of which units? Those who ask for an area are told of its units alone: others they may not send. */
struct nearest_ask {
    struct geo_point at;
    uint32_t
        radius_m; /* no farther than this as the crow flies; 0: anywhere. By road it does not count */
    size_t k;     /* at most so many fit ones, ≤ NEAREST_MAX */
    struct str area; /* units of it and of areas in it; empty: of all */
    struct str skip; /* comma-joined ids left out; may be empty */
    bool (*may)(const void *user, const struct unit *u); /* those alone; NULL: all */
    const void *user;
    bool fit_only;       /* near ones that are not fit are not looked for */
    struct drive *drive; /* NULL: by air */
};

/*
 * The fit units that are there first, quickest first (those without a way last), and near ones that are not fit. The caller holds live's lock
 * or is the core thread.
 */
void nearest_find(const struct picture *p, const struct live *live, const struct settings *s,
                  usec_t now, const struct nearest_ask *ask, struct nearest *out);

/* The answer of doc/api.md: {"by":…,"units":[…],"missing":[…]}. */
void nearest_write(const struct nearest *n, struct buf *out);
/* The same without the braces, for who has more to say. */
void nearest_members(const struct nearest *n, struct buf *out);
/* Why the i-th fit one, as a word the pages translate: nearest (by air), quickest (by road), number_2, number_3… */
void nearest_reason(const struct nearest *n, size_t i, char *out, size_t cap);

#endif
