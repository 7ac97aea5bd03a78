/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain files and folders that must survive a power cut: what is told here to be on disk is on
 * disk. Files are made for the owner alone (0600, folders 0700). All calls pass the fault layer.
 * Any thread. Errors: RC_IO with the path and the system's reason, RC_NOT_FOUND where said.
 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "base/buf.h"
#include "base/err.h"

#define FILE_PATH_MAX 1024 /* bytes of a path, NUL included */

/* printf a path into `out`; RC_TOO_LARGE when it does not fit. */
enum rc file_path(char out[static FILE_PATH_MAX], struct err *e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Make a folder unless it is there, and sync its parent so that it stays. The parent must exist. */
MUST_USE enum rc file_make_dir(const char *path, struct err *e);
/* Make the names in a folder durable: after creating, renaming or removing in it. */
MUST_USE enum rc file_sync_dir(const char *path, struct err *e);

/* A new file for writing; fails when it exists. The caller closes *fd. */
MUST_USE enum rc file_create(const char *path, int *fd, struct err *e);
/* All bytes or an error. */
MUST_USE enum rc file_write(int fd, struct str bytes, const char *path, struct err *e);
MUST_USE enum rc file_sync(int fd, const char *path, struct err *e);
/* A new whole file with these bytes, synced; its name is durable only after file_sync_dir. Fails when it exists. */
MUST_USE enum rc file_save(const char *path, struct str bytes, struct err *e);
/* Open for reading. RC_NOT_FOUND when it does not exist. */
MUST_USE enum rc file_open(const char *path, int *fd, struct err *e);
/* Append what is left of an open file to `out`; RC_TOO_LARGE over its ceiling. */
MUST_USE enum rc file_read(int fd, const char *path, struct buf *out, struct err *e);
/* A whole small file. RC_NOT_FOUND when it does not exist. */
MUST_USE enum rc file_load(const char *path, struct buf *out, struct err *e);
MUST_USE enum rc file_rename(const char *from, const char *to, struct err *e);
/*
 * A whole file in the place of one that may be there: written aside as PATH.part, synced, renamed, and durable on return.
 * `folder` is the one that `path` is in.
 */
MUST_USE enum rc file_replace(const char *folder, const char *path, struct str bytes,
                              struct err *e);
/* Remove a file; one that is not there is no error. */
enum rc file_remove(const char *path, struct err *e);
bool file_exists(const char *path);

#endif
