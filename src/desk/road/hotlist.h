/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One list of wanted vehicles in memory, made for one question asked 100,000 times a second: is
 * this plate of this region on it? Nearly always the answer is no, and then it costs one cache
 * line.
 *
 * The key is plate and region together, never the digits alone; class is compared by the caller,
 * who knows what "unknown" means. Two entries may share a key (another class, another issuer).
 * Built once, then read-only: any thread may read. About 70 bytes an entry plus its texts.
 */
#ifndef DESK_ROAD_HOTLIST_H
#define DESK_ROAD_HOTLIST_H

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

#define ROAD_LIST_MAX 8000000u /* entries of one list */
#define ROAD_PLATE_MAX 16

struct road_list;

/* One entry, its texts borrowed from the list. */
struct road_wanted {
    struct str plate, region, issuer, basis, make, color;
    usec_t expires;  /* never matches from then on */
    uint32_t line;   /* in the edition's file, from 1; or what its owner counts by */
    uint8_t class;   /* enum vehicle_class */
    uint8_t reason;  /* enum wanted_reason */
    bool lookalikes; /* list look-alikes too */
};

/* For at most `max` entries (0..ROAD_LIST_MAX). */
MUST_USE struct road_list *road_list_new(uint32_t max);
void road_list_free(struct road_list *l);

enum road_add {
    ROAD_ADDED,
    ROAD_SAME, /* an entry equal in all but its line is there: nothing changed */
    ROAD_FULL  /* over the ceiling, or over 65,534 different regions, issuers, makes or colours */
};

/* Copy the entry in. Plate of 2..16 bytes, region not empty; regions are kept in lower case. */
enum road_add road_list_add(struct road_list *l, const struct road_wanted *w);
/* No more will be added: gives back what only adding needs. */
void road_list_seal(struct road_list *l);

/*
 * A list as a file, so that a start need not read its source's text again: about ten times as fast. `sha` is the hash of that
 * text. Not synced: a file that is not whole is known by its sum and its text read instead. Any thread.
 */
MUST_USE enum rc road_list_save(const struct road_list *l, struct sha256 sha, const char *path,
                                struct err *e);
/* RC_NOT_FOUND when there is no file, RC_CORRUPT when it is damaged, of another form or another text. */
MUST_USE enum rc road_list_open(struct road_list **out, struct sha256 sha, const char *path,
                                struct err *e);

/* Keyed hash of region (any case) and plate (2..16 bytes); the same within one process only. */
uint64_t road_key(struct str region, struct str plate);

/* False: surely not on the list. One cache line. */
bool road_list_maybe(const struct road_list *l, uint64_t key);
/*
 * Some reads ahead of the question, memory is asked for what it will look at: the filter's line, then the slot, then the
 * entry. Each looks at what the one before has brought.
 */
void road_list_expect(const struct road_list *l, uint64_t key);
void road_list_near(const struct road_list *l, uint64_t key);
void road_list_nearer(const struct road_list *l, uint64_t key);
/*
 * The next entry of this key: its number, or UINT32_MAX. Start with *cursor = 0. The number is good
 * for road_list_get.
 */
uint32_t road_list_find(const struct road_list *l, uint64_t key, struct str region,
                        struct str plate, uint64_t *cursor);
void road_list_get(const struct road_list *l, uint32_t i, struct road_wanted *out);
uint32_t road_list_count(const struct road_list *l);
/* Bytes allocated now. */
size_t road_list_bytes(const struct road_list *l);

/* Is an entry equal in all but its line there? */
bool road_list_has(const struct road_list *l, const struct road_wanted *w);
/* Entries of `next` that `base` lacks, and the other way round; base may be NULL. */
void road_list_difference(const struct road_list *base, const struct road_list *next,
                          uint32_t *added, uint32_t *removed);

#endif
