/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "desk/road/hotlist_priv.h"

#define SMALL_IDS 65535u /* 16-bit numbers of regions, issuers, makes, colours */

#define AHEAD 16u
#define BIT64(n) (UINT64_C(1) << ((n)&63))

/* ---- the key ---- */

static uint64_t secret[3];

__attribute__((constructor)) static void draw_secret(void)
{
    random_bytes(secret, sizeof secret);
    for (size_t i = 0; i < ARRAY_LEN(secret); i++)
        secret[i] |= 1; /* a zero factor would forget the other one */
}

/* Both halves of the 128-bit product: every bit of a and b reaches every bit of the sum. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t load(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n);
    return v;
}

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

uint64_t road_key(struct str region, struct str plate)
{
    uint64_t a, b, r = region.n;
    size_t n = plate.n;
    for (size_t i = 0; i < region.n; i++)
        r = r * UINT64_C(0x100000001b3) + (uint8_t)lower(region.p[i]);
    if (n >= 8) { /* the two loads may overlap; the length tells such plates apart */
        a = load(plate.p, 8);
        b = load(plate.p + n - 8, 8);
    } else if (n >= 4) {
        a = load(plate.p, 4);
        b = load(plate.p + n - 4, 4);
    } else {
        a = n > 0 ? load(plate.p, n) : 0;
        b = 0;
    }
    uint64_t h = fold(a ^ secret[0], b ^ secret[1]);
    return fold(h ^ r ^ secret[2], (n << 56 | r) ^ secret[0]);
}

/* ---- building ---- */

static uint64_t power_of_two(uint64_t at_least)
{
    uint64_t n = 8;
    while (n < at_least)
        n *= 2;
    return n;
}

struct road_list *road_list_bare(uint32_t max)
{
    must(max <= ROAD_LIST_MAX);
    struct road_list *l = mem_alloc(sizeof *l);
    uint64_t slots = power_of_two((uint64_t)max * 2), words = power_of_two((uint64_t)max / 4);
    l->magic = LIST_MAGIC;
    l->max = max;
    l->slots = mem_array(slots, sizeof l->slots[0]);
    l->slot_mask = slots - 1;
    l->bloom = mem_array(words, sizeof l->bloom[0]);
    l->bloom_mask = words - 1;
    l->entries = mem_array(max > 0 ? max : 1, sizeof l->entries[0]);
    arena_init(&l->texts, TEXTS_MAX);
    return l;
}

struct road_list *road_list_new(uint32_t max)
{
    struct road_list *l = road_list_bare(max);
    for (int i = 0; i < POOLS; i++) {
        map_init(&l->pools[i].by_text);
        l->pools[i].max = i == POOL_BASIS ? ROAD_LIST_MAX + 1 : SMALL_IDS;
    }
    return l;
}

void road_list_free(struct road_list *l)
{
    if (l == NULL)
        return;
    CHECK_OBJ(l, LIST_MAGIC);
    for (int i = 0; i < POOLS; i++) {
        map_release(&l->pools[i].by_text);
        free(l->pools[i].v);
    }
    arena_release(&l->texts);
    free(l->bloom);
    free(l->slots);
    free(l->entries);
    l->magic = 0;
    free(l);
}

/* Number of a text in its pool, or UINT32_MAX when the pool is full. */
static uint32_t number_of(struct road_list *l, int which, struct str text)
{
    struct list_pool *p = &l->pools[which];
    uintptr_t at = (uintptr_t)map_get(&p->by_text, text);
    if (at != 0)
        return (uint32_t)(at - 1);
    if (p->n == p->max || l->texts.used + text.n > TEXTS_MAX / 2)
        return UINT32_MAX;
    if (p->n == p->cap) {
        p->cap = p->cap > 0 ? p->cap * 2 : 16;
        p->v = mem_resize(p->v, p->cap, sizeof p->v[0]);
    }
    p->v[p->n] = arena_str(&l->texts, text);
    uintptr_t number = (uintptr_t)p->n + 1;
    map_set(&p->by_text, p->v[p->n], (void *)number);
    return p->n++;
}

static uint64_t bits_of(uint64_t key)
{
    /* Five bits from the middle of the key; block and slot use its other ends. */
    return BIT64(key >> 20) | BIT64(key >> 26) | BIT64(key >> 32) | BIT64(key >> 38) |
           BIT64(key >> 44);
}

/* `number`: of the entry, from 1. */
static void enter(struct road_list *l, uint64_t key, uint32_t number)
{
    uint64_t at = key & l->slot_mask;
    while (l->slots[at] != 0)
        at = (at + 1) & l->slot_mask;
    l->slots[at] = (key >> 32 << 32) | number;
    l->bloom[(key >> 8) & l->bloom_mask] |= bits_of(key);
}

static bool fill(struct road_list *l, struct list_entry *en, const struct road_wanted *w)
{
    char region[65];
    struct str r = {region, w->region.n < 64 ? w->region.n : 64};
    for (size_t i = 0; i < r.n; i++)
        region[i] = lower(w->region.p[i]);
    uint32_t n[POOLS] = {number_of(l, POOL_REGION, r), number_of(l, POOL_ISSUER, w->issuer),
                         number_of(l, POOL_BASIS, w->basis), number_of(l, POOL_MAKE, w->make),
                         number_of(l, POOL_COLOR, w->color)};
    for (int i = 0; i < POOLS; i++)
        if (n[i] == UINT32_MAX)
            return false;
    memset(en, 0, sizeof *en);
    memcpy(en->plate, w->plate.p, w->plate.n);
    en->plate_n = (uint8_t)w->plate.n;
    en->expires = w->expires;
    en->line = w->line;
    en->region = (uint16_t)n[POOL_REGION];
    en->issuer = (uint16_t)n[POOL_ISSUER];
    en->basis = n[POOL_BASIS];
    en->make = (uint16_t)n[POOL_MAKE];
    en->color = (uint16_t)n[POOL_COLOR];
    en->class = w->class;
    en->reason = w->reason;
    en->lookalikes = w->lookalikes;
    return true;
}

enum road_add road_list_add(struct road_list *l, const struct road_wanted *w)
{
    CHECK_OBJ(l, LIST_MAGIC);
    must(w->plate.n >= 2 && w->plate.n <= ROAD_PLATE_MAX && w->region.n > 0);
    if (road_list_has(l, w))
        return ROAD_SAME;
    if (l->n == l->max || !fill(l, &l->entries[l->n], w))
        return ROAD_FULL;
    enter(l, road_key(w->region, w->plate), ++l->n);
    return ROAD_ADDED;
}

void road_list_index(struct road_list *l)
{
    uint64_t keys[AHEAD];
    for (uint32_t i = 0; i < l->n; i += AHEAD) {
        uint32_t n = l->n - i < AHEAD ? l->n - i : AHEAD;
        /* Each goes somewhere else in memory: ask for all of these places before the first is needed. */
        for (uint32_t k = 0; k < n; k++) {
            const struct list_entry *en = &l->entries[i + k];
            keys[k] =
                road_key(l->pools[POOL_REGION].v[en->region], (struct str){en->plate, en->plate_n});
            __builtin_prefetch(&l->slots[keys[k] & l->slot_mask], 1);
            __builtin_prefetch(&l->bloom[(keys[k] >> 8) & l->bloom_mask], 1);
        }
        for (uint32_t k = 0; k < n; k++)
            enter(l, keys[k], i + k + 1);
    }
}

void road_list_seal(struct road_list *l)
{
    for (int i = 0; i < POOLS; i++)
        map_release(&l->pools[i].by_text);
}

/* ---- asking ---- */

bool road_list_maybe(const struct road_list *l, uint64_t key)
{
    uint64_t bits = bits_of(key);
    return (l->bloom[(key >> 8) & l->bloom_mask] & bits) == bits;
}

void road_list_expect(const struct road_list *l, uint64_t key)
{
    __builtin_prefetch(&l->bloom[(key >> 8) & l->bloom_mask]);
}

void road_list_near(const struct road_list *l, uint64_t key)
{
    if (road_list_maybe(l, key))
        __builtin_prefetch(&l->slots[key & l->slot_mask]);
}

void road_list_nearer(const struct road_list *l, uint64_t key)
{
    uint64_t slot = road_list_maybe(l, key) ? l->slots[key & l->slot_mask] : 0;
    if (slot != 0)
        __builtin_prefetch(&l->entries[(uint32_t)slot - 1]);
}

static bool same_region(struct str kept, struct str any)
{
    bool same = kept.n == any.n;
    for (size_t i = 0; same && i < any.n; i++)
        same = kept.p[i] == lower(any.p[i]);
    return same;
}

uint32_t road_list_find(const struct road_list *l, uint64_t key, struct str region,
                        struct str plate, uint64_t *cursor)
{
    for (;; ++*cursor) {
        uint64_t slot = l->slots[(key + *cursor) & l->slot_mask];
        if (slot == 0)
            return UINT32_MAX;
        if (slot >> 32 != key >> 32)
            continue;
        uint32_t i = (uint32_t)slot - 1;
        const struct list_entry *en = &l->entries[i];
        if (en->plate_n == plate.n && memcmp(en->plate, plate.p, plate.n) == 0 &&
            same_region(l->pools[POOL_REGION].v[en->region], region)) {
            ++*cursor;
            return i;
        }
    }
}

void road_list_get(const struct road_list *l, uint32_t i, struct road_wanted *out)
{
    must(i < l->n);
    const struct list_entry *en = &l->entries[i];
    *out = (struct road_wanted){.plate = {en->plate, en->plate_n},
                                .region = l->pools[POOL_REGION].v[en->region],
                                .issuer = l->pools[POOL_ISSUER].v[en->issuer],
                                .basis = l->pools[POOL_BASIS].v[en->basis],
                                .make = l->pools[POOL_MAKE].v[en->make],
                                .color = l->pools[POOL_COLOR].v[en->color],
                                .expires = en->expires,
                                .line = en->line,
                                .class = en->class,
                                .reason = en->reason,
                                .lookalikes = en->lookalikes != 0};
}

uint32_t road_list_count(const struct road_list *l)
{
    return l->n;
}

size_t road_list_bytes(const struct road_list *l)
{
    size_t n = sizeof *l + (l->slot_mask + l->bloom_mask + 2) * sizeof(uint64_t) +
               (size_t)l->max * sizeof(struct list_entry) + l->texts.used;
    for (int i = 0; i < POOLS; i++)
        n += l->pools[i].cap * sizeof(struct str) +
             l->pools[i].by_text.cap * sizeof(struct map_slot);
    return n;
}

/* ---- comparing ---- */

static bool same(const struct road_wanted *a, const struct road_wanted *b)
{
    return a->class == b->class && a->reason == b->reason && a->lookalikes == b->lookalikes &&
           a->expires == b->expires && str_eq(a->issuer, b->issuer) && str_eq(a->basis, b->basis) &&
           str_eq(a->make, b->make) && str_eq(a->color, b->color);
}

bool road_list_has(const struct road_list *l, const struct road_wanted *w)
{
    uint64_t key = road_key(w->region, w->plate), cursor = 0;
    struct road_wanted there;
    if (!road_list_maybe(l, key))
        return false;
    for (uint32_t i; (i = road_list_find(l, key, w->region, w->plate, &cursor)) != UINT32_MAX;) {
        road_list_get(l, i, &there);
        if (same(&there, w))
            return true;
    }
    return false;
}

void road_list_difference(const struct road_list *base, const struct road_list *next,
                          uint32_t *added, uint32_t *removed)
{
    uint32_t common = 0;
    for (uint32_t i = 0; base != NULL && i < next->n; i++) {
        struct road_wanted w;
        road_list_get(next, i, &w);
        common += road_list_has(base, &w);
    }
    /* Neither list holds an entry twice, so what is not common is new or gone. */
    *added = next->n - common;
    *removed = base != NULL ? base->n - common : 0;
}
