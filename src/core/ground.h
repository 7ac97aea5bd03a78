/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies under the picture on a map: the chart in DIR/chart/map, that `markazctl import osm` makes. It is mapped when somebody
 * first asks for it, and again when another has been put in its place; a damaged one is logged once and is as none. Any thread.
 */
#ifndef CORE_GROUND_H
#define CORE_GROUND_H

#include <pthread.h>

#include "base/mapping.h"

struct call;
struct chart;
struct view_env;

/* One that is in use; the last who gives it back closes it. */
struct ground_chart {
    struct chart *chart;
    unsigned users;
};

struct ground {
    pthread_mutex_t lock;
    struct ground_chart *now; /* NULL: none */

    struct mapping_file seen; /* the file that was looked at last */

    bool looked;
};

void ground_init(struct ground *g);
/* Nobody uses it any more. */
void ground_release(struct ground *g);

/* GET /api/v1/chart, GET /api/v1/chart/SUM/Z/X/Y */
MUST_USE enum rc ground_view(const struct view_env *env, struct call *c, struct err *e);
MUST_USE enum rc ground_view_tile(const struct view_env *env, struct call *c, struct err *e);

#endif
