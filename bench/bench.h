/* SPDX-License-Identifier: Apache-2.0 */
/* What the benches share: numbers that look random and are the same in every run, and a folder for their files. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdlib.h>

#include "store/file.h"
#include "store/tree.h"

/* Its upper bits are the good ones. */
static inline uint64_t bench_next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state;
}

/*
 * A new folder below `below`; NULL: below TMPDIR, or /var/tmp, which does not lie in memory, where a sync costs nothing.
 * Remove it with tree_remove.
 */
static inline void bench_dir(char out[static FILE_PATH_MAX], const char *below)
{
    const char *tmp = getenv("TMPDIR");
    if (below == NULL)
        below = tmp != NULL && tmp[0] != '\0' ? tmp : "/var/tmp";
    must(file_path(out, NULL, "%s/markaz-bench-XXXXXX", below) == RC_OK);
    if (mkdtemp(out) == NULL) {
        perror(out);
        exit(1);
    }
}

#endif
