/* SPDX-License-Identifier: Apache-2.0 */
/* Making areas: points are added ring by ring, then the whole is checked and handed over. */
#ifndef GEO_AREA_PRIV_H
#define GEO_AREA_PRIV_H

#include "geo/area.h"

#define AREA_MAGIC 0x41524541u

struct area_maker {
    struct geo_area *area; /* owned until area_finish takes it */
    uint32_t ring_cap, point_cap;
    bool in_ring;
};

void area_begin(struct area_maker *m);
void area_drop(struct area_maker *m);

enum rc area_ring_begin(struct area_maker *m, bool hole, struct err *e);
/* A point that repeats the one before it is passed over. */
enum rc area_point(struct area_maker *m, struct geo_point p, struct err *e);
/* Drops the closing point, checks the number of points; `turn` brings the winding in order. */
enum rc area_ring_end(struct area_maker *m, bool turn, struct err *e);

/* Boxes and the inner point. On success *out has the area and the maker is empty; on error the
 * caller drops it. */
enum rc area_finish(struct area_maker *m, struct geo_area **out, struct err *e);

/*
 * Does the ray from p to the east cross the edge a-b? Half open in latitude, exact: the products
 * fit in 63 bits because each is at most 1.8e9 times 3.6e9.
 */
static inline bool area_crosses(struct geo_point p, struct geo_point a, struct geo_point b)
{
    if ((a.lat7 <= p.lat7) == (b.lat7 <= p.lat7))
        return false;
    int64_t along = ((int64_t)b.lon7 - a.lon7) * ((int64_t)p.lat7 - a.lat7);
    int64_t across = ((int64_t)p.lon7 - a.lon7) * ((int64_t)b.lat7 - a.lat7);
    return b.lat7 > a.lat7 ? across < along : across > along;
}

#endif
