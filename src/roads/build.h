/* SPDX-License-Identifier: Apache-2.0 */
/* From a draft to a map. Takes seconds for a city and minutes for a country; any thread, nothing shared. */
#ifndef ROADS_BUILD_H
#define ROADS_BUILD_H

#include "roads/roads.h"

/*
 * The whole map in one block, aligned for roads_open; the caller frees bytes->p, which is never NULL on success, with free().
 * The same draft gives the same bytes. RC_INVALID: no segment, or one that crosses the antimeridian. RC_TOO_LARGE: over a
 * ceiling of roads.h.
 */
MUST_USE enum rc roads_build(const struct draft *d, struct str *bytes, struct err *e);

#endif
