/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One process a store: an exclusive lock on DIR/lock, which the system releases when the process
 * ends in whatever way. The file holds the owner's process id for people to read and is never
 * removed.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

struct lock {
    int fd;
};

/*
 * Take the store's lock without waiting. RC_BUSY, naming the owner's process id, when another
 * process (or this one) has it; RC_IO when the folder cannot be used. `dir` must exist.
 */
MUST_USE enum rc lock_take(struct lock *l, const char *dir, struct err *e);
void lock_drop(struct lock *l);

#endif
