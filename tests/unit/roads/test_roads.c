/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "roads/roads_priv.h"
#include "small.h"

/* A square of two-way streets and one way across. */
static void square(struct small *w)
{
    *w = (struct small){0};
    for (int32_t i = 0; i < 4; i++)
        (void)small_point(&w->d, i % 2, i / 2);
    small_road(&w->d, 0, 1, 1000, 1000);
    small_road(&w->d, 1, 3, 1000, 1500);
    small_road(&w->d, 3, 2, 1000, 1000);
    small_road(&w->d, 2, 0, 1000, 1000);
    small_road(&w->d, 0, 3, 1200, 0);
    small_begin(w);
}

static void test_roads__tells_what_it_was_made_of(void)
{
    struct small w;
    struct roads_figures f;
    struct roads_arc arc;
    uint32_t arcs[4];
    square(&w);
    roads_figures(w.r, &f);
    T_EQ(f.nodes, 4);
    T_EQ(f.arcs, 9);
    T_EQ(f.main_arcs, 9);
    T_EQ(f.banned, 0);
    T_EQ(f.bytes, w.bytes.n);
    T_EQ(f.box.south, 410000000);
    T_EQ(f.box.east, 690010000);
    roads_arc(w.r, small_arc(&w, 1, true), &arc);
    T_EQ(arc.ms, 1500);
    T_EQ(arc.twin, small_arc(&w, 1, false));
    T_EQ(arc.class, ROAD_STREET);
    T(arc.m > 111 && arc.m < 112);
    roads_arc(w.r, small_arc(&w, 4, false), &arc);
    T_EQ(arc.twin, ROADS_NONE);
    T_EQ(roads_of_source(w.r, 41, arcs, 4), 0);
    small_end(&w);
}

static void test_roads_build__refuses_what_is_no_graph(void)
{
    struct draft d;
    struct str bytes;
    struct err e = {0};
    uint32_t a, b;
    draft_init(&d);
    T_EQ(roads_build(&d, &bytes, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "there is no road in it");
    T_OK(draft_point(&d, (struct geo_point){0, 1799000000}, &a, &e));
    T_OK(draft_point(&d, (struct geo_point){0, -1799000000}, &b, &e));
    small_road(&d, a, b, 1000, 0);
    T_EQ(roads_build(&d, &bytes, &e), RC_INVALID);
    T(strstr(e.detail, "antimeridian") != NULL);
    draft_release(&d);
}

/* One segment and nothing that follows it is a map, too: METIS, for one, takes no graph without edges. */
static void test_roads_build__takes_a_single_road(void)
{
    struct small w = {0};
    uint32_t a = small_point(&w.d, 0, 0), b = small_point(&w.d, 1, 0);
    small_road(&w.d, a, b, 1000, 0);
    small_begin(&w);
    T_EQ(small_ms(&w, 0, 0), 0);
    small_end(&w);
}

static void test_roads_open__refuses_each_changed_byte(void)
{
    struct small w;
    struct roads *r = NULL;
    struct err e = {0};
    square(&w);
    char *copy = malloc(w.bytes.n + 8);
    T_REQUIRE(copy != NULL);
    for (size_t i = 0; i < w.bytes.n; i++) {
        memcpy(copy, w.bytes.p, w.bytes.n);
        copy[i] ^= 1;
        T_EQ(roads_open(&r, (struct str){copy, w.bytes.n}, &e), RC_CORRUPT);
    }
    for (size_t n = 0; n < w.bytes.n; n += n < 300 ? 1 : 64)
        T_EQ(roads_open(&r, (struct str){w.bytes.p, n}, &e), RC_CORRUPT);
    memcpy(copy, w.bytes.p, w.bytes.n);
    memset(copy + w.bytes.n, 0, 8);
    T_EQ(roads_open(&r, (struct str){copy, w.bytes.n + 8}, &e), RC_CORRUPT);
    T(strstr(e.detail, "should have") != NULL);
    free(copy);
    small_end(&w);
}

/* With a sum that fits, each number of it is changed to others: refused, or a map that can be searched. */
static void test_roads_open__believes_no_number(void)
{
    struct small w;
    struct err e = {0};
    square(&w);
    size_t n = w.bytes.n, refused = 0;
    char *copy = malloc(n);
    T_REQUIRE(copy != NULL);
    static const uint32_t values[] = {0, 1, 5, 0x7fffffff, 0xffffffff};
    for (size_t i = sizeof(struct roads_head); i + 4 <= n; i += 4)
        for (size_t k = 0; k < ARRAY_LEN(values); k++) {
            struct roads *r = NULL;
            memcpy(copy, w.bytes.p, n);
            memcpy(copy + i, &values[k], 4);
            struct sha256 sum = roads_sum((struct str){copy, n});
            memcpy(copy + offsetof(struct roads_head, sum), &sum, sizeof sum);
            if (roads_open(&r, (struct str){copy, n}, &e) != RC_OK) {
                refused++;
                continue;
            }
            struct small x = {.r = r, .s = road_search_new(r)};
            struct road_place p;
            small_price(&x, NULL, 0);
            for (uint32_t a = 0; a < r->h.arcs; a++)
                (void)small_ms(&x, 0, a);
            (void)!roads_snap(r, small_at(3, 3), 5000, &p, NULL);
            road_search_free(x.s);
            road_metric_free(x.m);
            roads_close(r);
        }
    T(refused > 500);
    free(copy);
    small_end(&w);
}

static void test_roads_map__maps_a_file(void)
{
    struct small w;
    struct roads *r = NULL;
    struct roads_figures f;
    struct err e = {0};
    char path[512];
    square(&w);
    (void)snprintf(path, sizeof path, "%s/map", t_tmpdir());
    T_EQ(roads_map(&r, path, &e), RC_NOT_FOUND);
    FILE *file = fopen(path, "wb");
    T_REQUIRE(file != NULL);
    T_EQ(fclose(file), 0);
    T_EQ(roads_map(&r, path, &e), RC_CORRUPT);
    file = fopen(path, "wb");
    T_REQUIRE(file != NULL);
    T_EQ(fwrite(w.bytes.p, 1, w.bytes.n, file), w.bytes.n);
    T_EQ(fclose(file), 0);
    T_OK(roads_map(&r, path, &e));
    T_REQUIRE(r != NULL);
    roads_figures(r, &f);
    T_EQ(f.arcs, 9);
    roads_close(r);
    T_EQ(truncate(path, (off_t)w.bytes.n - 8), 0);
    T_EQ(roads_map(&r, path, &e), RC_CORRUPT);
    small_end(&w);
}

int main(void)
{
    T_RUN(test_roads__tells_what_it_was_made_of);
    T_RUN(test_roads_build__refuses_what_is_no_graph);
    T_RUN(test_roads_build__takes_a_single_road);
    T_RUN(test_roads_open__refuses_each_changed_byte);
    T_RUN(test_roads_open__believes_no_number);
    T_RUN(test_roads_map__maps_a_file);
    return t_end();
}
