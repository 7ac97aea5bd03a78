/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include "geo/cluster.h"

static const struct geo_box CITY = {412000000, 691000000, 414000000, 694000000};

static void add_random(struct geo_cluster_work *w, struct geo_box box, uint32_t n)
{
    uint64_t seed = t_seed();
    for (uint32_t i = 0; i < n; i++) {
        struct geo_point p = {
            box.south + (int32_t)(t_rand(&seed) % (uint64_t)(box.north - box.south + 1)),
            box.west + (int32_t)(t_rand(&seed) % (uint64_t)(box.east - box.west + 1))};
        geo_cluster_add(w, i + 1, p, i % 10);
    }
}

static void test_geo_cluster__sums_agree(void)
{
    struct geo_cluster_work *w = geo_cluster_new();
    struct geo_cluster_ask ask = {CITY, 11, 100};
    struct err e;
    const struct geo_cluster *out;
    bool single;
    T_OK(geo_cluster_begin(w, &ask, &e));
    add_random(w, CITY, 20000);
    geo_cluster_add(w, 99, (struct geo_point){0, 0}, 0); /* outside: passed over */
    size_t n = geo_cluster_end(w, &out, &single);
    T(!single);
    T(n > 20 && n < 400);
    uint32_t total = 0, classes[GEO_CLUSTER_CLASSES] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t here = 0;
        T(geo_box_contains(CITY, out[i].at));
        for (int c = 0; c < GEO_CLUSTER_CLASSES; c++) {
            here += out[i].by_class[c];
            classes[c] += out[i].by_class[c];
        }
        T_EQ(here, out[i].count);
        T(out[i].count == 1 || out[i].id == 0);
        total += out[i].count;
    }
    T_EQ(total, 20000);
    T_EQ(classes[0], 2000);
    T_EQ(classes[7], 6000); /* classes 7, 8 and 9 */
    geo_cluster_free(w);
}

static void test_geo_cluster__few_points_stay_single(void)
{
    struct geo_cluster_work *w = geo_cluster_new();
    struct geo_cluster_ask ask = {CITY, 5, 3};
    struct err e;
    const struct geo_cluster *out;
    bool single;
    struct geo_point p = {413000000, 692000000};
    for (uint32_t points = 0; points <= 4; points++) {
        T_OK(geo_cluster_begin(w, &ask, &e));
        for (uint32_t i = 0; i < points; i++)
            geo_cluster_add(w, 10 + i, p, i);
        size_t n = geo_cluster_end(w, &out, &single);
        T_EQ(single, points <= 3);
        T_EQ(n, points <= 3 ? points : 1);
        if (points == 3) {
            T_EQ(out[2].id, 12);
            T_EQ(out[2].by_class[2], 1);
            T_EQ(out[2].at.lat7, p.lat7);
        }
        if (points == 4) {
            T_EQ(out[0].count, 4);
            T_EQ(out[0].id, 0);
            T_EQ(out[0].at.lon7, p.lon7);
        }
    }
    geo_cluster_free(w);
}

static void test_geo_cluster__panning_keeps_the_cells(void)
{
    struct geo_cluster_work *w = geo_cluster_new();
    struct err e;
    struct geo_cluster first = {.count = 0};
    for (int32_t pan = 0; pan < 5; pan++) {
        struct geo_cluster_ask ask = {
            {412000000 - pan * 77777, 691000000 + pan * 55555, 414000000, 694000000}, 12, 0};
        const struct geo_cluster *out;
        bool single;
        T_OK(geo_cluster_begin(w, &ask, &e));
        uint64_t seed = t_seed();
        for (uint32_t i = 0; i < 500; i++) {
            struct geo_point p = {413000000 + (int32_t)(t_rand(&seed) % 200000),
                                  692500000 + (int32_t)(t_rand(&seed) % 200000)};
            geo_cluster_add(w, i, p, 0);
        }
        size_t n = geo_cluster_end(w, &out, &single);
        T_REQUIRE(n > 0);
        if (pan == 0)
            first = out[0];
        T_EQ(out[0].count, first.count);
        T_EQ(out[0].at.lat7, first.at.lat7);
        T_EQ(out[0].at.lon7, first.at.lon7);
    }
    geo_cluster_free(w);
}

static void test_geo_cluster__antimeridian_and_whole_world(void)
{
    static const struct geo_cluster_ask asks[] = {
        {{-100000000, 1700000000, 100000000, -1700000000}, 4, 0},
        {{-900000000, -1800000000, 900000000, 1800000000}, 0, 0},
        {{-900000000, -1800000000, 900000000, 1800000000}, 22, 0},
        {{-900000000, 100, 900000000, 90}, 3, 0}, /* all round but a sliver */
        {{5, 5, 5, 5}, 22, 0},
    };
    struct geo_cluster_work *w = geo_cluster_new();
    struct err e;
    for (size_t k = 0; k < ARRAY_LEN(asks); k++) {
        const struct geo_cluster *out;
        bool single;
        uint32_t want = 0, got = 0;
        uint64_t seed = t_seed();
        T_OK(geo_cluster_begin(w, &asks[k], &e));
        for (uint32_t i = 0; i < 5000; i++) {
            struct geo_point p = {(int32_t)(t_rand(&seed) % 1800000001) - 900000000,
                                  (int32_t)((int64_t)(t_rand(&seed) % 3600000001) - 1800000000)};
            if (i < 4)
                p = (struct geo_point){i % 2 ? 900000000 : -900000000,
                                       i / 2 ? 1800000000 : -1800000000};
            want += geo_box_contains(asks[k].window, p);
            geo_cluster_add(w, i, p, 0);
        }
        size_t n = geo_cluster_end(w, &out, &single);
        T(n <= GEO_CLUSTER_CELLS_MAX);
        for (size_t i = 0; i < n; i++)
            got += out[i].count;
        T_EQ(got, want);
    }
    geo_cluster_free(w);
}

static void test_geo_cluster__middle_over_the_antimeridian(void)
{
    struct geo_cluster_work *w = geo_cluster_new();
    struct geo_cluster_ask ask = {{-900000000, 1000000000, 900000000, 900000000}, 0, 0};
    struct err e;
    const struct geo_cluster *out;
    bool single;
    T_OK(geo_cluster_begin(w, &ask, &e));
    for (int i = 0; i < 10; i++) {
        geo_cluster_add(w, 1, (struct geo_point){100000000, 1000000000 + i}, 0);
        geo_cluster_add(w, 1, (struct geo_point){100000000, 900000000 - i}, 0);
    }
    size_t n = geo_cluster_end(w, &out, &single);
    uint32_t total = 0;
    for (size_t i = 0; i < n; i++) {
        T(out[i].at.lon7 >= 899999990 && out[i].at.lon7 <= 1000000010);
        total += out[i].count;
    }
    T_EQ(total, 20);
    geo_cluster_free(w);
}

static void test_geo_cluster_begin__refuses(void)
{
    struct geo_cluster_work *w = geo_cluster_new();
    struct err e;
    struct geo_cluster_ask bad = {{10, 0, 5, 0}, 5, 0};
    T_EQ(geo_cluster_begin(w, &bad, &e), RC_INVALID);
    T_STRC(str_c(e.field), "window");
    bad = (struct geo_cluster_ask){CITY, 23, 0};
    T_EQ(geo_cluster_begin(w, &bad, &e), RC_INVALID);
    bad.zoom = -1;
    T_EQ(geo_cluster_begin(w, &bad, &e), RC_INVALID);
    T_STRC(str_c(e.field), "zoom");
    bad = (struct geo_cluster_ask){CITY, 5, GEO_CLUSTER_SINGLES_MAX + 1};
    T_EQ(geo_cluster_begin(w, &bad, &e), RC_INVALID);
    T_STRC(str_c(e.field), "singles");
    geo_cluster_free(w);
    geo_cluster_free(NULL);
}

int main(void)
{
    T_RUN(test_geo_cluster__sums_agree);
    T_RUN(test_geo_cluster__few_points_stay_single);
    T_RUN(test_geo_cluster__panning_keeps_the_cells);
    T_RUN(test_geo_cluster__antimeridian_and_whole_world);
    T_RUN(test_geo_cluster__middle_over_the_antimeridian);
    T_RUN(test_geo_cluster_begin__refuses);
    return t_end();
}
