/* SPDX-License-Identifier: Apache-2.0 */
/* Real borders: the regions of Uzbekistan, the districts of Tashkent and of Almaty, from
 * OpenStreetMap. */
#include "support/t.h"

#include <math.h>

#include "base/json.h"
#include "base/mem.h"
#include "geo/area_index.h"

#define MOST 32

struct set {
    uint32_t n;
    char name[MOST][64];
    struct geo_area *areas[MOST];
};

static void read_name(struct str properties, char *out, size_t cap)
{
    static const char *const keys[] = {"ADM1_EN", "ADM2_EN", "name:en"};
    struct json_reader r;
    json_open(&r, properties);
    (void)json_next(&r);
    for (struct json_token t = json_next(&r); t.kind == JSON_KEY; t = json_next(&r)) {
        struct json_token v = json_next(&r);
        struct str raw;
        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
            if (str_eqc(t.raw, keys[i]))
                (void)str_copy(out, cap, v.raw);
        }
        T_REQUIRE(json_skip(&r, v, &raw));
    }
}

static void read_feature(struct set *s, struct json_reader *r)
{
    struct err e;
    T_REQUIRE(s->n < MOST);
    for (struct json_token t = json_next(r); t.kind == JSON_KEY; t = json_next(r)) {
        struct str raw;
        T_REQUIRE(json_skip(r, json_next(r), &raw));
        if (str_eqc(t.raw, "properties"))
            read_name(raw, s->name[s->n], sizeof s->name[0]);
        if (str_eqc(t.raw, "geometry") && !T_OK(geo_area_parse(raw, &s->areas[s->n], &e)))
            printf("    %s\n", e.detail);
    }
    T_REQUIRE(s->areas[s->n] != NULL);
    s->n++;
}

/* False when there are no captures here. */
static bool load(struct set *s, const char *file)
{
    size_t n;
    char *text = t_capture(file, &n);
    if (text == NULL)
        return false;
    *s = (struct set){.n = 0};
    struct json_reader r;
    json_open(&r, (struct str){text, n});
    T_REQUIRE(json_next(&r).kind == JSON_OBJECT);
    for (struct json_token t = json_next(&r); t.kind == JSON_KEY; t = json_next(&r)) {
        struct json_token v = json_next(&r);
        struct str raw;
        if (!str_eqc(t.raw, "features")) {
            T_REQUIRE(json_skip(&r, v, &raw));
            continue;
        }
        while (json_next(&r).kind == JSON_OBJECT)
            read_feature(s, &r);
    }
    T_EQ(json_next(&r).kind, JSON_END);
    free(text);
    return true;
}

static void drop(struct set *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        geo_area_free(s->areas[i]);
}

struct landmark {
    double lat, lon;
    const char *what, *where;
};

static void check_landmarks(const struct set *s, const struct landmark *marks, size_t n)
{
    struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)s->areas, s->n);
    for (size_t i = 0; i < n; i++) {
        struct geo_point p = {(int32_t)lround(marks[i].lat * 1e7),
                              (int32_t)lround(marks[i].lon * 1e7)};
        uint32_t at[4];
        size_t found = geo_area_index_find(x, p, at, 4);
        if (!T_EQ(found, 1) || !T_STRC(str_c(s->name[at[0]]), marks[i].where))
            printf("    for %s\n", marks[i].what);
    }
    geo_area_index_free(x);
}

/* Random points, half of them near borders, never lie in two neighbours. */
static void check_neighbours(const struct set *s)
{
    struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)s->areas, s->n);
    uint64_t seed = t_seed();
    uint32_t twice = 0, once = 0, asked = 0, at[MOST];
    for (uint32_t i = 0; i < s->n; i++) {
        const struct geo_area *a = s->areas[i];
        T(geo_area_contains(a, geo_area_centroid(a)));
        for (int j = 0; j < 4000; j++, asked++) {
            struct geo_point p = {
                a->box.south +
                    (int32_t)(t_rand(&seed) % (uint64_t)((int64_t)a->box.north - a->box.south + 1)),
                a->box.west +
                    (int32_t)(t_rand(&seed) % (uint64_t)((int64_t)a->box.east - a->box.west + 1))};
            if (j % 2)
                p = geo_move(a->points[t_rand(&seed) % a->point_count], (int)(t_rand(&seed) % 3600),
                             (double)(t_rand(&seed) % 200));
            size_t n = geo_area_index_find(x, p, at, MOST), want = 0;
            for (uint32_t k = 0; k < s->n; k++)
                want += geo_area_contains(s->areas[k], p);
            T_EQ(n, want);
            twice += n > 1;
            once += n == 1;
        }
    }
    T(once > asked / 3);
    T_EQ(twice, 0);
    geo_area_index_free(x);
}

static void check_stored_form(const struct set *s)
{
    struct buf b, again;
    buf_init(&b, GEO_AREA_TEXT_MAX);
    buf_init(&again, GEO_AREA_TEXT_MAX);
    for (uint32_t i = 0; i < s->n; i++) {
        struct geo_area *a = NULL, *thin = NULL;
        struct err e;
        buf_clear(&b);
        buf_clear(&again);
        geo_area_encode(s->areas[i], &b);
        T_REQUIRE(buf_ok(&b) && geo_area_decode(buf_str(&b), &a, &e) == RC_OK);
        geo_area_encode(a, &again);
        T(str_eq(buf_str(&b), buf_str(&again)));
        T_OK(geo_area_simplify(a, 100, &thin, &e));
        T(thin->point_count < a->point_count);
        T(fabs(geo_area_m2(thin) / geo_area_m2(a) - 1) < 0.02);
        geo_area_free(a);
        geo_area_free(thin);
    }
    buf_release(&b);
    buf_release(&again);
}

static void test_regions__uzbekistan(void)
{
    static const struct landmark marks[] = {
        {39.6547, 66.9758, "Registan", "Samarkand region"},
        {39.7778, 64.4097, "Ark of Bukhara", "Bukhara region"},
        {41.3783, 60.3639, "Itchan Kala", "Khorezm region"},
        {42.4611, 59.6003, "Nukus", "Republic of Karakalpakstan"},
        {40.3864, 71.7864, "Fergana", "Fergana region"},
        {40.9983, 71.6726, "Namangan", "Namangan region"},
        {40.7821, 72.3442, "Andijan", "Andijan region"},
        {40.4897, 68.7842, "Gulistan", "Syrdarya region"},
        {40.1158, 67.8422, "Jizzakh", "Jizzakh region"},
        {40.0844, 65.3792, "Navoi", "Navoi region"},
        {38.8606, 65.7891, "Karshi", "Kashkadarya province"},
        {37.2242, 67.2783, "Termez", "Surkhandarya region"},
        {41.4689, 69.5822, "Chirchik", "Tashkent region"},
        {41.3265, 69.2353, "Chorsu bazaar", "Tashkent city"},
    };
    struct set s;
    if (!load(&s, "geo/uz-regions.geojson"))
        return;
    T_EQ(s.n, 14);
    check_landmarks(&s, marks, ARRAY_LEN(marks));
    check_neighbours(&s);
    check_stored_form(&s);
    double total = 0;
    for (uint32_t i = 0; i < s.n; i++)
        total += geo_area_m2(s.areas[i]) / 1e6;
    T(total > 430000 && total < 465000); /* the country has 448,978 km2 */
    drop(&s);
}

static void test_regions__districts_of_tashkent(void)
{
    static const struct landmark marks[] = {
        {41.3265, 69.2353, "Chorsu bazaar", "Shayxontohur district"},
        {41.3456, 69.2848, "television tower", "Yunusobod district"},
        {41.2744, 69.2036, "Chilonzor metro", "Chilonzor district"},
    };
    struct set s;
    if (!load(&s, "geo/uz-tashkent-districts.geojson"))
        return;
    T_EQ(s.n, 12);
    check_landmarks(&s, marks, ARRAY_LEN(marks));
    check_neighbours(&s);
    check_stored_form(&s);
    drop(&s);
}

static void test_regions__districts_of_almaty(void)
{
    static const struct landmark marks[] = {
        {43.2331, 76.9761, "Kok-Tobe", "Medeu District"},
        {43.3521, 77.0405, "airport", "Türksib District"},
        {43.2385, 76.9453, "Republic Square", "Bostandıq District"},
    };
    struct set s;
    if (!load(&s, "geo/kz-almaty-districts.geojson"))
        return;
    T_EQ(s.n, 8);
    check_landmarks(&s, marks, ARRAY_LEN(marks));
    check_neighbours(&s);
    check_stored_form(&s);
    drop(&s);
}

int main(void)
{
    T_RUN(test_regions__uzbekistan);
    T_RUN(test_regions__districts_of_tashkent);
    T_RUN(test_regions__districts_of_almaty);
    return t_end();
}
