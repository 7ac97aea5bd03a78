/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A road graph as it is read from a source, before it is made a map: points, segments between them, turns that are forbidden.
 * The readers of sources fill one, roads_build (build.h) makes the map of it.
 *
 * A segment is a piece of road between two points where something can be chosen; it may be driven forward (from `from` to
 * `to`), backward, or both. A *way along* a segment is 2 x segment, plus 1 when it is driven backward.
 *
 * A draft also travels as bytes, from the process that reads a stranger's file to the one that builds: draft_encode and
 * draft_decode, which believes nothing.
 *
 * Units: milliseconds without traffic by ordinary driving; degrees x 10^7. Not thread-safe.
 */
#ifndef ROADS_DRAFT_H
#define ROADS_DRAFT_H

#include "base/buf.h"
#include "base/err.h"
#include "geo/distance.h"

#define DRAFT_POINTS_MAX (1u << 24)
#define DRAFT_SEGMENTS_MAX (1u << 23)
#define DRAFT_SHAPE_MAX (1u << 26)
#define DRAFT_BANS_MAX (1u << 20)
#define DRAFT_MS_MAX 86400000u /* a day on one segment, a ferry's */

/* How important a road is; speeds and factors are given by it. In files: never reorder, append. */
enum road_class {
    ROAD_MOTORWAY,
    ROAD_TRUNK,
    ROAD_PRIMARY,
    ROAD_SECONDARY,
    ROAD_TERTIARY,
    ROAD_MINOR,   /* unclassified */
    ROAD_STREET,  /* residential, road */
    ROAD_LIVING,  /* living street, pedestrian where cars may go */
    ROAD_SERVICE, /* yards, car parks, alleys */
    ROAD_TRACK,
    ROAD_FERRY,
    ROAD_OTHER, /* the source tells no class: its times are taken as they are */
    ROAD_CLASSES
};

struct draft_segment {
    uint32_t from, to;       /* points */
    uint32_t shape, shape_n; /* points of the shape between them, in the order from -> to */
    uint32_t forth, back;    /* ms; 0: not to be driven that way */
    int64_t source_forth;    /* what the source calls it: a way of OSM, an arc's number */
    int64_t source_back;     /* the same where the source has one for each way along */
    uint8_t class;           /* enum road_class */
};

/* From one way along a segment into another, where the first ends and the second begins. */
struct draft_ban {
    uint32_t from, to;
};

struct draft {
    struct geo_point *points, *shape;
    struct draft_segment *segments;
    struct draft_ban *bans;
    uint32_t npoints, nshape, nsegments, nbans;
    uint32_t cap_points, cap_shape, cap_segments, cap_bans;
};

void draft_init(struct draft *d);
void draft_release(struct draft *d);

/* RC_INVALID: no such place. RC_TOO_LARGE: over a ceiling above. Nothing is added then. */
MUST_USE enum rc draft_point(struct draft *d, struct geo_point p, uint32_t *id, struct err *e);
/*
 * `s` without its shape: what draft_shape has added since the last segment is that. RC_INVALID: a point that is not there, a
 * class or time out of range, or a way along none can go.
 */
MUST_USE enum rc draft_segment(struct draft *d, struct draft_segment s, struct err *e);
MUST_USE enum rc draft_shape(struct draft *d, struct geo_point p, struct err *e);
/* RC_INVALID: a way along that is not there, or one that does not begin where the other ends. */
MUST_USE enum rc draft_ban(struct draft *d, struct draft_ban b, struct err *e);

/* The point where a way along begins, or ends. */
uint32_t draft_tail(const struct draft *d, uint32_t along);
uint32_t draft_head(const struct draft *d, uint32_t along);

/* Append it to `out`, little-endian; buf_ok tells whether it had room. */
void draft_encode(const struct draft *d, struct buf *out);
/* Into an empty draft. RC_INVALID says what is wrong; the draft is to be released all the same. */
MUST_USE enum rc draft_decode(struct str bytes, struct draft *d, struct err *e);

#endif
