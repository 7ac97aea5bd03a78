/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the moving things are: a grid over the whole world for "the k nearest", "all in this
 * window" and "how many".
 *
 * Each thing is a slot number chosen by the caller (small integers, reused). Moving is O(1): at
 * most five steps down a fixed tree of 8 x 8 cells whose finest cell is 0.011 degrees of longitude
 * by 0.0055 of latitude (at 41 degrees about 0.9 x 0.6 km). Empty land costs nothing: a node keeps
 * one bit a child, so a search in a desert skips it in a step.
 *
 * Nearest is exact: a cell is left out only when no point in it can be nearer than what was found,
 * with bounds that hold at any latitude, at the poles and across the antimeridian. Equal distances
 * go to the smaller slot number.
 *
 * Memory for n slots in use with the highest number h: 40 (h + 1) bytes for slots, doubled when
 * growing, and at most 2n + 4161 nodes of 280 bytes, likewise; 20,000 units in one country take about 3 MB.
 * Nodes are reused, never given back. Not thread-safe. Callbacks must not change the grid.
 */
#ifndef GEO_GRID_H
#define GEO_GRID_H

#include "geo/distance.h"

#define GEO_GRID_SLOTS_MAX (1u << 24)
#define GEO_NEAREST_MAX 256
#define GEO_ANYWHERE UINT32_MAX /* a radius without limit */

struct geo_grid;

struct geo_near {
    uint32_t slot;
    double m; /* great-circle distance, as geo_distance_m */
};

/* Slot numbers will be below max_slots (1..GEO_GRID_SLOTS_MAX). Release with geo_grid_free (NULL is
 * allowed). */
MUST_USE struct geo_grid *geo_grid_new(uint32_t max_slots);
void geo_grid_free(struct geo_grid *g);

/* Insert the slot or move it. False, and nothing changes, when the point is not valid or the number
 * too high. */
MUST_USE bool geo_grid_put(struct geo_grid *g, uint32_t slot, struct geo_point p);
/* False when it was not there. */
bool geo_grid_remove(struct geo_grid *g, uint32_t slot);
/* Where it is; false when it is not there (*out untouched, may be NULL). */
bool geo_grid_get(const struct geo_grid *g, uint32_t slot, struct geo_point *out);

/*
 * Up to k (1..GEO_NEAREST_MAX) nearest to `p` no further than radius_m, nearest first, into out[k].
 * Returns how many. filter (may be NULL) is true to take a thing; it is asked only about things
 * nearer than the k found so far, so a costly test is welcome there.
 */
size_t geo_grid_nearest(const struct geo_grid *g, struct geo_point p, uint32_t radius_m, size_t k,
                        bool (*filter)(void *user, uint32_t slot, struct geo_point p), void *user,
                        struct geo_near *out);

/*
 * Visit everything in the window (as geo_box_contains), in no particular order. A visit that
 * returns false ends the query, and then so does this.
 */
bool geo_grid_window(const struct geo_grid *g, struct geo_box box,
                     bool (*visit)(void *user, uint32_t slot, struct geo_point p), void *user);
/* How many are in the window; whole cells are counted without looking at their points. */
uint32_t geo_grid_count_in(const struct geo_grid *g, struct geo_box box);
uint32_t geo_grid_count(const struct geo_grid *g);
/* Bytes allocated now. */
size_t geo_grid_bytes(const struct geo_grid *g);

#endif
