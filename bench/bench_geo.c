/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the time goes in src/geo, each beside its brute force in the same run: the ratio is what
 * counts, the absolute figures depend on the machine. 20,000 units: three quarters in one city, the
 * rest over a country. For places.bench.mjs, which gives the same to others:
 *   bench_geo areas             the made-up areas as GeoJSON geometries, one a line
 *   bench_geo find FILE OUT     areas from such lines: where do points lie? One JSON object; the
 *                               first POINTS_TOLD points go to OUT, a line "lon,lat" each
 */
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench.h"
#include "geo/ahead.h"
#include "geo/area_index.h"
#include "geo/cluster.h"

#define UNITS 20000
#define AREAS 2000
#define CORNERS 400
#define POINTS 1000000
#define POINTS_TOLD 20000 /* to others, which take longer */

static uint64_t state = 42;
static struct geo_point units[UNITS];
static volatile double sink; /* keeps the work from being thrown away */

static int32_t between(int32_t low, int32_t high)
{
    return low + (int32_t)((bench_next(&state) >> 32) % (uint64_t)((int64_t)high - low + 1));
}

static struct geo_point in_country(void)
{
    return (struct geo_point){between(372000000, 455000000), between(560000000, 731000000)};
}

static struct geo_point in_city(void)
{
    return (struct geo_point){between(412000000, 414000000), between(691500000, 694000000)};
}

static void line(const char *what, double ns, double brute_ns)
{
    if (brute_ns > 0)
        printf("%-44s %12.1f ns %14.1f ns %9.0f x\n", what, ns, brute_ns, brute_ns / ns);
    else
        printf("%-44s %12.1f ns\n", what, ns);
}

static double since(usec_t start, int n)
{
    return (double)(clock_steady() - start) * 1000.0 / n;
}

static uint32_t brute_nearest(struct geo_point q)
{
    double best = INFINITY;
    uint32_t at = 0;
    for (uint32_t i = 0; i < UNITS; i++) {
        double m = geo_distance_m(q, units[i]);
        if (m < best) {
            best = m;
            at = i;
        }
    }
    return at;
}

static double brute_nearest_ns(struct geo_point (*where)(void))
{
    usec_t start = clock_steady();
    for (int i = 0; i < 100; i++)
        sink += brute_nearest(where());
    return since(start, 100);
}

static void bench_distance(void)
{
    enum { N = 2000000 };

    usec_t start = clock_steady();
    for (int i = 0; i < N; i++)
        sink += geo_distance_m(units[i % UNITS], units[(i + 1) % UNITS]);
    double exact = since(start, N);
    start = clock_steady();
    for (int i = 0; i < N; i++)
        sink += geo_distance_fast_m(units[i % UNITS], units[(i + 1) % UNITS]);
    line("distance, fast against exact", since(start, N), exact);
}

static void bench_nearest(const struct geo_grid *g, const char *what,
                          struct geo_point (*where)(void), size_t k)
{
    enum { N = 200000 };
    struct geo_near near[16];
    double brute = brute_nearest_ns(where);
    usec_t start = clock_steady();
    for (int i = 0; i < N; i++) {
        size_t n = geo_grid_nearest(g, where(), GEO_ANYWHERE, k, NULL, NULL, near);
        sink += (double)n;
    }
    line(what, since(start, N), brute);
}

static void bench_grid(struct geo_grid *g)
{
    enum { N = 2000000 };

    usec_t start = clock_steady();
    for (int i = 0; i < N; i++) {
        uint32_t slot = (uint32_t)between(0, UNITS - 1);
        units[slot].lat7 +=
            between(-2000, 2000); /* some 20 m: a unit that drives and reports each second */
        sink += geo_grid_put(g, slot, units[slot]);
    }
    line("move by some metres", since(start, N), 0);
    start = clock_steady();
    for (int i = 0; i < N / 10; i++) {
        uint32_t slot = (uint32_t)between(0, UNITS - 1);
        struct geo_point keep = units[slot];
        sink += geo_grid_put(g, slot, in_country()) && geo_grid_put(g, slot, keep);
    }
    line("move across the country", since(start, N / 5), 0);
    bench_nearest(g, "nearest 1 of 20,000, asked in the city", in_city, 1);
    bench_nearest(g, "nearest 1 of 20,000, asked in the country", in_country, 1);
    bench_nearest(g, "nearest 8 of 20,000, asked in the city", in_city, 8);
    printf("grid memory: %.1f MB\n", (double)geo_grid_bytes(g) / 1e6);
}

static void bench_ahead(const struct geo_grid *g)
{
    enum { N = 100000 };
    struct geo_ahead out[3];
    usec_t start = clock_steady();
    for (int i = 0; i < N; i++) {
        struct geo_ahead_from from = {in_city(), between(0, 3599), 600};
        sink += (double)geo_ahead_find(g, &from, 20000, 3, NULL, NULL, out);
    }
    double ns = since(start, N);
    start = clock_steady();
    for (int i = 0; i < 50; i++) {
        struct geo_ahead_from from = {in_city(), between(0, 3599), 600};
        double best = INFINITY;
        for (uint32_t u = 0; u < UNITS; u++) {
            struct geo_ahead a = geo_ahead_score(&from, units[u]);
            best = a.ahead && a.m < best ? a.m : best;
        }
        sink += best < INFINITY;
    }
    line("nearest 3 ahead of 20,000", ns, since(start, 50));
}

/* GeoJSON of a polygon of CORNERS corners. */
static void star(struct buf *b, struct geo_point c, double reach)
{
    struct geo_point first = {0};
    buf_cat(b, "{\"type\":\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i < CORNERS; i++) {
        struct geo_point p =
            geo_move(c, i * 3600 / CORNERS, reach * (0.7 + between(0, 300) / 1000.0));
        buf_printf(b, "[%.7f,%.7f],", p.lon7 / 1e7, p.lat7 / 1e7);
        if (i == 0)
            first = p;
    }
    buf_printf(b, "[%.7f,%.7f]]]}", first.lon7 / 1e7, first.lat7 / 1e7);
}

static struct geo_area *area_of(struct str geojson)
{
    struct geo_area *a = NULL;
    struct err e;
    if (geo_area_parse(geojson, &a, &e) != RC_OK) {
        (void)fprintf(stderr, "bench_geo: %s\n", e.detail);
        exit(1);
    }
    return a;
}

static void bench_areas(void)
{
    enum { N = 1000000 };
    static struct geo_area *areas[AREAS];
    uint32_t out[16];
    struct buf text;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < AREAS; i++) {
        buf_clear(&text);
        star(&text, in_country(), between(5000, 40000));
        areas[i] = area_of(buf_str(&text));
    }
    buf_release(&text);
    usec_t start = clock_steady();
    struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)areas, AREAS);
    printf("index over %d areas of %d corners: %.1f ms, %.1f MB\n", AREAS, CORNERS,
           since(start, 1) / 1e6, (double)geo_area_index_bytes(x) / 1e6);
    start = clock_steady();
    for (int i = 0; i < N; i++)
        sink += (double)geo_area_index_find(x, in_country(), out, 16);
    double ns = since(start, N);
    start = clock_steady();
    for (int i = 0; i < 1000; i++) {
        struct geo_point p = in_country();
        for (int k = 0; k < AREAS; k++)
            sink += geo_area_contains(areas[k], p);
    }
    line("which of 2,000 areas, index against each", ns, since(start, 1000));
    geo_area_index_free(x);
    for (int i = 0; i < AREAS; i++)
        geo_area_free(areas[i]);
}

static void print_areas(void)
{
    struct buf text;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < AREAS; i++) {
        buf_clear(&text);
        star(&text, in_country(), between(5000, 40000));
        printf("%.*s\n", STR_ARG(buf_str(&text)));
    }
    buf_release(&text);
}

/* Areas from lines of GeoJSON, at most AREAS. Returns how many; *box holds all of them. */
static uint32_t read_areas(const char *path, struct geo_area **areas, struct geo_box *box)
{
    FILE *f = fopen(path, "r");
    char *text = NULL;
    size_t cap = 0;
    uint32_t n = 0;
    for (ssize_t len; f != NULL && n < AREAS && (len = getline(&text, &cap, f)) > 0; n++) {
        areas[n] = area_of(str_trim((struct str){text, (size_t)len}));
        struct geo_box a = areas[n]->box;
        if (n == 0)
            *box = a;
        box->south = a.south < box->south ? a.south : box->south;
        box->west = a.west < box->west ? a.west : box->west;
        box->north = a.north > box->north ? a.north : box->north;
        box->east = a.east > box->east ? a.east : box->east;
    }
    free(text);
    if (f == NULL || fclose(f) != 0 || n == 0)
        perror(path);
    return n;
}

static struct geo_point asked[POINTS];

static bool write_points(const char *path)
{
    FILE *f = fopen(path, "w");
    for (int i = 0; f != NULL && i < POINTS_TOLD; i++)
        (void)fprintf(f, "%.7f,%.7f\n", asked[i].lon7 / 1e7, asked[i].lat7 / 1e7);
    return f != NULL && fclose(f) == 0;
}

static int find_areas(const char *path, const char *out_path)
{
    static struct geo_area *areas[AREAS];
    struct geo_box box = {0};
    uint32_t out[16], n = read_areas(path, areas, &box);
    size_t found = 0, corners = 0;
    for (int i = 0; i < POINTS && n > 0; i++)
        asked[i] = (struct geo_point){between(box.south, box.north), between(box.west, box.east)};
    if (n == 0 || !write_points(out_path))
        return 1;
    usec_t start = clock_cpu();
    struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)areas, n);
    usec_t made = clock_cpu();
    for (int i = 0; i < POINTS; i++)
        sink += (double)geo_area_index_find(x, asked[i], out, 16);
    double ns = (double)(clock_cpu() - made) * 1000 / POINTS;
    for (int i = 0; i < POINTS_TOLD; i++)
        found += geo_area_index_find(x, asked[i], out, 16);
    for (uint32_t i = 0; i < n; i++)
        corners += areas[i]->point_count;
    printf("{\"areas\":%u,\"corners\":%zu,\"made_ms\":%.1f,\"bytes\":%zu,\"ns\":%.1f,"
           "\"points\":%d,\"found\":%zu}\n",
           n, corners, (double)(made - start) / 1e3, geo_area_index_bytes(x), ns, POINTS_TOLD,
           found);
    geo_area_index_free(x);
    for (uint32_t i = 0; i < n; i++)
        geo_area_free(areas[i]);
    return 0;
}

static bool add_unit(void *user, uint32_t slot, struct geo_point p)
{
    geo_cluster_add(user, slot, p, slot % 5);
    return true;
}

static void bench_cluster(const struct geo_grid *g)
{
    struct geo_cluster_work *w = geo_cluster_new();
    static const struct geo_cluster_ask asks[] = {
        {{372000000, 560000000, 455000000, 731000000}, 6, 300},
        {{412000000, 691500000, 414000000, 694000000}, 12, 300},
    };
    static const char *const names[] = {"cluster the country's window",
                                        "cluster the city's window"};
    for (int k = 0; k < 2; k++) {
        const struct geo_cluster *out;
        struct err e;
        bool single;
        size_t n = 0;
        usec_t start = clock_steady();
        for (int i = 0; i < 200; i++) {
            must(geo_cluster_begin(w, &asks[k], &e) == RC_OK);
            (void)geo_grid_window(g, asks[k].window, add_unit, w);
            n = geo_cluster_end(w, &out, &single);
        }
        double ns = since(start, 200);
        uint32_t points = geo_grid_count_in(g, asks[k].window);
        line(names[k], ns, 0);
        printf("    %u points, %zu clusters, %.1f ns a point\n", points, n, ns / points);
    }
    geo_cluster_free(w);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "areas") == 0) {
        print_areas();
        return 0;
    }
    if (argc == 4 && strcmp(argv[1], "find") == 0)
        return find_areas(argv[2], argv[3]);
    struct geo_grid *g = geo_grid_new(UNITS);
    for (uint32_t i = 0; i < UNITS; i++) {
        units[i] = i % 4 == 0 ? in_country() : in_city();
        must(geo_grid_put(g, i, units[i]));
    }
    printf("%-44s %15s %17s %11s\n", "", "an operation", "brute force", "ratio");
    bench_distance();
    bench_grid(g);
    bench_ahead(g);
    bench_areas();
    bench_cluster(g);
    geo_grid_free(g);
    return 0;
}
