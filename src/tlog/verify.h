/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole log checked by somebody who trusts nobody at its centre: checkpoint, entries and tiles, as they are served or as
 * they lie in a folder. Tiles are fetched and hashed on as many threads as the log has readers.
 */
#ifndef TLOG_VERIFY_H
#define TLOG_VERIFY_H

#include "tlog/policy.h"
#include "tlog/tile.h"

/* Appends what stands at a path ("checkpoint", "tile/0/000") to an empty buffer. */
typedef enum rc tlog_fetch_f(void *arg, const char *path, struct buf *out, struct err *e);

#define TLOG_READERS_MAX 16

/* Where a log is read. Each `arg` is used by one thread at a time; the first by the caller's. */
struct tlog_source {
    tlog_fetch_f *fetch;
    void *arg[TLOG_READERS_MAX];
    unsigned readers; /* 1 to TLOG_READERS_MAX */
};

struct tlog_report {
    uint64_t size;      /* of the checkpoint */
    struct sha256 root; /* that was signed */
    uint64_t checked;   /* entries */
    uint64_t bad;       /* entries and tiles that do not fit */
    uint64_t first_bad; /* index of the first entry concerned, when bad > 0 */
    char what[200];     /* what is wrong there; empty: nothing */
};

/* The caller's thread, `done` entries of `total`; may be NULL. */
typedef void tlog_progress_f(uint64_t done, uint64_t total);

/*
 * RC_OK: looked at all of it, and the report says what was found; all is well when bad is 0. What is missing, too short or
 * changed is a finding, with the index of the first entry that it concerns. RC_DENIED: the checkpoint is not signed as the
 * policy wants. Other codes: something could not be fetched or read.
 */
MUST_USE enum rc tlog_verify(const struct tlog_source *from, const struct tlog_policy *policy,
                             tlog_progress_f *progress, struct tlog_report *out, struct err *e);
/* The same without a checkpoint: do the first `size` entries and their tiles give this root? */
MUST_USE enum rc tlog_verify_tree(const struct tlog_source *from, uint64_t size,
                                  const struct sha256 *root, tlog_progress_f *progress,
                                  struct tlog_report *out, struct err *e);

/*
 * Is the tree of the checkpoint `old`, signed as `older` wants (of this log, or of one that this one began anew), the beginning of the one that is served now? RC_OK, RC_DENIED with the reason,
 * or what kept from looking.
 */
MUST_USE enum rc tlog_verify_grown(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                                   struct str old, const struct tlog_policy *older,
                                   uint64_t *old_size, uint64_t *new_size, struct err *e);

#endif
