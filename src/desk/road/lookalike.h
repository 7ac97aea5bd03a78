/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which plates look alike, which vehicles may be the same. Pure.
 *
 * Characters are confused in pairs, never through a third one: 8 with 3 and 3 with 7, but 8 not
 * with 7. The pairs come from the classes {0ODQ} {1IL} {27Z} {5S} {8B3} {4A} {6G} {37} {UV} {MNH}
 * and from what a real engine confused more than once on 300 plates (8B, 0D, 5S, 10, HB).
 */
#ifndef DESK_ROAD_LOOKALIKE_H
#define DESK_ROAD_LOOKALIKE_H

#include "base/str.h"

/* Are the two (A-Z, 0-9) confused with each other? Symmetric; false for equal ones. */
bool road_confusable(char a, char b);

/*
 * Does one plate look like the other: same length, exactly one character differs, the two are
 * confusable, and both plates have the same format of the region (uz, kz, ru, known by the first
 * two letters of `region`)? Where no format is known, or neither plate has one, the pair decides.
 * Symmetric.
 */
bool road_lookalike(struct str region, struct str a, struct str b);

/* Visit every plate that looks like `plate`; a visit that returns false ends it. */
void road_lookalikes(struct str region, struct str plate,
                     bool (*visit)(void *arg, struct str other), void *arg);

/*
 * A plate of no known format of its region that has a usual one once O is exchanged for 0 or I for
 * 1 in one place, or back: what people mistype. The position from 1 and the character that fits,
 * else 0. Special plates that no format here covers pass.
 */
int road_mistyped(struct str region, struct str plate, char *fits);

/* Class: unknown fits anything, else equal (enum vehicle_class). */
bool road_class_fits(int64_t a, int64_t b);
/* Do both say something, and not the same? Case and grey/gray/silver make no difference. */
bool road_contradicts(struct str a, struct str b);

#endif
