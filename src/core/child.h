/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of ours that does one thing beside the server (the signer, the courier): started with one end of a socket as its
 * standard input, asked by whole messages, and gone when the socket is closed. One thread each.
 */
#ifndef CORE_CHILD_H
#define CORE_CHILD_H

#include <sys/types.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/file.h"

#define CHILD_ARGS_MAX 4

struct child {
    int fd; /* -1: none */
    pid_t pid;
};

/*
 * Where such a program is: `set`, or when that is empty beside this program, or beside the folder that is in. RC_IO: nowhere.
 */
MUST_USE enum rc child_find(const char *name, const char *set, char out[static FILE_PATH_MAX],
                            struct err *e);

/*
 * `set`: where it is, as the settings say; empty: beside this program, or beside the folder that is in. `args` ends with NULL.
 * RC_IO when it cannot be started.
 */
MUST_USE enum rc child_start(struct child *c, const char *name, const char *set,
                             const char *const args[], struct err *e);
void child_end(struct child *c);

/* A message leaves whole, or RC_IO: the child is to be ended. */
MUST_USE enum rc child_send(struct child *c, struct str message, struct err *e);
/* The next message, appended to `out`. RC_BUSY: none within `ms`; RC_IO: the child is gone. */
MUST_USE enum rc child_take(struct child *c, struct buf *out, size_t max, int ms, struct err *e);

#endif
