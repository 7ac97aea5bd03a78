/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vehicles that answer calls, simulated from event to event: whom a policy sends, and where it lets them wait. All ways are in tables
 * between a few places, so that a year takes seconds. Deterministic. Of one thread.
 */
#ifndef BENCH_POLICY_H
#define BENCH_POLICY_H

#include "base/str.h"
#include "geo/distance.h"
#include "roads/search.h"

#define POLICY_STATIONS_MAX 32u
#define POLICY_HOSPITALS_MAX 32u
#define POLICY_UNITS_MAX 64u
#define POLICY_PLACES_MAX (1500u + POLICY_STATIONS_MAX + POLICY_HOSPITALS_MAX)

struct policy_model {
    const char *name;
    double a_day, share[3]; /* calls, and of which priority: 0 is the highest */
    double delay_s;         /* until a vehicle is chosen */
    double scene_min, transport, handover_min;
    double cover_s; /* a place is covered by who drives so long, with lights and sirens */
    double target_s[3];
};

struct policy_map {
    struct str bytes;
    struct roads *roads;
    struct road_metric *metric;
    struct road_search *search;
};

/* Places: first where calls arise, then stations, then hospitals. */
struct policy_world {
    const struct policy_model *model;
    struct geo_point at[POLICY_PLACES_MAX];
    uint32_t places, points, station, stations, hospital, hospitals, units;
    uint16_t home[POLICY_UNITS_MAX]; /* number of its station */
    uint32_t *fast, *slow;           /* places × places, ms: with lights and sirens, and without */
};

struct policy_call {
    double at, scene, handover, there; /* ms; there: filled in */
    uint16_t place;
    uint8_t priority;
    bool transport;
};

enum policy { POLICY_LINE, POLICY_TIME, POLICY_COVER, POLICY_COUNT };

struct policy_run {
    enum policy policy;
    double busy; /* for POLICY_COVER: how much of its time a vehicle is not free, 0 to 1 */
    double busy_first, busy_second; /* filled in: before `half` and after it */
};

/* Each call gets its `there`: once, by one vehicle, which does nothing else from being sent until it is free. */
void policy_run(const struct policy_world *w, struct policy_run *run, struct policy_call *calls,
                uint32_t n, double half);

#endif
