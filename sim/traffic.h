/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What moves. A mover drives along one directed segment at an even speed from a known moment on, so
 * where it is at any time is computed, not stepped: the cost is two events a segment, however often
 * one asks.
 *
 * Cars are invented: background traffic wanders for ever; *actors* (racer, wanted car…) stand
 * hidden until the story sends one along a path, and vanish at its end. Each time a car passes a
 * camera that looks at it, on_read is called.
 */
#ifndef SIM_TRAFFIC_H
#define SIM_TRAFFIC_H

#include "agenda.h"
#include "city.h"
#include "rng.h"

#define TRAFFIC_ACTORS 12

struct mover {
    uint32_t ds;
    double from_m; /* where on it at t0 */
    double to_m;   /* where it stops by itself */
    double mps;
    usec_t t0;
};

struct traffic_fix {
    struct geo_point at;
    int heading10;
    int kmh10; /* 0 once it stands */
};

struct car_look {
    char plate[12];
    const char *make, *color, *class; /* class as in the schema */
};

enum car_role { CAR_BACKGROUND, CAR_LOOKALIKE, CAR_RACER, CAR_WANTED, CAR_WRONG_WAY, CAR_HURRIED };

struct car {
    struct car_look look;
    enum car_role role;
    struct mover mv;
    struct rng rng;
    double habit;    /* share of the limit it likes to drive */
    double over_kmh; /* actors: so much over the limit, whatever the road */
    uint32_t *path;  /* actors: where it still has to go; owned */
    uint32_t path_n, path_i;
    uint32_t trip; /* generation: events of earlier trips are stale */
    bool hidden;
};

struct traffic_read {
    uint32_t camera, car;
    usec_t at; /* city time */
    double kmh;
    int heading10;
    double confidence;
    char alternative[12]; /* another plate the engine considered; empty: none */
    uint64_t number;      /* counts all reads of this run */
};

struct traffic {
    const struct city *c;
    struct agenda *agenda;
    struct car *cars; /* background first, then TRAFFIC_ACTORS actors */
    uint32_t car_n, background_n;
    uint64_t reads;
    void (*on_read)(void *user, const struct traffic_read *read);
    void *user;
};

/* Starts the background traffic at city time 0. The agenda and the city must outlive it. */
MUST_USE struct traffic *traffic_new(const struct city *c, struct agenda *a, uint32_t cars,
                                     void (*on_read)(void *user, const struct traffic_read *read),
                                     void *user);
void traffic_free(struct traffic *t);

struct traffic_fix traffic_where(const struct city *c, const struct mover *mv, usec_t at);
/* When the mover gets to to_m (its t0 when it does not move). */
usec_t traffic_arrives(const struct mover *mv);

/* A hidden actor of this role, by turns; CITY_NONE when all are on the road. */
uint32_t traffic_actor(const struct traffic *t, enum car_role role, unsigned turn);
/* Sends a hidden actor along a path of directed segments (copied). */
void traffic_send(struct traffic *t, uint32_t car, const uint32_t *path, uint32_t n,
                  double over_kmh, usec_t at);
/* When (about) the actor, sent now, would be through with the path. */
usec_t traffic_duration(const struct traffic *t, const uint32_t *path, uint32_t n, double over_kmh);

/* Looks of car number i of a city with this seed. */
struct car_look traffic_look(uint64_t seed, uint32_t i, enum car_role role);

#endif
