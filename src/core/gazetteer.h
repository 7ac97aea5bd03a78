/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /api/v1/places: addresses and places while they are typed. The index DIR/places/index (place/index.h) is mapped when it is first asked
 * for, and again when another file has taken its name; whoever asks meanwhile has the one before. Any thread but the core's.
 */
#ifndef CORE_GAZETTEER_H
#define CORE_GAZETTEER_H

#include "core/desk.h"

#define GAZETTEER_QUERY_MAX 200u    /* bytes of a question */
#define GAZETTEER_LOOK (1 * USEC_S) /* how often the file is looked at, at most */

struct gazetteer;

/* `dir` is the store's; borrowed. Nothing is opened yet. */
MUST_USE struct gazetteer *gazetteer_new(const char *dir);
/* Nobody asks any more. NULL is allowed. */
void gazetteer_free(struct gazetteer *p);

/*
 * Query: `q`, what was typed so far; `near`, "LAT,LON" in degrees, what to be near to; `limit`, 1 to 50, 10 without it. RC_INVALID names the
 * parameter; RC_NOT_FOUND: there is no index; RC_CORRUPT: it is damaged, and none was open.
 */
MUST_USE enum rc gazetteer_view(const struct view_env *env, struct call *c, struct err *e);

#endif
