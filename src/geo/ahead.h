/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The nearest unit AHEAD of a moving vehicle: a patrol behind it has to chase, one ahead can wait
 * by the road.
 *
 * A unit is ahead when the bearing from the vehicle to it is within +/-60 degrees of the vehicle's
 * heading. Sixty, because a road bends: with less, the unit on the next stretch of a winding street
 * is lost; with more, units level with the vehicle, which it has passed before they can move, would
 * count.
 *
 * The heading counts only when the vehicle is known to move at 5 km/h or more: below that a
 * tracker's heading is noise.
 */
#ifndef GEO_AHEAD_H
#define GEO_AHEAD_H

#include "geo/grid.h"

#define GEO_AHEAD_CONE10 600   /* half angle, degrees x 10 */
#define GEO_AHEAD_MIN_KMH10 50 /* slower than this the heading is not believed */
#define GEO_AHEAD_AT_M 30      /* nearer than this a bearing means nothing */
#define GEO_AHEAD_UNKNOWN (-1) /* heading or speed not known */

/* Why a candidate stands where it stands in the answer. Names for people: geo_ahead_reason_name. */
enum geo_ahead_reason {
    GEO_AHEAD_IN_CONE,   /* ahead of the vehicle                                             */
    GEO_AHEAD_AT_IT,     /* within 30 m of the vehicle: as good as ahead                     */
    GEO_AHEAD_BEHIND,    /* not ahead; listed after all that are, for want of more           */
    GEO_AHEAD_NO_HEADING /* heading unknown, or too slow to believe it: simply the nearest   */
};

struct geo_ahead_from {
    struct geo_point at;
    int heading10; /* 0..3599, or GEO_AHEAD_UNKNOWN */
    int kmh10;     /* km/h x 10, or GEO_AHEAD_UNKNOWN: then the heading is not believed */
};

struct geo_ahead {
    uint32_t slot;
    double m;
    int diff10; /* from the heading to the bearing, -1799..1800, positive to the right; 0 when
                   NO_HEADING or AT_IT */
    bool ahead;
    int32_t reach_s; /* when the vehicle passes level with it going straight on; -1 when it does not
                        or is not known */
    enum geo_ahead_reason reason;
};

/*
 * Up to k (1..GEO_NEAREST_MAX) candidates within radius_m into out[k]: first those ahead, nearest
 * first, then, where places are left, the others, nearest first. out[0].ahead tells whether there
 * was any ahead. Exact, as geo_grid_nearest. filter (may be NULL) is true to take a unit, and may
 * be asked twice about one. Returns how many.
 */
size_t geo_ahead_find(const struct geo_grid *g, const struct geo_ahead_from *from,
                      uint32_t radius_m, size_t k,
                      bool (*filter)(void *user, uint32_t slot, struct geo_point p), void *user,
                      struct geo_ahead *out);

/* The same judgement for one point; slot is left 0. For showing why a unit was or was not proposed.
 */
struct geo_ahead geo_ahead_score(const struct geo_ahead_from *from, struct geo_point unit);

/* "ahead", "at the vehicle", "behind", "heading not known". */
const char *geo_ahead_reason_name(enum geo_ahead_reason reason);

#endif
