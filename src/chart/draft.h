/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a map shows, as it is read from a source and before it is made a chart: lines, areas and points, each of a class, most
 * with a name. It also travels as bytes, from the process that reads a stranger's file to the one that builds:
 * chart_draft_encode, and chart_draft_decode, which believes nothing.
 *
 * A feature is put together from what was added since the last one: points make a ring (a line, a ring of an area, a single
 * point), rings make a feature. Degrees x 10^7. Not thread-safe.
 */
#ifndef CHART_DRAFT_H
#define CHART_DRAFT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "geo/distance.h"

#define CHART_FEATURES_MAX (1u << 25)
#define CHART_RINGS_MAX (1u << 26)
#define CHART_POINTS_MAX (1u << 28)
#define CHART_TEXT_MAX (1u << 28) /* bytes of all names */
#define CHART_NAME_MAX 120        /* bytes of one; longer ones are cut between two characters */
#define CHART_LANGS 5             /* the local name, then English, Russian, Uzbek, Kazakh */

/* What a feature is. In files: never reorder, append. */
enum chart_class {
    CHART_MOTORWAY,
    CHART_TRUNK,
    CHART_PRIMARY,
    CHART_SECONDARY,
    CHART_TERTIARY,
    CHART_STREET,
    CHART_SERVICE,
    CHART_PATH,
    CHART_RAIL,
    CHART_TRAM,
    CHART_RIVER,
    CHART_STREAM,
    CHART_BORDER,   /* of a state */
    CHART_PROVINCE, /* of what a state is made of */
    CHART_WATER,
    CHART_GREEN,
    CHART_BUILT,
    CHART_BUILDING,
    CHART_CITY,
    CHART_TOWN,
    CHART_VILLAGE,
    CHART_QUARTER,
    CHART_STATION,
    CHART_HOSPITAL,
    CHART_POLICE,
    CHART_FIRE,
    CHART_SCHOOL,
    CHART_CLASSES
};

enum chart_form { CHART_POINT, CHART_LINE, CHART_AREA };

struct chart_kind {
    const char *name; /* in tiles */
    enum chart_form form;
    uint8_t zoom; /* it is not shown further out */
};

extern const struct chart_kind chart_kinds[CHART_CLASSES];

struct chart_names {
    struct str v[CHART_LANGS]; /* empty: as the local one, or none */
};

struct chart_draft_feature {
    uint32_t ring,
        rings;     /* the first, how many: 1 but of areas, whose others are holes in the first */
    uint32_t name; /* of names; 0: none */
    uint8_t class; /* enum chart_class */
};

struct chart_draft {
    struct geo_point *points;
    uint32_t *ends; /* of rings: one past the last point */
    struct chart_draft_feature *features;
    struct str *names; /* packed as chart_names_unpack reads them; the first is of no name */
    uint32_t npoints, nrings, nfeatures, nnames;
    uint32_t cap_points, cap_rings, cap_features, cap_names;
    struct arena text;
    struct map known; /* packed names, by which one */
};

void chart_draft_init(struct chart_draft *d);
void chart_draft_release(struct chart_draft *d);

/* RC_INVALID: no such place. RC_TOO_LARGE: over a ceiling above. Nothing is added then; this holds for all of them. */
MUST_USE enum rc chart_draft_point(struct chart_draft *d, struct geo_point p, struct err *e);
/* The points since the last ring are one. RC_INVALID: there is none. */
MUST_USE enum rc chart_draft_ring(struct chart_draft *d, struct err *e);
/*
 * The rings since the last feature are one of this class. RC_INVALID: too few or too many of them for the class's form (a point has one
 * point, a line two or more, each ring of an area four or more, the last being the first).
 */
MUST_USE enum rc chart_draft_feature(struct chart_draft *d, unsigned class, uint32_t name,
                                     struct err *e);
/* Points and rings since the last feature are forgotten. */
void chart_draft_drop(struct chart_draft *d);
/* The same names are one. 0: all are empty. */
MUST_USE enum rc chart_draft_name(struct chart_draft *d, const struct chart_names *names,
                                  uint32_t *id, struct err *e);

/* Names as bytes: of each its length, then its letters. False when `packed` does not begin with whole names. */
bool chart_names_unpack(struct str packed, struct chart_names *out);

/* Append it to `out`, little-endian; buf_ok tells whether it had room. */
void chart_draft_encode(const struct chart_draft *d, struct buf *out);
/* Into an empty draft. RC_INVALID says what is wrong; the draft is to be released all the same. */
MUST_USE enum rc chart_draft_decode(struct str bytes, struct chart_draft *d, struct err *e);

#endif
