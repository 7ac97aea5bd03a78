/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of driving (drive.h). */
#ifndef CORE_DRIVE_PRIV_H
#define CORE_DRIVE_PRIV_H

#include <pthread.h>
#include <sys/types.h>
#include <time.h>

#include "base/mapping.h"
#include "core/drive.h"
#include "roads/fleet.h"

#define DRIVE_MAGIC 0xd41e0001u

enum drive_where { DRIVE_NOWHERE, DRIVE_ON_ROAD, DRIVE_OFF_ROAD };

/* Where a unit is, as it was read from live. */
struct drive_move {
    uint64_t version;
    struct geo_point at;
    uint32_t slot;
    bool known;
};

/* Units' places on the roads, by their slots in live. */
struct drive_units {
    pthread_mutex_t lock;     /* of all below; last of all locks */
    struct road_fleet *fleet; /* with its own search: one at a time */
    uint64_t *version;        /* by slot: what is in the fleet */
    uint8_t *where;           /* by slot: enum drive_where */
    uint64_t followed;        /* all that moved up to this version is in the fleet */
    uint32_t count[3];        /* by enum drive_where */
    uint64_t searches;
};

/* A map and all that was made for it. */
struct drive_map {
    struct roads *roads;
    struct road_live *live; /* by the emergency profile */
    struct drive_units units;
    uint32_t users;         /* under the lock of who has it: those who are not its owner */
    struct drive_map *next; /* among the retired */
};

/* What is to be in force. */
struct drive_wish {
    uint64_t mark; /* of what it was made from */
    struct road_times hour;
    struct drive_closure *closures;
    uint32_t n;
    bool applied;
    uint64_t number; /* as road_live_wait wants it, of the map in use */
};

struct drive {
    unsigned magic;
    char path[420];
    struct mapping_file seen; /* the one looked at last; of who looks */
    bool gone;                /* that it went away was told; likewise */
    struct drive_wish wish;   /* likewise */
    uint32_t *arcs;           /* DRIVE_PIECES_MAX; likewise */
    pthread_mutex_t lock;     /* of all below */
    enum drive_state state;
    char problem[300];
    struct drive_map *map; /* NULL: none; replaced by who looks */
    /* Others are in their places, but somebody had them; who looks frees them: that takes longer than the core thread may be held. */
    struct drive_map *retired;
    uint32_t closures, left_out;
};

/* drive.c: the map in use, kept until it is given back; NULL: none. Any thread. */
struct drive_map *drive_take(struct drive *d);
void drive_give_back(struct drive *d, struct drive_map *m);
/* drive_units.c */
void drive_units_open(struct drive_map *m);
void drive_units_close(struct drive_map *m);
/* All that moved since it was followed last; takes live's lock for as long as copying takes. One thread at a time. */
void drive_units_follow(struct drive_map *m, struct live *live);

/* drive_close.c: what was noted, in force on a map nobody uses yet. */
void drive_set_whole(struct drive *d, struct drive_map *m);

#endif
