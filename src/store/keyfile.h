/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets of 32 bytes, each in a file of its own. One that is made is whole and on disk under its name before it is used: a process
 * that dies while it makes one leaves none, never a part. The caller wipes the key when it is done with it. Any thread.
 */
#ifndef STORE_KEYFILE_H
#define STORE_KEYFILE_H

#include <stdint.h>

#include "store/file.h"

#define KEYFILE_LEN 32

/* RC_NOT_FOUND when there is none; RC_CORRUPT when it has not 32 bytes: `key` is then as it was. */
MUST_USE enum rc keyfile_load(const char *path, uint8_t key[static KEYFILE_LEN], struct err *e);
/* A new one from the system's randomness, in the place of one that may be there. `folder` is the one that `path` is in. */
MUST_USE enum rc keyfile_make(const char *folder, const char *path, uint8_t key[static KEYFILE_LEN],
                              struct err *e);
/* What keyfile_load gives, or a new one when there is none. The folder is made if need be; its parent must exist. */
MUST_USE enum rc keyfile_open(const char *folder, const char *path, uint8_t key[static KEYFILE_LEN],
                              struct err *e);

#endif
