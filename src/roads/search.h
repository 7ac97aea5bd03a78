/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long it takes from many places to one, from one to many, and who is there first.
 *
 * A search goes up from the one place, to all that lies above it in the hierarchy (a few hundred arcs), and then down to just
 * those arcs that somebody is on, each arc on the way once (lazy RPHAST: Strasser, Zeitz 2021; after Delling, Goldberg, Werneck
 * 2011). For the best few, who is too far as the crow flies to matter is not asked at all. Nothing is kept of units, so that
 * they may all move between two questions.
 *
 * Times are exactly those of Dijkstra's algorithm over the same arcs and turns: whole milliseconds, ROADS_NEVER for no way (or
 * one of more than twelve days). Where a place is on both sides of a road, the quicker one counts: units turn before they go, and stop
 * on either side.
 */
#ifndef ROADS_SEARCH_H
#define ROADS_SEARCH_H

#include "roads/metric.h"

#define ROADS_BEST_MAX 256

/* Memory of one thread that searches: 24 bytes an arc, and 4 for each of the most places that were ever asked for at once. */
struct road_search;

MUST_USE struct road_search *road_search_new(const struct roads *r);
/* NULL is allowed. */
void road_search_free(struct road_search *s);

/*
 * From each of n places to one, into ms[n], in the metric's times. Places are of the map that search and metric are of; from and
 * to nowhere it is ROADS_NEVER.
 */
void road_times_to(struct road_search *s, const struct road_metric *m, const struct road_place *to,
                   const struct road_place *from, uint32_t n, uint32_t *ms);
void road_times_from(struct road_search *s, const struct road_metric *m,
                     const struct road_place *from, const struct road_place *to, uint32_t n,
                     uint32_t *ms);

struct road_best {
    uint32_t who; /* its number in `from` */
    uint32_t ms;
};

/*
 * The k (1..ROADS_BEST_MAX) of n that are there first, quickest first, of equally quick ones the lower number; those that cannot get there are
 * left out. Returns how many. `at` of all places is as roads_snap or roads_place gave it.
 */
uint32_t road_best_to(struct road_search *s, const struct road_metric *m,
                      const struct road_place *to, const struct road_place *from, uint32_t n,
                      uint32_t k, struct road_best *out);

#endif
