/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole log checked by somebody who trusts nobody at its centre: checkpoint, entries and tiles, as they are served or as
 * they lie in a folder. One thread.
 */
#ifndef TLOG_VERIFY_H
#define TLOG_VERIFY_H

#include "tlog/policy.h"
#include "tlog/tile.h"

/* Appends what stands at a path ("checkpoint", "tile/0/000") to an empty buffer. */
typedef enum rc tlog_fetch_f(void *arg, const char *path, struct buf *out, struct err *e);

struct tlog_report {
    uint64_t size;      /* of the checkpoint */
    struct sha256 root; /* that was signed */
    uint64_t checked;   /* entries */
    uint64_t bad;       /* entries and tiles that do not fit */
    uint64_t first_bad; /* index of the first entry concerned, when bad > 0 */
    char what[200];     /* what is wrong there */
};

/*
 * RC_OK: looked at all of it, and the report says what was found; all is well when bad is 0. RC_DENIED: the checkpoint is not
 * signed as the policy wants. Other codes: something could not be fetched or read. `progress` (may be NULL) is called after
 * each 256 entries.
 */
MUST_USE enum rc tlog_verify(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                             void (*progress)(uint64_t done, uint64_t total),
                             struct tlog_report *out, struct err *e);

/*
 * Is the tree of the signed checkpoint `old` the beginning of the one that is served now? RC_OK, RC_DENIED with the reason,
 * or what kept from looking.
 */
MUST_USE enum rc tlog_verify_grown(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                                   struct str old, uint64_t *old_size, uint64_t *new_size,
                                   struct err *e);

#endif
