/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Points, boxes, distances and headings.
 *
 * Units everywhere in src/geo: degrees x 10^7 as integers (lat7, lon7; WGS84), metres, headings in
 * degrees x 10 clockwise from true north. Functions take valid points (geo_valid) and cannot fail;
 * all are pure, any thread.
 *
 * Model: a sphere of the mean radius of WGS84. Against the ellipsoid a distance is off by at most
 * 0.56 % (most near the equator and the poles, about 0.2 % at 41 degrees), a bearing by at most 0.2
 * degrees. That is far below the error of a road, and it keeps "nearest" independent of iteration
 * counts.
 */
#ifndef GEO_DISTANCE_H
#define GEO_DISTANCE_H

#include "base/defs.h"

#define GEO_LAT7_MAX 900000000
#define GEO_LON7_MAX 1800000000
#define GEO_EARTH_M 6371008.8 /* mean radius of WGS84 (IUGG R1), metres */

struct geo_point {
    int32_t lat7, lon7;
};

/* A window. west > east means that it crosses the antimeridian. Edges belong to it. */
struct geo_box {
    int32_t south, west, north, east;
};

/* Latitude within +/-90 and longitude within +/-180 degrees, both ends allowed. Takes outside
 * numbers as they come. */
bool geo_valid(int64_t lat7, int64_t lon7);
/* Both corners valid and south <= north. */
bool geo_box_valid(struct geo_box b);
/* Compares numbers: longitudes 180 and -180 are different here although they are the same meridian.
 */
bool geo_box_contains(struct geo_box b, struct geo_point p);

/* Any longitude brought into -180 <= lon < 180. */
int32_t geo_lon7_wrap(int64_t lon7);

/* Great-circle distance by the haversine formula; rounding adds less than 1 mm up to 10,000 km. */
double geo_distance_m(struct geo_point a, struct geo_point b);

/*
 * Flat distance with the longitude shrunk at the middle latitude: about three times as fast. Within
 * 0.1 % of geo_distance_m up to 50 km at latitudes below 80 degrees; use the exact one otherwise.
 * Knows the antimeridian.
 */
double geo_distance_fast_m(struct geo_point a, struct geo_point b);

/* Initial bearing of the great circle from a to b, 0..3599; 0 when the two are the same. */
int geo_bearing10(struct geo_point a, struct geo_point b);

/* Turn from heading `from10` to `to10`, any integers: -1799..1800, positive clockwise. */
int geo_heading_diff10(int from10, int to10);

/* The point `metres` (>= 0) along the great circle that leaves `p` at `bearing10`; longitude as
 * geo_lon7_wrap. */
struct geo_point geo_move(struct geo_point p, int bearing10, double metres);

#endif
