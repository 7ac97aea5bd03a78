/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is read of an OpenStreetMap extract to the draft of a chart: roads, rails, water, green, buildings, borders, places and the
 * stations of the emergency services. Who reads gives all relations first, says so, gives all ways, says so, gives all nodes, and asks
 * for the draft: a file is read three times, so that of its ways and nodes only those are kept that something is made of.
 *
 * Areas are closed ways and multipolygons (put together from the ways' ends, each hole in the outer ring it lies in). What an extract
 * has cut off is left out: of a line the missing nodes, of an area all of it. Pure; not thread-safe.
 */
#ifndef OSM_CHART_H
#define OSM_CHART_H

#include "chart/draft.h"
#include "osm/osm.h"

#define OSM_CHART_WAYS_MAX (1u << 25)
#define OSM_CHART_MEMBERS_MAX (1u << 25) /* of all multipolygons */

struct osm_chart_report {
    uint32_t broken; /* areas that are not whole in the extract */
};

struct osm_chart;

struct osm_chart *osm_chart_new(void);
/* NULL is allowed. */
void osm_chart_free(struct osm_chart *o);

/* What a map does not show changes nothing. RC_TOO_LARGE: over a ceiling above, or of draft.h. */
MUST_USE enum rc osm_chart_relation(struct osm_chart *o, const struct osm_member *members, size_t n,
                                    struct osm_tags tags, struct err *e);
void osm_chart_relations_done(struct osm_chart *o);
MUST_USE enum rc osm_chart_way(struct osm_chart *o, int64_t id, const int64_t *refs, size_t n,
                               struct osm_tags tags, struct err *e);
void osm_chart_ways_done(struct osm_chart *o);
/* Of several with one id the last counts. One that is nowhere on earth changes nothing. */
MUST_USE enum rc osm_chart_node(struct osm_chart *o, int64_t id, double lat, double lon,
                                struct osm_tags tags, struct err *e);
/* The draft, which is `o`'s own; at most once. It may be empty. */
MUST_USE enum rc osm_chart_draft(struct osm_chart *o, const struct chart_draft **d,
                                 struct osm_chart_report *report, struct err *e);

/* ---- chart_tags.c: after the project's wiki (Map features) ---- */

#define OSM_CHART_NOTHING CHART_CLASSES

/* The class of a way (closed: may be an area), of a multipolygon, of a node; OSM_CHART_NOTHING: none that is shown. */
unsigned osm_chart_class_of_way(struct osm_tags t, bool closed);
unsigned osm_chart_class_of_area(struct osm_tags t);
unsigned osm_chart_class_of_node(struct osm_tags t);
void osm_chart_names(struct osm_tags t, struct chart_names *out);

#endif
