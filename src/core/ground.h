/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies under the picture on a map: the chart in DIR/chart/map, that `markazctl import osm` makes. It is mapped after the start,
 * and, when another has been put in its place, as soon as somebody asks which chart there is; a damaged one is logged once and is as none. Tiles
 * are of the chart that is open: checking a new one takes seconds for a country's, which no thread of the network waits for. Any thread.
 */
#ifndef CORE_GROUND_H
#define CORE_GROUND_H

#include <pthread.h>

#include "base/mapping.h"

struct call;
struct chart;
struct core;
struct view_env;

/* One that is in use; the last who gives it back closes it. */
struct ground_chart {
    struct chart *chart;
    unsigned users;
};

struct ground {
    pthread_mutex_t looking;  /* one looks at a time; before the other */
    struct mapping_file seen; /* the file that was looked at last; of who looks */
    pthread_mutex_t lock;     /* of all below; held for moments */
    struct ground_chart *now; /* NULL: none */
    bool looked;
};

void ground_init(struct ground *g);
/* Nobody uses it any more. */
void ground_release(struct ground *g);
/* Opens the chart when it is not the one that was looked at last; returns when it is in use. It may take seconds. */
void ground_look(struct core *core);

/* GET /api/v1/chart, GET /api/v1/chart/SUM/Z/X/Y */
MUST_USE enum rc ground_view(const struct view_env *env, struct call *c, struct err *e);
MUST_USE enum rc ground_view_tile(const struct view_env *env, struct call *c, struct err *e);

#endif
