/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash map from a byte string to a pointer (open addressing, SipHash with a key drawn at start, so strangers cannot
 * choose collisions). Keys are borrowed: they must live inside the value or as long as the map. Not thread-safe.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

struct map_slot {
    struct str key;
    uint64_t hash;
    void *value; /* NULL: free slot */
};

struct map {
    struct map_slot *slots;
    size_t cap; /* a power of two, or 0 */
    size_t n;   /* entries */
};

void map_init(struct map *m);
void map_release(struct map *m);
void *map_get(const struct map *m, struct str key);
/* Insert or replace; value must not be NULL. Returns the value that was there, or NULL. The new key is kept. */
void *map_set(struct map *m, struct str key, void *value);
/* Remove; returns the value that was there, or NULL. */
void *map_del(struct map *m, struct str key);
/* Iterate in no particular order: start with *at = 0; NULL at the end. Do not change the map meanwhile. */
void *map_next(const struct map *m, size_t *at);

/* Keyed 64-bit hash of bytes with the process's key (not stable between runs). */
uint64_t map_hash(struct str s);

#endif
