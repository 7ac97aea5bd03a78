/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OSM_CHART_PRIV_H
#define OSM_CHART_PRIV_H

#include "osm/chart.h"

/* A way that is shown, or that an area is made of. */
struct osm_line {
    int64_t id;
    uint32_t first, n; /* of refs */
    uint32_t name;
    uint8_t class; /* OSM_CHART_NOTHING: for areas alone */
    uint8_t
        mark; /* a point in the middle of it is of this class; OSM_CHART_NOTHING: none is shown */
};

struct osm_part {
    int64_t way;
    bool inner;
};

struct osm_area {
    uint32_t first, n; /* of members */
    uint32_t name;
    uint8_t class;
};

/* The id is the first member. */
struct osm_node {
    int64_t id;
    struct geo_point p;
    bool here;
};

struct osm_chart {
    struct chart_draft d;
    struct osm_line *ways, **by_id;
    int64_t *refs, *wanted;
    struct osm_area *areas;
    struct osm_part *members;
    struct osm_node *nodes;
    uint32_t nways, nrefs, nwanted, nareas, nmembers, nnodes;
    uint32_t cap_ways, cap_refs, cap_areas, cap_members;
};

/* NULL: no way that is kept has it. */
const struct osm_node *osm_chart_find(const struct osm_chart *o, int64_t id);
/* chart_rings.c: an area into the draft, a feature for each of its outer rings. */
MUST_USE enum rc osm_chart_rings(struct osm_chart *o, const struct osm_area *a, uint32_t *broken,
                                 struct err *e);

#endif
