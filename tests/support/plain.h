/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Travel times by Dijkstra's algorithm over a draft, as plainly as it can be written: what src/roads must equal, and what it is
 * measured against. It reads the draft, not the map, so that a fault of building shows too. States are ways along segments (see
 * roads/draft.h); the rules are those of roads/roads.h and roads/metric.h.
 */
#ifndef TESTS_SUPPORT_PLAIN_H
#define TESTS_SUPPORT_PLAIN_H

#include "roads/metric.h"

struct plain;

/* A place on a way along, in 65,536ths. */
struct plain_spot {
    uint32_t along, part;
};

/* The draft is borrowed. Times are the draft's until they are set. */
struct plain *plain_new(const struct draft *d);
void plain_free(struct plain *p);
/* As road_metric_new, the arcs of `changes` being ways along. */
void plain_price(struct plain *p, const struct road_times *profile, const struct road_times *hour,
                 const struct road_change *changes, size_t n);

/*
 * From the spots to each way along's beginning, into out[2 * segments]; UINT64_MAX: no way. A beginning that is only reached by
 * coming round again counts so.
 */
void plain_from(struct plain *p, const struct plain_spot *from, uint32_t n, uint64_t *out);
/*
 * The same, but it stops when it has settled ways along with `k` units on them, of which `units[along]` says how many there are. What is not
 * settled by then is too large or UINT64_MAX.
 */
void plain_until(struct plain *p, const struct plain_spot *from, uint32_t n, const uint16_t *units,
                 uint32_t k, uint64_t *out);
/* What that makes of a place that is one of the spots `to`, ROADS_NEVER from where it is too long. */
uint32_t plain_to(const struct plain *p, const struct plain_spot *from, uint32_t nfrom,
                  const struct plain_spot *to, uint32_t nto, const uint64_t *times);
/* Can it be driven that way at all? */
bool plain_goes(const struct plain *p, uint32_t along);

#endif
