/* SPDX-License-Identifier: Apache-2.0 */
/* A file as bytes in memory that nobody reads before they are needed. Any thread. */
#ifndef BASE_MAPPING_H
#define BASE_MAPPING_H

#include "base/err.h"
#include "base/str.h"

/*
 * Map a whole file read-only until mapping_close. On disk it must not be changed but replaced by renaming. RC_NOT_FOUND: no such
 * file; RC_IO; RC_TOO_LARGE: over `max` bytes; RC_CORRUPT: it is empty.
 */
MUST_USE enum rc mapping_open(struct str *bytes, const char *path, uint64_t max, struct err *e);
void mapping_close(struct str bytes);

#endif
