/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telemetry: what arrives by the hundred thousand a second and is forgotten by policy (plate reads,
 * positions, heartbeats). One row is a *block* of many samples, packed by the caller
 * (store/block.h). Blocks lie in partitions, a SQLite file each, DIR/telemetry/SERIES/START.db,
 * chosen by the time of receipt: a late sample never reopens an old file, and forgetting is the
 * deletion of a file.
 *
 * Durable means synced: when telemetry_append returns RC_OK its blocks survive kill -9 and a power
 * cut; when it does not, all of them or none may be found later, never a part of one.
 *
 * Measured on ext4 (2 cores, batches of 100 / 1,000 / 5,000 samples of 26 bytes): WAL 0.95 / 4.9 /
 * 6.6 million samples a second, rollback journal (persist) 0.25 / 1.7 / 5.8 million: WAL it is, at
 * SQLite's own checkpoint distance, because a WAL that is written over syncs faster than one that
 * grows.
 *
 * Threads: open, append, expire, keep and close belong to one telemetry thread. telemetry_each may run
 * in any thread at the same time, with handles of its own; it never waits for a disk write of the
 * writer except while a partition is made or forgotten. What is done to partitions of the past
 * (telemetry_part and below) belongs to one other thread.
 */
#ifndef STORE_TELEMETRY_H
#define STORE_TELEMETRY_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

#define TELEMETRY_BLOCK_MAX (16u * 1024 * 1024) /* bytes of one block */
#define TELEMETRY_PARTS_MAX 4096                /* partitions of one series */
/*
 * A device's clock may run ahead by so much before its samples can be missed by a search by time.
 */
#define TELEMETRY_AHEAD USEC_H

struct telemetry;

struct telemetry_series {
    const char *name; /* lower-case letters, digits and '-'; the folder's name */
    usec_t life;      /* retention policy: after it (and at most one partition) a sample is gone */
    usec_t part;      /* length of a partition; positive and at most life / 3 */
    usec_t grace; /* sound partitions are deleted so much later: somebody else is to do it before */
};

struct telemetry_block {
    usec_t first, last; /* times of the earliest and latest sample, as the devices said */
    uint32_t n;         /* samples */
    struct str data;
    int64_t id; /* its place in the partition, ascending; of no meaning to telemetry_append */
};

/*
 * Open DIR/telemetry/SERIES, making the folders; DIR must exist and be locked by this process.
 * Partitions half made by a process that died are removed, damaged ones set aside as *.corrupt with
 * an error in the log. `series` is copied. RC_IO when the folder cannot be used, RC_CONFLICT when a
 * partition is of a later version than this program knows.
 */
MUST_USE enum rc telemetry_open(struct telemetry **out, const char *dir,
                                const struct telemetry_series *series, struct err *e);
void telemetry_close(struct telemetry *t);

/*
 * Add `n` blocks received at `now`, in one transaction with one full sync. Any failure is the
 * caller's to act on (answer nothing as accepted): RC_IO also when the current partition is
 * damaged, RC_TOO_LARGE when a block is over its ceiling. The next call tries the disk afresh.
 */
MUST_USE enum rc telemetry_append(struct telemetry *t, usec_t now,
                                  const struct telemetry_block *blocks, size_t n, struct err *e);

/*
 * Delete the partitions, damaged ones too, in which even the newest receipt is `life` old or older.
 * On failure the rest stays for the next call. *forgotten (may be NULL) counts the partitions
 * deleted.
 */
MUST_USE enum rc telemetry_expire(struct telemetry *t, usec_t now, size_t *forgotten,
                                  struct err *e);

/*
 * `block->data` is borrowed during the call. Return false to stop. Must not call telemetry_* on the
 * same series.
 */
typedef bool telemetry_fn(void *ctx, const struct telemetry_block *block);

/*
 * Give every block that holds samples of from <= time < to, in order of receipt, from all
 * partitions. Blocks appended meanwhile may or may not be seen; all that were acknowledged before
 * the call are. A damaged partition is set aside and the next one read; a damaged block is left
 * out; both are logged and counted. RC_IO when the partition now written is damaged or a file
 * cannot be read.
 */
MUST_USE enum rc telemetry_each(struct telemetry *t, usec_t from, usec_t to, telemetry_fn *fn,
                                void *ctx, struct err *e);

/* The same with all blocks there are, the newest receipt first. */
MUST_USE enum rc telemetry_back(struct telemetry *t, telemetry_fn *fn, void *ctx, struct err *e);

/*
 * From now on samples are kept for `life`, in partitions of `part` (as in struct telemetry_series). Those
 * that were longer are forgotten when even their newest sample is so old.
 */
void telemetry_keep(struct telemetry *t, usec_t life, usec_t part, usec_t now);

/* Sorted starts of the partitions there are, at most TELEMETRY_PARTS_MAX; *out is owned: free(). */
MUST_USE enum rc telemetry_starts(struct telemetry *t, usec_t **out, size_t *n, struct err *e);
/* Is even the newest receipt in it `life` old? */
bool telemetry_is_due(const struct telemetry *t, usec_t start, usec_t now);
/* The blocks of one partition whose id is over `after`, in order of receipt; as telemetry_each. */
MUST_USE enum rc telemetry_part(struct telemetry *t, usec_t start, int64_t after, telemetry_fn *fn,
                                void *ctx, struct err *e);
/*
 * In one synced transaction, put blocks by their id into a partition nobody appends to, making it when it is
 * not there; one without samples takes what stands there away. `cut`: afterwards the overwritten is in no file any
 * more; RC_BUSY when a reader is in the way of that: what was put is put, ask again.
 */
MUST_USE enum rc telemetry_put(struct telemetry *t, usec_t start,
                               const struct telemetry_block *blocks, size_t n, bool cut,
                               struct err *e);
/* Delete one partition nobody appends to any more. */
MUST_USE enum rc telemetry_forget(struct telemetry *t, usec_t start, struct err *e);

/* Damaged partitions and blocks met since opening. Any thread. */
uint64_t telemetry_damaged(const struct telemetry *t);

#endif
