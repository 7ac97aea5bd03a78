/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and names in an OpenStreetMap extract, as rows for place_csv (src/place/index.h). Who reads gives all ways first (osm_places_way),
 * says so, gives all nodes (osm_places_node), and takes the rows.
 *
 * After the project's wiki (Key:addr, Key:place, Key:name): what has addr:housenumber is a house of its addr:street, else of its addr:place; what
 * has a name and is a road is a street, a place=* is a settlement, and what is a thing of use or a building (amenity, shop, a station, but no track...) a place, with its
 * address if it has one. The settlement is addr:city. A way is in the middle of its nodes that the extract holds; with none of them it is left out, as
 * relations are, and what is longer than an index takes. Pure; not thread-safe.
 */
#ifndef OSM_PLACES_H
#define OSM_PLACES_H

#include "base/buf.h"
#include "base/err.h"
#include "osm/tags.h"

#define OSM_PLACES_MAX (1u << 24)
#define OSM_PLACE_REFS_MAX (1u << 27)
#define OSM_PLACES_TEXT_MAX (UINT64_C(2) << 30)

struct osm_places_report {
    uint32_t places;  /* rows */
    uint32_t missing; /* ways with no node in the extract */
};

struct osm_places;

struct osm_places *osm_places_new(void);
/* NULL is allowed. */
void osm_places_free(struct osm_places *o);

/* What is no place changes nothing. RC_TOO_LARGE: over a ceiling above. */
MUST_USE enum rc osm_places_way(struct osm_places *o, const int64_t *refs, size_t n,
                                struct osm_tags tags, struct err *e);
/* No more ways will come. */
void osm_places_ways_done(struct osm_places *o);
/* Nodes nowhere on earth change nothing. RC_TOO_LARGE. */
MUST_USE enum rc osm_places_node(struct osm_places *o, int64_t id, double lat, double lon,
                                 struct osm_tags tags, struct err *e);
/* The rows with their line of columns, appended to `out`; buf_ok tells whether it had room. */
void osm_places_rows(const struct osm_places *o, struct buf *out, struct osm_places_report *report);

#endif
