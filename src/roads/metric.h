/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the roads of a map cost just now: a profile of driving, an hour's traffic, streets that are closed or slow. Made anew in
 * tens of milliseconds for a city whenever one of these changes (customisation), then immutable: any thread may search in it
 * while the next one is made.
 *
 * A closed arc is not driven through. A place on it is still left and reached, for what closes a street is often what units are
 * sent to; of several closed arcs in a row, only those at the ends are reached.
 *
 * Units: milliseconds; permille of time (2000: twice as long).
 */
#ifndef ROADS_METRIC_H
#define ROADS_METRIC_H

#include "roads/roads.h"

#define ROAD_TIME_MIN 100u   /* permille: never quicker than ten times */
#define ROAD_TIME_MAX 20000u /* nor slower than twenty times */
#define ROAD_CLOSED 0u

/* How long the arcs of each class take, in permille of their own times. */
struct road_times {
    uint16_t permille[ROAD_CLASSES];
};

/* As the map says. */
extern const struct road_times road_ordinary;
/*
 * With lights and sirens: three quarters of the time where there is room to be let through, as JEMSS takes it for Manhattan (4/3 of
 * the speed) and a little less than for Auckland (1/0.7); less is won in yards, on tracks nothing, on ferries nothing. What has no
 * class is left as it is: such a source has a mode for it.
 */
extern const struct road_times road_emergency;

struct road_change {
    uint32_t arc;
    uint16_t permille; /* ROAD_CLOSED, or ROAD_TIME_MIN..ROAD_TIME_MAX */
};

struct road_metric;

/*
 * `profile` and `hour` (NULL: as road_ordinary) multiply; values out of range are brought into it. Of several changes of an
 * arc all count: a closed one is closed, factors multiply. RC_INVALID: a change of an arc that is not there. `r` outlives it. The
 * peak of memory is 32 bytes a link, what stays at most 16, and 13 an arc.
 */
MUST_USE enum rc road_metric_new(const struct roads *r, const struct road_times *profile,
                                 const struct road_times *hour, const struct road_change *changes,
                                 size_t nchanges, struct road_metric **out, struct err *e);
/* NULL is allowed. */
void road_metric_free(struct road_metric *m);

/* What driving along an arc takes, closed or not: 1..ROADS_NEVER/2. */
uint32_t road_metric_ms(const struct road_metric *m, uint32_t arc);
bool road_metric_closed(const struct road_metric *m, uint32_t arc);

struct road_metric_figures {
    uint64_t bytes;
    uint32_t kept_out, kept_in; /* links that a search follows, of all links of the map */
};

void road_metric_figures(const struct road_metric *m, struct road_metric_figures *out);

#endif
