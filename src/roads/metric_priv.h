/* SPDX-License-Identifier: Apache-2.0 */
/* A metric as searches see it. Everything is by rank. */
#ifndef ROADS_METRIC_PRIV_H
#define ROADS_METRIC_PRIV_H

#include "roads/metric.h"
#include "roads/roads_priv.h"

/* One way over a link: to or from the higher rank `to`. */
struct road_hop {
    uint32_t to, ms;
};

struct road_hops {
    uint32_t *first; /* arcs + 1 */
    struct road_hop *hop;
};

struct road_metric {
    unsigned magic;
    const struct roads *r;
    uint32_t *ms;             /* by arc */
    uint8_t *closed;          /* by arc */
    struct road_hops out, in; /* from the lower to the higher, from the higher to the lower */
    double ms_a_m;            /* no arc is quicker, over its length in metres */
    double longest;           /* of an arc, metres */
};

#define ROAD_METRIC_MAGIC 0x4d657472u

/* The part of a time that lies before `along`. */
static inline uint32_t road_part(uint32_t ms, uint32_t along)
{
    return (uint32_t)((uint64_t)ms * along / ROADS_ALONG);
}

#endif
