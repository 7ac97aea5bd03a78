/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folders of files that are written once and never changed (the vault's, the keys'): copied whole
 * for backups, removed whole. At most TREE_DEPTH folders deep; links and devices are left out.
 * Any thread; errors as in file.h, RC_TOO_LARGE for a folder deeper than that.
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "base/err.h"

#define TREE_DEPTH 8

/*
 * Everything of `from` into `to`, made where missing, and durable on return. Left out: names that
 * begin with a dot, end in ".part", or are "new" (work under way). A file that is in `to` already
 * stays as it is; one that goes away meanwhile is left out; no folder `from` is no error.
 */
MUST_USE enum rc tree_copy(const char *from, const char *to, struct err *e);
/* Remove a folder and all below it; one that is not there is no error. */
enum rc tree_remove(const char *path, struct err *e);

#endif
