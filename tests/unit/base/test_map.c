/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "support/t.h"

static void test_map_set__inserts_replaces_deletes(void)
{
    struct map m;
    int one = 1, two = 2;
    map_init(&m);
    T(map_get(&m, STR("a")) == NULL);
    T(map_get_key(&m, map_key_of(STR("a"))) == NULL);
    map_expect(&m, map_key_of(STR("a")));
    map_near(&m, map_key_of(STR("a")));
    T(map_del(&m, STR("a")) == NULL);
    T(map_set(&m, STR("a"), &one) == NULL);
    T_EQ(m.n, 1);
    T(map_get(&m, STR("a")) == &one);
    T(map_get(&m, STR("b")) == NULL);
    T(map_get(&m, STR_NONE) == NULL);
    T(map_set(&m, STR("a"), &two) == &one);
    T_EQ(m.n, 1);
    T(map_get(&m, STR("a")) == &two);
    T(map_del(&m, STR("a")) == &two);
    T_EQ(m.n, 0);
    T(map_get(&m, STR("a")) == NULL);
    T(map_set(&m, STR_NONE, &one) == NULL);
    T(map_get(&m, STR("")) == &one);
    map_release(&m);
    T_EQ(m.n, 0);
}

static void test_map_set__the_new_key_is_kept(void)
{
    struct map m;
    int v = 0;
    char *old = str_dup(STR("key")), *new = str_dup(STR("key"));
    map_init(&m);
    (void)map_set(&m, str_c(old), &v);
    (void)map_set(&m, str_c(new), &v);
    memset(old, 'x', 3);
    free(old);
    T(map_get(&m, STR("key")) == &v);
    free(new);
    map_release(&m);
}

#define KEYS 3000

/* A plain array says what the map must hold. */
static void test_map__agrees_with_an_array(void)
{
    static char keys[KEYS][16];
    static int values[2 * KEYS];
    void *model[KEYS] = {NULL};
    size_t n = 0;
    struct map m;
    uint64_t state = t_seed();
    map_init(&m);
    for (int i = 0; i < KEYS; i++)
        (void)snprintf(keys[i], sizeof keys[i], "%x", i * 7919);
    for (int step = 0; step < 200000; step++) {
        uint64_t r = t_rand(&state);
        /* Small key ranges by turns, so that the map both swells and empties. */
        size_t k = (r >> 8) % (step / 20000 % 2 ? 40 : KEYS);
        void *value = &values[(r >> 40) % ARRAY_LEN(values)];
        switch (r % 5) {
        case 0:
        case 1:
            T(map_set(&m, str_c(keys[k]), value) == model[k]);
            n += model[k] == NULL;
            model[k] = value;
            break;
        case 2:
        case 3:
            T(map_del(&m, str_c(keys[k])) == model[k]);
            n -= model[k] != NULL;
            model[k] = NULL;
            break;
        default:
            map_expect(&m, map_key_of(str_c(keys[k])));
            map_near(&m, map_key_of(str_c(keys[k])));
            T(map_get(&m, str_c(keys[k])) == model[k]);
            T(map_get_key(&m, map_key_of(str_c(keys[k]))) == model[k]);
            break;
        }
        T_REQUIRE(m.n == n && m.n * 10 <= m.cap * 7);
    }
    for (int k = 0; k < KEYS; k++)
        T(map_get(&m, str_c(keys[k])) == model[k]);
    map_release(&m);
}

static void test_map_next__each_once(void)
{
    static char keys[KEYS][16];
    static int seen[KEYS];
    struct map m;
    size_t at = 0, count = 0;
    map_init(&m);
    T(map_next(&m, &at) == NULL);
    for (int i = 0; i < KEYS; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "u-%d", i);
        (void)map_set(&m, str_c(keys[i]), &seen[i]);
    }
    at = 0;
    for (int *v; (v = map_next(&m, &at)) != NULL; count++)
        T_EQ(++*v, 1);
    T_EQ(count, KEYS);
    T(map_next(&m, &at) == NULL);
    map_release(&m);
}

/*
 * Long runs are what ends open addressing: filling one map from the walk of another must not build
 * them.
 */
static void test_map__copying_by_walk_stays_flat(void)
{
    enum { N = 100000 };

    static char keys[N][12];
    struct map from, to;
    size_t at = 0, run = 0, longest = 0;
    map_init(&from);
    map_init(&to);
    for (int i = 0; i < N; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "%d", i);
        (void)map_set(&from, str_c(keys[i]), keys[i]);
    }
    for (char *key; (key = map_next(&from, &at)) != NULL;) {
        (void)map_set(&to, str_c(key), key);
        if (to.n != 90000)
            continue;
        for (size_t i = 0; i < to.cap; i++) {
            run = to.slots[i].value != NULL ? run + 1 : 0;
            longest = run > longest ? run : longest;
        }
    }
    T_EQ(to.n, N);
    T(longest > 0 && longest < 1000);
    map_release(&from);
    map_release(&to);
}

static void test_map_reserve__keeps_all_and_does_not_grow(void)
{
    static char keys[1000][16];
    struct map m;
    map_init(&m);
    map_reserve(&m, 0);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "key-%d", i);
        if (i == 100)
            map_reserve(&m, 1000);
        size_t cap = m.cap;
        (void)map_set(&m, str_c(keys[i]), keys[i]);
        T(i < 100 || m.cap == cap);
    }
    map_reserve(&m, 10);
    T_EQ(m.n, 1000);
    for (int i = 0; i < 1000; i++)
        T(map_get(&m, str_c(keys[i])) == keys[i]);
    map_release(&m);
}

static void *hash_in_thread(void *out)
{
    *(uint64_t *)out = map_hash(STR("the same key everywhere"));
    return NULL;
}

static void test_map_hash__same_in_every_thread(void)
{
    uint64_t got[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, hash_in_thread, &got[i]) == 0);
    for (int i = 0; i < 4; i++) {
        T_EQ(pthread_join(threads[i], NULL), 0);
        T(got[i] == map_hash(STR("the same key everywhere")));
    }
}

static void test_map_hash__every_bit_counts(void)
{
    char text[40] = {0};
    for (size_t n = 0; n <= sizeof text; n++) {
        uint64_t h = map_hash((struct str){text, n});
        T(n == 0 || h != map_hash((struct str){text, n - 1}));
        for (size_t bit = 0; bit < n * 8; bit++) {
            text[bit / 8] = (char)(1 << bit % 8);
            T(h != map_hash((struct str){text, n}));
            text[bit / 8] = 0;
        }
    }
}

int main(void)
{
    T_RUN(test_map_set__inserts_replaces_deletes);
    T_RUN(test_map_set__the_new_key_is_kept);
    T_RUN(test_map__agrees_with_an_array);
    T_RUN(test_map_next__each_once);
    T_RUN(test_map__copying_by_walk_stays_flat);
    T_RUN(test_map_reserve__keeps_all_and_does_not_grow);
    T_RUN(test_map_hash__same_in_every_thread);
    T_RUN(test_map_hash__every_bit_counts);
    return t_end();
}
