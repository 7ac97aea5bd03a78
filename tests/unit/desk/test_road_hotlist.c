/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "desk/road/edition.h"
#include "desk/road/hotlist.h"
#include "event/record.h"
#include "support/t.h"

#define MANY 200000u

static struct road_wanted wanted(const char *region, const char *plate, uint8_t class)
{
    return (struct road_wanted){.plate = str_c(plate),
                                .region = str_c(region),
                                .issuer = STR("GUVD"),
                                .basis = STR("case 1"),
                                .class = class,
                                .reason = WANTED_REASON_STOLEN,
                                .expires = 1000,
                                .line = 1};
}

static uint32_t found(const struct road_list *l, const char *region, const char *plate)
{
    uint64_t key = road_key(str_c(region), str_c(plate)), cursor = 0;
    uint32_t n = 0;
    if (!road_list_maybe(l, key))
        return 0;
    while (road_list_find(l, key, str_c(region), str_c(plate), &cursor) != UINT32_MAX)
        n++;
    return n;
}

static void test_hotlist__finds_by_plate_and_region(void)
{
    struct road_list *l = road_list_new(10);
    struct road_wanted w = wanted("UZ", "01A123BC", VEHICLE_CLASS_CAR), out;
    T_EQ(road_list_add(l, &w), ROAD_ADDED);
    road_list_seal(l);
    T_EQ(found(l, "uz", "01A123BC"), 1);
    T_EQ(found(l, "Uz", "01A123BC"), 1);
    T_EQ(found(l, "kz", "01A123BC"), 0);
    T_EQ(found(l, "uz", "01A123BD"), 0);
    T_EQ(found(l, "uz", "01A123B"), 0);
    T_EQ(found(l, "", "01A123BC"), 0);
    road_list_get(l, 0, &out);
    T_STRC(out.region, "uz");
    T_STRC(out.plate, "01A123BC");
    T_STRC(out.issuer, "GUVD");
    road_list_free(l);
}

static void test_hotlist__keeps_several_of_one_plate(void)
{
    struct road_list *l = road_list_new(4);
    struct road_wanted car = wanted("uz", "77", VEHICLE_CLASS_CAR);
    struct road_wanted van = wanted("uz", "77", VEHICLE_CLASS_VAN);
    struct road_wanted again = car;
    again.line = 9;
    T_EQ(road_list_add(l, &car), ROAD_ADDED);
    T_EQ(road_list_add(l, &van), ROAD_ADDED);
    T_EQ(road_list_add(l, &again), ROAD_SAME);
    T_EQ(found(l, "uz", "77"), 2);
    T_EQ(road_list_count(l), 2);
    road_list_free(l);
}

static void test_hotlist__is_full_at_its_ceiling(void)
{
    struct road_list *l = road_list_new(1);
    struct road_wanted a = wanted("uz", "AA", 1), b = wanted("uz", "BB", 1);
    T_EQ(road_list_add(l, &a), ROAD_ADDED);
    T_EQ(road_list_add(l, &b), ROAD_FULL);
    T_EQ(road_list_count(l), 1);
    road_list_free(l);
    l = road_list_new(0);
    T_EQ(road_list_add(l, &a), ROAD_FULL);
    T_EQ(found(l, "uz", "AA"), 0);
    road_list_free(l);
}

static void test_hotlist__keys_differ_by_length_and_region(void)
{
    /* Plates whose two overlapping loads are the same bytes. */
    T(road_key(STR("uz"), STR("AAAAAAAA")) != road_key(STR("uz"), STR("AAAAAAAAA")));
    T(road_key(STR("uz"), STR("AAAA")) != road_key(STR("uz"), STR("AAAAA")));
    T(road_key(STR("uz"), STR("AAAA")) != road_key(STR("kz"), STR("AAAA")));
    T(road_key(STR("UZ"), STR("AAAA")) == road_key(STR("uz"), STR("AAAA")));
}

struct line {
    char text[260];
};

/* Few plates and contents, so that near misses and repeats are many. */
static void random_line(uint64_t *seed, struct line *l)
{
    static const char *const regions[] = {"uz", "kz", "tj"};
    static const char *const classes[] = {"car", "van", "unknown"};
    static const char *const reasons[] = {"stolen", "crime"};
    uint64_t x = t_rand(seed);
    (void)snprintf(
        l->text, sizeof l->text,
        "{\"plate\":\"%05u%c%c\",\"region\":\"%s\",\"class\":\"%s\",\"issuer\":\"I%u\","
        "\"basis\":\"case %u\",\"reason\":\"%s\",\"expires_at\":\"2027-0%u-01T00:00:00Z\","
        "\"make\":\"M%u\",\"lookalikes\":%s}",
        (unsigned)(x % 40000), (char)('A' + x % 7), (char)('A' + (x >> 5) % 2), regions[x % 3],
        classes[(x >> 8) % 3], (unsigned)(x >> 10) % 2, (unsigned)(x >> 12) % 2,
        reasons[(x >> 14) % 2], (unsigned)(x >> 16) % 2 + 1, (unsigned)(x >> 18) % 2,
        (x >> 20) % 2 ? "true" : "false");
}

static void edition_of(const struct line *lines, uint32_t n, struct road_edition *out)
{
    struct buf b;
    struct err e;
    buf_init(&b, ROAD_EDITION_BYTES);
    for (uint32_t i = 0; i < n; i++)
        buf_printf(&b, "%s\n", lines[i].text);
    T_OK(road_edition_read(buf_str(&b), out, &e));
    buf_release(&b);
}

/* The same by a map of whole lines. */
static void brute(const struct line *base, uint32_t nbase, const struct line *next, uint32_t nnext,
                  uint32_t *added, uint32_t *removed)
{
    struct map a, b;
    map_init(&a);
    map_init(&b);
    for (uint32_t i = 0; i < nbase; i++)
        map_set(&a, str_c(base[i].text), (void *)(uintptr_t)&base[i]);
    for (uint32_t i = 0; i < nnext; i++)
        map_set(&b, str_c(next[i].text), (void *)(uintptr_t)&next[i]);
    *added = *removed = 0;
    size_t at = 0;
    for (const struct line *l; (l = map_next(&b, &at)) != NULL;)
        *added += map_get(&a, str_c(l->text)) == NULL;
    at = 0;
    for (const struct line *l; (l = map_next(&a, &at)) != NULL;)
        *removed += map_get(&b, str_c(l->text)) == NULL;
    map_release(&a);
    map_release(&b);
}

static void test_difference__equals_brute_force(void)
{
    uint64_t seed = t_seed();
    struct line *base = mem_array(MANY, sizeof *base), *next = mem_array(MANY, sizeof *next);
    struct road_edition a, b;
    uint32_t added, removed, want_added, want_removed;
    for (uint32_t i = 0; i < MANY; i++) {
        random_line(&seed, &base[i]);
        if (t_rand(&seed) % 4 == 0)
            random_line(&seed, &next[i]);
        else
            next[i] = base[t_rand(&seed) % (i + 1)];
    }
    edition_of(base, MANY, &a);
    edition_of(next, MANY, &b);
    brute(base, MANY, next, MANY, &want_added, &want_removed);
    road_list_difference(a.list, b.list, &added, &removed);
    T_EQ(added, want_added);
    T_EQ(removed, want_removed);
    T(added > 1000 && removed > 1000);
    road_list_difference(b.list, b.list, &added, &removed);
    T_EQ(added + removed, 0);
    road_list_difference(NULL, b.list, &added, &removed);
    T_EQ(added, road_list_count(b.list));
    T_EQ(removed, 0);
    road_edition_release(&a);
    road_edition_release(&b);
    free(base);
    free(next);
}

static void test_list__agrees_with_a_map_on_hits_and_misses(void)
{
    uint64_t seed = t_seed() + 1;
    struct line *lines = mem_array(20000, sizeof *lines);
    struct road_edition ed;
    struct map m;
    char(*keys)[40] = mem_array(20000, sizeof *keys);
    map_init(&m);
    for (uint32_t i = 0; i < 20000; i++)
        random_line(&seed, &lines[i]);
    edition_of(lines, 20000, &ed);
    for (uint32_t i = 0; i < road_list_count(ed.list); i++) {
        struct road_wanted w;
        road_list_get(ed.list, i, &w);
        (void)snprintf(keys[i], sizeof keys[i], "%.*s|%.*s", STR_ARG(w.region), STR_ARG(w.plate));
        map_set(&m, str_c(keys[i]), keys[i]);
    }
    uint32_t wrong = 0, hits = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        char plate[16], both[40];
        uint64_t x = t_rand(&seed);
        (void)snprintf(plate, sizeof plate, "%05u%c%c", (unsigned)(x % 40000),
                       (char)('A' + (x >> 20) % 7), (char)('A' + (x >> 30) % 2));
        (void)snprintf(both, sizeof both, "uz|%s", plate);
        bool want = map_get(&m, str_c(both)) != NULL;
        wrong += want != (found(ed.list, "uz", plate) > 0);
        hits += want;
    }
    T_EQ(wrong, 0);
    T(hits > 100);
    map_release(&m);
    road_edition_release(&ed);
    free(lines);
    free(keys);
}

/* ---- as a file ---- */

static struct road_list *some(uint32_t n)
{
    struct road_list *l = road_list_new(n);
    for (uint32_t i = 0; i < n; i++) {
        char plate[12], basis[20];
        (void)snprintf(plate, sizeof plate, "%02uA%03uBC", i / 1000 % 100, i % 1000);
        (void)snprintf(basis, sizeof basis, "case %u", i % 7);
        struct road_wanted w = wanted(i % 3 > 0 ? "uz" : "kz", plate, VEHICLE_CLASS_CAR);
        w.basis = str_c(basis);
        w.line = i + 1;
        w.lookalikes = i % 2 == 0;
        T_EQ(road_list_add(l, &w), ROAD_ADDED);
    }
    road_list_seal(l);
    return l;
}

static void test_file__the_same_list_comes_back(void)
{
    static const uint32_t sizes[] = {0, 1, 15, 16, 17, 5000};
    struct sha256 sha = sha256_of(STR("text"), STR_NONE, STR_NONE), other = {{1}};
    char path[500];
    (void)snprintf(path, sizeof path, "%s/x.list", t_tmpdir());
    for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
        struct road_list *l = some(sizes[k]), *back = NULL;
        struct err e;
        uint32_t added, removed;
        T_OK(road_list_save(l, sha, path, &e));
        T_EQ(road_list_open(&back, other, path, &e), RC_CORRUPT);
        T(back == NULL);
        T_OK(road_list_open(&back, sha, path, &e));
        T_EQ(road_list_count(back), sizes[k]);
        road_list_difference(l, back, &added, &removed);
        T_EQ(added + removed, 0);
        for (uint32_t i = 0; i < sizes[k]; i++) {
            struct road_wanted a, b;
            road_list_get(l, i, &a);
            road_list_get(back, i, &b);
            T(a.line == b.line && road_list_has(back, &a) && str_eq(a.region, b.region));
        }
        road_list_free(l);
        road_list_free(back);
    }
    struct road_list *none = NULL;
    struct err e;
    (void)unlink(path);
    T_EQ(road_list_open(&none, sha, path, &e), RC_NOT_FOUND);
}

/* Whatever happened to it, a file gives the same list or none. */
static void test_file__damage_is_seen(void)
{
    struct sha256 sha = {{7}};
    char path[500], bytes[8000];
    struct err e;
    struct road_list *l = some(40), *back = NULL;
    (void)snprintf(path, sizeof path, "%s/y.list", t_tmpdir());
    T_OK(road_list_save(l, sha, path, &e));
    FILE *f = fopen(path, "re");
    T_REQUIRE(f != NULL);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    T(n > 1000 && n < sizeof bytes);
    for (size_t i = 0; i < 2 * n; i++) {
        size_t keep = i < n ? n : i - n;
        if (i < n)
            bytes[i] ^= 0x10;
        f = fopen(path, "we");
        T_REQUIRE(f != NULL);
        T_EQ(fwrite(bytes, 1, keep, f), keep);
        (void)fclose(f);
        if (i < n)
            bytes[i] ^= 0x10;
        T_EQ(road_list_open(&back, sha, path, &e), RC_CORRUPT);
        T(back == NULL);
    }
    road_list_free(l);
}

int main(void)
{
    T_RUN(test_hotlist__finds_by_plate_and_region);
    T_RUN(test_hotlist__keeps_several_of_one_plate);
    T_RUN(test_hotlist__is_full_at_its_ceiling);
    T_RUN(test_hotlist__keys_differ_by_length_and_region);
    T_RUN(test_difference__equals_brute_force);
    T_RUN(test_list__agrees_with_a_map_on_hits_and_misses);
    T_RUN(test_file__the_same_list_comes_back);
    T_RUN(test_file__damage_is_seen);
    return t_end();
}
