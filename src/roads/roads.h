/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The map of roads: one read-only block of bytes, the same in a file and in memory, so that a start maps it and reads nothing.
 *
 * An *arc* is a piece of road in one direction of travel, between two nodes; what follows what is a *turn*, from arc to arc, so
 * one-way streets, forbidden turns and U-turns (allowed only where nothing else goes on) are simply turns that are not there.
 * Beside them the map holds what makes travel times quick: an order of the arcs by nested dissection and the links of a
 * customisable contraction hierarchy over the turns (Dibbelt, Strasser, Wagner 2016; with turns as edges between arcs:
 * Buchhold, Wagner, Zeitz, Zuendorf 2020). They depend on what is joined to what alone, never on times: those are a metric
 * (metric.h), made anew whenever a street is closed or slow.
 *
 * Units: milliseconds, metres, degrees x 10^7; a place along an arc in 65,536ths of its length from its beginning.
 * A map is immutable: any thread.
 */
#ifndef ROADS_ROADS_H
#define ROADS_ROADS_H

#include "base/str.h"
#include "roads/draft.h"

#define ROADS_ARCS_MAX (2 * DRAFT_SEGMENTS_MAX)
#define ROADS_TURNS_MAX (1u << 27)
#define ROADS_LINKS_MAX (1u << 28)
#define ROADS_FILE_MAX (UINT64_C(8) << 30)
#define ROADS_NONE UINT32_MAX
#define ROADS_NEVER (1u << 30) /* ms: no way, or more than twelve days */
#define ROADS_ALONG 65536u     /* an arc's whole length */

struct roads;

/*
 * `bytes` is a whole map, aligned to 8; borrowed until roads_close. Every number that later code follows is checked here, so
 * a damaged or made-up map is refused (RC_CORRUPT, saying what is wrong) and never read outside.
 */
MUST_USE enum rc roads_open(struct roads **out, struct str bytes, struct err *e);
/*
 * The same of a file, mapped read-only; on disk it must not be changed but replaced by renaming. RC_NOT_FOUND: no such file;
 * RC_IO; RC_TOO_LARGE: over ROADS_FILE_MAX.
 */
MUST_USE enum rc roads_map(struct roads **out, const char *path, struct err *e);
/* NULL is allowed. */
void roads_close(struct roads *r);

struct roads_figures {
    uint32_t nodes, arcs, turns, links;
    uint32_t banned;    /* turns that are forbidden by the source */
    uint32_t main_arcs; /* that places are looked for on: not in a small part of their own */
    uint64_t bytes;
    struct geo_box box;
};

void roads_figures(const struct roads *r, struct roads_figures *out);

/* An arc as others may see it. */
struct roads_arc {
    struct geo_point from, to;
    uint32_t ms;    /* without traffic, by ordinary driving; 1..DRAFT_MS_MAX */
    uint32_t twin;  /* the same piece in the other direction, or ROADS_NONE */
    int64_t source; /* the source's number */
    double m;       /* along its shape */
    uint8_t class;  /* enum road_class */
};

/* `arc` is below figures.arcs. */
void roads_arc(const struct roads *r, uint32_t arc, struct roads_arc *out);
/* Arcs of a source's number (a way of OSM is many), lowest first, up to `max` into `out`. Returns how many there are. Reads
 * all arcs. */
uint32_t roads_of_source(const struct roads *r, int64_t source, uint32_t *out, uint32_t max);

/* ---- places: where on the roads something is ---- */

#define ROADS_SPOTS 2

struct road_spot {
    uint32_t arc;
    uint32_t along; /* 0..ROADS_ALONG */
};

/* A place: one piece of road, in both directions where it has two. Small: keep it beside a unit's position. */
struct road_place {
    struct road_spot spots[ROADS_SPOTS];
    uint32_t n;          /* 1..ROADS_SPOTS; 0: nowhere */
    struct geo_point at; /* on the road */
};

/*
 * The nearest piece of road no further than `radius_m` (at most ROADS_REACH_M). False, and *out is nowhere: none. *off_m (may
 * be NULL) is how far it is from `p` to the road. Parts of the graph of fewer than 200 arcs that do not lead out and back are not
 * considered, but in a map that has no larger one.
 */
#define ROADS_REACH_M 20000u
MUST_USE bool roads_snap(const struct roads *r, struct geo_point p, uint32_t radius_m,
                         struct road_place *out, double *off_m);
/* The place at 65,536ths of an arc, that arc's direction alone. */
struct road_place roads_place(const struct roads *r, uint32_t arc, uint32_t along);

#endif
