/* SPDX-License-Identifier: Apache-2.0 */
/* Travel times of the map equal plain Dijkstra's over the draft it was made of: on random graphs and on real ones. */
#include <stdlib.h>

#include "base/mem.h"
#include "roads/build.h"
#include "roads/fleet.h"
#include "roads/jemss.h"
#include "roads/search.h"
#include "support/plain.h"
#include "support/t.h"
#include "support/zip.h"

#define ASKED 100 /* places on each side: 10,000 pairs */

static uint32_t below(uint64_t *seed, uint32_t n)
{
    return (uint32_t)(t_rand(seed) % n);
}

/* One draft, its map, its plain twin, and what changes on it. */
struct world {
    struct draft d;
    struct str bytes;
    struct roads *r;
    struct plain *plain;
    struct roads_figures f;
    uint32_t *arc; /* by way along, or ROADS_NONE */
    struct road_change changes[64], plain_changes[64];
    size_t nchanges;
    struct road_times profile, hour;
};

/* The source of an arc is made its way along, so that the two can be compared. */
static void world_begin(struct world *w)
{
    struct err e = {0};
    for (uint32_t i = 0; i < w->d.nsegments; i++) {
        w->d.segments[i].source_forth = 2 * (int64_t)i;
        w->d.segments[i].source_back = 2 * (int64_t)i + 1;
    }
    T_OK(roads_build(&w->d, &w->bytes, &e));
    T_OK(roads_open(&w->r, w->bytes, &e));
    T_REQUIRE(w->r != NULL);
    roads_figures(w->r, &w->f);
    w->plain = plain_new(&w->d);
    w->arc = mem_array((size_t)2 * w->d.nsegments, sizeof *w->arc);
    for (uint32_t i = 0; i < 2 * w->d.nsegments; i++)
        w->arc[i] = ROADS_NONE;
    for (uint32_t a = 0; a < w->f.arcs; a++) {
        struct roads_arc arc;
        roads_arc(w->r, a, &arc);
        w->arc[arc.source] = a;
    }
    w->profile = w->hour = road_ordinary;
}

static void world_end(struct world *w)
{
    plain_free(w->plain);
    roads_close(w->r);
    free((void *)(uintptr_t)w->bytes.p);
    free(w->arc);
    draft_release(&w->d);
}

static uint32_t random_along(struct world *w, uint64_t *seed)
{
    uint32_t i;
    do
        i = below(seed, 2 * w->d.nsegments);
    while (w->arc[i] == ROADS_NONE);
    return i;
}

static void random_changes(struct world *w, uint64_t *seed, size_t n)
{
    w->nchanges = n;
    for (size_t i = 0; i < n; i++) {
        uint32_t along = random_along(w, seed);
        uint16_t permille = below(seed, 2) == 0 ? ROAD_CLOSED : (uint16_t)(100 + below(seed, 5000));
        w->changes[i] = (struct road_change){w->arc[along], permille};
        w->plain_changes[i] = (struct road_change){along, permille};
    }
    for (int c = 0; c < ROAD_CLASSES; c++) {
        w->profile.permille[c] = (uint16_t)(500 + below(seed, 1000));
        w->hour.permille[c] = (uint16_t)(800 + below(seed, 2000));
    }
}

/* A place, sometimes on both sides of its road, for both. */
static void random_place(struct world *w, uint64_t *seed, struct road_place *p,
                         struct plain_spot spots[2])
{
    uint32_t along = random_along(w, seed), part = below(seed, ROADS_ALONG + 1);
    if (below(seed, 8) == 0)
        part = below(seed, 2) * ROADS_ALONG;
    *p = roads_place(w->r, w->arc[along], part);
    spots[0] = (struct plain_spot){along, part};
    if (w->arc[along ^ 1u] != ROADS_NONE && below(seed, 2) == 0) {
        spots[1] = (struct plain_spot){along ^ 1u, ROADS_ALONG - part};
        p->spots[p->n++] = (struct road_spot){w->arc[along ^ 1u], ROADS_ALONG - part};
    }
}

static int by_time(const void *a, const void *b)
{
    const struct road_best *x = a, *y = b;
    if (x->ms != y->ms)
        return x->ms < y->ms ? -1 : 1;
    return x->who < y->who ? -1 : x->who > y->who;
}

/* Of all, sorted, the k first are what was found. */
static void check_best(struct road_search *s, const struct road_metric *m,
                       const struct road_place *to, const struct road_place *from, uint32_t n,
                       const uint32_t *ms, uint32_t k)
{
    struct road_best all[ASKED] = {{0}}, best[ASKED];
    uint32_t nall = 0;
    for (uint32_t i = 0; i < n; i++)
        if (ms[i] < ROADS_NEVER)
            all[nall++] = (struct road_best){i, ms[i]};
    qsort(all, nall, sizeof *all, by_time);
    uint32_t nbest = road_best_to(s, m, to, from, n, k, best);
    T_EQ(nbest, nall < k ? nall : k);
    for (uint32_t i = 0; i < nbest; i++) {
        T_EQ(best[i].who, all[i].who);
        T_EQ(best[i].ms, all[i].ms);
    }
}

static bool some_may(void *user, uint32_t who)
{
    return (*(const uint64_t *)user >> who % 64 & 1) != 0;
}

/* A fleet says the same of those who may go, wherever its units were before. */
static void check_fleet(struct road_fleet *f, const struct road_metric *m, uint64_t *seed,
                        const struct road_place *to, uint32_t n, const uint32_t *ms)
{
    struct road_best all[ASKED] = {{0}}, best[ASKED];
    uint32_t nall = 0, k = 1 + below(seed, n);
    uint64_t mask = t_rand(seed) | t_rand(seed);
    for (uint32_t i = 0; i < n; i++)
        if (ms[i] < ROADS_NEVER && some_may(&mask, i))
            all[nall++] = (struct road_best){i, ms[i]};
    qsort(all, nall, sizeof *all, by_time);
    uint32_t nbest = road_fleet_best(f, m, to, some_may, &mask, k, best);
    T_EQ(nbest, nall < k ? nall : k);
    for (uint32_t i = 0; i < nbest; i++) {
        T_EQ(best[i].who, all[i].who);
        T_EQ(best[i].ms, all[i].ms);
    }
}

/* n x n pairs, n at most ASKED; all of them many-to-one, one-to-many and as the best k. Returns how many there is a way for. */
static uint32_t compare(struct world *w, uint64_t *seed, uint32_t n, const struct draft *d)
{
    struct road_metric *m = NULL;
    struct err e = {0};
    struct road_place from[ASKED], to[ASKED];
    struct plain_spot from_spots[ASKED][2], to_spots[ASKED][2];
    T_OK(road_metric_new(w->r, &w->profile, &w->hour, w->changes, w->nchanges, &m, &e));
    T_REQUIRE(m != NULL);
    plain_price(w->plain, &w->profile, &w->hour, w->plain_changes, w->nchanges);
    for (uint32_t i = 0; i < n; i++) {
        random_place(w, seed, &from[i], from_spots[i]);
        random_place(w, seed, &to[i], to_spots[i]);
    }
    /* Some begin where they go to: ahead of it, behind it and just there. */
    for (uint32_t i = 0; i < n; i += 7) {
        from[i] = roads_place(w->r, to[i].spots[0].arc, to[(i + 3) % n].spots[0].along);
        from_spots[i][0] =
            (struct plain_spot){to_spots[i][0].along, to[(i + 3) % n].spots[0].along};
    }
    uint64_t *times = mem_array((size_t)2 * d->nsegments, sizeof *times);
    uint32_t *want = mem_array((size_t)n * n, sizeof *want), *got = mem_array(n, sizeof *got);
    struct road_search *s = road_search_new(w->r);
    int wrong = 0;
    for (uint32_t i = 0; i < n; i++) {
        plain_from(w->plain, from_spots[i], from[i].n, times);
        for (uint32_t k = 0; k < n; k++)
            want[k * n + i] =
                plain_to(w->plain, from_spots[i], from[i].n, to_spots[k], to[k].n, times);
        road_times_from(s, m, &from[i], to, n, got);
        for (uint32_t k = 0; k < n; k++)
            wrong += got[k] != want[k * n + i];
    }
    T_EQ(wrong, 0);
    struct road_fleet *f = road_fleet_new(w->r, n);
    for (uint32_t i = 0; i < 2 * n; i++)
        road_fleet_put(f, below(seed, n), &to[below(seed, n)]);
    for (uint32_t i = 0; i < n; i++)
        road_fleet_put(f, i, &from[i]);
    for (uint32_t k = 0; k < n; k++) {
        check_fleet(f, m, seed, &to[k], n, want + (size_t)k * n);
        road_times_to(s, m, &to[k], from, n, got);
        for (uint32_t i = 0; i < n; i++)
            wrong += got[i] != want[k * n + i];
        check_best(s, m, &to[k], from, n, want + (size_t)k * n, 1 + below(seed, n));
    }
    T_EQ(wrong, 0);
    uint32_t reached = 0;
    for (uint32_t i = 0; i < n * n; i++)
        reached += want[i] < ROADS_NEVER;
    road_fleet_free(f);
    road_search_free(s);
    road_metric_free(m);
    free(times);
    free(want);
    free(got);
    return reached;
}

/* ---- random graphs ---- */

static void random_segment(struct draft *d, uint64_t *seed, uint32_t from, uint32_t to)
{
    struct err e = {0};
    struct draft_segment s = {.from = from, .to = to, .class = (uint8_t)below(seed, ROAD_CLASSES)};
    uint32_t way = below(seed, 4), ms = 1 + below(seed, 60000);
    s.forth = way == 1 ? 0 : ms;
    s.back = way == 2 ? 0 : way == 3 ? 1 + below(seed, 60000) : ms;
    struct geo_point a = d->points[from], b = d->points[to];
    for (uint32_t i = below(seed, 3); i > 0; i--)
        T_OK(draft_shape(d,
                         (struct geo_point){(a.lat7 + b.lat7) / 2 + (int32_t)below(seed, 2000),
                                            (a.lon7 + b.lon7) / 2 + (int32_t)below(seed, 2000)},
                         &e));
    T_OK(draft_segment(d, s, &e));
}

/* A grid of streets with streets missing, some from anywhere to anywhere, doubled ones, loops, and forbidden turns. */
static void random_draft(struct draft *d, uint64_t *seed, uint32_t side)
{
    struct err e = {0};
    uint32_t id, n = side * side;
    /* A city, or half a continent, where the earth is not flat. */
    int32_t far = below(seed, 4) == 0 ? 1000 : 1;
    draft_init(d);
    for (uint32_t i = 0; i < n; i++) {
        int32_t y = (int32_t)(i / side * 20000 + below(seed, 9000)) * far;
        int32_t x = (int32_t)(i % side * 20000 + below(seed, 9000)) * far;
        T_OK(draft_point(d, (struct geo_point){410000000 + y, 690000000 + x}, &id, &e));
    }
    random_segment(d, seed, 0, n - 1);
    for (uint32_t i = 0; i < n; i++) {
        if (i % side + 1 < side && below(seed, 5) > 0)
            random_segment(d, seed, i, i + 1);
        if (i + side < n && below(seed, 5) > 0)
            random_segment(d, seed, i + side, i);
        if (below(seed, 12) == 0)
            random_segment(d, seed, i, below(seed, n));
        if (below(seed, 30) == 0)
            random_segment(d, seed, i, i);
    }
    for (uint32_t i = 0; i < 3 * n; i++) {
        struct draft_ban b = {below(seed, 2 * d->nsegments), below(seed, 2 * d->nsegments)};
        for (uint32_t k = 0; k < 2 * d->nsegments && draft_head(d, b.from) != draft_tail(d, b.to);
             k++)
            b.to = (b.to + 1) % (2 * d->nsegments);
        if (draft_ban(d, b, &e) != RC_OK) /* of a way nobody can go */
            T_EQ(e.code, RC_INVALID);
    }
}

static void test_roads__random_graphs_equal_dijkstra(void)
{
    uint64_t seed = t_seed();
    uint32_t reached = 0;
    for (int round = 0; round < 150; round++) {
        struct world w = {0};
        random_draft(&w.d, &seed, 2 + below(&seed, 14));
        world_begin(&w);
        reached += compare(&w, &seed, 10, &w.d);
        random_changes(&w, &seed, below(&seed, 20));
        reached += compare(&w, &seed, 10, &w.d);
        world_end(&w);
    }
    T(reached > 3000); /* of 30,000 */
}

static void test_roads__the_same_draft_gives_the_same_map(void)
{
    uint64_t seed = t_seed();
    for (int round = 0; round < 20; round++) {
        struct draft d, again;
        struct str a, b;
        struct buf text;
        struct err e = {0};
        random_draft(&d, &seed, 2 + below(&seed, 9));
        buf_init(&text, 1 << 24);
        draft_encode(&d, &text);
        T(buf_ok(&text));
        draft_init(&again);
        T_OK(draft_decode(buf_str(&text), &again, &e));
        T_OK(roads_build(&d, &a, &e));
        T_OK(roads_build(&again, &b, &e));
        T(str_eq(a, b));
        free((void *)(uintptr_t)a.p);
        free((void *)(uintptr_t)b.p);
        draft_release(&d);
        draft_release(&again);
        buf_release(&text);
    }
}

/* ---- real ones ---- */

/* 10,000 pairs as the graph is, and 10,000 after streets have closed and slowed down. */
static void real_graph(const char *path, uint32_t nodes, uint32_t arcs)
{
    struct world w = {0};
    struct err e = {0};
    uint64_t seed = t_seed();
    size_t narchive, nnodes, narcs;
    char *archive = t_capture(path, &narchive);
    if (archive == NULL)
        return;
    char *nodes_csv = zip_file((struct str){archive, narchive}, "nodes.csv", &nnodes);
    char *arcs_csv = zip_file((struct str){archive, narchive}, "arcs.csv", &narcs);
    T_REQUIRE(nodes_csv != NULL && arcs_csv != NULL);
    free(archive);
    draft_init(&w.d);
    T_OK(jemss_read((struct str){nodes_csv, nnodes}, (struct str){arcs_csv, narcs}, 1, &w.d, &e));
    free(nodes_csv);
    free(arcs_csv);
    world_begin(&w);
    T_EQ(w.f.nodes, nodes);
    T_EQ(w.f.arcs, arcs);
    T(compare(&w, &seed, ASKED, &w.d) > 9000);
    random_changes(&w, &seed, ARRAY_LEN(w.changes));
    T(compare(&w, &seed, ASKED, &w.d) > 5000);
    world_end(&w);
}

static void test_roads__manhattan_equals_dijkstra(void)
{
    real_graph("calls/jemss/manhattan/models/1/travel/roads/roads.zip", 16811, 24437);
}

static void test_roads__auckland_equals_dijkstra(void)
{
    real_graph("calls/jemss/auckland/models/1/travel/roads/roads.zip", 54370, 90638);
}

int main(void)
{
    T_RUN(test_roads__random_graphs_equal_dijkstra);
    T_RUN(test_roads__the_same_draft_gives_the_same_map);
    T_RUN(test_roads__manhattan_equals_dijkstra);
    T_RUN(test_roads__auckland_equals_dijkstra);
    return t_end();
}
