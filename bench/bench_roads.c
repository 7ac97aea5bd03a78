/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Travel times of src/roads beside plain Dijkstra (tests/support/plain.h) over the same arcs and turns, in the same run: the
 * ratio is what counts. 10,000 units stand at random on the roads of a real graph; places are as random. Dijkstra is asked in two ways:
 * for the times to all of the graph, and for as far as it takes to meet 20 units, which is little where units are dense: so the same
 * is asked of the 1 % of them that are free. Answers are compared before they are timed.
 *   bench_roads                   Manhattan and Auckland of ../shared/data (or MARKAZ_SHARED), as JEMSS has them
 *   bench_roads DRAFT             what markaz-osm wrote of an extract
 * For roads.bench.mjs, which gives the same to others:
 *   bench_roads tell CITY DIR     arcs.csv (tail, head, ms), units.csv (units at nodes) and places.csv (nodes, and how long the 20 best
 *                                 take by us, from node to node); one JSON object of our times
 *   bench_roads pairs DRAFT       lines "LAT LON LAT LON" of standard input: one JSON object of our times
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench.h"
#include "roads/build.h"
#include "roads/fleet.h"
#include "roads/jemss.h"
#include "roads/search.h"
#include "support/plain.h"
#include "support/zip.h"

#define UNITS 10000u
#define FREE_UNITS 100u
#define PLACES 200u
#define BEST 20u

static uint64_t state = 42;

struct world {
    struct draft d;
    struct str bytes;
    struct roads *r;
    struct roads_figures f;
    struct plain *plain;
    uint32_t *arc; /* by way along */
    struct road_metric *m;
    struct road_search *s;
    struct road_fleet *fleet;
    struct road_place units[UNITS], places[PLACES];
    struct plain_spot unit_spots[UNITS], place_spots[PLACES];
    uint16_t *on; /* units by way along */
    uint64_t *times;
    uint32_t ms[UNITS];
    struct road_best best[BEST];
    double build_ms, open_ms;
};

static uint32_t below(uint32_t n)
{
    return (uint32_t)((bench_next(&state) >> 32) % n);
}

static double since_ms(usec_t start, uint32_t n)
{
    return (double)(clock_steady() - start) / 1000.0 / n;
}

/* On one way along each, so that both ways of asking mean the same. */
static void put_somewhere(struct world *w, struct road_place *p, struct plain_spot *s)
{
    do
        s->along = below(2 * w->d.nsegments);
    while (w->arc[s->along] == ROADS_NONE);
    s->part = below(ROADS_ALONG);
    *p = roads_place(w->r, w->arc[s->along], s->part);
}

static void world_begin(struct world *w)
{
    struct err e = {0};
    for (uint32_t i = 0; i < w->d.nsegments; i++) {
        w->d.segments[i].source_forth = 2 * (int64_t)i;
        w->d.segments[i].source_back = 2 * (int64_t)i + 1;
    }
    usec_t start = clock_steady();
    must(roads_build(&w->d, &w->bytes, &e) == RC_OK);
    double build = since_ms(start, 1);
    start = clock_steady();
    must(roads_open(&w->r, w->bytes, &e) == RC_OK);
    double open = since_ms(start, 1);
    roads_figures(w->r, &w->f);
    w->build_ms = build;
    w->open_ms = open;
    w->plain = plain_new(&w->d);
    w->arc = mem_array((size_t)2 * w->d.nsegments, sizeof *w->arc);
    memset(w->arc, 0xff, (size_t)2 * w->d.nsegments * sizeof *w->arc);
    for (uint32_t a = 0; a < w->f.arcs; a++) {
        struct roads_arc arc;
        roads_arc(w->r, a, &arc);
        w->arc[arc.source] = a;
    }
    w->on = mem_array((size_t)2 * w->d.nsegments, sizeof *w->on);
    w->times = mem_array((size_t)2 * w->d.nsegments, sizeof *w->times);
    w->s = road_search_new(w->r);
    must(road_metric_new(w->r, &road_ordinary, NULL, NULL, 0, &w->m, &e) == RC_OK);
    w->fleet = road_fleet_new(w->r, UNITS);
    for (uint32_t i = 0; i < UNITS; i++) {
        put_somewhere(w, &w->units[i], &w->unit_spots[i]);
        road_fleet_put(w->fleet, i, &w->units[i]);
    }
    for (uint32_t i = 0; i < PLACES; i++)
        put_somewhere(w, &w->places[i], &w->place_spots[i]);
}

static void world_end(struct world *w)
{
    road_fleet_free(w->fleet);
    road_search_free(w->s);
    road_metric_free(w->m);
    plain_free(w->plain);
    roads_close(w->r);
    free((void *)(uintptr_t)w->bytes.p);
    free(w->arc);
    free(w->on);
    free(w->times);
    draft_release(&w->d);
}

static void line(const char *what, double ours, double theirs)
{
    if (theirs > 0)
        printf("  %-63s %9.3f ms %9.3f ms %8.1f x\n", what, ours, theirs, theirs / ours);
    else
        printf("  %-63s %9.3f ms\n", what, ours);
}

/* From each of some places to all units, both ways: the same to the millisecond. */
static void compare(struct world *w)
{
    for (uint32_t k = 0; k < 20; k++) {
        road_times_from(w->s, w->m, &w->places[k], w->units, UNITS, w->ms);
        plain_from(w->plain, &w->place_spots[k], 1, w->times);
        for (uint32_t i = 0; i < UNITS; i++)
            must(w->ms[i] ==
                 plain_to(w->plain, &w->place_spots[k], 1, &w->unit_spots[i], 1, w->times));
        must(road_best_to(w->s, w->m, &w->places[k], w->units, UNITS, BEST, w->best) > 0);
        road_times_to(w->s, w->m, &w->places[k], w->units, UNITS, w->ms);
        for (uint32_t i = 0, better = 0; i < UNITS; i++) {
            better += w->ms[i] < w->best[BEST - 1].ms;
            must(better < BEST);
        }
    }
}

static double dijkstra(struct world *w, uint32_t until)
{
    usec_t start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        plain_until(w->plain, &w->place_spots[k], 1, w->on, until, w->times);
    return since_ms(start, PLACES);
}

static double best_of(struct world *w, uint32_t n)
{
    usec_t start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        must(road_best_to(w->s, w->m, &w->places[k], w->units, n, BEST, w->best) <= BEST);
    return since_ms(start, PLACES);
}

static bool is_free(void *user, uint32_t who)
{
    return who < *(const uint32_t *)user;
}

static double fleet_best(struct world *w, uint32_t n)
{
    usec_t start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        must(road_fleet_best(w->fleet, w->m, &w->places[k], is_free, &n, BEST, w->best) <= BEST);
    return since_ms(start, PLACES);
}

static void searches(struct world *w)
{
    double all = dijkstra(w, UINT32_MAX);
    usec_t start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        road_times_to(w->s, w->m, &w->places[k], w->units, UNITS, w->ms);
    line("10,000 units to a place; Dijkstra to all", since_ms(start, PLACES), all);
    start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        road_times_from(w->s, w->m, &w->places[k], w->units, UNITS, w->ms);
    line("a place to 10,000 units; Dijkstra to all", since_ms(start, PLACES), all);
    double best = best_of(w, UNITS), fleet = fleet_best(w, UNITS);
    double few = best_of(w, FREE_UNITS), fleet_few = fleet_best(w, FREE_UNITS);
    line("the 20 best of 10,000 whose places are known; Dijkstra to all", fleet, all);
    line("the 20 best of 10,000 that come as a list; Dijkstra to all", best, all);
    memset(w->on, 0, (size_t)2 * w->d.nsegments * sizeof *w->on);
    for (uint32_t i = 0; i < UNITS; i++)
        w->on[w->unit_spots[i].along]++;
    line("the 20 best of 10,000, places known; Dijkstra until it meets 20", fleet,
         dijkstra(w, BEST));
    memset(w->on, 0, (size_t)2 * w->d.nsegments * sizeof *w->on);
    for (uint32_t i = 0; i < FREE_UNITS; i++)
        w->on[w->unit_spots[i].along]++;
    double met = dijkstra(w, BEST);
    line("the 20 best of the 100 that are free, places known; the same", fleet_few, met);
    line("the 20 best of the 100 that are free, as a list; the same", few, met);
}

/* Until a closure is in force: a new metric, and a question to it. */
static void closures(struct world *w)
{
    double worst = 0, sum = 0;
    struct err e = {0};
    for (uint32_t k = 0; k < 9; k++) {
        struct road_metric *m = NULL;
        struct road_change closed = {w->arc[w->unit_spots[k].along], ROAD_CLOSED};
        usec_t start = clock_steady();
        must(road_metric_new(w->r, &road_emergency, NULL, &closed, 1, &m, &e) == RC_OK);
        must(road_best_to(w->s, m, &w->places[k], w->units, UNITS, BEST, w->best) <= BEST);
        double ms = since_ms(start, 1);
        sum += ms;
        worst = ms > worst ? ms : worst;
        road_metric_free(m);
    }
    line("a closure is in force, mean of 9", sum / 9, 0);
    line("a closure is in force, the longest", worst, 0);
}

static void snapping(struct world *w)
{
    struct road_place p;
    uint32_t found = 0;
    usec_t start = clock_steady();
    for (uint32_t i = 0; i < UNITS; i++)
        found += roads_snap(w->r, w->units[i].at, 500, &p, NULL);
    line("10,000 positions put on roads, once each after a move", since_ms(start, 1), 0);
    must(found > UNITS / 2);
}

static void measure(struct world *w)
{
    world_begin(w);
    printf(
        "%u nodes, %u arcs, %u turns, %u links, %.1f MB; built in %.0f ms, checked and opened in "
        "%.1f ms\n",
        w->f.nodes, w->f.arcs, w->f.turns, w->f.links, (double)w->f.bytes / 1e6, w->build_ms,
        w->open_ms);
    compare(w);
    searches(w);
    closures(w);
    snapping(w);
    world_end(w);
}

/* ---- where graphs come from ---- */

static struct str slurp(const char *path)
{
    struct buf b;
    struct err e = {0};
    buf_init(&b, (size_t)4 << 30);
    if (file_load(path, &b, &e) != RC_OK) {
        (void)fprintf(stderr, "bench_roads: %s\n", e.detail);
        exit(1);
    }
    return buf_str(&b);
}

static bool read_city(const char *city, struct draft *d)
{
    char path[FILE_PATH_MAX];
    struct err e = {0};
    const char *shared = getenv("MARKAZ_SHARED");
    must(file_path(path, &e, "%s/calls/jemss/%s/models/1/travel/roads/roads.zip",
                   shared != NULL ? shared : BENCH_SHARED, city) == RC_OK);
    if (!file_exists(path)) {
        printf("%s: not measured, there is no %s\n", city, path);
        return false;
    }
    struct str zip = slurp(path), nodes, arcs;
    nodes.p = zip_file(zip, "nodes.csv", &nodes.n);
    arcs.p = zip_file(zip, "arcs.csv", &arcs.n);
    must(nodes.p != NULL && arcs.p != NULL);
    draft_init(d);
    must(jemss_read(nodes, arcs, 2, d, &e) == RC_OK);
    free((void *)(uintptr_t)zip.p);
    free((void *)(uintptr_t)nodes.p);
    free((void *)(uintptr_t)arcs.p);
    return true;
}

static void pairs(struct world *w);

static int measure_draft(struct world *w, const char *path, bool as_pairs)
{
    struct err e = {0};
    struct str text = slurp(path), rest = text;
    (void)str_cut(&rest, '\n'); /* what was found, in words */
    draft_init(&w->d);
    if (draft_decode(rest, &w->d, &e) != RC_OK) {
        (void)fprintf(stderr, "bench_roads: %s: %s\n", path, e.detail);
        return 1;
    }
    free((void *)(uintptr_t)text.p);
    if (as_pairs) {
        world_begin(w);
        pairs(w);
        world_end(w);
        return 0;
    }
    printf("%s: ", path);
    measure(w);
    return 0;
}

/* ---- for others ---- */

static FILE *create(const char *dir, const char *name)
{
    char path[FILE_PATH_MAX];
    must(file_path(path, NULL, "%s/%s", dir, name) == RC_OK);
    FILE *f = fopen(path, "w");
    must(f != NULL);
    return f;
}

static int by_ms(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t node_of(const struct world *w, const struct plain_spot *s)
{
    return draft_tail(&w->d, s->along);
}

/*
 * From all units' nodes to a place's node, as those who know nodes alone count: over any arc that leaves the one and any that
 * enters the other.
 */
static void node_times(struct world *w, uint32_t node, uint32_t *ms)
{
    uint32_t *got = mem_array(w->f.arcs, sizeof *got);
    struct road_place *from = mem_array(w->f.arcs, sizeof *from);
    uint32_t *least = mem_array(w->d.npoints, sizeof *least);
    memset(least, 0xff, w->d.npoints * sizeof *least);
    for (uint32_t i = 0; i < 2 * w->d.nsegments; i++)
        if (w->arc[i] != ROADS_NONE)
            from[w->arc[i]] = roads_place(w->r, w->arc[i], 0);
    for (uint32_t b = 0; b < 2 * w->d.nsegments; b++) {
        if (w->arc[b] == ROADS_NONE || draft_head(&w->d, b) != node)
            continue;
        struct road_place to = roads_place(w->r, w->arc[b], ROADS_ALONG);
        road_times_to(w->s, w->m, &to, from, w->f.arcs, got);
        for (uint32_t i = 0; i < 2 * w->d.nsegments; i++)
            if (w->arc[i] != ROADS_NONE && got[w->arc[i]] < least[draft_tail(&w->d, i)])
                least[draft_tail(&w->d, i)] = got[w->arc[i]];
    }
    least[node] = 0;
    for (uint32_t i = 0; i < UNITS; i++)
        ms[i] = least[node_of(w, &w->unit_spots[i])];
    free(got);
    free(from);
    free(least);
}

static void tell_places(struct world *w, const char *dir)
{
    FILE *f = create(dir, "places.csv");
    for (uint32_t k = 0; k < 20; k++) {
        uint32_t node = node_of(w, &w->place_spots[k]);
        node_times(w, node, w->ms);
        qsort(w->ms, UNITS, sizeof *w->ms, by_ms);
        (void)fprintf(f, "%u", node);
        for (uint32_t i = 0; i < BEST; i++)
            (void)fprintf(f, ",%u", w->ms[i]);
        (void)fprintf(f, "\n");
    }
    must(fclose(f) == 0);
}

static void tell_graph(const struct world *w, const char *dir)
{
    struct roads_arc arc;
    FILE *f = create(dir, "arcs.csv");
    for (uint32_t a = 0; a < w->f.arcs; a++) {
        roads_arc(w->r, a, &arc);
        (void)fprintf(f, "%u,%u,%u,%u,%.7f,%.7f\n", a, draft_tail(&w->d, (uint32_t)arc.source),
                      draft_head(&w->d, (uint32_t)arc.source), arc.ms, arc.from.lon7 / 1e7,
                      arc.from.lat7 / 1e7);
    }
    must(fclose(f) == 0);
    f = create(dir, "units.csv");
    for (uint32_t i = 0; i < UNITS; i++)
        (void)fprintf(f, "%u,%u\n", i, node_of(w, &w->unit_spots[i]));
    must(fclose(f) == 0);
}

static void tell(struct world *w, const char *dir)
{
    world_begin(w);
    tell_graph(w, dir);
    tell_places(w, dir);
    usec_t start = clock_steady();
    for (uint32_t k = 0; k < PLACES; k++)
        road_times_to(w->s, w->m, &w->places[k], w->units, UNITS, w->ms);
    double all = since_ms(start, PLACES);
    printf(
        "{\"known_ms\":%.4f,\"list_ms\":%.4f,\"all_ms\":%.4f,\"dijkstra_ms\":%.4f,\"arcs\":%u}\n",
        fleet_best(w, UNITS), best_of(w, UNITS), all, dijkstra(w, UINT32_MAX), w->f.arcs);
    world_end(w);
}

static struct geo_point point_of(const double *v)
{
    return (struct geo_point){(int32_t)(v[0] * 1e7), (int32_t)(v[1] * 1e7)};
}

/* Each pair by itself, from points of the earth. */
static void pairs(struct world *w)
{
    double v[4];
    uint32_t asked = 0, found = 0, ms = 0;
    usec_t whole = 0, route = 0;
    for (; scanf("%lf %lf %lf %lf", &v[0], &v[1], &v[2], &v[3]) == 4; asked++) {
        struct road_place from, to;
        usec_t start = clock_steady();
        if (!roads_snap(w->r, point_of(v), 1000, &from, NULL) ||
            !roads_snap(w->r, point_of(v + 2), 1000, &to, NULL))
            continue;
        usec_t snapped = clock_steady();
        road_times_to(w->s, w->m, &to, &from, 1, &ms);
        route += clock_steady() - snapped;
        whole += clock_steady() - start;
        found += ms < ROADS_NEVER;
    }
    printf("{\"asked\":%u,\"found\":%u,\"pair_ms\":%.5f,\"route_ms\":%.5f}\n", asked, found,
           (double)whole / 1000.0 / (asked > 0 ? asked : 1),
           (double)route / 1000.0 / (asked > 0 ? asked : 1));
}

int main(int argc, char **argv)
{
    static struct world w;
    if (argc == 2)
        return measure_draft(&w, argv[1], false);
    if (argc == 3 && strcmp(argv[1], "pairs") == 0)
        return measure_draft(&w, argv[2], true);
    if (argc == 4 && strcmp(argv[1], "tell") == 0) {
        if (read_city(argv[2], &w.d))
            tell(&w, argv[3]);
        return 0;
    }
    static const char *const cities[] = {"manhattan", "auckland"};
    for (size_t i = 0; i < ARRAY_LEN(cities); i++) {
        memset(&w, 0, sizeof w);
        if (!read_city(cities[i], &w.d))
            continue;
        printf("%s: ", cities[i]);
        measure(&w);
    }
    return 0;
}
