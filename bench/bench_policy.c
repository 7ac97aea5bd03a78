/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom to send, and where to wait: a year of calls of Manhattan and of Auckland, as the models of JEMSS say (stations, vehicles, hospitals, rates,
 * priorities, delays and durations of ../shared/data/calls/jemss; the same calls and the same draws for each policy), through
 *   line   the free vehicle nearest by air; afterwards home
 *   time   the one that is there first by road; afterwards home
 *   cover  of those within 30 s of the first the one whose leaving costs least cover; afterwards to the station where it adds most (geo/cover.h)
 * and how soon they were there. The first half of the year tells the third how busy vehicles are; the second half is reported.
 * What the models have and we do not: their raster of population. Calls arise at the crossings of the map alike, which are denser where people are.
 * A vehicle on its way home may be sent: it is then at the place of the tables that lies best on its way.
 *   bench_policy [DAYS]   365
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench.h"
#include "geo/cover.h"
#include "policy.h"
#include "roads/build.h"
#include "roads/jemss.h"
#include "roads/search.h"
#include "support/zip.h"

#define POINTS 1500u /* places where calls arise */
#define MINUTE_MS 60000.0
#define DAY_MS (24 * 60 * MINUTE_MS)

/* From gen_config.xml, travel_1.csv and demand_coverage_1.csv of each model. */
static const struct policy_model models[] = {
    {.name = "manhattan",
     .a_day = 18.8 * 24,
     .share = {0.42, 0, 0.58},
     .delay_s = 150,
     .scene_min = 7.6,
     .transport = 0.85,
     .handover_min = 4,
     .cover_s = 330,
     .target_s = {480, 480, 630}},
    {.name = "auckland",
     .a_day = 280,
     .share = {0.57, 0.245, 0.185},
     .delay_s = 50,
     .scene_min = 12,
     .transport = 0.8,
     .handover_min = 12,
     .cover_s = 430,
     .target_s = {480, 480, 1200}},
};

static uint64_t state = 20261123;

static struct str slurp(const char *path)
{
    struct buf b;
    struct err e = {0};
    buf_init(&b, (size_t)4 << 30);
    if (file_load(path, &b, &e) != RC_OK) {
        (void)fprintf(stderr, "bench_policy: %s\n", e.detail);
        exit(1);
    }
    return buf_str(&b);
}

static bool path_of(const char *city, const char *name, char out[static FILE_PATH_MAX])
{
    const char *shared = getenv("MARKAZ_SHARED");
    must(file_path(out, NULL, "%s/calls/jemss/%s/models/1/%s",
                   shared != NULL ? shared : BENCH_SHARED, city, name) == RC_OK);
    return file_exists(out);
}

/* ---- the map ---- */

static void open_map(const char *city, unsigned mode, struct policy_map *m)
{
    char path[FILE_PATH_MAX];
    struct err e = {0};
    struct draft d;
    must(path_of(city, "travel/roads/roads.zip", path));
    struct str zip = slurp(path), nodes, arcs;
    nodes.p = zip_file(zip, "nodes.csv", &nodes.n);
    arcs.p = zip_file(zip, "arcs.csv", &arcs.n);
    must(nodes.p != NULL && arcs.p != NULL);
    draft_init(&d);
    must(jemss_read(nodes, arcs, mode, &d, &e) == RC_OK);
    must(roads_build(&d, &m->bytes, &e) == RC_OK && roads_open(&m->roads, m->bytes, &e) == RC_OK);
    must(road_metric_new(m->roads, &road_ordinary, NULL, NULL, 0, &m->metric, &e) == RC_OK);
    m->search = road_search_new(m->roads);
    draft_release(&d);
    free((void *)(uintptr_t)zip.p);
    free((void *)(uintptr_t)nodes.p);
    free((void *)(uintptr_t)arcs.p);
}

static void close_map(struct policy_map *m)
{
    road_search_free(m->search);
    road_metric_free(m->metric);
    roads_close(m->roads);
    free((void *)(uintptr_t)m->bytes.p);
}

/* The rows of a model's table, after its name and its columns; until one that is no number. */
struct rows {
    struct str text, rest;
};

static struct rows rows_of(const char *city, const char *name)
{
    char path[FILE_PATH_MAX];
    must(path_of(city, name, path));
    struct rows r = {.text = slurp(path)};
    r.rest = r.text;
    (void)str_cut(&r.rest, '\n');
    (void)str_cut(&r.rest, '\n');
    return r;
}

static bool next_row(struct rows *r, double *second, double *third)
{
    struct str line = str_cut(&r->rest, '\n');
    double *const out[] = {second, third};
    int64_t index;
    if (!str_i64(str_trim(str_cut(&line, ',')), &index))
        return false;
    for (size_t k = 0; k < ARRAY_LEN(out); k++) {
        char number[40];
        (void)str_copy(number, sizeof number, str_trim(str_cut(&line, ',')));
        *out[k] = strtod(number, NULL);
    }
    return true;
}

static uint32_t read_places(const char *city, const char *name, struct geo_point *out, uint32_t max)
{
    struct rows r = rows_of(city, name);
    double x, y;
    uint32_t n = 0;
    while (n < max && next_row(&r, &x, &y))
        out[n++] = (struct geo_point){(int32_t)(y * 1e7), (int32_t)(x * 1e7)};
    free((void *)(uintptr_t)r.text.p);
    return n;
}

static uint32_t read_homes(const char *city, uint16_t *home, uint32_t max)
{
    struct rows r = rows_of(city, "ambulances/ambulances_1.csv");
    double station, class;
    uint32_t n = 0;
    while (n < max && next_row(&r, &station, &class))
        home[n++] = (uint16_t)(station - 1);
    free((void *)(uintptr_t)r.text.p);
    return n;
}

/* Crossings of the map, all over it: where arcs begin. */
static void choose_points(struct policy_world *w, const struct policy_map *m)
{
    struct roads_figures f;
    roads_figures(m->roads, &f);
    for (uint32_t i = 0; i < POINTS; i++) {
        struct roads_arc arc;
        roads_arc(m->roads, (uint32_t)((bench_next(&state) >> 32) % f.arcs), &arc);
        w->at[i] = arc.from;
    }
}

/* Milliseconds from each place to each. */
static uint32_t *table(const struct policy_world *w, struct policy_map *m)
{
    struct road_place *on = mem_array(w->places, sizeof *on);
    uint32_t *ms = mem_array((size_t)w->places * w->places, sizeof *ms);
    for (uint32_t i = 0; i < w->places; i++)
        must(roads_snap(m->roads, w->at[i], ROADS_REACH_M, &on[i], NULL));
    for (uint32_t i = 0; i < w->places; i++)
        road_times_from(m->search, m->metric, &on[i], on, w->places, ms + (size_t)i * w->places);
    free(on);
    return ms;
}

static bool world_begin(const struct policy_model *model, struct policy_world *w)
{
    char path[FILE_PATH_MAX];
    struct policy_map fast, slow;
    *w = (struct policy_world){.model = model, .points = POINTS};
    if (!path_of(model->name, "travel/roads/roads.zip", path)) {
        printf("%s: not measured, there is no %s\n", model->name, path);
        return false;
    }
    open_map(model->name, 1, &fast);
    open_map(model->name, 2, &slow);
    choose_points(w, &fast);
    w->station = POINTS;
    w->stations =
        read_places(model->name, "stations/stations_1.csv", w->at + POINTS, POLICY_STATIONS_MAX);
    w->hospital = w->station + w->stations;
    w->hospitals = read_places(model->name, "hospitals/hospitals_1.csv", w->at + w->hospital,
                               POLICY_HOSPITALS_MAX);
    w->units = read_homes(model->name, w->home, POLICY_UNITS_MAX);
    must(w->stations > 0 && w->hospitals > 0 && w->units > 0);
    w->places = w->hospital + w->hospitals;
    w->fast = table(w, &fast);
    w->slow = table(w, &slow);
    close_map(&fast);
    close_map(&slow);
    return true;
}

/* ---- the year ---- */

static double uniform(void)
{
    return ((double)(bench_next(&state) >> 11) + 0.5) / 9007199254740992.0;
}

static double exponential(double mean)
{
    return -mean * log(uniform());
}

static struct policy_call *draw(const struct policy_world *w, double days, uint32_t *n)
{
    const struct policy_model *m = w->model;
    uint32_t max = (uint32_t)(m->a_day * days * 1.1) + 1000;
    struct policy_call *calls = mem_array(max, sizeof *calls);
    double at = 0;
    *n = 0;
    while (*n < max) {
        at += exponential(DAY_MS / m->a_day);
        if (at > days * DAY_MS)
            break;
        double p = uniform();
        calls[(*n)++] =
            (struct policy_call){.at = at,
                                 .place = (uint16_t)((bench_next(&state) >> 32) % w->points),
                                 .priority = (uint8_t)(p < m->share[0]                 ? 0
                                                       : p < m->share[0] + m->share[1] ? 1
                                                                                       : 2),
                                 .transport = uniform() < m->transport,
                                 .scene = exponential(m->scene_min * MINUTE_MS),
                                 .handover = exponential(m->handover_min * MINUTE_MS)};
    }
    return calls;
}

/* ---- told ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void tell(const struct policy_world *w, const char *policy, const struct policy_call *calls,
                 uint32_t n, double since, double busy)
{
    double *all = mem_array(n, sizeof *all), sum = 0;
    uint32_t count = 0, in_time = 0, urgent = 0, urgent_in_time = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (calls[i].at < since)
            continue;
        double took = (calls[i].there - calls[i].at) / 1000;
        bool good = took <= w->model->target_s[calls[i].priority];
        all[count++] = took;
        sum += took;
        in_time += good;
        urgent += calls[i].priority == 0;
        urgent_in_time += calls[i].priority == 0 && good;
    }
    qsort(all, count, sizeof *all, by_value);
    printf("  %-6s %8u %8.0f %8.0f %8.0f %8.0f %8.0f %8.1f %% %8.1f %% %7.0f %%\n", policy, count,
           sum / count, all[count / 2], all[(size_t)(count * 0.75)], all[(size_t)(count * 0.9)],
           all[(size_t)(count * 0.95)], 100.0 * in_time / count, 100.0 * urgent_in_time / urgent,
           100 * busy);
    free(all);
}

static void one_city(const struct policy_model *model, double days)
{
    static const char *const names[] = {"line", "time", "cover"};
    static struct policy_world w;
    uint32_t n;
    usec_t begun = clock_steady();
    if (!world_begin(model, &w))
        return;
    struct policy_call *calls = draw(&w, days, &n);
    printf(
        "%s: %u calls in %.0f days at %u places, %u vehicles, %u stations, %u hospitals; the second half, seconds from the call "
        "until somebody is there (%.0f s of them until a vehicle is chosen)\n",
        model->name, n, days, w.points, w.units, w.stations, w.hospitals, model->delay_s);
    printf("  %-6s %8s %8s %8s %8s %8s %8s %10s %10s %9s\n", "policy", "calls", "mean", "P50",
           "P75", "P90", "P95", "in time", "urgent", "busy");
    double busy = 0;
    for (int p = 0; p < POLICY_COUNT; p++) {
        struct policy_run run = {.policy = (enum policy)p, .busy = busy};
        policy_run(&w, &run, calls, n, days * DAY_MS / 2);
        if (p == POLICY_TIME)
            busy = run.busy_first;
        tell(&w, names[p], calls, n, days * DAY_MS / 2, run.busy_second);
    }
    printf("  in %.0f s\n", (double)(clock_steady() - begun) / 1e6);
    free(calls);
    free(w.fast);
    free(w.slow);
}

int main(int argc, char **argv)
{
    double days = argc > 1 ? strtod(argv[1], NULL) : 365;
    if (days < 2) {
        (void)fprintf(stderr, "usage: bench_policy [DAYS]\n");
        return 2;
    }
    for (size_t i = 0; i < ARRAY_LEN(models); i++)
        one_city(&models[i], days);
    return 0;
}
