/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Areas: districts, zones, fences. Polygons with holes, read from GeoJSON geometry (RFC 7946), kept
 * compact, asked "is this point in it".
 *
 * A point is inside when a ray to the east crosses the rings of the area an odd number of times
 * (even-odd over ALL rings). So a hole is a hole whether it is written as an inner ring or, as in
 * real extracts of OpenStreetMap (the region of Tashkent around the city), as one more polygon; two
 * polygons of one area which overlap cancel out there.
 *
 * Edge rule, exact in integers: points on western and southern edges are inside, on eastern and
 * northern ones outside. Two areas that share a border therefore never both contain a point of it,
 * and never both miss it.
 *
 * Edges are straight in longitude and latitude (RFC 7946 3.1.1). An area over the antimeridian must
 * be cut there (RFC 7946 3.1.9). Rings may touch or cross themselves; even-odd still says what is
 * inside.
 *
 * An area does not change once made: any number of threads may ask it.
 */
#ifndef GEO_AREA_H
#define GEO_AREA_H

#include "base/buf.h"
#include "base/err.h"
#include "geo/distance.h"

#define GEO_AREA_POINTS_MAX 50000u
#define GEO_AREA_RINGS_MAX 4096u
#define GEO_AREA_TEXT_MAX (8u << 20) /* bytes of GeoJSON or encoded text */
#define GEO_AREA_NEST_MAX 8          /* GeometryCollection within GeometryCollection */

struct geo_ring {
    uint32_t first; /* of its points */
    uint32_t n;     /* >= 3; the last is joined to the first, which is not repeated */
    bool hole;      /* an inner ring of the polygon whose outer ring comes before it */
    struct geo_box box;
};

/* Read it freely, never write. */
struct geo_area {
    unsigned magic;
    uint32_t ring_count, point_count;
    struct geo_ring *rings;
    struct geo_point *points;
    struct geo_box box;
    struct geo_point inner; /* see geo_area_centroid */
};

/*
 * From the text of one geometry: Polygon, MultiPolygon, or GeometryCollection of these (nested;
 * points and lines in it are passed over). Strict: positions are 2 or 3 numbers in range (the
 * altitude is dropped), rings are closed, have three distinct points or more, and together enclose
 * something. Unknown members are passed over, repeated ones refused. Coordinates are rounded to
 * 10^-7 degrees, repeated points dropped, outer rings turned counter-clockwise and holes clockwise.
 * *out is the caller's, release with geo_area_free; untouched on error. RC_INVALID with the reason,
 * RC_TOO_LARGE over a ceiling.
 */
MUST_USE enum rc geo_area_parse(struct str geojson, struct geo_area **out, struct err *e);
void geo_area_free(struct geo_area *a);

/* O(points of rings whose box holds the latitude). For many areas or many questions:
 * geo/area_index.h. */
bool geo_area_contains(const struct geo_area *a, struct geo_point p);
struct geo_box geo_area_bbox(const struct geo_area *a);
/* The centre of mass where it lies inside, else a point well inside. Always contained. For labels
 * and rough distances. */
struct geo_point geo_area_centroid(const struct geo_area *a);
/* Square metres on the sphere: outer rings less inner ones, so a hole written as a polygon of its own
 * is counted as land. For sorting and for "per km2" figures. */
double geo_area_m2(const struct geo_area *a);

/*
 * The stored form, canonical: polygons of rings of [lon7,lat7] as JSON integers without blanks,
 * first point not repeated: [[[[691221914,412654782],...],...],...]. decode trusts nothing: every
 * rule above is checked again, and the same text comes out of encode.
 */
void geo_area_encode(const struct geo_area *a, struct buf *out);
MUST_USE enum rc geo_area_decode(struct str text, struct geo_area **out, struct err *e);

/*
 * A copy with fewer points, no removed point further than tolerance_m from the new line
 * (Douglas-Peucker on a local plane). Rings that shrink to nothing go, with their holes. Each area
 * is simplified alone, so neighbours may then overlap or gape by the tolerance: for drawing, not
 * for deciding. O(n log n) on real borders, O(n^2) at worst. RC_INVALID when nothing would be left.
 */
MUST_USE enum rc geo_area_simplify(const struct geo_area *a, uint32_t tolerance_m,
                                   struct geo_area **out, struct err *e);

#endif
