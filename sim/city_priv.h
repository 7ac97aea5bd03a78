/* SPDX-License-Identifier: Apache-2.0 */
/* The making of a city: metres east and north of its centre, before they become degrees. */
#ifndef SIM_CITY_PRIV_H
#define SIM_CITY_PRIV_H

#include "city.h"
#include "rng.h"

#define CITY_RING_M 4600.0    /* mean radius of the ring road */
#define CITY_CENTRAL_M 1750.0 /* radius of the central district */
#define CITY_EDGE_M 5600.0    /* where the districts end */

struct city_xy {
    double x, y;
};

struct geo_point city_geo(const struct city *c, struct city_xy p);
struct city_xy city_plane(const struct city *c, struct geo_point p);
/*
 * The boundary between two outer districts bends: its angle, in radians, at this distance from the
 * centre.
 */
double city_bend(double r);

/* Streets, junctions, segments, arms. */
void city_lay_streets(struct city *c);
/* What stands in it; after the streets. */
void city_place_all(struct city *c);

/* Base names, Latin and Cyrillic, for streets. */
unsigned city_name_count(void);
void city_name_street(struct city_street *s, unsigned base);
/* Ids ("north", "t07-north"…) and names of the city's districts. */
void city_name_districts(struct city *c);
void city_name_crew(struct rng *r, char *out, size_t cap);

#endif
