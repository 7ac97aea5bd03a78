/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PICTURE_PICTURE_PRIV_H
#define PICTURE_PICTURE_PRIV_H

#include "base/map.h"
#include "picture/picture.h"

#define PICTURE_INDEX_MAX 6 /* indexed fields of one kind */
#define PICTURE_ONCE_LIFE (48 * USEC_H)
#define PICTURE_ONCE_MAX \
    1000000u /* answers kept at most, so that nobody fills the memory with them */

/* Entities that share a value of an indexed field; most values are one's own. */
struct index_list {
    struct entity **v; /* `few`, until there are more */
    uint32_t n, cap;
    struct entity *few[2];
    char key[]; /* the value */
};

struct index {
    const struct field *field; /* NULL: unused */
    struct map lists;          /* value -> struct index_list */
};

struct kind_store {
    struct map by_id;
    struct entity **v;
    uint32_t n, cap;
    struct index index[PICTURE_INDEX_MAX];
    uint64_t index_bits;
};

/* One remembered answer; the list is in order of time, so that old ones are dropped from its head. */
struct once {
    struct once *next;
    usec_t at;
    uint64_t seq;
    struct str key, answer; /* in the same allocation */
};

/* An entity's wake_at beside it, so that the heap is sorted without looking at entities. */
struct timer {
    usec_t due;
    struct entity *en;
};

/* A snapshot being taken of a picture that goes on changing: what is to be saved is as it was at `seq`. */
struct saving {
    uint64_t seq;
    uint32_t number;         /* entities that are saved carry it */
    int kind;                /* being walked, from its last place down to the first */
    uint32_t at;             /* places left of it */
    const struct once *once; /* next answer to be saved */
    bool bare;               /* without what is personal */
    struct buf early;        /* lines of what changed before its turn */
};

struct picture {
    unsigned magic;
    uint64_t seq;
    usec_t time;
    uint64_t hash;
    struct kind_store kinds[KIND_COUNT];
    struct timer *timers; /* binary heap; entity->timer is the place + 1 */
    uint32_t ntimers, timers_cap;
    struct entity **waiting; /* in order of asked_at, then of id */
    uint32_t nwaiting, waiting_cap;
    struct map once;
    struct once *once_first, *once_last;
    uint32_t once_count;
    bool
        unfinished; /* look-ups (`once` too), timers and what waits are empty; entities that changed have the hash 0, which is in no sum */
    struct places *places;
    struct saving *saving; /* NULL: none is being taken */
    uint32_t savings;      /* so far */
};

#define PICTURE_MAGIC 0x9d1c7e01u

/* index.c */
void index_init(struct picture *p);
void index_release(struct picture *p);
void index_add(struct picture *p, struct entity *en, uint64_t bits);
void index_remove(struct picture *p, struct entity *en, uint64_t bits);

/* timer.c */
usec_t timer_due(const struct entity *en);
void timer_update(struct picture *p, struct entity *en);
void timer_remove(struct picture *p, struct entity *en);

/* wait.c: after an entity began or changed, and before it changes or ends; nothing for what does not wait. */
void wait_add(struct picture *p, struct entity *en);
void wait_remove(struct picture *p, const struct entity *en);
/* All at once. */
void wait_finish(struct picture *p);
/* Aborts unless they are those that a walk of all finds. */
void wait_check(const struct picture *p);

/* once.c */
void once_fold(struct picture *p, const struct event *ev);
void once_put(struct picture *p, struct str key, struct str answer, uint64_t seq, usec_t at);
void once_release(struct picture *p);
/* Answers given with the targets of an erasure are forgotten. */
void once_erase(struct picture *p, const struct erasure *x);
/* The look-up by key. */
void once_finish(struct picture *p);

/* erase.c: personal values and answers that came from its targets are gone; hashes stay. */
void erase_fold(struct picture *p, const struct erasure *x);

/* place.c */
struct places *places_new(void);
void places_free(struct places *x);
void places_changed(struct places *x);

/* save.c: before an entity changes or ends, or the oldest answer is forgotten, while p->saving. */
void saving_entity(struct picture *p, struct entity *en);
void saving_once(struct picture *p, const struct once *o);

/* picture.c */
struct entity *entity_new(struct picture *p, enum kind kind, struct map_key id, uint64_t first,
                          const void *patch);
void entity_rehash(struct picture *p, struct entity *en);
/* Of an unfinished picture: the hashes that are not right. */
void picture_hash_changed(struct picture *p);

#endif
