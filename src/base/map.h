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

/* A text with its hash, for who looks for the same thing more than once or in more than one map. */
struct map_key {
    struct str text; /* borrowed */
    uint64_t hash;   /* map_hash(text) */
};

void map_init(struct map *m);
void map_release(struct map *m);
/* Room for n entries: none of them makes the table grow. */
void map_reserve(struct map *m, size_t n);
void *map_get(const struct map *m, struct str key);
void *map_get_key(const struct map *m, struct map_key key);
/* The key will be looked for soon: memory is asked for its place, and, when that is there, for what stands in it. */
void map_expect(const struct map *m, struct map_key key);
void map_near(const struct map *m, struct map_key key);
/* Insert or replace; value must not be NULL. Returns the value that was there, or NULL. The new key is kept. */
void *map_set(struct map *m, struct str key, void *value);
void *map_set_key(struct map *m, struct map_key key, void *value);
/* Remove; returns the value that was there, or NULL. */
void *map_del(struct map *m, struct str key);
/* Iterate in no particular order: start with *at = 0; NULL at the end. Do not change the map meanwhile. */
void *map_next(const struct map *m, size_t *at);

/* Keyed 64-bit hash of bytes with the process's key (not stable between runs). */
uint64_t map_hash(struct str s);
struct map_key map_key_of(struct str s);

#endif
