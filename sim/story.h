/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens in the city: every three minutes a school presses its button, a car races along an
 * avenue, a wanted car passes cameras; in between small things at a calm rate. The first happens
 * within seconds of the start. Before the race a patrol takes its post further along the avenue,
 * so that somebody is ahead of the car.
 */
#ifndef SIM_STORY_H
#define SIM_STORY_H

#include "world.h"

struct story *story_new(struct world *w);
void story_free(struct story *s);
void story_start(struct story *s);

/*
 * The longest unbroken way along a street, forwards or back, into path[CITY_PATH_MAX]. Returns its
 * length; *cameras (may be NULL) is how many cameras read on it.
 */
uint32_t story_along(const struct city *c, uint32_t street, bool back, uint32_t *path,
                     uint32_t *cameras);

#endif
