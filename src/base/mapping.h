/* SPDX-License-Identifier: Apache-2.0 */
/* A file as bytes in memory that nobody reads before they are needed. Any thread. */
#ifndef BASE_MAPPING_H
#define BASE_MAPPING_H

#include <sys/types.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Map a whole file read-only until mapping_close. On disk it must not be changed but replaced by renaming. RC_NOT_FOUND: no such
 * file; RC_IO; RC_TOO_LARGE: over `max` bytes; RC_CORRUPT: it is empty.
 */
MUST_USE enum rc mapping_open(struct str *bytes, const char *path, uint64_t max, struct err *e);
void mapping_close(struct str bytes);

/* Tells one file from the next: one that is mapped is replaced, never changed. */
struct mapping_file {
    bool there;
    dev_t device;
    ino_t number;
    off_t size;
    struct timespec modified, changed;
};

struct mapping_file mapping_look(const char *path);
bool mapping_same(const struct mapping_file *a, const struct mapping_file *b);

#endif
