/* SPDX-License-Identifier: Apache-2.0 */
/* How a list lies in memory; for hotlist.c, and hotlist_file.c, which keeps it on disk nearly so. */
#ifndef DESK_ROAD_HOTLIST_PRIV_H
#define DESK_ROAD_HOTLIST_PRIV_H

#include "base/arena.h"
#include "base/map.h"
#include "desk/road/hotlist.h"

#define LIST_MAGIC 0x40715701u
#define TEXTS_MAX ((size_t)1 << 30)

/* 48 bytes. Texts are numbers into pools, since few differ. */
struct list_entry {
    char plate[ROAD_PLATE_MAX]; /* padded with NUL */
    int64_t expires;
    uint32_t basis, line;
    uint16_t region, issuer, make, color;
    uint8_t class, reason, lookalikes, plate_n;
};

struct list_pool {
    struct map by_text; /* to number + 1; empty once sealed */
    struct str *v;
    uint32_t n, cap, max;
};

enum { POOL_REGION, POOL_ISSUER, POOL_BASIS, POOL_MAKE, POOL_COLOR, POOLS };

struct road_list {
    unsigned magic;
    uint64_t *bloom; /* blocked: all bits of a key are in one word */
    uint64_t *slots; /* high half: high half of the key; low half: entry + 1; 0: free */
    uint64_t bloom_mask, slot_mask;
    struct list_entry *entries;
    uint32_t n, max;
    struct list_pool pools[POOLS];
    struct arena texts;
};

/* Room for `max` entries, without the maps that only adding needs. */
struct road_list *road_list_bare(uint32_t max);
/* Make slots and filter of the entries there are; none may be in them yet. */
void road_list_index(struct road_list *l);

#endif
