/* SPDX-License-Identifier: Apache-2.0 */
/* The ways of sha256_many, the best first; the first that this processor can is taken, so tests go through all it can. */
#ifndef BASE_HASH_PRIV_H
#define BASE_HASH_PRIV_H

#include "base/hash.h"

struct hash_way {
    bool (*can)(void); /* NULL: end of the list */
    void (*hash)(struct sha256_text *v, size_t n);
    size_t most; /* texts at a time, at least one */
};

extern const struct hash_way hash_ways[];

#endif
