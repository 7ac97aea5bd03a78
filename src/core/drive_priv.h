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
    pthread_mutex_t lock;   /* of all below */
    enum drive_state state;
    char problem[300];
    struct drive_map *map; /* NULL: none */
};

#endif
