/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_TELEMETRY_PRIV_H
#define STORE_TELEMETRY_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/db.h"
#include "store/file.h"
#include "store/telemetry.h"

#define TELEMETRY_MAGIC 0x6d7a746cu
#define TELEMETRY_OPEN_MAX 2 /* the partition now written and the one before */

/* A partition open for writing. */
struct telemetry_slot {
    struct db *db; /* NULL: free */
    struct sqlite3_stmt *insert;
    usec_t start;
    int64_t last; /* id of its newest block */
};

struct telemetry_length {
    usec_t start, length;
};

struct telemetry {
    unsigned magic;
    char name[64];
    usec_t grace;
    _Atomic usec_t life, part;
    /* The last time partitions became shorter, 0: never; and how long they were before, at most. */
    _Atomic usec_t changed_at, before;
    struct telemetry_length *found; /* of those that were there at the opening, by start */
    size_t nfound;
    char dir[FILE_PATH_MAX];
    struct telemetry_slot slots[TELEMETRY_OPEN_MAX];
    /*
     * Held while files appear, disappear or are renamed, and while a reader opens one: so none
     * opens half a partition.
     */
    pthread_mutex_t files;
    _Atomic uint64_t damaged;
};

/* Sorted starts of the partitions on disk, at most TELEMETRY_PARTS_MAX: the earliest ones. */
struct telemetry_parts {
    usec_t *start; /* owned: free() */
    size_t n;
    bool more; /* there are others */
};

/* With `corrupt` those set aside, else the good ones. */
enum rc telemetry_parts_list(const struct telemetry *t, bool corrupt, struct telemetry_parts *out,
                             struct err *e);
/*
 * Make or open the partition of this start for writing. The schema is there and durable on return.
 */
enum rc telemetry_part_open(struct telemetry *t, usec_t start, struct db **out, struct err *e);
/* Remove a partition's files (the database first). The folder is not synced yet. */
enum rc telemetry_part_remove(struct telemetry *t, usec_t start, bool corrupt, struct err *e);
/* The same under the lock, for a partition that may be open for writing. */
enum rc telemetry_part_forget(struct telemetry *t, usec_t start, bool corrupt, struct err *e);
usec_t telemetry_part_length(const struct telemetry *t, usec_t start);
/* Rename a damaged partition's files out of the way, log and count it. */
enum rc telemetry_part_set_aside(struct telemetry *t, usec_t start, const char *why, struct err *e);
/* At opening: remove what is half made, set aside what is damaged. */
enum rc telemetry_parts_sweep(struct telemetry *t, struct err *e);
/* Check of a block's bytes, stored beside them. */
int64_t telemetry_sum(struct str data);

#endif
