/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a map window draws of very many points: clusters made here, because a browser that redraws
 * 20,000 circles is down to 2 frames a second.
 *
 *     geo_cluster_begin(c, &ask, &e);
 *     geo_grid_window(grid, ask.window, ... calls geo_cluster_add(c, id, point, class) ...);
 *     n = geo_cluster_end(c, &out, &single);
 *
 * Cells are 64 x 64 points of the screen (tiles of 512, Web Mercator), fixed to the world: panning
 * does not make clusters jump. One pass, linear in the points; memory is fixed, about 480 kB a
 * geo_cluster_work, whatever comes. Not thread-safe: one work a thread.
 */
#ifndef GEO_CLUSTER_H
#define GEO_CLUSTER_H

#include "base/err.h"
#include "geo/distance.h"

#define GEO_CLUSTER_CLASSES 8
#define GEO_CLUSTER_CELLS_MAX 4096 /* a window with more gets larger cells */
#define GEO_CLUSTER_SINGLES_MAX 4096u
#define GEO_CLUSTER_ZOOM_MAX 22

struct geo_cluster_ask {
    struct geo_box window; /* may cross the antimeridian */
    int zoom;              /* 0..GEO_CLUSTER_ZOOM_MAX, whole part of the map's zoom */
    uint32_t singles;      /* with at most so many points in the window, give the points;
                              0..GEO_CLUSTER_SINGLES_MAX */
};

struct geo_cluster {
    struct geo_point at; /* middle of its points */
    uint32_t count;
    uint32_t by_class[GEO_CLUSTER_CLASSES];
    uint32_t id; /* the point's own id when count is 1, else 0 */
};

struct geo_cluster_work;

MUST_USE struct geo_cluster_work *geo_cluster_new(void);
void geo_cluster_free(struct geo_cluster_work *w);

/* RC_INVALID with the field's name when the ask is out of range; nothing is begun then. */
MUST_USE enum rc geo_cluster_begin(struct geo_cluster_work *w, const struct geo_cluster_ask *ask,
                                   struct err *e);

/* One point; passed over when outside the window. Classes from GEO_CLUSTER_CLASSES on count as the
 * last. */
void geo_cluster_add(struct geo_cluster_work *w, uint32_t id, struct geo_point p,
                     unsigned class_no);

/*
 * Ends the pass. *out is borrowed until the next begin; *single tells whether these are all the
 * points themselves (in the order they came) or clusters (row by row from the north-west). Returns
 * how many.
 */
size_t geo_cluster_end(struct geo_cluster_work *w, const struct geo_cluster **out, bool *single);

#endif
