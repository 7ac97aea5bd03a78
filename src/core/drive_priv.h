/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of driving (drive.h). */
#ifndef CORE_DRIVE_PRIV_H
#define CORE_DRIVE_PRIV_H

#include <pthread.h>
#include <sys/types.h>
#include <time.h>

#include "core/drive.h"

#define DRIVE_MAGIC 0xd41e0001u

/* A map and all that was made for it. */
struct drive_map {
    struct roads *roads;
    struct road_live *live; /* by the emergency profile */
    uint32_t users;         /* under the lock of who has it: those who are not its owner */
    bool retired;           /* another is in its place: the last of them frees it */
};

/* What is to be in force. */
struct drive_wish {
    uint64_t mark; /* of what it was made from */
    struct road_times hour;
    struct drive_closure *closures;
    uint32_t n;
    bool applied;
};

/* Tells one file from the next: a map is replaced, never changed. */
struct drive_file {
    bool there;
    dev_t dev;
    ino_t ino;
    off_t size;
    struct timespec modified, changed;
};

struct drive {
    unsigned magic;
    char path[420];
    struct drive_file seen; /* the one looked at last; of who looks */
    bool gone;              /* that it went away was told; likewise */
    struct drive_wish wish; /* likewise */
    uint32_t *arcs;         /* DRIVE_PIECES_MAX; likewise */
    pthread_mutex_t lock;   /* of all below */
    enum drive_state state;
    char problem[300];
    struct drive_map *map; /* NULL: none; replaced by who looks */
    uint32_t closures, left_out;
};

/* drive.c: the map in use, kept until it is given back; NULL: none. Any thread. */
struct drive_map *drive_take(struct drive *d);
void drive_give_back(struct drive *d, struct drive_map *m);
/* drive_close.c: what was noted, in force on a map nobody uses yet. */
void drive_set_whole(struct drive *d, struct drive_map *m);

#endif
