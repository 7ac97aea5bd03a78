/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many small allocations, freed together. Chunks grow by need up to a ceiling given at birth; asking past the
 * ceiling aborts, so callers bound their input first. Not thread-safe.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *head;
    size_t used; /* bytes handed out since the last clear */
    size_t max;
};

void arena_init(struct arena *a, size_t max);
void arena_release(struct arena *a);
/* Everything handed out becomes invalid; the first chunk is kept for reuse. */
void arena_clear(struct arena *a);
/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t n);
/* As it is, aligned for any type: for what its user writes whole. */
void *arena_room(struct arena *a, size_t n);
/* A copy, NUL-ended. */
struct str arena_str(struct arena *a, struct str s);
/* So many of them one after the other, NUL-ended. */
struct str arena_join(struct arena *a, const struct str *parts, size_t n);
/* printf into the arena. */
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
