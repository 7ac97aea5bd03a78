/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of many areas hold this point? A raster over all of them: most cells lie wholly inside an
 * area or outside and need no more work; in a cell with a border the point is tested against the
 * few edges of its latitude strip. Answers are exactly those of geo_area_contains.
 *
 * Made once for a set of areas and then never changed, so any number of threads may ask; make a new
 * one when an area changes. Memory: at most 4 bytes a cell (1024 x 1024 cells at most), 4 bytes for
 * each of at most 4 M cells an area touches (the raster is made coarser to stay below), and about
 * 80 bytes a point of the areas.
 */
#ifndef GEO_AREA_INDEX_H
#define GEO_AREA_INDEX_H

#include "geo/area.h"

#define GEO_AREA_INDEX_MAX (1u << 20) /* areas */

struct geo_area_index;

/*
 * areas[i] may be NULL (a withdrawn area keeps its number). The areas are borrowed and must outlive
 * the index, the array need not. Release with geo_area_index_free (NULL is allowed). n <=
 * GEO_AREA_INDEX_MAX.
 */
MUST_USE struct geo_area_index *geo_area_index_new(const struct geo_area *const *areas, uint32_t n);
void geo_area_index_free(struct geo_area_index *x);

/*
 * The numbers of the areas which contain p, ascending, the first `cap` of them into out. Returns
 * how many there are, which may be more than cap.
 */
size_t geo_area_index_find(const struct geo_area_index *x, struct geo_point p, uint32_t *out,
                           size_t cap);

/* Bytes allocated, without the areas. */
size_t geo_area_index_bytes(const struct geo_area_index *x);

#endif
