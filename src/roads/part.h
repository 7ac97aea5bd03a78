/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which pieces of road are meant, by somebody who closes or slows them: all that come near a place, or a stretch between two.
 * A map is immutable: any thread.
 */
#ifndef ROADS_PART_H
#define ROADS_PART_H

#include "roads/roads.h"

#define ROADS_NEAR_MAX_M 5000u        /* metres around a place */
#define ROADS_STRETCH_MAX_MS 7200000u /* a stretch takes no longer by ordinary driving: two hours */

/*
 * The arcs, in both directions, whose line comes within `radius_m` (at most ROADS_NEAR_MAX_M) of `p`, lowest number first; of those
 * that places are looked for on. *n of them in out[max]. RC_NOT_FOUND: there is none; RC_TOO_LARGE: more than `max`.
 */
MUST_USE enum rc roads_near(const struct roads *r, struct geo_point p, uint32_t radius_m,
                            uint32_t *out, uint32_t max, uint32_t *n, struct err *e);

/*
 * The arcs of the quickest way from one place to the other, by ordinary driving on open roads, in its order; with `both`, after
 * them those of the same pieces in the other direction. An arc at an end of which the way takes less than a twentieth is left out, so
 * that a stretch from crossing to crossing does not reach beyond them; but one always stays. RC_NOT_FOUND: there is no way, or none within
 * ROADS_STRETCH_MAX_MS; RC_TOO_LARGE: more than `max`.
 */
MUST_USE enum rc roads_stretch(const struct roads *r, const struct road_place *from,
                               const struct road_place *to, bool both, uint32_t *out, uint32_t max,
                               uint32_t *n, struct err *e);

#endif
