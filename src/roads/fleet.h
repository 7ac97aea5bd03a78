/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where all units are on the roads, kept as they move, for "who of those that may go is there first?".
 *
 * Where units are dense the few best are around the corner, and Dijkstra's algorithm backwards from the place meets them before
 * anything cleverer has begun; where they are not, or few of them may go, it gives up after as many arcs as there are units, and the hierarchy is
 * asked (search.h). The answer is the same.
 *
 * Units are slots numbered by the caller. Times as in search.h. Not thread-safe. Memory: 36 bytes an arc, 4 a turn, 80 a slot.
 */
#ifndef ROADS_FLEET_H
#define ROADS_FLEET_H

#include "roads/search.h"

#define ROADS_FLEET_MAX (1u << 24)

struct road_fleet;

/* Slots will be below `max` (1..ROADS_FLEET_MAX). `r` outlives it. */
MUST_USE struct road_fleet *road_fleet_new(const struct roads *r, uint32_t max);
/* NULL is allowed. */
void road_fleet_free(struct road_fleet *f);

/* The unit is there now; a place with n = 0 takes it away. O(1) but where very many stand on one piece of road. */
void road_fleet_put(struct road_fleet *f, uint32_t who, const struct road_place *at);

/*
 * The k (1..ROADS_BEST_MAX) that are at `to` first of those for whom `may` (NULL: all) is true, as road_best_to tells them; `may` is
 * asked at most once about each, and must not change the fleet. Returns how many.
 */
uint32_t road_fleet_best(struct road_fleet *f, const struct road_metric *m,
                         const struct road_place *to, bool (*may)(void *user, uint32_t who),
                         void *user, uint32_t k, struct road_best *out);

#endif
