/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define MAP_FIRST 16

static struct {
    uint64_t k0, k1;
} map_key;

/* Before main, so that map_hash needs no lock and no check. */
__attribute__((constructor)) static void map_key_draw(void)
{
    map_key.k0 = random_u64();
    map_key.k1 = random_u64();
}

static inline uint64_t rotl(uint64_t x, unsigned by)
{
    return x << (by & 63) | x >> (-by & 63);
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotl(v[1], 13) ^ v[0];
    v[3] = rotl(v[3], 16) ^ v[2];
    v[0] = rotl(v[0], 32) + v[3];
    v[2] += v[1];
    v[3] = rotl(v[3], 21) ^ v[0];
    v[1] = rotl(v[1], 17) ^ v[2];
    v[2] = rotl(v[2], 32);
}

/*
 * SipHash-1-3 (Aumasson and Bernstein): strong enough for table keys at half the rounds of
 * SipHash-2-4.
 */
uint64_t map_hash(struct str s)
{
    uint64_t v[4] = {
        map_key.k0 ^ UINT64_C(0x736f6d6570736575), map_key.k1 ^ UINT64_C(0x646f72616e646f6d),
        map_key.k0 ^ UINT64_C(0x6c7967656e657261), map_key.k1 ^ UINT64_C(0x7465646279746573)};
    size_t i = 0;
    uint64_t word;
    for (; s.n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    word = (uint64_t)s.n << 56;
    for (unsigned shift = 0; i < s.n; i++, shift += 8)
        word |= (uint64_t)(unsigned char)s.p[i] << shift;
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
    v[2] ^= 0xFF;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/*
 * Which bits of the hash choose the slot depends on the table's size: otherwise filling one map
 * while walking another would arrive in slot order and pile up into long runs.
 */
static inline size_t map_home(const struct map *m, uint64_t hash)
{
    return (size_t)rotl(hash, 11 * (unsigned)__builtin_ctzll(m->cap)) & (m->cap - 1);
}

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_release(struct map *m)
{
    free(m->slots);
    *m = (struct map){0};
}

/*
 * The slot that holds the key, or the free slot where it would go. Needs cap > 0; there is always a
 * free slot.
 */
static struct map_slot *map_find(const struct map *m, struct str key, uint64_t hash)
{
    size_t i = map_home(m, hash);
    for (;; i = (i + 1) & (m->cap - 1)) {
        struct map_slot *slot = &m->slots[i];
        if (slot->value == NULL || (slot->hash == hash && str_eq(slot->key, key)))
            return slot;
    }
}

static bool map_holds(size_t cap, size_t n)
{
    return n * 10 <= cap * 7;
}

static void map_grow(struct map *m, size_t cap)
{
    struct map bigger = {.cap = cap, .n = m->n};
    bigger.slots = mem_array(bigger.cap, sizeof *bigger.slots);
    for (size_t k = 0; k < m->cap; k++) {
        if (m->slots[k].value == NULL)
            continue;
        size_t i = map_home(&bigger, m->slots[k].hash);
        while (bigger.slots[i].value != NULL)
            i = (i + 1) & (bigger.cap - 1);
        bigger.slots[i] = m->slots[k];
    }
    free(m->slots);
    *m = bigger;
}

void map_reserve(struct map *m, size_t n)
{
    size_t cap = m->cap > 0 ? m->cap : MAP_FIRST;
    while (!map_holds(cap, n))
        cap *= 2;
    if (cap > m->cap)
        map_grow(m, cap);
}

void *map_get(const struct map *m, struct str key)
{
    return m->n > 0 ? map_find(m, key, map_hash(key))->value : NULL;
}

struct map_key map_key_of(struct str s)
{
    return (struct map_key){s, map_hash(s)};
}

void *map_get_key(const struct map *m, struct map_key key)
{
    return m->n > 0 ? map_find(m, key.text, key.hash)->value : NULL;
}

void map_expect(const struct map *m, struct map_key key)
{
    if (m->n > 0)
        __builtin_prefetch(&m->slots[map_home(m, key.hash)]);
}

void map_near(const struct map *m, struct map_key key)
{
    if (m->n == 0)
        return;
    const struct map_slot *slot = &m->slots[map_home(m, key.hash)];
    if (slot->value == NULL || slot->hash != key.hash)
        return; /* nothing, or it stands further on: seldom */
    __builtin_prefetch(slot->key.p);
    __builtin_prefetch(slot->value);
}

void *map_set_key(struct map *m, struct map_key key, void *value)
{
    must(value != NULL);
    if (!map_holds(m->cap, m->n + 1))
        map_grow(m, m->cap > 0 ? m->cap * 2 : MAP_FIRST);
    struct map_slot *slot = map_find(m, key.text, key.hash);
    void *old = slot->value;
    *slot = (struct map_slot){key.text, key.hash, value};
    m->n += old == NULL;
    return old;
}

void *map_set(struct map *m, struct str key, void *value)
{
    return map_set_key(m, map_key_of(key), value);
}

/* Close the gap by moving later entries of the run back, so that lookups never meet a tombstone. */
static void map_close_gap(struct map *m, size_t gap)
{
    size_t mask = m->cap - 1;
    for (size_t i = (gap + 1) & mask; m->slots[i].value != NULL; i = (i + 1) & mask) {
        size_t home = map_home(m, m->slots[i].hash);
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            m->slots[gap] = m->slots[i];
            gap = i;
        }
    }
    m->slots[gap] = (struct map_slot){0};
}

void *map_del(struct map *m, struct str key)
{
    if (m->n == 0)
        return NULL;
    struct map_slot *slot = map_find(m, key, map_hash(key));
    void *old = slot->value;
    if (old == NULL)
        return NULL;
    map_close_gap(m, (size_t)(slot - m->slots));
    m->n--;
    return old;
}

void *map_next(const struct map *m, size_t *at)
{
    while (*at < m->cap) {
        void *value = m->slots[(*at)++].value;
        if (value != NULL)
            return value;
    }
    return NULL;
}
