/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The crews: each unit's vehicle and its tablet. The tablet is a client like the real one: it loads
 * the picture, follows the stream, sends receipts, steps, positions. It acts only as long as no
 * person does: once a person's tablet speaks for the unit, the bot keeps driving and sending
 * positions and leaves the rest to the person, until the unit signs off or the person was silent
 * for ten minutes.
 */
#ifndef SIM_TABLET_H
#define SIM_TABLET_H

#include "sse.h"
#include "world.h"

#define TABLET_TIPS 4

enum job_state { JOB_NONE, JOB_SENT, JOB_ACCEPTED, JOB_EN_ROUTE, JOB_ON_SCENE, JOB_CLEARED };

struct job { /* an assignment */
    char id[72], incident[72];
    enum job_state state;
    enum job_state posted; /* the step that was sent last */
    bool delivered, seen, placed;
    struct geo_point at;
};

struct tip { /* a notice */
    char id[72];
    uint64_t number; /* of this tablet's tips; 0: this place is free */
    bool delivered, seen, answered, placed;
    struct geo_point at;
};

enum drive { DRIVE_PATROL, DRIVE_JOB, DRIVE_TIP, DRIVE_POST /* to stand there and watch */ };

struct driver {
    struct mover mv;
    uint32_t path[CITY_PATH_MAX];
    uint32_t path_n, path_i;
    struct city_spot goal; /* for jobs and tips: where on the last segment */
    bool to_goal, arrived;
    enum drive why;
    uint32_t trip; /* generation */
    struct rng rng;
};

enum tablet_line { LINE_DOWN, LINE_LOADING, LINE_OPEN };

struct tablet {
    struct world *w;
    const struct city_unit *unit;
    char token[WORLD_TOKEN_MAX];
    struct driver drive;
    struct outbox acts, fixes;
    struct sse sse;
    unsigned stream;
    enum tablet_line line;
    unsigned failures;
    bool deaf; /* keeps no stream open: signs on, drives, sends positions */
    bool on_duty, refresh_again, loading, lost_place, person_listens;
    struct job job;
    struct tip tips[TABLET_TIPS];
    uint32_t act; /* generation of the planned act */
    uint64_t tip_n, fix_n;
    usec_t person_until; /* city time; 0: no person */
    usec_t rest_until;   /* a person signed off: nobody is there till then */
    double battery;
};

struct tablets {
    struct tablet *each;
    uint32_t n;
};

struct tablets *tablets_new(struct world *w);
void tablets_free(struct tablets *all);
/* After the tokens are there: drive, load the picture, listen. */
void tablets_start(struct tablets *all);
struct traffic_fix drive_where(const struct tablet *t, usec_t at);
/* Go there as fast as a unit may. */
void drive_to(struct tablet *t, struct geo_point at, enum drive why);
/* May it be told to wait by a road: its own, with nothing else to do? */
bool tablet_free(const struct tablet *t);
/* Leave the post, if it is still held. */
void tablet_relieve(struct tablet *t);
/* A call was answered 401: the token is no longer good. */
void tablet_refused(struct tablet *t);

#endif
